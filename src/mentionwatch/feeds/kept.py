"""What a feed keeps beside the database from poll to poll, such as a session's tokens: files for the owner alone."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mentionwatch.feeds.answer import read_json


def kept_path(state_dir: Path | None, name: str, *parts: str) -> Path | None:
    """Name the file that is `name`'s and that of its `parts`, such as an account; None where nothing is kept."""
    short = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    return state_dir / f"{name}-{short}.json" if state_dir else None


def load_kept(path: Path | None) -> Any:
    """Read what was kept; None where there is nothing yet, or a damaged file."""
    try:
        return read_json(path.read_bytes()) if path else None
    except (OSError, ValueError, RecursionError):
        return None


def save_kept(path: Path | None, value: Mapping[str, Any]) -> None:
    """Write a file whole or not at all, readable by its owner alone from its first byte on."""
    if path is None:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(value, file)
    unfinished.replace(path)

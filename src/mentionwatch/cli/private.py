"""Writing files that only their owner may read, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentionwatch.errors import UsageError
from mentionwatch.text import safe_text


@contextmanager
def beside(path: Path, *, hint: str) -> Iterator[Path]:
    """Give an empty file next to a path, readable by its owner alone; it is gone in the end. Raises UsageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    except OSError as error:
        message = f"{safe_text(str(path.parent))} cannot be written: {error.strerror}"
        raise UsageError(message, hint=hint) from None
    os.close(handle)
    staged = Path(name)
    try:
        yield staged
    finally:
        staged.unlink(missing_ok=True)

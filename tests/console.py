"""What the program says when a test calls it: in this process (the fixture `ask`), or on a terminal of its own."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Said:
    """What the program said, and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of data."""
        return self.out.splitlines()


Ask = Callable[..., Said]


def on_a_terminal(*args: str | Path, columns: int = 80, **environ: str) -> bytes:
    """Run the program on a terminal of its own and give all bytes that came."""
    ours, theirs = pty.openpty()
    env = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR", "CI")
    } | {"TERM": "xterm-256color", "MENTIONWATCH_NOW": "2026-11-22T09:30:00Z"}
    stty = f'stty cols {columns} -onlcr; exec "$@"'
    command = ["sh", "-c", stty, "sh", sys.executable, "-m", "mentionwatch", *map(str, args)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env | environ) as process:
        os.close(theirs)
        chunks = []
        while chunk := _read(ours):
            chunks.append(chunk)
        assert process.wait() == 0
    os.close(ours)
    return b"".join(chunks)


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # the other end is closed
        return b""

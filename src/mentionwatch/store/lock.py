"""One poll at a time: a lock that dies with its process."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import PollRunning, StoreError


@contextmanager
def only_poll(database: Path, *, now: datetime) -> Iterator[None]:
    """Hold the lock of a database's polls. Raises PollRunning at once if another process holds it."""
    path = Path(f"{database}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        hint = "who polls must be able to write the folder of the database"
        raise StoreError(f"cannot make the lock {path}", cause=error.strerror or "", hint=hint) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _running(os.read(handle, 200)) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "started_at": to_text(now)}).encode(), 0)
        yield
    finally:
        os.close(handle)


def _running(note: bytes) -> PollRunning:
    """Say who holds the lock, as far as the note in it can be read."""
    who, started_at = "", None
    with suppress(ValueError, KeyError, TypeError):
        holder = json.loads(note)
        started_at = from_text(holder["started_at"])
        who = f" (process {int(holder['pid'])}, since {holder['started_at']})"
    return PollRunning(f"another poll is running{who}", started_at=started_at, hint="let it finish")

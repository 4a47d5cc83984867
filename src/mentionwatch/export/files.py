"""Where output goes: standard output as UTF-8, or a file that is whole or not there at all."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, TextIO, TypeVar

from mentionwatch.errors import MentionwatchError, UsageError

_Stream = TypeVar("_Stream", TextIO, BinaryIO)


@contextmanager
def open_output(path: Path | None, *, force: bool = False) -> Iterator[TextIO]:
    """Give a stream to write to: a file, or standard output for None and `-`. Lines end in LF, text is UTF-8.

    A file is written beside its place and moved there when whole; a device or pipe is written to as it is.
    Raises UsageError for a folder, for a file that exists unless `force`, and for a place that cannot be written
    to; MentionwatchError where the writing itself fails.
    """
    if path is None or str(path) == "-":
        yield _stdout()
    else:
        with _opened(path, _open, force=force) as out:
            yield out


@contextmanager
def open_binary_output(path: Path | None, *, force: bool = False) -> Iterator[BinaryIO]:
    """Give a stream of bytes to write to, as `open_output` gives one of text. Raises UsageError for a terminal too."""
    if path is not None and str(path) != "-":
        with _opened(path, _open_binary, force=force) as out:
            yield out
        return
    if sys.stdout.isatty():
        raise UsageError("a workbook cannot be shown on a terminal", hint="name a file: -o FILE.xlsx")
    made = io.BytesIO()  # a pipe cannot be gone back in
    yield made
    sys.stdout.buffer.write(made.getvalue())


@contextmanager
def _opened(path: Path, open_file: Callable[[Path | int], _Stream], *, force: bool) -> Iterator[_Stream]:
    _check(path, force=force)
    if path.exists() and not path.is_file():
        with open_file(path) as out:
            yield out
        return
    target = path.resolve()  # what a symbolic link points to is replaced, not the link
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:50]}.", suffix=".part")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written", cause=error.strerror or str(error), hint="name another file with -o"
        ) from error
    try:
        with open_file(handle) as out:
            yield out
            _settle(out, target)
        _move(Path(name), target, force=force)
    except OSError as error:
        raise MentionwatchError(f"{path} cannot be written", cause=error.strerror or str(error)) from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _open(file: Path | int) -> TextIO:
    return open(file, "w", encoding="utf-8", errors="replace", newline="")


def _open_binary(file: Path | int) -> BinaryIO:
    return open(file, "w+b")


def _stdout() -> TextIO:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="")
    return sys.stdout


def _check(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="name a file with -o")
    if not force and (path.is_file() or path.is_symlink()):
        raise UsageError(f"{path} exists already", hint="name another file, or replace it with --force")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", hint="make it, or name another file with -o")


def _settle(out: IO[Any], path: Path) -> None:
    """Bring the file to the disk; it takes the mode of the file it replaces, else that of a new file."""
    out.flush()
    os.fsync(out.fileno())
    mask = os.umask(0o077)
    os.umask(mask)
    os.fchmod(out.fileno(), path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)


def _move(made: Path, path: Path, *, force: bool) -> None:
    if force:
        made.replace(path)
        return
    try:
        os.link(made, path)
    except FileExistsError:
        raise UsageError(f"{path} exists already", hint="name another file, or replace it with --force") from None
    except OSError:
        made.replace(path)  # a file system without hard links

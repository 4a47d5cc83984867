"""The errors a user can meet, each with the exit code it ends the program with.

MentionwatchError           one sentence, a cause, and the next step as `hint`
  ConfigError        (2)    mend the file at `path`, line `line`
  UsageError         (2)    call again, corrected
  StoreError         (5)    the database cannot be used
    NotADatabase            name another file, or restore a backup
    SchemaTooNew            upgrade mentionwatch
    Busy                    another program holds the database: try again
  PollRunning        (6)    another poll is at work: let it finish
  FeedError          (3)    one feed failed; the others are stored
    Unavailable             the next poll tries again
    Limited                 nothing to do: the feed is left alone until `until`
    Denied                  mend the feed's token
    Broken                  the network answered something we cannot read
      Missing               what we asked for is gone
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """What the program's exit code says."""

    FINE = 0
    BUG = 1
    USAGE = 2
    SOME_FAILED = 3
    ALL_FAILED = 4
    DATABASE = 5
    RUNNING = 6
    FOUND = 10
    INTERRUPTED = 130
    TERMINATED = 143


class MentionwatchError(Exception):
    """An error that a user can act on: a sentence, perhaps its cause, and the next step."""

    exit_code = ExitCode.BUG

    def __init__(self, message: str, *, cause: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cause = cause
        self.hint = hint


class UsageError(MentionwatchError):
    """The command line asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class ConfigError(MentionwatchError):
    """The configuration cannot be used; `where` names the file and line."""

    exit_code = ExitCode.USAGE

    def __init__(
        self, message: str, *, path: Path | None = None, line: int | None = None, cause: str = "", hint: str = ""
    ) -> None:
        self.path = path
        self.line = line
        where = "" if path is None else f"{path}, line {line}: " if line else f"{path}: "
        super().__init__(where + message, cause=cause, hint=hint)


class StoreError(MentionwatchError):
    """The database cannot be used."""

    exit_code = ExitCode.DATABASE


class NotADatabase(StoreError):
    """The file is no mentionwatch database, or a damaged one."""


class SchemaTooNew(StoreError):
    """A newer mentionwatch wrote the database."""


class Busy(StoreError):
    """Another program holds the database."""


class PollRunning(MentionwatchError):
    """Another poll of the same database is at work, since `started_at` if that is known."""

    exit_code = ExitCode.RUNNING

    def __init__(self, message: str, *, started_at: datetime | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.started_at = started_at


class FeedError(MentionwatchError):
    """One feed failed; `feed` is its name."""

    exit_code = ExitCode.SOME_FAILED

    def __init__(self, message: str, *, feed: str = "", cause: str = "", hint: str = "") -> None:
        super().__init__(message, cause=cause, hint=hint)
        self.feed = feed


class Unavailable(FeedError):
    """The network did not answer, or said that it cannot now; the next poll tries again."""


class Limited(FeedError):
    """The network asks us to wait until `until` (aware, UTC). No fault: the poll goes on later."""

    def __init__(self, message: str, *, until: datetime, feed: str = "") -> None:
        super().__init__(message, feed=feed)
        self.until = until


class Denied(FeedError):
    """The network refuses our token or account."""


class Broken(FeedError):
    """The network answered something we cannot read."""


class Missing(Broken):
    """The network says that what we asked for is gone."""

"""The database: opening, checking and writing it safely. Only this package speaks SQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mentionwatch.errors import Busy, NotADatabase, SchemaTooNew, StoreError
from mentionwatch.store import schema
from mentionwatch.store.views import VIEWS

if TYPE_CHECKING:
    from sqlite3 import Connection

BUSY_SECONDS = 10
CACHE_KB = 262_144
"""The most of the file that a writer keeps in memory; it takes what it touches, so a small one costs nothing."""
_HEADER = b"SQLite format 3\x00"


class Store:
    """An open database. Reads go through `db`; writes happen inside `transaction()` only."""

    def __init__(self, db: Connection, path: Path) -> None:
        self.db = db
        self.path = path

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write all or nothing, holding the write lock from the first statement. Raises StoreError."""
        with explained(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Read several times from one state of the database, whatever is written meanwhile."""
        with explained(self.path):
            self.db.execute("BEGIN")
            try:
                yield self.db
            finally:
                self.db.execute("ROLLBACK")

    def find_damage(self) -> str | None:
        """Check the whole file; give what is wrong with it, None if nothing is. Raises StoreError."""
        with explained(self.path):
            found: str = self.db.execute("PRAGMA quick_check(1)").fetchone()[0]
        return None if found == "ok" else found

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_for_reading(path: Path, *, any_thread: bool = False) -> Store:
    """Open an existing database, read only; `any_thread` may use it then, one at a time.

    Raises StoreError; never makes a file.
    """
    _check_file(path)
    if path.stat().st_size == 0:
        raise _missing(path, "the file is empty")
    with explained(path):
        try:
            db, version = _open(path, "mode=ro", any_thread=any_thread)
        except sqlite3.OperationalError:
            if Path(f"{path}-wal").exists():
                raise
            # a file on a read-only medium cannot make its -shm
            db, version = _open(path, "immutable=1", any_thread=any_thread)
    if version < schema.VERSION:
        db.close()
        raise StoreError(
            f"{path} was written by an older mentionwatch",
            cause=f"its schema is {version}, this program needs {schema.VERSION}",
            hint="run `mentionwatch rebuild`: it brings the file up to date and keeps a copy",
        )
    return Store(db, path)


def open_for_writing(path: Path) -> Store:
    """Open a database, or make it (mode 0600), and bring it to the schema of today. Raises StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"cannot make the folder {path.parent}", cause=error.strerror or "") from error
    if path.exists():
        _check_file(path)
    else:
        _make_private(path)
    with explained(path):
        db, version = _open(path, "mode=rw")
        with _closed_on_error(db):
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(f"PRAGMA cache_size = -{CACHE_KB}")
            if version < schema.VERSION:
                _migrate(db, path, version)
    return Store(db, path)


def copy_database(path: Path, to: Path) -> None:
    """Copy a database as it stands, while others may write it. Raises StoreError."""
    with open_for_reading(path) as source, explained(to):
        copy = sqlite3.connect(to)
        try:
            source.db.backup(copy)
        finally:
            copy.close()


def _open(path: Path, mode: str, *, any_thread: bool = False) -> tuple[Connection, int]:
    """Connect to a database of ours, and give the version of its schema."""
    uri = f"{path.absolute().as_uri()}?{mode}"
    db = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=not any_thread)
    with _closed_on_error(db):
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        return db, _check_version(db, path)


@contextmanager
def _closed_on_error(db: Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        db.close()
        raise


def _check_file(path: Path) -> None:
    if not path.exists():
        raise _missing(path, "there is no such file")
    if path.is_dir():
        raise NotADatabase(f"{path} is a folder, not a database", hint="name a file with --db")
    try:
        with path.open("rb") as file:
            head = file.read(len(_HEADER))
    except OSError as error:
        raise StoreError(f"cannot read the database {path}", cause=error.strerror or "") from error
    if head and head != _HEADER:
        raise NotADatabase(
            f"{path} is no database of mentionwatch", cause="not an SQLite file", hint="name another file with --db"
        )


def _missing(path: Path, cause: str) -> StoreError:
    return StoreError(
        f"there is no database at {path}",
        cause=cause,
        hint="run `mentionwatch poll` or `mentionwatch import` first, or name another file with --db",
    )


def _check_version(db: Connection, path: Path) -> int:
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    is_empty = db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0] == 0
    if application != schema.APPLICATION_ID and not (application == 0 and is_empty):
        raise NotADatabase(f"{path} belongs to another program", hint="name another file with --db")
    if version > schema.VERSION:
        raise SchemaTooNew(
            f"{path} was written by a newer mentionwatch",
            cause=f"its schema is {version}, this program knows {schema.VERSION}",
            hint="upgrade mentionwatch",
        )
    return version


def _make_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError(f"cannot make the database {path}", cause=error.strerror or "") from error


def _migrate(db: Connection, path: Path, version: int) -> None:
    """Bring the schema up to date in one transaction; an older file is copied beside itself first."""
    from sqlite_utils import Database

    if version:
        copy_to = Path(f"{path}.v{version}.backup")
        _make_private(copy_to)
        with closing(sqlite3.connect(copy_to)) as copy:
            db.backup(copy)  # a plain copy would miss what stands in the -wal
    db.execute("BEGIN IMMEDIATE")
    try:
        for name in VIEWS:
            db.execute(f"DROP VIEW IF EXISTS {name}")
        schema.migrations().apply(Database(db))
        for name, select in VIEWS.items():
            db.execute(f"CREATE VIEW {name} AS {select}")
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {schema.VERSION}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, each with the next step."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _explain(error, path) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise NotADatabase(
            f"the database {path} is damaged",
            cause=str(error),
            hint="restore a backup; `sqlite3 FILE .recover` saves what can be saved",
        ) from error


def _explain(error: sqlite3.OperationalError, path: Path) -> Exception:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    cause = str(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(
            f"the database {path} is held by another program",
            cause=f"waited {BUSY_SECONDS} s",
            hint="try again when it is done",
        )
    if code == sqlite3.SQLITE_FULL:
        free = shutil.disk_usage(path.parent).free
        return StoreError(
            f"no room to write {path}",
            cause=f"{cause}; {free // 1024:,} KB free",
            hint="free some space; nothing is lost",
        )
    if code == sqlite3.SQLITE_READONLY:
        return StoreError(
            f"cannot write {path}", cause=cause, hint="the file and its folder must be writable for who runs poll"
        )
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM):
        hint = "check the path, who may read and write it, and that its disk has room"
        return StoreError(f"cannot open {path}", cause=cause, hint=hint)
    return error

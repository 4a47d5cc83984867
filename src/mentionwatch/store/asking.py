"""Questions of the user's own: one query that can only read, ended when it takes too long or the user has enough."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from sqlite3 import Connection
from time import monotonic
from typing import Any, TypeVar

from mentionwatch.errors import UsageError
from mentionwatch.store import explained, open_for_reading
from mentionwatch.store.functions import Cell, Meaning, register
from mentionwatch.store.views import VIEWS

_Result = TypeVar("_Result")

_AT_ONCE = 500
_LONGEST_VALUE = 50_000_000
_READS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_LOOKS = frozenset(
    {
        *("compile_options", "database_list", "foreign_key_list", "function_list", "index_info", "index_list"),
        *("index_xinfo", "page_count", "page_size", "schema_version", "table_info", "table_list", "table_xinfo"),
    }
)
"""The pragmas that only look, as long as they are given no value."""
_TAKES_A_NAME = frozenset({"foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_xinfo"})
_SECRET_TABLE = "salt"  # noqa: S105  (its name)
_ABOUT_THE_FILE = frozenset(
    {
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR),
        *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FULL),
    }
)
_FORBIDDEN = frozenset({sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY})
_MISSING = re.compile(r"no such (column|table|function): (.+)")
_SCHEMA = "`mentionwatch sql --schema` lists views, columns and functions"


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of an answer, each under a name of its own, and its rows as they come."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


def open_for_asking(path: Path, meaning: Meaning) -> tuple[Connection, list[str]]:
    """Open a database for queries that anybody wrote: nothing can be changed by any of them, nor read from elsewhere.

    Give with it the list that will hold what our functions refused. Any thread may use it, one at a time.
    Raises StoreError.
    """
    db = open_for_reading(path, any_thread=True).db
    said = register(db, meaning)
    db.text_factory = lambda held: held.decode(errors="replace")
    db.execute("PRAGMA query_only = ON")
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    db.set_authorizer(_allow)
    return db, said


def _allow(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Allow what reads this file, and nothing else; the secret behind pseudonyms reads as NULL."""
    if action == sqlite3.SQLITE_READ and first == _SECRET_TABLE:
        return sqlite3.SQLITE_IGNORE
    if action == sqlite3.SQLITE_FUNCTION and second in ("load_extension", "fts3_tokenizer"):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        # So json_each and its like make themselves known. A file that is open for reading stays as it is.
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first in _LOOKS and (second is None or first in _TAKES_A_NAME):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


@contextmanager
def asked(path: Path, query: str, *, meaning: Meaning, most_seconds: float | None = None) -> Iterator[Answer]:
    """Ask a query, and give its answer for as long as the block lasts.

    Raises UsageError for a query that cannot be asked or takes longer than `most_seconds`, and StoreError.
    """
    db, said = open_for_asking(path, meaning)
    runner = _Runner(db, most_seconds)
    try:
        with explained(path), _in_words(db, query, said):
            sayable = query.encode(errors="replace").decode()
            cursor = runner.run(lambda: db.cursor().execute(sayable))
            if cursor.description is None:
                raise UsageError("the query asks for nothing", hint="write a SELECT")
            yield Answer(_own_names([column[0] for column in cursor.description]), _rows(runner, cursor))
    finally:
        runner.close()


def _rows(runner: _Runner, cursor: sqlite3.Cursor) -> Iterator[tuple[Cell, ...]]:
    cursor.row_factory = None
    while some := runner.run(lambda: cursor.fetchmany(_AT_ONCE)):
        for row in some:
            yield tuple(_cell(value) for value in row)


def _cell(value: Any) -> Cell:
    """Write bytes as SQL does; SQLite's endless number is none that JSON knows."""
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value) if value in (float("inf"), float("-inf")) else value


def _own_names(names: list[str]) -> tuple[str, ...]:
    """Tell columns of the same name apart: `id`, `id_2`."""
    found: list[str] = []
    for name in names:
        number, own = 1, name
        while own in found:
            number += 1
            own = f"{name}_{number}"
        found.append(own)
    return tuple(found)


class _Runner:
    """Runs a query beside the main thread: only that one hears signals, and not while SQLite is at work."""

    def __init__(self, db: Connection, most_seconds: float | None) -> None:
        self._db = db
        self._most_seconds = most_seconds
        self._until = None if most_seconds is None else monotonic() + most_seconds
        self._pool = ThreadPoolExecutor(max_workers=1)

    def run(self, step: Callable[[], _Result]) -> _Result:
        """Take a step of the query. Raises UsageError when its time is over."""
        future = self._pool.submit(step)
        left = None if self._until is None else max(self._until - monotonic(), 0)
        try:
            return future.result(left)
        except TimeoutError:
            self._stop(future)
            hint = "narrow it, or give it longer with --timeout"
            raise UsageError(f"the query took longer than {self._most_seconds:g} s", hint=hint) from None
        except BaseException:
            self._stop(future)
            raise

    def _stop(self, future: Future[Any]) -> None:
        """Interrupt the step until it has ended: SQLite forgets an interruption that comes before its work."""
        while not future.done():
            self._db.interrupt()
            wait([future], timeout=0.05)

    def close(self) -> None:
        """End the thread and close the file."""
        self._pool.shutdown()
        self._db.close()


@contextmanager
def _in_words(db: Connection, query: str, said: list[str]) -> Iterator[None]:
    """Turn what SQLite says of a query into a sentence and a next step."""
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning) as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code in _ABOUT_THE_FILE:
            raise
        if code in _FORBIDDEN or "not authorized" in str(error):
            raise UsageError(
                "the query was refused: `sql` only reads", cause=str(error), hint="ask by a SELECT"
            ) from None
        if said:
            raise UsageError(said[-1], hint=_SCHEMA) from None
        raise UsageError(*_sentence(str(error)), hint=_hint(db, query, str(error))) from None


def _sentence(text: str) -> tuple[str]:
    if "one statement" in text:
        return ("the query is more than one statement",)
    if "binding" in text:
        return ("the query has an open parameter: a ? or a :name outside quotation marks",)
    return (text[:1].lower() + text[1:].rstrip("."),)


def _hint(db: Connection, query: str, text: str) -> str:
    missing = _MISSING.match(text)
    if missing is None:
        return _SCHEMA
    near = get_close_matches(missing[2].rpartition(".")[2].lower(), _known(db, missing[1], query), n=1)
    return f"did you mean {near[0]}? {_SCHEMA}" if near else _SCHEMA


def _known(db: Connection, what: str, query: str) -> list[str]:
    """Name the columns of what the query reads (of all views, if it reads none), the tables or the functions."""
    if what == "function":
        return [row[0] for row in db.execute("SELECT DISTINCT name FROM pragma_function_list ORDER BY name")]
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]
    if what == "table":
        return tables
    words = set(re.findall(r"\w+", query.lower()))
    of = [name for name in tables if name in words] or list(VIEWS)
    return [row[1] for name in of for row in db.execute(f"PRAGMA table_info({name})")]


def view_columns(db: Connection) -> dict[str, list[str]]:
    """Name the columns of each view, in order."""
    return {name: [row["name"] for row in db.execute(f"PRAGMA table_info({name})")] for name in VIEWS}


def tables_of(db: Connection) -> list[str]:
    """Name the tables."""
    return [row["name"] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]

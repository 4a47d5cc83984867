"""Queries that anybody may write: they read one file, and nothing else can be had by them."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from builders import World, complaint, reply
from mentionwatch.errors import StoreError, UsageError
from mentionwatch.store.asking import asked
from mentionwatch.store.functions import Cell, Meaning

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
MEANING = Meaning(zone=ZoneInfo("Europe/Berlin"), name_agent=lambda _, agent: agent)


@pytest.fixture
def path(world: World) -> Path:
    """A small database."""
    opening = complaint(at="10:00")
    world.add(opening, reply(to=opening, at="10:20"), complaint(at="11:00", by="ben"))
    return world.path


def answer(path: Path, query: str, *, most_seconds: float | None = None) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Ask a query and give its columns and rows."""
    with asked(path, query, meaning=MEANING, most_seconds=most_seconds) as given:
        return given.columns, [list(row) for row in given.rows]


def refusal(path: Path, query: str) -> UsageError:
    """Ask a query that must be refused."""
    with pytest.raises(UsageError) as refused:
        answer(path, query)
    return refused.value


ATTACKS = (
    "INSERT INTO stale VALUES ('x')",
    "UPDATE posts SET text = ''",
    "DELETE FROM posts",
    "DROP VIEW mentions",
    "CREATE TABLE own (a)",
    "CREATE TEMP TABLE own (a)",
    "CREATE TEMP TRIGGER own AFTER INSERT ON posts BEGIN DELETE FROM posts; END",
    "ALTER TABLE posts RENAME TO own",
    "REPLACE INTO stale VALUES ('x')",
    "WITH one AS (SELECT 'x') INSERT INTO stale SELECT * FROM one",
    "UPDATE sqlite_master SET sql = ''",
    "ATTACH '{folder}/other.db' AS other",
    "ATTACH ':memory:' AS other",
    "VACUUM INTO '{folder}/other.db'",
    "VACUUM",
    "DETACH main",
    "REINDEX",
    "ANALYZE",
    "BEGIN IMMEDIATE",
    "SAVEPOINT own",
    "PRAGMA query_only = OFF",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA user_version = 99",
    "PRAGMA writable_schema = ON",
    "PRAGMA wal_checkpoint",
    "PRAGMA schema_version(9)",
    "PRAGMA temp_store_directory = '{folder}'",
    "SELECT load_extension('{folder}/own.so')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT writefile('{folder}/other.db', 'x')",
    "SELECT readfile('/etc/hostname')",
    "SELECT 1; DELETE FROM posts",
)


@pytest.mark.fault("F40")
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_can_be_written_or_opened(path: Path, attack: str) -> None:
    """Whatever the query says, it is refused in words, the file keeps its bytes and no other file comes to be."""

    def state() -> tuple[str, set[str]]:
        files = {one.name for one in path.parent.iterdir()} - {f"{path.name}-shm", f"{path.name}-wal"}
        return hashlib.sha256(path.read_bytes()).hexdigest(), files

    before = state()
    error = refusal(path, attack.format(folder=path.parent))
    assert error.message
    assert error.hint
    assert state() == before


def test_the_secret_of_pseudonyms_is_not_given_away(world: World) -> None:
    """The secret from which rivals' customers get their names reads as NULL, and cannot be searched either."""
    world.add(complaint(at="10:00"), brand="Globex")
    with world.open() as store:
        assert store.db.execute("SELECT salt FROM salt").fetchone()[0]
    assert answer(world.path, "SELECT salt FROM salt")[1] == [[None]]
    assert answer(world.path, "SELECT COUNT(*) FROM salt WHERE salt > ''")[1] == [[0]]


@pytest.mark.parametrize(
    ("query", "message", "hint"),
    [
        ("SELECT seconds_sofar FROM waits_view", "no such column: seconds_sofar", "did you mean seconds_so_far?"),
        ("SELECT w.custmer FROM waits_view w", "no such column: w.custmer", "did you mean customer?"),
        ("SELECT * FROM mention", "no such table: mention", "did you mean mentions?"),
        ("SELECT medain(1)", "no such function: medain", "did you mean median?"),
        ("SELECT xyzzy FROM mentions", "no such column: xyzzy", "`mentionwatch sql --schema` lists"),
        ("SELEC 1", 'near "SELEC": syntax error', "`mentionwatch sql --schema` lists"),
        ("SELECT median(text) FROM mentions", "median takes numbers, not text", "`mentionwatch sql --schema` lists"),
        ("SELECT 1; SELECT 2", "the query is more than one statement", "`mentionwatch sql --schema` lists"),
        ("SELECT ?", "the query has an open parameter: a ? or a :name outside quotation marks", "`mentionwatch"),
        ("", "the query asks for nothing", "write a SELECT"),
        ("-- nothing", "the query asks for nothing", "write a SELECT"),
        ("DELETE FROM posts", "the query was refused: `sql` only reads", "ask by a SELECT"),
    ],
)
def test_a_wrong_query_is_told_with_the_next_step(path: Path, query: str, message: str, hint: str) -> None:
    """What is missing is named, with the name that is nearest."""
    error = refusal(path, query)
    assert error.message == message
    assert error.hint.startswith(hint)


def test_what_only_looks_is_answered(path: Path) -> None:
    """Recursive queries, JSON, the schema and the plan of a query can be asked."""
    assert answer(path, f"{ENDLESS} SELECT SUM(i) FROM (SELECT i FROM n LIMIT 4)")[1] == [[10]]
    assert answer(path, "SELECT value FROM json_each('[1, 2]')")[1] == [[1], [2]]
    assert answer(path, "SELECT name FROM pragma_table_info('stale')")[1] == [["thread_ref"]]
    assert answer(path, "PRAGMA table_info(stale)")[1][0][1] == "thread_ref"
    assert answer(path, "EXPLAIN QUERY PLAN SELECT 1")[0] == ("id", "parent", "notused", "detail")


def test_columns_have_names_of_their_own(path: Path) -> None:
    """Two columns of one name are told apart; bytes and endless numbers are written as text; no row is lost."""
    columns, rows = answer(path, "SELECT 1 AS a, 2 AS a, 3 AS a_2, x'00ff', 9e999")
    assert columns[:3] == ("a", "a_2", "a_2_2")
    assert rows == [[1, 2, 3, "x'00ff'", "inf"]]
    assert len(answer(path, f"{ENDLESS} SELECT i FROM n LIMIT 1234")[1]) == 1234


@pytest.mark.parametrize("query", [f"{ENDLESS} SELECT COUNT(*) FROM n", f"{ENDLESS} SELECT i FROM n"])
def test_a_runaway_query_ends(path: Path, query: str) -> None:
    """A query without end is ended after its time, whether it gives rows meanwhile or none."""
    with (
        pytest.raises(UsageError, match=re.escape("the query took longer than 0.2 s")),
        asked(path, query, meaning=MEANING, most_seconds=0.2) as given,
    ):
        deque(given.rows, maxlen=0)


def test_a_huge_value_is_refused(path: Path) -> None:
    """Nobody fills the memory with one value."""
    assert refusal(path, "SELECT zeroblob(1000000000)").message == "string or blob too big"


def test_a_file_that_is_none_is_told_as_such(tmp_path: Path) -> None:
    """What is wrong with the file is the file's error, not the query's."""
    with pytest.raises(StoreError, match="there is no database"):
        answer(tmp_path / "none.db", "SELECT 1")

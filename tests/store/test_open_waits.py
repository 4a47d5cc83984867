"""Reading who waits: in the order in which they are due, and with little work however many wait."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from builders import NOW, World, complaint
from mentionwatch.clock import to_text
from mentionwatch.reports import Request
from mentionwatch.reports.inbox import inbox
from mentionwatch.store import inbox as stored
from mentionwatch.store.queries import Filter

LIMIT = 20


def multiply(path: Path, times: int) -> None:
    """Copy the only wait of a database, each copy opened and due a minute before the last one."""
    with sqlite3.connect(path) as db:
        for name, columns in {
            "posts": {"ref": "ref || n", "id": "id + n", "created_at": "{earlier}"},
            "conversations": {"id": "id + n", "opened_at": "{earlier}"},
            "waits": {
                "conversation_id": "conversation_id + n",
                "post_id": "post_id + n",
                "opened_at": "{earlier}",
                "due_at": "strftime('%Y-%m-%dT%H:%M:%SZ', due_at, '-' || n || ' minutes')",
            },
        }.items():
            earlier = f"strftime('%Y-%m-%dT%H:%M:%SZ', {name}.{_TIMES[name]}, '-' || n || ' minutes')"
            held = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
            values = [columns.get(column, column).format(earlier=earlier) for column in held]
            db.execute(
                f"""
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {times})
                INSERT INTO {name} ({", ".join(held)})
                SELECT {", ".join(values)} FROM numbers, {name}
                """
            )
    db.close()


_TIMES = {"posts": "created_at", "conversations": "opened_at", "waits": "opened_at"}


def request(world: World, *, limit: int | None = LIMIT) -> Request:
    """Ask for the inbox as the command does."""
    return Request(
        rules=world.rules, now=NOW, which=Filter(since_at=NOW - timedelta(days=7), brand="Acme"), limit=limit
    )


@pytest.fixture
def crowd(world: World) -> World:
    """A world in which 3,001 customers wait, all of them overdue."""
    world.add(complaint(at="2026-11-20 10:00"))
    multiply(world.path, 3_000)
    return world


def steps(world: World, most: int | None) -> int:
    """Count the steps that SQLite takes to give some of the open waits."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with world.open() as store:
        store.db.set_progress_handler(count, 10)
        waits = stored.open_waits(store.db, Filter(brand="Acme"), silent_since=NOW - timedelta(days=30))
        for _ in islice(waits, most):
            pass
    return taken * 10


def test_a_short_list_is_read_without_the_rest(crowd: World) -> None:
    """The first twenty of 3 001 open waits cost a small part of reading all: nothing is sorted, nothing is joined."""
    assert steps(crowd, LIMIT) < steps(crowd, None) / 50


def test_waits_come_as_they_fall_due(crowd: World) -> None:
    """All that wait are read once, the earliest due first."""
    with crowd.open() as store:
        waits = list(stored.open_waits(store.db, Filter(), silent_since=NOW - timedelta(days=30)))
    due = [wait.due for wait in waits]
    assert due == sorted(due)
    assert len({wait.conversation_id for wait in waits}) == len(waits) == 3_001


def test_the_list_of_many_begins_with_the_longest_overdue(crowd: World) -> None:
    """Of 3 001 overdue, the inbox shows those due first, and says how many there are."""
    with crowd.open() as store:
        short = inbox(store.db, request(crowd))
        whole = inbox(store.db, request(crowd, limit=None))
    assert short.table.rows == whole.table.rows[:LIMIT]
    assert (len(whole.table.rows), short.table.total) == (3_001, 3_001)
    assert [figure.n for figure in short.figures()] == [3_001, 0, 0, 0, 0]


def test_what_is_open_for_long_may_have_lapsed(world: World) -> None:
    """Only of waits that may have lapsed by now is it read when anybody last spoke."""
    world.add(complaint(at="2026-11-01 10:00"), complaint(at="2026-11-20 10:00", by="bob"))
    with world.open() as store:
        waits = list(stored.open_waits(store.db, Filter(), silent_since=NOW - timedelta(days=10)))
    assert [wait.last_at for wait in waits] == [to_text(world.posts[0].created_at), None]

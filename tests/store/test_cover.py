"""The cover held in memory says what the views say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import World, complaint
from mentionwatch.clock import to_text
from mentionwatch.store import open_for_writing
from mentionwatch.store.cover import Cover

_START = datetime(2026, 11, 20, tzinfo=UTC)
_HOURS = st.integers(min_value=0, max_value=48)
_SPANS = st.tuples(_HOURS, _HOURS).map(sorted)
_SPEAKERS = st.none() | st.lists(st.sampled_from(["acme", "help"]), unique=True)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    """Give a database with one open wait."""
    world = World(tmp_path / "acme.db")
    world.add(complaint(at="10:00"))
    with open_for_writing(world.path) as store:
        yield store.db


def _at(hour: int) -> str:
    return to_text(_START + timedelta(hours=hour))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    feeds=st.lists(
        st.tuples(st.sampled_from(["mastodon", "files"]), _SPANS, st.booleans(), st.booleans(), _SPEAKERS), max_size=3
    ),
    gaps=st.lists(st.tuples(st.integers(0, 2), _SPANS), max_size=4),
    opened=_HOURS,
)
def test_both_ways_to_tell_what_was_seen_agree(
    db: Connection,
    feeds: list[tuple[str, list[int], bool, bool, list[str] | None]],
    gaps: list[tuple[int, list[int]]],
    opened: int,
) -> None:
    """Whatever feeds and gaps there are, a wait is seen as long in memory as in the view."""
    for table in ("feeds", "gaps", "sightings"):
        db.execute(f"DELETE FROM {table}")
    db.execute("UPDATE waits SET opened_at = ?", [_at(opened)])
    for number, (network, (start, end), brought_it, is_everywhere, speakers) in enumerate(feeds):
        names = None if speakers is None else json.dumps(speakers)
        db.execute(
            """
            INSERT INTO feeds (name, network, brand, covered_from, covered_to, is_everywhere, speakers)
            VALUES (?, ?, 'Acme', ?, ?, ?, ?)
            """,
            [f"f{number}", network, _at(start), _at(end), is_everywhere, names],
        )
        if brought_it:
            db.execute("INSERT INTO sightings (post_id, feed) SELECT id, ? FROM posts", [f"f{number}"])
    for number, (start, end) in gaps:
        db.execute(
            "INSERT OR IGNORE INTO gaps (feed, from_at, to_at) VALUES (?, ?, ?)", [f"f{number}", _at(start), _at(end)]
        )
    brought_by = json.dumps([row["feed"] for row in db.execute("SELECT feed FROM sightings ORDER BY feed")])
    wait = db.execute("SELECT *, unixepoch(opened_at) AS opened, unixepoch(seen_to) AS seen FROM waits_view").fetchone()
    told = wait["seen"] if wait["seen"] is not None and wait["seen"] > wait["opened"] else None
    assert Cover(db).seen_to(wait["brand"], wait["network"], brought_by, wait["opened"]) == told

"""`feeds` shows how each feed stands, on every screen and in every format; `backfill` says what it did."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from builders import NOW, World, complaint
from console import Ask
from mentionwatch.clock import to_text
from mentionwatch.model import Gap
from mentionwatch.store import feeds as feed_rows
from mentionwatch.store import open_for_writing, polls

SPENT = {"unit": "posts", "period": "2026-11", "count": 1234, "at_most": 10_000}


@pytest.fixture
def feed(world: World) -> World:
    """A feed that brought three posts, two of them new ones within an hour, and that has had its troubles."""
    world.add(complaint(at="2026-11-21 09:30"))
    with open_for_writing(world.path) as store, store.transaction() as db:
        polls.poll_succeeded(
            db, "acme-mastodon", started_at=NOW - timedelta(days=2), next_poll_at=NOW + timedelta(minutes=3)
        )
    world.add(complaint(at="2026-11-22 09:20", by="bob"), complaint(at="2026-11-22 09:00", by="cyd"))
    with open_for_writing(world.path) as store, store.transaction() as db:
        db.execute("UPDATE posts SET first_seen_at = '2026-11-22T09:30:00Z'")
        feed_rows.save_cursor(db, "acme-mastodon", {"spent": SPENT})
        polls.poll_failed(db, "acme-mastodon", error="m.example refuses us (status 401)", next_poll_at=NOW)
        polls.poll_limited(db, "acme-mastodon", until=NOW + timedelta(minutes=20))
        feed_rows.add_gap(db, "acme-mastodon", Gap(from_at=NOW - timedelta(days=9), to_at=NOW - timedelta(days=8)))
        feed_rows.save_mark(db, "acme-mastodon", {"at": {}}, key="k")
        feed_rows.save_backfill(db, "acme-mastodon", since=NOW - timedelta(days=90), mark={"at": {}}, key="k")
    return world


def test_files_hold_all_of_it(feed: World, ask: Ask) -> None:
    """Last good poll, how soon half of its posts were seen, failures, the limit, gaps, and the month's posts."""
    expected = {
        "feed": "acme-mastodon",
        "state": "failing",
        "last_ok_at": to_text(NOW - timedelta(days=2)),
        "lag_seconds": 30 * 60,
        "posts": 3,
        "next_poll_at": to_text(NOW + timedelta(minutes=20)),
        "gaps": 1,
        "failures": 1,
        "last_error": "m.example refuses us (status 401)",
        "spent": 1234,
        "spent_at_most": 10_000,
        "spent_unit": "posts",
        "spent_period": "2026-11",
    }
    (row,) = json.loads(ask("feeds", "--json", "--db", feed.path).out)["rows"]
    assert {name: row[name] for name in expected} == expected
    (cells,) = csv.DictReader(io.StringIO(ask("feeds", "--csv", "--db", feed.path).out))
    assert {name: cells[name] for name in expected} == {name: str(value) for name, value in expected.items()}


@pytest.mark.parametrize("columns", ["120", "80", "40", "20"])
def test_every_screen_says_what_matters(feed: World, ask: Ask, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However narrow: state, failures with the error, what was spent of what, gaps and walks that are not over."""
    monkeypatch.setenv("COLUMNS", columns)
    said = ask("feeds", "--db", feed.path).out
    words = " ".join(said.split())
    for text in ("failing", "30 min", "1,234 of 10,000", "refuses us (status 401)", "gaps: 1", "could not see"):
        assert text.replace(" ", "") in words.replace(" ", "")
    assert "goesonwhereitstopped" in words.replace(" ", "")
    assert "backfill--feedacme-mastodon--since2026-08-24" in words.replace(" ", "")
    assert max(map(len, said.splitlines())) <= int(columns)


def write_config(folder: Path) -> None:
    """Write a configuration with a feed of files, and the file."""
    post = {"id": "1", "author": "ana", "text": "@acme hello?", "created_at": "2026-11-22T08:00:00Z"}
    (folder / "posts.jsonl").write_text(json.dumps(post) + "\n")
    feed = {"name": "files", "network": "files", "options": {"path": "posts.jsonl", "network": "x"}}
    (folder / "mentionwatch.yaml").write_text(json.dumps({"brand": "Acme", "database": "acme.db", "feeds": [feed]}))


def test_backfill_says_why_it_cannot(ask: Ask, tmp_path: Path) -> None:
    """A feed that has not been polled, one without a past, one that is not there, and a day to come."""
    write_config(tmp_path)
    told = ask("backfill", "--feed", "files", "--since", "2026-01")
    assert (told.code, "never been polled" in told.err, "poll --feed files" in told.err) == (2, True, True)
    ask("poll")
    told = ask("backfill", "--feed", "files", "--since", "2026-01")
    assert (told.code, "cannot be asked" in told.err, "mentionwatch import" in told.err) == (2, True, True)
    assert ask("backfill", "--feed", "other", "--since", "2026-01").code == 2
    assert "is not before" in ask("backfill", "--feed", "files", "--since", "2027-01").err

"""Older databases: each released schema is brought up to date, whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from builders import World, complaint
from mentionwatch.errors import StoreError
from mentionwatch.store import open_for_reading, open_for_writing, schema


def make_version_1(path: Path) -> None:
    """Write a database as version 1 did, with a post that was judged then."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"{schema.FACTS}{schema.FINDINGS}")
        db.executescript(
            f"""
            CREATE TABLE _sqlite_migrations (
              id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT
            );
            CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name
              ON _sqlite_migrations (migration_set, name);
            INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
            VALUES ('mentionwatch', 'm001_first_schema', '2026-11-01 08:00:00+00:00');
            INSERT INTO accounts (id, ref, network, handle, first_seen_at, updated_at)
            VALUES (1, 'mastodon:ana', 'mastodon', 'ana', '2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z');
            INSERT INTO posts (id, ref, account_id, thread_ref, text, created_at, first_seen_at)
            VALUES (1, 'mastodon:1', 1, 'mastodon:1', 'The pizza arrived cold. Terrible!',
                    '2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z');
            INSERT INTO sightings (post_id, feed, address) VALUES (1, 'acme-mastodon', 'to');
            INSERT INTO feeds (name, network, brand) VALUES ('acme-mastodon', 'mastodon', 'Acme');
            INSERT INTO verdicts (post_id, kind, confidence, reasons, classifier)
            VALUES (1, 'other', 0.5, '[]', 'lexicon/0');
            PRAGMA application_id = {schema.APPLICATION_ID};
            PRAGMA user_version = 1;
            """
        )
    path.chmod(0o600)


@pytest.mark.fault("F63")
def test_a_version_1_database_is_brought_up_to_date(tmp_path: Path) -> None:
    """The facts stay, the findings are computed again, and a private copy of the older file is left beside it."""
    world = World(tmp_path / "acme.db")
    make_version_1(world.path)
    world.add(complaint(at="11:00", by="ben"))
    with world.open() as store:
        rows = store.db.execute("SELECT kind, language FROM verdicts ORDER BY post_id").fetchall()
        assert [tuple(row) for row in rows] == [("complaint", "en"), ("complaint", "en")]
        assert store.db.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    copy = Path(f"{world.path}.v1.backup")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT classifier FROM verdicts").fetchall() == [("lexicon/0",)]


@pytest.mark.fault("F63")
def test_upgraded_and_new_databases_are_alike(tmp_path: Path) -> None:
    """Both ways lead to the same tables and views."""
    make_version_1(tmp_path / "old.db")
    shapes = []
    for name in ("old.db", "new.db"):
        with open_for_writing(tmp_path / name) as store:
            rows = store.db.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%sqlite_%' ORDER BY type, name"
            )
            shapes.append([tuple(row) for row in rows])
    assert shapes[0] == shapes[1]


@pytest.mark.fault("F63")
def test_an_older_file_is_not_read_before_it_is_upgraded(tmp_path: Path) -> None:
    """A report, which may not write, says how to bring the file up to date."""
    make_version_1(tmp_path / "old.db")
    with pytest.raises(StoreError, match="older mentionwatch") as caught:
        open_for_reading(tmp_path / "old.db")
    assert "rebuild" in caught.value.hint


@pytest.mark.fault("F63")
def test_a_version_2_database_keeps_what_was_found_of_a_deleted_reply(tmp_path: Path) -> None:
    """Its words are gone, so that it was stock, and handed the customer over, cannot be found again: it is kept."""
    path = tmp_path / "old.db"
    make_version_1(path)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            f"""
            {schema.SECOND}
            INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
            VALUES ('mentionwatch', 'm002_languages_and_lessons', '2026-11-10 08:00:00+00:00');
            INSERT INTO accounts (id, ref, network, handle, role, brand, first_seen_at, updated_at)
            VALUES (2, 'mastodon:acme', 'mastodon', 'acme', 'brand', 'Acme', '2026-11-20T10:00:00Z',
                    '2026-11-20T10:00:00Z');
            INSERT INTO posts (id, ref, account_id, parent_ref, thread_ref, text, created_at, deleted_at, first_seen_at)
            VALUES (2, 'mastodon:2', 2, 'mastodon:1', 'mastodon:1', '', '2026-11-20T11:00:00Z',
                    '2026-11-20T12:00:00Z', '2026-11-20T11:00:00Z');
            INSERT INTO replies (post_id, brand, conversation_id, customer_id, answers_id, sent_at, form, stock, canned,
                                 handoff, marks, frozen)
            VALUES (2, 'Acme', 1, 1, 1, '2026-11-20T11:00:00Z', 'ffeeddccbbaa9988', 1, 1.0, 'dm',
                    '{{"promises": true, "reasons": ["it promised"]}}', 1);
            PRAGMA user_version = 2;
            """
        )
    world = World(path)
    world.add(complaint(at="11:00", by="ben"))
    with world.open() as store:
        row = store.db.execute("SELECT * FROM responses").fetchone()
        assert (row["ref"], row["is_stock"], row["is_canned"], row["handoff"]) == ("mastodon:2", 1, 1, "dm")
        assert json.loads(row["marks"]).keys() == {"handoff", "promises"}
        form = store.db.execute("SELECT form FROM replies").fetchone()["form"]
        assert form == 0xFFEEDDCCBBAA9988 >> 1

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from builders import NOW
from dump import whole
from mentionwatch.config import Config, FeedConfig
from mentionwatch.poll import poll
from mentionwatch.store import open_for_reading, open_for_writing

KILLED = 9


def row(number: int, author: str, text: str, **more: Any) -> dict[str, Any]:
    """Make one line of a file of posts."""
    at = f"2026-11-20T10:{number:02}:00Z"
    return {"id": f"p{number}", "author": author, "text": text, "created_at": at, **more}


ROWS = {
    "mastodon": [
        row(1, "ana", "@acme the pizza was cold, terrible"),
        row(9, "acme", "Sorry Ana, we are sending a new one", in_reply_to="p1"),
        row(12, "ana", "@acme it came, thank you, all good now", in_reply_to="p9"),
    ],
    "bluesky": [row(3, "ben", "@acme when do you open?", shares=4), row(5, "ben", "@acme hello?", in_reply_to="p3")],
}


def write_config(folder: Path) -> Config:
    """Write two files of posts and give a configuration that polls them."""
    feeds = []
    for network, rows in ROWS.items():
        path = folder / f"{network}.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in rows))
        options = {"path": str(path), "network": network}
        feeds.append(FeedConfig(name=network, network="files", accounts=("acme",), options=options))
    return Config(brand="Acme", database=folder / "acme.db", feeds=tuple(feeds))


def run(config: Config, database: Path, *, kill_at: int = 0) -> int:
    """Poll once in a process of its own, which dies before its `kill_at`-th statement; give its exit status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with open_for_writing(database) as store:
                left = kill_at

                def count(statement: str) -> None:
                    nonlocal left
                    left -= 1
                    if left == 0:
                        os._exit(KILLED)

                store.db.set_trace_callback(count)
                poll(config, store, now=NOW, environ={}, everything=True)
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.fault("F01")
def test_a_poll_killed_at_any_statement_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Killed before each statement in turn and polled again, the database equals one that was never killed."""
    config = write_config(tmp_path)
    with open_for_writing(tmp_path / "straight.db") as store:
        poll(config, store, now=NOW, environ={}, everything=True)
    expected = whole(tmp_path / "straight.db")
    kill_at, status = 0, KILLED
    while status == KILLED:
        kill_at += 1
        database = tmp_path / f"killed{kill_at}.db"
        status = run(config, database, kill_at=kill_at)
        assert status in (0, KILLED)
        check_cursors(database)
        assert run(config, database) == 0
        assert whole(database) == expected, f"killed before statement {kill_at}"
        for file in tmp_path.glob(f"{database.name}*"):
            file.unlink()
    assert kill_at > 100


def check_cursors(database: Path) -> None:
    """See that the file is sound, and that a cursor stands only beside all the rows it covers."""
    with open_for_reading(database) as store:
        assert store.find_damage() is None
        for feed in store.db.execute("SELECT name FROM feeds WHERE cursor IS NOT NULL").fetchall():
            held = store.db.execute("SELECT COUNT(*) FROM sightings WHERE feed = ?", [feed["name"]]).fetchone()[0]
            assert held == len(ROWS[feed["name"]])


@pytest.mark.fault("F02")
def test_a_second_poll_of_the_same_files_changes_nothing(tmp_path: Path) -> None:
    """Not one row differs, but for the notes on polls."""
    config = write_config(tmp_path)
    assert run(config, config.database) == 0
    before = whole(config.database)
    assert run(config, config.database) == 0
    assert whole(config.database) == before

"""When feeds are fetched: each at its own time, limits over restarts, and a loop that ends when it is told to."""

from __future__ import annotations

import json
import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from badserver import NOW, BadServer
from test_processes import FILES, command, write_config

from dump import whole
from mentionwatch.config import Config, FeedConfig
from mentionwatch.poll import begins_after, next_due_at, poll
from mentionwatch.store import open_for_writing

MINUTE = timedelta(minutes=1)


def files(folder: Path, name: str = "good", **more: object) -> FeedConfig:
    """Make a feed that works: a file of one post."""
    post = {"id": "1", "author": "ana", "text": "@acme hello?", "created_at": "2026-11-22T08:00:00Z"}
    path = folder / "posts.jsonl"
    path.write_text(json.dumps(post) + "\n")
    return FeedConfig(name=name, network="files", options={"path": str(path), "network": "x"}, **more)


def test_feeds_begin_at_times_of_their_own() -> None:
    """Each feed always at the same one, within the span; feeds that are polled often wait less, files not at all."""
    spread = timedelta(seconds=10)
    feeds = [FeedConfig(name=f"feed-{n}", network="rss", every=timedelta(hours=1)) for n in range(200)]
    waits = [begins_after(feed, spread) for feed in feeds]
    assert waits == [begins_after(feed, spread) for feed in feeds]
    assert timedelta(0) <= min(waits) < timedelta(seconds=1)
    assert timedelta(seconds=9) < max(waits) < spread
    assert len({wait.seconds for wait in waits}) == 10
    often = [feed.model_copy(update={"every": MINUTE}) for feed in feeds]
    assert max(begins_after(feed, spread) for feed in often) < timedelta(seconds=6)
    assert begins_after(FeedConfig(name="f", network="files"), spread) == timedelta(0)
    assert {begins_after(feed, timedelta(0)) for feed in feeds} == {timedelta(0)}


def test_the_next_feed_is_due_after_its_own_interval(tmp_path: Path) -> None:
    """A loop sleeps for the whole interval, not for the shorter one that cron jobs are granted."""
    feeds = (files(tmp_path, "slow", every=60 * MINUTE), files(tmp_path, "fast", every=10 * MINUTE))
    config = Config(brand="Acme", database=tmp_path / "acme.db", feeds=feeds)
    with open_for_writing(config.database) as store:
        assert next_due_at(config, store, now=NOW) == NOW
        poll(config, store, now=NOW, environ={})
        assert next_due_at(config, store, now=NOW) == NOW + 10 * MINUTE
        assert poll(config, store, now=NOW + 10 * MINUTE, environ={}).not_due == ("slow",)
        assert next_due_at(config, store, now=NOW + 58 * MINUTE) == NOW + 58 * MINUTE


@pytest.mark.fault("F15")
def test_a_feed_that_is_told_to_wait_is_due_when_it_may(tmp_path: Path, server: BadServer) -> None:
    """The limit decides, whatever the interval; another process knows of it as well."""
    options = {"url": f"{server.base}/429?retry-after=1800"}
    feed = FeedConfig(name="busy", network="rss", allow_private=True, options=options, every=5 * MINUTE)
    config = Config(brand="Acme", database=tmp_path / "acme.db", feeds=(feed,))
    with open_for_writing(config.database) as store:
        poll(config, store, now=NOW, environ={})
    with open_for_writing(config.database) as store:
        assert next_due_at(config, store, now=NOW + MINUTE) == NOW + 30 * MINUTE


@pytest.mark.fault("F05")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_loop_ends_when_it_is_told_to(tmp_path: Path, number: int, code: int) -> None:
    """It polls, sleeps, and at a signal ends with the signal's code, one line, and a sound database."""
    config = write_config(tmp_path, FILES)
    words = command("poll", "--loop", "-v", "-c", str(config))
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            first, second = process.stderr.readline(), process.stderr.readline()
            process.send_signal(number)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out, len(err.splitlines())) == (code, "", 1)
    assert "1 new" in first
    assert "the next feed is due at" in second
    assert len(whole(tmp_path / "acme.db")["posts"]) == 1


def test_a_loop_takes_no_feed_by_name(tmp_path: Path) -> None:
    """It fetches what is due, and nothing else."""
    config = write_config(tmp_path, FILES)
    words = command("poll", "--loop", "--feed", "files", "-c", str(config))
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "leave out --feed" in done.stderr

"""Older posts, and first polls that need more than one run: over a real server, into a real database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from contract import BRAND, NOW, Said
from networks import FakeMastodon
from recordings import Headers, Query, Recorded, serving

from builders import World
from dump import findings
from mentionwatch.backfill import BackfillResult, backfill
from mentionwatch.clock import to_text
from mentionwatch.config import Config, FeedConfig
from mentionwatch.errors import ExitCode, UsageError
from mentionwatch.poll import FeedResult, poll
from mentionwatch.store import open_for_writing

DAY = timedelta(days=1)
SINCE = NOW - 60 * DAY


class Served(FakeMastodon):
    """The fake server, asked over loopback, which may have enough after some pages."""

    base = ""
    left: int | None = None
    fault: Recorded = (429, {"Retry-After": "60"}, {"error": "slow down"})
    victim: subprocess.Popen[str] | None = None
    pages = 0

    def served(self, path: str, query: Query, headers: Headers) -> Recorded:
        """Answer one request; pages of posts are counted."""
        if path.endswith(("/notifications", "/statuses")):
            self.pages += 1
            if self.left is not None:
                self.left -= 1
                if self.left < 0:
                    if self.victim is not None:
                        self.victim.send_signal(signal.SIGKILL)
                    return self.fault
        if "help" in query.get("acct", ()):
            return 200, {}, {"id": "77", "acct": "help"}
        if path.endswith("/accounts/77/statuses"):
            return 200, {}, []
        request = httpx.Request("GET", f"https://social.example{path}?{urlencode(query, doseq=True)}")
        answer = self.route(request)
        link = answer.headers.get("link", "").replace("https://social.example", self.base)
        return answer.status_code, {"Link": link} if link else {}, answer.json()


@pytest.fixture
def network() -> Iterator[Served]:
    """Eighty days of a brand: a complaint each day at noon, answered within half an hour on even days."""
    fake = Served(page_size=8)
    for age in range(1, 81):
        at = NOW - age * DAY
        fake.say(Said(f"{1000 - age}", f"c{age}", "This is terrible, still broken", at))
        if age % 2 == 0:
            answer = Said(f"{2000 - age}", BRAND, f"Sorry, number {age}", at + DAY / 48, parent=f"{1000 - age}")
            fake.say(answer)
    with serving(fake.served) as fake.base:
        yield fake


def config_of(network: Served, folder: Path, **more: Any) -> Config:
    """Give a configuration with the one feed."""
    told = {"accounts": (BRAND,), "options": {"server": network.base, "token": "$TOKEN"}, "allow_private": True}
    feed = FeedConfig(name="m", network="mastodon", **(told | more))
    return Config(brand="Acme", database=folder / "acme.db", feeds=(feed,))


def run_poll(network: Served, folder: Path, *, minutes: float = 0, **more: Any) -> FeedResult:
    """Poll once, some minutes after NOW."""
    config = config_of(network, folder, **more)
    with open_for_writing(config.database) as store:
        now = NOW + timedelta(minutes=minutes)
        (result,) = poll(config, store, now=now, environ={"TOKEN": "t"}, everything=True).feeds
    return result


def run_backfill(
    network: Served, folder: Path, *, minutes: float = 5, since: datetime = SINCE, shares: list[float] | None = None
) -> BackfillResult:
    """Fetch older posts, some minutes after NOW."""
    config = config_of(network, folder)
    with open_for_writing(config.database) as store:
        return backfill(
            config,
            store,
            config.feeds[0],
            since=since,
            now=NOW + timedelta(minutes=minutes),
            environ={"TOKEN": "t"},
            on_share=None if shares is None else shares.append,
        )


def facts_of(folder: Path) -> tuple[Any, ...]:
    """Give all findings, and what the feed has covered."""
    with World(folder / "acme.db").open() as store:
        cover = store.db.execute("SELECT covered_from, covered_to, failures FROM feeds").fetchone()
        gaps = store.db.execute("SELECT from_at, to_at FROM gaps").fetchall()
    return findings(folder / "acme.db"), tuple(cover), [tuple(gap) for gap in gaps]


def scalar(folder: Path, sql: str) -> Any:
    """Give the one value that a query finds."""
    with World(folder / "acme.db").open() as store:
        return store.db.execute(sql).fetchone()[0]


def test_a_first_poll_that_is_told_to_wait_goes_on(network: Served, tmp_path: Path) -> None:
    """A network that lets us have two pages at a time: each poll goes on, no page is read over again, none fails."""
    straight = tmp_path / "straight"
    run_poll(network, straight)
    run_poll(network, straight, minutes=10)
    needed, network.pages = network.pages, 0
    cut = tmp_path / "cut"
    for number in range(20):
        network.left = 2
        result = run_poll(network, cut, minutes=2 * number)
        assert result.error is None
        if result.limited_until is None:
            break
        assert scalar(cut, "SELECT failures FROM feeds") == 0
    network.left = None
    run_poll(network, cut, minutes=60)
    run_poll(network, straight, minutes=60)
    assert number >= 3
    assert network.pages <= needed + 2 * number
    assert facts_of(cut) == facts_of(straight)


def test_nothing_is_covered_before_all_is_read(network: Served, tmp_path: Path) -> None:
    """Half of a first poll: its posts are there, and none of them is called missed."""
    network.left = 5  # all of the inbox, and a page of what the brand said
    run_poll(network, tmp_path)
    assert scalar(tmp_path, "SELECT COUNT(*) FROM posts") >= 30
    assert scalar(tmp_path, "SELECT covered_from FROM feeds") is None
    assert scalar(tmp_path, "SELECT COUNT(*) FROM waits_view WHERE is_missed") == 0


def test_another_feed_under_the_same_name_begins_anew(network: Served, tmp_path: Path) -> None:
    """The place in a walk holds for the accounts, terms and options it was walked with."""
    network.left = 5
    run_poll(network, tmp_path)
    network.left, network.pages = None, 0
    result = run_poll(network, tmp_path, minutes=5, terms=("acme air",))
    assert result.error is None
    assert result.fetched >= 45


def test_older_posts_are_backlog(network: Served, tmp_path: Path) -> None:
    """They are in the reports, alerted to nobody, and in no lag; a second run has nothing to do."""
    run_poll(network, tmp_path)
    shares: list[float] = []
    result = run_backfill(network, tmp_path, shares=shares)
    assert result.exit_code is ExitCode.FINE
    with World(tmp_path / "acme.db").open() as store:
        row = store.db.execute(
            """
            SELECT COUNT(*) AS waits, SUM(is_backlog) AS backlog, SUM(is_missed) AS missed, SUM(seconds = 1800) AS fast,
                   (SELECT COUNT(*) FROM alerts) AS alerts, (SELECT covered_from FROM feeds) AS covered_from,
                   (SELECT COUNT(*) FROM mentions WHERE is_backlog = 0) AS young, (SELECT COUNT(*) FROM gaps) AS gaps
            FROM waits_view
            """
        ).fetchone()
    assert tuple(row) == (60, 60, 30, 30, 0, to_text(SINCE), 0, 0)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    network.pages = 0
    again = run_backfill(network, tmp_path, minutes=90)
    assert (again.feed, again.exit_code, network.pages) == (None, ExitCode.FINE, 0)
    assert run_backfill(network, tmp_path, since=NOW - 20 * DAY).feed is None


def test_later_polls_are_as_they_were(network: Served, tmp_path: Path) -> None:
    """After a backfill a poll reads the overlap only, and what is new is no backlog."""
    run_poll(network, tmp_path)
    run_backfill(network, tmp_path)
    network.say(Said("3000", "nina", "Cold and late, awful", NOW + timedelta(minutes=30)))
    network.pages = 0
    assert run_poll(network, tmp_path, minutes=60).added == 1
    assert network.pages == 2
    assert scalar(tmp_path, "SELECT COUNT(*) FROM mentions WHERE NOT is_backlog") == 1
    assert scalar(tmp_path, "SELECT covered_from FROM feeds") == to_text(SINCE)


@pytest.mark.parametrize(
    ("first", "fault"), [(1, (429, {"Retry-After": "60"}, {})), (2, (404, {}, {})), (3, (200, {}, {"odd": 1}))]
)
def test_a_backfill_that_is_cut_off_goes_on(network: Served, tmp_path: Path, first: int, fault: Recorded) -> None:
    """After each page, whatever stops it: the next run goes on there, and in the end all is as if uncut."""
    straight = tmp_path / "straight"
    run_poll(network, straight)
    network.pages = 0
    run_backfill(network, straight)
    needed = network.pages
    expected = facts_of(straight)
    network.fault = fault
    for number in range(first, needed, 3):
        folder = tmp_path / str(number)
        run_poll(network, folder)
        network.left = number
        result = run_backfill(network, folder)
        assert result.exit_code in (ExitCode.SOME_FAILED, ExitCode.ALL_FAILED)
        assert scalar(folder, "SELECT covered_from FROM feeds") == to_text(NOW - 30 * DAY)
        network.left, network.pages = None, 0
        assert run_backfill(network, folder, minutes=5).exit_code is ExitCode.FINE
        assert network.pages == needed - number
        assert facts_of(folder) == expected


@pytest.mark.parametrize("left", [1, 3, 5, 8])
@pytest.mark.parametrize(("first", "later"), [(70, 50), (50, 70)])
def test_a_backfill_goes_on_though_another_day_is_named(
    network: Served, tmp_path: Path, left: int, first: int, later: int
) -> None:
    """A walk to an earlier day serves a later one; one to a later day is ended first, and all is as if uncut."""
    straight = tmp_path / "straight"
    run_poll(network, straight)
    run_backfill(network, straight, since=NOW - later * DAY)
    run_poll(network, tmp_path)
    network.left = left
    assert run_backfill(network, tmp_path, since=NOW - first * DAY).exit_code is ExitCode.SOME_FAILED
    network.left, network.pages = None, 0
    assert run_backfill(network, tmp_path, since=NOW - later * DAY, minutes=10).exit_code is ExitCode.FINE
    pages = network.pages
    assert scalar(tmp_path, "SELECT covered_from FROM feeds") == to_text(NOW - later * DAY)
    assert run_backfill(network, tmp_path, since=NOW - later * DAY).feed is None
    posts = "SELECT json_group_array(ref) FROM (SELECT ref FROM posts WHERE created_at >= ? ORDER BY ref)"
    refs = {}
    for folder in (straight, tmp_path):
        with World(folder / "acme.db").open() as store:
            refs[folder] = store.db.execute(posts, [to_text(NOW - later * DAY)]).fetchone()[0]
    assert refs[straight] == refs[tmp_path]
    if first > later:
        network.pages = 0
        run_backfill(network, straight, since=NOW - first * DAY)
        assert pages < network.pages


def test_a_walk_to_a_later_day_keeps_that_day_if_it_is_cut_off_again(network: Served, tmp_path: Path) -> None:
    """Twice cut off, the second time while the first walk is ended: no day counts as read that was not."""
    run_poll(network, tmp_path)
    for days in (50, 70, 70):
        network.left = 2
        assert run_backfill(network, tmp_path, since=NOW - days * DAY).exit_code is ExitCode.SOME_FAILED
        assert scalar(tmp_path, "SELECT covered_from FROM feeds") == to_text(NOW - 30 * DAY)
    network.left = None
    run_backfill(network, tmp_path, since=NOW - 70 * DAY)
    assert scalar(tmp_path, "SELECT covered_from FROM feeds") == to_text(NOW - 70 * DAY)
    assert scalar(tmp_path, "SELECT MIN(created_at) FROM posts") == to_text(NOW - 70 * DAY)


@pytest.mark.fault("F01")
def test_a_backfill_that_is_killed_goes_on(network: Served, tmp_path: Path) -> None:
    """Killed while it asks for a page, the program goes on at the next run; nothing is lost or doubled."""
    straight = tmp_path / "straight"
    run_poll(network, straight)
    run_backfill(network, straight)
    run_poll(network, tmp_path)
    config = {
        "brand": "Acme",
        "database": "acme.db",
        "feeds": [config_of(network, tmp_path).feeds[0].model_dump(mode="json", include={"name", "network"})],
    }
    config["feeds"][0] |= {
        "accounts": [BRAND],
        "allow_private": "true",
        "options": {"server": network.base, "token": "$TOKEN"},
    }
    path = tmp_path / "mentionwatch.yaml"
    path.write_text(json.dumps(config))
    path.chmod(0o600)
    for left in (1, 3, 4, None, 0):
        network.left, network.fault = left, (500, {}, {})
        now = {**os.environ, "TOKEN": "t", "MENTIONWATCH_NOW": to_text(NOW + timedelta(minutes=5))}
        words = ("backfill", "--feed", "m", "--since", to_text(SINCE), "-c", str(path))
        network.victim = subprocess.Popen(
            [sys.executable, "-m", "mentionwatch", *words], env=now, stderr=subprocess.PIPE, text=True
        )
        _, said = network.victim.communicate()
        assert network.victim.returncode == (-signal.SIGKILL if left else 0), said
    assert said == f"m: nothing to do, all since {to_text(SINCE)} has been read\n"
    assert facts_of(tmp_path) == facts_of(straight)


def test_a_gap_is_filled(network: Served, tmp_path: Path) -> None:
    """What a short poll could not reach is a gap; read again, it is none, and what is missed there is known."""
    run_poll(network, tmp_path, max_pages=2)
    assert scalar(tmp_path, "SELECT COUNT(*) FROM gaps") >= 1
    missed = scalar(tmp_path, "SELECT COUNT(*) FROM waits_view WHERE is_missed")
    run_backfill(network, tmp_path)
    assert scalar(tmp_path, "SELECT COUNT(*) FROM gaps") == 0
    assert scalar(tmp_path, "SELECT COUNT(*) FROM waits_view WHERE is_missed") == 30 > missed


def test_an_account_that_is_added_later_is_covered_from_what_was_read(network: Served, tmp_path: Path) -> None:
    """The older cover did not hold for it: that span is a gap until a backfill has read it."""
    run_poll(network, tmp_path)
    run_backfill(network, tmp_path)
    before = scalar(tmp_path, "SELECT COUNT(*) FROM waits_view WHERE is_missed")
    run_poll(network, tmp_path, minutes=60, accounts=(BRAND, "help"))
    rows = "SELECT json_group_array(json_array(from_at, to_at)) FROM gaps"
    assert json.loads(scalar(tmp_path, rows)) == [[to_text(SINCE), to_text(NOW + timedelta(hours=1) - 30 * DAY)]]
    after = scalar(tmp_path, "SELECT COUNT(*) FROM waits_view WHERE is_missed")
    assert 0 < after < before


def test_a_feed_that_was_never_polled_says_so(network: Served, tmp_path: Path) -> None:
    """Older posts come after the first ones."""
    with pytest.raises(UsageError, match="never been polled"):
        run_backfill(network, tmp_path)


def test_a_feed_without_a_past_says_so(tmp_path: Path) -> None:
    """A file, or a window of newest items, cannot be asked for what is older."""
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps({"id": "1", "author": "a", "text": "hi", "created_at": "2026-11-20T10:00:00Z"}))
    feed = FeedConfig(name="f", network="files", options={"path": str(path), "network": "x"})
    config = Config(brand="Acme", database=tmp_path / "acme.db", feeds=(feed,))
    with open_for_writing(config.database) as store:
        poll(config, store, now=NOW, environ={})
        with pytest.raises(UsageError, match="cannot be asked"):
            backfill(config, store, feed, since=SINCE, now=NOW, environ={})

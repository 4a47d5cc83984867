from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from badserver import NOW, BadServer

from mentionwatch.config import Config, FeedConfig, HttpConfig, JudgeRules
from mentionwatch.errors import Denied, ExitCode, Unavailable
from mentionwatch.judge import judge
from mentionwatch.model import Verdict
from mentionwatch.poll import PollResult, poll
from mentionwatch.refresh import refresh
from mentionwatch.store import open_for_reading, open_for_writing

POSTS = [
    {"id": "1", "author": "ana", "text": "@acme the pizza was cold, terrible", "created_at": "2026-11-22T08:00:00Z"},
    {"id": "2", "author": "acme", "text": "Sorry!", "created_at": "2026-11-22T08:30:00Z", "in_reply_to": "1"},
    {"id": "3", "author": "ben", "text": "@acme when do you open?", "created_at": "2026-11-22T11:00:00Z"},
]


@pytest.fixture
def good(tmp_path: Path) -> FeedConfig:
    """A feed that works: a file of posts."""
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps(post) + "\n" for post in POSTS))
    return FeedConfig(name="good", network="files", accounts=("acme",), options={"path": str(path), "network": "x"})


@pytest.fixture
def bad(server: BadServer) -> Callable[..., FeedConfig]:
    """Give feeds that ask the bad server for a path."""

    def make(path: str, **more: Any) -> FeedConfig:
        name = more.pop("name", "bad")
        options = {"url": server.base + path}
        return FeedConfig(name=name, network="rss", allow_private=True, options=options, **more)

    return make


def run(folder: Path, *feeds: FeedConfig, now: datetime = NOW, **more: Any) -> PollResult:
    """Poll some feeds once, with a deadline of 2 s."""
    http = HttpConfig(deadline=timedelta(seconds=2))
    config = Config(brand="Acme", database=folder / "acme.db", feeds=feeds, http=http)
    with open_for_writing(config.database) as store:
        return poll(config, store, now=now, environ={}, **more)


def scalar(folder: Path, sql: str) -> Any:
    """Give the one value that a query finds."""
    with open_for_reading(folder / "acme.db") as store:
        return store.db.execute(sql).fetchone()[0]


@pytest.mark.fault("F16")
@pytest.mark.parametrize("path", ["/500", "/reset", "/html", "/404", "/garbage"])
def test_a_broken_feed_costs_the_others_nothing(
    tmp_path: Path, good: FeedConfig, bad: Callable[..., FeedConfig], path: str
) -> None:
    """The good feed is stored and judged, the broken one is a value in the result; exit code 3."""
    result = run(tmp_path, bad(path), good)
    assert result.exit_code is ExitCode.SOME_FAILED
    broken, fine = result.feeds
    assert broken.error is not None
    assert (fine.error, fine.added) == (None, 3)
    assert scalar(tmp_path, "SELECT COUNT(*) FROM waits WHERE closed_at IS NOT NULL") == 1


@pytest.mark.fault("F13")
def test_a_slow_drip_costs_the_others_nothing(tmp_path: Path, good: FeedConfig, bad: Callable[..., FeedConfig]) -> None:
    """A body that comes byte by byte is given up at the deadline, and the others are stored."""
    result = run(tmp_path, bad("/drip"), bad("/hdrip", name="head"), good)
    assert [isinstance(feed.error, Unavailable) for feed in result.feeds] == [True, True, False]
    assert scalar(tmp_path, "SELECT COUNT(*) FROM posts") == 3


def test_when_every_feed_fails_the_exit_code_says_so(tmp_path: Path, bad: Callable[..., FeedConfig]) -> None:
    """Exit code 4, and what was stored before can still be reported."""
    assert run(tmp_path, bad("/500")).exit_code is ExitCode.ALL_FAILED
    assert scalar(tmp_path, "SELECT failures FROM feeds") == 1


@pytest.mark.fault("F15")
def test_a_limit_is_obeyed_across_polls(tmp_path: Path, server: BadServer, bad: Callable[..., FeedConfig]) -> None:
    """Told to wait 120 s: no error, and no request before, not even when the user asks for one."""
    path = "/429"
    feed = bad(f"{path}?retry-after=120")
    before = server.count(path)
    first = run(tmp_path, feed)
    assert first.exit_code is ExitCode.FINE
    assert first.feeds[0].limited_until == NOW + timedelta(seconds=120)
    assert server.count(path) == before + 1
    assert run(tmp_path, feed, now=NOW + timedelta(seconds=119), everything=True).not_due == ("bad",)
    assert server.count(path) == before + 1
    run(tmp_path, feed, now=NOW + timedelta(seconds=120), everything=True)
    assert server.count(path) == before + 2


@pytest.mark.fault("F11")
def test_cron_is_told_once_a_day(tmp_path: Path, bad: Callable[..., FeedConfig]) -> None:
    """A passing failure is news when it has happened three times in a row, and then once a day."""
    feed = bad("/500")
    news = []
    for number in range(1, 300):
        result = run(tmp_path, feed, now=NOW + number * timedelta(minutes=10), everything=True)
        assert result.exit_code is ExitCode.ALL_FAILED
        if result.feeds[0].is_news:
            news.append(number)
        if number == 5:  # the rest of the first day brings nothing new
            break
    assert news == [3]
    assert run(tmp_path, feed, now=NOW + timedelta(hours=24, minutes=29), everything=True).feeds[0].is_news is False
    assert run(tmp_path, feed, now=NOW + timedelta(hours=24, minutes=30), everything=True).feeds[0].is_news is True


@pytest.mark.fault("F27")
def test_a_refused_token_is_told_at_once(tmp_path: Path, bad: Callable[..., FeedConfig]) -> None:
    """Waiting does not mend it."""
    (feed,) = run(tmp_path, bad("/401")).feeds
    assert isinstance(feed.error, Denied)
    assert feed.is_news


def test_a_missing_secret_fails_its_feed_only(tmp_path: Path, good: FeedConfig) -> None:
    """A variable that cron does not set is told at once, with the variable's name; the other feed is stored."""
    needy = FeedConfig(name="needy", network="mastodon", options={"server": "https://m.example", "token": "$NO_SUCH"})
    first, second = run(tmp_path, needy, good).feeds
    assert first.error is not None
    assert "NO_SUCH" in f"{first.error.message} {first.error.cause} {first.error.hint}"
    assert first.is_news
    assert second.added == 3


def test_feeds_keep_their_schedule(tmp_path: Path, good: FeedConfig) -> None:
    """A cron job a little early is not sent away; `every` is not halved by that."""
    hourly = good.model_copy(update={"every": timedelta(hours=1)})
    run(tmp_path, hourly)
    assert run(tmp_path, hourly, now=NOW + timedelta(minutes=57)).not_due == ("good",)
    assert run(tmp_path, hourly, now=NOW + timedelta(minutes=58)).not_due == ()
    assert run(tmp_path, hourly, now=NOW + timedelta(minutes=58), names=["good"]).not_due == ()


@pytest.mark.fault("F09")
def test_one_poisonous_post_does_not_stop_the_judge(tmp_path: Path, good: FeedConfig) -> None:
    """It is stored as unjudged, the others are judged; tried three times in all, then left alone."""

    def fragile(text: str, **how: Any) -> Verdict:
        if "open" in text:
            raise RecursionError("too deep")
        return judge(text, **how)

    with open_for_writing(tmp_path / "acme.db") as store:
        config = Config(brand="Acme", database=store.path, feeds=(good,))
        poll(config, store, now=NOW, environ={})
        for attempt in range(1, 6):
            done = refresh(store, config.rules(), now=NOW, everything=attempt == 1, judge=fragile)
            assert done.failed == (("x:3",) if attempt <= 3 else ())
        row = store.db.execute("SELECT kind, status, attempts FROM verdicts WHERE status = 'error'").fetchone()
        assert tuple(row) == (None, "error", 3)
        kinds = store.db.execute("SELECT kind FROM mentions ORDER BY ref").fetchall()
        assert [one["kind"] for one in kinds] == ["complaint", None]


def test_new_rules_judge_everything_again(tmp_path: Path, good: FeedConfig) -> None:
    """A poll under a changed configuration leaves no finding of the old one."""
    run(tmp_path, good)
    assert scalar(tmp_path, "SELECT COUNT(*) FROM mentions WHERE kind = 'complaint'") == 1
    config = Config(
        brand="Acme", database=tmp_path / "acme.db", feeds=(good,), judge=JudgeRules(complaint_words=("open",))
    )
    with open_for_writing(config.database) as store:
        poll(config, store, now=NOW, environ={})
    assert scalar(tmp_path, "SELECT COUNT(*) FROM mentions WHERE kind = 'complaint'") == 2


def test_an_account_that_is_the_brands_no_more_is_a_customers(tmp_path: Path, good: FeedConfig) -> None:
    """Roles follow the configuration at each poll, and the findings follow the roles."""
    brands = "SELECT GROUP_CONCAT(handle) FROM (SELECT handle FROM accounts WHERE role = 'brand' ORDER BY handle)"
    mentions = "SELECT COUNT(*) FROM mentions"
    run(tmp_path, good)
    assert (scalar(tmp_path, brands), scalar(tmp_path, mentions)) == ("acme", 2)
    run(tmp_path, good.model_copy(update={"accounts": ("acme", "ben")}), everything=True)
    assert (scalar(tmp_path, brands), scalar(tmp_path, mentions)) == ("acme,ben", 1)
    run(tmp_path, good, everything=True)
    assert (scalar(tmp_path, brands), scalar(tmp_path, mentions)) == ("acme", 2)


@pytest.mark.fault("F56")
def test_a_clock_that_was_ahead_stops_no_feed(tmp_path: Path, good: FeedConfig, bad: Callable[..., FeedConfig]) -> None:
    """After one poll with a clock a year ahead, the next one with the right clock fetches, and tells of failures."""
    ahead = NOW + timedelta(days=365)
    limited = bad("/429?retry-after=120")
    for _ in range(3):
        run(tmp_path, good, bad("/500", name="broken"), limited, now=ahead, everything=True)
    result = run(tmp_path, good, bad("/500", name="broken"), limited, now=NOW)
    assert result.not_due == ()
    assert [feed.is_news for feed in result.feeds] == [False, True, False]

"""Polling: the due feeds are fetched side by side, each page is stored at once, then the findings follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from mentionwatch.clock import from_text
from mentionwatch.config import Config, FeedConfig
from mentionwatch.errors import ConfigError, Denied, ExitCode, FeedError
from mentionwatch.fetching import FeedResult, Job, fetch_all
from mentionwatch.judge import version_of
from mentionwatch.reaching import connect, reach
from mentionwatch.refresh import Progress, Refreshed, refresh
from mentionwatch.store import Store, polls, tokens
from mentionwatch.store import feeds as feed_rows
from mentionwatch.text import safe_text

if TYPE_CHECKING:
    from sqlite3 import Connection

__all__ = [
    "FeedResult",
    "PollResult",
    "begins_after",
    "chosen_feeds",
    "connect",
    "next_due_at",
    "poll",
    "reach",
    "told_to_wait",
]

_TOLERANCE = timedelta(seconds=150)
_LONGEST_LIMIT = timedelta(hours=1)
_REMIND_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """How a poll went: a result for each feed that was due, and what the refresh did."""

    feeds: tuple[FeedResult, ...]
    not_due: tuple[str, ...]
    refreshed: Refreshed

    @property
    def exit_code(self) -> ExitCode:
        """The code that tells the truth about the poll."""
        failed = [feed for feed in self.feeds if feed.error is not None]
        if failed and len(failed) == len(self.feeds):
            return ExitCode.ALL_FAILED
        return ExitCode.SOME_FAILED if failed or self.refreshed.failed else ExitCode.FINE


def poll(
    config: Config,
    store: Store,
    *,
    now: datetime,
    environ: Mapping[str, str],
    names: Collection[str] = (),
    everything: bool = False,
    spread: timedelta = timedelta(0),
    progress: Progress | None = None,
) -> PollResult:
    """Fetch the feeds that are due (or `names`, or `everything`), store what they bring, refresh the findings.

    Within `spread`, each feed begins at a time of its own, the same in each poll, so that not all programs in the world
    ask their networks at the full minute. One broken feed is a value in the result; the others are stored.
    Raises StoreError and ConfigError.
    """
    version_of(config.judge)  # a language that nothing can judge is told before anything is fetched
    chosen = chosen_feeds(config, names)
    due = [feed for feed in chosen if _is_due(store, feed, now=now, asked=everything or bool(names))]
    results = [FeedResult(name=feed.name) for feed in due]
    if due:
        with store.transaction() as db:
            for feed in due:
                brand = feed.brand or config.brand
                feed_rows.hold_feed(db, feed.name, network=feed.posts_network, brand=brand, speakers=feed.accounts)
            poll_ids = [polls.begin_poll(db, feed.name, started_at=now) for feed in due]
        jobs = [
            Job(feed=feed, result=result, wait=begins_after(feed, spread))
            for feed, result in zip(due, results, strict=True)
        ]
        fetch_all(config, store, jobs, now=now, environ=environ)
        with store.transaction() as db:
            for feed, result, poll_id in zip(due, results, poll_ids, strict=True):
                _note_end(db, config, feed, result, poll_id=poll_id, now=now)
            untold = tokens.take_untold(db, [feed.name for feed in due], now=now)
            for result in results:
                result.ends_at = untold.get(result.name)
    refreshed = refresh(store, config.rules(), now=now, progress=progress)
    skipped = tuple(feed.name for feed in chosen if feed not in due)
    return PollResult(feeds=tuple(results), not_due=skipped, refreshed=refreshed)


def chosen_feeds(config: Config, names: Collection[str]) -> list[FeedConfig]:
    """Give the feeds of these names, or all. Raises ConfigError for a name that no feed has."""
    known = {feed.name for feed in config.feeds}
    for name in names:
        if name not in known:
            raise ConfigError(
                f"there is no feed called {name!r}", path=config.path, hint="the feeds are " + ", ".join(sorted(known))
            )
    return [feed for feed in config.feeds if not names or feed.name in names]


def _is_due(store: Store, feed: FeedConfig, *, now: datetime, asked: bool) -> bool:
    """Tell whether a feed may be fetched now. A limit of the network holds even when the user asks."""
    row = feed_rows.get_feed(store.db, feed.name)
    if row is None:
        return True
    if told_to_wait(store, feed.name, now=now) is not None:
        return False
    return asked or not _is_to_come(row["next_poll_at"], now, at_most=feed.every)


def told_to_wait(store: Store, name: str, *, now: datetime) -> datetime | None:
    """Give until when a feed's network asked us to wait; None if it did not, or that is over."""
    row = feed_rows.get_feed(store.db, name)
    if row is None or not _is_to_come(row["limited_until"], now, at_most=_LONGEST_LIMIT):
        return None
    return from_text(row["limited_until"])


def next_due_at(config: Config, store: Store, *, now: datetime) -> datetime:
    """Give when the next feed is to be fetched: `every` after its last poll, or when its network lets us again."""
    return min((_due_at(store, feed, now=now) for feed in config.feeds), default=now + timedelta(minutes=5))


def _due_at(store: Store, feed: FeedConfig, *, now: datetime) -> datetime:
    row = feed_rows.get_feed(store.db, feed.name)
    if row is None or not _is_to_come(row["next_poll_at"], now, at_most=feed.every):
        due_at = now
    else:
        due_at = from_text(row["next_poll_at"]) + _tolerance(feed)
    return max(due_at, told_to_wait(store, feed.name, now=now) or due_at)


def _is_to_come(text: str | None, now: datetime, *, at_most: timedelta) -> bool:
    """Tell whether an instant lies ahead; one further ahead than it can be was noted by a clock that was wrong."""
    return text is not None and timedelta(0) < from_text(text) - now <= at_most


def _next_poll_at(feed: FeedConfig, now: datetime) -> datetime:
    """Give the earliest time of the next poll: a cron job that comes a little early is not sent away."""
    return now + feed.every - _tolerance(feed)


def _tolerance(feed: FeedConfig) -> timedelta:
    return min(feed.every / 2, _TOLERANCE)


def begins_after(feed: FeedConfig, spread: timedelta) -> timedelta:
    """Give how long after the others a feed begins; files have nobody who minds."""
    most = timedelta(0) if feed.network == "files" else min(spread, feed.every / 10)
    return most * (crc32(feed.name.encode()) % 1000 / 1000)


def _note_end(
    db: Connection, config: Config, feed: FeedConfig, result: FeedResult, *, poll_id: int, now: datetime
) -> None:
    """Note how a feed's poll went, and whether the user is to be told."""
    error = result.error
    if result.expiry is not None:
        tokens.note_expiry(db, feed.name, result.expiry)
    if error is not None:
        text = safe_text(f"{error.message}: {error.cause}" if error.cause else error.message)
        failures = polls.poll_failed(db, feed.name, error=text, next_poll_at=_next_poll_at(feed, now))
        result.is_news = _is_news(db, feed.name, error, failures >= config.complain_after, now=now)
        if result.is_news:
            polls.complained(db, feed.name, at=now)
    elif result.limited_until is not None:
        polls.poll_limited(db, feed.name, until=result.limited_until)
        if not result.is_finished and not result.fetched:
            text = "told to wait before everything was read"
            polls.poll_failed(db, feed.name, error=text, next_poll_at=_next_poll_at(feed, now))
    else:
        polls.poll_succeeded(db, feed.name, started_at=now, next_poll_at=_next_poll_at(feed, now))
    polls.end_poll(
        db,
        poll_id,
        finished_at=datetime.now(UTC),
        fetched=result.fetched,
        added=result.added,
        error=error.message if error else None,
    )


def _is_news(db: Connection, name: str, error: FeedError, has_lasted: bool, *, now: datetime) -> bool:
    """Tell a refusal at once, anything else when it has lasted; each once a day."""
    row = feed_rows.get_feed(db, name)
    told_at = from_text(row["complained_at"]) if row is not None and row["complained_at"] else None
    if told_at is not None and timedelta(0) <= now - told_at < _REMIND_AFTER:
        return False
    return has_lasted or isinstance(error, Denied)

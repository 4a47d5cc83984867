"""Backfill: a feed's older posts, back to a day that the user names. Whenever it is cut off, it goes on later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from mentionwatch.clock import from_text
from mentionwatch.config import Config, FeedConfig
from mentionwatch.errors import ExitCode, UsageError
from mentionwatch.feeds.walk import share_read
from mentionwatch.fetching import FeedResult, Job, fetch_all, key_of
from mentionwatch.judge import version_of
from mentionwatch.model import Cursor
from mentionwatch.reaching import connect
from mentionwatch.refresh import Progress, Refreshed, refresh
from mentionwatch.store import Store, polls
from mentionwatch.store import feeds as feed_rows

if TYPE_CHECKING:
    from sqlite3 import Row

Share: TypeAlias = Callable[[float], None]
"""Is told how much of a walk is done, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillResult:
    """How a backfill went. `feed` None: there was nothing to do. `refreshed` None: so there was nothing to judge."""

    feed: FeedResult | None = None
    refreshed: Refreshed | None = None

    @property
    def exit_code(self) -> ExitCode:
        """The code that tells the truth: a walk that is not over is not fine."""
        if self.feed is None:
            return ExitCode.FINE
        if self.feed.error is not None:
            return ExitCode.ALL_FAILED
        has_failed = self.refreshed is not None and bool(self.refreshed.failed)
        return ExitCode.SOME_FAILED if has_failed or not self.feed.is_finished else ExitCode.FINE


def backfill(
    config: Config,
    store: Store,
    feed: FeedConfig,
    *,
    since: datetime,
    now: datetime,
    environ: Mapping[str, str],
    on_share: Share | None = None,
    progress: Progress | None = None,
) -> BackfillResult:
    """Fetch a feed's posts back to `since` and judge them; a run that was cut off before goes on where it stopped.

    Raises UsageError if the feed has not been polled yet, or its network shows nothing older; StoreError, ConfigError.
    """
    version_of(config.judge)
    row = feed_rows.get_feed(store.db, feed.name)
    if row is None or row["first_poll_at"] is None or row["cursor"] is None:
        hint = f"run `mentionwatch poll --feed {feed.name}` first; it brings the last {feed.history.days} days"
        raise UsageError(f"the feed {feed.name} has never been polled to its end", hint=hint)
    if not asyncio.run(_shows_past(config, feed, now=now, environ=environ)):
        hint = "bring in what you have from elsewhere with `mentionwatch import`"
        raise UsageError(f"the feed {feed.name} cannot be asked for older posts than it shows now", hint=hint)
    if _is_read(row, feed, since):
        return BackfillResult()
    result = FeedResult(name=feed.name)
    job = Job(
        feed=feed,
        result=result,
        since=since,
        on_mark=lambda mark: on_share(share_read(mark, since)) if on_share else None,
    )
    fetch_all(config, store, [job], now=now, environ=environ)
    if result.limited_until is not None:
        with store.transaction() as db:
            polls.poll_limited(db, feed.name, until=result.limited_until)
    refreshed = refresh(store, config.rules(), now=now, progress=progress)
    return BackfillResult(feed=result, refreshed=refreshed)


async def _shows_past(config: Config, feed: FeedConfig, *, now: datetime, environ: Mapping[str, str]) -> bool:
    """Say whether a feed can be asked for older posts; its network is not asked. Raises ConfigError."""
    async with connect(config, feed, now=now, environ=environ) as source:
        return source.sees.past


def _is_read(row: Row, feed: FeedConfig, since: datetime) -> bool:
    """Say whether all back to an instant has been read: by an earlier backfill, or by the polls."""
    held = feed_rows.backfill_of(row, key=key_of(feed))
    if held is not None and held[1] is None and held[0] <= since:
        return True
    cursor: Cursor = feed_rows.cursor_of(row) or {}
    streams = cursor.get("streams")
    if not streams or "begins_at" not in cursor:
        return False
    starts = [cursor["begins_at"], *(state["seen_from"] for state in streams.values())]
    return all(from_text(start) <= since for start in starts)

"""Polling: the due feeds are fetched side by side, each page is stored at once, then the findings follow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.config import Config, FeedConfig, Rules, resolve_options
from mentionwatch.errors import (
    Broken,
    ConfigError,
    Denied,
    ExitCode,
    FeedError,
    Limited,
    MentionwatchError,
    Unavailable,
)
from mentionwatch.feeds import Feed, FeedSpec, Surroundings, find
from mentionwatch.judge import version_of
from mentionwatch.model import Expiry, Gap, Gone, Page, Post
from mentionwatch.refresh import Progress, Refreshed, refresh
from mentionwatch.store import Store, facts, tokens
from mentionwatch.store import feeds as feed_rows
from mentionwatch.text import safe_text

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_THREADS_A_POLL = 25
_JITTER = timedelta(seconds=150)
_LONG_WALK_FACTOR = 10
_LONG_PAUSE = timedelta(hours=1)
_LONGEST_LIMIT = timedelta(hours=1)
_REMIND_AFTER = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class FeedResult:
    """How one feed's poll went. `is_finished`: it read all that is new, to the last page.

    `is_news`: the user should be told of the error, even by cron. `expiry` is when the feed's token ends, where the
    network said so; `ends_at` the same where the user is to be told now.
    """

    name: str
    fetched: int = 0
    added: int = 0
    changed: int = 0
    skipped: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    error: FeedError | None = None
    limited_until: datetime | None = None
    is_finished: bool = False
    is_news: bool = False
    expiry: Expiry | None = None
    ends_at: datetime | None = None

    def note_expiry(self, expiry: Expiry) -> None:
        """Keep when the feed's token ends."""
        self.expiry = expiry


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


@dataclass(frozen=True, slots=True)
class _Found:
    """What a feed's task hands to the writer: a page, or a thread that was looked at again."""

    result: FeedResult
    page: Page | None = None
    thread: feed_rows.OpenThread | None = None
    posts: tuple[Post, ...] = ()
    gone: tuple[str, ...] = ()


FindRef = Callable[[str], str | None]
NoteExpiry = Callable[[Expiry], None]


def poll(
    config: Config,
    store: Store,
    *,
    now: datetime,
    environ: Mapping[str, str],
    names: Collection[str] = (),
    everything: bool = False,
    progress: Progress | None = None,
) -> PollResult:
    """Fetch the feeds that are due (or `names`, or `everything`), store what they bring, refresh the findings.

    One broken feed is a value in the result; the others are stored. Raises StoreError and ConfigError.
    """
    version_of(config.judge)  # a language that nothing can judge is told before anything is fetched
    chosen = _chosen(config, names)
    due = [feed for feed in chosen if _is_due(store, feed, now=now, asked=everything or bool(names))]
    results = [FeedResult(name=feed.name) for feed in due]
    if due:
        with store.transaction() as db:
            for feed in due:
                feed_rows.hold_feed(db, feed.name, network=feed.posts_network, brand=feed.brand or config.brand)
            poll_ids = [feed_rows.begin_poll(db, feed.name, started_at=now) for feed in due]
        try:
            asyncio.run(_fetch_all(config, store, list(zip(due, results, strict=True)), now=now, environ=environ))
        except* MentionwatchError as group:
            raise group.exceptions[0] from None
        with store.transaction() as db:
            for feed, result, poll_id in zip(due, results, poll_ids, strict=True):
                _note_end(db, config, feed, result, poll_id=poll_id, now=now)
            untold = tokens.take_untold(db, [feed.name for feed in due], now=now)
            for result in results:
                result.ends_at = untold.get(result.name)
    refreshed = refresh(store, config.rules(), now=now, progress=progress)
    skipped = tuple(feed.name for feed in chosen if feed not in due)
    return PollResult(feeds=tuple(results), not_due=skipped, refreshed=refreshed)


def _chosen(config: Config, names: Collection[str]) -> list[FeedConfig]:
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
    if _is_to_come(row["limited_until"], now, at_most=_LONGEST_LIMIT):
        return False
    return asked or not _is_to_come(row["next_poll_at"], now, at_most=feed.every)


def _is_to_come(text: str | None, now: datetime, *, at_most: timedelta) -> bool:
    """Tell whether an instant lies ahead; one further ahead than it can be was noted by a clock that was wrong."""
    return text is not None and timedelta(0) < from_text(text) - now <= at_most


def _next_poll_at(feed: FeedConfig, now: datetime) -> datetime:
    """Give the earliest time of the next poll: a cron job that comes a little early is not sent away."""
    return now + feed.every - min(feed.every / 2, _JITTER)


async def _fetch_all(
    config: Config,
    store: Store,
    due: list[tuple[FeedConfig, FeedResult]],
    *,
    now: datetime,
    environ: Mapping[str, str],
) -> None:
    """Run the feeds side by side; this task alone writes."""
    found: asyncio.Queue[_Found | None] = asyncio.Queue(maxsize=2 * len(due))

    async def run(feed: FeedConfig, result: FeedResult) -> None:
        try:
            await _fetch(config, store, feed, result, found, now=now, environ=environ)
        except Limited as limited:
            result.limited_until = limited.until
        except FeedError as error:
            result.error = error
        except ConfigError as error:
            result.error = Denied(error.message, cause=error.cause, hint=error.hint)
        except Exception as error:  # a bug in one feed must not cost the others their posts
            result.error = Broken(f"the feed met an unexpected answer: {type(error).__name__}", hint="report it")
            result.error.__cause__ = error
        await found.put(None)  # not when cancelled: the writer is gone then

    async with asyncio.TaskGroup() as tasks:
        for feed, result in due:
            tasks.create_task(run(feed, result))
        running = len(due)
        rules = config.rules()
        feeds = {id(result): feed for feed, result in due}
        while running:
            item = await found.get()
            if item is None:
                running -= 1
            else:
                _write(store, rules, feeds[id(item.result)], item, now=now)


def _has_much_to_read(row: Row | None, now: datetime) -> bool:
    """Tell whether a feed's walk is long: its first one, or one after an outage."""
    if row is None or row["cursor"] is None or row["last_ok_at"] is None:
        return True
    return now - from_text(row["last_ok_at"]) > _LONG_PAUSE


async def _fetch(
    config: Config,
    store: Store,
    feed: FeedConfig,
    result: FeedResult,
    found: asyncio.Queue[_Found | None],
    *,
    now: datetime,
    environ: Mapping[str, str],
) -> None:
    """Fetch a feed's pages, then the threads in which somebody waits."""
    row = feed_rows.get_feed(store.db, feed.name)
    cursor = feed_rows.cursor_of(row)
    deadline = config.http.deadline * (_LONG_WALK_FACTOR if _has_much_to_read(row, now) else 1)
    threads = feed_rows.open_threads(store.db, feed.name, now=now, limit=_THREADS_A_POLL)
    look_up = partial(feed_rows.find_ref, store.db, feed.name)
    try:
        async with (
            asyncio.timeout(deadline.total_seconds()),
            connect(config, feed, now=now, environ=environ, find_ref=look_up, note_expiry=result.note_expiry) as source,
        ):
            async for page in source.fetch(cursor):
                await found.put(_Found(result, page=page))
            for thread in threads:
                await found.put(await _look_again(source, result, thread))
    except TimeoutError:
        seconds = round(deadline.total_seconds())
        raise Unavailable(f"gave up after {seconds} s", hint="the next poll tries again") from None


@asynccontextmanager
async def connect(
    config: Config,
    feed: FeedConfig,
    *,
    now: datetime,
    environ: Mapping[str, str],
    find_ref: FindRef = lambda _: None,
    note_expiry: NoteExpiry = lambda _: None,
) -> AsyncIterator[Feed]:
    """Give a feed that is ready to fetch, with an HTTP client of its own. Raises ConfigError."""
    async with reach(config, feed, now=now, environ=environ) as (spec, around):
        yield find(feed.network)(spec, replace(around, find_ref=find_ref, note_expiry=note_expiry))


@asynccontextmanager
async def reach(
    config: Config, feed: FeedConfig, *, now: datetime, environ: Mapping[str, str]
) -> AsyncIterator[tuple[FeedSpec, Surroundings]]:
    """Give what a feed is told, secrets resolved, and an HTTP client for its network alone. Raises ConfigError."""
    from mentionwatch.feeds.http import Client

    base = config.path.parent if config.path else Path.cwd()
    options, secrets = resolve_options(feed, environ=environ, base=base)
    client = Client(
        feed=feed.name,
        deadline=config.http.deadline,
        now=now,
        allow_private=feed.allow_private,
        ca_file=feed.ca_file,
        secrets=secrets,
    )
    spec = FeedSpec(
        name=feed.name,
        network=feed.network,
        brand=feed.brand or config.brand,
        accounts=feed.accounts,
        terms=feed.terms,
        options=options,
        history=feed.history,
        overlap=feed.overlap,
        max_pages=feed.max_pages,
        state_dir=config.database.parent,
    )
    async with client:
        yield spec, Surroundings(http=client, now=now)


async def _look_again(source: Feed, result: FeedResult, thread: feed_rows.OpenThread) -> _Found:
    """Fetch a thread again. One that cannot be read is skipped, so that it costs the others nothing."""
    posts: list[Post] = []
    gone: list[str] = []
    try:
        async for item in source.thread(thread.ref, native_id=thread.native_id):
            if isinstance(item, Gone):
                gone.append(item.ref)
            else:
                posts.append(item)
    except Limited:
        raise
    except FeedError as error:
        result.skipped.append(f"the thread of {thread.ref}: {error.message}")
    return _Found(result, thread=thread, posts=tuple(posts), gone=tuple(gone))


def _write(store: Store, rules: Rules, feed: FeedConfig, found: _Found, *, now: datetime) -> None:
    """Store what a feed found, in one transaction: the cursor is never ahead of the rows it covers."""
    result = found.result
    posts = found.page.posts if found.page else found.posts
    with store.transaction() as db:
        written = facts.write_posts(db, posts, feed=feed.name, seen_at=now, rules=rules)
        if written.brands_changed:
            facts.mark_all_stale(db)
        for ref in found.gone:
            facts.mark_deleted(db, ref, now)
        if found.thread:
            feed_rows.thread_checked(db, feed.name, found.thread, now=now)
        if found.page:
            _note_page(db, feed, found.page, now=now)
    result.fetched += len(posts)
    result.added += written.added
    result.changed += written.changed
    if found.page:
        result.skipped += found.page.skipped
        result.gaps += [found.page.gap] if found.page.gap else []
        result.is_finished |= found.page.cursor is not None


def _note_page(db: Connection, feed: FeedConfig, page: Page, *, now: datetime) -> None:
    if page.cursor is not None:
        feed_rows.save_cursor(db, feed.name, page.cursor)
    if page.outbox_from is not None:
        feed_rows.cover(db, feed.name, Gap(from_at=page.outbox_from, to_at=page.outbox_to or now))
    if page.gap is not None:
        feed_rows.add_gap(db, feed.name, page.gap)


def _note_end(
    db: Connection, config: Config, feed: FeedConfig, result: FeedResult, *, poll_id: int, now: datetime
) -> None:
    """Note how a feed's poll went, and whether the user is to be told."""
    error = result.error
    if result.expiry is not None:
        tokens.note_expiry(db, feed.name, result.expiry)
    if error is not None:
        text = safe_text(f"{error.message}: {error.cause}" if error.cause else error.message)
        failures = feed_rows.poll_failed(db, feed.name, error=text, next_poll_at=_next_poll_at(feed, now))
        result.is_news = _is_news(db, feed.name, error, failures >= config.complain_after, now=now)
        if result.is_news:
            feed_rows.complained(db, feed.name, at=now)
    elif result.limited_until is not None:
        feed_rows.poll_limited(db, feed.name, until=result.limited_until)
        if not result.is_finished:
            text = "told to wait before everything was read"
            feed_rows.poll_failed(db, feed.name, error=text, next_poll_at=_next_poll_at(feed, now))
    else:
        feed_rows.poll_succeeded(db, feed.name, started_at=now, next_poll_at=_next_poll_at(feed, now))
    feed_rows.end_poll(
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

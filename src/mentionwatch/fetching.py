"""Fetching feeds side by side: each page is stored at once, with the place where a walk that is cut off goes on."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.config import Config, FeedConfig, Rules
from mentionwatch.errors import Broken, ConfigError, Denied, FeedError, Limited, MentionwatchError, Unavailable
from mentionwatch.feeds import Feed
from mentionwatch.model import Cursor, Expiry, Gap, Gone, Page, Post
from mentionwatch.reaching import connect
from mentionwatch.store import Store, facts, open_threads
from mentionwatch.store import feeds as feed_rows

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_THREADS_A_POLL = 25
_LONG_WALK_FACTOR = 10
_LONG_PAUSE = timedelta(hours=1)


@dataclass(slots=True, kw_only=True)
class FeedResult:
    """How the fetching of one feed went. `is_finished`: it read all that it was to read, to the last page.

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


OnMark = Callable[[Cursor], None]


def _tell_nobody(mark: Cursor) -> None:
    """Leave how far a walk is untold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A feed to fetch: what is new or, with `since`, all back to that instant.

    `wait` passes before the network is asked. `on_mark` is told how far the walk is, after each page.
    """

    feed: FeedConfig
    result: FeedResult
    since: datetime | None = None
    wait: timedelta = timedelta(0)
    on_mark: OnMark = _tell_nobody


@dataclass(frozen=True, slots=True)
class _Found:
    """What a feed's task hands to the writer: a page, or a thread that was looked at again."""

    job: Job
    page: Page | None = None
    is_everywhere: bool = True
    thread: open_threads.OpenThread | None = None
    posts: tuple[Post, ...] = ()
    gone: tuple[str, ...] = ()


def key_of(feed: FeedConfig) -> str:
    """Name what a feed walks: with other accounts, terms or options, a place in an earlier walk means nothing."""
    told = (feed.network, feed.brand, feed.accounts, feed.terms, sorted(feed.options.items(), key=str))
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:16]


def fetch_all(config: Config, store: Store, jobs: Sequence[Job], *, now: datetime, environ: Mapping[str, str]) -> None:
    """Run the jobs side by side and store what they bring; how each one went stands in its result.

    Raises StoreError.
    """
    try:
        asyncio.run(_run_all(config, store, jobs, now=now, environ=environ))
    except* MentionwatchError as group:
        raise group.exceptions[0] from None


async def _run_all(
    config: Config, store: Store, jobs: Sequence[Job], *, now: datetime, environ: Mapping[str, str]
) -> None:
    """Fetch in a task for each job; this one alone writes."""
    found: asyncio.Queue[_Found | None] = asyncio.Queue(maxsize=2 * len(jobs))

    async def run(job: Job) -> None:
        result = job.result
        try:
            await asyncio.sleep(job.wait.total_seconds())
            await _fetch(config, store, job, found, now=now, environ=environ)
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
        for job in jobs:
            tasks.create_task(run(job))
        running = len(jobs)
        rules = config.rules()
        while running:
            item = await found.get()
            if item is None:
                running -= 1
            else:
                _write(store, rules, item, now=now)


async def _fetch(
    config: Config,
    store: Store,
    job: Job,
    found: asyncio.Queue[_Found | None],
    *,
    now: datetime,
    environ: Mapping[str, str],
) -> None:
    """Fetch a feed's pages, then the threads in which somebody waits."""
    row = feed_rows.get_feed(store.db, job.feed.name)
    deadline = _deadline(config, job, row, now=now)
    begun, mark = _begun(row, job)
    threads = open_threads.open_threads(store.db, job.feed.name, now=now, limit=_THREADS_A_POLL)
    reaching = partial(
        connect,
        config,
        job.feed,
        now=now,
        environ=environ,
        find_ref=partial(feed_rows.find_ref, store.db, job.feed.name),
        note_expiry=job.result.note_expiry,
    )
    cursor = feed_rows.cursor_of(row)
    try:
        async with asyncio.timeout(deadline):
            if mark is not None:
                async with reaching(mark=mark, since=begun.since) as source:
                    cursor = await _walk(source, cursor, begun, found)
            if job.since is not None and mark is not None and begun is job:
                return
            async with reaching(since=job.since) as source:  # after a walk that had been cut off, what it left
                await _walk(source, cursor, job, found)
                for thread in threads if job.since is None else ():
                    await found.put(await _look_again(source, job, thread))
    except TimeoutError:
        raise Unavailable(f"gave up after {round(deadline or 0)} s", hint="the next poll goes on from there") from None


def _deadline(config: Config, job: Job, row: Row | None, *, now: datetime) -> float | None:
    """Give the most seconds a feed may take; a backfill may take long, but none of its requests."""
    if job.since is not None:
        return None
    is_long = row is None or row["cursor"] is None or row["last_ok_at"] is None or row["mark"] is not None
    if row is not None and row["last_ok_at"] is not None:
        is_long = is_long or now - from_text(row["last_ok_at"]) > _LONG_PAUSE
    return config.http.deadline.total_seconds() * (_LONG_WALK_FACTOR if is_long else 1)


def _begun(row: Row | None, job: Job) -> tuple[Job, Cursor | None]:
    """Give the walk that an earlier run did not end and where it goes on, None if there is none.

    What was read on the way to an earlier day serves a later day too. On the way to a later day it does not reach far
    enough: that walk is ended first.
    """
    key = key_of(job.feed)
    if job.since is None:
        return job, feed_rows.mark_of(row, key=key)
    since, mark = feed_rows.backfill_of(row, key=key) or (job.since, None)
    return (job if since <= job.since else replace(job, since=since, on_mark=_tell_nobody)), mark


async def _walk(source: Feed, cursor: Cursor | None, job: Job, found: asyncio.Queue[_Found | None]) -> Cursor | None:
    """Hand on all pages; give the cursor that the last one carries."""
    async for page in source.fetch(cursor):
        if page.cursor is not None:
            cursor = page.cursor
        # The feed goes on while the page waits to be written: what it notes meanwhile is not of this page.
        shown = replace(page, mark=deepcopy(page.mark))
        shown = shown if source.sees.replies else replace(shown, outbox_from=None)
        await found.put(_Found(job, page=shown, is_everywhere=source.sees.everywhere))
    return cursor


async def _look_again(source: Feed, job: Job, thread: open_threads.OpenThread) -> _Found:
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
        job.result.skipped.append(f"the thread of {thread.ref}: {error.message}")
    return _Found(job, thread=thread, posts=tuple(posts), gone=tuple(gone))


def _write(store: Store, rules: Rules, found: _Found, *, now: datetime) -> None:
    """Store what a feed found, in one transaction: the cursor is never ahead of the rows it covers."""
    feed, result, page = found.job.feed, found.job.result, found.page
    posts = page.posts if page else found.posts
    with store.transaction() as db:
        written = facts.write_posts(db, posts, feed=feed.name, seen_at=now, rules=rules)
        if written.brands_changed:
            facts.mark_all_stale(db)
        for ref in found.gone:
            facts.mark_deleted(db, ref, now)
        if found.thread:
            open_threads.thread_checked(db, feed.name, found.thread, now=now)
        if page and found.job.since is None:
            feed_rows.note_reach(db, feed.name, is_everywhere=found.is_everywhere)
            _note_page(db, feed, page, now=now)
        elif page and found.job.since:
            _note_older_page(db, feed, page, since=found.job.since, now=now)
    result.fetched += len(posts)
    result.added += written.added
    result.changed += written.changed
    if page:
        result.skipped += page.skipped
        result.gaps += [page.gap] if page.gap else []
        result.is_finished = page.cursor is not None
        if page.mark is not None:
            found.job.on_mark(page.mark)


def _note_page(db: Connection, feed: FeedConfig, page: Page, *, now: datetime) -> None:
    if page.cursor is not None:
        feed_rows.save_cursor(db, feed.name, page.cursor)
    elif page.mark is not None:
        feed_rows.save_mark(db, feed.name, page.mark, key=key_of(feed))
    if page.outbox_from is not None:
        feed_rows.cover(db, feed.name, Gap(from_at=page.outbox_from, to_at=page.outbox_to or now))
    if page.gap is not None:
        feed_rows.add_gap(db, feed.name, page.gap)


def _note_older_page(db: Connection, feed: FeedConfig, page: Page, *, since: datetime, now: datetime) -> None:
    """Note how far a backfill is. What it covers counts once all streams have been read."""
    if page.cursor is not None:
        feed_rows.save_cursor(db, feed.name, page.cursor)
    if page.cursor is not None or page.mark is not None:
        mark = page.mark if page.cursor is None else None
        feed_rows.save_backfill(db, feed.name, since=since, mark=mark, key=key_of(feed))
    if page.outbox_from is not None and page.outbox_from < (page.outbox_to or now):
        feed_rows.cover_past(db, feed.name, Gap(from_at=page.outbox_from, to_at=page.outbox_to or now))

"""From a feed of the configuration to one that can be asked: its secrets resolved, with an HTTP client of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from mentionwatch.config import Config, FeedConfig, resolve_options
from mentionwatch.feeds import Feed, FeedSpec, Surroundings, find
from mentionwatch.model import Cursor, Expiry

FindRef = Callable[[str], str | None]
NoteExpiry = Callable[[Expiry], None]


@asynccontextmanager
async def connect(
    config: Config,
    feed: FeedConfig,
    *,
    now: datetime,
    environ: Mapping[str, str],
    find_ref: FindRef = lambda _: None,
    note_expiry: NoteExpiry = lambda _: None,
    mark: Cursor | None = None,
    since: datetime | None = None,
) -> AsyncIterator[Feed]:
    """Give a feed that is ready to fetch, with an HTTP client of its own. Raises ConfigError."""
    async with reach(config, feed, now=now, environ=environ) as (spec, around):
        told = replace(spec, mark=mark, since=since)
        yield find(feed.network)(told, replace(around, find_ref=find_ref, note_expiry=note_expiry))


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

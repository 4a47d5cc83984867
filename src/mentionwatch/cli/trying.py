"""Trying a feed live: the first page of each of its streams, and nothing of it is stored."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mentionwatch.clock import to_text
from mentionwatch.errors import Limited, MentionwatchError, Unavailable

if TYPE_CHECKING:
    from mentionwatch.config import Config, FeedConfig
    from mentionwatch.feeds import Feed
    from mentionwatch.model import Expiry, Post, Sees


_SAID = ("message", "cause", "hint")


@dataclass(slots=True, kw_only=True)
class Tried:
    """What a feed showed. `seconds` is how long the network took; `expiry` None where it says nothing of it."""

    sees: Sees | None = None
    customers: list[Post] = field(default_factory=list)
    own: list[Post] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    pages: int = 0
    seconds: float = 0.0
    expiry: Expiry | None = None
    error: MentionwatchError | None = None

    def note_expiry(self, expiry: Expiry) -> None:
        """Keep when the feed's token ends."""
        self.expiry = expiry


async def try_streams(config: Config, feed: FeedConfig, *, now: datetime, environ: Mapping[str, str]) -> Tried:
    """Read one page of each stream; what goes wrong stands in the result."""
    small = feed.model_copy(update={"max_pages": 1})
    tried, begun = Tried(), time.monotonic()
    try:
        async with _connected(config, small, tried, now=now, environ=environ) as source:
            async for page in source.fetch(None):
                tried.pages += bool(page.posts)
                tried.skipped += page.skipped
                for post in page.posts:
                    (tried.own if post.from_brand else tried.customers).append(post)
    except MentionwatchError as error:
        tried.error = error
    tried.seconds = time.monotonic() - begun
    return tried


async def try_first_page(config: Config, feed: FeedConfig, *, now: datetime, environ: Mapping[str, str]) -> Tried:
    """Read the first page alone; what goes wrong stands in the result."""
    tried = Tried()
    try:
        async with _connected(config, feed, tried, now=now, environ=environ) as source:
            page = await anext(source.fetch(None), None)
            tried.customers += page.posts if page else ()
    except MentionwatchError as error:
        tried.error = error
    return tried


@asynccontextmanager
async def _connected(
    config: Config, feed: FeedConfig, tried: Tried, *, now: datetime, environ: Mapping[str, str]
) -> AsyncIterator[Feed]:
    """Give the feed, for as long as one poll may take."""
    from mentionwatch.poll import connect

    seconds = config.http.deadline.total_seconds()
    try:
        async with (
            asyncio.timeout(seconds),
            connect(config, feed, now=now, environ=environ, note_expiry=tried.note_expiry) as source,
        ):
            tried.sees = source.sees
            yield source
    except TimeoutError:
        raise Unavailable(f"no answer within {seconds:.0f} s", feed=feed.name) from None


def as_data(feed: FeedConfig, tried: Tried) -> dict[str, Any]:
    """Give what a feed showed as JSON values; `error` and `limited_until` are null where all went well."""
    error, ends_at = tried.error, tried.expiry.at if tried.expiry else None
    until = error.until if isinstance(error, Limited) else None
    return {
        "feed": feed.name,
        "network": feed.network,
        "of_customers": _summed(tried.customers),
        "of_brand": _summed(tried.own),
        "skipped": tried.skipped,
        "sees": asdict(tried.sees) if tried.sees else None,
        "token_expires_at": to_text(ends_at) if ends_at else None,
        "token_renews": bool(tried.expiry and tried.expiry.renews),
        "pages": tried.pages,
        "seconds": round(tried.seconds, 3),
        "limited_until": to_text(until) if until else None,
        "error": {name: getattr(error, name) for name in _SAID} if error and until is None else None,
    }


def _summed(posts: Sequence[Post]) -> dict[str, Any]:
    newest = max((post.created_at for post in posts), default=None)
    return {"posts": len(posts), "newest_at": to_text(newest) if newest else None}


_WORDS = {
    "replies": "replies",
    "private": "private posts",
    "edits": "edits",
    "deletions": "deletions",
    "reach": "likes and shares",
}


def in_words(sees: Sees) -> str:
    """Say what a feed shows and what it cannot see, and what follows."""
    shown = ", ".join(word for name, word in _WORDS.items() if getattr(sees, name))
    hidden = ", ".join(word for name, word in _WORDS.items() if not getattr(sees, name))
    words = f"shows {shown or 'posts alone'}" + (f"; cannot see {hidden}" if hidden else "")
    return words if sees.replies else f"{words}: nothing in it is ever called missed"

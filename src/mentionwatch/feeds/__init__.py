"""Feeds: each turns one network into posts, and knows nothing else.

A new network is one file here and one line in `_NETWORKS`, or a package with an entry point
`mentionwatch.feeds` (docs/feeds.md).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from mentionwatch.errors import ConfigError
from mentionwatch.model import Cursor, Expiry, Gone, Page, Post, Sees

if TYPE_CHECKING:
    from mentionwatch.feeds.http import Client

_NETWORKS = {
    "appstore": "mentionwatch.feeds.appstore:AppStore",
    "bluesky": "mentionwatch.feeds.bluesky:Bluesky",
    "discourse": "mentionwatch.feeds.json_feed:JsonFeed",
    "email": "mentionwatch.feeds.mail:Email",
    "facebook": "mentionwatch.feeds.facebook:Facebook",
    "files": "mentionwatch.feeds.files:Files",
    "google-business": "mentionwatch.feeds.json_feed:JsonFeed",
    "google-play": "mentionwatch.feeds.json_feed:JsonFeed",
    "hackernews": "mentionwatch.feeds.hackernews:Hackernews",
    "instagram": "mentionwatch.feeds.instagram:Instagram",
    "json": "mentionwatch.feeds.json_feed:JsonFeed",
    "mastodon": "mentionwatch.feeds.mastodon:Mastodon",
    "reddit": "mentionwatch.feeds.reddit:Reddit",
    "rss": "mentionwatch.feeds.rss:Rss",
    "stackexchange": "mentionwatch.feeds.json_feed:JsonFeed",
    "trustpilot": "mentionwatch.feeds.json_feed:JsonFeed",
    "x": "mentionwatch.feeds.x:X",
    "yelp": "mentionwatch.feeds.json_feed:JsonFeed",
    "youtube": "mentionwatch.feeds.youtube:Youtube",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """What a feed is told: who speaks for the brand, what to look for, and how far back to go.

    `options` are the network's own, secrets resolved. `history` is how far a first poll goes back,
    `overlap` how far each later poll re-reads. `state_dir` is where a session may be kept (0600 files).
    `mark` is where an earlier walk was cut off. `since`, if not None, asks for all posts back to that instant, those
    of earlier polls included; the cursor is then the one of the last poll.
    """

    name: str
    network: str
    brand: str
    accounts: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    history: timedelta = timedelta(days=30)
    overlap: timedelta = timedelta(hours=24)
    max_pages: int = 50
    state_dir: Path | None = None
    mark: Cursor | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a feed works with: the one HTTP client, the time of the poll, and a look into what is stored.

    `find_ref` gives the ref of a post this feed brought earlier, by its `native_id`. `note_expiry` is told when the
    token or session ends, wherever the network says it.
    """

    http: Client
    now: datetime
    find_ref: Callable[[str], str | None] = lambda native_id: None
    note_expiry: Callable[[Expiry], None] = lambda expiry: None


class Feed(Protocol):
    """One configured stream of a network."""

    sees: Sees

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None: ...

    def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give new mentions and the brand's own outbox, page by page; the last page carries the cursor.

        Raises FeedError.
        """
        ...

    def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give the thread around a post, and what of it is gone. Gives nothing where a network has no threads.

        Raises FeedError.
        """
        ...


def networks() -> tuple[str, ...]:
    """Name every network there is a feed for, built in or installed."""
    return tuple(sorted({*_NETWORKS, *(point.name for point in entry_points(group="mentionwatch.feeds"))}))


def find(network: str) -> type[Feed]:
    """Give the feed class of a network. Raises ConfigError for a network we do not know."""
    target = _NETWORKS.get(network)
    if target is not None:
        module, _, name = target.partition(":")
        return cast(type[Feed], getattr(import_module(module), name))
    for point in entry_points(group="mentionwatch.feeds", name=network):
        return cast(type[Feed], point.load())
    near = get_close_matches(network, networks(), n=1)
    hint = f"did you mean {near[0]!r}?" if near else "the networks are " + ", ".join(networks())
    raise ConfigError(f"no feed for the network {network!r}", hint=hint)

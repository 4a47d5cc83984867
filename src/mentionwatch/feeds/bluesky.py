"""Bluesky: notifications, the brand's posts, and search.

https://docs.bsky.app/docs/category/http-reference
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from mentionwatch.errors import Broken
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.bluesky_api import Api, Followers
from mentionwatch.feeds.bluesky_post import Reader, is_repost, time_of
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.session import Session
from mentionwatch.feeds.shape import (
    Unreadable,
    all_unreadable,
    get_count,
    get_map,
    get_text,
    get_time,
    need_list,
)
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Address, Cursor, Gone, Page, Post, Sees

THREADS_A_POLL = 25  # posts beneath which replies are looked up that no stream held

_PAGE = "100"
_REASONS = frozenset({"mention", "reply", "quote"})


class Bluesky:
    """One brand on Bluesky. A login is needed for the inbox and for search; the brand's posts are public."""

    sees = Sees(replies=True, deletions=True, reach=True, everywhere=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("identifier", "password", "service", "public"))
        self._spec = spec
        self._around = around
        self._api = Api(spec, around)
        self._session = self._api.session
        self._reader = Reader(spec, around.now)
        self._yielded: set[str] = set()
        self._followers = Followers(self._api)
        self._beneath: dict[str, set[str]] = {}
        self._busy: list[tuple[str, int]] = []
        self._is_rival = True

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give mentions, the brand's posts with what they answer, and search results."""
        await self._find_accounts()
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        async for page in walk.pages(self._streams()):
            yield replace(page, posts=await self._followers.put_in(self._new(page.posts)))
        # Where a reply reaches the network before what it answers, nobody is notified of it.
        lacking = [uri for uri, count in self._busy if count > len(self._beneath.get(uri, ()))]
        replies = [post for uri in lacking[:THREADS_A_POLL] for post in await self._replies_to(uri)]
        posts = await self._followers.put_in(self._new(replies))
        yield Page(posts=posts, cursor=walk.cursor(), outbox_from=walk.outbox_from, outbox_to=walk.as_of)

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give the thread around a post, and what of it is gone. A post whose author blocks is not shown."""
        await self._find_accounts()
        for found in await self._thread(ref.removeprefix("bluesky:"), ancestors=80):
            yield found

    def _streams(self) -> dict[str, Load]:
        """Say how each stream is loaded. A rival shows us no notifications: its inbox is a search."""
        streams: dict[str, Load] = {}
        terms = list(self._spec.terms)
        if self._session and not self._is_rival:
            streams["inbox"] = self._inbox(self._session)
        elif self._session:
            terms += [f"@{handle}" for handle in self._reader.ours.values()]
        streams |= {f"outbox:{did}": self._outbox(did) for did in self._reader.ours}
        if self._session:
            streams |= {f"search:{term}": self._search(self._session, term) for term in terms}
        return streams

    def _inbox(self, session: Session) -> Load:
        async def load(token: str | None) -> Chunk:
            reasons = [("reasons", reason) for reason in sorted(_REASONS)]
            answer = await session.get("app.bsky.notification.listNotifications", [*reasons, *_page(token)])
            body = answer.json()
            items = need_list(body, "notifications", answer.host)
            wanted = [item for item in items if get_text(item, "reason") in _REASONS]
            times = [time for item in items if (time := get_time(item, "indexedAt"))]
            return self._chunk(body, wanted, times, size=len(items), host=answer.host)

        return load

    def _outbox(self, did: str) -> Load:
        async def load(token: str | None) -> Chunk:
            answer = await self._api.author_feed(did, _page(token))
            body = answer.json()
            items = need_list(body, "feed", answer.host)
            # A repost stands where it was made, but bears the time of the post it repeats.
            own = [get_map(item, "post") for item in items if not is_repost(item)]
            chunk = self._chunk(body, own, _times(own), size=len(items), host=answer.host)
            self._busy += self._answered_lately(own)
            return replace(chunk, posts=(*chunk.posts, *self._answered(items)))

        return load

    def _search(self, session: Session, term: str) -> Load:
        async def load(token: str | None) -> Chunk:
            params = [("q", term if term.startswith("@") else f'"{term}"'), ("sort", "latest"), *_page(token)]
            answer = await session.get("app.bsky.feed.searchPosts", params)
            body = answer.json()
            views = need_list(body, "posts", answer.host)
            chunk = self._chunk(body, views, _times(views), size=len(views), host=answer.host)
            # The network searches loosely: what does not truly hold the term is somebody else's.
            return replace(chunk, posts=tuple(post for post in chunk.posts if post.address is not Address.ASIDE))

        return load

    def _chunk(self, body: Any, views: Sequence[Any], times: Sequence[datetime], *, size: int, host: str) -> Chunk:
        posts, reasons = self._read_all(views)
        if views and not posts:
            raise all_unreadable(host, reasons)
        token = get_text(body, "cursor")
        return Chunk(posts=tuple(posts), times=tuple(times), size=size, skipped=tuple(reasons), next=token)

    def _read_all(self, views: Sequence[Any]) -> tuple[list[Post], list[str]]:
        posts, reasons = self._reader.read_all(views)
        for post in posts:
            self._beneath.setdefault((post.parent_ref or "").removeprefix("bluesky:"), set()).add(post.ref)
        return posts, reasons

    def _answered(self, items: Sequence[Any]) -> list[Post]:
        """Read the customers' posts that stand beside the brand's replies to them."""
        replies = [get_map(item, "reply") for item in items if not is_repost(item)]
        views = [get_map(reply, name) for reply in replies for name in ("root", "parent")]
        return self._read_all([view for view in views if get_map(view, "record")])[0]

    def _answered_lately(self, views: Sequence[Any]) -> list[tuple[str, int]]:
        """Give the addresses of posts of the overlap, and how many have answered each."""
        since = self._around.now - self._spec.overlap
        recent = [view for view in views if any(time >= since for time in _times([view]))]
        return [(get_text(view, "uri") or "", get_count(view, "replyCount") or 0) for view in recent]

    async def _replies_to(self, uri: str) -> list[Post]:
        with suppress(Broken):  # one odd thread must not stop the feed
            return [found for found in await self._thread(uri, ancestors=0) if isinstance(found, Post)]
        return []

    async def _thread(self, uri: str, *, ancestors: int) -> list[Post | Gone]:
        nodes = await self._api.thread(uri, ancestors=ancestors)
        if nodes is None:
            return [Gone(f"bluesky:{uri}")]
        found: list[Post | Gone] = []
        for node in nodes:
            if node.get("notFound") is True:
                found += [Gone(f"bluesky:{gone}")] if (gone := get_text(node, "uri")) else []
            elif "post" in node:
                found += self._read_all([node["post"]])[0]
        return found

    def _new(self, posts: Sequence[Post]) -> list[Post]:
        """Leave out what this poll has given already."""
        new = list({post.ref: post for post in posts if post.ref not in self._yielded}.values())
        self._yielded.update(post.ref for post in new)
        return new

    async def _find_accounts(self) -> None:
        """Learn the ids of the brand's accounts, and whether the login is one of them."""
        if self._reader.ours:
            return
        names = [name.lstrip("@") for name in self._spec.accounts]
        for profile in await self._api.profiles(names):
            if did := get_text(profile, "did"):
                self._reader.ours[did] = get_text(profile, "handle") or did
        known = {name.casefold() for pair in self._reader.ours.items() for name in pair}
        if missing := [name for name in names if name.casefold() not in known]:
            hint = "write the feed's accounts as full handles, such as acme.com or acme.bsky.social"
            raise Broken(f"Bluesky knows no account {missing[0]}", hint=hint)
        self._is_rival = self._session is None or await self._session.did() not in self._reader.ours


def _page(token: str | None) -> list[tuple[str, str]]:
    return [("limit", _PAGE)] if token is None else [("limit", _PAGE), ("cursor", token)]


def _times(views: Sequence[Any]) -> list[datetime]:
    times = []
    for view in views:
        with suppress(Unreadable):
            times.append(time_of(view))
    return times

"""An account's posts and those that tag it, with the comments beneath them: what Facebook and Instagram share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mentionwatch.clock import from_text, to_text
from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.graph import Graph
from mentionwatch.feeds.shape import all_unreadable, get_text, need_list
from mentionwatch.feeds.stream import Stream
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Cursor, Gap, Page, Post

POSTS_A_PAGE = 25
THREAD_PAGES = 4  # of the comments around one post


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a network's posts are read: one post, the comments beneath it, and the field of its time.

    `check` looks at a page of the account's own edge. Raises FeedError.
    """

    post: Callable[[Any], Post]
    beneath: Callable[[Any], Load]
    time: str
    check: Callable[[Sequence[Any]], None] = lambda items: None


class Wall:
    """One poll's walk over the posts that tag an account and those on it, each with what stands beneath it."""

    def __init__(self, graph: Graph, reading: Reading, cursor: Cursor | None, *, spec: FeedSpec, now: datetime) -> None:
        self._graph = graph
        self._reading = reading
        self._history = spec.history
        self._since = spec.since
        self._round = Round(cursor, spec=spec, now=now)
        self._comments = Comments((cursor or {}).get("comments"), spec=spec, now=self._round.as_of)
        self._comments.take_up(self._round.notes)
        self._yielded: set[str] = set()

    async def pages(self, *, inbox: Load, outbox: Load) -> AsyncIterator[Page]:
        """Walk both. Comments come beneath old posts too: the outbox is walked as far back as the history goes."""
        async for page in self._round.pages({"inbox": inbox}, beside=1):
            yield page
        async for page in self._round.pages({"outbox:posts": outbox}, overlap=self._history, beside=1):
            yield page
        if self._comments.gap and self._since is None:
            yield Page(gap=self._comments.gap)
        yield Page(
            cursor=self._round.cursor(comments=self._comments.state()),
            outbox_from=max(filter(None, (self._round.outbox_from, self._comments.seen_from))),
            outbox_to=self._round.as_of,
        )

    def load(self, path: str, fields: str, *, is_own: bool) -> Load:
        """Say how an edge of posts is loaded; the fields hold the newest comments of each."""

        async def load(token: str | None) -> Chunk:
            body = await self._graph.get(path, fields, token=token, limit=POSTS_A_PAGE)
            items = need_list(body, "data", self._graph.host)
            if is_own:
                self._reading.check(items)
            chunk = self._graph.chunk(body, items, lambda item: [self._reading.post(item)], time=self._reading.time)
            if items and not chunk.posts:
                raise all_unreadable(self._graph.host, chunk.skipped)
            return await self._with_comments(chunk, items)

        return load

    async def _with_comments(self, chunk: Chunk, items: Sequence[Any]) -> Chunk:
        posts, skipped = self._new(chunk.posts), list(chunk.skipped)
        new = {post.ref.partition(":")[2] for post in posts}
        for item in items:
            if get_text(item, "id") in new:
                walked, reasons = await self._comments.walk(self._reading.beneath(item))
                posts += self._new(walked)
                skipped += reasons
        self._round.notes.update(self._comments.notes())
        return replace(chunk, posts=tuple(posts), skipped=tuple(skipped))

    def _new(self, posts: Sequence[Post]) -> list[Post]:
        """Leave out what this poll has given already: a post on the account may tag it too."""
        new = list({post.ref: post for post in posts if post.ref not in self._yielded}.values())
        self._yielded.update(post.ref for post in new)
        return new


class Comments:
    """The comments beneath all posts, read as one stream: newest first, back to the overlap beneath each post.

    `state` is what `state()` gave after the last poll. `seen_from` is the instant since which every comment
    beneath the posts that were read has been seen; `gap` is what this poll could not reach.
    """

    def __init__(self, state: Mapping[str, Any] | None, *, spec: FeedSpec, now: datetime) -> None:
        self._spec = spec
        self._now = now
        self._held = {**state, "had_items": False} if state else None
        self.seen_from = self._stream().seen_from
        self.gap: Gap | None = None

    def _stream(self) -> Stream:
        return Stream("comments", self._held, spec=self._spec, now=self._now)

    async def walk(self, load: Load) -> tuple[list[Post], list[str]]:
        """Read the comments beneath one post, and say what of them cannot be read. Raises FeedError."""
        stream = self._stream()
        chunks = [chunk async for chunk in stream.walk(load)]
        self.seen_from = max(self.seen_from, stream.seen_from)
        if stream.gap:
            start, end = stream.gap.from_at, stream.gap.to_at
            self.gap = Gap(from_at=start, to_at=max(end, self.gap.to_at if self.gap else end))
        return [post for chunk in chunks for post in chunk.posts], [why for chunk in chunks for why in chunk.skipped]

    def state(self) -> dict[str, Any]:
        """Give what the next poll must know, as JSON values; older comments say nothing of the newest."""
        seen_from = to_text(self.seen_from)
        if self._spec.since is not None and self._held:
            return {"read_to": self._held["read_to"], "seen_from": min(self._held["seen_from"], seen_from)}
        return {"read_to": to_text(self._now), "seen_from": seen_from}

    def notes(self) -> dict[str, Any]:
        """Give what the rest of this walk must know if it is cut off, as JSON values."""
        gap = [to_text(self.gap.from_at), to_text(self.gap.to_at)] if self.gap else None
        return {"comments": {"seen_from": to_text(self.seen_from), "gap": gap}}

    def take_up(self, notes: Mapping[str, Any]) -> None:
        """Go on with what the walk had found before it was cut off."""
        if held := notes.get("comments"):
            self.seen_from = max(self.seen_from, from_text(held["seen_from"]))
            self.gap = Gap(from_at=from_text(held["gap"][0]), to_at=from_text(held["gap"][1])) if held["gap"] else None


async def read_pages(load: Load) -> list[Post]:
    """Read the first pages of an edge, for one thread. Raises FeedError."""
    found: list[Post] = []
    token: str | None = None
    for _ in range(THREAD_PAGES):
        chunk = await load(token)
        found += chunk.posts
        token = chunk.next
        if token is None:
            break
    return found

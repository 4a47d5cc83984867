"""Walking a feed's streams newest first, back to where the last poll ended and an overlap further."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import Broken
from mentionwatch.feeds import FeedSpec
from mentionwatch.model import Cursor, Gap, Page, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One answer's worth of a stream: its posts, and the time of each item it is ordered by.

    `next` asks for the chunk after it (None: there is none). `is_astray`: there is one that we must not
    ask for. `size` counts all items, those left out too.
    """

    posts: tuple[Post, ...]
    times: tuple[datetime, ...]
    size: int
    skipped: tuple[str, ...] = ()
    next: str | None = None
    is_astray: bool = False


Load: TypeAlias = Callable[[str | None], Awaitable[Chunk]]
"""Fetches a stream's newest chunk, or the one that `Chunk.next` of an earlier one asks for."""


class Round:
    """One poll's walk over all streams of a feed.

    `outbox_from` is the instant since which all that the outbox streams hold has been seen. `begins_at` is
    where the history of the first poll began: what is older was never read, and does not come in later.
    """

    def __init__(self, cursor: Cursor | None, *, spec: FeedSpec, now: datetime) -> None:
        self.outbox_from: datetime | None = None
        held = cursor or {}
        # A clock that was ahead at the first poll must not hide what is older than it said.
        self.begins_at = min(now - spec.history, from_text(held.get("begins_at", to_text(now))))
        self._known = held.get("streams", {})
        self._spec = spec
        self._now = now
        self._walked: dict[str, Any] = {}

    async def pages(
        self, streams: Mapping[str, Load], *, overlap: timedelta | None = None, is_steady: bool = False
    ) -> AsyncIterator[Page]:
        """Walk the streams one by one. Those whose names begin with `outbox:` hold the brand's own posts.

        A gap in those whose names begin with `inbox` is told as one, as is a gap in the brand's own.
        `overlap` replaces the feed's own where old items must be looked at again, for what stands beneath them.
        The brand's own streams are steady; `is_steady` says so of all.
        """
        spec = self._spec if overlap is None else replace(self._spec, overlap=overlap)
        for name, load in streams.items():
            is_outbox = name.startswith("outbox:")
            stream = Stream(name, self._known.get(name), spec=spec, now=self._now, is_steady=is_outbox or is_steady)
            async for chunk in stream.walk(load):
                yield Page(posts=within_history(chunk.posts, self.begins_at), skipped=chunk.skipped)
            if stream.gap and (is_outbox or name.startswith("inbox")):
                yield Page(gap=stream.gap)
            elif stream.gap:
                span = f"{to_text(stream.gap.from_at)} to {to_text(stream.gap.to_at)}"
                yield Page(skipped=(f"the {name} could not be read from {span}: more pages than max_pages",))
            self._walked[name] = stream.state()
            if is_outbox:
                self.outbox_from = max(filter(None, (self.outbox_from, stream.seen_from)))

    def cursor(self, **more: Any) -> Cursor:
        """Give the cursor that stands after all streams were walked."""
        return {"begins_at": to_text(self.begins_at), "streams": self._walked, **more}


def within_history(posts: Sequence[Post], begins_at: datetime) -> tuple[Post, ...]:
    """Leave out what is older than the first poll's history, but for what a later post answers."""
    answered = {post.parent_ref for post in posts if post.created_at >= begins_at}
    return tuple(post for post in posts if post.created_at >= begins_at or post.ref in answered)


class Stream:
    """One stream of a feed, such as its inbox, and how far it has been read.

    `state` is what `state()` gave after the last poll, None at first. After a walk, `seen_from` is the
    instant since which every item has been seen, by this poll and those before it, and `gap` is what
    this walk could not reach. A steady stream, once it has shown items, can never be empty.
    """

    def __init__(
        self,
        name: str,
        state: Mapping[str, Any] | None,
        *,
        spec: FeedSpec,
        now: datetime,
        is_steady: bool = False,
    ) -> None:
        self.name = name
        self._is_steady = is_steady
        self.gap: Gap | None = None
        self._now = now
        self._max_pages = spec.max_pages
        self._had_items = bool(state and state["had_items"])
        if state:
            self._read_to = min(from_text(state["read_to"]), now)
            self._goal = self._read_to - spec.overlap
            self.seen_from = from_text(state["seen_from"])
        else:
            self._read_to = self._goal = self.seen_from = now - spec.history

    def state(self) -> dict[str, Any]:
        """Give what the next poll must know, as JSON values."""
        return {
            "read_to": to_text(self._now),
            "seen_from": to_text(self.seen_from),
            "had_items": self._had_items,
        }

    async def walk(self, load: Load) -> AsyncIterator[Chunk]:
        """Give the stream's chunks. Raises Broken if a steady stream that had items shows none at all."""
        token: str | None = None
        asked: set[str | None] = set()
        reached = self._now
        for _ in range(self._max_pages):
            asked.add(token)
            chunk = await load(token)
            self._check_not_empty(chunk, is_first=token is None)
            yield chunk
            # The oldest but one: a single back-dated item must not hide a gap.
            reached = min([reached, *sorted(chunk.times)[:2][-1:]])
            if not chunk.is_astray and (chunk.next is None or self._is_old(chunk)):
                return
            if chunk.is_astray or chunk.next in asked:
                break
            token = chunk.next
        self._note_cut(reached)

    def _check_not_empty(self, chunk: Chunk, *, is_first: bool) -> None:
        if self._is_steady and is_first and not chunk.size and chunk.next is None and self._had_items:
            message = f"the {self.name} is empty, though it never was before"
            raise Broken(message, hint="if all its posts were deleted, give the feed a new name")
        self._had_items = self._had_items or chunk.size > 0

    def _is_old(self, chunk: Chunk) -> bool:
        """Say whether most of a chunk is older than the goal; one back-dated item must not end a walk."""
        older = sum(time < self._goal for time in chunk.times)
        return 2 * older > len(chunk.times)

    def _note_cut(self, reached: datetime) -> None:
        # Times are whole seconds: what else bears the last item's second may lie on the page not read.
        since = reached + timedelta(seconds=1)
        if since > self._read_to:
            self.gap = Gap(from_at=self._read_to, to_at=since)
            self.seen_from = since

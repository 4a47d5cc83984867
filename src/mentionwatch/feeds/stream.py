"""One stream of a feed, walked newest first, back to where the last poll ended and an overlap further."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import Broken, Missing
from mentionwatch.feeds import FeedSpec
from mentionwatch.model import Gap, Post


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


class Stream:
    """One stream of a feed, such as its inbox, and how far it has been read.

    `state` is what `state()` gave after the last poll, None at first. After a walk, `seen_from` is the
    instant since which every item has been seen, by this poll and those before it, and `gap` is what
    this walk could not reach. A steady stream, once it has shown items, can never be empty.
    `next` asks for the chunk after the one given last, None where that was the last one.
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
        self.next: str | None = None
        self._now = now
        self._reached = now
        self._max_pages = spec.max_pages
        self._is_long = spec.since is not None
        self._had_items = bool(state and state["had_items"])
        if spec.since is not None:
            self._read_to = self._goal = self.seen_from = min(spec.since, now)
        elif state:
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

    def place(self) -> dict[str, Any]:
        """Give where the walk stands, as JSON values: what to ask for next, and back to when all was read."""
        return {"next": self.next, "reached": to_text(self._reached), "had_items": self._had_items}

    def resume(self, place: Mapping[str, Any] | None) -> None:
        """Go on at the place where an earlier walk was cut off, if it was in this stream."""
        if place:
            self.next = place["next"]
            self._reached = from_text(place["reached"])
            self._had_items = place["had_items"]

    async def walk(self, load: Load) -> AsyncIterator[Chunk]:
        """Give the stream's chunks. Raises Broken if a steady stream that had items shows none at all."""
        asked: set[str | None] = set()
        pages = 0
        resumed_at = self.next
        while True:
            token = self.next
            asked.add(token)
            if token is not None and token == resumed_at:
                chunk = await _load_again(load, token)
                if chunk is None:  # what was kept leads nowhere any more
                    self.next = resumed_at = None
                    asked.clear()
                    continue
            else:
                chunk = await load(token)
            self._check_not_empty(chunk, is_first=token is None)
            # The oldest but one: a single back-dated item must not hide a gap.
            reached = min([self._reached, *sorted(chunk.times)[:2][-1:]])
            pages = 0 if self._is_long and reached < self._reached else pages + 1
            self._reached = reached
            is_over = not chunk.is_astray and (chunk.next is None or self._is_old(chunk))
            is_cut = not is_over and (chunk.is_astray or chunk.next in asked or pages >= self._max_pages)
            if is_cut:
                self._note_cut(reached)
            self.next = None if is_over or is_cut else chunk.next
            yield chunk
            if self.next is None:
                return

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


async def _load_again(load: Load, token: str) -> Chunk | None:
    """Load what a token of an earlier poll asks for; None if it has expired, which not all networks say."""
    try:
        chunk = await load(token)
    except (Broken, Missing):
        return None
    return chunk if chunk.size or chunk.next else None

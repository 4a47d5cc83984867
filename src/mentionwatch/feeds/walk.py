"""Walking a feed's streams newest first, back to where the last poll ended and an overlap further."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import Broken, Missing
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
    """One poll's walk over all streams of a feed, or what is left of one that was cut off.

    `as_of` is when the walk began: what is newer is for the next one. `begins_at` is where the history of the first
    poll began: what is older was never read, and does not come in later. `notes` are the feed's own, kept with the
    mark: what it must know of the pages read before.
    """

    def __init__(self, cursor: Cursor | None, *, spec: FeedSpec, now: datetime) -> None:
        held = cursor or {}
        mark = spec.mark or {}
        self.as_of = min(now, from_text(mark["as_of"])) if mark else now
        # A clock that was ahead at the first poll must not hide what is older than it said.
        self.begins_at = min(self.as_of - spec.history, from_text(held.get("begins_at", to_text(now))))
        if spec.since is not None:
            self.begins_at = min(self.begins_at, spec.since)
        self.notes: dict[str, Any] = dict(mark.get("notes", {}))
        self._known = held.get("streams", {})
        self._spec = spec
        self._walked: dict[str, Any] = dict(mark.get("walked", {}))
        self._mark = mark

    async def pages(
        self,
        streams: Mapping[str, Load],
        *,
        overlap: timedelta | None = None,
        is_steady: bool = False,
        beside: int = 0,
    ) -> AsyncIterator[Page]:
        """Walk the streams one by one. Those whose names begin with `outbox:` hold the brand's own posts.

        A gap in those whose names begin with `inbox` is told as one, as is a gap in the brand's own.
        `overlap` replaces the feed's own where old items must be looked at again, for what stands beneath them.
        The brand's own streams are steady; `is_steady` says so of all. So many streams more are walked `beside` these.
        """
        spec = self._spec if overlap is None else replace(self._spec, overlap=overlap)
        for name, load in streams.items():
            is_outbox = name.startswith("outbox:")
            stream = Stream(name, self._known.get(name), spec=spec, now=self.as_of, is_steady=is_outbox or is_steady)
            if name in self._walked:  # before the walk was cut off
                continue
            stream.resume(self._mark.get("at", {}).get(name))
            async for chunk in stream.walk(load):
                yield self._page(stream, chunk, of=len(streams) + beside)
            self._walked[name] = stream.state()

    @property
    def outbox_from(self) -> datetime | None:
        """The instant since which all that the outbox streams hold has been seen, up to `as_of`; None without any.

        Where older posts were asked for, the inbox must reach as far: replies alone are half of the matter.
        """
        if not any(name.startswith("outbox:") for name in self._walked):
            return None
        names = ("outbox:",) if self._spec.since is None else ("outbox:", "inbox")
        return max(from_text(state["seen_from"]) for name, state in self._walked.items() if name.startswith(names))

    def _page(self, stream: Stream, chunk: Chunk, *, of: int) -> Page:
        """Make a page of a chunk; what could not be reached is told with the last chunk of its stream."""
        skipped, gap = chunk.skipped, stream.gap
        if gap and (self._spec.since is not None or not stream.name.startswith(("outbox:", "inbox"))):
            span = f"{to_text(gap.from_at)} to {to_text(gap.to_at)}"
            skipped, gap = (*skipped, f"the {stream.name} could not be read from {span}"), None
        walked = {**self._walked, **({} if stream.next else {stream.name: stream.state()})}
        at = {stream.name: stream.place()} if stream.next else {}
        mark = {"as_of": to_text(self.as_of), "walked": walked, "at": at, "of": of, "notes": self.notes}
        return Page(posts=within_history(chunk.posts, self.begins_at), skipped=skipped, gap=gap, mark=mark)

    def cursor(self, **more: Any) -> Cursor:
        """Give the cursor that stands after all streams were walked.

        Older posts that were asked for say nothing of how far the newest have been read.
        """
        streams = self._walked
        if self._spec.since is not None:
            streams = {**self._walked, **{name: self._widened(name, state) for name, state in self._known.items()}}
        return {"begins_at": to_text(self.begins_at), "streams": streams, **more}

    def _widened(self, name: str, state: Mapping[str, Any]) -> dict[str, Any]:
        seen_from = self._walked.get(name, state)["seen_from"]
        return {**state, "seen_from": min(state["seen_from"], seen_from)}


def share_read(mark: Cursor, since: datetime) -> float:
    """Give how much of a walk back to `since` is done at a mark, 0 to 1."""
    as_of = from_text(mark["as_of"])
    span = max((as_of - since).total_seconds(), 1)
    begun: float = sum((as_of - from_text(at["reached"])).total_seconds() / span for at in mark["at"].values())
    share: float = (len(mark["walked"]) + min(begun, 1.0)) / max(mark["of"], 1)
    return min(share, 1.0)


def within_history(posts: Sequence[Post], begins_at: datetime) -> tuple[Post, ...]:
    """Leave out what is older than the first poll's history, but for what a later post answers."""
    answered = {post.parent_ref for post in posts if post.created_at >= begins_at}
    return tuple(post for post in posts if post.created_at >= begins_at or post.ref in answered)


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

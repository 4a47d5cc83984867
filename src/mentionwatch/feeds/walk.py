"""One poll's walk over all streams of a feed: its pages, what it has covered, and where it goes on if it is cut off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mentionwatch.clock import from_text, to_text
from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.stream import Chunk, Load, Stream
from mentionwatch.model import Cursor, Page, Post

__all__ = ["Chunk", "Load", "Round", "share_read", "within_history"]


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

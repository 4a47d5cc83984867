"""A walk over a stream: where it stops, what it calls seen, and what it calls a gap."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contract import NOW
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.clock import to_text
from mentionwatch.errors import Broken, Missing
from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.stream import Stream
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Gap, Page

SPEC = FeedSpec(name="f", network="n", brand="Acme", overlap=timedelta(hours=1), max_pages=3)


def ago(minutes: float) -> datetime:
    """Give the instant so many minutes before the poll."""
    return NOW - timedelta(minutes=minutes)


def paged(*pages: list[datetime], is_astray: bool = False) -> Load:
    """Make a stream of pages, each told by its items' times."""

    async def load(token: str | None) -> Chunk:
        number = int(token or 0)
        is_last = number + 1 == len(pages)
        target = None if is_last else str(number + 1)
        times = tuple(pages[number])
        return Chunk(posts=(), times=times, size=len(times), next=target, is_astray=is_last and is_astray)

    return load


def state(read_to: datetime, seen_from: datetime = NOW - timedelta(days=30)) -> dict[str, Any]:
    """Make what an earlier poll left."""
    return {"read_to": to_text(read_to), "seen_from": to_text(seen_from), "had_items": True}


def walked(load: Load, left: dict[str, Any] | None) -> tuple[Stream, int]:
    """Walk a stream; give it, and how many chunks it took."""
    stream = Stream("inbox", left, spec=SPEC, now=NOW)

    async def run() -> int:
        return len([chunk async for chunk in stream.walk(load)])

    return stream, asyncio.run(run())


def test_walk_goes_on_through_the_overlap() -> None:
    """A walk reads the overlap before the last poll too, and no page beyond it."""
    load = paged([ago(5), ago(20)], [ago(50), ago(80)], [ago(100), ago(110)])
    assert walked(load, state(ago(15)))[1] == 3
    assert walked(paged([ago(5), ago(80)], [ago(90), ago(99)], [ago(100)]), state(ago(15)))[1] == 2


def test_cut_walk_ends_at_its_oldest_item_but_one() -> None:
    """A single back-dated item on the last page does not make the walk look longer than it was."""
    load = paged([ago(1)], [ago(2)], [ago(3), ago(4), ago(9_999)], [ago(5)])
    stream, count = walked(load, state(ago(500)))
    assert count == 3
    assert stream.gap == Gap(from_at=ago(500), to_at=ago(4) + timedelta(seconds=1))
    assert stream.seen_from == ago(4) + timedelta(seconds=1)


def test_cut_within_the_overlap_is_no_gap() -> None:
    """A walk that is cut after it has reached the last poll has missed nothing new."""
    stream, _ = walked(paged([ago(1)], [ago(20)], [ago(30), ago(31)], [ago(40)]), state(ago(15)))
    assert stream.gap is None
    assert stream.seen_from == NOW - timedelta(days=30)


def test_next_page_that_must_not_be_asked_for_is_a_gap() -> None:
    """Where the next page lies on another host, what it holds is a gap."""
    stream, count = walked(paged([ago(1), ago(2)], is_astray=True), state(ago(500)))
    assert count == 1
    assert stream.gap == Gap(from_at=ago(500), to_at=ago(1) + timedelta(seconds=1))


def test_cursor_from_the_future_reads_the_overlap() -> None:
    """After a poll by a clock a year ahead, the overlap before now is read, over all its pages."""
    _, count = walked(paged([ago(5), ago(9)], [ago(20), ago(40)], [ago(99)]), state(NOW + timedelta(days=365)))
    assert count == 3


def test_outbox_is_seen_since_its_last_account_is() -> None:
    """Of several accounts, the one seen for the shortest time says since when all replies are seen."""
    cursor = {"streams": {"outbox:a": state(ago(15)), "outbox:b": state(ago(15), seen_from=ago(100))}}
    assert pages_of(cursor, "outbox:a", "outbox:b", "inbox")[1] == ago(100)
    assert pages_of(cursor, "outbox:b", "outbox:a")[1] == ago(100)
    assert pages_of(cursor, "inbox")[1] is None


def test_new_stream_begins_with_history() -> None:
    """An account or term that is added later is read back over the history, whatever the others hold."""
    cursor = {"streams": {"inbox": state(ago(15))}}
    assert pages_of(cursor, "inbox", "outbox:new")[1] == NOW - SPEC.history


def pages_of(cursor: dict[str, Any], *names: str) -> tuple[list[Page], datetime | None]:
    """Walk some streams of a feed; give the pages, and since when the outbox is seen."""
    walk = Round(cursor, spec=SPEC, now=NOW)

    async def run() -> list[Page]:
        return [page async for page in walk.pages({name: paged([ago(1)]) for name in names})]

    return asyncio.run(run()), walk.outbox_from


def test_place_that_has_expired_begins_the_stream_again() -> None:
    """Where a network refuses the place of an earlier walk, or shows nothing there, the stream is read from its top."""
    pages = [[ago(5)], [ago(20)], [ago(50)]]
    for answer in (Broken("bad cursor"), Missing("gone"), Chunk(posts=(), times=(), size=0)):
        told = [answer]

        async def load(token: str | None, told: list[Any] = told) -> Chunk:
            if token == "2" and told:
                said = told.pop()
                if isinstance(said, Chunk):
                    return said
                raise said
            return await paged(*pages)(token)

        stream = Stream("inbox", None, spec=SPEC, now=NOW)
        stream.resume({"next": "2", "reached": to_text(ago(20)), "had_items": True})

        async def run(stream: Stream = stream, load: Load = load) -> list[datetime]:
            return [time async for chunk in stream.walk(load) for time in chunk.times]

        assert asyncio.run(run()) == [ago(5), ago(20), ago(50)]
        assert (stream.gap, told) == (None, [])


def test_walk_for_older_posts_ends_where_pages_lead_no_further() -> None:
    """However many pages there are, all are read; a server that gives the same time for ever is left after a few."""
    since = NOW - timedelta(days=2)
    spec = replace(SPEC, since=since)
    many = [[ago(60 * n), ago(60 * n + 30)] for n in range(48)]
    stream = Stream("inbox", state(ago(15)), spec=spec, now=NOW)

    async def read(stream: Stream, load: Load) -> int:
        return len([chunk async for chunk in stream.walk(load)])

    assert asyncio.run(read(stream, paged(*many, [ago(60 * 48), ago(60 * 49)]))) == 49
    assert (stream.gap, stream.seen_from) == (None, since)
    stuck = Stream("inbox", state(ago(15)), spec=spec, now=NOW)
    assert asyncio.run(read(stuck, paged(*many[:5], *([[ago(240)]] * 500)))) == 5 + SPEC.max_pages
    assert stuck.seen_from > since


@given(
    steps=st.lists(st.integers(1, 90), min_size=1, max_size=60),
    size=st.integers(1, 9),
    last=st.integers(0, 2_000),
)
def test_nothing_between_two_polls_is_lost_unsaid(steps: list[int], size: int, last: int) -> None:
    """Each item since the last poll is either read, or lies in the gap that the walk names."""
    times = [ago(sum(steps[:n])) for n in range(1, len(steps) + 1)]
    pages = [times[at : at + size] for at in range(0, len(times), size)]
    seen: list[datetime] = []
    load = paged(*pages)

    async def watch(token: str | None) -> Chunk:
        chunk = await load(token)
        seen.extend(chunk.times)
        return chunk

    gap = walked(watch, state(ago(last)))[0].gap
    for time in set(times) - set(seen):
        assert time <= ago(last) or (gap is not None and gap.from_at <= time < gap.to_at)

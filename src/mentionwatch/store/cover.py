"""What the feeds have seen of a brand's replies, held in memory: the views' `seen_to`, for whoever reads many waits."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import TypeAlias

_Span: TypeAlias = tuple[int, int, tuple[tuple[int, int] | None, ...]]


class Cover:
    """Up to when the replies to a post have been seen without a gap. Instants are seconds since 1970 in UTC."""

    def __init__(self, db: Connection) -> None:
        gaps: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row in db.execute(
            "SELECT feed, unixepoch(from_at) AS starts, unixepoch(to_at) AS ends FROM gaps ORDER BY from_at"
        ):
            gaps[row["feed"]].append((row["starts"], row["ends"]))
        rows = db.execute(
            """
            SELECT name, brand, network, is_everywhere, speakers,
                   unixepoch(covered_from) AS starts, unixepoch(covered_to) AS ends
            FROM feeds
            ORDER BY name
            """
        )
        self._feeds = {row["name"]: _Feed.of(row, gaps[row["name"]]) for row in rows}
        self._spans: dict[tuple[str, str, str], tuple[_Span, ...]] = {}

    def seen_to(self, brand: str, network: str, feeds: str, opened: int) -> int | None:
        """Give up to when a brand's replies are seen from an instant on; None: not even right after it.

        `feeds` is the JSON list of those that brought the post.
        """
        key = (brand, network, feeds)
        spans = self._spans.get(key)
        if spans is None:
            spans = self._spans[key] = self._spans_of(*key)
        if len(spans) == 1 and not spans[0][2]:
            start, end, _ = spans[0]
            return end if start <= opened < end else None
        ends = [
            end
            for start, end, others in spans
            if start <= opened < end and all(cover is not None and cover[0] <= opened <= cover[1] for cover in others)
        ]
        return max(ends, default=None)

    def _spans_of(self, brand: str, network: str, feeds: str) -> tuple[_Span, ...]:
        """Give the spans in which feeds speak for a post, each with the cover of those that must have seen it too."""
        brought_by = [name for name in json.loads(feeds) if name in self._feeds]
        others = [self._feeds[name] for name in brought_by if self._feeds[name].brand == brand]
        return tuple(
            (start, end, tuple(other.whole for other in others if feed.lacks(other)))
            for name, feed in self._feeds.items()
            if feed.brand == brand and ((feed.network == network and feed.is_everywhere) or name in brought_by)
            for start, end in feed.spans
        )


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed has seen; `whole` is its cover, gaps and all, None if it has none."""

    brand: str | None
    network: str
    is_everywhere: bool
    speakers: frozenset[str] | None
    whole: tuple[int, int] | None
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, row: Row, gaps: list[tuple[int, int]]) -> _Feed:
        """Read a feed's row."""
        has_cover = row["starts"] is not None and row["ends"] is not None
        return cls(
            brand=row["brand"],
            network=row["network"],
            is_everywhere=bool(row["is_everywhere"]),
            speakers=None if row["speakers"] is None else frozenset(json.loads(row["speakers"])),
            whole=(row["starts"], row["ends"]) if has_cover else None,
            spans=tuple(_between(row["starts"], row["ends"], gaps)) if has_cover else (),
        )

    def lacks(self, other: _Feed) -> bool:
        """Say whether another feed reads accounts that this one does not."""
        return self is not other and self.speakers is not None and not (other.speakers or frozenset()) <= self.speakers


def _between(start: int, end: int, gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut a feed's cover at its gaps, which are in order of their beginning."""
    spans = []
    for gap_start, gap_end in gaps:
        if gap_start >= end:
            break
        if start < gap_start:
            spans.append((start, gap_start))
        start = max(start, gap_end)
    if start < end:
        spans.append((start, end))
    return spans

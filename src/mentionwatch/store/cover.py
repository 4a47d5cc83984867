"""What the feeds have seen of a brand's replies, held in memory: the views' `seen_to`, for whoever reads many waits."""

from __future__ import annotations

import json
from collections import defaultdict
from sqlite3 import Connection


class Cover:
    """Up to when the replies to a post have been seen without a gap. Instants are seconds since 1970 in UTC."""

    def __init__(self, db: Connection) -> None:
        gaps: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row in db.execute(
            "SELECT feed, unixepoch(from_at) AS starts, unixepoch(to_at) AS ends FROM gaps ORDER BY from_at"
        ):
            gaps[row["feed"]].append((row["starts"], row["ends"]))
        self._feeds = [
            (row["name"], row["brand"], row["network"], _between(row["starts"], row["ends"], gaps[row["name"]]))
            for row in db.execute(
                """
                SELECT name, brand, network, unixepoch(covered_from) AS starts, unixepoch(covered_to) AS ends
                FROM feeds
                WHERE covered_from IS NOT NULL AND covered_to IS NOT NULL
                ORDER BY name
                """
            )
        ]
        self._spans: dict[tuple[str, str, str], tuple[tuple[int, int], ...]] = {}

    def seen_to(self, brand: str, network: str, feeds: str, opened: int) -> int | None:
        """Give up to when a brand's replies are seen from an instant on; None: not even right after it.

        `feeds` is the JSON list of those that brought the post.
        """
        key = (brand, network, feeds)
        spans = self._spans.get(key)
        if spans is None:
            spans = self._spans[key] = self._spans_of(*key)
        return max((end for start, end in spans if start <= opened < end), default=None)

    def _spans_of(self, brand: str, network: str, feeds: str) -> tuple[tuple[int, int], ...]:
        brought_by = json.loads(feeds)
        return tuple(
            span
            for name, of, on, spans in self._feeds
            if of == brand and (on == network or name in brought_by)
            for span in spans
        )


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

"""Reading the threads whose findings are to be computed again. Every function runs inside the caller's transaction."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from sqlite3 import Connection, Row

from mentionwatch.clock import from_text, to_text
from mentionwatch.config import Rules
from mentionwatch.conversations import Entry, Sighting
from mentionwatch.model import Address, Role


@dataclass(frozen=True, slots=True)
class Held:
    """A held post beside what the judge needs of it."""

    entry: Entry
    lang: str | None
    rating: float | None
    is_exact: bool
    feeds: tuple[str, ...]


def stale_threads(db: Connection) -> list[str]:
    """Name the threads whose findings are to be computed again."""
    return [row["thread_ref"] for row in db.execute("SELECT thread_ref FROM stale ORDER BY thread_ref")]


def mark_lapsed(db: Connection, rules: Rules, *, now: datetime) -> None:
    """Note that the threads are to be told again in which somebody waits, and that have become silent for too long.

    They are read by due time, which is at most the longest promise after the opening: the index of open waits is then
    read no further than need be.
    """
    for sla, since_at, until_at in rules.promises():
        before = now - sla.lapse_after
        longest = max(sla.complaint, sla.question, sla.praise, sla.next_reply)
        db.execute(
            """
            INSERT OR IGNORE INTO stale (thread_ref)
            SELECT c.thread_ref
            FROM waits w INDEXED BY waits_open
            CROSS JOIN conversations c ON c.id = w.conversation_id AND c.brand = w.brand
            WHERE w.closed_at IS NULL AND w.is_handled = 0 AND w.is_lapsed = 0
              AND w.due_at <= :due_before AND w.opened_at <= :before
              AND w.opened_at >= :since AND w.opened_at < :until AND c.last_at <= :before
            """,
            {
                "before": to_text(before),
                "due_before": to_text(before + longest),
                "since": to_text(since_at) if since_at else "",
                "until": to_text(until_at) if until_at else "9",
            },
        )


def clear_stale(db: Connection, thread_refs: Iterable[str]) -> None:
    """Take threads off the list."""
    db.executemany("DELETE FROM stale WHERE thread_ref = ?", [(ref,) for ref in thread_refs])


def brand_handles(db: Connection) -> dict[tuple[str, str], str]:
    """Give the brand that each (network, handle in lower case) speaks for."""
    rows = db.execute("SELECT network, handle, brand FROM accounts WHERE role = 'brand' AND brand IS NOT NULL")
    return {(row["network"], row["handle"].lower()): row["brand"] for row in rows}


def brands_seen(db: Connection, *, everywhere: bool = False) -> set[tuple[str, str]]:
    """Name each (brand, network) of which some feed shows the brand's replies, or shows them all over the network."""
    rows = db.execute(
        """
        SELECT DISTINCT brand, network
        FROM feeds
        WHERE brand IS NOT NULL AND covered_from IS NOT NULL AND (is_everywhere OR NOT ?)
        """,
        [everywhere],
    )
    return {(row["brand"], row["network"]) for row in rows}


def feeds_seen(db: Connection) -> set[tuple[str, str]]:
    """Name each (brand, feed) of feeds that show the brand's replies."""
    rows = db.execute("SELECT brand, name FROM feeds WHERE brand IS NOT NULL AND covered_from IS NOT NULL")
    return {(row["brand"], row["name"]) for row in rows}


def read_threads(db: Connection, thread_refs: Sequence[str]) -> Iterator[tuple[str, list[Held]]]:
    """Give the posts of each thread that holds any."""
    wanted = json.dumps(list(thread_refs))
    sightings = _sightings(db, wanted)
    rows = db.execute(
        """
        SELECT p.*, a.network, a.handle, a.role, a.brand
        FROM posts p
        JOIN accounts a ON a.id = p.account_id
        WHERE p.thread_ref IN (SELECT value FROM json_each(?))
        ORDER BY p.thread_ref, p.id
        """,
        [wanted],
    ).fetchall()
    for thread_ref, posts in groupby(rows, key=lambda row: str(row["thread_ref"])):
        yield thread_ref, [_held(row, sightings.get(row["id"], [])) for row in posts]


def _sightings(db: Connection, wanted: str) -> dict[int, list[tuple[str, Sighting]]]:
    """Give the feeds that brought each post of some threads, with what they say of it."""
    rows = db.execute(
        """
        SELECT s.post_id, s.feed, f.brand, s.address
        FROM posts p
        JOIN sightings s ON s.post_id = p.id
        JOIN feeds f ON f.name = s.feed
        WHERE p.thread_ref IN (SELECT value FROM json_each(?))
        """,
        [wanted],
    )
    found: dict[int, list[tuple[str, Sighting]]] = defaultdict(list)
    for row in rows:
        address = Address(row["address"]) if row["address"] else None
        found[row["post_id"]].append((row["feed"], (row["brand"], address)))
    return found


def _held(row: Row, sightings: Sequence[tuple[str, Sighting]]) -> Held:
    role = Role(row["role"])
    entry = Entry(
        id=row["id"],
        ref=row["ref"],
        parent_ref=row["parent_ref"],
        account_id=row["account_id"],
        handle=row["handle"],
        network=row["network"],
        role=role,
        brand=row["brand"] if role is Role.BRAND else None,
        text=row["text"],
        at=from_text(row["created_at"]),
        is_exact=row["time_quality"] == "exact",
        deleted_at=from_text(row["deleted_at"]) if row["deleted_at"] else None,
        is_public=row["visibility"] == "public",
        location=row["location"],
        sightings=tuple(sighting for _, sighting in sightings),
    )
    return Held(
        entry=entry,
        lang=row["lang"],
        rating=row["rating"],
        is_exact=row["time_quality"] == "exact",
        feeds=tuple(feed for feed, _ in sightings),
    )


def post_ids(posts: Iterable[Held]) -> str:
    """Write the ids of posts as the JSON list that the queries here take."""
    return json.dumps([post.entry.id for post in posts])

"""Reading who waits now. The open waits stream in the order in which they are due, so that a list can stop early."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from sqlite3 import Connection, Row
from typing import NamedTuple

from mentionwatch.clock import to_text
from mentionwatch.store.queries import Filter


class OpenWait(NamedTuple):
    """What tells how an open wait stands. `opened` and `due` are seconds since 1970; `due_seconds` is what lies between
    them on the clock that promises run on.

    `last_at` is when anybody last spoke in its conversation; it is read only where the wait may have lapsed.
    """

    conversation_id: int
    brand: str
    ordinal: int
    network: str
    feeds: str
    opened: int
    due: int
    due_seconds: int
    last_at: str | None


_OPEN = """
SELECT w.conversation_id, w.brand, w.ordinal, w.network, w.feeds, unixepoch(w.opened_at), unixepoch(w.due_at),
       w.due_seconds,
       CASE WHEN w.opened_at <= :silent_since
            THEN (SELECT c.last_at FROM conversations c WHERE c.id = w.conversation_id AND c.brand = w.brand) END
FROM waits w
"""


def open_waits(db: Connection, which: Filter, *, silent_since: datetime) -> Iterator[OpenWait]:
    """Give the waits that go on, that nobody handled elsewhere and that have not lapsed, the earliest due first.

    What was opened by `silent_since` may have lapsed since that was last looked at: its `last_at` tells.
    """
    where, values = which.where(time="w.opened_at", post_id="w.post_id", alias="w.")
    return _stream(
        db,
        f"""
        {_OPEN} INDEXED BY waits_open
        WHERE w.closed_at IS NULL AND w.is_handled = 0 AND w.is_lapsed = 0 AND {where}
        ORDER BY w.due_at
        """,
        {**values, "silent_since": to_text(silent_since)},
    )


def open_waits_of_period(db: Connection, which: Filter) -> Iterator[OpenWait]:
    """Give the waits opened in the span that go on and that nobody handled elsewhere, the lapsed too."""
    where, values = which.where(time="w.opened_at", post_id="w.post_id", alias="w.")
    query = f"{_OPEN} WHERE w.closed_at IS NULL AND w.is_handled = 0 AND {where} ORDER BY w.due_at"
    return _stream(db, query, {**values, "silent_since": ""})


def handled_waits(db: Connection, which: Filter, *, handled_since: datetime | None) -> Iterator[OpenWait]:
    """Give the waits that a person said were handled elsewhere, by `handled_since` on if that is given."""
    where, values = which.where(time="w.opened_at", post_id="w.post_id", alias="w.")
    return _stream(
        db,
        f"""
        {_OPEN} INDEXED BY waits_handled
        JOIN conversations h ON h.id = w.conversation_id AND h.brand = w.brand
        WHERE w.is_handled = 1 AND h.handled_at > :handled_since AND {where}
        ORDER BY h.handled_at DESC
        """,
        {**values, "silent_since": "", "handled_since": to_text(handled_since) if handled_since else ""},
    )


def _stream(db: Connection, query: str, values: dict[str, str]) -> Iterator[OpenWait]:
    cursor = db.cursor()
    cursor.row_factory = None
    return map(OpenWait._make, cursor.execute(query, values))


def stored_priorities(db: Connection, waits: Sequence[OpenWait]) -> list[tuple[int, int | None]]:
    """Give of waits, in their order, the priority stored with the conversation, and the customer's followers."""
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(
        """
        SELECT c.priority, w.followers
        FROM json_each(?) k
        CROSS JOIN waits w ON w.conversation_id = k.value ->> 0 AND w.brand = k.value ->> 1
                              AND w.ordinal = k.value ->> 2
        CROSS JOIN conversations c ON c.id = w.conversation_id AND c.brand = w.brand
        ORDER BY k.key
        """,
        [json.dumps([wait[:3] for wait in waits])],
    ).fetchall()


def told(db: Connection, waits: Sequence[OpenWait]) -> list[Row]:
    """Give what a list says of waits, in their order."""
    return db.execute(
        """
        SELECT w.conversation_id, w.brand, w.ordinal, w.post_id, w.kind, w.opened_at, w.due_at, w.network, w.place,
               w.followers, c.customer_id, c.opened_at AS began_at, c.priority, c.reasons, c.handled_by,
               p.ref, p.url, p.text, a.handle AS customer, COALESCE(v.topics, '[]') AS topics, v.language,
               EXISTS (SELECT 1
                       FROM posts t INDEXED BY posts_by_account
                       JOIN post_kinds j ON j.post_id = t.id
                       WHERE t.account_id = c.customer_id AND t.thread_ref = c.thread_ref
                         AND t.created_at >= p.created_at AND t.created_at <= c.last_at AND j.abusive) AS is_abusive
        FROM json_each(:keys) k
        CROSS JOIN waits w ON w.conversation_id = k.value ->> 0 AND w.brand = k.value ->> 1
                              AND w.ordinal = k.value ->> 2
        CROSS JOIN conversations c ON c.id = w.conversation_id AND c.brand = w.brand
        CROSS JOIN posts p ON p.id = w.post_id
        CROSS JOIN accounts a ON a.id = p.account_id
        LEFT JOIN verdicts v ON v.post_id = w.post_id
        ORDER BY k.key
        """,
        {"keys": json.dumps([wait[:3] for wait in waits])},
    ).fetchall()


def unanswered_about(db: Connection, which: Filter, *, limit: int | None) -> list[Row]:
    """Give the complaints about a brand, not to it, that it has not answered and nobody handled, the latest first."""
    where, values = which.where(time="created_at", post_id="post_id")
    return db.execute(
        f"""
        SELECT *
        FROM (SELECT p.id AS post_id, p.ref, p.url, p.text, p.created_at, c.opened_at AS began_at, d.brand, d.place,
                     a.network, a.handle AS customer, k.kind, COALESCE(v.topics, '[]') AS topics,
                     COALESCE(p.followers, a.followers) AS followers, c.id AS conversation_id, c.customer_id,
                     c.priority, c.reasons
              FROM posts p
              JOIN addressed d ON d.post_id = p.id AND d.address = 'about'
              JOIN conversations c ON c.id = p.id AND c.brand = d.brand
              JOIN accounts a ON a.id = p.account_id
              JOIN post_kinds k ON k.post_id = p.id
              JOIN verdicts v ON v.post_id = p.id
              WHERE c.waiting_since IS NULL AND c.first_reply_at IS NULL AND c.handled_by IS NULL
                AND k.kind = 'complaint')
        WHERE {where}
        ORDER BY created_at DESC, ref, brand
        LIMIT :limit
        """,
        {**values, "limit": -1 if limit is None else limit},
    ).fetchall()

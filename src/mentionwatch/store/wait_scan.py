"""Reading all waits of a span for the figures, in order of opening, from one index: a row is a plain tuple.

A million of them need no more memory than one; docs/design.md says why nothing is joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from sqlite3 import Connection
from typing import Any

from mentionwatch.store.queries import Filter

_COLUMNS = {
    "opened": "unixepoch(w.opened_at)",
    "posted_at": "(SELECT p.created_at FROM posts p WHERE p.id = w.post_id)",
    "is_replied": "w.reply_id IS NOT NULL",
    "topics": "COALESCE((SELECT v.topics FROM verdicts v WHERE v.post_id = w.post_id), '[]')",
    "agent": "(SELECT r.agent FROM replies r WHERE r.post_id = w.reply_id)",
    "withdrawn_seconds": "iif(w.reply_id IS NULL, w.seconds, NULL)",
}
"""What can be read beyond the columns of the table."""


def wait_rows(
    db: Connection, which: Filter, columns: Sequence[str], *, condition: str = "1"
) -> Iterator[tuple[Any, ...]]:
    """Give some columns of the waits opened in the span, in order of opening."""
    where, values = which.where(time="w.opened_at", post_id="w.post_id", alias="w.")
    cursor = db.cursor()
    cursor.row_factory = None
    selected = ", ".join(_COLUMNS.get(column, f"w.{column}") for column in columns)
    return cursor.execute(
        f"""
        SELECT {selected}
        FROM waits w INDEXED BY waits_by_time
        WHERE {where} AND {condition}
        ORDER BY w.opened_at
        """,
        values,
    )


def conversation_rows(db: Connection, which: Filter) -> Iterator[tuple[Any, ...]]:
    """Give of each conversation whose first wait was opened in the span: id, brand, network and feeds of that wait, the
    sum and the longest of its closed waits, and when its open one began (seconds since 1970).

    Those with an estimated time, or handled elsewhere while the customer waits, are left out.
    """
    where, values = which.where(time="w.opened_at", post_id="w.post_id", alias="w.")
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(
        f"""
        SELECT c.id, c.brand, w.network, w.feeds, c.waited_seconds, c.longest_seconds, unixepoch(c.waiting_since)
        FROM waits w INDEXED BY waits_by_time
        JOIN conversations c ON c.id = w.conversation_id AND c.brand = w.brand
        WHERE {where} AND w.ordinal = 1 AND w.is_exact
          AND (c.handled_at IS NULL OR c.waiting_since IS NULL)
        ORDER BY w.opened_at
        """,
        values,
    )

"""Reading complaints for what changes from day to day."""

from __future__ import annotations

from collections.abc import Iterator
from sqlite3 import Connection
from typing import Any

from mentionwatch.store.queries import Filter
from mentionwatch.store.views import JUDGED_MENTIONS


def complaint_rows(db: Connection, which: Filter) -> Iterator[tuple[Any, ...]]:
    """Give (created_at, network, place, topics, post_id, brand) of each complaint posted in the span, by time.

    Complaints about a brand that do not tag it are among them.
    """
    where, values = which.where(time="created_at", post_id="post_id")
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(
        f"""
        SELECT created_at, network, place, topics, post_id, brand
        FROM {JUDGED_MENTIONS}
        WHERE {where} AND kind = 'complaint'
        ORDER BY created_at, ref
        """,
        values,
    )


def first_mention_at(db: Connection, brand: str | None) -> str | None:
    """Give when the first post was seen by a feed of a brand, or of any: days before it are not known."""
    row = db.execute(
        "SELECT MIN(covered_from) FROM feeds WHERE :brand IS NULL OR brand = :brand", {"brand": brand}
    ).fetchone()
    return row[0] if row else None

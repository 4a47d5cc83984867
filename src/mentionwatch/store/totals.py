"""Counting for reports what a period holds, in SQL: nothing is read that is only to be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from sqlite3 import Connection
from typing import Any

from mentionwatch.store.queries import Filter
from mentionwatch.store.views import JUDGED_MENTIONS


def _rows(db: Connection, query: str, values: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(query, values)


def mentions(db: Connection, which: Filter) -> Counter[tuple[str | None, bool]]:
    """Count the mentions posted in the span by their kind and whether they are abusive."""
    where, values = which.where(time="created_at", post_id="post_id")
    query = f"SELECT kind, abusive, COUNT(*) FROM {JUDGED_MENTIONS} WHERE {where} GROUP BY kind, abusive"
    found: Counter[tuple[str | None, bool]] = Counter()
    for kind, abusive, count in _rows(db, query, values):
        found[kind, bool(abusive)] += count
    return found


def mention_keys(db: Connection, which: Filter, condition: str) -> Iterator[tuple[Any, ...]]:
    """Name the mentions posted in the span that meet a condition of ours, by (created_at, ref)."""
    where, values = which.where(time="created_at", post_id="post_id")
    query = (
        f"SELECT post_id, brand FROM {JUDGED_MENTIONS} WHERE {where} AND {condition} ORDER BY created_at, ref, brand"
    )
    return _rows(db, query, values)


def replies(db: Connection, which: Filter) -> tuple[int, int]:
    """Count the replies sent in the span that count, and those of them that are canned."""
    where, values = which.where(time="created_at", post_id="post_id")
    query = f"SELECT COUNT(*), COALESCE(SUM(is_canned), 0) FROM responses WHERE {where} AND counts"
    (count, canned), *_ = _rows(db, query, values)
    return count, canned


def reply_times(db: Connection, which: Filter) -> Iterator[str]:
    """Give when each reply of the span that counts was sent."""
    where, values = which.where(time="created_at", post_id="post_id")
    return (at for (at,) in _rows(db, f"SELECT created_at FROM responses WHERE {where} AND counts", values))


def replied(db: Connection, which: Filter) -> list[tuple[Any, ...]]:
    """Give (brand, conversation, its kind, the kind of what was answered) of the replies of the span that count."""
    where, values = which.where(time="created_at", post_id="post_id")
    columns = "brand, conversation_id, conversation_kind, kind"
    return list(_rows(db, f"SELECT {columns} FROM responses WHERE {where} AND counts GROUP BY {columns}", values))


def canned_keys(db: Connection, which: Filter) -> Iterator[tuple[Any, ...]]:
    """Name the replies sent in the span that count and are canned, by (created_at, ref)."""
    where, values = which.where(time="created_at", post_id="post_id")
    query = f"SELECT post_id FROM responses WHERE {where} AND counts AND is_canned ORDER BY created_at, ref"
    return _rows(db, query, values)


def backlog(db: Connection, which: Filter) -> int:
    """Count the waits opened in the span by posts older than the first poll of all feeds that brought them."""
    where, values = which.where(time="opened_at", post_id="post_id")
    (count,), *_ = _rows(db, f"SELECT COUNT(*) FROM waits_view WHERE {where} AND is_backlog", values)
    return int(count)


def apart(db: Connection, which: Filter) -> tuple[int, int]:
    """Count the waits opened in the span that are in no time: those whose own is estimated, and those handled."""
    where, values = which.where(time="w.opened_at", post_id="w.post_id", alias="w.")
    query = f"""
        SELECT COALESCE(SUM(NOT w.is_exact), 0), COALESCE(SUM(w.is_handled), 0)
        FROM waits w INDEXED BY waits_by_time
        WHERE {where}
    """
    (estimated, handled), *_ = _rows(db, query, values)
    return estimated, handled


def lags(db: Connection, which: Filter) -> list[int]:
    """Give how long after they were posted the mentions of the span were seen, in seconds; backlog is left out."""
    where, values = which.where(time="created_at", post_id="post_id")
    query = f"""
        SELECT unixepoch(first_seen_at) - unixepoch(created_at)
        FROM mentions
        WHERE {where} AND is_backlog = 0
    """
    return [lag for (lag,) in _rows(db, query, values)]

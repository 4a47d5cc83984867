"""Reading the lists of what is not settled: who waits, who was missed, what to look at, what was never made good.

Each says for itself which index it begins with: the views join too much for SQLite to find the way alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection, Row

from mentionwatch.clock import to_text
from mentionwatch.store.queries import Filter


class Alive:
    """Since when a conversation must have heard something not to have lapsed.

    `since` are pairs: what was opened from the first instant on must have heard something after the second. Whoever
    names a period gets all of it, the lapsed too.
    """

    def __init__(self, which: Filter, since: Sequence[tuple[datetime | None, datetime]]) -> None:
        self.is_of_all = bool(which.since_at or which.until_at)
        pairs = [(to_text(opened) if opened else "", to_text(heard)) for opened, heard in since]
        self.values = {} if self.is_of_all else {"alive": json.dumps(pairs)}

    def condition(self, opened_at: str, last_at: str) -> str:
        """Give the test of two columns."""
        if self.is_of_all:
            return "1"
        return f"""{last_at} > (SELECT s.value ->> 1
                                FROM json_each(:alive) s
                                WHERE s.value ->> 0 <= {opened_at}
                                ORDER BY s.key DESC
                                LIMIT 1)"""


def _open_waits(which: Filter, alive: Alive) -> tuple[str, dict[str, str]]:
    """Give the query for the waits `w` that go on and were not handled elsewhere, and its parameters."""
    where, values = which.where(time="w.opened_at", post_id="w.post_id", alias="w.")
    begin = (
        "waits w INDEXED BY waits_by_time WHERE w.seconds IS NULL AND w.is_handled = 0"
        if alive.is_of_all
        else "waits w INDEXED BY waits_open WHERE w.closed_at IS NULL AND w.is_handled = 0 AND w.is_lapsed = 0"
    )
    return f"SELECT w.* FROM {begin} AND {where}", {**values, **alive.values}


def open_praise(db: Connection, which: Filter, *, alive: Alive) -> list[Row]:
    """Give the waits on praise that go on and were not handled elsewhere, the earliest due first."""
    return _first_waits(db, which, alive, condition="w.kind = 'praise'")


def missed_waits(db: Connection, which: Filter, *, alive: Alive) -> list[Row]:
    """Give the waits of complaints and questions that are past their time with no reply at all."""
    return _first_waits(db, which, alive, condition="w.kind IN ('complaint', 'question')", test="v.is_missed")


def _first_waits(db: Connection, which: Filter, alive: Alive, *, condition: str, test: str = "1") -> list[Row]:
    waits, values = _open_waits(which, alive)
    return db.execute(
        f"""
        SELECT v.*
        FROM ({waits} AND w.ordinal = 1 AND {condition}) o
        CROSS JOIN waits_view v
          ON v.conversation_id = o.conversation_id AND v.brand = o.brand AND v.ordinal = o.ordinal
        WHERE {alive.condition("v.opened_at", "v.last_at")} AND {test}
        ORDER BY v.due_at, v.ref, v.brand
        """,
        values,
    ).fetchall()


def to_review(db: Connection, which: Filter, *, below: float, closed_since: datetime | None, alive: Alive) -> list[Row]:
    """Give the mentions whose verdict is unsure or missing and that no person labelled: the waiting, then the unsurest.

    `closed_since` leaves out older posts of customers who do not wait, or whose conversation has lapsed.
    """
    where, values = which.where(time="created_at", post_id="post_id")
    waits, of_waits = _open_waits(which, alive)
    recent = "created_at >= :closed_since" if closed_since else "1"
    asked = f"SELECT id AS post_id FROM posts WHERE {recent} UNION SELECT post_id FROM ({waits})"
    return db.execute(
        f"""
        SELECT *
        FROM (SELECT m.*, m.is_open AND c.handled_at IS NULL
                          AND {alive.condition("m.created_at", "c.last_at")} AS is_waiting
              FROM ({asked}) k
              CROSS JOIN mentions m ON m.post_id = k.post_id
              LEFT JOIN conversations c ON c.id = m.conversation_id AND c.brand = m.brand)
        WHERE NOT is_labelled AND deleted_at IS NULL AND (confidence IS NULL OR confidence < :below)
          AND (is_waiting OR {recent}) AND {where}
        ORDER BY is_waiting DESC, confidence, created_at DESC, ref, brand
        """,
        {
            **values,
            **of_waits,
            "below": below,
            **({"closed_since": to_text(closed_since)} if closed_since else {}),
        },
    ).fetchall()


_UNSETTLED = "kind = 'complaint' AND outcome NOT IN ('recovered', 'satisfied', 'handled_elsewhere')"


def unresolved(db: Connection, which: Filter, *, alive: Alive) -> list[Row]:
    """Give the complaints opened in the span that the brand replied to and whose customer was never satisfied."""
    where, values = which.where(time="opened_at", post_id="id")
    return db.execute(
        f"""
        SELECT *
        FROM conversations_view
        WHERE {_UNSETTLED} AND first_reply_at IS NOT NULL AND {alive.condition("opened_at", "last_at")} AND {where}
        ORDER BY opened_at, ref, brand
        """,
        {**values, **alive.values},
    ).fetchall()


def unreplied(db: Connection, which: Filter, *, alive: Alive) -> int:
    """Count the complaints opened in the span that got no reply and were not handled elsewhere."""
    where, values = which.where(time="opened_at", post_id="id")
    row: Row = db.execute(
        f"""
        SELECT COUNT(*) AS count
        FROM conversations_view
        WHERE {_UNSETTLED} AND first_reply_at IS NULL AND is_open AND {alive.condition("opened_at", "last_at")}
          AND {where}
        """,
        {**values, **alive.values},
    ).fetchone()
    return int(row["count"])

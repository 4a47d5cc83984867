"""What-if tables: copies of findings that shadow the stored ones for one connection; the file stays as it is.

SQLite looks a name up among the temporary tables first. A stored view, however, reads only stored tables, so the views
are made anew beside the copies. All of it goes with the connection, or with the transaction it is made in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from sqlite3 import Connection
from typing import Any, TypeAlias

from mentionwatch.clock import to_text
from mentionwatch.store.views import VIEWS
from mentionwatch.waits.calendars import Clock

Told: TypeAlias = tuple[str, int, str]
"""A conversation: its thread, its opening post, its brand."""

_INSTANT = "strftime('%Y-%m-%dT%H:%M:%SZ', {}, {} || ' seconds')"
_DUE_SECONDS = """
    COALESCE(CASE WHEN ordinal > 1 THEN :next_reply
                  WHEN kind = 'complaint' THEN :complaint
                  WHEN kind = 'praise' THEN :praise
                  ELSE :question END, due_seconds)
"""


def copy_waits(db: Connection, promised: Mapping[str, int | None]) -> None:
    """Copy the waits, due by other promises: the seconds of `complaint`, `question`, `praise` and `next_reply`.

    None, or none at all, leaves a promise as it is.
    """
    values = {name: promised.get(name) for name in ("complaint", "question", "praise", "next_reply")}
    changed = {"due_seconds": _DUE_SECONDS, "due_at": _INSTANT.format("opened_at", _DUE_SECONDS)}
    _copy(db, "waits", changed if any(values.values()) else {}, values)


def copy_conversations(db: Connection) -> None:
    """Copy the conversations."""
    _copy(db, "conversations")


def copy_replies(db: Connection, *, update: int | None) -> None:
    """Copy the replies; a promised follow-up is due `update` seconds after its reply, None: as is."""
    due_at = f"iif(promise_due_at IS NULL, NULL, {_INSTANT.format('sent_at', ':update')})"
    _copy(db, "replies", {"promise_due_at": due_at} if update else {}, {"update": update})


def _copy(
    db: Connection, table: str, changed: Mapping[str, str] | None = None, values: Mapping[str, Any] | None = None
) -> None:
    """Copy a table with its key, some columns changed; its indexes come with `finish`, when it holds its last word."""
    columns = db.execute(f"PRAGMA main.table_info({table})").fetchall()
    key = ", ".join(row["name"] for row in sorted((row for row in columns if row["pk"]), key=lambda row: row["pk"]))
    typed = ", ".join(f"{row['name']} {row['type']}" for row in columns)
    db.execute(f"CREATE TEMP TABLE {table} ({typed}, PRIMARY KEY ({key})) WITHOUT ROWID")
    selected = ", ".join((changed or {}).get(row["name"], row["name"]) for row in columns)
    db.execute(f"INSERT INTO temp.{table} SELECT {selected} FROM main.{table} ORDER BY {key}", values or {})


def finish(db: Connection) -> None:
    """Index the copies as the stored tables are, and make the views that read them."""
    copied = {row["name"] for row in db.execute("SELECT name FROM temp.sqlite_schema WHERE type = 'table'")}
    for row in db.execute("SELECT tbl_name, sql FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"):
        if row["tbl_name"] in copied:
            db.execute(row["sql"].replace("CREATE INDEX ", "CREATE INDEX temp.", 1))
    for name, select in VIEWS.items():
        db.execute(f"CREATE TEMP VIEW {name} AS {select}")


def run_on(db: Connection, clock: Clock, *, brand: str | None) -> bool:
    """Let the clock of a brand's copied waits (None: of all) be another. False if some would never fall due.

    Their lengths and promises are then seconds of that clock, and `due_at` is when the promised ones have passed.
    """

    def due(of: str, feeds: str, opened: int, seconds: int) -> int | None:
        try:
            return clock.due(of, feeds, opened, seconds)
        except OverflowError:
            return None

    db.create_function("clock_elapsed", 4, clock.elapsed)
    db.create_function("clock_due", 4, due)
    db.execute(
        """
        UPDATE temp.waits
        SET business_seconds = iif(closed_at IS NULL, NULL,
                                   clock_elapsed(brand, feeds, unixepoch(opened_at), unixepoch(closed_at))),
            real_seconds = iif(real_closed_at IS NULL OR real_closed_at IS closed_at, NULL,
                               clock_elapsed(brand, feeds, unixepoch(opened_at), unixepoch(real_closed_at))),
            due_at = strftime('%Y-%m-%dT%H:%M:%SZ', clock_due(brand, feeds, unixepoch(opened_at), due_seconds),
                              'unixepoch')
        WHERE :brand IS NULL OR brand = :brand
        """,
        {"brand": brand},
    )
    db.execute(
        """
        UPDATE temp.waits
        SET seconds = business_seconds, real_seconds = iif(real_closed_at IS closed_at, business_seconds, real_seconds)
        WHERE :brand IS NULL OR brand = :brand
        """,
        {"brand": brand},
    )
    db.execute(
        """
        UPDATE temp.conversations
        SET (waited_seconds, longest_seconds) = (SELECT COALESCE(SUM(w.seconds), 0), MAX(w.seconds)
                                                 FROM temp.waits w
                                                 WHERE w.conversation_id = conversations.id
                                                   AND w.brand = conversations.brand)
        WHERE :brand IS NULL OR brand = :brand
        """,
        {"brand": brand},
    )
    return db.execute("SELECT 1 FROM temp.waits WHERE due_at IS NULL LIMIT 1").fetchone() is None


def brought_by(db: Connection, *, brand: str | None) -> list[tuple[str, str]]:
    """Give each brand that customers wait for (or the one) with each list of feeds that brought their posts."""
    rows = db.execute(
        "SELECT DISTINCT brand, feeds FROM waits WHERE :brand IS NULL OR brand = :brand", {"brand": brand}
    )
    return [(row["brand"], row["feeds"]) for row in rows]


def with_reply_between(db: Connection, low: int, high: int, *, since: str, until: str) -> Iterator[Told]:
    """Name conversations in which a reply took at least `low` and under `high` seconds.

    `since` and `until` bound when the post stood that it answered.
    """
    rows = db.execute(
        """
        SELECT DISTINCT q.thread_ref, r.conversation_id, r.brand
        FROM replies r
        JOIN posts q ON q.id = r.answers_id
        WHERE q.created_at >= :since AND q.created_at < :until
          AND unixepoch(r.sent_at) - unixepoch(q.created_at) >= :low
          AND unixepoch(r.sent_at) - unixepoch(q.created_at) < :high
        """,
        {"low": low, "high": high, "since": since, "until": until},
    )
    return (tuple(row) for row in rows)


def with_other_lapse(db: Connection, *, last_before: datetime) -> Iterator[Told]:
    """Name conversations that lapse, or do not, if all have in which nothing was said since."""
    rows = db.execute(
        """
        SELECT c.thread_ref, c.id, c.brand
        FROM waits w
        JOIN conversations c ON c.id = w.conversation_id AND c.brand = w.brand
        WHERE w.closed_at IS NULL AND w.is_handled = 0 AND w.is_lapsed IS NOT (c.last_at <= ?)
        """,
        [to_text(last_before)],
    )
    return (tuple(row) for row in rows)


def forget(db: Connection, conversations: Collection[tuple[int, str]]) -> None:
    """Take conversations out of the copies, with their waits."""
    db.executemany("DELETE FROM temp.conversations WHERE id = ? AND brand = ?", conversations)
    db.executemany("DELETE FROM temp.waits WHERE conversation_id = ? AND brand = ?", conversations)

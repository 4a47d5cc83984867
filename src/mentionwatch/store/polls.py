"""What the store keeps of each poll of a feed: how it went, and when the next one may come."""

from __future__ import annotations

from datetime import datetime, timedelta
from sqlite3 import Connection

from mentionwatch.clock import to_text

_KEPT = timedelta(days=90)


def begin_poll(db: Connection, name: str, *, started_at: datetime) -> int:
    """Note that a poll of a feed begins; give the poll's id. Old notes go."""
    db.execute(
        "DELETE FROM polls WHERE feed = ? AND started_at < ?",
        [name, to_text(started_at - _KEPT)],
    )
    row = db.execute("INSERT INTO polls (feed, started_at) VALUES (?, ?) RETURNING id", [name, to_text(started_at)])
    poll_id: int = row.fetchone()["id"]
    return poll_id


def end_poll(
    db: Connection, poll_id: int, *, finished_at: datetime, fetched: int, added: int, error: str | None
) -> None:
    """Note how a poll went."""
    db.execute(
        "UPDATE polls SET finished_at = ?, fetched = ?, added = ?, error = ? WHERE id = ?",
        [to_text(finished_at), fetched, added, error, poll_id],
    )


def poll_succeeded(db: Connection, name: str, *, started_at: datetime, next_poll_at: datetime) -> None:
    """Note a good poll: the counter of failures starts anew."""
    db.execute(
        """
        UPDATE feeds
        SET first_poll_at = COALESCE(first_poll_at, :at), last_ok_at = :at, next_poll_at = :next,
            limited_until = NULL, failures = 0, last_error = NULL, complained_at = NULL
        WHERE name = :name
        """,
        {"at": to_text(started_at), "next": to_text(next_poll_at), "name": name},
    )


def poll_failed(db: Connection, name: str, *, error: str, next_poll_at: datetime) -> int:
    """Note a failed poll; give how many have failed in a row."""
    row = db.execute(
        """
        UPDATE feeds
        SET failures = failures + 1, last_error = ?, next_poll_at = ?
        WHERE name = ?
        RETURNING failures
        """,
        [error, to_text(next_poll_at), name],
    ).fetchone()
    failures: int = row["failures"]
    return failures


def poll_limited(db: Connection, name: str, *, until: datetime) -> None:
    """Note that the network asks us to wait."""
    db.execute("UPDATE feeds SET limited_until = ? WHERE name = ?", [to_text(until), name])


def complained(db: Connection, name: str, *, at: datetime) -> None:
    """Note that the failure of a feed has been told."""
    db.execute("UPDATE feeds SET complained_at = ? WHERE name = ?", [to_text(at), name])

"""The threads in which somebody waits: when a feed looks at each of them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection

from mentionwatch.clock import from_text, to_text

_CHECK_EACH_POLL = timedelta(hours=6)
_CHECK_HOURLY = timedelta(hours=24)
_CHECK_SIX_HOURLY = timedelta(days=7)
_LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A waiting post whose thread is to be looked at again, and the id by which the feed's server knows it."""

    ref: str
    native_id: str | None
    opened_at: datetime


def open_threads(db: Connection, feed: str, *, now: datetime, limit: int) -> list[OpenThread]:
    """Give the waiting posts of this feed whose threads are due for another look, the longest unseen first.

    Networks show what is above and below a post, not beside it: each waiting post is looked at by itself.
    """
    rows = db.execute(
        """
        SELECT p.ref, s.native_id, w.opened_at
        FROM waits w
        JOIN posts p ON p.id = w.post_id
        JOIN sightings s ON s.post_id = p.id AND s.feed = :feed
        LEFT JOIN threads t ON t.thread_ref = p.ref AND t.feed = :feed
        WHERE w.closed_at IS NULL AND w.opened_at > :oldest
          AND (t.next_check_at IS NULL OR t.next_check_at NOT BETWEEN :soon AND :latest)
        GROUP BY p.ref
        ORDER BY t.checked_at, p.ref
        LIMIT :limit
        """,
        {
            "feed": feed,
            "soon": to_text(now + timedelta(seconds=1)),
            "latest": to_text(now + _LONGEST_PAUSE),  # later than that was noted by a clock that was wrong
            "oldest": to_text(now - _CHECK_SIX_HOURLY),
            "limit": limit,
        },
    )
    return [OpenThread(row["ref"], row["native_id"], from_text(row["opened_at"])) for row in rows]


def thread_checked(db: Connection, feed: str, thread: OpenThread, *, now: datetime) -> None:
    """Note that a thread has been looked at, and when to look again: ever less often as it ages."""
    pauses = ((_CHECK_EACH_POLL, timedelta(0)), (_CHECK_HOURLY, timedelta(hours=1)))
    age = now - thread.opened_at
    pause = next((pause for until, pause in pauses if age < until), _LONGEST_PAUSE)
    db.execute(
        """
        INSERT OR REPLACE INTO threads (thread_ref, feed, checked_at, next_check_at)
        VALUES (?, ?, ?, ?)
        """,
        [thread.ref, feed, to_text(now), to_text(now + pause)],
    )
    db.execute("DELETE FROM threads WHERE feed = ? AND checked_at < ?", [feed, to_text(now - 2 * _CHECK_SIX_HOURLY)])

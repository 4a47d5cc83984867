"""Reading findings for reports and exports. Rows come as sqlite3.Row; instants are text, durations seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection, Row

from mentionwatch.clock import to_text
from mentionwatch.store.views import JUDGED, LABELS_OF_POST


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which rows are asked for: a half-open span of time, and equal values; None is any."""

    since_at: datetime | None = None
    until_at: datetime | None = None
    brand: str | None = None
    place: str | None = None
    network: str | None = None
    feed: str | None = None
    kind: str | None = None
    topic: str | None = None

    def where(self, *, time: str, post_id: str, alias: str = "") -> tuple[str, dict[str, str]]:
        """Give the conditions and their parameters; `time` and `post_id` name the columns they speak of.

        `alias` stands before the others where several tables have them; topics are then those of the post's verdict.
        """
        values = {
            "since": to_text(self.since_at) if self.since_at else None,
            "until": to_text(self.until_at) if self.until_at else None,
            "brand": self.brand,
            "place": self.place,
            "network": self.network,
            "feed": self.feed,
            "kind": self.kind,
            "topic": self.topic,
        }
        topics = f"(SELECT v.topics FROM verdicts v WHERE v.post_id = {post_id})" if alias else "topics"
        conditions = {
            "since": f"{time} >= :since",
            "until": f"{time} < :until",
            "brand": f"{alias}brand = :brand",
            "place": f"{alias}place = :place",
            "network": f"{alias}network = :network",
            # Not a subquery on each row: inside it, an unqualified `post_id` would be that of the sightings.
            "feed": f"{post_id} IN (SELECT s.post_id FROM sightings s WHERE s.feed = :feed)",
            "kind": f"COALESCE({alias}kind, 'unjudged') = :kind",
            "topic": f"EXISTS (SELECT 1 FROM json_each({topics}) t WHERE t.value = :topic)",
        }
        given = {name: value for name, value in values.items() if value is not None}
        return " AND ".join(["1", *(conditions[name] for name in given)]), given


def waits(db: Connection, which: Filter) -> Iterator[Row]:
    """Give waits opened in the span, in order of opening."""
    where, values = which.where(time="opened_at", post_id="post_id")
    return db.execute(f"SELECT * FROM waits_view WHERE {where} ORDER BY opened_at, ref, brand, ordinal", values)


def newest_mention_at(db: Connection) -> str | None:
    """Give when the newest mention was posted, None if there is none."""
    row = db.execute(
        """
        SELECT p.created_at
        FROM posts p
        WHERE EXISTS (SELECT 1 FROM addressed d WHERE d.post_id = p.id AND d.address IN ('to', 'about'))
        ORDER BY p.created_at DESC
        LIMIT 1
        """
    ).fetchone()
    return row["created_at"] if row else None


def mentions(db: Connection, which: Filter) -> Iterator[Row]:
    """Give the mentions posted in the span, by (created_at, ref)."""
    where, values = which.where(time="created_at", post_id="post_id")
    return db.execute(f"SELECT * FROM mentions WHERE {where} ORDER BY created_at, ref, brand", values)


def conversations(db: Connection, which: Filter) -> Iterator[Row]:
    """Give the conversations opened in the span, by (opened_at, ref)."""
    where, values = which.where(time="opened_at", post_id="id")
    return db.execute(f"SELECT * FROM conversations_view WHERE {where} ORDER BY opened_at, ref, brand", values)


def feeds(db: Connection) -> list[Row]:
    """Give each feed's state, with its gaps and the number of posts it brought."""
    return db.execute(
        """
        SELECT f.*,
               (SELECT COUNT(*) FROM sightings s WHERE s.feed = f.name) AS posts,
               (SELECT COUNT(*) FROM gaps g WHERE g.feed = f.name) AS gaps
        FROM feeds f
        ORDER BY f.name
        """
    ).fetchall()


def failing_feeds(db: Connection) -> list[Row]:
    """Give the feeds whose last polls failed."""
    return db.execute("SELECT * FROM feeds WHERE failures > 0 ORDER BY name").fetchall()


def gaps(db: Connection, which: Filter) -> list[Row]:
    """Give the gaps that touch the span, with the brand they concern."""
    return db.execute(
        """
        SELECT g.feed, g.from_at, g.to_at, f.brand
        FROM gaps g
        JOIN feeds f ON f.name = g.feed
        WHERE (:brand IS NULL OR f.brand = :brand) AND (:until IS NULL OR g.from_at < :until)
          AND (:since IS NULL OR g.to_at > :since)
        ORDER BY g.from_at, g.feed
        """,
        {
            "brand": which.brand,
            "since": to_text(which.since_at) if which.since_at else None,
            "until": to_text(which.until_at) if which.until_at else None,
        },
    ).fetchall()


def find_post(db: Connection, name: str) -> Row | None:
    """Give the post that a person names by its id, its ref or its URL."""
    row: Row | None = db.execute(
        """
        SELECT p.*, a.network, a.handle, a.role
        FROM posts p
        JOIN accounts a ON a.id = p.account_id
        WHERE p.id = (SELECT id
                      FROM posts
                      WHERE id = CASE WHEN :name GLOB '[0-9]*' AND :name NOT GLOB '*[^0-9]*'
                                      THEN CAST(:name AS INTEGER) END
                      UNION ALL
                      SELECT id FROM posts WHERE ref = :name
                      UNION ALL
                      SELECT MIN(id) FROM posts WHERE url = :name
                      LIMIT 1)
        """,
        {"name": name},
    ).fetchone()
    return row


def conversations_of(db: Connection, post: Row) -> list[Row]:
    """Give the conversations that a post belongs to: its own, or those that the brand's reply answers."""
    return db.execute(
        """
        SELECT v.*
        FROM conversations_view v
        WHERE v.thread_ref = :thread_ref AND v.customer_id = :account_id
        UNION
        SELECT v.*
        FROM conversations_view v
        JOIN replies r ON r.conversation_id = v.id AND r.brand = v.brand
        WHERE r.post_id = :id
        ORDER BY 1, 2
        """,
        {"thread_ref": post["thread_ref"], "account_id": post["account_id"], "id": post["id"]},
    ).fetchall()


def timeline(db: Connection, conversation_id: int, brand: str) -> list[Row]:
    """Give all posts of a conversation in order: the customer's and the brand's, with what is found in each."""
    return db.execute(
        f"""
        SELECT p.*, a.handle, a.name, a.role, a.network,
               {JUDGED},
               v.kind AS computed_kind, v.confidence, v.polarity, v.language,
               v.reasons AS verdict_reasons, v.topics, v.closing, v.status, v.classifier, d.address, d.place,
               w.ordinal AS wait, w.due_at, w.closed_at, w.seconds, w.real_seconds
        FROM conversations c
        JOIN posts p ON p.thread_ref = c.thread_ref
        JOIN accounts a ON a.id = p.account_id
        LEFT JOIN replies r ON r.post_id = p.id
        LEFT JOIN verdicts v ON v.post_id = p.id
        {LABELS_OF_POST}
        LEFT JOIN addressed d ON d.post_id = p.id AND d.brand = c.brand
        LEFT JOIN waits w ON w.conversation_id = c.id AND w.brand = c.brand AND w.post_id = p.id
        WHERE c.id = :id AND c.brand = :brand
          AND (p.account_id = c.customer_id OR (r.conversation_id = c.id AND r.brand = c.brand))
        ORDER BY p.created_at, p.ref
        """,
        {"id": conversation_id, "brand": brand},
    ).fetchall()


def waits_of(db: Connection, conversation_id: int, brand: str) -> list[Row]:
    """Give a conversation's waits in order."""
    return db.execute(
        "SELECT * FROM waits_view WHERE conversation_id = ? AND brand = ? ORDER BY ordinal", [conversation_id, brand]
    ).fetchall()


def refs_with_labels(db: Connection, refs: Sequence[str]) -> list[Row]:
    """Give what people said of posts and conversations."""
    return db.execute(
        "SELECT * FROM labels WHERE ref IN (SELECT value FROM json_each(?)) ORDER BY at, target, field",
        [json.dumps(list(refs))],
    ).fetchall()


def counts(db: Connection) -> Row:
    """Count what the database holds."""
    row: Row = db.execute(
        """
        SELECT (SELECT COUNT(*) FROM posts) AS posts, (SELECT COUNT(*) FROM conversations) AS conversations,
               (SELECT COUNT(*) FROM stale) AS stale, (SELECT COUNT(*) FROM verdicts WHERE status = 'error') AS failed,
               (SELECT MAX(started_at) FROM polls) AS last_poll_at
        """
    ).fetchone()
    return row


def brands(db: Connection) -> list[str]:
    """Name the brands that conversations are with, the busiest first."""
    rows = db.execute("SELECT brand FROM conversations GROUP BY brand ORDER BY COUNT(*) DESC, brand")
    return [row["brand"] for row in rows]


def networks_of(db: Connection, brand: str) -> list[str]:
    """Name the networks on which customers' posts to a brand opened waits."""
    rows = db.execute(
        "SELECT DISTINCT network FROM waits INDEXED BY waits_by_time WHERE brand = ? ORDER BY network", [brand]
    )
    return [row["network"] for row in rows]


def known(db: Connection) -> dict[str, list[str]]:
    """Name the places, networks and feeds that the database knows."""
    columns = {"place": "place FROM addressed", "network": "network FROM accounts", "feed": "name FROM feeds"}
    return {
        name: [row[0] for row in db.execute(f"SELECT DISTINCT {column} ORDER BY 1") if row[0] is not None]
        for name, column in columns.items()
    }

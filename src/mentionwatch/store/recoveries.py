"""Reading how complaints ended, with what the same person said elsewhere: on another day, in another thread or account.

What hangs on other threads is read for the conversations that somebody asks about, and stored with none of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection, Row

from mentionwatch.clock import to_text
from mentionwatch.store import people
from mentionwatch.store.queries import Filter

PRAISE_DAYS = 60
"""For so many days after a complaint, praise that nobody asked for says that it was made good."""
_FEW_STARS = 2

_PRAISES = """
    posts p INDEXED BY posts_by_account
    CROSS JOIN addressed d ON d.post_id = p.id AND d.brand = {of}.brand AND d.address IN ('to', 'about')
    CROSS JOIN post_kinds k ON k.post_id = p.id AND k.kind = 'praise'
    WHERE p.account_id IN (SELECT {of}.customer_id
                           UNION ALL
                           SELECT l.value ->> 1 FROM json_each(:linked) l WHERE l.value ->> 0 = {of}.customer_id)
      AND p.visibility = 'public'
"""
"""What the person of a conversation `of` praised the brand for, on any account."""

_STARS = """
    (SELECT e.{column}
     FROM posts q
     JOIN versions e ON e.post_id = q.id
     WHERE q.thread_ref = v.thread_ref AND q.account_id = v.customer_id AND q.rating > e.rating
       AND q.edited_at > v.first_reply_at AND e.seen_at <= v.first_reply_at
     ORDER BY e.seen_at DESC, q.created_at, q.ref
     LIMIT 1)
"""
"""From what a review said when it was first answered, where it has given more stars since."""


def replied_complaints(db: Connection, which: Filter, *, only_praised: bool = False) -> list[Row]:
    """Give the complaints opened in the span that were replied to and not handled elsewhere, and how they ended.

    `only_praised` leaves out those whose customers have not praised the brand since, in another thread.
    `thanks_id` is the person's praise in another thread or from another account, within 60 days of the complaint and
    after the last word that the brand owes an answer to; `stars_before` is what a review gave when it was answered, if
    its author gave more later (it counts as a complaint then, though its words are praise by now). `has_word` says that
    a person labelled the outcome; `complains_again` that the customer waits and has complained since the last reply.
    """
    where, values = which.where(time="opened_at", post_id="id")
    # The sign before sent_at keeps SQLite from walking through all of the brand's replies in order of time.
    return db.execute(
        f"""
        SELECT c.*, p.followers AS followers_then,
               (SELECT json_group_array(feed) FROM (SELECT feed FROM sightings WHERE post_id = c.id ORDER BY feed))
                 AS feeds,
               (SELECT r.agent
                FROM replies r
                WHERE r.conversation_id = c.id AND r.brand = c.brand AND r.counts
                ORDER BY +r.sent_at DESC, r.post_id DESC
                LIMIT 1) AS agent,
               EXISTS (SELECT 1
                       FROM posts w
                       JOIN post_kinds k ON k.post_id = w.id
                       WHERE w.thread_ref = c.thread_ref AND w.account_id = c.customer_id AND w.visibility = 'public'
                         AND w.deleted_at IS NULL AND w.created_at >= c.waiting_since
                         AND k.kind = 'complaint') AS complains_again,
               EXISTS (SELECT 1
                       FROM posts w INDEXED BY posts_by_thread
                       CROSS JOIN labels l ON l.target = 'conversation' AND l.ref = w.ref AND l.field = 'outcome'
                       LEFT JOIN replies r ON r.post_id = w.id
                       WHERE w.thread_ref = c.thread_ref
                         AND (w.account_id = c.customer_id OR (r.conversation_id = c.id AND r.brand = c.brand)))
                 AS has_word,
               (SELECT p.id
                FROM {_PRAISES.format(of="c")}
                  AND (p.thread_ref <> c.thread_ref OR p.account_id <> c.customer_id)
                  AND p.created_at > MAX(c.first_reply_at, COALESCE(c.waiting_since, ''),
                                         CASE c.outcome WHEN 'lost' THEN COALESCE(x.created_at, '') ELSE '' END)
                  AND unixepoch(p.created_at) <= unixepoch(c.opened_at) + 86400 * {PRAISE_DAYS}
                ORDER BY p.created_at, p.ref
                LIMIT 1) AS thanks_id
        FROM (SELECT v.*, {_STARS.format(column="rating")} AS stars_before,
                     {_STARS.format(column="post_id")} AS stars_id
              FROM (SELECT *
                    FROM conversations_view
                    WHERE first_reply_at IS NOT NULL AND outcome != 'handled_elsewhere' AND {where}) v
              WHERE NOT :only_praised
                 OR EXISTS (SELECT 1
                            FROM {_PRAISES.format(of="v")}
                              AND p.created_at > v.first_reply_at AND p.thread_ref <> v.thread_ref)) c
        JOIN posts p ON p.id = c.id
        LEFT JOIN posts x ON x.ref = c.outcome_ref
        WHERE c.kind = 'complaint' OR c.stars_before <= {_FEW_STARS}
        ORDER BY c.opened_at, c.ref, c.brand
        """,
        {**values, "linked": _linked(db), "only_praised": only_praised},
    ).fetchall()


def said_posts(db: Connection, post_ids: Sequence[int]) -> dict[int, Row]:
    """Give posts with their authors, by id."""
    rows = db.execute(
        """
        SELECT p.*, a.network, a.handle
        FROM posts p
        JOIN accounts a ON a.id = p.account_id
        WHERE p.id IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(list(post_ids))],
    )
    return {row["id"]: row for row in rows}


def satisfied_by(db: Connection, conversations: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Give the post by which each conversation's customer was satisfied in it, by (conversation, brand)."""
    rows = db.execute(
        """
        SELECT c.id, c.brand, c.outcome_post_id
        FROM json_each(?) k
        CROSS JOIN conversations c ON c.id = k.value ->> 0 AND c.brand = k.value ->> 1
        WHERE c.satisfied_at IS NOT NULL AND c.outcome_post_id IS NOT NULL
        """,
        [json.dumps(conversations)],
    )
    return {(row["id"], row["brand"]): row["outcome_post_id"] for row in rows}


def praise_after(db: Connection, recovered: Sequence[tuple[int, str, str, str]]) -> dict[int, str]:
    """Say when people praised the brand after they were won back: by the place in `recovered` of each who did.

    `recovered` are (customer, brand, when they said so, the thread in which they did); praise there is not counted.
    """
    rows = db.execute(
        f"""
        SELECT c.place, MIN(p.created_at) AS at
        FROM (SELECT key AS place, value ->> 0 AS customer_id, value ->> 1 AS brand, value ->> 2 AS said_at,
                     value ->> 3 AS thread_ref
              FROM json_each(:recovered)) c
        CROSS JOIN {_PRAISES.format(of="c")}
          AND p.created_at > c.said_at AND p.thread_ref <> c.thread_ref
        GROUP BY c.place
        """,
        {"recovered": json.dumps(recovered), "linked": _linked(db)},
    )
    return {row["place"]: row["at"] for row in rows}


def _linked(db: Connection) -> str:
    """Write who is linked with whom as the JSON list of pairs of account ids that the queries here take."""
    return json.dumps([(one, other) for one, group in people.identities(db).items() for other in group])


def first_text(db: Connection, post_id: int) -> str | None:
    """Give what an edited post said at first; None if that is not known any more."""
    row = db.execute("SELECT text FROM versions WHERE post_id = ? ORDER BY seen_at LIMIT 1", [post_id]).fetchone()
    return row["text"] if row else None


def reply_before(db: Connection, conversation_id: int, brand: str, *, at: datetime | None) -> Row | None:
    """Give the last reply that counts in a conversation, up to an instant (None: of all)."""
    # The sign keeps SQLite from walking through all of the brand's replies in order of time.
    row: Row | None = db.execute(
        """
        SELECT *
        FROM responses
        WHERE conversation_id = :id AND brand = :brand AND counts AND (:at IS NULL OR +created_at <= :at)
        ORDER BY +created_at DESC, ref DESC
        LIMIT 1
        """,
        {"id": conversation_id, "brand": brand, "at": to_text(at) if at else None},
    ).fetchone()
    return row


def judged_posts(db: Connection, post_ids: Sequence[int]) -> dict[int, Row]:
    """Give posts with their authors, where they stand and how they were judged, by id."""
    rows = db.execute(
        """
        SELECT p.id, p.ref, p.text, p.url, p.rating, p.created_at, p.edited_at, p.deleted_at, p.visibility,
               a.network, a.handle, v.polarity, v.goodbye,
               (SELECT k.abusive FROM post_kinds k WHERE k.post_id = p.id) AS abusive
        FROM posts p
        JOIN accounts a ON a.id = p.account_id
        LEFT JOIN verdicts v ON v.post_id = p.id
        WHERE p.id IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(list(post_ids))],
    )
    return {row["id"]: row for row in rows}

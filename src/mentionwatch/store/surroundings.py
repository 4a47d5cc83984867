"""Reading what stands around conversations: the brand's audience, the person's other conversations, how posts spread.

It is read for the conversations that somebody looks at, and stored with none of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from sqlite3 import Connection, Row
from typing import NamedTuple

from mentionwatch.priority import Look

_LAST_CONVERSATIONS = 100
"""Whoever has more of them with one account is no customer; the last ones tell all there is to tell."""
_LAST_POSTS = 50
"""By so many earlier posts of somebody one can tell how fast theirs usually spread."""


class Subject(NamedTuple):
    """A conversation with what is asked about it. `customers` are the accounts of its person; instants are text."""

    conversation_id: int
    brand: str
    customers: Sequence[int]
    since: str
    opened_at: str


class Spread(NamedTuple):
    """What was seen of how a post spread; `posted` is seconds since 1970."""

    posted: int
    looks: list[Look]


def audience(db: Connection, brand: str, *, least: int) -> tuple[int, list[int]]:
    """Give of how many customers of a brand the followers are known, and those numbers that are not below `least`."""
    row = db.execute(
        """
        SELECT COUNT(*) AS size, json_group_array(a.followers) FILTER (WHERE a.followers >= :least) AS top
        FROM (SELECT DISTINCT customer_id
              FROM conversations INDEXED BY conversations_by_customer
              WHERE brand = :brand) c
        CROSS JOIN accounts a ON a.id = c.customer_id
        WHERE a.followers IS NOT NULL
        """,
        {"brand": brand, "least": least},
    ).fetchone()
    return row["size"], json.loads(row["top"])


def earlier(db: Connection, subjects: Sequence[Subject]) -> dict[int, list[tuple[str, bool]]]:
    """Give the earlier conversations of each subject's person: when each was opened, and whether it is a complaint.

    The keys are places in `subjects`.
    """
    rows = db.execute(
        """
        SELECT s.key AS place,
               (SELECT json_group_array(json_array(opened_at, is_complaint))
                FROM (SELECT c.opened_at, c.kind = 'complaint' AS is_complaint
                      FROM conversations c INDEXED BY conversations_by_customer
                      WHERE c.customer_id = a.value AND c.brand = s.value ->> 1
                        AND c.opened_at >= s.value ->> 3 AND c.opened_at < s.value ->> 4
                      ORDER BY c.opened_at DESC
                      LIMIT :most)) AS told
        FROM json_each(:subjects) s
        CROSS JOIN json_each(s.value, '$[2]') a
        """,
        {"subjects": json.dumps(subjects), "most": _LAST_CONVERSATIONS},
    )
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for row in rows:
        found[row["place"]] += [(opened_at, bool(is_complaint)) for opened_at, is_complaint in json.loads(row["told"])]
    return found


def spreads(db: Connection, subjects: Sequence[Subject]) -> dict[int, list[Spread]]:
    """Give what was seen of the customer's own posts in each conversation, by its place in `subjects`."""
    rows = db.execute(
        """
        SELECT s.key AS place, p.id AS post_id, unixepoch(p.created_at) AS posted, unixepoch(r.seen_at) AS seen,
               COALESCE(r.shares, 0) + COALESCE(r.replies, 0) AS count
        FROM json_each(:subjects) s
        CROSS JOIN conversations c ON c.id = s.value ->> 0 AND c.brand = s.value ->> 1
        CROSS JOIN posts o ON o.id = c.id
        CROSS JOIN posts p INDEXED BY posts_by_account
          ON p.account_id = c.customer_id AND p.created_at >= o.created_at AND p.created_at <= c.last_at
             AND p.thread_ref = c.thread_ref
        CROSS JOIN reach r ON r.post_id = p.id
        ORDER BY s.key, p.id, r.seen_at
        """,
        {"subjects": json.dumps(subjects)},
    )
    found: dict[int, dict[int, Spread]] = defaultdict(dict)
    for row in rows:
        spread = found[row["place"]].setdefault(row["post_id"], Spread(row["posted"], []))
        spread.looks.append(Look(row["seen"], row["count"]))
    return {place: list(posts.values()) for place, posts in found.items()}


def earlier_spreads(db: Connection, subject: Subject) -> list[Spread]:
    """Give what was seen of the last posts that a conversation's customer wrote before it, in other threads."""
    rows = db.execute(
        """
        SELECT p.id AS post_id, unixepoch(p.created_at) AS posted, unixepoch(r.seen_at) AS seen,
               COALESCE(r.shares, 0) + COALESCE(r.replies, 0) AS count
        FROM (SELECT b.id, b.created_at
              FROM conversations c
              CROSS JOIN posts b ON b.account_id = c.customer_id AND b.created_at < c.opened_at
              WHERE c.id = :id AND c.brand = :brand AND b.thread_ref <> c.thread_ref
              ORDER BY b.created_at DESC, b.ref
              LIMIT :most) p
        LEFT JOIN reach r ON r.post_id = p.id
        ORDER BY p.id, r.seen_at
        """,
        {"id": subject.conversation_id, "brand": subject.brand, "most": _LAST_POSTS},
    )
    found: dict[int, Spread] = {}
    for row in rows:
        spread = found.setdefault(row["post_id"], Spread(row["posted"], []))
        if row["seen"] is not None:
            spread.looks.append(Look(row["seen"], row["count"]))
    return list(found.values())


def conversations(db: Connection, keys: Sequence[tuple[int, str]]) -> list[Row]:
    """Give of conversations, each named by its opening post and brand, what their urgency hangs on, in this order.

    `kind` and `followers` are those of the post that waits, if one does, else of the conversation and its opening.
    """
    return db.execute(
        """
        SELECT c.id AS conversation_id, c.brand, c.customer_id, c.opened_at AS began_at, c.priority, c.reasons,
               iif(w.post_id IS NULL, c.kind, w.kind) AS kind,
               COALESCE(w.followers, o.followers, a.followers) AS followers
        FROM json_each(:keys) k
        CROSS JOIN conversations c ON c.id = k.value ->> 0 AND c.brand = k.value ->> 1
        CROSS JOIN posts o ON o.id = c.id
        CROSS JOIN accounts a ON a.id = c.customer_id
        LEFT JOIN waits w ON w.conversation_id = c.id AND w.brand = c.brand AND w.closed_at IS NULL
        ORDER BY k.key
        """,
        {"keys": json.dumps(keys)},
    ).fetchall()

"""Reading which customers stand out: how often they came, how many follow them, what they said last, what is open."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from sqlite3 import Connection, Row

from mentionwatch.store import people
from mentionwatch.store.queries import Filter

_CONVERSATIONS = """
    (SELECT c.id, c.brand, c.customer_id, c.opened_at, c.kind, a.network,
            COALESCE(p.followers, a.followers) AS followers,
            (SELECT d.place FROM addressed d WHERE d.post_id = c.id AND d.brand = c.brand) AS place,
            (SELECT v.topics FROM conversations_view v WHERE v.id = c.id AND v.brand = c.brand) AS topics
     FROM conversations c INDEXED BY conversations_by_customer
     CROSS JOIN accounts a ON a.id = c.customer_id
     CROSS JOIN posts p ON p.id = c.id)
"""
"""The conversations by customer, with what they are narrowed by: the view joins half a million with far more."""


def comers(db: Connection, which: Filter, *, conversations: int, followers: int, also: Collection[int]) -> list[Row]:
    """Give the customers of each brand who may stand out, with when they opened which conversation in the span.

    They are those with so many conversations, with so many followers at the time of one, with a linked account, or
    in `also`. `opened` is a JSON list of [instant, conversation], `followers` the most at any of them, NULL: not known.
    """
    where, values = which.where(time="opened_at", post_id="id")
    linked = {account_id for group in people.identities(db).values() for account_id in group}
    return db.execute(
        f"""
        SELECT customer_id, brand, json_group_array(json_array(opened_at, id)) AS opened, MAX(followers) AS followers
        FROM {_CONVERSATIONS}
        WHERE {where}
        GROUP BY customer_id, brand
        HAVING COUNT(*) >= :conversations OR MAX(followers) >= :followers
               OR customer_id IN (SELECT value FROM json_each(:also))
        """,
        {
            **values,
            "conversations": conversations,
            "followers": followers,
            "also": json.dumps(sorted(linked | set(also))),
        },
    ).fetchall()


def customers(db: Connection, which: Filter) -> list[Row]:
    """Give each customer of each brand with a conversation opened in the span, and the last of these."""
    where, values = which.where(time="opened_at", post_id="id")
    return db.execute(
        f"""
        SELECT customer_id, brand, MAX(opened_at) AS opened_at, id AS conversation_id
        FROM {_CONVERSATIONS}
        WHERE {where}
        GROUP BY customer_id, brand
        """,
        values,
    ).fetchall()


def accounts(db: Connection, account_ids: Sequence[int]) -> dict[int, Row]:
    """Give accounts by id."""
    rows = db.execute(
        "SELECT * FROM accounts WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(list(account_ids))]
    )
    return {row["id"]: row for row in rows}


def last_said(db: Connection, persons: Sequence[tuple[Sequence[int], str]]) -> dict[int, Row]:
    """Give the last public post of each person to or about a brand, and how it was judged, by place in `persons`.

    `persons` are (their accounts, the brand).
    """
    rows = db.execute(
        """
        SELECT l.*, v.polarity, v.topics, (SELECT k.kind FROM post_kinds k WHERE k.post_id = l.id) AS kind
        FROM (SELECT s.key AS number, MAX(p.created_at) AS created_at, p.id, d.place
              FROM json_each(?) s
              CROSS JOIN json_each(s.value, '$[0]') a
              CROSS JOIN posts p INDEXED BY posts_by_account ON p.account_id = a.value
              CROSS JOIN addressed d ON d.post_id = p.id AND d.brand = s.value ->> 1
              WHERE d.address IN ('to', 'about') AND p.visibility = 'public'
              GROUP BY s.key) l
        LEFT JOIN verdicts v ON v.post_id = l.id
        """,
        [json.dumps(persons)],
    )
    return {row["number"]: row for row in rows}


def open_since(db: Connection, persons: Sequence[tuple[Sequence[int], str]]) -> dict[int, Row]:
    """Give how many waits of each person go on, and since when, by place in `persons`; none of those without any."""
    rows = db.execute(
        """
        SELECT s.key AS number, COUNT(*) AS count, MIN(w.opened_at) AS opened_at, MIN(w.due_at) AS due_at
        FROM json_each(?) s
        CROSS JOIN json_each(s.value, '$[0]') a
        CROSS JOIN conversations c INDEXED BY conversations_by_customer
          ON c.customer_id = a.value AND c.brand = s.value ->> 1 AND c.waiting_since IS NOT NULL
        CROSS JOIN waits w ON w.conversation_id = c.id AND w.brand = c.brand AND w.closed_at IS NULL
        WHERE NOT w.is_handled AND NOT w.is_lapsed
        GROUP BY s.key
        """,
        [json.dumps(persons)],
    )
    return {row["number"]: row for row in rows}

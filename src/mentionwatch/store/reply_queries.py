"""Reading the brand's replies, and the texts they share, for reports and exports. Rows come as sqlite3.Row."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from sqlite3 import Connection, Row

from mentionwatch.store.queries import Filter

_SINCE = """
    p.thread_ref = h.thread_ref AND p.account_id = h.customer_id AND p.visibility = 'public'
      AND p.created_at > h.created_at AND (h.next_at IS NULL OR p.created_at < h.next_at)
"""
"""Whether a post is the customer's, from a hand-off up to the next."""
_JUDGED = """
    posts p
    JOIN addressed d ON d.post_id = p.id AND d.brand = h.brand AND d.address != 'aside'
    JOIN verdicts v ON v.post_id = p.id
    JOIN post_kinds k ON k.post_id = p.id
"""
_GOES_ON = "(k.kind IN ('complaint', 'question') AND (k.is_labelled OR v.closing = 'none'))"
"""Whether a customer's post after a reply takes the matter up again, as waits/course.py has it."""
_SETTLES = f"""
    (NOT {_GOES_ON}
     AND (v.closing = 'satisfied'
          OR (v.closing = 'none' AND k.kind = 'praise' AND 1 IN (h.conversation_kind IN ('complaint', 'question'),
                                                                 h.kind IN ('complaint', 'question')))
          OR (v.closing = 'thanks'
              AND (SELECT l.handoff IS NULL AND l.marks ->> 'promises' IS NULL AND l.marks ->> 'asks' IS NULL
                   FROM replies l
                   WHERE l.conversation_id = h.conversation_id AND l.brand = h.brand AND l.counts
                     AND l.sent_at <= p.created_at
                   ORDER BY l.sent_at DESC
                   LIMIT 1))))
"""
"""Whether it says that the matter is settled; bare thanks for a hand-off, a promise or a request for details do not."""


def responses(db: Connection, which: Filter) -> Iterator[Row]:
    """Give the brands' replies sent in the span, by (created_at, ref)."""
    where, values = which.where(time="created_at", post_id="post_id")
    return db.execute(f"SELECT * FROM responses WHERE {where} ORDER BY created_at, ref", values)


def response(db: Connection, post_id: int) -> Row | None:
    """Give what is found of one reply of a brand, None if the post is none."""
    row: Row | None = db.execute("SELECT * FROM responses WHERE post_id = ?", [post_id]).fetchone()
    return row


def replies_by_id(db: Connection, post_ids: Sequence[int]) -> list[Row]:
    """Give the text of some replies, when they were sent, and to whom, the earliest first."""
    return db.execute(
        """
        SELECT p.id, p.ref, p.url, p.text, p.created_at, p.deleted_at, a.handle AS customer
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        JOIN accounts a ON a.id = r.customer_id
        WHERE r.post_id IN (SELECT value FROM json_each(?))
        ORDER BY r.sent_at, p.ref
        """,
        [json.dumps(list(post_ids))],
    ).fetchall()


def last_reply(db: Connection, conversation_id: int, brand: str) -> Row | None:
    """Give the last reply that counts in a conversation."""
    # The sign keeps SQLite from walking through all of the brand's replies in order of time.
    row: Row | None = db.execute(
        """
        SELECT *
        FROM responses
        WHERE conversation_id = ? AND brand = ? AND counts
        ORDER BY +created_at DESC, ref DESC
        LIMIT 1
        """,
        [conversation_id, brand],
    ).fetchone()
    return row


def agents(db: Connection, brand: str | None) -> list[tuple[str, str | None]]:
    """Name who signs for a brand (None: for each brand), as (brand, agent); no agent is a reply without signature."""
    rows = db.execute(
        "SELECT DISTINCT brand, agent FROM replies WHERE :brand IS NULL OR brand = :brand ORDER BY 1, 2",
        {"brand": brand},
    )
    return [(row["brand"], row["agent"]) for row in rows]


def templates(db: Connection, brand: str | None, names: Collection[str] | None = None) -> list[Row]:
    """Give the templates found, or those so named, with how many of their uses are held against the brand.

    Those most so come first.
    """
    # Values, not a list of JSON: these SQLite pushes down into the view, and reads those templates only.
    named = "1" if names is None else f"t.template IN ({', '.join('?' * len(names))})"
    return db.execute(
        f"""
        SELECT t.*, l.by, l.note,
               (SELECT COUNT(*)
                FROM forms f
                CROSS JOIN replies r ON r.brand = f.brand AND r.form = f.id
                WHERE f.brand = t.brand AND f.root = t.id AND r.counts AND r.canned >= 0.5) AS canned
        FROM templates_view t
        LEFT JOIN labels l
          ON l.target = 'template' AND l.ref = printf('%016x/%s', t.id, t.brand) AND l.field = 'template'
        WHERE (? IS NULL OR t.brand = ?) AND {named}
        ORDER BY canned DESC, t.uses DESC, t.first_used_at, t.template, t.brand
        """,
        [brand, brand, *(names or ())],
    ).fetchall()


def form_of(db: Connection, post_id: int) -> Row | None:
    """Give the brand of a reply and its form, None if the post is no reply."""
    row: Row | None = db.execute("SELECT brand, form FROM replies WHERE post_id = ?", [post_id]).fetchone()
    return row


def uses_like(db: Connection, brand: str, form: int) -> Row:
    """Count the replies of a form's template, and those of them held against the brand."""
    row: Row = db.execute(
        """
        SELECT COUNT(*) AS uses, COALESCE(SUM(r.counts AND r.canned >= 0.5), 0) AS canned
        FROM forms mine
        CROSS JOIN forms f ON f.brand = mine.brand AND f.root = mine.root
        CROSS JOIN replies r ON r.brand = f.brand AND r.form = f.id
        WHERE mine.brand = ? AND mine.id = ?
        """,
        [brand, form],
    ).fetchone()
    return row


def handoffs(db: Connection, which: Filter) -> list[Row]:
    """Give the replies sent in the span that hand a customer over, with what that customer said in public then.

    What they said counts up to the brand's next hand-off of that conversation: `back_at` is when one of the two came,
    `is_satisfied` whether the customer said so, `has_asked` whether they complained or asked.
    """
    where, values = which.where(time="created_at", post_id="post_id")
    return db.execute(
        f"""
        SELECT h.*, COALESCE((SELECT MIN(p.created_at) FROM posts p WHERE {_SINCE}), h.next_at) AS back_at,
               EXISTS (SELECT 1 FROM {_JUDGED} WHERE {_SINCE} AND {_SETTLES}) AS is_satisfied,
               EXISTS (SELECT 1 FROM {_JUDGED} WHERE {_SINCE} AND {_GOES_ON}) AS has_asked
        FROM (SELECT r.*, o.thread_ref,
                     (SELECT MIN(n.sent_at)
                      FROM replies n
                      WHERE n.conversation_id = r.conversation_id AND n.brand = r.brand AND n.counts
                        AND n.handoff IS NOT NULL AND n.sent_at > r.created_at) AS next_at
              FROM (SELECT * FROM responses WHERE counts AND handoff IS NOT NULL AND {where}) r
              LEFT JOIN posts o ON o.id = r.conversation_id) h
        ORDER BY h.created_at, h.ref
        """,
        values,
    ).fetchall()

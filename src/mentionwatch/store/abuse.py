"""Reading the mentions that insult somebody, and how often their authors did so before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from sqlite3 import Connection, Row

from mentionwatch.clock import to_text
from mentionwatch.store.queries import Filter


def abusive_mentions(db: Connection, which: Filter) -> list[Row]:
    """Give the abusive mentions posted in the span, by (created_at, ref), each with the first reply that came after."""
    where, values = which.where(time="created_at", post_id="post_id")
    return db.execute(
        f"""
        SELECT m.*, q.agent, q.post_id IS NOT NULL AS is_replied, c.handled_by,
               c.waiting_since IS NOT NULL AS waits,
               (SELECT json_group_array(feed)
                FROM (SELECT feed FROM sightings WHERE post_id = m.post_id ORDER BY feed)) AS feeds
        FROM (SELECT * FROM mentions WHERE abusive AND {where}) m
        LEFT JOIN conversations c ON c.id = m.conversation_id AND c.brand = m.brand
        LEFT JOIN replies q ON q.post_id = (SELECT r.post_id
                                            FROM replies r
                                            WHERE r.conversation_id = m.conversation_id AND r.brand = m.brand
                                              AND r.counts AND r.sent_at >= m.created_at
                                            ORDER BY r.sent_at, r.post_id
                                            LIMIT 1)
        ORDER BY m.created_at, m.ref, m.brand
        """,
        values,
    ).fetchall()


def abusive_times(db: Connection, account_ids: Iterable[int], which: Filter) -> dict[tuple[int, str], int]:
    """Count the abusive mentions of accounts, up to the end of the span, by account and brand."""
    rows = db.execute(
        """
        SELECT p.account_id, d.brand, COUNT(*) AS times
        FROM json_each(:accounts) a
        CROSS JOIN posts p INDEXED BY posts_by_account ON p.account_id = a.value AND p.created_at < :until
        CROSS JOIN post_kinds k ON k.post_id = p.id
        CROSS JOIN addressed d ON d.post_id = p.id
        WHERE k.abusive AND d.address IN ('to', 'about')
        GROUP BY p.account_id, d.brand
        """,
        {
            "accounts": json.dumps(sorted(set(account_ids))),
            "until": to_text(which.until_at) if which.until_at else "9",
        },
    )
    return {(row["account_id"], row["brand"]): row["times"] for row in rows}

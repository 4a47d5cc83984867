"""One person with several accounts: what people said of that, and the accounts that a name means."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from sqlite3 import Connection, Row

from mentionwatch.store.queries import Filter

PERSONS = """
    ends (ref, other) AS (
      SELECT account_ref, other_ref FROM links
      UNION ALL
      SELECT other_ref, account_ref FROM links
    ),
    linked (ref, other) AS (
      SELECT ref, ref FROM ends
      UNION
      SELECT l.ref, e.other FROM linked l JOIN ends e ON e.ref = l.other
    ),
    persons (ref, person) AS (SELECT ref, MIN(other) FROM linked GROUP BY ref)
"""
"""For WITH RECURSIVE: the person behind each linked account, named by the smallest ref of all that are linked."""


def add_link(db: Connection, one: str, other: str) -> bool:
    """Note that two accounts, by ref, are one person's. False if that was said before."""
    done = db.execute("INSERT OR IGNORE INTO links (account_ref, other_ref) VALUES (?, ?)", sorted((one, other)))
    return done.rowcount > 0


def remove_link(db: Connection, one: str, other: str) -> bool:
    """Take back that two accounts are one person's. False if nobody had said so of just these two."""
    done = db.execute("DELETE FROM links WHERE account_ref = ? AND other_ref = ?", sorted((one, other)))
    return done.rowcount > 0


def links(db: Connection) -> list[Row]:
    """Give each link with both handles and the person it belongs to, in order of person and refs."""
    return db.execute(
        f"""
        WITH RECURSIVE {PERSONS}
        SELECT p.person, l.account_ref, a.handle AS account, l.other_ref, b.handle AS other
        FROM links l
        JOIN persons p ON p.ref = l.account_ref
        LEFT JOIN accounts a ON a.ref = l.account_ref
        LEFT JOIN accounts b ON b.ref = l.other_ref
        ORDER BY p.person, l.account_ref, l.other_ref
        """
    ).fetchall()


def persons(db: Connection) -> dict[str, str]:
    """Give the person behind each linked account: account ref -> the smallest ref of all that are linked."""
    rows = db.execute(f"WITH RECURSIVE {PERSONS} SELECT ref, person FROM persons")
    return {row["ref"]: row["person"] for row in rows}


def identities(db: Connection) -> dict[int, tuple[int, ...]]:
    """Give the accounts of one person, each included, by the id of each linked account that is held."""
    rows = db.execute(
        f"""
        WITH RECURSIVE {PERSONS}
        SELECT p.person, a.id
        FROM persons p
        JOIN accounts a ON a.ref = p.ref
        ORDER BY a.ref
        """
    )
    groups: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        groups[row["person"]].append(row["id"])
    return {account_id: tuple(group) for group in groups.values() for account_id in group}


def accounts_of(db: Connection, ref: str) -> list[Row]:
    """Give the held accounts of the person whom an account belongs to, in order of ref; at least that account."""
    return db.execute(
        f"""
        WITH RECURSIVE {PERSONS}
        SELECT *
        FROM accounts
        WHERE ref = :ref
           OR ref IN (SELECT ref FROM persons WHERE person = (SELECT person FROM persons WHERE ref = :ref))
        ORDER BY ref
        """,
        {"ref": ref},
    ).fetchall()


def accounts_named(db: Connection, name: str) -> list[Row]:
    """Give the accounts that a person may mean: by ref, `network:handle`, or a handle on any network, in any case.

    A handle that names its server (`ana@example.social`) is found by what stands before the @ too, if no other fits.
    """
    network, _, of_network = name.partition(":")
    tries = (
        ("ref = :name", {"name": name}),
        (
            "network = :network AND handle = :handle COLLATE NOCASE",
            {"network": network.lower(), "handle": of_network.lstrip("@")},
        ),
        ("handle = :handle COLLATE NOCASE", {"handle": name.lstrip("@")}),
        (
            "handle >= :handle COLLATE NOCASE AND handle < :handle || '\U0010ffff' COLLATE NOCASE"
            " AND substr(handle, 1, length(:handle)) = :handle COLLATE NOCASE",
            {"handle": name.lstrip("@") + "@"},
        ),
    )
    for where, values in tries:
        rows = db.execute(f"SELECT * FROM accounts WHERE {where} ORDER BY network, ref", values).fetchall()
        if rows:
            return rows
    return []


def account_ids(accounts: list[Row]) -> str:
    """Write the ids of accounts as the JSON list that the queries here take."""
    return json.dumps([row["id"] for row in accounts])


def customers(db: Connection, which: Filter) -> Iterator[Row]:
    """Give the customers with a conversation opened in the span, by network and handle, and the person behind each."""
    where, values = which.where(time="opened_at", post_id="id")
    of_linked = persons(db)
    db.create_function("person_of", 1, lambda ref: of_linked.get(ref, ref))
    return db.execute(
        f"""
        SELECT network, customer, MAX(customer_name) AS customer_name, brand, MAX(followers) AS followers,
               COUNT(*) AS conversations,
               SUM(kind = 'complaint') AS complaints, SUM(kind = 'praise') AS praise,
               SUM(kind = 'question') AS questions,
               SUM(first_reply_at IS NOT NULL) AS answered, SUM(outcome = 'recovered') AS recovered,
               SUM(outcome = 'lost') AS lost, MIN(opened_at) AS first_at, MAX(last_at) AS last_at,
               (SELECT person_of(a.ref) FROM accounts a WHERE a.id = customer_id) AS person
        FROM conversations_view
        WHERE {where}
        GROUP BY customer_id, brand
        ORDER BY network, customer, brand
        """,
        values,
    )


def history(db: Connection, accounts: list[Row], which: Filter) -> list[Row]:
    """Give the conversations of some accounts opened in the span, the latest first, each with its waits as JSON."""
    where, values = which.where(time="opened_at", post_id="id")
    return db.execute(
        f"""
        SELECT c.*,
               (SELECT json_group_array(json_object('seconds', seconds, 'opened_at', opened_at,
                                                    'is_replied', reply_id IS NOT NULL))
                FROM (SELECT * FROM waits WHERE conversation_id = c.id AND brand = c.brand ORDER BY ordinal)) AS waits
        FROM (SELECT *
              FROM conversations_view
              WHERE customer_id IN (SELECT value FROM json_each(:accounts)) AND {where}) c
        ORDER BY c.opened_at DESC, c.ref, c.brand
        """,
        {**values, "accounts": account_ids(accounts)},
    ).fetchall()


def posts_of(db: Connection, accounts: list[Row], which: Filter) -> list[Row]:
    """Give what some accounts wrote in the conversations opened in the span, in order of time, as it was judged."""
    where, values = which.where(time="opened_at", post_id="id")
    return db.execute(
        f"""
        SELECT p.id, p.ref, p.text, p.created_at, p.thread_ref, p.account_id, p.followers,
               a.ref AS account_ref, a.handle, a.network, v.polarity,
               (SELECT k.kind FROM post_kinds k WHERE k.post_id = p.id) AS kind
        FROM posts p
        JOIN accounts a ON a.id = p.account_id
        LEFT JOIN verdicts v ON v.post_id = p.id
        WHERE p.account_id IN (SELECT value FROM json_each(:accounts))
          AND (p.account_id, p.thread_ref) IN (SELECT customer_id, thread_ref
                                               FROM conversations_view
                                               WHERE customer_id IN (SELECT value FROM json_each(:accounts))
                                                 AND {where})
        ORDER BY p.created_at, p.ref
        """,
        {**values, "accounts": account_ids(accounts)},
    ).fetchall()


def open_waits(db: Connection, accounts: list[Row], which: Filter) -> list[Row]:
    """Give the waits of some accounts that go on, in conversations opened in the span; the earliest due first."""
    where, values = which.where(time="opened_at", post_id="id")
    return db.execute(
        f"""
        SELECT *
        FROM waits_view
        WHERE is_open AND NOT is_handled
          AND (conversation_id, brand) IN (SELECT id, brand
                                           FROM conversations_view
                                           WHERE customer_id IN (SELECT value FROM json_each(:accounts)) AND {where})
        ORDER BY due_at, ref, brand
        """,
        {**values, "accounts": account_ids(accounts)},
    ).fetchall()

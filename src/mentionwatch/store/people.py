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
        WHERE ref = :ref OR ref IN (SELECT ref FROM persons WHERE person = (SELECT person FROM persons WHERE ref = :ref))
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

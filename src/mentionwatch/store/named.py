"""Reading who is named where, for exports that name nobody."""

from __future__ import annotations

from sqlite3 import Connection, Row


def thread_of(db: Connection, ref: str) -> str | None:
    """Give the thread of a post, by ref; None if it is not held."""
    row = db.execute("SELECT thread_ref FROM posts WHERE ref = ?", [ref]).fetchone()
    return row["thread_ref"] if row else None


def people_in(db: Connection, thread_ref: str) -> list[Row]:
    """Give handle and name of each customer who posted in a thread, in order of ref."""
    return db.execute(
        """
        SELECT DISTINCT a.ref, a.network, a.handle, a.name
        FROM posts p
        JOIN accounts a ON a.id = p.account_id
        WHERE p.thread_ref = ? AND a.role <> 'brand'
        ORDER BY a.ref
        """,
        [thread_ref],
    ).fetchall()


def is_customer(db: Connection, handle: str) -> bool:
    """Say whether a customer on any network has a handle, in any case."""
    row = db.execute(
        "SELECT 1 FROM accounts WHERE handle = ? COLLATE NOCASE AND role <> 'brand' LIMIT 1", [handle]
    ).fetchone()
    return row is not None

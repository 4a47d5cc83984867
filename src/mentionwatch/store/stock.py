"""Which customers got which form, and when: the evidence that a reply is a stock text.

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from sqlite3 import Connection, Row

from mentionwatch.store.forms import Form, form_of


@dataclass(frozen=True, slots=True)
class Found:
    """What is found of a reply among the brand's others.

    `likeness` is 0..1, None if the reply is not stock; `evidence` names the earlier replies that prove it; `repeats`
    counts the earlier replies to the same customer that are alike.
    """

    is_stock: bool = False
    likeness: float | None = None
    evidence: tuple[int, ...] = ()
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """One reply with a certain form: who got it, when, and what was found of it so far."""

    post_id: int
    customer_id: int
    sent_at: str
    ref: str
    found: Found


def uses_of(db: Connection, brand: str, form: int, *, since: str = "") -> Iterator[Use]:
    """Give a brand's replies of one form sent at or after an instant, the earliest first."""
    rows = db.execute(
        """
        SELECT r.*, p.ref
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        WHERE r.brand = ? AND r.form = ? AND r.sent_at >= ?
        ORDER BY r.sent_at, p.ref
        """,
        [brand, form, since],
    ).fetchall()
    return (_use(row) for row in rows)


def first_use_at(db: Connection, brand: str, form: int) -> str | None:
    """Give when a form was first used, None if no reply has it."""
    row = db.execute("SELECT MIN(sent_at) AS at FROM replies WHERE brand = ? AND form = ?", [brand, form]).fetchone()
    at: str | None = row["at"]
    return at


def first_uses(db: Connection, brand: str, form: int) -> list[tuple[int, str]]:
    """Give each customer who got a form, and when they first did."""
    rows = db.execute(
        "SELECT customer_id, MIN(sent_at) AS at FROM replies WHERE brand = ? AND form = ? GROUP BY customer_id",
        [brand, form],
    ).fetchall()
    return [(row["customer_id"], row["at"]) for row in rows]


def has_text(db: Connection, brand: str, form: int) -> bool:
    """Say whether some reply of a form has not been deleted."""
    row = db.execute(
        """
        SELECT 1
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        WHERE r.brand = ? AND r.form = ? AND p.deleted_at IS NULL
        LIMIT 1
        """,
        [brand, form],
    ).fetchone()
    return row is not None


def others_before(db: Connection, brand: str, form: int, use: Use) -> Iterator[tuple[int, int]]:
    """Give (customer, post) of each earlier reply of a form to another customer, the earliest first."""
    rows = db.execute(
        """
        SELECT r.customer_id, r.post_id
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        WHERE r.brand = :brand AND r.form = :form AND r.customer_id <> :customer
          AND r.sent_at <= :at AND (r.sent_at < :at OR p.ref < :ref)
        ORDER BY r.sent_at, p.ref
        """,
        {"brand": brand, "form": form, "customer": use.customer_id, "at": use.sent_at, "ref": use.ref},
    )
    for row in rows:
        yield row["customer_id"], row["post_id"]


def are_others_since(db: Connection, brand: str, at: str, *, beyond: int) -> bool:
    """Say whether a brand sent more than `beyond` replies with a form at or after an instant."""
    found = db.execute(
        """
        SELECT COUNT(*)
        FROM (SELECT 1 FROM replies WHERE brand = ? AND sent_at >= ? AND form IS NOT NULL LIMIT ?)
        """,
        [brand, at, beyond + 1],
    ).fetchone()[0]
    return bool(found > beyond)


def received(db: Connection, brand: str, customer_id: int, *, since: str, before: int) -> list[tuple[Use, Form]]:
    """Give what a customer got from a brand, each reply with its form, the earliest first.

    All sent at or after `since`, and the last `before` of those sent earlier; replies without a form are left out.
    """
    select = """
        SELECT r.post_id, r.customer_id, r.sent_at, r.stock, r.likeness, r.evidence, r.repeats, p.ref,
               f.id, f.form, f.words, f.first_at, f.root, f.decision
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        JOIN forms f ON f.brand = r.brand AND f.id = r.form
        WHERE r.customer_id = ? AND r.brand = ?
    """
    rows = db.execute(f"{select} AND r.sent_at >= ? ORDER BY r.sent_at, p.ref", [customer_id, brand, since]).fetchall()
    earlier = db.execute(
        f"{select} AND r.sent_at < ? ORDER BY r.sent_at DESC, p.ref DESC LIMIT ?", [customer_id, brand, since, before]
    ).fetchall()
    return [(_use(row), form_of(row)) for row in [*reversed(earlier), *rows]]


def write_found(db: Connection, use: Use, found: Found) -> None:
    """Store what is found of a reply; its thread goes stale if it is another stock text than before."""
    if found == use.found:
        return
    db.execute(
        "UPDATE replies SET stock = ?, likeness = ?, evidence = ? WHERE post_id = ?",
        [found.is_stock, found.likeness, json.dumps(found.evidence), use.post_id],
    )
    if (found.is_stock, found.likeness) != (use.found.is_stock, use.found.likeness):
        _mark_stale(db, [use.post_id])


def write_repeats(db: Connection, use: Use, repeats: int) -> None:
    """Store how often the same customer had got an alike reply before."""
    if repeats != use.found.repeats:
        db.execute("UPDATE replies SET repeats = ? WHERE post_id = ?", [repeats, use.post_id])


def _mark_stale(db: Connection, post_ids: Sequence[int]) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO stale (thread_ref) SELECT thread_ref FROM posts WHERE id = ?",
        [(post_id,) for post_id in post_ids],
    )


def _use(row: Row) -> Use:
    return Use(
        post_id=row["post_id"],
        customer_id=row["customer_id"],
        sent_at=row["sent_at"],
        ref=row["ref"],
        found=Found(bool(row["stock"]), row["likeness"], tuple(json.loads(row["evidence"])), row["repeats"]),
    )

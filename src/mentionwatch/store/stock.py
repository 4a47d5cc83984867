"""Which customers got which form, and when: the evidence that a reply is a stock text.

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from sqlite3 import Connection
from typing import NamedTuple

from mentionwatch.store.forms import tuples


class First(NamedTuple):
    """A customer's first reply of a certain form. They are in order of time and ref."""

    sent_at: str
    ref: str
    customer_id: int
    post_id: int


class Found(NamedTuple):
    """What is found of a reply among the brand's others, as it is stored.

    `likeness` is 0..1, None if the reply is not stock; `evidence` is a JSON list of the earlier replies that prove it.
    """

    is_stock: bool = False
    likeness: float | None = None
    evidence: str = "[]"


class Use(NamedTuple):
    """A reply with a form, and what was found of it so far; `repeats` counts earlier alike ones to its customer."""

    form: int
    sent_at: str
    ref: str
    customer_id: int
    post_id: int
    is_stock: int
    likeness: float | None
    evidence: str
    repeats: int

    @property
    def found(self) -> tuple[int, float | None, str]:
        """What was found so far: equal to `Found` if that is the same."""
        return self[5:8]


def firsts_of(db: Connection, brand: str, forms: Iterable[int], most: int) -> dict[int, list[First]]:
    """Give the first uses of some forms, one a customer and at most `most` of each, the earliest first."""
    cursor = tuples(db)
    select = """
        SELECT r.sent_at, p.ref, r.customer_id, r.post_id
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        WHERE r.brand = ? AND r.form = ?
        ORDER BY r.sent_at, p.ref
    """
    found: dict[int, list[First]] = {}
    for form in forms:
        firsts: dict[int, First] = {}
        for row in cursor.execute(select, (brand, form)):
            firsts.setdefault(row[2], First._make(row))
            if len(firsts) == most:
                break
        found[form] = list(firsts.values())
    return found


@lru_cache(maxsize=65536)
def read_firsts(text: str) -> tuple[First, ...]:
    """Read the first uses as a form holds them."""
    return tuple(map(First._make, json.loads(text)))


def write_firsts(firsts: Sequence[First]) -> str:
    """Write first uses as a form holds them."""
    written = (f'["{at}", {json.dumps(ref)}, {customer_id}, {post_id}]' for at, ref, customer_id, post_id in firsts)
    return f"[{', '.join(written)}]"


def uses_since(db: Connection, brand: str, since: Mapping[int, str], *, refs_until: str = "~") -> dict[int, list[Use]]:
    """Give, by form, each form's replies sent at or after an instant of its own, the earliest first.

    Those sent after `refs_until` come without their refs, and in no order among those of one instant: posts are many,
    and the uses of a busy form lie far apart.
    """
    rows = tuples(db).execute(
        """
        SELECT r.form, r.sent_at,
               CASE WHEN r.sent_at <= ? THEN (SELECT p.ref FROM posts p WHERE p.id = r.post_id) ELSE '' END,
               r.customer_id, r.post_id, r.stock, r.likeness, r.evidence, r.repeats
        FROM json_each(?) j
        CROSS JOIN replies r ON r.brand = ? AND r.form = CAST(j.key AS INTEGER) AND r.sent_at >= j.value
        """,
        [refs_until, json.dumps(since), brand],
    )
    uses: dict[int, list[Use]] = {}
    for row in rows:
        uses.setdefault(row[0], []).append(Use._make(row))
    for of_form in uses.values():
        if len(of_form) > 1:
            of_form.sort(key=_when)
    return uses


def first_uses(db: Connection, brand: str, forms: Iterable[int], most: int) -> dict[int, list[First]]:
    """Give the first uses of forms that have not been used for long, as `firsts_of` does, at once."""
    rows = tuples(db).execute(
        """
        SELECT r.form, r.sent_at, p.ref, r.customer_id, r.post_id
        FROM json_each(?) j
        CROSS JOIN replies r ON r.brand = ? AND r.form = j.value
        CROSS JOIN posts p ON p.id = r.post_id
        """,
        [json.dumps(list(forms)), brand],
    )
    uses: dict[int, list[First]] = {}
    for form, *use in rows:
        uses.setdefault(form, []).append(First._make(use))
    return {form: _first_of_each(of_form)[:most] if len(of_form) > 1 else of_form for form, of_form in uses.items()}


def _first_of_each(uses: Iterable[First]) -> list[First]:
    """Give the first of each customer's uses, in order."""
    return sorted({use.customer_id: use for use in sorted(uses, reverse=True)}.values())


def customers_of(db: Connection, brand: str, form: int) -> set[int]:
    """Name the customers who got a form."""
    rows = db.execute("SELECT customer_id FROM replies WHERE brand = ? AND form = ?", [brand, form])
    return {row["customer_id"] for row in rows}


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


def received(db: Connection, brand: str, customers: Iterable[int]) -> dict[int, list[Use]]:
    """Give, by customer, the replies with a form that they got from a brand, the earliest first.

    Customers who got only one are left out, unless it still counts as said again since the time when they got more.
    """
    rows = (
        tuples(db)
        .execute(
            """
        SELECT r.form, r.sent_at, p.ref, r.customer_id, r.post_id, r.stock, r.likeness, r.evidence, r.repeats
        FROM (SELECT j.value AS customer_id
              FROM json_each(:customers) j
              WHERE (SELECT COUNT(*) + MAX(repeats > 0)
                     FROM (SELECT o.repeats
                           FROM replies o
                           WHERE o.customer_id = j.value AND o.brand = :brand
                           LIMIT 2)) >= 2) c
        CROSS JOIN replies r ON r.customer_id = c.customer_id AND r.brand = :brand
        JOIN posts p ON p.id = r.post_id
        WHERE r.form IS NOT NULL
        ORDER BY r.customer_id, r.sent_at, p.ref
        """,
            {"customers": json.dumps(list(customers)), "brand": brand},
        )
        .fetchall()
    )
    return {one: list(map(Use._make, theirs)) for one, theirs in groupby(rows, key=lambda row: int(row[3]))}


def write_found(db: Connection, found: Sequence[tuple[Use, Found]]) -> None:
    """Store what is found of replies."""
    db.executemany(
        "UPDATE replies SET stock = ?, likeness = ?, evidence = ? WHERE post_id = ?",
        [(*now, use.post_id) for use, now in found if now != use.found],
    )


def mark_stale(db: Connection, post_ids: Sequence[int]) -> None:
    """Put the threads of some replies on the list of those whose findings are to be computed again."""
    db.execute(
        """
        INSERT OR IGNORE INTO stale (thread_ref)
        SELECT p.thread_ref
        FROM json_each(?) j
        CROSS JOIN posts p ON p.id = j.value
        """,
        [json.dumps(post_ids)],
    )


def write_repeats(db: Connection, counted: Sequence[tuple[Use, int]]) -> None:
    """Store how often the customers of some replies had got an alike one before."""
    db.executemany(
        "UPDATE replies SET repeats = ? WHERE post_id = ?",
        [(repeats, use.post_id) for use, repeats in counted if repeats != use.repeats],
    )


def _when(use: Use) -> tuple[str, str]:
    return use.sent_at, use.ref

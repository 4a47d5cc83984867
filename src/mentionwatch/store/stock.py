"""Which replies share a text: the evidence that one is stock. Every function runs inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class Use:
    """One reply with a certain text: who got it, and when."""

    post_id: int
    customer_id: int
    sent_at: str
    ref: str
    is_stock: bool


def uses_of(db: Connection, brand: str, form: str) -> Iterator[Use]:
    """Give a brand's replies of one form, the earliest first."""
    rows = db.execute(
        """
        SELECT r.post_id, r.customer_id, r.sent_at, p.ref, r.stock
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        WHERE r.brand = ? AND r.form = ?
        ORDER BY r.sent_at, p.ref
        """,
        [brand, form],
    )
    for row in rows:
        yield Use(row["post_id"], row["customer_id"], row["sent_at"], row["ref"], bool(row["stock"]))


def not_stock_after(db: Connection, brand: str, form: str, sent_at: str) -> list[int]:
    """Name a brand's replies of one form that were sent after an instant and are not marked as stock."""
    rows = db.execute(
        "SELECT post_id FROM replies WHERE brand = ? AND form = ? AND stock = 0 AND sent_at > ?", [brand, form, sent_at]
    )
    return [row["post_id"] for row in rows]


def set_stock(db: Connection, post_id: int, *, is_stock: bool) -> None:
    """Mark a reply as stock or not, and its thread stale."""
    db.execute("UPDATE replies SET stock = ? WHERE post_id = ?", [is_stock, post_id])
    db.execute(
        "INSERT OR IGNORE INTO stale (thread_ref) SELECT thread_ref FROM posts WHERE id = ?",
        [post_id],
    )


def write_template(db: Connection, brand: str, form: str, *, min_customers: int) -> None:
    """Store, bring up to date or drop the template that a form is, once enough customers have got it."""
    found = db.execute(
        """
        SELECT COUNT(*) AS uses, COUNT(DISTINCT customer_id) AS customers, MIN(sent_at) AS first, MAX(sent_at) AS last
        FROM replies
        WHERE brand = ? AND form = ?
        """,
        [brand, form],
    ).fetchone()
    if found["customers"] < min_customers:
        db.execute("DELETE FROM templates WHERE brand = ? AND form = ?", [brand, form])
        return
    first = next(uses_of(db, brand, form))
    template_id = db.execute(
        """
        INSERT INTO templates (brand, form, text, uses, customers, first_used_at, last_used_at)
        SELECT :brand, :form, text, :uses, :customers, :first, :last
        FROM posts
        WHERE id = :post_id
        ON CONFLICT (brand, form) DO UPDATE
        SET text = COALESCE(NULLIF(excluded.text, ''), text), uses = :uses, customers = :customers,
            first_used_at = :first, last_used_at = :last
        RETURNING id
        """,
        {"brand": brand, "form": form, "post_id": first.post_id, **dict(found)},
    ).fetchone()["id"]
    db.execute(
        "UPDATE replies SET template_id = ? WHERE brand = ? AND form = ? AND template_id IS NOT ?",
        [template_id, brand, form, template_id],
    )

"""Forms: what is left of a brand's replies once masked, and the keys by which alike ones find each other.

A form's key lists its uses through the index `form_keys`, the earliest first. A look-up reads the first `EARLIEST`
forms of each key: so a later form never changes what an earlier one was like, and a look-up costs the same however
many forms there are. Every function runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Connection, Row
from zlib import crc32

from mentionwatch.clock import from_text

EARLIEST = 8
"""How many forms of a key are compared: the earliest."""
_KEYS = 6


@dataclass(frozen=True, slots=True)
class Form:
    """A masked reply of a brand, first used at `first_at`; None: it is not on the lists of its keys yet.

    `root` is the earliest form of its template; `decision` says whether the configuration or a person decided on it.
    """

    id: int
    form: str
    words: int
    first_at: str | None
    root: int
    decision: str | None


def seed(brand: str) -> int:
    """Give the seed of a brand's keys: brands do not meet in the index."""
    return crc32(brand.encode(errors="surrogatepass"))


def read_form(db: Connection, brand: str, form_id: int) -> Form | None:
    """Give a form, None if no reply has it."""
    row = db.execute("SELECT * FROM forms WHERE brand = ? AND id = ?", [brand, form_id]).fetchone()
    return form_of(row) if row else None


def hold_form(db: Connection, brand: str, form_id: int, *, form: str, words: int) -> None:
    """Keep the text of a form, if it is not held. It stands on no list before `list_form`."""
    db.execute(
        "INSERT OR IGNORE INTO forms (brand, id, form, words, root) VALUES (?, ?, ?, ?, ?)",
        [brand, form_id, form, words, form_id],
    )


def list_form(db: Connection, brand: str, form: Form, *, keys: Sequence[int]) -> None:
    """Put a form, with its `first_at`, on the lists of its keys."""
    db.execute(
        "UPDATE forms SET first_at = ?, decision = ? WHERE brand = ? AND id = ?",
        [form.first_at, form.decision, brand, form.id],
    )
    at = _unix(form.first_at)
    db.executemany(
        "INSERT OR IGNORE INTO form_keys (key, first_unix, form) VALUES (?, ?, ?)", [(key, at, form.id) for key in keys]
    )


def unlist_form(db: Connection, form: Form, *, keys: Sequence[int]) -> None:
    """Take a form off the lists of its keys."""
    at = _unix(form.first_at)
    db.executemany(
        "DELETE FROM form_keys WHERE key = ? AND first_unix = ? AND form = ?", [(key, at, form.id) for key in keys]
    )


def drop_form(db: Connection, brand: str, form_id: int) -> None:
    """Forget a form that stands on no list."""
    db.execute("DELETE FROM forms WHERE brand = ? AND id = ?", [brand, form_id])


def drop_all(db: Connection) -> None:
    """Forget all forms and templates."""
    for table in ("forms", "form_keys", "templates"):
        db.execute(f"DELETE FROM {table}")


_LIST = "SELECT form FROM (SELECT form FROM form_keys WHERE key = :k{} ORDER BY first_unix, form LIMIT :earliest)"
_CANDIDATES = f"""
SELECT f.*
FROM ({" UNION ".join(_LIST.format(i) for i in range(_KEYS))}) k
CROSS JOIN forms f ON f.brand = :brand AND f.id = k.form
"""


def candidates(db: Connection, brand: str, keys: Sequence[int]) -> list[Form]:
    """Give the forms that share a key: of each key the earliest `EARLIEST`."""
    given = {f"k{i}": keys[i] if i < len(keys) else None for i in range(_KEYS)}
    return [form_of(row) for row in db.execute(_CANDIDATES, {**given, "brand": brand, "earliest": EARLIEST})]


def is_looked_up(db: Connection, key: int, first_at: str | None) -> bool:
    """Say whether a form first used then is among those that a look-up of the key reads."""
    last = _nth(db, key, EARLIEST)
    return last is None or _unix(first_at) <= last


def displaces(db: Connection, key: int, first_at: str | None) -> bool:
    """Say whether a form first used then keeps another out of what a look-up of the key reads."""
    return _nth(db, key, EARLIEST + 1) is not None and is_looked_up(db, key, first_at)


def _nth(db: Connection, key: int, n: int) -> int | None:
    row = db.execute(
        "SELECT first_unix FROM form_keys WHERE key = ? ORDER BY first_unix, form LIMIT 1 OFFSET ?", [key, n - 1]
    ).fetchone()
    return row["first_unix"] if row else None


def sharing(db: Connection, brand: str, key: int, *, used_since: str) -> list[int]:
    """Name all forms with a key that have been used at or after an instant."""
    rows = db.execute(
        """
        SELECT k.form
        FROM form_keys k
        WHERE k.key = ?
          AND EXISTS (SELECT 1 FROM replies r WHERE r.brand = ? AND r.form = k.form AND r.sent_at >= ?)
        """,
        [key, brand, used_since],
    )
    return [row["form"] for row in rows]


def members(db: Connection, brand: str, roots: Iterable[int]) -> list[Form]:
    """Give all forms of some templates, the earliest first."""
    found = [
        form_of(row)
        for root in roots
        for row in db.execute("SELECT * FROM forms WHERE brand = ? AND root = ?", [brand, root])
    ]
    return sorted(found, key=age)


def part(db: Connection, brand: str, root: int) -> None:
    """Dissolve a template: each of its forms stands alone."""
    db.execute("UPDATE forms SET root = id WHERE brand = ? AND root = ?", [brand, root])
    db.execute("DELETE FROM templates WHERE brand = ? AND id = ?", [brand, root])


def merge(db: Connection, brand: str, root: int, *, into: int) -> None:
    """Make all members of a template members of another."""
    db.execute("UPDATE forms SET root = ? WHERE brand = ? AND root = ?", [into, brand, root])
    db.execute("DELETE FROM templates WHERE brand = ? AND id = ?", [brand, root])


def settle_template(db: Connection, brand: str, root: int, *, min_customers: int) -> None:
    """Store a template if enough customers have got one of its forms, or one was decided on; else forget it."""
    customers = db.execute(
        """
        SELECT COUNT(*)
        FROM (SELECT DISTINCT r.customer_id
              FROM forms f
              CROSS JOIN replies r ON r.brand = f.brand AND r.form = f.id
              WHERE f.brand = ? AND f.root = ?
              LIMIT ?)
        """,
        [brand, root, min_customers],
    ).fetchone()[0]
    if customers >= min_customers or _is_decided(db, brand, root):
        db.execute("INSERT OR IGNORE INTO templates (brand, id) VALUES (?, ?)", [brand, root])
    else:
        db.execute("DELETE FROM templates WHERE brand = ? AND id = ?", [brand, root])


def _is_decided(db: Connection, brand: str, root: int) -> bool:
    query = "SELECT 1 FROM forms WHERE brand = ? AND root = ? AND decision IS NOT NULL LIMIT 1"
    return db.execute(query, [brand, root]).fetchone() is not None


def set_decision(db: Connection, brand: str, form_id: int, decision: str | None) -> None:
    """Store what was decided on a form; the threads of its replies go stale."""
    db.execute("UPDATE forms SET decision = ? WHERE brand = ? AND id = ?", [decision, brand, form_id])
    db.execute(
        """
        INSERT OR IGNORE INTO stale (thread_ref)
        SELECT p.thread_ref
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        WHERE r.brand = ? AND r.form = ?
        """,
        [brand, form_id],
    )


def form_of(row: Row) -> Form:
    """Read a row of `forms`."""
    return Form(row["id"], row["form"], row["words"], row["first_at"], row["root"], row["decision"])


def age(form: Form) -> tuple[str, int]:
    """Give the key by which forms are ordered, the earliest first."""
    return form.first_at or "", form.id


def _unix(instant: str | None) -> int:
    return int(from_text(instant).timestamp()) if instant else 0

"""Forms: what is left of a brand's replies once masked, and the keys by which alike ones find each other.

A form stands on the list of each of its keys, in order of first use. A look-up reads the first `EARLIEST` forms of a
key: so a later form never changes what an earlier one was like, and a look-up costs the same however many forms there
are. Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from sqlite3 import Connection, Cursor
from typing import NamedTuple
from zlib import crc32

from mentionwatch.clock import from_text

EARLIEST = 4
"""How many forms of a key are compared: the earliest."""


class Form(NamedTuple):
    """A masked reply of a brand.

    `keys` is a JSON list of those on whose lists it stands, `firsts` one of its earliest uses, one a customer:
    `read_keys` and `stock.read_firsts` read them. `first_at` is the first use. `root` is the earliest form of its
    template; `decision` says whether the configuration or a person decided.
    """

    id: int
    form: str
    words: int
    first_at: str
    keys: str
    firsts: str
    root: int
    decision: str | None

    @property
    def age(self) -> tuple[str, int]:
        """The key by which forms are ordered, the earliest first."""
        return self.first_at, self.id


_COLUMNS = "f.id, f.form, f.words, f.first_at, f.keys, f.firsts, f.root, f.decision"


def read_keys(text: str) -> list[int]:
    """Read the keys as a form holds them."""
    keys: list[int] = json.loads(text)
    return keys


def seed(brand: str) -> int:
    """Give the seed of a brand's keys: brands do not meet in the index."""
    return crc32(brand.encode(errors="surrogatepass"))


def read_form(db: Connection, brand: str, form_id: int) -> Form | None:
    """Give a form, None if no reply has it."""
    row = db.execute(f"SELECT {_COLUMNS} FROM forms f WHERE brand = ? AND id = ?", [brand, form_id]).fetchone()
    return Form(*row) if row else None


def read_forms(db: Connection, brand: str, form_ids: Iterable[int]) -> dict[int, Form]:
    """Give those of the forms that are held, by id."""
    rows = tuples(db).execute(
        f"SELECT {_COLUMNS} FROM json_each(?) j CROSS JOIN forms f ON f.brand = ? AND f.id = j.value",
        [json.dumps(list(form_ids)), brand],
    )
    return {row[0]: Form._make(row) for row in rows}


def write_forms(db: Connection, brand: str, written: Sequence[Form]) -> None:
    """Store forms and put each on the lists of its keys."""
    db.executemany(
        """
        INSERT OR REPLACE INTO forms (brand, id, form, words, first_at, keys, firsts, root, decision)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [(brand, *form) for form in written],
    )
    first = [(to_unix(form.first_at), form) for form in written]
    rows = sorted((key, at, form.id) for at, form in first for key in read_keys(form.keys))
    db.executemany("INSERT OR IGNORE INTO form_keys (key, first_unix, form) VALUES (?, ?, ?)", rows)


def drop_form(db: Connection, brand: str, form: Form) -> None:
    """Forget a form and take it off the lists of its keys."""
    take_off(db, form)
    db.execute("DELETE FROM forms WHERE brand = ? AND id = ?", [brand, form.id])


def take_off(db: Connection, form: Form) -> None:
    """Take a form off the lists of its keys."""
    at = to_unix(form.first_at)
    db.executemany(
        "DELETE FROM form_keys WHERE key = ? AND first_unix = ? AND form = ?",
        [(key, at, form.id) for key in read_keys(form.keys)],
    )


def drop_all(db: Connection) -> None:
    """Forget all forms and templates."""
    for table in ("forms", "form_keys", "templates"):
        db.execute(f"DELETE FROM {table}")


def read_lists(db: Connection, keys: Iterable[int]) -> dict[int, list[int]]:
    """Give the earliest `EARLIEST` forms of each key."""
    cursor = tuples(db)
    select = "SELECT form FROM form_keys WHERE key = ? ORDER BY first_unix, form LIMIT ?"
    return {key: [row[0] for row in cursor.execute(select, (key, EARLIEST))] for key in keys}


def is_looked_up(db: Connection, key: int, first_at: str) -> bool:
    """Say whether a form first used then is among those that a look-up of the key reads."""
    last = db.execute(
        "SELECT first_unix FROM form_keys WHERE key = ? ORDER BY first_unix, form LIMIT 1 OFFSET ?", [key, EARLIEST - 1]
    ).fetchone()
    return last is None or to_unix(first_at) <= last["first_unix"]


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


def members(db: Connection, brand: str, roots: Iterable[int]) -> set[int]:
    """Name all forms of some templates."""
    rows = db.execute(
        "SELECT f.id FROM json_each(?) j CROSS JOIN forms f ON f.brand = ? AND f.root = j.value",
        [json.dumps(list(roots)), brand],
    )
    return {row["id"] for row in rows}


def part(db: Connection, brand: str, root: int) -> None:
    """Dissolve a template: each of its forms stands alone."""
    db.execute("UPDATE forms SET root = id WHERE brand = ? AND root = ?", [brand, root])
    db.execute("DELETE FROM templates WHERE brand = ? AND id = ?", [brand, root])


def merge(db: Connection, brand: str, under: Mapping[int, int]) -> None:
    """Put the members of some templates under another root each."""
    db.executemany(
        "UPDATE forms SET root = ? WHERE brand = ? AND root = ?", [(into, brand, root) for root, into in under.items()]
    )
    db.executemany("DELETE FROM templates WHERE brand = ? AND id = ?", [(brand, root) for root in under])


def templates_among(db: Connection, brand: str, roots: Iterable[int]) -> set[int]:
    """Name those of the roots that lead a template."""
    rows = db.execute(
        "SELECT t.id FROM json_each(?) j CROSS JOIN templates t ON t.brand = ? AND t.id = j.value",
        [json.dumps(list(roots)), brand],
    )
    return {row["id"] for row in rows}


def write_templates(db: Connection, brand: str, roots: Iterable[int]) -> None:
    """Note that the forms under some roots are templates: several customers have got one of them."""
    db.executemany("INSERT OR IGNORE INTO templates (brand, id) VALUES (?, ?)", [(brand, root) for root in roots])


def set_decision(db: Connection, brand: str, form_id: int, decision: str | None) -> None:
    """Store what was decided on a form; the threads of its replies go stale."""
    db.execute("UPDATE forms SET decision = ? WHERE brand = ? AND id = ?", [decision, brand, form_id])
    mark_stale(db, brand, form_id)


def mark_stale(db: Connection, brand: str, form_id: int) -> None:
    """Put the threads of a form's replies on the list of those whose findings are to be computed again."""
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


def to_unix(instant: str) -> int:
    """Give an instant in seconds since 1970, as the lists hold it."""
    return int(from_text(instant).timestamp())


def tuples(db: Connection) -> Cursor:
    """Give a cursor of plain rows, which cost half of those with names."""
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor

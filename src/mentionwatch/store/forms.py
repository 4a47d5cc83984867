"""Forms: what is left of a brand's replies once masked, and the keys by which alike ones find each other.

A key has a list of the `EARLIEST` forms with it, in order of first use. A form is compared with those listed under its
keys: so a later form never changes what an earlier one was like, and a look-up costs the same however many forms there
are. Where a form leaves a full list, those that have waited for a place are found by reading the keys of all forms.
Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from sqlite3 import Connection, Cursor
from typing import NamedTuple
from zlib import crc32

from mentionwatch.clock import from_text

EARLIEST = 4
"""How many forms of a key are listed and compared: the earliest. Another number needs all lists made anew."""


class Form(NamedTuple):
    """A masked reply of a brand.

    `keys` is a JSON list, and `firsts` one of its earliest uses, one a customer: `read_keys` and `stock.read_firsts`
    read them. `first_at` is the first use. `root` is the earliest form of its template; `decision` says whether the
    configuration or a person decided.
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


def read_texts(db: Connection, brand: str, form_ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Give the texts of those of the forms that are held, each beside its id."""
    return tuples(db).execute(
        "SELECT f.id, f.form FROM json_each(?) j CROSS JOIN forms f ON f.brand = ? AND f.id = j.value",
        [json.dumps(list(form_ids)), brand],
    )


def write_forms(db: Connection, brand: str, written: Sequence[Form]) -> None:
    """Store forms, and list each under those of its keys that have no earlier ones enough."""
    db.executemany(
        """
        INSERT OR REPLACE INTO forms (brand, id, form, words, first_at, keys, firsts, root, decision)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [(brand, *form) for form in written],
    )
    coming: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for form in written:
        entry = (to_unix(form.first_at), form.id)
        for key in read_keys(form.keys):
            coming[key].append(entry)
    _write_lists(db, coming)


def _write_lists(db: Connection, coming: Mapping[int, Sequence[tuple[int, int]]]) -> None:
    """Put forms on the lists of keys where they are among the earliest, in place of later ones."""
    came: list[tuple[int, int, int]] = []
    went: list[tuple[int, int, int]] = []
    for key, listed in _read_entries(db, coming).items():
        entries = coming[key]
        if len(listed) >= EARLIEST and min(entries) >= listed[-1]:
            continue
        earliest = sorted({*listed, *entries})[:EARLIEST]
        came += [(key, *entry) for entry in earliest if entry not in listed]
        went += [(key, *entry) for entry in listed if entry not in earliest]
    _unlist(db, went)
    db.executemany("INSERT INTO form_keys (key, first_unix, form) VALUES (?, ?, ?)", came)


def _unlist(db: Connection, entries: Iterable[tuple[int, int, int]]) -> None:
    db.executemany("DELETE FROM form_keys WHERE key = ? AND first_unix = ? AND form = ?", entries)


def drop_form(db: Connection, brand: str, form: Form) -> set[int]:
    """Forget a form and take it off the lists of its keys; name those that are then to be filled again."""
    db.execute("DELETE FROM forms WHERE brand = ? AND id = ?", [brand, form.id])
    return take_off(db, form)


def take_off(db: Connection, form: Form) -> set[int]:
    """Take a form off the lists of its keys; name those that are then to be filled again."""
    entry = (to_unix(form.first_at), form.id)
    lists = _read_entries(db, read_keys(form.keys))
    _unlist(db, [(key, *entry) for key in lists])
    return {key for key, listed in lists.items() if len(listed) >= EARLIEST and entry in listed}


def move_up(db: Connection, form: Form, *, to: str) -> None:
    """Move a form, first used earlier than was known, up on those lists where it stands."""
    db.executemany(
        "UPDATE form_keys SET first_unix = ? WHERE key = ? AND first_unix = ? AND form = ?",
        [(to_unix(to), key, to_unix(form.first_at), form.id) for key in read_keys(form.keys)],
    )


def fill_up(db: Connection, keys: Collection[int]) -> None:
    """List the earliest forms of some keys anew."""
    if not keys:
        return
    entries: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for form_id, first_at, shared in _with_keys(db, "SELECT id, first_at, keys FROM forms", [], keys):
        for key in shared:
            entries[key].append((to_unix(first_at), form_id))
    db.executemany("DELETE FROM form_keys WHERE key = ?", [(key,) for key in keys])
    _write_lists(db, entries)


def _with_keys(
    db: Connection, select: str, values: Sequence[object], keys: Collection[int]
) -> Iterator[tuple[int, str, set[int]]]:
    """Give of the rows selected (a form, an instant, its keys) those with some keys, each with the ones it has."""
    wanted = set(keys)
    for form_id, at, text in tuples(db).execute(select, values):
        shared = wanted.intersection(read_keys(text))
        if shared:
            yield form_id, at, shared


def drop_all(db: Connection) -> None:
    """Forget all forms and templates."""
    for table in ("forms", "form_keys", "templates"):
        db.execute(f"DELETE FROM {table}")


def read_lists(db: Connection, keys: Iterable[int]) -> dict[int, list[int]]:
    """Give the forms listed under each key."""
    return {key: [form for _, form in listed] for key, listed in _read_entries(db, keys).items()}


def _read_entries(db: Connection, keys: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    lists: dict[int, list[tuple[int, int]]] = {key: [] for key in sorted(keys)}  # neighbours are read faster
    rows = tuples(db).execute(
        """
        SELECT k.key, k.first_unix, k.form
        FROM json_each(?) j
        CROSS JOIN form_keys k ON k.key = j.value
        """,
        [json.dumps(list(lists))],
    )
    for key, first_unix, form in rows:
        lists[key].append((first_unix, form))
    for listed in lists.values():
        listed.sort()
    return lists


def is_compared(db: Connection, key: int, first_at: str) -> bool:
    """Say whether later forms with the key are compared with a form first used then."""
    listed = _read_entries(db, [key])[key]
    return len(listed) < EARLIEST or to_unix(first_at) <= listed[-1][0]


def sharing(db: Connection, brand: str, since_of: Mapping[int, str]) -> dict[int, str]:
    """Give all forms with some keys that were used at or after an instant of the key's own, each with the earliest."""
    found: dict[int, str] = {}
    full: dict[int, str] = {}
    for key, listed in read_lists(db, since_of).items():
        if len(listed) >= EARLIEST:  # others may have no place on it
            full[key] = since_of[key]
        else:
            for form_id in _used_since(db, brand, listed, since_of[key]):
                found[form_id] = min(since_of[key], found.get(form_id, since_of[key]))
    if full:
        used = """
            SELECT u.form, u.last_at, f.keys
            FROM (SELECT form, MAX(sent_at) AS last_at
                  FROM replies INDEXED BY replies_by_time
                  WHERE brand = ? AND sent_at >= ? AND form IS NOT NULL
                  GROUP BY form) u
            CROSS JOIN forms f ON f.brand = ? AND f.id = u.form
        """
        for form_id, last_at, shared in _with_keys(db, used, [brand, min(full.values()), brand], full):
            for since in (full[key] for key in shared if last_at >= full[key]):
                found[form_id] = min(since, found.get(form_id, since))
    return found


def _used_since(db: Connection, brand: str, form_ids: Sequence[int], since: str) -> list[int]:
    rows = db.execute(
        """
        SELECT j.value AS form
        FROM json_each(?) j
        WHERE EXISTS (SELECT 1 FROM replies r WHERE r.brand = ? AND r.form = j.value AND r.sent_at >= ?)
        """,
        [json.dumps(form_ids), brand, since],
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

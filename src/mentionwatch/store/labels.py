"""What people say of posts, conversations and templates: facts that win over what is computed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from sqlite3 import Connection, Row

from mentionwatch.clock import to_text
from mentionwatch.store.facts import mark_stale
from mentionwatch.text import clean_text


def set_label(
    db: Connection, *, target: str, ref: str, field: str, value: str, by: str | None, note: str | None, at: datetime
) -> None:
    """Keep a person's word on a post or conversation, named by the ref of any of its posts, or on a template.

    The thread of a post goes stale; that of a template's replies does not.
    """
    db.execute(
        "INSERT OR REPLACE INTO labels (target, ref, field, value, note, by, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [target, ref, field, value, note and clean_text(note), by and clean_text(by), to_text(at)],
    )
    _thread_of(db, ref)


def remove_label(db: Connection, *, target: str, refs: list[str], field: str) -> int:
    """Take a person's word back; give how many there were."""
    removed = 0
    for ref in refs:
        removed += db.execute(
            "DELETE FROM labels WHERE target = ? AND ref = ? AND field = ?", [target, ref, field]
        ).rowcount
        _thread_of(db, ref)
    return removed


def restore_labels(db: Connection, rows: Sequence[Row]) -> None:
    """Put labels back just as they were, with who said them and when."""
    for row in rows:
        db.execute(
            """
            INSERT OR REPLACE INTO labels (target, ref, field, value, note, by, at)
            VALUES (:target, :ref, :field, :value, :note, :by, :at)
            """,
            dict(row),
        )
        _thread_of(db, row["ref"])


def labels_on(db: Connection, *, target: str, refs: list[str], field: str) -> list[Row]:
    """Give what people said of a field under any of some refs."""
    return db.execute(
        """
        SELECT *
        FROM labels
        WHERE target = ? AND ref IN (SELECT value FROM json_each(?)) AND field = ?
        ORDER BY ref
        """,
        [target, json.dumps(refs), field],
    ).fetchall()


def find_named(db: Connection, names: Collection[str]) -> dict[str, Row]:
    """Give the posts that refs and URLs name, by that name; of posts that share a URL, the first held."""
    found: dict[str, Row] = {}
    for column in ("url", "ref"):
        rows = db.execute(
            f"""
            SELECT p.*, a.role
            FROM posts p
            JOIN accounts a ON a.id = p.account_id
            WHERE p.{column} IN (SELECT value FROM json_each(?))
            ORDER BY p.id DESC
            """,
            [json.dumps(list(names))],
        )
        found.update((row[column], row) for row in rows)
    return found


def read_labels(db: Connection) -> dict[tuple[str, str, str], Row]:
    """Give all that people said, by target, ref and field."""
    return {(row["target"], row["ref"], row["field"]): row for row in db.execute("SELECT * FROM labels")}


def template_ref(brand: str, form_id: int) -> str:
    """Name a brand's text among the labels: `0123456789abcdef/Acme`."""
    return f"{form_id:016x}/{brand}"


def read_template_labels(db: Connection, brand: str) -> dict[int, str]:
    """Give what people decided on a brand's templates, by the id of the form that they named."""
    rows = db.execute("SELECT ref, value FROM labels WHERE target = 'template' AND field = 'template'")
    said = ((row["ref"].partition("/"), row["value"]) for row in rows)
    return {int(form, 16): value for (form, _, of), value in said if of == brand}


def _thread_of(db: Connection, ref: str) -> None:
    row = db.execute("SELECT thread_ref FROM posts WHERE ref = ?", [ref]).fetchone()
    if row is not None:
        mark_stale(db, [row["thread_ref"]])

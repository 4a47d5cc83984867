"""What people say of posts and conversations: facts that win over what is computed."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Connection

from mentionwatch.clock import to_text
from mentionwatch.store.facts import mark_stale


def set_label(
    db: Connection, *, target: str, ref: str, field: str, value: str, by: str | None, note: str | None, at: datetime
) -> None:
    """Keep a person's word on a post or conversation (named by the ref of any of its posts); its thread goes stale."""
    db.execute(
        "INSERT OR REPLACE INTO labels (target, ref, field, value, note, by, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [target, ref, field, value, note, by, to_text(at)],
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


def _thread_of(db: Connection, ref: str) -> None:
    row = db.execute("SELECT thread_ref FROM posts WHERE ref = ?", [ref]).fetchone()
    if row is not None:
        mark_stale(db, [row["thread_ref"]])

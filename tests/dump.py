"""All that a database says, but for what tells of the act of storing: ids, poll notes, first sight."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mentionwatch.store import open_for_reading

_VIEWS = {
    "mentions": "ref, brand, customer, kind, abusive, address, place, text, created_at, edited_at, deleted_at, "
    "conversation_ref, wait, due_at, seconds, closed_at, is_canned_only",
    "responses": "ref, brand, customer, answers_ref, wait, seconds, counts, canned, is_stock, likeness, repeats, "
    "template, handoff, marks, touches, agent, promise_due_at, promise_kept_at, is_settling, outcome, "
    "conversation_ref, (SELECT json_group_array(p.ref) FROM json_each(evidence) e JOIN posts p ON p.id = e.value)",
    "conversations_view": "ref, brand, thread_ref, customer, kind, outcome, outcome_ref, handoff, opened_at, last_at, "
    "waiting_since, first_reply_at, first_real_reply_at, satisfied_at, priority, reasons",
    "waits_view": "ref, brand, ordinal, kind, opened_at, due_at, closed_at, seconds, real_seconds, reply_ref, "
    "is_covered, is_missed",
    "templates_view": "brand, template, text, uses, customers, forms, first_used_at, last_used_at, decision",
    "forms": "brand, id, form, words, first_at, root, decision",
    "form_keys": "key, first_unix, form",
    "posts": "ref, parent_ref, thread_ref, text, created_at, deleted_at",
}


def findings(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Give every finding and fact as sorted rows."""
    with open_for_reading(path) as store:
        return {
            view: sorted((tuple(row) for row in store.db.execute(f"SELECT {columns} FROM {view}")), key=repr)
            for view, columns in _VIEWS.items()
        }


def whole(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table but the notes on when polls ran, when threads were looked at, and the making."""
    with open_for_reading(path) as store:
        tables = [row[0] for row in store.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted((tuple(row) for row in store.db.execute(f"SELECT * FROM {table}")), key=repr)
            for table in tables
            if table not in ("polls", "threads", "_sqlite_migrations")
        }

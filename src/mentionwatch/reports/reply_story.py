"""What is found in one reply of a brand, in plain sentences, and the earlier replies that prove it a stock text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from mentionwatch.reports.agents import agent_name, unsigned
from mentionwatch.reports.reply_figures import marks_of, needs_answer, promise_of
from mentionwatch.store import reply_queries
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

    from mentionwatch.config import Rules

_LONGEST_QUOTE = 300


def reply_verdict(row: Row) -> str:
    """Say what a reply (a row of `responses`) is taken for."""
    if row["is_canned"]:
        verdict = "canned reply"
    else:
        verdict = "stock text, not held against you" if row["is_stock"] else "personal reply"
    return verdict if row["counts"] else f"{verdict}, which does not count"


def reply_reasons(row: Row) -> tuple[str, ...]:
    """Say why a reply counts as a stock text, or as none."""
    return tuple(json.loads(row["reasons"]))


def reply_findings(row: Row, *, rules: Rules, now: datetime) -> tuple[str, ...]:
    """Say what else is found in a reply: what it does, takes up and promises, and who signed it."""
    return tuple(_findings(row, rules, now))


def _findings(row: Row, rules: Rules, now: datetime) -> Iterator[str]:
    from mentionwatch.replies.marks import in_words

    if row["repeats"]:
        times = "once" if row["repeats"] == 1 else f"{row['repeats']} times"
        yield f"the same customer had got this text, or one like it, {times} before"
    yield from in_words(marks_of(row))
    touched = ", ".join(f'"{word}"' for word in json.loads(row["touches"]))
    if touched:
        yield f"takes up the customer's {touched}"
    elif needs_answer(row):
        yield "takes up nothing that the customer said"
    promise = promise_of(row, now=now)
    if promise is not None:
        yield f"its promise to come back, due {row['promise_due_at']}: {promise}"
    if row["is_settling"]:
        yield "after it the customer said that they are satisfied"
    if row["template"]:
        yield f"template {row['template']}" + (f", {row['decision']}" if row["decision"] else "")
    agent = agent_name(row["brand"], row["agent"], rules)
    if agent is not None:
        yield f"signed by {agent}"


def reply_evidence(db: Connection, row: Row, *, rules: Rules) -> tuple[str, ...]:
    """Name the earlier replies to others that prove a reply a stock text: the same, or how alike, with the text."""
    return tuple(_use(row["text"], use, rules) for use in reply_queries.replies_by_id(db, json.loads(row["evidence"])))


def _use(text: str, use: Row, rules: Rules) -> str:
    from mentionwatch.replies.canned import canonical
    from mentionwatch.replies.likeness import likeness

    went = f"went to {use['customer']} on {use['created_at']}: {use['url'] or use['ref']}"
    if use["deleted_at"] is not None:
        return f"a text since deleted {went}"
    alike = likeness(canonical(text).form, canonical(use["text"]).form)
    if alike == 1.0:
        return f"the same text {went}"
    quoted = use["text"] if rules.replies.show_names else unsigned(use["text"])
    return f'a text {alike:.0%} alike {went}: "{one_line(quoted, width=_LONGEST_QUOTE)}"'

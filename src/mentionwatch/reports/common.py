"""What the reports share: reading waits as facts, columns, and figures."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.measure import Standing, WaitFacts, standing
from mentionwatch.model import Kind
from mentionwatch.priority import Urgency
from mentionwatch.reports import (
    UNJUDGED,
    Column,
    Request,
    Unit,
    Value,
)
from mentionwatch.store import queries
from mentionwatch.store.deleted import deleted_among

if TYPE_CHECKING:
    from sqlite3 import Connection, Row


DELETED = "(deleted)"
"""What stands for a text that was deleted."""


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A wait as the figures need it, and its row as the lists need it."""

    facts: WaitFacts
    row: Row

    def standing(self, request: Request) -> Standing:
        """Say how the wait stands."""
        return standing(self.facts, now=request.now, warn_at=request.rules.sla_at(self.facts.opened_at).warn_at)


def read_waits(db: Connection, request: Request) -> list[WaitRow]:
    """Read the waits opened in the period, in order of opening."""
    return with_facts(queries.waits(db, request.which), request)


def with_facts(rows: Iterable[Row], request: Request) -> list[WaitRow]:
    """Add to rows of waits what the figures need."""
    return [WaitRow(_facts(row, request), row) for row in rows]


def _facts(row: Row, request: Request) -> WaitFacts:
    opened, now = _unix(row["opened_at"]), int(request.now.timestamp())
    seen_to = _unix(row["seen_to"]) if row["seen_to"] is not None else opened
    is_seen, age = seen_to > opened, None
    if request.clock is not None:
        seen_to, age = min(seen_to, now), request.elapsed(row["brand"], row["feeds"], opened, now)
    return WaitFacts(
        opened=opened,
        kind=row["kind"],
        ordinal=row["ordinal"],
        due_seconds=row["due_seconds"],
        seconds=row["seconds"],
        real_seconds=row["real_seconds"],
        business_seconds=row["business_seconds"],
        is_replied=row["reply_id"] is not None,
        is_exact=bool(row["is_exact"]),
        is_handled=bool(row["is_open"]) and row["handled_by"] is not None,
        seen_seconds=request.elapsed(row["brand"], row["feeds"], opened, seen_to) if is_seen else None,
        age_seconds=age,
    )


def _unix(text: str) -> int:
    return int(from_text(text).timestamp())


NEEDING = (Kind.COMPLAINT, Kind.QUESTION)
"""The kinds of post whose author wants something: praise may be thanked, these must be answered."""
WHERE_COLUMNS = (
    Column("network", "network"),
    Column("place", "place"),
    Column("customer", "customer"),
)
LINK_COLUMNS = (
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)
WAIT_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("opened_at", "posted", Unit.INSTANT),
    Column("kind", "kind"),
    Column("language", "language"),
    Column("topics", "about", Unit.LIST),
    *WHERE_COLUMNS,
    Column("text", "what they wrote"),
    Column("waiting_seconds", "waited", Unit.DURATION),
    Column("due_at", "due", Unit.INSTANT),
    Column("standing", "standing"),
    Column("wait", "wait", Unit.COUNT),
    Column("priority", "priority", Unit.COUNT),
    Column("reasons", "because", Unit.LIST),
    *LINK_COLUMNS,
)


def where_values(row: Row) -> tuple[Value, ...]:
    """Give a row's values under `WHERE_COLUMNS`: where it stands, and who wrote it."""
    return row["network"], row["place"], row["customer"]


def link_values(row: Row) -> tuple[Value, ...]:
    """Give a row's values under `LINK_COLUMNS`: what leads to a post, and its brand."""
    return row["url"], row["ref"], row["brand"]


def mood(kind: str | None, polarity: float | None) -> int:
    """Give a post's mood, -1 bad to 1 good: a complaint is bad and praise is good, however their words are chosen."""
    if kind in (Kind.COMPLAINT, Kind.PRAISE):
        return 1 if kind == Kind.PRAISE else -1
    return ((polarity or 0) > 0) - ((polarity or 0) < 0)


def wait_values(wait: WaitRow, request: Request, *, urgency: Urgency | None = None) -> tuple[Value, ...]:
    """Give a wait's values under `WAIT_COLUMNS`, with its whole urgency or what its conversation itself says of it."""
    row, facts = wait.row, wait.facts
    waited = facts.seconds
    if waited is None:
        waited = max(facts.age(request.now), 0)
    return (
        row["post_id"],
        facts.opened_at,
        row["kind"] or UNJUDGED,
        row["language"],
        tuple(json.loads(row["topics"])),
        *where_values(row),
        row["text"],
        waited,
        from_text(row["due_at"]),
        wait.standing(request).value,
        facts.ordinal,
        row["priority"] if urgency is None else urgency.points,
        tuple(json.loads(row["reasons"])) if urgency is None else urgency.reasons,
        *link_values(row),
    )


def gone_texts(db: Connection, replies: Iterable[Row]) -> frozenset[str]:
    """Name the posts among replies and what they answer (rows of `responses`) whose text is gone, by ref."""
    sides = (("ref", "text"), ("answers_ref", "answers_text"))
    return deleted_among(db, [row[ref] for row in replies for ref, text in sides if not row[text]])


def instant(text: str | None) -> datetime | None:
    """Read an instant that may be missing."""
    return from_text(text) if text else None


def about_emptiness(db: Connection, *, is_empty: bool) -> tuple[str, ...]:
    """Say where the posts are, if there are none in the period."""
    if not is_empty:
        return ()
    newest = queries.newest_mention_at(db)
    if newest is None:
        return ("no mentions yet: run `mentionwatch poll` or `mentionwatch import`",)
    return (f"no mentions in this period; the newest is of {newest[:10]}: try --since {newest[:7]}",)

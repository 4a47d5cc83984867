"""What the reports share: reading waits as facts, columns, and figures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from shlex import quote
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.measure import Span, Standing, WaitFacts, percentile, standing, wilson
from mentionwatch.model import Kind
from mentionwatch.reports import UNJUDGED, Column, Figure, Report, Request, Unit, Value
from mentionwatch.store import queries
from mentionwatch.store.deleted import deleted_among
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from sqlite3 import Connection, Row


FEWEST = 10
"""How many cases a share needs that is compared with another."""
_REPORTS = "mentionwatch report "
"""How the commands begin that take the options of a report."""
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
    return with_facts(queries.waits(db, request.which))


def with_facts(rows: Iterable[Row]) -> list[WaitRow]:
    """Add to rows of waits what the figures need."""
    return [WaitRow(_facts(row), row) for row in rows]


def _facts(row: Row) -> WaitFacts:
    is_seen = row["seen_to"] is not None and row["seen_to"] > row["opened_at"]
    return WaitFacts(
        kind=Kind(row["kind"]) if row["kind"] else None,
        ordinal=row["ordinal"],
        opened_at=from_text(row["opened_at"]),
        due_at=from_text(row["due_at"]),
        seconds=row["seconds"],
        real_seconds=row["real_seconds"],
        is_replied=row["reply_id"] is not None,
        is_open=bool(row["is_open"]),
        is_covered=bool(row["is_covered"]),
        is_exact=bool(row["is_exact"]),
        is_handled=bool(row["is_open"]) and row["handled_by"] is not None,
        is_canned_only=bool(row["is_canned_only"]),
        seen_to=from_text(row["seen_to"]) if is_seen else None,
    )


NEEDING = (Kind.COMPLAINT, Kind.QUESTION)
"""The kinds of post whose author wants something: praise may be thanked, these must be answered."""
WAIT_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("opened_at", "posted", Unit.INSTANT),
    Column("kind", "kind"),
    Column("language", "language"),
    Column("topics", "about", Unit.LIST),
    Column("network", "network"),
    Column("place", "place"),
    Column("customer", "customer"),
    Column("text", "what they wrote"),
    Column("waiting_seconds", "waited", Unit.DURATION),
    Column("due_at", "due", Unit.INSTANT),
    Column("standing", "standing"),
    Column("wait", "wait", Unit.COUNT),
    Column("priority", "priority", Unit.COUNT),
    Column("reasons", "because", Unit.LIST),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)


def wait_values(wait: WaitRow, request: Request) -> tuple[Value, ...]:
    """Give a wait's values under `WAIT_COLUMNS`."""
    row, facts = wait.row, wait.facts
    waited = facts.seconds
    if waited is None:
        waited = max(round((request.now - facts.opened_at).total_seconds()), 0)
    return (
        row["post_id"],
        facts.opened_at,
        row["kind"] or UNJUDGED,
        row["language"],
        tuple(json.loads(row["topics"])),
        row["network"],
        row["place"],
        row["customer"],
        row["text"],
        waited,
        facts.due_at,
        wait.standing(request).value,
        facts.ordinal,
        row["priority"],
        tuple(json.loads(row["reasons"])),
        row["url"],
        row["ref"],
        row["brand"],
    )


def gone_texts(db: Connection, replies: Iterable[Row]) -> frozenset[str]:
    """Name the posts among replies and what they answer (rows of `responses`) whose text is gone, by ref."""
    sides = (("ref", "text"), ("answers_ref", "answers_text"))
    return deleted_among(db, [row[ref] for row in replies for ref, text in sides if not row[text]])


def with_options(report: Report, options: Mapping[str, str]) -> Report:
    """Give the commands beside a report's figures the options that it was itself narrowed by, so that they agree."""
    return replace(
        report,
        sections=tuple(
            replace(section, figures=tuple(_narrowed(figure, options) for figure in section.figures))
            for section in report.sections
        ),
    )


def _narrowed(figure: Figure, options: Mapping[str, str]) -> Figure:
    if not figure.rows.startswith(_REPORTS):
        return figure
    more = [f" {name} {quote(one_line(value))}" for name, value in options.items() if name not in figure.rows.split()]
    return replace(figure, rows=figure.rows + "".join(more))


def counted(name: str, title: str, count: int, definition: str, *, of: int | None = None, rows: str = "") -> Figure:
    """Make the figure of a count."""
    return Figure(name=name, title=title, value=count, unit=Unit.COUNT, definition=definition, n=of, of=of, rows=rows)


def share(name: str, title: str, part: int, whole: int, definition: str, *, rows: str = "") -> Figure:
    """Make the figure of a share: `part` of `whole`."""
    value = part / whole if whole else None
    return Figure(
        name=name,
        title=title,
        value=value,
        unit=Unit.SHARE,
        definition=definition,
        n=part,
        of=whole,
        if_none="none",
        rows=rows,
    )


def careful_share(name: str, title: str, part: int, whole: int, definition: str, *, rows: str = "") -> Figure:
    """Make the figure of a share that few cases carry: with its interval, or without a value where they are too few."""
    figure = share(name, title, part, whole, definition, rows=rows)
    if not whole:
        return figure
    if whole < FEWEST:
        return replace(figure, value=None, if_none="too few to tell")
    low, high = wilson(part, whole)
    return replace(figure, low=low, high=high)


def waited(name: str, title: str, spans: list[Span], at: float, definition: str, *, rows: str = "") -> Figure:
    """Make the figure of a time by which a share `at` had a reply."""
    return Figure(
        name=name,
        title=title,
        value=percentile(spans, at),
        unit=Unit.DURATION,
        definition=definition,
        n=len(spans),
        if_none="not reached: too many are still waiting" if spans else "none",
        rows=rows,
    )


def first_waits(waits: Iterable[WaitRow], *kinds: Kind | None) -> list[WaitRow]:
    """Give the first waits of conversations, of some kinds."""
    return [wait for wait in waits if wait.facts.ordinal == 1 and wait.facts.kind in kinds]


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

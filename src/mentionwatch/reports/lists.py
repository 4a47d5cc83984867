"""The lists: who was missed, which praise was ignored, and who waits now."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.measure import Standing
from mentionwatch.model import Kind
from mentionwatch.reports import Column, Report, Request, Section, Table, Unit
from mentionwatch.reports.common import (
    NEEDING,
    WAIT_COLUMNS,
    WaitRow,
    counted,
    first_waits,
    read_waits,
    share,
    wait_values,
    with_facts,
)
from mentionwatch.store import queries

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_ORDER = {Standing.OVERDUE: 0, Standing.DUE_SOON: 1, Standing.DUE: 2, Standing.CANNOT_KNOW: 3}


def inbox(db: Connection, request: Request) -> Report:
    """Say who waits now: overdue first, then by due time; then complaints about the brand that nobody answered."""
    waits = with_facts(queries.open_waits(db, request.open_of_any_age, alive_since=request.alive_since))
    ordered = sorted(waits, key=lambda wait: _urgency(wait, request))
    about = queries.unanswered_about(db, request.which)
    found = [wait.standing(request) for wait in waits]
    return Report(
        name="inbox",
        title="Who is waiting now",
        request=replace(request, which=request.open_of_any_age),
        sections=(
            Section(
                title="waiting",
                figures=(
                    counted("overdue", "overdue", found.count(Standing.OVERDUE), "open past its due time"),
                    counted("due_soon", "due soon", found.count(Standing.DUE_SOON), "most of its time is used up"),
                    counted("due", "in time", found.count(Standing.DUE), "open, and not yet due"),
                    counted(
                        "cannot_know",
                        "cannot know",
                        found.count(Standing.CANNOT_KNOW),
                        "past due, but no feed has seen the brand's replies up to then",
                    ),
                ),
            ),
        ),
        table=_wait_table("inbox", "Who is waiting now", ordered, request),
        more=(_about_table(about, request),) if about else (),
    )


def _urgency(wait: WaitRow, request: Request) -> tuple[int, int, str, str]:
    """Order overdue complaints and questions by priority, the rest by due time."""
    return (_ORDER[wait.standing(request)], -wait.row["priority"], wait.row["due_at"], wait.row["ref"])


def _wait_table(name: str, title: str, waits: list[WaitRow], request: Request) -> Table:
    rows = tuple(wait_values(wait, request) for wait in waits[: request.limit])
    return Table(name=name, title=title, columns=WAIT_COLUMNS, rows=rows)


_ABOUT_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "posted", Unit.INSTANT),
    Column("network", "network"),
    Column("place", "place"),
    Column("customer", "customer"),
    Column("text", "what they wrote"),
    Column("topics", "about", Unit.LIST),
    Column("priority", "priority", Unit.COUNT),
    Column("url", "link"),
    Column("ref", "ref"),
)


def _about_table(rows: list[Row], request: Request) -> Table:
    return Table(
        name="about",
        title="Complaints about you that do not tag you",
        columns=_ABOUT_COLUMNS,
        rows=tuple(
            (
                row["post_id"],
                from_text(row["created_at"]),
                row["network"],
                row["place"],
                row["customer"],
                row["text"],
                tuple(json.loads(row["topics"] or "[]")),
                row["priority"],
                row["url"],
                row["ref"],
            )
            for row in rows[: request.limit]
        ),
    )


def missed(db: Connection, request: Request) -> Report:
    """List the complaints and questions past their time with no reply at all; the canned-only ones beside them."""
    waits = with_facts(queries.missed_waits(db, request.open_of_any_age, alive_since=request.alive_since))
    ordered = sorted(waits, key=lambda wait: (-wait.row["priority"], wait.row["due_at"], wait.row["ref"]))
    inside = first_waits(read_waits(db, request), *NEEDING)
    canned_only = [wait for wait in inside if wait.facts.is_canned_only]
    unknown = [wait for wait in inside if wait.standing(request) is Standing.CANNOT_KNOW]
    return Report(
        name="missed",
        title="Missed: past its time, and no reply at all",
        request=request,
        sections=(
            Section(
                title="missed",
                figures=(
                    counted("missed", "missed", len(waits), "complaints and questions past their time with no reply"),
                    share(
                        "missed_share",
                        "of those posted in the period",
                        sum(bool(wait.row["is_missed"]) for wait in inside),
                        len(inside),
                        "missed among the complaints and questions of the period",
                    ),
                    share(
                        "canned_only",
                        "got nothing but stock texts",
                        len(canned_only),
                        len(inside),
                        "replied to, but by no real reply; not counted as missed",
                        rows="mentionwatch report canned",
                    ),
                    counted("cannot_know", "cannot know", len(unknown), "the feed does not show whether they got one"),
                ),
            ),
        ),
        table=_wait_table("missed", "Missed", ordered, request),
        notes=_of_any_age(request) if ordered else (),
    )


def _of_any_age(request: Request) -> tuple[str, ...]:
    """Say what the list holds where the user named no period."""
    return (
        ("the list holds open cases of any age; the shares speak of the period",) if request.is_default_period else ()
    )


def praise(db: Connection, request: Request) -> Report:
    """List the praise that nobody thanked in its time."""
    waiting = with_facts(queries.open_waits(db, request.open_of_any_age, alive_since=request.alive_since))
    ignored = [wait for wait in waiting if _is_ignored_praise(wait, request)]
    inside = first_waits(read_waits(db, request), Kind.PRAISE)
    thanked = [wait for wait in inside if wait.facts.is_replied]
    decided = [wait for wait in inside if wait.standing(request) in (Standing.MET, Standing.LATE, Standing.OVERDUE)]
    return Report(
        name="praise",
        title="Praise that nobody thanked",
        request=request,
        sections=(
            Section(
                title="praise",
                figures=(
                    share(
                        "thanked", "praise thanked", len(thanked), len(decided), "praise with a reply, of that decided"
                    ),
                    counted("praise_ignored", "praise ignored", len(ignored), "past its time and no reply"),
                ),
            ),
        ),
        table=_wait_table("praise", "Praise ignored", ignored, request),
        notes=_of_any_age(request) if ignored else (),
    )


def _is_ignored_praise(wait: WaitRow, request: Request) -> bool:
    facts = wait.facts
    is_first = facts.kind is Kind.PRAISE and facts.ordinal == 1 and facts.is_exact
    return is_first and wait.standing(request) is Standing.OVERDUE

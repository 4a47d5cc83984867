"""Who waits now: overdue first, then by due time, each with how urgent it is and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.measure import Standing
from mentionwatch.reports import (
    UNJUDGED,
    Cases,
    Column,
    Dataset,
    Figure,
    Key,
    Report,
    Request,
    Section,
    Table,
    Unit,
    Value,
)
from mentionwatch.reports.common import LINK_COLUMNS, WHERE_COLUMNS, link_values, where_values
from mentionwatch.reports.figures import counted
from mentionwatch.reports.urgency import Urgencies
from mentionwatch.reports.waiting import ORDER, STANDINGS, Told, Waiting
from mentionwatch.store import inbox as stored

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

COMMAND = "mentionwatch inbox"
_SAID = {
    Standing.OVERDUE: ("overdue", "open past its due time"),
    Standing.DUE_SOON: ("due soon", "most of its time is used up"),
    Standing.DUE: ("in time", "open, and not yet due"),
    Standing.CANNOT_KNOW: ("cannot know", "past due, but no feed has seen the brand's replies up to then"),
    Standing.HANDLED_ELSEWHERE: ("handled elsewhere", "open in public, but a person said so (`done`)"),
}
_INSULTS = "insults"
_TITLE = "Who is waiting now"
_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("opened_at", "posted", Unit.INSTANT),
    Column("kind", "kind"),
    Column("language", "language"),
    Column("topics", "about", Unit.LIST),
    *WHERE_COLUMNS,
    Column("text", "what they wrote"),
    Column("waiting_seconds", "waited", Unit.DURATION),
    Column("due_at", "due", Unit.INSTANT, is_beneath=True),
    Column("standing", "standing"),
    Column("wait", "wait", Unit.COUNT),
    Column("priority", "priority", Unit.COUNT, is_beneath=True),
    Column("signs", "stands out", Unit.LIST, is_for_files=True),
    Column("reasons", "because", Unit.LIST, is_beneath=True),
    Column("abusive", "insults a person", Unit.FLAG, is_beneath=True),
    Column("handled_by", "handled by", is_beneath=True),
    *LINK_COLUMNS,
)
_ABOUT_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "posted", Unit.INSTANT),
    *WHERE_COLUMNS,
    Column("text", "what they wrote"),
    Column("topics", "about", Unit.LIST),
    Column("priority", "priority", Unit.COUNT, is_beneath=True),
    Column("signs", "stands out", Unit.LIST, is_for_files=True),
    Column("reasons", "because", Unit.LIST, is_beneath=True),
    Column("url", "link"),
    Column("ref", "ref"),
)


def inbox(db: Connection, request: Request) -> Report:
    """Say who waits now: overdue first, then by due time; then complaints about the brand that nobody answered.

    With `request.standing` it lists only what stands so; what was handled elsewhere is listed only so.
    """
    waiting = Waiting(db, request)
    about = () if request.standing else stored.unanswered_about(db, request.which, limit=request.limit)
    figures = _figures(waiting)
    listed = [one for one in STANDINGS if one == request.standing] if request.standing else ORDER
    total = sum(figure.n or 0 for figure in figures if figure.name in listed)
    rows = tuple(_values(one, waiting) for one in waiting.most_pressing(listed))
    return Report(
        name="inbox",
        title=_TITLE,
        request=replace(request, which=request.open_of_any_age),
        sections=(Section(title="waiting", figures=figures),),
        table=Table(name="inbox", title=_TITLE, columns=_COLUMNS, rows=rows, total=total),
        more=(_about_table(db, about, request),) if about else (),
    )


def about_handled(db: Connection, request: Request) -> tuple[str, ...]:
    """Say of a list how many waits are not in it because a person said that they were handled elsewhere."""
    count = len(Waiting(db, request).handled())
    command = f"{COMMAND} --standing {Standing.HANDLED_ELSEWHERE}"
    return (f"{count} handled elsewhere, as a person said, and not listed here: {command}",) if count else ()


def _figures(waiting: Waiting) -> tuple[Figure, ...]:
    """Count how those who wait stand, and what left the inbox by a person's word."""
    found = Counter(stands for _, stands in waiting.open())
    found[Standing.HANDLED_ELSEWHERE] = len(waiting.handled())
    return tuple(_figure(waiting, one, found[one]) for one in STANDINGS)


def _figure(waiting: Waiting, one: Standing, count: int) -> Figure:
    title, definition = _SAID[one]
    rows = f"{COMMAND} --standing {one}"
    cases = Cases(Dataset.WAITS, lambda: _keys(waiting, one))
    figure = counted(one, title, count, definition, rows=rows, cases=cases)
    return replace(figure, is_hidden=one is Standing.HANDLED_ELSEWHERE and not count)


def _keys(waiting: Waiting, one: Standing) -> Iterator[Key]:
    waits = iter(waiting.handled()) if one is Standing.HANDLED_ELSEWHERE else waiting.open()
    return (wait[:3] for wait, stands in waits if stands is one)


def _values(one: Told, waiting: Waiting) -> tuple[Value, ...]:
    wait, stands, row, urgency = one
    return (
        row["post_id"],
        from_text(row["opened_at"]),
        row["kind"] or UNJUDGED,
        row["language"],
        tuple(json.loads(row["topics"])),
        *where_values(row),
        row["text"],
        waiting.elapsed(wait, waiting.now),
        from_text(row["due_at"]),
        stands.value,
        wait.ordinal,
        urgency.points,
        (*urgency.signs, _INSULTS) if row["is_abusive"] else urgency.signs,
        urgency.reasons,
        bool(row["is_abusive"]),
        row["handled_by"],
        *link_values(row),
    )


def _about_table(db: Connection, rows: Sequence[Row], request: Request) -> Table:
    urgencies = Urgencies(db, request.rules).of(rows)
    return Table(
        name="about",
        title="Complaints about you that do not tag you",
        columns=_ABOUT_COLUMNS,
        rows=tuple(
            (
                row["post_id"],
                from_text(row["created_at"]),
                *where_values(row),
                row["text"],
                tuple(json.loads(row["topics"])),
                urgency.points,
                urgency.signs,
                urgency.reasons,
                row["url"],
                row["ref"],
            )
            for row, urgency in zip(rows, urgencies, strict=True)
        ),
    )

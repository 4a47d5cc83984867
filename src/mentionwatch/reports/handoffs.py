"""Who was sent off to a DM, mail, phone or form, with what words, and what was seen of them afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.model import Channel, Handoff, Kind, Mark
from mentionwatch.reports import Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.agents import agent_name
from mentionwatch.reports.common import instant
from mentionwatch.reports.figures import cases_in, part_of, share
from mentionwatch.store import reply_queries, totals

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_CHANNELS = {
    Channel.DM: "sent to private messages",
    Channel.EMAIL: "sent to e-mail",
    Channel.PHONE: "sent to the phone",
    Channel.FORM: "sent to a form",
}
_COURSES = {
    Handoff.ANGRY: ("came back asking or angry", "posted a complaint or question again after the hand-off"),
    Handoff.SATISFIED: ("came back satisfied", "said so in public after the hand-off"),
    Handoff.QUIET: ("said nothing on it since", "neither of these in public: normal after a hand-off, and no proof"),
}
"""What can be seen after a hand-off, in the order of the list."""
_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "when", Unit.INSTANT),
    Column("customer", "customer"),
    Column("kind", "kind"),
    Column("answers_text", "what they wrote"),
    Column("told", "what they were told"),
    Column("handoff", "where to"),
    Column("course", "what followed"),
    Column("silent_seconds", "silent for", Unit.DURATION),
    Column("outcome", "outcome"),
    Column("agent", "agent"),
    Column("network", "network"),
    Column("place", "place"),
    Column("topics", "about", Unit.LIST),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)


@dataclass(frozen=True, slots=True)
class _Replied:
    """How many conversations got a reply that counts."""

    complaints: int
    all: int


def handoffs(db: Connection, request: Request) -> Report:
    """Say how often customers are sent elsewhere and what was seen of them since; list each conversation."""
    cases = _cases(db, request)
    order = list(_COURSES)
    ordered = sorted(cases, key=lambda row: row["created_at"], reverse=True)
    ordered.sort(key=lambda row: order.index(_course(row)))
    return Report(
        name="handoffs",
        title="Sent off to a DM, mail, phone or form",
        request=request,
        sections=(
            Section(title="How often", figures=_rates(cases, _replied(db, request))),
            Section(title="What was seen afterwards", figures=_courses(cases)),
        ),
        table=Table(
            name="handoffs",
            title="Each conversation",
            columns=_COLUMNS,
            is_to_read=True,
            rows=tuple(_values(row, request) for row in ordered[: request.limit]),
        ),
        notes=("silence in public after a hand-off is normal; it counts as neither settled nor failed",)
        if cases
        else (),
    )


def handoff_rate(db: Connection, request: Request) -> tuple[Figure, Figure]:
    """Give the hand-off rate, and how many of all those sent off came back asking or angry."""
    cases = _cases(db, request)
    figures = (_rates(cases, _replied(db, request))[0], _courses(cases)[0])
    return figures[0], replace(figures[1], title=f"of all sent off, {figures[1].title}")


def _cases(db: Connection, request: Request) -> list[Row]:
    """Read the last hand-off of each conversation in the period."""
    rows = reply_queries.handoffs(db, request.which)
    return list({(row["brand"], row["conversation_id"]): row for row in rows}.values())


def _replied(db: Connection, request: Request) -> _Replied:
    """Name the conversations with a reply that counts in the period: those of complaints, and all."""
    rows = totals.replied(db, request.which)
    complaints = {(brand, number) for brand, number, *kinds in rows if Kind.COMPLAINT in kinds}
    return _Replied(complaints=len(complaints), all=len({row[:2] for row in rows}))


def _course(row: Row) -> Handoff:
    """Say what was seen after a hand-off, up to the next one."""
    if row["is_satisfied"]:
        return Handoff.SATISFIED
    return Handoff.ANGRY if row["has_asked"] else Handoff.QUIET


def _rates(cases: Sequence[Row], replied: _Replied) -> tuple[Figure, ...]:
    sent = _complaints(cases)
    by_channel = (
        _part(f"handoff_{channel}", title, cases, _goes_to(channel), f"conversations {title}, of those handed off")
        for channel, title in _CHANNELS.items()
    )
    return (
        share(
            "handoff_rate",
            "complaints sent off, of those replied to",
            len(sent),
            replied.complaints,
            "complaints with a hand-off in the period, of those with a reply that counts in it",
            cases=cases_in(Dataset.REPLIES, cases, lambda row: (row["brand"], row["conversation_id"]) in sent),
        ),
        share(
            "handoffs",
            "conversations of any kind sent off",
            len(cases),
            replied.all,
            "conversations with a hand-off in the period, of those with a reply that counts in it",
            cases=cases_in(Dataset.REPLIES, cases),
        ),
        *(replace(figure, is_hidden=not figure.n) for figure in by_channel),
    )


def _goes_to(channel: Channel) -> Callable[[Row], bool]:
    return lambda row: row["handoff"] == channel


def _part(name: str, title: str, cases: Sequence[Row], test: Callable[[Row], bool], definition: str) -> Figure:
    return part_of(name, title, cases, test, definition, of=Dataset.REPLIES)


def _complaints(rows: Iterable[Row]) -> set[tuple[str, int]]:
    """Name the conversations of complaints."""
    return {
        (row["brand"], row["conversation_id"])
        for row in rows
        if Kind.COMPLAINT in (row["conversation_kind"], row["kind"])
    }


def _courses(cases: Sequence[Row]) -> tuple[Figure, ...]:
    return tuple(
        _part(f"handoff_{course}", title, cases, _goes(course), definition)
        for course, (title, definition) in _COURSES.items()
    )


def _goes(course: Handoff) -> Callable[[Row], bool]:
    return lambda row: _course(row) is course


def _values(row: Row, request: Request) -> tuple[Value, ...]:
    sent_at, back_at = from_text(row["created_at"]), instant(row["back_at"])
    return (
        row["post_id"],
        sent_at,
        row["customer"],
        row["conversation_kind"] or row["kind"],
        row["answers_text"],
        json.loads(row["marks"]).get(Mark.HANDOFF) or None,
        row["handoff"],
        _COURSES[_course(row)][0],
        max(round(((back_at or request.now) - sent_at).total_seconds()), 0),
        row["outcome"],
        agent_name(row["brand"], row["agent"], request.rules),
        row["network"],
        row["place"],
        tuple(json.loads(row["topics"])),
        row["url"],
        row["ref"],
        row["brand"],
    )

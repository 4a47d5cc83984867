"""The complaints that were replied to and whose customers never said that they are satisfied."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.model import Outcome
from mentionwatch.reports import Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.agents import agent_name, printed_text
from mentionwatch.reports.common import (
    DELETED,
    LINK_COLUMNS,
    WHERE_COLUMNS,
    gone_texts,
    link_values,
    where_values,
)
from mentionwatch.reports.figures import cases_in, counted, with_previous
from mentionwatch.reports.recovery import endings, is_recovered, said_figures
from mentionwatch.reports.reply_figures import marks_in_list
from mentionwatch.store import reply_queries, unsettled

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_AGES = (
    ("under_1d", "complained less than a day ago", timedelta(days=1)),
    ("1d_to_3d", "1 to 3 days ago", timedelta(days=3)),
    ("3d_to_7d", "3 to 7 days ago", timedelta(days=7)),
    ("7d_to_30d", "7 to 30 days ago", timedelta(days=30)),
    ("over_30d", "longer ago", timedelta.max),
)
"""The bands of age, each with the age below which it ends."""
_ORDER = {
    outcome: rank
    for rank, outcome in enumerate(
        (Outcome.WAITING, Outcome.LOST, Outcome.CANNED_ONLY, Outcome.HANDED_OFF, Outcome.ANSWERED, Outcome.CANNOT_KNOW)
    )
}

_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("opened_at", "complained", Unit.INSTANT),
    *WHERE_COLUMNS,
    Column("outcome", "outcome"),
    Column("age_seconds", "age", Unit.DURATION),
    Column("text", "they wrote"),
    Column("reply_text", "last reply"),
    Column("replied_at", "replied", Unit.INSTANT),
    Column("since_reply_seconds", "how long ago", Unit.DURATION),
    Column("agent", "by"),
    Column("marks", "marks", Unit.LIST),
    Column("topics", "about", Unit.LIST),
    Column("priority", "priority", Unit.COUNT),
    *LINK_COLUMNS,
)


def unresolved(db: Connection, request: Request) -> Report:
    """List the complaints replied to whose customers never were satisfied, those who wait again first, then by age."""
    rows = _unsettled(db, request)
    ordered = sorted(rows, key=lambda row: (_ORDER.get(row["outcome"], len(_ORDER)), row["opened_at"], row["ref"]))
    return Report(
        name="unresolved",
        title="Complaints replied to, and never settled",
        request=request,
        sections=(
            Section(title="not settled, by age", figures=_by_age(rows, request)),
            Section(
                title="what customers said in the end",
                figures=with_previous(request, lambda one: said(db, one)),
            ),
        ),
        table=Table(
            name="unresolved",
            title="Not settled",
            columns=_COLUMNS,
            rows=tuple(_values(db, row, request) for row in ordered[: request.limit]),
            is_to_read=True,
        ),
        notes=(*_notes(rows, request), *_about_unreplied(db, request)),
    )


def _unsettled(db: Connection, request: Request) -> list[Row]:
    """Give the complaints whose customers were not satisfied in that conversation, nor said so elsewhere."""
    rows = unsettled.unresolved(db, request.open_of_any_age, alive=request.alive)
    if not rows:
        return []
    span = replace(request.open_of_any_age, since_at=from_text(rows[0]["opened_at"]))
    well = {(one.row["id"], one.row["brand"]) for one in endings(db, span) if is_recovered(one)}
    return [row for row in rows if (row["id"], row["brand"]) not in well]


def _notes(rows: Sequence[Row], request: Request) -> tuple[str, ...]:
    if not rows:
        return ()
    sent = ("public silence after a hand-off or an answer is normal: it says neither yes nor no",)
    if not request.is_default_period:
        return sent
    return (*sent, "list and ages hold cases of any age that have not lapsed; the shares speak of the period")


def _about_unreplied(db: Connection, request: Request) -> tuple[str, ...]:
    """Point to the complaints that this report leaves out, since nobody replied to them."""
    count = unsettled.unreplied(db, request.open_of_any_age, alive=request.alive)
    if not count:
        return ()
    return (f"complaints with no reply at all are not in this report; there are {count}: `mentionwatch inbox`",)


def _by_age(rows: Sequence[Row], request: Request) -> tuple[Figure, ...]:
    """Count the cases in each band of age."""
    figures = [
        counted(
            "unresolved",
            "not settled",
            len(rows),
            "complaints replied to, and never satisfied",
            cases=cases_in(Dataset.CONVERSATIONS, rows),
        )
    ]
    begin = timedelta.min
    for name, title, end in _AGES:
        those = [row for row in rows if begin <= request.now - from_text(row["opened_at"]) < end]
        figures.append(
            counted(
                f"unresolved_{name}",
                title,
                len(those),
                "of these, by the age of the complaint",
                of=len(rows),
                cases=cases_in(Dataset.CONVERSATIONS, those),
            )
        )
        begin = end
    return tuple(figures)


def said(db: Connection, request: Request) -> tuple[Figure, ...]:
    """Part the complaints replied to by what their customers said in the end: satisfied, not so, or nothing of it."""
    return said_figures(endings(db, request.which))


def _values(db: Connection, row: Row, request: Request) -> tuple[Value, ...]:
    reply = reply_queries.last_reply(db, row["id"], row["brand"])
    opened_at = from_text(row["opened_at"])
    about = (None, None, None, None, ()) if reply is None else _of_reply(db, reply, request)
    return (
        row["id"],
        opened_at,
        *where_values(row),
        row["outcome"],
        round((request.now - opened_at).total_seconds()),
        row["text"],
        *about,
        tuple(json.loads(row["topics"])),
        row["priority"],
        *link_values(row),
    )


def _of_reply(db: Connection, reply: Row, request: Request) -> tuple[Value, ...]:
    sent_at = from_text(reply["created_at"])
    return (
        DELETED if reply["ref"] in gone_texts(db, [reply]) else printed_text(reply, request.rules),
        sent_at,
        round((request.now - sent_at).total_seconds()),
        agent_name(reply["brand"], reply["agent"], request.rules),
        marks_in_list(reply),
    )

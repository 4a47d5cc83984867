"""The cases behind a figure, as many as its n: what stands behind `--figure`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from mentionwatch.clock import from_text
from mentionwatch.errors import UsageError
from mentionwatch.reports import UNJUDGED, Cases, Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.common import (
    LINK_COLUMNS,
    WAIT_COLUMNS,
    WHERE_COLUMNS,
    instant,
    link_values,
    wait_values,
    where_values,
    with_facts,
)
from mentionwatch.reports.replies import REPLY_COLUMNS, reply_values
from mentionwatch.store.cases import cases

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_Tell: TypeAlias = "Callable[[Connection, Sequence[Row], Request], list[tuple[Value, ...]]]"

_MENTION_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "posted", Unit.INSTANT),
    Column("kind", "kind"),
    Column("abusive", "insults", Unit.FLAG),
    Column("address", "address"),
    Column("topics", "about", Unit.LIST),
    *WHERE_COLUMNS,
    Column("text", "what they wrote"),
    Column("confidence", "confidence", Unit.SHARE),
    Column("wait", "wait", Unit.COUNT),
    Column("is_open", "waits now", Unit.FLAG),
    *LINK_COLUMNS,
)
_CONVERSATION_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("opened_at", "began", Unit.INSTANT),
    Column("kind", "kind"),
    Column("outcome", "outcome"),
    Column("topics", "about", Unit.LIST),
    *WHERE_COLUMNS,
    Column("text", "what they wrote"),
    Column("first_reply_at", "first reply", Unit.INSTANT),
    Column("waited_seconds", "waited in all", Unit.DURATION),
    Column("longest_seconds", "at a stretch", Unit.DURATION),
    Column("waiting_since", "waits since", Unit.INSTANT),
    Column("satisfied_at", "satisfied", Unit.INSTANT),
    Column("priority", "priority", Unit.COUNT),
    *LINK_COLUMNS,
)


def with_cases(db: Connection, report: Report, name: str) -> Report:
    """Give a report that holds one figure and its cases. Raises UsageError where the figure has none."""
    figure = report.figure(name)
    listed = [one.name for one in report.figures() if one.cases is not None]
    if figure is None:
        raise UsageError(f"the report {report.name} has no figure {name!r}", hint="it has " + ", ".join(listed))
    if figure.cases is None:
        raise UsageError(f"no cases stand behind {name}", hint=figure.rows or "cases have " + ", ".join(listed))
    table = _table(db, figure.cases, report.request, title=figure.title)
    alone = replace(figure, is_hidden=False)
    return replace(
        report,
        table=table,
        sections=(Section(title=figure.title, figures=(alone,)),),
        more=(),
        notes=(figure.definition,),
    )


def with_listed(db: Connection, report: Report, *, most: int) -> Report:
    """Give each figure of a report the first of its cases, at most so many."""
    request = replace(report.request, limit=most)
    return replace(
        report,
        sections=tuple(
            replace(section, figures=tuple(_listed(db, figure, request) for figure in section.figures))
            for section in report.sections
        ),
    )


def _listed(db: Connection, figure: Figure, request: Request) -> Figure:
    if figure.cases is None or not figure.n:
        return figure
    table = _table(db, figure.cases, request, title=figure.title)
    return replace(figure, listed=replace(table, total=figure.n))


def _table(db: Connection, of: Cases, request: Request, *, title: str) -> Table:
    columns, tell = _DATASETS[of.of]
    keys = list(of.keys() if request.limit is None else islice(of.keys(), request.limit))
    rows = tell(db, cases(db, of.of, keys), request)
    return Table(name=of.of, title=title, columns=columns, rows=tuple(rows), is_to_read=of.of is Dataset.REPLIES)


def _tell_waits(db: Connection, rows: Sequence[Row], request: Request) -> list[tuple[Value, ...]]:
    return [wait_values(wait, request) for wait in with_facts(rows, request)]


def _tell_mentions(db: Connection, rows: Sequence[Row], request: Request) -> list[tuple[Value, ...]]:
    return [
        (
            row["post_id"],
            from_text(row["created_at"]),
            row["kind"] or UNJUDGED,
            bool(row["abusive"]),
            row["address"],
            tuple(json.loads(row["topics"] or "[]")),
            *where_values(row),
            row["text"],
            row["confidence"],
            row["wait"],
            bool(row["is_open"]),
            *link_values(row),
        )
        for row in rows
    ]


def _tell_conversations(db: Connection, rows: Sequence[Row], request: Request) -> list[tuple[Value, ...]]:
    return [
        (
            row["id"],
            from_text(row["opened_at"]),
            row["kind"] or UNJUDGED,
            row["outcome"],
            tuple(json.loads(row["topics"])),
            *where_values(row),
            row["text"],
            instant(row["first_reply_at"]),
            row["waited_seconds"],
            row["longest_seconds"],
            instant(row["waiting_since"]),
            instant(row["satisfied_at"]),
            row["priority"],
            *link_values(row),
        )
        for row in rows
    ]


_DATASETS: dict[Dataset, tuple[tuple[Column, ...], _Tell]] = {
    Dataset.WAITS: (WAIT_COLUMNS, _tell_waits),
    Dataset.MENTIONS: (_MENTION_COLUMNS, _tell_mentions),
    Dataset.REPLIES: (REPLY_COLUMNS, reply_values),
    Dataset.CONVERSATIONS: (_CONVERSATION_COLUMNS, _tell_conversations),
}

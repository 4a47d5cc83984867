"""How each feed stands: when it last worked, what it has covered, and what it could not see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.reports import Column, Report, Request, Table, Unit, Value
from mentionwatch.reports.common import instant
from mentionwatch.store import queries

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_COLUMNS = (
    Column("feed", "feed"),
    Column("network", "network"),
    Column("brand", "brand"),
    Column("state", "state"),
    Column("last_ok_at", "last good poll", Unit.INSTANT),
    Column("next_poll_at", "next not before", Unit.INSTANT),
    Column("posts", "posts", Unit.COUNT),
    Column("covered_from", "replies seen from", Unit.INSTANT),
    Column("covered_to", "to", Unit.INSTANT),
    Column("gaps", "gaps", Unit.COUNT),
    Column("failures", "failures in a row", Unit.COUNT),
    Column("last_error", "last error"),
)


def feeds(db: Connection, request: Request) -> Report:
    """List the feeds that the database knows, imports among them."""
    rows = queries.feeds(db)
    return Report(
        name="feeds",
        title="Feeds",
        request=replace(request, which=request.open_of_any_age),
        table=Table(name="feeds", title="Feeds", columns=_COLUMNS, rows=tuple(_line(row, request) for row in rows)),
        notes=tuple(
            f"gap: {gap['feed']} could not see {gap['from_at']} to {gap['to_at']}"
            for gap in queries.gaps(db, request.open_of_any_age)
        ),
    )


def _line(row: Row, request: Request) -> tuple[Value, ...]:
    limited_until = instant(row["limited_until"])
    is_limited = limited_until is not None and limited_until > request.now
    return (
        row["name"],
        row["network"],
        row["brand"],
        _state(row, is_limited),
        instant(row["last_ok_at"]),
        limited_until if is_limited else instant(row["next_poll_at"]),
        row["posts"],
        instant(row["covered_from"]),
        instant(row["covered_to"]),
        row["gaps"],
        row["failures"],
        row["last_error"],
    )


def _state(row: Row, is_limited: bool) -> str:
    if row["name"].startswith("import:"):
        return "import"
    if row["failures"]:
        return "failing"
    if is_limited:
        return "told to wait"
    return "ok" if row["last_ok_at"] else "never polled"

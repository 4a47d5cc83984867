"""How each feed stands: when it last worked, how soon it sees a post, what it could not see, and what it costs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mentionwatch.clock import to_text
from mentionwatch.reports import Column, Report, Request, Table, Unit, Value
from mentionwatch.reports.common import instant
from mentionwatch.store import queries, tokens, totals
from mentionwatch.survival import plain_percentile

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

FAILING, FORGOTTEN, IMPORT, UNPOLLED = "failing", "not polled lately", "import", "never polled"
_COLUMNS = (
    Column("feed", "feed"),
    Column("state", "state"),
    Column("last_ok_at", "last good poll", Unit.INSTANT),
    Column("lag_seconds", "half seen within", Unit.DURATION),
    Column("posts", "posts", Unit.COUNT),
    Column("next_poll_at", "next not before", Unit.INSTANT),
    Column("network", "network"),
    Column("brand", "brand"),
    Column("covered_from", "replies seen from", Unit.INSTANT, is_beneath=True),
    Column("covered_to", "to", Unit.INSTANT, is_beneath=True),
    Column("gaps", "gaps", Unit.COUNT, is_beneath=True),
    Column("failures", "failures in a row", Unit.COUNT, is_beneath=True),
    Column("last_error", "last error", is_beneath=True),
    Column("spent", "spent", Unit.COUNT, of="spent_at_most", is_beneath=True),
    Column("spent_at_most", "at most", Unit.COUNT, is_for_files=True),
    Column("spent_unit", "counted", is_beneath=True),
    Column("spent_period", "in", is_beneath=True),
    Column("token_expires_at", "token ends", Unit.INSTANT, is_beneath=True),
)


_HEALTH = (
    Column("feed", "feed"),
    Column("state", "state"),
    Column("last_ok_at", "last good poll", Unit.INSTANT),
    Column("failures", "failures in a row", Unit.COUNT),
    Column("gaps", "gaps", Unit.COUNT),
    Column("last_error", "last error", is_beneath=True),
)
FORGOTTEN_AFTER = timedelta(days=2)
"""A feed that has not been polled for so long is no longer in the configuration."""


def health(db: Connection, request: Request) -> Table:
    """Say in short how each feed stands."""
    return Table(
        name="feeds",
        title="Feeds",
        columns=_HEALTH,
        rows=tuple(
            (
                row["name"],
                _health(row, request),
                instant(row["last_ok_at"]),
                row["failures"],
                row["gaps"],
                row["last_error"],
            )
            for row in queries.feeds(db)
        ),
    )


def _health(row: Row, request: Request) -> str:
    limited_until, next_poll_at = instant(row["limited_until"]), instant(row["next_poll_at"])
    if next_poll_at is not None and next_poll_at < request.now - FORGOTTEN_AFTER:
        return FORGOTTEN
    return _state(row, limited_until is not None and limited_until > request.now)


def feeds(db: Connection, request: Request) -> Report:
    """List the feeds that the database knows, imports among them."""
    rows = queries.feeds(db)
    return Report(
        name="feeds",
        title="Feeds",
        request=replace(request, which=request.open_of_any_age),
        table=Table(name="feeds", title="Feeds", columns=_COLUMNS, rows=tuple(_line(db, row, request) for row in rows)),
        notes=(
            *(
                f"gap: {gap['feed']} could not see {gap['from_at']} to {gap['to_at']}"
                for gap in queries.gaps(db, request.open_of_any_age)
            ),
            *(note for row in rows for note in _unfinished(row)),
            *(note for row in rows for note in _ending(row, request)),
        ),
    )


def _unfinished(row: Row) -> Iterator[str]:
    """Say which walks were cut off."""
    if row["mark"] is not None:
        yield f"{row['name']}: a poll was cut off; the next one goes on where it stopped"
    held = json.loads(row["backfill"]) if row["backfill"] else {}
    if held.get("mark"):
        day = held["since"][:10]
        yield f"{row['name']}: older posts are not all read: `mentionwatch backfill --feed {row['name']} --since {day}`"


def _ending(row: Row, request: Request) -> Iterator[str]:
    """Warn of a token that ends within a week."""
    expiry = tokens.expiry_of(row)
    if expiry.at is not None and tokens.ends_soon(expiry, request.now):
        verb = "ended" if expiry.at <= request.now else "ends"
        yield f"{row['name']}: its token {verb} at {to_text(expiry.at)}: `mentionwatch login {row['name']}`"


def _line(db: Connection, row: Row, request: Request) -> tuple[Value, ...]:
    limited_until = instant(row["limited_until"])
    is_limited = limited_until is not None and limited_until > request.now
    spent = (json.loads(row["cursor"]) if row["cursor"] else {}).get("spent", {})
    return (
        row["name"],
        _state(row, is_limited),
        instant(row["last_ok_at"]),
        plain_percentile(totals.lags(db, replace(request.which, feed=row["name"])), 0.5),
        row["posts"],
        limited_until if is_limited else instant(row["next_poll_at"]),
        row["network"],
        row["brand"],
        instant(row["covered_from"]),
        instant(row["covered_to"]),
        row["gaps"],
        row["failures"],
        row["last_error"],
        spent.get("count"),
        spent.get("at_most"),
        spent.get("unit"),
        spent.get("period"),
        tokens.expiry_of(row).at,
    )


def _state(row: Row, is_limited: bool) -> str:
    if row["name"].startswith("import:"):
        return IMPORT
    if row["failures"]:
        return FAILING
    if is_limited:
        return "told to wait"
    return "ok" if row["last_ok_at"] else UNPOLLED

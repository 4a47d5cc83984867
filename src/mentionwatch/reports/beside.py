"""The lists that a workbook puts beside the summary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.reports import Request, Table
from mentionwatch.reports.canned import canned
from mentionwatch.reports.lists import missed
from mentionwatch.reports.replies import replies

if TYPE_CHECKING:
    from sqlite3 import Connection


def lists_beside(db: Connection, request: Request) -> tuple[Table, ...]:
    """Give who was missed, each use of a stock text, and the replies of the period, all of them."""
    every = replace(request, by=(), limit=None)
    return (
        missed(db, every).table,
        replace(canned(db, replace(every, rows=True)).table, name="canned"),
        replace(replies(db, every).table, name="responses"),
    )

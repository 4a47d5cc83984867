"""What a page holds beyond the screen: the first cases behind each figure, and the words of those who came round."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.reports import Report, Table
from mentionwatch.reports.cases import with_listed
from mentionwatch.reports.recovered import recovered

if TYPE_CHECKING:
    from sqlite3 import Connection

QUOTES = "quotes"
"""The name of the table of quotes."""
_MOST_CASES = 20
_MOST_QUOTES = 3


def for_page(db: Connection, report: Report) -> Report:
    """Give a report what a page shows besides."""
    if report.request.rows:
        return report
    listed = with_listed(db, report, most=_MOST_CASES)
    quotes = _quotes(db, report) if report.name == "summary" else None
    return replace(listed, more=(*listed.more, quotes)) if quotes and quotes.rows else listed


def _quotes(db: Connection, report: Report) -> Table:
    """Give the latest complaints of the period that ended well, in the customers' words."""
    table = recovered(db, replace(report.request, by=(), limit=_MOST_QUOTES)).table
    return replace(table, name=QUOTES, title="What they said in the end")

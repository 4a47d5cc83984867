"""What a page holds beyond the screen: the first cases behind each figure, and the words of those who came round."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from mentionwatch.errors import UsageError
from mentionwatch.reports import Column, Report, Request, Table, Unit
from mentionwatch.reports.cases import with_listed
from mentionwatch.reports.quotes import quotes

if TYPE_CHECKING:
    from sqlite3 import Connection

QUOTES = "quotes"
"""The name of the table of quotes."""
_MOST_CASES = 20
_MOST_QUOTES = 3
_COLUMNS = (
    Column("customer", "customer"),
    Column("network", "network"),
    Column("text", "they wrote"),
    Column("thanks_text", "then they"),
    Column("seconds", "after", Unit.DURATION),
)


def for_page(db: Connection, report: Report) -> Report:
    """Give a report what a page shows besides."""
    if report.request.rows:
        return report
    listed = with_listed(db, report, most=_MOST_CASES)
    return replace(listed, more=(*listed.more, _quotes(db, report.request))) if report.name == "summary" else listed


def _quotes(db: Connection, request: Request) -> Table:
    """Give what is best to quote of those who came round in the period; of a rival's customers nothing."""
    try:
        found = list(islice(quotes(db, request.which, request.rules), _MOST_QUOTES))
    except UsageError:
        found = []
    rows = tuple(tuple(one[column.name] for column in _COLUMNS) for one in found)
    return Table(name=QUOTES, title="They came round", columns=_COLUMNS, rows=rows)

"""What a report for people begins with, on screen and on a page: whom it speaks of, and what to say of nothing."""

from __future__ import annotations

from mentionwatch.render.words import Words, headline
from mentionwatch.reports import Report, Table
from mentionwatch.text import one_line

_NO_PERIOD = frozenset({"inbox", "feeds", "templates", "customer", "links"})

_NOTHING = {
    "summary": "No mentions yet in this period.",
    "inbox": "Nobody is waiting.",
    "review": "Nothing to look at: every post was judged without doubt, or labelled.",
    "missed": "Nothing was missed in this period.",
    "canned": "No replies yet in this period.",
    "praise": "No praise yet in this period.",
    "handoffs": "No replies yet in this period.",
    "templates": "No templates yet: no text was sent to several customers.",
    "replies": "No replies yet in this period.",
    "agents": "No replies yet in this period.",
    "unresolved": "No complaint that was replied to is unsettled.",
    "recovered": "No complaint was replied to in this period.",
    "customers": "No customers yet in this period.",
    "customer": "They have posted nothing in this period.",
    "links": "No accounts are linked: `mentionwatch customer link A B` links two.",
    "times": "Nobody has waited yet in this period.",
    "late": "Nobody has waited yet in this period.",
    "compare": "No brand has been posted to yet.",
    "abuse": "Nobody insulted anybody in this period.",
    "feeds": "No feeds yet: `mentionwatch poll` or `mentionwatch import` brings posts in.",
}


def head(report: Report, words: Words) -> str:
    """Say of whom a report speaks, and of which time."""
    if report.name not in _NO_PERIOD:
        return headline(report)
    brand = one_line(report.request.which.brand or "all brands", width=80)
    return f"{brand}, {words.instant(report.request.now)}, {report.request.rules.timezone}"


def is_empty(report: Report) -> bool:
    """Say whether there is nothing at all to tell."""
    has_cases = any(one.value or one.n or one.of for one in report.figures())
    return not has_cases and not any(table.rows for table in shown_tables(report))


def nothing(report: Report) -> str:
    """Say that there is nothing to tell."""
    return _NOTHING.get(report.name, "Nothing yet.")


def shown_tables(report: Report) -> tuple[Table, ...]:
    """Give the tables that people see."""
    return tuple(table for table in (report.table, *report.more) if not table.is_for_files)

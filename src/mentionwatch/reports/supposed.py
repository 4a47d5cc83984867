"""Saying on a report what was supposed, so that nobody takes it for what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from shlex import quote

from mentionwatch.reports import Figure, Report
from mentionwatch.text import one_line

_REPORTS = "mentionwatch report "
_INBOX = "mentionwatch inbox --standing "
"""How a command begins that lists the same cases, but supposes nothing."""


def as_supposed(report: Report, words: str, options: Sequence[str]) -> Report:
    """Say it in the title and first among the notes; the commands beside the figures suppose the same.

    `options` are the values of `--what-if` as the user wrote them.
    """
    more = "".join(f" --what-if {quote(one_line(option))}" for option in options)
    sections = tuple(
        replace(section, figures=tuple(_with(figure, more, report.name) for figure in section.figures))
        for section in report.sections
    )
    return replace(
        report,
        title=f"{report.title}, {words}",
        sections=sections,
        notes=(f"{words}: nothing was changed", *report.notes),
    )


def _with(figure: Figure, more: str, report: str) -> Figure:
    rows = figure.rows
    if rows.startswith(_INBOX):
        _, space, options = rows.removeprefix(_INBOX).partition(" ")
        rows = f"{_REPORTS}{report} --rows --figure {figure.name}{space}{options}"
    if rows.startswith(_REPORTS):
        rows += more
    return replace(figure, rows=rows, beside=_with(figure.beside, more, report) if figure.beside else None)

"""Reports and data as workbooks: a sheet of figures, one for each table, and one that says what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from mentionwatch.export.xlsx import Cell, sheet_columns, with_units, workbook
from mentionwatch.reports import Column, Figure, Report, Table, Unit, Value

_FIGURES = (  # each cell is of its figure's unit
    Column("section", "section"),
    Column("figure", "figure"),
    Column("value", "value", Unit.DURATION),
    Column("n", "n", Unit.COUNT),
    Column("of", "of", Unit.COUNT),
    Column("likely from", "likely from", Unit.DURATION),
    Column("likely to", "likely to", Unit.DURATION),
    Column("before", "before", Unit.DURATION),
    Column("n before", "n before", Unit.COUNT),
    Column("of before", "of before", Unit.COUNT),
    Column("moved", "moved"),
    Column("definition", "definition"),
    Column("name", "name"),
    Column("lists the cases", "lists the cases"),
)
_ABOUT = (Column("about", "about"), Column("this file", "this file"))


def write_report(out: BinaryIO, report: Report, limit: int | None) -> None:
    """Write a report as a workbook: its figures, its tables, and what it is about."""
    zone, now = report.request.rules.zone, report.request.now
    with workbook(out, zone=zone, made_at=now, title=report.title) as book:
        if any(report.figures()):
            name = report.name if _holds_figures(report.table) else f"{report.name} figures"
            book.add(name, _FIGURES, _figure_rows(report), wraps=False)
        for table in _tables(report):
            shown = table.rows[:limit]
            book.add(table.name, sheet_columns(table.columns, zone), with_units(table.columns, shown))
        book.add("about this file", _ABOUT, _about(report))


def _tables(report: Report) -> Iterator[Table]:
    """Give the tables; one that holds the figures over again for CSV is left out."""
    if not _holds_figures(report.table):
        yield report.table
    yield from report.more


def _holds_figures(table: Table) -> bool:
    return bool(table.columns) and table.columns[0].name == "figure"


def _figure_rows(report: Report) -> Iterator[list[Cell]]:
    for section in report.sections:
        for figure in section.figures:
            yield _figure(section.title, figure)
            if figure.beside is not None:
                yield _figure(section.title, figure.beside)


def _figure(section: str, figure: Figure) -> list[Cell]:
    before = figure.before
    texts = (figure.trend, figure.definition, figure.name, figure.rows)
    return [
        (section, Unit.TEXT),
        (figure.title, Unit.TEXT),
        (figure.if_none if figure.value is None else figure.value, figure.unit),
        (figure.n, Unit.COUNT),
        (figure.of, Unit.COUNT),
        (figure.low, figure.unit),
        (figure.high, figure.unit),
        (before.value if before else None, figure.unit),
        (before.n if before else None, Unit.COUNT),
        (before.of if before else None, Unit.COUNT),
        *((text, Unit.TEXT) for text in texts),
    ]


def _about(report: Report) -> Iterator[list[Cell]]:
    which, now = report.request.which, report.request.now
    facts: list[tuple[str, Value]] = [
        ("report", report.title),
        ("brand", which.brand or "all brands"),
        ("from", which.since_at),
        ("to", which.until_at or now),
        ("time zone", report.request.rules.timezone),
        ("written", now),
        *(("note", note) for note in report.notes),
    ]
    for name, value in facts:
        yield [(name, Unit.TEXT), (value, Unit.TEXT)]

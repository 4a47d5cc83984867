"""The parts of a report by their names, and how the morning's page writes a figure in short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mentionwatch.render.blocks import Line
from mentionwatch.render.moved import is_better
from mentionwatch.render.screen import ALARM, CALM
from mentionwatch.render.words import figure_text, number, percent
from mentionwatch.reports import Chart, Figure, Report, Table, Trend, Unit, Value
from mentionwatch.text import one_line

LABELS = {
    "complaint_attainment": "complaints",
    "question_attainment": "questions",
    "praise_attainment": "praise",
    "complaint_frt_median_seconds": "for a reply",
    "complaint_frt_real_median_seconds": "for a real reply",
    "complaint_frt_replied_median_seconds": "those answered alone",
    "missed": "missed: late, no reply at all",
    "canned_only": "got nothing but stock texts",
    "left_waiting": "asked again, and overdue",
    "canned_rate": "replies that were stock texts",
    "praise_ignored": "praise that nobody thanked",
    "cannot_know_in_period": "cannot know: replies unseen",
    "said_satisfied": "ended satisfied",
    "lost": "lost: angrier, or goodbye",
}
"""The words for a figure where its section says the rest."""


def counted(count: int, many: str) -> str:
    """Write a count of what has a plural in s, or none."""
    return f"{count:,} {many.removesuffix('s') if count == 1 else many}"


def figures_of(report: Report, names: Iterable[str]) -> Iterator[Figure]:
    """Give the figures that speak of any case."""
    for name in names:
        figure = report.figure(name)
        if figure is not None and not figure.is_hidden and (figure.n or figure.of or _was_any(figure)):
            yield figure


def _was_any(figure: Figure) -> bool:
    return figure.unit is Unit.COUNT and figure.before is not None and bool(figure.before.n)


def line_of(figure: Figure, *, bar: float | None = None, has_track: bool = False) -> Line:
    """Write a figure in short, with what it was before and what may be behind it."""
    value = figure_text(replace(figure, low=None, high=None))
    return Line(
        label=LABELS[figure.name], value=value, bar=bar, has_track=has_track, remarks=tuple(_remarks(figure, value))
    )


def _remarks(figure: Figure, value: str) -> Iterator[tuple[str, str]]:
    """Say what the figure was before, and between what values many more cases may put it."""
    before = figure.before
    if before is not None and (before.value is not None or before.n):
        shown = one_line(before.if_none) if before.value is None else _short(before.value, before.unit)
        shown = "the same" if before.value is None and value.startswith(shown) else shown
        yield f"{_moved(figure)}before {shown}", _style(figure)
    likely = figure_text(figure).removeprefix(value[:-1]).removeprefix("; ").removesuffix(")")
    if figure.low is not None and likely.startswith("likely"):
        yield likely, "dim"


def _short(value: float, unit: Unit) -> str:
    return percent(value) if unit is Unit.SHARE else number(value, unit)


def _moved(figure: Figure) -> str:
    if figure.trend is None:
        return ""
    arrow, way = ("↑", "higher") if figure.trend is Trend.UP else ("↓", "lower")
    said = {True: "better", False: "worse", None: way}[is_better(figure)]
    return f"{arrow} {said}, "


def _style(figure: Figure) -> str:
    return {True: CALM, False: ALARM, None: ""}[is_better(figure)]


def chart_of(report: Report, name: str) -> Chart | None:
    """Give a chart by its name."""
    return next((chart for chart in report.charts if chart.name == name), None)


def table_of(report: Report, name: str) -> Table | None:
    """Give a table beside a report's own by its name, if it holds anything."""
    return next((table for table in report.more if table.name == name and table.rows), None)


def rows_of(table: Table) -> list[dict[str, Value]]:
    """Give the rows of a table, each value by the name of its column."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]

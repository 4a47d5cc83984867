"""Making figures: counts, shares and times, each with its cases, and beside it the previous period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from shlex import quote
from typing import TYPE_CHECKING

from mentionwatch.reports import (
    FEW,
    FEWEST,
    Cases,
    Column,
    Dataset,
    Figure,
    Report,
    Request,
    Table,
    Unit,
)
from mentionwatch.survival import Lengths, interval, percentile, wilson
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from sqlite3 import Row

_REPORTS = "mentionwatch report "
_INBOX = "mentionwatch inbox "
"""How the commands begin that take the options of a report."""
_PARTS = {0.5: "half", 0.9: "one in ten"}
"""Who still waits where a time is not reached by which a share had a reply."""

_FIGURE_COLUMNS = (
    Column("figure", "figure"),
    Column("title", "what it says"),
    Column("value", "value"),
    Column("unit", "unit"),
    Column("n", "n", Unit.COUNT),
    Column("of", "of", Unit.COUNT),
    Column("definition", "definition"),
    Column("low", "likely from"),
    Column("high", "likely to"),
    Column("before_value", "before"),
    Column("before_n", "n before", Unit.COUNT),
    Column("before_of", "of before", Unit.COUNT),
    Column("trend", "moved"),
    Column("rows", "lists the cases"),
)


def figures_table(report: Report) -> Table:
    """Put a report's figures into a table, for files."""
    rows = tuple(
        (
            one.name,
            one.title,
            one.value,
            one.unit.value,
            one.n,
            one.of,
            one.definition,
            one.low,
            one.high,
            one.before.value if one.before else None,
            one.before.n if one.before else None,
            one.before.of if one.before else None,
            one.trend,
            one.rows,
        )
        for section in report.sections
        for one in section.figures
    )
    return Table(name="summary", title="All figures", columns=_FIGURE_COLUMNS, rows=rows, is_for_files=True)


def with_options(report: Report, options: Mapping[str, str]) -> Report:
    """Give the commands beside a report's figures the options that it was itself narrowed by, so that they agree."""
    return replace(
        report,
        sections=tuple(
            replace(section, figures=tuple(_narrowed(report, figure, options) for figure in section.figures))
            for section in report.sections
        ),
    )


def _narrowed(report: Report, figure: Figure, options: Mapping[str, str]) -> Figure:
    rows = figure.rows
    if not rows and figure.cases is not None:
        rows = f"{_REPORTS}{report.name} --rows --figure {figure.name}"
    if not rows.startswith((_REPORTS, _INBOX)):
        return replace(figure, rows=rows)
    more = [f" {name} {quote(one_line(value))}" for name, value in options.items() if name not in rows.split()]
    return replace(figure, rows=rows + "".join(more))


_KEYS = {
    Dataset.WAITS: ("conversation_id", "brand", "ordinal"),
    Dataset.MENTIONS: ("post_id", "brand"),
    Dataset.REPLIES: ("post_id",),
    Dataset.CONVERSATIONS: ("id", "brand"),
}


def cases_in(dataset: Dataset, rows: Iterable[Row], test: Callable[[Row], object] = bool) -> Cases:
    """Give the cases of a figure: the rows of a view that pass a test, all by default."""
    return Cases(dataset, lambda: (tuple(row[name] for name in _KEYS[dataset]) for row in rows if test(row)))


def part_of(
    name: str, title: str, rows: Sequence[Row], test: Callable[[Row], object], definition: str, *, of: Dataset
) -> Figure:
    """Make the figure of the share of some rows that pass a test."""
    part = sum(1 for row in rows if test(row))
    return share(name, title, part, len(rows), definition, cases=cases_in(of, rows, test))


def counted(
    name: str,
    title: str,
    count: int,
    definition: str,
    *,
    of: int | None = None,
    rows: str = "",
    cases: Cases | None = None,
) -> Figure:
    """Make the figure of a count."""
    return Figure(
        name=name,
        title=title,
        value=count,
        unit=Unit.COUNT,
        definition=definition,
        n=count,
        of=of,
        rows=rows,
        cases=cases,
    )


def share(
    name: str, title: str, part: int, whole: int, definition: str, *, rows: str = "", cases: Cases | None = None
) -> Figure:
    """Make the figure of a share: `part` of `whole`; of few, with the interval in which many more may put it."""
    value = part / whole if whole else None
    low, high = wilson(part, whole) if 0 < whole < FEW else (None, None)
    return Figure(
        name=name,
        title=title,
        value=value,
        unit=Unit.SHARE,
        definition=definition,
        n=part,
        of=whole,
        if_none="none",
        rows=rows,
        low=low,
        high=high,
        cases=cases,
    )


def careful_share(
    name: str, title: str, part: int, whole: int, definition: str, *, rows: str = "", cases: Cases | None = None
) -> Figure:
    """Make the figure of a share to be compared: with its interval, or without a value where the cases are too few."""
    figure = share(name, title, part, whole, definition, rows=rows, cases=cases)
    if not whole:
        return figure
    if whole < FEWEST:
        return replace(figure, value=None, if_none="too few to tell", low=None, high=None)
    low, high = wilson(part, whole)
    return replace(figure, low=low, high=high)


def waited(
    name: str,
    title: str,
    of: Lengths,
    at: float,
    definition: str,
    *,
    rows: str = "",
    cases: Cases | None = None,
) -> Figure:
    """Make the figure of a time by which a share `at` had a reply."""
    low, high = interval(of, at)
    return Figure(
        name=name,
        title=title,
        value=percentile(of, at),
        unit=Unit.DURATION,
        definition=definition,
        n=len(of),
        if_none=f"more than {_PARTS[at]} still waiting" if of else "none",
        low=low,
        high=high,
        rows=rows,
        cases=cases,
    )


def with_previous(request: Request, build: Callable[[Request], Sequence[Figure]]) -> tuple[Figure, ...]:
    """Build figures, and put beside each the same one of the previous period."""
    previous = request.previous
    return _beside(build(request), build(previous) if previous else ())


def beside_previous(report: Report, before: Report) -> Report:
    """Put beside each figure of a report the same one of the report on the previous period."""
    sections = (replace(one, figures=_beside(one.figures, tuple(before.figures()))) for one in report.sections)
    return replace(report, sections=tuple(sections))


def _beside(figures: Sequence[Figure], before: Sequence[Figure]) -> tuple[Figure, ...]:
    by_name = {figure.name: figure for figure in before}
    return tuple(replace(figure, before=by_name.get(figure.name)) for figure in figures)

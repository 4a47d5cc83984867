"""A report as a page: one file without script that asks nobody for anything, to read, to print and to send on."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files
from typing import Any, TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mentionwatch import __version__
from mentionwatch.clock import duration_text
from mentionwatch.render.cells import whole
from mentionwatch.render.charts_svg import Legend, draw, legend
from mentionwatch.render.outline import head, is_empty, nothing, shown_tables
from mentionwatch.render.page_tables import Shown, shown
from mentionwatch.render.promise import promise_text
from mentionwatch.render.words import Words, before_text, figure_text
from mentionwatch.reports import Chart, Column, Figure, Report, Section, Shape, Table, Trend, Unit
from mentionwatch.reports.charts import WEEKDAYS
from mentionwatch.reports.page import QUOTES
from mentionwatch.text import one_line

_TILES = (
    "complaint_attainment",
    "complaint_frt_median_seconds",
    "missed",
    "canned_rate",
    "praise_ignored",
    "said_satisfied",
)
"""The figures of the summary that its first screen shows large."""
_NOW = "What needs you now"
_SUMMARY, _INBOX = "summary", "inbox"
_APART = (_INBOX, QUOTES, "recovered")
"""The tables of the summary that have a place of their own; the quotes hold the last recovery too."""
_LONG = 14
"""From so many letters on, a value is set smaller."""
_LONGEST_CASE = 240
_UNIT = re.compile(r"(?<=\d) (?=%|(?:min|h|d|s)\b)|(?<=n) (?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A figure in words: `head` is its value and `tail` what stands in brackets behind it.

    `share` is 0..100 where a bar can show it; `moved` is the class of its trend.
    """

    name: str
    title: str
    head: str
    tail: str
    is_long: bool
    before: str
    moved: str
    share: float | None
    definition: str
    command: str
    beside: FigureView | None
    listed: Shown | None


@dataclass(frozen=True, slots=True)
class SectionView:
    """Figures that belong together; those that count nothing worth a line stand apart."""

    title: str
    figures: tuple[FigureView, ...]
    hidden: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """A chart with the table behind it."""

    title: str
    says: str
    svg: Markup
    legend: tuple[Legend, ...]
    table: Shown


def write_html(out: TextIO, report: Report, limit: int | None) -> None:
    """Write a report as one HTML file; each list ends after `limit` rows (None: never)."""
    style = files("mentionwatch.render").joinpath("page/page.css").read_text(encoding="utf-8")
    template = _environment().get_template("page.html")
    trusted = Markup(style)  # noqa: S704  (a file of this package, no word of a stranger in it)
    for part in template.stream(style=trusted, style_hash=_hash(style), **_view(report, limit)):
        out.write(part)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("mentionwatch.render", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _hash(style: str) -> str:
    """Give the hash by which the page's policy knows its own style, and lets no other in."""
    return b64encode(sha256(style.encode()).digest()).decode()


def _view(report: Report, limit: int | None) -> dict[str, Any]:
    """Put all that the page says into words."""
    words = Words(report.request.rules.zone, report.request.now)
    is_summary = report.name == _SUMMARY
    mentions = report.figure("mentions")
    is_quiet = is_summary and mentions is not None and not mentions.value
    sections = [_section(section, words) for section in report.sections]
    tables = [table for table in shown_tables(report) if table.rows or not report.sections]
    apart = {table.name: table for table in tables if is_summary and table.name in _APART}
    return {
        "title": one_line(report.title),
        "headline": head(report, words),
        "promise": _joined(promise_text(report.request.rules, report.request.now)),
        "nothing": nothing(report) if is_empty(report) else "",
        "now": next((one for one in sections if is_summary and one.title == _NOW), None),
        "notice": nothing(report) if is_quiet else "",
        "tiles": _tiles(report, words) if is_summary and not is_quiet else (),
        "sections": [one for one in sections if one.figures or one.hidden],
        "charts": [_chart(chart, words, number) for number, chart in enumerate(report.charts, start=1)],
        "urgent": _urgent(apart.get(_INBOX), words),
        "quotes": _quotes(apart.get(QUOTES), words),
        "tables": [shown(table, words, limit=limit) for table in tables if table.name not in apart],
        "notes": [words.sentence(note) for note in report.notes],
        "made_at": words.instant(report.request.now),
        "version": __version__,
    }


def _section(section: Section, words: Words) -> SectionView:
    return SectionView(
        one_line(section.title),
        tuple(_figure(one, words) for one in section.figures if not one.is_hidden),
        tuple(_figure(one, words) for one in section.figures if one.is_hidden),
    )


def _tiles(report: Report, words: Words) -> list[FigureView]:
    found = [report.figure(name) for name in _TILES]
    return [_figure(replace(one, listed=None), words) for one in found if one is not None]


def _figure(figure: Figure, words: Words) -> FigureView:
    first, bracket, rest = figure_text(figure).partition(" (")
    beside = figure.beside
    return FigureView(
        name=one_line(figure.name),
        title=_joined(one_line(figure.title)),
        head=_joined(first),
        tail=_joined(bracket.strip() + rest),
        is_long=len(first) > _LONG,
        before=_joined(before_text(figure)),
        moved={Trend.UP: "up", Trend.DOWN: "down", None: ""}[figure.trend],
        share=100 * figure.value if figure.unit is Unit.SHARE and figure.value is not None else None,
        definition=words.sentence(figure.definition),
        command=one_line(figure.rows),
        beside=_figure(replace(beside, low=None, high=None), words) if beside else None,
        listed=shown(figure.listed, words, longest=_LONGEST_CASE, orders=False) if figure.listed else None,
    )


def _joined(text: str) -> str:
    """Keep a number and its unit on one line."""
    return _UNIT.sub("\xa0", text)


def _chart(chart: Chart, words: Words, number: int) -> ChartView:
    table = replace(chart.table, columns=tuple(_named(column) for column in chart.table.columns))
    if chart.shape is Shape.WEEK:
        table = replace(table, rows=tuple((WEEKDAYS[whole(row[0]) - 1], *row[1:]) for row in table.rows))
    if chart.shape is Shape.LENGTHS:
        rows = tuple((duration_text(whole(row[0])) if row[0] else "longer", *row[1:]) for row in table.rows)
        table = replace(table, rows=rows)
    return ChartView(
        title=one_line(chart.title),
        says="" if _says_itself(chart) else one_line(chart.says),
        svg=draw(chart, f"chart-{number}"),
        legend=legend(chart),
        table=shown(table, words, orders=False),
    )


def _says_itself(chart: Chart) -> bool:
    """Say whether all that a chart says stands in letters beside its bars."""
    return chart.shape is Shape.BARS and chart.table.columns[1].unit is not Unit.COUNT


def _named(column: Column) -> Column:
    """Make a column of words of one whose numbers are written as words here."""
    return replace(column, unit=Unit.TEXT) if column.name in ("weekday", "up_to_seconds") else column


def _urgent(table: Table | None, words: Words) -> Shown | None:
    return shown(table, words, longest=_LONGEST_CASE, orders=False) if table else None


def _quotes(table: Table | None, words: Words) -> list[dict[str, str]]:
    """Put recoveries into words: what they wrote, what they said in the end, and who they are."""
    if table is None:
        return []
    told = [
        {column.name: words.value(row[i], column.unit) for i, column in enumerate(table.columns)} for row in table.rows
    ]
    names = ("text", "thanks_text", "customer", "network", "seconds")
    return [{name: one_line(one[name], width=_LONGEST_CASE) for name in names} for one in told]

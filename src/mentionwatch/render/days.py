"""The charts of the morning's page: complaints a day, and how long they wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from rich.text import Text

from mentionwatch.clock import duration_text
from mentionwatch.render.blocks import INDENT, Block, Page
from mentionwatch.render.cells import whole
from mentionwatch.render.charts_text import gathered, heights, labels, spread
from mentionwatch.render.screen import ALARM, CALM
from mentionwatch.reports import Chart

_WIDEST_DAY, _WIDEST_LENGTH = 6, 4
_NAMES_FROM = 4
_PROMISE = "  | promise"
_ANSWERED, _WAITING, _UP_TO = "answered ", "waiting  ", "up to    "


def days_lines(chart: Chart, page: Page) -> Block:
    """Draw the complaints of each day; where days are few each has its number and name, and a spike a mark."""
    days = [date.fromisoformat(str(row[0])) for row in chart.table.rows]
    counts, spikes = [whole(row[1]) for row in chart.table.rows], [bool(row[3]) for row in chart.table.rows]
    room = page.width - len(INDENT)
    sums, each = gathered(counts, room)
    wide = min(room // len(sums), _WIDEST_DAY)
    drawn = spread(heights(sums, page.glyphs), wide)
    lines = [Text.assemble(INDENT, (drawn, CALM))]
    marked = [any(spike for _, spike in group) for _, group in groupby(enumerate(spikes), lambda one: one[0] // each)]
    if each == 1 and wide >= _NAMES_FROM:
        numbers = [f"{count}{'!' if spike else ''}" for count, spike in zip(counts, spikes, strict=True)]
        lines += [_beneath(numbers, wide, room), _beneath([f"{day:%a}" for day in days], wide, room, style="dim")]
    else:
        if any(marked):
            lines.append(_beneath(["!" if one else "" for one in marked], wide, room, style=ALARM))
        lines += page.broken(_span(days, counts, each), indent=INDENT, style="dim")
    if any(spikes):
        lines += page.broken("! far more than usual", indent=INDENT, style="dim")
    return lines


def _beneath(words: Sequence[str], wide: int, room: int, *, style: str = "") -> Text:
    return Text.assemble(INDENT, (labels(words, wide, room), style))


def _span(days: Sequence[date], counts: Sequence[int], each: int) -> str:
    most = max(counts)
    busiest = days[counts.index(most)]
    said = f"{_day(days[0])} to {_day(days[-1])}, at most {most:,} on {_day(busiest)}"
    return said if each == 1 else f"{said}; {each} days a column"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def lengths_lines(chart: Chart, page: Page) -> Block:
    """Draw how many were answered, and how many wait, by for how long; a line stands where the promise ends."""
    rows = chart.table.rows
    room = page.width - len(INDENT) - len(_ANSWERED)
    wide = min(room // len(rows), _WIDEST_LENGTH)
    if wide < 1:
        return []
    columns = [[whole(row[place]) for row in rows] for place in (1, 2)]
    most = max(max(column) for column in columns)
    bounds = [row[0] for row in rows]
    promise = bounds.index(chart.promise_seconds) if chart.promise_seconds in bounds else None
    lines = []
    for name, column, style in zip((_ANSWERED, _WAITING), columns, (CALM, ALARM), strict=True):
        drawn = spread(heights(column, page.glyphs, most=most), wide)
        if promise is not None and wide > 1:
            place = (promise + 1) * wide - 1
            drawn = f"{drawn[:place].ljust(place)}|{drawn[place + 1 :]}"
        lines.append(Text.assemble(INDENT, name, (drawn, style)))
    is_marked = promise is not None and 1 < wide <= (room - len(_PROMISE)) // len(rows)
    words = [_short(bound) for bound in bounds]
    beneath = labels(words, wide, room) + (_PROMISE if is_marked else "")
    lines.append(Text.assemble(INDENT, (_UP_TO + beneath, "dim")))
    return lines


def _short(bound: object) -> str:
    if not isinstance(bound, int):
        return "more"
    return duration_text(bound).replace(" min", "m").replace(" ", "")

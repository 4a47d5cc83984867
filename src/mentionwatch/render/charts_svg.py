"""Charts as inline SVG of our own, drawn in percent across and in pixels down: their words never shrink on a phone.

Colours come from the page's style by class, and never carry meaning alone: who still waits is hatched, a day with far
more than usual has a mark, an hour with replies has a dot. Every word passes `Markup.format`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from markupsafe import Markup

from mentionwatch.clock import duration_text
from mentionwatch.render.cells import whole
from mentionwatch.reports import Chart, Shape, Unit, Value
from mentionwatch.text import one_line

Rows: TypeAlias = Sequence[Sequence[Value]]

_LEFT = 8.0
"""Percent of the width that the numbers on the left take."""
_TOP, _PLOT, _BOTTOM = 26, 150, 24
_BASE = _TOP + _PLOT
_WIDEST_BAR = 9.0
_MOST_TICKS = 4
_MOST_LABELS = 10
_DAYS_NAMED = 60
_MONTHS_NAMED = 800
_MOST_BARS = 92
_WIDE, _NARROW = 64, 38
"""How many letters of a label fit on a page, and on a phone."""
_SHADES = 5
_WEEK_LEFT, _HOURS = 7.5, 24
_WEEK_TOP, _WEEK_ROW = 18, 22
_BAR_ROW, _BAR_HEIGHT, _BAR_SHARE = 42, 14, 0.6


@dataclass(frozen=True, slots=True)
class Legend:
    """What a mark of a chart means: the class of its swatch, and words."""

    mark: str
    words: str


_LEGENDS: dict[Shape, tuple[Legend, ...]] = {
    Shape.DAYS: (Legend("answered", "other complaints"), Legend("waiting", "no first reply seen")),
    Shape.LENGTHS: (Legend("answered", "answered within"), Legend("waiting", "still waiting, so far")),
    Shape.WEEK: (
        Legend("shade", "the stronger, the more complaints"),
        Legend("dot", "the brand replied; larger: more often"),
    ),
    Shape.BARS: (),
}
_SPIKE = Legend("spike", "far more than usual")


def legend(chart: Chart) -> tuple[Legend, ...]:
    """Say what the marks of a chart mean, those that occur in it."""
    if chart.shape is not Shape.DAYS:
        return _LEGENDS[chart.shape]
    each = _days_a_bar(len(chart.table.rows))
    several = (Legend("", f"a bar is {each} days"),) if each > 1 else ()
    spike = (_SPIKE,) if any(row[3] for row in chart.table.rows) else ()
    return (*_LEGENDS[chart.shape], *spike, *several)


def draw(chart: Chart, name: str) -> Markup:
    """Draw a chart; `name` begins the ids in it, and must be one that no other chart of the page has."""
    height, parts = _DRAW[chart.shape](chart, name)
    return Markup(
        '<svg class="plot" role="img" width="100%" height="{height}" aria-labelledby="{name}-title {name}-desc">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{says}</desc>{inside}</svg>'
    ).format(
        height=height,
        name=name,
        title=one_line(chart.title),
        says=one_line(chart.says),
        inside=Markup("").join(parts),
    )


_Drawn: TypeAlias = "tuple[int, Iterator[Markup]]"


def _days(chart: Chart, name: str) -> _Drawn:
    return _BASE + _BOTTOM, _day_parts(chart.table.rows, name)


def _days_a_bar(days: int) -> int:
    """Say how many days one bar stands for: one, until the bars would be too thin to be told apart."""
    return -(-days // _MOST_BARS)


def _day_parts(rows: Rows, name: str) -> Iterator[Markup]:
    yield _hatch(name)
    each = _days_a_bar(len(rows))
    early = -len(rows) % each  # the first bar is the one that may stand for fewer days
    bars = [rows[max(i - early, 0) : i - early + each] for i in range(0, len(rows) + early, each)]
    counts = [(sum(whole(row[1]) for row in bar), sum(whole(row[2]) for row in bar)) for bar in bars]
    top = _ceiling(max(count for count, _ in counts))
    yield from _levels(top)
    slot = (100 - _LEFT) / (len(rows) + early)
    width = min(slot * each * 0.76, _WIDEST_BAR)
    for i, (count, waiting) in enumerate(counts):
        x = _LEFT + slot * each * (i + 0.5)
        yield from _stack(x, width, (max(count - waiting, 0), min(count, waiting)), top, name)
        if any(row[3] for row in bars[i]):
            yield _text(x, _BASE - _PLOT * count / top - 6, "▲", "spike middle")
    for i, (day, words) in enumerate(_day_labels([str(row[0]) for row in rows])):
        yield _text(_LEFT + slot * (early + day + 0.5), _BASE + 17, words, "middle" + (" alt" if i % 2 else ""))


def _day_labels(days: Sequence[str]) -> list[tuple[int, str]]:
    """Name some of the days: each its place and words; of a year the first days of months, of many those of years."""
    read = [date.fromisoformat(day) for day in days]
    if len(read) <= _DAYS_NAMED:
        named = [(i, f"{day.day} {day:%b}") for i, day in enumerate(read)]
    elif len(read) <= _MONTHS_NAMED:
        named = [(i, f"{day:%b}") for i, day in enumerate(read) if day.day == 1]
    else:
        named = [(i, f"{day.year}") for i, day in enumerate(read) if (day.month, day.day) == (1, 1)]
    step = -(-len(named) // _MOST_LABELS)
    return named[:: max(step, 1)]


def _lengths(chart: Chart, name: str) -> _Drawn:
    return _BASE + _BOTTOM, _length_parts(chart, name)


def _length_parts(chart: Chart, name: str) -> Iterator[Markup]:
    rows = chart.table.rows
    yield _hatch(name)
    top = _ceiling(max(whole(row[1]) + whole(row[2]) for row in rows))
    slot = (100 - _LEFT) / len(rows)
    bounds = [row[0] for row in rows]
    kept = _LEFT + slot * (bounds.index(chart.promise_seconds) + 1) if chart.promise_seconds in bounds else None
    if kept is not None:
        yield _rect(_LEFT, _TOP - 12, kept - _LEFT, _PLOT + 12, "kept")
    yield from _levels(top)
    for i, row in enumerate(rows):
        x, counts = _LEFT + slot * (i + 0.5), (whole(row[1]), whole(row[2]))
        yield from _stack(x, slot * 0.76, counts, top, name)
        if sum(counts):
            yield _text(x, _BASE - _PLOT * sum(counts) / top - 5, f"{sum(counts):,}", "count middle")
        yield _text(x, _BASE + 17, _bound(bounds[i]), "middle" + (" alt" if i % 2 else ""))
    if kept is not None and chart.promise_seconds is not None:
        yield _line(kept, _TOP - 12, kept, _BASE, "promise")
        is_right = kept > 60
        words = f"promise: {duration_text(chart.promise_seconds)}"
        yield _text(kept, _TOP - 15, words, "promise-words " + ("end" if is_right else "start"))


def _bound(seconds: Value) -> str:
    return duration_text(seconds) if isinstance(seconds, int) else "longer"


def _week(chart: Chart, name: str) -> _Drawn:
    return _WEEK_TOP + 7 * _WEEK_ROW + 4, _week_parts(chart.table.rows)


def _week_parts(rows: Rows) -> Iterator[Markup]:
    slot = (100 - _WEEK_LEFT) / _HOURS
    for hour in range(0, _HOURS, 3):
        alt = " alt" if hour % 6 else ""
        yield _text(_WEEK_LEFT + slot * (hour + 0.5), _WEEK_TOP - 6, f"{hour}", f"middle{alt}")
    for day, words in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        yield _text(0, _WEEK_TOP + _WEEK_ROW * (day + 0.5) + 4, words, "start")
    most, most_replies = (max((whole(row[i]) for row in rows), default=0) for i in (2, 3))
    for row in rows:
        day, hour, complaints, replies = (whole(value) for value in row)
        x, y = _WEEK_LEFT + slot * hour, _WEEK_TOP + _WEEK_ROW * (day - 1)
        shade = -(-complaints * _SHADES // most) if complaints else 0
        yield _rect(x, y + 1, slot * 0.93, _WEEK_ROW - 2, f"shade s{shade}")
        if replies:
            radius = 3 if replies * 2 <= most_replies else 4.8
            yield Markup('<circle class="dot" cx="{}%" cy="{}" r="{}"/>').format(
                _number(x + slot * 0.465), _number(y + _WEEK_ROW / 2), radius
            )


def _bars(chart: Chart, name: str) -> _Drawn:
    return _BAR_ROW * len(chart.table.rows), _bar_parts(chart)


def _bar_parts(chart: Chart) -> Iterator[Markup]:
    rows = chart.table.rows
    values = [value if isinstance(value, int | float) else 0 for _, value, _ in rows]
    is_share = chart.table.columns[1].unit is Unit.SHARE
    most = 1 if is_share else max(values, default=0)
    for i, (label, value, text) in enumerate(rows):
        y = _BAR_ROW * i
        for width, kind in ((_WIDE, "wide"), (_NARROW, "narrow")):
            yield _text(0, y + 14, one_line(str(label), width=width), f"label start {kind}")
        part = 100 * _BAR_SHARE * values[i] / most if most else 0
        if is_share:
            yield _rect(0, y + 20, 100 * _BAR_SHARE, _BAR_HEIGHT, "track")
        if part:
            yield _rect(0, y + 20, part, _BAR_HEIGHT, "answered")
        after = 100 * _BAR_SHARE if is_share else part
        is_word = value is None
        yield _text(0 if is_word else after, y + 31, one_line(str(text), width=_NARROW), "count after")


_DRAW: dict[Shape, Callable[[Chart, str], _Drawn]] = {
    Shape.DAYS: _days,
    Shape.LENGTHS: _lengths,
    Shape.WEEK: _week,
    Shape.BARS: _bars,
}


def _hatch(name: str) -> Markup:
    """Define the hatching of those who still wait."""
    return Markup(
        '<defs><pattern id="{}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
        '<rect class="hatch-line" width="2.5" height="6"/></pattern></defs>'
    ).format(name)


def _stack(x: float, width: float, counts: tuple[int, int], top: int, name: str) -> Iterator[Markup]:
    """Draw those answered, and hatched on top of them those who still wait."""
    answered, waiting = (_PLOT * count / top for count in counts)
    if answered:
        yield _rect(x - width / 2, _BASE - answered, width, answered, "answered")
    if waiting:
        yield Markup('<rect class="waiting" fill="url(#{}-hatch)" x="{}%" y="{}" width="{}%" height="{}"/>').format(
            name, *map(_number, (x - width / 2, _BASE - answered - waiting, width, waiting))
        )


def _levels(top: int) -> Iterator[Markup]:
    """Draw the lines of whole numbers up to the top, each with its number on the left."""
    step = _step(top)
    for level in range(0, top + 1, step):
        y = _BASE - _PLOT * level / top
        yield _line(_LEFT, y, 100, y, "level" if level else "level base")
        yield _text(0, y + 4, f"{level:,}", "start")


def _ceiling(most: int) -> int:
    """Give the number at the top of a plot: the next one on which a line falls."""
    step = _step(max(most, 1))
    return -(-max(most, 1) // step) * step


def _step(most: int) -> int:
    """Give the distance of the lines: 1, 2 or 5 and their tenfolds, so that there are few."""
    scale = 1
    while True:
        for digit in (1, 2, 5):
            if digit * scale * _MOST_TICKS >= most:
                return digit * scale
        scale *= 10


def _rect(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    return Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
        kind, *map(_number, (x, y, width, height))
    )


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    return Markup('<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(kind, *map(_number, (x1, y1, x2, y2)))


def _text(x: float, y: float, words: str, kind: str) -> Markup:
    return Markup('<text class="{}" x="{}%" y="{}">{}</text>').format(kind, _number(x), _number(y), words)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

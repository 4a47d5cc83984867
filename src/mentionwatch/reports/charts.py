"""What a report draws: complaints a day, how long people wait, when they write and are answered, and bars to compare.

A chart is made of what the report counts, and its table holds every number that is drawn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from mentionwatch.clock import duration_text, from_text
from mentionwatch.reports import Chart, Column, Figure, Report, Request, Shape, Table, Unit, Value
from mentionwatch.reports.canned import canned
from mentionwatch.reports.grouping import labels
from mentionwatch.reports.spikes import complaints_by_day
from mentionwatch.reports.waits import FIRST, lengths_by
from mentionwatch.store import totals
from mentionwatch.store.complaints import complaint_rows
from mentionwatch.store.wait_scan import wait_rows
from mentionwatch.survival import Lengths

if TYPE_CHECKING:
    from sqlite3 import Connection

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_BOUNDS = (
    *(5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE),
    *(_HOUR, 2 * _HOUR, 4 * _HOUR, 8 * _HOUR),
    *(_DAY, 2 * _DAY, 4 * _DAY, 7 * _DAY),
)
"""Up to how many seconds the bars of a chart of lengths reach; the promise is one more."""
_NEAR = 1.5
"""A bound so near to the promise gives way to it."""
_COMPLAINTS = f"{FIRST} AND w.kind = 'complaint'"
_MOST_BARS = 8
_COMPARED = (
    "complaint_frt_median_seconds",
    "complaint_attainment",
    "missed",
    "canned_rate",
    "praise_ignored",
    "said_satisfied",
)
"""The figures of `compare` that are drawn."""


def with_charts(db: Connection, report: Report) -> Report:
    """Give a report its charts; none where there is nothing to draw, or where it lists cases."""
    draw = _DRAWN.get(report.name)
    if draw is None or report.request.rows:
        return report
    return replace(report, charts=tuple(chart for chart in draw(db, report) if chart.table.rows))


def _summary(db: Connection, report: Report) -> Iterator[Chart]:
    request = report.request
    yield complaints_a_day(db, request)
    yield lengths_chart(request, _complaint_lengths(db, request), of="complaints")
    yield week_chart(db, request)
    yield templates_chart(canned(db, request).table)


def _times(db: Connection, report: Report) -> Iterator[Chart]:
    request = report.request
    yield lengths_chart(request, _complaint_lengths(db, request), of="complaints")
    yield week_chart(db, request)


def _complaint_lengths(db: Connection, request: Request) -> Lengths:
    """Collect how long all complaints wait for a first reply, in one heap however the report is grouped."""
    return lengths_by(db, replace(request, by=()), condition=_COMPLAINTS).get((), Lengths())


def _canned(db: Connection, report: Report) -> Iterator[Chart]:
    yield templates_chart(report.table)


def _compare(db: Connection, report: Report) -> Iterator[Chart]:
    for section in report.sections:
        if len(section.figures) > 1 and section.figures[0].name.rpartition("_")[0] in _COMPARED:
            yield figures_chart(section.title, section.figures)


def complaints_a_day(db: Connection, request: Request) -> Chart:
    """Draw the complaints of each local day, and how many of them still wait for a first reply."""
    by_day = complaints_by_day(db, request)
    of_day = labels("day", request.rules)
    waiting: Counter[str] = Counter()
    condition = f"{_COMPLAINTS} AND w.reply_id IS NULL AND w.seconds IS NULL AND NOT w.is_handled"
    for (posted_at,) in wait_rows(db, request.which, ("posted_at",), condition=condition):
        waiting[of_day(posted_at)[0]] += 1
    rows = tuple((f"{day}", count, waiting[f"{day}"], is_spike) for day, (count, is_spike) in by_day.items())
    total, spikes = sum(count for count, _ in by_day.values()), [row[0] for row in rows if row[3]]
    busiest = max(rows, key=lambda row: row[1], default=None)
    said = f"{total:,} complaints on {len(rows):,} days" if len(rows) > 1 else f"{total:,} complaints on one day"
    said += f", at most {busiest[1]:,} on one ({_day(busiest[0])})" if busiest and len(rows) > 1 and busiest[1] else ""
    said += f"; far more than usual on {', '.join(map(_day, spikes))}" if spikes else "; no day far more than usual"
    return _chart(
        "complaints_a_day",
        "Complaints a day",
        said,
        Shape.DAYS,
        (
            Column("day", "day"),
            Column("complaints", "complaints", Unit.COUNT),
            Column("waiting", "no first reply seen", Unit.COUNT),
            Column("is_spike", "far more than usual", Unit.FLAG),
        ),
        rows if total else (),
    )


def _day(text: str) -> str:
    """Write a day as people do."""
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


def lengths_chart(request: Request, lengths: Lengths, *, of: str) -> Chart:
    """Draw how many were answered within which time, and how many still wait, by how long they do."""
    promise = round(request.rules.sla_at(request.now).complaint.total_seconds())
    bounds = sorted({promise, *(one for one in _BOUNDS if not promise / _NEAR < one < promise * _NEAR)})
    answered, waiting = _counted(lengths.whole, bounds), _counted(lengths.cut, bounds)
    rows = tuple((bound, answered[i], waiting[i]) for i, bound in enumerate((*bounds, None)))
    kept, late = sum(answered[: bounds.index(promise) + 1]), sum(waiting[bounds.index(promise) + 1 :])
    said = (
        f"{len(lengths.whole):,} of {len(lengths):,} {of} have a reply, {kept:,} of them within the promise of "
        f"{duration_text(promise)}; {len(lengths.cut):,} have none, {late:,} of them for longer than that"
    )
    columns = (
        Column("up_to_seconds", "up to", Unit.DURATION),
        Column("answered", "answered", Unit.COUNT),
        Column("waiting", "still waiting", Unit.COUNT),
    )
    title = f"How long {of} wait for a reply"
    chart = _chart("lengths", title, said, Shape.LENGTHS, columns, rows if len(lengths) else ())
    return replace(chart, promise_seconds=promise)


def _counted(seconds: Iterable[int], bounds: Sequence[int]) -> list[int]:
    """Count lengths by the first bound that they do not pass; the last count is of those that pass all."""
    counts = [0] * (len(bounds) + 1)
    for one in seconds:
        counts[bisect_left(bounds, one)] += 1
    return counts


def week_chart(db: Connection, request: Request) -> Chart:
    """Draw the hours of the week at which customers complain and the brand replies, in local time."""
    complaints = _by_hour((row[0] for row in complaint_rows(db, request.which)), request)
    replies = _by_hour(totals.reply_times(db, request.which), request)
    rows = tuple((day, hour, complaints[day, hour], replies[day, hour]) for day in range(1, 8) for hour in range(24))
    silent = sum(n for when, n in complaints.items() if not replies[when])
    said = (
        f"{silent:,} of {complaints.total():,} complaints came in an hour of the week in which the brand sent no reply"
        f"; it sent {replies.total():,} in all"
    )
    columns = (
        Column("weekday", "day of the week", Unit.COUNT),
        Column("hour", "hour", Unit.COUNT),
        Column("complaints", "complaints", Unit.COUNT),
        Column("replies", "replies", Unit.COUNT),
    )
    is_empty = not complaints and not replies
    return _chart(
        "week",
        "When customers complain, and when the brand replies",
        said,
        Shape.WEEK,
        columns,
        () if is_empty else rows,
    )


def _by_hour(times: Iterable[str], request: Request) -> Counter[tuple[int, int]]:
    zone = request.rules.zone
    local = (from_text(at).astimezone(zone) for at in times)
    return Counter((one.isoweekday(), one.hour) for one in local)


def templates_chart(templates: Table) -> Chart:
    """Draw the stock texts held against the brand, by how often they were sent."""
    place = {column.name: i for i, column in enumerate(templates.columns)}
    found = [(str(row[place["text"]]), row[place["canned"]]) for row in templates.rows]
    used = sorted(((text, n) for text, n in found if isinstance(n, int) and n), key=lambda one: -one[1])
    return _bars(
        "templates",
        "Stock texts sent most often",
        [(text, n, f"{n:,}") for text, n in used[:_MOST_BARS]],
        unit=Unit.COUNT,
        says=f"{len(used):,} stock texts were sent {sum(n for _, n in used):,} times",
    )


def figures_chart(title: str, figures: Sequence[Figure]) -> Chart:
    """Draw one figure of each brand as bars; a figure without a value has none."""
    unit = figures[0].unit
    rows = [(one.title, one.value, _in_words(one)) for one in figures]
    return _bars(figures[0].name, title, rows, unit=unit, says="; ".join(f"{name}: {text}" for name, _, text in rows))


def _in_words(figure: Figure) -> str:
    if figure.value is None:
        return figure.if_none
    if figure.unit is Unit.DURATION:
        return duration_text(figure.value)
    return f"{figure.n:,} of {figure.of:,}" if figure.of is not None else f"{figure.n:,}"


def _bars(name: str, title: str, rows: Sequence[tuple[Value, ...]], *, unit: Unit, says: str) -> Chart:
    columns = (Column("label", "what"), Column("value", "value", unit), Column("text", "in words"))
    return _chart(name, title, says, Shape.BARS, columns, tuple(rows))


def _chart(
    name: str, title: str, says: str, shape: Shape, columns: tuple[Column, ...], rows: tuple[tuple[Value, ...], ...]
) -> Chart:
    table = Table(name=name, title=title, columns=columns, rows=rows, is_for_files=True)
    return Chart(name=name, title=title, says=f"{says}.", shape=shape, table=table)


_DRAWN: dict[str, Callable[[Connection, Report], Iterator[Chart]]] = {
    "summary": _summary,
    "times": _times,
    "canned": _canned,
    "compare": _compare,
}

"""Values, figures and periods in plain words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mentionwatch.clock import duration_text, from_text
from mentionwatch.render.moved import moved_text
from mentionwatch.reports import FEW, Figure, Report, Request, Unit, Value
from mentionwatch.text import one_line

_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_LONGEST = 2000


class Words:
    """Puts values into words, in the time zone of a report and as of its `now`."""

    def __init__(self, zone: ZoneInfo, now: datetime) -> None:
        self.zone = zone
        self.today = now.astimezone(zone).date()

    def value(self, value: Value, unit: Unit) -> str:
        """Put a value into one line of safe text."""
        if value is None:
            return ""
        if isinstance(value, datetime):
            return self.instant(value)
        if isinstance(value, tuple):
            return one_line("; ".join(value), width=_LONGEST)
        if isinstance(value, str):
            return one_line(value, width=_LONGEST)
        return number(value, unit)

    def instant(self, at: datetime) -> str:
        """Write an instant as `21 Nov 14:05`, with the year if it is another than today's."""
        local = at.astimezone(self.zone)
        year = "" if local.year == self.today.year else f" {local.year}"
        return f"{local.day} {local:%b}{year} {local:%H:%M}"

    def sentence(self, text: str) -> str:
        """Make a sentence of ours one safe line, its times local."""
        return _ISO.sub(lambda match: self.instant(from_text(match[0])), one_line(text, width=_LONGEST))


def number(value: float, unit: Unit) -> str:
    """Write a number as what it counts."""
    if isinstance(value, bool) or unit is Unit.FLAG:
        return "yes" if value else "no"
    if unit is Unit.DURATION:
        return duration_text(value)
    if unit is Unit.SHARE:
        return percent(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def percent(share: float) -> str:
    """Write a share such that it says 0 % and 100 % for none and all only."""
    whole = round(share * 100)
    if whole == 0 and share > 0:
        return "<1 %"
    return ">99 %" if whole == 100 and share < 1 else f"{whole} %"


def figure_text(figure: Figure) -> str:
    """Write a figure with what it is of: `38 of 46 (83 %)`, `2 h 10 min (n 48)`, `12`."""
    if figure.value is None:
        if figure.of:
            return f"{one_line(figure.if_none)} ({figure.n or 0:,} of {figure.of:,})"
        return one_line(figure.if_none) + (f" (n {figure.n:,})" if figure.n else "")
    if figure.unit is Unit.SHARE and figure.n is not None and figure.of is not None:
        return f"{figure.n:,} of {figure.of:,} ({percent(figure.value)}{_interval(figure)})"
    text = number(figure.value, figure.unit)
    if figure.of is not None:
        return f"{text} of {figure.of:,}"
    is_plain = figure.unit is Unit.COUNT or figure.n is None
    return text if is_plain else f"{text} (n {figure.n:,}{_interval(figure)})"


def before_text(figure: Figure) -> str:
    """Write what a figure was in the previous period, and where it is now if it has moved."""
    before = figure.before
    if before is None or (before.value is None and not before.n):
        return ""
    moved = moved_text(figure)
    is_same = figure.value is None and before.value is None and figure.if_none == before.if_none
    then = replace(before, low=None, high=None, if_none="the same") if is_same else replace(before, low=None, high=None)
    return f"before {figure_text(then)}" + (f", {moved}" if moved else "")


def _interval(figure: Figure) -> str:
    """Say between what values many more cases may put a figure that few cases carry."""
    if figure.low is None:
        return ""
    if figure.unit is Unit.SHARE and figure.high is not None:
        return f"; likely {percent(figure.low).removesuffix(' %')} to {percent(figure.high)}"
    if figure.unit is Unit.DURATION and (figure.n or 0) < FEW:
        low = number(figure.low, figure.unit)
        return (
            f"; likely over {low}" if figure.high is None else f"; likely {low} to {number(figure.high, figure.unit)}"
        )
    return ""


def headline(report: Report) -> str:
    """Say of whom, of when and in which time zone a report speaks."""
    request = report.request
    brand = one_line(request.which.brand or "all brands", width=80)
    return f"{brand}, {_period(request)}, {request.rules.timezone}"


def _period(request: Request) -> str:
    """Name a period by its first and last day."""
    zone, which = request.rules.zone, request.which
    last = ((which.until_at or request.now) - timedelta(seconds=1)).astimezone(zone).date()
    if which.since_at is None:
        return f"up to {_day(last)}"
    first = which.since_at.astimezone(zone).date()
    if first >= last:
        return _day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {_day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {_day(last)}"
    return f"{_day(first)} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

"""The days of a period with far more complaints than usual: in all, and by topic, place and network."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text, start_of_day
from mentionwatch.reports import Cases, Dataset, Figure, Key, Request, Section
from mentionwatch.reports.figures import counted
from mentionwatch.reports.grouping import labels
from mentionwatch.spikes import BASE_DAYS, Spike, find_spike
from mentionwatch.store.complaints import complaint_rows, first_mention_at

if TYPE_CHECKING:
    from sqlite3 import Connection

_MOST = 6
"""How many spikes are shown, the largest first: one bad day is often one by topic, place and network too."""
_DEFINITION = (
    "complaints of a day to or about the brand, far more than on the 28 days before it (docs/metrics.md); "
    "at least 5, and likely by chance on less than one day in a thousand"
)

_What = tuple[str, str]
"""What complaints are counted by, and its name: ("topic", "delivery"); ("", "") for all."""


def spikes(db: Connection, request: Request) -> Section:
    """Find the spikes of the period, the largest against the usual first."""
    days = _days(request)
    if days is None:
        return Section(title="Spikes", figures=())
    counts = _count(db, request, days[0])
    known_from = _known_from(db, request, days[0] - timedelta(days=BASE_DAYS))
    found = [
        (day, what, spike)
        for what, by_day in counts.items()
        for day in by_day
        if days[0] <= day <= days[1] and (spike := _find(by_day, day, known_from)) is not None
    ]
    found.sort(key=lambda one: (-one[2].count / (one[2].usual + 1), one[0], one[1]))
    return Section(title="Spikes", figures=tuple(_figure(db, request, *one) for one in found[:_MOST]))


def complaints_by_day(db: Connection, request: Request) -> dict[date, tuple[int, bool]]:
    """Count the complaints of each local day of the period, each with whether it is a spike.

    A period without a beginning begins with the day of its first complaint, and none before something is known.
    """
    days = _days(request)
    first = days[0] if days else date.min + timedelta(days=BASE_DAYS + 1)
    counts = _count(db, request, first)["", ""]
    if days is None:
        days = (min(counts), max(counts)) if counts else (first, first - timedelta(days=1))
    known_from = _known_from(db, request, days[0] - timedelta(days=BASE_DAYS))
    begin = max(days[0], min((known_from, *counts)))
    return {day: (counts.get(day, 0), _find(counts, day, known_from) is not None) for day in _between(begin, days[1])}


def _find(by_day: dict[date, int], day: date, known_from: date) -> Spike | None:
    count = by_day.get(day, 0)
    before = (day - timedelta(days=back) for back in range(1, BASE_DAYS + 1))
    return find_spike(count, [by_day.get(one, 0) for one in before if one >= known_from])


def _days(request: Request) -> tuple[date, date] | None:
    """Give the first and the last local day of the period; None where it has no beginning."""
    which, zone = request.which, request.rules.zone
    if which.since_at is None:
        return None
    until_at = min(which.until_at or request.now, request.now)
    return which.since_at.astimezone(zone).date(), (until_at - timedelta(seconds=1)).astimezone(zone).date()


def _between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _known_from(db: Connection, request: Request, earliest: date) -> date:
    """Give the first day of which all complaints are known, at the earliest the one asked for."""
    known = first_mention_at(db, request.which.brand)
    if known is None:
        return earliest
    return max(earliest, from_text(known).astimezone(request.rules.zone).date() + timedelta(days=1))


def _rows(db: Connection, request: Request, first: date) -> Iterator[tuple[date, list[_What], Key]]:
    """Give of each complaint from a day on its day, what it is counted by, and what names it."""
    which = replace(request.which, since_at=start_of_day(first, request.rules.zone))
    days, whats = labels("day", request.rules), lru_cache(maxsize=None)(_whats)
    for at, network, place, topics, post_id, brand in complaint_rows(db, which):
        yield date.fromisoformat(days(at)[0]), whats(network, place, topics), (post_id, brand)


def _whats(network: str, place: str | None, topics: str | None) -> list[_What]:
    """Name what a complaint is counted by."""
    named = [("about", topic) for topic in json.loads(topics or "[]")]
    return [("", ""), ("on", network), *named, *([("at", place)] if place else [])]


def _count(db: Connection, request: Request, first: date) -> dict[_What, dict[date, int]]:
    counts: dict[_What, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for day, what, _ in _rows(db, request, first - timedelta(days=BASE_DAYS)):
        for one in what:
            counts[one][day] += 1
    return counts


def _figure(db: Connection, request: Request, day: date, what: _What, spike: Spike) -> Figure:
    usual = f"{spike.usual:.0f}" if spike.usual >= 10 else f"{spike.usual:.1f}"
    of = f" {what[0]} {what[1]}" if what[0] else ""

    def keys() -> Iterator[Key]:
        return (key for one, whats, key in _rows(db, request, day) if one == day and what in whats)

    return counted(
        re.sub(r"\W+", "_", f"spike_{day:%Y%m%d}_{what[0]}_{what[1]}").rstrip("_"),
        f"{day.day} {day:%B}: complaints{of}, usually {usual} a day",
        spike.count,
        _DEFINITION,
        cases=Cases(Dataset.MENTIONS, keys),
    )

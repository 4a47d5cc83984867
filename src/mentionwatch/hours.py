"""Business time: the opening hours of a brand, and the open seconds between two instants."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from difflib import get_close_matches
from functools import lru_cache
from itertools import accumulate
from typing import TypeAlias

Week: TypeAlias = tuple[tuple[tuple[int, int], ...], ...]
"""For each weekday, Monday first, its spans in minutes after midnight; an overnight span ends past 1440."""

_DAY = 86_400
_AVERAGE_YEAR = 31_556_952
_LAST_YEAR = 2199
_EPOCH = date(1970, 1, 1).toordinal()
_MONDAY = date(1970, 1, 5).toordinal() - _EPOCH
_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAME = "(?:mon|tue|wed|thu|fri|sat|sun)"
_DAYS = re.compile(rf"{_DAY_NAME}(?:-{_DAY_NAME})?(?:,{_DAY_NAME}(?:-{_DAY_NAME})?)*")
_LONG_NAME = re.compile(rf"\b({_DAY_NAME})(?:day|sday|nesday|rsday|urday)\b")
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)
_EXAMPLE = "write it like 'mon-fri 09:00-12:30 13:30-17:30'"


def read_week(text: str) -> Week:
    """Read opening hours such as `mon-fri 09:00-12:30 13:30-17:30; sat 10:00-14:00; sun 18:00-02:00`.

    A span whose end is not after its start runs into the next day. Raises ValueError otherwise.
    """
    week: list[list[tuple[int, int]]] = [[] for _ in _DAY_NAMES]
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", _plain(text)))):
        days, *spans = part.split()
        if not _DAYS.fullmatch(days):
            raise ValueError(f"no days of the week: {days[:40]!r}; {_EXAMPLE}")
        if not spans:
            raise ValueError(f"no hours stand after {days[:40]!r}; {_EXAMPLE}")
        hours = [_read_span(span) for span in spans]
        for day in _read_days(days):
            week[day] += hours
    if not any(week):
        raise ValueError(f"no opening hours; {_EXAMPLE}")
    return tuple(tuple(sorted(set(spans))) for spans in week)


def _plain(text: str) -> str:
    text = re.sub(r"\s*[-–—]\s*", "-", text.lower())
    return _LONG_NAME.sub(r"\1", re.sub(r"[ \t]*,[ \t]*", ",", text))


def _read_days(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, _, last = part.partition("-")
        begin, end = _DAY_NAMES.index(first), _DAY_NAMES.index(last or first)
        for day in range(begin, end + 1 if end >= begin else end + 8):
            yield day % 7


def _read_span(text: str) -> tuple[int, int]:
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ValueError(f"no span of hours: {text[:40]!r}; {_EXAMPLE}")
    start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if max(start_minute, end_minute) > 59 or start >= 1440 or end > 1440:
        raise ValueError(f"no times of day: {text!r}; hours run from 00:00 to 24:00")
    if start == end:
        raise ValueError(f"the span {text!r} begins when it ends; write 00:00-24:00 for a whole day")
    return start, end if end > start else end + 1440


def check_holidays(code: str) -> None:
    """Check that the holidays library knows a code such as `US` or `DE-BE`. Raises ValueError."""
    from holidays import list_supported_countries

    country, _, part = code.partition("-")
    known = list_supported_countries()
    if country in known and (not part or part in known[country]):
        return
    raise ValueError(f"no holidays are known for {code[:40]!r}; {_near_code(country.upper(), part.upper(), known)}")


def _near_code(country: str, part: str, known: Mapping[str, Sequence[str]]) -> str:
    parts = known.get(country, ())
    if country in known and (not part or part in parts):
        return f"did you mean {f'{country}-{part}'.rstrip('-')!r}?"
    if parts:
        return f"the parts of {country} are {', '.join(parts)}"
    near = [] if country in known else get_close_matches(country, known, n=1)
    return f"did you mean {near[0]!r}?" if near else "write a country such as US, a part of one such as DE-BE, or dates"


@lru_cache(maxsize=8)
def _holidays_of(code: str) -> Container[date]:
    """Give the holidays of a code; the library works out each year when it is first asked for."""
    from holidays import country_holidays

    country, _, part = code.partition("-")
    return country_holidays(country, subdiv=part or None)


@dataclass(frozen=True, slots=True)
class _Year:
    """The open spans of one year in epoch seconds, and the open seconds before each of them."""

    starts: list[int]
    ends: list[int]
    before: list[int]

    def open_until(self, second: int) -> int:
        """Count the open seconds from the year's beginning to an instant in it."""
        index = bisect_right(self.starts, second) - 1
        if index < 0:
            return 0
        return self.before[index] + min(second, self.ends[index]) - self.starts[index]

    def instant_of(self, seconds: int) -> int | None:
        """Give the instant at which so many open seconds of the year have passed; None: it has no more than these."""
        if seconds > self.before[-1]:
            return None
        index = bisect_left(self.before, seconds) - 1
        return self.starts[index] + seconds - self.before[index]


class Calendar:
    """The opening hours of a brand, on the wall clock of its time zone.

    `week` is text for `read_week`; `holidays` is a code of the holidays library or the dates themselves.
    A holiday is closed from its first span on; an overnight span of the day before runs on into it.
    """

    __slots__ = ("_closed", "_week", "_years", "_zone")

    def __init__(self, week: str, zone: tzinfo, *, holidays: str | Iterable[date] = ()) -> None:
        self._week = read_week(week)
        self._zone = zone
        self._closed = _holidays_of(holidays) if isinstance(holidays, str) else frozenset(holidays)
        self._years: dict[int, _Year] = {}

    def business_seconds(self, opened_at: datetime, closed_at: datetime) -> int:
        """Count the open seconds between two instants; none if the second is the earlier."""
        return self.open_seconds(int(opened_at.timestamp()), int(closed_at.timestamp()))

    def add(self, opened_at: datetime, business_seconds: int) -> datetime:
        """Give the instant at which so many open seconds have passed since another; in UTC.

        It is the first such instant, so it never lies after closing time. Raises OverflowError where that takes
        longer than this program's years.
        """
        return datetime.fromtimestamp(self.open_after(int(opened_at.timestamp()), business_seconds), UTC)

    def open_seconds(self, opened: int, closed: int) -> int:
        """Count as `business_seconds` does; both are whole seconds since 1970 in UTC."""
        if closed <= opened:
            return 0
        first, last = _year_of(opened), _year_of(closed)
        seconds = self._year(last).open_until(closed) - self._year(first).open_until(opened)
        for year in range(first, last):
            seconds += self._year(year).before[-1]
        return seconds

    def open_after(self, opened: int, seconds: int) -> int:
        """Give the instant that `add` gives; both are whole seconds since 1970 in UTC."""
        if seconds <= 0:
            return opened
        first = _year_of(opened)
        left = seconds + self._year(first).open_until(opened)
        for year in range(first, _LAST_YEAR + 1):
            found = self._year(year).instant_of(left)
            if found is not None:
                return found
            left -= self._year(year).before[-1]
        raise OverflowError(f"so much business time has not passed by the end of {_LAST_YEAR}")

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            spans = _merged(self._spans(_begin(year), _begin(year + 1)))
            lengths = (end - start for start, end in spans)
            before = list(accumulate(lengths, initial=0))
            self._years[year] = _Year([start for start, _ in spans], [end for _, end in spans], before)
        return self._years[year]

    def _spans(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """Lay the week over each stretch of unchanging UTC offset, so that a skipped hour is not open at all."""
        for start, stop, offset in _stretches(self._zone, begin, end):
            first, last = (start + offset) // _DAY - 1, (stop + offset) // _DAY
            for day in range(first, last + 1):
                if date.fromordinal(day + _EPOCH) in self._closed:
                    continue
                midnight = day * _DAY - offset
                for opens, closes in self._week[(day - _MONDAY) % 7]:
                    span = max(midnight + opens * 60, start), min(midnight + closes * 60, stop)
                    if span[0] < span[1]:
                        yield span


def _year_of(second: int) -> int:
    """Give the year of an instant: the one that years of average length would give, or the one beside it."""
    year = 1970 + second // _AVERAGE_YEAR
    if second < _begin(year):
        return year - 1
    return year if second < _begin(year + 1) else year + 1


@lru_cache(maxsize=512)
def _begin(year: int) -> int:
    return (date(year, 1, 1).toordinal() - _EPOCH) * _DAY


def _stretches(zone: tzinfo, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Cut a span of epoch seconds where the zone changes its offset: begin, end and offset of each piece."""
    start, offset = begin, _offset(zone, begin)
    for low in range(begin, end, _DAY):
        high = min(low + _DAY, end)
        if _offset(zone, high) == offset:
            continue
        change = bisect_right(range(low, high), 0, key=lambda second: int(_offset(zone, second) != offset)) + low
        yield start, change, offset
        start, offset = change, _offset(zone, change)
    yield start, end, offset


def _offset(zone: tzinfo, second: int) -> int:
    span = datetime.fromtimestamp(second, zone).utcoffset()
    return int(span.total_seconds()) if span else 0


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sort spans and join those that touch or overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged

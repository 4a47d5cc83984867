"""Times as people and their programs write them, read without guessing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal, TypeAlias

from mentionwatch.clock import read_instant
from mentionwatch.model import TimeQuality

DayOrder: TypeAlias = Literal["dmy", "mdy"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {  # RFC 822's names, and those that mean one zone only; BST, IST and the like are several
    name: hours
    for hours, names in {
        -8: "pst",
        -7: "mst pdt",
        -6: "cst mdt",
        -5: "est cdt",
        -4: "edt",
        0: "z ut utc gmt wet",
        1: "cet west",
        2: "cest eet",
        3: "eest msk",
        9: "jst",
        10: "aest",
        11: "aedt",
        12: "nzst",
        13: "nzdt",
    }.items()
    for name in names.split()
}
_CLOCK = r"(?P<clock>\d{1,2}:\d\d(?::\d\d)?)"
_ZONE = r"(?P<zone>[+-]\d\d:?\d\d|[A-Za-z]{1,4})"
_NAMED_MONTH = tuple(
    re.compile(rf"(?:[A-Za-z]{{3,9}},?\s+)?{shape}")
    for shape in (
        rf"(?P<day>\d\d?)[\s-](?P<month>[A-Za-z]{{3,9}})[\s-](?P<year>\d{{4}})\s+{_CLOCK}(?:\s*{_ZONE})?",  # RFC 822
        # asctime, Twitter
        rf"(?P<month>[A-Za-z]{{3,9}})\s+(?P<day>\d\d?)\s+{_CLOCK}(?:\s+{_ZONE})?\s+(?P<year>\d{{4}})",
    )
)
_DATE_ONLY = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"(?<!\d)(?:19[7-9]\d|2[01]\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?:19[7-9]\d|2[01]\d\d)(?:\d{4}|\d{10})?(?!\d)")
_GMT_PLUS = re.compile(r"\b(?:GMT|UTC)(?=[+-]\d)")
_REMARK = re.compile(r"\s*\([^()]*\)$|(?<=[+-]\d{4}) [A-Z]{2,5}$")  # (CEST), +0000 UTC
_LONGEST = 80
_EARLIEST_EPOCH = 1e8  # a smaller number is a count or a year, not a time


def read_time(value: object, *, day_order: DayOrder | None = None) -> tuple[datetime, TimeQuality]:
    """Read a time in any form whose meaning is certain; a date alone is its midnight, estimated.

    ISO 8601, epoch seconds or milliseconds, RFC 822, Twitter's, and what dateutil reads. A time without a
    zone is UTC. `03/10/2026` is refused unless `day_order` says which is the day. Raises ValueError with
    the reason.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("not a time")
    if not isinstance(value, str):
        if not _EARLIEST_EPOCH <= value < 1e14:
            raise ValueError("not a time: a number out of range")
        return read_instant(value), TimeQuality.EXACT
    text = " ".join(value[: 4 * _LONGEST].split())
    if not text or len(text) > _LONGEST:
        raise ValueError("not a time" if text else "an empty time")
    if _DATE_ONLY.fullmatch(text):
        return read_instant(text), TimeQuality.ESTIMATED
    for read in (read_instant, _read_named_month):
        try:
            return read(text), TimeQuality.EXACT
        except ValueError:
            continue
    return _read_loosely(text, day_order)


def _read_named_month(text: str) -> datetime:
    for pattern in _NAMED_MONTH:
        if match := pattern.fullmatch(text):
            month = _MONTHS.index(match["month"][:3].lower()) + 1
            clock = match["clock"].rjust(8 if match["clock"].count(":") == 2 else 5, "0")
            return read_instant(f"{match['year']}-{month:02}-{int(match['day']):02}T{clock}{_offset(match['zone'])}")
    raise ValueError("not a time with the month's name")


def _offset(zone: str | None) -> str:
    if zone is None:
        return "Z"
    if zone[0] in "+-":
        return zone
    return f"{_hours(zone):+03}:00"


def _hours(zone: str) -> int:
    hours = _ZONES.get(zone.lower())
    if hours is None:
        raise ValueError(f"a time zone that can be several: {zone}; write +01:00")
    return hours


def _read_loosely(text: str, day_order: DayOrder | None) -> tuple[datetime, TimeQuality]:
    text = _GMT_PLUS.sub("", _REMARK.sub("", text))  # dateutil takes GMT+2 for two hours west
    if _YEAR_FIRST.match(text):
        return _parse(text, is_day_first=False)
    if not _YEAR.search(text):
        raise ValueError(f"not a time: {text[:40]!r}; the year must have four digits")
    if day_order is not None:
        return _parse(text, is_day_first=day_order == "dmy")
    by_day, by_month = _parse(text, is_day_first=True), _parse(text, is_day_first=False)
    if by_day != by_month:
        raise ValueError(f"day or month first? {text[:40]!r}")
    return by_day


def _parse(text: str, *, is_day_first: bool) -> tuple[datetime, TimeQuality]:
    """Read with dateutil; what the text leaves open takes the value of a default, and so betrays itself."""
    instant = _parse_with(text, datetime(2001, 1, 1), is_day_first)
    if instant != _parse_with(text, datetime(2002, 2, 2), is_day_first):
        raise ValueError(f"not a full date: {text[:40]!r}")
    if not 1970 <= instant.year < 2200:
        raise ValueError(f"not a time of ours: the year {instant.year}")
    has_clock = instant == _parse_with(text, datetime(2001, 1, 1, 1), is_day_first)
    return instant.replace(microsecond=0), TimeQuality.EXACT if has_clock else TimeQuality.ESTIMATED


def _parse_with(text: str, default: datetime, is_day_first: bool) -> datetime:
    from dateutil import parser  # 20 ms of start-up that most files never need

    try:
        instant = parser.parse(text, default=default, dayfirst=is_day_first, tzinfos=_zone)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
        # dateutil lets the faults of its own arithmetic through
        reason = str(error) if "time zone" in str(error) else f"not a time: {text[:40]!r}"
        raise ValueError(reason) from None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """Give the zone that dateutil has found; `offset` is in seconds."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_hours(name))) if name else None

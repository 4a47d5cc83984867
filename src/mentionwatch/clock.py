"""Instants and durations: one way to read, write and print each of them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?[smhdw]\s*)+", re.ASCII)
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhdw])", re.ASCII)
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.ASCII,
)
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?", re.ASCII)


def to_text(instant: datetime) -> str:
    """Write an instant as `2026-11-22T09:30:00Z`, the one form the database holds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote."""
    return datetime.fromisoformat(text)


def read_instant(value: str | int | float) -> datetime:
    """Read an instant from any form the networks use: ISO 8601 or epoch seconds or milliseconds.

    A leap second becomes the next second, 24:00 the next day, a time without a zone UTC; fractions of a
    second are dropped. Raises ValueError for anything else and for years outside 1970..2199.
    """
    if isinstance(value, bool):
        raise ValueError("not a time: a truth value")
    if isinstance(value, int | float):
        return _from_epoch(value)
    text = value.strip()
    match = _ISO.fullmatch(text)
    if match is not None:
        return _from_match(match)
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text))
    raise ValueError(f"not a time: {text[:40]!r}")


def _from_match(match: re.Match[str]) -> datetime:
    day, hour, minute, second, zone = match.groups()
    hours, minutes, seconds = int(hour or 0), int(minute or 0), int(second or 0)
    if hours > 24 or minutes > 59 or seconds > 60 or (hours == 24 and (minutes or seconds)):
        raise ValueError(f"not a time: {match[0][:40]!r}")
    start = _check_year(datetime.combine(date.fromisoformat(day), datetime.min.time(), tzinfo=UTC))
    return _check_year(start + timedelta(hours=hours, minutes=minutes, seconds=seconds) - _offset(zone))


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone in "Zz":
        return timedelta(0)
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise ValueError(f"not an offset from UTC: {zone!r}")
    span = timedelta(hours=hours, minutes=minutes)
    return -span if zone[0] == "-" else span


def _from_epoch(seconds: int | float) -> datetime:
    if not 0 <= seconds < 1e14:
        raise ValueError("not a time: no number of seconds since 1970 in our days")
    if seconds >= 1e11:
        seconds /= 1000
    return _check_year(datetime.fromtimestamp(int(seconds), UTC))


def _check_year(instant: datetime) -> datetime:
    if not 1970 <= instant.year < 2200:
        raise ValueError(f"not a time of ours: the year {instant.year}")
    return instant


def read_duration(text: str) -> timedelta:
    """Read `90s`, `5m`, `1h30m`, `30d`, `2w`. Raises ValueError otherwise."""
    text = text.strip().lower()
    if not _DURATION.fullmatch(text):
        raise ValueError(f"not a duration: {text[:40]!r}; write 90s, 5m, 1h, 1h30m, 30d or 2w")
    try:
        return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text)))
    except OverflowError:
        raise ValueError(f"too long a duration: {text[:40]!r}") from None


def duration_text(seconds: float) -> str:
    """Print a duration in its two largest units: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`."""
    if seconds < 0:
        return "-" + duration_text(-seconds)
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return _two(minutes // 60, "h", minutes % 60, "min")
    hours = round(whole / 3600)
    return _two(hours // 24, "d", hours % 24, "h")


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large} {large_unit} {small} {small_unit}" if small else f"{large} {large_unit}"


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Give the instant at which a day begins in a zone, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)

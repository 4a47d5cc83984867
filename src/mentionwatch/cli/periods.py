"""Spans of time as people write them: dates, `7d`, `today`, `2026-10`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mentionwatch.clock import read_duration, read_instant, start_of_day
from mentionwatch.errors import UsageError

FORMS = "2026-11-22, 2026-10, 2026-11-22T09:30, today, yesterday, 7d, 2w or 12h"
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_DAYS_AGO = re.compile(r"(\d{1,5})([dw])", re.ASCII)


def read_period(
    since: str | None, until: str | None, *, now: datetime, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """Read the two ends of a half-open span, in UTC; a missing end is None.

    Days are those of `zone`. A day or month named as the end belongs to the span; `7d` is the midnight seven
    days ago, at either end. Raises UsageError for what is no time, and for an end before the beginning.
    """
    since_at = _read("--since", since, now=now, zone=zone)[0] if since is not None else None
    until_at = _read("--until", until, now=now, zone=zone)[1] if until is not None else None
    if since_at and since_at >= (until_at or now):
        end = f"--until {until}" if until else "now"
        raise UsageError(f"--since {since} is not before {end}", hint=f"write for example {FORMS}")
    return since_at, until_at


def _read(option: str, text: str, *, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the instants at which what is named begins and ends."""
    word = text.strip().lower()
    try:
        first, days = _days(word, now.astimezone(zone).date())
        if first is not None:
            return start_of_day(first, zone), start_of_day(first + days, zone)
        at = _instant(text.strip(), now=now, zone=zone)
    except (ValueError, OverflowError):
        raise UsageError(f"{option} {text[:60]!r} is no time", hint=f"write for example {FORMS}") from None
    return at, at


def _days(word: str, today: date) -> tuple[date | None, timedelta]:
    """Read whole days: the first, and how many; None for what is no day."""
    if word in ("today", "yesterday"):
        return today - timedelta(days=word == "yesterday"), timedelta(days=1)
    if match := _DAYS_AGO.fullmatch(word):
        return today - timedelta(days=int(match[1]) * (7 if match[2] == "w" else 1)), timedelta(0)
    if match := _MONTH.fullmatch(word):
        first = date(int(match[1]), int(match[2]), 1)
        return first, (first + timedelta(days=31)).replace(day=1) - first
    if _DAY.fullmatch(word):
        return date.fromisoformat(word), timedelta(days=1)
    return None, timedelta(0)


def _instant(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Read a duration before now, or a time of day, which is local unless it names an offset."""
    if "T" not in text.upper() and " " not in text:
        return now - read_duration(text)
    at = read_instant(text)
    return at if _OFFSET.search(text) else at.replace(tzinfo=zone).astimezone(now.tzinfo)

"""Single values of somebody's JSON: times, stars, truths, names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from mentionwatch.feeds.cells import LONGEST_ID
from mentionwatch.feeds.json_paths import find_word
from mentionwatch.feeds.shape import Unreadable, judge_time
from mentionwatch.feeds.times import read_time
from mentionwatch.model import TimeQuality

_STARS = {"ONE": 1.0, "TWO": 2.0, "THREE": 3.0, "FOUR": 4.0, "FIVE": 5.0}
_Read = TypeVar("_Read")


def need(item: Any, where: str, stream: Mapping[str, str], name: str) -> str:
    """Give a text that must be there; `name` is what we call it. Raises Unreadable."""
    word = find_word(item, where, stream)
    if word is None:
        raise Unreadable(f"no {name}")
    if len(word) > LONGEST_ID:
        raise Unreadable(f"an {name} of more than {LONGEST_ID} characters")
    return word


def get(value: Any, read: Callable[[Any], _Read]) -> _Read | None:
    """Read an optional value; what cannot be used is nothing."""
    try:
        return read(value) if value is not None else None
    except (ValueError, OverflowError):
        return None


def read_posted_at(value: Any, now: datetime, *, is_estimated: bool) -> tuple[datetime, TimeQuality]:
    """Read the time of a post. Raises Unreadable."""
    try:
        instant, quality = read_time(value)
    except (ValueError, OverflowError):
        raise Unreadable("no time of posting") from None
    judged, stands = judge_time(instant, now)
    return judged, TimeQuality.ESTIMATED if is_estimated or quality is not stands else stands


def read_stars(value: Any, most: float) -> float | None:
    """Read a rating, in Google's words too, as stars of five; None for what is none."""
    if isinstance(value, str) and value.upper() in _STARS:
        return _STARS[value.upper()]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        rating = float(value) * 5 / most
    except (ValueError, OverflowError):
        return None
    return rating if 0 <= rating <= 5 else None


def is_true(value: Any) -> bool:
    """Tell a truth from its opposite, in words too; a time at which something came about is a truth."""
    return bool(value) and str(value).strip().lower() not in ("false", "no", "0", "none")


def plain(account: str) -> str:
    """Give a handle as handles are compared."""
    return account.strip().lstrip("@").casefold()

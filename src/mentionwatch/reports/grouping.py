"""How figures are grouped: by time, place, network and the like, for `--by`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from mentionwatch.clock import from_text, start_of_day, to_text
from mentionwatch.reports import UNJUDGED
from mentionwatch.reports.agents import agent_name

if TYPE_CHECKING:
    from mentionwatch.config import Rules

Labels: TypeAlias = Callable[[Sequence[Any]], tuple[str, ...]]
"""Names the groups a case belongs to, by its values in the columns that the grouping needs."""

_FORMS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "hour": "%H:00"}
_BANDS = ((100, "under 100"), (1_000, "100 to 999"), (10_000, "1,000 to 9,999"), (100_000, "10,000 to 99,999"))
_NONE = "(none)"

COLUMNS = {
    **dict.fromkeys(_FORMS, ("opened_at",)),
    "network": ("network",),
    "feed": ("feeds",),
    "place": ("place",),
    "topic": ("topics",),
    "kind": ("kind",),
    "brand": ("brand",),
    "agent": ("brand", "is_replied", "agent"),
    "reach": ("followers",),
}
"""The ways to group, and the columns each needs, in this order."""


def labels(by: str, rules: Rules) -> Labels:
    """Give what names the groups of a case; cases come in order of time."""
    if by in _FORMS:
        return _by_time(by, rules.zone)
    if by == "agent":
        return lambda values: (_agent(values, rules),)
    return {
        "feed": _feeds,
        "topic": _topics,
        "reach": _reach,
        "kind": lambda values: (values[0] or UNJUDGED,),
    }.get(by, lambda values: (values[0] or _NONE,))


def _by_time(by: str, zone: ZoneInfo) -> Labels:
    """Name spans of local time; the end of each is worked out once, so that most cases cost one comparison."""
    start, end, label = "", "", ("",)

    def name(values: Sequence[Any]) -> tuple[str, ...]:
        nonlocal start, end, label
        at = values[0]
        if not start <= at < end:
            local = from_text(at).astimezone(zone)
            start, end, label = at, to_text(_end(local, by, zone)), (local.strftime(_FORMS[by]),)
        return label

    return name


def _end(local: datetime, by: str, zone: ZoneInfo) -> datetime:
    """Give an end of the group's span, at the next local midnight or, by the hour, at the next hour."""
    if by == "hour":
        into = timedelta(minutes=local.minute, seconds=local.second)
        return from_text(to_text(local)) + timedelta(hours=1) - into
    return start_of_day(local.date() + timedelta(days=1), zone)


def _feeds(values: Sequence[Any]) -> tuple[str, ...]:
    return (", ".join(json.loads(values[0])) or _NONE,)


def _topics(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(json.loads(values[0])) or (_NONE,)


def _reach(values: Sequence[Any]) -> tuple[str, ...]:
    followers = values[0]
    if followers is None:
        return ("not known",)
    return (next((name for below, name in _BANDS if followers < below), "100,000 and more"),)


def _agent(values: Sequence[Any], rules: Rules) -> str:
    brand, is_replied, agent = values
    if not is_replied:
        return "(no reply)"
    return agent_name(brand, agent, rules) or "unsigned"


def in_order(by: str, names: Sequence[str]) -> list[str]:
    """Put the names of groups in order: reach by its size, all others by the alphabet, which is that of time too."""
    if by != "reach":
        return sorted(names)
    bands = [name for _, name in _BANDS] + ["100,000 and more", "not known"]
    return sorted(names, key=bands.index)

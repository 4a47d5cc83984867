"""How figures are grouped: by time, place, network and the like, for `--by`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import product
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from mentionwatch.clock import from_text, start_of_day, to_text
from mentionwatch.errors import UsageError
from mentionwatch.reports import UNJUDGED, Column, Request, Table, Unit
from mentionwatch.reports.agents import agent_name
from mentionwatch.survival import plain_percentile

if TYPE_CHECKING:
    from sqlite3 import Row

    from mentionwatch.config import Rules

Group: TypeAlias = tuple[str, ...]
"""The names of a group, one for each way of grouping."""
Labels: TypeAlias = Callable[[Any], tuple[str, ...]]
"""Names the groups a case belongs to, by its value in the column that the grouping needs; by its values in several."""

_FORMS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "hour": "%H:00"}
_BANDS = ((100, "under 100"), (1_000, "100 to 999"), (10_000, "1,000 to 9,999"), (100_000, "10,000 to 99,999"))
_NONE = "(none)"
_ALL: tuple[Group, ...] = ((),)
_BAND_NAMES = (*(name for _, name in _BANDS), "100,000 and more", "not known")

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
    by_value: dict[str, Labels] = {
        "feed": _feeds,
        "topic": _topics,
        "reach": _reach,
        "kind": lambda kind: (kind or UNJUDGED,),
    }
    return by_value.get(by, lambda value: (value or _NONE,))


def _by_time(by: str, zone: ZoneInfo) -> Labels:
    """Name spans of local time; the end of each is worked out once, so that most cases cost one comparison."""
    start, end, label = "", "", ("",)

    def name(at: str) -> tuple[str, ...]:
        nonlocal start, end, label
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


def _feeds(feeds: str) -> tuple[str, ...]:
    return (", ".join(json.loads(feeds)) or _NONE,)


def _topics(topics: str) -> tuple[str, ...]:
    return tuple(json.loads(topics)) or (_NONE,)


def _reach(followers: int | None) -> tuple[str, ...]:
    if followers is None:
        return ("not known",)
    return (next((name for below, name in _BANDS if followers < below), "100,000 and more"),)


def _agent(values: Sequence[Any], rules: Rules) -> str:
    brand, is_replied, agent = values
    if not is_replied:
        return "(no reply)"
    return agent_name(brand, agent, rules) or "unsigned"


def sorted_groups(request: Request, groups: Iterable[Group]) -> list[Group]:
    """Put groups in order: reach by its size, all others by the alphabet, which is that of time too."""
    return sorted(groups, key=lambda group: [_rank(by, name) for by, name in zip(request.by, group, strict=True)])


def _rank(by: str, name: str) -> tuple[int, str]:
    return (_BAND_NAMES.index(name) if by == "reach" else 0, name)


def group_columns(request: Request) -> tuple[Column, ...]:
    """Give the columns that name a group: `group`, and `group_2` where it is by a second thing too."""
    names = ("group", "group_2")[: len(request.by)]
    return tuple(Column(name, by) for name, by in zip(names, request.by, strict=True))


class Grouping:
    """The groups that a request asks for; without any, all cases are one group.

    `columns` are those it needs; they stand in the rows from place `at` on.
    """

    def __init__(self, request: Request, *, at: int = 0) -> None:
        self.columns = tuple(column for by in request.by for column in COLUMNS[by])
        self._labels: list[tuple[Labels, Callable[[Sequence[Any]], Any]]] = []
        for by in request.by:
            end = at + len(COLUMNS[by])
            self._labels.append((labels(by, request.rules), itemgetter(*range(at, end))))
            at = end

    def of(self, row: Sequence[Any]) -> Iterable[Group]:
        """Give the groups of a case."""
        if not self._labels:
            return _ALL
        return product(*[name(value_in(row)) for name, value_in in self._labels])


def grouped_table(rows: Iterable[Row], request: Request, *, name: str, title: str, seconds: str = "") -> Table:
    """Count the cases of a list in the groups of `request.by`, with the median of their times in column `seconds`.

    Raises UsageError where the list cannot tell a case's group.
    """
    grouping = Grouping(request)
    found: dict[Group, list[int | None]] = {}
    total = 0
    for row in rows:
        total += 1
        for group in grouping.of(_values(row, grouping.columns, request)):
            found.setdefault(group, []).append(row[seconds] if seconds else None)
    columns = [*group_columns(request), Column("cases", "cases", Unit.COUNT), Column("share", "share", Unit.SHARE)]
    if seconds:
        columns.append(Column("median_seconds", "half longer than", Unit.DURATION))
    return Table(
        name=name,
        title=title,
        columns=tuple(columns),
        rows=tuple(
            (*group, len(found[group]), len(found[group]) / total, *((_median(found[group]),) if seconds else ()))
            for group in sorted_groups(request, found)
        ),
    )


def _median(seconds: Sequence[int | None]) -> int | None:
    return plain_percentile([one for one in seconds if one is not None], 0.5)


def _values(row: Row, columns: Sequence[str], request: Request) -> tuple[Any, ...]:
    """Give a row's values in columns; of a list of posts the time is `created_at`."""
    held = set(row.keys())
    names = ["created_at" if name == "opened_at" and name not in held else name for name in columns]
    missing = next((name for name in names if name not in held), None)
    if missing is not None:
        raise UsageError(f"this list cannot be grouped by {' and '.join(request.by)}", hint="try --by day or network")
    return tuple(row[name] for name in names)

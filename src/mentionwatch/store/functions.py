"""What our SQL knows beyond SQLite's: medians and percentiles by the reports' own rules, and local time."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection
from typing import TypeAlias, cast
from zoneinfo import ZoneInfo

from mentionwatch.clock import from_text, to_text
from mentionwatch.survival import Lengths, percentile

Cell: TypeAlias = str | int | float | None
"""A value as SQLite holds it."""

FUNCTIONS: Mapping[str, str] = {
    "median(x)": "the middle one of the values, of an even number the lower; NULLs are left out",
    "percentile(x, p)": "the smallest value that p % of them do not exceed, p from 0 to 100; NULLs are left out",
    "km_median(seconds_so_far, is_unanswered)": "how long half waited, those without a reply counted as still waiting "
    "(Kaplan-Meier); the second value is 1 where no reply came. NULL: half of them were not replied to. Rows without "
    "seconds are left out",
    "km_percentile(seconds_so_far, is_unanswered, p)": "the same for p %: with 90, how long one in ten waited and more",
    "agent_name(brand, agent)": "an agent as reports print them: by a pseudonym, unless `replies.show_names` is set",
    "local_time(at)": "an instant as the clock on the wall shows it: `2026-11-22 10:30:00`",
    "local_week(at)": "its week on the wall's calendar, as `report --by week` names it: `2026-W47`",
}
"""Each function with what it gives."""

_CLOCK_FUNCTIONS = ("date", "time", "datetime", "julianday", "unixepoch", "strftime")


class _Refused(ValueError):
    """A value that a function cannot use."""


class _Aggregate:
    """A percentile of the numbers that SQLite hands over, one row after the other.

    SQLite tells whoever asked only that a function failed, so the words go to `said`.
    """

    name = ""
    has_cut = False
    has_percent = False
    said: list[str]

    def __init__(self) -> None:
        self._whole: array[float] = array("d")
        self._cut: array[float] = array("d")
        self._are_integers = True
        self._percent: float | None = None

    def step(self, value: object, *more: object) -> None:
        """Take in a row; one without a value is left out."""
        try:
            if self.has_percent:
                self._ask_for(more[-1])
            if value is not None:
                self._add(value, is_cut=self._is_cut(more[0]) if self.has_cut else False)
        except _Refused as error:
            self.said.append(str(error))
            raise

    def finalize(self) -> float | None:
        """Give the percentile, an integer if all values were."""
        share = 0.5 if self._percent is None else self._percent / 100
        lengths = Lengths(cast("array[int]", self._whole), cast("array[int]", self._cut))  # any numbers can be sorted
        found = percentile(lengths, share)
        return int(found) if found is not None and self._are_integers else found

    def _ask_for(self, percent: object) -> None:
        if not isinstance(percent, int | float) or not 0 <= percent <= 100:
            raise _Refused(f"{self.name} gives a percentile from 0 to 100")
        if self._percent not in (None, percent):
            raise _Refused(f"{self.name} gives one percentile at a time")
        self._percent = percent

    def _is_cut(self, flag: object) -> bool:
        if not isinstance(flag, int | float):
            raise _Refused(f"{self.name} must know of each row whether it is unanswered: 1 or 0")
        return bool(flag)

    def _add(self, value: object, *, is_cut: bool) -> None:
        if not isinstance(value, int | float):
            raise _Refused(f"{self.name} takes numbers, not text")
        self._are_integers = self._are_integers and isinstance(value, int)
        (self._cut if is_cut else self._whole).append(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What functions mean: local time is that of `zone`, an agent is named by `name_agent` (of a brand and who signed).

    `now` is what SQLite's own functions take for now, None: the clock's.
    """

    zone: ZoneInfo
    name_agent: Callable[[str, str | None], str | None]
    now: datetime | None = None


def register(db: Connection, meaning: Meaning) -> list[str]:
    """Teach a connection our functions; give the list that will hold what they refused, in words."""
    said: list[str] = []
    for name, has_cut, has_percent in (
        ("median", False, False),
        ("percentile", False, True),
        ("km_median", True, False),
        ("km_percentile", True, True),
    ):
        attributes = {"name": name, "has_cut": has_cut, "has_percent": has_percent, "said": said}
        db.create_aggregate(name, 1 + has_cut + has_percent, type(name, (_Aggregate,), attributes))
    db.create_function("agent_name", 2, _agent_name(meaning), deterministic=True)
    db.create_function("local_time", 1, _local("%Y-%m-%d %H:%M:%S", meaning.zone, said), deterministic=True)
    db.create_function("local_week", 1, _local("%G-W%V", meaning.zone, said), deterministic=True)
    if meaning.now is not None:
        _stop_clock(db, to_text(meaning.now))
    return said


def _agent_name(meaning: Meaning) -> Callable[[Cell, Cell], str | None]:
    return lambda brand, agent: None if agent is None else meaning.name_agent(str(brand), str(agent))


def _local(form: str, zone: ZoneInfo, said: list[str]) -> Callable[[object], str | None]:
    def local(at: object) -> str | None:
        if at is None:
            return None
        try:
            return from_text(str(at)).astimezone(zone).strftime(form)
        except (ValueError, OverflowError):
            said.append("local_time and local_week take an instant as the views hold it: 2026-11-22T09:30:00Z")
            raise

    return local


def _stop_clock(db: Connection, now: str) -> None:
    """Let `now` stand for 'now' in SQLite's functions of time, so that the views say what the reports say."""

    def told(name: str) -> Callable[..., Cell]:
        def tell(*values: Cell) -> Cell:
            meant = [now if isinstance(value, str) and value.lower() == "now" else value for value in values]
            if len(meant) == (name == "strftime"):
                meant.append(now)
            marks = ", ".join("?" * len(meant))
            with closing(sqlite3.connect(":memory:")) as plain:
                result: Cell = plain.execute(f"SELECT {name}({marks})", meant).fetchone()[0]
            return result

        return tell

    for name in _CLOCK_FUNCTIONS:
        db.create_function(name, -1, told(name))

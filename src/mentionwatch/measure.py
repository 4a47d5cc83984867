"""The figures of waits: how each stands, and what counts in a time or a share. Pure functions.

docs/metrics.md states each figure with an example worked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from mentionwatch.survival import Lengths


class Standing(StrEnum):
    """How a wait stands against its due time."""

    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    DUE = "due"
    CANNOT_KNOW = "cannot_know"
    WITHDRAWN = "withdrawn"
    HANDLED_ELSEWHERE = "handled_elsewhere"


class WaitFacts(NamedTuple):
    """What the figures need of a wait. `opened` is seconds since 1970 in UTC; `_seconds` count from there.

    `kind` is None where it is not judged; `seconds` None while the wait is open, `real_seconds` as long as no real
    reply came. `seen_seconds` is how long the brand's replies have been seen without a gap, None: not at all.
    `is_handled`: it is open, and a person said that the matter was handled elsewhere. `age_seconds` is how old it is on
    a clock that stands still at times, on which all lengths then are; None: on the wall's.
    """

    opened: int
    kind: str | None
    ordinal: int
    due_seconds: int
    seconds: int | None
    real_seconds: int | None
    business_seconds: int | None
    is_replied: bool
    is_exact: bool
    is_handled: bool
    seen_seconds: int | None
    age_seconds: int | None = None

    @property
    def opened_at(self) -> datetime:
        """When it was opened."""
        return datetime.fromtimestamp(self.opened, UTC)

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.seconds is None

    @property
    def is_covered(self) -> bool:
        """Whether the brand's replies have been seen without a gap up to the due time."""
        return self.seen_seconds is not None and self.seen_seconds >= self.due_seconds

    @property
    def is_canned_only(self) -> bool:
        """Whether it was replied to, but by nothing real."""
        return self.is_replied and self.real_seconds is None

    @property
    def is_by_stock_text(self) -> bool:
        """Whether the reply that ended it was no real one."""
        return self.is_replied and (self.real_seconds is None or self.real_seconds > (self.seconds or 0))

    def age(self, now: datetime) -> int:
        """Say how long ago it was opened, in seconds."""
        return int(now.timestamp()) - self.opened if self.age_seconds is None else self.age_seconds


def standing(wait: WaitFacts, *, now: datetime, warn_at: float = 0.75) -> Standing:
    """Say how a wait stands at `now`."""
    if wait.is_handled:
        return Standing.HANDLED_ELSEWHERE
    if wait.is_replied:
        return Standing.MET if (wait.seconds or 0) <= wait.due_seconds else Standing.LATE
    if wait.seconds is not None:
        return Standing.WITHDRAWN
    if wait.is_covered:
        return Standing.OVERDUE
    age = wait.age(now)
    if age >= wait.due_seconds or wait.seen_seconds is None:
        return Standing.CANNOT_KNOW
    return Standing.DUE_SOON if age >= wait.due_seconds * warn_at else Standing.DUE


@dataclass(slots=True)
class Attainment:
    """The promise: of those decided, how many were answered in time (`met`), `late`, or are `overdue`.

    `pending` may still be answered in time; `canned` of the met were met by a stock text.
    """

    met: int = 0
    late: int = 0
    overdue: int = 0
    pending: int = 0
    canned: int = 0

    def add(self, wait: WaitFacts, *, now: datetime) -> None:
        """Count a wait, unless its time is estimated."""
        if not wait.is_exact:
            return
        found = standing(wait, now=now)
        if found is Standing.MET:
            self.met += 1
            self.canned += wait.is_by_stock_text
        elif found is Standing.LATE:
            self.late += 1
        elif found is Standing.OVERDUE:
            self.overdue += 1
        elif found in (Standing.DUE, Standing.DUE_SOON):
            self.pending += 1

    @property
    def decided(self) -> int:
        """How many are decided."""
        return self.met + self.late + self.overdue

    @property
    def share(self) -> float | None:
        """The share met, None where nothing is decided."""
        return self.met / self.decided if self.decided else None


def attainment(waits: Iterable[WaitFacts], *, now: datetime) -> Attainment:
    """Count how the promise was kept over exact waits."""
    kept = Attainment()
    for wait in waits:
        kept.add(wait, now=now)
    return kept


def length(wait: WaitFacts, *, now: datetime, real: bool = False) -> tuple[int, bool] | None:
    """Give a wait's length and whether it is whole, of an open one as much as has been seen; with `real`, to the real
    reply. None for one that is in no time: its time is estimated, it was handled elsewhere, or it cannot be known.
    """
    if not wait.is_exact or wait.is_handled:
        return None
    whole = (wait.real_seconds if real else wait.seconds) if wait.is_replied else None
    if whole is not None:
        return whole, True
    if wait.seconds is not None and not wait.is_replied:
        return wait.seconds, False
    if wait.seen_seconds is None:
        return None
    return max(min(wait.age(now), wait.seen_seconds), 0), False


def lengths(waits: Iterable[WaitFacts], *, now: datetime, real: bool = False) -> Lengths:
    """Collect the lengths of waits."""
    found = (length(wait, now=now, real=real) for wait in waits)
    return Lengths.of(one for one in found if one is not None)


def answered_within(wait: WaitFacts, limits: Sequence[int], *, now: datetime) -> list[tuple[int, bool]]:
    """Say of each limit, in seconds, by its place whether a wait was answered within it.

    Left out are those for which the wait is too young, or was not seen for long enough.
    """
    if not wait.is_exact or wait.is_handled or wait.seen_seconds is None:
        return []
    seen, seconds = min(wait.age(now), wait.seen_seconds), wait.seconds
    told = [(place, limit) for place, limit in enumerate(limits) if limit <= seen]
    if wait.is_replied:
        return [(place, (seconds or 0) <= limit) for place, limit in told]
    return [(place, False) for place, limit in told if seconds is None or seconds >= limit]

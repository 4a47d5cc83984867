"""The figures: how waits stand, and the medians that keep the unanswered in. Pure functions.

docs/metrics.md states each figure with an example worked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt

from mentionwatch.model import Kind

_Z = 1.96
"""How far a 95 % interval reaches, in standard deviations."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitFacts:
    """What the figures need of a wait.

    `seen_to` is up to when the brand's replies have been seen there, None where no feed shows them;
    `is_covered` says that they have been seen without a gap from the opening to the due time.
    """

    kind: Kind | None
    ordinal: int
    opened_at: datetime
    due_at: datetime
    seconds: int | None
    real_seconds: int | None
    is_replied: bool
    is_open: bool
    is_covered: bool
    is_exact: bool
    is_handled: bool
    is_canned_only: bool
    seen_to: datetime | None


def standing(wait: WaitFacts, *, now: datetime, warn_at: float = 0.75) -> Standing:
    """Say how a wait stands at `now`."""
    if wait.is_handled and wait.is_open:
        return Standing.HANDLED_ELSEWHERE
    if wait.is_replied:
        due_seconds = (wait.due_at - wait.opened_at).total_seconds()
        return Standing.MET if (wait.seconds or 0) <= due_seconds else Standing.LATE
    if not wait.is_open:
        return Standing.WITHDRAWN
    if wait.is_covered:
        return Standing.OVERDUE
    if now >= wait.due_at or wait.seen_to is None:
        return Standing.CANNOT_KNOW
    warned_at = wait.opened_at + (wait.due_at - wait.opened_at) * warn_at
    return Standing.DUE_SOON if now >= warned_at else Standing.DUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """The promise: `met` of `decided` were answered in time; `pending` may still be."""

    met: int
    decided: int
    pending: int

    @property
    def share(self) -> float | None:
        """The share met, None where nothing is decided."""
        return self.met / self.decided if self.decided else None


def attainment(waits: Iterable[WaitFacts], *, now: datetime) -> Attainment:
    """Count how the promise was kept over exact waits."""
    found = [standing(wait, now=now) for wait in waits if wait.is_exact]
    met = found.count(Standing.MET)
    decided = met + found.count(Standing.LATE) + found.count(Standing.OVERDUE)
    return Attainment(met=met, decided=decided, pending=found.count(Standing.DUE) + found.count(Standing.DUE_SOON))


@dataclass(frozen=True, slots=True)
class Span:
    """A wait's length in seconds: the whole of it (`is_whole`), or as much of it as has been seen."""

    seconds: int
    is_whole: bool


def spans(waits: Iterable[WaitFacts], *, now: datetime, real: bool = False) -> list[Span]:
    """Give the lengths of exact waits, open ones as far as they have been seen; with `real`, to the real reply.

    Waits that cannot be known or were handled elsewhere are left out.
    """
    found = []
    for wait in waits:
        if not wait.is_exact or wait.is_handled:
            continue
        whole = (wait.real_seconds if real else wait.seconds) if wait.is_replied else None
        if whole is not None:
            found.append(Span(whole, True))
        elif not wait.is_open and not wait.is_replied and wait.seconds is not None:
            found.append(Span(wait.seconds, False))
        elif wait.seen_to is not None:
            seen = min(now, wait.seen_to) - wait.opened_at
            found.append(Span(max(round(seen.total_seconds()), 0), False))
    return found


def percentile(of: Sequence[Span], share: float) -> int | None:
    """Give the time by which `share` had a reply (Kaplan-Meier): None where that was not reached.

    The first time at which the estimate of those still waiting is at most 1 - `share`.
    """
    waiting = 1.0
    at_risk = len(of)
    ordered = sorted(of, key=lambda span: (span.seconds, not span.is_whole))
    i = 0
    while i < len(ordered):
        seconds = ordered[i].seconds
        ended = left = 0
        while i < len(ordered) and ordered[i].seconds == seconds:
            ended += ordered[i].is_whole
            left += 1
            i += 1
        if ended:
            waiting *= 1 - ended / at_risk
            if waiting <= 1 - share + 1e-12:
                return seconds
        at_risk -= left
    return None


def plain_percentile(seconds: Sequence[int], share: float) -> int | None:
    """Give the smallest of some times that at least `share` of them do not exceed; None of none."""
    return percentile([Span(value, True) for value in seconds], share)


def answered_within(waits: Iterable[WaitFacts], within: timedelta, *, now: datetime) -> tuple[int, int]:
    """Count how many waits were answered within a time, of those old enough to tell: (answered, old enough)."""
    answered = total = 0
    for wait in waits:
        if not wait.is_exact or wait.is_handled:
            continue
        limit = within.total_seconds()
        if wait.seen_to is None or wait.opened_at + within > min(now, wait.seen_to):
            continue
        if wait.is_replied:
            total += 1
            answered += (wait.seconds or 0) <= limit
        else:
            total += wait.is_open or (wait.seconds or 0) >= limit
    return answered, total


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Give the 95 % interval (Wilson) of the share `part` of `whole`, which is not 0: what many more cases may show."""
    share, spread = part / whole, _Z**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    reach = _Z / (1 + spread) * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    return max(middle - reach, 0.0), min(middle + reach, 1.0)

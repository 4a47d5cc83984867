"""How long people wait when some still do: percentiles that keep the unanswered in (Kaplan-Meier). Pure functions."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import exp, inf, log, sqrt

_Z = 1.96
"""How far a 95 % interval reaches, in standard deviations."""
_ROUNDING = 1e-12


def _seconds() -> array[int]:
    return array("q")


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths of waits in whole seconds: `whole` ones that ended by a reply, and as much of others as has been seen."""

    whole: array[int] = field(default_factory=_seconds)
    cut: array[int] = field(default_factory=_seconds)

    @classmethod
    def of(cls, cases: Iterable[tuple[int, bool]]) -> Lengths:
        """Collect lengths, each with whether it is whole."""
        lengths = cls()
        for seconds, is_whole in cases:
            (lengths.whole if is_whole else lengths.cut).append(seconds)
        return lengths

    def add(self, other: Lengths) -> None:
        """Take in the lengths of another group."""
        self.whole.extend(other.whole)
        self.cut.extend(other.cut)

    def __len__(self) -> int:
        return len(self.whole) + len(self.cut)


@dataclass(frozen=True, slots=True)
class _Step:
    """A time at which waits ended: the share still waiting after it, and how sure that share is (Greenwood)."""

    seconds: int
    waiting: float
    variance: float


def _steps(of: Lengths) -> Iterator[_Step]:
    whole, cut = sorted(of.whole), sorted(of.cut)
    waiting, variance, start = 1.0, 0.0, 0
    while start < len(whole):
        seconds = whole[start]
        end = start + 1
        while end < len(whole) and whole[end] == seconds:
            end += 1
        at_risk = len(whole) - start + len(cut) - bisect_left(cut, seconds)
        ended = end - start
        waiting *= 1 - ended / at_risk
        variance += ended / (at_risk * (at_risk - ended)) if at_risk > ended else inf
        yield _Step(seconds, waiting, variance)
        start = end


def percentile(of: Lengths, share: float) -> int | None:
    """Give the time by which `share` had a reply: None where that was not reached.

    The first time at which the estimate of those still waiting is at most 1 - `share`.
    """
    return percentiles(of, share)[0]


def percentiles(of: Lengths, *shares: float) -> list[int | None]:
    """Give several percentiles at once."""
    found: list[int | None] = [None] * len(shares)
    for step in _steps(of):
        for place, share in enumerate(shares):
            if found[place] is None and step.waiting <= 1 - share + _ROUNDING:
                found[place] = step.seconds
        if None not in found:
            break
    return found


def interval(of: Lengths, share: float) -> tuple[int | None, int | None]:
    """Give between which times many more cases may put a percentile (95 %); None: no such time can be told.

    The band around the estimate is Greenwood's on the log-log scale (Kalbfleisch and Prentice), which keeps it
    between 0 and 1.
    """
    low = high = None
    for step in _steps(of):
        lower, upper = _band(step)
        if low is None and lower <= 1 - share + _ROUNDING:
            low = step.seconds
        if upper <= 1 - share + _ROUNDING:
            high = step.seconds
            break
    return low, high


def _band(step: _Step) -> tuple[float, float]:
    if step.waiting <= _ROUNDING:
        return 0.0, 1.0
    reach = _Z * sqrt(step.variance) / log(step.waiting)
    return step.waiting ** exp(-reach), step.waiting ** exp(reach)


def plain_percentile(seconds: Sequence[int], share: float) -> int | None:
    """Give the smallest of some times that at least `share` of them do not exceed; None of none."""
    return percentile(Lengths(array("q", seconds)), share)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Give the 95 % interval (Wilson) of the share `part` of `whole`, which is not 0: what many more cases may show."""
    share, spread = part / whole, _Z**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    reach = _Z / (1 + spread) * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    return max(middle - reach, 0.0), min(middle + reach, 1.0)

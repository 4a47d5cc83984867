"""Days with far more complaints than usual. Pure functions; docs/metrics.md tells the rule with an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from statistics import mean, median

BASE_DAYS = 28
"""How many days before a day say what is usual."""
FEWEST = 5
"""A spike has at least so many complaints."""
_MOST_HISTORY_LEFT_OUT = 14
_SMALL = 10
_BY_CHANCE = 0.001
_SCALE = 1.4826
"""Makes the median distance from the median a standard deviation, where counts scatter normally."""
_DEVIATIONS = 4


@dataclass(frozen=True, slots=True)
class Spike:
    """A day's count that is far above the usual one a day."""

    count: int
    usual: float


def find_spike(count: int, before: Sequence[int]) -> Spike | None:
    """Say whether a day's count is a spike against the counts of up to 28 days before it; None if it is not.

    Fewer than 14 days say nothing. Where the median is below 10, the counts are taken for a Poisson process of their
    mean: a spike is what happens by chance on less than 1 day in 1 000. Above, a spike lies 4 deviations beyond the
    median, measured by the median distance from it, which earlier spikes do not blow up.
    """
    if count < FEWEST or len(before) < BASE_DAYS - _MOST_HISTORY_LEFT_OUT:
        return None
    middle = median(before)
    if middle < _SMALL:
        usual = mean(before)
        return Spike(count, usual) if _at_least(count, usual) < _BY_CHANCE else None
    spread = max(_SCALE * median(abs(one - middle) for one in before), middle**0.5)
    return Spike(count, middle) if count > middle + _DEVIATIONS * spread else None


def _at_least(count: int, expected: float) -> float:
    """Give the chance of at least so many cases in a Poisson process."""
    term = below = exp(-expected)
    for number in range(1, count):
        term *= expected / number
        below += term
    return max(1 - below, 0.0)

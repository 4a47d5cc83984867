from __future__ import annotations

from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.spikes import Spike, find_spike


@pytest.mark.parametrize(
    ("count", "before", "expected"),
    [
        (4, [0] * 28, None),
        (5, [0] * 28, Spike(5, 0)),
        (5, [0] * 13, None),
        (10, [3] * 28, None),
        (11, [3] * 28, Spike(11, 3)),
        (40, [20] * 28, Spike(40, 20)),
        (37, [20] * 28, None),
        (40, [20] * 24 + [90] * 4, Spike(40, 20)),
        (60, [10, 30] * 14, None),
    ],
)
def test_worked_by_hand(count: int, before: list[int], expected: Spike | None) -> None:
    """Few say nothing, chance makes no spike, and earlier spikes do not hide a new one."""
    assert find_spike(count, before) == expected


@given(st.integers(5, 60), st.lists(st.integers(0, 12), min_size=14, max_size=28))
def test_small_counts_follow_poisson(count: int, before: list[int]) -> None:
    """Where the median is small, a spike is as unlikely as the sum over the Poisson terms says."""
    usual = sum(before) / len(before)
    tail = 1 - sum(exp(-usual) * usual**k / factorial(k) for k in range(count))
    if sorted(before)[len(before) // 2] < 10 and abs(tail - 0.001) > 1e-9:
        assert (find_spike(count, before) is not None) == (tail < 0.001)


@given(st.integers(5, 200), st.lists(st.integers(0, 50), min_size=14, max_size=28))
def test_more_is_no_less_a_spike(count: int, before: list[int]) -> None:
    """What is a spike stays one with one complaint more."""
    if find_spike(count, before) is not None:
        assert find_spike(count + 1, before) is not None

"""The interval of a share that few cases carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.survival import wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (38, 100, 0.2909, 0.4779)],
)
def test_known_intervals(part: int, whole: int, low: float, high: float) -> None:
    """The interval is that of the textbooks."""
    assert wilson(part, whole) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_share_lies_within(case: tuple[int, int]) -> None:
    """An interval stays within 0 and 1, holds its share, and mirrors that of the other cases."""
    part, whole = case
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole + 1e-12
    assert part / whole - 1e-12 <= high <= 1
    assert wilson(whole - part, whole) == pytest.approx((1 - high, 1 - low))

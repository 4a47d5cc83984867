from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import qth_survival_time

from mentionwatch.survival import Lengths, interval, percentile

ROUNDING = 1e-9
ALPHA = math.erfc(1.96 / math.sqrt(2))
"""What is left outside an interval of 1.96 standard deviations."""
SHARES = [0.1, 0.25, 0.5, 0.75, 0.9]
CASES = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)
LONG_CASES = st.lists(st.tuples(st.integers(1, 10_000_000), st.booleans()), min_size=1, max_size=40)


def reference(cases: list[tuple[int, bool]], share: float) -> int | None:
    """Give the library's time by which a share had a reply, None where it was not reached.

    The library's product may miss a half by rounding; we take what is that near for equal.
    """
    fitter = KaplanMeierFitter()
    fitter.fit([seconds for seconds, _ in cases], event_observed=[is_whole for _, is_whole in cases])
    found = qth_survival_time(1 - share + ROUNDING, fitter.survival_function_["KM_estimate"])
    return None if math.isinf(found) else int(found)


def ours(cases: list[tuple[int, bool]], share: float) -> int | None:
    """Give our time by which a share had a reply."""
    return percentile(Lengths.of(cases), share)


def reference_interval(cases: list[tuple[int, bool]], share: float) -> tuple[int | None, int | None]:
    """Give where the ends of the library's band come down to a share.

    Where nobody waits any more the library's band is of no width; nothing is known of it then, say we.
    """
    fitter = KaplanMeierFitter(alpha=ALPHA)
    fitter.fit([seconds for seconds, _ in cases], event_observed=[is_whole for _, is_whole in cases])
    curve = zip(fitter.survival_function_["KM_estimate"], fitter.confidence_interval_.itertuples(), strict=True)
    band = [(row[0], *(row[1:] if waiting > ROUNDING else (0.0, 1.0))) for waiting, row in curve]
    low, high = (next((int(row[0]) for row in band if row[end] <= 1 - share + ROUNDING), None) for end in (1, 2))
    return low, high


@settings(max_examples=150, deadline=None)
@given(CASES, st.sampled_from(SHARES))
def test_the_times_are_those_of_a_reference_library(cases: list[tuple[int, bool]], share: float) -> None:
    """With many ties and open waits, each percentile is that of lifelines."""
    assert ours(cases, share) == reference(cases, share)


@settings(max_examples=75, deadline=None)
@given(LONG_CASES, st.sampled_from(SHARES))
def test_so_are_those_of_long_waits(cases: list[tuple[int, bool]], share: float) -> None:
    """Waits of up to months, few of them alike."""
    assert ours(cases, share) == reference(cases, share)


@settings(max_examples=100, deadline=None)
@given(CASES, st.sampled_from([0.5, 0.9]))
def test_the_interval_is_that_of_a_reference_library(cases: list[tuple[int, bool]], share: float) -> None:
    """The band around the estimate (Greenwood, log-log) has the ends that lifelines gives it."""
    assert interval(Lengths.of(cases), share) == reference_interval(cases, share)


@pytest.mark.parametrize(
    ("cases", "median", "p90"),
    [
        ([(60, True), (120, True), (9000, False), (9000, False)], 120, None),
        ([(60, True), (60, False), (60, False), (70, True)], 70, 70),
        ([(5, True), (5, True), (5, False), (9, True), (9, False)], 9, None),
        ([(5, False)], None, None),
        ([(7, True)] * 9 + [(8, True)], 7, 7),
    ],
)
def test_worked_by_hand(cases: list[tuple[int, bool]], median: int | None, p90: int | None) -> None:
    """What a hand computes, both give; who leaves at the time of a reply was still waiting then."""
    assert [ours(cases, share) for share in (0.5, 0.9)] == [median, p90]
    assert [reference(cases, share) for share in (0.5, 0.9)] == [median, p90]

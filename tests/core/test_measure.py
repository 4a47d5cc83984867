from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scene import clock

from mentionwatch.measure import (
    Standing,
    WaitFacts,
    answered_within,
    attainment,
    length,
    lengths,
    standing,
)
from mentionwatch.model import Kind
from mentionwatch.survival import Lengths, percentile, plain_percentile

NOW = clock("20:00")


def wait(seconds: int | None, *, at: str = "10:00", **more: Any) -> WaitFacts:
    """Make a wait due an hour after its opening, whose replies are all seen; answered after `seconds`, or open."""
    opened = int(clock(at).timestamp())
    facts: dict[str, Any] = {
        "opened": opened,
        "kind": Kind.COMPLAINT,
        "ordinal": 1,
        "due_seconds": 3600,
        "seconds": seconds,
        "real_seconds": seconds,
        "business_seconds": None,
        "is_replied": seconds is not None,
        "is_exact": True,
        "is_handled": False,
        "seen_seconds": int(NOW.timestamp()) - opened,
    }
    return WaitFacts(**{**facts, **more})


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (wait(3600), "20:00", Standing.MET),
        (wait(3601), "20:00", Standing.LATE),
        (wait(None), "20:00", Standing.OVERDUE),
        (wait(None, seen_seconds=1200), "10:30", Standing.DUE),
        (wait(None, seen_seconds=1200), "10:45", Standing.DUE_SOON),
        (wait(None, seen_seconds=1200), "11:00", Standing.CANNOT_KNOW),
        (wait(None, seen_seconds=None), "10:01", Standing.CANNOT_KNOW),
        (wait(None, is_handled=True), "20:00", Standing.HANDLED_ELSEWHERE),
        (wait(100, is_replied=False), "20:00", Standing.WITHDRAWN),
        (wait(100), "20:00", Standing.MET),
    ],
)
def test_how_a_wait_stands(facts: WaitFacts, now: str, expected: Standing) -> None:
    """Each standing at the edge of its time; nothing is overdue that could not be seen."""
    assert standing(facts, now=clock(now)) is expected


def test_the_promise_leaves_out_what_is_not_decided() -> None:
    """Two kept, one late, one overdue; one pending, one estimated and one unknowable stand apart."""
    waits = [
        wait(60),
        wait(60),
        wait(9999),
        wait(None),
        wait(None, due_seconds=39_600),
        wait(60, is_exact=False),
        wait(None, seen_seconds=None),
    ]
    kept = attainment(waits, now=NOW)
    assert (kept.met, kept.decided, kept.pending, kept.share) == (2, 4, 1, 0.5)


def test_nothing_decided_is_no_share() -> None:
    """No wait, no percentage."""
    assert attainment([], now=NOW).share is None
    assert percentile(Lengths(), 0.5) is None


def test_the_unanswered_count_as_still_waiting() -> None:
    """Two answered in 1 and 2 minutes and two ignored: half waited longer than 2 minutes, P90 is not reached."""
    found = lengths([wait(60), wait(120), wait(None), wait(None)], now=NOW)
    assert percentile(found, 0.5) == 120
    assert percentile(found, 0.9) is None
    assert plain_percentile([60, 120], 0.5) == 60


def test_more_than_half_unanswered_has_no_median() -> None:
    """One fast answer does not make a fast brand."""
    assert percentile(lengths([wait(60), wait(None), wait(None)], now=NOW), 0.5) is None


def test_what_times_leave_out() -> None:
    """Estimated times, what was handled elsewhere and what no feed shows are in no time."""
    left_out = [wait(60, is_exact=False), wait(None, is_handled=True), wait(None, seen_seconds=None)]
    assert [length(one, now=NOW) for one in left_out] == [None, None, None]


def test_open_waits_reach_as_far_as_has_been_seen() -> None:
    """Replies after the last good poll are out of sight: the wait is cut there, not at now."""
    assert length(wait(None, seen_seconds=1800), now=NOW) == (1800, False)


def test_a_withdrawn_wait_is_cut_where_it_ended() -> None:
    """Thanks or deletion end a wait without an answer."""
    assert length(wait(90, is_replied=False), now=NOW) == (90, False)


def test_a_canned_reply_does_not_end_the_real_wait() -> None:
    """To the real reply, the customer still waits."""
    canned = wait(60, real_seconds=None)
    assert length(canned, now=NOW) == (60, True)
    assert length(canned, now=NOW, real=True) == (36000, False)


@given(st.lists(st.integers(0, 50), min_size=1), st.sampled_from([0.1, 0.5, 0.9]))
def test_without_open_waits_it_is_the_plain_percentile(seconds: list[int], share: float) -> None:
    """Kaplan-Meier over whole spans is the smallest value that the share does not exceed."""
    expected = next(s for s in sorted(seconds) if sum(x <= s for x in seconds) >= share * len(seconds) - 1e-9)
    assert percentile(Lengths.of((s, True) for s in seconds), share) == expected


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1))
def test_the_estimate_equals_its_definition(cases: list[tuple[int, bool]]) -> None:
    """The median is the first time at which the product of (1 - ended / at risk) is at most one half."""
    surviving, expected = 1.0, None
    for time in sorted({seconds for seconds, _ in cases}):
        at_risk = sum(seconds >= time for seconds, _ in cases)
        ended = sum(seconds == time and whole for seconds, whole in cases)
        surviving *= (at_risk - ended) / at_risk
        if ended and surviving <= 0.5 + 1e-12:
            expected = time
            break
    assert percentile(Lengths.of(cases), 0.5) == expected


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1))
def test_percentiles_are_in_order(cases: list[tuple[int, bool]]) -> None:
    """A larger share is never reached earlier."""
    found = [percentile(Lengths.of(cases), share / 10) for share in range(1, 10)]
    for smaller, larger in pairwise(found):
        assert larger is None or (smaller is not None and smaller <= larger)


def test_answered_within_leaves_the_young_on_neither_side() -> None:
    """Of waits at least an hour old: one answered in time, one late, one ignored; the youngest is not counted."""
    young = [wait(None, at="19:30"), wait(60, at="19:30")]
    waits = [wait(60), wait(7200), wait(None), *young]
    found = [answered_within(one, [3600], now=NOW) for one in waits]
    assert found == [[(0, True)], [(0, False)], [(0, False)], [], []]

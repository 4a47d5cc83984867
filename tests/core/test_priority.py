"""Who to answer first: each part with its points, and what makes somebody influential, viral or a regular."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.config import PriorityRules
from mentionwatch.model import Handoff, Kind
from mentionwatch.priority import (
    Around,
    Case,
    Earlier,
    Look,
    Sign,
    Urgency,
    is_viral,
    least_followers,
    parts_of,
    speed,
    together,
    urgency_around,
    urgency_of,
    usual,
    window_of,
    with_parts,
)

RULES = PriorityRules()
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = 3600


def case(kind: Kind | None = Kind.COMPLAINT, **more: object) -> Case:
    """Make a case of which nothing is known but its kind."""
    return Case(**{"kind": kind, "handoff": Handoff.NONE, "leaving": None, "asked": 1, **more})


def around(**known: object) -> Urgency:
    """Say what is added by what is known around a complaint."""
    return urgency_around(Around(**{"kind": Kind.COMPLAINT, **known}), RULES, BERLIN)


def complained(*days: int) -> list[Earlier]:
    """Make complaints on some days."""
    return [Earlier(START + timedelta(days=day), is_complaint=True) for day in days]


@pytest.mark.parametrize(
    ("given_case", "points", "signs"),
    [
        (case(), 40, ()),
        (case(Kind.QUESTION), 20, ()),
        (case(None), 15, ()),
        (case(Kind.PRAISE), 5, ()),
        (case(Kind.OTHER), 0, ()),
        (case(asked=3), 60, (Sign.ASKED,)),
        (case(asked=9), 70, (Sign.ASKED,)),
        (case(leaving='"never again"'), 65, (Sign.LEAVING,)),
        (case(handoff=Handoff.ANGRY), 60, (Sign.BACK,)),
        (case(handoff=Handoff.QUIET), 40, ()),
    ],
)
def test_what_a_conversation_itself_says(given_case: Case, points: int, signs: tuple[Sign, ...]) -> None:
    """Kind, asking again, threats to leave and coming back after a hand-off each have their points and their word."""
    urgency = urgency_of(given_case)
    assert (urgency.points, urgency.signs) == (points, signs)


@pytest.mark.parametrize(("followers", "points"), [(1_200, 10), (12_000, 20), (120_000, 30), (999, 0), (None, 0)])
def test_influence_is_by_followers_above_the_least(followers: int | None, points: int) -> None:
    """Who has fewer followers than the top of the audience adds nothing; above it, the more the more."""
    urgency = around(followers=followers, least=1_000)
    assert urgency.points == points
    assert (Sign.INFLUENTIAL in urgency.signs) is (points > 0)


def test_without_an_audience_nobody_is_influential() -> None:
    """Where nobody of the audience has enough followers, a million adds nothing."""
    assert around(followers=1_000_000, least=None).points == 0


@pytest.mark.parametrize(
    ("size", "top", "least"),
    [
        (100, [9_000, 8_000, 7_000, 6_000, 5_000, 4_000], 5_000),
        (100, [9_000, 8_000], 8_000),
        (1, [5_000], 5_000),
        (40, [9_000, 9_000, 9_000], 9_000),
        (20, [], None),
        (0, [], None),
    ],
)
def test_the_top_share_of_the_audience(size: int, top: list[int], least: int | None) -> None:
    """The top 5 % begin at the follower count of the last of them; with it are all who have as many."""
    assert least_followers(size, top, RULES) == least


def test_speed_is_what_came_within_an_hour() -> None:
    """Shares and replies of one hour count as that hour's, however often somebody looked in it."""
    looks = [Look(HOUR // 2, 6), Look(HOUR, 12), Look(HOUR + 600, 30), Look(10 * HOUR, 39)]
    assert speed(0, looks) == 24
    assert speed(0, [Look(10 * HOUR, 50)]) == 5
    assert speed(0, []) == 0


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**5)), max_size=30), st.integers(0, 10**6))
def test_speed_is_never_negative_nor_above_all_there_is(looks: list[tuple[int, int]], posted: int) -> None:
    """Whatever was seen, in any order and with counts that fall, a post is no faster than its highest count an hour."""
    found = speed(posted, [Look(*one) for one in looks])
    assert 0 <= found <= max((count for _, count in looks), default=0)
    assert found == speed(posted, [Look(*one) for one in sorted(looks, reverse=True)])


@pytest.mark.parametrize(
    ("per_hour", "usually", "is_so"), [(10, 0, False), (11, 0, True), (50, 10, False), (51, 10, True), (0, 0, False)]
)
def test_viral_is_fast_and_unusual(per_hour: float, usually: float, is_so: bool) -> None:
    """Above ten an hour and above five times the author's usual: who always spreads is not viral each time."""
    assert is_viral(per_hour, usually, RULES) is is_so
    assert (Sign.VIRAL in around(per_hour=per_hour, usual_per_hour=usually).signs) is is_so


def test_the_usual_is_the_median() -> None:
    """One post that went round the world does not make all others usual."""
    assert usual([0, 0, 900]) == 0
    assert usual([]) == 0


def test_regulars_come_on_three_days() -> None:
    """Three conversations on three days make a regular; three on one day, or two, do not. Days are local ones."""
    assert Sign.REGULAR in around(earlier=complained(0, 1, 2)).signs
    assert Sign.REGULAR not in around(earlier=complained(0, 1)).signs
    assert Sign.REGULAR not in around(earlier=complained(0, 0, 0)).signs
    late = [Earlier(START.replace(day=day, hour=hour), is_complaint=False) for day, hour in ((2, 22), (2, 23), (3, 1))]
    assert Sign.REGULAR not in around(earlier=late).signs


def test_repeat_complaints_add_up_to_thirty() -> None:
    """Each earlier complaint adds ten, at most thirty; for somebody who praises now they add nothing."""
    assert [around(earlier=complained(*days)).points for days in ((0,), (0, 0), (0,) * 9)] == [10, 20, 30]
    assert around(kind=Kind.PRAISE, earlier=complained(0)).points == 0


def test_the_window_ends_with_this_conversation() -> None:
    """Earlier conversations count for as many days as the rules say."""
    assert window_of(START, RULES) == START - timedelta(days=180)


CASES = st.builds(
    Case,
    kind=st.none() | st.sampled_from(Kind),
    handoff=st.sampled_from(Handoff),
    leaving=st.none() | st.just('"never again"'),
    asked=st.integers(0, 20),
)
EARLIER = st.builds(Earlier, st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1 < at.year < 9999), st.booleans())
AROUNDS = st.builds(
    Around,
    kind=st.none() | st.sampled_from(Kind),
    followers=st.none() | st.integers(0, 10**9),
    least=st.none() | st.integers(0, 10**6),
    per_hour=st.floats(0, 1e6),
    usual_per_hour=st.floats(0, 1e6),
    earlier=st.lists(EARLIER, max_size=8),
)


@given(CASES, AROUNDS)
def test_the_reasons_add_up(one: Case, known: Around) -> None:
    """No priority is a bare score: its reasons name points that add up to it, and none is named twice."""
    whole = together(urgency_of(one), urgency_around(known, RULES, BERLIN))
    points = [int(reason.rpartition("(+")[2].rstrip(")")) for reason in whole.reasons]
    assert sum(points) == whole.points
    assert all(point > 0 for point in points)
    assert len(set(whole.reasons)) == len(whole.reasons)
    assert len(whole.signs) == len(set(whole.signs))


@given(CASES)
def test_parts_are_told_from_the_reason_of_the_outcome(one: Case) -> None:
    """Among a conversation's reasons those of its priority are found again, and put in the place of the old ones."""
    urgency = urgency_of(one)
    reasons = ("the customer waits for a reply", *urgency.reasons)
    assert parts_of(reasons) == urgency.reasons
    assert with_parts(reasons, Urgency(1, ("new (+1)",))) == ("the customer waits for a reply", "new (+1)")

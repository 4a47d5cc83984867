"""Business time against a count of minutes, in six zones, across clock changes and holidays; and due times in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from mentionwatch.hours import Calendar

_DAYS = 21


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A brand's hours somewhere, and stretches of days there that hold clock changes and holidays.

    `open_at` says, by weekday (Monday 0), in which minutes of the day it is open; `code` names its holidays.
    """

    zone: str
    week: str
    open_at: dict[int, tuple[tuple[int, int], ...]]
    code: str
    stretches: tuple[str, ...]


_NINE_TO_FIVE = dict.fromkeys(range(5), ((540, 1020),))
PLACES = (
    Place(
        "Europe/Berlin",
        "mon-fri 09:00-12:30 13:30-17:30; sun 01:15-03:45",
        {**dict.fromkeys(range(5), ((540, 750), (810, 1050))), 6: ((75, 225),)},
        "DE-BE",
        ("2026-03-24", "2026-10-19", "2026-12-18"),
    ),
    Place(
        "America/New_York",
        "mon-sun 00:00-24:00",
        dict.fromkeys(range(7), ((0, 1440),)),
        "US",
        ("2026-03-02", "2026-10-25", "2026-12-20"),
    ),
    Place(
        "Australia/Lord_Howe",
        "mon-sun 01:00-02:10 02:20-02:50 08:00-16:00",
        dict.fromkeys(range(7), ((60, 130), (140, 170), (480, 960))),
        "AU-NSW",
        ("2026-03-28", "2026-09-26", "2026-12-20"),
    ),
    Place(
        "America/Sao_Paulo",
        "mon-fri 09:00-17:00; sat-sun 00:00-02:00",
        {**_NINE_TO_FIVE, 5: ((0, 120),), 6: ((0, 120),)},
        "BR",
        ("2018-10-28", "2018-02-08", "2026-04-01"),
    ),
    Place("Asia/Kathmandu", "mon-fri 09:00-17:00", _NINE_TO_FIVE, "IN", ("2026-01-15", "2026-08-05", "2026-12-20")),
    Place(
        "Pacific/Apia",
        "mon-fri 09:00-17:00; sat 10:00-14:00",
        {**_NINE_TO_FIVE, 5: ((600, 840),)},
        "WS",
        ("2011-12-20", "2021-03-28", "2026-12-20"),
    ),
)


@cache
def _begin(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00+00:00")


@cache
def _open_minutes(place: Place, day: str) -> list[int]:
    """Count, minute by minute, how often the wall clock shows an open time: the sums up to each minute of a stretch."""
    country, _, part = place.code.partition("-")
    off = country_holidays(country, subdiv=part or None)
    zone, begin = ZoneInfo(place.zone), _begin(day)
    is_open = []
    for minute in range(_DAYS * 1440):
        wall = (begin + timedelta(minutes=minute)).astimezone(zone)
        spans = () if wall.date() in off else place.open_at.get(wall.weekday(), ())
        is_open.append(any(start <= wall.hour * 60 + wall.minute < end for start, end in spans))
    return list(accumulate(is_open, initial=0))


@cache
def calendar_of(place: Place) -> Calendar:
    return Calendar(place.week, ZoneInfo(place.zone), holidays=place.code)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.zone)
def test_business_time_is_a_count_of_open_minutes(place: Place) -> None:
    """In each of six zones 1 000 random spans, most across a clock change or a holiday, agree to the minute."""
    draw = Random(place.zone)
    calendar = calendar_of(place)
    for _ in range(1000):
        day = draw.choice(place.stretches)
        sums = _open_minutes(place, day)
        start, end = sorted(draw.choices(range(len(sums)), k=2))
        opened_at, closed_at = (_begin(day) + timedelta(minutes=minute) for minute in (start, end))
        assert calendar.business_seconds(opened_at, closed_at) == (sums[end] - sums[start]) * 60


ANY = st.sampled_from(PLACES).map(calendar_of)
SECONDS = st.integers(1_230_000_000, 1_900_000_000)


@given(calendar=ANY, opened=SECONDS, seconds=st.integers(1, 400 * 8 * 3600))
@settings(deadline=None)
def test_to_add_business_time_is_the_inverse_of_counting_it(calendar: Calendar, opened: int, seconds: int) -> None:
    """So much business time has passed at the instant that `add` gives, and not a second before."""
    opened_at = datetime.fromtimestamp(opened, UTC)
    due_at = calendar.add(opened_at, seconds)
    assert calendar.business_seconds(opened_at, due_at) == seconds
    assert calendar.business_seconds(opened_at, due_at - timedelta(seconds=1)) == seconds - 1


@given(calendar=ANY, opened=SECONDS, parts=st.tuples(st.integers(0, 200_000), st.integers(0, 200_000)))
@settings(deadline=None)
def test_business_time_may_be_added_in_parts(calendar: Calendar, opened: int, parts: tuple[int, int]) -> None:
    """Two spans one after the other end when their sum does."""
    opened_at = datetime.fromtimestamp(opened, UTC)
    first, second = parts
    assert calendar.add(calendar.add(opened_at, first), second) == calendar.add(opened_at, first + second)


@pytest.mark.parametrize(
    ("opened", "seconds", "due"),
    [
        ("2026-11-20 16:30", 3600, "2026-11-23 09:30"),  # Friday evening to Monday
        ("2026-11-20 16:00", 3600, "2026-11-20 17:00"),  # at closing time, not at the next opening
        ("2026-11-21 12:00", 60, "2026-11-23 09:01"),
        ("2026-12-24 16:30", 3600, "2026-12-28 09:30"),  # Christmas Day is a Friday
        ("2026-11-21 12:00", 0, "2026-11-21 12:00"),
    ],
)
def test_a_promise_of_business_time_falls_due_while_the_brand_is_open(opened: str, seconds: int, due: str) -> None:
    """The rest of a promise is left for the next open day."""
    zone = ZoneInfo("Europe/Berlin")
    calendar = Calendar("mon-fri 09:00-17:00", zone, holidays=(date(2026, 12, 25),))
    opened_at, due_at = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (opened, due))
    assert calendar.add(opened_at, seconds) == due_at


def test_business_time_that_never_passes_is_refused() -> None:
    """A shop that opens for a minute a week does not get through ten years of promises in our days."""
    with pytest.raises(OverflowError, match="by the end of 2199"):
        Calendar("sun 12:00-12:01", ZoneInfo("UTC")).add(_begin("2026-11-20"), 3650 * 86400)

"""Business time: opening hours, holidays, and the open seconds between two instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentionwatch.hours import Calendar, Week, check_holidays, read_week

BERLIN = ZoneInfo("Europe/Berlin")
WEEKS = (
    "mon-fri 09:00-17:00",
    "mon-fri 09:00-12:30 13:30-17:30; sat 10:00-14:00",
    "mon-sun 18:00-02:30",
    "sun 01:30-02:30 02:45-04:00; fri-sat 00:00-24:00",
)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
ANCHORS = (
    datetime(2026, 3, 29, tzinfo=UTC),  # Berlin springs forward
    datetime(2026, 10, 25, tzinfo=UTC),  # Berlin falls back
    datetime(2026, 3, 8, tzinfo=UTC),  # New York springs forward
    datetime(2026, 11, 1, tzinfo=UTC),  # New York falls back
    datetime(2026, 4, 4, tzinfo=UTC),  # Lord Howe falls back by half an hour
    datetime(2026, 10, 3, tzinfo=UTC),  # Lord Howe springs forward by half an hour
    datetime(2011, 12, 30, tzinfo=UTC),  # Apia skips a day
    datetime(2025, 12, 31, tzinfo=UTC),  # two years
)
OFF = (date(2026, 3, 29), date(2011, 12, 31), date(2026, 1, 1), date(2026, 10, 26))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def is_open(instant: datetime, spans: Week, zone: ZoneInfo) -> bool:
    """Look at the wall clock, and at nothing else."""
    wall = instant.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    yesterday = wall.date() - timedelta(days=1)
    today = wall.date() not in OFF and any(start <= minute < end for start, end in spans[wall.weekday()])
    return today or (
        yesterday not in OFF and any(start <= minute + 1440 < end for start, end in spans[yesterday.weekday()])
    )


@settings(max_examples=100, deadline=None)
@given(
    anchor=st.sampled_from(ANCHORS),
    before=st.integers(0, 3 * 1440),
    minutes=st.integers(0, 5 * 1440),
    week=st.sampled_from(WEEKS),
    zone=st.sampled_from(ZONES),
)
@example(anchor=ANCHORS[1], before=600, minutes=2000, week=WEEKS[3], zone="Europe/Berlin")
@example(anchor=ANCHORS[6], before=1440, minutes=5000, week=WEEKS[2], zone="Pacific/Apia")
def test_business_seconds_equal_a_count_of_open_minutes(
    anchor: datetime, before: int, minutes: int, week: str, zone: str
) -> None:
    """Across clock changes, a skipped day and the new year, the table gives what counting minutes gives."""
    opened_at = anchor - timedelta(minutes=before)
    spans = read_week(week)
    counted = sum(is_open(opened_at + timedelta(minutes=step), spans, ZoneInfo(zone)) for step in range(minutes))
    calendar = Calendar(week, ZoneInfo(zone), holidays=OFF)
    assert calendar.business_seconds(opened_at, opened_at + timedelta(minutes=minutes)) == counted * 60


@given(
    seconds=st.lists(st.integers(1_500_000_000, 1_900_000_000), min_size=3, max_size=3).map(sorted),
    week=st.sampled_from(WEEKS),
)
def test_business_seconds_add_up(seconds: list[int], week: str) -> None:
    """Over any number of years, the open time of a span is the sum of the open times of its parts."""
    first, middle, last = (datetime.fromtimestamp(second, UTC) for second in seconds)
    calendar = Calendar(week, BERLIN)
    parts = calendar.business_seconds(first, middle) + calendar.business_seconds(middle, last)
    assert calendar.business_seconds(first, last) == parts <= (last - first).total_seconds()


@pytest.mark.parametrize(
    ("opened", "closed", "seconds"),
    [
        ("2026-11-20T16:00", "2026-11-23T10:00", 2 * 3600),  # Friday to Monday
        ("2026-11-20T12:00:30", "2026-11-20T12:01:15", 45),
        ("2026-11-21T00:00", "2026-11-22T23:59", 0),
        ("2026-11-20T16:00", "2026-11-20T15:00", 0),
    ],
)
def test_time_runs_only_while_the_brand_is_open(opened: str, closed: str, seconds: int) -> None:
    """A weekend adds nothing, seconds count, and an answer before its question takes no time."""
    assert Calendar("mon-fri 09:00-17:00", BERLIN).business_seconds(at(opened), at(closed)) == seconds


def test_instants_of_any_zone_are_taken() -> None:
    """An instant written in another zone, in another year there, is the same instant."""
    calendar = Calendar("mon-sun 00:00-24:00", BERLIN)
    opened_at = datetime(2025, 12, 31, 23, tzinfo=UTC)
    elsewhere = opened_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert calendar.business_seconds(elsewhere, opened_at + timedelta(hours=2)) == 7200


def test_a_night_before_a_holiday_runs_on_into_it() -> None:
    """The night shift that begins on the eve is worked to its end; the holiday's own shift is not."""
    calendar = Calendar("mon-sun 22:00-06:00", BERLIN, holidays=(date(2026, 12, 25),))
    assert calendar.business_seconds(at("2026-12-25T00:00"), at("2026-12-26T00:00")) == 6 * 3600
    assert calendar.business_seconds(at("2026-12-26T00:00"), at("2026-12-26T12:00")) == 0


def test_holidays_of_a_place_are_closed() -> None:
    """Women's Day is free in Berlin and not in Hamburg."""
    day = at("2027-03-08T00:00"), at("2027-03-09T00:00")
    week = "mon-fri 09:00-17:00"
    assert Calendar(week, BERLIN, holidays="DE-BE").business_seconds(*day) == 0
    assert Calendar(week, BERLIN, holidays="DE-HH").business_seconds(*day) == 8 * 3600


@pytest.mark.parametrize(
    "text",
    [
        "Monday-Wednesday 9:00-17:00",
        "mon,tue,wed 09:00 - 17:00",
        "mon - wed 09:00–17:00\n",
        "mon 09:00-17:00; tue-wed 09:00-17:00;",
        "mon-wed 09:00-17:00 09:00-17:00",
    ],
)
def test_hours_are_read_however_they_are_written(text: str) -> None:
    """Long names, lists, dashes and spaces make no difference."""
    assert read_week(text) == (((540, 1020),),) * 3 + ((),) * 4


def test_days_may_run_over_the_weekend() -> None:
    """`fri-mon` is four days, and a span may end at 24:00 or after it."""
    week = read_week("fri-mon 20:00-24:00 23:00-01:00")
    assert [bool(day) for day in week] == [True, False, False, False, True, True, True]
    assert week[0] == ((1200, 1440), (1380, 1500))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no opening hours"),
        ("mo-fr 09:00-17:00", "no days of the week: 'mo-fr'"),
        ("09:00-17:00", "no days of the week: '09:00-17:00'"),
        ("mon-fri", "no hours stand after 'mon-fri'"),
        ("mon-fri 9-17", "no span of hours: '9-17'"),
        ("mon 09:60-17:00", "no times of day: '09:60-17:00'"),
        ("mon 24:00-25:00", "no times of day"),
        ("mon 09:00-09:00", "begins when it ends"),
        ("mon 09:00-17:00, tue 10:00-12:00", "no span of hours"),
        ("mon ٠٩:٠٠-١٧:٠٠", "no span of hours"),
    ],
)
def test_bad_hours_are_refused_in_a_sentence(text: str, words: str) -> None:
    """What cannot be read is quoted, with the way to write it."""
    with pytest.raises(ValueError, match=words) as caught:
        read_week(text)
    assert "; " in str(caught.value)


@pytest.mark.parametrize("code", ["US", "DE", "DE-BE"])
def test_known_holidays_are_accepted(code: str) -> None:
    """A country, and a part of one, are known."""
    check_holidays(code)


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("de-be", "did you mean 'DE-BE'"),
        ("us", "did you mean 'US'"),
        ("DE-BX", "the parts of DE are BB, BE,"),
        ("VA-XX", "write a country such as US"),
        ("GRB", "did you mean 'GR'"),
        ("../../etc/passwd", "write a country such as US"),
        ("", "write a country such as US"),
    ],
)
def test_unknown_holidays_are_refused_with_a_near_match(code: str, fix: str) -> None:
    """A wrong code names the nearest right one, or the form of a code."""
    with pytest.raises(ValueError, match="no holidays are known") as caught:
        check_holidays(code)
    assert fix in str(caught.value)

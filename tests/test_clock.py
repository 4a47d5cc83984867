"""Instants and durations: reading what networks and people write, and writing it one way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.clock import duration_text, from_text, read_duration, read_instant, start_of_day, to_text

INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@given(INSTANTS)
def test_an_instant_survives_writing_and_reading(instant: datetime) -> None:
    """What is written is read back, and sorts as text as it sorts in time."""
    assert from_text(to_text(instant)) == read_instant(to_text(instant)) == instant
    assert (to_text(instant) < to_text(NOON)) == (instant < NOON)


@given(INSTANTS, st.sampled_from(["Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "Europe/Berlin"]))
def test_an_offset_is_honoured(instant: datetime, zone: str) -> None:
    """The same instant written in any zone is the same instant."""
    assert read_instant(instant.astimezone(ZoneInfo(zone)).isoformat()) == instant


@pytest.mark.fault("F54")
@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2026-11-22T12:00:00Z", NOON),
        ("2026-11-22t12:00:00z".upper(), NOON),
        ("2026-11-22 12:00", NOON),
        ("2026-11-22T12:00:00", NOON),  # no zone is UTC
        ("2026-11-22T12:00:00.123456789Z", NOON),
        ("2026-11-22T12:00:00,5Z", NOON),
        ("2026-11-22T17:30:00+0530", NOON),
        ("2026-11-22T17:30:00+05:30", NOON),
        ("2026-11-22T08:00:00-04", NOON),
        (" 2026-11-22 12:00:00 Z ", NOON),
        ("2026-11-22T11:59:60Z", NOON),  # a leap second is the next second
        ("2026-11-21T24:00:00Z", NOON - timedelta(hours=12)),
        ("2026-11-22", NOON - timedelta(hours=12)),
        (1795348800, NOON),
        (1795348800.75, NOON),
        (1795348800123, NOON),  # milliseconds
        ("1795348800", NOON),
        ("1795348800.75", NOON),
        ("1795348800123", NOON),
    ],
)
def test_every_form_of_a_time_is_read(value: str | float, instant: datetime) -> None:
    """ISO times of all makes and epoch numbers give an aware instant in UTC, whole seconds."""
    assert read_instant(value) == instant
    assert read_instant(value).tzinfo is UTC


@pytest.mark.fault("F53")
@pytest.mark.fault("F54")
@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T24:00:00Z",
        "2199-12-31T24:00:00Z",
        "1970-01-01T00:00:00+01:00",
        "2026-02-30T00:00:00Z",
        "2026-11-22T25:00:00Z",
        "2026-11-22T24:00:01Z",
        "2026-11-22T12:60:00Z",
        "2026-11-22T12:00:61Z",
        "2026-11-22T12:00:00+99:99",
        "٢٠٢٦-١١-٢٢T12:00:00Z",
        "2026-11-22T12:00:00Z\nX",
        "1" * 14,
        "9" * 5000,
        -1,
        1e18,
        10**400,
        float("nan"),
        float("inf"),
        True,
    ],
)
def test_what_is_no_time_is_a_value_error(value: str | float) -> None:
    """Garbage, impossible times and far years raise ValueError with a short sentence, and nothing else."""
    with pytest.raises(ValueError, match=r".+") as caught:
        read_instant(value)
    assert len(str(caught.value)) < 120


@given(st.text() | st.integers() | st.floats())
def test_reading_a_time_never_fails_otherwise(value: str | float) -> None:
    """Any text or number is an instant within our years, or a ValueError."""
    try:
        instant = read_instant(value)
    except ValueError:
        return
    assert 1970 <= instant.year < 2200


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("5m", 300), ("1h30m", 5400), ("1.5h", 5400), (" 1D 12H ", 129600), ("2w", 1209600), ("0s", 0)],
)
def test_durations_are_read(text: str, seconds: int) -> None:
    """Numbers with units add up, in either case and with spaces."""
    assert read_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "5", "m", "-5m", "5 minutes", "1h x", "٥m", "1e9s", "9" * 400 + "d", "1m\x1b[31m"]
)
def test_bad_durations_are_refused_in_a_sentence(text: str) -> None:
    """What is no duration is quoted, without its control characters."""
    with pytest.raises(ValueError, match="duration") as caught:
        read_duration(text)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (740, "12 min"),
        (3599, "1 h"),
        (12000, "3 h 20 min"),
        (86399, "1 d"),
        (187200, "2 d 4 h"),
        (-12000, "-3 h 20 min"),
    ],
)
def test_durations_print_in_two_units(seconds: float, text: str) -> None:
    """The two largest units are shown, carried over when they round up."""
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        (date(2026, 11, 22), "Europe/Berlin", "2026-11-21T23:00:00Z"),
        (date(2017, 10, 15), "America/Sao_Paulo", "2017-10-15T03:00:00Z"),  # midnight was skipped
        (date(2011, 12, 30), "Pacific/Apia", "2011-12-30T10:00:00Z"),  # the whole day was skipped
        (date(2011, 12, 31), "Pacific/Apia", "2011-12-30T10:00:00Z"),
    ],
)
def test_a_day_begins_at_its_first_instant(day: date, zone: str, instant: str) -> None:
    """A day whose midnight the zone skips begins when the clock goes on."""
    assert to_text(start_of_day(day, ZoneInfo(zone))) == instant

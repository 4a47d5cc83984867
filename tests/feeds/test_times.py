"""Times as people and their programs write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.clock import to_text
from mentionwatch.feeds.times import DayOrder, read_time
from mentionwatch.model import TimeQuality

EXACT = {
    "2026-10-31T22:10:47Z": "2026-10-31T22:10:47Z",
    "2026-10-31T22:10:47.123456789+02:00": "2026-10-31T20:10:47Z",
    "2026-10-31 22:10": "2026-10-31T22:10:00Z",
    "20261031T221047Z": "2026-10-31T22:10:47Z",
    "1793484647": "2026-10-31T22:10:47Z",
    "Sat Oct 31 22:10:47 +0000 2026": "2026-10-31T22:10:47Z",
    "Sat, 31 Oct 2026 22:10:47 GMT": "2026-10-31T22:10:47Z",
    "Sat, 31 Oct 2026 22:10:47 EST": "2026-11-01T03:10:47Z",
    "Sat, 31 Oct 2026 22:10:47": "2026-10-31T22:10:47Z",
    "31 October 2026 5:07 CET": "2026-10-31T04:07:00Z",
    "Sat, 31 Oct 2026 23:59:60 GMT": "2026-11-01T00:00:00Z",
    "October 31, 2026, 10:10 pm": "2026-10-31T22:10:00Z",
    "Sat Oct 31 2026 22:10:47 GMT+0200 (Central European Summer Time)": "2026-10-31T20:10:47Z",
    "2026-10-31 22:10:47 +0200 CEST": "2026-10-31T20:10:47Z",
    "2026/10/03 22:10": "2026-10-03T22:10:00Z",
    "31/10/2026 22:10": "2026-10-31T22:10:00Z",
    "10/31/2026 10:10 PM": "2026-10-31T22:10:00Z",
    "31.10.2026 22:10:47": "2026-10-31T22:10:47Z",
}


@pytest.mark.parametrize("text", EXACT)
def test_certain_time_is_read(text: str) -> None:
    """Each form that can mean one instant only is read as that instant."""
    instant, quality = read_time(text)
    assert (to_text(instant), quality) == (EXACT[text], TimeQuality.EXACT)


@pytest.mark.parametrize("number", [1793484647, 1793484647.9, 1793484647000])
def test_epoch_is_read(number: float) -> None:
    """Seconds and milliseconds since 1970 are read."""
    assert to_text(read_time(number)[0]) == "2026-10-31T22:10:47Z"


@pytest.mark.parametrize("text", ["2026-10-31", "31 October 2026", "31.10.2026", "20261031"])
def test_date_alone_is_an_estimate(text: str) -> None:
    """A date without a time of day is its midnight, marked as a guess: it must not enter response times."""
    instant, quality = read_time(text)
    assert (to_text(instant), quality) == ("2026-10-31T00:00:00Z", TimeQuality.ESTIMATED)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/10/2026 22:10", "day or month first"),
        ("03.10.2026", "day or month first"),
        ("Sat, 31 Oct 2026 22:10:47 BST", "time zone"),
        ("31/10/26", "four digits"),
        ("22:10", "four digits"),
        ("Oct 2026", "not a full date"),
        ("2026", "not a full date"),
        ("", "empty"),
        ("yesterday", "not a time"),
        ("2026-02-30", "day"),
        ("0001-01-01T00:00:00Z", "year"),
        ("9999-12-31T00:00:00Z", "year"),
        ("x" * 10_000, "not a time"),
    ],
)
@pytest.mark.fault("F54")
def test_uncertain_time_is_refused(text: str, reason: str) -> None:
    """What can mean two instants, or none, is refused with the reason; nothing is guessed."""
    with pytest.raises(ValueError, match=reason):
        read_time(text)


@pytest.mark.parametrize("value", [True, None, [], float("nan"), float("inf"), 10**400, -1, 17, 1e18])
def test_what_is_no_time_is_refused(value: object) -> None:
    """Truth values, lists, counts and numbers out of range are no times."""
    with pytest.raises(ValueError, match="not a time"):
        read_time(value)


@pytest.mark.parametrize(("order", "month"), [("dmy", "10"), ("mdy", "03")])
def test_named_order_of_day_and_month_is_followed(order: DayOrder, month: str) -> None:
    """Where the reader is told which comes first, an ambiguous date is read."""
    assert to_text(read_time("03/10/2026 22:10", day_order=order)[0])[5:7] == month


pieces = st.sampled_from(
    ["31", "10", "2026", "Oct", "GMT", "+0200", "(x)", ":", "/", "-", ".", "T", "Z", " ", ",", "99"]
)


@given(st.lists(pieces, max_size=12).map("".join) | st.text(max_size=40))
def test_no_text_crashes_the_reader(text: str) -> None:
    """Any text is a time of our years, or a ValueError."""
    try:
        instant, _ = read_time(text)
    except ValueError:
        return
    assert 1970 <= instant.year <= 2200
    assert instant.microsecond == 0

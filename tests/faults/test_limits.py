"""Limits: what a network says of when to go on is believed within reason, and obeyed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from badserver import NOW, BadServer
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.errors import Limited, Unavailable
from mentionwatch.feeds.http import parse_reset

MINUTE = timedelta(minutes=1)
DEFAULT = timedelta(minutes=5)
LONGEST = timedelta(hours=1)


@pytest.mark.fault("F15")
@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"Retry-After": "120"}, 2 * MINUTE),
        ({"Retry-After": "0.2"}, timedelta(seconds=1)),
        ({"Retry-After": "Sun, 22 Nov 2026 12:07:00 GMT"}, 7 * MINUTE),
        ({"Retry-After": "Sun, 22 Nov 2026 14:07:00 +0200"}, 7 * MINUTE),
        ({"Retry-After": "Sun, 22 Nov 2026 11:07:00 GMT"}, DEFAULT),
        ({"Retry-After": "-1"}, DEFAULT),
        ({"Retry-After": "0"}, DEFAULT),
        ({"Retry-After": "nan"}, DEFAULT),
        ({"Retry-After": "inf"}, DEFAULT),
        ({"Retry-After": ""}, DEFAULT),
        ({"Retry-After": "soon"}, DEFAULT),
        ({"Retry-After": "1e9"}, LONGEST),
        ({"Retry-After": "9" * 400}, DEFAULT),
        ({}, DEFAULT),
        ({"X-RateLimit-Reset": "2026-11-22T12:09:00.381973Z"}, 9 * MINUTE),
        ({"RateLimit-Reset": "1795349340"}, 9 * MINUTE),
        ({"RateLimit-ResetTime": "2026-11-22T12:09:00+00:00"}, 9 * MINUTE),
        ({"x-ratelimit-reset": "49.5"}, timedelta(seconds=50)),
        ({"x-ratelimit-reset": "1795312800"}, DEFAULT),
        ({"x-ratelimit-reset": "2031-01-01T00:00:00Z"}, LONGEST),
        ({"x-ratelimit-reset": "99999999999999999999"}, DEFAULT),
        ({"Retry-After": "nan", "x-ratelimit-reset": "49"}, timedelta(seconds=49)),
        ({"Retry-After": "30", "x-ratelimit-reset": "49"}, timedelta(seconds=30)),
        ({"Retry-After": "120", "Date": "Sun, 22 Nov 2026 12:04:00 GMT"}, 6 * MINUTE),  # the poll has run so long
        ({"Date": "Sun, 22 Nov 2026 12:04:00 GMT"}, 9 * MINUTE),
        ({"Retry-After": "120", "Date": "Sun, 22 Nov 2026 11:59:00 GMT"}, 2 * MINUTE),
        ({"Retry-After": "120", "Date": "Mon, 23 Nov 2026 12:04:00 GMT"}, 2 * MINUTE),
        ({"Retry-After": "120", "Date": "today"}, 2 * MINUTE),
    ],
)
def test_reset_is_read_in_each_form(headers: dict[str, str], after: timedelta) -> None:
    """Each form of a reset gives its instant, capped at an hour; past, garbage and missing ones five minutes."""
    assert parse_reset(httpx.Headers(headers), NOW) == NOW + after


@pytest.mark.fault("F15")
@given(
    value=st.text(max_size=30) | st.floats().map(str) | st.integers().map(str) | st.datetimes().map(str),
    name=st.sampled_from(["retry-after", "x-ratelimit-reset", "ratelimit-reset"]),
)
def test_reset_is_always_soon_and_never_past(value: str, name: str) -> None:
    """Whatever a header holds, we go on after now and within an hour."""
    until = parse_reset({name: value}, NOW)
    assert NOW < until <= NOW + LONGEST


@pytest.mark.fault("F15")
@pytest.mark.parametrize(
    "path",
    [
        "/429?Retry-After=120",
        "/403?Retry-After=120",
        "/503?Retry-After=120",
        "/403?x-ratelimit-remaining=0.0&x-ratelimit-reset=120",
        "/429?RateLimit-Remaining=0&RateLimit-Reset=120",
    ],
)
def test_limit_is_never_tried_again(server: BadServer, path: str) -> None:
    """An answer that asks us to wait is Limited until then, after one single request."""
    before = server.count(path[:4])
    with pytest.raises(Limited) as caught:
        server.get(path)
    assert caught.value.until == datetime(2026, 11, 22, 12, 2, tzinfo=UTC)
    assert server.count(path[:4]) - before == 1


def test_spent_limit_on_a_good_answer_is_no_error(server: BadServer) -> None:
    """The last request that a limit allows is answered, and its answer used."""
    assert server.get("/200?x-ratelimit-remaining=0").status == 200


def test_busy_server_without_a_time_is_tried_again(server: BadServer) -> None:
    """A 503 that names no time is a fault that may pass, not a limit."""
    before = server.count("/503")
    with pytest.raises(Unavailable):
        server.get("/503")
    assert server.count("/503") - before == 3

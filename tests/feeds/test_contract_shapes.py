"""Every network's feed keeps the contract whatever shape its network gives to times, words, items and pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from contract import NOW, FakeNetwork, Poll, complaint, reply, spoil, spread
from networks import NETWORKS

from mentionwatch.errors import Limited

every_network = pytest.mark.parametrize("make", NETWORKS)

AT = datetime(2026, 11, 22, 9, 41, 7, tzinfo=UTC)
WORDS = {
    "2026-11-22T09:41:07Z",
    "2026-11-22T09:41:07.123Z",
    "2026-11-22T09:41:07.123456Z",
    "2026-11-22T09:41:07.123456789Z",
    "2026-11-22T09:41:07.123456+00:00",
    "2026-11-22T09:41:07+0000",
    "2026-11-22T09:41:07.123+0000",
    "2026-11-22T05:41:07-04:00",
    "2026-11-22T15:11:07.123+05:30",
}
NUMBERS = {AT.timestamp(), int(AT.timestamp()), AT.timestamp() + 0.5}
TIMES: dict[str | float, frozenset[str | float]] = {
    **dict.fromkeys(WORDS, frozenset(WORDS)),
    **dict.fromkeys((AT.isoformat(), "2026-11-22T09:41:07.000Z"), frozenset(WORDS)),
    **dict.fromkeys(NUMBERS, frozenset(NUMBERS)),
}


def changed(body: Any, change: Callable[[Any], Any]) -> Any:
    """Give a body in which each value, however deep, is what `change` makes of it."""
    if isinstance(body, dict):
        return {name: changed(value, change) for name, value in body.items()}
    return [changed(value, change) for value in body] if isinstance(body, list) else change(body)


@every_network
@pytest.mark.parametrize("form", sorted(WORDS) + sorted(NUMBERS), ids=str)
def test_time_is_read_in_every_form(make: type[FakeNetwork], form: str | float) -> None:
    """One instant, with or without fractions, in any zone, in words or as a number, is the same instant."""
    network = make()
    ask = complaint(1, minutes_ago=(NOW - AT) / timedelta(minutes=1))
    network.say(ask)

    def write(value: Any) -> Any:
        return form if isinstance(value, str | float | int) and form in TIMES.get(value, ()) else value

    network.faults["inbox", 1] = lambda answer: httpx.Response(200, json=changed(answer.json(), write))
    (post,) = network.poll().posts
    assert post.created_at == AT


@every_network
@pytest.mark.parametrize(
    "text",
    [
        "5 < 6 & 7 > 2, he said: <b>no</b>",
        "it is spelled &amp; and &lt;p&gt; and &#39;",
        "👩‍👩‍👧‍👦 naïve Ünïcode 日本語 עברית 🇩🇪",
        "two lines\nand a third",
    ],
)
def test_words_come_as_they_were_meant(make: type[FakeNetwork], text: str) -> None:
    """Signs that are special to HTML, entities that somebody typed, emoji and other scripts come out as written."""
    network = make()
    ask = complaint(1, minutes_ago=60, text=text)
    network.say(ask)
    (post,) = network.poll().posts
    assert post.text.split() == network.shown(ask).split()


@every_network
@pytest.mark.parametrize("stream", ["inbox", "outbox"])
def test_item_that_is_none_costs_no_other(make: type[FakeNetwork], stream: str) -> None:
    """Where null, a number, a word, a list or an empty object stands for a post, its neighbours come all the same."""
    network = make()
    network.needs(stream)
    asks = spread(4, first_minutes_ago=10, step=10)
    network.say(*asks, *(reply(50 + n, to=ask, minutes_ago=5 + n) for n, ask in enumerate(asks)))

    def litter(answer: httpx.Response) -> httpx.Response:
        body = answer.json()
        network.items(body)[1:1] = [None, 7, "x", [], {}]
        return httpx.Response(200, json=body)

    network.faults[stream, 1] = litter
    found = network.poll()
    assert set(found.refs) == network.visible()
    assert found.cursor is not None


@every_network
def test_pages_that_overlap_lose_nothing(make: type[FakeNetwork]) -> None:
    """Where a page begins with what the one before ended with, what is between them is neither lost nor a gap."""
    network = make(page_size=3)
    asks = spread(9, first_minutes_ago=10, step=10)
    network.say(*asks)
    cut = network.page

    def page(posts: Any, token: str | None) -> Any:
        items, following, number = cut(posts, token)
        start = posts.index(items[0]) if items else 0
        return [*posts[max(0, start - 2) : start], *items], following, number

    network.page = page  # type: ignore[method-assign] # the fake's pages
    found = network.poll()
    assert set(found.refs) == network.visible()
    assert not found.gaps


@every_network
@pytest.mark.fault("F15")
@pytest.mark.parametrize(
    "headers",
    [{}, {"retry-after": "soon"}, {"retry-after": "-3"}, {"x-ratelimit-reset": "1"}, {"retry-after": "9" * 30}],
    ids=str,
)
@pytest.mark.parametrize("stream", ["inbox", "outbox"])
def test_limit_without_a_sensible_time_is_a_short_one(
    make: type[FakeNetwork], headers: dict[str, str], stream: str
) -> None:
    """A 429 that names no time, a past one, or one for ever is kept for an hour at most; pages before it stay."""
    network = make(page_size=2)
    network.needs(stream)
    asks = spread(5, first_minutes_ago=10, step=10)
    network.say(*asks, *(reply(50 + n, to=ask, minutes_ago=1 + n) for n, ask in enumerate(asks)))
    network.faults[stream, 2] = spoil(429, headers=headers)
    seen = Poll()
    with pytest.raises(Limited) as caught:
        network.poll(into=seen)
    assert NOW < caught.value.until <= NOW + timedelta(hours=1)
    assert seen.refs
    assert seen.cursor is None

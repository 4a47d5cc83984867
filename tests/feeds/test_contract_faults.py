"""Every network's feed keeps the contract when its network fails."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from contract import SPOILT, FakeNetwork, Poll, complaint, reply, spoil, spread
from hypothesis import given
from hypothesis import strategies as st
from networks import NETWORKS

from mentionwatch.errors import FeedError, Limited

every_network = pytest.mark.parametrize("make", NETWORKS)

DATE = "Sun, 22 Nov 2026 12:20:00 GMT"
IN_20_MINUTES = datetime(2026, 11, 22, 12, 20, tzinfo=UTC)


@every_network
@pytest.mark.fault("F18")
@pytest.mark.parametrize("name", SPOILT)
@pytest.mark.parametrize("stream", ["inbox", "outbox"])
def test_spoilt_page_moves_no_cursor(make: type[FakeNetwork], name: str, stream: str) -> None:
    """A second page that fails is the right error; what came before it is given, the cursor is not."""
    fault, kind = SPOILT[name]
    network = make(page_size=2)
    network.needs(stream)
    asks = spread(5, first_minutes_ago=10, step=10)
    network.say(*asks, *(reply(50 + n, to=ask, minutes_ago=1 + n) for n, ask in enumerate(asks)))
    network.faults[stream, 2] = fault
    seen = Poll()
    with pytest.raises(kind) as caught:
        network.poll(into=seen)
    assert seen.refs
    assert all(page.cursor is None for page in seen.pages)
    assert "CANARY" not in f"{caught.value} {caught.value.cause} {caught.value.hint}"
    network.faults.clear()
    assert set(network.poll().refs) == network.visible()


@every_network
@pytest.mark.fault("F15")
@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "1200"},
        {"retry-after": DATE},
        {"x-ratelimit-reset": "2026-11-22T12:20:00.000Z"},
        {"ratelimit-reset": str(int(IN_20_MINUTES.timestamp()))},
        {"x-ratelimit-reset": "1199.2"},
    ],
)
def test_limit_says_when_to_go_on(make: type[FakeNetwork], headers: dict[str, str]) -> None:
    """A 429 ends the poll at once, with the time at which the network lets us go on, in each form it is told."""
    network = make()
    network.say(complaint(1, minutes_ago=5))
    network.faults["inbox", 1] = spoil(429, headers=headers)
    with pytest.raises(Limited) as caught:
        network.poll()
    assert caught.value.until == IN_20_MINUTES
    assert network.answered["inbox"] == 1


@every_network
def test_fault_that_passes_is_no_fault(make: type[FakeNetwork]) -> None:
    """A server error that is gone at the third try costs nothing."""
    network = make()
    network.say(complaint(1, minutes_ago=5))
    failures = iter([500, 502])

    def stumble(response: httpx.Response) -> httpx.Response:
        status = next(failures, None)
        return httpx.Response(status) if status else response

    network.faults["inbox", 1] = stumble
    assert len(network.poll().refs) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@every_network
@given(data=st.data())
def test_no_json_makes_a_feed_crash(make: type[FakeNetwork], data: st.DataObject) -> None:
    """Whatever JSON stands where a post's fields should, a poll ends well or with a FeedError."""
    network = make()
    network.say(complaint(1, minutes_ago=5), complaint(2, minutes_ago=6))

    def bend(response: httpx.Response) -> httpx.Response:
        body = json.loads(response.content)
        _bend(network.items(body)[0], data)
        return httpx.Response(200, json=body)

    network.faults["inbox", 1] = bend
    try:
        found = network.poll()
    except FeedError:
        return
    assert network.ref(complaint(2, minutes_ago=6)) in found.refs


def _bend(item: dict[str, Any], data: st.DataObject) -> None:
    """Put anything in place of a field, at any depth."""
    name = data.draw(st.sampled_from(sorted(item)))
    if isinstance(item[name], dict) and item[name] and data.draw(st.booleans()):
        _bend(item[name], data)
    else:
        item[name] = data.draw(json_values)


@every_network
@pytest.mark.fault("F36")
def test_half_an_emoji_in_any_field_is_storable(make: type[FakeNetwork]) -> None:
    """A lone surrogate or NUL in names, addresses and text comes out as something a database can hold."""
    network = make()
    network.say(complaint(1, minutes_ago=5, text="half"))

    def break_strings(response: httpx.Response) -> httpx.Response:
        return httpx.Response(200, content=response.content.replace(b"ann", b"an\\ud83d\\u0000"))

    network.faults["inbox", 1] = break_strings
    (post,) = network.poll().posts
    assert "\ufffd" in post.account.handle
    for value in (post.ref, post.account.ref, post.account.handle, post.url or ""):
        assert not {"\ud83d", "\x00"} & set(value)

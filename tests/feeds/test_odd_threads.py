"""Whatever a network answers to a question for a thread, nothing crashes and nothing is called deleted for it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from contract import FakeNetwork, complaint
from fake_hackernews import FakeHackernews
from fake_reddit import FakeReddit
from fake_x import FakeX
from fake_youtube import FakeYoutube
from hypothesis import example, given
from hypothesis import strategies as st

from mentionwatch.errors import FeedError
from mentionwatch.model import Gone

names = st.sampled_from(
    ["data", "items", "kind", "children", "id", "name", "author", "body", "snippet", "errors", "meta"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["t1", "t3", "Listing", "more"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=15,
)


@pytest.mark.parametrize("make", [FakeReddit, FakeHackernews, FakeYoutube, FakeX])
@given(body=values)
@example(body=[])
@example(body=[{}, {}])
@example(body={"data": []})
@example(body={"data": {}})
@example(body={"errors": [{"title": "Authorization Error"}]})
@example(body=[{"kind": "t3", "data": {"name": ["t3_home"], "author": []}}])
def test_odd_answer_is_an_error_and_no_deletion(make: type[FakeNetwork], body: Any) -> None:
    """Any JSON at all: the thread is read or is an error; only the network's own word for it means deleted."""
    network = make()
    route, said = network.route, complaint(1, minutes_ago=5)
    network.say(said)

    def answer(request: httpx.Request) -> httpx.Response:
        is_login = request.url.path.endswith(("/access_token", "/users/by", "/channels"))
        return route(request) if is_login else httpx.Response(200, json=body)

    network.route = answer  # type: ignore[method-assign] # the fake's answers
    native_id = "home/_/1" if make is FakeReddit else None
    try:
        found = network.thread(said, native_id=native_id)
    except FeedError:
        return
    is_told = {FakeReddit: "t3" in str(body), FakeYoutube: isinstance(body, dict) and body.get("items") == []}
    assert is_told.get(make) or not any(isinstance(one, Gone) for one in found)

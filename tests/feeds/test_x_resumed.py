"""X is paid once for each post, wherever a walk was cut off."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from contract import NOW, Poll, as_json, complaint, reply, spoil
from fake_x import FakeX

from mentionwatch.errors import Unavailable

LATER = NOW + timedelta(hours=1)


def brand_with_a_past(*, days: int = 20) -> FakeX:
    """Make ten posts a page of a brand that answers a complaint a day."""
    network = FakeX(page_size=4)
    for age in range(days, 0, -1):
        ask = complaint(age, minutes_ago=age * 1440)
        network.say(ask, reply(500 + age, to=ask, minutes_ago=age * 1440 - 30))
    return network


def cut(network: FakeX, stream: str, number: int, **told: Any) -> tuple[Poll, Any]:
    """Poll until a page fails; give what came before, and the mark."""
    network.faults[stream, number] = spoil(503)
    found = Poll()
    with pytest.raises(Unavailable):
        network.poll(into=found, **told)
    network.faults.clear()
    return found, json.loads(json.dumps([page.mark for page in found.pages if page.mark is not None][-1]))


def refuse_old_tokens(network: FakeX) -> None:
    """Let X know no token of earlier walks, as after some days."""
    route = network.route

    def strict(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("pagination_token") and not network.answered["inbox"] + network.answered["outbox"]:
            return httpx.Response(400, json={"title": "Invalid Request"})
        return route(request)

    network.answered.clear()
    network.route = strict  # type: ignore[method-assign] # the fake's answers


@pytest.mark.parametrize(("stream", "number"), [("inbox", 2), ("inbox", 4), ("outbox", 1), ("outbox", 3)])
@pytest.mark.parametrize("is_forgotten", [False, True])
def test_walk_that_failed_reads_no_post_again(stream: str, number: int, is_forgotten: bool) -> None:
    """After a fault on any page the next poll pays for what is left alone, even if X knows the old token no more."""
    network = brand_with_a_past()
    before, mark = cut(network, stream, number)
    if is_forgotten:
        refuse_old_tokens(network)
    network.asked.clear()
    stored = {ref.removeprefix("x:"): ref for ref in before.refs}
    rest = network.poll(now=LATER, mark=mark, find_ref=stored.get)
    assert not {*before.refs} & {*rest.refs}
    assert {*before.refs} | {*rest.refs} == network.visible()
    assert as_json(rest.cursor)["spent"]["count"] == len(network.visible())
    assert not [request for request in network.asked if request.url.path.endswith("/users/by")]
    assert network.poll(as_json(rest.cursor), now=LATER).refs == []


def test_token_goes_with_the_days_that_it_was_given_for() -> None:
    """Where older posts are then asked for back to a nearer day, only what is begun anew is asked for by that day."""
    network = brand_with_a_past(days=80)
    cursor = as_json(network.poll().cursor)
    _, mark = cut(network, "inbox", 3, cursor=cursor, since=NOW - timedelta(days=60))
    network.asked.clear()
    network.poll(cursor, now=LATER, since=NOW - timedelta(days=40), mark=mark)
    asked = [request.url for request in network.asked if "start_time" in request.url.params]
    assert {(url.path.rpartition("/")[2], url.params["start_time"][:10]) for url in asked} == {
        ("mentions", "2026-09-23"),
        ("tweets", "2026-10-13"),
    }

"""What Meta does not show is a deleted post only where the token still shows what customers write."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from contract import FakeNetwork, Said, complaint, reply
from graph_networks import GONE, FakeFacebook, FakeGraph, FakeInstagram

from mentionwatch.errors import Denied, FeedError, Missing
from mentionwatch.model import Gone

both = pytest.mark.parametrize("make", [FakeFacebook, FakeInstagram])


@both
def test_token_that_shows_no_customers_deletes_nothing(make: type[FakeGraph]) -> None:
    """Where only the brand's own words are shown, a post that is not known is no deleted one, but an error."""
    network = make()
    ask = complaint(1, minutes_ago=60)
    network.say(reply(2, to=ask, minutes_ago=30))
    with pytest.raises(Denied, match="not taken for deleted"):
        network.thread(ask, native_id=ask.id)


@both
def test_author_who_is_not_named_proves_nothing(make: type[FakeGraph]) -> None:
    """Without names, as a token that has lost a permission shows posts, nobody knows that customers are shown."""
    network = make()
    network.say(complaint(2, minutes_ago=50))

    def nameless(response: httpx.Response) -> httpx.Response:
        body = response.json()
        body["data"] = [{name: item[name] for name in item.keys() - {"from", "username"}} for item in body["data"]]
        return httpx.Response(200, json=body)

    network.faults |= {("inbox", 1): nameless, ("outbox", 1): nameless}
    with pytest.raises(Denied):
        network.thread(complaint(1, minutes_ago=60))


@both
@pytest.mark.parametrize(("code", "kind"), [(10, Denied), (190, Denied), (100, Missing)])
def test_edge_that_is_refused_deletes_nothing(make: type[FakeGraph], code: int, kind: type[FeedError]) -> None:
    """A token that may not even read the account's own edges says nothing of what was deleted."""
    network = make()
    refusal = {"error": {"message": "no", "code": code, "error_subcode": 33}}
    network.faults["outbox", 1] = lambda _: httpx.Response(400, json=refusal)
    with pytest.raises(kind):
        network.thread(complaint(1, minutes_ago=60))


@both
def test_sight_is_asked_for_once_a_poll(make: type[FakeGraph]) -> None:
    """However many posts are gone, the account's own edges are asked once."""
    network = make()
    network.say(complaint(9, minutes_ago=5))
    assert GONE["error"]["code"] == 100
    assert _threads(network, [complaint(n, minutes_ago=60) for n in range(3)]) == 3
    assert network.answered["inbox"] + network.answered["outbox"] <= 2


def _threads(network: FakeNetwork, asks: list[Said]) -> int:
    """Look at several threads with one feed; give how many are gone."""

    async def run() -> int:
        async with network.client() as client:
            feed = network.feed(client)
            found = [item for ask in asks async for item in feed.thread(network.ref(ask))]
            return sum(isinstance(item, Gone) for item in found)

    return asyncio.run(run())

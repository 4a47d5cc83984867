"""When tokens end: what Meta, OAuth servers and Bluesky say of it, and that nothing else hangs on it."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from api import Api
from contract import NOW, FakeNetwork, complaint
from graph_networks import FakeFacebook
from networks import FakeBluesky
from recordings import DATA, recorded

from mentionwatch.clock import to_text
from mentionwatch.errors import Limited
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.expiry import end_of_life, jwt_end
from mentionwatch.model import Expiry


def told(network: FakeNetwork | Api, *, now: datetime = NOW, **spec: Any) -> list[Expiry]:
    """Poll once; give what was told of the token's end."""
    found: list[Expiry] = []

    async def run() -> None:
        async with network.client(now) as http:
            options = {"name": "f", "brand": "Acme", "options": network.options, "network": network.network} | spec
            around = Surroundings(http=http, now=now, note_expiry=found.append)
            feed = find(network.network)(FeedSpec(**options), around)
            async for _ in feed.fetch(None):
                pass

    asyncio.run(run())
    return found


class Page(FakeFacebook):
    """A Page whose token can be looked at."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.say(complaint(1, minutes_ago=5))
        self.answer_of_token = answer
        self.looks = 0

    def route(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/debug_token"):
            return super().route(request)
        self.looks += 1
        assert request.content == b"method=get&input_token=CANARY"
        return httpx.Response(self.answer_of_token.status_code, content=self.answer_of_token.content)


def recorded_token(**changes: Any) -> httpx.Response:
    """Give the recorded look at a token, changed."""
    _, _, body = recorded(DATA / "facebook", "debug_token")
    return httpx.Response(200, json={"data": body["data"] | changes})


def test_facebook_says_when_a_token_ends() -> None:
    """The earlier of the two ends counts, and 0 is no end."""
    access = datetime(2027, 1, 1, tzinfo=UTC)
    early = datetime(2026, 12, 1, tzinfo=UTC)
    assert told(Page(recorded_token())) == [Expiry(access)]
    assert told(Page(recorded_token(expires_at=int(early.timestamp())))) == [Expiry(early)]
    assert told(Page(recorded_token(data_access_expires_at=0))) == [Expiry(None)]


def test_facebook_is_asked_once_a_day(tmp_path: Path) -> None:
    """What was said of a token is kept for a day, and told at each poll."""
    page = Page(recorded_token())
    for minutes in (0, 5, 60 * 23):
        assert len(told(page, now=NOW + timedelta(minutes=minutes), state_dir=tmp_path)) == 1
    assert page.looks == 1
    told(page, now=NOW + timedelta(days=1), state_dir=tmp_path)
    assert page.looks == 2
    assert "CANARY" not in "".join(file.read_text() for file in tmp_path.iterdir())


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"error": {"code": 190, "message": "no"}}),
        httpx.Response(500),
        httpx.Response(200, content=b"<html>"),
    ],
)
def test_a_look_that_fails_costs_the_poll_nothing(answer: httpx.Response) -> None:
    """Where the network does not say when a token ends, the poll goes on and nothing is told."""
    assert told(Page(answer)) == []


@pytest.mark.parametrize("answer", [{"data": []}, [], {"data": {"expires_at": "soon", "data_access_expires_at": -1}}])
def test_a_look_of_the_wrong_shape_is_no_end(answer: Any) -> None:
    """An answer that names no end in the known form is taken for none."""
    assert told(Page(httpx.Response(200, json=answer))) == [Expiry(None)]


def test_a_limit_holds_for_the_look_too() -> None:
    """A network that asks us to wait is obeyed at once."""
    with pytest.raises(Limited):
        told(Page(httpx.Response(429)))


@pytest.mark.parametrize(("rotates", "renews"), [(False, False), (True, True)])
def test_refresh_tokens_say_how_long_they_live(rotates: bool, renews: bool) -> None:
    """The seconds that an OAuth server names are told; one that sends a new token each time renews by itself."""
    said = {"access_token": "CANARY-A", "expires_in": 3600, "refresh_token_expires_in": 86_400}
    names = ("client_id", "client_secret", "refresh_token")
    options = {
        "base": "https://api.example",
        "streams": {"inbox": {"url": "/posts"}},
        "post": {"id": "id", "author": "by", "text": "body", "created_at": "at"},
        "auth": "oauth2_refresh",
        "refresh_url": "https://login.example/token",
        **dict.fromkeys(names, "CANARY"),
    }
    posts = [{"id": 1, "by": "ann", "body": "my order never came", "at": to_text(NOW)}]
    routes = {"/token": said | ({"refresh_token": "CANARY-R"} if rotates else {}), "/posts": posts}
    assert told(Api(routes, options=options)) == [Expiry(NOW + timedelta(days=1), renews=renews)]


class Server(FakeBluesky):
    """A Bluesky whose session tokens are real in shape."""

    def __init__(self) -> None:
        super().__init__()
        self.say(complaint(1, minutes_ago=5))

    def route(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("createSession"):
            tokens = {"did": "did:plc:acme", "accessJwt": "a.b.c", "refreshJwt": jwt({"exp": int(END.timestamp())})}
            return httpx.Response(200, json=tokens)
        return super().route(request)


END = NOW + timedelta(days=60)


def jwt(payload: Any) -> str:
    """Make an unsigned token."""
    parts = (json.dumps(part).encode() for part in ({"typ": "refresh+jwt", "alg": "ES256K"}, payload))
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2lnbmF0dXJl"])


def test_a_session_of_bluesky_renews_itself() -> None:
    """The end that the refresh token bears is told, as one that nobody needs to act on."""
    assert told(Server()) == [Expiry(END, renews=True)]


@pytest.mark.parametrize("token", ["", "a.b.c", "refresh-1", jwt([1]), jwt({"exp": "x"}), "e30.4pyT.x", "..", "é.é.é"])
def test_other_tokens_bear_no_end(token: str) -> None:
    """A token of another form is no error."""
    assert jwt_end(token) is None


@pytest.mark.parametrize("seconds", [None, 0, -5, "60", True, 10**12])
def test_a_life_that_is_none_has_no_end(seconds: object) -> None:
    """Nothing, a wrong type, or what some servers write for never is no end."""
    assert end_of_life({"expires_in": seconds}, "expires_in", NOW) is None

"""Logins that a test can only see in memory: Reddit's, whose addresses are fixed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from api import Api
from contract import NOW

from mentionwatch.errors import ConfigError, Denied
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.login_reddit import RedditLogin
from mentionwatch.feeds.logins import Granted, Invitation, find_login

KEYS = {"client_id": "acme-app", "client_secret": "CANARY-S"}
TOKENS = {"access_token": "CANARY-A", "refresh_token": "CANARY-R", "expires_in": 86_400}
REDIRECT = "http://127.0.0.1:8484"


def reddit(answer: Any = TOKENS) -> Api:
    """Make a Reddit that answers a code so."""
    return Api({"/api/v1/access_token": answer, "/api/v1/me": {"name": "AcmeAir"}}, network="reddit")


def begun(options: Mapping[str, str] = KEYS) -> Invitation:
    """Begin a login."""

    async def run() -> Invitation:
        async with reddit().client() as http:
            spec = FeedSpec(name="desk", network="reddit", brand="Acme", options=options)
            return await RedditLogin(spec, Surroundings(http=http, now=NOW), REDIRECT).begin()

    return asyncio.run(run())


def finished(site: Api, brought: str, **spec: Any) -> Granted:
    """Begin a login and finish it with what was brought."""
    kept = begun().kept

    async def run() -> Granted:
        async with site.client() as http:
            told = FeedSpec(**{"name": "desk", "network": "reddit", "brand": "Acme", "options": KEYS} | spec)
            way = RedditLogin(told, Surroundings(http=http, now=NOW), "http://another.example")
            return await way.finish(kept, brought.format(**kept))

    return asyncio.run(run())


def test_reddit_is_asked_for_what_the_feed_reads() -> None:
    """The address asks for a lasting login that may read, and nothing else."""
    invitation = begun()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(invitation.url).query).items()}
    assert asked.pop("state") == invitation.kept["state"]
    assert asked == {
        "response_type": "code",
        "client_id": "acme-app",
        "redirect_uri": REDIRECT,
        "duration": "permanent",
        "scope": "identity read history privatemessages",
    }
    assert "CANARY" not in invitation.url
    with pytest.raises(ConfigError, match="client_secret"):
        begun({"client_id": "acme-app"})


def test_reddit_gives_a_refresh_token() -> None:
    """The code is traded at the same redirect, by the app's keys; the login's name goes into the feed."""
    site = reddit()
    granted = finished(site, REDIRECT + "/?state={state}&code=good#_", accounts=("u/acmeair",))
    assert granted == Granted(secret="CANARY-R", account="u/AcmeAir", options={"username": "AcmeAir"})
    form = parse_qs(site.asked[0].content.decode())
    assert form == {"grant_type": ["authorization_code"], "code": ["good"], "redirect_uri": [REDIRECT]}
    assert site.asked[0].headers["authorization"].startswith("Basic ")


def test_reddit_login_of_somebody_else() -> None:
    """A login that `accounts` does not name is told; one that the feed names already needs no line."""
    granted = finished(reddit(), "good", accounts=("other",), options={**KEYS, "username": "acmeair"})
    assert "no inbox" in granted.remark
    assert granted.options == {}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": "invalid_grant"}, "takes no such code"),
        (httpx.Response(401, json={"message": "Unauthorized"}), "takes no such code"),
        ({"access_token": "CANARY-A"}, "no refresh token"),
    ],
)
def test_reddit_says_no(answer: Any, words: str) -> None:
    """A code that Reddit does not take, with status 200 too, and a login that does not last are refusals."""
    with pytest.raises(Denied, match=words) as caught:
        finished(reddit(answer), "good")
    assert caught.value.hint


def test_every_login_is_there() -> None:
    """Each network in the table has its way, and names the option that it fills."""
    networks = ("facebook", "google-business", "instagram", "mastodon", "reddit")
    ways = [find_login(network) for network in networks]
    assert [way and way.option for way in ways] == ["token", "refresh_token", "token", "token", "refresh_token"]
    assert find_login("bluesky") is None

"""The APIs that are a mapping, each with invented answers of its real shape."""

from __future__ import annotations

import json
from typing import Any

import httpx
from api import Api
from recordings import DATA

BUSINESS = "/v4/accounts/1/locations/2/reviews"
PLAY = "/androidpublisher/v3/applications/com.acme.air/reviews"
YELP = "/v3/businesses/acme-air-berlin/reviews"
TRUSTPILOT = "/v1/business-units/46d6/reviews"
LOGIN = {"access_token": "CANARY-A", "expires_in": 3600}


def answer(network: str, name: str = "reviews") -> Any:
    """Read an invented answer of a network's real shape."""
    return json.loads((DATA / network / f"{name}.json").read_text(encoding="utf-8"))


def business(body: Any = None) -> Api:
    """Make Google's reviews of one shop."""
    secrets = {"client_id": "c", "client_secret": "s", "refresh_token": "r"}
    routes = {BUSINESS: body or answer("google-business"), "/token": LOGIN}
    return Api(routes, network="google-business", options={"locations": ["accounts/1/locations/2"], **secrets})


def play() -> Api:
    """Make an app's reviews on Google Play, the second page empty."""
    secrets = {"auth": "oauth2_refresh", "client_id": "c", "client_secret": "s", "refresh_token": "r"}

    def pages(request: httpx.Request) -> Any:
        return {} if "token" in request.url.params else answer("google-play")

    return Api({PLAY: pages, "/token": LOGIN}, network="google-play", options={"package": "com.acme.air", **secrets})


def yelp(body: Any = None) -> Api:
    """Make the reviews of a business on Yelp."""
    options = {"business": "acme-air-berlin", "token": "CANARY"}
    return Api({YELP: body or answer("yelp")}, network="yelp", options=options)


def trustpilot() -> Api:
    """Make the reviews of a business on Trustpilot."""
    options = {"business_unit": "46d6", "token": "CANARY"}
    return Api({TRUSTPILOT: answer("trustpilot")}, network="trustpilot", options=options)


def discourse(**options: Any) -> Api:
    """Make a forum."""
    routes = {
        "/search.json": answer("discourse", "search"),
        "/user_actions.json": answer("discourse", "user_actions"),
        "/t/57/1.json": answer("discourse", "topic-57"),
        "/t/57/2.json": answer("discourse", "topic-57"),
        "/t/41/12.json": answer("discourse", "topic-41"),
        "/posts.json": answer("discourse", "posts"),
    }
    return Api(routes, network="discourse", options={"server": "forum.example", **options})


def stackexchange(**changes: Any) -> Api:
    """Make a site of the network."""
    routes = {
        "/2.3/search/advanced": answer("stackexchange", "search"),
        "/2.3/users/99/answers": answer("stackexchange", "answers"),
        "/2.3/users/99/comments": {"items": [], "has_more": False},
        "/2.3/users/99/mentioned": answer("stackexchange", "mentioned"),
        "/2.3/questions": answer("stackexchange", "search"),
    }
    return Api(routes | changes, network="stackexchange", options={"site": "invented", "key": "CANARY"})

"""The feeds outside the contract (those of one window, and the mappings) when their networks fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from api import Api
from contract import SPOILT, Poll, spoil
from fake_presets import business, discourse, play, stackexchange, trustpilot, yelp

from mentionwatch.errors import FeedError, Limited

Make = Callable[[], Api]

IN_20_MINUTES = datetime(2026, 11, 22, 12, 20, tzinfo=UTC)
RSS = b"""<rss version="2.0"><channel><title>Notes</title><item><guid>1</guid><title>Acme was late</title>
<pubDate>Sun, 22 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>t3_abc</id><title>Acme was late</title>
<author><name>/u/ann</name></author><updated>2026-11-22T09:00:00+00:00</updated>
<link href="https://www.reddit.com/r/flying/comments/abc/acme/"/><content>so late</content></entry></feed>"""


def rss() -> Api:
    """Make an address with one item."""
    routes = {"/feed": lambda _: httpx.Response(200, content=RSS)}
    return Api(routes, network="rss", options={"url": "https://press.example/feed"})


def reddit() -> Api:
    """Make Reddit as it is for those without keys."""
    routes = {"/r/flying/new/.rss": lambda _: httpx.Response(200, content=ATOM)}
    return Api(routes, network="reddit", options={"subreddits": ["flying"]})


every_feed = pytest.mark.parametrize(
    "make", [rss, reddit, business, play, yelp, trustpilot, discourse, stackexchange], ids=lambda make: make.__name__
)


def asked(make: Make) -> Api:
    """Make an API of which the feed asks something."""
    api = make()
    api.spec = {"accounts": ("99",), "terms": ("acme air",)} if make in (discourse, stackexchange) else {}
    return api


def spoilt(make: Make, fault: Callable[[httpx.Response], httpx.Response]) -> Api:
    """Make an API that answers each question for posts with a fault."""
    api = asked(make)
    handle = api.handle

    def fail(request: httpx.Request) -> httpx.Response:
        response = handle(request)
        return fault(response) if request.method == "GET" else response

    api.handle = fail  # type: ignore[method-assign] # the fake's answers
    return api


@every_feed
def test_sound_answers_are_read(make: Make) -> None:
    """Without a fault each of them gives posts, so that the faults below are what stops them."""
    assert asked(make).poll().refs


@every_feed
@pytest.mark.fault("F18")
@pytest.mark.parametrize("name", [name for name in SPOILT if name not in ("a redirect", "a wrong list")])
def test_fault_is_named_and_moves_no_cursor(make: Make, name: str) -> None:
    """Each fault is the right error; the cursor does not move, and no secret is told."""
    fault, kind = SPOILT[name]
    if name == "an object" and make in (business, play):
        pytest.skip("Google leaves an empty list out")
    seen = Poll()
    with pytest.raises(kind) as caught:
        spoilt(make, fault).poll(into=seen)
    assert not seen.refs
    assert "CANARY" not in f"{caught.value} {caught.value.cause} {caught.value.hint}"


@every_feed
@pytest.mark.fault("F15")
@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "1200"},
        {"retry-after": "Sun, 22 Nov 2026 12:20:00 GMT"},
        {"ratelimit-resettime": "2026-11-22T12:20:00+00:00"},
        {"x-ratelimit-reset": "2026-11-22T12:20:00.000Z"},
        {"ratelimit-reset": str(int(IN_20_MINUTES.timestamp()))},
        {"x-ratelimit-reset": "1199.2"},
    ],
    ids=str,
)
def test_limit_says_when_to_go_on(make: Make, headers: dict[str, str]) -> None:
    """A 429 ends the poll with the time at which the network lets us go on, in each form it is told."""
    with pytest.raises(Limited) as caught:
        spoilt(make, spoil(429, headers=headers)).poll()
    assert caught.value.until == IN_20_MINUTES


@every_feed
@pytest.mark.parametrize("body", [b"[[]]", b"[null]", b'{"items": [[1]], "reviews": [[1]], "posts": "x"}', b'"words"'])
def test_wrong_types_are_an_error_and_no_silence(make: Make, body: Any) -> None:
    """An answer whose parts are of the wrong types is an error of the feed, never an empty network."""
    with pytest.raises(FeedError):
        spoilt(make, lambda _: httpx.Response(200, content=body)).poll()

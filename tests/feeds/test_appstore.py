"""What is particular to the App Store: countries, wrapped values, and pages that end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from contract import NOW, as_json, complaint, spread
from fake_appstore import FakeAppStore
from recordings import DATA, recorded
from test_recordings import found_in, needs_recordings

from mentionwatch.errors import Broken, ConfigError
from mentionwatch.feeds import find
from mentionwatch.model import Address, Gap, TimeQuality

FOLDER = DATA / "appstore"


class Recorded(FakeAppStore):
    """An App Store that gives recorded answers: a few reviews on the first page, none on those that follow."""

    names = {"us": "us", "de": "de-old"}  # noqa: RUF012 (never changed)

    def route(self, request: httpx.Request) -> httpx.Response:
        country = request.url.path.split("/")[1]
        name = self.names[country] if "/page=1/" in request.url.path else "empty"
        status, headers, body = recorded(FOLDER, name)
        return httpx.Response(status, headers=headers, json=body)


def test_recorded_reviews() -> None:
    """Recorded reviews give title and text, stars, country, votes, and the time in UTC."""
    found = Recorded().poll()
    worst, best = found.posts
    assert (worst.ref, worst.account.ref, worst.account.handle) == (
        "appstore:11754000001",
        "appstore:100200300",
        "breadfan 🍞",
    )
    assert worst.text == "Crashes & loses my order\n\nThird time this week.\nNobody answers."
    assert (worst.rating, worst.likes, worst.location, worst.address) == (1.0, 4, "us", Address.TO)
    assert (worst.created_at, worst.time_quality) == (datetime(2026, 11, 20, 17, 11, 12, tzinfo=UTC), TimeQuality.EXACT)
    assert best.rating == 5.0
    assert (found.outbox_from, found.skipped) == (None, [])


def test_old_shape_without_times() -> None:
    """Where Apple tells no time, a review gets the poll's, as an estimate; the app's own entry is no review."""
    (post,) = Recorded().poll(options={"app": "389801252", "countries": "de"}).posts
    assert (post.created_at, post.time_quality, post.account.ref) == (
        NOW,
        TimeQuality.ESTIMATED,
        "appstore:7000000001/author",
    )
    assert (post.rating, post.location) == (2.0, "de")


def test_each_country_is_read() -> None:
    """Reviews of each country come, each with its country."""
    options = {"app": "https://apps.apple.com/us/app/acme-bread/id389801252?l=en", "countries": ["US", "de"]}
    found = Recorded().poll(options=options)
    assert sorted(post.location or "" for post in found.posts) == ["de", "us", "us"]


def test_first_page_that_is_empty_is_suspicious() -> None:
    """An app without any review is said to be without; one that had reviews and has none is an error."""
    network = FakeAppStore()
    first = network.poll()
    assert "no reviews" in first.skipped[0]
    network.say(complaint(1, minutes_ago=5))
    cursor = as_json(network.poll(as_json(first.cursor)).cursor)
    network.said.clear()
    with pytest.raises(Broken, match="empty"):
        network.poll(cursor)


def test_more_reviews_than_apple_shows_are_a_gap() -> None:
    """Only ten pages can be asked for: what lies behind them is a gap, though there is no eleventh page."""
    network = FakeAppStore(page_size=3)
    network.say(*spread(90, first_minutes_ago=10, step=10))
    found = network.poll()
    assert (len(found.refs), len(network.asked)) == (30, 10)
    (gap,) = found.gaps
    assert gap == Gap(from_at=NOW - timedelta(days=30), to_at=NOW - timedelta(minutes=290) + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "number of the app"),
        ({"app": "acme"}, "number of the app"),
        ({"app": "389801252/../../x"}, "number of the app"),
        ({"app": 389801252, "countries": ["usa"]}, "countries"),
        ({"app": 389801252, "countries": 3}, "countries"),
        ({"app": 389801252, "contries": "us"}, "contries"),
    ],
)
def test_options_are_checked(options: dict[str, Any], words: str) -> None:
    """An app or a country that cannot be is refused before anything is asked for."""
    network = FakeAppStore()
    with pytest.raises(ConfigError, match=words):
        network.poll(options=options)
    assert not network.asked


def test_nothing_is_ever_missed_there() -> None:
    """The feed says that it shows no replies, and has no threads to look at."""
    network = FakeAppStore()
    ask = complaint(1, minutes_ago=5)
    network.say(ask)
    sees: Any = find("appstore").sees
    assert (sees.replies, network.thread(ask)) == (False, [])


@needs_recordings
def test_every_recorded_review_is_read() -> None:
    """Each recorded review is read, with its stars."""
    reviews = found_in("appstore", {"im:rating", "id", "content"})
    if not reviews:
        pytest.skip("the folder of recordings holds no answer of the App Store")
    network = FakeAppStore(page_size=len(reviews))
    network.route = lambda request: httpx.Response(  # type: ignore[method-assign] # recorded answers
        200, json={"feed": {"entry": reviews if "/page=1/" in request.url.path else []}}
    )
    found = network.poll(history=timedelta(days=3650))
    assert (len(found.posts), found.skipped) == (len({item["id"]["label"] for item in reviews}), [])
    assert all(post.rating and post.text for post in found.posts)

"""A feed that cannot see replies never makes anything missed: whatever it brings, nobody can know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from contract import NOW, FakeNetwork, complaint, reply
from networks import NETWORKS

from builders import World
from mentionwatch.config import BrandAccount, Rules
from mentionwatch.feeds import FeedSpec, Surroundings, find, networks
from mentionwatch.feeds.http import Client
from mentionwatch.model import Gap, Page
from mentionwatch.refresh import refresh
from mentionwatch.store import facts, open_for_writing
from mentionwatch.store import feeds as feed_rows

LATE = NOW + timedelta(days=2)
SEES_NONE: dict[str, dict[str, Any]] = {
    "appstore": {"options": {"app": "123456789"}},
    "hackernews": {"terms": ("acme air",)},
    "reddit": {"terms": ("acme air",)},
    "rss": {"options": {"url": "https://press.example/feed", "address": "to"}},
    "x": {"terms": ("acme air",), "options": {"token": "t"}},
    "yelp": {"options": {"business": "acme", "token": "t"}},
    "json": {
        "options": {
            "base": "https://api.example",
            "streams": {"inbox": {"url": "/mentions", "items": "data"}},
            "post": {"id": "id", "author": "by", "text": "body", "created_at": "at"},
        }
    },
    "files": {"options": {"path": "posts.jsonl", "network": "x"}},
}
"""How each network is configured so that it shows no replies."""
SEES_SOME = {
    "bluesky",
    "discourse",
    "email",
    "facebook",
    "google-business",
    "google-play",
    "instagram",
    "mastodon",
    "stackexchange",
    "trustpilot",
    "youtube",
}
"""Networks that show replies however they are configured."""


def test_every_network_says_whether_it_sees_replies() -> None:
    """A new network has to be put on one of the two lists."""
    assert {*SEES_NONE, *SEES_SOME} | {"example"} >= {*networks()}


@pytest.mark.parametrize("network", sorted(SEES_NONE))
def test_a_feed_without_a_view_of_replies_says_so(network: str) -> None:
    """Configured without an account of the brand, or where the network shows none, it sees no replies."""
    spec = FeedSpec(name="f", network=network, brand="Acme", **SEES_NONE[network])
    around = Surroundings(http=Client(feed="f", deadline=timedelta(seconds=1), now=NOW), now=NOW)
    assert find(network)(spec, around).sees.replies is False


@dataclass
class Watched:
    """A database into which feeds of fake networks bring posts, as a poll does."""

    path: Path

    def bring(self, name: str, network: FakeNetwork, **changes: Any) -> None:
        """Poll a fake network under a feed's name; what it says of its cover counts as far as it sees replies."""
        found = network.poll(**changes)
        sees = network.feed(network.client(), **changes).sees
        network_name = next((post.network for post in found.posts), network.network)
        with open_for_writing(self.path) as store:
            with store.transaction() as db:
                feed_rows.hold_feed(db, name, network=network_name, brand="Acme", speakers=changes.get("accounts"))
                feed_rows.note_reach(db, name, is_everywhere=sees.everywhere)
                for page in found.pages:
                    facts.write_posts(db, page.posts, feed=name, seen_at=NOW)
                    self._cover(db, name, page, is_seen=sees.replies)
            refresh(store, RULES, now=LATE)

    def _cover(self, db: Any, name: str, page: Page, *, is_seen: bool) -> None:
        if page.outbox_from is not None and is_seen:
            feed_rows.cover(db, name, Gap(from_at=page.outbox_from, to_at=LATE))

    def missed(self) -> list[str]:
        """Name what is called missed."""
        return self._refs("SELECT ref FROM waits_view WHERE is_missed")

    def open(self) -> list[str]:
        """Name what waits."""
        return self._refs("SELECT ref FROM waits_view WHERE is_open")

    def outcomes(self) -> set[str]:
        """Give the outcomes of all conversations."""
        return set(self._refs("SELECT outcome FROM conversations_view WHERE outcome IS NOT NULL"))

    def _refs(self, sql: str) -> list[str]:
        with World(self.path).open() as store:
            return [row[0] for row in store.db.execute(sql)]


RULES = Rules(
    brand="Acme",
    accounts=tuple(BrandAccount(network=make.network, handle="acme", brand="Acme") for make in NETWORKS),
)

blind = [make for make in NETWORKS if "replies" in make.lacks]
seeing = [make for make in NETWORKS if "replies" not in make.lacks]
every_seeing_network = pytest.mark.parametrize("make", seeing)


def asking(make: Callable[[], FakeNetwork]) -> FakeNetwork:
    """Make a network on which a customer complained a day ago, and another was answered."""
    network = make()
    answered = complaint(2, minutes_ago=2000, text="acme air lost my bag, this is terrible, still waiting")
    answered = replace(answered, author="bob")
    network.say(
        complaint(1, minutes_ago=1500, text="acme air never answers, this is terrible, still waiting"), answered
    )
    if "replies" not in network.lacks:
        network.say(reply(3, to=answered, minutes_ago=1990))
    return network


@pytest.mark.parametrize("make", blind)
def test_a_blind_network_makes_nothing_missed(make: type[FakeNetwork], tmp_path: Path) -> None:
    """Days after their time the complaints wait still, and of none is it known whether it was answered."""
    watched = Watched(tmp_path / "acme.db")
    watched.bring("blind", asking(make))
    assert (len(watched.open()), watched.missed(), watched.outcomes()) == (2, [], {"cannot_know"})


@every_seeing_network
def test_a_network_that_shows_replies_does_know(make: type[FakeNetwork], tmp_path: Path) -> None:
    """With its accounts named, what nobody answered is missed: the other tests prove something."""
    watched = Watched(tmp_path / "acme.db")
    network = asking(make)
    watched.bring("seeing", network)
    if network.address == "to":
        assert len(watched.missed()) == 1


@pytest.mark.parametrize("make", [each for each in seeing if each.network in SEES_NONE and each.terms])
def test_without_accounts_nothing_is_missed(make: type[FakeNetwork], tmp_path: Path) -> None:
    """The same network, but the feed names nobody who speaks for the brand."""
    watched = Watched(tmp_path / "acme.db")
    watched.bring("blind", asking(make), accounts=())
    assert watched.missed() == []


def test_a_feed_that_sees_speaks_for_its_own_posts_only(tmp_path: Path) -> None:
    """Two APIs are one network by name: that one shows its replies says nothing of the other's posts."""
    fake = next(make for make in NETWORKS if make.network == "json")
    watched = Watched(tmp_path / "acme.db")
    watched.bring("seeing", asking(fake))
    other = asking(fake)
    options = {**other.options, "streams": {"inbox": other.options["streams"]["inbox"]}}
    other.say(replace(complaint(77, minutes_ago=1500), text="never came, terrible, still waiting for the other shop"))
    watched.bring("blind", other, options=options, accounts=())
    assert {ref.rpartition("/")[2] for ref in watched.missed()} == {complaint(1, minutes_ago=0).id}


def test_a_search_shares_the_cover_of_its_network(tmp_path: Path) -> None:
    """On Mastodon the brand's statuses hold all it replied: a feed that only searches needs no cover of its own."""
    fake = next(make for make in NETWORKS if make.network == "mastodon")
    watched = Watched(tmp_path / "acme.db")
    watched.bring("seeing", asking(fake))
    with open_for_writing(watched.path) as store:
        found = asking(fake).poll().posts
        lost = next(post for post in found if post.account.handle.startswith("ann"))
        with store.transaction() as db:
            feed_rows.hold_feed(db, "search", network="mastodon", brand="Acme", speakers=())
            facts.write_posts(db, [replace(lost, ref="mastodon:found", native_id="f/1")], feed="search", seen_at=NOW)
        refresh(store, RULES, now=LATE)
    assert "mastodon:found" in watched.missed()


def test_a_feed_with_more_accounts_must_have_seen_as_well(tmp_path: Path) -> None:
    """What a feed brought whose own accounts another one does not read, is known once it has seen those itself."""
    fake = next(make for make in NETWORKS if make.network == "mastodon")
    watched = Watched(tmp_path / "acme.db")
    watched.bring("seeing", asking(fake), accounts=("acme",))
    assert len(watched.missed()) == 1
    with open_for_writing(watched.path) as store:
        with store.transaction() as db:
            feed_rows.hold_feed(db, "help", network="mastodon", brand="Acme", speakers=("acmehelp",))
            facts.write_posts(db, asking(fake).poll().posts, feed="help", seen_at=NOW)
        refresh(store, RULES, now=LATE)
    assert watched.missed() == []
    with open_for_writing(watched.path) as store, store.transaction() as db:
        feed_rows.cover(db, "help", Gap(from_at=NOW - timedelta(days=30), to_at=LATE))
    assert len(watched.missed()) == 1

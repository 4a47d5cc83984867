from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from contract import BRAND, NOW, Said
from networks import FakeMastodon
from recordings import Headers, Query, Recorded, serving

from builders import World
from mentionwatch.config import Config, FeedConfig
from mentionwatch.poll import PollResult, poll
from mentionwatch.store import open_for_writing

DAY = timedelta(days=1)


class Served(FakeMastodon):
    """The fake server, asked over loopback."""

    base = ""

    def served(self, path: str, query: Query, headers: Headers) -> Recorded:
        """Answer one request."""
        request = httpx.Request("GET", f"https://social.example{path}?{urlencode(query, doseq=True)}")
        answer = self.route(request)
        link = answer.headers.get("link", "").replace("https://social.example", self.base)
        return answer.status_code, {"Link": link} if link else {}, answer.json()


@pytest.fixture
def network() -> Iterator[Served]:
    """Sixty days of a brand: a complaint each day at noon, answered within half an hour on even days."""
    fake = Served()
    for age in range(1, 61):
        at = NOW - age * DAY
        fake.say(Said(f"{1000 - age}", f"c{age}", "This is terrible, still broken", at))
        if age % 2 == 0:
            answer = Said(f"{2000 - age}", BRAND, f"Sorry, number {age}", at + DAY / 48, parent=f"{1000 - age}")
            fake.say(answer)
    with serving(fake.served) as fake.base:
        yield fake


def run(network: Served, folder: Path, *, hours: int = 0) -> PollResult:
    """Poll the network once, some hours after NOW."""
    feed = FeedConfig(
        name="m",
        network="mastodon",
        accounts=(BRAND,),
        options={"server": network.base, "token": "$TOKEN"},
        allow_private=True,
    )
    config = Config(brand="Acme", database=folder / "acme.db", feeds=(feed,))
    with open_for_writing(config.database) as store:
        now = NOW + timedelta(hours=hours)
        return poll(config, store, now=now, environ={"TOKEN": "t"}, everything=True)


def test_the_first_poll_goes_back_thirty_days(network: Served, tmp_path: Path) -> None:
    """Thirty days of inbox and outbox, all of it backlog; the unanswered in it are missed, and nothing is alerted."""
    result = run(network, tmp_path)
    assert [feed.error for feed in result.feeds] == [None]
    with World(tmp_path / "acme.db").open() as store:
        found = store.db.execute(
            """
            SELECT COUNT(*) AS waits, SUM(is_backlog) AS backlog, SUM(is_missed) AS missed, SUM(seconds = 1800) AS fast,
                   (SELECT COUNT(*) FROM alerts) AS alerts, (SELECT covered_from FROM feeds) AS covered_from,
                   (SELECT COUNT(*) FROM gaps) AS gaps
            FROM waits_view
            """
        ).fetchone()
    assert tuple(found) == (30, 30, 15, 15, 0, "2026-10-23T12:00:00Z", 0)


def test_nothing_is_missed_where_the_outbox_does_not_reach(network: Served, tmp_path: Path) -> None:
    """A thread that began before the history comes in through a later post: whether it was answered cannot be known."""
    old = Said("500", "olga", "Your app is broken, terrible", NOW - 40 * DAY)
    network.say(old, Said("1500", "olga", "Anybody there? Still broken", NOW - 5 * DAY, parent="500"))
    run(network, tmp_path)
    with World(tmp_path / "acme.db").open() as store:
        wait = store.db.execute(
            "SELECT opened_at, is_open, is_covered, is_missed FROM waits_view WHERE customer LIKE 'olga@%'"
        ).fetchone()
    assert tuple(wait) == ("2026-10-13T12:00:00Z", 1, 0, 0)


def test_later_polls_add_what_is_new_only(network: Served, tmp_path: Path) -> None:
    """A new complaint and a late reply are found, nothing comes twice, and the new one is no backlog."""
    run(network, tmp_path)
    assert run(network, tmp_path, hours=1).feeds[0].added == 0
    network.say(
        Said("3000", "nina", "Cold and late, awful", NOW + timedelta(hours=1, minutes=30)),
        Said("3001", BRAND, "So sorry, at last", NOW + timedelta(hours=1, minutes=40), parent="999"),
    )
    assert run(network, tmp_path, hours=2).feeds[0].added == 2
    with World(tmp_path / "acme.db").open() as store:
        rows = store.db.execute(
            "SELECT customer, is_open, is_backlog FROM waits_view WHERE customer LIKE 'nina@%' OR customer LIKE 'c1@%'"
            " ORDER BY customer"
        ).fetchall()
    assert [(row["is_open"], row["is_backlog"]) for row in rows] == [(0, 1), (1, 0)]


def test_a_waiting_post_that_is_deleted_is_found_gone(network: Served, tmp_path: Path) -> None:
    """The thread of a waiting post is looked at again: the customer deleted it, so its text goes and its wait ends."""
    run(network, tmp_path)
    network.empty.add("999")
    run(network, tmp_path, hours=1)
    with World(tmp_path / "acme.db").open() as store:
        wait = store.db.execute(
            "SELECT text, is_open, seconds, reply_ref FROM waits_view WHERE ref LIKE '%/999'"
        ).fetchone()
        kind = store.db.execute("SELECT kind FROM mentions WHERE ref LIKE '%/999'").fetchone()
    assert tuple(wait) == ("", 0, 25 * 3600, None)
    assert kind["kind"] == "complaint"

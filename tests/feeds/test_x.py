"""What is X's own: posts that cost money, edits with ids of their own, long posts, and limits to what is listed."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from contract import NOW, Poll, Said, as_json, complaint, reply, spoil, spread
from fake_x import FakeX
from recordings import DATA, found_in, needs_recordings, recorded

from mentionwatch.errors import Broken, ConfigError, Denied
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.x_post import FIELDS, Reader, queries, time_of
from mentionwatch.model import Address, Cursor, Gap, Gone, Post

FOLDER = DATA / "x"
FIRST, EDITED, ANSWER = "2124412565713846272", "2124413320688566272", "2124422632043446272"

Route = Callable[[httpx.Request], httpx.Response]


def run(
    route: Route | None = None,
    cursor: Cursor | None = None,
    *,
    thread: str = "",
    now: datetime = NOW,
    known: dict[str, str] | None = None,
    **spec: Any,
) -> Any:
    """Poll once, or fetch a thread."""
    usual = {"name": "f", "network": "x", "brand": "Acme", "accounts": ("@acmeair",), "options": {"token": "CANARY"}}
    told = FeedSpec(**{**usual, **spec})

    async def go() -> Any:
        transport = httpx.MockTransport(route or api)
        async with Client(feed="f", deadline=timedelta(seconds=9), now=now, transport=transport) as http:
            around = Surroundings(http=http, now=now, find_ref=lambda native_id: (known or {}).get(native_id))
            feed = find("x")(told, around)
            if thread:
                return [found async for found in feed.thread(thread)]
            return Poll([page async for page in feed.fetch(cursor)])

    return asyncio.run(go())


def api(request: httpx.Request) -> httpx.Response:
    """Answer as the recorded API did: what is new is given once."""
    path = request.url.path
    name = "users-by" if path.endswith("/by") else "search" if "search" in path else path.rpartition("/")[2]
    return answer("empty" if "since_id" in request.url.params else name)


def answer(name: str) -> httpx.Response:
    status, headers, body = recorded(FOLDER, name)
    return httpx.Response(status, headers=headers, json=body)


def by_start(posts: list[Post]) -> dict[str, Post]:
    return {post.text[:14]: post for post in posts}


def test_poll_reads_an_exchange() -> None:
    """Mentions and own posts give the exchange; links and long posts come in full; a repost is no post."""
    found = run(known={EDITED: f"x:{FIRST}"})
    posts = by_start(found.posts)
    ask, sorry, thanks = posts["@acmeair you l"], posts["@mira_k so sor"], posts["@acmeair it is"]
    assert len(found.posts) == 4
    assert ask.text == (
        "@acmeair you lost my wheelchair & nobody calls back, terrible 😡 https://photos.example/wheelchair?id=7&big=1"
    )
    assert posts["@acmeair a lon"].text.endswith("the bag came back <empty>. See https://otto.example/story")
    assert [post.address for post in (ask, sorry, thanks)] == [Address.TO, None, Address.TO]
    assert (sorry.parent_ref, thanks.parent_ref, sorry.root_ref) == (ask.ref, sorry.ref, ask.ref)
    assert (ask.likes, ask.shares, ask.replies, ask.account.followers) == (12, 6, 1, 210)
    assert (ask.url, ask.lang) == (f"https://x.com/mira_k/status/{EDITED}", "en")
    assert found.outbox_from == NOW - timedelta(days=30)


def test_edit_goes_under_the_first_versions_id() -> None:
    """An edited post keeps its first id and time, tells when it was edited, and is found by its newest id."""
    ask = by_start(run().posts)["@acmeair you l"]
    assert (ask.ref, ask.native_id) == (f"x:{FIRST}", EDITED)
    assert ask.created_at == datetime(2026, 11, 22, 8, tzinfo=UTC) == time_of(FIRST)
    assert ask.edited_at == datetime(2026, 11, 22, 8, 3, tzinfo=UTC)
    assert time_of("not an id") is None
    assert time_of("9" * 400) is None


def test_search_keeps_what_holds_the_term_and_asks_for_nothing_twice() -> None:
    """The search leaves out what mentions bring anyway, and what only looks like the term is dropped."""
    asked: list[httpx.Request] = []

    def route(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return api(request)

    posts = by_start(run(route, terms=("acme air",)).posts)
    assert posts["Acme Air, neve"].address is Address.ABOUT
    assert len(posts) == 5
    query = '("acme air") -is:retweet -from:AcmeAir -@AcmeAir'
    assert [request.url.params["query"] for request in asked if "search" in request.url.path] == [query]


def test_terms_are_put_into_as_few_searches_as_hold_them() -> None:
    """No search is longer than X takes, each term is in exactly one, and quotation marks cannot break out."""
    terms = (*(f"acme number {number}" for number in range(60)), 'a" OR "b')
    spec = FeedSpec(name="f", network="x", brand="Acme", terms=terms)
    found = queries(spec, ["acmeair"])
    assert 1 < len(found) < 10
    assert all(len(query) <= 512 for query in found)
    assert [sum(f'"acme number {number}"' in query for query in found) for number in range(60)] == [1] * 60
    assert '"a OR b"' in found[-1]


def test_what_was_read_is_not_asked_for_again() -> None:
    """A second poll names the newest post of the first and looks up no account; a new search begins anew."""
    asked: list[httpx.Request] = []

    def route(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return api(request)

    first = as_json(run(route).cursor)
    assert {request.url.params.get("start_time") for request in asked[1:]} == {"2026-10-23T12:00:00Z"}
    asked.clear()
    again = run(route, first, terms=("acme air",))
    assert len(again.posts) == 1
    sent = {request.url.path.rpartition("/")[2]: dict(request.url.params) for request in asked}
    assert set(sent) == {"mentions", "tweets", "recent"}
    assert sent["tweets"]["since_id"] == ANSWER
    assert "since_id" not in sent["recent"]
    assert sent["recent"]["start_time"] == "2026-11-15T12:01:00Z"
    assert all(FIELDS.items() <= params.items() for params in sent.values())


def test_search_that_was_not_read_for_a_week_says_what_it_cannot_reach() -> None:
    """X searches seven days: a post older than that is no start, and the span between is named."""
    spec: dict[str, Any] = {"accounts": (), "terms": ("acme air",), "history": timedelta(days=2)}
    first = run(None, None, **spec)
    assert not first.skipped
    later = NOW + timedelta(days=9)
    (told,) = run(lambda request: answer("empty"), as_json(first.cursor), now=later, **spec).skipped
    assert "could not be read from 2026-11-22T12:00:00Z to 2026-11-24T12:01:01Z" in told
    (told,) = run(None, None, **{**spec, "history": timedelta(days=30)}).skipped
    assert "from 2026-10-23T12:00:00Z to 2026-11-15T12:01:01Z" in told


def test_month_s_posts_are_counted_and_never_exceeded(tmp_path: Path) -> None:
    """Each post read counts, also by a poll that fails; at the most the feed says so, and goes on next month."""
    network = FakeX(page_size=5)
    network.options = {"token": "CANARY", "max_posts_per_month": 24}
    asks = spread(30, first_minutes_ago=5, step=5)
    network.say(*asks, reply(99, to=asks[0], minutes_ago=1))
    network.faults["inbox", 3] = spoil(500)
    with pytest.raises(Exception, match="fault"):
        network.poll(state_dir=tmp_path)
    (kept,) = tmp_path.iterdir()
    assert json.loads(kept.read_text())["count"] == 10
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    network.faults.clear()
    with pytest.raises(Denied, match="24 posts are read") as caught:
        network.poll(state_dir=tmp_path)
    assert "max_posts_per_month" in caught.value.hint
    assert json.loads(kept.read_text())["count"] <= 24
    network.asked.clear()
    with pytest.raises(Denied):
        network.poll(state_dir=tmp_path)
    assert not [request for request in network.asked if "mentions" in request.url.path]
    network.options = {"token": "CANARY", "max_posts_per_month": 50}
    found = network.poll(state_dir=tmp_path, now=NOW + timedelta(days=9))
    assert len(found.refs) == 31
    assert found.cursor is not None
    assert found.cursor["spent"] == {"unit": "posts", "period": "2026-12", "count": 31, "at_most": 50}


def test_span_that_the_month_left_unread_is_a_gap(tmp_path: Path) -> None:
    """Where the month's posts end within the mentions, the rest is a gap, and the next month goes on after it."""
    network = FakeX(page_size=5)
    network.options = {"token": "CANARY", "max_posts_per_month": 12}
    asks = spread(30, first_minutes_ago=5, step=5)
    network.say(*asks, reply(99, to=asks[0], minutes_ago=1))
    seen = Poll()
    with pytest.raises(Denied):
        network.poll(into=seen, state_dir=tmp_path)
    assert len(seen.refs) == 10
    assert seen.gaps == [Gap(from_at=NOW - timedelta(days=30), to_at=asks[8].at + timedelta(seconds=1))]
    assert seen.cursor is not None
    assert seen.outbox_from is None
    network.asked.clear()
    later = NOW + timedelta(days=9)
    found = network.poll(as_json(seen.cursor), now=later, state_dir=tmp_path, find_ref=lambda own_id: f"x:{own_id}")
    assert found.refs == [network.ref(reply(99, to=asks[0], minutes_ago=1))]
    assert "since_id" in network.asked[0].url.params


def test_what_the_brand_answered_is_looked_up() -> None:
    """A post that did not tag the brand comes with its answer, once; one that is deleted costs nothing."""
    network = FakeX()
    ask = Said("7", "ann", "Acme lost my bag", NOW - timedelta(hours=2), is_to_brand=False)
    gone = Said("8", "bob", "deleted since", NOW - timedelta(hours=2), is_to_brand=False)
    network.say(ask, gone, reply(1, to=ask, minutes_ago=60), reply(2, to=gone, minutes_ago=50))
    del network.said["8"]
    found = network.poll()
    assert network.ref(ask) in found.refs
    assert found.cursor is not None
    assert found.cursor["spent"]["count"] == 3
    known = {"7": "x:7", "8": "x:8"}
    network.say(reply(3, to=ask, minutes_ago=10))
    again = network.poll(as_json(found.cursor), find_ref=known.get)
    assert [post.parent_ref for post in again.posts] == ["x:7"]


def test_count_is_taken_from_the_cursor_where_the_file_is_gone() -> None:
    """Without its file the count goes on from what the last poll told."""
    first = as_json(run().cursor)
    assert first["spent"]["count"] == 5
    assert run(None, first).cursor["spent"]["count"] == 5


def test_fewer_posts_are_asked_for_where_few_are_left() -> None:
    """The last page of a month asks for no more than may still be read."""
    asked: list[httpx.Request] = []

    def route(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return api(request)

    run(route, options={"token": "CANARY", "max_posts_per_month": "9"})
    assert [request.url.params.get("max_results") for request in asked[1:]] == ["9", "5"]


@pytest.mark.parametrize("name", ["cap-exceeded", "credits-depleted"])
def test_cap_and_credits_are_told_and_not_waited_for(name: str) -> None:
    """A cap of X's own is a refusal with X's words, though one comes as a 429."""
    with pytest.raises(Denied, match="gives no more posts") as caught:
        run(lambda request: answer(name))
    assert recorded(FOLDER, name)[2]["detail"] in caught.value.cause


def test_list_that_x_cuts_records_a_gap() -> None:
    """X lists 800 mentions: where there are more, the span behind them is a gap, though no next page is named."""
    network = FakeX(page_size=100)
    network.say(complaint(5_000, minutes_ago=900))
    first = network.poll(now=NOW - timedelta(minutes=880))
    network.say(*(complaint(number, minutes_ago=number / 2) for number in range(1, 900)))
    network.inbox = lambda: FakeX.inbox(network)[:800]  # type: ignore[method-assign] # as X does
    found = network.poll(as_json(first.cursor))
    assert len(found.posts) == 800
    assert found.gaps[0].from_at == NOW - timedelta(minutes=880)


def test_threads_are_asked_for_only_if_the_feed_says_so() -> None:
    """Looking at threads costs money for each post, so a feed does it only with its option; a protected post stays."""
    network = FakeX()
    network.say(complaint(1, minutes_ago=5))
    network.options = {"token": "CANARY"}
    assert network.thread(complaint(1, minutes_ago=5)) == []
    assert not network.asked
    options = {"token": "CANARY", "threads": "yes"}

    def deleted(request: httpx.Request) -> httpx.Response:
        return answer("users-by" if request.url.path.endswith("/by") else "tweets-deleted")

    def protected(request: httpx.Request) -> httpx.Response:
        return answer("users-by" if request.url.path.endswith("/by") else "tweets-protected")

    assert run(deleted, thread=f"x:{FIRST}", options=options) == [Gone(f"x:{FIRST}")]
    with pytest.raises(Broken, match="wrong shape"):
        run(protected, thread=f"x:{FIRST}", options=options)


def test_unknown_account_is_named() -> None:
    """An account that X does not know is an error with its name."""
    with pytest.raises(Broken, match="knows no account nobody"):
        run(lambda request: answer("users-by-unknown"), accounts=("nobody",))


@pytest.mark.parametrize(
    "spec",
    [
        {"options": {}},
        {"accounts": ()},
        {"options": {"token": "t", "max_posts_per_month": "many"}},
        {"options": {"token": "t", "max_posts": 5}},
    ],
)
def test_options_that_cannot_be_are_refused(spec: dict[str, Any]) -> None:
    """A feed needs a token, something to look for, and a number where a number is due."""
    with pytest.raises(ConfigError):
        run(**spec)


@needs_recordings
def test_every_recorded_post_is_read_or_counted() -> None:
    """Each post of the real answers is read with its time; those recorded without time or author are named."""
    reader = Reader(FeedSpec(name="f", network="x", brand="B"), NOW)
    items = [item for item in found_in("x", {"id", "text"}) if "event_type" not in item]
    users = found_in("x", {"id", "username"})
    assert len(items) > 60
    reposts = [item for item in items if any(each["type"] == "retweeted" for each in item.get("referenced_tweets", ()))]
    posts, reasons = reader.read_all(items, users)
    assert len(posts) + len(reasons) + len(reposts) == len(items)
    assert {reason.partition(": ")[2] for reason in reasons} <= {"no author_id", "no time of posting"}
    times = {item["id"]: item["created_at"] for item in items if "created_at" in item}
    assert all(post.created_at == datetime.fromisoformat(times[post.ref[2:]]).replace(microsecond=0) for post in posts)
    assert all(abs(post.created_at - (time_of(post.ref[2:]) or NOW)) <= timedelta(seconds=1) for post in posts)

"""What is Reddit's own: Atom without keys, an inbox with messages in it, trees of comments, and lists cut short."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from contract import NOW, Poll, as_json, complaint
from fake_reddit import FakeReddit
from recordings import DATA, SHARED, found_in, needs_recordings, recorded

from mentionwatch.errors import Broken, ConfigError, Denied, Limited
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.reddit import LISTED
from mentionwatch.feeds.reddit_post import Reader, is_gone, read_things, things_below
from mentionwatch.feeds.syndication import read_document
from mentionwatch.model import Address, Cursor, Gap, Gone, Post

FOLDER = DATA / "reddit"
KEYS = {"client_id": "id", "client_secret": "CANARY-S", "username": "Acme", "password": "CANARY"}
ATOM = (FOLDER / "new.atom").read_bytes()

Route = Callable[[httpx.Request], httpx.Response]


def run(route: Route, cursor: Cursor | None = None, *, thread: str = "", now: datetime = NOW, **spec: Any) -> Any:
    """Poll once, or fetch a thread."""
    told = FeedSpec(**{"name": "feed", "network": "reddit", "brand": "Acme", "accounts": ("/u/Acme",), **spec})

    async def go() -> Any:
        transport = httpx.MockTransport(route)
        async with Client(feed="feed", deadline=timedelta(seconds=9), now=now, transport=transport) as http:
            feed = find("reddit")(told, Surroundings(http=http, now=now))
            if thread:
                return [found async for found in feed.thread(thread)]
            return Poll([page async for page in feed.fetch(cursor)])

    return asyncio.run(go())


def api(request: httpx.Request) -> httpx.Response:
    """Answer as the recorded API did."""
    path = request.url.path
    names = {"/message/inbox": "inbox", "/user/acme/overview": "overview", "/search": "search"}
    if path.startswith("/comments/1zz010"):
        names[path] = "comments"
    if path.startswith("/comments/1zz099"):
        names[path] = "comments-deleted"
    if path == "/api/info":
        return httpx.Response(200, json={"kind": "Listing", "data": {"children": [{"kind": "t1", "data": INFO}]}})
    names |= {"/api/v1/access_token": "access_token", "/api/morechildren": "morechildren"}
    status, headers, body = recorded(FOLDER, names[path])
    return httpx.Response(status, headers=headers, json=body)


INFO = {"name": "t1_n00001", "link_id": "t3_1zz010", "author": "kim_88", "body": "..."}


def by_text(posts: list[Post]) -> dict[str, Post]:
    return {post.text.partition("\n")[0]: post for post in posts}


def test_poll_with_keys_reads_an_exchange() -> None:
    """Inbox, own posts and search give the exchange, linked and dated; a moderator's message is no post."""
    found = run(api, options=KEYS, terms=("acme air",))
    posts = by_text(found.posts)
    ask, thanks = posts["u/Acme four weeks and no refund 😡"], posts["It arrived, thank you Jo"]
    answer, home = posts["Hi, sorry about that. We have just released it. Jo"], posts["Acme Air and refunds"]
    assert len(found.posts) == 4
    assert (ask.parent_ref, ask.root_ref, answer.parent_ref, thanks.parent_ref) == (
        home.ref,
        home.ref,
        ask.ref,
        answer.ref,
    )
    assert [post.address for post in (ask, thanks, answer, home)] == [Address.TO, Address.TO, None, Address.ABOUT]
    assert ask.created_at == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert ask.url == "https://www.reddit.com/r/flying/comments/1zz010/acme_air_and_refunds/n00001/"
    assert (ask.native_id, ask.likes, home.likes, home.replies) == ("1zz010/_/n00001", None, 57, 4)
    assert home.edited_at == datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    assert home.text == "Acme Air and refunds\n\nBooked in March. Nothing yet.\n\nAnyone *else*?"
    assert found.outbox_from == NOW - timedelta(days=30)


def test_what_the_brand_answered_is_looked_up() -> None:
    """A comment that neither tags nor answers the brand comes with the brand's answer to it."""

    def route(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/message/inbox":
            return httpx.Response(200, json={"kind": "Listing", "data": {"children": []}})
        if request.url.path == "/api/info":
            assert request.url.params["id"] == "t1_n00001"
            info = {**INFO, "body": "four weeks and no refund", "created_utc": NOW.timestamp() - 7200}
            return httpx.Response(200, json={"data": {"children": [{"kind": "t1", "data": info}]}})
        return api(request)

    posts = by_text(run(route, options=KEYS).posts)
    assert set(posts) == {"Hi, sorry about that. We have just released it. Jo", "four weeks and no refund"}


def test_thread_reads_what_the_tree_only_names() -> None:
    """A comment's thread holds its submission, what answers it, and the comments behind "more"; the deleted is gone."""
    found = run(api, options=KEYS, thread="reddit:t1_n00001")
    posts = by_text([one for one in found if isinstance(one, Post)])
    assert [one.ref for one in found if isinstance(one, Gone)] == ["reddit:t1_n00004"]
    assert len(posts) == 5
    assert posts["same here"].address is Address.ASIDE
    assert posts["It arrived, thank you Jo"].address is Address.TO


def test_deleted_comment_and_submission_are_gone() -> None:
    """A comment whose tree is empty is gone; what is no id of Reddit's is asked for nowhere."""
    found = run(lambda request: httpx.Response(404), options={**KEYS, "subreddits": []}, thread="reddit:x/../y")
    assert found == []
    info = {"data": {"children": [{"kind": "t1", "data": {**INFO, "author": "[deleted]"}}]}}

    def route(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=info) if request.url.path == "/api/info" else api(request)

    assert run(route, options=KEYS, thread="reddit:t1_n00001") == [Gone("reddit:t1_n00001")]
    found = run(api, options=KEYS, thread="reddit:t3_1zz099")
    assert Gone("reddit:t3_1zz099") in found


@pytest.mark.parametrize(
    ("options", "form"),
    [
        (KEYS, "grant_type=password&username=Acme&password=CANARY"),
        (
            {"client_id": "id", "client_secret": "s", "username": "Acme", "refresh_token": "CANARY"},
            "grant_type=refresh_token&refresh_token=CANARY",
        ),
        ({"client_id": "id", "client_secret": "s"}, "grant_type=client_credentials"),
    ],
)
def test_each_login_asks_for_its_token(options: dict[str, str], form: str) -> None:
    """Password, refresh token and bare keys log in, each with its form; bare keys have no inbox to read."""
    asked: list[httpx.Request] = []

    def route(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return api(request)

    run(route, options=options)
    assert asked[0].content.decode() == form
    assert asked[0].url.host == "www.reddit.com"
    assert {request.url.host for request in asked[1:]} == {"oauth.reddit.com"}
    assert all(request.headers["authorization"] == "Bearer recorded-token" for request in asked[1:])
    paths = [request.url.path for request in asked[1:]]
    assert ("/message/inbox" in paths) == (len(options) > 2)
    assert ("/search" in paths) == (len(options) == 2)


def test_refused_login_is_denied() -> None:
    """Reddit says no with status 200: that is a refusal, with its word and without the secret."""
    body = recorded(FOLDER, "access_token-refused")[2]
    with pytest.raises(Denied) as caught:
        run(lambda request: httpx.Response(200, json=body), options=KEYS)
    assert caught.value.cause == "invalid_grant"
    assert "CANARY" not in f"{caught.value} {caught.value.hint}"


def test_list_that_reddit_cuts_records_a_gap() -> None:
    """Reddit lists a thousand of anything: an inbox with more leaves a gap, though its last page names no next."""
    network = FakeReddit(page_size=100)
    network.say(complaint(5_000, minutes_ago=900))
    first = network.poll(now=NOW - timedelta(minutes=880))
    network.say(*(complaint(number, minutes_ago=number / 2) for number in range(1, LISTED + 200)))
    network.inbox = lambda: FakeReddit.inbox(network)[:LISTED]  # type: ignore[method-assign] # as Reddit does
    found = network.poll(as_json(first.cursor))
    assert len(found.posts) == LISTED
    assert found.gaps[0].from_at == NOW - timedelta(minutes=880)


def test_answers_under_a_rival_are_to_it() -> None:
    """What answers a rival's post is to the rival, wherever it is found; other comments of a subreddit are left out."""
    reader = Reader(FeedSpec(name="f", network="reddit", brand="Globex"), NOW, frozenset({"globex"}))
    thing = {"name": "t1_a", "author": "kim", "body": "late again", "created_utc": NOW.timestamp(), "parent_id": "t3_b"}
    assert reader.read(thing).address is Address.ASIDE
    assert reader.read({**thing, "link_author": "Globex"}).address is Address.TO
    reader.read({**thing, "name": "t1_c", "author": "Globex"})
    assert reader.read({**thing, "parent_id": "t1_c"}).address is Address.TO


def atom(request: httpx.Request) -> httpx.Response:
    """Answer as Reddit does without keys."""
    headers = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "31", "content-type": "application/atom+xml"}
    return httpx.Response(200, headers=headers, content=ATOM)


def test_without_keys_a_page_of_atom_is_read() -> None:
    """Titles and texts come without the footer, the brand's own post is its own, and no reply is promised."""
    found = run(atom, options={"subreddits": ["flying"]})
    posts = by_text(found.posts)
    lost = posts["They lost my bag again"]
    title, _, text = lost.text.partition("\n\n")
    assert title == "They lost my bag again"
    assert text == "Third time this month. Nobody at Acme Air answers, and it's costing me £80 & a day 😡"
    assert (lost.ref, lost.account.handle, lost.account.ref) == ("reddit:t3_1zz003", "pat_flies", "reddit:u/pat_flies")
    assert lost.created_at == datetime(2026, 11, 22, 11, 50, 10, tzinfo=UTC)
    assert posts["New seats"].from_brand
    assert posts["New seats"].text == "New seats"
    assert len(posts) == 3
    assert found.outbox_from is None
    assert len(run(atom, options={"subreddits": ["flying"]}, terms=("acme air",)).posts) == 2


def test_without_keys_one_page_a_poll_and_a_minute() -> None:
    """Subreddits and search take turns; a poll within the minute asks nothing; a 429 says until when."""
    asked: list[str] = []

    def route(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return atom(request)

    spec: dict[str, Any] = {"options": {"subreddits": ["flying", "r/acme"]}, "terms": ("acme air", "acmeair")}
    cursor = None
    for seconds in (0, 30, 70, 140):
        cursor = as_json(run(route, cursor, now=NOW + timedelta(seconds=seconds), **spec).cursor)
    assert asked == [
        "https://www.reddit.com/r/flying+acme/new/.rss?limit=100",
        "https://www.reddit.com/search.rss?q=%22acme+air%22+OR+%22acmeair%22&sort=new&limit=100",
        "https://www.reddit.com/r/flying+acme/new/.rss?limit=100",
    ]
    with pytest.raises(Limited) as caught:
        run(lambda request: httpx.Response(429, headers={"x-ratelimit-reset": "31"}), **spec)
    assert caught.value.until == NOW + timedelta(seconds=31)
    with pytest.raises(Denied):
        run(lambda request: httpx.Response(403, content=b"<html>blocked"), **spec)
    with pytest.raises(Broken, match="web page"):
        run(lambda request: httpx.Response(200, content=b"<html>blocked"), **spec)


def many(count: int, newest: datetime) -> bytes:
    """Make a page of so many entries, a minute apart."""
    entries = (
        f"<entry><author><name>/u/p{n}</name></author><id>t3_{newest:%d%H}{n}</id><title>one {n}</title>"
        f"<updated>{newest - timedelta(minutes=n):%Y-%m-%dT%H:%M:%S+00:00}</updated></entry>"
        for n in range(count)
    )
    return b'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>%b</feed>' % "".join(entries).encode()


def test_without_keys_a_full_page_without_anything_known_is_a_gap() -> None:
    """A page of new posts only does not reach back to the last poll; one that does leaves no gap."""
    spec: dict[str, Any] = {"options": {"subreddits": "flying"}, "accounts": ()}
    early = NOW - timedelta(hours=5)
    first = run(lambda request: httpx.Response(200, content=many(30, early)), now=early, **spec)
    assert not first.gaps
    again = run(lambda request: httpx.Response(200, content=many(30, NOW)), as_json(first.cursor), **spec)
    assert again.gaps == [Gap(from_at=early, to_at=NOW - timedelta(minutes=29))]
    near = early + timedelta(minutes=20)
    again = run(lambda request: httpx.Response(200, content=many(30, near)), as_json(first.cursor), **spec)
    assert not again.gaps
    with pytest.raises(Broken, match="empty"):
        run(lambda request: httpx.Response(200, content=many(0, NOW)), as_json(first.cursor), **spec)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "nothing to look for"),
        ({"client_id": "id"}, "half a login"),
        ({"username": "acme", "password": "p"}, "half a login"),
        ({"subreddits": ["a/../b"]}, "no list of names"),
        ({"subredits": ["acme"]}, "no option 'subredits'"),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, Any], words: str) -> None:
    """Half a login, a feed that looks for nothing and what is no subreddit are named before anything is fetched."""
    with pytest.raises(ConfigError, match=words):
        run(atom, options=options)


@needs_recordings
def test_every_recorded_thing_is_read_or_gone() -> None:
    """Of the real trees and lists each thing is read with its time, or is deleted."""
    reader = Reader(FeedSpec(name="f", network="reddit", brand="B"), NOW, frozenset())
    things = [
        thing
        for marks in ({"name", "created_utc", "body"}, {"name", "created_utc", "selftext"})
        for thing in found_in("reddit", marks)
    ]
    assert len(things) > 1_400
    posts, reasons = read_things(reader, things)
    assert len(posts) + len(reasons) == len(things)
    assert len(reasons) == sum(is_gone(thing) for thing in things)
    times = {thing["name"]: int(thing["created_utc"]) for thing in things}
    assert all(int(post.created_at.timestamp()) == times[post.ref.removeprefix("reddit:")] for post in posts)
    trees = [recording["body"] for recording in found_in("reddit", {"status", "body"})]
    assert sum(1 for tree in trees if isinstance(tree, list) for _ in things_below(tree)) > 480


@needs_recordings
def test_recorded_atom_is_read() -> None:
    """Each entry of the real Atom becomes a post without its footer."""
    reader = Reader(FeedSpec(name="f", network="reddit", brand="B"), NOW, frozenset())
    bodies = [recording["body"].encode() for recording in found_in("reddit", {"status", "body"}) if is_atom(recording)]
    bodies += [path.read_bytes() for path in (SHARED / "recordings" / "reddit").glob("*.xml")]
    items = [item for body in bodies for item in read_document(body, url="https://www.reddit.com/x").items]
    posts = [reader.read_item(item) for item in items]
    assert len(posts) >= 10
    assert not any("[comments]" in post.text or "submitted by" in post.text for post in posts)
    assert all(post.text for post in posts)


def is_atom(recording: dict[str, Any]) -> bool:
    return isinstance(recording["body"], str) and recording["body"].startswith("<?xml")

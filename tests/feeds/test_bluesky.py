"""What is Bluesky's own: byte offsets, two clocks, reposts, quotes, hidden posts, logins and rivals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from contract import NOW, Said, complaint, reply, spoil
from hypothesis import given
from hypothesis import strategies as st
from networks import FakeBluesky, query

from mentionwatch.errors import Broken, ConfigError, Denied
from mentionwatch.feeds import FeedSpec, bluesky_api
from mentionwatch.feeds.bluesky_post import Reader, text_of
from mentionwatch.feeds.shape import Unreadable
from mentionwatch.model import Address, Gone, Post, TimeQuality

OURS = {"did:plc:acme": "acme.example"}
ACME = "at://did:plc:acme/app.bsky.feed.post/1"


def view(record: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Make a post view as the network gives it."""
    made = FakeBluesky().wire(Said("1", "ann", "hello", NOW, is_to_brand=False))
    made["record"] |= record or {}
    return made | changes


def read(record: dict[str, Any] | None = None, **changes: Any) -> Post:
    """Read a post view for the brand acme.example."""
    spec = FeedSpec(name="f", network="bluesky", brand="Acme", terms=("acme air",))
    return Reader(spec, NOW, OURS).read(view(record, **changes))


def facet(start: int, end: int, uri: str) -> dict[str, Any]:
    """Make a link facet over a span of bytes."""
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": uri}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


@given(before=st.text(max_size=20), shown=st.text(min_size=1, max_size=20), after=st.text(max_size=20))
def test_shortened_link_is_shown_in_full(before: str, shown: str, after: str) -> None:
    """Whatever stands around a link, emoji and accents too, its bytes and only they become the full address."""
    start = len(before.encode())
    record = {"text": before + shown + after, "facets": [facet(start, start + len(shown.encode()), "https://x.y/z")]}
    assert text_of(record) == f"{before}https://x.y/z{after}"


def test_several_links_are_shown_in_full() -> None:
    """Links replace each other's places rightly, in whatever order the facets stand."""
    text = "👍 see a… and b…"
    first, second = text.encode().index("a…".encode()), text.encode().index("b…".encode())
    facets = [facet(first, first + 4, "https://a.example/long"), facet(second, second + 4, "https://b.example/long")]
    shown = "👍 see https://a.example/long and https://b.example/long"
    assert text_of({"text": text, "facets": facets}) == shown
    assert text_of({"text": text, "facets": facets[::-1]}) == shown


@pytest.mark.parametrize(
    "facets",
    [
        [facet(1, 3, "https://x.example")],  # cuts through the emoji
        [facet(2, 99, "https://x.example")],
        [facet(5, 5, "https://x.example")],
        [facet(6, 5, "https://x.example")],
        [facet(4, 5, "javascript:alert(1)")],
        [facet(4, 5, "https://x.example/" + "a" * 3_000)],
        [{"index": None, "features": None}, None, 7],
        [{"index": {"byteStart": "4", "byteEnd": 2**70}, "features": [None]}],
        "facets",
    ],
)
def test_senseless_facet_changes_nothing(facets: Any) -> None:
    """A facet that lies outside the text, cuts a character or leads to no web address is left alone."""
    assert text_of({"text": "👍 hello", "facets": facets}) == "👍 hello"


def test_overlapping_facets_do_not_mangle_the_text() -> None:
    """Of two facets over the same bytes one is used."""
    both = [facet(0, 4, "https://a.example"), facet(2, 6, "https://b.example")]
    assert text_of({"text": "abcdefgh", "facets": both}) == "abhttps://b.examplegh"


def test_lone_surrogate_does_no_harm() -> None:
    """Half an emoji, which JSON can hold and UTF-8 cannot, is replaced."""
    assert "\ud83d" not in read({"text": "broken \ud83d emoji"}).text


@pytest.mark.parametrize(
    ("created", "indexed", "taken"),
    [
        ("2026-11-22T11:00:00.123Z", "2026-11-22T11:00:07Z", "11:00:00"),
        ("2026-11-22T11:00:00.123456Z", "2026-11-22T10:59:52Z", "10:59:52"),
        ("2026-11-22T12:00:00.123456+01:00", "2026-11-22T11:05:00Z", "11:00:00"),
        ("garbage", "2026-11-22T11:00:00Z", "11:00:00"),
        ("2026-11-22T11:00:00Z", None, "11:00:00"),
        ("9999-12-31T23:59:59Z", "2026-11-22T11:00:00Z", "11:00:00"),
    ],
)
def test_earlier_clock_counts(created: str, indexed: str | None, taken: str) -> None:
    """Of the author's clock and the network's the earlier counts, and a garbage one not at all."""
    post = read({"createdAt": created}, indexedAt=indexed)
    assert post.created_at == datetime.fromisoformat(f"2026-11-22T{taken}+00:00")
    assert post.time_quality is TimeQuality.EXACT


@pytest.mark.parametrize(
    ("record", "address"),
    [
        ({"reply": {"parent": {"uri": ACME}, "root": {"uri": ACME}}}, Address.TO),
        ({"text": "ACME\nair lost it"}, Address.ABOUT),
        ({"text": "hey @acme.example"}, Address.ABOUT),
        ({"text": "acme airlines"}, Address.ASIDE),
        ({"embed": {"record": {"uri": ACME}}}, Address.ABOUT),
        ({"embed": {"record": {"record": {"uri": ACME}}}}, Address.ABOUT),
        ({"reply": {"parent": {"uri": ACME.replace("acme", "bob")}, "root": {"uri": ACME}}}, Address.ASIDE),
    ],
)
def test_address_says_how_a_post_stands_to_the_brand(record: dict[str, Any], address: Address) -> None:
    """An answer is `to`; a term, a bare name or a quote is `about`; an answer to a bystander is `aside`."""
    assert read(record).address is address


@pytest.mark.parametrize(
    "changes", [{"uri": ""}, {"author": {"handle": "x"}}, {"author": 3}, {"record": {"text": None}}]
)
def test_view_without_a_needed_field_is_unreadable(changes: dict[str, Any]) -> None:
    """A post without address, author or record is unreadable, with the reason."""
    with pytest.raises(Unreadable, match=r"^no "):
        read(**changes)


def author_feed(network: FakeBluesky, *more: dict[str, Any]) -> None:
    """Add items to the brand's outbox."""

    def fault(response: httpx.Response) -> httpx.Response:
        body = response.json()
        return httpx.Response(200, json=body | {"feed": [*more, *body["feed"]]})

    network.faults["outbox", 1] = fault


def test_repost_is_no_post() -> None:
    """A repost is no post of the brand, and the old time it bears neither ends the walk nor counts as read."""
    network = FakeBluesky(page_size=2)
    ask = complaint(1, minutes_ago=90)
    network.say(ask, *(reply(10 + n, to=ask, minutes_ago=n) for n in range(1, 6)))
    old = FakeBluesky().wire(Said("9", "bob", "years ago", datetime(2020, 1, 1, tzinfo=UTC)))
    repost = {"post": old, "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}}
    author_feed(network, repost, repost, repost)
    found = network.poll()
    assert len(found.refs) == 6
    assert not any("bob" in ref for ref in found.refs)


def test_post_that_the_brand_answers_comes_with_the_answer() -> None:
    """The customers' posts that stand beside the brand's replies are given; those not shown are not."""
    network = FakeBluesky()
    ask = Said("3", "bob", "where is my parcel", NOW - timedelta(hours=1), is_to_brand=False)
    item = {"post": network.wire(reply(4, to=ask, minutes_ago=5)), "reply": {"root": network.wire(ask)}}
    item["reply"]["parent"] = {"uri": ACME, "notFound": True}
    author_feed(network, item)
    found = network.poll()
    assert {post.text for post in found.posts} == {"where is my parcel", "we look into it, 4"}
    assert not found.skipped


def test_thread_shows_nothing_of_blocked_posts() -> None:
    """In a thread, a post that is not found is gone; one whose author blocks is neither shown nor gone."""
    network = FakeBluesky()
    ask = complaint(1, minutes_ago=9)
    blocked = {"uri": "at://did:plc:x/app.bsky.feed.post/1", "blocked": True}
    missing = {"uri": "at://did:plc:y/app.bsky.feed.post/2", "notFound": True}
    thread = {"post": network.wire(ask), "replies": [blocked, missing, None, 7]}
    network._thread = lambda uri: httpx.Response(200, json={"thread": thread})  # type: ignore[method-assign] # the fake's
    found = network.thread(ask)
    assert [each.ref for each in found] == [network.ref(ask), f"bluesky:{missing['uri']}"]
    assert isinstance(found[1], Gone)


def test_deep_thread_is_read_whole() -> None:
    """A thread a thousand replies deep is read without recursion."""
    network = FakeBluesky()
    asks = [complaint(n, minutes_ago=n) for n in range(400)]
    node: dict[str, Any] = {"post": network.wire(asks[0])}
    for ask in asks[1:]:
        node = {"post": network.wire(ask), "replies": [node]}
    network._thread = lambda uri: httpx.Response(200, json={"thread": node})  # type: ignore[method-assign] # the fake's
    assert len(network.thread(asks[-1])) == 400


class Rival(FakeBluesky):
    """The network as seen by a login that is not the brand's. The search is loose: it gives whatever it has."""

    hits: tuple[dict[str, Any], ...] = ()

    def route(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("createSession"):
            return httpx.Response(200, json={"did": "did:plc:us", "accessJwt": "A", "refreshJwt": "R"})
        if request.url.path.endswith("searchPosts"):
            return httpx.Response(200, json={"posts": self.hits})
        return super().route(request)


def test_rival_is_seen_by_search_and_by_its_threads() -> None:
    """A rival's notifications are not asked for; mentions come from search, unanswered replies from its threads."""
    network = Rival()
    news = Said("1", "acme", "we fly to the moon", NOW - timedelta(hours=2), is_to_brand=False)
    late = Said("2", "bob", "late again", NOW - timedelta(hours=1), parent="1", is_to_brand=False)
    network.say(news, late)
    network.hits = (network.wire(complaint(3, minutes_ago=5)), view())
    plain = network.wire
    network.wire = lambda said: plain(said) | {"replyCount": said.id == "1" and 1}  # type: ignore[method-assign] # the fake's
    found = network.poll()
    assert {(post.text, post.address) for post in found.posts} == {
        ("we fly to the moon", None),
        ("late again", Address.TO),
        ("my order 3 never came", Address.TO),
    }
    assert not any("listNotifications" in request.url.path for request in network.asked)
    searched = [query(request)["q"] for request in network.asked if "searchPosts" in request.url.path]
    assert searched == [["@acme.example"]]


def test_one_odd_thread_does_not_stop_a_rival() -> None:
    """A thread that cannot be read costs its own replies only."""
    network = Rival()
    network.say(Said("1", "acme", "news", NOW - timedelta(hours=2), is_to_brand=False))
    plain = network.wire
    network.wire = lambda said: plain(said) | {"replyCount": 3}  # type: ignore[method-assign] # the fake's
    network._thread = lambda uri: httpx.Response(400, json={"error": "InvalidRequest"})  # type: ignore[method-assign] # the fake's
    assert network.poll().cursor is not None


def test_followers_are_looked_up_in_batches() -> None:
    """The followers of a hundred customers at most are looked up, twenty-five a call, each once."""
    network = FakeBluesky(page_size=100)
    authors = [f"ann{n:03}" for n in range(130)]
    network.say(*(Said(str(n), name, "why?", NOW - timedelta(minutes=n)) for n, name in enumerate(authors)))
    found = network.poll()
    calls = [query(request)["actors"] for request in network.asked if "getProfiles" in request.url.path]
    assert [len(actors) for actors in calls[1:]] == [25] * 4
    assert sum(post.account.followers == 7 for post in found.posts) == bluesky_api.PROFILES_A_POLL


def test_login_is_made_once_for_a_poll(tmp_path: Path) -> None:
    """A poll logs in once, and the next one not at all."""
    network = FakeBluesky(page_size=1)
    network.say(complaint(1, minutes_ago=5), complaint(2, minutes_ago=6))
    network.poll(state_dir=tmp_path)
    network.poll(state_dir=tmp_path)
    assert sum("createSession" in request.url.path for request in network.asked) == 1


@pytest.mark.fault("F27")
def test_wrong_password_is_denied() -> None:
    """A wrong app password is Denied with the network's words, and is not tried again."""
    network = FakeBluesky()
    network.faults["login", 1] = spoil(401, body=b'{"error": "AuthenticationRequired", "message": "Invalid password"}')
    with pytest.raises(Denied) as caught:
        network.poll()
    assert caught.value.cause == "AuthenticationRequired: Invalid password"
    assert sum("createSession" in request.url.path for request in network.asked) == 1


@pytest.mark.parametrize("options", [{"identifier": "acme.example"}, {"password": "CANARY"}])
def test_half_a_login_is_a_config_error(options: dict[str, str]) -> None:
    """A name without a password, or the other way round, is an error of the configuration."""
    with pytest.raises(ConfigError, match="half a login"):
        FakeBluesky().poll(options=options)


def test_unknown_account_is_named() -> None:
    """An account that the network does not know is named, with how to write it."""
    network = FakeBluesky()
    network.faults["account", 1] = spoil(200, body=b'{"profiles": []}')
    with pytest.raises(Broken, match=r"knows no account acme\.example"):
        network.poll()


def test_old_threads_of_a_rival_are_left_alone() -> None:
    """Below a rival's posts older than the overlap no replies are looked for."""
    network = Rival()
    network.say(Said("1", "acme", "old news", NOW - timedelta(hours=30), is_to_brand=False))
    plain = network.wire
    network.wire = lambda said: plain(said) | {"replyCount": 3}  # type: ignore[method-assign] # the fake's
    network.poll()
    assert not any("getPostThread" in request.url.path for request in network.asked)


@pytest.mark.parametrize("is_notified", [True, False])
def test_reply_that_nobody_was_notified_of(is_notified: bool) -> None:
    """A post with more answers than any stream held is looked beneath; one whose answers are all known is not."""
    network = FakeBluesky()
    news = Said("1", "acme", "we fly to the moon", NOW - timedelta(hours=2), is_to_brand=False)
    network.say(news, Said("2", "bob", "late again", NOW - timedelta(hours=1), parent="1", is_to_brand=is_notified))
    plain = network.wire
    network.wire = lambda said: plain(said) | {"replyCount": said.id == "1" and 1}  # type: ignore[method-assign] # the fake's
    found = {post.text: post.address for post in network.poll().posts}
    assert found == {"we fly to the moon": None, "late again": Address.TO}
    assert any("getPostThread" in request.url.path for request in network.asked) is not is_notified

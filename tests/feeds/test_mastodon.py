"""What is Mastodon's own: HTML, warnings, boosts, links, parents known by local ids, tags and search."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from contract import NOW, FakeNetwork, Said, as_json, complaint, reply
from networks import FakeMastodon

from mentionwatch.errors import Broken, ConfigError, Denied
from mentionwatch.feeds import FeedSpec, mastodon_parents
from mentionwatch.feeds.mastodon_status import Reader
from mentionwatch.feeds.shape import Unreadable
from mentionwatch.model import Address, Post, Visibility

OURS = {"7": "acme@social.example"}


def status(**changes: Any) -> dict[str, Any]:
    """Make a status as the server gives it."""
    network = FakeMastodon()
    return network.wire(Said("1", "ann", "hello", NOW, is_to_brand=False)) | changes


def read(terms: tuple[str, ...] = (), hashtags: tuple[str, ...] = (), **changes: Any) -> Post:
    """Read a status for the brand whose account has the id 7."""
    spec = FeedSpec(name="f", network="mastodon", brand="Acme", terms=terms)
    return Reader(spec, "social.example", NOW, hashtags, OURS).read(status(**changes)).post


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<p>Tom &amp; Jerry &lt;3 &#x1F44D;</p>", "Tom & Jerry <3 👍"),
        (
            '<p><span class="h-card"><a href="https://x">@<span>acme</span></a></span> why? '
            '<a href="https://shop.example/a"><span class="invisible">https://</span>'
            '<span class="ellipsis">shop.example</span><span class="invisible">/a</span></a></p>',
            "@acme why? shop.example",
        ),
        ("", ""),
    ],
)
def test_html_becomes_plain_text(content: str, text: str) -> None:
    """Paragraphs, breaks, entities, emoji and hidden parts of links come out as a reader sees them."""
    assert read(content=content).text == text


def test_content_warning_is_part_of_the_text() -> None:
    """A content warning stands first, on a line of its own."""
    assert read(spoiler_text="angry", content="<p>why?</p>").text == "angry\nwhy?"


@pytest.mark.fault("F70")
@pytest.mark.parametrize("visibility", ["direct", "private"])
def test_private_text_is_not_kept(visibility: str) -> None:
    """Of a post that is not public only its author and time are kept."""
    post = read(visibility=visibility, content="<p>my card is 42</p>", spoiler_text="secret")
    assert (post.text, post.visibility) == ("", Visibility.PRIVATE)


def test_unlisted_is_public() -> None:
    """A post that is merely not listed can be read by all."""
    assert read(visibility="unlisted").visibility is Visibility.PUBLIC


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({"mentions": [{"id": "7"}]}, Address.TO),
        ({"in_reply_to_account_id": "7"}, Address.TO),
        ({"content": "<p>Acme  <b>AIR</b> lost it</p>"}, Address.ABOUT),
        ({"content": "<p>acme airlines lost it</p>"}, Address.ASIDE),
        ({"tags": [{"name": "AcmeFail"}]}, Address.ABOUT),
        ({"mentions": [{"id": "8"}, None, 7], "tags": ["acmefail"]}, Address.ASIDE),
        ({"account": status()["account"] | {"id": "7"}}, None),
    ],
)
def test_address_says_how_a_post_stands_to_the_brand(changes: dict[str, Any], address: Address | None) -> None:
    """A tag or reply makes a post `to`, a term or hashtag `about`, neither `aside`; the brand's own has none."""
    assert read(terms=("acme air",), hashtags=("acmefail",), **changes).address is address


@pytest.mark.parametrize(
    "changes",
    [
        {"uri": None},
        {"id": None},
        {"id": 1.5},
        {"account": None},
        {"account": {"id": "1"}},
        {"content": None},
        {"created_at": "yesterday"},
        {"created_at": None},
        {"in_reply_to_id": ["1"]},
    ],
)
def test_status_without_a_needed_field_is_unreadable(changes: dict[str, Any]) -> None:
    """A status that lacks its address, id, author, text or time is unreadable, with the reason."""
    with pytest.raises(Unreadable, match=r"^no "):
        read(**changes)


def test_optional_fields_may_be_nonsense() -> None:
    """Nonsense in a field that a post can do without leaves the field empty."""
    post = read(favourites_count=-1, reblogs_count="many", replies_count=2**70, url="javascript:x", language=3)
    assert (post.likes, post.shares, post.replies, post.url, post.lang) == (None, None, None, None, None)


def test_handle_of_another_server_is_kept() -> None:
    """A handle with a host keeps it; one without gets the server's."""
    account = status()["account"]
    assert read(account=account | {"acct": "bob@far.example"}).account.handle == "bob@far.example"
    assert read().account.handle == "ann@social.example"


def test_boost_is_no_post() -> None:
    """A boost in the outbox is left out without a word, and costs no post beside it."""
    network = FakeMastodon()
    ask, answer = complaint(1, minutes_ago=60), reply(2, to=complaint(1, minutes_ago=60), minutes_ago=30)
    network.say(ask, answer)
    network.faults["outbox", 1] = add(status(id="99", reblog=status()))
    found = network.poll()
    assert sorted(found.refs) == sorted([network.ref(ask), network.ref(answer)])
    assert not found.skipped


def add(item: dict[str, Any]) -> Callable[[httpx.Response], httpx.Response]:
    """Make a fault that adds an item to a list."""
    return lambda response: httpx.Response(200, json=[item, *response.json()])


@pytest.mark.fault("F30")
def test_next_link_to_another_host_is_not_followed() -> None:
    """A next link that leads to another host ends the walk with a gap; nothing is asked there."""
    network = FakeMastodon()
    network.say(complaint(1, minutes_ago=60))
    link = {"link": '<https://evil.example/api/v1/notifications?max_id=1>; rel="next"'}
    network.faults["inbox", 1] = lambda response: httpx.Response(200, json=response.json(), headers=link)
    found = network.poll()
    assert {request.url.host for request in network.asked} == {"social.example"}
    assert len(found.gaps) == 1


def elsewhere(number: int) -> Said:
    """Make a post that no stream holds: another customer's, to nobody."""
    return Said(str(number), "bob", f"words {number}", NOW - timedelta(days=2), is_to_brand=False)


def test_unknown_parent_is_fetched_once() -> None:
    """A parent that no stream holds is fetched by its local id, given as a post, and never asked for again."""
    network = FakeMastodon()
    parent = elsewhere(5)
    network.say(parent, reply(6, to=parent, minutes_ago=30))
    found = network.poll()
    posts = {post.ref: post for post in found.posts}
    assert posts[network.ref(reply(6, to=parent, minutes_ago=30))].parent_ref == network.ref(parent)
    assert posts[network.ref(parent)].address is Address.ASIDE
    network.asked.clear()
    known = {f"social.example/{parent.id}": network.ref(parent)}
    again = network.poll(as_json(found.cursor), find_ref=known.get)
    assert again.posts[0].parent_ref == network.ref(parent)
    assert not any("/statuses/5" in request.url.path for request in network.asked)


def test_parent_that_is_gone_is_asked_for_once() -> None:
    """A parent that was deleted gets a name of its own, and later polls do not ask for it."""
    network = FakeMastodon()
    network.say(reply(6, to=elsewhere(5), minutes_ago=30))
    found = network.poll()
    assert found.posts[0].parent_ref == "mastodon:social.example/5"
    network.asked.clear()
    again = network.poll(as_json(found.cursor))
    assert again.posts[0].parent_ref == "mastodon:social.example/5"
    assert not any("/statuses/5" in request.url.path for request in network.asked)


def test_parents_are_fetched_within_bounds() -> None:
    """However many parents are unknown, a poll asks for forty, and still gives every reply."""
    network = FakeMastodon()
    for number in range(50):
        network.say(elsewhere(number), reply(100 + number, to=elsewhere(number), minutes_ago=number))
    found = network.poll()
    asked = [request for request in network.asked if "/statuses/" in request.url.path]
    assert len(asked) == mastodon_parents.PARENTS_A_POLL
    assert len({post.ref for post in found.posts if post.from_brand}) == 50
    assert sum(post.parent_ref.startswith("mastodon:https") for post in found.posts if post.parent_ref) == 40


class Searching(FakeMastodon):
    """A server whose search is loose: it gives whatever it has."""

    hits: tuple[dict[str, Any], ...] = ()

    def route(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/search"):
            return httpx.Response(200, json={"statuses": self.hits})
        if "/timelines/tag/" in request.url.path:
            return httpx.Response(200, json=self.hits)
        return super().route(request)


@pytest.mark.parametrize("spec", [{"terms": ("acme air",)}, {"options": FakeMastodon.options | {"tags": ["#acmeair"]}}])
def test_found_posts_are_checked_here(spec: dict[str, Any]) -> None:
    """Of what search or a tag gives, only posts that truly hold the term or tag are taken."""
    network = Searching()
    good = status(id="1", uri="https://x/1", content="<p>Acme Air again</p>", tags=[{"name": "AcmeAir"}])
    network.hits = (good, status(id="2", uri="https://x/2", content="<p>an acme of air</p>"))
    found = network.poll(**spec)
    assert [(post.ref, post.address) for post in found.posts] == [("mastodon:https://x/1", Address.ABOUT)]


def test_rival_is_not_given_our_inbox() -> None:
    """Where the token is not the brand's, its notifications are not the brand's either: they are not asked for."""
    network = FakeMastodon()
    mine = {"id": "4711", "acct": "us"}
    network.say(complaint(1, minutes_ago=5))
    plain = network.route

    def route(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=mine) if request.url.path.endswith("credentials") else plain(request)

    network.route = route  # type: ignore[method-assign] # the fake's answers
    assert network.poll().refs == []
    asked = [request.url for request in network.asked]
    assert not any("notifications" in url.path for url in asked)
    assert '"@acme@social.example"' in [url.params.get("q") for url in asked]


@pytest.mark.parametrize("handle", ["acme", "@acme@social.example", "https://social.example/@acme"])
def test_account_may_be_written_in_each_usual_way(handle: str) -> None:
    """A name, a full handle and an account's address are all looked up rightly."""
    network = FakeMastodon()
    network.poll(accounts=(handle,))
    assert network.asked[0].url.params["acct"] in ("acme", "acme@social.example")


def test_feed_without_a_server_is_a_config_error() -> None:
    """A feed that names no server says which option is missing."""
    with pytest.raises(ConfigError, match="no server"):
        FakeMastodon().poll(options={})


@pytest.mark.parametrize("options", [{"tags": 7}, {"tags": [7]}, {"sever": "x"}])
def test_wrong_option_is_a_config_error(options: dict[str, Any]) -> None:
    """An option of the wrong kind, or one misspelt, is an error of the configuration."""
    with pytest.raises(ConfigError):
        FakeMastodon().poll(options=FakeMastodon.options | options)


def test_one_tag_needs_no_list() -> None:
    """A single tag may be written as a word."""
    network = Searching()
    network.poll(options=FakeMastodon.options | {"tags": "#acme"})
    assert any(request.url.path == "/api/v1/timelines/tag/acme" for request in network.asked)


def test_odd_credentials_are_broken() -> None:
    """A server that does not say who we are is Broken, not a crash."""
    network = FakeMastodon()
    network.faults["account", 1] = lambda response: httpx.Response(200, json={"acct": "acme"})
    with pytest.raises(Broken):
        network.poll()


def test_thread_closed_to_strangers_gives_nothing() -> None:
    """Without a token, a server that shows threads to its members only gives no thread, and no error."""

    class Closed(FakeMastodon):
        options = {"server": "social.example"}  # noqa: RUF012 (never changed)

        def route(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(401) if "/context" in request.url.path else super().route(request)

    network: FakeNetwork = Closed()
    ask = complaint(1, minutes_ago=5)
    network.say(ask)
    assert network.thread(ask) == []
    network.options = FakeMastodon.options
    with pytest.raises(Denied):
        network.thread(ask)


def test_thread_on_another_server_needs_the_local_id() -> None:
    """A post of another server is found by this server's id for it only."""
    network = FakeMastodon()
    ask = complaint(1, minutes_ago=5)
    network.say(ask)

    async def thread(ref: str, native_id: str | None) -> int:
        async with network.client() as client:
            return len([found async for found in network.feed(client).thread(ref, native_id=native_id)])

    assert asyncio.run(thread("mastodon:https://far.example/users/bob/statuses/1", None)) == 0
    assert asyncio.run(thread("mastodon:https://far.example/users/bob/statuses/1", ask.id)) == 1


def test_edit_time_is_kept() -> None:
    """The time of an edit is kept beside the time of posting."""
    assert read(edited_at="2026-11-22T11:00:00.5Z").edited_at == datetime(2026, 11, 22, 11, tzinfo=UTC)


def test_post_in_two_streams_is_given_once() -> None:
    """A mention that search finds too comes once a poll."""
    network = Searching()
    ask = complaint(1, minutes_ago=5, text="acme air, why?")
    network.say(ask)
    network.hits = (network.wire(ask),)
    assert network.poll(terms=("acme air",)).refs == [network.ref(ask)]


def test_late_statuses_do_not_end_the_inbox() -> None:
    """Statuses that arrived today but were written last month stand among today's: the walk goes on behind them."""
    network = FakeMastodon(page_size=2)
    network.say(*(complaint(n, minutes_ago=n) for n in range(6)))
    cursor = as_json(network.poll().cursor)
    plain = network.wire
    network.wire = lambda said: plain(said) | {"created_at": "2026-10-25T12:00:00Z"}  # type: ignore[method-assign] # the fake's
    assert len(network.poll(cursor).refs) == 6


def test_search_is_read_over_all_its_pages() -> None:
    """A search goes on from where its page ended, while the pages are full."""
    network = Searching()
    found = [status(id=str(n), uri=f"https://x/{n}", content="<p>acme air</p>") for n in range(50)]

    def route(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/search"):
            return FakeMastodon.route(network, request)
        start = int(request.url.params["offset"])
        return httpx.Response(200, json={"statuses": found[start : start + 40]})

    network.route = route  # type: ignore[method-assign] # the fake's answers
    assert len(network.poll(terms=("acme air",)).refs) == 50


def test_ids_of_another_server_name_nothing_here() -> None:
    """A post that another server knows by an id is asked for by the one its address ends with; history is read anew."""
    network = FakeMastodon()
    old, new = complaint(1, minutes_ago=60 * 24 * 20), complaint(2, minutes_ago=5)
    network.say(old, new)
    cursor = as_json(network.poll().cursor)
    network.asked.clear()
    assert network.thread(new, native_id="old.example/999") != []
    assert not any("999" in request.url.path for request in network.asked)
    assert network.ref(old) in network.poll({**cursor, "server": "old.example"}).refs

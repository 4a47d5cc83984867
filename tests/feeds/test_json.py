"""The `json` feed: where things stand, how pages follow, what limits say, and what is wrong with its options."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from api import Api
from contract import NOW, Poll, as_json

from mentionwatch.clock import to_text
from mentionwatch.errors import Broken, ConfigError, Denied, Limited, Missing
from mentionwatch.feeds.json_paths import fill_address, find, find_text, find_word
from mentionwatch.feeds.shape import Unreadable
from mentionwatch.model import Address, Gap, Gone, TimeQuality, Visibility

POST = {"id": "id", "author": "by", "text": "body", "created_at": "at"}
BASE = "https://api.example/v1"


def item(number: int, *, hours_ago: float = 1, **more: Any) -> dict[str, Any]:
    """Write an item of the API."""
    at = NOW - timedelta(hours=hours_ago)
    return {"id": number, "by": "ann", "body": f"order {number} never came", "at": to_text(at), **more}


def api(routes: Any, **options: Any) -> Api:
    """Make an API whose inbox is /v1/posts, unless the options name other streams."""
    stream = {"url": "/posts", "items": "posts"} | options.pop("stream", {})
    told = {"base": BASE, "streams": {"inbox": stream}, "post": POST} | options
    served = routes if isinstance(routes, dict) and all(key[0] == "/" for key in routes) else {"/v1/posts": routes}
    return Api(served, options=told)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("a.b", 1),
        ("list.1.c", 3),
        ("list.*.c", 2),
        ("list.9.c", None),
        ("list.c", None),
        ("a.none | list.0.c", 2),
        ("{a.b}/{list.0.c}", "1/2"),
        ("{a.b}/{a.none} | a.b", 1),
        ('a.none | "nobody"', "nobody"),
        ("empty | a.b", 1),
        ("stream.place", "here"),
        ("", None),
    ],
)
def test_path_finds(where: str, found: object) -> None:
    """Names, numbers, the first of a list, choices, words put together and the stream's own values are found."""
    body = {"a": {"b": 1}, "list": [{"c": 2}, {"c": 3}], "empty": "", "": "a field without a name"}
    assert find(body, where, {"place": "here"}) == found


def test_word_is_text_or_whole_number() -> None:
    """A truth, a fraction and a list are no words; an empty text is a text."""
    body = {"true": True, "half": 0.5, "list": [1], "big": 2**70, "empty": ""}
    assert [find_word(body, name) for name in body] == [None, None, None, str(2**70), None]
    assert (find_text(body, "empty"), find_text(body, "big")) == ("", None)


def test_address_cannot_be_led_astray() -> None:
    """An id from a stranger's server is quoted, and one that climbs in the address is refused."""
    assert fill_address("/t/{id}.json", {"id": "57/3?a=b#c"}) == "/t/57/3%3Fa%3Db%23c.json"
    with pytest.raises(Unreadable):
        fill_address("/t/{id}.json", {"id": "57/../../admin"})


def test_thread_with_an_odd_id_is_gone() -> None:
    """An id that could lead elsewhere is not asked for at all."""
    site = api({}, thread={"url": "/posts/{id}", "items": "posts", "tells_gone": True})
    assert site.thread("json:api.example/../x") == [Gone("json:api.example/../x")]
    assert site.asked == []


def test_all_fields_are_read() -> None:
    """Each field comes where it belongs; what cannot be used is left out, and costs the post nothing."""
    fields = POST | {
        "text": ["title", "body"],
        "html": "yes",
        "author_id": "who.id",
        "author_name": "who.name",
        "author_url": "who.link",
        "followers": "who.fans",
        "thread": "root",
        "in_reply_to": "above",
        "lang": "lang",
        "rating": "points",
        "stars": "10",
        "location": "stream.account",
        "edited_at": "changed",
        "url": "link",
        "replies": "answers",
        "likes": "likes",
    }
    who = {"id": 7, "name": "Ann A", "link": "https://a.example/ann", "fans": "12"}
    more = {"title": "Late &amp; lost", "body": "<p>my <b>bag</b> 🧳</p>", "root": 1, "above": 9, "lang": "en"}
    bad = {"link": "javascript:alert(1)", "answers": -1, "likes": True}
    first = item(9, who=who, points="8", changed=to_text(NOW), **more, **bad)
    other = item(10, who={"id": 8}, points="many", changed="later", **(more | {"lang": "what is this"}))
    stream = {"url": "/{account}", "items": "posts"}
    site = api({"/v1/shop": {"posts": [first, other]}}, streams={"inbox": stream}, post=fields)
    post, second = site.poll(accounts=("shop",)).posts
    assert (post.ref, post.root_ref, post.parent_ref) == ("json:api.example/9", "json:api.example/1", None)
    assert (post.text, post.lang, post.rating, post.location) == ("Late & lost\n\nmy bag 🧳", "en", 4.0, "shop")
    assert (post.account.ref, post.account.name, post.account.followers) == ("json:api.example/u/7", "Ann A", 12)
    assert (post.edited_at, post.url, post.replies, post.likes) == (NOW, None, None, None)
    assert (second.rating, second.lang, second.edited_at) == (None, None, None)
    assert second.parent_ref == "json:api.example/9"


def test_private_and_deleted_posts_have_no_text() -> None:
    """A private post keeps author and time only; a deleted one is a tombstone, and gone from its thread."""
    fields = POST | {"private": "scope", "deleted": "removed_at", "skip": "system"}
    body = {"posts": [item(1, scope="direct"), item(2, removed_at="yesterday", body=None), item(3, system=True)]}
    site = api(body, post=fields, thread={"url": "/posts", "items": "posts"})
    private, deleted = site.poll().posts
    assert (private.visibility, private.text) == (Visibility.PRIVATE, "")
    assert (deleted.deleted_at, deleted.text) == (NOW, "")
    assert Gone(deleted.ref) in site.thread(private.ref)


def test_who_is_the_brand() -> None:
    """The brand is known by handle in any case, by id, and by a mark; its customers are not."""
    fields = POST | {"author_id": "uid", "from_brand": "staff", "addressee": "to"}
    items = [
        item(1, by="@ACME"),
        item(2, by="Help desk", uid=77),
        item(3, by="jo", staff=True),
        item(4, staff="no"),
        item(5, to="acme"),
    ]
    site = api({"posts": items}, post=fields, own="yes")
    assert [bool(post.from_brand) for post in site.poll(accounts=("acme", "77")).posts] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert [post.address for post in site.poll(accounts=("acme", "77")).posts][3:] == [Address.TO, Address.TO]


def test_found_posts_are_checked() -> None:
    """Of what a search finds, only posts that truly hold the term come; each term is a stream of its own."""
    stream = {"url": "/search?limit=2", "params": {"q": '"{term}"'}, "items": "posts"}
    body = {"posts": [item(1, body="I flew Acme  air"), item(2, body="an acme of airs")]}
    site = api({"/v1/search": body}, streams={"found": stream})
    found = site.poll(terms=("acme air", "globex"))
    assert [(post.ref, post.address) for post in found.posts] == [("json:api.example/1", Address.ABOUT)]
    assert site.params("q") == ['"acme air"', '"globex"']
    assert site.params("limit") == ["2", "2"]
    assert found.outbox_from is None


def pages(*bodies: Any) -> Callable[[httpx.Request], Any]:
    """Answer with one body after the other."""
    rest = iter(bodies)
    return lambda request: next(rest)


@pytest.mark.parametrize(
    ("rule", "name", "sent"),
    [
        ({"cursor": "next", "param": "after"}, "after", [None, "m1", "m2"]),
        ({"page": "p", "size": 2}, "p", ["1", "2", "3"]),
        ({"page": "p", "first": 0, "more": "more"}, "p", ["0", "1", "2"]),
        ({"offset": "skip", "size": 2}, "skip", [None, "2", "4"]),
        ({"last": "id", "param": "before", "size": 2}, "before", [None, "2", "4"]),
        (
            {"last": "at", "param": "until", "more": "more"},
            "until",
            [None, "2026-11-22T10:00:00Z", "2026-11-22T08:00:00Z"],
        ),
    ],
)
def test_pages_follow_each_other(rule: dict[str, Any], name: str, sent: list[str | None]) -> None:
    """A mark in the body, a page number, an offset, the last item's id and its time each lead through all pages."""
    body = pages(
        {"posts": [item(1, hours_ago=1), item(2, hours_ago=2)], "next": "m1", "more": True},
        {"posts": [item(3, hours_ago=3), item(4, hours_ago=4)], "next": "m2", "more": True},
        {"posts": [item(5, hours_ago=5)], "more": False},
    )
    site = api(body, stream={"next": rule})
    assert len(site.poll().posts) == 5
    assert site.params(name) == sent


@pytest.mark.parametrize("where", ["body", "header"])
def test_links_are_followed_on_this_host_only(where: str) -> None:
    """A link in the body or the header leads on, with the key once; one to another host is a gap, and not asked."""
    links = iter(["/v1/posts?page=2&sig=x", "https://evil.example/steal"])

    def answer(request: httpx.Request) -> httpx.Response:
        link = next(links)
        number = len(site.asked)
        headers = {"link": f'<{link}>; rel="next"'} if where == "header" else {}
        body = {"posts": [item(number)]} | ({"paging": {"next": link}} if where == "body" else {})
        return httpx.Response(200, headers=headers, json=body)

    rule = {"header": True} if where == "header" else {"link": "paging.next"}
    site = api(answer, stream={"next": rule, "params": {"page": 1, "limit": 5}})
    found = site.poll()
    assert [str(request.url).removeprefix("https://api.example") for request in site.asked] == [
        "/v1/posts?page=1&limit=5",
        "/v1/posts?page=2&sig=x&limit=5",
    ]
    assert len(found.refs) == 2
    assert found.gaps


@pytest.mark.parametrize(
    ("form", "first", "later"),
    [("epoch", "1792756800", "1795262400"), ("iso", "2026-10-23T12:00:00Z", "2026-11-21T12:00:00Z"), ("id", None, "2")],
)
def test_only_newer_posts_are_asked_for(form: str, first: str | None, later: str) -> None:
    """The time back to which a poll reads, or the id of the newest post before it, is sent where the API takes it."""
    site = api(
        {"posts": [item(3), item(2, hours_ago=30), item(1, hours_ago=40)]},
        stream={"since": {"param": "s", "form": form}},
    )
    cursor = as_json(site.poll().cursor)
    site.routes = {"/v1/posts": {"posts": []}}
    again = site.poll(as_json(site.poll(cursor).cursor))
    assert site.params("s") == [first, later, later]
    assert not again.gaps


def test_since_leaves_an_empty_outbox_unsuspected() -> None:
    """An outbox of which only the newest posts were asked for may be empty."""
    stream = {"holds": "outbox", "since": {"param": "s"}}
    site = api({"posts": [item(1, by="acme")]}, stream=stream)
    cursor = as_json(site.poll(accounts=("acme",)).cursor)
    site.routes = {"/v1/posts": {"posts": []}}
    assert site.poll(cursor).outbox_from == NOW - timedelta(days=30)


def test_window_that_is_full_is_a_gap() -> None:
    """Where only the newest two are ever shown, and both are new, what lies before them is a gap."""
    site = api({"posts": [item(1, hours_ago=1), item(2, hours_ago=2)]}, stream={"window": 2})
    first = site.poll()
    assert first.gaps == [Gap(from_at=NOW - timedelta(days=30), to_at=NOW - timedelta(hours=1, seconds=-1))]
    assert site.poll(as_json(first.cursor)).gaps == []


def test_list_that_is_left_out_is_an_error_unless_it_may_be() -> None:
    """An answer without the list is of the wrong shape, but where the API leaves empty lists out."""
    with pytest.raises(Broken, match="wrong shape"):
        api({"/v1/posts": {}}).poll()
    assert api({"/v1/posts": {}}, stream={"may_lack": True}).poll().posts == []
    with pytest.raises(Broken):
        api({"/v1/posts": []}, stream={"may_lack": True}).poll()


def test_mapping_that_changed_reads_all_anew() -> None:
    """After a change of the mapping the whole history is read again: what was read before says nothing."""
    site = api({"posts": [item(1, hours_ago=1, subject="lost")]}, stream={"since": {"param": "s", "form": "iso"}})
    cursor = as_json(site.poll().cursor)
    told = {**site.options, "post": POST | {"text": ["subject", "body"]}}
    assert site.poll(cursor, options=told).posts[0].text == "lost\n\norder 1 never came"
    assert site.params("s") == ["2026-10-23T12:00:00Z"] * 2


def test_time_without_a_zone_is_an_estimate() -> None:
    """Where the API does not say in which zone its times are, each is an estimate."""
    (post,) = api({"posts": [item(1)]}, post=POST | {"estimated": True}).poll().posts
    assert post.time_quality is TimeQuality.ESTIMATED


@pytest.mark.fault("F15")
def test_pause_in_the_body_is_kept() -> None:
    """A pause told beside the posts ends the poll: at once if that list has more pages, else after the cursor."""
    rule = {"next": {"page": "p", "more": "more"}}
    seen = Poll()
    with pytest.raises(Limited) as caught:
        api({"posts": [item(1)], "more": True, "pause": 90}, backoff="pause", stream=rule).poll(into=seen)
    assert caught.value.until == NOW + timedelta(seconds=90)
    assert (len(seen.refs), seen.cursor) == (1, None)
    done = Poll()
    with pytest.raises(Limited):
        api({"posts": [item(1)], "more": False, "pause": 1e9}, backoff="pause", stream=rule).poll(into=done)
    assert done.cursor is not None


@pytest.mark.fault("F15")
def test_limit_that_looks_like_an_error_is_a_limit() -> None:
    """A status 400 whose body names a limit says when to go on; any other 400 is an error with its words."""
    throttled = {"error": {"name": "throttled"}, "message": "try again in 120 seconds"}
    limits = [{"status": 400, "path": "error.name", "words": ["throttled"]}]
    with pytest.raises(Limited) as caught:
        api(httpx.Response(400, json=throttled), limits=limits).poll()
    assert caught.value.until == NOW + timedelta(seconds=120)
    with pytest.raises(Broken) as other:
        api(httpx.Response(400, json={"message": "no such list"}), limits=limits).poll()
    assert other.value.cause == "no such list"
    with pytest.raises(Broken):
        api(httpx.Response(400, text="<html>"), limits=limits).poll()


def test_calls_of_a_day_are_counted() -> None:
    """Where the API allows so many calls a day, the cursor counts them; the next day begins at nothing."""
    site = api({"posts": [item(1)]}, calls_a_day=2)
    cursor = as_json(site.poll().cursor)
    cursor = as_json(site.poll(cursor).cursor)
    assert cursor is not None
    assert cursor["asked"] == {"2026-11-22": 2}
    with pytest.raises(Limited) as caught:
        site.poll(cursor)
    assert caught.value.until == NOW + timedelta(hours=1)
    assert site.poll(cursor, now=NOW + timedelta(days=1)).cursor is not None
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"base": None}, "base"),
        ({"bass": "x"}, "bass"),
        ({"cut": ["(a+)+$"]}, "cut"),
        ({"streams": {}}, "streams"),
        ({"streams": {"inbox": {"url": "/posts", "itms": "x"}}}, r"streams\.inbox\.itms"),
        ({"streams": {"inbox": {"url": "/posts", "next": {"page": "p", "offset": "o"}}}}, "next"),
        ({"streams": {"inbox": {"url": "/posts", "next": {}}}}, "next"),
        ({"streams": {"inbox": {"url": "/posts", "follow": "yes"}}}, "thread"),
        ({"streams": {"inbox": {"url": "/{town}/posts"}}}, "town"),
        ({"streams": {"inbox": {"url": "/{token}/posts"}}, "auth": "token", "token": "CANARY"}, "what is"),
        ({"post": {"id": "id"}}, r"post\.(text|author)"),
        ({"post": POST | {"stars": 0}}, "stars"),
        ({"auth": "magic"}, "auth"),
        ({"auth": "token"}, "token"),
        ({"auth": "oauth2_refresh", "client_id": "x"}, "client_secret"),
    ],
)
def test_option_that_cannot_be_is_refused(options: dict[str, Any], words: str) -> None:
    """A missing, misspelt or impossible option is an error of the configuration that names it."""
    site = api({"posts": []})
    with pytest.raises(ConfigError, match=words):
        site.poll(options={name: value for name, value in (site.options | options).items() if value is not None})  # type: ignore[operator] # two dicts


def test_thread_that_is_not_there_deletes_nothing() -> None:
    """Unless the options say that a 404 means so, a post is not taken for deleted: the address may be wrong."""
    with pytest.raises(Missing):
        api({}, thread={"url": "/postss/{id}"}).thread("json:api.example/1")
    assert api({}, thread={"url": "/posts/{id}"}).thread("json:api.example/1/reply") == []


def test_thread_for_members_only_is_no_error() -> None:
    """Without a login, a thread that is refused shows nothing; with one, the refusal is told."""
    refused = {"/v1/posts/1": httpx.Response(403)}
    thread = {"url": "/posts/{id}"}
    assert api(refused, thread=thread).thread("json:api.example/1") == []
    with pytest.raises(Denied):
        api(refused, thread=thread, auth="token", token="CANARY").thread("json:api.example/1")

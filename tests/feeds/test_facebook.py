"""What is particular to Facebook: Page tokens, comments beneath old posts, and errors with codes of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from contract import NOW, Poll, Said, as_json, complaint, reply, spoil
from graph_networks import FakeFacebook, account_id
from recordings import DATA, recorded

from mentionwatch.errors import Broken, ConfigError, Denied, FeedError, Limited, Missing, Unavailable
from mentionwatch.model import Address, Gap, Gone

FOLDER = DATA / "facebook"
PAGE = {"id": "700100", "name": "Acme Bread", "username": "acmebread"}


class Recorded(FakeFacebook):
    """A Page that gives recorded answers."""

    options = {"token": "recorded-token"}  # noqa: RUF012 (never changed)
    account = "acmebread"

    def is_scenery(self, post: Any) -> bool:
        return False

    def route(self, request: httpx.Request) -> httpx.Response:
        path, params = request.url.path.removeprefix("/v26.0/"), request.url.params
        assert "access_token" not in params
        if path == "me":
            return httpx.Response(200, json=PAGE)
        name = path.removeprefix("700100/") + ("-2" if params.get("after") == "QVFIUc" else "")
        status, headers, body = recorded(FOLDER, name)
        return httpx.Response(status, headers=headers, json=body)


def test_recorded_page() -> None:
    """A recorded Page gives its posts and comments, linked, each with how it stands to the brand."""
    found = Recorded().poll()
    posts = {post.ref.removeprefix("facebook:"): post for post in found.posts}
    opening, own, sorry = posts["9001_5001"], posts["700100_9001"], posts["9001_5002"]
    assert set(posts) == {"700100_9001", "700100_9000", "8100200300400500777_333", *(f"9001_500{n}" for n in range(4))}
    assert (opening.parent_ref, opening.root_ref, opening.address) == (own.ref, own.ref, Address.TO)
    assert (sorry.parent_ref, sorry.root_ref, sorry.from_brand) == (opening.ref, own.ref, True)
    assert (own.likes, own.shares, own.replies) == (41, 3, 4)
    assert (opening.created_at, opening.account.handle) == (datetime(2026, 11, 20, 11, tzinfo=UTC), "Ann Baker")
    assert posts["9001_5003"].account == opening.account
    assert posts["9001_5003"].address is Address.ASIDE  # she answers herself, beneath her own comment
    assert posts["8100200300400500777_333"].address is Address.TO
    assert posts["700100_9000"].text == "Acme Bread updated their cover photo."
    assert found.outbox_from == NOW - timedelta(days=30)


def test_author_who_is_not_named_is_nobody_else() -> None:
    """A comment whose author Facebook does not name has an author of its own."""
    nameless = next(post for post in Recorded().poll().posts if post.ref == "facebook:9001_5000")
    assert (nameless.account.handle, nameless.account.ref) == ("unknown", "facebook:9001_5000/author")
    assert nameless.text == ""


def test_new_comment_beneath_an_old_post_is_found() -> None:
    """A comment beneath a post that is older than the overlap comes in with the next poll."""
    network = FakeFacebook()
    ask = complaint(1, minutes_ago=60 * 24 * 5)
    network.say(ask, reply(2, to=ask, minutes_ago=60 * 24 * 4))
    network.scenery = lambda said: network.wire(ask)  # type: ignore[method-assign] # a visitor's post on the Page
    first = network.poll()
    late = Said("7", "bob", "mine never came either", NOW + timedelta(minutes=4), parent=ask.id)
    network.say(late)
    again = network.poll(as_json(first.cursor), now=NOW + timedelta(minutes=5))
    assert network.ref(late) in again.refs


def test_crowd_beneath_one_post_records_its_gap() -> None:
    """More new comments beneath one post than the pages allow: what was not reached is a gap in the outbox too."""
    network = FakeFacebook(page_size=10)
    ask = complaint(1, minutes_ago=600)
    network.say(ask)
    cursor = as_json(network.poll(now=NOW - timedelta(minutes=120)).cursor)
    network.say(*(Said(str(n), "bob", f"and me {n}", NOW - timedelta(minutes=n), ask.id) for n in range(2, 90)))
    found = network.poll(cursor, max_pages=3)
    (gap,) = found.gaps
    assert gap.from_at == NOW - timedelta(minutes=120)
    assert found.outbox_from == gap.to_at
    assert len(found.refs) == 31


def error(code: int, **more: Any) -> dict[str, Any]:
    return {"error": {"message": "no", "type": "OAuthException", "code": code, **more}}


@pytest.mark.parametrize("status", [200, 400, 403])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (error(190), Denied),
        (error(10), Denied),
        (error(200), Denied),
        (error(1), Unavailable),
        (error(2), Unavailable),
        (error(12345, is_transient=True), Unavailable),
        (error(4), Limited),
        (error(32), Limited),
        (error(80001), Limited),
        (error(100, error_subcode=33), Missing),
        ({"error": {"code": [], "message": 7}}, FeedError),
        ({"error": {"code": 2**80}}, FeedError),
    ],
)
@pytest.mark.fault("F27")
def test_codes_say_what_is_wrong(status: int, body: dict[str, Any], kind: type[FeedError]) -> None:
    """Whatever the status, the code in an error decides what it means to the feed."""
    network = FakeFacebook()
    network.faults["inbox", 1] = lambda _: httpx.Response(status, json=body)
    with pytest.raises(kind):
        network.poll()


@pytest.mark.fault("F15")
def test_limit_tells_minutes_in_a_header_of_its_own() -> None:
    """The time to wait comes from the header in which Meta tells it; a broken one means five minutes."""
    usage = {"700100": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 17}, {}], "x": 3}
    for header, minutes in ((json.dumps(usage), 17), ("[", 5), ("[]", 5), ('{"a": [3, null]}', 5)):
        network = FakeFacebook()
        headers = {"x-business-use-case-usage": header}
        network.faults["inbox", 1] = spoil(400, headers=headers, body=json.dumps(error(32)).encode())
        with pytest.raises(Limited) as caught:
            network.poll()
        assert caught.value.until == NOW + timedelta(minutes=minutes)


def test_recorded_refusal() -> None:
    """An expired token is refused with Meta's words, and the token stands in none of them."""
    network = FakeFacebook()
    status, headers, body = recorded(FOLDER, "error-190")
    network.faults["account", 1] = lambda _: httpx.Response(status, headers=headers, json=body)
    with pytest.raises(Denied) as caught:
        network.poll()
    assert "Session has expired" in caught.value.cause


@pytest.mark.fault("F30")
@pytest.mark.parametrize(
    "link", ["https://evil.example/v26.0/x?after=2", "http://[", "https://graph.example:444/?after=2"]
)
def test_next_link_to_another_host_is_not_followed(link: str) -> None:
    """A next page on another host is never asked for, and what it would have held is a gap."""
    network = FakeFacebook(page_size=2)
    network.say(*(complaint(n, minutes_ago=n) for n in range(1, 9)))

    def lead_away(response: httpx.Response) -> httpx.Response:
        body = response.json()
        body["paging"]["next"] = link
        return httpx.Response(200, json=body)

    network.faults["inbox", 1] = lead_away
    found = network.poll()
    assert found.gaps[0].from_at == NOW - timedelta(days=30)
    assert {request.url.host for request in network.asked} == {"graph.example"}


def test_token_never_stands_in_an_address() -> None:
    """The token travels in a header, even though Meta's own links hold it."""
    network = FakeFacebook(page_size=2)
    asks = [complaint(n, minutes_ago=n) for n in range(1, 9)]
    network.say(*asks, *(reply(100 + n, to=asks[0], minutes_ago=0.5) for n in range(9)))
    network.poll()
    assert len(network.asked) > 8
    assert not any("CANARY" in str(request.url) for request in network.asked)


@pytest.mark.parametrize(
    ("accounts", "is_fine"), [((), True), (("Acme",), True), (("@AcmePage",), True), (("Globex",), False)]
)
def test_the_page_is_the_one_that_the_feed_names(accounts: tuple[str, ...], is_fine: bool) -> None:
    """A token of another Page than the feed's is an error, so that nobody's replies are taken for the brand's."""
    network = FakeFacebook()
    if is_fine:
        network.poll(accounts=accounts)
        return
    with pytest.raises(Broken, match="of the Page Acme"):
        network.poll(accounts=accounts)


def test_staff_speak_for_the_brand_by_id() -> None:
    """A person whose id the feed names speaks for the brand beside the Page."""
    network = FakeFacebook()
    ask = complaint(1, minutes_ago=60)
    network.say(ask, Said("5", "jo", "I look into it", NOW - timedelta(minutes=5), ask.id))
    found = network.poll(accounts=("Acme", account_id("jo")))
    assert [post.from_brand for post in found.posts] == [None, True]


def no_authors(response: httpx.Response) -> httpx.Response:
    body = response.json()
    for item in body["data"]:
        del item["from"]
    return httpx.Response(200, json=body)


def without_page(response: httpx.Response) -> httpx.Response:
    return httpx.Response(400, json=error(100))


@pytest.mark.parametrize(
    ("stream", "fault", "kind"), [("outbox", no_authors, Denied), ("account", without_page, Broken)]
)
def test_token_that_shows_too_little_is_no_silence(
    stream: str, fault: Callable[[httpx.Response], httpx.Response], kind: type[FeedError]
) -> None:
    """A token that names no authors, or is no Page's, is an error: the brand's replies would look like nobody's."""
    network = FakeFacebook()
    ask = complaint(1, minutes_ago=60)
    network.say(ask, reply(2, to=ask, minutes_ago=30))
    network.faults[stream, 1] = fault
    with pytest.raises(kind) as caught:
        network.poll(into=Poll())
    assert "pages_read_user_content" in caught.value.hint


def test_thread_of_a_post_reads_all_its_pages() -> None:
    """A waiting post is looked at with all comments beneath it; a deleted one is gone, and so is a deleted comment."""
    network = FakeFacebook(page_size=3)
    ask = complaint(1, minutes_ago=60)
    answers = [reply(100 + n, to=ask, minutes_ago=30 - n) for n in range(8)]
    network.say(ask, *answers)
    assert {found.ref for found in network.thread(ask)} == {network.ref(said) for said in (ask, *answers)}
    gone = answers[0]
    network.empty.add(gone.id)
    assert network.thread(gone) == [Gone(network.ref(gone))]


def test_token_is_needed() -> None:
    """Without a token the feed says so before it asks anything; an unknown option is named."""
    for options, words in (({}, "token"), ({"token": "x", "tokn": "y"}, "tokn")):
        network = FakeFacebook()
        with pytest.raises(ConfigError, match=words):
            network.poll(options=options)
        assert not network.asked


def test_cut_feed_is_a_gap() -> None:
    """A Page with more posts than the pages allow counts its replies as seen only since the oldest that was read."""
    network = FakeFacebook(page_size=2)
    ask = complaint(1, minutes_ago=60)
    network.say(ask, *(reply(10 + n, to=ask, minutes_ago=50 - n) for n in range(9)))
    found = network.poll(max_pages=2)
    assert found.outbox_from is not None
    assert found.outbox_from > NOW - timedelta(minutes=60)
    assert Gap(from_at=NOW - timedelta(days=30), to_at=found.outbox_from) in found.gaps


def test_thread_that_cannot_be_read_is_an_error_of_its_own() -> None:
    """A thread whose post lacks what a post needs raises the error that costs no other thread anything."""
    network = FakeFacebook()
    ask = complaint(1, minutes_ago=60)
    network.say(ask)
    network.wire = lambda said: {"id": said.id}  # type: ignore[method-assign] # the fake's answer
    with pytest.raises(Broken, match="can be read"):
        network.thread(ask)

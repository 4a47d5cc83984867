"""What is particular to Instagram: replies inside comments, tags, and the account behind a Page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from contract import NOW, Said, as_json, complaint, reply
from graph_networks import GONE, FakeInstagram
from recordings import DATA, recorded

from mentionwatch.errors import Broken, Denied
from mentionwatch.model import Address, Gone

FOLDER = DATA / "instagram"
NO_PERMISSION = {"error": {"message": "(#10) Application does not have permission", "code": 10}}


class Recorded(FakeInstagram):
    """An account that gives recorded answers."""

    options = {"token": "recorded-token", "user": "17841400000000001"}  # noqa: RUF012 (never changed)
    account = "@AcmeBread"

    def is_scenery(self, post: Any) -> bool:
        return False

    def route(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v26.0/17841400000000001")
        if path.endswith("/debug_token"):
            return httpx.Response(400, json=GONE)
        if not path:
            return httpx.Response(200, json={"id": "17841400000000001", "username": "acmebread"})
        status, headers, body = recorded(FOLDER, path.removeprefix("/"))
        return httpx.Response(status, headers=headers, json=body)


def test_recorded_account() -> None:
    """A recorded account gives media, comments and replies, linked, each with how it stands to the brand."""
    found = Recorded().poll()
    posts = {post.ref.removeprefix("instagram:"): post for post in found.posts}
    media, raw, nice = posts["17890000000000001"], posts["17900000000000001"], posts["17900000000000002"]
    sorry, thanks, tag = posts["17910000000000001"], posts["17910000000000002"], posts["17870000000000001"]
    assert (len(posts), found.skipped) == (7, [])
    assert (raw.parent_ref, raw.root_ref, raw.address) == (media.ref, media.ref, Address.TO)
    assert raw.text == "@acmebread the one I bought was raw inside &lt;yuck&gt;"
    assert (raw.created_at, raw.url) == (datetime(2026, 11, 20, 7, 30, tzinfo=UTC), "https://www.instagram.com/p/Cabc/")
    assert (sorry.parent_ref, sorry.root_ref, sorry.from_brand) == (raw.ref, media.ref, True)
    assert thanks.account.ref == raw.account.ref == "instagram:ann.baker"
    assert (nice.account.handle, nice.account.ref) == ("unknown", "instagram:17900000000000002/author")
    assert (tag.address, tag.account.handle) == (Address.TO, "bob")
    assert posts["17890000000000002"].text == ""


def test_account_behind_the_page() -> None:
    """Without `user` the account is the one behind the token's Page; a Page without one is an error with a hint."""
    network = FakeInstagram()
    network.say(complaint(1, minutes_ago=5))
    assert network.poll().refs
    network.me = lambda: {"id": "1"}  # type: ignore[method-assign] # a Page without an account
    with pytest.raises(Broken, match="nothing in the answer"):
        network.poll()
    with pytest.raises(Broken, match="does not name"):
        FakeInstagram().poll(accounts=("globex",))


def test_tags_without_comments_are_left_out() -> None:
    """Where the comments beneath tagged posts may not be read, the posts are left out and named, not called missed."""
    network = FakeInstagram()
    network.say(complaint(1, minutes_ago=5))
    network.faults["inbox", 1] = lambda response: (
        httpx.Response(403, json=NO_PERMISSION) if "comments" in network.asked[-1].url.params["fields"] else response
    )
    found = network.poll()
    assert (found.refs, len(found.skipped)) == ([], 1)
    assert "left out" in found.skipped[0]
    network.faults["inbox", 1] = lambda response: httpx.Response(403, json=NO_PERMISSION)
    with pytest.raises(Denied):
        network.poll()


def test_new_comment_beneath_old_media_is_found() -> None:
    """A comment beneath the brand's media of last week comes in with the next poll."""
    network = FakeInstagram()
    ask = complaint(1, minutes_ago=60 * 24 * 7)
    network.say(ask, reply(2, to=ask, minutes_ago=60 * 24 * 6))
    network.scenery = lambda said: network.wire(ask)  # type: ignore[method-assign] # what the brand's own edge shows
    first = network.poll()
    late = Said("7", "bob", "mine is raw too", NOW + timedelta(minutes=4), parent=ask.id)
    network.say(late)
    assert network.ref(late) in network.poll(as_json(first.cursor), now=NOW + timedelta(minutes=5)).refs


def test_replies_that_did_not_all_come_are_named() -> None:
    """A comment with more replies than come with it says so; its thread reads them all."""
    network = FakeInstagram(page_size=3)
    ask = complaint(1, minutes_ago=60)
    first = Said("11", "bob", "same here", NOW - timedelta(minutes=50), parent=ask.id)
    replies = [reply(100 + n, to=first, minutes_ago=30 - n) for n in range(8)]
    network.say(ask, first, *replies)
    assert any("not all of the replies" in reason for reason in network.poll().skipped)
    assert {found.ref for found in network.thread(first)} >= {network.ref(said) for said in (ask, first, *replies)}


def test_odd_reply_costs_nothing() -> None:
    """A reply that cannot be read leaves its comment and its neighbours alone."""
    network = FakeInstagram()
    ask = complaint(1, minutes_ago=60)
    comment = Said("11", "bob", "same here", NOW - timedelta(minutes=50), parent=ask.id)
    odd, fine = (reply(100 + n, to=comment, minutes_ago=30 - n) for n in range(2))
    network.say(ask, comment, odd, fine)
    network.empty.add(odd.id)
    assert {network.ref(said) for said in (ask, comment, fine)} == set(network.poll().refs)


def test_deleted_reply_is_gone() -> None:
    """A reply that its comment no longer shows, and that cannot be asked for, is gone; one further down is not."""
    network = FakeInstagram(page_size=1)
    ask = complaint(1, minutes_ago=600)
    comment = Said("11", "bob", "same here", NOW - timedelta(minutes=500), parent=ask.id)
    replies = [reply(100 + n, to=comment, minutes_ago=30 - n) for n in range(8)]
    network.say(ask, comment, *replies)
    path = f"{ask.id}/11/{replies[0].id}"
    assert Gone(network.ref(replies[0])) not in network.thread(replies[0], native_id=path)
    network.empty.add(replies[0].id)
    assert network.thread(replies[0], native_id=path) == [Gone(network.ref(replies[0]))]


def test_deleted_media_is_gone() -> None:
    """Media that Meta no longer knows is gone, in Meta's own way of saying so, while it shows others'."""
    assert GONE["error"]["error_subcode"] == 33
    network = FakeInstagram()
    network.say(complaint(2, minutes_ago=50))
    ask = complaint(1, minutes_ago=60)
    assert network.thread(ask) == [Gone(network.ref(ask))]


def test_thread_that_cannot_be_read_is_an_error_of_its_own() -> None:
    """A thread whose post lacks what a post needs raises the error that costs no other thread anything."""
    network = FakeInstagram()
    ask = complaint(1, minutes_ago=60)
    network.say(ask)
    network.wire = lambda said: {"id": said.id}  # type: ignore[method-assign] # the fake's answer
    with pytest.raises(Broken, match="can be read"):
        network.thread(ask)

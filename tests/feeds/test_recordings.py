"""The feeds read what real servers answered."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from recordings import (
    BLUESKY,
    MASTODON,
    TOKEN,
    bluesky_routes,
    found_in,
    mastodon_routes,
    needs_recordings,
    serving,
)

from mentionwatch.errors import Broken, Denied
from mentionwatch.feeds import FeedSpec, Surroundings, bluesky_post, find, mastodon_status
from mentionwatch.feeds.http import Client
from mentionwatch.model import Address, Gone, Page, Post, Visibility

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def run(network: str, options: dict[str, Any], *, thread: str | None = None, **spec: Any) -> list[Any]:
    """Poll a feed once, or fetch a thread; give the pages, or the thread's posts."""

    async def go() -> list[Any]:
        told = FeedSpec(name="feed", network=network, brand="Acme", options=options, **spec)
        async with Client(feed="feed", deadline=timedelta(seconds=20), now=NOW, allow_private=True) as http:
            feed = find(network)(told, Surroundings(http=http, now=NOW))
            if thread is not None:
                return [found async for found in feed.thread(thread)]
            return [page async for page in feed.fetch(None)]

    return asyncio.run(go())


def posts_of(pages: list[Page]) -> dict[str, Post]:
    return {post.text: post for page in pages for post in page.posts}


@pytest.fixture
def mastodon() -> Iterator[str]:
    """Serve recorded Mastodon answers."""
    with serving(mastodon_routes(MASTODON)) as base:
        yield base


@pytest.fixture
def bluesky() -> Iterator[str]:
    """Serve recorded Bluesky answers."""
    with serving(bluesky_routes(BLUESKY)) as base:
        yield base


def test_mastodon_poll_reads_a_conversation(mastodon: str) -> None:
    """A poll of a recorded server gives the whole exchange, linked, with the direct message without its text."""
    options = {"server": mastodon, "token": TOKEN, "tags": ["acmefail"]}
    pages = run("mastodon", options, accounts=("acmebank",), terms=("Acme Bank",))
    posts = posts_of(pages)
    host = mastodon.removeprefix("http://")
    sorry, fixed = (posts[f"@ann {words}"] for words in SAID)
    again = posts["@acmebank I did DM you. Nobody answers."]
    thanks = posts["@acmebank Works now, thank you Tom!"]
    assert (sorry.account.handle, again.account.handle) == (f"acmebank@{host}", f"ann@{host}")
    assert [thanks.parent_ref, fixed.parent_ref, again.parent_ref] == [fixed.ref, again.ref, sorry.ref]
    private = posts[""]
    assert (private.visibility, private.address) == (Visibility.PRIVATE, Address.TO)
    assert {post.created_at for post in posts.values()} == {datetime(2026, 11, 22, 2, 48, 58, tzinfo=UTC)}
    first = next(post for text, post in posts.items() if text.startswith("@acmebank my card"))
    assert first.text == "@acmebank my card was declined FOUR times today. Fix this! #acmefail"
    assert (first.edited_at, first.shares) == (datetime(2026, 11, 22, 2, 48, 58, tzinfo=UTC), 1)
    assert len(posts) == 6
    assert pages[-1].outbox_from == NOW - timedelta(days=30)


SAID = ("We're sorry to hear this, please DM us.", "I've unblocked card ending 42. Tom")


def test_mastodon_without_token_reads_what_the_brand_answered(mastodon: str) -> None:
    """Without a token there is no inbox; the brand's replies bring the posts they answer."""
    posts = posts_of(run("mastodon", {"server": mastodon}, accounts=("acmebank",)))
    assert set(posts) == {
        "@acmebank my card was declined FOUR times today. Fix this! #acmefail",
        "@acmebank I did DM you. Nobody answers.",
        *(f"@ann {words}" for words in SAID),
    }
    assert all(post.address is Address.TO for post in posts.values() if not post.from_brand)


def test_mastodon_thread(mastodon: str) -> None:
    """A thread gives five posts in their order, found by the address alone; an unknown one is gone."""
    root = "01M80JG9R7KAKMQFBCEYZZTQXR"
    ref = f"mastodon:{mastodon}/users/ann/statuses/{root}"
    found = run("mastodon", {"server": mastodon}, thread=ref, accounts=("acmebank",))
    assert len(found) == 5
    refs = {post.ref for post in found}
    assert [post.parent_ref in refs for post in found] == [False, True, True, True, True]
    assert run("mastodon", {"server": mastodon}, thread=ref + "X", accounts=("acmebank",)) == [Gone(ref + "X")]


def test_mastodon_refuses_a_bad_token(mastodon: str) -> None:
    """A bad token is Denied with the server's own words; an account it does not know is named."""
    with pytest.raises(Denied) as caught:
        run("mastodon", {"server": mastodon, "token": "old"}, accounts=("acmebank",))
    assert "token" in caught.value.cause
    with pytest.raises(Broken, match="knows no account nobody"):
        run("mastodon", {"server": mastodon}, accounts=("nobody",))


def bluesky_options(base: str) -> dict[str, Any]:
    return {"service": base, "public": base, "identifier": "acmebank.test", "password": "recorded"}


def test_bluesky_poll_reads_a_conversation(bluesky: str) -> None:
    """A poll of a recorded network gives mentions, replies with parent and root, and posts that hold the term."""
    pages = run("bluesky", bluesky_options(bluesky), accounts=("acmebank.test",), terms=("Acme Bank",))
    posts = posts_of(pages)
    first = posts["@acmebank.test my card was declined three times today and your app is down. Fix this!"]
    sorry = posts["We're sorry to hear this, please DM us."]
    again = posts["I did DM you. Nobody answers. @acmebank.test"]
    praise = posts["Huge thanks to Acme Bank, the branch team were brilliant 👏"]
    assert (sorry.parent_ref, sorry.root_ref) == (first.ref, first.ref)
    assert (again.parent_ref, again.root_ref) == (sorry.ref, first.ref)
    assert (first.address, sorry.address, praise.address) == (Address.TO, None, Address.ABOUT)
    assert first.created_at == datetime(2026, 11, 22, 0, 51, 29, tzinfo=UTC)
    assert (first.account.handle, first.account.followers) == ("ann.test", 0)
    assert len(posts) == 6
    assert pages[-1].outbox_from == NOW - timedelta(days=30)


def test_bluesky_without_login_reads_what_is_public(bluesky: str) -> None:
    """Without a login the brand's posts, what they answer and the threads below them are still read."""
    posts = posts_of(run("bluesky", {"public": bluesky}, accounts=("acmebank.test",)))
    assert "I did DM you. Nobody answers. @acmebank.test" in posts
    assert not any("Huge thanks" in text for text in posts)


def test_bluesky_thread(bluesky: str) -> None:
    """A thread gives five posts; one that is not there is gone."""
    ref = "bluesky:at://did:plc:wz5uke7ihg4w3ojvbxylkvnu/app.bsky.feed.post/3n2umaxnjws22"
    found = run("bluesky", {"public": bluesky}, thread=ref, accounts=("acmebank.test",))
    assert [post.from_brand for post in found] == [None, True, None, True, None]
    assert run("bluesky", {"public": bluesky}, thread=ref + "X", accounts=("acmebank.test",)) == [Gone(ref + "X")]


def test_bluesky_login_is_kept_and_refreshed(bluesky: str, tmp_path: Path) -> None:
    """The tokens are kept in a private file, used by the next poll, and refreshed when they have expired."""
    spec = {"accounts": ("acmebank.test",), "state_dir": tmp_path / "state"}
    run("bluesky", bluesky_options(bluesky), **spec)
    (kept,) = (tmp_path / "state").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text())["access"] == "first-access"
    run("bluesky", bluesky_options(bluesky) | {"password": "changed"}, **spec)
    assert json.loads(kept.read_text())["access"] == "first-access"

    async def expire() -> None:
        async with Client(feed="f", deadline=timedelta(seconds=9), now=NOW, allow_private=True) as http:
            await http.get(f"{bluesky}/xrpc/test.expire")

    asyncio.run(expire())
    assert run("bluesky", bluesky_options(bluesky), **spec)[-1].cursor is not None
    assert json.loads(kept.read_text())["access"] == "second-access"


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"did": 3, "access": 4, "refresh": 5}', "\x00"])
def test_bluesky_damaged_login_file_is_made_anew(bluesky: str, tmp_path: Path, damaged: str) -> None:
    """A login file that a crash has damaged costs one login, not the feed."""
    spec = {"accounts": ("acmebank.test",), "state_dir": tmp_path}
    run("bluesky", bluesky_options(bluesky), **spec)
    (kept,) = tmp_path.iterdir()
    kept.write_text(damaged)
    run("bluesky", bluesky_options(bluesky), **spec)
    assert json.loads(kept.read_text())["access"] == "first-access"


@needs_recordings
@pytest.mark.parametrize("folder", ["mastodon", "mastodon-local"])
def test_every_recorded_status_is_read(folder: str) -> None:
    """Each status that a real server gave is read, with its time and its counts."""
    reader = mastodon_status.Reader(FeedSpec(name="f", network="mastodon", brand="B"), "social.example", NOW)
    statuses = found_in(folder, {"uri", "content", "account", "visibility"})
    assert len(statuses) > 10
    for status in statuses:
        post = reader.read(status).post
        assert post.created_at == datetime.fromisoformat(status["created_at"]).replace(microsecond=0)
        assert (post.replies, post.likes) == (status["replies_count"], status["favourites_count"])
        assert "<" not in post.text or "<" in status["content"]
        assert "@" in post.account.handle


@needs_recordings
@pytest.mark.parametrize("folder", ["bluesky", "bluesky-local"])
def test_every_recorded_bluesky_post_is_read(folder: str) -> None:
    """Each post that the real network gave is read, with the earlier of its two times."""
    reader = bluesky_post.Reader(FeedSpec(name="f", network="bluesky", brand="B"), NOW)
    views = [view for view in found_in(folder, {"uri", "record", "author", "indexedAt"}) if "text" in view["record"]]
    assert len(views) > 10
    for view in views:
        post = reader.read(view)
        times = [datetime.fromisoformat(text) for text in (view["record"]["createdAt"], view["indexedAt"])]
        assert post.created_at == min(times).replace(microsecond=0)
        assert post.ref == f"bluesky:{view['uri']}"
        assert "\ufffd" not in post.text

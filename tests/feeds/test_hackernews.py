"""What is Hacker News's own: a loose search, a thousand hits a query, HTML without ends, and trees."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from contract import NOW, Poll, as_json, complaint
from fake_hackernews import PAGES_A_QUERY, FakeHackernews
from recordings import DATA, found_in, needs_recordings, recorded

from mentionwatch.errors import Broken, ConfigError
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.hackernews_post import Reader
from mentionwatch.feeds.http import Client
from mentionwatch.model import Address, Cursor, Gone, Post

FOLDER = DATA / "hackernews"


def run(cursor: Cursor | None = None, *, thread: str = "", **spec: Any) -> Any:
    """Poll the recorded server once, or fetch a thread of it."""
    told = FeedSpec(**{"name": "f", "network": "hackernews", "brand": "Acme", "terms": ("acme air",), **spec})

    async def go() -> Any:
        transport = httpx.MockTransport(api)
        async with Client(feed="f", deadline=timedelta(seconds=9), now=NOW, transport=transport) as http:
            feed = find("hackernews")(told, Surroundings(http=http, now=NOW))
            if thread:
                return [found async for found in feed.thread(thread)]
            return Poll([page async for page in feed.fetch(cursor)])

    return asyncio.run(go())


def api(request: httpx.Request) -> httpx.Response:
    """Answer as the recorded API did."""
    name = "author" if "author_" in request.url.params.get("tags", "") else "search"
    if "/items/" in request.url.path:
        name = f"item-{request.url.path.rpartition('/')[2]}"
    if not (FOLDER / f"{name}.json").exists():
        return httpx.Response(404, json={"error": "Not Found", "status": 404})
    status, headers, body = recorded(FOLDER, name)
    return httpx.Response(status, headers=headers, json=body)


def by_id(found: list[Any]) -> dict[str, Post]:
    return {one.ref.removeprefix("hackernews:"): one for one in found if isinstance(one, Post)}


def test_search_keeps_what_holds_the_term() -> None:
    """Stories and comments that hold the term are kept, as text without HTML; what only looks like it is not."""
    found = run()
    posts = by_id(found.posts)
    assert set(posts) == {"7000", "7001", "7005"}
    assert posts["7005"].text.splitlines()[0] == 'Acme Air\'s app is "down" again & nobody answers.'
    assert "See https://status.example/a?b=1&c=2" in posts["7005"].text
    assert (posts["7005"].parent_ref, posts["7005"].root_ref) == ("hackernews:7001", "hackernews:7001")
    assert posts["7001"].text == "Ask HN: Which airline refunds?\n\nPaid in March. Acme Air says six weeks."
    assert (posts["7001"].likes, posts["7001"].replies, posts["7001"].parent_ref) == (57, 6, None)
    assert posts["7001"].created_at == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert {post.address for post in posts.values()} == {Address.ABOUT}
    assert posts["7005"].url == "https://news.ycombinator.com/item?id=7005"
    assert found.outbox_from is None


def test_brand_with_an_account_is_seen_answering() -> None:
    """With an account, its comments come with what they answer and what answers them; bystanders do not."""
    found = run(accounts=("acme_jo",), terms=())
    posts = by_id(found.posts)
    assert set(posts) == {"7002", "7003", "7004"}
    assert [posts[number].address for number in ("7002", "7003", "7004")] == [Address.ASIDE, None, Address.TO]
    assert posts["7003"].parent_ref == posts["7002"].ref
    assert found.outbox_from == NOW - timedelta(days=30)


def test_thread_gives_ancestors_and_answers_and_not_their_neighbours() -> None:
    """The thread of a comment holds what is above and below it; what has no author any more, or no item, is gone."""
    found = run(thread="hackernews:7003", accounts=("acme_jo",))
    assert [one for one in found if isinstance(one, Gone)] == [Gone("hackernews:7007")]
    posts = by_id(found)
    assert set(posts) == {"7001", "7002", "7003", "7004"}
    assert run(thread="hackernews:9999") == [Gone("hackernews:9999")]


def test_query_with_more_hits_than_algolia_gives_goes_on_further_back() -> None:
    """Where a query's pages end before its hits do, the next query asks for what is older; nothing is lost."""
    network = FakeHackernews(page_size=7)
    count = 7 * PAGES_A_QUERY * 2 + 3
    network.say(*(complaint(number, minutes_ago=number) for number in range(1, count + 1)))
    found = network.poll()
    assert len(found.posts) == count
    assert not found.gaps
    assert any("numericFilters" in request.url.params for request in network.asked)


def test_second_with_more_hits_than_a_query_gives_leaves_a_gap() -> None:
    """A second in which more was said than a query can show ends the walk with a gap, not in a circle."""
    network = FakeHackernews(page_size=2)
    network.say(*(complaint(number, minutes_ago=5) for number in range(1, 2 * PAGES_A_QUERY + 5)))
    found = network.poll()
    assert len(found.posts) == 2 * PAGES_A_QUERY
    assert found.gaps


def test_item_of_another_id_is_broken() -> None:
    """An answer that is not the item asked for is an error, not a deleted post."""
    network = FakeHackernews()
    network._tree = lambda said: {"id": 1}  # type: ignore[method-assign] # the fake's answer
    network.say(complaint(1, minutes_ago=5))
    with pytest.raises(Broken, match="wrong shape"):
        network.thread(complaint(1, minutes_ago=5))


def test_feed_that_looks_for_nothing_is_refused() -> None:
    """Without terms and accounts there is nothing to ask for."""
    with pytest.raises(ConfigError, match="nothing to look for"):
        run(terms=())


def test_each_poll_reads_the_overlap_only() -> None:
    """A second poll of an unchanged server gives the same posts."""
    first = run(accounts=("acme_jo",))
    again = run(as_json(first.cursor), accounts=("acme_jo",))
    assert {post.ref: post for post in again.posts} == {post.ref: post for post in first.posts}


@needs_recordings
def test_every_recorded_hit_and_item_is_read() -> None:
    """Each hit and item of the real answers is read with its time and author."""
    reader = Reader(FeedSpec(name="f", network="hackernews", brand="B"), NOW)
    found = [item for item in found_in("hackernews", {"created_at_i", "author"}) if "karma" not in item]
    assert len(found) >= 20
    posts, reasons = reader.read_all(found)
    assert len(posts) + len(reasons) == len(found)
    assert all(reason.endswith("no text") for reason in reasons)
    times = {str(item.get("objectID") or item.get("id")): item["created_at_i"] for item in found}
    assert all(post.created_at.timestamp() == times[post.ref.removeprefix("hackernews:")] for post in posts)
    assert not any("<p>" in post.text or "&#x27;" in post.text for post in posts)

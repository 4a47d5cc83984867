"""What is YouTube's own: replies inside threads, handles in place of parents, units, and refusals told in the body."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from contract import NOW, Poll, as_json, complaint, reply
from fake_youtube import FakeYoutube
from recordings import DATA, found_in, needs_recordings, recorded

from mentionwatch.errors import Broken, ConfigError, Denied, FeedError, Limited
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.youtube_post import Reader
from mentionwatch.model import Address, Cursor, Gone, Post

FOLDER = DATA / "youtube"
CHANNEL = "UCacmeairacmeairacmeair0"
ASK = "UgxAsk0000000000AaABAg"
BUSY = "UgxBusy000000000AaABAg"

Route = Callable[[httpx.Request], httpx.Response]


def run(
    route: Route | None = None, cursor: Cursor | None = None, *, thread: str = "", now: datetime = NOW, **spec: Any
) -> Any:
    """Poll once, or fetch a thread."""
    options = {"api_key": "CANARY"}
    usual = {"name": "f", "network": "youtube", "brand": "Acme", "accounts": ("@AcmeAir",), "options": options}
    told = FeedSpec(**{**usual, **spec})

    async def go() -> Any:
        transport = httpx.MockTransport(route or api)
        async with Client(feed="f", deadline=timedelta(seconds=9), now=now, transport=transport) as http:
            feed = find("youtube")(told, Surroundings(http=http, now=now))
            if thread:
                return [found async for found in feed.thread(thread)]
            return Poll([page async for page in feed.fetch(cursor)])

    return asyncio.run(go())


def api(request: httpx.Request) -> httpx.Response:
    """Answer as the recorded API did."""
    what, params = request.url.path.rpartition("/")[2], request.url.params
    assert "CANARY" not in str(request.url)
    names = {
        "commentThreads": "commentThreads-one" if "id" in params else "commentThreads",
        "comments": "comments-busy" if params.get("parentId") == BUSY else "comments-ask",
        "channels": "channels-statistics" if params.get("part") == "statistics" else "channels",
    }
    return answer(names[what])


def answer(name: str) -> httpx.Response:
    status, headers, body = recorded(FOLDER, name)
    return httpx.Response(status, headers=headers, json=body)


def by_id(found: list[Any]) -> dict[str, Post]:
    return {one.ref.removeprefix("youtube:"): one for one in found if isinstance(one, Post)}


def test_poll_reads_threads_with_their_replies() -> None:
    """Comments, replies and edits are read; who answers whom is told by channels, threads and handles."""
    found = run()
    posts = by_id(found.posts)
    ask, sorry, thanks, other = (posts[ASK + end] for end in ("", ".r1", ".r2", ".r3"))
    assert ask.text == "Your crew left my wheelchair in Oslo 😡\nNobody calls back & I'm stuck"
    assert (ask.created_at, ask.edited_at) == (
        datetime(2026, 11, 22, 8, tzinfo=UTC),
        datetime(2026, 11, 22, 8, 5, tzinfo=UTC),
    )
    assert (ask.account.handle, ask.account.followers, ask.likes, ask.replies) == ("mira-k", 2_100_000, 12, 3)
    assert [post.address for post in (ask, sorry, thanks, other)] == [Address.TO, None, Address.TO, Address.ASIDE]
    assert {post.parent_ref for post in (sorry, thanks, other)} == {ask.ref}
    assert ask.url == f"https://www.youtube.com/watch?v=vid00000001&lc={ASK}"
    nobody = posts["UgxGone000000000AaABAg"]
    assert nobody.account.ref == "youtube:UgxGone000000000AaABAg/author"
    assert found.outbox_from == NOW - timedelta(days=30)


def test_replies_that_did_not_come_along_are_fetched() -> None:
    """A thread with more replies than come along is asked for them all; under the brand's comment they are to it."""
    posts = by_id(run().posts)
    beneath = [post for name, post in posts.items() if name.startswith(f"{BUSY}.")]
    assert len(beneath) == 7
    assert {post.address for post in beneath} == {Address.TO}
    assert {post.account.followers for post in beneath} == {None}  # they hide the number


def test_replies_are_fetched_again_only_where_there_are_more() -> None:
    """A busy thread costs units only when the number of its replies has changed; the brand's late reply is found."""
    network = FakeYoutube()
    ask = complaint(1, minutes_ago=60)
    network.say(ask, *(reply(10 + number, to=ask, minutes_ago=50 - number) for number in range(8)))
    first = network.poll()
    assert (len(first.refs), network.answered["replies"]) == (9, 1)
    again = network.poll(as_json(first.cursor))
    assert (len(again.refs), network.answered["replies"]) == (6, 1)
    network.say(reply(99, to=ask, minutes_ago=2))
    assert network.ref(reply(99, to=ask, minutes_ago=2)) in network.poll(as_json(again.cursor)).refs
    assert network.answered["replies"] == 2


def test_thread_too_long_to_read_whole_makes_nothing_gone() -> None:
    """Where not all replies could be read, one that was not among them is not called deleted."""
    network = FakeYoutube(page_size=1)
    ask = complaint(1, minutes_ago=60)
    replies = [reply(10 + number, to=ask, minutes_ago=50 - number) for number in range(15)]
    network.say(ask, *replies)
    found = network.thread(replies[0])
    assert network.ref(replies[0]) not in {one.ref for one in found}
    assert not any(isinstance(one, Gone) for one in found)


def test_channel_that_is_no_longer_configured_is_no_longer_the_brand_s() -> None:
    """What an earlier poll learned of a channel holds only while the channel stands among the accounts."""
    held = as_json(run().cursor)
    other = {"UC" + "x" * 22: "other"}
    found = run(None, {**held, "channels": {**held["channels"], **other}})
    assert found.cursor["channels"] == {CHANNEL: "acmeair"}


def test_units_are_counted_by_the_day_and_channels_looked_up_once() -> None:
    """The cursor keeps the units of the Californian day and the channels' ids, so that a poll need not ask again."""
    asked: list[str] = []

    def route(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return api(request)

    first = as_json(run(route).cursor)
    assert first["spent"] == {"unit": "units", "period": "2026-11-22", "count": len(asked)}
    assert "forHandle=%40AcmeAir" in asked[0]
    asked.clear()
    again = as_json(run(route, first).cursor)
    assert not any("forHandle" in url for url in asked)
    assert again["spent"]["count"] == first["spent"]["count"] + len(asked)
    asked.clear()
    later = run(route, again, now=NOW + timedelta(days=1)).cursor
    assert later["spent"] == {"unit": "units", "period": "2026-11-23", "count": len(asked)}


@pytest.mark.parametrize("account", ["@AcmeAir", "acmeair", CHANNEL, f"https://www.youtube.com/channel/{CHANNEL}"])
def test_channels_may_be_written_in_each_form(account: str) -> None:
    """A handle with or without @, an id and an address name the same channel."""
    assert run(accounts=(account,)).cursor["channels"] == {CHANNEL: "acmeair"}


def test_unknown_channel_is_named() -> None:
    """A channel that YouTube does not know is an error with its name."""
    with pytest.raises(Broken, match="knows no channel nobody"):
        run(lambda request: answer("channels-none"), accounts=("nobody",))


def test_thread_gives_all_replies_or_says_what_is_gone() -> None:
    """A thread gives its comment and all replies; a reply that is no longer among them is gone, and so is a thread."""
    assert set(by_id(run(thread=f"youtube:{ASK}.r1"))) == {ASK, f"{ASK}.r1", f"{ASK}.r2", f"{ASK}.r3"}
    found = run(thread=f"youtube:{ASK}.r9")
    assert found[0] == Gone(f"youtube:{ASK}.r9")
    network = FakeYoutube()
    assert network.thread(complaint(1, minutes_ago=5)) == [Gone(network.ref(complaint(1, minutes_ago=5)))]

    def route(request: httpx.Request) -> httpx.Response:
        return api(request) if "channels" in request.url.path else httpx.Response(404, json={"error": {}})

    assert run(route, thread=f"youtube:{ASK}") == [Gone(f"youtube:{ASK}")]


@pytest.mark.parametrize(
    ("name", "kind"), [("error-quota", Limited), ("error-key", Denied), ("error-disabled", Denied)]
)
def test_refusals_are_told_apart_by_their_reasons(name: str, kind: type[FeedError]) -> None:
    """Spent units mean to wait and are no error; a bad key and a forbidden thing are refusals, in Google's words."""
    with pytest.raises(kind) as caught:
        run(lambda request: answer(name))
    assert "CANARY" not in f"{caught.value} {caught.value.cause} {caught.value.hint}"
    if kind is Denied:
        assert caught.value.cause == recorded(FOLDER, name)[2]["error"]["message"]


def test_spent_units_come_back_at_midnight_in_california() -> None:
    """The wait ends at midnight there, or after the hour that any limit lasts at most."""
    for now, until in (
        (NOW, NOW + timedelta(hours=1)),
        (datetime(2026, 11, 22, 7, 40, tzinfo=UTC), datetime(2026, 11, 22, 8, tzinfo=UTC)),
    ):
        with pytest.raises(Limited) as caught:
            run(lambda request: answer("error-quota"), now=now)
        assert caught.value.until == until


def test_reply_to_an_older_comment_is_found_while_it_waits() -> None:
    """A reply beneath a comment older than the overlap is not in the poll; the comment's thread has it."""
    network = FakeYoutube(page_size=2)
    asks = [complaint(number, minutes_ago=60 * number) for number in range(1, 60)]
    network.say(*asks)
    first = network.poll()
    network.say(reply(99, to=asks[-1], minutes_ago=1))
    again = network.poll(as_json(first.cursor))
    assert not any(post.from_brand for post in again.posts)
    assert any(post.from_brand for post in network.thread(asks[-1]) if isinstance(post, Post))


@pytest.mark.parametrize("spec", [{"accounts": ()}, {"options": {}}, {"options": {"key": "k"}}])
def test_feed_without_channel_or_key_is_refused(spec: dict[str, Any]) -> None:
    """A feed needs a channel and a key, and an option must be one that YouTube has."""
    with pytest.raises(ConfigError):
        run(**spec)


@needs_recordings
def test_every_recorded_comment_is_read() -> None:
    """Each thread and comment of the real answers is read with its time and author."""
    reader = Reader(FeedSpec(name="f", network="youtube", brand="B"), NOW)
    items = [item for item in found_in("youtube", {"id", "snippet"}) if "topLevelComment" in item["snippet"]]
    assert len(items) > 10
    threads, reasons = reader.read_all(items)
    assert (len(threads), reasons) == (len(items), [])
    comments = [item for item in found_in("youtube", {"id", "snippet"}) if item.get("kind") == "youtube#comment"]
    for comment in comments:
        post = reader.read(comment, thread={})
        assert post.created_at == datetime.fromisoformat(comment["snippet"]["publishedAt"]).replace(microsecond=0)
        assert post.text

"""A walk that is cut off goes on where it was, for every network; so does one for older posts."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from contract import NOW, FakeNetwork, Poll, as_json, complaint, reply, spread
from networks import NETWORKS

from mentionwatch.errors import Denied
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client

every_network = pytest.mark.parametrize("make", NETWORKS)

LATER = NOW + timedelta(hours=2)


def talk(network: FakeNetwork, *, days: int, step_hours: float = 30) -> None:
    """Let customers complain for some days, and the brand answer every other complaint."""
    asks = spread(int(days * 24 / step_hours), first_minutes_ago=100, step=step_hours * 60)
    network.say(*asks)
    if "replies" not in network.lacks:
        network.say(
            *(reply(500 + n, to=ask, minutes_ago=90 + 2 * n * step_hours * 60) for n, ask in enumerate(asks[::2]))
        )


def marked(found: Poll) -> list[tuple[int, Any]]:
    """Give the number of each page that bears a mark, with the mark as a database keeps it."""
    marks = [(number, page.mark) for number, page in enumerate(found.pages)]
    return [(number, json.loads(json.dumps(mark))) for number, mark in marks if mark is not None]


def unpaid(found: Poll) -> dict[str, Any]:
    """Give the cursor but for what was spent: two runs look some things up twice."""
    return {name: value for name, value in as_json(found.cursor).items() if name != "spent"}


def pages_of(network: FakeNetwork) -> int:
    """Count the pages of posts that were asked for."""
    return sum(count for name, count in network.answered.items() if name not in ("account", "login", "token"))


@every_network
def test_a_first_poll_goes_on_wherever_it_was_cut_off(make: type[FakeNetwork]) -> None:
    """After each page in turn: what came before and what comes now is what one poll gives, and asks for less."""
    network = make(page_size=4)
    talk(network, days=20)
    whole = network.poll()
    asked = pages_of(network)
    posts = {post.ref: post for post in whole.posts}
    assert len(marked(whole)) >= 4
    for number, mark in marked(whole):
        rest = network.poll(now=LATER, mark=mark)
        before = {post.ref: post for page in whole.pages[: number + 1] for post in page.posts}
        assert before | {post.ref: post for post in rest.posts} == posts
        assert unpaid(rest) == unpaid(whole)
        assert rest.outbox_from == whole.outbox_from
        assert rest.pages[-1].outbox_to == whole.pages[-1].outbox_to
    first, *_ = marked(whole)
    network.answered.clear()
    network.poll(now=LATER, mark=first[1])
    assert pages_of(network) < asked


@every_network
def test_what_came_meanwhile_is_for_the_next_poll(make: type[FakeNetwork]) -> None:
    """A post that is written while the walk is cut off is found by the poll after it."""
    network = make(page_size=4)
    network.needs("overlap")
    talk(network, days=20)
    _, mark = marked(network.poll())[1]
    late = complaint(900, minutes_ago=-60)
    network.say(late)
    rest = network.poll(now=LATER, mark=mark)
    assert network.ref(late) in network.poll(as_json(rest.cursor), now=LATER).refs


@every_network
def test_older_posts_are_read_back_to_a_day(make: type[FakeNetwork]) -> None:
    """All back to that day comes, and how far the newest were read stays as it was."""
    network = make(page_size=10)
    network.needs("overlap")
    talk(network, days=80)
    first = network.poll()
    since = NOW - timedelta(days=60)
    older = network.poll(as_json(first.cursor), now=LATER, since=since)
    refs = {network.ref(said) for said in network.said.values() if since <= said.at < NOW - timedelta(days=30)}
    assert refs <= {*older.refs}
    assert not [post for post in older.posts if post.created_at < since]
    before, after = as_json(first.cursor), as_json(older.cursor)
    assert {name: state["read_to"] for name, state in after["streams"].items()} == {
        name: state["read_to"] for name, state in before["streams"].items()
    }
    if "replies" not in network.lacks:
        assert older.outbox_from == since


@every_network
def test_older_posts_go_on_wherever_they_were_cut_off(make: type[FakeNetwork]) -> None:
    """After each page in turn: nothing older is lost, and the walk says that it reaches as far."""
    network = make(page_size=10)
    network.needs("overlap")
    talk(network, days=80)
    cursor = as_json(network.poll().cursor)
    since = NOW - timedelta(days=60)
    whole = network.poll(cursor, now=LATER, since=since)
    for number, mark in marked(whole):
        rest = network.poll(cursor, now=LATER + timedelta(days=1), since=since, mark=mark)
        before = {post.ref for page in whole.pages[: number + 1] for post in page.posts}
        assert before | {*rest.refs} == {*whole.refs}
        assert (rest.outbox_from, unpaid(rest)) == (whole.outbox_from, unpaid(whole))


def test_x_is_not_paid_twice() -> None:
    """Older posts are asked for up to where the polls have read; the month's most cuts the walk off."""
    network = next(make for make in NETWORKS if make.network == "x")(page_size=10)
    talk(network, days=80)
    first = network.poll()
    since = NOW - timedelta(days=60)
    network.asked.clear()
    network.poll(as_json(first.cursor), now=LATER, since=since)
    lists = [request.url.params for request in network.asked if request.url.path.endswith(("/mentions", "/tweets"))]
    lists = [params for params in lists if "ids" not in params]
    assert {params["start_time"] for params in lists} == {"2026-09-23T12:00:00Z"}
    assert {params["end_time"] for params in lists} == {"2026-10-23T12:00:01Z"}
    assert not [params for params in lists if "since_id" in params]
    spent = as_json(first.cursor)["spent"]["count"]
    options = {**network.options, "max_posts_per_month": str(spent + 12)}
    cut = Poll()
    with pytest.raises(Denied, match="posts are read"):
        network.poll(as_json(first.cursor), now=LATER, since=since, options=options, into=cut)
    assert cut.cursor is None
    assert marked(cut)


@pytest.mark.parametrize(
    ("network", "options"),
    [
        ("rss", {"url": "https://press.example/feed"}),
        ("files", {"path": "posts.jsonl"}),
        ("yelp", {"business": "acme", "token": "t"}),
        ("google-play", {"package": "com.acme", "token": "t", "credentials": "{}"}),
    ],
)
def test_a_window_has_no_past(network: str, options: dict[str, Any]) -> None:
    """What shows its newest items only says that there is nothing older to ask for."""
    spec = FeedSpec(name="f", network=network, brand="Acme", options=options)
    around = Surroundings(http=Client(feed="f", deadline=timedelta(seconds=1), now=NOW), now=NOW)
    assert find(network)(spec, around).sees.past is False

"""Every network's feed keeps the contract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from contract import NOW, FakeNetwork, Said, as_json, complaint, reply, spread
from hypothesis import given
from hypothesis import strategies as st
from networks import NETWORKS

from mentionwatch.errors import Broken
from mentionwatch.model import Address, Gap, Gone, Post, TimeQuality

every_network = pytest.mark.parametrize("make", NETWORKS)


@every_network
def test_first_poll_gives_mentions_and_replies(make: type[FakeNetwork]) -> None:
    """A first poll gives the mentions, the brand's replies, and each reply's parent."""
    network = make()
    ask = complaint(1, minutes_ago=60)
    answer = reply(2, to=ask, minutes_ago=30)
    network.say(ask, answer)
    posts = {post.ref: post for post in network.poll().posts}
    assert set(posts) == network.visible()
    found = posts[network.ref(ask)]
    assert (found.address, found.text, found.created_at) == (network.address, network.shown(ask), ask.at)
    assert (found.likes, found.shares, found.account.followers) == network.reach
    if "replies" in network.lacks:
        return
    assert posts[network.ref(answer)].parent_ref == network.parent_ref(answer)
    assert (posts[network.ref(answer)].address, posts[network.ref(answer)].from_brand) == (None, True)


@every_network
def test_cursor_stands_on_the_last_page_only(make: type[FakeNetwork]) -> None:
    """Only the last page bears the cursor and the outbox's start, however many pages there are."""
    network = make(page_size=2)
    network.say(*spread(7, first_minutes_ago=10, step=10))
    *early, last = network.poll().pages
    assert len(early) > 3
    assert all(page.cursor is None and page.outbox_from is None for page in early)
    assert last.cursor is not None
    assert last.outbox_from == (None if "replies" in network.lacks else NOW - timedelta(days=30))


@every_network
def test_repeated_poll_gives_the_same_posts(make: type[FakeNetwork]) -> None:
    """A poll of an unchanged network gives each post of the overlap once, and nothing different."""
    network = make(page_size=3)
    network.needs("overlap")
    network.say(*spread(8, first_minutes_ago=10, step=10))
    first = network.poll()
    again = network.poll(as_json(first.cursor), now=NOW + timedelta(minutes=5))
    assert sorted(first.refs) == sorted(set(first.refs))
    assert {post.ref: post for post in again.posts} == {post.ref: post for post in first.posts}
    assert again.outbox_from == first.outbox_from
    assert not again.gaps


@every_network
def test_later_poll_stops_at_the_overlap(make: type[FakeNetwork]) -> None:
    """A later poll reads no further back than the overlap asks for."""
    network = make(page_size=10)
    network.needs("overlap")
    network.say(*spread(100, first_minutes_ago=10, step=60))
    first = network.poll()
    assert len(first.refs) == 100
    network.asked.clear()
    again = network.poll(as_json(first.cursor), overlap=timedelta(hours=3))
    assert 3 <= len(again.refs) <= 10
    assert not again.gaps


@every_network
def test_back_dated_post_within_the_overlap_is_found(make: type[FakeNetwork]) -> None:
    """A post that reaches the server late, older than others already read, is found by the next poll."""
    network = make(page_size=2)
    network.needs("overlap")
    network.say(*spread(6, first_minutes_ago=5, step=10))
    first = network.poll()
    late = complaint(99, minutes_ago=50)
    network.say(late)
    assert network.ref(late) in network.poll(as_json(first.cursor)).refs


@every_network
def test_old_item_among_new_ones_does_not_end_the_walk(make: type[FakeNetwork]) -> None:
    """One item with a time years back, in the midst of a page, hides nothing behind it."""
    network = make(page_size=5)
    network.needs("overlap")
    network.say(*spread(12, first_minutes_ago=5, step=10))
    cursor = as_json(network.poll().cursor)
    stray = Said("7", "ann", "years old", datetime(2019, 1, 1, tzinfo=UTC))
    network.say(stray)
    network._newest_first = lambda posts: sorted(  # type: ignore[method-assign] # the fake's order, not the feed's
        posts, key=lambda post: NOW - timedelta(minutes=22) if post.id == "7" else post.at, reverse=True
    )
    found = network.poll(cursor)
    assert len({*found.refs} - {network.ref(stray)}) == 12
    assert not found.gaps


@every_network
@given(data=st.data())
def test_any_order_within_pages_gives_the_same_posts(make: type[FakeNetwork], data: st.DataObject) -> None:
    """However a page's items are ordered, and whatever the pages' size, the same posts come."""
    network = make(page_size=data.draw(st.integers(1, 9)))
    asks = spread(9, first_minutes_ago=10, step=100)
    network.say(*asks, *(reply(50 + n, to=ask, minutes_ago=5 + n) for n, ask in enumerate(asks[::2])))
    network.order = lambda posts: data.draw(st.permutations(posts))
    posts = {post.ref: post for post in network.poll().posts}
    assert set(posts) == network.visible()
    assert all(post.parent_ref for post in posts.values() if post.from_brand)


@every_network
def test_item_that_cannot_be_read_is_named_and_the_rest_kept(make: type[FakeNetwork]) -> None:
    """An item without a status or text is skipped with its reason; its neighbours are kept."""
    network = make()
    asks = spread(3, first_minutes_ago=10, step=10)
    network.say(*asks)
    network.empty.add(asks[1].id)
    found = network.poll()
    assert sorted(found.refs) == sorted(network.ref(ask) for ask in (asks[0], asks[2]))
    assert len(found.skipped) == 1
    assert asks[1].id in found.skipped[0]
    assert found.cursor is not None


@every_network
def test_edit_gives_the_new_text(make: type[FakeNetwork]) -> None:
    """A post whose text changed between two polls comes again, under the same ref, with the new text."""
    network = make()
    network.say(complaint(1, minutes_ago=30, text="my order never came"))
    first = network.poll()
    edited = complaint(1, minutes_ago=30, text="my order came, thank you")
    network.say(edited)
    again = network.poll(as_json(first.cursor))
    assert [post.text for post in again.posts] == [network.shown(edited)]
    assert again.refs == first.refs


@every_network
@pytest.mark.fault("F31")
def test_viral_run_records_its_gap(make: type[FakeNetwork]) -> None:
    """More new mentions than the pages allow: the span not reached is recorded, and the poll goes on."""
    network = make(page_size=10)
    network.say(complaint(9_999, minutes_ago=60))
    first = network.poll(now=NOW - timedelta(minutes=50))
    crowd = spread(100, first_minutes_ago=0, step=0.5)
    network.say(*crowd)
    found = network.poll(as_json(first.cursor), max_pages=3)
    assert len(found.refs) == 30
    gap = found.gaps[0]
    assert gap.from_at == NOW - timedelta(minutes=50)
    assert crowd[29].at < gap.to_at <= crowd[28].at + timedelta(seconds=1)
    assert found.cursor is not None
    if "outbox" not in network.lacks:  # else the gap is in the brand's replies as well
        assert found.outbox_from == first.outbox_from


@every_network
def test_outbox_cut_short_is_covered_from_where_it_was_read(make: type[FakeNetwork]) -> None:
    """Where the brand wrote more than the pages allow, its replies are known only since the last one read."""
    network = make(page_size=10)
    network.needs("outbox")
    ask = complaint(1, minutes_ago=600)
    network.say(ask, *(reply(100 + n, to=ask, minutes_ago=n) for n in range(1, 100)))
    first = network.poll(max_pages=3)
    oldest = min(post.created_at for post in first.posts if post.from_brand)
    assert first.outbox_from is not None
    assert oldest < first.outbox_from <= oldest + timedelta(seconds=61)
    assert Gap(from_at=NOW - timedelta(days=30), to_at=first.outbox_from) in first.gaps
    later = network.poll(as_json(first.cursor), now=NOW + timedelta(minutes=5), max_pages=3)
    assert later.outbox_from == first.outbox_from
    assert not later.gaps


@every_network
@pytest.mark.fault("F30")
def test_next_page_that_repeats_ends_with_a_gap(make: type[FakeNetwork]) -> None:
    """A next link that leads back to a page already read ends the walk, and the gap says so."""
    network = make(page_size=2)
    network.say(*spread(9, first_minutes_ago=5, step=10))
    network.page = lambda posts, token: (posts[:2], "2", 1)  # type: ignore[method-assign] # the fake's pages
    found = network.poll()
    assert len(network.asked) < 12
    assert found.gaps
    assert found.cursor is not None


@every_network
def test_outbox_that_turned_empty_is_suspicious(make: type[FakeNetwork]) -> None:
    """A brand that posted before and now shows no post at all is an error, not a brand that never replied."""
    network = make()
    network.needs("outbox")
    network.needs("overlap")
    ask = complaint(1, minutes_ago=60)
    network.say(ask, reply(2, to=ask, minutes_ago=30))
    cursor = as_json(network.poll().cursor)
    del network.said[reply(2, to=ask, minutes_ago=30).id]
    with pytest.raises(Broken, match="empty"):
        network.poll(cursor)


@every_network
@pytest.mark.fault("F53")
def test_time_in_the_future_is_not_believed(make: type[FakeNetwork]) -> None:
    """A post from the year 2099 gets the poll's time, marked as our guess; four minutes ahead is believed."""
    network = make()
    future = Said("1", "ann", "hello from 2099", datetime(2099, 1, 1, tzinfo=UTC))
    ahead = complaint(2, minutes_ago=-4)
    network.say(future, ahead)
    posts = {post.ref: post for post in network.poll().posts}
    assert posts[network.ref(future)].created_at == NOW
    assert posts[network.ref(future)].time_quality is TimeQuality.ESTIMATED
    assert posts[network.ref(ahead)].time_quality is TimeQuality.EXACT


@every_network
def test_clock_that_jumps_back_loses_nothing(make: type[FakeNetwork]) -> None:
    """After a poll with a clock a year ahead, a poll with the right clock still finds new posts."""
    network = make()
    network.say(complaint(1, minutes_ago=60))
    cursor = as_json(network.poll(now=NOW + timedelta(days=365)).cursor)
    network.say(complaint(2, minutes_ago=1))
    assert network.ref(complaint(2, minutes_ago=1)) in network.poll(cursor).refs


@every_network
def test_thread_gives_ancestors_and_descendants(make: type[FakeNetwork]) -> None:
    """A thread holds what a post answers and what answers it, each with its parent; bystanders are aside."""
    network = make()
    network.needs("threads")
    ask = complaint(1, minutes_ago=60)
    answer = reply(2, to=ask, minutes_ago=50)
    aside = Said("3", "bob", "same here", NOW - timedelta(minutes=40), parent=answer.id, is_to_brand=False)
    network.say(ask, answer, aside)
    found = {post.ref: post for post in network.thread(answer, native_id=answer.id) if isinstance(post, Post)}
    assert set(found) == {network.ref(said) for said in (ask, answer, aside)}
    assert found[network.ref(aside)].parent_ref == network.parent_ref(aside)
    assert found[network.ref(aside)].address is Address.TO  # it answers the brand


@every_network
def test_bystander_is_aside(make: type[FakeNetwork]) -> None:
    """A post that answers another customer, tags nobody and holds no term stands aside."""
    network = make()
    network.needs("threads")
    ask = complaint(1, minutes_ago=60)
    aside = Said("3", "bob", "same here", NOW - timedelta(minutes=40), parent=ask.id, is_to_brand=False)
    network.say(ask, aside)
    found = {post.ref: post for post in network.thread(ask, native_id=ask.id) if isinstance(post, Post)}
    assert found[network.ref(aside)].address is Address.ASIDE


@every_network
def test_thread_of_a_deleted_post_says_that_it_is_gone(make: type[FakeNetwork]) -> None:
    """A post that the network no longer shows, while it shows others, is gone, and is no error."""
    network = make()
    network.needs("threads")
    ask = complaint(1, minutes_ago=60)
    network.say(complaint(2, minutes_ago=50))
    assert network.thread(ask, native_id=ask.id) == [Gone(network.ref(ask))]

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from scene import DAY, HANDLES, Scene, clock

from mentionwatch.config import Place, Rules
from mentionwatch.conversations import Brands, Entry, in_order, link
from mentionwatch.model import Address, Kind, Role


def test_one_answer_under_an_announcement_leaves_the_others_waiting() -> None:
    """Forty customers under one brand post are forty conversations; answering one leaves 39 waiting."""
    scene = Scene()
    root = scene.reply("09:00", to=None, text="We close the Bergmann branch today")
    posts = [scene.complaint("10:00", by=f"c{i}", to=root, text="this is awful") for i in range(40)]
    scene.reply("10:20", to=posts[7], text="sorry")
    stories = scene.stories()
    assert len(stories) == 40
    assert sum(story.open_wait is not None for story in stories) == 39
    assert [one.opening.ref for one in scene.link().exchanges if one.responses] == [posts[7]]


def test_a_reply_to_a_later_post_answers_the_conversation() -> None:
    """The brand answers the customer's second post: the first post's wait ends."""
    scene = Scene()
    first = scene.complaint("10:00")
    second = scene.complaint("10:05", to=first, text="and another thing")
    scene.reply("10:30", to=second)
    (wait,) = scene.story().waits
    assert (wait.post_id, wait.seconds) == (1, 1800)


def test_a_reply_in_two_parts_answers_once() -> None:
    """The second part hangs below the first, and belongs to the same customer."""
    scene = Scene()
    first = scene.complaint("10:00")
    part = scene.reply("10:30", to=first, text="1/2 sorry")
    scene.reply("10:31", to=part, text="2/2 we look into it")
    story = scene.story()
    assert len(story.replies) == 2
    assert [wait.seconds for wait in story.waits] == [1800]


def test_a_second_account_of_the_brand_answers_too() -> None:
    """Whoever speaks for the brand stops the clock."""
    scene = Scene()
    first = scene.complaint("10:00")
    scene.reply("10:10", to=first, by="acmehelp")
    assert scene.story().open_wait is None


def test_other_customers_and_the_customer_stop_no_clock() -> None:
    """A third party's answer and the customer's own post leave the wait open."""
    scene = Scene()
    first = scene.complaint("10:00")
    scene.post(Kind.OTHER, "10:05", by="bob", to=first, text="same here")
    scene.post(Kind.OTHER, "10:06", to=first, text="anyone?")
    stories = scene.stories()
    assert [story.exchange.customer_id for story in stories] == [1]
    assert stories[0].open_wait is not None


def test_a_post_to_two_brands_has_a_conversation_with_each() -> None:
    """One brand's answer does not answer for the other."""
    scene = Scene()
    first = scene.complaint("10:00", text="@acme @globex you both broke it")
    scene.reply("10:10", to=first)
    stories = {story.exchange.brand: story for story in scene.stories()}
    assert stories["Acme"].open_wait is None
    assert stories["Globex"].open_wait is not None


def test_a_reply_without_a_parent_answers_the_only_one_in_the_thread() -> None:
    """Exports that know threads but no parents: the brand's post after the only customer's answers them."""
    scene = Scene()
    scene.complaint("10:00")
    scene.reply("10:20", to=None, text="so sorry")
    assert scene.story().waits[0].seconds == 1200


def test_addresses() -> None:
    """To: tags or answers the brand, or goes on from such a post. About: found by a term. Aside: among others."""
    scene = Scene(rules=Rules(brand="Acme", terms={"Acme": ("acme air",)}))
    root = scene.reply("09:00", to=None, text="Hello")
    tagged = scene.post(Kind.OTHER, "09:01", by="a", text="hey @Acme.")
    goes_on = scene.post(Kind.OTHER, "09:02", by="a", text="(2/2)", to=tagged)
    under = scene.post(Kind.OTHER, "09:03", by="b", text="nope", to=root)
    about = scene.post(Kind.OTHER, "09:04", by="c", text="never fly ACME air again")
    aside = scene.post(Kind.OTHER, "09:05", by="d", text="@b lol", to=under)
    looks_like = scene.post(Kind.OTHER, "09:06", by="e", text="me@acme.example and pacme air")
    assert [scene.address(ref) for ref in (tagged, goes_on, under, about, aside, looks_like)] == [
        Address.TO,
        Address.TO,
        Address.TO,
        Address.ABOUT,
        Address.ASIDE,
        Address.ASIDE,
    ]


def test_the_feeds_word_on_the_address() -> None:
    """The strongest word of the brand's feeds holds; what no brand is named for is said of the thread's brand."""
    scene = Scene()
    told = scene.post(Kind.QUESTION, "10:00", by="a", text="hello?")
    scene.sight(told, ("Acme", Address.ASIDE), ("Acme", Address.TO))
    untold = scene.post(Kind.QUESTION, "10:01", by="b", text="hello?")
    scene.sight(untold, (None, Address.TO))
    assert scene.address(told) is Address.TO
    assert scene.address(untold) is None
    scene.reply("10:02", to=untold)
    assert scene.address(untold) is Address.TO


def test_the_default_brand_gives_way_to_a_tag() -> None:
    """An import's posts are to its brand, but one that tags another is to that one, unless the brand answers it."""
    scene = Scene()
    plain = scene.post(Kind.COMPLAINT, "10:00", by="a", text="cold again")
    other = scene.post(Kind.COMPLAINT, "10:01", by="b", text="@globex cold again")
    for ref in (plain, other):
        scene.sight(ref, ("Acme", None))
    assert (scene.address(plain), scene.address(other)) == (Address.TO, Address.ASIDE)
    assert scene.address(other, "Globex") is Address.TO
    scene.reply("10:02", to=other)
    assert scene.address(other) is Address.TO


def test_a_comment_under_a_post_that_is_not_held_is_to_the_brand() -> None:
    """Exports seldom hold the brand's own post; a comment beneath it still counts, an answer to a customer does not."""
    scene = Scene()
    comment = scene.post(Kind.COMPLAINT, "10:00", by="a", text="cold again", to="net:unknown")
    chat = scene.post(Kind.COMPLAINT, "10:01", by="b", text="mine too", to=comment)
    scene.sight(comment, ("Acme", None))
    scene.sight(chat, ("Acme", None))
    assert scene.address(comment) is Address.TO
    assert scene.address(chat) is Address.ASIDE


def test_a_place_by_location_wins_over_one_by_words() -> None:
    """A review at one shop that names another belongs to where it stands."""
    places = (Place(name="North", terms=("north",)), Place(name="South", locations=("loc/2",)))
    scene = Scene(rules=Rules(brand="Acme", places=places))
    scene.complaint("10:00", text="@acme better in the north", location="loc/2")
    scene.complaint("10:01", text="@acme the North is cold", by="bob")
    assert [scene.link().addressed[i]["Acme"].place for i in (1, 2)] == ["South", "North"]


def test_a_reply_is_never_earlier_than_what_it_answers() -> None:
    """A clock that runs behind gives a wait of 0 s, not a negative one."""
    scene = Scene()
    first = scene.complaint("10:00")
    scene.reply("09:58", to=first, text="sorry, so late")
    wait = scene.story(now="11:00").waits[0]
    assert wait.seconds is None or wait.seconds >= 0
    assert [entry.ref for entry in in_order(scene.entries)] == ["net:1", "net:2"]


@given(st.data())
def test_any_order_of_arrival_gives_the_same_thread(data: st.DataObject) -> None:
    """Linking a shuffled thread, cycles and unknown parents included, gives the same conversations."""
    count = data.draw(st.integers(1, 9))
    handles = ["ann", "bob", "acme", "globex"]
    parents = st.one_of(st.none(), st.integers(0, count), st.just(99))
    entries = []
    for number in range(count):
        handle = data.draw(st.sampled_from(handles))
        parent = data.draw(parents)
        entries.append(
            Entry(
                id=number,
                ref=f"net:{number}",
                parent_ref=None if parent is None else f"net:{parent}",
                account_id=handles.index(handle),
                handle=handle,
                network="net",
                role=Role.BRAND if handle in ("acme", "globex") else Role.CUSTOMER,
                brand=HANDLES.get(("net", handle)),
                text=data.draw(st.sampled_from(["@acme hi", "@globex hi", "@ann hi", "hi"])),
                at=clock(f"10:0{data.draw(st.integers(0, 3))}"),
            )
        )
    brands = Brands(HANDLES, Rules(brand="Acme"))
    told = link(entries, brands)
    shuffled = list(entries)
    random.Random(data.draw(st.integers())).shuffle(shuffled)
    again = link(shuffled, brands)
    assert again.exchanges == told.exchanges
    assert again.addressed == told.addressed
    seen = [(exchange.brand, post.id) for exchange in told.exchanges for post in exchange.posts]
    assert len(seen) == len(set(seen))
    for exchange in told.exchanges:
        assert all(post.at >= DAY for post in exchange.posts)
        assert all(one.post.rank > exchange.opening.rank for one in exchange.responses)

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOW, World, complaint, instant, post, praise, question, reply
from dump import findings, whole
from mentionwatch.model import Post, TimeQuality
from mentionwatch.store import facts, open_for_writing

STOCK = "Hi there, we are sorry to hear that. You can find all our policies on our help pages."


def story() -> list[Post]:
    """Three threads: a viral one of several customers, stock replies, an edit, a deletion and a self-reply."""
    first = complaint(at="10:00", by="ana")
    posts = [first]
    for minute, name in enumerate(("ben", "cem", "dia"), start=1):
        joined = complaint("Same here, cold again, this is awful", at=f"10:0{minute}", by=name, to=first)
        posts += [joined, reply(STOCK, to=joined, at=f"10:2{minute}")]
    more = post("(2/2) and nobody answers the phone", at="10:05", by="ana", to=first)
    answer = reply(to=more, at="11:00")
    posts += [more, answer, praise("All sorted now, thank you!", at="11:30", by="ana", to=answer)]
    asked = question(at="12:00", by="eli")
    gone = complaint("Never mind", at="12:10", by="fay", deleted_at=instant("12:30"))
    edited = complaint("Worst delivery ever, terrible", at="12:20", by="gus", edited_at=instant("12:40"))
    return [*posts, asked, reply(STOCK, to=asked, at="12:05"), gone, edited]


def stored(posts: list[Post], path: Path, *, pages: int = 1) -> dict[str, list[tuple[object, ...]]]:
    """Store posts in some pages, each with a refresh of its own, and give all findings."""
    world = World(path)
    for page in range(pages):
        world.add(*posts[page::pages])
    return findings(path)


@settings(max_examples=25, deadline=None)
@given(st.integers(), st.integers(1, 4))
def test_any_order_and_any_pages_give_the_same_findings(seed: int, pages: int) -> None:
    """Shuffled, cut into pages with a refresh between them, and half of it twice: the findings are the same."""
    posts = story()
    with TemporaryDirectory() as folder:
        told = stored(posts, Path(folder, "straight.db"))
        random.Random(seed).shuffle(posts)
        assert stored(posts + posts[::2], Path(folder, "shuffled.db"), pages=pages) == told


def test_the_same_posts_again_change_nothing(world: World) -> None:
    """A second time, not one row of any table differs."""
    world.add(*story())
    before = whole(world.path)
    world.add(*story())
    assert whole(world.path) == before


def test_an_edit_keeps_the_first_time_and_the_earlier_text(world: World) -> None:
    """The clock keeps the first complaint time; the new text is judged, the old one kept."""
    first = complaint(at="10:00")
    world.add(first)
    world.add(replace(first, text="Love it, wonderful pizza!", created_at=instant("10:30"), edited_at=instant("10:30")))
    with world.open() as store:
        row = store.db.execute("SELECT created_at, edited_at, kind FROM mentions").fetchone()
        assert tuple(row) == ("2026-11-20T10:00:00Z", "2026-11-20T10:30:00Z", "praise")
        assert [tuple(row) for row in store.db.execute("SELECT seen_at, text FROM versions")] == [
            ("2026-11-20T10:00:00Z", first.text)
        ]


def test_an_older_copy_does_not_undo_an_edit(world: World) -> None:
    """Pages come in any order: the text with the later edit stands."""
    first = complaint(at="10:00")
    world.add(replace(first, text="Love it, wonderful pizza!", edited_at=instant("10:30")))
    world.add(first)
    with world.open() as store:
        assert store.db.execute("SELECT text FROM posts").fetchone()[0] == "Love it, wonderful pizza!"


def test_a_deleted_post_leaves_a_tombstone(world: World) -> None:
    """Its texts go, its verdict stays and is frozen, and nothing brings the text back."""
    first = complaint(at="10:00")
    world.add(first)
    world.add(replace(first, text="edited, still awful and terrible", edited_at=instant("10:05")))
    with open_for_writing(world.path) as store:
        with store.transaction() as db:
            assert facts.mark_deleted(db, first.ref, NOW)
            assert not facts.mark_deleted(db, first.ref, NOW)
        world.refresh(store)
    world.add(first)
    with world.open() as store:
        assert tuple(store.db.execute("SELECT text, deleted_at IS NULL FROM posts").fetchone()) == ("", 0)
        assert store.db.execute("SELECT COUNT(*) FROM versions").fetchone()[0] == 0
        assert tuple(store.db.execute("SELECT kind, frozen FROM verdicts").fetchone()) == ("complaint", 1)


def test_an_estimated_time_gives_way_to_an_exact_one(world: World) -> None:
    """A guess of ours never stands against the network's word."""
    guessed = complaint(at="09:00", time_quality=TimeQuality.ESTIMATED)
    world.add(guessed)
    world.add(replace(guessed, created_at=instant("10:00"), time_quality=TimeQuality.EXACT))
    world.add(guessed)
    with world.open() as store:
        row = store.db.execute("SELECT created_at, time_quality FROM posts").fetchone()
        assert tuple(row) == ("2026-11-20T10:00:00Z", "exact")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_a_cycle_of_answers_is_one_thread(world: World, order: tuple[int, ...]) -> None:
    """Three posts that answer each other in a ring share a thread, whichever comes first."""
    refs = ["mastodon:a", "mastodon:b", "mastodon:c"]
    ring = [
        replace(complaint(at=f"10:0{i}"), ref=refs[i], parent_ref=refs[(i + 1) % 3], text="@acme terrible")
        for i in range(3)
    ]
    for i in order:
        world.add(ring[i])
    with world.open() as store:
        assert {row[0] for row in store.db.execute("SELECT thread_ref FROM posts")} == {"mastodon:a"}


def test_a_stated_root_joins_posts_whose_parents_are_not_held(world: World) -> None:
    """Where a network states the root, it counts until the parent comes."""
    first = replace(complaint(at="10:00"), parent_ref="mastodon:lost1", root_ref="mastodon:root")
    second = replace(question(at="10:10"), parent_ref="mastodon:lost2", root_ref="mastodon:root")
    world.add(first, second)
    lost = replace(complaint(at="09:50"), ref="mastodon:lost1", root_ref="mastodon:root", parent_ref="mastodon:root")
    world.add(lost)
    with world.open() as store:
        assert {row[0] for row in store.db.execute("SELECT thread_ref FROM posts")} == {"mastodon:root"}
        assert store.db.execute("SELECT COUNT(*) FROM conversations").fetchone()[0] == 1


def test_counts_are_followed_without_judging_again(world: World) -> None:
    """A post that spreads gets a row of reach for each change; an unchanged one gets none."""
    first = complaint(at="10:00", shares=1)
    world.add(first)
    world.now = instant("2026-11-22 09:40")
    world.add(replace(first, shares=50))
    world.add(replace(first, shares=50))
    with world.open() as store:
        assert [row[0] for row in store.db.execute("SELECT shares FROM reach ORDER BY seen_at")] == [1, 50]
        assert store.db.execute("SELECT shares FROM posts").fetchone()[0] == 50


def test_a_late_earlier_reply_makes_later_ones_stock(world: World) -> None:
    """Two others had got the text first, though their replies arrive last: the later reply was stock when sent."""
    asked = [complaint(at=f"10:0{i}", by=name) for i, name in enumerate(("ana", "ben", "cem"))]
    answers = [reply(STOCK, to=one, at=f"11:0{i}") for i, one in enumerate(asked)]
    world.add(*asked, answers[2])
    with world.open() as store:
        assert store.db.execute("SELECT SUM(canned) FROM replies").fetchone()[0] == 0
    world.add(*answers[:2])
    with world.open() as store:
        canned = store.db.execute("SELECT p.ref, r.canned FROM replies r JOIN posts p ON p.id = r.post_id").fetchall()
        assert {row["ref"]: row["canned"] for row in canned} == {
            answers[0].ref: 0,
            answers[1].ref: 0,
            answers[2].ref: 1,
        }
        outcomes = [row[0] for row in store.db.execute("SELECT outcome FROM conversations ORDER BY id")]
        assert outcomes == ["answered", "answered", "canned_only"]


def test_a_stock_reply_that_is_edited_into_a_personal_one_is_no_longer_stock(world: World) -> None:
    """Its template loses it, and its customer has a real reply; too short a text is stock for nobody."""
    asked = [complaint(at=f"10:0{i}", by=name) for i, name in enumerate(("ana", "ben", "cem", "dia"))]
    answers = [reply(STOCK, to=one, at=f"11:0{i}") for i, one in enumerate(asked)]
    world.add(*asked, *answers)
    edited = {"edited_at": instant("12:00")}
    world.add(replace(answers[2], text="Cem, that was my fault. Your pizza is on its way again.", **edited))
    world.add(replace(answers[3], text="Sorry!", **edited))
    with world.open() as store:
        rows = store.db.execute("SELECT is_canned, template IS NULL AS is_own FROM responses ORDER BY created_at, ref")
        assert [tuple(row) for row in rows] == [(0, 0), (0, 0), (0, 1), (0, 1)]
        assert store.db.execute("SELECT uses FROM templates_view").fetchone()[0] == 2


def test_what_could_not_be_known_can_be_once_replies_are_seen(world: World) -> None:
    """A brand's outbox that is covered from now on changes the outcome of what was stored before."""
    world.add(complaint(at="2026-11-22 09:00"), is_covered=False)
    outcome = "SELECT outcome FROM conversations"
    with world.open() as store:
        assert store.db.execute(outcome).fetchone()[0] == "cannot_know"
    world.add(question(at="2026-11-22 09:10", by="ben"))
    with world.open() as store:
        assert {row[0] for row in store.db.execute(outcome)} == {"waiting"}


def test_hostile_text_is_storable(world: World) -> None:
    """Lone surrogates, NUL, quotes and SQL in every field are stored as text."""
    nasty = "'); DROP TABLE posts; -- \ud83d \x00 \uffff"
    author = replace(complaint(at="10:00").account, handle=nasty, name=nasty)
    world.add(replace(complaint(f"@acme terrible, awful {nasty}", at="10:00"), account=author, location=nasty))
    with world.open() as store:
        assert "DROP TABLE" in store.db.execute("SELECT text FROM mentions").fetchone()[0]


@pytest.mark.parametrize("is_in_order", [True, False])
def test_an_edited_review_keeps_its_earlier_stars(world: World, is_in_order: bool) -> None:
    """One star that became five: both are known, whichever comes first, and what counts now is five."""
    first = complaint(at="10:00", rating=1.0)
    later = replace(first, text="They made it good. Great!", rating=5.0, edited_at=instant("12:00"))
    for copy in (first, later) if is_in_order else (later, first):
        world.add(copy)
    with world.open() as store:
        assert store.db.execute("SELECT rating FROM posts").fetchone()[0] == 5
        rows = [tuple(row) for row in store.db.execute("SELECT seen_at, text, rating FROM versions")]
        assert rows == [("2026-11-20T10:00:00Z", first.text, 1)]
        assert store.db.execute("SELECT kind FROM mentions").fetchone()[0] == "praise"


def test_stars_alone_that_change_are_judged_again(world: World) -> None:
    """The words are the same, the stars are others: the review is another one."""
    first = post("We were there on Friday", at="10:00", rating=1.0)
    world.add(first)
    world.add(replace(first, rating=5.0, edited_at=instant("12:00")))
    with world.open() as store:
        assert store.db.execute("SELECT kind FROM mentions").fetchone()[0] == "praise"
        assert [row["rating"] for row in store.db.execute("SELECT rating FROM versions")] == [1]

"""Corrections in a database: from when on they teach, what is judged again, and that a rebuild comes to the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builders import NOW, RULES, World, post
from dump import whole
from mentionwatch.config import JudgeRules
from mentionwatch.judge.teaching import FEWEST, Lesson
from mentionwatch.learning import learn
from mentionwatch.model import Kind, Post
from mentionwatch.refresh import Refreshed, refresh
from mentionwatch.store import labels, lessons, open_for_writing
from mentionwatch.store.facts import mark_deleted

THINGS = ("scooter", "helmet", "charger", "basket", "lamp", "bell", "seat", "pump")
SPOTS = ("garage", "hall", "kitchen", "yard", "office", "cellar", "shed")


def zonked(count: int, *, lang: str = "en") -> list[Post]:
    """Make posts in a word that the shipped judge does not know, each by a customer of its own."""
    return [
        post(
            f"{THINGS[at % len(THINGS)]} zonked in the {SPOTS[at % len(SPOTS)]}",
            at=f"{at // 60:02}:{at % 60:02}",
            by=f"c{at}",
            lang=lang,
        )
        for at in range(count)
    ]


def say(world: World, posts: Sequence[Post], *, at: datetime = NOW, kind: Kind = Kind.COMPLAINT) -> Refreshed:
    """Label posts and refresh."""
    with open_for_writing(world.path) as store:
        with store.transaction() as db:
            for one in posts:
                labels.set_label(db, target="post", ref=one.ref, field="kind", value=kind, by="jo", note=None, at=at)
        return refresh(store, world.rules, now=world.now)


def held(world: World) -> Lesson | None:
    """Give the lesson in force."""
    with world.open() as store:
        return lessons.read_lesson(store.db)


def classifiers(world: World) -> set[str]:
    """Name who judged."""
    with world.open() as store:
        return {row[0] for row in store.db.execute("SELECT DISTINCT classifier FROM verdicts WHERE kind IS NOT NULL")}


def kinds(world: World) -> list[str]:
    """Give the computed kinds by post."""
    with world.open() as store:
        return [row[0] for row in store.db.execute("SELECT kind FROM verdicts ORDER BY post_id")]


def test_fifty_corrections_teach_and_judge_everything_again(world: World) -> None:
    """One correction less teaches nothing; with it, a post that nobody labelled is judged as people judged its like."""
    posts = zonked(FEWEST + 1)
    world.add(*posts)
    assert "complaint" not in kinds(world)
    assert say(world, posts[1:FEWEST]).lesson is None
    assert held(world) is None
    done = say(world, posts[FEWEST:])
    assert done.lesson is not None
    assert done.lesson.is_kept
    assert done.threads == FEWEST + 1
    assert set(kinds(world)) == {"complaint"}
    assert classifiers(world) == {done.lesson.name}


def test_nothing_is_taught_twice(world: World) -> None:
    """The lesson stays in force until the next step: a few labels more, and polls, judge what is new alone."""
    posts = zonked(60)
    world.add(*posts)
    lesson = say(world, posts[:50]).lesson
    later = say(world, posts[50:59], at=NOW + timedelta(seconds=1))
    assert (later.lesson, later.threads) == (None, 9)
    assert held(world) == lesson
    sixty = say(world, posts[59:], at=NOW + timedelta(seconds=2)).lesson
    assert sixty is not None
    assert sixty.corrections == 60


def test_a_rebuild_comes_to_the_same(world: World) -> None:
    """Findings that were taught are computed again from the facts alone, to the last row."""
    posts = zonked(56)
    world.add(*posts)
    say(world, posts[:52])
    before = whole(world.path)
    with open_for_writing(world.path) as store:
        done = refresh(store, world.rules, now=NOW, everything=True)
    assert done.lesson is not None
    assert whole(world.path) == before


def test_the_order_of_labels_does_not_matter(tmp_path: Path) -> None:
    """The same corrections, said one by one or at once, forwards or backwards, give the same lesson."""
    posts = zonked(50)
    found = []
    for name, order in (("a", posts), ("b", posts[::-1])):
        world = World(tmp_path / f"{name}.db")
        world.add(*posts)
        say(world, order[:20])
        say(world, order[20:])
        found.append(held(world))
    assert found[0] == found[1] is not None


def test_taken_back_is_unlearned(world: World) -> None:
    """With fewer than fifty corrections left, the shipped weights judge again, and all is as it was."""
    posts = zonked(50)
    world.add(*posts)
    before = kinds(world), classifiers(world)
    say(world, posts)
    with open_for_writing(world.path) as store:
        with store.transaction() as db:
            for one in posts:
                labels.remove_label(db, target="post", refs=[one.ref], field="kind")
        refresh(store, world.rules, now=NOW)
    assert (kinds(world), classifiers(world)) == before
    assert held(world) is None


def test_what_wins_nothing_is_not_kept(world: World) -> None:
    """Corrections that confirm the judge are counted, and the shipped weights stay."""
    posts = [
        post(f"My {THINGS[at % 8]} arrived broken, I want a refund!", at=f"10:{at:02}", by=f"c{at}") for at in range(50)
    ]
    world.add(*posts)
    shipped = classifiers(world)
    done = say(world, posts)
    assert done.lesson is not None
    assert (done.lesson.before, done.lesson.is_kept) == (50, False)
    assert done.threads == 50
    assert classifiers(world) == shipped


@pytest.mark.parametrize("missing", ["language", "deleted", "brand", "english"])
def test_which_corrections_teach(world: World, missing: str) -> None:
    """Posts in another language, deleted ones and the brand's own teach nothing; nor do any where German is judged."""
    posts = zonked(50, lang="fi" if missing == "language" else "en")
    if missing == "brand":
        posts[0] = replace(posts[0], account=replace(posts[0].account, ref="mastodon:acme", handle="acme"))
    if missing == "english":
        world.rules = RULES.model_copy(update={"judge": JudgeRules(languages=("de",))})
    world.add(*posts)
    if missing == "deleted":
        with open_for_writing(world.path) as store, store.transaction() as db:
            mark_deleted(db, posts[0].ref, NOW)
    assert say(world, posts).lesson is None
    assert held(world) is None


def test_own_words_of_the_brand_teach_anew(world: World) -> None:
    """What the rules let the judge see already is part of the test: other own words give another lesson."""
    posts = zonked(50)
    world.add(*posts)
    assert say(world, posts).lesson is not None
    with open_for_writing(world.path) as store, store.transaction() as db:
        again = learn(db, JudgeRules(complaint_words=("zonked",))).lesson
    assert again is not None
    assert (again.before, again.is_kept) == (50, False)

"""Which replies are stock texts: by what others had got before, whatever the order in which replies become known."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import DAY, RULES, World, complaint, instant, praise, reply
from dump import findings
from mentionwatch.deciding import Decision, find_template, keep_decision
from mentionwatch.errors import UsageError
from mentionwatch.model import Post
from mentionwatch.refresh import refresh
from mentionwatch.replies.canned import canonical, form_id
from mentionwatch.replies.likeness import likeness
from mentionwatch.settling import decide
from mentionwatch.store import Store, facts, forms, open_for_writing
from mentionwatch.store.labels import template_ref

STOCK = "We are sorry that your pizza was cold, please send us the order number and we will look into what went wrong."
NEAR = "We are sorry your pizza was cold, please send us the order number and we will look into what went wrong today."
OTHER = "Our kitchen closes at ten on Sundays, so the oven had been off for a while when you came in that night."
OWN = "Ben, the dough had risen too long that evening; Carla has thrown the batch away and baked a fresh one for you."
TEXTS = (
    STOCK,
    NEAR,
    STOCK.replace("cold", "late"),
    STOCK.replace("please ", "").replace("what went wrong", "it"),
    f"{STOCK} Sorry again!",
    OTHER,
    OTHER.replace("ten", "nine").replace("so the", "and the"),
    OWN,
    "Thanks for stopping by!",
    "👍",
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty world."""
    return World(tmp_path / "acme.db")


def talk(texts: list[str], *, customers: list[str] | None = None) -> tuple[list[Post], list[Post]]:
    """Make a complaint each hour, each of another customer unless they are named, and the brand's answers."""
    names = customers or [f"c{i}" for i in range(len(texts))]
    asked = [complaint(at=f"2026-11-01 {i:02}:00", by=name) for i, name in enumerate(names)]
    answers = [reply(text, to=asked[i], at=f"2026-11-01 {i:02}:30") for i, text in enumerate(texts)]
    return asked, answers


def found(world: World, columns: str = "is_stock") -> list[tuple[object, ...]]:
    """Read what is found of all replies, in order of time."""
    with world.open() as store:
        return [tuple(row) for row in store.db.execute(f"SELECT {columns} FROM responses ORDER BY created_at, ref")]


def test_an_alike_text_is_stock_and_tells_how_alike(world: World) -> None:
    """Two others had got nearly the same text: the third is stock, with its likeness and both earlier replies."""
    asked, answers = talk([STOCK, NEAR, STOCK])
    world.add(*asked, *answers)
    like = likeness(canonical(STOCK).form, canonical(NEAR).form)
    assert 0.78 <= like < 1
    rows = found(world, "is_stock, likeness, json_array_length(evidence), template")
    assert [row[:3] for row in rows] == [(0, None, 0), (0, None, 0), (1, like, 2)]
    assert len({row[3] for row in rows}) == 1
    assert rows[0][3] == f"{form_id(canonical(STOCK).form):016x}"[:8]


def test_other_matter_is_not_alike(world: World) -> None:
    """Texts of another matter make no template, however many there are."""
    asked, answers = talk([STOCK, OTHER, OWN])
    world.add(*asked, *answers)
    assert found(world, "is_stock, template") == [(0, None)] * 3


def test_the_same_text_again_to_one_person_is_counted(world: World) -> None:
    """The customer who gets a text a second and third time is told apart, though it makes no template alone."""
    asked, answers = talk([STOCK, NEAR, OTHER, STOCK, STOCK], customers=["ana", "ana", "ana", "ben", "ana"])
    world.add(*asked, *answers)
    assert found(world, "repeats, is_stock") == [(0, 0), (1, 0), (0, 0), (0, 0), (2, 0)]


def test_a_reply_that_turns_out_to_answer_somebody_else_was_no_repeat(world: World) -> None:
    """What it answers comes late: it is another customer's post, so the only customer left got the text once."""
    asked = complaint(at="10:00", by="ana")
    late = complaint("Mine is cold as well, what a mess!", at="10:05", by="ben", to=asked)
    first = replace(reply(STOCK, to=late, at="10:10"), root_ref=asked.ref)
    world.add(asked, first, reply(STOCK, to=asked, at="10:20"))
    assert found(world, "customer, repeats") == [("ana", 0), ("ana", 1)]
    world.add(late)
    assert found(world, "customer, repeats") == [("ben", 0), ("ana", 0)]


def test_a_text_that_becomes_too_short_is_no_repeat(world: World) -> None:
    """With other rules, or another text, what was said again may be too short to be compared."""
    asked, answers = talk([STOCK, STOCK], customers=["ana", "ana"])
    world.add(*asked, *answers)
    assert found(world, "repeats") == [(0,), (1,)]
    world.rules = RULES.model_copy(update={"replies": RULES.replies.model_copy(update={"min_words": 60})})
    world.add()
    assert found(world, "repeats") == [(0,), (0,)]


def test_courtesy_is_a_template_but_never_held_against(world: World) -> None:
    """A short text sent to many is listed; neither it nor a longer one is canned after praise."""
    long = "Thank you so much for the kind words, we will pass them on to everybody in the kitchen!"
    asked = [praise(at=f"10:{i:02}", by=f"p{i}") for i in range(8)]
    answers = [
        reply(("Thanks for stopping by!", long)[i % 2], to=post, at=f"11:{i:02}") for i, post in enumerate(asked)
    ]
    world.add(*asked, *answers)
    assert found(world, "is_stock, is_canned") == [(0, 0)] * 5 + [(1, 0), (0, 0), (1, 0)]
    with world.open() as store:
        rows = store.db.execute("SELECT uses, customers, words FROM templates_view ORDER BY words").fetchall()
    assert [tuple(row)[:2] for row in rows] == [(4, 4), (4, 4)]
    assert rows[0]["words"] < 6


def test_thanks_after_the_matter_is_settled_are_not_canned(world: World) -> None:
    """A stock text counts against the brand while the customer still has a matter, not once they are satisfied."""
    asked, answers = talk([STOCK, STOCK, OWN])
    thanks = praise("Works now, thank you so much!", at="2026-11-01 04:00", by="c2", to=answers[2])
    last = reply(STOCK, to=thanks, at="2026-11-01 05:00")
    world.add(*asked, *answers, thanks, last)
    assert found(world, "is_stock, is_canned")[-1] == (1, 0)


def test_a_configured_text_is_stock_from_its_first_use(world: World) -> None:
    """A text that the configuration names, or one alike to it, needs no other customers."""
    world.rules = RULES.model_copy(update={"replies": RULES.replies.model_copy(update={"templates": (STOCK,)})})
    asked, answers = talk([NEAR, OTHER])
    world.add(*asked, *answers)
    assert found(world, "is_canned, decision") == [(1, "configured"), (0, None)]


def test_a_brand_meets_only_its_own_texts(world: World) -> None:
    """What a rival wrote makes nobody else's reply a stock text."""
    asked, answers = talk([STOCK, STOCK, STOCK])
    rivals = [replace(one, from_brand=True, brand="Globex") for one in answers[:2]]
    rivals = [replace(one, account=replace(one.account, ref="mastodon:globex", handle="globex")) for one in rivals]
    world.add(*asked, *rivals, answers[2])
    assert found(world, "brand, is_stock") == [("Globex", 0), ("Globex", 0), ("Acme", 0)]


def test_what_is_configured_is_of_the_own_brand(world: World) -> None:
    """A rival's first use of a text that we configured is not stock, and its ^JK is not our Jo."""
    named = RULES.replies.model_copy(update={"templates": (STOCK,), "agents": {"JK": "Jo"}})
    world.rules = RULES.model_copy(update={"replies": named})
    asked, answers = talk([f"{STOCK} ^JK"] * 2)
    rival = replace(answers[0].account, ref="mastodon:globex", handle="globex")
    world.add(*asked, replace(answers[0], account=rival, from_brand=True, brand="Globex"), answers[1])
    assert found(world, "brand, is_stock, agent") == [("Globex", 0, "JK"), ("Acme", 1, "Jo")]


def test_a_deleted_text_leaves_no_words(world: World) -> None:
    """When the last reply of a form is deleted, nothing of its words stays; later uses of it still count it."""
    asked, answers = talk([STOCK, STOCK, STOCK])
    world.add(*asked, *answers[:2])
    delete(world, [one.ref for one in answers[:2]])
    with world.open() as store:
        assert store.db.execute("SELECT COUNT(*) FROM forms").fetchone()[0] == 0
        assert store.db.execute("SELECT COUNT(*) FROM form_keys").fetchone()[0] == 0
    world.add(answers[2])
    assert found(world) == [(0,), (0,), (1,)]


def say(store: Store, text: str, value: str | None) -> None:
    """Decide on a template, as a person, or take the word back."""
    form = form_id(canonical(text).form)
    with store.transaction() as db:
        db.execute("DELETE FROM labels WHERE target = 'template'")
        if value is not None:
            db.execute(
                "INSERT INTO labels (target, ref, field, value, at) VALUES ('template', ?, 'template', ?, ?)",
                [template_ref("Acme", form), value, f"{DAY}T12:00:00Z"],
            )
        decide(db, RULES, "Acme", form)


def test_a_persons_decision_covers_what_is_alike(world: World) -> None:
    """An exempt text is never held against the brand, an accepted one always is; both can be taken back."""
    asked, answers = talk([STOCK, NEAR, STOCK, OTHER])
    world.add(*asked, *answers)
    for value, canned in (("exempt", [0, 0, 0, 0]), ("accepted", [1, 1, 1, 0]), (None, [0, 0, 1, 0])):
        with open_for_writing(world.path) as store:
            say(store, STOCK, value)
            world.refresh(store)
        assert [row[0] for row in found(world, "is_canned")] == canned
    with open_for_writing(world.path) as store:
        say(store, STOCK, "accepted")
        world.refresh(store)
    late = complaint(at="13:00", by="zoe")
    world.add(late, reply(NEAR.replace("today", "tonight"), to=late, at="14:00"))
    assert found(world, "is_canned, decision")[-1] == (1, "accepted")


def delete(world: World, refs: Iterable[str]) -> None:
    """Let posts be gone from their network."""
    with open_for_writing(world.path) as store:
        with store.transaction() as db:
            for ref in refs:
                facts.mark_deleted(db, ref, instant("12:00"))
        world.refresh(store)


def edit(one: Post, text: str) -> Post:
    """Give a post with another text, edited after it was sent."""
    return replace(one, text=text, edited_at=instant("2026-11-19 12:00"))


def say_by_reply(world: World, ref: str, value: str | None) -> None:
    """Decide on the text of a reply as the command does, if it still has one."""
    with open_for_writing(world.path) as store:
        try:
            template = find_template(store.db, ref)
        except UsageError:
            return
        with store.transaction() as db:
            keep_decision(db, RULES, template, decision=Decision(value) if value else None, at=world.now)
        world.refresh(store)


def rebuilt(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Compute everything again, and give what is then found."""
    with open_for_writing(world.path) as store:
        refresh(store, world.rules, now=world.now, everything=True)
    return findings(world.path)


def test_a_text_edited_away_leaves_no_words(world: World) -> None:
    """When the only reply of a form that was not deleted gets another text, nothing of the form's words stays."""
    asked, answers = talk([STOCK, STOCK])
    world.add(*asked, *answers)
    delete(world, [answers[0].ref])
    world.add(edit(answers[1], OTHER))
    with world.open() as store:
        assert [row["form"] for row in store.db.execute("SELECT form FROM forms")] == [canonical(OTHER).form]


def test_a_text_that_one_person_is_left_with_is_no_template(world: World) -> None:
    """Where the second of two customers turns out to have got another text, no template stays."""
    asked, answers = talk([STOCK, STOCK])
    world.add(*asked, *answers)
    assert {row[0] for row in found(world, "template")} != {None}
    world.add(edit(answers[1], OTHER))
    assert found(world, "template") == [(None,), (None,)]


def test_a_decision_holds_while_the_text_turns_out_to_be_older(world: World) -> None:
    """What is decided covers an alike text that comes at once with an earlier use of the text decided on."""
    asked, answers = talk([STOCK, STOCK, NEAR])
    world.add(asked[1], answers[1])
    with open_for_writing(world.path) as store:
        say(store, STOCK, "accepted")
        world.refresh(store)
    world.add(asked[0], answers[0], asked[2], answers[2])
    assert found(world, "is_canned, decision") == [(1, "accepted")] * 3


def test_a_decision_covers_earlier_uses_of_a_text_that_comes_again(world: World) -> None:
    """When a text decided on comes back, alike ones sent before are covered again, though they have a new use too."""
    asked, answers = talk([NEAR, STOCK, STOCK, NEAR])
    world.add(asked[0], answers[0], asked[1], answers[1])
    with open_for_writing(world.path) as store:
        say(store, STOCK, "accepted")
        world.refresh(store)
    world.add(edit(answers[1], OTHER))
    assert found(world, "is_canned, decision") == [(0, None)] * 2
    world.add(asked[2], answers[2], asked[3], answers[3])
    assert found(world, "is_canned") == [(1,), (0,), (1,), (1,)]


def test_a_decision_leaves_the_proof_as_it_is(world: World) -> None:
    """A first use that a person makes stock names whoever had got an alike text, as everything computed again does."""
    asked, answers = talk([NEAR, STOCK, STOCK, STOCK])
    world.add(*asked, *answers)
    with open_for_writing(world.path) as store:
        say(store, STOCK, "accepted")
        world.refresh(store)
    assert found(world, "json_array_length(evidence)") == [(0,), (1,), (2,), (2,)]
    assert findings(world.path) == rebuilt(world)


def test_a_text_that_comes_back_counts_for_those_who_had_got_it(world: World) -> None:
    """A deleted text that is sent to somebody else again counts as a repeat to whom it was sent before."""
    asked, answers = talk([STOCK, NEAR, STOCK], customers=["ann", "ann", "ben"])
    world.add(*asked, *answers[:2])
    delete(world, [answers[0].ref])
    assert found(world, "repeats") == [(0,), (0,)]
    world.add(answers[2])
    assert found(world, "repeats") == [(0,), (1,), (0,)]


def test_a_text_waits_for_a_place_among_the_earliest(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the earliest text of a key is deleted, the next that had no place is compared in its stead."""
    monkeypatch.setattr(forms, "EARLIEST", 2)
    asked, answers = talk([STOCK.replace("pizza", dish) for dish in ("pizza", "pasta", "salad", "soup")])
    world.add(*asked, *answers)
    first, second, third = (form_id(canonical(one.text).form) for one in answers[:3])
    before = listed_together(world)
    assert (first, second) in before
    assert (second, third) not in before
    delete(world, [answers[0].ref])
    assert (second, third) in listed_together(world)
    assert findings(world.path) == rebuilt(world)


def listed_together(world: World) -> set[tuple[int, ...]]:
    """Give the lists of keys that several texts have, the earliest text first."""
    lists: dict[int, list[int]] = {}
    with world.open() as store:
        for row in store.db.execute("SELECT key, form FROM form_keys ORDER BY key, first_unix"):
            lists.setdefault(row["key"], []).append(row["form"])
    return {tuple(one) for one in lists.values() if len(one) > 1}


stories = st.lists(
    st.tuples(st.integers(0, len(TEXTS) - 1), st.integers(0, 4), st.integers(0, 30)), min_size=1, max_size=14
)


def posts_of(story: list[tuple[int, int, int]]) -> list[tuple[Post, Post]]:
    """Make each complaint and its answer: (text, customer, minute)."""
    pairs = []
    for i, (text, customer, minute) in enumerate(story):
        ask = complaint(at=f"10:{minute:02}", by=f"c{customer}")
        ask = replace(ask, ref=f"mastodon:ask{i}")
        pairs.append((ask, replace(reply(TEXTS[text], to=ask, at=f"11:{minute:02}"), ref=f"mastodon:answer{i}")))
    return pairs


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories, seed=st.integers(0, 2**16), earliest=st.sampled_from([2, 8]), deleted=st.sets(st.integers(0, 13)))
def test_any_order_of_arrival_gives_the_same_findings(
    story: list[tuple[int, int, int]], seed: int, earliest: int, deleted: set[int]
) -> None:
    """Replies that come at once, or by and by in any order, some of them deleted later, give the same findings."""
    pairs = posts_of(story)
    gone = {f"mastodon:answer{i}" for i in deleted}
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "EARLIEST", earliest)
        at_once, by_and_by = World(Path(folder, "a.db")), World(Path(folder, "b.db"))
        at_once.add(*(post for pair in pairs for post in pair))
        delete(at_once, gone)
        by_and_by.add(*(ask for ask, _ in pairs))
        answers = [answer for _, answer in pairs]
        random.Random(seed).shuffle(answers)
        for start in range(0, len(answers), 3):
            by_and_by.add(*answers[start : start + 3])
        delete(by_and_by, gone)
        assert findings(by_and_by.path) == findings(at_once.path)


steps = st.lists(
    st.tuples(
        st.sampled_from(["edit", "delete", "accepted", "exempt", None]),
        st.integers(0, 13),
        st.integers(0, len(TEXTS) - 1),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories, todo=steps, chunk=st.sampled_from([2, 50]), earliest=st.sampled_from([1, 4]))
def test_whatever_happens_by_and_by_leaves_what_a_rebuild_finds(
    story: list[tuple[int, int, int]], todo: list[tuple[str | None, int, int]], chunk: int, earliest: int
) -> None:
    """Edits, deletions and decisions between arrivals leave the findings that computing all again gives."""
    pairs = posts_of(story)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "EARLIEST", earliest)
        patch.setattr("mentionwatch.settling.CHUNK", chunk)
        patch.setattr("mentionwatch.settling.scope.CHUNK", chunk)
        world = World(Path(folder, "a.db"))
        for i, pair in enumerate(pairs):
            world.add(*pair)
            for what, which, text in todo[i::3]:
                answer = pairs[which % (i + 1)][1]
                if what == "edit":
                    world.add(edit(answer, TEXTS[text]))
                elif what == "delete":
                    delete(world, [answer.ref])
                else:
                    say_by_reply(world, answer.ref, what)
        assert findings(world.path) == rebuilt(world)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories)
def test_stock_is_what_the_rule_on_pairs_says(story: list[tuple[int, int, int]]) -> None:
    """The index finds exactly the replies for which two other customers had got an alike text before."""
    pairs = posts_of(story)
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder, "a.db"))
        world.add(*(post for pair in pairs for post in pair))
        stock = dict(found(world, "ref, is_stock"))
    for ask, answer in pairs:
        mine = canonical(answer.text)
        before = {
            other_ask.account.ref
            for other_ask, other in pairs
            if (other.created_at, other.ref) < (answer.created_at, answer.ref)
            and likeness(mine.form, canonical(other.text).form)
        } - {ask.account.ref}
        assert stock[answer.ref] == (mine.words >= 6 and len(before) >= 2), answer

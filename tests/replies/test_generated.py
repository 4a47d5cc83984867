"""Templates among made replies, of which the truth is known: benchmarks/made says how they are made."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made.phrases import SLOTS
from made.replies import MOST, Form, Maker, code_word
from made.scores import score_pairs
from made.stored import Stored

COUNT = 2000
MESSAGES = st.integers(0, 79**3 - 1)


@pytest.mark.parametrize(("form", "recall"), [(Form.EASY, 0.98), (Form.HARD, 0.97)])
def test_templates_are_found_and_nothing_else(tmp_path: Path, form: Form, recall: float) -> None:
    """Of 2 000 made replies those of one template come together, and no unique text is grouped or marked stock."""
    stored = Stored.make(tmp_path / "replies.db", Maker(form))
    stored.add(map(stored.maker.reply, range(COUNT)))
    score = stored.score()
    stored.store.close()
    assert score.precision == 1.0
    assert score.unique_marked == 0.0
    assert score.recall >= recall
    assert score.due_marked >= 0.95  # few have been used often by then


@given(MESSAGES, MESSAGES)
def test_two_code_words_agree_in_two_slots_at_most(one: int, other: int) -> None:
    """Texts of different messages have at most two of their phrases in common; templates, at most one."""
    agreeing = sum(a == b for a, b in zip(code_word(one), code_word(other), strict=True))
    assert one == other or agreeing <= (1 if max(one, other) < 79**2 else 2)


def test_each_slot_has_as_many_phrases() -> None:
    """The phrases of a slot are as many as the prime field has numbers."""
    assert {len(phrases) for phrases in SLOTS.values()} == {79}


@pytest.mark.parametrize("first", [0, 50_000, MOST - 1000])
def test_unique_texts_are_their_own_by_half(first: int) -> None:
    """A unique text fills five slots or more, their words are half of its words or more, and the rest is stock."""
    maker = Maker(Form.HARD)
    plans = [plan for template, plan in map(maker.plan, range(first, first + 1000)) if template is None]
    assert len(plans) == 400
    for plan in plans:
        assert len(plan.own) >= 5
        assert 2 * len(" ".join(plan.own).split()) >= len(plan.text.split())
        assert plan.frame.opener or plan.frame.closing
    with_frame_of_template = {plan.frame for plan in maker.templates} & {plan.frame for plan in plans}
    assert with_frame_of_template


def test_templates_have_a_usual_length() -> None:
    """A template has 10 to 35 words, and no two templates the same."""
    texts = [plan.text for plan in Maker(Form.EASY).templates]
    assert len(set(texts)) == 200
    assert all(10 <= len(text.split()) <= 35 for text in texts)


def test_a_reply_is_made_by_its_number_alone() -> None:
    """Replies come out the same in any order, with time going on and one customer in twenty coming back."""
    made = [Maker(Form.HARD).reply(number) for number in (7, 3, 1_000_000)]
    maker = Maker(Form.HARD)
    assert made == [maker.reply(number) for number in (7, 3, 1_000_000)]
    replies = [maker.reply(number) for number in range(5000)]
    assert [reply.seconds for reply in replies] == sorted({reply.seconds for reply in replies})
    assert sum(reply.template is not None for reply in replies) == 3000
    assert 0.03 < sum(reply.customer != reply.number for reply in replies) / 5000 < 0.07


def test_a_seed_makes_other_replies() -> None:
    """Another seed gives other templates and other replies."""
    assert Maker(Form.EASY).reply(1).text != Maker(Form.EASY, seed=2).reply(1).text


@pytest.mark.parametrize(
    ("truth", "found", "precision", "recall"),
    [
        ([0, 0, 1, 1, None], "aabbc", 1.0, 1.0),
        ([0, 0, 0, None], "aabb", 0.5, 1 / 3),
        ([None, None], "aa", 0.0, 1.0),
        ([0, 0, 1, 1], "aaaa", 1 / 3, 1.0),
        ([0, 0, None], "abc", 1.0, 0.0),
    ],
)
def test_scores_count_pairs(truth: list[int | None], found: str, precision: float, recall: float) -> None:
    """Precision and recall are of all pairs, and a unique text grouped with anything is a wrong pair."""
    assert score_pairs(truth, found) == pytest.approx((precision, recall))

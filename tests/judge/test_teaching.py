"""What corrections teach: nothing without need, a brand's own words where people agree on them, and always the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentionwatch.config import JudgeRules
from mentionwatch.judge.kinds import English
from mentionwatch.judge.linear import Model, Weights
from mentionwatch.judge.teaching import FEWEST, Correction, Lesson, _Example, _is_better, count_taught, teach
from mentionwatch.judge.words import read_words
from mentionwatch.model import Kind

RULES = JudgeRules()
MODEL = Model(
    name="small/1",
    start=Weights(-0.5, -0.5, -0.5),
    words={
        "broken": Weights(2.0, -1.0, -0.5),
        "late": Weights(1.5, -0.5, 0.0),
        "lovely": Weights(-1.0, 2.0, -0.5),
        "when": Weights(-0.5, -0.5, 1.5),
    },
    pairs={"so late": Weights(0.5)},
    cues={"question mark": Weights(0.0, -0.5, 1.0), "thanks": Weights(-0.5, 1.0)},
)
PLACES = ("Leeds", "Hull", "York", "Bath", "Derby", "Ely", "Truro", "Wells", "Ripon", "Durham")
THINGS = ("scooter", "helmet", "charger", "basket", "lamp", "bell", "seat", "pump")
POSTS = (
    ("my {thing} came broken to {place}", Kind.COMPLAINT),
    ("lovely {thing}, all of {place} envies me", Kind.PRAISE),
    ("when does the {thing} reach {place}?", Kind.QUESTION),
    ("the {thing} stands in {place}", Kind.OTHER),
)


def said(text: str, kind: Kind, ref: object) -> Correction:
    """Make a correction."""
    return Correction(read_words(text), kind, f"mastodon:{ref}")


def agreed(count: int) -> list[Correction]:
    """Make corrections that say what the model says already."""
    made = []
    for number in range(count):
        form, kind = POSTS[number % len(POSTS)]
        text = form.format(thing=THINGS[number % len(THINGS)], place=PLACES[number % len(PLACES)])
        made.append(said(text, kind, number))
    return made


def zonked(count: int) -> list[Correction]:
    """Make complaints in a word that the model does not know."""
    return [
        said(f"{THINGS[number % 8]} zonked in {PLACES[number % 10]} today", Kind.COMPLAINT, f"zonked{number}")
        for number in range(count)
    ]


def learned(corrections: Sequence[Correction]) -> Lesson:
    """Teach the small model."""
    return teach(MODEL, corrections, rules=RULES)


def kind_of(lesson: Lesson, text: str) -> Kind | None:
    """Give what the taught judge says of a post."""
    return English(lesson.apply(MODEL)).judge(read_words(text), rules=RULES, rating=None).kind


def test_agreement_teaches_nothing() -> None:
    """Where people say what the judge says, nothing is won, and the shipped weights stay as they are."""
    lesson = learned(agreed(60))
    assert (lesson.before, lesson.after, lesson.is_kept) == (60, 60, False)
    assert lesson.name == "small/1"
    assert lesson.apply(MODEL) is MODEL


def test_a_brands_own_word_is_learned() -> None:
    """Where "zonked" means broken, twenty corrections teach it, for posts nobody corrected too; the rest stays."""
    lesson = learned([*agreed(60), *zonked(20)])
    assert lesson.is_kept
    assert (lesson.before, lesson.corrections) == (60, 80)
    assert lesson.after >= 78
    assert kind_of(lesson, "my new kettle zonked") is Kind.COMPLAINT
    assert kind_of(lesson, "lovely kettle") is Kind.PRAISE
    assert kind_of(lesson, "when does the kettle come?") is Kind.QUESTION
    assert lesson.name.startswith("small/1+taught-")


def test_contradictions_are_not_kept() -> None:
    """Corrections of which every other says the opposite make nothing better, and change nothing."""
    texts = [f"{thing} broken in {place}" for thing in THINGS for place in PLACES]
    lesson = learned([said(text, kind, text + kind) for text in texts for kind in (Kind.COMPLAINT, Kind.PRAISE)])
    assert lesson.before == len(texts)
    assert (lesson.is_kept, lesson.changes) == (False, {})


def test_a_win_by_chance_is_not_kept() -> None:
    """One more right of one that changed could be luck; two of two are enough, ten more of a hundred are not."""
    assert not _is_better([False, True], [True, True])
    assert _is_better([False, False, True], [True, True, True])
    assert not _is_better([False] * 55 + [True] * 45, [True] * 55 + [False] * 45)


def test_the_order_of_corrections_does_not_matter() -> None:
    """The same corrections in any order give the same lesson to the last digit, under the same name."""
    corrections = [*agreed(60), *zonked(20)]
    lesson = learned(corrections)
    assert learned(corrections[::-1]) == learned(corrections[40:] + corrections[:40]) == lesson


def test_other_corrections_have_another_name() -> None:
    """One kind changed, one post more, or other words of the brand give a lesson of another name."""
    corrections = agreed(60)
    others = [
        teach(MODEL, [*corrections[:-1], said("lovely", Kind.OTHER, 59)], rules=RULES),
        teach(MODEL, [*corrections, said("lovely", Kind.PRAISE, 60)], rules=RULES),
        teach(MODEL, corrections, rules=JudgeRules(complaint_words=("zonked",))),
    ]
    assert len({lesson.hash for lesson in (learned(corrections), *others)}) == 4


def test_numbers_links_and_names_teach_nothing() -> None:
    """What is only weighed are words; a number, an address or an @name never becomes a weight."""
    corrections = zonked(60)
    marked = [
        Correction(read_words(f"@anna {one.words.text} https://a.example/x 4711 b2b"), one.kind, one.ref)
        for one in corrections
    ]
    lesson = learned(marked)
    assert "zonked" in lesson.changes
    assert not {"anna", "https", "example", "4711", "b2b", "today 4711", "4711 b2b"} & set(lesson.changes)


def test_what_stands_in_one_correction_alone_teaches_nothing() -> None:
    """A word that one correction has is that post's, and no weight."""
    lesson = learned([*zonked(60), said("zonked by Wilhelmina", Kind.COMPLAINT, "one")])
    assert "zonked" in lesson.changes
    assert "wilhelmina" not in lesson.changes
    assert "by wilhelmina" not in lesson.changes


@given(st.lists(st.sampled_from([*agreed(8), *zonked(8)]), max_size=6))
@settings(max_examples=30, deadline=None)
def test_other_words_keep_their_weights(more: list[Correction]) -> None:
    """Whatever is learned beside, a word that stands in no correction weighs as before, and "zonked" more."""
    own = [Correction(one.words, one.kind, f"{one.ref}+{at}") for at, one in enumerate(more)]
    taught = learned([*agreed(52), *zonked(20), *own]).apply(MODEL)
    assert taught.of_word("elsewhere") == MODEL.of_word("elsewhere")
    assert taught.of_word("zonked").complaint > MODEL.of_word("zonked").complaint


@pytest.mark.parametrize(
    ("count", "taught"),
    [(0, 0), (FEWEST - 1, 0), (FEWEST, 50), (59, 50), (60, 60), (71, 60), (72, 72), (86, 72), (87, 87), (2000, 1976)],
)
def test_how_many_corrections_teach(count: int, taught: int) -> None:
    """From 50 on, a fifth more each time: the judge is not taught anew by every single one."""
    assert count_taught(count) == taught


@pytest.mark.parametrize(
    "text", ["great, the lamp zonked again!!", "THANKS, so late? " + "the bell zonked, really " * 12]
)
def test_a_change_of_a_weight_changes_the_score_as_it_was_taught(text: str) -> None:
    """A change counts in a score exactly as often as in teaching: long posts scaled, cues by their strength."""
    words = read_words(text)
    found = _Example(MODEL, said(text, Kind.OTHER, 1)).found
    before = English(MODEL).score(words).complaint
    for key, value in found.items():
        taught = MODEL.taught("other", {key: Weights(complaint=1.0)})
        assert English(taught).score(words).complaint == pytest.approx(before + value)

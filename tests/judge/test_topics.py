"""The topics of a post: which words name them, how a user adds to the list, and what they cannot break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.config import JudgeRules
from mentionwatch.config.topics import DEFAULTS, all_topics
from mentionwatch.judge import judge
from mentionwatch.judge.topics import topics_of, words_by_topic
from mentionwatch.judge.words import read_words


def topics(text: str, **added: tuple[str, ...]) -> tuple[str, ...]:
    return topics_of(read_words(text), added)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("My parcel was left outside in the rain", ("delivery",)),
        ("You lost my suitcase between Ulm and Graz", ("delivery",)),
        ("An hour on hold and counting", ("waiting time",)),
        ("Nobody answers, I wrote two weeks ago", ("waiting time",)),
        ("Your waitress was so RUDE to my gran", ("staff",)),
        ("They hung up on me", ("staff",)),
        ("The zip broke on the first day, poor quality", ("product",)),
        ("No broadband in our street again", ("product",)),
        ("You billed me twice, I want a refund", ("price",)),
        ("The app crashes when I log in", ("app",)),
        ("Your website shows a blank page", ("app",)),
        ("What is your returns policy?", ("policy",)),
        ("The courier was rude and three hours late", ("delivery", "waiting time", "staff")),
        ("Charged for a parcel that never arrived", ("delivery", "price")),
        ("Terrible, just terrible", ()),
        ("Do you have this coat in green?", ()),
        ("I love the new flavour", ()),
        ("See you at the match on Saturday", ()),
    ],
)
def test_the_usual_topics_are_named_by_their_words(text: str, named: tuple[str, ...]) -> None:
    """Shops, airlines, telecoms, software and banks find their matters, and a post without one names none."""
    assert topics(text) == named


@pytest.mark.parametrize("name", DEFAULTS)
def test_each_usual_word_names_its_topic(name: str) -> None:
    """Whatever stands in the list is found in a post, its star left out."""
    for entry in all_topics({})[name]:
        assert name in topics(f"so {entry.replace('*', '')} again"), entry


def test_words_are_whole_and_case_blind_and_may_stand_lines_apart() -> None:
    """A word inside another is none, and any white space parts the words of a phrase."""
    assert topics("Costume prepaid, chateau") == ()
    assert topics("CAR\n  park full", parking=("Car Park",)) == ("parking",)
    assert topics("the carpark is full", parking=("car park",)) == ()
    assert topics("my car. Park it", parking=("car park",)) == ("parking",)


def test_a_star_matches_any_ending() -> None:
    """`valet*` finds valets and valeting, in a phrase too, and a plain word finds itself and its 's only."""
    added = {"valets": ("valet*", "lost tick*"), "kiosk": ("kiosk",)}
    for text in ("valet", "two valets", "valeting", "I lost ticket 4"):
        assert topics(text, **added) == ("valets",), text
    assert topics("the kiosk's till", **added) == ("kiosk",)
    assert topics("kiosks", **added) == ()


def test_an_apostrophe_may_be_curly_or_missing() -> None:
    """People type won't, won’t and wont for the same."""
    assert {topics(text) for text in ("it won't charge", "it won’t charge", "it wont charge")} == {("product", "price")}


def test_own_words_add_to_a_topic_and_own_topics_follow() -> None:
    """A usual name gains words and keeps its own, a new name comes last, and an empty list switches a topic off."""
    text = "The drone took my parcel to the helipad, and the bill is wrong"
    added = {"delivery": ("drone",), "roof": ("helipad",), "price": ()}
    assert topics(text, **added) == ("delivery", "roof")
    assert words_by_topic(read_words(text), added) == {"delivery": ("drone", "parcel"), "roof": ("helipad",)}


def test_what_is_not_the_customers_own_word_names_nothing() -> None:
    """Links, @names and what stands behind RT belong to others."""
    assert topics("@delivery https://refund.example/price RT @x: my parcel is late") == ()


@pytest.mark.parametrize("kind", ["My parcel is late, awful!", "Thanks for the quick delivery", "Do you deliver?"])
def test_every_judged_post_has_its_topics(kind: str) -> None:
    """Topics do not hang on the kind; a post in another language has none."""
    assert "delivery" in judge(kind, rules=JudgeRules()).topics
    assert judge(kind, rules=JudgeRules(), lang="de").topics == ()


@given(st.text(max_size=300))
def test_whatever_is_typed_names_topics_in_order(text: str) -> None:
    """No text makes the search raise; the names are those of the list, in its order, each with words of the text."""
    words = read_words(text)
    named = topics_of(words, {})
    assert list(named) == [name for name in DEFAULTS if name in named]
    assert tuple(words_by_topic(words, {})) == named


@given(st.lists(st.text("abcxyzäß'9 ", min_size=1, max_size=12), min_size=1, max_size=4))
def test_an_own_word_is_found_where_it_stands(entry: list[str]) -> None:
    """A post that consists of a user's phrase is about its topic, however the phrase is typed."""
    phrase = " ".join(entry)
    if any(char.isalnum() for char in phrase):
        assert topics(phrase, own=(phrase,))[-1:] == ("own",)

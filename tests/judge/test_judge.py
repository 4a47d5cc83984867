"""The judge as a whole: rules, languages, stars, reasons, and that nothing makes it raise."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentionwatch.config import JudgeRules
from mentionwatch.judge import judge, version_of
from mentionwatch.judge.linear import shipped
from mentionwatch.judge.signals import find_cues
from mentionwatch.judge.words import read_words
from mentionwatch.model import Closing, Kind

RULES = JudgeRules()
PIECES = (
    "still waiting",
    "thanks",
    "great",
    "not",
    "broken",
    "but",
    "why",
    "?",
    "!",
    "love",
    "RT @x:",
    "@acme",
    "https://a.example",
    "😡",
    "you idiots",
    "sorted now",
    "sent you a DM",
    "refund",
    "never again",
    "\u0301",
    "(",
    "'",
    "...",
    "&amp;",
    "\n> quoted",
    "おはよう",
)
POSTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))


@given(POSTS, st.none() | st.text(max_size=8), st.none() | st.floats())
@settings(max_examples=300, deadline=None)
def test_never_raises(text: str, lang: str | None, rating: float | None) -> None:
    """Whatever the text, tag and stars, the verdict is well formed and the same each time."""
    verdict = judge(text, rules=RULES, lang=lang, rating=rating)
    assert 0 <= verdict.confidence <= 1
    assert verdict.polarity is None or -1 <= verdict.polarity <= 1
    assert verdict.reasons
    assert all(reason == reason.strip() and reason for reason in verdict.reasons)
    if verdict.closing in (Closing.THANKS, Closing.SATISFIED):
        assert verdict.kind in (Kind.PRAISE, Kind.OTHER)
    assert judge(text, rules=RULES, lang=lang, rating=rating) == verdict


@given(POSTS)
@settings(max_examples=300, deadline=None)
def test_every_cue_has_a_weight(text: str) -> None:
    """Every cue that can be found is weighed, and none more than three times."""
    for signal in find_cues(read_words(text)):
        assert signal.key in shipped().cues
        assert 0 <= signal.strength <= 3


@pytest.mark.parametrize(
    "unit", ["(", "!?", "a\u0301", "\u0301", ". ", ":-)", "@a", "RT @", "not ", "www.", "sent you a ", "1/"]
)
def test_hostile_text_is_cut(unit: str) -> None:
    """64 KB of hostile punctuation and marks are judged by their first part alone."""
    text = unit * (65_536 // len(unit))
    assert judge(text, rules=RULES) == judge(text * 3, rules=RULES)
    assert len(read_words(text).text) <= 5_000


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ich warte seit drei Wochen auf meine Lieferung und nichts ist passiert", "de"),
        ("Je suis très déçue, mon colis n'est pas arrivé", "fr"),
        ("Hola, no puedo entrar en mi cuenta desde hace dos días", "es"),
        ("なぜ注文が届かないのですか", "ja"),
        ("Мой заказ не пришёл", "ru"),
        ("주문이 오지 않았어요", "ko"),
        ("طلبي لم يصل", "ar"),
    ],
)
def test_other_languages(text: str, language: str) -> None:
    """A post in a language outside the rules is unjudged, and the reason names the language."""
    verdict = judge(text, rules=RULES)
    assert (verdict.kind, verdict.reasons) == (None, (f"unjudged ({language})",))


def test_the_networks_language_wins() -> None:
    """The network's tag decides before any guess, whatever its region; an unknown tag does not count."""
    text = "my parcel never arrived"
    assert judge(text, rules=RULES, lang="nl").reasons == ("unjudged (nl)",)
    assert judge(text, rules=RULES, lang="en-GB").kind is Kind.COMPLAINT
    assert judge(text, rules=RULES, lang="und").kind is Kind.COMPLAINT
    assert judge("なぜ届かないのですか", rules=RULES, lang="en").reasons == ("unjudged (ja)",)


@pytest.mark.parametrize("text", ["ok", "Rome", "die battery die", "no no no", "Acme la la la"])
def test_short_posts_are_not_foreign(text: str) -> None:
    """A few shared little words do not make a post foreign."""
    assert judge(text, rules=RULES).kind is not None


def test_words_of_the_trade() -> None:
    """The brand's own words decide, whatever their case and spacing, but only as whole words and literally."""
    rules = JudgeRules(complaint_words=("Red Light", "c++ (x)"), praise_words=("zing",))
    assert judge("the RED  light came on", rules=rules).kind is Kind.COMPLAINT
    assert judge("the router showed C++ (X) today", rules=rules).kind is Kind.COMPLAINT
    assert judge("what a zing", rules=rules).kind is Kind.PRAISE
    assert judge("the zinger came on", rules=rules).kind is Kind.OTHER
    assert judge("the red light came on", rules=RULES).kind is Kind.OTHER


def test_users_words_are_no_patterns() -> None:
    """A word that would be a costly pattern is read letter by letter."""
    rules = JudgeRules(complaint_words=("(a+)+$", ".*", " "))
    assert judge("a" * 5_000 + "!", rules=rules).kind is Kind.OTHER
    assert judge("tell me (a+)+$", rules=rules).kind is Kind.COMPLAINT


@pytest.mark.parametrize(
    ("rating", "kind"), [(1.0, Kind.COMPLAINT), (2.0, Kind.COMPLAINT), (4.0, Kind.PRAISE), (5.0, Kind.PRAISE)]
)
def test_stars(rating: float, kind: Kind) -> None:
    """Few stars complain and many praise, with words that say neither or with no words at all."""
    assert judge("I went there on Monday", rules=RULES, rating=rating).kind is kind
    assert judge("", rules=RULES, rating=rating).kind is kind


def test_three_stars_say_nothing() -> None:
    """Three stars leave the decision to the words."""
    assert judge("I went there on Monday", rules=RULES, rating=3).kind is Kind.OTHER
    assert judge("", rules=RULES, rating=3).kind is None


def test_reasons_quote_the_deciding_words() -> None:
    """The reasons are sentences with the words and their weight, the strongest first."""
    reasons = judge("Still waiting for my parcel, this is ridiculous", rules=RULES).reasons
    assert re.fullmatch(r'"ridiculous" is a harsh judgement \(\+\d\.\d complaint\)', reasons[0])
    assert reasons[1] == '"still waiting" speaks of waiting (+1.8 complaint)'
    weights = [abs(float(reason.rsplit("(", 1)[1].split()[0])) for reason in reasons]
    assert weights == sorted(weights, reverse=True)


def test_confidence_grows_with_the_margin() -> None:
    """The more there is to complain of, the surer the verdict."""
    texts = ("my parcel is late", "my parcel is late again", "my parcel is late again, still waiting, worst shop ever")
    surenesses = [judge(text, rules=RULES).confidence for text in texts]
    assert surenesses == sorted(set(surenesses))


def test_polarity_is_textblobs() -> None:
    """The verdict carries TextBlob's polarity of the words that were judged."""
    assert judge("an awful day", rules=RULES).polarity == -1.0
    assert judge("a chair", rules=RULES).polarity == 0.0


def test_loading_the_judge_is_cheap() -> None:
    """Importing the judge loads neither textblob nor nltk; only judging does."""
    code = (
        "import sys, mentionwatch.judge as j\n"
        "assert not {'textblob', 'nltk'} & set(sys.modules)\n"
        "from mentionwatch.config import JudgeRules\n"
        "j.judge('good', rules=JudgeRules())\n"
        "assert 'textblob' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, cwd=Path(__file__).parent)


def test_the_method_has_a_name() -> None:
    """Verdicts can be told apart by the method that made them."""
    verdict = judge("my parcel never arrived", rules=RULES)
    assert verdict.classifier
    assert f"en={verdict.classifier}" in version_of(RULES)

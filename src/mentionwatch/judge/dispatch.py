"""From a post's raw text to its verdict: read the words, tell the language, hand them to its classifier."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mentionwatch.judge.classifiers import Classifier, chosen, find
from mentionwatch.judge.languages import language_of, primary
from mentionwatch.judge.stars import kind_of_stars
from mentionwatch.judge.topics import topics_of
from mentionwatch.judge.words import Words, read_words
from mentionwatch.model import Closing, Kind, Verdict
from mentionwatch.text import clean_text

if TYPE_CHECKING:
    from mentionwatch.config import JudgeRules
    from mentionwatch.judge.kinds import English

_READING = 3
"""Goes up whenever the reading of words, the telling of languages or the usual topics may give another result."""


def judge(
    text: str,
    *,
    rules: JudgeRules,
    lang: str | None = None,
    rating: float | None = None,
    english: English | None = None,
) -> Verdict:
    """Judge a customer's post.

    `lang` is the network's own tag, `rating` is in stars of 5. Kind None is unjudged: another language, or no
    words (then stars, where there are any, decide alone). `english` is our own classifier of English, once taught.
    Whatever the text, it never raises, unless an installed classifier does.
    """
    words = read_words(text)
    judged = _judged(rules)
    if not words.has_words:
        return _without_words(words, judged, rules=rules, rating=rating, english=english)
    language = language_of(words.text, words.tokens, lang=lang, judged=judged)
    classifier = _find(language, english) if language in judged else None
    if classifier is None:
        return Verdict(kind=None, reasons=(f"unjudged ({language})",), language=language)
    return _verdict_of(classifier, words, rules=rules, rating=rating, language=language)


def version_of(rules: JudgeRules, *, english: English | None = None) -> str:
    """Name all that judges under these rules: another name may mean other verdicts. Raises ConfigError."""
    judges = [(language, _find(language, english)) for language in sorted(chosen(rules.languages))]
    names = [f"{language}={classifier.name}" for language, classifier in judges if classifier is not None]
    return ",".join([*names, f"reading/{_READING}"])


def find_english(rules: JudgeRules) -> English | None:
    """Give our own classifier of English, the one that can be taught; None where another judges, or nobody."""
    from mentionwatch.judge.kinds import English

    found = find("en") if "en" in _judged(rules) else None
    return found if isinstance(found, English) else None


def is_english(words: Words, *, rules: JudgeRules, lang: str | None) -> bool:
    """Whether a post goes to the classifier of English for its words."""
    judged = _judged(rules)
    return words.has_words and language_of(words.text, words.tokens, lang=lang, judged=judged) == "en"


def _judged(rules: JudgeRules) -> list[str]:
    """Name the languages to judge by their two letters."""
    return [primary(tag) for tag in rules.languages]


def _find(language: str, english: English | None) -> Classifier | None:
    """Give the classifier of a language; `english` in the place of ours, never of an installed package's."""
    found = find(language)
    return english if english is not None and isinstance(found, type(english)) else found


def _without_words(
    words: Words, judged: list[str], *, rules: JudgeRules, rating: float | None, english: English | None
) -> Verdict:
    """Let stars decide where they say something, and take a bare share for what it is."""
    classifier = _find(judged[0], english) if judged and kind_of_stars(rating) else None
    if classifier is not None:
        return _verdict_of(classifier, words, rules=rules, rating=rating, language=None)
    if words.is_shared:
        return Verdict(
            kind=Kind.OTHER, reasons=("repeats another's words without a word of their own",), confidence=1.0
        )
    return Verdict(kind=None, reasons=("no words to judge",))


@cache
def _is_ours(classifier: type) -> bool:
    return classifier.__module__.partition(".")[0] == "mentionwatch"


def _can_be_kept(verdict: Verdict) -> bool:
    """Whether the store can hold every part of a verdict that an installed package gave."""
    kind, polarity, reasons = verdict.kind, verdict.polarity, verdict.reasons
    return (
        (kind is None or isinstance(kind, Kind))
        and 0 <= verdict.confidence <= 1
        and (polarity is None or -1 <= polarity <= 1)
        and isinstance(verdict.closing, Closing)
        and isinstance(verdict.abusive, bool)
        and isinstance(verdict.goodbye, bool)
        and isinstance(reasons, tuple)
        and all(isinstance(reason, str) and reason == clean_text(reason) for reason in reasons)
    )


def _verdict_of(
    classifier: Classifier, words: Words, *, rules: JudgeRules, rating: float | None, language: str | None
) -> Verdict:
    verdict = classifier.judge(words, rules=rules, rating=rating)
    if not (_is_ours(type(classifier)) or _can_be_kept(verdict)):
        raise ValueError(f"{classifier.name} gave no verdict that can be kept: {verdict!r}"[:500])
    topics = topics_of(words, rules.topics)
    return Verdict(
        kind=verdict.kind,
        reasons=verdict.reasons,
        abusive=verdict.abusive,
        confidence=verdict.confidence,
        polarity=verdict.polarity,
        closing=verdict.closing,
        goodbye=verdict.goodbye,
        topics=topics,
        classifier=classifier.name,
        language=language,
    )

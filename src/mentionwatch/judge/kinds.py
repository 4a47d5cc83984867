"""The decision which kind a customer's post is: a weighted sum of cues, each of which can be named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.judge.abuse import insult_in
from mentionwatch.judge.closing import closing_of
from mentionwatch.judge.own_words import own_word_in
from mentionwatch.judge.signals import ILL, Signal, find_signals
from mentionwatch.judge.weights import START, WEIGHTS, Weight
from mentionwatch.judge.words import Words
from mentionwatch.model import Closing, Kind, Verdict

if TYPE_CHECKING:
    from mentionwatch.config import JudgeRules

# What an insult may come with to be a complaint all the same.
_MATTER = frozenset(
    {"waiting", "unanswered", "failure", "failing", "trouble", "late", "time", "money", "wronged", "quality"}
    | {"demand", "why", "goodbye", "sarcasm", "own complaint word", "few stars"}
)
_PRAISING = frozenset({"thanks", "delight", "liking", "good sign", "good polarity", "courtesy"})
# An exclamation mark, good polarity or courtesy alone is no praise.
_PRAISE_NEEDS = frozenset({"thanks", "delight", "liking", "good sign", "own praise word", "many stars"})
_WISHED = frozenset({"liking", "good polarity"})
_BLUNT = frozenset({"contempt", "failure", "failing", "waiting", "unanswered", "wronged", "denied praise"})
_REASONS = 6


class English:
    """The classifier of English posts."""

    name = "lexicon/1"

    def judge(self, words: Words, *, rules: JudgeRules, rating: float | None) -> Verdict:
        """Judge a post by its words and stars."""
        return _verdict(words, _stars(rating), rules)


ENGLISH = English()


def _verdict(words: Words, stars: list[Signal], rules: JudgeRules) -> Verdict:
    polarity = _polarity(words.text)
    signals = _consistent([*stars, *_own_words(words.text, rules), *find_signals(words), *_measured(words, polarity)])
    scores = _scores(signals)
    insult = insult_in(words.text)
    closing = Closing.NONE if insult else closing_of(words, signals, complaint=scores.complaint)
    keys = {signal.key for signal in signals}
    if not keys & _PRAISE_NEEDS:
        scores = scores._replace(praise=min(scores.praise, 0.0))
    kind = _kind(scores, closing, has_matter=insult is None or bool(keys & _MATTER))
    return Verdict(
        kind=kind,
        reasons=_reasons(kind, signals, closing, insult),
        abusive=insult is not None,
        confidence=_confidence(kind, scores),
        polarity=polarity,
        closing=closing,
        goodbye=kind in (Kind.COMPLAINT, Kind.OTHER) and "goodbye" in keys,
    )


def _kind(scores: Weight, closing: Closing, *, has_matter: bool) -> Kind:
    """Take the first kind that holds. Complaints come before questions: many a complaint asks something."""
    praises = scores.praise > 0
    if closing is Closing.ACKNOWLEDGED:
        return Kind.OTHER
    if closing in (Closing.THANKS, Closing.SATISFIED):
        return Kind.PRAISE if praises else Kind.OTHER
    if scores.complaint > 0 and scores.complaint >= scores.praise:
        return Kind.COMPLAINT if has_matter else Kind.OTHER
    if praises and scores.praise >= scores.question:
        return Kind.PRAISE
    return Kind.QUESTION if scores.question > 0 else Kind.OTHER


def _scores(signals: Sequence[Signal]) -> Weight:
    weighed = [(signal.count, WEIGHTS[signal.key]) for signal in signals]
    return Weight(
        *(round(start + sum(count * weight[at] for count, weight in weighed), 6) for at, start in enumerate(START))
    )


def _confidence(kind: Kind, scores: Weight) -> float:
    """Give 0.5..1, growing with the distance between the kind taken and the next best; less where a rule overruled."""
    by_kind = {
        Kind.COMPLAINT: scores.complaint,
        Kind.PRAISE: scores.praise,
        Kind.QUESTION: scores.question,
        Kind.OTHER: 0.0,
    }
    own = by_kind.pop(kind)
    margin = own - max(max(by_kind.values()), 0.0 if kind is not Kind.OTHER else -9.0)
    return round(1 / (1 + math.exp(-max(min(margin, 30.0), -30.0))), 3)


def _reasons(kind: Kind, signals: Sequence[Signal], closing: Closing, insult: str | None) -> tuple[str, ...]:
    at = {Kind.COMPLAINT: 0, Kind.PRAISE: 1, Kind.QUESTION: 2}.get(kind, 0)
    toward = Kind.COMPLAINT if kind is Kind.OTHER else kind
    weighed = [(signal.count * WEIGHTS[signal.key][at], signal) for signal in signals]
    ordered = sorted(weighed, key=lambda pair: -abs(pair[0]))
    said = [_reason(signal, weight, toward) for weight, signal in ordered if abs(weight) >= 0.15][:_REASONS]
    if closing is not Closing.NONE:
        said.insert(0, f"the words close the matter ({closing})")
    if insult is not None:
        said.append(f'"{insult}" insults a person')
    return tuple(said) or ("nothing in it points to a complaint, praise or question",)


def _reason(signal: Signal, weight: float, kind: Kind) -> str:
    subject = f'"{signal.words}" ' if signal.words else ""
    return f"{subject}{signal.says} ({weight:+.1f} {kind})"


def _consistent(signals: list[Signal]) -> list[Signal]:
    """Let cues that stand side by side agree on how the praise among them is meant."""
    keys = {signal.key for signal in signals}
    is_mocking = "sarcasm" in keys or ("mocking" in keys and bool(keys & ILL))
    if is_mocking:
        kept = [signal for signal in signals if signal.key not in _PRAISING]
        return kept if "sarcasm" in keys else _renamed(kept, "mocking", "sarcasm")
    if "wishing" in keys:
        signals = [signal for signal in signals if signal.key not in _WISHED]
    # Many a complaint thanks in advance, or out of habit.
    return _renamed(signals, "thanks", "courtesy") if keys & _BLUNT else signals


def _renamed(signals: list[Signal], key: str, new: str) -> list[Signal]:
    return [replace(signal, key=new) if signal.key == key else signal for signal in signals]


def _stars(rating: float | None) -> list[Signal]:
    if rating is None or math.isnan(rating):
        return []
    said = f"{rating:g} of 5 stars"
    if rating <= 2:
        return [Signal("few stars", said, "")]
    return [Signal("many stars", said, "")] if rating >= 4 else []


def _own_words(text: str, rules: JudgeRules) -> list[Signal]:
    found = []
    for key, says, listed in (
        ("own complaint word", "is a complaint word of this brand", rules.complaint_words),
        ("own praise word", "is a praise word of this brand", rules.praise_words),
    ):
        word = own_word_in(text, listed)
        if word is not None:
            found.append(Signal(key, says, word))
    return found


def _measured(words: Words, polarity: float) -> list[Signal]:
    signals = [Signal("length", "is long, as complaints are", "", min(len(words.tokens), 40) / 20)]
    if polarity > 0:
        signals.append(Signal("good polarity", f"TextBlob reads it as {polarity:+.2f}", "", polarity))
    elif polarity < 0:
        signals.append(Signal("bad polarity", f"TextBlob reads it as {polarity:+.2f}", "", -polarity))
    return signals


def _polarity(text: str) -> float:
    from textblob.en import sentiment

    return round(float(sentiment(text)[0]), 4)

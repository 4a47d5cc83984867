"""The judging of English posts: a linear model weighs words and cues, and each of them can be named."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from mentionwatch.judge.abuse import speaks_of_service
from mentionwatch.judge.churn import stays
from mentionwatch.judge.closing import closing_of, closing_of_praise, takes_back_thanks
from mentionwatch.judge.cues import Signal
from mentionwatch.judge.linear import Model, Weights, shipped
from mentionwatch.judge.own_words import own_word_in
from mentionwatch.judge.polarity import polarity_of
from mentionwatch.judge.signals import find_cues
from mentionwatch.judge.stars import kind_of_stars
from mentionwatch.judge.words import Words
from mentionwatch.model import Closing, Kind, Verdict

if TYPE_CHECKING:
    from mentionwatch.config import JudgeRules

_GIVEN = {
    "own complaint word": Weights(4.0, -2.0),
    "own praise word": Weights(-2.0, 4.0),
    "few stars": Weights(4.0, -4.0, -2.0),
    "many stars": Weights(-3.0, 4.0),
}
"""What the rules and the stars say: no post can teach it, so it is set by hand."""
_RARE = {
    "sarcasm": Weights(2.5, -3.0),
    "denied praise": Weights(0.6, -0.6),
    "details": Weights(-1.5, -1.0, -1.0),
    "goodbye": Weights(1.0, -0.5),
    "denied trouble": Weights(-2.0, 1.5),
    "threat": Weights(1.5, -1.0),
}
"""Added to what the model says of cues that too few posts of any source have."""
# What an insult may come with to be a complaint all the same.
_MATTER = frozenset(
    {"waiting", "unanswered", "failure", "failing", "trouble", "late", "time", "money", "wronged", "quality"}
    | {"demand", "why", "goodbye", "sarcasm", "own complaint word", "few stars"}
)
_ASKS = frozenset({"question mark", "asking", "asking first", "request", "demand", "why"})
"""What a question seldom does without."""
_CLEARLY = 2.0
"""By how much a question must outscore a complaint to be no complaint."""
_ROUGH = "its rough words are like those of insults"
_REASONS = 5
_LEAST_SAID = 0.3
_STRENGTH = itemgetter(0)
_CERTAINTY = {
    Kind.COMPLAINT: (0.59, 0.70),
    Kind.PRAISE: (1.0, -0.96),
    Kind.QUESTION: (0.50, 0.02),
    Kind.OTHER: (1.28, -2.07),
}
"""How steeply confidence grows with the distance to the next best kind, and where it starts, in log-odds: fitted by
`tools/crossval.py` on first contacts that the model had not seen."""
_COMPLAINT, _PRAISE, _QUESTION, _OTHER = Kind.COMPLAINT, Kind.PRAISE, Kind.QUESTION, Kind.OTHER
_OPEN, _SENT, _SETTLED = Closing.NONE, Closing.ACKNOWLEDGED, frozenset({Closing.THANKS, Closing.SATISFIED})
# To ask an enum for a member costs as much as ten look-ups, and each post would ask thirty times.


class English:
    """The classifier of English posts: a model, and what its scores mean."""

    def __init__(self, model: Model | None = None) -> None:
        self._given_model = model

    @cached_property
    def model(self) -> Model:
        """The model that decides: the shipped one, read at first use, unless another was given."""
        return self._given_model or shipped()

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    def judge(self, words: Words, *, rules: JudgeRules, rating: float | None) -> Verdict:
        """Judge a post by its words and stars."""
        cues = find_cues(words)
        weighed = [(signal, _GIVEN[signal.key]) for signal in (*_stars(rating), *_own_words(words.text, rules))]
        weighed += self._weigh_cues(cues)
        said = self.model.weigh(words.tokens)
        scores = _scores(self.model.start, weighed, said)
        keys = {signal.key for signal, _ in weighed}
        if scores.question > 0 and keys.isdisjoint(_ASKS):
            scores = scores._replace(question=scores.question - 1)
        insult = next(signal.words for signal in cues if signal.key == "insult") if "insult" in keys else None
        closing = _OPEN if insult else closing_of(words, cues, complaint=scores.complaint)
        kind = _kind(scores, closing, has_matter=insult is None or not keys.isdisjoint(_MATTER))
        if kind is _PRAISE and rating is None and takes_back_thanks(words):
            kind, closing = _COMPLAINT, _OPEN
        elif kind is _PRAISE or closing in _SETTLED:
            closing = closing_of_praise(words, cues, closing)
        is_rough = insult is None and scores.abuse > _least_abuse(kind, words)
        abuse = f'"{insult}" insults a person' if insult else _ROUGH if is_rough else None
        return Verdict(
            kind=kind,
            reasons=_reasons(kind, weighed, said, closing, abuse),
            abusive=abuse is not None,
            confidence=_confidence(kind, scores),
            polarity=polarity_of(words.tokens),
            closing=closing,
            goodbye=kind in (_COMPLAINT, _OTHER) and "goodbye" in keys and not stays(words.text),
        )

    def score(self, words: Words) -> Weights:
        """Give a post's scores by its words and cues alone, without stars and the brand's own words."""
        return _scores(self.model.start, self._weigh_cues(find_cues(words)), self.model.weigh(words.tokens))

    def _weigh_cues(self, cues: Sequence[Signal]) -> list[tuple[Signal, Weights]]:
        known = self.model.cues
        weighed = []
        for signal in cues:
            if signal.key in known:
                weighed.append((signal, known[signal.key]))
            if signal.key in _RARE:
                weighed.append((signal, _RARE[signal.key]))
        return weighed


ENGLISH = English()


def _scores(start: Weights, weighed: Sequence[tuple[Signal, Weights]], said: Mapping[str, Weights]) -> Weights:
    complaint, praise, question, abuse = start
    for one, two, three, four in said.values():
        complaint += one
        praise += two
        question += three
        abuse += four
    for (_, _, _, strength), (one, two, three, four) in weighed:
        complaint += strength * one
        praise += strength * two
        question += strength * three
        abuse += strength * four
    return Weights(complaint, praise, question, abuse)


def _kind(scores: Weights, closing: Closing, *, has_matter: bool) -> Kind:
    """Take the first kind that holds. Complaints come before questions: many a complaint asks something."""
    if closing is _SENT:
        return _OTHER
    if closing in _SETTLED:
        return _PRAISE if scores.praise > 0 else _OTHER
    is_asked = scores.question > scores.complaint + _CLEARLY
    if scores.complaint > 0 and scores.complaint >= scores.praise and not is_asked:
        return _COMPLAINT if has_matter else _OTHER
    if scores.praise > 0 and scores.praise >= scores.question:
        return _PRAISE
    return _QUESTION if scores.question > 0 else _OTHER


def _least_abuse(kind: Kind, words: Words) -> float:
    """Give what abuse must score beyond: more in a complaint, whose rough words may be aimed at the service."""
    if kind is not _COMPLAINT:
        return 0.0
    return 3.0 if speaks_of_service(words) else 0.1


def _confidence(kind: Kind, scores: Weights) -> float:
    """Give how likely the kind is right, by how far its score is from that of the next best."""
    complaint, praise, question, _ = scores
    if kind is _COMPLAINT:
        margin = complaint - max(praise, question, 0.0)
    elif kind is _PRAISE:
        margin = praise - max(complaint, question, 0.0)
    elif kind is _QUESTION:
        margin = question - max(complaint, praise, 0.0)
    else:
        margin = -max(complaint, praise, question)
    steepness, start = _CERTAINTY[kind]
    return round(1 / (1 + math.exp(-max(min(steepness * margin + start, 30.0), -30.0))), 3)


def _reasons(
    kind: Kind,
    weighed: Sequence[tuple[Signal, Weights]],
    said: Mapping[str, Weights],
    closing: Closing,
    abuse: str | None,
) -> tuple[str, ...]:
    """Name what decided, the strongest first: what speaks against a complaint where nothing else was found."""
    toward = _COMPLAINT if kind is _OTHER else kind
    at, name, plural = _NAMED[toward]
    by_cue, told = _by_cue(weighed, said, at)
    found = [(abs(weight), weight, cue) for weight, cue in by_cue.values() if abs(weight) >= _LEAST_SAID]
    for words, weights in said.items():
        weight = weights[at]
        if not -_LEAST_SAID < weight < _LEAST_SAID and words not in told:
            found.append((abs(weight), weight, words))
    found.sort(key=_STRENGTH, reverse=True)
    reasons = [f"{_said_of(one, weight, plural)} ({weight:+.1f} {name})" for _, weight, one in found[:_REASONS]]
    if closing is not _OPEN:
        reasons.insert(0, f"the words close the matter ({closing})")
    if abuse is not None:
        reasons.append(abuse)
    return tuple(reasons) or ("nothing in it points to a complaint, praise or question",)


def _by_cue(
    weighed: Sequence[tuple[Signal, Weights]], said: Mapping[str, Weights], at: int
) -> tuple[dict[str, tuple[float, Signal | str]], set[str]]:
    """Give what each cue says together with its words, and those words, which shall not be named twice."""
    by_cue: dict[str, tuple[float, Signal | str]] = {}
    told: set[str] = set()
    for signal, weights in weighed:
        key, _, words, strength = signal
        before = by_cue[key][0] if key in by_cue else 0.0
        if key not in by_cue and words in said and words not in told:
            before = said[words][at]
        by_cue[key] = (before + strength * weights[at], signal)
        told.add(words)
    return by_cue, told


def _said_of(found: Signal | str, weight: float, plural: str) -> str:
    if isinstance(found, str):
        return f'"{found}" is {"common" if weight > 0 else "rare"} in {plural}'
    _, says, words, _ = found
    return f'"{words}" {says}' if words else says


_NAMED = {
    _COMPLAINT: (0, "complaint", "complaints"),
    _PRAISE: (1, "praise", "praise"),
    _QUESTION: (2, "question", "questions"),
}
"""Where a kind stands among the weights, and what one such post and several are called."""


def _stars(rating: float | None) -> list[Signal]:
    kind = kind_of_stars(rating)
    if kind is None:
        return []
    return [Signal("few stars" if kind is _COMPLAINT else "many stars", f"{rating:g} of 5 stars", "")]


def _own_words(text: str, rules: JudgeRules) -> list[Signal]:
    found: list[Signal] = []
    if not (rules.complaint_words or rules.praise_words):
        return found
    for key, says, listed in (
        ("own complaint word", "is a complaint word of this brand", rules.complaint_words),
        ("own praise word", "is a praise word of this brand", rules.praise_words),
    ):
        word = own_word_in(text, listed)
        if word is not None:
            found.append(Signal(key, says, word))
    return found

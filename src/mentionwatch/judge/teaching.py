"""Corrections teach the English judge: what people said of posts changes the shipped weights, if that makes it better.

For each kind a logistic regression is fitted whose weights are centred on the shipped ones: without corrections, or
where they agree with the judge, nothing changes. Standard library only, and the same corrections give the same weights.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import mul
from typing import TYPE_CHECKING

from mentionwatch.judge.kinds import English
from mentionwatch.judge.linear import UNIT, Model, Weights, pairs_of, scale_of
from mentionwatch.judge.signals import find_cues
from mentionwatch.judge.words import Words
from mentionwatch.model import Kind

if TYPE_CHECKING:
    from mentionwatch.config import JudgeRules

FEWEST = 50
"""Fewer corrections teach nothing."""
_GROWTH = 1.2
"""The judge is taught anew once there are so many times as many: a new judge judges everything again."""
_METHOD = 1
"""Goes up whenever the same corrections may teach something else."""
_HEADS = (Kind.COMPLAINT, Kind.PRAISE, Kind.QUESTION)
_FOLDS = 5
_PENALTY = 1.0
"""How firmly the shipped weights are held to: the larger, the more corrections it takes to change one."""
_FEWEST_SEEN = 2
_MOST_ROUNDS = 100
_SETTLED = 1e-3
_HALVINGS = 16


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of a post: its kind, be it another than the judge's or the same. `rating` is in stars of 5."""

    words: Words
    kind: Kind
    ref: str
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What corrections taught.

    `before` of them came out right with the weights as shipped, and `after` with weights taught by the others.
    `changes` are added to the weights of words, pairs (`a b`), cues (`:key`) and the start (empty); there are some
    only if the lesson `is_kept`.
    """

    hash: str
    base: str
    corrections: int
    before: int
    after: int
    is_kept: bool
    changes: Mapping[str, Weights]

    @property
    def name(self) -> str:
        """The name of the model that decides after the lesson."""
        return f"{self.base}+taught-{self.hash[:8]}" if self.is_kept else self.base

    def apply(self, model: Model) -> Model:
        """Give the model that decides after the lesson, made from the shipped one."""
        return model.taught(self.name, self.changes) if self.is_kept else model


def count_taught(count: int) -> int:
    """Give how many of so many corrections teach: the largest of 50, 60, 72, 87, ... there is; 0 of fewer."""
    step = FEWEST
    while (following := math.ceil(step * _GROWTH)) <= count:
        step = following
    return step if step <= count else 0


def hash_of(model: Model, corrections: Sequence[Correction], *, rules: JudgeRules) -> str:
    """Name all that a lesson hangs on, in whatever order the corrections come."""
    said = sorted((one.ref, one.kind, one.words.text, one.words.has_link, str(one.rating)) for one in corrections)
    known = [_METHOD, model.name, rules.complaint_words, rules.praise_words, said]
    return sha256(json.dumps(known).encode()).hexdigest()


def teach(model: Model, corrections: Sequence[Correction], *, rules: JudgeRules) -> Lesson:
    """Teach the shipped model, and test what it learns on corrections held out."""
    examples = [_Example(model, one) for one in sorted(corrections, key=lambda one: one.ref)]
    before: list[bool] = []
    after: list[bool] = []
    for fold in range(_FOLDS):
        changes = _fit(model, [one for one in examples if one.fold != fold])
        held_out = [one for one in examples if one.fold == fold]
        before += _right(model, held_out, rules)
        after += _right(model.taught(model.name, changes), held_out, rules)
    is_kept = _is_better(before, after)
    return Lesson(
        hash=hash_of(model, corrections, rules=rules),
        base=model.name,
        corrections=len(corrections),
        before=sum(before),
        after=sum(after),
        is_kept=is_kept,
        changes=_fit(model, examples) if is_kept else {},
    )


class _Example:
    """A correction as the model sees it: what is weighed, how strongly, and the scores as shipped."""

    def __init__(self, model: Model, correction: Correction) -> None:
        self.correction = correction
        self.fold = sha256(correction.ref.encode()).digest()[0] % _FOLDS
        tokens = correction.words.tokens
        scale = scale_of(tokens)
        self.found: dict[str, float] = {"": 1.0}
        said = (*tokens, *pairs_of(tokens))
        self.found |= {text: scale for text in said if not any(map(str.isnumeric, text))}
        for cue in find_cues(correction.words):
            self.found[f":{cue.key}"] = self.found.get(f":{cue.key}", 0.0) + cue.strength
        self.scores = English(model).score(correction.words)


@dataclass(frozen=True, slots=True)
class _Row:
    """An example by the places of what is weighed in it. `square` is the sum of the squares of `values`."""

    places: Sequence[int]
    values: Sequence[float]
    square: float


def _right(model: Model, examples: Sequence[_Example], rules: JudgeRules) -> list[bool]:
    judge = English(model).judge
    said = [one.correction for one in examples]
    return [judge(one.words, rules=rules, rating=one.rating).kind is one.kind for one in said]


def _is_better(before: Sequence[bool], after: Sequence[bool]) -> bool:
    """Whether more come out right, by more than the same number of coins would have it: one standard deviation."""
    otherwise = sum(one is not other for one, other in zip(before, after, strict=True))
    return sum(after) - sum(before) > math.sqrt(otherwise)


def _fit(model: Model, examples: Sequence[_Example]) -> dict[str, Weights]:
    """Find the changes of the weights that fit the corrections best, in whole thousandths."""
    seen = Counter(text for one in examples for text in one.found)
    known = model.words.keys() | model.pairs.keys()
    place = {text: at for at, text in enumerate(text for text in seen if seen[text] >= _FEWEST_SEEN or text in known)}
    rows = [_row(one, place) for one in examples]
    changes = [
        _solve(
            rows,
            [one.scores[head] for one in examples],
            [1 if one.correction.kind is kind else -1 for one in examples],
            size=len(place),
        )
        for head, kind in enumerate(_HEADS)
    ]
    whole = {text: Weights(*(round(change[at] * UNIT) / UNIT for change in changes)) for text, at in place.items()}
    return {text: weights for text, weights in sorted(whole.items()) if any(weights)}


def _row(example: _Example, place: Mapping[str, int]) -> _Row:
    found = {place[text]: value for text, value in example.found.items() if text in place}
    return _Row(list(found), list(found.values()), sum(value * value for value in found.values()))


def _solve(rows: Sequence[_Row], scores: Sequence[float], signs: Sequence[int], *, size: int) -> list[float]:
    """Minimise the sum of log(1 + exp(-sign * (score + change . values))) plus half the penalty times |change|^2.

    At the minimum, the change is the sum of what each row pulls, a pull being how wrong its score still is. Each row
    in turn is given the pull that solves its own equation (dual coordinate ascent; Yu, Huang and Lin 2011): it needs
    no step size, and cannot diverge. Rows that no longer move rest until the others have settled.
    """
    change = [0.0] * size
    pulls = [0.0] * len(rows)
    everybody = range(len(rows))
    turn: Sequence[int] = everybody
    for _ in range(_MOST_ROUNDS):
        moved = []
        for at in turn:
            row, sign = rows[at], signs[at]
            margin = sign * (scores[at] + sum(map(mul, map(change.__getitem__, row.places), row.values)))
            pull = _pull(margin, pulls[at], row.square / _PENALTY)
            step = sign * (pull - pulls[at])
            if abs(step) < _SETTLED:
                continue
            moved.append(at)
            pulls[at] = pull
            for place, value in zip(row.places, row.values, strict=True):
                change[place] += step / _PENALTY * value
        if not moved and turn is everybody:
            break
        turn = moved or everybody
    return change


def _pull(margin: float, before: float, per_pull: float) -> float:
    """Give the pull, 0 to 1, that is as large as the score is wrong once it has pulled."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle * (1 + math.exp(min(margin + (middle - before) * per_pull, 500.0))) < 1:
            low = middle
        else:
            high = middle
    return (low + high) / 2

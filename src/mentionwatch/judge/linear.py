"""The linear model: what each word, pair of words and cue adds to each score.

The weights stand in a plain text file beside this module, written by `tools/train.py`; nothing else is in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

UNIT = 1000
"""The file has whole numbers: thousandths."""
SHIPPED = Path(__file__).with_name("english.tsv")
_MOST_TOKENS = 30
"""Posts of more words than this have each word weighed less, so that length alone decides nothing."""


class Weights(NamedTuple):
    """What something adds to the score of each kind, and to that of abuse; less than 0 speaks against it."""

    complaint: float = 0.0
    praise: float = 0.0
    question: float = 0.0
    abuse: float = 0.0


NOTHING = Weights()


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by word, by pair of neighbouring words, and by cue."""

    name: str
    start: Weights
    words: Mapping[str, Weights]
    pairs: Mapping[str, Weights]
    cues: Mapping[str, Weights]

    def of_word(self, word: str) -> Weights:
        """Give a word's weights: nothing for a word it does not know."""
        return self.words.get(word, NOTHING)

    def weigh(self, tokens: Sequence[str]) -> dict[str, Weights]:
        """Give each distinct word and pair of a post that weighs anything, with its weights in this post."""
        words, pairs = self.words, self.pairs
        found = {word: words[word] for word in tokens if word in words}
        for pair in pairs_of(tokens):
            if pair in pairs:
                found[pair] = pairs[pair]
        scale = scale_of(tokens)
        if scale < 1:
            return {said: Weights(scale * a, scale * b, scale * c, scale * d) for said, (a, b, c, d) in found.items()}
        return found

    def taught(self, name: str, corrections: Mapping[str, Weights]) -> Model:
        """Give a model with corrections added to the weights of words, pairs (`a b`), cues (`:key`) and the start."""
        words, pairs, cues = dict(self.words), dict(self.pairs), dict(self.cues)
        start = self.start
        for key, change in corrections.items():
            if not key:
                start = _sum(start, change)
            elif key.startswith(":"):
                cues[key[1:]] = _sum(cues.get(key[1:], NOTHING), change)
            elif " " in key:
                pairs[key] = _sum(pairs.get(key, NOTHING), change)
            else:
                words[key] = _sum(self.of_word(key), change)
        return replace(self, name=name, start=start, words=words, pairs=pairs, cues=cues)


def pairs_of(tokens: Sequence[str]) -> Iterator[str]:
    """Give each two neighbouring words of a post, parted by a space."""
    return map(" ".join, pairwise(tokens))


def scale_of(tokens: Sequence[str]) -> float:
    """Give how much each word of a post counts: 1 for short posts, less for long ones."""
    return 1.0 if len(tokens) <= _MOST_TOKENS else math.sqrt(_MOST_TOKENS / len(tokens))


def _sum(one: Weights, other: Weights) -> Weights:
    return Weights(*map(sum, zip(one, other, strict=True)))


@cache
def shipped() -> Model:
    """Read the model that comes with the package."""
    return read(SHIPPED)


@cache
def _thousandths(number: str) -> float:
    """Read a weight; the same weights are one object each, which keeps the model small enough for fast memory."""
    return int(number) / UNIT


def read(path: Path) -> Model:
    """Read a model from its file: a line `#`, its name; then `sort TAB text TAB` and four whole numbers a line."""
    sorts: dict[str, dict[str, Weights]] = {"word": {}, "pair": {}, "cue": {}, "start": {}}
    with path.open(encoding="utf-8") as file:
        name = next(file).lstrip("# ").strip()
        for line in file:
            sort, text, *numbers = line.rstrip("\n").split("\t")
            sorts[sort][text] = Weights._make(map(_thousandths, numbers))
    return Model(name, sorts["start"][""], sorts["word"], sorts["pair"], sorts["cue"])

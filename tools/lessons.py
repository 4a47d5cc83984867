"""Measure what corrections teach, for docs/classifying.md.

    python tools/lessons.py [DATA]

The weights are trained with a source of posts left out, or a part of it; then some of those posts correct the judge,
and it judges the others. What is printed is the share of kinds told right before and after, the lesson kept or not as
the product would. Takes some minutes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from examples import Example, default_data, read_public
from train import Trainer

from mentionwatch.config import JudgeRules
from mentionwatch.judge.kinds import English
from mentionwatch.judge.linear import Model
from mentionwatch.judge.teaching import Correction, teach
from mentionwatch.judge.words import read_words
from mentionwatch.model import Kind

RULES = JudgeRules()
TIMES = {50: 12, 105: 8, 264: 4, 550: 3, 1976: 1}
"""How often a number of corrections is drawn."""
_TESTED = 400
_PART = 0.4


def main() -> None:
    """Print a line for each source and number of corrections."""
    parser = argparse.ArgumentParser(description="Measure what corrections teach the judge.")
    parser.add_argument("data", nargs="?", type=Path, default=default_data())
    examples = read_public(parser.parse_args().data)
    trainer = Trainer(examples)
    for family, part in (("contacts", 1.0), ("airline", 1.0), ("contacts", _PART)):
        places = [at for at, one in enumerate(examples) if one.family == family]
        left_out = {places[at] for at in _order(len(places), seed=1)[: round(part * len(places))]}
        model = trainer.train([at for at in range(len(examples)) if at not in left_out])
        _measure(model, _corrections(examples, sorted(left_out)), f"{family}, {part:.0%} left out of the training")


def _corrections(examples: Sequence[Example], places: Sequence[int]) -> list[Correction]:
    """Give the examples of which one kind is known, as a person would have said it."""
    found = []
    for at in places:
        one = examples[at]
        kind = next((kind for kind in (Kind.COMPLAINT, Kind.PRAISE, Kind.QUESTION) if getattr(one, kind)), Kind.OTHER)
        words = read_words(one.text)
        is_known = kind is not Kind.OTHER or None not in (one.complaint, one.praise, one.question)
        if is_known and words.has_words:
            found.append(Correction(words, kind, f"post:{at}"))
    return found


def _measure(model: Model, posts: list[Correction], title: str) -> None:
    print(title)
    for count, times in TIMES.items():
        if count + 100 > len(posts):
            continue
        tested = before = after = kept = 0
        seconds = 0.0
        for seed in range(times):
            drawn = [posts[at] for at in _order(len(posts), seed=seed)[: count + _TESTED]]
            start = time.process_time()
            lesson = teach(model, drawn[:count], rules=RULES)
            seconds += time.process_time() - start
            tested += len(drawn) - count
            kept += lesson.is_kept
            before += _right(model, drawn[count:])
            after += _right(lesson.apply(model), drawn[count:])
        print(
            f"  {count:4} corrections: right before {before / tested:.1%}, after {after / tested:.1%}; "
            f"kept {kept} of {times}; {seconds / times:.1f} s"
        )


def _order(count: int, *, seed: int) -> list[int]:
    return [int(at) for at in np.random.default_rng(seed).permutation(count)]


def _right(model: Model, posts: Sequence[Correction]) -> int:
    judge = English(model).judge
    return sum(judge(one.words, rules=RULES, rating=None).kind is one.kind for one in posts)


if __name__ == "__main__":
    main()

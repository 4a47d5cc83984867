"""Train the judge of English posts, and write its weights to `src/mentionwatch/judge/english.tsv`.

    python tools/train.py [DATA]                       the public data sets that docs/model.md names
    python tools/train.py --labelled FILE.csv -o FILE  any labelled posts: columns `text`, `kind` (and `abusive`)

The same data and versions of the libraries give the same file, byte for byte. It holds weights alone: no post, no
link, number or @name, and no word or pair of words that fewer than three posts have.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # sums in another order round otherwise

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from examples import HEADS, Example, default_data, handles_in, read_labelled, read_public
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from mentionwatch.judge.linear import SHIPPED, UNIT, Model, Weights, pairs_of, scale_of
from mentionwatch.judge.signals import find_cues
from mentionwatch.judge.words import Words, read_words

NAME = "linear/1"
FEWEST_POSTS = 3
_MARKS = frozenset({"?", "!", "..."})
_LINK_PARTS = frozenset(["http", "https", "www", "com", "co", "html", "ly"])
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SIZES = {"word": 0.7, "pair": 0.7, "cue": 1.0}
"""How much a block may say: a larger value needs a smaller weight, which the penalty prefers."""
_PENALTY = {"complaint": 0.7, "praise": 1.0, "question": 1.0, "abuse": 0.3}
_TOTAL = 2400.0
"""What a family of posts weighs in all at weight 1."""
_SHIFTS = Weights(complaint=0.35, praise=-0.7, question=0.5, abuse=-0.64)
"""Moves each start, so that a score above 0 means the kind: by the best F1 that `tools/crossval.py` finds."""
_LEAST = 20
"""Words and pairs none of whose weights has so many thousandths are left out of the file."""


@dataclass(frozen=True)
class Read:
    """A post as the model sees it."""

    words: Words
    cues: dict[str, float]


@dataclass(frozen=True)
class Vocabulary:
    """What the file will hold a line for: the place of each text in its block."""

    word: dict[str, int]
    pair: dict[str, int]
    cue: dict[str, int]


def read_post(text: str) -> Read:
    """Read a post with the very code that reads it when it is judged."""
    words = read_words(text)
    cues: Counter[str] = Counter()
    for signal in find_cues(words):
        cues[signal.key] += signal.strength
    return Read(words, dict(cues))


def vocabulary(posts: Iterable[Read], handles: Counter[str]) -> Vocabulary:
    """Choose what is weighed: what enough different posts have, and no @name."""
    distinct = {post.words.tokens: post for post in posts}.values()
    counts = {
        "word": Counter(word for post in distinct for word in set(post.words.tokens)),
        "pair": Counter(pair for post in distinct for pair in set(pairs_of(post.words.tokens))),
        "cue": Counter(cue for post in distinct for cue in post.cues),
    }

    def is_plain(word: str) -> bool:
        return word in _MARKS or (
            word not in _LINK_PARTS
            and _WORD.fullmatch(word) is not None
            and len(word) <= 20
            and handles[word] * 10 <= counts["word"][word]
        )

    def chosen(block: str, test: Callable[[str], bool]) -> dict[str, int]:
        frequent = {text for text, count in counts[block].items() if count >= FEWEST_POSTS}
        return {text: at for at, text in enumerate(sorted(text for text in frequent if test(text)))}

    return Vocabulary(
        word=chosen("word", is_plain),
        pair=chosen("pair", lambda pair: all(map(is_plain, pair.split(" ")))),
        cue=chosen("cue", lambda cue: True),
    )


class Trainer:
    """What all trainings on the same posts share: the posts, as the model sees them."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = list(examples)
        self.posts = [read_post(one.text) for one in examples]
        self.handles = handles_in(one.text for one in examples)

    def train(self, chosen: Sequence[int], name: str = NAME) -> Model:
        """Train a model on some of the examples, named by their places."""
        posts = [self.posts[at] for at in chosen]
        known = _Blocks(vocabulary(posts, self.handles))
        table = known.table(posts)
        weights = np.zeros((table.shape[1], len(HEADS)))
        start = np.zeros(len(HEADS))
        for head, kind in enumerate(HEADS):
            label, weight = _targets([self.examples[at] for at in chosen], kind)
            rows = weight > 0
            if len(set(label[rows])) < 2:
                start[head] = -5.0
                continue
            fit = LogisticRegression(C=_PENALTY[kind], max_iter=5000, tol=1e-7).fit(
                table[rows], label[rows], sample_weight=weight[rows]
            )
            weights[:, head], start[head] = fit.coef_[0], fit.intercept_[0]
        return known.model(name, start, weights)


def _targets(examples: Sequence[Example], kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Give whether each example is of a kind, and its weight: 0 where nobody says, each family's classes in balance."""
    said = [getattr(example, kind) for example in examples]
    label = np.array([bool(one) for one in said])
    weight = np.array([example.weight if one is not None else 0.0 for one, example in zip(said, examples, strict=True)])
    families = np.array([example.family for example in examples])
    for family in sorted(set(families)):
        mine = families == family
        share = next(example.share for example in examples if example.family == family)
        both = [mine & label & (weight > 0), mine & ~label & (weight > 0)]
        if kind == "abuse":  # too few complaints insult anybody: in balance, swearing alone would do
            both = [mine & (weight > 0)]
        present = [one for one in both if one.any()]
        for one in present:
            weight[one] *= share[kind] * _TOTAL / len(present) / weight[one].sum()
    return label, weight


class _Blocks:
    """The table of posts by what is weighed, and the way back from its columns to words."""

    def __init__(self, known: Vocabulary) -> None:
        self.known = known

    def table(self, posts: Sequence[Read]) -> sparse.csr_matrix:
        """Give a row a post, a column a word, pair or cue."""
        words = _count(
            posts, lambda post: ((self.known.word.get(w), 1.0) for w in set(post.words.tokens)), self.known.word
        )
        pairs = _count(
            posts,
            lambda post: ((self.known.pair.get(p), 1.0) for p in set(pairs_of(post.words.tokens))),
            self.known.pair,
        )
        scale = sparse.diags_array([scale_of(post.words.tokens) for post in posts])
        cues = _count(posts, lambda post: ((self.known.cue.get(c), n) for c, n in post.cues.items()), self.known.cue)
        return sparse.hstack(
            [
                scale @ words * _SIZES["word"],
                scale @ pairs * _SIZES["pair"],
                cues * _SIZES["cue"],
            ]
        ).tocsr()

    def model(self, name: str, start: np.ndarray, weights: np.ndarray) -> Model:
        """Name every weight by its text."""
        word, pair, cue = np.split(weights, np.cumsum([len(self.known.word), len(self.known.pair)]))
        return Model(
            name,
            Weights(*(float(one) + shift for one, shift in zip(start, _SHIFTS, strict=True))),
            _named(self.known.word, word * _SIZES["word"]),
            _named(self.known.pair, pair * _SIZES["pair"]),
            _named(self.known.cue, cue * _SIZES["cue"]),
        )


def _count(
    posts: Sequence[Read], found: Callable[[Read], Iterable[tuple[int | None, float]]], block: dict[str, int]
) -> sparse.csr_matrix:
    rows, columns, values = [], [], []
    for row, post in enumerate(posts):
        for column, value in found(post):
            if column is not None:
                rows.append(row)
                columns.append(column)
                values.append(value)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(posts), len(block)))


def _named(block: dict[str, int], weights: np.ndarray) -> dict[str, Weights]:
    return {text: Weights(*(float(one) for one in weights[at])) for text, at in block.items()}


def write(model: Model, path: Path) -> None:
    """Write a model as `mentionwatch.judge.linear.read` reads it: sorted, in thousandths."""
    blocks = [("start", {"": model.start}), ("cue", model.cues), ("word", model.words), ("pair", model.pairs)]
    lines = [f"# {model.name}"]
    for sort, block in blocks:
        for text, weights in sorted(block.items()):
            numbers = [round(one * UNIT) for one in weights]
            if sort in ("start", "cue") or max(map(abs, numbers)) >= _LEAST:
                lines.append("\t".join((sort, text, *map(str, numbers))))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Train on what the command line names, and write the file."""
    parser = argparse.ArgumentParser(description="Train the judge of English posts.")
    parser.add_argument("data", nargs="?", type=Path, default=default_data(), help="directory of the public data sets")
    parser.add_argument("--labelled", type=Path, metavar="FILE", help="train on this CSV file instead")
    parser.add_argument("--name", default=NAME, help="how verdicts name the model")
    parser.add_argument("-o", "--output", type=Path, default=SHIPPED, help="where to write the weights")
    asked = parser.parse_args()
    examples = read_labelled(asked.labelled) if asked.labelled else read_public(asked.data)
    write(Trainer(examples).train(range(len(examples)), asked.name), asked.output)
    print(f"{asked.output}: {asked.output.stat().st_size:,} bytes, from {len(examples):,} labelled posts")


if __name__ == "__main__":
    main()

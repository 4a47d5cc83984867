"""Other ways from texts to groups of alike texts, each timed from the raw texts on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from made.scores import Groups
from mentionwatch.replies.canned import canonical
from mentionwatch.replies.likeness import likeness

_ROWS = 500
_CUTOFF = 78
"""Percent of letters in common: where the ratio alone, without our rule on words, does best."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one way gave: a group for each text, and the seconds it took."""

    name: str
    groups: list[int]
    seconds: float


def all_pairs_of_texts(texts: Sequence[str]) -> Run:
    """Compare every pair of the texts as they stand."""
    return _run("rapidfuzz, all pairs, texts", texts, lambda: list(texts), _all_pairs)


def all_pairs_of_forms(texts: Sequence[str]) -> Run:
    """Compare every pair of canonical forms."""
    return _run("rapidfuzz, all pairs, forms", texts, lambda: _forms(texts), _all_pairs)


def minhash(texts: Sequence[str]) -> Run:
    """Take for alike what datasketch's index of MinHashes gives."""
    return _run(
        "datasketch at 0.5, its pairs as given", texts, lambda: _forms(texts), partial(_minhash_pairs, threshold=0.5)
    )


def minhash_verified(texts: Sequence[str], *, threshold: float) -> Run:
    """Ask the product's own rule of each pair that datasketch's index gives."""

    def verified(forms: list[str]) -> Iterator[tuple[int, int]]:
        pairs = _minhash_pairs(forms, threshold=threshold)
        return (pair for pair in pairs if likeness(forms[pair[0]], forms[pair[1]]))

    return _run(f"datasketch at {threshold}, our rule on its pairs", texts, lambda: _forms(texts), verified)


def _forms(texts: Sequence[str]) -> list[str]:
    return [canonical(text).form for text in texts]


def _run(
    name: str,
    texts: Sequence[str],
    read: Callable[[], list[str]],
    pairs: Callable[[list[str]], Iterator[tuple[int, int]]],
) -> Run:
    """Read the texts, join the pairs that are alike, and give each text the group of what it reads as."""
    start = time.process_time()
    read_as = read()
    groups = Groups(len(read_as))
    for one, other in pairs(read_as):
        groups.join(one, other)
    found = [groups.of(number) for number in range(len(read_as))]
    return Run(name, found, time.process_time() - start)


def _all_pairs(forms: list[str]) -> Iterator[tuple[int, int]]:
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.fuzz import ratio

    for start in range(0, len(forms), _ROWS):  # row by row from the diagonal on: each pair once
        rows = forms[start : start + _ROWS]
        found = process.cdist(rows, forms[start:], scorer=ratio, score_cutoff=_CUTOFF, workers=1, dtype=np.uint8)
        for row, column in zip(*np.nonzero(found), strict=True):
            if row < column:
                yield start + int(row), start + int(column)


def _minhash_pairs(forms: list[str], *, threshold: float) -> Iterator[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)
    first: dict[str, int] = {}  # equal forms need no index: each is looked up once
    for number, form in enumerate(forms):
        yield first.setdefault(form, number), number
    hashes = MinHash.bulk(map(_shingles, first), num_perm=128)
    for number, signature in zip(first.values(), hashes, strict=True):
        for other in index.query(signature):
            yield other, number
        index.insert(number, signature, check_duplication=False)


def _shingles(form: str) -> list[bytes]:
    words = form.encode().split()
    return [b" ".join(words[at : at + 3]) for at in range(max(len(words) - 2, 1))]

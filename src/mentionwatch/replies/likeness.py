"""When two canonical forms are the same stock text: keys that find the candidates, and the likeness that decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

KEYS = 6
"""How many keys a form has at most."""
SAME = 75
"""The least share of letters, in percent, that two forms of one stock text have in common, in order."""
_SAME_WORDS = 72
"""The same of words: letters alone find much in common between words that have nothing to do with each other."""
_FEWEST_WORDS, _MOST_WORDS, _PER_WORD = 3.0, 4.0, 8
"""So many words in a run speak of another matter: three at 75 %, one more for each 8 % of likeness, at most four."""
_FEW_LETTERS = 6
"""Where no more differ, the words are not looked at."""
_COMPARED = 4096
_BITS = 0xFFFFFFFF
_WORDS_KEPT, _LONGEST_KEPT = 32768, 32
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def keys(form: str, seed: int = 0) -> tuple[int, ...]:
    """Give the at most 6 smallest 32-bit hashes of the form's runs of three words, ascending.

    Forms that are alike share at least one, nearly always. The order of the three words does not count, so that
    two words that changed places spoil two runs and not four.
    """
    hash_of = _hashes(seed)
    hashes = [hash_of[word] for word in _spaced(form).split()]
    if len(hashes) < 3:
        return (sum(hashes) & _BITS,) if hashes else ()
    runs = [(a + b + c) & _BITS for a, b, c in zip(hashes, hashes[1:], hashes[2:], strict=False)]
    runs.sort()
    smallest = runs[:KEYS]
    return tuple(smallest if len(set(smallest)) == len(smallest) else sorted(set(runs))[:KEYS])


class _Hashes(dict[str, int]):
    """The hashes of words under one seed; those met first are kept, as the common ones are among them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __missing__(self, word: str) -> int:
        found = crc32(word.encode(errors="surrogatepass"), self._seed)
        if len(self) < _WORDS_KEPT and len(word) <= _LONGEST_KEPT:
            self[word] = found
        return found


@lru_cache(maxsize=16)
def _hashes(seed: int) -> _Hashes:
    return _Hashes(seed)


def shortened(form: str) -> str:
    """Give as much of a form as is compared."""
    return form[:_COMPARED]


def similar(form: str, others: Mapping[int, str]) -> list[tuple[int, float]]:
    """Give the ids of those `shortened` forms that share letters enough with a form to be alike, most similar first.

    Beside each stands the share, in percent. It costs a fraction of asking `likeness` of each, and leaves out none that
    is alike. Of equally similar ones the lower id comes first.
    """
    ratio, _, extract = _rapidfuzz()
    found = extract(form[:_COMPARED], others, scorer=ratio, processor=None, score_cutoff=SAME, limit=None)
    found.sort(key=_order)
    return [(one, share) for _, share, one in found]


def _order(found: tuple[str, float, int]) -> tuple[float, int]:
    return -found[1], found[2]


def likeness(form: str, other: str) -> float:
    """Give how alike two forms are, 0..1: 1.0 for equal forms alone, 0.0 if they are not the same stock text.

    They are the same if 75 % of their letters and 72 % of their words are, in order, and no run of words speaks of
    another matter.
    """
    return likeness_of_similar(form, other, _rapidfuzz()[0](form[:_COMPARED], other[:_COMPARED], score_cutoff=SAME))


def likeness_of_similar(form: str, other: str, share: float) -> float:
    """Give how alike two forms are, as `likeness` does, of which `similar` told the share of letters."""
    if form == other:
        return 1.0
    if form > other:
        form, other = other, form
    form, other = form[:_COMPARED], other[:_COMPARED]
    differing = (1 - share / 100) * (len(form) + len(other))
    if not share or (differing > _FEW_LETTERS and not _have_the_same_words(form, other, share)):
        return 0.0
    return min(share / 100, 0.999)


def _have_the_same_words(form: str, other: str, share: float) -> bool:
    words, others = _words(form), _words(other)
    common = [(block.a, block.b, block.size) for block in _rapidfuzz()[1](words, others).as_matching_blocks()]
    if 200 * sum([size for _, _, size in common]) < _SAME_WORDS * (len(words) + len(others)):
        return False
    longest = _longest_run(common)
    # Two letters are a word in scripts without spaces.
    is_unspaced = len(words) > 2 * form.count(" ") + 2
    bar = min(_FEWEST_WORDS + (share - SAME) / _PER_WORD, _MOST_WORDS)
    return (longest / 2 if is_unspaced else longest) < bar


def _longest_run(common: Iterable[tuple[int, int, int]]) -> float:
    """Count the words of the longest run in which two texts speak of different things.

    It has as many words as the shorter side, but at least half of the longer one's; each word that both have inside of
    it takes a third of a word off, so that an "and" in common does not part it. A run that one text has here and
    another that the other has there count like one.
    """
    longest = 0.0
    most_missing = most_added = missing = added = shared = end = other_end = 0
    for start, other_start, size in common:
        missing += start - end
        added += other_start - other_end
        less, more = (missing, added) if missing < added else (added, missing)  # min and max took half of the time
        length = (less if 2 * less > more else more / 2) - shared / 3
        if length > longest:
            longest = length
        if missing > most_missing:
            most_missing = missing
        if added > most_added:
            most_added = added
        shared += size
        if length <= size / 3:
            missing = added = shared = 0
        end, other_end = start + size, other_start + size
    return max(longest, min(most_missing, most_added))


@lru_cache(maxsize=1024)
def _words(form: str) -> tuple[str, ...]:
    # Kept, because one form is compared with many.
    return tuple(_spaced(form).split())


def _spaced(form: str) -> str:
    return form if form.isascii() or not _UNSPACED.search(form) else _UNSPACED.sub(r" \g<0> ", form)


@cache
def _rapidfuzz() -> tuple[Any, Any, Any]:
    # On first use: reports and --help never compare.
    from rapidfuzz.distance import Indel
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    return ratio, Indel.editops, extract

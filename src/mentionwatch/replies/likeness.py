"""When two canonical forms are the same stock text: keys that find the candidates, and the likeness that decides."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from zlib import crc32

KEYS = 6
"""How many keys a form has at most."""
SAME = 78
"""The least share of letters, in percent, that two forms of one stock text have in common, in order."""
OTHER_MATTER = 4.0
"""How many words, side by side, may differ between them before they speak of something else."""
_LETTERS = 12
"""So few differing letters are no other matter."""
_COMPARED = 4096
_BITS = 0xFFFFFFFF
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def keys(form: str, seed: int = 0) -> tuple[int, ...]:
    """Give the at most 6 smallest 32-bit hashes of the form's runs of three words, ascending.

    Forms that are alike share at least one, nearly always. The order of the three words does not count, so that
    two words that changed places spoil two runs and not four.
    """
    hashes = [crc32(word, seed) for word in " ".join(_words(form)).encode(errors="surrogatepass").split(b" ") if word]
    if len(hashes) < 3:
        return (sum(hashes) & _BITS,) if hashes else ()
    runs = {sum(run) & _BITS for run in zip(hashes, hashes[1:], hashes[2:], strict=False)}
    return tuple(sorted(runs)[:KEYS])


def likeness(form: str, other: str) -> float:
    """Give how alike two forms are, 0..1: 1.0 for equal forms alone, 0.0 if they are not the same stock text.

    They are the same if 78 % of their letters are, in order, unless one run of words speaks of another matter.
    """
    if form == other:
        return 1.0
    if form > other:
        form, other = other, form
    form, other = form[:_COMPARED], other[:_COMPARED]
    found: float = _rapidfuzz()[0](form, other, score_cutoff=SAME)
    differing = (100 - found) * (len(form) + len(other))
    if not found or (differing > 100 * _LETTERS and _other_matter(form, other) >= OTHER_MATTER):
        return 0.0
    return min(found / 100, 0.999)


def _other_matter(form: str, other: str) -> float:
    """Weigh the run of words in which two forms differ most.

    A run counts as many words as the shorter side has, but at least half of the longer one's; each word that
    both have between two runs takes half a word off, so that an "and" in common does not part them.
    """
    words, others = _words(form), _words(other)
    worst = run = 0.0
    end = other_end = 0
    for start, other_start, size in _rapidfuzz()[1](words, others).as_matching_blocks():
        missing, added = start - end, other_start - other_end
        run += max(min(missing, added), max(missing, added) / 2)
        worst = max(worst, run)
        run = max(run - size / 2, 0.0)
        end, other_end = start + size, other_start + size
    # Two letters are a word in scripts without spaces.
    return worst / 2 if len(words) > 2 * form.count(" ") + 2 else worst


def _words(form: str) -> list[str]:
    if not form.isascii() and _UNSPACED.search(form):
        form = _UNSPACED.sub(r" \g<0> ", form)
    return form.split()


@cache
def _rapidfuzz() -> tuple[Any, Any]:
    # On first use: reports and --help never compare.
    from rapidfuzz.distance import Indel
    from rapidfuzz.fuzz import ratio

    return ratio, Indel.editops

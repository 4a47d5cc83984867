"""When two canonical forms are the same stock text: keys that find the candidates, and the likeness that decides."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from zlib import crc32

KEYS = 6
SAME = 78
_UNSPACED = re.compile("([\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])")


def keys(form: str, seed: int = 0) -> tuple[int, ...]:
    """Give the at most 6 smallest hashes of the form's three-word shingles, ascending.

    Forms that are alike share at least one, nearly always; equal forms share all. Shorter forms are one shingle.
    """
    words = _words(form)
    if not words:
        return ()
    encoded = [word.encode(errors="surrogatepass") for word in words]
    if len(encoded) < 3:
        return (crc32(b" ".join(encoded), seed),)
    hashes = {crc32(b"%b %b %b" % shingle, seed) for shingle in zip(encoded, encoded[1:], encoded[2:], strict=False)}
    return tuple(sorted(hashes)[:KEYS])


def likeness(form: str, other: str) -> float:
    """Give how alike two forms are, 0..1: 1.0 for equal forms alone, 0.0 if they are not the same stock text."""
    if form == other:
        return 1.0
    if form > other:
        form, other = other, form
    found: float = _fuzz().ratio(form, other, score_cutoff=SAME)
    return min(found / 100, 0.999)


def _words(form: str) -> list[str]:
    if not form.isascii():
        form = _UNSPACED.sub(r" \1 ", form)
    return form.split()


@cache
def _fuzz() -> Any:
    # On first use: reports and --help never compare.
    from rapidfuzz import fuzz

    return fuzz

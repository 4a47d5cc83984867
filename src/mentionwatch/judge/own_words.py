"""The words of a brand's own trade, as its rules list them."""

from __future__ import annotations

import re
from functools import lru_cache


def own_word_in(text: str, listed: tuple[str, ...]) -> str | None:
    """Find the first of the listed words: literal, whole, case-blind, with any white space between their parts."""
    pattern = _any_of(listed)
    found = pattern.search(text.casefold()) if pattern is not None else None
    return found[0] if found else None


@lru_cache(maxsize=64)
def _any_of(listed: tuple[str, ...]) -> re.Pattern[str] | None:
    words = [r"\s+".join(re.escape(part) for part in word.casefold().split()) for word in listed if word.strip()]
    if not words:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(words, key=len, reverse=True)) + r")(?!\w)")

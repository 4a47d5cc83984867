"""What is found for a word, remembered: most words of a post were in posts before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
_MOST = 20_000


class Memo(dict[str, Found]):
    """A dictionary that finds what it lacks, and starts anew when it is full.

    Half as costly as `functools.lru_cache`, whose list of latest uses scatters over memory.
    """

    def __init__(self, find: Callable[[str], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> Found:
        """Find a word for the first time."""
        if len(self) >= _MOST:
            self.clear()
        found = self[word] = self._find(word)
        return found

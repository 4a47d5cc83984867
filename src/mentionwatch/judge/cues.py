"""What a cue is: words that all say the same of a post."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Tone(Enum):
    """Whether words speak well or ill, which says what a `not` before them does."""

    GOOD = 1
    BAD = 2
    PLAIN = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say the same: `phrases` parted by commas, case folded, whole words."""

    key: str
    says: str
    tone: Tone
    phrases: str


class Signal(NamedTuple):
    """One cue found in a post. `words` are what showed it; `strength` is how strongly, 1 for once."""

    key: str
    says: str
    words: str
    strength: float = 1.0

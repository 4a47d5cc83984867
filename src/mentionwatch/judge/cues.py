"""What a cue is: words that all say the same of a post."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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

"""How much each cue counts toward each kind, and where a kind begins."""

from __future__ import annotations

from typing import NamedTuple


class Weight(NamedTuple):
    """What one cue adds to the score of each kind; less than 0 speaks against it."""

    complaint: float = 0.0
    praise: float = 0.0
    question: float = 0.0


START = Weight(complaint=-1.8, praise=-1.2, question=-1.5)
"""Each score before any word is read; a kind is taken when its score is above 0."""

WEIGHTS = {
    "waiting": Weight(1.7, -1.0),
    "unanswered": Weight(1.6, -0.8),
    "failure": Weight(1.7, -1.2),
    "trouble": Weight(1.1, -0.6),
    "late": Weight(1.4, -0.9),
    "money": Weight(1.1, -0.3),
    "contempt": Weight(1.8, -1.5),
    "dismay": Weight(1.1, -0.9),
    "quality": Weight(1.1, -0.4),
    "demand": Weight(0.8, -0.5, 0.8),
    "why": Weight(1.5, -0.8, 0.5),
    "again": Weight(0.7, -0.3),
    "goodbye": Weight(1.2, -1.2),
    "time": Weight(1.0, -0.8),
    "failing": Weight(0.9, -0.7),
    "sarcasm": Weight(2.2, -3.0),
    "hashtag": Weight(1.6, -2.0),
    "bad sign": Weight(0.7, -0.9),
    "capitals": Weight(0.2, -0.2),
    "denial": Weight(0.9, -0.8),
    "denied praise": Weight(0.9, -1.5),
    "denied trouble": Weight(0.0, 0.5),
    "contrary": Weight(0.2, -0.2),
    "personal": Weight(0.0),
    "addressed": Weight(0.2, 0.1),
    "exclamation": Weight(-0.2, 0.6),
    "question mark": Weight(0.2, -1.3, 1.6),
    "asking": Weight(-0.1, -0.7, 1.0),
    "thanks": Weight(-0.9, 2.0),
    "delight": Weight(-1.1, 2.3),
    "liking": Weight(-0.4, 1.0),
    "good sign": Weight(-1.2, 1.5),
    "length": Weight(0.9, -0.4),
    "good polarity": Weight(-0.8, 1.2),
    "bad polarity": Weight(0.7, -1.0),
    "own complaint word": Weight(3.0, -1.0),
    "own praise word": Weight(-1.0, 3.0),
    "few stars": Weight(3.0, -3.0, -1.5),
    "many stars": Weight(-2.0, 3.0),
}

"""How much each cue counts toward each kind, and where a kind begins."""

from __future__ import annotations

from typing import NamedTuple


class Weight(NamedTuple):
    """What one cue adds to the score of each kind; less than 0 speaks against it."""

    complaint: float = 0.0
    praise: float = 0.0
    question: float = 0.0


START = Weight(complaint=-1.9, praise=-0.8, question=-1.5)
"""Each score before any word is read; a kind is taken when its score is above 0."""

WEIGHTS = {
    "waiting": Weight(1.8, -1.2),
    "unanswered": Weight(1.6, -0.8),
    "failure": Weight(1.9, -1.4),
    "trouble": Weight(1.1, -0.6),
    "late": Weight(1.4, -1.0),
    "money": Weight(0.9, -0.2),
    "wronged": Weight(1.8, -1.0),
    "conceded": Weight(0.8, -1.2),
    "forgiven": Weight(-0.8, 0.6),
    "contempt": Weight(1.9, -1.8),
    "dismay": Weight(1.2, -0.9),
    "quality": Weight(1.4, -0.6),
    "demand": Weight(0.8, -0.5, 0.8),
    "why": Weight(1.5, -0.8, 0.5),
    "again": Weight(0.7, -0.3),
    "goodbye": Weight(2.0, -1.8),
    "time": Weight(1.0, -0.8),
    "failing": Weight(0.9, -0.7),
    "sarcasm": Weight(2.2, -3.0),
    "mocking": Weight(0.4, 0.0),
    "wishing": Weight(0.0, -0.7),
    "courtesy": Weight(-0.3, 1.2),
    "warning": Weight(1.2, -1.0),
    "hashtag": Weight(1.6, -2.0),
    "bad sign": Weight(0.7, -0.9),
    "capitals": Weight(0.2, -0.2),
    "denial": Weight(1.0, -0.8),
    "denied praise": Weight(0.9, -0.6),
    "denied trouble": Weight(0.0, 0.5),
    "contrary": Weight(0.2, -0.2),
    "addressed": Weight(0.2, 0.1),
    "exclamation": Weight(-0.2, 0.7),
    "question mark": Weight(0.3, -1.3, 1.6),
    "asking": Weight(-0.1, -0.7, 1.0),
    "asking first": Weight(0.0, -0.2, 0.8),
    "request": Weight(0.0, -0.6, 1.6),
    "thanks": Weight(-1.1, 2.6),
    "delight": Weight(-1.1, 2.4),
    "liking": Weight(-0.5, 1.4),
    "good sign": Weight(-1.1, 1.7),
    "length": Weight(0.9, -0.4),
    "good polarity": Weight(-0.9, 1.2),
    "bad polarity": Weight(0.6, -1.0),
    "own complaint word": Weight(3.0, -1.0),
    "own praise word": Weight(-1.0, 3.0),
    "few stars": Weight(3.0, -3.0, -1.5),
    "many stars": Weight(-2.0, 3.0),
}

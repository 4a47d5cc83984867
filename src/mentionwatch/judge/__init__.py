"""The judging of customers' posts: which kind a post is, and why. Pure: no I/O, no clock.

`CLASSIFIER` names the method that made a verdict; it changes whenever the same text may get another verdict.
"""

from __future__ import annotations

from mentionwatch.judge.kinds import judge

CLASSIFIER = "lexicon/1"

__all__ = ["CLASSIFIER", "judge"]

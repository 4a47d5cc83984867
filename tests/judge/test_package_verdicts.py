"""What an installed package's classifier may give: nothing that the store could not hold."""

from __future__ import annotations

import pytest

from mentionwatch.config import JudgeRules
from mentionwatch.judge import dispatch
from mentionwatch.judge.words import Words, read_words
from mentionwatch.model import Kind, Verdict


class Package:
    """A classifier of a package that gives what it was made with."""

    name = "theirs/1"

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    def judge(self, words: Words, *, rules: JudgeRules, rating: float | None) -> Verdict:
        return self.verdict


def given(verdict: Verdict) -> Verdict:
    words = read_words("hello there, are you the shop")
    return dispatch._verdict_of(Package(verdict), words, rules=JudgeRules(), rating=None, language="en")


def test_a_sound_verdict_is_kept() -> None:
    """A package's verdict is taken as it is, under the package's name."""
    found = given(Verdict(kind=Kind.PRAISE, reasons=("nice",), confidence=0.5))
    assert (found.kind, found.reasons, found.classifier) == (Kind.PRAISE, ("nice",), "theirs/1")


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "praise"},
        {"reasons": "because"},
        {"reasons": (object(),)},
        {"reasons": ("\ud800",)},
        {"abusive": "very"},
        {"confidence": 1.5},
        {"polarity": 7.0},
        {"closing": "done"},
    ],
    ids=["kind", "no tuple", "no text", "half a letter", "no flag", "confidence", "polarity", "closing"],
)
def test_an_unsound_verdict_is_refused(fault: dict[str, object]) -> None:
    """A part that the store cannot hold costs that post its verdict, by the package's name."""
    sound: dict[str, object] = {"kind": Kind.PRAISE, "reasons": ("nice",), "confidence": 0.5}
    with pytest.raises(ValueError, match="theirs/1 gave no verdict that can be kept"):
        given(Verdict(**(sound | fault)))  # type: ignore[arg-type]

"""How many posts of each hard sort are judged right, in invented posts (tests/data/judge/hard_cases.yaml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from mentionwatch.config import JudgeRules
from mentionwatch.judge import judge

RULES = JudgeRules()
FILE = Path(__file__).resolve().parents[1] / "data" / "judge" / "hard_cases.yaml"
POSTS: dict[str, dict[str, list[str]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
ABUSE = POSTS.pop("abuse")

# The least share of each group that must be judged right: what is reached, to be raised and never lowered.
FLOORS = {
    "sarcasm": 0.64,
    "thanks_for_nothing": 0.75,
    "negation": 0.93,
    "praise_then_problem": 0.8,
    "failure_or_capability": 0.82,
    "question_complaint": 0.8,
    "waiting": 0.75,
    "emoji": 0.84,
    "retweets": 0.85,
    "very_short": 0.85,
    "churn": 0.78,
    "closing": 0.82,
}
ABUSE_FLOOR = 0.92
ABUSE_PRECISION = 0.9
# A complaint taken for praise is not answered: the worst of the mistakes.
MOST_COMPLAINTS_PRAISED = 0.04


@dataclass(frozen=True, slots=True)
class Case:
    """A post, what it should be judged to be ("a|b" where two are as right), and what it was."""

    text: str
    expected: str
    got: str

    @property
    def right(self) -> bool:
        return self.got in self.expected.split("|")

    def __str__(self) -> str:
        return f"{self.text!r}: expected {self.expected}, got {self.got}"


def kinds_of(group: str) -> Iterator[Case]:
    for expected, texts in POSTS[group].items():
        for text in texts:
            yield Case(text, expected, judge(text, rules=RULES).kind or "unjudged")


def abuse_flags() -> Iterator[Case]:
    for expected, texts in ABUSE.items():
        for text in texts:
            yield Case(text, expected, "abusive" if judge(text, rules=RULES).abusive else "civil")


def report(cases: list[Case]) -> str:
    lines = [str(case) for case in cases if not case.right]
    share = 1 - len(lines) / len(cases)
    return f"{share:.3f} of {len(cases)} right; missed:\n" + "\n".join(lines)


def share_right(cases: list[Case]) -> float:
    return sum(case.right for case in cases) / len(cases)


def test_every_group_has_a_floor() -> None:
    """No group of posts goes unmeasured, and none is too small to tell a share."""
    assert set(FLOORS) == set(POSTS)
    assert min(sum(map(len, group.values())) for group in POSTS.values()) >= 24


@pytest.mark.parametrize("group", FLOORS)
def test_share_right(group: str) -> None:
    """Of each hard sort of post, and of those that only look like it, enough get their right kind."""
    cases = list(kinds_of(group))
    assert share_right(cases) >= FLOORS[group], report(cases)


def test_complaints_are_not_praised() -> None:
    """Hardly any complaint is taken for praise, however thankful it sounds."""
    complaints = [case for group in POSTS for case in kinds_of(group) if case.expected == "complaint"]
    praised = [case for case in complaints if case.got == "praise"]
    assert len(praised) <= MOST_COMPLAINTS_PRAISED * len(complaints), "\n".join(map(str, praised))


def test_abuse_share_right() -> None:
    """Insults aimed at persons are flagged, and anger, swearing and insults to things or oneself are not."""
    cases = list(abuse_flags())
    assert share_right(cases) >= ABUSE_FLOOR, report(cases)


def test_abuse_precision() -> None:
    """Who is flagged as abusive is so: a wrong flag wrongs a customer."""
    flagged = [case for case in abuse_flags() if case.got == "abusive"]
    right = sum(case.right for case in flagged)
    assert flagged
    assert right >= ABUSE_PRECISION * len(flagged), report(flagged)

"""Who to answer first, and why. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from mentionwatch.model import Handoff, Kind, Outcome

_BY_KIND = {Kind.COMPLAINT: 40, Kind.QUESTION: 20, None: 15, Kind.PRAISE: 5, Kind.OTHER: 0}
_BY_FOLLOWERS = ((100_000, 30), (10_000, 20), (1_000, 10))
_LOUD = 10
_MOST_FOR_REPEATING = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a conversation. `echo` counts shares and replies of its posts; `followers` is the customer's."""

    kind: Kind | None
    outcome: Outcome | None
    handoff: Handoff
    has_goodbye: bool
    asked: int
    followers: int
    echo: int


def urgency(case: Case) -> tuple[int, tuple[str, ...]]:
    """Give a priority of 0 to about 200, and the reasons that add up to it."""
    parts = [(_BY_KIND[case.kind], f"a {case.kind}" if case.kind else "not judged")]
    if case.asked > 1:
        parts.append((min(10 * (case.asked - 1), _MOST_FOR_REPEATING), f"asked {case.asked} times"))
    if case.has_goodbye:
        parts.append((25, "says goodbye"))
    if case.handoff is Handoff.ANGRY:
        parts.append((20, "came back after a hand-off"))
    points = next((points for followers, points in _BY_FOLLOWERS if case.followers >= followers), 0)
    parts.append((points, f"{case.followers:,} followers"))
    if case.echo >= _LOUD:
        parts.append((20, f"shared and answered {case.echo} times"))
    telling = [(points, reason) for points, reason in parts if points]
    return sum(points for points, _ in telling), tuple(f"{reason} (+{points})" for points, reason in telling)

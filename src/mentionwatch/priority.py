"""Who to answer first, and why. Pure functions; docs/metrics.md tells each part with its points.

What a conversation itself says is stored with it; what hangs on a person's other conversations, on how a post spread
and on the brand's whole audience is told when somebody reads it, so that no finding depends on another thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from statistics import median
from zoneinfo import ZoneInfo

from mentionwatch.config import PriorityRules
from mentionwatch.model import Handoff, Kind

_BY_KIND = {Kind.COMPLAINT: 40, Kind.QUESTION: 20, None: 15, Kind.PRAISE: 5, Kind.OTHER: 0}
_NAMES = {Kind.COMPLAINT: "a complaint", Kind.QUESTION: "a question", None: "not judged"}
_BY_FOLLOWERS = ((100_000, 30), (10_000, 20), (0, 10))
_FOR_EACH = 10
_MOST_FOR_REPEATING = 30
_LEAVING, _BACK, _SPREADING, _REGULAR = 25, 20, 20, 10
_TIMES_THE_USUAL = 5
_AN_HOUR = 3600
_PART = re.compile(r" \(\+\d+\)$")


class Sign(StrEnum):
    """What makes somebody urgent, in a word or two: each reason but the first begins with one."""

    LEAVING = "may leave"
    INFLUENTIAL = "influential"
    VIRAL = "viral"
    REGULAR = "regular"
    REPEAT = "complained before"
    ASKED = "asked again"
    BACK = "came back after a hand-off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a conversation itself says. `leaving` are the words that threaten to leave; `asked` counts the posts of the
    open wait that want an answer."""

    kind: Kind | None
    handoff: Handoff
    leaving: str | None
    asked: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier conversation of the same person with the brand."""

    opened_at: datetime
    is_complaint: bool


@dataclass(frozen=True, slots=True)
class Look:
    """How often a post had been shared and answered when somebody looked; `at` is seconds since 1970."""

    at: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known around a conversation.

    `followers` are those at the time of the post; `least` is the number from which on somebody is influential, None:
    nobody is. `per_hour` is how fast the customer's posts in it spread, `usual_per_hour` how fast their other posts
    do. `earlier` are the person's conversations before this one, on any linked account.
    """

    kind: Kind | None
    followers: int | None = None
    least: int | None = None
    per_hour: float = 0.0
    usual_per_hour: float = 0.0
    earlier: Sequence[Earlier] = ()


@dataclass(frozen=True, slots=True)
class Urgency:
    """A priority with the reasons that add up to it."""

    points: int
    reasons: tuple[str, ...]

    @property
    def signs(self) -> tuple[Sign, ...]:
        """What makes it urgent beside its kind, in a word or two each."""
        return tuple(sign for sign in Sign if any(reason.startswith(sign) for reason in self.reasons))


_Part = tuple[int, str]


def urgency_of(case: Case) -> Urgency:
    """Say how urgent a conversation is by what it itself says."""
    parts: list[_Part] = [(_BY_KIND[case.kind], _NAMES.get(case.kind, str(case.kind)))]
    if case.asked > 1:
        points = min(_FOR_EACH * (case.asked - 1), _MOST_FOR_REPEATING)
        parts.append((points, f"{Sign.ASKED}: {case.asked} times in all"))
    if case.leaving is not None:
        parts.append((_LEAVING, f"{Sign.LEAVING}: {case.leaving}"))
    if case.handoff is Handoff.ANGRY:
        parts.append((_BACK, Sign.BACK))
    return _sum(parts)


def urgency_around(around: Around, rules: PriorityRules, zone: ZoneInfo) -> Urgency:
    """Say what is to be added to that by what is known around the conversation."""
    parts: list[_Part] = []
    followers, least = around.followers or 0, around.least
    if least is not None and followers >= least:
        points = next(points for many, points in _BY_FOLLOWERS if followers >= many)
        share = f"the top {rules.influential.share * 100:g} % of the audience"
        parts.append((points, f"{Sign.INFLUENTIAL}: {followers:,} followers, in {share}"))
    if is_viral(around.per_hour, around.usual_per_hour, rules):
        speed = f"shared and answered {around.per_hour:,.0f} times an hour, usually {around.usual_per_hour:,.0f}"
        parts.append((_SPREADING, f"{Sign.VIRAL}: {speed}"))
    if is_regular(around.earlier, rules, zone):
        days = _days(around.earlier, zone)
        often = f"{len(around.earlier)} conversations on {days} days in the {rules.regular.days} days before"
        parts.append((_REGULAR, f"{Sign.REGULAR}: {often}"))
    complaints = sum(one.is_complaint for one in around.earlier)
    if complaints and around.kind is not Kind.PRAISE:
        points = min(_FOR_EACH * complaints, _MOST_FOR_REPEATING)
        times = "once" if complaints == 1 else f"{complaints} times"
        parts.append((points, f"{Sign.REPEAT}: {times} in the {rules.regular.days} days before"))
    return _sum(parts)


def most_around(followers: int | None, rules: PriorityRules) -> int:
    """Give the most points that `urgency_around` may add for somebody with so many followers."""
    points = next(points for many, points in _BY_FOLLOWERS if (followers or 0) >= many)
    is_followed = (followers or 0) >= rules.influential.followers
    return (points if is_followed else 0) + _SPREADING + _REGULAR + _MOST_FOR_REPEATING


def together(stored: Urgency, around: Urgency) -> Urgency:
    """Add what is known around a conversation to what it itself says."""
    return Urgency(stored.points + around.points, (*stored.reasons, *around.reasons))


def parts_of(reasons: Iterable[str]) -> tuple[str, ...]:
    """Give those reasons of a conversation that its priority is made of; the others tell of its outcome."""
    return tuple(reason for reason in reasons if _PART.search(reason))


def with_parts(reasons: Iterable[str], urgency: Urgency) -> tuple[str, ...]:
    """Put all parts of a priority in the place of those among a conversation's reasons."""
    return (*(reason for reason in reasons if not _PART.search(reason)), *urgency.reasons)


def window_of(opened_at: datetime, rules: PriorityRules) -> datetime:
    """Give since when earlier conversations count, for one that was opened then."""
    return opened_at - timedelta(days=rules.regular.days)


def is_regular(earlier: Sequence[Earlier], rules: PriorityRules, zone: ZoneInfo) -> bool:
    """Say whether somebody with these conversations in the days before is a regular."""
    least = rules.regular.conversations
    return len(earlier) >= least and _days(earlier, zone) >= least


def is_viral(per_hour: float, usual_per_hour: float, rules: PriorityRules) -> bool:
    """Say whether a post spreads: faster than the rules say, and than five times what is usual for its author."""
    return per_hour > rules.viral.per_hour and per_hour > _TIMES_THE_USUAL * usual_per_hour


def least_followers(size: int, top: Iterable[int], rules: PriorityRules) -> int | None:
    """Give the number of followers from which on somebody is influential; None if nobody is.

    `size` is how many people the audience has, `top` the followers of those with at least as many as the rules ask.
    """
    ordered = sorted(top, reverse=True)
    among = ceil(size * rules.influential.share - 1e-9)
    return ordered[min(among, len(ordered)) - 1] if among and ordered else None


def speed(posted: int, looks: Iterable[Look]) -> float:
    """Say how often an hour a post was shared and answered when it spread fastest, by what was seen of it.

    What came within an hour counts as that hour's; between looks further apart, the mean. A post begins with nothing.
    """
    seen = [Look(posted, 0)]
    fastest, first = 0.0, 0
    for look in sorted(looks, key=lambda look: (look.at, look.count)):
        while look.at - seen[first].at > _AN_HOUR and first < len(seen) - 1:
            first += 1
        since = seen[first]
        hours = max(look.at - since.at, _AN_HOUR) / _AN_HOUR
        fastest = max(fastest, (look.count - since.count) / hours)
        seen.append(look)
    return fastest


def usual(speeds: Sequence[float]) -> float:
    """Say how fast somebody's posts usually spread; 0 where nothing else of theirs is known."""
    return median(speeds) if speeds else 0.0


def _days(earlier: Iterable[Earlier], zone: ZoneInfo) -> int:
    return len({one.opened_at.astimezone(zone).date() for one in earlier})


def _sum(parts: Iterable[_Part]) -> Urgency:
    telling = [(points, reason) for points, reason in parts if points]
    return Urgency(sum(points for points, _ in telling), tuple(f"{reason} (+{points})" for points, reason in telling))

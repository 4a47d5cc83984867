"""Where the brand failed: the missed, the stock texts, those who asked again, the praise that nobody thanked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mentionwatch.measure import Standing
from mentionwatch.model import Kind
from mentionwatch.reports import Cases, Dataset, Figure, Request
from mentionwatch.reports.common import NEEDING
from mentionwatch.reports.figures import counted, share
from mentionwatch.reports.waits import Standings, Test, both, count, first_of, is_missed, keys_of
from mentionwatch.store import totals

if TYPE_CHECKING:
    from sqlite3 import Connection

_NEEDING, _PRAISE = first_of(*NEEDING), first_of(Kind.PRAISE)
_UNKNOWN, _YOUNG = {Standing.CANNOT_KNOW}, {Standing.DUE, Standing.DUE_SOON}


def failures(db: Connection, request: Request) -> tuple[Figure, ...]:
    """Count where the brand failed in the period."""
    stands = Standings(request)
    overdue = both(lambda wait: wait.is_exact, stands.among(Standing.OVERDUE))
    again = both(lambda wait: wait.ordinal > 1, overdue)
    unknown = both(_NEEDING, stands.among(*_UNKNOWN))
    shares = _shares(stands, overdue)
    *counts, left, not_known = count(db, request, [*(test for one in shares for test in one.tests), again, unknown])
    missed, canned_only, praise_ignored = (
        one.figure(db, request, *counts[3 * place : 3 * place + 3]) for place, one in enumerate(shares)
    )
    return (
        missed,
        canned_only,
        counted(
            "left_waiting",
            "asked again, and overdue",
            left,
            "later waits that are past their time",
            cases=keys_of(db, request, again),
        ),
        _canned_rate(db, request),
        praise_ignored,
        replace(
            counted(
                "cannot_know_in_period",
                "cannot know",
                not_known,
                "no feed shows whether they got a reply",
                cases=keys_of(db, request, unknown),
            ),
            is_hidden=not not_known,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Share:
    """A share of some waits. `tests` are of its part, of the whole, and of what of that is old enough to compare."""

    name: str
    title: str
    tests: tuple[Test, Test, Test]
    definition: str

    def figure(self, db: Connection, request: Request, part: int, whole: int, old: int) -> Figure:
        """Make the figure of what passed the tests."""
        cases = keys_of(db, request, self.tests[0])
        figure = share(self.name, self.title, part, whole, self.definition, cases=cases)
        return replace(figure, comparable=(part, old))


def _shares(stands: Standings, overdue: Test) -> tuple[_Share, ...]:
    """Give the shares of those of whom it can be known."""
    known = stands.among(*(set(Standing) - _UNKNOWN))
    old_enough = stands.among(*(set(Standing) - _UNKNOWN - _YOUNG))
    canned_only = both(_NEEDING, lambda wait: wait.is_canned_only)
    needing = both(_NEEDING, known), both(_NEEDING, old_enough)
    return (
        _Share(
            "missed",
            "missed: past its time, no reply at all",
            (is_missed, *needing),
            "complaints and questions past their time with no reply, of those of which that can be known",
        ),
        _Share(
            "canned_only",
            "got nothing but stock texts",
            (canned_only, *needing),
            "complaints and questions replied to, but by no real reply, of those of which that can be known",
        ),
        _Share(
            "praise_ignored",
            "praise that nobody thanked",
            (both(_PRAISE, overdue), both(_PRAISE, known), both(_PRAISE, old_enough)),
            "praise past its time with no reply, of that of which it can be known",
        ),
    )


def _canned_rate(db: Connection, request: Request) -> Figure:
    replies, stock = totals.replies(db, request.which)
    return share(
        "canned_rate",
        "replies that were stock texts",
        stock,
        replies,
        "canned among replies that count",
        cases=Cases(Dataset.REPLIES, lambda: totals.canned_keys(db, request.which)),
    )

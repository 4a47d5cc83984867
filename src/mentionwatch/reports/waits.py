"""Waits for the figures: read one after the other, grouped, and listed again when somebody asks which they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from mentionwatch.measure import Attainment, Standing, WaitFacts, answered_within, length, standing
from mentionwatch.model import Kind
from mentionwatch.reports import Cases, Dataset, Key, Request
from mentionwatch.reports.grouping import Group, Grouping
from mentionwatch.store.cover import Cover
from mentionwatch.store.wait_scan import wait_rows
from mentionwatch.survival import Lengths

if TYPE_CHECKING:
    from sqlite3 import Connection

Test: TypeAlias = Callable[[WaitFacts], bool]

FIRST, LATER = "w.ordinal = 1", "w.ordinal > 1"
"""Which waits of a conversation are read."""
WITHIN = {
    "1h": timedelta(hours=1),
    "4h": timedelta(hours=4),
    "8h": timedelta(hours=8),
    "24h": timedelta(hours=24),
    "72h": timedelta(hours=72),
}
_LIMITS = tuple(round(within.total_seconds()) for within in WITHIN.values())
KEY = ("conversation_id", "brand", "ordinal")
_SEEN = ("brand", "network", "feeds")
_FACTS = (
    "opened",
    "kind",
    "ordinal",
    "due_seconds",
    "seconds",
    "real_seconds",
    "business_seconds",
    "is_replied",
    "is_exact",
    "is_handled",
)


def facts(
    db: Connection, request: Request, more: Sequence[str] = (), *, condition: str = "1"
) -> Iterator[tuple[WaitFacts, tuple[Any, ...]]]:
    """Read the waits opened in the period in order, each with its values in `more` columns."""
    cover, now, elapsed = Cover(db), int(request.now.timestamp()), request.elapsed
    columns = (*_FACTS, *_SEEN, *more)
    size, after = len(_FACTS), len(_FACTS) + len(_SEEN)
    for row in wait_rows(db, request.which, columns, condition=condition):
        opened, (brand, network, feeds) = row[0], row[size:after]
        seen_to = cover.seen_to(brand, network, feeds, opened)
        if request.clock is None:
            yield WaitFacts._make((*row[:size], None if seen_to is None else seen_to - opened, None)), row[after:]
        else:
            seen_seconds = None if seen_to is None else elapsed(brand, feeds, opened, min(seen_to, now))
            age_seconds = elapsed(brand, feeds, opened, now)
            yield WaitFacts._make((*row[:size], seen_seconds, age_seconds)), row[after:]


def keys_of(db: Connection, request: Request, test: Test, *, condition: str = "1") -> Cases:
    """Give the cases of a figure: the waits of the period that pass a test."""

    def keys() -> Iterator[Key]:
        return (key for wait, key in facts(db, request, KEY, condition=condition) if test(wait))

    return Cases(Dataset.WAITS, keys)


def count(db: Connection, request: Request, tests: Sequence[Test], *, condition: str = "1") -> list[int]:
    """Count the waits of the period that pass each of some tests."""
    counts = [0] * len(tests)
    for wait, _ in facts(db, request, condition=condition):
        for number, test in enumerate(tests):
            counts[number] += test(wait)
    return counts


def lengths_by(db: Connection, request: Request, *, real: bool = False, condition: str = FIRST) -> dict[Group, Lengths]:
    """Collect the lengths of waits in the groups of `request.by`; with `real`, to the real reply.

    This is `measure.length` for a million waits: only what it needs is read, the answered apart from the others, and
    nothing is made of a row.
    """
    column = "real_seconds" if real else "seconds"
    counted = f"{condition} AND w.is_exact AND NOT w.is_handled"
    answered = f"w.reply_id IS NOT NULL AND w.{column} IS NOT NULL"
    found: dict[Group, Lengths] = defaultdict(Lengths)
    grouping = Grouping(request, at=1)
    columns = (column, *grouping.columns)
    for row in wait_rows(db, request.which, columns, condition=f"{counted} AND {answered}"):
        for group in grouping.of(row):
            found[group].whole.append(row[0])
    _add_unanswered(db, request, found, condition=f"{counted} AND NOT ({answered})")
    return found


def _add_unanswered(db: Connection, request: Request, found: dict[Group, Lengths], *, condition: str) -> None:
    """Add how long the waits without such a reply have been seen to go on, or went on until the customer ended them."""
    cover, now = Cover(db), int(request.now.timestamp())
    columns = ("opened", "withdrawn_seconds", *_SEEN)
    grouping = Grouping(request, at=len(columns))
    for row in wait_rows(db, request.which, (*columns, *grouping.columns), condition=condition):
        opened, seconds, brand, network, feeds = row[: len(columns)]
        if seconds is None:
            seen_to = cover.seen_to(brand, network, feeds, opened)
            if seen_to is None:
                continue
            seconds = request.elapsed(brand, feeds, opened, min(now, seen_to))
        for group in grouping.of(row):
            found[group].cut.append(seconds)


@dataclass(slots=True)
class Tally:
    """What is counted of a group of waits; the lists are of the times of `WITHIN`, over waits old enough to tell."""

    waits: int = 0
    replied: int = 0
    missed: int = 0
    canned_only: int = 0
    kept: Attainment = field(default_factory=Attainment)
    answered: list[int] = field(default_factory=lambda: [0] * len(WITHIN))
    old_enough: list[int] = field(default_factory=lambda: [0] * len(WITHIN))


def tallies_by(db: Connection, request: Request, *, condition: str = FIRST) -> dict[Group, Tally]:
    """Count how the waits of the period went, in the groups of `request.by`."""
    grouping = Grouping(request)
    tallies: dict[Group, Tally] = {}
    for wait, values in facts(db, request, grouping.columns, condition=condition):
        within = answered_within(wait, _LIMITS, now=request.now)
        for group in grouping.of(values):
            tally = tallies.get(group) or tallies.setdefault(group, Tally())
            tally.waits += 1
            tally.replied += wait.is_replied
            tally.missed += is_missed(wait)
            tally.canned_only += wait.is_canned_only
            tally.kept.add(wait, now=request.now)
            for number, is_answered in within:
                tally.answered[number] += is_answered
                tally.old_enough[number] += 1
    return tallies


class Standings:
    """How waits stand, for several tests of one wait after the other: it is worked out once a wait."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._wait: WaitFacts | None = None
        self._standing = Standing.DUE

    def of(self, wait: WaitFacts) -> Standing:
        """Say how a wait stands."""
        if wait is not self._wait:
            warn_at = self._request.rules.sla_at(wait.opened_at).warn_at
            self._wait, self._standing = wait, standing(wait, now=self._request.now, warn_at=warn_at)
        return self._standing

    def among(self, *standings: Standing) -> Test:
        """Give the test for standings."""
        return lambda wait: self.of(wait) in standings


def first_of(*kinds: Kind) -> Test:
    """Give the test for first waits of some kinds."""
    return lambda wait: wait.ordinal == 1 and wait.kind in kinds


def both(one: Test, other: Test) -> Test:
    """Give the test for what passes two."""
    return lambda wait: one(wait) and other(wait)


def is_missed(wait: WaitFacts) -> bool:
    """Say whether it is a first wait of a complaint or question past its time with no reply, and seen to be so."""
    needs = wait.kind in ("complaint", "question") and wait.ordinal == 1
    return needs and wait.is_open and not wait.is_handled and wait.is_exact and wait.is_covered


def has_length(request: Request, *, real: bool = False) -> Test:
    """Give the test for waits that are in a time."""
    return lambda wait: length(wait, now=request.now, real=real) is not None

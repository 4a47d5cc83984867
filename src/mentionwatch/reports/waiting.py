"""The open waits: how each stands, and which are the most pressing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from mentionwatch.clock import from_text
from mentionwatch.measure import Standing, WaitFacts, standing
from mentionwatch.priority import Urgency, most_around
from mentionwatch.reports import Request
from mentionwatch.reports.urgency import Urgencies
from mentionwatch.store import inbox as stored
from mentionwatch.store.cover import Cover
from mentionwatch.store.inbox import OpenWait

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

BY_PRIORITY = "priority"
"""The other order: by priority within each standing, instead of by due time."""
ORDER = (Standing.OVERDUE, Standing.DUE_SOON, Standing.DUE, Standing.CANNOT_KNOW)
STANDINGS = (*ORDER, Standing.HANDLED_ELSEWHERE)
"""How what stands in the inbox can stand, and what left it by a person's word."""
_CHUNK = 500
"""So many waits are told of at a time, until the most urgent are known."""


class Told(NamedTuple):
    """A wait, how it stands, what a list says of it, and how urgent it is."""

    wait: OpenWait
    standing: Standing
    row: Row
    urgency: Urgency


class Waiting:
    """The open waits that a request asks for."""

    def __init__(self, db: Connection, request: Request) -> None:
        self.db = db
        self.request = request
        self.now = int(request.now.timestamp())
        self.cover = Cover(db)
        self._held: list[tuple[OpenWait, Standing]] | None = None
        self.urgencies = Urgencies(db, request.rules)
        self.lapse_after = min(sla.lapse_after for sla in request.rules.sla)

    def most_pressing(self, listed: Sequence[Standing]) -> list[Told]:
        """Tell of the most pressing waits that stand so, at most `limit`, in their order."""
        if Standing.HANDLED_ELSEWHERE in listed:
            return self._told(self.handled()[: self.request.limit])
        by_priority = self.request.sort == BY_PRIORITY
        told = self._most_urgent(listed) if by_priority else self._told(self.first(listed))

        def rank(one: Told) -> tuple[int, int, int, str, str]:
            pair = (-one.urgency.points, one.wait.due) if by_priority else (one.wait.due, -one.urgency.points)
            return (ORDER.index(one.standing), *pair, one.row["ref"], one.row["brand"])

        return sorted(told, key=rank)[: self.request.limit]

    def _most_urgent(self, listed: Sequence[Standing]) -> list[Told]:
        """Tell of the most urgent waits by standing, at least `limit`, and of some more.

        What stands around a conversation is read only for those that it could bring among the most urgent.
        """
        limit, told = self.request.limit, list[Told]()
        found: dict[Standing, list[tuple[OpenWait, Standing]]] = {one: [] for one in listed}
        for wait, stands in self.open():
            if stands in found:
                found[stands].append((wait, stands))
        for waits in found.values():
            left = None if limit is None else limit - len(told)
            if left is None or left > 0:
                told += self._told(waits) if left is None else self._top(waits, left)
        return told

    def _top(self, waits: Sequence[tuple[OpenWait, Standing]], count: int) -> list[Told]:
        """Tell of waits, those first that may be the most urgent, until no other can be among the first `count`."""
        rules = self.request.rules.priority
        stored_parts = stored.stored_priorities(self.db, [wait for wait, _ in waits])
        most = [points + most_around(followers, rules) for points, followers in stored_parts]
        order = sorted(range(len(waits)), key=lambda place: -most[place])
        told: list[Told] = []
        for start in range(0, len(order), _CHUNK):
            best = nlargest(count, (urgency.points for *_, urgency in told))
            if len(best) == count and best[-1] > most[order[start]]:
                break
            told += self._told([waits[place] for place in order[start : start + _CHUNK]])
        return told

    def first(self, listed: Sequence[Standing] = ORDER) -> list[tuple[OpenWait, Standing]]:
        """Give the first waits by standing and due time, at least `limit`, and all that are due with the last of them.

        They come in the order in which they are due, so the reading ends with the overdue where these fill the list.
        """
        limit, last = self.request.limit, None
        found: dict[Standing, list[tuple[OpenWait, Standing]]] = {one: [] for one in listed}
        for wait, stands in self.open():
            if last is not None and wait.due > last:
                break
            if stands in found:
                found[stands].append((wait, stands))
                if stands is listed[0] and len(found[stands]) == limit:
                    last = wait.due
        ordered = [one for waits in found.values() for one in waits]
        if limit is None or len(ordered) <= limit:
            return ordered
        end, stands_last = ordered[limit - 1]
        return [one for i, one in enumerate(ordered) if i < limit or (one[0].due, one[1]) == (end.due, stands_last)]

    def open(self) -> Iterator[tuple[OpenWait, Standing]]:
        """Read the open waits in order of their due time, each with how it stands; all are held to be sorted anew."""
        if self.request.sort != BY_PRIORITY:
            return self._read()
        if self._held is None:
            self._held = list(self._read())
        return iter(self._held)

    def _read(self) -> Iterator[tuple[OpenWait, Standing]]:
        which = self.request.open_of_any_age
        if which.since_at or which.until_at:
            waits = stored.open_waits_of_period(self.db, which)
        else:
            waits = stored.open_waits(self.db, which, silent_since=self.request.now - self.lapse_after)
        return ((wait, self._standing(wait)) for wait in waits if not self._has_lapsed(wait))

    def handled(self) -> list[tuple[OpenWait, Standing]]:
        """Read what was handled elsewhere: of the period, or where none is named, lately."""
        which = self.request.open_of_any_age
        since = None if which.since_at or which.until_at else self.request.alive_since
        waits = stored.handled_waits(self.db, which, handled_since=since)
        return [(wait, Standing.HANDLED_ELSEWHERE) for wait in waits]

    def _has_lapsed(self, wait: OpenWait) -> bool:
        if wait.last_at is None:
            return False
        sla = self.request.rules.sla_at(_at(wait.opened))
        return self.request.now - from_text(wait.last_at) >= sla.lapse_after

    def _standing(self, wait: OpenWait) -> Standing:
        seen_to = self.cover.seen_to(wait.brand, wait.network, wait.feeds, wait.opened)
        facts = WaitFacts(
            opened=wait.opened,
            kind=None,
            ordinal=wait.ordinal,
            due_seconds=wait.due_seconds,
            seconds=None,
            real_seconds=None,
            business_seconds=None,
            is_replied=False,
            is_exact=True,
            is_handled=False,
            seen_seconds=None if seen_to is None else self.elapsed(wait, seen_to),
            age_seconds=None if self.request.clock is None else self.elapsed(wait, self.now),
        )
        if wait.due <= self.now:
            return standing(facts, now=self.request.now)
        return standing(facts, now=self.request.now, warn_at=self.request.rules.sla_at(_at(wait.opened)).warn_at)

    def elapsed(self, wait: OpenWait, until: int) -> int:
        """Give the seconds from a wait's opening on, on the clock that customers' waits run on."""
        until = until if self.request.clock is None else min(until, self.now)
        return self.request.elapsed(wait.brand, wait.feeds, wait.opened, until)

    def _told(self, waits: Sequence[tuple[OpenWait, Standing]]) -> list[Told]:
        rows = stored.told(self.db, [wait for wait, _ in waits])
        urgencies = self.urgencies.of(rows)
        return [Told(*one, row, urgency) for one, row, urgency in zip(waits, rows, urgencies, strict=True)]


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

"""Who waits now: overdue first, then by due time, each with how urgent it is and why."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.measure import Standing, WaitFacts, standing
from mentionwatch.priority import Urgency
from mentionwatch.reports import (
    UNJUDGED,
    Cases,
    Column,
    Dataset,
    Figure,
    Key,
    Report,
    Request,
    Section,
    Table,
    Unit,
    Value,
)
from mentionwatch.reports.common import counted
from mentionwatch.reports.urgency import Urgencies
from mentionwatch.store import inbox as stored
from mentionwatch.store.cover import Cover
from mentionwatch.store.inbox import OpenWait

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

COMMAND = "mentionwatch inbox"
BY_PRIORITY = "priority"
"""The other order: by priority within each standing, instead of by due time."""
_ORDER = (Standing.OVERDUE, Standing.DUE_SOON, Standing.DUE, Standing.CANNOT_KNOW)
STANDINGS = (*_ORDER, Standing.HANDLED_ELSEWHERE)
"""How what stands in the inbox can stand, and what left it by a person's word."""
_SAID = {
    Standing.OVERDUE: ("overdue", "open past its due time"),
    Standing.DUE_SOON: ("due soon", "most of its time is used up"),
    Standing.DUE: ("in time", "open, and not yet due"),
    Standing.CANNOT_KNOW: ("cannot know", "past due, but no feed has seen the brand's replies up to then"),
    Standing.HANDLED_ELSEWHERE: ("handled elsewhere", "open in public, but a person said so (`done`)"),
}
_INSULTS = "insults"
_TITLE = "Who is waiting now"
_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("opened_at", "posted", Unit.INSTANT),
    Column("kind", "kind"),
    Column("language", "language"),
    Column("topics", "about", Unit.LIST),
    Column("network", "network"),
    Column("place", "place"),
    Column("customer", "customer"),
    Column("text", "what they wrote"),
    Column("waiting_seconds", "waited", Unit.DURATION),
    Column("due_at", "due", Unit.INSTANT, is_beneath=True),
    Column("standing", "standing"),
    Column("wait", "wait", Unit.COUNT),
    Column("priority", "priority", Unit.COUNT, is_beneath=True),
    Column("signs", "stands out", Unit.LIST, is_for_files=True),
    Column("reasons", "because", Unit.LIST, is_beneath=True),
    Column("abusive", "insults a person", Unit.FLAG, is_beneath=True),
    Column("handled_by", "handled by", is_beneath=True),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)
_ABOUT_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "posted", Unit.INSTANT),
    Column("network", "network"),
    Column("place", "place"),
    Column("customer", "customer"),
    Column("text", "what they wrote"),
    Column("topics", "about", Unit.LIST),
    Column("priority", "priority", Unit.COUNT, is_beneath=True),
    Column("signs", "stands out", Unit.LIST, is_for_files=True),
    Column("reasons", "because", Unit.LIST, is_beneath=True),
    Column("url", "link"),
    Column("ref", "ref"),
)


def inbox(db: Connection, request: Request) -> Report:
    """Say who waits now: overdue first, then by due time; then complaints about the brand that nobody answered.

    With `request.standing` it lists only what stands so; what was handled elsewhere is listed only so.
    """
    waiting = Waiting(db, request)
    about = () if request.standing else stored.unanswered_about(db, request.which, limit=request.limit)
    figures = waiting.figures()
    listed = [one for one in STANDINGS if one == request.standing] if request.standing else _ORDER
    total = sum(figure.n or 0 for figure in figures if figure.name in listed)
    return Report(
        name="inbox",
        title=_TITLE,
        request=replace(request, which=request.open_of_any_age),
        sections=(Section(title="waiting", figures=figures),),
        table=Table(name="inbox", title=_TITLE, columns=_COLUMNS, rows=waiting.rows(listed), total=total),
        more=(_about_table(db, about, request),) if about else (),
    )


def about_handled(db: Connection, request: Request) -> tuple[str, ...]:
    """Say of a list how many waits are not in it because a person said that they were handled elsewhere."""
    count = len(Waiting(db, request).handled())
    command = f"{COMMAND} --standing {Standing.HANDLED_ELSEWHERE}"
    return (f"{count} handled elsewhere, as a person said, and not listed here: {command}",) if count else ()


class Waiting:
    """The open waits that a request asks for."""

    def __init__(self, db: Connection, request: Request) -> None:
        self.db = db
        self.request = request
        self.now = int(request.now.timestamp())
        self.cover = Cover(db)
        self.lapse_after = min(sla.lapse_after for sla in request.rules.sla)

    def figures(self) -> tuple[Figure, ...]:
        """Count how those who wait stand, and what left the inbox by a person's word."""
        found: dict[Standing, int] = defaultdict(int)
        for _, stands in self._open():
            found[stands] += 1
        found[Standing.HANDLED_ELSEWHERE] = len(self.handled())
        return tuple(self._figure(one, found[one]) for one in STANDINGS)

    def _figure(self, one: Standing, count: int) -> Figure:
        title, definition = _SAID[one]
        rows = f"{COMMAND} --standing {one}"
        figure = counted(one, title, count, definition, rows=rows, cases=Cases(Dataset.WAITS, lambda: self._keys(one)))
        return replace(figure, is_hidden=one is Standing.HANDLED_ELSEWHERE and not count)

    def _keys(self, one: Standing) -> Iterator[Key]:
        waits = iter(self.handled()) if one is Standing.HANDLED_ELSEWHERE else self._open()
        return (wait[:3] for wait, stands in waits if stands is one)

    def rows(self, listed: Sequence[Standing]) -> tuple[tuple[Value, ...], ...]:
        """Tell of the most pressing waits, at most `limit`."""
        if Standing.HANDLED_ELSEWHERE in listed:
            return tuple(self._values(*one) for one in self._told(self.handled()[: self.request.limit]))
        by_priority = self.request.sort == BY_PRIORITY
        told = self._told(self._all(listed) if by_priority else self.first(listed))

        def rank(one: tuple[OpenWait, Standing, Row, Urgency]) -> tuple[int, int, int, str, str]:
            wait, stands, row, urgency = one
            pair = (-urgency.points, wait.due) if by_priority else (wait.due, -urgency.points)
            return (_ORDER.index(stands), *pair, row["ref"], row["brand"])

        return tuple(self._values(*one) for one in sorted(told, key=rank)[: self.request.limit])

    def _all(self, listed: Sequence[Standing]) -> list[tuple[OpenWait, Standing]]:
        return [(wait, stands) for wait, stands in self._open() if stands in listed]

    def first(self, listed: Sequence[Standing] = _ORDER) -> list[tuple[OpenWait, Standing]]:
        """Give the first waits by standing and due time, at least `limit`, and all that are due with the last of them.

        They come in the order in which they are due, so the reading ends with the overdue where these fill the list.
        """
        limit, last = self.request.limit, None
        found: dict[Standing, list[tuple[OpenWait, Standing]]] = {one: [] for one in listed}
        for wait, stands in self._open():
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

    def _open(self) -> Iterator[tuple[OpenWait, Standing]]:
        """Read the open waits in order of their due time, each with how it stands."""
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
            seen_seconds=None if seen_to is None else self._elapsed(wait, seen_to),
            age_seconds=None if self.request.clock is None else self._elapsed(wait, self.now),
        )
        if wait.due <= self.now:
            return standing(facts, now=self.request.now)
        return standing(facts, now=self.request.now, warn_at=self.request.rules.sla_at(_at(wait.opened)).warn_at)

    def _elapsed(self, wait: OpenWait, until: int) -> int:
        """Give the seconds from a wait's opening on, on the clock that customers' waits run on."""
        until = until if self.request.clock is None else min(until, self.now)
        return self.request.elapsed(wait.brand, wait.feeds, wait.opened, until)

    def _told(self, waits: Sequence[tuple[OpenWait, Standing]]) -> list[tuple[OpenWait, Standing, Row, Urgency]]:
        rows = stored.told(self.db, [wait for wait, _ in waits])
        urgencies = Urgencies(self.db, self.request.rules).of(rows)
        return [(*one, row, urgency) for one, row, urgency in zip(waits, rows, urgencies, strict=True)]

    def _values(self, wait: OpenWait, stands: Standing, row: Row, urgency: Urgency) -> tuple[Value, ...]:
        return (
            row["post_id"],
            from_text(row["opened_at"]),
            row["kind"] or UNJUDGED,
            row["language"],
            tuple(json.loads(row["topics"])),
            row["network"],
            row["place"],
            row["customer"],
            row["text"],
            self._elapsed(wait, self.now),
            from_text(row["due_at"]),
            stands.value,
            wait.ordinal,
            urgency.points,
            (*urgency.signs, _INSULTS) if row["is_abusive"] else urgency.signs,
            urgency.reasons,
            bool(row["is_abusive"]),
            row["handled_by"],
            row["url"],
            row["ref"],
            row["brand"],
        )


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _about_table(db: Connection, rows: Sequence[Row], request: Request) -> Table:
    urgencies = Urgencies(db, request.rules).of(rows)
    return Table(
        name="about",
        title="Complaints about you that do not tag you",
        columns=_ABOUT_COLUMNS,
        rows=tuple(
            (
                row["post_id"],
                from_text(row["created_at"]),
                row["network"],
                row["place"],
                row["customer"],
                row["text"],
                tuple(json.loads(row["topics"])),
                urgency.points,
                urgency.signs,
                urgency.reasons,
                row["url"],
                row["ref"],
            )
            for row, urgency in zip(rows, urgencies, strict=True)
        ),
    )

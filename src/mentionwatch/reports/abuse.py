"""Insults at a person, apart from all other figures: with a matter or without, answered or not, by whom again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from mentionwatch.clock import from_text
from mentionwatch.model import Kind
from mentionwatch.reports import UNJUDGED, Cases, Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.common import about_emptiness
from mentionwatch.reports.figures import counted, share
from mentionwatch.reports.grouping import grouped_table
from mentionwatch.store import abuse as stored
from mentionwatch.store import people

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_Person: TypeAlias = tuple[tuple[int, ...], str]
"""The accounts of somebody, and the brand they write to."""
_TITLE = "Insults at a person"
_ROWS = "mentionwatch report abuse --rows"


class _Course(StrEnum):
    """What became of an abusive mention."""

    REPLIED = "replied"
    HANDLED = "handled elsewhere"
    WAITING = "waiting"
    UNANSWERED = "no reply"
    NO_MATTER = "no matter"


_ROW_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "posted", Unit.INSTANT),
    Column("customer", "customer"),
    Column("times", "insults so far", Unit.COUNT),
    Column("kind", "kind"),
    Column("text", "what they wrote"),
    Column("course", "what followed"),
    Column("reasons", "because", Unit.LIST),
    Column("topics", "about", Unit.LIST),
    Column("network", "network"),
    Column("place", "place"),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)
_PEOPLE_COLUMNS = (
    Column("customer", "customer"),
    Column("network", "network"),
    Column("times", "insults in all", Unit.COUNT),
    Column("in_period", "in the period", Unit.COUNT),
    Column("with_matter", "with a matter", Unit.COUNT),
    Column("replied", "replied to", Unit.COUNT),
    Column("waiting", "waiting", Unit.COUNT),
    Column("last_at", "last", Unit.INSTANT),
    Column("text", "last words"),
    Column("post", "id", Unit.COUNT),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)


def abuse(db: Connection, request: Request) -> Report:
    """Count the mentions that insult somebody; list their authors, or with `rows` each mention."""
    found = _Found(db, request)
    return Report(
        name="abuse",
        title=_TITLE,
        request=request,
        sections=(Section(title="insults", figures=found.figures()),),
        table=found.table(),
        notes=(
            *about_emptiness(db, is_empty=not found.rows),
            *(
                ("whoever has a matter needs a reply all the same; the other figures count these by their kind alone",)
                if found.rows
                else ()
            ),
        ),
    )


class _Found:
    """The abusive mentions of a request, and who wrote them."""

    def __init__(self, db: Connection, request: Request) -> None:
        self.request = request
        self.rows = stored.abusive_mentions(db, request.which)
        identities = people.identities(db)
        self.people: dict[_Person, list[Row]] = defaultdict(list)
        for row in self.rows:
            accounts = identities.get(row["account_id"], (row["account_id"],))
            self.people[accounts, row["brand"]].append(row)
        of_account = stored.abusive_times(db, (one for accounts, _ in self.people for one in accounts), request.which)
        self.times = {
            (accounts, brand): sum(of_account.get((one, brand), 0) for one in accounts)
            for accounts, brand in self.people
        }

    def figures(self) -> tuple[Figure, ...]:
        """Count the mentions and their authors."""
        matter = [row for row in self.rows if row["kind"] != Kind.OTHER]
        replied = [row for row in matter if _course(row) is _Course.REPLIED]
        waiting = [row for row in matter if _course(row) is _Course.WAITING]
        without = [row for row in self.rows if row["kind"] == Kind.OTHER]
        again = [self.people[person][-1] for person, times in self.times.items() if times > 1]
        return (
            counted("abusive", "mentions that insult somebody", len(self.rows), "flagged abusive", rows=_ROWS),
            _part(
                "abusive_with_matter",
                "with a matter all the same",
                matter,
                self.rows,
                "a complaint, question, praise or unjudged",
            ),
            _part("abusive_replied", "of these, replied to", replied, matter, "a reply that counts came after it"),
            _part(
                "abusive_waiting",
                "of these, waiting",
                waiting,
                matter,
                "the customer waits, and nobody said it was handled",
            ),
            _part(
                "abusive_without_matter",
                "nothing but an insult",
                without,
                self.rows,
                "judged or labelled other: in no inbox",
            ),
            counted(
                "repeat_offenders",
                "people who did so more than once",
                len(again),
                "with two or more abusive mentions up to the end of the period, on any linked account; by their last",
                of=len(self.people),
                cases=_cases(again),
            ),
        )

    def table(self) -> Table:
        """List the authors, those who did it again first; with `rows` the mentions, with `by` groups of them."""
        if self.request.by:
            return grouped_table(self.rows, self.request, name="abuse", title=_TITLE)
        if self.request.rows:
            told = [self._row_values(person, row) for person, rows in self.people.items() for row in rows]
            told.sort(key=lambda values: (values[1], values[-2]), reverse=True)
            return Table(
                name="abuse", title="Each insult", columns=_ROW_COLUMNS, rows=tuple(told[: self.request.limit])
            )
        ordered = sorted(self.people.items(), key=lambda one: one[1][-1]["created_at"], reverse=True)
        ordered.sort(key=lambda one: -self.times[one[0]])
        rows = tuple(self._person_values(*one) for one in ordered[: self.request.limit])
        return Table(name="abuse", title="Who", columns=_PEOPLE_COLUMNS, rows=rows)

    def _row_values(self, person: _Person, row: Row) -> tuple[Value, ...]:
        return (
            row["post_id"],
            from_text(row["created_at"]),
            row["customer"],
            self.times[person],
            row["kind"] or UNJUDGED,
            row["text"],
            _course(row),
            tuple(json.loads(row["reasons"] or "[]")),
            tuple(json.loads(row["topics"] or "[]")),
            row["network"],
            row["place"],
            row["url"],
            row["ref"],
            row["brand"],
        )

    def _person_values(self, person: _Person, rows: Sequence[Row]) -> tuple[Value, ...]:
        last = rows[-1]
        courses = [_course(row) for row in rows]
        return (
            last["customer"],
            last["network"],
            self.times[person],
            len(rows),
            sum(row["kind"] != Kind.OTHER for row in rows),
            courses.count(_Course.REPLIED),
            courses.count(_Course.WAITING),
            from_text(last["created_at"]),
            last["text"],
            last["post_id"],
            last["url"],
            last["ref"],
            last["brand"],
        )


def _course(row: Row) -> _Course:
    """Say what became of an abusive mention."""
    if row["kind"] == Kind.OTHER:
        return _Course.NO_MATTER
    if row["is_replied"]:
        return _Course.REPLIED
    if row["handled_by"] is not None:
        return _Course.HANDLED
    return _Course.WAITING if row["waits"] else _Course.UNANSWERED


def _part(name: str, title: str, part: Sequence[Row], whole: Sequence[Row], definition: str) -> Figure:
    return share(name, title, len(part), len(whole), definition, cases=_cases(part))


def _cases(rows: Sequence[Row]) -> Cases:
    return Cases(Dataset.MENTIONS, lambda: ((row["post_id"], row["brand"]) for row in rows))

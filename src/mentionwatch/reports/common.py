"""What the reports share: reading waits as facts, columns, and figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from shlex import quote
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.measure import Standing, WaitFacts, standing
from mentionwatch.model import Kind
from mentionwatch.priority import Urgency
from mentionwatch.reports import (
    FEW,
    FEWEST,
    UNJUDGED,
    Cases,
    Column,
    Dataset,
    Figure,
    Report,
    Request,
    Table,
    Unit,
    Value,
)
from mentionwatch.store import queries
from mentionwatch.store.deleted import deleted_among
from mentionwatch.survival import Lengths, interval, percentile, wilson
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from sqlite3 import Connection, Row


_REPORTS = "mentionwatch report "
_INBOX = "mentionwatch inbox "
"""How the commands begin that take the options of a report."""
DELETED = "(deleted)"
"""What stands for a text that was deleted."""


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A wait as the figures need it, and its row as the lists need it."""

    facts: WaitFacts
    row: Row

    def standing(self, request: Request) -> Standing:
        """Say how the wait stands."""
        return standing(self.facts, now=request.now, warn_at=request.rules.sla_at(self.facts.opened_at).warn_at)


def read_waits(db: Connection, request: Request) -> list[WaitRow]:
    """Read the waits opened in the period, in order of opening."""
    return with_facts(queries.waits(db, request.which), request)


def with_facts(rows: Iterable[Row], request: Request) -> list[WaitRow]:
    """Add to rows of waits what the figures need."""
    return [WaitRow(_facts(row, request), row) for row in rows]


def _facts(row: Row, request: Request) -> WaitFacts:
    opened, now = _unix(row["opened_at"]), int(request.now.timestamp())
    seen_to = _unix(row["seen_to"]) if row["seen_to"] is not None else opened
    is_seen, age = seen_to > opened, None
    if request.clock is not None:
        seen_to, age = min(seen_to, now), request.elapsed(row["brand"], row["feeds"], opened, now)
    return WaitFacts(
        opened=opened,
        kind=row["kind"],
        ordinal=row["ordinal"],
        due_seconds=row["due_seconds"],
        seconds=row["seconds"],
        real_seconds=row["real_seconds"],
        business_seconds=row["business_seconds"],
        is_replied=row["reply_id"] is not None,
        is_exact=bool(row["is_exact"]),
        is_handled=bool(row["is_open"]) and row["handled_by"] is not None,
        seen_seconds=request.elapsed(row["brand"], row["feeds"], opened, seen_to) if is_seen else None,
        age_seconds=age,
    )


def _unix(text: str) -> int:
    return int(from_text(text).timestamp())


NEEDING = (Kind.COMPLAINT, Kind.QUESTION)
"""The kinds of post whose author wants something: praise may be thanked, these must be answered."""
WAIT_COLUMNS = (
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
    Column("due_at", "due", Unit.INSTANT),
    Column("standing", "standing"),
    Column("wait", "wait", Unit.COUNT),
    Column("priority", "priority", Unit.COUNT),
    Column("reasons", "because", Unit.LIST),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)


def mood(kind: str | None, polarity: float | None) -> int:
    """Give a post's mood, -1 bad to 1 good: a complaint is bad and praise is good, however their words are chosen."""
    if kind in (Kind.COMPLAINT, Kind.PRAISE):
        return 1 if kind == Kind.PRAISE else -1
    return ((polarity or 0) > 0) - ((polarity or 0) < 0)


def wait_values(wait: WaitRow, request: Request, *, urgency: Urgency | None = None) -> tuple[Value, ...]:
    """Give a wait's values under `WAIT_COLUMNS`, with its whole urgency or what its conversation itself says of it."""
    row, facts = wait.row, wait.facts
    waited = facts.seconds
    if waited is None:
        waited = max(facts.age(request.now), 0)
    return (
        row["post_id"],
        facts.opened_at,
        row["kind"] or UNJUDGED,
        row["language"],
        tuple(json.loads(row["topics"])),
        row["network"],
        row["place"],
        row["customer"],
        row["text"],
        waited,
        from_text(row["due_at"]),
        wait.standing(request).value,
        facts.ordinal,
        row["priority"] if urgency is None else urgency.points,
        tuple(json.loads(row["reasons"])) if urgency is None else urgency.reasons,
        row["url"],
        row["ref"],
        row["brand"],
    )


def gone_texts(db: Connection, replies: Iterable[Row]) -> frozenset[str]:
    """Name the posts among replies and what they answer (rows of `responses`) whose text is gone, by ref."""
    sides = (("ref", "text"), ("answers_ref", "answers_text"))
    return deleted_among(db, [row[ref] for row in replies for ref, text in sides if not row[text]])


_FIGURE_COLUMNS = (
    Column("figure", "figure"),
    Column("title", "what it says"),
    Column("value", "value"),
    Column("unit", "unit"),
    Column("n", "n", Unit.COUNT),
    Column("of", "of", Unit.COUNT),
    Column("definition", "definition"),
    Column("low", "likely from"),
    Column("high", "likely to"),
    Column("before_value", "before"),
    Column("before_n", "n before", Unit.COUNT),
    Column("before_of", "of before", Unit.COUNT),
    Column("trend", "moved"),
    Column("rows", "lists the cases"),
)


def figures_table(report: Report) -> Table:
    """Put a report's figures into a table, for files."""
    rows = tuple(
        (
            one.name,
            one.title,
            one.value,
            one.unit.value,
            one.n,
            one.of,
            one.definition,
            one.low,
            one.high,
            one.before.value if one.before else None,
            one.before.n if one.before else None,
            one.before.of if one.before else None,
            one.trend,
            one.rows,
        )
        for section in report.sections
        for one in section.figures
    )
    return Table(name="summary", title="All figures", columns=_FIGURE_COLUMNS, rows=rows, is_for_files=True)


def with_options(report: Report, options: Mapping[str, str]) -> Report:
    """Give the commands beside a report's figures the options that it was itself narrowed by, so that they agree."""
    return replace(
        report,
        sections=tuple(
            replace(section, figures=tuple(_narrowed(report, figure, options) for figure in section.figures))
            for section in report.sections
        ),
    )


def _narrowed(report: Report, figure: Figure, options: Mapping[str, str]) -> Figure:
    rows = figure.rows
    if not rows and figure.cases is not None:
        rows = f"{_REPORTS}{report.name} --rows --figure {figure.name}"
    if not rows.startswith((_REPORTS, _INBOX)):
        return replace(figure, rows=rows)
    more = [f" {name} {quote(one_line(value))}" for name, value in options.items() if name not in rows.split()]
    return replace(figure, rows=rows + "".join(more))


_KEYS = {
    Dataset.WAITS: ("conversation_id", "brand", "ordinal"),
    Dataset.MENTIONS: ("post_id", "brand"),
    Dataset.REPLIES: ("post_id",),
    Dataset.CONVERSATIONS: ("id", "brand"),
}


def cases_in(dataset: Dataset, rows: Iterable[Row], test: Callable[[Row], object] = bool) -> Cases:
    """Give the cases of a figure: the rows of a view that pass a test, all by default."""
    return Cases(dataset, lambda: (tuple(row[name] for name in _KEYS[dataset]) for row in rows if test(row)))


def part_of(
    name: str, title: str, rows: Sequence[Row], test: Callable[[Row], object], definition: str, *, of: Dataset
) -> Figure:
    """Make the figure of the share of some rows that pass a test."""
    part = sum(1 for row in rows if test(row))
    return share(name, title, part, len(rows), definition, cases=cases_in(of, rows, test))


def counted(
    name: str,
    title: str,
    count: int,
    definition: str,
    *,
    of: int | None = None,
    rows: str = "",
    cases: Cases | None = None,
) -> Figure:
    """Make the figure of a count."""
    return Figure(
        name=name,
        title=title,
        value=count,
        unit=Unit.COUNT,
        definition=definition,
        n=count,
        of=of,
        rows=rows,
        cases=cases,
    )


def share(
    name: str, title: str, part: int, whole: int, definition: str, *, rows: str = "", cases: Cases | None = None
) -> Figure:
    """Make the figure of a share: `part` of `whole`; of few, with the interval in which many more may put it."""
    value = part / whole if whole else None
    low, high = wilson(part, whole) if 0 < whole < FEW else (None, None)
    return Figure(
        name=name,
        title=title,
        value=value,
        unit=Unit.SHARE,
        definition=definition,
        n=part,
        of=whole,
        if_none="none",
        rows=rows,
        low=low,
        high=high,
        cases=cases,
    )


def careful_share(
    name: str, title: str, part: int, whole: int, definition: str, *, rows: str = "", cases: Cases | None = None
) -> Figure:
    """Make the figure of a share to be compared: with its interval, or without a value where the cases are too few."""
    figure = share(name, title, part, whole, definition, rows=rows, cases=cases)
    if not whole:
        return figure
    if whole < FEWEST:
        return replace(figure, value=None, if_none="too few to tell", low=None, high=None)
    low, high = wilson(part, whole)
    return replace(figure, low=low, high=high)


def waited(
    name: str,
    title: str,
    of: Lengths,
    at: float,
    definition: str,
    *,
    rows: str = "",
    cases: Cases | None = None,
) -> Figure:
    """Make the figure of a time by which a share `at` had a reply."""
    low, high = interval(of, at)
    return Figure(
        name=name,
        title=title,
        value=percentile(of, at),
        unit=Unit.DURATION,
        definition=definition,
        n=len(of),
        if_none=f"not reached: over {round((1 - at) * 100)} % still wait" if of else "none",
        low=low,
        high=high,
        rows=rows,
        cases=cases,
    )


def with_previous(request: Request, build: Callable[[Request], Sequence[Figure]]) -> tuple[Figure, ...]:
    """Build figures, and put beside each the same one of the previous period."""
    previous = request.previous
    return _beside(build(request), build(previous) if previous else ())


def beside_previous(report: Report, before: Report) -> Report:
    """Put beside each figure of a report the same one of the report on the previous period."""
    sections = (replace(one, figures=_beside(one.figures, tuple(before.figures()))) for one in report.sections)
    return replace(report, sections=tuple(sections))


def _beside(figures: Sequence[Figure], before: Sequence[Figure]) -> tuple[Figure, ...]:
    by_name = {figure.name: figure for figure in before}
    return tuple(replace(figure, before=by_name.get(figure.name)) for figure in figures)


def first_waits(waits: Iterable[WaitRow], *kinds: Kind | None) -> list[WaitRow]:
    """Give the first waits of conversations, of some kinds."""
    return [wait for wait in waits if wait.facts.ordinal == 1 and wait.facts.kind in kinds]


def instant(text: str | None) -> datetime | None:
    """Read an instant that may be missing."""
    return from_text(text) if text else None


def about_emptiness(db: Connection, *, is_empty: bool) -> tuple[str, ...]:
    """Say where the posts are, if there are none in the period."""
    if not is_empty:
        return ()
    newest = queries.newest_mention_at(db)
    if newest is None:
        return ("no mentions yet: run `mentionwatch poll` or `mentionwatch import`",)
    return (f"no mentions in this period; the newest is of {newest[:10]}: try --since {newest[:7]}",)

"""The promise: how often it was kept, by kind and for first and next replies, and who was answered too late."""

from __future__ import annotations

from dataclasses import replace
from heapq import nlargest
from typing import TYPE_CHECKING

from mentionwatch.clock import duration_text
from mentionwatch.measure import Attainment, Standing, WaitFacts
from mentionwatch.reports import UNJUDGED, Column, Figure, Report, Request, Section, Table, Unit
from mentionwatch.reports.common import WAIT_COLUMNS, about_emptiness, wait_values, with_facts
from mentionwatch.reports.figures import counted, share, with_previous
from mentionwatch.reports.grouping import group_columns, sorted_groups
from mentionwatch.reports.waits import KEY, Standings, Test, both, count, facts, keys_of, tallies_by
from mentionwatch.store.cases import cases
from mentionwatch.survival import plain_percentile

if TYPE_CHECKING:
    from sqlite3 import Connection

FIRST_PROMISES = ("complaint", "question", "praise")
_NEXT_REPLY = "next_reply"
_PROMISES = {
    "complaint": "complaints answered",
    "question": "questions answered",
    "praise": "praise thanked",
    UNJUDGED: "posts not judged answered",
    _NEXT_REPLY: "who asked again answered",
}
"""The promises, and what each is about."""
_COLUMNS = (
    Column("waits", "waits", Unit.COUNT),
    Column("met", "kept", Unit.COUNT),
    Column("late", "late", Unit.COUNT),
    Column("overdue", "overdue", Unit.COUNT),
    Column("pending", "still in time", Unit.COUNT),
    Column("attainment", "promise kept", Unit.SHARE),
    Column("met_canned", "kept by a stock text", Unit.COUNT),
)


def late(db: Connection, request: Request) -> Report:
    """Say how the promise was kept; list who was answered too late, the latest first."""
    is_late = _among(Standings(request), Standing.LATE)
    found = [((wait.seconds or 0) - wait.due_seconds, key) for wait, key in facts(db, request, KEY) if is_late(wait)]
    half = plain_percentile([by for by, _ in found], 0.5)
    return Report(
        name="late",
        title="Answered too late",
        request=request,
        sections=(
            Section(title="The promise kept", figures=with_previous(request, lambda one: promise_figures(db, one))),
            Section(title="Not kept", figures=with_previous(request, lambda one: _broken(db, one))),
        ),
        table=_groups(db, request) if request.by else _list(db, request, found),
        notes=(
            *about_emptiness(db, is_empty=not any(True for _ in facts(db, request))),
            *((f"half of the late replies came {duration_text(half)} or more after their time",) if half else ()),
        ),
    )


def _among(stands: Standings, *standings: Standing) -> Test:
    """Give the test for standings of waits whose time is exact."""
    is_among = stands.among(*standings)
    return lambda wait: wait.is_exact and is_among(wait)


def _promise(wait: WaitFacts) -> str:
    """Name the promise that holds for a wait."""
    return _NEXT_REPLY if wait.ordinal > 1 else wait.kind or UNJUDGED


def promise_figures(db: Connection, request: Request, names: tuple[str, ...] = tuple(_PROMISES)) -> tuple[Figure, ...]:
    """Give how often each promise was kept, and how often that was by a stock text."""
    kept = {name: Attainment() for name in _PROMISES}
    for wait, _ in facts(db, request):
        kept[_promise(wait)].add(wait, now=request.now)
    return tuple(figure for name in names for figure in _kept_figures(db, request, name, kept[name]))


def _kept_figures(db: Connection, request: Request, name: str, kept: Attainment) -> tuple[Figure, Figure]:
    may_be = f" ({kept.pending:,} more may be)" if kept.pending else ""
    met = both(lambda wait: _promise(wait) == name, _among(Standings(request), Standing.MET))
    figure = share(
        f"{name}_attainment",
        f"{_PROMISES[name]} within {_within(request, name)}{may_be}",
        kept.met,
        kept.decided,
        "answered in time, of those answered or past their time; what may still be in time is not counted",
        cases=keys_of(db, request, met),
    )
    by_stock_text = share(
        f"{name}_met_canned",
        f"{_PROMISES[name]} in time, by a stock text",
        kept.canned,
        kept.met,
        "met by a reply that is canned, of those met",
        cases=keys_of(db, request, both(met, lambda wait: wait.is_by_stock_text)),
    )
    is_rare = name not in FIRST_PROMISES and not kept.decided
    return replace(figure, is_hidden=is_rare), replace(by_stock_text, is_hidden=not kept.canned)


def _within(request: Request, name: str) -> str:
    promised = getattr(request.rules.sla_at(request.now), "question" if name == UNJUDGED else name)
    minutes = round(promised.total_seconds() / 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def _broken(db: Connection, request: Request) -> tuple[Figure, ...]:
    parts = (
        ("late", "answered, but too late", Standing.LATE, "replied to after their time"),
        ("overdue", "past their time and open", Standing.OVERDUE, "no reply yet, and seen to have none"),
        ("cannot_know", "cannot know", Standing.CANNOT_KNOW, "past their time, but the replies were not seen so far"),
    )
    stands = Standings(request)
    tests = [_among(stands, standing) for _, _, standing, _ in parts]
    found = zip(parts, tests, count(db, request, tests), strict=True)
    return tuple(
        counted(name, title, number, definition, cases=keys_of(db, request, test))
        for (name, title, _, definition), test, number in found
    )


def _list(db: Connection, request: Request, found: list[tuple[int, tuple[int | str, ...]]]) -> Table:
    shown = nlargest(len(found) if request.limit is None else request.limit, found)
    rows = with_facts(cases(db, "waits", [key for _, key in shown]), request)
    columns = (*WAIT_COLUMNS[:1], Column("late_seconds", "too late by", Unit.DURATION), *WAIT_COLUMNS[1:])
    values = [(by, wait_values(wait, request)) for (by, _), wait in zip(shown, rows, strict=True)]
    return Table(
        name="late",
        title="Answered too late",
        columns=columns,
        rows=tuple((*told[:1], by, *told[1:]) for by, told in values),
    )


def _groups(db: Connection, request: Request) -> Table:
    tallies = tallies_by(db, request, condition="1")
    rows = (
        (
            *group,
            tallies[group].waits,
            tallies[group].kept.met,
            tallies[group].kept.late,
            tallies[group].kept.overdue,
            tallies[group].kept.pending,
            tallies[group].kept.share,
            tallies[group].kept.canned,
        )
        for group in sorted_groups(request, list(tallies))
    )
    return Table(name="late", title="The promise", columns=(*group_columns(request), *_COLUMNS), rows=tuple(rows))

"""The lists: who was missed, and which praise was ignored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentionwatch.measure import Standing
from mentionwatch.model import Kind
from mentionwatch.reports import Dataset, Figure, Report, Request, Section, Table
from mentionwatch.reports.common import NEEDING, WAIT_COLUMNS, WaitRow, wait_values, with_facts
from mentionwatch.reports.figures import cases_in, counted, share, with_previous
from mentionwatch.reports.grouping import grouped_table
from mentionwatch.reports.inbox import about_handled
from mentionwatch.reports.urgency import Urgencies
from mentionwatch.reports.waits import Standings, both, count, first_of, is_missed, keys_of
from mentionwatch.store import unsettled

if TYPE_CHECKING:
    from sqlite3 import Connection


def _wait_table(db: Connection, name: str, title: str, waits: list[WaitRow], request: Request) -> Table:
    """Put waits into a table, the most urgent first, or with `request.by` into groups."""
    if request.by:
        return grouped_table((wait.row for wait in waits), request, name=name, title=title)
    keys = [(wait.row["conversation_id"], wait.row["brand"]) for wait in waits]
    told = list(zip(waits, Urgencies(db, request.rules).of_conversations(keys), strict=True))
    told.sort(key=lambda one: (-one[1].points, one[0].row["due_at"], one[0].row["ref"]))
    rows = tuple(wait_values(wait, request, urgency=urgency) for wait, urgency in told[: request.limit])
    return Table(name=name, title=title, columns=WAIT_COLUMNS, rows=rows)


def missed(db: Connection, request: Request) -> Report:
    """List the complaints and questions past their time with no reply at all; the canned-only ones beside them."""
    waits = _missed_waits(db, request)

    def figures(one: Request) -> tuple[Figure, ...]:
        listed = waits if one is request else _missed_waits(db, one)
        return (*_beside(one, request, _missed(listed, one)), *_shares(db, one))

    return Report(
        name="missed",
        title="Missed: past its time, and no reply at all",
        request=request,
        sections=(Section(title="missed", figures=with_previous(request, figures)),),
        table=_wait_table(db, "missed", "Missed", waits, request),
        notes=(*(_of_any_age(request) if waits else ()), *about_handled(db, request)),
    )


def _beside(one: Request, request: Request, figure: Figure) -> tuple[Figure, ...]:
    """Give the count of a list: of the period before only where the user named one, for open cases are of any age."""
    return (figure,) if one is request or not request.is_default_period else ()


def _missed(waits: Sequence[WaitRow], request: Request) -> Figure:
    return counted(
        "missed",
        _aged("missed", request),
        len(waits),
        "complaints and questions past their time with no reply",
        cases=cases_in(Dataset.WAITS, [wait.row for wait in waits]),
    )


def _missed_waits(db: Connection, request: Request) -> list[WaitRow]:
    return with_facts(unsettled.missed_waits(db, request.open_of_any_age, alive=request.alive), request)


def _shares(db: Connection, request: Request) -> tuple[Figure, ...]:
    """Give the shares of the complaints and questions posted in the period."""
    needing, stands = first_of(*NEEDING), Standings(request)
    known = stands.among(*(set(Standing) - {Standing.CANNOT_KNOW}))
    is_canned_only = both(needing, lambda wait: wait.is_canned_only)
    is_unknown = both(needing, stands.among(Standing.CANNOT_KNOW))
    inside, missed_here, canned_only, unknown = count(
        db, request, [both(needing, known), is_missed, is_canned_only, is_unknown]
    )
    return (
        share(
            "missed_share",
            "missed, of those posted in the period",
            missed_here,
            inside,
            "missed among the complaints and questions of the period of which that can be known",
            cases=keys_of(db, request, is_missed),
        ),
        share(
            "canned_only",
            "got nothing but stock texts",
            canned_only,
            inside,
            "replied to, but by no real reply; not counted as missed",
            cases=keys_of(db, request, is_canned_only),
        ),
        counted(
            "cannot_know",
            "cannot know",
            unknown,
            "the feed does not show whether they got one",
            cases=keys_of(db, request, is_unknown),
        ),
    )


def _aged(title: str, request: Request) -> str:
    """Say of a count whether it holds more than the period."""
    return f"{title}, open ones of any age" if request.is_default_period else title


def _of_any_age(request: Request) -> tuple[str, ...]:
    """Say what the list holds where the user named no period."""
    return (
        ("the list holds open cases of any age; the shares speak of the period",) if request.is_default_period else ()
    )


def praise(db: Connection, request: Request) -> Report:
    """List the praise that nobody thanked in its time."""
    ignored = _ignored_waits(db, request)

    def figures(one: Request) -> tuple[Figure, ...]:
        listed = ignored if one is request else _ignored_waits(db, one)
        return (_thanked(db, one), *_beside(one, request, _ignored(listed, one)))

    return Report(
        name="praise",
        title="Praise that nobody thanked",
        request=request,
        sections=(Section(title="praise", figures=with_previous(request, figures)),),
        table=_wait_table(db, "praise", "Praise ignored", ignored, request),
        notes=(*(_of_any_age(request) if ignored else ()), *about_handled(db, request)),
    )


def _ignored_waits(db: Connection, request: Request) -> list[WaitRow]:
    waiting = with_facts(unsettled.open_praise(db, request.open_of_any_age, alive=request.alive), request)
    is_overdue = both(lambda wait: wait.is_exact, Standings(request).among(Standing.OVERDUE))
    is_ignored = both(first_of(Kind.PRAISE), is_overdue)
    return [wait for wait in waiting if is_ignored(wait.facts)]


def _thanked(db: Connection, request: Request) -> Figure:
    is_praise = first_of(Kind.PRAISE)
    is_thanked = both(is_praise, lambda wait: wait.is_replied)
    is_decided = both(is_praise, Standings(request).among(Standing.MET, Standing.LATE, Standing.OVERDUE))
    thanked, decided = count(db, request, [is_thanked, is_decided])
    return share(
        "thanked",
        "praise thanked",
        thanked,
        decided,
        "praise that got a reply, in time or late, of that which got one or is past its time",
        cases=keys_of(db, request, is_thanked),
    )


def _ignored(waits: Sequence[WaitRow], request: Request) -> Figure:
    return counted(
        "praise_ignored",
        _aged("praise ignored", request),
        len(waits),
        "praise past its time with no reply",
        cases=cases_in(Dataset.WAITS, [wait.row for wait in waits]),
    )

"""The lists: who was missed, and which praise was ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentionwatch.measure import Standing
from mentionwatch.model import Kind
from mentionwatch.reports import Dataset, Report, Request, Section, Table
from mentionwatch.reports.common import NEEDING, WAIT_COLUMNS, WaitRow, wait_values, with_facts
from mentionwatch.reports.figures import cases_in, counted, share
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
    waits = with_facts(unsettled.missed_waits(db, request.open_of_any_age, alive=request.alive), request)
    needing, stands = first_of(*NEEDING), Standings(request)
    known = stands.among(*(set(Standing) - {Standing.CANNOT_KNOW}))
    tests = [both(needing, known), is_missed, both(needing, lambda wait: wait.is_canned_only)]
    tests.append(both(needing, stands.among(Standing.CANNOT_KNOW)))
    inside, in_period, canned_only, unknown = count(db, request, tests)
    return Report(
        name="missed",
        title="Missed: past its time, and no reply at all",
        request=request,
        sections=(
            Section(
                title="missed",
                figures=(
                    counted(
                        "missed",
                        "missed",
                        len(waits),
                        "complaints and questions past their time with no reply",
                        cases=cases_in(Dataset.WAITS, [wait.row for wait in waits]),
                    ),
                    share(
                        "missed_share",
                        "of those posted in the period",
                        in_period,
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
                        cases=keys_of(db, request, tests[2]),
                    ),
                    counted(
                        "cannot_know",
                        "cannot know",
                        unknown,
                        "the feed does not show whether they got one",
                        cases=keys_of(db, request, tests[3]),
                    ),
                ),
            ),
        ),
        table=_wait_table(db, "missed", "Missed", waits, request),
        notes=(*(_of_any_age(request) if waits else ()), *about_handled(db, request)),
    )


def _of_any_age(request: Request) -> tuple[str, ...]:
    """Say what the list holds where the user named no period."""
    return (
        ("the list holds open cases of any age; the shares speak of the period",) if request.is_default_period else ()
    )


def praise(db: Connection, request: Request) -> Report:
    """List the praise that nobody thanked in its time."""
    waiting = with_facts(unsettled.open_praise(db, request.open_of_any_age, alive=request.alive), request)
    is_praise, stands = first_of(Kind.PRAISE), Standings(request)
    is_ignored = both(both(is_praise, lambda wait: wait.is_exact), stands.among(Standing.OVERDUE))
    ignored = [wait for wait in waiting if is_ignored(wait.facts)]
    is_thanked = both(is_praise, lambda wait: wait.is_replied)
    is_decided = both(is_praise, stands.among(Standing.MET, Standing.LATE, Standing.OVERDUE))
    thanked, decided = count(db, request, [is_thanked, is_decided])
    return Report(
        name="praise",
        title="Praise that nobody thanked",
        request=request,
        sections=(
            Section(
                title="praise",
                figures=(
                    share(
                        "thanked",
                        "praise thanked",
                        thanked,
                        decided,
                        "praise with a reply, of that decided",
                        cases=keys_of(db, request, is_thanked),
                    ),
                    counted(
                        "praise_ignored",
                        "praise ignored",
                        len(ignored),
                        "past its time and no reply",
                        cases=cases_in(Dataset.WAITS, [wait.row for wait in ignored]),
                    ),
                ),
            ),
        ),
        table=_wait_table(db, "praise", "Praise ignored", ignored, request),
        notes=(*(_of_any_age(request) if ignored else ()), *about_handled(db, request)),
    )

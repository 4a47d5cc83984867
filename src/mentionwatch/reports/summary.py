"""The page to read each morning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.clock import duration_text, from_text
from mentionwatch.model import Kind
from mentionwatch.reports import Cases, Dataset, Figure, Report, Request, Section, Table
from mentionwatch.reports.common import about_emptiness
from mentionwatch.reports.failures import failures
from mentionwatch.reports.feeds import FORGOTTEN_AFTER, health
from mentionwatch.reports.figures import counted, with_previous
from mentionwatch.reports.handoffs import handoff_rate
from mentionwatch.reports.inbox import inbox
from mentionwatch.reports.late import FIRST_PROMISES, promise_figures
from mentionwatch.reports.recovered import last_recovered
from mentionwatch.reports.review import read_review, review_figure, review_line
from mentionwatch.reports.spikes import spikes
from mentionwatch.reports.times import first_times, times_table
from mentionwatch.reports.topics import complaint_topics
from mentionwatch.reports.unresolved import said
from mentionwatch.reports.waiting import BY_PRIORITY
from mentionwatch.reports.waits import FIRST
from mentionwatch.store import queries, totals
from mentionwatch.survival import plain_percentile

if TYPE_CHECKING:
    from sqlite3 import Connection

TITLE = "How you answer your customers"
_TOP = 5


def summary(db: Connection, request: Request) -> Report:
    """Say what needs you now, how the promise was kept, and where the brand failed, beside the previous period."""
    waiting = inbox(db, replace(request, limit=_TOP, sort=BY_PRIORITY))
    doubtful = read_review(db, request)

    def compared(title: str, build: Callable[[Connection, Request], Sequence[Figure]]) -> Section:
        return Section(title=title, figures=with_previous(request, lambda one: build(db, one)))

    wrote = compared("What they wrote", written)
    sections = (
        Section(title="What needs you now", figures=(*waiting.sections[0].figures, review_figure(doubtful))),
        wrote,
        spikes(db, request),
        compared("What complaints are about", complaint_topics),
        compared("How long they wait", first_complaint_times),
        compared("The promise", _promise),
        compared("Where it fails", failures),
        compared("How it ended", endings),
    )
    table = Table(name="summary", title="All figures", columns=(), rows=(), is_for_files=True)
    top = Table(name="inbox", title="Most urgent", columns=waiting.table.columns, rows=waiting.table.rows)
    return Report(
        name="summary",
        title=TITLE,
        request=request,
        table=table,
        sections=sections,
        more=(
            *((times_table(db, request),) if request.by else ()),
            *(table for table in (top, last_recovered(db, request), health(db, request)) if table.rows),
        ),
        notes=(
            *about_emptiness(db, is_empty=not wrote.figures[0].n),
            *((review_line(doubtful),) if doubtful else ()),
            *_notes(db, request),
        ),
    )


def written(db: Connection, request: Request) -> tuple[Figure, ...]:
    """Count the mentions of the period by kind."""
    found = totals.mentions(db, request.which)
    total = found.total()
    of_kind = {kind: sum(n for (one, _), n in found.items() if one == kind) for kind in (*Kind, None)}
    abusive = sum(n for (_, is_abusive), n in found.items() if is_abusive)

    def cases(condition: str) -> Cases:
        return Cases(Dataset.MENTIONS, lambda: totals.mention_keys(db, request.which, condition))

    titles = {Kind.COMPLAINT: "complaints", Kind.QUESTION: "questions", Kind.PRAISE: "praise", Kind.OTHER: "other"}
    return (
        counted("mentions", "mentions", total, "customers' posts to or about the brand", cases=cases("1")),
        *(
            counted(
                f"mentions_{kind}",
                title,
                of_kind[kind],
                f"mentions judged or labelled {kind}",
                of=total,
                cases=cases(f"kind = '{kind}'"),
            )
            for kind, title in titles.items()
        ),
        replace(
            counted(
                "mentions_unjudged",
                "not judged",
                of_kind[None],
                "mentions without a kind",
                of=total,
                cases=cases("kind IS NULL"),
            ),
            is_hidden=not of_kind[None],
        ),
        counted(
            "mentions_abusive",
            "with insults at a person",
            abusive,
            "flagged abusive, whatever their kind",
            of=total,
            cases=cases("abusive"),
        ),
    )


def first_complaint_times(db: Connection, request: Request) -> tuple[Figure, ...]:
    """Give the times to a first reply to complaints."""
    condition = f"{FIRST} AND w.kind = 'complaint'"
    return first_times(db, request, prefix="complaint_", of="of the complaints ", condition=condition)


def _promise(db: Connection, request: Request) -> tuple[Figure, ...]:
    return promise_figures(db, request, FIRST_PROMISES)


def endings(db: Connection, request: Request) -> tuple[Figure, ...]:
    """Count how complaints ended, by the customers' own words, and who was sent off."""
    return (*said(db, request), *handoff_rate(db, request))


def _notes(db: Connection, request: Request) -> tuple[str, ...]:
    """Say what limits the figures: lag, broken feeds, gaps, estimated times, backlog, labels."""
    notes = []
    lag = plain_percentile(totals.lags(db, request.which), 0.5)
    if lag is not None:
        notes.append(f"half of the posts were seen within {duration_text(lag)} of being posted; no alert can be faster")
    for feed in queries.failing_feeds(db):
        if feed["next_poll_at"] and from_text(feed["next_poll_at"]) > request.now - FORGOTTEN_AFTER:
            notes.append(f"feed {feed['name']} fails ({feed['failures']} in a row): {feed['last_error']}")
    for gap in queries.gaps(db, request.which):
        notes.append(f"gap: {gap['feed']} could not see {gap['from_at']} to {gap['to_at']}")
    estimated, handled = totals.apart(db, request.which)
    backlog = totals.backlog(db, request.which)
    if estimated:
        notes.append(f"{estimated} with an estimated time, left out of the times")
    if backlog:
        notes.append(f"{backlog} posted before they were first fetched or imported (backlog)")
    if handled:
        notes.append(f"{handled} handled elsewhere, as a person said; in no figure of public replies")
    return tuple(notes)

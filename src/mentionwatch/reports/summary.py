"""The page to read each morning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mentionwatch.clock import duration_text, from_text
from mentionwatch.config.topics import topic_names
from mentionwatch.measure import Standing, attainment, plain_percentile, spans
from mentionwatch.model import Kind
from mentionwatch.reports import Column, Figure, Report, Request, Section, Table, Unit
from mentionwatch.reports.common import (
    NEEDING,
    WaitRow,
    about_emptiness,
    counted,
    first_waits,
    read_waits,
    share,
    waited,
)
from mentionwatch.reports.handoffs import handoff_rate
from mentionwatch.reports.lists import inbox
from mentionwatch.reports.review import read_review, review_figure, review_line
from mentionwatch.reports.topics import complaint_topics
from mentionwatch.reports.unresolved import said
from mentionwatch.store import queries, reply_queries

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_TOP = 5
_FORGOTTEN_AFTER = timedelta(days=2)
"""A feed that has not been polled for so long is no longer in the configuration."""

_COLUMNS = (
    Column("figure", "figure"),
    Column("title", "what it says"),
    Column("value", "value"),
    Column("unit", "unit"),
    Column("n", "n", Unit.COUNT),
    Column("of", "of", Unit.COUNT),
    Column("definition", "definition"),
)


def summary(db: Connection, request: Request) -> Report:
    """Say what needs you now, how the promise was kept, and where the brand failed."""
    waits = read_waits(db, request)
    waiting = inbox(db, replace(request, limit=_TOP))
    mentions = list(queries.mentions(db, request.which))
    doubtful = read_review(db, request)
    sections = (
        Section(title="What needs you now", figures=(*waiting.sections[0].figures, review_figure(doubtful))),
        Section(title="What they wrote", figures=_written(mentions)),
        complaint_topics(waits, topic_names(request.rules.judge.topics)),
        Section(title="How long they wait", figures=_waits(waits, request)),
        Section(title="The promise", figures=_promise(waits, request)),
        Section(title="Where it fails", figures=_failures(db, waits, request)),
        Section(title="How it ended", figures=_endings(db, request)),
    )
    table = Table(name="summary", title="All figures", columns=_COLUMNS, rows=tuple(_lines(sections)))
    top = Table(
        name="inbox",
        title="Most urgent",
        columns=waiting.table.columns,
        rows=waiting.table.rows,
    )
    return Report(
        name="summary",
        title="How you answer your customers",
        request=request,
        table=table,
        sections=sections,
        more=(top,) if top.rows else (),
        notes=(
            *about_emptiness(db, is_empty=not mentions),
            *((review_line(doubtful),) if doubtful else ()),
            *_notes(db, waits, mentions, request),
        ),
    )


def _lines(sections: Sequence[Section]) -> list[tuple[str | int | float | None, ...]]:
    return [
        (one.name, one.title, one.value, one.unit.value, one.n, one.of, one.definition)
        for section in sections
        for one in section.figures
    ]


def _written(mentions: list[Row]) -> tuple[Figure, ...]:
    kinds = Counter(row["kind"] for row in mentions)
    total, unjudged = len(mentions), kinds[None]
    titles = {
        "complaint": "complaints",
        "question": "questions",
        "praise": "praise",
        "other": "other",
    }
    return (
        counted(
            "mentions", "mentions", total, "customers' posts to or about the brand", rows="mentionwatch export mentions"
        ),
        *(
            counted(f"mentions_{kind}", title, kinds[kind], f"mentions judged or labelled {kind}", of=total)
            for kind, title in titles.items()
        ),
        replace(
            counted("mentions_unjudged", "not judged", unjudged, "mentions without a kind", of=total),
            is_hidden=not unjudged,
        ),
        counted(
            "mentions_abusive",
            "with insults at a person",
            sum(bool(row["abusive"]) for row in mentions),
            "flagged abusive, whatever their kind",
            of=total,
        ),
    )


def _waits(waits: list[WaitRow], request: Request) -> tuple[Figure, ...]:
    complaints = [wait.facts for wait in first_waits(waits, Kind.COMPLAINT)]
    whole = spans(complaints, now=request.now)
    real = spans(complaints, now=request.now, real=True)
    answered = [span.seconds for span in whole if span.is_whole]
    rows = "mentionwatch report times --rows --kind complaint"
    return (
        waited(
            "complaint_frt_median_seconds",
            "half of the complaints waited longer than",
            whole,
            0.5,
            "median time to a first reply, the unanswered counted as still waiting (Kaplan-Meier)",
            rows=rows,
        ),
        waited(
            "complaint_frt_p90_seconds",
            "one in ten longer than",
            whole,
            0.9,
            "the time by which 90 % had a first reply, the unanswered counted as still waiting",
            rows=rows,
        ),
        waited(
            "complaint_frt_real_median_seconds",
            "half, for a real reply, longer than",
            real,
            0.5,
            "the same median, to the first reply that is no stock text",
            rows=rows,
        ),
        Figure(
            name="complaint_frt_replied_median_seconds",
            title="looking only at those answered (what most tools print)",
            value=plain_percentile(answered, 0.5),
            unit=Unit.DURATION,
            definition="median time to a first reply over complaints that got one",
            n=len(answered),
            if_none="none",
            rows=rows,
        ),
    )


def _promise(waits: list[WaitRow], request: Request) -> tuple[Figure, ...]:
    figures = []
    for kind in (Kind.COMPLAINT, Kind.QUESTION, Kind.PRAISE):
        kept = attainment((wait.facts for wait in first_waits(waits, kind)), now=request.now)
        promised = getattr(request.rules.sla_at(request.now), kind.value)
        minutes = round(promised.total_seconds() / 60)
        within = f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
        pending = f" ({kept.pending} more may be)" if kept.pending else ""
        plural = kind.value if kind is Kind.PRAISE else f"{kind}s"
        figures.append(
            share(
                f"{kind}_attainment",
                f"{plural} answered within {within}{pending}",
                kept.met,
                kept.decided,
                "answered in time, of those answered or past their time; what may still be in time is not counted",
            )
        )
    return tuple(figures)


def _failures(db: Connection, waits: list[WaitRow], request: Request) -> tuple[Figure, ...]:
    needing = first_waits(waits, *NEEDING)
    again = [wait for wait in waits if wait.facts.ordinal > 1 and wait.standing(request) is Standing.OVERDUE]
    replies = [row for row in reply_queries.responses(db, request.which) if row["counts"]]
    praise = first_waits(waits, Kind.PRAISE)
    unknown = sum(wait.standing(request) is Standing.CANNOT_KNOW for wait in needing)
    return (
        share(
            "missed",
            "missed: past its time, no reply at all",
            sum(bool(wait.row["is_missed"]) for wait in needing),
            len(needing),
            "complaints and questions past their time with no reply",
            rows="mentionwatch report missed",
        ),
        share(
            "canned_only",
            "got nothing but stock texts",
            sum(wait.facts.is_canned_only for wait in needing),
            len(needing),
            "complaints and questions replied to, but by no real reply",
            rows="mentionwatch report canned --rows",
        ),
        counted("left_waiting", "asked again, and overdue", len(again), "later waits that are past their time"),
        share(
            "canned_rate",
            "replies that were stock texts",
            sum(bool(row["is_canned"]) for row in replies),
            len(replies),
            "canned among replies that count",
            rows="mentionwatch report canned",
        ),
        share(
            "praise_ignored",
            "praise that nobody thanked",
            sum(wait.standing(request) is Standing.OVERDUE for wait in praise),
            len(praise),
            "praise past its time with no reply",
            rows="mentionwatch report praise",
        ),
        replace(
            counted("cannot_know_in_period", "cannot know", unknown, "no feed shows whether they got a reply"),
            is_hidden=not unknown,
        ),
    )


def _endings(db: Connection, request: Request) -> tuple[Figure, ...]:
    in_the_end = (replace(figure, rows="mentionwatch report unresolved") for figure in said(db, request))
    return (*in_the_end, *handoff_rate(db, request))


def _notes(db: Connection, waits: list[WaitRow], mentions: list[Row], request: Request) -> tuple[str, ...]:
    """Say what limits the figures: estimated times, backlog, gaps, broken feeds, lag, labels."""
    notes = []
    estimated = sum(not wait.facts.is_exact for wait in waits)
    backlog = sum(bool(wait.row["is_backlog"]) for wait in waits)
    handled = sum(wait.facts.is_handled for wait in waits)
    if estimated:
        notes.append(f"{estimated} with an estimated time, left out of the times")
    if backlog:
        notes.append(f"{backlog} posted before they were first fetched or imported (backlog)")
    if handled:
        notes.append(f"{handled} handled elsewhere, as a person said; in no figure of public replies")
    lag = _detection_lag(mentions)
    if lag is not None:
        notes.append(f"half of the posts were seen within {duration_text(lag)} of being posted; no alert can be faster")
    for gap in queries.gaps(db, request.which):
        notes.append(f"gap: {gap['feed']} could not see {gap['from_at']} to {gap['to_at']}")
    for feed in queries.feeds(db):
        is_polled = feed["next_poll_at"] and from_text(feed["next_poll_at"]) > request.now - _FORGOTTEN_AFTER
        if feed["failures"] and is_polled:
            notes.append(f"feed {feed['name']} fails ({feed['failures']} in a row): {feed['last_error']}")
    return tuple(notes)


def _detection_lag(mentions: list[Row]) -> int | None:
    lags = [
        round((from_text(row["first_seen_at"]) - from_text(row["created_at"])).total_seconds())
        for row in mentions
        if row["is_backlog"] == 0
    ]
    return plain_percentile(lags, 0.5)

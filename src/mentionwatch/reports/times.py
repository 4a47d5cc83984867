"""How long customers wait: medians that keep the unanswered in, beside those of the answered alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mentionwatch.reports import Cases, Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.business import business_cases, business_lengths_by, has_hours
from mentionwatch.reports.common import WAIT_COLUMNS, about_emptiness, read_waits, wait_values
from mentionwatch.reports.figures import waited, with_previous
from mentionwatch.reports.grouping import group_columns, sorted_groups
from mentionwatch.reports.waits import (
    FIRST,
    LATER,
    WITHIN,
    Tally,
    has_length,
    keys_of,
    lengths_by,
    tallies_by,
)
from mentionwatch.store.cover import Cover
from mentionwatch.store.wait_scan import conversation_rows
from mentionwatch.survival import Lengths, percentile, percentiles, plain_percentile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from mentionwatch.reports import Key

_COLUMNS = (
    Column("waits", "cases", Unit.COUNT),
    Column("replied", "answered", Unit.COUNT),
    Column("frt_median_seconds", "half waited longer than", Unit.DURATION),
    Column("frt_p90_seconds", "one in ten longer than", Unit.DURATION),
    Column("frt_real_median_seconds", "half, for a real reply", Unit.DURATION),
    Column("frt_replied_median_seconds", "median of the answered", Unit.DURATION),
    *(Column(f"within_{name}", f"within {name}", Unit.SHARE) for name in WITHIN),
    Column("sla_met", "promise kept", Unit.COUNT),
    Column("sla_decided", "promise decided", Unit.COUNT),
    Column("sla_pending", "still in time", Unit.COUNT),
    *(Column(f"within_{name}_of", f"at least {name} old", Unit.COUNT) for name in WITHIN),
    Column("sla_met_canned", "kept by a stock text", Unit.COUNT),
    Column("missed", "missed", Unit.COUNT),
    Column("canned_only", "stock texts only", Unit.COUNT),
)
_BUSINESS = Column("frt_business_median_seconds", "half, in business hours", Unit.DURATION)


def times(db: Connection, request: Request) -> Report:
    """Give the times to a reply, by kind or by `request.by`; with `rows`, each wait."""
    by = request.by or ("kind",)
    table = times_table(db, replace(request, by=by))
    if request.rows:
        waits = read_waits(db, request)[: request.limit]
        rows = tuple((*wait_values(wait, request), wait.facts.business_seconds) for wait in waits)
        columns = (*WAIT_COLUMNS, Column("business_seconds", "in business hours", Unit.DURATION, is_for_files=True))
        table = Table(name="waits", title="Each wait", columns=columns, rows=rows)
    return Report(
        name="times",
        title="How long customers wait",
        request=request,
        sections=(
            Section(title="For the first reply", figures=with_previous(request, lambda one: _first(db, one))),
            Section(title="Afterwards, and in all", figures=with_previous(request, lambda one: _later(db, one))),
        ),
        table=table,
        notes=(
            *about_emptiness(db, is_empty=not table.rows),
            *(() if request.clock else ("Times run on the customer's clock, nights and weekends included.",)),
        ),
    )


def _first(db: Connection, request: Request) -> tuple[Figure, ...]:
    found = first_times(db, request)
    if not has_hours(request):
        return found
    request = replace(request, by=())
    in_hours = waited(
        "frt_business_median_seconds",
        "in business hours alone, half longer than",
        business_lengths_by(db, request).get((), Lengths()),
        0.5,
        "the same median over the time in business hours, of those whose hours are known",
        cases=business_cases(db, request),
    )
    return (*found, in_hours)


def times_table(db: Connection, request: Request) -> Table:
    """Give the times and shares of each group of first waits."""
    tallies = tallies_by(db, request)
    whole, real = lengths_by(db, request), lengths_by(db, request, real=True)
    business = business_lengths_by(db, request) if has_hours(request) else None
    rows = []
    for group in sorted_groups(request, tallies):
        values = _values(tallies[group], whole.get(group, Lengths()), real.get(group, Lengths()))
        last = () if business is None else (percentile(business.get(group, Lengths()), 0.5),)
        rows.append((*group, *values, *last))
    columns = (*group_columns(request), *_COLUMNS, *(() if business is None else (_BUSINESS,)))
    return Table(name="times", title="Time to the first reply", columns=columns, rows=tuple(rows))


def _values(tally: Tally, whole: Lengths, real: Lengths) -> tuple[Value, ...]:
    return (
        tally.waits,
        tally.replied,
        *percentiles(whole, 0.5, 0.9),
        percentile(real, 0.5),
        plain_percentile(whole.whole, 0.5),
        *(part / whole if whole else None for part, whole in zip(tally.answered, tally.old_enough, strict=True)),
        tally.kept.met,
        tally.kept.decided,
        tally.kept.pending,
        *tally.old_enough,
        tally.kept.canned,
        tally.missed,
        tally.canned_only,
    )


def first_times(
    db: Connection, request: Request, *, prefix: str = "", of: str = "", condition: str = FIRST
) -> tuple[Figure, ...]:
    """Give the times to a first reply; `prefix` stands before the figures' names, `of` says of whom they are."""
    request = replace(request, by=())
    whole = lengths_by(db, request, condition=condition).get((), Lengths())
    real = lengths_by(db, request, real=True, condition=condition).get((), Lengths())
    is_timed = has_length(request)
    cases = keys_of(db, request, is_timed, condition=condition)
    answered = keys_of(db, request, lambda wait: wait.is_replied and is_timed(wait), condition=condition)
    return (
        waited(
            f"{prefix}frt_median_seconds",
            f"half {of}waited longer than",
            whole,
            0.5,
            "median time to the first reply, the unanswered counted as still waiting (Kaplan-Meier)",
            cases=cases,
        ),
        waited(
            f"{prefix}frt_p90_seconds",
            "one in ten waited longer than",
            whole,
            0.9,
            "the time by which 90 % had a first reply, the unanswered counted as still waiting",
            cases=cases,
        ),
        waited(
            f"{prefix}frt_real_median_seconds",
            "half, for a real reply, longer than",
            real,
            0.5,
            "the same median, to the first reply that is no stock text",
            cases=keys_of(db, request, has_length(request, real=True), condition=condition),
        ),
        waited(
            f"{prefix}frt_replied_median_seconds",
            "looking only at those answered (what most tools print)",
            Lengths(whole.whole),
            0.5,
            "median time to a first reply over those that got one",
            cases=answered,
        ),
    )


def _later(db: Connection, request: Request) -> tuple[Figure, ...]:
    later = lengths_by(db, replace(request, by=()), condition=LATER).get((), Lengths())
    in_all, longest = _by_customer(db, request)
    customers = Cases(Dataset.CONVERSATIONS, lambda: (key for key, *_ in _waited(db, request)))
    return (
        waited(
            "nrt_median_seconds",
            "for a next reply, half waited longer than",
            later,
            0.5,
            "median time to each later reply, from the oldest unanswered post",
            cases=keys_of(db, request, has_length(request), condition=LATER),
        ),
        waited(
            "requester_wait_median_seconds",
            "in all, half of the customers waited longer than",
            in_all,
            0.5,
            "median of the sum of a conversation's waits, those that go on counted as still waiting (Kaplan-Meier)",
            cases=customers,
        ),
        waited(
            "longest_silence_median_seconds",
            "at a stretch, half of the customers longer than",
            longest,
            0.5,
            "median of a conversation's longest wait, those that go on counted as still waiting (Kaplan-Meier)",
            cases=customers,
        ),
    )


def _by_customer(db: Connection, request: Request) -> tuple[Lengths, Lengths]:
    """Collect how long each customer waited in all, and at a stretch; a wait that goes on cuts both."""
    in_all, longest = Lengths(), Lengths()
    for _, closed, most, so_far in _waited(db, request):
        if so_far is None:
            in_all.whole.append(closed)
            longest.whole.append(most or 0)
        else:
            in_all.cut.append(closed + so_far)
            longest.cut.append(max(most or 0, so_far))
    return in_all, longest


def _waited(db: Connection, request: Request) -> Iterator[tuple[Key, int, int | None, int | None]]:
    """Give of each conversation whose first wait is in the period: what names it, the sum and the longest of its closed
    waits, and how long an open one has been seen to go on.
    """
    cover, now = Cover(db), int(request.now.timestamp())
    for number, brand, network, feeds, closed, most, opened in conversation_rows(db, request.which):
        so_far = None
        if opened is not None:
            seen_to = cover.seen_to(brand, network, feeds, opened)
            if seen_to is None:
                continue
            so_far = request.elapsed(brand, feeds, opened, min(now, seen_to))
        yield (number, brand), closed, most, so_far

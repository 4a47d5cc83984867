"""How long customers wait: medians that keep the unanswered in, beside those of the answered alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from mentionwatch.measure import answered_within, attainment, percentile, plain_percentile, spans
from mentionwatch.model import Kind
from mentionwatch.reports import UNJUDGED, Column, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.common import (
    WAIT_COLUMNS,
    WaitRow,
    about_emptiness,
    first_waits,
    read_waits,
    wait_values,
    waited,
)

if TYPE_CHECKING:
    from sqlite3 import Connection

_WITHIN = {
    "1h": timedelta(hours=1),
    "4h": timedelta(hours=4),
    "8h": timedelta(hours=8),
    "24h": timedelta(hours=24),
    "72h": timedelta(hours=72),
}
_KINDS: tuple[Kind | None, ...] = (Kind.COMPLAINT, Kind.QUESTION, Kind.PRAISE, None)

BY: dict[str, Callable[[WaitRow, Request], str]] = {
    "day": lambda wait, request: _local(wait, request, "%Y-%m-%d"),
    "week": lambda wait, request: _local(wait, request, "%G-W%V"),
    "month": lambda wait, request: _local(wait, request, "%Y-%m"),
    "hour": lambda wait, request: _local(wait, request, "%H:00"),
    "network": lambda wait, request: wait.row["network"],
    "place": lambda wait, request: wait.row["place"] or "(none)",
    "kind": lambda wait, request: wait.row["kind"] or UNJUDGED,
    "brand": lambda wait, request: wait.row["brand"],
}
"""How the figures can be grouped: the name of the group that a wait belongs to."""


def _local(wait: WaitRow, request: Request, form: str) -> str:
    return wait.facts.opened_at.astimezone(request.rules.zone).strftime(form)


_COLUMNS = (
    Column("group", "group"),
    Column("waits", "cases", Unit.COUNT),
    Column("replied", "answered", Unit.COUNT),
    Column("frt_median_seconds", "half waited longer than", Unit.DURATION),
    Column("frt_p90_seconds", "one in ten longer than", Unit.DURATION),
    Column("frt_real_median_seconds", "half, for a real reply", Unit.DURATION),
    Column("frt_replied_median_seconds", "median of the answered", Unit.DURATION),
    *(Column(f"within_{name}", f"within {name}", Unit.SHARE) for name in _WITHIN),
    Column("sla_met", "promise kept", Unit.COUNT),
    Column("sla_decided", "promise decided", Unit.COUNT),
    Column("sla_pending", "still in time", Unit.COUNT),
    *(Column(f"within_{name}_of", f"at least {name} old", Unit.COUNT) for name in _WITHIN),
)


def times(db: Connection, request: Request) -> Report:
    """Give the times to a first reply, by kind or by `request.by`; with `rows`, each wait."""
    waits = read_waits(db, request)
    firsts = first_waits(waits, *_KINDS)
    nexts = [wait for wait in waits if wait.facts.ordinal > 1]
    table = Table(name="times", title="Time to the first reply", columns=_COLUMNS, rows=_grouped(firsts, request))
    if request.rows:
        rows = tuple(wait_values(wait, request) for wait in waits[: request.limit])
        table = Table(name="waits", title="Each wait", columns=WAIT_COLUMNS, rows=rows)
    all_first = spans((wait.facts for wait in firsts), now=request.now)
    all_next = spans((wait.facts for wait in nexts), now=request.now)
    return Report(
        name="times",
        title="How long customers wait",
        request=request,
        sections=(
            Section(
                title="times",
                figures=(
                    waited(
                        "frt_median_seconds",
                        "half waited longer than",
                        all_first,
                        0.5,
                        "median time to the first reply, the unanswered counted as still waiting (Kaplan-Meier)",
                    ),
                    waited(
                        "frt_p90_seconds",
                        "one in ten waited longer than",
                        all_first,
                        0.9,
                        "the time by which 90 % had a first reply, the unanswered counted as still waiting",
                    ),
                    waited(
                        "nrt_median_seconds",
                        "and for a next reply, half longer than",
                        all_next,
                        0.5,
                        "median time to each later reply, from the oldest unanswered post",
                    ),
                ),
            ),
        ),
        table=table,
        notes=(
            *about_emptiness(db, is_empty=not waits),
            "Times run on the customer's clock, nights and weekends included.",
        ),
    )


def _grouped(waits: Sequence[WaitRow], request: Request) -> tuple[tuple[Value, ...], ...]:
    group_of = BY[request.by or "kind"]
    groups: dict[str, list[WaitRow]] = {}
    for wait in waits:
        groups.setdefault(group_of(wait, request), []).append(wait)
    return tuple(_line(name, groups[name], request) for name in sorted(groups))


def _line(name: str, waits: Iterable[WaitRow], request: Request) -> tuple[Value, ...]:
    facts = [wait.facts for wait in waits]
    whole = spans(facts, now=request.now)
    kept = attainment(facts, now=request.now)
    shares = [answered_within(facts, within, now=request.now) for within in _WITHIN.values()]
    return (
        name,
        len(facts),
        sum(wait.is_replied for wait in facts),
        percentile(whole, 0.5),
        percentile(whole, 0.9),
        percentile(spans(facts, now=request.now, real=True), 0.5),
        plain_percentile([span.seconds for span in whole if span.is_whole], 0.5),
        *(answered / total if total else None for answered, total in shares),
        kept.met,
        kept.decided,
        kept.pending,
        *(total for _, total in shares),
    )

"""What the brand wrote: each reply beside the customer's words that it answers, and what is found in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text, to_text
from mentionwatch.model import Mark
from mentionwatch.reports import Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.agents import ENOUGH, agent_name, agent_of, find_agents, printed_text
from mentionwatch.reports.common import DELETED, gone_texts
from mentionwatch.reports.figures import cases_in, counted
from mentionwatch.reports.reply_figures import (
    NOT_KEPT,
    beside_everybody,
    has_mark,
    is_repeat,
    marks_in_list,
    promise_of,
    reply_figures,
)
from mentionwatch.store import reply_queries

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

REPLY_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "sent", Unit.INSTANT),
    Column("network", "network"),
    Column("place", "place"),
    Column("customer", "customer"),
    Column("kind", "kind"),
    Column("wait_seconds", "waited", Unit.DURATION),
    Column("agent", "agent"),
    Column("answers_text", "they wrote"),
    Column("text", "they got"),
    Column("repeats", "same to them before", Unit.COUNT),
    Column("is_canned", "stock text", Unit.FLAG),
    Column("likeness", "likeness", Unit.SHARE),
    Column("template", "template"),
    Column("marks", "marks", Unit.LIST),
    Column("touches", "takes up", Unit.LIST),
    Column("promise", "promise"),
    Column("outcome", "outcome"),
    Column("topics", "about", Unit.LIST),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)

_NO_NOTES: tuple[str, ...] = ()


def replies(db: Connection, request: Request) -> Report:
    """List the replies that count, those to look at first on top; say how many did what.

    Raises UsageError for an agent that no reply is by.
    """
    sent = list(reply_queries.responses(db, request.which))
    counting = [row for row in sent if row["counts"]]
    everybody = tuple(reply_figures(counting, now=request.now))
    if request.agent is None:
        listed, figures, notes = counting, (*everybody, _automatic(sent)), _NO_NOTES
    else:
        agents = find_agents(db, request, request.agent)
        listed = [row for row in counting if agent_of(row) in agents]
        theirs = tuple(reply_figures(listed, now=request.now))
        figures, notes = beside_everybody(theirs, everybody), _on_agent(len(listed))
    wanted = [Mark(name) for name in request.marks]
    chosen = [row for row in listed if not wanted or any(has_mark(mark)(row) for mark in wanted)]
    ordered = _sample(chosen, request) if request.sample else _first_to_read(chosen, request)
    shown = ordered[: request.limit]
    rows = tuple(reply_values(db, shown, request))
    return Report(
        name="replies",
        title="What you answered",
        request=request,
        sections=(Section(title="replies", figures=figures),),
        table=Table(
            name="replies",
            title=_title(request, listed=len(ordered), of=len(chosen)),
            columns=REPLY_COLUMNS,
            rows=rows,
            is_to_read=True,
        ),
        notes=notes,
    )


def _on_agent(replies: int) -> tuple[str, ...]:
    few = f"; under {ENOUGH} replies a share says little" if replies < ENOUGH else ""
    return (f"everybody is all replies of the period, this agent's too{few}",)


def _automatic(sent: Sequence[Row]) -> Figure:
    return counted(
        "automatic",
        "beside them, automatic replies",
        sum(bool(row["is_automatic"]) for row in sent),
        "came faster than a person types; in no other figure",
        cases=cases_in(Dataset.REPLIES, sent, lambda row: row["is_automatic"]),
    )


def _title(request: Request, *, listed: int, of: int) -> str:
    marked = f" marked {' or '.join(request.marks)}" if request.marks else ""
    if request.sample:
        return f"{listed:,} of {of:,} replies{marked}, drawn at random"
    return f"Replies{marked}, to look at first on top"


def _first_to_read(rows: Sequence[Row], request: Request) -> list[Row]:
    """Order replies by what a lead should read first, the latest first among equals."""
    latest_first = sorted(rows, key=lambda row: (row["created_at"], row["ref"]), reverse=True)
    return sorted(latest_first, key=lambda row: _rank(row, request))


def _rank(row: Row, request: Request) -> int:
    """Rank a reply: the same to one person again, canned off the point, arguing, promise broken, deflecting, others."""
    signs = (
        is_repeat(row),
        row["is_canned"] and row["touches"] == "[]",
        has_mark(Mark.ARGUES)(row),
        promise_of(row, now=request.now) == NOT_KEPT,
        has_mark(Mark.DEFLECTS)(row),
        row["is_canned"],
    )
    return next((rank for rank, is_so in enumerate(signs) if is_so), len(signs))


def _sample(rows: Sequence[Row], request: Request) -> list[Row]:
    """Draw replies at random, by time: for one period always the same, whoever asks and whenever."""
    which = request.which
    period = "/".join(to_text(at) if at else "" for at in (which.since_at, which.until_at))
    drawn = sorted(rows, key=lambda row: blake2b(f"{period}\n{row['ref']}".encode(errors="surrogatepass")).digest())
    return sorted(drawn[: request.sample], key=lambda row: (row["created_at"], row["ref"]))


def reply_values(db: Connection, rows: Sequence[Row], request: Request) -> list[tuple[Value, ...]]:
    """Give the values of replies under `REPLY_COLUMNS`."""
    gone = gone_texts(db, rows)
    return [_values(row, request, gone) for row in rows]


def _values(row: Row, request: Request, gone: Collection[str]) -> tuple[Value, ...]:
    return (
        row["post_id"],
        from_text(row["created_at"]),
        row["network"],
        row["place"],
        row["customer"],
        row["kind"],
        row["seconds"],
        agent_name(row["brand"], row["agent"], request.rules),
        DELETED if row["answers_ref"] in gone else row["answers_text"],
        DELETED if row["ref"] in gone else printed_text(row, request.rules),
        row["repeats"],
        bool(row["is_canned"]),
        row["likeness"],
        row["template"],
        marks_in_list(row),
        tuple(json.loads(row["touches"])),
        promise_of(row, now=request.now),
        row["outcome"],
        tuple(json.loads(row["topics"])),
        row["url"],
        row["ref"],
        row["brand"],
    )

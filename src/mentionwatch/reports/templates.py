"""The templates found in a brand's replies, whatever their age, and what was decided on each."""

from __future__ import annotations

from dataclasses import replace
from shlex import quote
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.reports import Column, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.agents import printed_text
from mentionwatch.reports.figures import counted
from mentionwatch.store import reply_queries

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_TITLE = "Texts sent to several customers"
_TOO_SHORT = "too short to be held against"
_HINT = (
    "`mentionwatch templates exempt NAME`: it may be repeated, and is never held against you; `accept NAME`: it is "
    "canned from its first use on; `forget NAME` takes your word back"
)
DECISIONS = {
    "exempt": ("that may be repeated", "a person said so"),
    "accepted": ("canned from their first use on", "a person said so"),
    "configured": ("canned by the configuration", "it names their text"),
}
"""What may be decided on a template, in words, and by whom."""
_COLUMNS = (
    Column("template", "template"),
    Column("decision", "decision"),
    Column("uses", "uses", Unit.COUNT),
    Column("customers", "customers", Unit.COUNT),
    Column("canned", "held against", Unit.COUNT),
    Column("text", "the text"),
    Column("words", "words", Unit.COUNT),
    Column("first_used_at", "first", Unit.INSTANT),
    Column("last_used_at", "last", Unit.INSTANT),
    Column("by", "said by"),
    Column("note", "why"),
    Column("brand", "brand"),
)


def templates(db: Connection, request: Request) -> Report:
    """List the templates of the brand, those most often held against it first."""
    rows = reply_queries.templates(db, request.which.brand)
    command = _command(request)
    figures = (
        counted("templates", "templates", len(rows), "texts that several customers got", rows=command),
        *(
            counted(name, title, len(_decided(rows, name)), definition, rows=f"{command} --decision {name}")
            for name, (title, definition) in DECISIONS.items()
        ),
    )
    listed = _decided(rows, request.decision) if request.decision else rows
    return Report(
        name="templates",
        title=_TITLE,
        request=replace(request, which=request.open_of_any_age),
        sections=(Section(title="templates", figures=tuple(replace(one, is_hidden=not one.value) for one in figures)),),
        table=Table(
            name="templates",
            title=_TITLE,
            columns=_COLUMNS,
            rows=tuple(_values(row, request) for row in listed[: request.limit]),
        ),
        notes=(_HINT,) if rows else (),
    )


def _command(request: Request) -> str:
    brand = request.which.brand
    return "mentionwatch templates" + (f" --brand {quote(brand)}" if brand and brand != request.rules.brand else "")


def _decided(rows: list[Row], decision: str) -> list[Row]:
    return [row for row in rows if row["decision"] == decision]


def _values(row: Row, request: Request) -> tuple[Value, ...]:
    is_short = row["words"] < request.rules.replies.min_words
    return (
        row["template"],
        row["decision"] or (_TOO_SHORT if is_short else None),
        row["uses"],
        row["customers"],
        row["canned"],
        printed_text(row, request.rules),
        row["words"],
        from_text(row["first_used_at"]),
        from_text(row["last_used_at"]),
        row["by"],
        row["note"],
        row["brand"],
    )

"""The stock texts sent to people with a complaint or question: how often, to whom, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.reports import FEWEST, Column, Dataset, Figure, Report, Request, Section, Table, Unit, Value
from mentionwatch.reports.agents import printed_text
from mentionwatch.reports.common import DELETED, gone_texts
from mentionwatch.reports.figures import careful_share, cases_in, counted, part_of, share
from mentionwatch.reports.reply_figures import is_repeat, needs_answer
from mentionwatch.store import reply_queries

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

_MOST_NAMED = 10_000
"""More templates than SQLite takes the names of: then all are read."""
_HINT = "a good text that may be repeated: `mentionwatch templates exempt NAME`"
_TEMPLATE_COLUMNS = (
    Column("template", "template"),
    Column("uses", "uses", Unit.COUNT),
    Column("customers", "customers", Unit.COUNT),
    Column("canned", "canned", Unit.COUNT),
    Column("decision", "decision"),
    Column("repeated", "same person again", Unit.COUNT),
    Column("touching_nothing", "off the point", Unit.COUNT),
    Column("needing", "to complaint or question", Unit.COUNT),
    Column("satisfied", "satisfied after it", Unit.COUNT),
    Column("share", "of replies", Unit.SHARE),
    Column("personal_satisfied", "after personal replies", Unit.SHARE),
    Column("text", "the text"),
    Column("first_used_at", "first", Unit.INSTANT),
    Column("last_used_at", "last", Unit.INSTANT),
    Column("brand", "brand"),
)
_USE_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("created_at", "sent", Unit.INSTANT),
    Column("network", "network"),
    Column("place", "place"),
    Column("customer", "customer"),
    Column("repeats", "same before", Unit.COUNT),
    Column("answers_text", "what they wrote"),
    Column("text", "what they got"),
    Column("touching_nothing", "takes up nothing they said", Unit.FLAG),
    Column("touches", "takes up", Unit.LIST),
    Column("likeness", "likeness", Unit.SHARE),
    Column("is_canned", "canned", Unit.FLAG),
    Column("wait_seconds", "waited", Unit.DURATION),
    Column("template", "template"),
    Column("outcome", "outcome"),
    Column("topics", "about", Unit.LIST),
    Column("url", "link"),
    Column("ref", "ref"),
    Column("brand", "brand"),
)


def canned(db: Connection, request: Request) -> Report:
    """Say how many replies were stock texts, and which; with `rows`, list each use of one."""
    sent = list(reply_queries.responses(db, request.which))
    replies = [row for row in sent if row["counts"]]
    if request.rows:
        shown = _uses(replies)[: request.limit]
        gone = gone_texts(db, shown)
        rows = tuple(_use(row, request, gone) for row in shown)
        table = Table(name="uses", title="Each use", columns=_USE_COLUMNS, rows=rows, is_to_read=True)
    else:
        table = _template_table(db, request, replies)
    return Report(
        name="canned",
        title="Stock texts sent to people with a complaint or question",
        request=request,
        sections=(Section(title="canned", figures=_figures(sent, replies)),),
        table=table,
        notes=(_HINT,) if any(row["is_canned"] for row in replies) else (),
    )


def _figures(sent: Sequence[Row], replies: Sequence[Row]) -> tuple[Figure, ...]:
    stock = [row for row in replies if row["is_canned"]]
    needing = [row for row in replies if needs_answer(row)]
    public = [row for row in sent if row["counts"] or row["is_automatic"]]
    again = _one_a_customer([row for row in replies if is_repeat(row)])
    return (
        part_of(
            "canned_rate",
            "replies that were stock texts",
            replies,
            lambda row: row["is_canned"],
            "canned among replies that count",
            of=Dataset.REPLIES,
        ),
        counted(
            "canned_customers",
            "customers who got one",
            _customers(stock),
            "people with a complaint or question who got a stock text; the cases are one of each",
            cases=cases_in(Dataset.REPLIES, _one_a_customer(stock)),
        ),
        part_of(
            "touching_nothing",
            "stock texts that take up nothing they said",
            stock,
            _touches_nothing,
            "canned replies in which no word of the customer's own comes back",
            of=Dataset.REPLIES,
        ),
        share(
            "repeated_customers",
            "customers who got the same text again",
            len(again),
            _customers(needing),
            "customers with a complaint or question to whom the brand sent alike texts twice, canned or not",
            cases=cases_in(Dataset.REPLIES, again),
        ),
        part_of(
            "automatic",
            "sent faster than a person types",
            public,
            lambda row: row["is_automatic"],
            "automatic replies among all public ones; they count in no other figure",
            of=Dataset.REPLIES,
        ),
        _satisfied(
            "satisfied_after_canned",
            "satisfied after a stock text",
            [row for row in stock if needs_answer(row)],
            "canned replies to complaints and questions after which the customer said that they are satisfied",
        ),
        _satisfied(
            "satisfied_after_personal",
            "satisfied after a personal reply",
            _personal(replies),
            "replies to complaints and questions, no stock texts, after which the customer said so",
        ),
    )


def _satisfied(name: str, title: str, replies: Sequence[Row], definition: str) -> Figure:
    cases = cases_in(Dataset.REPLIES, replies, lambda row: row["is_settling"])
    return careful_share(name, title, *_settled(replies), definition, cases=cases)


def _one_a_customer(replies: Sequence[Row]) -> list[Row]:
    return list({(row["brand"], row["customer_id"]): row for row in replies}.values())


def _personal(replies: Sequence[Row]) -> list[Row]:
    return [row for row in replies if needs_answer(row) and not row["is_stock"]]


def _settled(replies: Sequence[Row]) -> tuple[int, int]:
    """Count the replies that came last before the customer was satisfied, and all."""
    return sum(bool(row["is_settling"]) for row in replies), len(replies)


def _customers(replies: Sequence[Row]) -> int:
    return len({(row["brand"], row["customer_id"]) for row in replies})


def _touches_nothing(row: Row) -> bool:
    return not json.loads(row["touches"])


def _uses(replies: Sequence[Row]) -> list[Row]:
    """Order the uses: the same text twice to one person first, then what takes up nothing they said, then by time."""
    uses = [row for row in replies if row["is_canned"] or is_repeat(row)]
    return sorted(uses, key=lambda row: (not is_repeat(row), not _touches_nothing(row), row["created_at"], row["ref"]))


def _use(row: Row, request: Request, gone: Collection[str]) -> tuple[Value, ...]:
    return (
        row["post_id"],
        from_text(row["created_at"]),
        row["network"],
        row["place"],
        row["customer"],
        row["repeats"],
        DELETED if row["answers_ref"] in gone else row["answers_text"],
        DELETED if row["ref"] in gone else printed_text(row, request.rules),
        _touches_nothing(row),
        tuple(json.loads(row["touches"])),
        row["likeness"],
        bool(row["is_canned"]),
        row["seconds"],
        row["template"],
        row["outcome"],
        tuple(json.loads(row["topics"])),
        row["url"],
        row["ref"],
        row["brand"],
    )


def _template_table(db: Connection, request: Request, replies: Sequence[Row]) -> Table:
    """List the templates used in the period: those sent twice to one person first, then by their canned uses."""
    uses: dict[tuple[str, str], list[Row]] = {}
    for row in replies:
        if row["template"]:
            uses.setdefault((row["brand"], row["template"]), []).append(row)
    names = sorted({name for _, name in uses})
    found = [
        (template, held)
        for template in reply_queries.templates(db, request.which.brand, names if len(names) <= _MOST_NAMED else None)
        if (held := uses.get((template["brand"], template["template"])))
    ]
    found.sort(key=lambda one: _rank(*one))
    settled, of = _settled(_personal(replies))
    personal = settled / of if of >= FEWEST else None
    rows = tuple(
        _template(template, held, request, of=len(replies), personal=personal)
        for template, held in found[: request.limit]
    )
    return Table(name="templates", title="Templates", columns=_TEMPLATE_COLUMNS, rows=rows)


def _rank(template: Row, uses: Sequence[Row]) -> tuple[bool, int, int, str, str]:
    canned_uses = sum(bool(row["is_canned"]) for row in uses)
    return (not _repeated(uses), -canned_uses, -len(uses), template["template"], template["brand"])


def _repeated(uses: Sequence[Row]) -> int:
    """Count the customers who got the same text again."""
    return _customers([row for row in uses if is_repeat(row)])


def _template(
    template: Row, uses: Sequence[Row], request: Request, *, of: int, personal: float | None
) -> tuple[Value, ...]:
    stock = [row for row in uses if row["is_canned"]]
    satisfied, needing = _settled([row for row in uses if needs_answer(row)])
    return (
        template["template"],
        len(uses),
        _customers(uses),
        len(stock),
        template["decision"],
        _repeated(uses),
        sum(_touches_nothing(row) for row in stock),
        needing,
        satisfied,
        len(uses) / of,
        personal,
        printed_text(template, request.rules),
        from_text(template["first_used_at"]),
        from_text(template["last_used_at"]),
        template["brand"],
    )

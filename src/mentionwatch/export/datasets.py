"""The data to take away: one table of columns for each export, and the rows that fill them.

Nothing here depends on when it is run: the same database gives the same bytes. docs/csv.md tells each column.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.reports import Column, Unit, Value
from mentionwatch.reports.agents import agent_name
from mentionwatch.reports.reply_figures import marks_in_list
from mentionwatch.store import people, queries, reply_queries
from mentionwatch.store.queries import Filter

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

    from mentionwatch.config import Rules


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an export: its name in files, the query's column it comes from, and what its values are.

    `read` gives the value where it is more than what the column holds.
    """

    name: str
    source: str
    unit: Unit = Unit.TEXT
    read: Callable[[Row, Rules], Value] | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """What can be exported: its rows, in their one order, and its columns."""

    read: Callable[[Connection, Filter], Iterator[Row]]
    fields: tuple[Field, ...]


_MENTIONS = (
    Field("id", "ref"),
    Field("network", "network"),
    Field("author", "customer"),
    Field("author_name", "customer_name"),
    Field("followers", "followers", Unit.COUNT),
    Field("brand", "brand"),
    Field("text", "text"),
    Field("created_at", "created_at", Unit.INSTANT),
    Field("in_reply_to", "parent_ref"),
    Field("thread", "thread_ref"),
    Field("url", "url"),
    Field("lang", "lang"),
    Field("rating", "rating", Unit.COUNT),
    Field("location", "location"),
    Field("likes", "likes", Unit.COUNT),
    Field("shares", "shares", Unit.COUNT),
    Field("replies", "replies", Unit.COUNT),
    Field("visibility", "visibility"),
    Field("edited_at", "edited_at", Unit.INSTANT),
    Field("deleted", "deleted_at", Unit.INSTANT),
    Field("time_quality", "time_quality"),
    Field("is_backlog", "is_backlog", Unit.FLAG),
    Field("address", "address"),
    Field("place", "place"),
    Field("kind", "kind"),
    Field("language", "language"),
    Field("abusive", "abusive", Unit.FLAG),
    Field("is_labelled", "is_labelled", Unit.FLAG),
    Field("confidence", "confidence", Unit.SHARE),
    Field("polarity", "polarity", Unit.SHARE),
    Field("topics", "topics", Unit.LIST),
    Field("reasons", "reasons", Unit.LIST),
    Field("conversation", "conversation_ref"),
    Field("needs_reply", "needs_reply", Unit.FLAG),
    Field("wait", "wait", Unit.COUNT),
    Field("due_at", "due_at", Unit.INSTANT),
    Field("closed_at", "closed_at", Unit.INSTANT),
    Field("seconds", "seconds", Unit.DURATION),
    Field("is_open", "is_open", Unit.FLAG),
    Field("is_canned_only", "is_canned_only", Unit.FLAG),
)
_RESPONSES = (
    Field("id", "ref"),
    Field("network", "network"),
    Field("author", "account"),
    Field("brand", "brand"),
    Field("text", "text"),
    Field("created_at", "created_at", Unit.INSTANT),
    Field("in_reply_to", "answers_ref"),
    Field("url", "url"),
    Field("customer", "customer"),
    Field("answers_text", "answers_text"),
    Field("conversation", "conversation_ref"),
    Field("place", "place"),
    Field("wait", "wait", Unit.COUNT),
    Field("kind", "kind"),
    Field("topics", "topics", Unit.LIST),
    Field("seconds", "seconds", Unit.DURATION),
    Field("business_seconds", "business_seconds", Unit.DURATION),
    Field("counts", "counts", Unit.FLAG),
    Field("is_automatic", "is_automatic", Unit.FLAG),
    Field("is_canned", "is_canned", Unit.FLAG),
    Field("is_stock", "is_stock", Unit.FLAG),
    Field("likeness", "likeness", Unit.SHARE),
    Field("repeats", "repeats", Unit.COUNT),
    Field("template", "template"),
    Field("decision", "decision"),
    Field("handoff", "handoff"),
    Field("marks", "marks", Unit.LIST, read=lambda row, _: marks_in_list(row)),
    Field("touches", "touches", Unit.LIST),
    Field("promise_due_at", "promise_due_at", Unit.INSTANT),
    Field("promise_kept_at", "promise_kept_at", Unit.INSTANT),
    Field("promise_seen_to", "promise_seen_to", Unit.INSTANT),
    Field("is_settling", "is_settling", Unit.FLAG),
    Field("agent", "agent", read=lambda row, rules: agent_name(row["brand"], row["agent"], rules)),
    Field("outcome", "outcome"),
    Field("reasons", "reasons", Unit.LIST),
)
_CONVERSATIONS = (
    Field("id", "ref"),
    Field("network", "network"),
    Field("customer", "customer"),
    Field("customer_name", "customer_name"),
    Field("followers", "followers", Unit.COUNT),
    Field("brand", "brand"),
    Field("text", "text"),
    Field("opened_at", "opened_at", Unit.INSTANT),
    Field("url", "url"),
    Field("thread", "thread_ref"),
    Field("place", "place"),
    Field("location", "location"),
    Field("kind", "kind"),
    Field("language", "language"),
    Field("topics", "topics", Unit.LIST),
    Field("outcome", "outcome"),
    Field("outcome_post", "outcome_ref"),
    Field("handoff", "handoff"),
    Field("handled_by", "handled_by"),
    Field("is_open", "is_open", Unit.FLAG),
    Field("is_canned_only", "is_canned_only", Unit.FLAG),
    Field("waiting_since", "waiting_since", Unit.INSTANT),
    Field("first_reply_at", "first_reply_at", Unit.INSTANT),
    Field("first_reply_seconds", "first_reply_seconds", Unit.DURATION),
    Field("first_real_reply_at", "first_real_reply_at", Unit.INSTANT),
    Field("satisfied_at", "satisfied_at", Unit.INSTANT),
    Field("satisfaction_seconds", "satisfaction_seconds", Unit.DURATION),
    Field("last_at", "last_at", Unit.INSTANT),
    Field("priority", "priority", Unit.COUNT),
    Field("reasons", "reasons", Unit.LIST),
)
_WAITS = (
    Field("id", "ref"),
    Field("network", "network"),
    Field("customer", "customer"),
    Field("brand", "brand"),
    Field("text", "text"),
    Field("opened_at", "opened_at", Unit.INSTANT),
    Field("url", "url"),
    Field("place", "place"),
    Field("conversation", "conversation_ref"),
    Field("wait", "ordinal", Unit.COUNT),
    Field("kind", "kind"),
    Field("language", "language"),
    Field("topics", "topics", Unit.LIST),
    Field("due_at", "due_at", Unit.INSTANT),
    Field("closed_at", "closed_at", Unit.INSTANT),
    Field("reply", "reply_ref"),
    Field("seconds", "seconds", Unit.DURATION),
    Field("business_seconds", "business_seconds", Unit.DURATION),
    Field("real_closed_at", "real_closed_at", Unit.INSTANT),
    Field("real_seconds", "real_seconds", Unit.DURATION),
    Field("is_open", "is_open", Unit.FLAG),
    Field("is_missed", "is_missed", Unit.FLAG),
    Field("is_canned_only", "is_canned_only", Unit.FLAG),
    Field("is_covered", "is_covered", Unit.FLAG),
    Field("is_exact", "is_exact", Unit.FLAG),
    Field("is_backlog", "is_backlog", Unit.FLAG),
    Field("handled_by", "handled_by"),
    Field("outcome", "outcome"),
    Field("priority", "priority", Unit.COUNT),
)
_CUSTOMERS = (
    Field("network", "network"),
    Field("customer", "customer"),
    Field("customer_name", "customer_name"),
    Field("brand", "brand"),
    Field("followers", "followers", Unit.COUNT),
    Field("conversations", "conversations", Unit.COUNT),
    Field("complaints", "complaints", Unit.COUNT),
    Field("praise", "praise", Unit.COUNT),
    Field("questions", "questions", Unit.COUNT),
    Field("answered", "answered", Unit.COUNT),
    Field("recovered", "recovered", Unit.COUNT),
    Field("lost", "lost", Unit.COUNT),
    Field("first_at", "first_at", Unit.INSTANT),
    Field("last_at", "last_at", Unit.INSTANT),
    Field("person", "person"),
)

DATASETS: Mapping[str, Dataset] = {
    "mentions": Dataset(queries.mentions, _MENTIONS),
    "responses": Dataset(reply_queries.responses, _RESPONSES),
    "conversations": Dataset(queries.conversations, _CONVERSATIONS),
    "waits": Dataset(queries.waits, _WAITS),
    "customers": Dataset(people.customers, _CUSTOMERS),
}
"""What can be exported, by name."""


def read_dataset(
    db: Connection, name: str, which: Filter, *, rules: Rules
) -> tuple[list[Column], Iterator[Sequence[Value]]]:
    """Give a dataset's columns, and all rows that `which` asks for as they come from the database."""
    dataset = DATASETS[name]
    columns = [Column(field.name, field.name, field.unit) for field in dataset.fields]
    return columns, (_values(row, dataset.fields, rules) for row in dataset.read(db, which))


def _values(row: Row, fields: tuple[Field, ...], rules: Rules) -> list[Value]:
    return [
        field.read(row, rules) if field.read is not None else _value(row[field.source], field.unit) for field in fields
    ]


def _value(held: str | int | float | None, unit: Unit) -> Value:
    """Read a value as the database holds it."""
    if held is None:
        return () if unit is Unit.LIST else None
    if unit is Unit.INSTANT:
        return from_text(str(held))
    if unit is Unit.LIST:
        return tuple(str(item) for item in json.loads(str(held)))
    if unit is Unit.COUNT and isinstance(held, float) and held.is_integer():
        return int(held)
    return bool(held) if unit is Unit.FLAG else held

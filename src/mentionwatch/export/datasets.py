"""The data to take away: each export's rows under its columns.

Nothing here depends on when it is run: the same database gives the same bytes. docs/csv.md tells each column.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mentionwatch.clock import from_text
from mentionwatch.export import fields
from mentionwatch.export.disguise import Disguise
from mentionwatch.export.fields import Field
from mentionwatch.reports import Column, Unit, Value
from mentionwatch.reports.quotes import CONSENT, quotes
from mentionwatch.store import people, queries, reply_queries
from mentionwatch.store.queries import Filter

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

    from mentionwatch.config import Rules

    _Record = Row | Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What can be exported: its rows, in their one order, and its columns.

    `refs` are the columns that name the posts in whose threads its texts stand. `is_by_name`: its order is that of
    names, which pseudonyms must not show. `notes` is what whoever takes the rows away must know.
    """

    read: Callable[[Connection, Filter, Rules], Iterable[_Record]]
    fields: tuple[Field, ...]
    refs: tuple[str, ...] = ()
    is_by_name: bool = False
    notes: tuple[str, ...] = ()


DATASETS: Mapping[str, Dataset] = {
    "mentions": Dataset(read=lambda db, which, _: queries.mentions(db, which), fields=fields.MENTIONS, refs=("ref",)),
    "responses": Dataset(
        read=lambda db, which, _: reply_queries.responses(db, which),
        fields=fields.RESPONSES,
        refs=("ref", "answers_ref"),
    ),
    "conversations": Dataset(
        read=lambda db, which, _: queries.conversations(db, which), fields=fields.CONVERSATIONS, refs=("ref",)
    ),
    "waits": Dataset(read=lambda db, which, _: queries.waits(db, which), fields=fields.WAITS, refs=("ref",)),
    "customers": Dataset(
        read=lambda db, which, _: people.customers(db, which), fields=fields.CUSTOMERS, is_by_name=True
    ),
    "recoveries": Dataset(read=quotes, fields=fields.RECOVERIES, refs=("ref", "thanks_ref"), notes=(CONSENT,)),
}
"""What can be exported, by name."""


def read_dataset(
    db: Connection, name: str, which: Filter, *, rules: Rules, disguise: Disguise | None = None
) -> tuple[list[Column], Iterable[Sequence[Value]]]:
    """Give a dataset's columns, and all rows that `which` asks for as they come from the database, or in disguise."""
    dataset = DATASETS[name]
    columns = [Column(field.name, field.name, field.unit) for field in dataset.fields]
    records = dataset.read(db, which, rules)
    if disguise is None:
        return columns, (_values(record, dataset, rules) for record in records)
    rows = (_disguised(record, dataset, rules, disguise) for record in records)
    return columns, sorted(rows, key=str) if dataset.is_by_name else rows


def _disguised(record: _Record, dataset: Dataset, rules: Rules, disguise: Disguise) -> Sequence[Value]:
    return disguise.row(
        _values(record, dataset, rules),
        [field.trace for field in dataset.fields],
        network=record["network"],
        refs=[record[column] for column in dataset.refs],
    )


def _values(record: _Record, dataset: Dataset, rules: Rules) -> list[Value]:
    return [
        field.read(record, rules) if field.read is not None else _value(record[field.source], field.unit)
        for field in dataset.fields
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

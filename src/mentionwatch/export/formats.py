"""Rows as CSV, JSON and JSON lines, written as they come."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TextIO

from mentionwatch.clock import to_text
from mentionwatch.export.cells import csv_cell, json_value, split_names
from mentionwatch.reports import Column, Unit, Value
from mentionwatch.spreadsheet import neutralise
from mentionwatch.store.queries import Filter
from mentionwatch.text import safe_text

VERSION = 1
"""The form of our JSON; it changes only when a reader of the old form would be misled."""

TEXT = "text"
TO = "to"


class Format(StrEnum):
    """A form of file."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


def envelope(name: str, which: Filter, *, timezone: str) -> dict[str, Any]:
    """Give what stands at the head of our JSON: what it is, of which brand, and of which time."""
    return {
        "mentionwatch": VERSION,
        "report": name,
        "brand": safe_text(which.brand) if which.brand else None,
        "period": {
            "from": to_text(which.since_at) if which.since_at else None,
            "to": to_text(which.until_at) if which.until_at else None,
            "timezone": timezone,
        },
    }


def write_rows(
    out: TextIO, columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, form: Format, head: Mapping[str, Any]
) -> None:
    """Write rows under their columns; JSON begins with `head`, the other forms hold rows only."""
    names = [column.name for column in columns]
    if form is Format.CSV:
        write_csv(out, columns, rows)
    elif form is Format.JSON:
        _write_json(out, names, rows, head)
    else:
        for row in rows:
            out.write(_object(names, row) + "\n")


def _plain_cell(value: Value, _: Unit) -> str:
    return csv_cell(value)


def write_csv(
    out: TextIO,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    cell: Callable[[Value, Unit], str] = _plain_cell,
    delimiter: str = ",",
) -> None:
    """Write a header and rows. The @names that begin a text stand in a column `to` before it."""
    writer = csv.writer(out, lineterminator="\n", delimiter=delimiter)
    names, units = [column.name for column in columns], [column.unit for column in columns]
    at = names.index(TEXT) if TEXT in names else None
    header = [neutralise(safe_text(name)) for name in names]
    writer.writerow(header if at is None else [*header[:at], TO, *header[at:]])
    for row in rows:
        cells = [cell(value, unit) for value, unit in zip(row, units, strict=True)]
        if at is not None:
            to, text = split_names(safe_text(str(row[at] or "")))
            cells[at : at + 1] = [cell(to, Unit.TEXT), cell(text, Unit.TEXT)]
        writer.writerow(cells)


def _write_json(out: TextIO, names: Sequence[str], rows: Iterable[Sequence[Value]], head: Mapping[str, Any]) -> None:
    """Write one object whose last member is `rows`, one row a line, without holding them all."""
    out.write(json.dumps(head, ensure_ascii=False).removesuffix("}"))
    out.write((", " if head else "") + '"rows": [')
    separator = "\n"
    for row in rows:
        out.write(separator + _object(names, row))
        separator = ",\n"
    out.write("\n]}\n" if separator != "\n" else "]}\n")


def _object(names: Sequence[str], row: Sequence[Value]) -> str:
    values = {safe_text(name): json_value(value) for name, value in zip(names, row, strict=True)}
    return json.dumps(values, ensure_ascii=False, allow_nan=False)

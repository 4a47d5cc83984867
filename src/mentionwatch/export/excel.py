"""Data for whoever opens it in a spreadsheet: local times, minutes for seconds, and an empty column for their word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, TextIO
from zoneinfo import ZoneInfo

from mentionwatch.export.cells import csv_cell
from mentionwatch.export.formats import TEXT, write_csv
from mentionwatch.export.xlsx import sheet_columns, with_units, workbook
from mentionwatch.model import Kind
from mentionwatch.reports import Column, Unit, Value


@dataclass(frozen=True, slots=True)
class Data:
    """Rows of one name under their columns, and the zone in which to write their times."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    zone: ZoneInfo


LABEL = "label"
"""The column that `label --import` takes back."""
_BOM = "\ufeff"
_BEHIND_COMMA = re.compile(r"(?<=,)(?=[\s\"]*(?:[=+@＝＋＠]|[-－][\w(]))")
"""What would run where commas separate in spite of us; a price such as 5,- does not."""
_MADE_AT = datetime(1980, 1, 1)
"""What a workbook of data says of when it was made, as its zip file does: the same data give the same bytes."""


def with_label(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]]
) -> tuple[list[Column], Iterator[Sequence[Value]]]:
    """Put an empty column for a person's label behind the text."""
    at = [column.name for column in columns].index(TEXT) + 1
    return (
        [*columns[:at], Column(LABEL, LABEL), *columns[at:]],
        ([*row[:at], None, *row[at:]] for row in rows),
    )


def write_excel_csv(out: TextIO, data: Data, *, delimiter: str) -> None:
    """Write CSV as Excel opens it: marked as UTF-8, and with decimal commas where semicolons separate."""

    def cell(value: Value, unit: Unit) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(data.zone):%Y-%m-%d %H:%M:%S}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            text = csv_cell(value)
            return text if delimiter == "," else _BEHIND_COMMA.sub("'", text)
        number = f"{value / 60:.2f}" if unit is Unit.DURATION else csv_cell(value)
        return number.replace(".", ",") if delimiter == ";" else number

    out.write(_BOM)
    named = [Column(_name(column, data.zone), column.title, column.unit) for column in data.columns]
    write_csv(out, named, data.rows, cell=cell, delimiter=delimiter)


def write_workbook(out: BinaryIO, data: Data) -> None:
    """Write data as a workbook of one sheet, or of more where there are more rows than a sheet holds."""
    is_to_label = any(column.name == LABEL for column in data.columns)
    with workbook(out, zone=data.zone, made_at=_MADE_AT, title=data.name) as book:
        book.add(
            data.name,
            sheet_columns(data.columns, data.zone),
            with_units(data.columns, data.rows),
            choices={LABEL: tuple(Kind)} if is_to_label else {},
        )


def _name(column: Column, zone: ZoneInfo) -> str:
    if column.unit is Unit.INSTANT:
        return f"{column.name} ({zone.key})"
    return column.name.replace("seconds", "minutes") if column.unit is Unit.DURATION else column.name

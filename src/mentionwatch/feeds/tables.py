"""Files of posts, CSV, JSON lines or XLSX: read line by line, the bad lines among the good."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mentionwatch.errors import UsageError
from mentionwatch.feeds.columns import parts_of
from mentionwatch.feeds.rows import TO, BadLine, Notice, RowReader, RowRules, suggest
from mentionwatch.feeds.workbooks import MAGIC, sheet_rows
from mentionwatch.model import Post
from mentionwatch.spreadsheet import plain_cell
from mentionwatch.text import one_line

LONGEST_LINE = 4 * 1024 * 1024
LONGEST_CELL = 1024 * 1024

_MAGICS = {  # what a file is not, by its first bytes: the next step
    b"\xd0\xcf\x11\xe0": (
        "is an Excel workbook that is old or protected by a password",
        "open it, and save it as XLSX without a password, or the sheet as CSV UTF-8",
    ),
    b"\x1f\x8b": ("is compressed", "unpack it first: gunzip FILE"),
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATOR = re.compile(r"[\"']?sep=(.)[\"']?\s*", re.IGNORECASE)
"""The first line by which Excel is told what separates the cells."""
_Record: TypeAlias = tuple[int, list[str] | str]
"""The number of a record's first line, and its cells or the reason why it cannot be read."""
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


def read_posts(path: Path, rules: RowRules, *, now: datetime) -> Iterator[Post | BadLine | Notice]:
    """Read a file's posts in its order; a line that gives none comes as a BadLine, and the rest go on.

    XLSX by its first bytes, CSV by the name's ending or the first character, else JSON lines. `now` stands in for
    times ahead of it. Raises UsageError for a file that cannot be read at all, and for columns that are missing or
    doubled.
    """
    reader = RowReader(rules, now=now)
    with _open(path, rules.sheet) as file:
        if file.is_workbook or _is_csv(path, file.start):
            yield from _read_table(path, file.records(), reader)
        else:
            yield from _read_json_lines(file.lines, reader)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a CSV file: its cells by column, and the number of the line."""

    number: int
    cells: Mapping[str, str]


def read_rows(path: Path, *, sheet: str | None = None) -> Iterator[list[str] | Row | BadLine]:
    """Read any CSV or XLSX file: first its columns, then its lines.

    Bytes that are no UTF-8 are read as Windows-1252, in which Excel saves where nobody asks it for UTF-8. Raises
    UsageError for a file that cannot be read at all.
    """
    with _open(path, sheet) as file:
        records = map(_as_windows_wrote, file.records())
        header = _read_header(path, records)
        yield header
        for number, cells in records:
            if any(cells):
                yield _row(number, header, cells)


def _as_windows_wrote(record: _Record) -> _Record:
    number, cells = record
    if isinstance(cells, str) or not _NOT_UTF8.search("".join(cells)):
        return record
    return number, [cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace") for cell in cells]


@dataclass(frozen=True, slots=True)
class _File:
    """An open file: how its text begins, and its lines; or the rows of a workbook."""

    start: bytes = b""
    lines: Iterable[str] = ()
    rows: Iterator[_Record] | None = None

    @property
    def is_workbook(self) -> bool:
        """Say whether it holds no text, but rows."""
        return self.rows is not None

    def records(self) -> Iterator[_Record]:
        """Give the records of a table, the header first."""
        return _records(_table(iter(self.lines))) if self.rows is None else self.rows


@contextmanager
def _open(path: Path, sheet: str | None) -> Iterator[_File]:
    """Open a file. Raises UsageError for one that holds neither text nor sheets."""
    try:
        with path.open("rb") as stream:
            start = stream.peek(64)[:64]
            _refuse_binary(path, start)
            if start.startswith(MAGIC):
                yield _File(rows=_sheet_records(path, sheet))
                return
            if sheet is not None:
                raise UsageError(f"{path} has no sheets: it is no XLSX workbook", hint="leave out --sheet")
            is_utf16 = start.startswith(_UTF16)
            encoding, errors = ("utf-16", "replace") if is_utf16 else ("utf-8-sig", "surrogateescape")
            with io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="") as text:
                yield _File(start.decode("utf-16", "ignore").encode() if is_utf16 else start, _lines(text))
    except OSError as error:
        hint = "check its name, and who may read it"
        raise UsageError(f"{path} cannot be read", cause=error.strerror or str(error), hint=hint) from None


def _sheet_records(path: Path, sheet: str | None) -> Iterator[_Record]:
    """Give a sheet's rows. Only one that was our CSV before, and so has a column `to`, holds the marks of CSV."""
    is_marked = None
    for number, cells in sheet_rows(path, sheet):
        is_marked = _is_ours(cells) if is_marked is None else is_marked
        yield number, [plain_cell(cell) for cell in cells] if is_marked else cells


def _refuse_binary(path: Path, start: bytes) -> None:
    for magic, (what, hint) in _MAGICS.items():
        if start.startswith(magic):
            raise UsageError(f"{path} {what}, neither CSV nor JSON lines", hint=hint)


def _is_csv(path: Path, start: bytes) -> bool:
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    ending = path.suffix.lower()
    if first == b"{" or ending in (".jsonl", ".ndjson", ".json"):
        return False
    return ending in (".csv", ".tsv") or first not in (b"", b"[")


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Give each line; of one that is longer than any row of ours, the beginning."""
    while line := text.readline(LONGEST_LINE):
        yield line
        while len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            line = text.readline(LONGEST_LINE)


def _read_json_lines(lines: Iterable[str], reader: RowReader) -> Iterator[Post | BadLine | Notice]:
    del reader.columns[TO]  # a matter of our CSV only
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _read_object(line)
        except ValueError as error:
            yield BadLine(number, one_line(str(error), width=200))
            continue
        yield from reader.read(number, row)


def _read_object(line: str) -> dict[str, Any]:
    if broken := _NOT_UTF8.search(line):
        raise ValueError(_not_utf8(broken))
    try:
        row = json.loads(line)
    except RecursionError:
        raise ValueError("nested too deep") from None
    except ValueError as error:
        hint = "; write one object a line, without brackets and commas" if line.lstrip()[0] in "[]{}" else ""
        raise ValueError(f"no JSON: {error}{hint}") from None
    if isinstance(row, dict):
        return row
    hint = "; write each of its objects on a line of its own" if isinstance(row, list) else ""
    raise ValueError(f"no JSON object{hint}")


def _not_utf8(broken: re.Match[str]) -> str:
    return f"not UTF-8 (byte 0x{ord(broken[0]) - 0xDC00:02X}); save the file as UTF-8 (in Excel: CSV UTF-8)"


def _read_table(path: Path, records: Iterator[_Record], reader: RowReader) -> Iterator[Post | BadLine | Notice]:
    header = _read_header(path, records)
    _settle_columns(path, header, reader)
    for number, cells in records:
        if any(cells):
            row = _row(number, header, cells)
            yield from [row] if isinstance(row, BadLine) else reader.read(number, row.cells)


def _table(lines: Iterator[str]) -> Any:
    csv.field_size_limit(max(LONGEST_CELL, csv.field_size_limit()))
    first = next(lines, "")
    if told := _SEPARATOR.fullmatch(first):
        table = csv.reader(chain([first], lines), delimiter=told[1], strict=True)
        next(table)
        return table
    delimiter = max(",;\t", key=first.count)
    return csv.reader(chain([first], lines), delimiter=delimiter, strict=True)


def _read_header(path: Path, records: Iterator[_Record]) -> list[str]:
    """Read the columns' names. Raises UsageError."""
    number, cells = next(records, (1, []))
    if isinstance(cells, str):
        raise UsageError(f"{path}, line {number}: no header of a CSV file", cause=cells)
    header = [name.strip() for name in cells]
    if not any(header):
        raise UsageError(f"{path}, line {number}: no header", hint="it names the columns: id,author,text,...")
    if broken := _NOT_UTF8.search("".join(header)):
        raise UsageError(f"{path}, line {number}: {_not_utf8(broken)}")
    return header


def _settle_columns(path: Path, header: Sequence[str], reader: RowReader) -> None:
    """Settle which column each field is. Raises UsageError."""
    if reader.columns.get(TO) == TO and not _is_ours(header):
        del reader.columns[TO]
    by_name = {name.casefold(): name for name in header}
    for name, column in reader.columns.items():
        if zoned := _zoned(column, header):
            reader.columns[name], reader.zones[name] = zoned
            continue
        parts = (column,) if column in header else parts_of(column)
        settled = (part if part in header else by_name.get(part.casefold(), part) for part in parts)
        reader.columns[name] = "+".join(settled)
    _check_columns(path, header, reader)


def _is_ours(header: Sequence[str]) -> bool:
    """Say whether our CSV begins so: elsewhere than before `text`, `to` is another program's, for whom it went to."""
    return (TO, "text") in pairwise(header)


def _zoned(column: str, header: Sequence[str]) -> tuple[str, ZoneInfo] | None:
    """Find the column that says in which zone its times are, as `created_at (Europe/Berlin)` in our workbooks."""
    for name in header:
        start, separator, zone = name.removesuffix(")").rpartition(" (")
        if separator and start.casefold() == column.casefold():
            with suppress(ZoneInfoNotFoundError, ValueError, OSError):
                return name, ZoneInfo(zone)
    return None


def _check_columns(path: Path, header: Sequence[str], reader: RowReader) -> None:
    def lost_part(column: str) -> str | None:
        return None if column in header else next((part for part in parts_of(column) if part not in header), None)

    has = "the columns are " + one_line(", ".join(header), width=300)
    missing = [name for name in reader.needed if lost_part(reader.columns[name]) is not None]
    if missing == ["network"]:
        raise UsageError(f"{path} does not say on which network its posts stand", hint="name it with --network")
    if missing:
        hint = suggest([name for name in missing if name != "network"], header)
        raise UsageError(f"{path} has no column for {', '.join(missing)}", cause=has, hint=hint)
    for name, column in reader.columns.items():
        if column != name and column and (lost := lost_part(column)) is not None:
            hint = suggest([name], [each for each in header if each])
            raise UsageError(f"{path} has no column {lost!r}", cause=has, hint=hint)
        if header.count(column) > 1:
            raise UsageError(f"{path} has two columns called {column!r}", cause=has, hint="rename one of them")


def _records(table: Any) -> Iterator[_Record]:
    while True:
        number = table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            lost = f"; lines {number} to {table.line_num} are lost" if table.line_num > number else ""
            yield number, f"no CSV: {error}{lost}; look for a quotation mark that is not closed, or not doubled"
            continue
        yield number, [plain_cell(cell) for cell in cells]


def _row(number: int, header: Sequence[str], cells: list[str] | str) -> Row | BadLine:
    if isinstance(cells, str):
        return BadLine(number, cells)
    if broken := _NOT_UTF8.search("".join(cells)):
        return BadLine(number, _not_utf8(broken))
    if any(cells[len(header) :]):
        reason = f"{len(cells)} cells where the header has {len(header)}; look for a separator that is not quoted"
        return BadLine(number, reason)
    return Row(number, dict(zip(header, cells, strict=False)))

"""Rows as a workbook: sheets of real numbers, local times, durations and shares, and of texts that nothing runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, islice
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, TypeAlias
from zoneinfo import ZoneInfo

from mentionwatch.reports import Column, Unit, Value
from mentionwatch.spreadsheet import neutralise
from mentionwatch.text import clean_text, safe_text

MOST_ROWS = 1_048_576
"""The rows of a sheet, its header among them."""
MOST_CHARS = 32_767
"""The UTF-16 units of a cell."""
CUT = " [cut: a cell holds no more]"

Cell: TypeAlias = tuple[Value, Unit]

_EXACT_DIGITS = 15
_DAY_SECONDS = 86_400
_NUMBERS: Mapping[str, str] = {
    Unit.INSTANT: "yyyy-mm-dd hh:mm",
    Unit.DURATION: "[h]:mm:ss",
    Unit.SHARE: "0.0%",
}
_WIDTHS = {Unit.INSTANT: 17, Unit.DURATION: 11}
_OF_NUMBERS = (Unit.COUNT, Unit.SHARE, Unit.DURATION)
_NARROWEST, _WIDEST = 8, 60
_RUNS = "runs"
"""The style of a text that a spreadsheet would run if somebody typed it."""
_LINE_HEIGHT = 15
_MOST_LINES = 10
"""How high a line is in points, and how many lines of a text are seen at once."""
_MEASURED = 200
"""How many rows settle how wide a column is."""
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_LONGEST_NAME = 31


def sheet_columns(columns: Iterable[Column], zone: ZoneInfo) -> list[Column]:
    """Give the columns that a workbook has for those of CSV: a time names its zone, and seconds are a duration."""
    return [Column(_name(column, zone), column.title, column.unit) for column in columns]


def _name(column: Column, zone: ZoneInfo) -> str:
    if column.unit is Unit.INSTANT:
        return f"{column.name} ({zone.key})"
    return column.name.replace("seconds", "duration") if column.unit is Unit.DURATION else column.name


def with_units(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Iterator[list[Cell]]:
    """Give rows whose cells say what they are, by their columns."""
    units = [column.unit for column in columns]
    for row in rows:
        yield list(zip(row, units, strict=True))


@contextmanager
def workbook(out: BinaryIO, *, zone: ZoneInfo, made_at: datetime, title: str) -> Iterator[Workbook]:
    """Give a workbook to add sheets to; it is in `out` when all went well. `made_at` is what its properties say."""
    import xlsxwriter

    with TemporaryDirectory(prefix="mentionwatch-") as folder:
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": folder} | _NOTHING_RUNS)
        book.set_properties({"title": _text(title), "created": made_at.replace(tzinfo=None)})
        try:
            yield Workbook(book, zone)
        except BaseException:
            book.fileclosed = True  # it would write itself when it is collected
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            raise
        book.close()


_NOTHING_RUNS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Workbook:
    """A workbook that is being written, sheet after sheet and row after row."""

    def __init__(self, book: Any, zone: ZoneInfo) -> None:
        self._book = book
        self._zone = zone
        self._styles: dict[tuple[str, bool], Any] = {}
        head = {"bold": True, "bottom": 1, "bg_color": "#EDEDED", "valign": "top"}
        self._head, self._head_of_numbers = book.add_format(head), book.add_format(head | {"align": "right"})

    def add(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        *,
        choices: Mapping[str, Sequence[str]] | None = None,
        wraps: bool = True,
        most_rows: int = MOST_ROWS,
    ) -> None:
        """Add a sheet of rows under the columns' names, and one more wherever it is full.

        `choices` are the values that a column offers whoever fills it in; `wraps` breaks long texts into lines.
        """
        left = iter(rows)
        measured = list(islice(left, _MEASURED))
        widths = [_width(column, [row[at] for row in measured]) for at, column in enumerate(columns)]
        left = chain(measured, left)
        part = 1
        while True:
            sheet = self._new_sheet(name if part == 1 else f"{name} {part}", columns, widths)
            used = self._write_rows(
                sheet, islice(left, most_rows - 1), [wraps and width == _WIDEST for width in widths]
            )
            sheet.autofilter(0, 0, max(used, 1), len(columns) - 1)
            for column, values in (choices or {}).items():
                at = [one.name for one in columns].index(column)
                sheet.data_validation(1, at, max(used, 1), at, {"validate": "list", "source": list(values)})
            following = next(left, None)
            if following is None:
                return
            left, part = chain([following], left), part + 1

    def _new_sheet(self, name: str, columns: Sequence[Column], widths: Sequence[int]) -> Any:
        sheet = self._book.add_worksheet(self._free_name(name))
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for at, (column, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(at, at, width)
            style = self._head_of_numbers if column.unit in _OF_NUMBERS else self._head
            sheet.write_string(0, at, _text(column.name), style)
        return sheet

    def _free_name(self, name: str) -> str:
        """Give a name that Excel takes for a sheet, and that none has yet."""
        plain = safe_text(name).translate(_FORBIDDEN_IN_NAMES)[:_LONGEST_NAME]
        taken = {sheet.get_name().casefold() for sheet in self._book.worksheets()}
        names = chain([plain], (f"{plain[: _LONGEST_NAME - 4]} {number}" for number in range(2, 999)))
        return next(each for each in names if each.casefold() not in taken)

    def _write_rows(self, sheet: Any, rows: Iterable[Sequence[Cell]], are_wide: Sequence[bool]) -> int:
        number = 0
        for number, row in enumerate(rows, start=1):
            if (lines := _lines(row, are_wide)) > 1:  # each height is held until the sheet is whole
                sheet.set_row(number, _LINE_HEIGHT * lines)
            for at, (value, unit) in enumerate(row):
                self._write(sheet, number, at, value, unit, is_wide=are_wide[at])
        return number

    def _write(self, sheet: Any, row: int, at: int, value: Value, unit: Unit, *, is_wide: bool) -> None:
        if value is None or value == ():
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, at, value, self._style(Unit.FLAG))
        elif isinstance(value, datetime):
            local = value.astimezone(self._zone).replace(tzinfo=None)
            sheet.write_datetime(row, at, local, self._style(Unit.INSTANT))
        elif isinstance(value, int | float) and len(str(value).partition(".")[0]) <= _EXACT_DIGITS:
            number = value / _DAY_SECONDS if unit is Unit.DURATION else value
            sheet.write_number(row, at, number, self._style(unit))
        else:
            text = _text("; ".join(value) if isinstance(value, tuple) else str(value))
            style = self._style(_RUNS if neutralise(text) != text else Unit.TEXT, is_wide=is_wide)
            sheet.write_string(row, at, text, style)

    def _style(self, unit: str, *, is_wide: bool = False) -> Any:
        if (unit, is_wide) not in self._styles:
            style = {"valign": "top", "text_wrap": is_wide, "num_format": _NUMBERS.get(unit, "General")}
            # A text such as =1+1 stays a text when somebody edits its cell.
            style |= {"quote_prefix": unit == _RUNS, "align": "left" if unit == Unit.INSTANT else ""}
            self._styles[unit, is_wide] = self._book.add_format(style)
        return self._styles[unit, is_wide]


def _width(column: Column, cells: Sequence[Cell]) -> int:
    """Give how many characters wide a column is to be."""
    name = len(column.name) + 3  # the filter's button
    longest = max((_length(value, unit) for value, unit in cells), default=0)
    return min(max(name, longest, _NARROWEST), _WIDEST)


def _length(value: Value, unit: Unit) -> int:
    if isinstance(value, str):
        return len(value) + 1
    if isinstance(value, tuple):
        return sum(len(item) + 2 for item in value)
    return _WIDTHS.get(unit, _NARROWEST)


def _lines(row: Sequence[Cell], are_wide: Sequence[bool]) -> int:
    """Give how many lines a row needs: not every program fits its height to what is in it."""
    wide = [value for (value, _), is_wide in zip(row, are_wide, strict=True) if is_wide and isinstance(value, str)]
    needed = (sum(1 + len(line) // _WIDEST for line in text.split("\n", _MOST_LINES)) for text in wide)
    return min(max(needed, default=1), _MOST_LINES)


def _text(text: str) -> str:
    """Make a text a cell can hold."""
    text = clean_text(safe_text(text))
    if len(text) * 2 > MOST_CHARS and len(text.encode("utf-16-le")) > MOST_CHARS * 2:
        kept = text.encode("utf-16-le")[: (MOST_CHARS - len(CUT)) * 2]
        text = kept.decode("utf-16-le", errors="ignore") + CUT
    # xlsxwriter takes what stands between these two for XML of its own.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text

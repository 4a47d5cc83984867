"""XLSX workbooks as tables: the rows of one sheet, each cell as the text that CSV would hold."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from mentionwatch.errors import UsageError
from mentionwatch.text import one_line

MAGIC = b"PK\x03\x04"
MOST_BYTES = 256 * 1024 * 1024
"""How large a workbook may be once it is unpacked."""
MOST_CELLS = 20_000_000
"""How many cells a sheet may span: all of them are held at once, the empty ones too."""

_AS_CSV = "open it, and save the sheet as CSV UTF-8"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, LookupError)
"""What the readers of zip files and sheets raise for a broken one."""
_COLUMNS = re.compile(rb"\br=[\"']([A-Za-z]{1,3})(?=[0-9])")
_ROWS = re.compile(rb"\br=[\"'][A-Za-z]{0,3}([0-9]+)[\"']")
_EXACT_DIGITS = 15


def sheet_rows(path: Path, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a sheet, from the first that holds anything, each with its number; None is the first sheet.

    Raises UsageError for what is no workbook, is protected or too large, and for a sheet that is not there.
    """
    try:
        import python_calamine as calamine
    except ModuleNotFoundError:
        hint = f"pip install 'mentionwatch[xlsx]', or {_AS_CSV}"
        raise UsageError(f"{path} is a workbook, and what reads one is not installed", hint=hint) from None

    try:
        book = calamine.CalamineWorkbook.from_filelike(_unpacked(path))
        table = book.get_sheet_by_name(_sheet_name(path, book, sheet))
        rows = table.iter_rows()
    except (calamine.CalamineError, *_BROKEN) as error:
        raise UsageError(
            f"{path} is no workbook that can be read", cause=one_line(str(error), width=200), hint=_AS_CSV
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read", cause=error.strerror or str(error)) from None
    has_begun = False
    for number, row in enumerate(rows, start=1):
        cells = [_text(value) for value in row]
        has_begun = has_begun or any(cells)
        if has_begun:
            yield number, cells


def _sheet_name(path: Path, book: Any, sheet: str | None) -> str:
    """Give the name of the sheet that is meant, whatever its case."""
    import python_calamine as calamine

    names = [
        one.name
        for one in book.sheets_metadata
        if one.typ is calamine.SheetTypeEnum.WorkSheet and (sheet or one.visible is calamine.SheetVisibleEnum.Visible)
    ]
    found = next((name for name in names if sheet is None or name.casefold() == sheet.casefold()), None)
    if found is None:
        told = one_line(", ".join(book.sheet_names), width=300) or "none"
        what = f"no sheet {sheet!r}" if sheet else "no sheet with rows"
        raise UsageError(f"{path} has {what}", hint=f"its sheets are {told}: name one with --sheet")
    return str(found)


def _unpacked(path: Path) -> BytesIO:
    """Give the workbook packed anew without compression, so that its reader cannot meet more than was counted here."""
    plain, size = BytesIO(), 0
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as stored:
        if not any(name.startswith("xl/") for name in packed.namelist()):
            raise UsageError(f"{path} is a zip file, and no Excel workbook", hint=_AS_CSV)
        for entry in packed.NameToInfo.values():
            if entry.flag_bits & 1:
                raise UsageError(f"{path} is protected by a password", hint="save it without one")
            with packed.open(entry) as stream:
                content = stream.read(MOST_BYTES - size + 1)
            size += len(content)
            if size > MOST_BYTES:
                raise UsageError(f"{path} is too large for a workbook", hint=_AS_CSV)
            if b"sheetData" in content:
                _check_span(path, content)
            stored.writestr(entry.filename, content)
    plain.seek(0)
    return plain


def _check_span(path: Path, sheet: bytes) -> None:
    """Raise UsageError for a sheet whose cells lie so far apart that holding what is between them takes all memory."""
    columns = max((_column(match[1]) for match in _COLUMNS.finditer(sheet)), default=1)
    rows = max((int(match[1]) for match in _ROWS.finditer(sheet)), default=1)
    if columns * rows > MOST_CELLS:
        raise UsageError(
            f"{path} has a sheet of {rows:,} rows and {columns:,} columns, more than can be read",
            hint="delete the rows and columns beyond your data, or save the sheet as CSV UTF-8",
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(value: Any) -> str:
    """Write a cell as text: a whole number without a fraction, and one that a spreadsheet has rounded as such."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value)
        return str(int(value)) if abs(value) < 10**_EXACT_DIGITS else f"{value:.{_EXACT_DIGITS - 1}E}"
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)

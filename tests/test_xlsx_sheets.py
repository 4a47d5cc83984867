"""Sheets of a workbook: more rows than one holds, names that Excel takes, and nothing left behind by a failure."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from builders import NOW
from mentionwatch.export.xlsx import Cell, with_units, workbook
from mentionwatch.reports import Column, Unit, Value
from mentionwatch.text import clean_text, safe_text

ZONE = ZoneInfo("Europe/Berlin")
COLUMNS = (Column("text", "text"), Column("n", "n", Unit.COUNT))


def made(names: list[str], rows: list[list[Value]], most_rows: int = 100) -> dict[str, list[list[object]]]:
    """Write sheets of these names, each with these rows, and read them back."""
    out = io.BytesIO()
    with workbook(out, zone=ZONE, made_at=NOW, title="any") as book:
        for name in names:
            book.add(name, COLUMNS, with_units(COLUMNS, rows), most_rows=most_rows)
    read = CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue()))
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def test_what_one_sheet_does_not_hold_goes_on_on_the_next() -> None:
    """A full sheet is followed by another with the same head, and no row is lost or doubled; just full is one."""
    rows: list[list[Value]] = [["a", number] for number in range(7)]
    sheets = made(["mentions"], rows, most_rows=4)
    assert list(sheets) == ["mentions", "mentions 2", "mentions 3"]
    assert [sheet[0] for sheet in sheets.values()] == [["text", "n"]] * 3
    assert [row[1] for sheet in sheets.values() for row in sheet[1:]] == list(range(7))
    assert list(made(["mentions"], rows[:3], most_rows=4)) == ["mentions"]
    assert made(["mentions"], []) == {"mentions": [["text", "n"]]}


def test_names_are_what_excel_takes() -> None:
    """A sheet's name is short, unlike the others in any case, and without what Excel forbids."""
    sheets = list(made(["missed", "Missed", "a/b:[c]*?", "x" * 40, "x" * 41], []))
    assert sheets[:3] == ["missed", "Missed 2", "a-b--c---"]
    assert all(len(name) <= 31 for name in sheets)
    assert len({name.casefold() for name in sheets}) == 5


@pytest.mark.fault("F38")
@given(st.text(st.one_of(st.sampled_from("<>r/=+-@_x0041\t\n "), st.characters()), max_size=40))
def test_texts_come_back_letter_for_letter(text: str) -> None:
    """What a stranger wrote is the text of its cell, whatever looks like XML, an escape or a formula in it."""
    ((_, (found, *_)),) = (sheet for sheet in made(["a"], [[text, 1]]).values())
    wanted = clean_text(safe_text(text))
    assert found in (wanted, f"{wanted} ")


def test_large_numbers_keep_their_digits() -> None:
    """A number of more digits than Excel keeps is written as text."""
    rows: list[list[Value]] = [["a", 123456789012345], ["b", 1234567890123456789]]
    assert [row[1] for row in made(["a"], rows)["a"][1:]] == [123456789012345, "1234567890123456789"]


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Of twenty thousand rows no more is held at the end than of two thousand."""

    def held(rows: int) -> int:
        cells = ([("a", Unit.TEXT), (number, Unit.COUNT)] for number in range(rows))
        with (tmp_path / f"{rows}.xlsx").open("wb") as out, workbook(out, zone=ZONE, made_at=NOW, title="") as book:
            tracemalloc.start()
            try:
                book.add("a", COLUMNS, cells)
                return tracemalloc.get_traced_memory()[0]
            finally:
                tracemalloc.stop()

    held(10)  # what is loaded once
    assert held(20_000) < held(2_000) + 100_000


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a row cannot be had, the error is told, and no part of the workbook stays in the temporary folder."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows() -> Iterator[list[Cell]]:
        yield [("a", Unit.TEXT), (1, Unit.COUNT)]
        raise ValueError("no more rows")

    with (
        pytest.raises(ValueError, match="no more rows"),
        workbook(io.BytesIO(), zone=ZONE, made_at=NOW, title="") as book,
    ):
        book.add("a", COLUMNS, rows())
    assert os.listdir(tmp_path) == []

"""Workbooks as files of posts and labels: their cells as text, their faults as one clear error."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from builders import NOW
from mentionwatch.errors import UsageError
from mentionwatch.feeds.files import BadLine, RowRules, read_posts
from mentionwatch.feeds.tables import Row, read_rows
from mentionwatch.model import Post, TimeQuality

HEADER = ["id", "author", "text", "created_at"]
HOSTILE = "=1+1 <r>&lt;\n_x0041_ 'quoted"


def make(path: Path, *sheets: tuple[str, list[list[Any]]], hidden: bool = False) -> Path:
    """Write a workbook as another program does: typed cells, row by row."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, at, value, book.add_format({"num_format": "dd.mm.yyyy hh:mm"}))
                else:
                    sheet.write(number, at, value)
    if hidden:
        book.worksheets()[1].activate()
        book.worksheets()[0].hide()
    book.close()
    return path


def read(path: Path, **rules: Any) -> list[Any]:
    """Read a file's posts, of the network x unless it says otherwise."""
    return list(read_posts(path, RowRules(**{"network": "x"} | rules), now=NOW))


def test_cells_become_what_csv_would_hold(tmp_path: Path) -> None:
    """Numbers are ids without a fraction, dates are times, texts stay letter for letter, and truth is truth."""
    header = [*HEADER, "followers", "rating", "from_brand"]
    row = [129, "ann", HOSTILE, datetime(2026, 11, 20, 10, 29, 59), 1200, 4.5, True]
    (post,) = read(make(tmp_path / "posts.xlsx", ("Posts", [header, row])))
    assert (post.ref, post.text, post.created_at.isoformat()) == ("x:129", HOSTILE, "2026-11-20T10:29:59+00:00")
    assert (post.account.followers, post.rating, post.from_brand) == (1200, 4.5, True)


def test_bad_rows_are_told_by_their_number(tmp_path: Path) -> None:
    """A row that gives no post is told with the number that the sheet shows, and the rest go on."""
    rows: list[list[Any]] = [
        [],
        [],
        HEADER,
        [1, "ann", "hello", "2026-11-20"],
        ["", "", "", ""],
        [123456789012345678, "ann", "rounded", "2026-11-20"],
        [2, "ann", "when?", 46348.4],
        [3, "ann", "bye", "2026-11-20"],
    ]
    told = read(make(tmp_path / "posts.xlsx", ("Posts", rows)))
    assert [item.text for item in told if isinstance(item, Post)] == ["hello", "bye"]
    bad = {item.number: item.reason for item in told if isinstance(item, BadLine)}
    assert sorted(bad) == [6, 7]
    assert "a spreadsheet has rounded the id" in bad[6]
    assert "not a time" in bad[7]


def test_sheets_are_named_or_the_first_that_is_seen(tmp_path: Path) -> None:
    """Without a name the first visible sheet is read; a name in any case finds its own, and a wrong one lists all."""
    path = make(
        tmp_path / "posts.xlsx",
        ("Secret", [HEADER, [1, "ann", "hidden", "2026-11-20"]]),
        ("Shown", [HEADER, [2, "ann", "seen", "2026-11-20"]]),
        hidden=True,
    )
    assert [post.text for post in read(path)] == ["seen"]
    assert [post.text for post in read(path, sheet="secret")] == ["hidden"]
    with pytest.raises(UsageError, match="no sheet 'Posts'") as caught:
        read(path, sheet="Posts")
    assert caught.value.hint == "its sheets are Secret, Shown: name one with --sheet"
    plain = tmp_path / "posts.csv"
    plain.write_text("id,author,text,created_at\n")
    with pytest.raises(UsageError, match="no sheets"):
        read(plain, sheet="Posts")


def test_a_column_names_the_zone_of_its_times(tmp_path: Path) -> None:
    """`created_at (Europe/Berlin)` holds times of Berlin, exact even at midnight; an unknown zone is no such column."""
    header = ["id", "author", "text", "created_at (Europe/Berlin)"]
    row = [1, "ann", "hello", datetime(2026, 11, 20)]
    (post,) = read(make(tmp_path / "posts.xlsx", ("Posts", [header, row])))
    assert (post.created_at.isoformat(), post.time_quality) == ("2026-11-19T23:00:00+00:00", TimeQuality.EXACT)
    header[-1] = "created_at (../../etc/passwd)"
    with pytest.raises(UsageError, match="no column for created_at"):
        read(make(tmp_path / "wrong.xlsx", ("Posts", [header, row])))


def test_marks_of_csv_are_undone_in_a_workbook_that_was_csv(tmp_path: Path) -> None:
    """Where our CSV was saved as a workbook, its marks and its column `to` are undone; else a ' is a '."""
    header = ["id", "author", "to", "text", "created_at"]
    made = make(tmp_path / "a.xlsx", ("a", [header, [1, "ann", "acme", "'=1", "2026-11-20"]]))
    own = make(tmp_path / "b.xlsx", ("b", [HEADER, [1, "ann", "'=1", "2026-11-20"]]))
    assert [post.text for path in (made, own) for post in read(path)] == ["@acme =1", "'=1"]


def zipped(**entries: bytes) -> bytes:
    """Zip entries up as a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return out.getvalue()


def sheet(cells: str) -> bytes:
    """Make a workbook of one sheet that holds these cells, as XML."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    book.add_worksheet()
    book.close()
    with zipfile.ZipFile(made) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    content = entries["xl/worksheets/sheet1.xml"]
    assert b"<sheetData/>" in content
    told = f"<sheetData>{cells}</sheetData>".encode()
    return zipped(**entries | {"xl/worksheets/sheet1.xml": content.replace(b"<sheetData/>", told)})


CORNERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.fault("F38")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped(**{"notes.txt": b"hello"}), "no Excel workbook"),
        (b"PK\x03\x04" + bytes(100), "no workbook that can be read"),
        (sheet("")[:400], "no workbook that can be read"),
        (zipped(**{"xl/workbook.xml": b"<workbook"}), "no workbook that can be read"),
        (zipped(**{"xl/workbook.xml": bytes(300 * 1024 * 1024)}), "too large for a workbook"),
        (sheet(CORNERS), "1,048,576 rows and 16,384 columns"),
        (sheet(""), "no header"),
    ],
    ids=["zip", "zeros", "cut", "xml", "bomb", "corners", "empty"],
)
def test_what_is_no_workbook_is_one_clear_error(tmp_path: Path, content: bytes, words: str) -> None:
    """A broken, huge or empty workbook is one error that names the file; nothing is unpacked beyond a limit."""
    path = tmp_path / "posts.xlsx"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=words) as caught:
        read(path)
    assert "posts.xlsx" in str(caught.value)


def test_a_size_that_lies_unpacks_no_more(tmp_path: Path) -> None:
    """An entry that says it is small and is not ends as a broken file, not as what it hides."""
    honest = bytes(50 * 1024 * 1024)
    content = bytearray(zipped(**{"xl/workbook.xml": honest}))
    true, false = struct.pack("<I", len(honest)), struct.pack("<I", 100)
    crc, wrong = struct.pack("<I", zlib.crc32(honest)), struct.pack("<I", zlib.crc32(bytes(100)))
    path = tmp_path / "posts.xlsx"
    path.write_bytes(bytes(content).replace(true, false).replace(crc, wrong))
    with pytest.raises(UsageError, match="no workbook that can be read"):
        read(path)


@pytest.mark.parametrize("at", range(0, 3000, 61))
def test_any_broken_byte_ends_in_words(tmp_path: Path, at: int) -> None:
    """A workbook with one wrong byte anywhere is read, or refused as a user's error: never a traceback."""
    whole = make(tmp_path / "whole.xlsx", ("a", [HEADER, [1, "ann", "hello", "2026-11-20"]])).read_bytes()
    path = tmp_path / "posts.xlsx"
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
    try:
        read(path)
    except UsageError as error:
        assert "posts.xlsx" in str(error)  # noqa: PT017


def test_without_its_reader_a_workbook_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed, the hint says how to install it."""
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    path = make(tmp_path / "posts.xlsx", ("a", [HEADER]))
    with pytest.raises(UsageError) as caught:
        read(path)
    assert "pip install 'mentionwatch[xlsx]'" in caught.value.hint


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("is_told", [False, True])
def test_rows_come_in_as_excel_saves_them(tmp_path: Path, delimiter: str, codec: str, is_told: bool) -> None:
    """Any separator, with or without a line that names it, and any of Excel's encodings give the same rows."""
    path = tmp_path / "labels.csv"
    lines = [["id", "text", "label"], ["m:1", "grüße", "praise"], ["m:2", "", "other"]]
    told = [f"sep={delimiter}"] if is_told else []
    body = "\r\n".join([*told, *(delimiter.join(line) for line in lines), ""])
    path.write_bytes(body.encode(codec))
    header, *rows = read_rows(path)
    assert header == lines[0]
    assert [list(row.cells.values()) for row in rows if isinstance(row, Row)] == lines[1:]
    assert [row.number for row in rows if isinstance(row, Row)] == [2 + is_told, 3 + is_told]


def test_times_a_spreadsheet_rewrote_keep_their_zone(tmp_path: Path) -> None:
    """A date that Excel wrote in its own order into a column of ours is still read as of that column's zone."""
    path = tmp_path / "posts.csv"
    path.write_text("id;author;text;created_at (Europe/Berlin)\n1;ann;hello;20.11.2026 10:30\n")
    (post,) = read(path)
    assert post.created_at == datetime.fromisoformat("2026-11-20T10:30:00+01:00")
    assert NOW - post.created_at > timedelta(0)

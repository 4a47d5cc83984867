"""Cells and files: nothing that a spreadsheet would run, nothing lost on the way back in, no half file."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW
from mentionwatch.errors import UsageError
from mentionwatch.export.cells import csv_cell, split_names
from mentionwatch.export.files import open_output
from mentionwatch.export.formats import Format, write_rows
from mentionwatch.feeds.files import RowRules, read_posts
from mentionwatch.model import Post
from mentionwatch.reports import Column, Unit, Value
from mentionwatch.spreadsheet import neutralise, plain_cell
from mentionwatch.text import clean_text, safe_text

TRIGGERS = "=+-@\t\r\n＝＋－＠"
BLANK = '" \t\n\xa0\u3000'
HOSTILE = st.text(
    st.one_of(st.sampled_from("'=+-@＝＋－＠ \t\n\r\xa0\u3000\u202e\x1b\x07\"ab,;|"), st.characters()), max_size=40
)
TEXTS = st.one_of(HOSTILE, st.builds("{} {}".format, st.from_regex(r"(@[\w.-]{1,8} ?){1,3}", fullmatch=True), HOSTILE))


def write(columns: list[str], rows: list[list[Value]], form: Format = Format.CSV) -> str:
    """Write rows of text and give what was written."""
    out = io.StringIO()
    write_rows(out, [Column(name, name) for name in columns], rows, form=form, head={"mentionwatch": 1})
    return out.getvalue()


@given(TEXTS, TEXTS)
def test_no_cell_runs(text: str, other: str) -> None:
    """Whatever strangers write, no part of a cell begins, behind quotes and spaces, with what a spreadsheet runs."""
    for row in csv.reader(io.StringIO(write(["text", "customer"], [[text, other]]))):
        for cell in row:
            assert not cell or cell[0] not in TRIGGERS
            for part in re.split("[\n\t]", cell):
                assert not part.strip(BLANK) or part.strip(BLANK)[0] not in TRIGGERS
            for part in cell.split(";")[1:]:
                assert not re.match(r"[=+@＝＋＠]|-\w", part.strip(BLANK))


@given(TEXTS)
def test_cells_are_safe_to_print(text: str) -> None:
    """CSV and JSON hold no control, bidi or zero-width character that `safe_text` takes out."""
    for form in Format:
        written = write(["text"], [[text]], form)
        assert safe_text(written) == written


@given(st.text(st.sampled_from("'=+- ;\"\t\nab"), max_size=9))
def test_marks_are_taken_off(cell: str) -> None:
    """Marking adds one ' at most to each part, and the importer takes off just these: different cells stay so."""
    marked = neutralise(cell)
    for part, was in zip(re.split("[\n\t;]", marked), re.split("[\n\t;]", cell), strict=True):
        assert part in (was, f"'{was}")
    assert plain_cell(marked) == cell


@given(TEXTS, HOSTILE)
def test_import_undoes_export(tmp_path_factory: pytest.TempPathFactory, text: str, place: str) -> None:
    """A text comes back through the importer letter for letter, its leading @names and marks undone."""
    path = tmp_path_factory.mktemp("back") / "posts.csv"
    names = ["id", "network", "author", "text", "created_at", "location"]
    path.write_text(write(names, [["m:1", "m", "ana", text, NOW, place]]), encoding="utf-8", newline="")
    wanted = clean_text(safe_text(text))
    read = [item for item in read_posts(path, RowRules(), now=NOW) if isinstance(item, Post)]
    if not wanted.strip():
        assert read == []
        return
    (post,) = read
    assert post.text == wanted
    if place.strip().lower() not in ("", "nan", "null", "none", "<na>", "\\n"):
        assert (post.location or "") == clean_text(safe_text(place)).strip()


def test_values_as_cells() -> None:
    """Each unit has one form in CSV: ISO times, raw seconds, four decimals, 1 and 0, lists with semicolons."""
    values: list[Value] = [datetime(2026, 11, 22, 9, 30, tzinfo=UTC), 5400, 0.8333333, True, ("a", "b"), None, -5]
    assert [csv_cell(value) for value in values] == ["2026-11-22T09:30:00Z", "5400", "0.8333", "1", "a; b", "", "-5"]


def test_leading_names_move() -> None:
    """The @names before a text stand in a column of their own; a text of names only stays as it is."""
    assert split_names("@acme @bob.example hello") == ("acme bob.example", "hello")
    assert split_names("@acme") == ("", "@acme")
    assert split_names("@nan hello") == ("", "@nan hello")
    assert write(["text"], [["@acme =1+1"]]) == "to,text\nacme,'=1+1\n"


def test_json_streams_valid_documents() -> None:
    """JSON with no, one and many rows is one document each; JSON lines are one object a line."""
    for count in (0, 1, 3):
        told = json.loads(write(["text"], [["@a b"]] * count, Format.JSON))
        assert told == {"mentionwatch": 1, "rows": [{"text": "@a b"}] * count}
        assert len(write(["text"], [["a\nb"]] * count, Format.JSONL).splitlines()) == count


def test_headers_are_cells_too() -> None:
    """A column's name is made safe like any cell."""
    out = io.StringIO()
    write_rows(out, [Column("=cmd\x1b", "x", Unit.COUNT)], [[1]], form=Format.CSV, head={})
    assert out.getvalue() == "'=cmd\n1\n"


def test_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """A failure while writing leaves neither a half file nor a scrap beside it, and the old file as it was."""
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(UnicodeError), open_output(path, force=True) as out:
        out.write("new" + b"\xff".decode())
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_existing_file_needs_force(tmp_path: Path) -> None:
    """A file that exists, and a link that points nowhere, are refused; `force` replaces and keeps the mode."""
    path, link = tmp_path / "out.csv", tmp_path / "link.csv"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(tmp_path / "nowhere.csv")
    for taken in (path, link):
        with pytest.raises(UsageError, match="exists already"), open_output(taken):
            pass
    with open_output(path, force=True) as out:
        out.write("new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o640)


def test_link_is_followed(tmp_path: Path) -> None:
    """With force, what a link points to is replaced, not the link."""
    path, link = tmp_path / "deep" / "out.csv", tmp_path / "link.csv"
    path.parent.mkdir()
    path.write_text("old")
    link.symlink_to(path)
    with open_output(link, force=True) as out:
        out.write("new")
    assert (link.is_symlink(), path.read_text()) == (True, "new")


def test_devices_are_written_to(tmp_path: Path) -> None:
    """The null device stays a device, with force or without."""
    for force in (False, True):
        with open_output(Path("/dev/null"), force=force) as out:
            out.write("gone")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.parametrize("name", ["", "missing/out.csv"])
def test_wrong_places_are_refused(tmp_path: Path, name: str) -> None:
    """A folder, and a file in a folder that does not exist, are no place to write to."""
    with pytest.raises(UsageError), open_output(tmp_path / name, force=True):
        pass

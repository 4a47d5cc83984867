"""Our files in a real spreadsheet: nothing of them runs, and labels come back however it saves them."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import World, complaint
from console import Ask

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

HOSTILE = [
    "=1+1",
    '=HYPERLINK("https://evil.example";"win")',
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    "\t=1+1",
    " =1+1",
    "＝1+1",
    "hello\n=1+1",
    "hello\n\n  +1+1",
    "=cmd|' /C calc'!A0",
    "'=1+1",
    "hello;=1+1",
    "hello;=1+1;-1+1",
    'hello";"=1+1;',
    'hello\n"=1+1',
    "hello\t=1+1\there",
    "5,=1+1",
    "5,-1+1,=1+1",
    '",=1+1',
    "https://evil.example/x",
    "grüße, 🍕 and ÷",
]
COMMA, SEMICOLON, TAB = 44, 59, 9
UTF8, WINDOWS, UTF16 = 76, 1, 65535
"""The numbers of LibreOffice for separators and encodings."""

Convert = Callable[..., Path]


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Give a function that opens a file in LibreOffice, as it is told to, and saves it in another form."""
    home = tmp_path_factory.mktemp("office")

    def call(path: Path, to: str, *, opened: str | None = None) -> Path:
        out = home / f"out{len(list(home.iterdir()))}"
        command = [str(OFFICE), f"-env:UserInstallation={home.as_uri()}/profile", "--headless", "--calc"]
        command += [f"--infilter={opened}"] if opened else []
        command += ["--convert-to", to, "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        (made,) = out.iterdir()
        return made

    return call


def csv_filter(separator: int, encoding: int) -> str:
    """Name LibreOffice's way to read CSV, or to write it with all cells as they are."""
    return f"Text - txt - csv (StarCalc):{separator},34,{encoding},1"


def formulas(path: Path) -> list[str]:
    """Give the formulas and links that a flat OpenDocument file holds; it writes truth as a formula of its own."""
    found = re.findall(r"table:formula=\"([^\"]*)\"|(<text:a [^>]*>)", path.read_text(encoding="utf-8"))
    return [formula or link for formula, link in found if formula not in ("of:=TRUE()", "of:=FALSE()")]


@pytest.fixture
def hostile(world: World) -> World:
    """Give a world in which strangers write what a spreadsheet runs, one complaint each."""
    world.add(*(complaint(text, at=f"{number:02}:00", by=f"c{number}") for number, text in enumerate(HOSTILE)))
    return world


@pytest.mark.fault("F37")
def test_the_spreadsheet_does_run_what_is_not_marked(tmp_path: Path, convert: Convert) -> None:
    """A formula of our own is one there: so the tests below would see those of strangers."""
    path = tmp_path / "own.csv"
    path.write_text("text\n=1+1\n")
    assert formulas(convert(path, "fods", opened=csv_filter(COMMA, UTF8))) == ["of:=1+1"]


@pytest.mark.fault("F37")
@pytest.mark.parametrize("separator", [COMMA, SEMICOLON, TAB])
@pytest.mark.parametrize("more", [[], ["--for", "excel", "--delimiter", ";"]], ids=["plain", "semicolons"])
def test_csv_holds_no_formula(hostile: World, ask: Ask, convert: Convert, separator: int, more: list[str]) -> None:
    """No post becomes a formula or a link in CSV, whichever separator the spreadsheet takes for granted."""
    path = Path("mentions.csv")
    assert ask("--db", hostile.path, "export", "mentions", *more, "-o", path).code == 0
    assert formulas(convert(path.absolute(), "fods", opened=csv_filter(separator, UTF8))) == []


@pytest.mark.fault("F38")
@pytest.mark.parametrize("args", [["export", "mentions"], ["report", "summary"]], ids=" ".join)
def test_workbooks_hold_no_formula(hostile: World, ask: Ask, convert: Convert, args: list[str]) -> None:
    """LibreOffice opens our workbooks, with the posts as they were written and none of them a formula or link."""
    path = Path("made.xlsx")
    assert ask("--db", hostile.path, *args, "-o", path).code == 0
    opened = convert(path.absolute(), "fods")
    assert formulas(opened) == []
    if args[0] == "export":
        assert "<text:p>=HYPERLINK(&quot;https://evil.example&quot;;&quot;win&quot;)</text:p>" in opened.read_text(
            "utf-8"
        )


@pytest.mark.parametrize(
    "saved",
    [
        csv_filter(COMMA, UTF8),
        csv_filter(SEMICOLON, WINDOWS),
        csv_filter(TAB, UTF16),
        "Calc MS Excel 2007 XML",
    ],
    ids=["commas", "semicolons in Windows-1252", "tabs in UTF-16", "xlsx"],
)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_labels_come_back_from_a_spreadsheet(
    hostile: World, ask: Ask, convert: Convert, saved: str, delimiter: str
) -> None:
    """Labels filled into `export --for excel` come back, in whichever form the spreadsheet saves them."""
    path = Path("to-label.csv")
    assert (
        ask("--db", hostile.path, "export", "mentions", "--for", "excel", "--delimiter", delimiter, "-o", path).code
        == 0
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter))
    for number, row in enumerate(rows):
        row["label"] = ("praise", "question", "")[number % 3]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    to = f"{'xlsx' if 'Excel' in saved else 'csv'}:{saved}"
    made = convert(path.absolute(), to, opened=csv_filter(ord(delimiter), UTF8))
    said = ask("--db", hostile.path, "label", "--import", made)
    wanted = {row["id"]: row["label"] for row in rows if row["label"]}
    assert (said.code, said.err.split(";")[0]) == (0, f"{len(wanted)} labels kept, 0 said before")
    with hostile.open() as store:
        assert dict(tuple(row) for row in store.db.execute("SELECT ref, value FROM labels")) == wanted

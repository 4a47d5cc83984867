"""Every form of every report: the same figures and rows in each, types that are right, and nothing that runs."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from builders import NOW, World, complaint
from console import Ask
from mentionwatch.cli import run
from mentionwatch.cli.report import _REPORTS
from mentionwatch.clock import from_text, to_text
from mentionwatch.export.datasets import DATASETS
from mentionwatch.export.xlsx import CUT, MOST_CHARS
from mentionwatch.render.markdown import escaped
from mentionwatch.render.words import figure_text
from mentionwatch.reports import Figure, Unit

ZONE = ZoneInfo("Europe/Berlin")
COMMANDS = [["report", name] for name in _REPORTS] + [["inbox"], ["inbox", "--review"], ["templates"], ["feeds"]]
SINCE = ["--since", "2026-11-01"]
_KINDS = {Unit.COUNT: (int, float, str), Unit.DURATION: (timedelta, str), Unit.SHARE: (float, str)}
HOSTILE = [
    "=1+1",
    '+HYPERLINK("https://evil.example")',
    "@SUM(1)",
    "-2+3",
    "\t=cmd|' /C calc'!A0",
    "hello\n=1+1",
    "https://evil.example/x mailto:a@evil.example ftp://evil.example internal:Sheet2!A1 file:///etc/passwd",
    "<r><t>rich</t></r>",
    "_x0041_ _x000D_ &lt;f&gt;=1&lt;/f&gt;",
    "{=1+1}",
    "0123",
    "1E5",
    "TRUE",
    "2026-11-22",
]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the configuration of the demo's brand, polled, judged and measured."""
    folder = tmp_path_factory.mktemp("pizza")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTIONWATCH_NOW", to_text(NOW))
        assert run(["demo", "--quiet", "--directory", str(folder)]) == 0
    return str(folder / "mentionwatch.yaml")


def in_json(ask: Ask, *args: str) -> dict[str, Any]:
    """Give what a command says as JSON."""
    said = ask(*args, "--json")
    assert said.code == 0, said.err
    told: dict[str, Any] = json.loads(said.out)
    return told


def in_sheets(ask: Ask, *args: str) -> dict[str, list[dict[str, Any]]]:
    """Give the sheets of the workbook that a command writes, each row by its columns."""
    path = Path("made.xlsx")
    said = ask(*args, "-o", path, "--force")
    assert (said.code, said.out) == (0, ""), said.err
    book = CalamineWorkbook.from_path(path)
    sheets = {}
    for name in book.sheet_names:
        header, *rows = book.get_sheet_by_name(name).to_python()
        sheets[name] = [dict(zip(header, row, strict=True)) for row in rows]
    return sheets


def strict(schema: Any) -> Any:
    """Give a schema that allows no member which it does not name."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: strict(value) for name, value in schema.items()}
    is_whole = "properties" in told and "required" in told
    return {"additionalProperties": False, **told} if is_whole else told


def schema(name: str) -> Any:
    """Read a schema that is shipped."""
    return json.loads((resources.files("mentionwatch.export") / f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_json_is_what_its_schema_says(config: str, ask: Ask, command: list[str]) -> None:
    """Each report's JSON is valid, and holds nothing that the schema does not name."""
    Draft202012Validator(strict(schema("report"))).validate(in_json(ask, "-c", config, *command))


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("more", [[], ["--pseudonymous"]], ids=["", "pseudonymous"])
def test_exported_json_is_what_its_schema_says(config: str, ask: Ask, name: str, more: list[str]) -> None:
    """Each export's JSON and JSON lines are valid, and hold nothing that the schema does not name."""
    told = schema("export")
    whole = in_json(ask, "-c", config, "export", name, *more)
    Draft202012Validator(told).validate(whole)
    row = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": strict(told["$defs"])})
    lines = [json.loads(line) for line in ask("-c", config, "export", name, *more, "--format", "jsonl").lines]
    assert lines == whole["rows"]
    for line in lines:
        row.validate(line)


@pytest.mark.parametrize("name", ["report", "export"])
def test_schemas_are_printed(ask: Ask, name: str) -> None:
    """`--schema` prints the schema that is shipped, without a database."""
    said = ask(name, "--schema")
    assert (said.code, json.loads(said.out)) == (0, schema(name))
    Draft202012Validator.check_schema(json.loads(said.out))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_workbook_says_what_json_says(config: str, ask: Ask, command: list[str]) -> None:
    """Each figure and each row stands in the workbook as a number, time or duration of the same value."""
    since = [] if command in (["templates"], ["feeds"]) else SINCE
    args = ["-c", config, *command, *since]
    told, sheets = in_json(ask, *args), in_sheets(ask, *args)
    names = iter(sheets)
    if told["figures"]:
        rows = sheets[next(names)]
        assert [row["name"] for row in rows] == list(told["figures"])
        for row in rows:
            check_figure(row, told["figures"][row["name"]])
    if told["report"] != "summary":
        rows = sheets[next(names)]
        assert [plain(row) for row in rows] == [plain(row) for row in told["rows"]]
    about = {row["about"]: row["this file"] for row in sheets["about this file"]}
    assert about["time zone"] == told["period"]["timezone"]


def check_figure(row: dict[str, Any], told: dict[str, Any]) -> None:
    """Hold a line of the sheet of figures against what JSON says."""
    unit = Unit(told["unit"])
    before = told["before"] or {"value": None, "n": None, "of": None}
    wanted = [told[name] for name in ("value", "low", "high", "n", "of")] + list(before.values())
    columns = ("value", "likely from", "likely to", "n", "of", "before", "n before", "of before")
    for column, value in zip(columns, wanted, strict=True):
        cell = row[column]
        if value is None:
            assert isinstance(cell, str), column
            continue
        is_count = column.removesuffix(" before") in ("n", "of")
        assert isinstance(cell, _KINDS[Unit.COUNT if is_count else unit]), (column, cell)
        seconds = cell.total_seconds() if isinstance(cell, timedelta) else cell
        assert seconds == pytest.approx(value, abs=0.6 if unit is Unit.DURATION else 0.0001), column
    assert (row["figure"], row["definition"], row["moved"]) == (told["title"], told["definition"], told["trend"] or "")


def plain(row: dict[str, Any]) -> list[object]:
    """Give a row's values as both JSON and a sheet can hold them, in order."""
    return [_plain(value) for value in row.values()]


def _plain(value: object) -> object:
    if isinstance(value, timedelta):
        return float(round(value.total_seconds()))
    if isinstance(value, datetime):
        return (value + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=ZONE).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, datetime.min.time(), tzinfo=ZONE).astimezone(UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 4)
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", value):
        return from_text(value)
    return "" if value is None else value


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_markdown_says_what_json_says(config: str, ask: Ask, command: list[str]) -> None:
    """Each figure that a message tells is that of JSON, in plain words, and each of JSON's has its place in it."""
    args = ["-c", config, *command, *([] if command in (["templates"], ["feeds"]) else SINCE)]
    told = in_json(ask, *args)
    said = ask(*args, "--format", "markdown")
    assert said.code == 0, said.err
    listed = re.findall(r"^- (.*?): \*\*(.*?)\*\*", said.out, re.MULTILINE)
    words: dict[str, set[str]] = {}
    for one in told["figures"].values():
        known = one["value"] is not None
        words.setdefault(escaped(one["title"]), set()).add(escaped(figure_text(figure(one))) if known else "")
    for title, value in listed:
        assert value in words[title] or "" in words[title], title
    assert listed or not any(one["n"] for one in told["figures"].values())


def figure(told: dict[str, Any]) -> Figure:
    """Make a figure again of what JSON tells; its shares are rounded there, but for their cases."""
    unit = Unit(told["unit"])
    value = told["n"] / told["of"] if unit is Unit.SHARE else told["value"]
    of = {name: told[name] for name in ("n", "of", "low", "high", "title", "definition")}
    return Figure(name="any", unit=unit, value=value, **of)


@pytest.mark.parametrize("name", DATASETS)
def test_an_exported_workbook_says_what_json_says(config: str, ask: Ask, name: str) -> None:
    """An export's workbook holds the rows of its JSON, in mentions with one empty column more, for labels."""
    args = ["-c", config, "export", name]
    (rows,) = in_sheets(ask, *args).values()
    wanted = in_json(ask, *args)["rows"]
    if name == "mentions":
        assert {row.pop("label") for row in rows} == {""}
    assert [plain(row) for row in rows] == [plain(row) for row in wanted]


@pytest.mark.parametrize("args", [["report"], ["export", "mentions"]], ids=" ".join)
def test_workbooks_are_the_same_to_the_byte(config: str, ask: Ask, args: list[str]) -> None:
    """One database and one time give the same bytes."""
    first, second = Path("first.xlsx"), Path("second.xlsx")
    for path in (first, second):
        assert ask("-c", config, *args, "-o", path).code == 0
    assert first.read_bytes() == second.read_bytes()


def test_the_summary_brings_its_lists(config: str, ask: Ask) -> None:
    """Beside the summary's figures stand who was missed, each stock text and all replies, as in their reports."""
    sheets = in_sheets(ask, "-c", config, "report", "summary", *SINCE)
    assert list(sheets)[:4] == ["summary", "missed", "canned", "responses"]
    for name, more in {"missed": [], "canned": ["--rows"], "replies": []}.items():
        wanted = in_json(ask, "-c", config, "report", name, *more, *SINCE)["rows"]
        found = sheets["responses" if name == "replies" else name]
        assert sorted(map(str, map(plain, found))) == sorted(map(str, map(plain, wanted)))


@pytest.mark.fault("F38")
@pytest.mark.parametrize("args", [["export", "mentions"], ["report", "missed"], ["report"]], ids=" ".join)
def test_no_post_becomes_a_formula_or_a_link(world: World, ask: Ask, args: list[str]) -> None:
    """Whatever strangers write is a text in the file, letter by letter: no formula, link, number or XML of theirs."""
    posts = [
        complaint(
            f"{text} Terrible, cold and late!" if number % 2 else text, at=f"2026-11-21 {number:02}:00", by=f"c{number}"
        )
        for number, text in enumerate(HOSTILE)
    ]
    world.add(*posts)
    sheets = in_sheets(ask, "--db", str(world.path), *args)
    with zipfile.ZipFile("made.xlsx") as file:
        written = {name: file.read(name).decode() for name in file.namelist()}
    for name, content in written.items():
        assert not re.search(r"<f[ >]|hyperlink|externalLink|ddeLink", content), name
    found = {value for rows in sheets.values() for row in rows for column, value in row.items() if column == "text"}
    for one in posts:
        if args[0] == "export":
            assert {one.text, f"{one.text} "} & found, one.text


def test_a_long_text_is_cut_with_a_mark(world: World, ask: Ask) -> None:
    """A cell holds 32,767 UTF-16 units: a longer text ends with a mark, and never within a character."""
    world.add(
        complaint("a" * (MOST_CHARS - len(CUT) - 1) + "🍕" * 2_000, at="10:00"),
        complaint("cold " * 9_000, at="11:00", by="bob"),
    )
    (rows,) = in_sheets(ask, "--db", str(world.path), "export", "mentions").values()
    for row in rows:
        assert row["text"].endswith(CUT)
        assert MOST_CHARS - 1 <= len(row["text"].encode("utf-16-le")) // 2 <= MOST_CHARS
        assert "\ufffd" not in row["text"]


def test_excel_gets_csv_as_it_opens_it(config: str, ask: Ask) -> None:
    """With a mark of UTF-8, local times without a zone, minutes for seconds, and decimal commas beside semicolons."""
    plain_rows = in_json(ask, "-c", config, "export", "waits")["rows"]
    said = ask("-c", config, "export", "waits", "--for", "excel", "--delimiter", ";")
    assert said.out.startswith("\ufeffid;network;")
    rows = list(csv.DictReader(io.StringIO(said.out.removeprefix("\ufeff")), delimiter=";"))
    for row, wanted in zip(rows, plain_rows, strict=True):
        opened = from_text(wanted["opened_at"]).astimezone(ZONE)
        assert row["opened_at (Europe/Berlin)"] == f"{opened:%Y-%m-%d %H:%M:%S}"
        minutes = "" if wanted["seconds"] is None else f"{wanted['seconds'] / 60:.2f}".replace(".", ",")
        assert (row["minutes"], row["id"]) == (minutes, wanted["id"])
    assert not set(rows[0]) & {"seconds", "opened_at", "label"}


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl", "a.md", "a.xlsx", "a.JSON"])
def test_the_ending_of_a_file_names_its_form(config: str, ask: Ask, name: str) -> None:
    """`-o FILE` writes what the file's ending says; `--format` says otherwise."""
    forms = {"csv": b"post,", "json": b"{", "jsonl": b"{", "md": b"**", "xlsx": b"PK"}
    assert ask("-c", config, "report", "missed", "-o", name).code == 0
    assert Path(name).read_bytes().startswith(forms[name.rpartition(".")[2].lower()])
    assert ask("-c", config, "report", "missed", "--csv", "-o", name, "--force").code == 0
    assert Path(name).read_bytes().startswith(b"post,")


def test_wrong_forms_are_told(config: str, ask: Ask) -> None:
    """An ending that means nothing, or a form that the command does not write, is an error with what to do."""
    for args, words in {
        ("report", "-o", "a.txt"): "a.txt does not say its form",
        ("export", "waits", "-o", "a.md"): "a.md means markdown, which this command does not write",
        ("export", "waits", "--for", "excel", "--json"): "--for excel is for CSV and XLSX, not for json",
        ("export", "waits", "--delimiter", ";"): "--delimiter is for CSV for Excel",
    }.items():
        said = ask("-c", config, *args)
        assert (said.code, said.out) == (2, "")
        assert words in said.err
        assert "hint: " in said.err


def test_a_workbook_of_mentions_comes_back_in(world: World, ask: Ask) -> None:
    """What `export mentions -o FILE.xlsx` writes, `import` reads: the same posts, none of them changed."""
    world.add(*(complaint(text, at=f"{number:02}:00", by=f"c{number}") for number, text in enumerate(HOSTILE[:5])))
    path = Path("mentions.xlsx")
    assert ask("--db", world.path, "export", "mentions", "-o", path).code == 0
    said = ask("--db", world.path, "import", path)
    assert said.code == 0
    assert "5 posts read: 0 new, 0 changed" in said.err

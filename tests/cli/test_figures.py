"""Every figure can be looked into: as many cases as its n, in every report; and every form of a report agrees."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from builders import NOW
from console import Ask
from mentionwatch.cli import run
from mentionwatch.cli.report import _REPORTS
from mentionwatch.clock import to_text
from mentionwatch.export.cells import csv_cell, split_names
from mentionwatch.render.parts import LABELS
from mentionwatch.render.words import figure_text
from mentionwatch.reports import Figure, Unit

_SPANS = (["--since", "2026-11-01"], [], ["--since", "2026-11-10", "--until", "2026-11-15"], ["--network", "mastodon"])


@pytest.fixture(scope="module")
def pizza_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the demo's brand, polled, judged and measured."""
    folder = tmp_path_factory.mktemp("pizza")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTIONWATCH_NOW", to_text(NOW))
        assert run(["demo", "--quiet", "--directory", str(folder)]) == 0
    return folder


def figures_of(ask: Ask, config: str, *args: str) -> dict[str, Any]:
    """Give a report's figures as its JSON has them."""
    said = ask("-c", config, "report", *args, "--json")
    assert said.code == 0, said.err
    told: dict[str, Any] = json.loads(said.out)["figures"]
    return told


def cases_of(ask: Ask, config: str, command: str) -> int:
    """Count the rows that a figure's own command lists."""
    program, *args = shlex.split(command)
    assert program == "mentionwatch"
    said = ask("-c", config, *args, "--json")
    assert said.code == 0, said.err
    return len(json.loads(said.out)["rows"])


def test_titles_of_the_summary_stand_alone(pizza_folder: Path, ask: Ask) -> None:
    """Messages and sorted sheets leave figures out, so no title of the summary leans on the figure before it."""
    titles = [one["title"] for one in figures_of(ask, str(pizza_folder / "mentionwatch.yaml"), "summary").values()]
    assert not [title for title in titles if title.startswith("of these")]


@pytest.mark.parametrize("span", _SPANS, ids=" ".join)
@pytest.mark.parametrize("name", _REPORTS)
def test_as_many_rows_as_cases(pizza_folder: Path, ask: Ask, name: str, span: list[str]) -> None:
    """The command beside each figure lists exactly its n."""
    config = str(pizza_folder / "mentionwatch.yaml")
    wrong = {}
    for figure, told in figures_of(ask, config, name, *span).items():
        assert told["rows"], f"{figure} lists no cases"
        found = cases_of(ask, config, told["rows"])
        if found != told["n"]:
            wrong[figure] = (told["n"], found, told["rows"])
    assert wrong == {}


@pytest.mark.parametrize("name", _REPORTS)
def test_every_form_says_the_same(pizza_folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Screen, CSV and JSON of a report hold the same figures and rows, times to the second."""
    monkeypatch.setenv("COLUMNS", "400")
    config = str(pizza_folder / "mentionwatch.yaml")
    command = ("-c", config, "report", name, "--since", "2026-11-01")
    told = json.loads(ask(*command, "--json").out)
    rows = list(csv.DictReader(io.StringIO(ask(*command, "--csv").out)))
    assert [_as_text(row) for row in told["rows"]] == rows
    lines = [json.loads(line) for line in ask(*command, "--format", "jsonl").out.splitlines()]
    assert lines == told["rows"]
    screen = ask(*command, "--limit", "0", "--full").out
    for one in told["figures"].values():
        if one["value"] is not None and one["title"] in screen:
            words = figure_text(_figure(one))
            assert re.search(rf"{re.escape(one['title'])} +{re.escape(words)}", screen) or not one["n"], words


@pytest.mark.parametrize("span", _SPANS, ids=" ".join)
@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_morning_says_the_same(
    pizza_folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, span: list[str], columns: str
) -> None:
    """The one screen of the summary holds each figure it has room for as the JSON has it, under its shorter words."""
    monkeypatch.setenv("COLUMNS", columns)
    command = ("-c", str(pizza_folder / "mentionwatch.yaml"), "report", *span)
    told = json.loads(ask(*command, "--json").out)["figures"]
    screen = ask(*command).out
    shown = {name: one for name, one in told.items() if name in LABELS and one["of"]}
    assert len(shown) > 5
    for name, one in shown.items():
        words = figure_text(_figure(one | {"low": None, "high": None}))
        assert re.search(rf"  {re.escape(LABELS[name])} +{re.escape(words)}", screen), name
    for name in ("overdue", "due_soon", "due", "cannot_know"):
        one = told[name]
        assert f"{one['n']:,} {one['title']}" in screen or not one["n"]
    for name in ("mentions", "mentions_complaint", "mentions_question"):
        assert re.search(rf"\b{told[name]['n']:,} {told[name]['title'].removesuffix('s')}", screen)
    topics = [one for name, one in told.items() if name.startswith("topic_") and one["n"]]
    for one in topics[:4]:
        assert re.search(rf"{re.escape(one['title'])} +{one['n']:,}\b", screen)


def _figure(told: dict[str, Any]) -> Figure:
    """Make a figure again of what JSON tells; its shares are rounded there, but for their cases."""
    unit = Unit(told["unit"])
    value = told["n"] / told["of"] if unit is Unit.SHARE else told["value"]
    of = {name: told[name] for name in ("n", "of", "low", "high", "title", "definition")}
    return Figure(name="any", unit=unit, value=value, **of)


def _as_text(row: dict[str, Any]) -> dict[str, str]:
    """Write a row of JSON as CSV has it: the @names that begin a text in a column of their own."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        if name == "text":
            cells["to"], value = split_names(value or "")
        cells[name] = csv_cell(tuple(value) if isinstance(value, list) else value)
    return cells

"""`mentionwatch help`: commands, pages, and each figure by its name or by a word."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from builders import NOW
from console import Ask
from mentionwatch.cli import run
from mentionwatch.cli.help import PAGES
from mentionwatch.cli.report import _REPORTS
from mentionwatch.clock import to_text
from mentionwatch.render import manual
from mentionwatch.render.manual import Sort, figures_of, find, read_page
from mentionwatch.render.manual_print import plain

ROOT = Path(__file__).resolve().parents[2]
METRICS = read_page((ROOT / "docs" / "metrics.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pizza(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the configuration of the demo's brand, polled, judged and measured."""
    folder = tmp_path_factory.mktemp("pizza")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTIONWATCH_NOW", to_text(NOW))
        assert run(["demo", "--quiet", "--directory", str(folder)]) == 0
    return folder / "mentionwatch.yaml"


@pytest.mark.parametrize("since", ["7d", "2026-10"])
@pytest.mark.parametrize("name", _REPORTS)
def test_each_figure_is_told(pizza: Path, ask: Ask, name: str, since: str) -> None:
    """Whatever figure a report prints, its name finds its definition and the chapter that explains it."""
    figures = json.loads(ask("report", name, "--since", since, "--json", "-c", pizza).out)["figures"]
    assert figures
    for figure in figures:
        found = find(METRICS, figure)
        assert found is not None, figure
        assert found.chapters, f"no chapter of docs/metrics.md lists {figure}"
        is_of_data = figure.startswith("spike_")
        assert found.figures or is_of_data, f"{figure} is not in the list of docs/metrics.md: run `make docs`"


def test_chapters_list_figures_that_are(pizza: Path) -> None:
    """No chapter speaks of a figure that the list by name does not hold."""
    known = {figure.name for figure in figures_of(METRICS)} | {"topic_name", "spike_name", "spike_20261121_about_app"}
    listed = {name for chapter in METRICS for name in manual._listed(chapter)}
    unseen = {"frt_business_median_seconds", "missed_1", "missed_2"}
    assert {name for name in listed - known - unseen if "_" in name and not name.startswith("everybody")} == set()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("missed_share", ["missed_share", "Missed, canned only, cannot know", "without a gap"]),
        ("complaint_frt_median_seconds_2", ["complaint_frt_median_seconds", "Kaplan-Meier", "Ann waits 1 h"]),
        ("topic_delivery", ["topic_name", "complaints that name it"]),
        ("everybody_canned_rate", ["canned_rate", "canned, of these replies"]),
        ("frt", ["FRT (first response time): seconds of wait 1", "complaint_frt_p90_seconds"]),
        ("median", ["Median and P90. With whoever is still waiting", "nrt_median_seconds"]),
        ("recovered", ["Recovery rate = recovered", "recovered, satisfied: the customer's own words"]),
        ("Regular", ["regular: at least 3 conversations on 3 different days"]),
        ("attainment", ["Attainment = met / (met + late + overdue)"]),
    ],
)
def test_words_are_found(ask: Ask, word: str, expected: list[str]) -> None:
    """A figure's name in files finds it, so does a word of the page, in any case."""
    said = ask("help", "metrics", word)
    assert (said.code, said.err) == (0, "")
    told = " ".join(said.out.split())
    assert [text for text in expected if text not in told] == []


def test_the_whole_page_is_plain(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off a terminal the page is text in lines that fit, every word of the source, and no mark of its form."""
    for columns in (40, 80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        told = ask("help", "metrics").out
        assert max(map(len, told.splitlines())) <= max(columns, 46)  # the longest name of a figure is not broken
        assert "\x1b" not in told
        assert "**" not in told
        assert "](#" not in told
    blocks = [block for chapter in METRICS for block in chapter.blocks if block.sort in (Sort.TEXT, Sort.LIST)]
    said = "".join(told.split())
    assert [line for block in blocks for line in block.lines if "".join(plain(line).split()) not in said] == []


def test_nothing_found_names_what_is_near(ask: Ask) -> None:
    """A word that the page does not hold is refused, with the names that look like it."""
    said = ask("help", "metrics", "mised_share")
    assert (said.code, said.out) == (2, "")
    assert "did you mean missed_share" in said.err
    assert "prints the whole page" in ask("help", "metrics", "xylophone").err


@pytest.mark.parametrize("command", ["report", "inbox", "feeds add", "help"])
def test_help_of_a_command(ask: Ask, command: str) -> None:
    """`help COMMAND` prints what `COMMAND --help` prints."""
    assert ask("help", *command.split()) == ask(*command.split(), "--help")
    assert ask("help").out == ask("--help").out


def test_a_mistyped_command(ask: Ask) -> None:
    """A command that there is not is refused with the nearest that there is."""
    said = ask("help", "reprot")
    assert said.code == 2
    assert said.err.startswith("error: there is no help for 'reprot'\nhint: did you mean report")


def test_the_pager_gets_the_same(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """--pager shows what is printed without it; off a terminal there is none to ask."""
    monkeypatch.setenv("PAGER", "false")
    assert ask("help", "csv", "recoveries", "--pager").out.strip() == ask("help", "csv", "recoveries").out.strip()


def test_the_package_holds_the_pages(tmp_path: Path) -> None:
    """A wheel holds the very pages of docs, where the program looks first; a clone is read where it lies."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        for page in PAGES.values():
            assert package.read(f"mentionwatch/docs/{page}.md") == (ROOT / "docs" / f"{page}.md").read_bytes()
            assert manual.find_page(page) == ROOT / "docs" / f"{page}.md"
    assert manual.PLACES[0] == Path(manual.__file__).parents[1] / "docs"

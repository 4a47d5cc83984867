"""Every figure can be looked into: as many cases as its n, in every report; and every form of a report agrees."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders import NOW
from console import Ask
from mentionwatch.cli import run
from mentionwatch.cli.report import _REPORTS
from mentionwatch.clock import to_text

_SPANS = (["--since", "2026-11-01"], [], ["--since", "2026-11-10", "--until", "2026-11-15"], ["--network", "mastodon"])


@pytest.fixture(scope="module")
def pizza_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the folder of the demo's brand, polled, judged and measured."""
    folder = tmp_path_factory.mktemp("pizza")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTIONWATCH_NOW", to_text(NOW))
        assert run(["demo", "--quiet", "--directory", str(folder)]) == 0
    yield folder


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

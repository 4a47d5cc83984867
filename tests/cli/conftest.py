"""How the tests of commands talk to the program: in this process, with a clock and settings of their own."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from builders import NOW, World, complaint, praise, question, reply
from console import Ask, Said
from mentionwatch.cli import run
from mentionwatch.clock import to_text


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Give a function that runs the program in an empty folder, at NOW, on 80 columns."""
    for name in ("MENTIONWATCH_CONFIG", "MENTIONWATCH_DB", "NO_COLOR", "FORCE_COLOR", "USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MENTIONWATCH_NOW", to_text(NOW))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)

    def call(*args: str | Path) -> Said:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err):
            code = run([str(arg) for arg in args])
        return Said(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))

    return call


@pytest.fixture
def pizza(world: World) -> World:
    """A world with an answered complaint, a missed one in Kreuzberg, an open question and thanked praise."""
    answered = complaint(at="2026-11-20 10:00")
    missed = complaint("Your Kreuzberg shop sent me a burnt pizza. Awful.", at="2026-11-21 18:00", by="bob")
    asked = question(at="2026-11-22 08:30", by="cyd")
    thanked = praise(at="2026-11-19 12:00", by="dora")
    world.add(
        answered, missed, asked, thanked, reply(to=answered, at="10:20"), reply("Thank you!", to=thanked, at="12:00")
    )
    return world

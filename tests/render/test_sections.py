"""Figures in full on screens of every width: in columns where they fit, and never without the way to their cases."""

from __future__ import annotations

import pytest

from mentionwatch.render.screen import Screen
from mentionwatch.render.sections import sections_lines
from mentionwatch.reports import Figure, Section, Unit

REPORT = "mentionwatch report late --rows --figure"


def _figure(name: str, title: str, part: int, *, before: int | None = None, rows: str | None = None) -> Figure:
    """Make the share of 40 cases, listed by a command."""
    then = None if before is None else _figure(name, title, before)
    return Figure(
        name=name, title=title, value=part / 40, unit=Unit.SHARE, definition="", n=part, of=40, before=then,
        rows=f"{REPORT} {name}" if rows is None else rows,
    )  # fmt: skip


FIGURES = (
    _figure("late", "answered, but too late", 20, before=20),
    _figure("overdue", "past their time and open", 4, before=6),
    _figure("cannot_know", "cannot know", 0, before=0),
)


def printed(figures: tuple[Figure, ...], width: int, monkeypatch: pytest.MonkeyPatch, program: str = "mw") -> list[str]:
    """Give the lines of a section on a screen of a width."""
    monkeypatch.setenv("COLUMNS", str(width))
    section = Section(title="Not kept", figures=figures)
    return [line.plain for line in sections_lines((section,), Screen(), program=program)]


def test_all_in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is room, values, what was before, and the commands each begin in the same column."""
    lines = printed(FIGURES, 120, monkeypatch)[1:]
    assert [line.index("of 40") for line in lines] == [lines[0].index("of 40"), *[lines[0].index("of 40") - 1] * 2]
    assert len({line.index("before") for line in lines}) == 1
    assert len({line.index("mw report") for line in lines if "mw" in line}) == 1
    assert lines[0].endswith("mw report late --rows --figure late")


def test_commands_beneath(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where commands have no room, one sentence beneath tells those that are alike, but none that lists nothing."""
    lines = printed(FIGURES, 80, monkeypatch)[1:]
    assert [line.split()[0] for line in lines[:3]] == ["answered,", "past", "cannot"]
    assert lines[3:] == ["rows: mw report late --rows --figure NAME, where NAME is late or overdue"]


def test_a_single_command_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """One figure alone has its own command beneath it, to be copied as it is."""
    assert printed(FIGURES[:1], 60, monkeypatch)[-1] == "rows: mw report late --rows --figure late"


def test_commands_that_differ_stand_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of other reports, or with other options behind, are not thrown together."""
    other = _figure("missed", "missed", 3, rows="mentionwatch report missed")
    behind = _figure("met", "kept", 3, rows=f"{REPORT} met --since 2026-10")
    lines = printed((*FIGURES, other, behind), 60, monkeypatch)
    assert "rows: mw report missed" in lines
    assert "rows: mw report late --rows --figure met --since 2026-10" in lines


@pytest.mark.parametrize("width", [10, 20, 40, 59, 79, 100, 200])
def test_no_line_is_too_wide(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """However long the words are, no line is wider than the screen, and no value is lost."""
    long = _figure("long", "a title of very many words that no screen has room for " * 3, 7, before=30)
    lines = printed((*FIGURES, long), width, monkeypatch, program="mw -c a/long/path/to/acme.yaml")
    assert max(map(len, lines)) <= width
    assert "7 of 40" in " ".join(" ".join(lines).split())


def test_very_many_sections_say_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report of very many sections tells once, at its end, how cases are listed."""
    monkeypatch.setenv("COLUMNS", "80")
    sections = [Section(title=f"Part {number}", figures=FIGURES) for number in range(11)]
    lines = [line.plain for line in sections_lines(sections, Screen(), program="mw")]
    assert [line for line in lines if "--figure" in line] == lines[-1:]
    assert lines[-1].startswith("rows: mw report late --rows --figure NAME; ")

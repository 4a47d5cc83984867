"""Lists and figures on screens of every width, on a terminal and off it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from rich.cells import cell_len

from builders import NOW, RULES, World, complaint, reply
from console import on_a_terminal
from mentionwatch.render.terminal import print_report
from mentionwatch.reports import Column, Report, Request, Table, Unit, Value
from mentionwatch.store.queries import Filter

WIDE_TEXT = "比萨饼是冷的，太糟糕了！🍕👩‍👩‍👧 " * 30 + "Donaudampfschifffahrtsgesellschaft" * 20
COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("text", "what they wrote"),
    Column("waiting_seconds", "waited", Unit.DURATION),
    Column("customer", "customer"),
    Column("ratio", "a share", Unit.SHARE),
)


def listing(rows: list[tuple[Value, ...]]) -> Report:
    """Make a report that is a list."""
    table = Table(name="list", title="A list", columns=COLUMNS, rows=tuple(rows))
    return Report(
        name="missed", title="A list", request=Request(rules=RULES, now=NOW, which=Filter(brand="Acme")), table=table
    )


def printed(report: Report, capsys: pytest.CaptureFixture[str], *, limit: int | None = 20) -> list[str]:
    """Print a report off a terminal and give its lines."""
    print_report(report, limit=limit)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("width", [10, 20, 40, 59, 60, 80, 120, 300])
def test_nothing_is_wider_than_the_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """No line is wider than the screen, however long or wide the words of strangers are."""
    monkeypatch.setenv("COLUMNS", str(width))
    rows: list[tuple[Value, ...]] = [(i, WIDE_TEXT, 5400, "比" * 40, 0.5) for i in range(3)]
    lines = printed(listing(rows), capsys)
    assert max(map(cell_len, lines)) <= width
    assert any("1 h 30 min" in line for line in lines)


def test_narrow_screens_get_blocks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 60 columns each row is a block of `title: value`; from 60 on it is a line."""
    for width, expected in ((40, "waited: 1 h 30 min"), (60, "1  cold pizza")):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = printed(listing([(1, "cold pizza", 5400, "ana", None)]), capsys)
        assert any(expected in line for line in lines)


def test_less_important_columns_go_first(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not all columns fit, the id and the words stay."""
    monkeypatch.setenv("COLUMNS", "60")
    head = next(line for line in printed(listing([(1, "cold " * 20, 5400, "a" * 30, 0.5)]), capsys) if "wrote" in line)
    assert head.split() == ["id", "what", "they", "wrote", "waited", "customer"]


@pytest.mark.parametrize(
    "text", ["[/]", "a[/b]", "[red]x[/red]", "[link=https://a.example]x", ":bomb:", "I [heart] you", "[at]", "\\[x]"]
)
def test_markup_is_shown_letter_by_letter(capsys: pytest.CaptureFixture[str], text: str) -> None:
    """What looks like markup or an emoji's name is only text."""
    assert any(text in line for line in printed(listing([(1, text, 1, text, None)]), capsys))


def test_long_lists_are_cut_and_whole_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    """A list of 30,000 rows shows 20 and counts the others; without a limit each row is one line."""
    rows: list[tuple[Value, ...]] = [(i, "cold pizza", i, "ana", 0.5) for i in range(30_000)]
    short, whole = printed(listing(rows), capsys), printed(listing(rows), capsys, limit=None)
    assert short[-1] == "... and 29,980 more: --limit 0 or --csv"
    assert len(whole) - len(short) == 30_000 - 20 - 1


@pytest.fixture
def overdue(world: World) -> World:
    """A world with a missed complaint, and an answered one."""
    first = complaint(at="10:00")
    world.add(first, reply(to=first, at="10:20"), complaint(at="2026-11-21 10:00", by="bob"))
    return world


def test_colours_are_for_terminals_only(overdue: World) -> None:
    """On a terminal there are styles; with NO_COLOR, --no-color or TERM=dumb there is no escape byte at all."""
    args = ("inbox", "--db", overdue.path)
    assert b"\x1b[1;38;5;166moverdue" in on_a_terminal(*args)
    plain = on_a_terminal(*args, "--no-color")
    assert plain == on_a_terminal(*args, NO_COLOR="1") == on_a_terminal(*args, TERM="dumb")
    assert b"\x1b" not in plain
    assert b"overdue" in plain


def test_piped_output_is_plain_even_if_colour_is_forced(overdue: World) -> None:
    """Off a terminal nothing turns colour on."""
    env = os.environ | {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "mentionwatch", "report", "--db", str(overdue.path)]
    assert b"\x1b" not in subprocess.run(command, env=env, capture_output=True, check=True).stdout


@pytest.mark.parametrize("columns", [0, 1, 20, 40, 80])
def test_terminals_of_any_width(overdue: World, columns: int) -> None:
    """A terminal that says it has no columns is taken for a usual one; others are never exceeded."""
    out = on_a_terminal("report", "--db", overdue.path, "--no-color", columns=columns).decode()
    assert out.startswith("Acme")
    assert max(map(cell_len, out.splitlines())) <= max(columns or 80, 10)


def test_columns_left_out_are_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a narrow screen has no room for is named beneath the list; a wide one leaves nothing out."""
    rows: list[tuple[Value, ...]] = [(1, "cold " * 20, 5400, "a" * 30, 0.5)]
    for width, expected in ((60, True), (120, False)):
        monkeypatch.setenv("COLUMNS", str(width))
        assert ("also: a share; --csv has all" in printed(listing(rows), capsys)) == expected

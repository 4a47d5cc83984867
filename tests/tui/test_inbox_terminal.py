"""The command `inbox --interactive`: on a real terminal, and where it cannot be had."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builders import World
from mentionwatch.cli import run

_COLOURS = re.compile(rb"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|38|48)[;0-9]*m")


def on_a_terminal(world: World, keys: bytes, *args: str, size: str = "rows 24 cols 80", **environ: str) -> bytes:
    """Run the interactive inbox on a terminal, type keys when its list stands there, and give all that it wrote."""
    ours, theirs = pty.openpty()
    env = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLORTERM", "CI")}
    env |= {"TERM": "xterm-256color", "MENTIONWATCH_NOW": "2026-11-22T09:30:00Z", **environ}
    program = [sys.executable, "-m", "mentionwatch", "inbox", "--interactive", "--db", str(world.path), *args]
    command = ["sh", "-c", f'stty {size}; "$@"; echo "code $?"; stty -a', "sh", *program]
    written = b""
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as process:
        os.close(theirs)
        has_typed = False
        while chunk := _read(ours):
            written += chunk
            if not has_typed and re.search(b"mastodon|Nothing to look at", written):
                has_typed = True
                os.write(ours, keys)
        process.wait()
    os.close(ours)
    return written


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # the other end is closed
        return b""


def test_on_a_real_terminal(waiting: World) -> None:
    """Keys that arrive all at once label, go on and end; the terminal is left as it was."""
    written = on_a_terminal(waiting, b"olpdpq")
    assert b"code 0" in written
    assert b"\x1b[?1049h" in written
    assert b"\x1b[?1049l" in written
    assert b" echo " in written[written.rindex(b"code 0") :]
    assert b" icanon " in written[written.rindex(b"code 0") :]
    with waiting.open() as store:
        rows = store.db.execute("SELECT field, value FROM labels ORDER BY ref").fetchall()
    assert [tuple(row) for row in rows] == [("kind", "other"), ("kind", "praise"), ("handled", "phone")]


@pytest.mark.parametrize(("environ", "args"), [({"NO_COLOR": "1"}, ()), ({}, ("--no-color",))])
def test_no_colour(waiting: World, environ: dict[str, str], args: tuple[str, ...]) -> None:
    """With NO_COLOR or --no-color not one colour is written; the cursor is shown in reverse."""
    written = on_a_terminal(waiting, b"jq", *args, **environ)
    assert not _COLOURS.findall(written)
    assert re.search(rb"\x1b\[(?:\d+;)*7[;m]", written)


def test_sixteen_colours(waiting: World) -> None:
    """Only the terminal's own sixteen colours are used, so that they fit whatever it has set."""
    written = on_a_terminal(waiting, b"jq", TERM="xterm")
    assert re.search(rb"\x1b\[(?:\d+;)*31[;m]", written)
    assert not re.findall(rb"\x1b\[[0-9;]*[34]8;[25];", written)


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot(waiting: World, term: str) -> None:
    """A terminal that cannot move its cursor is refused with what to do instead."""
    written = on_a_terminal(waiting, b"", TERM=term)
    assert b"error: --interactive needs a terminal" in written
    assert b"hint: `mentionwatch inbox` prints the list" in written
    assert b"code 2" in written


def test_off_a_terminal(waiting: World, capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe it is refused with what to do instead."""
    assert run(["inbox", "-i", "--db", str(waiting.path)]) == 2
    assert "hint: `mentionwatch inbox` prints the list" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--csv", "--json", "--format=jsonl", "--output=x.csv", "--force"])
def test_it_writes_no_file(waiting: World, option: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An option that asks for a file is refused, and no file comes to be."""
    assert run(["inbox", "-i", option, "--db", str(waiting.path)]) == 2
    assert "--interactive writes no file" in capsys.readouterr().err
    assert not (tmp_path / "x.csv").exists()


def test_without_textual(waiting: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where textual is not installed the error says what installs it."""
    monkeypatch.setitem(sys.modules, "textual", None)
    assert run(["inbox", "-i", "--db", str(waiting.path)]) == 2
    assert "hint: pip install 'mentionwatch[tui]'" in capsys.readouterr().err


def test_options_narrow_it(waiting: World) -> None:
    """The filters of `inbox` hold in the interactive one; an unknown name is an error before the screen is taken."""
    written = on_a_terminal(waiting, b"q", "--kind", "praise", "--limit", "1")
    assert b"dora" in written
    assert b"bob" not in written
    refused = on_a_terminal(waiting, b"", "--network", "nowhere")
    assert b"error: there is no network 'nowhere'" in refused
    assert b"\x1b[?1049h" not in refused
    assert b"to look at" in on_a_terminal(waiting, b"q", "--review")
    assert b"by priority" in on_a_terminal(waiting, b"q", "--sort", "priority")

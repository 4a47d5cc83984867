"""The start: each command loads what it needs, and every command keeps the rules of the house."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

import click
import pytest

from builders import World, complaint, reply
from console import Ask
from mentionwatch.cli import COMMANDS, cli
from mentionwatch.errors import MentionwatchError

HEAVY = {
    *("textblob", "nltk", "httpx", "jinja2", "rapidfuzz", "xlsxwriter", "python_calamine"),
    *("textual", "datasette", "uvicorn"),
}
NAMES = [name for group in COMMANDS.values() for name in group]
_SPY = """
import json, sys
from mentionwatch.cli import run
code = run(sys.argv[1:])
print("\\n" + json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def modules_after(args: Sequence[object]) -> set[str]:
    """Run a command in a process of its own and name the packages it has loaded."""
    done = subprocess.run([sys.executable, "-c", _SPY, *map(str, args)], capture_output=True, check=True)
    code, names = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, done.stderr
    return set(names)


@pytest.mark.parametrize(
    "command",
    [
        "report",
        "report canned",
        "report replies",
        "report agents --csv",
        "report --format markdown",
        "templates",
        "export mentions",
        "inbox",
        "sql --schema",
        "sql SELECT/**/median(seconds)/**/FROM/**/waits_view",
        "show 1",
        "explain 2",
    ],
)
def test_reading_loads_no_judge_and_no_network(world: World, command: str) -> None:
    """The commands that only read start without TextBlob, httpx and their like."""
    opening = complaint(at="10:00")
    world.add(opening, reply(to=opening, at="10:20"))
    assert not modules_after([*command.split(), "--db", world.path]) & HEAVY


def test_help_loads_click_alone() -> None:
    """The program's help loads nothing from outside but click."""
    standard = set(sys.stdlib_module_names) | {"__main__", "mentionwatch", "click"}
    bare = subprocess.run(
        [sys.executable, "-c", _SPY.replace("from mentionwatch.cli import run", "run = lambda _: 0")],
        capture_output=True,
        check=True,
    )
    at_start = set(json.loads(bare.stdout.splitlines()[-1])[1])
    assert modules_after(["--help"]) - standard <= at_start


def test_help_names_every_command(ask: Ask) -> None:
    """The help lists each command with a line of its own; the bare program says the same."""
    said = ask("--help")
    assert said == ask("-h") == ask()
    for name in NAMES:
        assert f"\n  {name} " in said.out


@pytest.mark.parametrize("name", NAMES)
def test_every_command_helps(ask: Ask, name: str) -> None:
    """Each command has help with an example, and takes the global options."""
    said = ask(name, "--help")
    assert (said.code, said.err) == (0, "")
    assert "Example" in said.out
    for option in ("--config", "--db", "--verbose", "--quiet", "--debug", "--no-color", "--version", "-h, --help"):
        assert option in said.out


@pytest.mark.parametrize("name", NAMES)
def test_every_option_has_help(name: str) -> None:
    """No option of any command goes without a word on what it does."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    for param in command.params:
        assert not isinstance(param, click.Option) or param.help, param.name


@pytest.mark.parametrize("place", [["--version"], ["report", "--version"]])
def test_version(ask: Ask, place: list[str]) -> None:
    """`--version` stands before or after a command, and runs nothing."""
    from mentionwatch import __version__

    assert ask(*place).out == f"mentionwatch {__version__}\n"


def test_every_error_has_an_exit_code() -> None:
    """Each error of ours, down to the leaves, says with which code the program ends."""
    kinds = [MentionwatchError]
    for kind in kinds:
        kinds += kind.__subclasses__()
        assert kind.exit_code in range(1, 7)

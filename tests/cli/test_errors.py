"""How the program ends: one line of error, cause and hint each, and an exit code that tells the truth."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from builders import World, complaint
from console import Ask

PROGRAM = [sys.executable, "-m", "mentionwatch"]
LINES = re.compile(r"error: [^\n]+\n(cause: [^\n]+\n)?(hint: [^\n]+\n)?")


def start(*args: str | Path, **more: object) -> subprocess.Popen[bytes]:
    """Start the program as a process of its own."""
    return subprocess.Popen([*PROGRAM, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def shell(line: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which $MW is the program."""
    env = {**os.environ, "MW": " ".join(PROGRAM), **environ}
    return subprocess.run(["bash", "-c", line], env=env, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["reprot"], "did you mean report?"),
        (["xyzzy"], "`mentionwatch --help` lists them"),
        (["report", "--sinse", "7d"], "did you mean --since?"),
        (["report", "misssed"], "`mentionwatch report --help` says more"),
        (["--no-colour", "report"], "did you mean --no-color?"),
        (["export"], "`mentionwatch export --help` says more"),
        (["show"], "`mentionwatch show --help` says more"),
        (["done", "1"], "say how it was handled"),
        (["report", "--limit", "ten"], "`mentionwatch report --help` says more"),
        (["report", "--limit", "-1"], "`mentionwatch report --help` says more"),
        (["report", "-o", "x.csv", "--db", "none.db"], "run `mentionwatch poll`"),
    ],
)
def test_wrong_usage(ask: Ask, args: list[str], hint: str) -> None:
    """A slip on the command line is one error line and one hint on stderr, and nothing on stdout."""
    said = ask(*args)
    assert said.code in (2, 5)
    assert said.out == ""
    assert LINES.fullmatch(said.err)
    assert hint in said.err
    assert " integer" not in said.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["report", "mised"], "did you mean missed?"),
        (["report", "--by", "weekk"], "did you mean week?"),
        (["export", "mention"], "did you mean mentions?"),
    ],
    ids=["report", "option", "export"],
)
def test_a_mistyped_choice(ask: Ask, args: list[str], said: str) -> None:
    """A value that is nearly one to choose from is asked back."""
    answer = ask(*args)
    assert answer.code == 2
    assert said in answer.err


@pytest.mark.parametrize("args", [["report"], ["inbox"], ["export", "waits"], ["show", "1"], ["explain", "1"]])
def test_no_configuration(ask: Ask, args: list[str]) -> None:
    """Without configuration and database the program says how to name one."""
    said = ask(*args)
    assert (said.code, said.out) == (2, "")
    assert "mentionwatch init" in said.err


@pytest.mark.parametrize("args", [["report"], ["inbox"], ["export", "waits"], ["show", "1"], ["done", "1", "--undo"]])
def test_missing_database(ask: Ask, tmp_path: Path, args: list[str]) -> None:
    """A database that does not exist is exit code 5 with the next step, and is not made."""
    said = ask(*args, "--db", tmp_path / "none.db")
    assert (said.code, said.out) == (5, "")
    assert "hint: run `mentionwatch poll`" in said.err
    assert os.listdir(tmp_path) == []


def test_foreign_and_damaged_databases(ask: Ask, tmp_path: Path) -> None:
    """A text file, a folder and another program's database are named as what they are, with exit code 5."""
    text, foreign = tmp_path / "text.db", tmp_path / "foreign.db"
    text.write_text("dear diary")
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE other (id)")
    db.close()
    for path in (text, foreign, tmp_path):
        said = ask("report", "--db", path)
        assert (said.code, said.out) == (5, "")
        assert LINES.fullmatch(said.err)


def test_broken_configuration(ask: Ask, tmp_path: Path) -> None:
    """A configuration that cannot be used is exit code 2, with file, line and fix."""
    (tmp_path / "mentionwatch.yaml").write_text("brand: Acme\ndatabase: acme.db\nfeds: []\n")
    said = ask("report")
    assert said.code == 2
    assert re.match(r"error: .*mentionwatch\.yaml, line 3: .*`feds`.*\nhint: did you mean `feeds`\?\n", said.err)


def test_named_database_takes_its_own_rules(pizza: World, ask: Ask, tmp_path: Path) -> None:
    """With --db alone a report follows the rules kept in the database, not those of a configuration nearby."""
    (tmp_path / "mentionwatch.yaml").write_text("brand: Other\ndatabase: other.db\ntimezone: Asia/Tokyo\n")
    assert ask("report", "--db", pizza.path).lines[0].endswith("Europe/Berlin")
    named = ask("report", "--db", pizza.path, "-c", "mentionwatch.yaml")
    assert named.lines[0].endswith("Asia/Tokyo")


def test_a_bug_is_one_line_and_debug_shows_more(ask: Ask, tmp_path: Path) -> None:
    """An unforeseen exception is one line that asks for --debug, which shows where it comes from."""
    path = tmp_path / "acme.db"
    World(path).add()
    with sqlite3.connect(path) as db:
        db.execute("DROP VIEW waits_view")
    db.close()
    said, debugged = ask("report", "--db", path), ask("report", "--db", path, "--debug")
    assert (said.code, debugged.code) == (1, 1)
    assert re.fullmatch(r"error: unexpected OperationalError: no such table: waits_view\nhint: .*--debug.*\n", said.err)
    assert "Traceback (most recent call last):" in debugged.err


@pytest.fixture
def crowd(world: World) -> World:
    """A world whose export is longer than any pipe holds."""
    world.add(*(complaint("The pizza was cold. " * 150, at=f"10:{i:02}", by=f"c{i}") for i in range(60)))
    return world


@pytest.mark.parametrize(
    ("number", "code", "word"), [(signal.SIGINT, 130, b"interrupted\n"), (signal.SIGTERM, 143, b"terminated\n")]
)
def test_signals(crowd: World, number: signal.Signals, code: int, word: bytes) -> None:
    """Ctrl-C and SIGTERM end the program with one word, no traceback, and their usual codes."""
    process = start("export", "mentions", "--db", crowd.path)
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        process.stdout.read(1)  # it now writes, and blocks on a pipe that nobody reads
        process.send_signal(number)
        assert (process.wait(timeout=30), process.stderr.read()) == (code, word)


@pytest.mark.parametrize("command", ["report", "export mentions", "--help", "report --format jsonl"])
def test_reader_that_leaves(crowd: World, command: str) -> None:
    """`| head -1` gets its line; the program says nothing about the rest, and ends with 0."""
    done = shell(f"$MW {command} --db {crowd.path} | head -1; echo ${{PIPESTATUS[0]}}")
    assert (len(done.stdout.splitlines()), done.stdout.split()[-1], done.stderr) == (2, b"0", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", ["report", "export mentions", "--help", "export mentions -o /dev/full"])
def test_no_room_for_the_output(crowd: World, command: str) -> None:
    """Output that cannot be written is one error line and a code other than 0, without a traceback."""
    done = shell(f"$MW {command} --db {crowd.path} > /dev/full")
    assert done.returncode in (1, 2)
    assert re.fullmatch(
        r"error: .* cannot be written\ncause: No space left on device\n(hint: .*\n)?", done.stderr.decode()
    )


def test_closed_streams(crowd: World) -> None:
    """With its streams closed the program still ends well, and writes into no other file in their place."""
    before = crowd.path.read_bytes()
    for closed in (">&-", "2>&-", "<&- >&- 2>&-"):
        assert shell(f"$MW export mentions --db {crowd.path} {closed} || exit 9").returncode == 0
    assert crowd.path.read_bytes() == before


@pytest.mark.parametrize(
    "environ", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}]
)
def test_poor_encodings(world: World, environ: dict[str, str]) -> None:
    """Where the screen lacks a letter another stands for it; data is UTF-8 all the same."""
    world.add(complaint("Müller’s 🍕 was cold and late, terrible! … 日本", at="10:00", by="zoë"))
    for command in ("report", "inbox", "show 1", "explain 1"):
        done = shell(f"$MW {command} --db {world.path}", MENTIONWATCH_NOW="2026-11-22T09:30:00Z", **environ)
        assert (done.returncode, done.stderr) == (0, b"")
    done = shell(f"$MW export mentions --db {world.path}", **environ)
    assert "Müller’s 🍕" in done.stdout.decode("utf-8")


def test_bare_environment(world: World) -> None:
    """Without HOME and TERM, and from /, as under a poor cron, reports work and name what is missing."""
    world.add(complaint(at="10:00"))
    for args, code in (([f"--db={world.path}"], 0), ([], 2)):
        done = subprocess.run([*PROGRAM, "report", *args], env={}, cwd="/", capture_output=True, check=False)
        assert done.returncode == code
        assert b"Traceback" not in done.stderr

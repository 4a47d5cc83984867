"""The page to read each morning: one screen, whatever the terminal, and commands that can be copied."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from builders import NOW, World, account, complaint, praise, reply
from console import Ask, on_a_terminal
from mentionwatch.cli import run
from mentionwatch.clock import to_text
from mentionwatch.store import feeds as feed_rows
from mentionwatch.store import open_for_writing

WIDE = "比萨饼是冷的，太糟糕了！🍕👩‍👩‍👧 awful, cold " + "e" + "\u0301" * 5000


@pytest.fixture(scope="module")
def pizza_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the demo's brand, polled, judged and measured."""
    folder = tmp_path_factory.mktemp("pizza")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTIONWATCH_NOW", to_text(NOW))
        assert run(["demo", "--quiet", "--directory", str(folder)]) == 0
    return folder


@pytest.mark.parametrize(("columns", "lines"), [(80, 48), (120, 36), (160, 36)])
def test_one_screen(pizza_folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int, lines: int) -> None:
    """For a usual brand all stands on one screen, and no line is wider than it."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.chdir(pizza_folder)
    said = ask("-c", "mentionwatch.yaml", "report")
    assert len(said.lines) <= lines
    assert max(map(cell_len, said.lines)) <= columns


@pytest.mark.parametrize("columns", [10, 20, 40, 59, 60, 75, 76, 79, 80, 109, 110, 400])
@pytest.mark.parametrize("span", [[], ["--since", "2026-10"], ["--since", "2020-01"]], ids=" ".join)
def test_no_line_is_wider_than_the_screen(
    pizza_folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int, span: list[str]
) -> None:
    """Charts of a week, two months and six years fit on screens of every width."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.chdir(pizza_folder)
    said = ask("-c", "mentionwatch.yaml", "report", *span)
    assert said.code == 0
    assert max(map(cell_len, said.lines)) <= columns


@pytest.mark.parametrize("columns", [10, 40, 80, 120])
def test_strangers_do_not_break_the_page(world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """Wide letters, joined emoji and heaps of marks in texts, names and thanks leave each line in its place."""
    monkeypatch.setenv("COLUMNS", str(columns))
    customer = account("比" * 40 + "[red]")
    first = complaint(f"{WIDE} terrible service", at="10:00", by=customer)
    answer = reply(to=first, at="10:20")
    thanks = praise(f"Thank you, it works now! {WIDE}", at="11:00", by=customer, to=answer)
    world.add(first, answer, thanks, *(complaint(f"{WIDE}!", at=f"12:0{i}", by=f"c{i}") for i in range(5)))
    said = ask("report", "--db", world.path)
    assert said.code == 0
    assert max(map(cell_len, said.lines)) <= columns
    assert "\u0301" * 5 not in said.out


@pytest.mark.parametrize("environ", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX"}])
def test_plain_letters_where_there_are_no_others(pizza_folder: Path, environ: dict[str, str]) -> None:
    """On a screen that knows ASCII only, bars and columns are drawn with it, and nothing of ours becomes a `?`."""
    done = subprocess.run(
        [sys.executable, "-m", "mentionwatch", "-c", "mentionwatch.yaml", "report"],
        env={"MENTIONWATCH_NOW": to_text(NOW), "COLUMNS": "80", **environ},
        cwd=pizza_folder,
        capture_output=True,
        check=True,
    )
    out = done.stdout.decode()
    assert not set(out) & set("█▌░▁▄…↑↓")
    assert re.search(r"complaints +\d+ of \d+ \(\d+ %\) +#*\.+", out)
    ours = [line for line in out.splitlines() if not line.startswith("       ") and '"' not in line]
    assert not any("?" in line for line in ours)


def test_commands_can_be_copied(pizza_folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command at the right of a section runs, behind the words that the last line says to put before it."""
    monkeypatch.setenv("COLUMNS", "120")
    config = pizza_folder / "mentionwatch.yaml"
    said = ask("-c", config, "report", "--since", "2026-11-01")
    last = r"Commands go after mentionwatch (?P<program>.*?), with (?P<options>.*?)(?:; |\n)all figures: report --full"
    found = re.search(last, said.out, re.DOTALL)
    assert found is not None
    told = r"(?:inbox|report|feeds|show)(?: [\w-]+)*"
    commands = {
        command.strip()
        for heads in re.findall(rf" {{3,}}({told}(?:; {told})*)(?= {{3,}}|$)", said.out, re.MULTILINE)
        for command in heads.split(";")
    }
    assert {"inbox", "report missed", "report late", "report --by day", "feeds"} <= commands
    for command in commands:
        options = [] if command.startswith(("show", "feeds")) else shlex.split(found["options"])
        assert ask(*shlex.split(found["program"]), *command.split(), *options).code == 0, command


def test_the_database_named_is_named_again(world: World, ask: Ask) -> None:
    """Whoever named a database is told commands that name it too."""
    world.add(complaint(at="10:00"))
    out = ask("report", "--db", world.path).out
    assert f"Commands go after mentionwatch --db {world.path}" in " ".join(out.split())


def test_nothing_at_all(world: World, ask: Ask) -> None:
    """An empty database says so, with what to do, and draws nothing."""
    world.add()
    out = ask("report", "--db", world.path).out
    assert "No mentions yet in this period." in out
    assert "run `mentionwatch poll`" in out
    assert not re.search("[█▁░]", out)


def test_one_post(world: World, ask: Ask) -> None:
    """One post is one complaint, in the singular, with the time that is left."""
    world.add(complaint(at="2026-11-22 09:10"))
    out = ask("report", "--db", world.path).out
    assert "1 mention: 1 complaint\n" in out
    assert re.search(r"1  due in 40 min  complaint  ana$", out, re.MULTILINE)


def test_nobody_knows(world: World, ask: Ask) -> None:
    """Where no feed sees the replies, the page says that it cannot know, and blames nobody."""
    world.add(*(complaint(at=f"1{hour}:00", by=f"c{hour}") for hour in range(5)), is_covered=False)
    out = ask("report", "--db", world.path).out
    assert "5 cannot know" in out
    assert re.search(r"cannot know: replies unseen +5\b", out)
    assert "missed:" not in out
    assert "Promise kept" not in out


@pytest.mark.parametrize(("feeds", "words"), [(1, "the feed works"), (2, "both feeds work"), (3, "all 3 feeds work")])
def test_feeds_that_work(world: World, ask: Ask, feeds: int, words: str) -> None:
    """Feeds that all work are told in one line, in words that fit their number."""
    world.add(complaint(at="10:00"))
    with open_for_writing(world.path) as store, store.transaction() as db:
        for number in range(feeds - 1):
            feed_rows.hold_feed(db, f"acme-{number}", network="mastodon", brand="Acme")
        db.execute("UPDATE feeds SET last_ok_at = ?", [to_text(NOW)])
    assert words in ask("report", "--db", world.path).out


def test_many_broken_feeds(world: World, ask: Ask) -> None:
    """Twenty failing feeds are counted; the first are named, each in a line, and the others can be seen."""
    world.add(complaint(at="10:00"))
    with open_for_writing(world.path) as store, store.transaction() as db:
        for number in range(20):
            feed_rows.hold_feed(db, f"acme-{number:02}", network="mastodon", brand="Acme")
        db.execute(
            "UPDATE feeds SET failures = 3, last_error = ?, next_poll_at = ? WHERE name LIKE 'acme-__'",
            ["the server answered 503 and many more words " * 20, to_text(NOW)],
        )
    said = ask("report", "--db", world.path)
    assert "0 of 21 feeds working, 20 failing, 1 never polled" in said.out
    assert "... and 16 more notes: report --full" in said.out
    assert len([line for line in said.lines if "503" in line or "words" in line]) <= 4
    full = " ".join(ask("report", "--full", "--db", world.path).out.split())
    assert all(f"feed acme-{number:02} fails (3 in a row)" in full for number in range(20))


def test_terminals_say_it_in_words_too(world: World) -> None:
    """What is coloured is said: the same letters stand there with colours and without."""
    world.add(complaint(at="10:00"), complaint(at="11:00", by="bob"))
    args = ("report", "--db", world.path)
    coloured, plain = on_a_terminal(*args), on_a_terminal(*args, "--no-color")
    assert b"\x1b[1;38;5;166m2 overdue" in coloured
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", coloured).replace(b" \n", b"\n").split() == plain.split()


def test_what_is_supposed_is_said_first(world: World, ask: Ask) -> None:
    """Under --what-if the page says so right beneath its first line, and promises what is supposed."""
    world.add(complaint(at="10:00"))
    lines = ask("report", "--db", world.path, "--what-if", "complaint=30m").lines
    assert lines[1].startswith("as if complaint = 30 min")
    assert lines[2].startswith("Promise: complaints 30 min")


@pytest.mark.parametrize(
    "args", [["report", "--full"], ["report", "late"], ["inbox"], ["report", "--format", "markdown"]]
)
def test_a_time_that_nobody_promised_is_told_in_lists_too(world: World, ask: Ask, args: list[str]) -> None:
    """Whatever goes by a promise says which times are only used, as the first screen does."""
    world.add(complaint(at="10:00"))
    assert "Promise: none set; using 1 h for complaints" in ask(*args, "--db", world.path).out
    assert "Promise:" not in ask("report", "agents", "--db", world.path).out

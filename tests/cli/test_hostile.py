"""What strangers send to harm a terminal or a spreadsheet arrives as letters, or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from builders import RULES, World, account, complaint, reply
from console import Ask, on_a_terminal
from mentionwatch.config import BrandAccount, Place

PAYLOADS = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]52;c;aGVsbG8=\x07",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31mC1\x9d0;x\x9c",
    "bell\x07back\x08return\rover\x7f",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "zero\u200bwidth\ufeff \U000e0041tag",
    "[/] [red]x[/red] [link=https://a.example]y :bomb: [at]",
    '=HYPERLINK("https://evil.example")',
    "\t=cmd|' /C calc'!A0",
    "\xa0@SUM(1+1)",
    "＝1+1",
    "line\nbreak\r\n=1+1\x0b\x0c\x85\u2028end",
    "a" + "\u0301" * 300,
    "%s %n {0} {brand}",
    "';DROP TABLE posts;--",
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
COMMANDS = (
    "report",
    "report --full",
    "report missed --limit 0",
    "report canned",
    "report canned --rows",
    "report handoffs",
    "templates",
    "report times --rows",
    "report times --by place",
    "report praise",
    "report replies",
    "report replies --agent unsigned --sample 3",
    "report agents",
    "report unresolved",
    "report recovered",
    "report recovered --by place",
    "report customers",
    "customer mastodon:ana",
    "customer mastodon:ana --figure open",
    "customer links",
    "inbox",
    "show 1",
    "explain 1",
    "explain 2",
    "feeds",
    *(f"report missed --format {form}" for form in ("csv", "json", "jsonl")),
    *(
        f"report {name} --format {form}"
        for name in ("canned", "handoffs", "replies", "agents", "unresolved", "recovered", "customers")
        for form in ("csv", "json")
    ),
    "sql SELECT/**/*/**/FROM/**/mentions",
    *(f"sql SELECT/**/*/**/FROM/**/mentions --format {form}" for form in ("csv", "json", "jsonl", "markdown")),
    "templates --csv",
    "customer mastodon:ana --csv",
    "customer mastodon:ana --json",
    *(f"export {name} --format {form}" for name in ("mentions", "responses", "customers") for form in ("csv", "json")),
)


@pytest.fixture
def hostile(world: World) -> World:
    """A world in which every text that comes from outside is one payload or all of them."""
    everything = " | ".join(PAYLOADS)
    brand = f"Acme\x1b[31m{PAYLOADS[6]}"
    world.rules = RULES.model_copy(
        update={
            "brand": brand,
            "accounts": (BrandAccount(network="mastodon", handle="acme", brand=brand),),
            "places": (Place(name=f"Kreuz\x1b[5mberg{PAYLOADS[9]}", terms=("kreuzberg",)),),
        }
    )
    first = complaint(f"Awful, cold pizza in Kreuzberg! {everything}", at="10:00", ref="mastodon:0\x1b]0;x\x07")
    posts = [replace(first, account=replace(account("ana"), name=everything, handle=f"ana{PAYLOADS[0]}"))]
    sorry = f"So sorry! Please DM us what happened with your order. {everything}"
    posts.append(reply(sorry, to=first, at="10:30", url="https://a.example/\x1b]0;x\x07"))
    for number, payload in enumerate(PAYLOADS):
        author = replace(account(f"c{number}"), handle=payload.strip("@") + "x", name=payload)
        posts.append(complaint(f"{payload} awful, cold pizza", at=f"11:{number:02}", by=author, location=payload))
    for number in range(3):
        posts.append(complaint(f"Awful, cold pizza! {everything}", at=f"12:0{number}", by=f"d{number}"))
        posts.append(reply(sorry, to=posts[-1], at=f"13:0{number}"))
    world.add(*posts, brand=brand)
    return world


@pytest.mark.parametrize("command", COMMANDS)
def test_pipes_get_letters_only(hostile: World, command: str) -> None:
    """Off a terminal no control, bidi or zero-width character comes out of any command in any form."""
    done = subprocess.run(
        [sys.executable, "-m", "mentionwatch", *command.split(), "--db", str(hostile.path)],
        env={"MENTIONWATCH_NOW": "2026-11-22T09:30:00Z"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not FORBIDDEN.findall(done.stdout.decode())
    assert not FORBIDDEN.findall(done.stderr.decode())
    assert "\u0301" * 5 not in done.stdout.decode()


@pytest.mark.parametrize("command", [command for command in COMMANDS if "--format" not in command])
def test_terminals_get_letters_and_our_styles_only(hostile: World, command: str) -> None:
    """On a terminal the only control sequences are our own styles."""
    out = on_a_terminal(*command.split(), "--db", hostile.path).decode()
    assert not FORBIDDEN.findall(re.sub("\x1b\\[[0-9;]*m", "", out))
    assert set(re.findall("\x1b\\[([0-9;]*)m", out)) <= {"", "0", "1", "2", "1;38;5;166", "38;5;32"}


def test_no_cell_runs(hostile: World, ask: Ask) -> None:
    """In no export and no report does a cell begin with what a spreadsheet would run, numbers aside."""
    for command in ("report missed --csv", "inbox --csv", *(f"export {name}" for name in ("mentions", "customers"))):
        rows = list(csv.reader(io.StringIO(ask(*command.split(), "--db", hostile.path).out)))
        assert len(rows) > len(PAYLOADS)
        for cell in (cell.strip() for row in rows for cell in row):
            assert not cell or cell[0] not in "=+-@＝＋－＠" or re.fullmatch(r"-[\d.]+", cell)


def test_markup_stays_as_it_is(hostile: World, ask: Ask) -> None:
    """Markup and the names of emoji are shown as strangers typed them."""
    out = ask("show", "1", "--db", hostile.path).out
    assert "[/] [red]x[/red] [link=https://a.example]y :bomb: [at]" in " ".join(out.split())
    texts = [
        json.loads(line)["text"] for line in ask("export", "mentions", "--format", "jsonl", "--db", hostile.path).lines
    ]
    assert any(text.startswith("[/] [red]x[/red]") for text in texts)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_errors_are_letters_too(pizza: World, ask: Ask, payload: str) -> None:
    """What the user pastes comes back in errors and hints as letters: one line for each."""
    for args in (
        ["show", payload],
        ["label", payload, "kind=other"],
        ["customer", payload],
        ["customer", "link", payload, "ana"],
        ["report", "--since", payload],
        ["report", payload],
    ):
        said = ask(*args, "--db", pizza.path)
        assert said.code == 2
        assert not FORBIDDEN.findall(said.err)
        assert all(line.startswith(("error: ", "cause: ", "hint: ")) for line in said.err.splitlines())
    for option in ("--place", "--brand", "--network", "--feed"):
        assert not FORBIDDEN.findall(ask("report", option, payload, "--db", pizza.path).err)

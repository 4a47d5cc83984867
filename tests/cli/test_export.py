"""Exports as commands: everything, always the same, and ready to come back in."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from builders import NOW, RULES, World, complaint, post, praise
from console import Ask
from mentionwatch.export.datasets import DATASETS
from mentionwatch.feeds.files import RowRules, read_posts
from mentionwatch.model import Post
from mentionwatch.store.queries import Filter

THANKS = "It is here and it is great, problem solved, thank you!"
DOC = Path(__file__).parents[2] / "docs" / "csv.md"


@pytest.mark.parametrize("name", list(DATASETS))
@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_same_database_same_bytes(
    pizza: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, name: str, form: str
) -> None:
    """An export says the same whenever it is run: nothing in it depends on the time."""
    pizza.add(post(THANKS, at="11:00", to=pizza.posts[0]))
    first = ask("export", name, "--db", pizza.path, "--format", form)
    monkeypatch.setenv("MENTIONWATCH_NOW", "2031-01-01T00:00:00Z")
    assert ask("export", name, "--db", pizza.path, "--format", form) == first
    assert (first.code, first.err.splitlines()) == (0, list(DATASETS[name].notes))
    assert len(first.lines) > (form != "jsonl")


def test_everything_by_default_in_order(pizza: World, ask: Ask) -> None:
    """Without options all mentions of all brands and years are written, by time."""
    pizza.add(complaint("Globex lost my luggage, terrible.", at="2020-01-01 10:00", by="eve"), brand="Globex")
    rows = list(csv.DictReader(io.StringIO(ask("export", "mentions", "--db", pizza.path).out)))
    assert [row["created_at"] for row in rows] == sorted(row["created_at"] for row in rows)
    assert {row["brand"] for row in rows} >= {"Acme", "Globex"}


def test_options_narrow(pizza: World, ask: Ask) -> None:
    """A period, a kind and a place narrow an export as they narrow a report."""
    kinds = ask("export", "mentions", "--db", pizza.path, "--kind", "complaint", "--format", "jsonl")
    place = ask("export", "mentions", "--db", pizza.path, "--place", "Kreuzberg", "--format", "jsonl")
    day = ask("export", "mentions", "--db", pizza.path, "--since", "2026-11-19", "--until", "2026-11-19")
    assert {json.loads(line)["kind"] for line in kinds.lines} == {"complaint"}
    assert [json.loads(line)["author"] for line in place.lines] == ["bob"]
    assert len(day.lines) == 2


def test_mentions_come_back_in(world: World, ask: Ask) -> None:
    """What `export mentions` writes, the importer reads: the same posts with the same words."""
    first = complaint(
        "@acme =1+1 is what you charge me? Terrible.\nNever again!", at="10:00", url="https://a.example/1"
    )
    world.add(
        first,
        replace(praise("-- best pizza ever, thank you", at="11:00", by="bob"), rating=4.5, lang="en", likes=3),
        post("'=quoted, what is that?", at="12:00", to=first),
    )
    assert ask("export", "mentions", "--db", world.path, "-o", "mentions.csv").code == 0
    read = list(read_posts(Path("mentions.csv"), RowRules(), now=NOW))
    assert all(isinstance(item, Post) for item in read)
    fields = ("ref", "text", "created_at", "parent_ref", "url", "rating", "lang", "likes", "visibility")
    assert [[getattr(item, name) for name in fields] for item in read] == [
        [getattr(one, name) for name in fields] for one in world.posts
    ]


def test_responses_hold_what_was_answered(pizza: World, ask: Ask) -> None:
    """A row of responses says who was answered, how late, and whether it was a stock text."""
    rows = list(csv.DictReader(io.StringIO(ask("export", "responses", "--db", pizza.path).out)))
    told = [(row["author"], row["customer"], row["seconds"], row["counts"], row["is_canned"]) for row in rows]
    assert told == [("acme", "ana", "1200", "1", "0"), ("acme", "dora", "86400", "1", "0")]


def test_output_file(pizza: World, ask: Ask, tmp_path: Path) -> None:
    """`-o FILE` writes a file, refuses to replace it without --force, and `-` is standard output."""
    args = ("export", "waits", "--db", pizza.path, "-o")
    written, again, forced = (ask(*args, "w.csv", *more) for more in ([], [], ["--force"]))
    assert (written.code, again.code, forced.code) == (0, 2, 0)
    assert "hint: name another file, or replace it with --force" in again.err
    assert ask(*args, "-").out == (tmp_path / "w.csv").read_text()
    assert ask(*args, tmp_path).code == 2
    assert [name for name in os.listdir(tmp_path) if not name.startswith("acme.db")] == ["w.csv"]


@pytest.mark.parametrize("name", list(DATASETS))
def test_columns_are_documented(pizza: World, ask: Ask, name: str) -> None:
    """docs/csv.md tells exactly the columns that each export writes, in their order."""
    section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", DOC.read_text(), re.MULTILINE | re.DOTALL)
    assert section is not None
    assert re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE) == ask("export", name, "--db", pizza.path).lines[
        0
    ].split(",")


@pytest.mark.parametrize("name", list(DATASETS))
@pytest.mark.parametrize("which", [Filter(), Filter(brand="Acme", since_at=NOW - timedelta(days=7))])
def test_no_table_is_scanned_for_each_row(pizza: World, name: str, which: Filter) -> None:
    """Each table is read from end to end once at most: its rows are found by key, however many there are."""
    pizza.add(post(THANKS, at="11:00", to=pizza.posts[0]))
    with pizza.open() as store:
        statements: list[str] = []
        store.db.set_trace_callback(statements.append)
        assert list(DATASETS[name].read(store.db, which, RULES))
        store.db.set_trace_callback(None)
        plan = store.db.execute(f"EXPLAIN QUERY PLAN {statements[-1]}").fetchall()
    once = {row["id"] for row in plan if row["detail"].startswith("MATERIALIZE")}
    scans = [row["detail"] for row in plan if row["detail"].startswith("SCAN") and row["parent"] not in once]
    # The feeds and the accounts each of them reads, and the topics of one conversation.
    few = ("SCAN f", "SCAN e VIRTUAL", "SCAN json_each VIRTUAL", "SCAN t VIRTUAL", "SCAN (subquery")
    assert len([line for line in scans if not line.startswith(few)]) <= 1, scans

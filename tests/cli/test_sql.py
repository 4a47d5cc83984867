"""`sql`: one's own questions, in every form, with the figures that the reports have."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from builders import NOW, World, account, complaint, post, question, reply
from console import Ask
from mentionwatch.clock import to_text
from mentionwatch.model import TimeQuality

ROWS = "SELECT customer, seconds, text FROM waits_view ORDER BY opened_at"
ENDLESS = """
WITH RECURSIVE
  n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000),
  m (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM m)
SELECT printf('%0100d', i) AS i FROM n
UNION ALL
SELECT COUNT(*) FROM m
"""
"""Gives a thousand rows, and then works for ever."""


@pytest.fixture
def odd(world: World) -> World:
    """A world with every way in which a wait can end or not: answered, by a stock text, withdrawn, not known."""
    stock = "Thank you for your message. You can find all of our policies and forms on our website at any time."
    answered = complaint(at="2026-11-18 10:00", by="ana")
    guessed = replace(complaint(at="2026-11-18 11:00", by="ben"), time_quality=TimeQuality.ESTIMATED)
    handled = complaint(at="2026-11-18 12:00", by="cyd")
    withdrawn = complaint(at="2026-11-18 13:00", by="dora")
    world.add(answered, guessed, handled, withdrawn, reply(to=answered, at="2026-11-18 10:20"))
    world.add(replace(withdrawn, deleted_at=NOW, text=""))
    for number, by in enumerate(("eli", "fay", "gus", "hal")):
        got_stock = complaint(f"Cold pizza again, {number} hours late. Terrible!", at=f"2026-11-19 1{number}:00", by=by)
        world.add(got_stock, reply(stock, to=got_stock, at=f"2026-11-19 1{number}:0{number + 3}"))
    asked = question(at="2026-11-21 10:00", by="ivo")
    world.add(complaint(at="2026-11-20 09:00", by="kim"), complaint(at="2026-11-21 09:00", by="lou"), asked)
    world.add(reply("We open at noon.", to=asked, at="2026-11-21 10:45"), question(at="2026-11-21 12:00", by="max"))
    world.add(question(at="2026-11-21 12:30", by="ivo", to=asked))
    unseen = account("jan", network="yelp")
    world.add(post("The pizza arrived cold. Terrible!", at="2026-11-20 10:00", by=unseen), is_covered=False)
    return world


def test_medians_are_those_of_the_reports(odd: World, ask: Ask) -> None:
    """Over the views, by kind, medians and 90 % are what `report times` prints: of first, next and real replies."""
    assert ask("done", "mastodon:cyd-18T1200", "--by", "phone", "--db", odd.path).code == 0
    told = json.loads(ask("report", "times", "--db", odd.path, "--since", "60d", "--json").out)
    query = """
        SELECT COALESCE(kind, 'unjudged') AS "group",
               km_median(seconds_so_far, is_unanswered) AS frt_median_seconds,
               km_percentile(seconds_so_far, is_unanswered, 90) AS frt_p90_seconds,
               km_median(real_seconds_so_far, real_seconds IS NULL) AS frt_real_median_seconds,
               median(seconds) FILTER (WHERE NOT is_unanswered) AS frt_replied_median_seconds
        FROM waits_view
        WHERE ordinal = 1 AND is_timed
        GROUP BY 1 ORDER BY 1
    """
    rows = json.loads(ask("sql", query, "--db", odd.path, "--json").out)["rows"]
    assert rows
    assert rows == [{name: row[name] for name in rows[0]} for row in told["rows"]]
    assert {row["frt_median_seconds"] for row in rows} != {None}
    figures = {name: figure for name, figure in told["figures"].items() if figure["unit"] == "duration"}
    first = "SELECT km_median(seconds_so_far, is_unanswered), COUNT(*) FROM waits_view WHERE is_timed AND ordinal = 1"
    later = first.replace("= 1", "> 1")
    for query, figure in ((first, "frt_median_seconds"), (later, "nrt_median_seconds")):
        (row,) = json.loads(ask("sql", query, "--db", odd.path, "--json").out)["rows"]
        assert list(row.values()) == [figures[figure]["value"], figures[figure]["n"]]


def test_missed_is_that_of_the_report(odd: World, ask: Ask) -> None:
    """The view's `is_missed` counts the cases that `report missed` lists."""
    said = ask("sql", "SELECT COUNT(*) AS n FROM waits_view WHERE is_missed", "--db", odd.path, "--json")
    told = json.loads(ask("report", "missed", "--db", odd.path, "--since", "60d", "--json").out)
    assert json.loads(said.out)["rows"] == [{"n": told["figures"]["missed"]["value"]}]


def test_every_form_has_every_row(pizza: World, ask: Ask) -> None:
    """CSV, JSON and JSON lines hold the same rows; the CSV is written as that of an export."""
    query = ("sql", ROWS, "--db", pizza.path)
    table = list(csv.DictReader(io.StringIO(ask(*query, "--csv").out)))
    data = json.loads(ask(*query, "--json").out)
    lines = [json.loads(line) for line in ask(*query, "--format", "jsonl").lines]
    assert data["rows"] == lines
    assert (data["mentionwatch"], data["report"]) == (1, "sql")
    chat = ask(*query, "--format", "markdown").lines
    assert chat[:2] == ["| customer | seconds | text |", "| --- | --- | --- |"]
    assert [line.split(" | ")[0] for line in chat[2:]] == [f"| {row['customer']}" for row in lines]
    assert [row["customer"] for row in lines] == [row["customer"] for row in table] == ["dora", "ana", "bob", "cyd"]
    assert list(table[0]) == ["customer", "seconds", "to", "text"]


def test_a_query_comes_from_a_file_or_standard_input(
    pizza: World, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--file` and `-` read the query; what it gives goes to a file whose ending says the form."""
    (tmp_path / "own.sql").write_text(f"\ufeff{ROWS};\n", encoding="utf-8")
    wanted = ask("sql", ROWS, "--db", pizza.path, "--csv").out
    assert ask("sql", "--file", "own.sql", "--db", pizza.path, "--csv").out == wanted
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ROWS.encode())))
    assert ask("sql", "-", "--db", pizza.path, "-o", "own.csv").code == 0
    assert (tmp_path / "own.csv").read_text(encoding="utf-8") == wanted
    again = ask("sql", ROWS, "--db", pizza.path, "-o", "own.csv")
    assert (again.code, again.err.splitlines()[0]) == (2, "error: own.csv exists already")


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ([], "there must be one query"),
        (["SELECT 1", "--file", "x.sql"], "there must be one query"),
        (["--file", "none.sql"], "none.sql cannot be read"),
        (["SELECT 1", "-o", "x.txt"], "x.txt does not say its form"),
        (["--schema", "waitsview"], "there is no view 'waitsview'"),
        (["--schema", "--file", "own.sql"], "--schema asks no query"),
        (["DELETE FROM posts"], "the query was refused: `sql` only reads"),
    ],
)
def test_wrong_usage_is_told(pizza: World, ask: Ask, args: list[str], error: str) -> None:
    """What cannot be is one sentence with a next step, and code 2."""
    said = ask("sql", *args, "--db", pizza.path)
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[0] == f"error: {error}"
    assert "hint: " in said.err


def test_the_screen_shows_every_column(pizza: World, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A grid where it fits, else a block a row, each value as it is held; no line is wider than the screen."""
    wide = ask("sql", ROWS, "--db", pizza.path)
    assert wide.lines[0].split() == ["customer", "seconds", "text"]
    assert wide.lines[2].split()[:2] == ["ana", "1200"]
    monkeypatch.setenv("COLUMNS", "30")
    narrow = ask("sql", ROWS, "--db", pizza.path, "--limit", "1")
    assert narrow.lines[:2] == ["customer: dora", "seconds: 86400"]
    assert narrow.lines[-2:] == ["... and more than these 1:", "--limit 0 or --csv"]
    assert max(map(len, wide.lines)) <= 80
    assert max(map(len, narrow.lines)) <= 30
    assert ask("sql", f"{ROWS} LIMIT 0", "--db", pizza.path).out == "No rows.\n"


def test_the_screen_is_cut_and_files_are_not(pizza: World, ask: Ask) -> None:
    """A screen ends after 20 rows and says so; files hold all unless --limit says otherwise."""
    query = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) SELECT i FROM n"
    assert ask("sql", query, "--db", pizza.path).lines[-1] == "... and more than these 20: --limit 0 or --csv"
    assert len(ask("sql", query, "--db", pizza.path, "--limit", "0").lines) == 101
    assert len(ask("sql", query, "--db", pizza.path, "--csv").lines) == 101
    assert len(ask("sql", query, "--db", pizza.path, "--csv", "--limit", "5").lines) == 6


def test_the_schema_tells_each_column(pizza: World, ask: Ask) -> None:
    """`--schema` lists all views with their columns and the functions; a view's name narrows it."""
    whole = ask("sql", "--schema", "--db", pizza.path).out
    one = ask("sql", "--schema", "waits_view", "--db", pizza.path).out
    rows = list(csv.DictReader(io.StringIO(ask("sql", "--schema", "--db", pizza.path, "--csv").out)))
    assert one in whole
    assert "km_median(seconds_so_far, is_unanswered)" in whole
    assert {row["view"] for row in rows} >= {"waits_view", "mentions", "responses"}
    assert all(row["column"] in whole and row["holds"] for row in rows)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_query_at_work(pizza: World, number: signal.Signals, code: int) -> None:
    """Ctrl-C ends a query that would never end, while SQLite is at work on it."""
    command = [sys.executable, "-m", "mentionwatch", "sql", ENDLESS, "--format", "jsonl", "--db", str(pizza.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b'{"i": "00')
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (code, b"interrupted\n" if code == 130 else b"terminated\n")


def test_a_reader_that_has_enough_ends_it(pizza: World) -> None:
    """`mentionwatch sql ... | head -1` ends without a word, though rows go on coming."""
    query = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT printf('%0100d', i) FROM n"
    command = [sys.executable, "-m", "mentionwatch", "sql", query, "--csv", "--db", str(pizza.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_agents_have_the_names_that_reports_print(pizza: World, ask: Ask) -> None:
    """`agent_name` gives the pseudonym of `report agents`, never the name."""
    signed = complaint(at="2026-11-21 10:00", by="kai")
    pizza.add(signed, reply("So sorry, we will call you today. ^Jo", to=signed, at="2026-11-21 10:30"))
    query = "SELECT DISTINCT agent_name(brand, agent) AS agent FROM responses WHERE agent IS NOT NULL"
    names = {row["agent"] for row in json.loads(ask("sql", query, "--db", pizza.path, "--json").out)["rows"]}
    told = json.loads(ask("report", "agents", "--db", pizza.path, "--json").out)["rows"]
    assert len(names) == 1
    assert names <= {row["agent"] for row in told}


def test_the_clock_can_be_told(pizza: World) -> None:
    """$MENTIONWATCH_NOW is what SQLite takes for now; without it that is the machine's clock."""
    environ = {name: value for name, value in os.environ.items() if name != "MENTIONWATCH_NOW"}
    query = "SELECT datetime('now') AS now, MAX(seconds_so_far) AS most FROM waits_view WHERE is_open"
    rows = []
    for more in ({}, {"MENTIONWATCH_NOW": to_text(NOW)}):
        command = [sys.executable, "-m", "mentionwatch", "sql", query, "--json", "--db", str(pizza.path)]
        done = subprocess.run(command, env=environ | more, capture_output=True, check=True)
        rows += json.loads(done.stdout)["rows"]
    assert rows[1]["now"] == "2026-11-22 09:30:00"
    assert rows[0]["now"] != rows[1]["now"]
    assert rows[1]["most"] == 15 * 3600 + 1800

"""`report customers`: regulars, influential people and advocates, with their last mood and what is open."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from builders import World, account, complaint, post, praise, question, reply
from console import Ask

THANKS = "It is here and it is great, problem solved, thank you!"


def rows_of(world: World, ask: Ask, *args: str) -> list[dict[str, str]]:
    """Give the rows of the report."""
    said = ask("report", "customers", "--csv", *args, "--db", world.path)
    assert said.code == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def figures_of(world: World, ask: Ask, *args: str) -> dict[str, Any]:
    """Give the figures of the report."""
    told: dict[str, Any] = json.loads(ask("report", "customers", "--json", *args, "--db", world.path).out)
    figures: dict[str, Any] = told["figures"]
    return figures


@pytest.fixture
def people(world: World) -> World:
    """A world with a regular who waits, two who only seem regular, a star, and an advocate, among forty others."""
    star = account("star", followers=5000)
    won = complaint(at="2026-10-01 10:00", by="fan")
    answer = reply(to=won, at="2026-10-01 10:30")
    world.add(
        *(question(at=f"2026-11-{day} 10:00", by="often") for day in ("02", "09", "16")),
        *(question(at=f"2026-11-02 {hour}:00", by="one-day") for hour in ("08", "09", "10")),
        *(question(at=f"2026-{day} 08:00", by="slow") for day in ("04-01", "09-05", "11-06")),
        question(at="2026-11-03 08:00", by=star),
        won,
        answer,
        post(THANKS, at="2026-10-01 12:00", to=answer, by="fan"),
        praise(at="2026-10-20 10:00", by="fan"),
        *(question(at="2026-11-04 08:00", by=account(f"c{number}", followers=number)) for number in range(40)),
    )
    return world


def test_who_stands_out(people: World, ask: Ask) -> None:
    """Three conversations on three days within 180; the top 5 % with 1,000 followers; praise since they were won."""
    signs = {row["customer"]: row["signs"] for row in rows_of(people, ask)}
    assert signs == {"often": "regular", "star": "influential", "fan": "advocate"}


def test_a_row_tells_mood_and_what_is_open(people: World, ask: Ask) -> None:
    """The longest waiting first; how often and how lately they came, in what mood, and since when they wait."""
    rows = rows_of(people, ask)
    assert [row["customer"] for row in rows] == ["often", "star", "fan"]
    often = rows[0]
    assert (often["conversations"], often["days"], often["open"]) == ("3", "3", "3")
    assert often["waiting_since"] == "2026-11-02T10:00:00Z"
    assert often["mood"].endswith(": question")
    assert rows[2]["mood"] == "good: praise"


def test_each_figure_lists_its_rows(people: World, ask: Ask) -> None:
    """`--figure` gives as many rows as there are people."""
    figures = figures_of(people, ask)
    assert [figures[name]["n"] for name in ("customers", "regulars", "influential", "advocates", "waiting")] == [
        45,
        1,
        1,
        1,
        2,
    ]
    for name, figure in figures.items():
        said = ask("report", "customers", "--rows", "--figure", name, "--csv", "--db", people.path)
        assert len(list(csv.DictReader(io.StringIO(said.out)))) == figure["n"], name


def test_thanks_in_the_same_thread_make_no_advocate(world: World, ask: Ask) -> None:
    """Whoever only said that all is well was won back; an advocate comes back to praise."""
    first = complaint(at="2026-11-01 10:00")
    answer = reply(to=first, at="2026-11-01 10:30")
    world.add(
        first,
        answer,
        post(THANKS, at="2026-11-01 12:00", to=answer),
        praise("Really the best pizza, wonderful!", at="2026-11-01 12:10", to=answer),
    )
    assert rows_of(world, ask) == []


def test_linked_accounts_are_one_customer(world: World, ask: Ask) -> None:
    """Three conversations over two accounts make one regular, once somebody has said that they are one person."""
    world.add(
        question(at="2026-11-02 10:00", by="ana"),
        question(at="2026-11-09 10:00", by="ana"),
        question(at="2026-11-16 10:00", by=account("ana", network="bluesky")),
    )
    assert rows_of(world, ask) == []
    assert figures_of(world, ask)["customers"]["value"] == 2
    assert ask("customer", "link", "mastodon:ana", "bluesky:ana", "--db", world.path).code == 0
    (row,) = rows_of(world, ask)
    assert (row["customer"], row["network"], row["person"]) == ("ana", "bluesky", "bluesky:ana")
    assert row["accounts"] == "bluesky:ana; mastodon:ana"
    assert figures_of(world, ask)["customers"]["value"] == 1


def test_a_period_narrows_the_list(people: World, ask: Ask) -> None:
    """Who came in the period named, and stood out by its end."""
    assert [row["customer"] for row in rows_of(people, ask, "--since", "2026-11-10")] == ["often"]
    until = ("--since", "2026-10-01", "--until", "2026-11-10")
    assert {row["customer"] for row in rows_of(people, ask, *until)} == {"fan", "star"}


def test_followers_count_as_they_were(world: World, ask: Ask) -> None:
    """Somebody who had many followers when they wrote was influential then."""
    world.add(
        *(question(at="2026-11-04 08:00", by=account(f"c{number}", followers=10)) for number in range(30)),
        question(at="2026-11-01 08:00", by=account("star", followers=900)),
    )
    assert rows_of(world, ask) == []
    world.add(question(at="2026-11-05 08:00", by=account("star", followers=1500)))
    assert [row["signs"] for row in rows_of(world, ask)] == ["influential"]


def test_groups(people: World, ask: Ask) -> None:
    """`--by` counts the people; by time they cannot be grouped."""
    (row,) = rows_of(people, ask, "--by", "network")
    assert [row[name] for name in ("group", "people", "regulars", "influential", "advocates", "waiting")] == [
        "mastodon",
        "3",
        "1",
        "1",
        "1",
        "2",
    ]
    for by in ("place", "reach", "kind", "topic", "brand"):
        assert sum(int(row["people"]) for row in rows_of(people, ask, "--by", by)) >= 3
    said = ask("report", "customers", "--by", "week", "--db", people.path)
    assert (said.code, said.err.splitlines()[0]) == (2, "error: customers cannot be grouped by week")


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_it_fits_the_screen(people: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """No line is wider than the screen, and an empty database is told as such."""
    monkeypatch.setenv("COLUMNS", str(columns))
    said = ask("report", "customers", "--db", people.path)
    assert max(map(len, said.lines)) <= columns
    assert "influential" in said.out

"""The previous period beside the figures of the lists, of agents and of customers: where it has sense, and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from builders import World, complaint, praise, question, reply
from console import Ask

WEEKS = ("--since", "2026-11-09", "--until", "2026-11-15")


def figures_of(world: World, ask: Ask, name: str, *args: str) -> dict[str, Any]:
    """Give the figures of a report."""
    said = ask("report", name, "--json", *args, "--db", world.path)
    assert said.code == 0, said.err
    told: dict[str, Any] = json.loads(said.out)["figures"]
    return told


@pytest.fixture
def weeks(world: World) -> World:
    """A world with two ignored and one answered of each kind in one week, and one ignored in the week before."""
    for day, names in ((3, ["ann"]), (10, ["bob", "cem", "dora"])):
        for hour, name in enumerate(names, start=10):
            at = f"2026-11-{day:02} {hour}:00"
            posts = [complaint(at=at, by=name), praise(at=at.replace(":00", ":10"), by=f"fan-{name}")]
            world.add(*posts)
            if name == "dora":
                world.add(
                    *(reply(f"So sorry to hear that, {one.ref}. ^JK", to=one, at=f"{at[:-2]}30") for one in posts)
                )
    return world


@pytest.mark.parametrize(
    ("name", "figure", "now", "before"),
    [
        ("missed", "missed_share", (2, 3), (1, 1)),
        ("missed", "missed", (2, None), (1, None)),
        ("praise", "thanked", (1, 3), (0, 1)),
        ("praise", "praise_ignored", (2, None), (1, None)),
        ("agents", "replies", (2, None), (0, None)),
        ("unresolved", "said_nothing", (1, 1), (0, 0)),
    ],
)
def test_a_named_period_has_one_before(
    weeks: World, ask: Ask, name: str, figure: str, now: tuple[int, int | None], before: tuple[int, int | None]
) -> None:
    """Of a week that the user names, each figure stands beside that of the week before."""
    found = figures_of(weeks, ask, name, *WEEKS)[figure]
    assert (found["n"], found["of"]) == now
    assert (found["before"]["n"], found["before"]["of"]) == before


@pytest.mark.parametrize(("name", "figure"), [("missed", "missed"), ("praise", "praise_ignored")])
def test_open_cases_of_any_age_have_none(weeks: World, ask: Ask, name: str, figure: str) -> None:
    """A bare list holds open cases of any age, so its count has nothing before it; its shares have."""
    figures = figures_of(weeks, ask, name)
    assert figures[figure]["before"] is None
    assert any(one["before"] for one in figures.values())


def test_customers_stand_beside_how_it_was(world: World, ask: Ask) -> None:
    """Of the 180 days up to now the figures stand beside those of the 180 days up to the beginning of the period."""
    for day in (1, 3, 18):
        world.add(question(at=f"2026-11-{day:02} 10:00", by="ann"))
    world.add(question(at="2026-11-02 10:00", by="bob"))
    figures = figures_of(world, ask, "customers")
    assert {name: one["before"] and one["before"]["n"] for name, one in figures.items()} == {
        "customers": 2,
        "regulars": 0,
        "influential": 0,
        "advocates": 0,
        "waiting": None,
    }
    assert (figures["customers"]["n"], figures["regulars"]["n"], figures["waiting"]["n"]) == (2, 1, 1)

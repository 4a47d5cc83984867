"""`report recovered`: complaints that ended in the customer's satisfaction, wherever they said so."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from builders import World, account, complaint, instant, post, praise, reply
from console import Ask
from mentionwatch.model import Post

THANKS = "It is here and it is great, problem solved, thank you!"
SEPTEMBER = ("--since", "2026-09", "--until", "2026-11")


def rows_of(world: World, ask: Ask, *args: str) -> list[dict[str, str]]:
    """Give the rows of the report, of the last three months."""
    said = ask("report", "recovered", "--csv", *(args or SEPTEMBER), "--db", world.path)
    assert said.code == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def figures_of(world: World, ask: Ask, *args: str, name: str = "recovered") -> dict[str, Any]:
    """Give the figures of a report."""
    told: dict[str, Any] = json.loads(ask("report", name, "--json", *(args or SEPTEMBER), "--db", world.path).out)
    figures: dict[str, Any] = told["figures"]
    return figures


def case(name: str, *, at: str = "2026-10-01 10:00", **more: Any) -> tuple[Post, Post]:
    """Make a complaint and its answer an hour later."""
    first = complaint(at=at, by=name, **more)
    return first, reply(to=first, at=f"{at[:10]} 11:00")


def later(name: str, *, at: str, text: str | None = None) -> Post:
    """Make praise of somebody in a thread of its own."""
    return praise(*([text] if text else []), at=at, by=name)


@pytest.fixture
def cases(world: World) -> World:
    """A world with a complaint of each ending."""
    there, praised, early, silent, missed = (case(name) for name in ("there", "praised", "early", "silent", "missed"))
    late = case("late", at="2026-09-01 10:00")
    review, answer = case("stars", rating=1.0, ref="mastodon:review")
    edited = replace(review, text="They made it good!", rating=4.0, edited_at=instant("2026-10-03 10:00"))
    world.add(
        *there,
        post(THANKS, at="2026-10-01 12:00", to=there[1], by="there"),
        *praised,
        later("praised", at="2026-10-11 10:00"),
        *late,
        later("late", at="2026-11-05 10:00"),
        *early,
        later("early", at="2026-10-01 10:30"),
        *silent,
        missed[0],
        later("missed", at="2026-10-11 10:00"),
        review,
        answer,
        edited,
    )
    return world


def test_who_is_in_it(cases: World, ask: Ask) -> None:
    """Those who said so there, praised within 60 days of a complaint replied to, or gave more stars after the reply."""
    assert [(row["customer"], row["how"], row["seconds"]) for row in rows_of(cases, ask)] == [
        ("praised", "praised later", str(10 * 86400)),
        ("stars", "gave more stars", str(2 * 86400)),
        ("there", "said so there", "7200"),
    ]


def test_each_row_quotes(cases: World, ask: Ask) -> None:
    """A row holds the complaint, what the brand said, and the customer's own thanks with where they stand."""
    rows = {row["customer"]: row for row in rows_of(cases, ask)}
    assert rows["there"]["thanks_text"] == THANKS
    assert rows["there"]["reply_text"].startswith("Oh no")
    assert rows["there"]["text"].startswith("The pizza arrived cold")
    assert (rows["stars"]["stars_before"], rows["stars"]["stars"]) == ("1", "4")
    assert (rows["stars"]["text"], rows["stars"]["thanks_text"]) == (
        "The pizza arrived cold and an hour late. Terrible!",
        "They made it good!",
    )
    assert rows["praised"]["thanks_by"] == "mastodon:praised"


def test_rates_and_time(cases: World, ask: Ask) -> None:
    """Of six complaints replied to, three recovered; half of those who said so took longer than two days."""
    figures = figures_of(cases, ask)
    assert (figures["recovered"]["n"], figures["recovered"]["of"]) == (3, 6)
    assert figures["time_to_satisfaction_median_seconds"]["value"] == 2 * 86400
    assert figures["time_to_satisfaction_median_seconds"]["n"] == 3
    parts = [figures[name]["n"] for name in ("said_satisfied", "said_not_satisfied", "said_nothing")]
    assert parts == [3, 0, 3]
    ways = [figures[f"recovered_{way}"]["value"] for way in ("there", "by_praise", "by_stars", "by_label")]
    assert ways == [1, 1, 1, 0]


def test_each_figure_lists_its_rows(cases: World, ask: Ask) -> None:
    """`--figure` gives as many rows as the figure's n."""
    for name, figure in figures_of(cases, ask).items():
        said = ask("report", "recovered", "--rows", "--figure", name, "--csv", *SEPTEMBER, "--db", cases.path)
        assert len(list(csv.DictReader(io.StringIO(said.out)))) == figure["n"], name


def test_the_other_reports_agree(cases: World, ask: Ask) -> None:
    """Who is satisfied here stands in no list of the unsettled, and the shares are the same everywhere."""
    unresolved = ask("report", "unresolved", "--csv", *SEPTEMBER, "--db", cases.path).out
    assert {row["customer"] for row in csv.DictReader(io.StringIO(unresolved))} == {"late", "early", "silent"}
    told = figures_of(cases, ask)
    for other in ("unresolved", "summary"):
        figures = figures_of(cases, ask, name=other)
        for name in ("said_satisfied", "said_not_satisfied", "lost", "said_nothing"):
            assert (figures[name]["n"], figures[name]["of"]) == (told[name]["n"], told[name]["of"])


def test_a_linked_account_counts(world: World, ask: Ask) -> None:
    """Praise from another account is the same person's only once somebody has said so."""
    world.add(*case("ana"))
    world.add(praise(at="2026-10-05 10:00", by=account("ana", network="bluesky")))
    assert rows_of(world, ask) == []
    assert ask("customer", "link", "mastodon:ana", "bluesky:ana", "--db", world.path).code == 0
    assert [(row["how"], row["thanks_by"]) for row in rows_of(world, ask)] == [("praised later", "bluesky:ana")]
    assert ask("customer", "unlink", "mastodon:ana", "bluesky:ana", "--db", world.path).code == 0
    assert rows_of(world, ask) == []


@pytest.mark.parametrize(("word", "expected"), [("satisfied", ["a person said so"]), ("lost", [])])
def test_a_persons_word_wins(world: World, ask: Ask, word: str, expected: Sequence[str]) -> None:
    """What a person says of the outcome holds against praise elsewhere, and gives no time."""
    first, answer = case("ana")
    world.add(first, answer, later("ana", at="2026-10-05 10:00"))
    assert ask("label", first.ref, f"outcome={word}", "--db", world.path).code == 0
    assert [row["how"] for row in rows_of(world, ask)] == expected
    assert figures_of(world, ask)["time_to_satisfaction_median_seconds"]["n"] == 0


def test_praise_before_a_new_complaint_in_the_thread_proves_nothing(world: World, ask: Ask) -> None:
    """Whoever complains again and waits is not satisfied by what they praised before."""
    first, answer = case("ana")
    again = post("Cold again, this is awful!", at="2026-10-09 10:00", to=answer, by="ana")
    world.add(first, answer, later("ana", at="2026-10-05 10:00"), again)
    assert rows_of(world, ask) == []
    world.add(later("ana", at="2026-10-12 10:00"))
    assert [row["customer"] for row in rows_of(world, ask)] == ["ana"]


def test_stars_before_the_reply_are_no_recovery(world: World, ask: Ask) -> None:
    """A review that its author raised before the brand had said a word was not won back by the brand."""
    review, _ = case("ana", rating=1.0, ref="mastodon:review")
    raised = replace(review, rating=5.0, text="Great!", edited_at=instant("2026-10-01 10:30"))
    world.add(review, raised, reply(to=review, at="2026-10-01 11:00"))
    assert rows_of(world, ask) == []


def test_groups(cases: World, ask: Ask) -> None:
    """`--by` counts what customers said by group; the parts add up."""
    rows = rows_of(cases, ask, *SEPTEMBER, "--by", "month", "--by", "network")
    assert [(row["group"], row["group_2"], row["replied"], row["recovered"]) for row in rows] == [
        ("2026-09", "mastodon", "1", "0"),
        ("2026-10", "mastodon", "5", "3"),
    ]
    for by in ("week", "feed", "place", "topic", "kind", "agent", "reach", "hour"):
        assert sum(int(row["replied"]) for row in rows_of(cases, ask, *SEPTEMBER, "--by", by)) >= 6


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_it_fits_the_screen(cases: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """No line is wider than the screen, and the thanks are quoted."""
    monkeypatch.setenv("COLUMNS", str(columns))
    said = ask("report", "recovered", *SEPTEMBER, "--db", cases.path)
    assert max(map(len, said.lines)) <= columns
    assert f"then they: {THANKS}" in " ".join(said.out.split())
    assert "No complaint was replied to" in ask("report", "recovered", "--since", "1d", "--db", cases.path).out

"""`report unresolved`: the complaints replied to whose customers were never satisfied, by age."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from builders import World, complaint, post, question, reply
from console import Ask


def rows_of(world: World, ask: Ask, *args: str) -> list[dict[str, str]]:
    """Give the rows of the report."""
    return list(csv.DictReader(io.StringIO(ask("report", "unresolved", "--csv", *args, "--db", world.path).out)))


def figures_of(world: World, ask: Ask, *args: str) -> dict[str, Any]:
    """Give the figures of the report."""
    told: dict[str, Any] = json.loads(ask("report", "unresolved", "--json", *args, "--db", world.path).out)
    figures: dict[str, Any] = told["figures"]
    return figures


@pytest.fixture
def cases(world: World) -> World:
    """A world with a complaint of each ending, most of them replied to."""
    by = {
        name: complaint(at=at, by=name)
        for name, at in {
            "answered": "2026-11-22 08:00",
            "handed": "2026-11-20 10:00",
            "again": "2026-11-18 10:00",
            "happy": "2026-11-19 10:00",
            "done": "2026-11-19 11:00",
            "said": "2026-11-19 12:00",
            "missed": "2026-11-19 13:00",
            "old": "2026-11-02 10:00",
            "lapsed": "2026-09-02 10:00",
        }.items()
    }
    asked = question(at="2026-11-19 14:00", by="asker")
    thanks = "It is here and it is great, problem solved, thank you!"
    world.add(
        *by.values(),
        asked,
        reply("Oh no, the oven failed. ^AB", to=by["answered"], at="2026-11-22 08:30"),
        reply("So sorry! Please send us a DM.", to=by["handed"], at="2026-11-20 10:30"),
        reply("We have baked a new one for you.", to=by["again"], at="2026-11-18 10:30"),
        post("When will it come?", at="2026-11-18 12:00", to=by["again"], by="again"),
        reply("The courier is on the way.", to=by["happy"], at="2026-11-19 10:30"),
        post(thanks, at="2026-11-19 11:30", to=by["happy"], by="happy"),
        reply("We have called you.", to=by["done"], at="2026-11-19 11:30"),
        reply("We have fixed the oven.", to=by["said"], at="2026-11-19 12:30"),
        reply("We have fixed the door.", to=by["old"], at="2026-11-02 11:30"),
        reply("We have fixed the roof.", to=by["lapsed"], at="2026-09-02 11:30"),
        reply("We open at noon.", to=asked, at="2026-11-19 15:00"),
    )
    return world


@pytest.fixture
def judged(cases: World, ask: Ask) -> World:
    """The same world after a person said of one that it was settled by phone, of another that it ended well."""
    refs = {one.account.handle: one.ref for one in cases.posts}
    assert ask("done", refs["done"], "--by", "phone", "--db", cases.path).code == 0
    assert ask("label", refs["said"], "outcome=satisfied", "--db", cases.path).code == 0
    return cases


def test_who_is_in_it(judged: World, ask: Ask) -> None:
    """Those who wait again first, then the oldest; no question, none missed, satisfied, settled elsewhere or lapsed."""
    rows = [(row["customer"], row["outcome"]) for row in rows_of(judged, ask)]
    assert rows == [
        ("again", "waiting"),
        ("handed", "handed_off"),
        ("old", "answered"),
        ("answered", "answered"),
    ]


def test_a_period_holds_what_was_opened_in_it(judged: World, ask: Ask) -> None:
    """Whoever names a period gets all complaints opened in it, those long silent too."""
    assert [row["customer"] for row in rows_of(judged, ask, "--since", "2026-09", "--until", "2026-09")] == ["lapsed"]


def test_what_was_said_last(judged: World, ask: Ask) -> None:
    """A row tells the last reply without its signature, how long ago it was sent, what it does and by whom."""
    rows = {row["customer"]: row for row in rows_of(judged, ask)}
    handed, answered = rows["handed"], rows["answered"]
    assert handed["reply_text"] == "So sorry! Please send us a DM."
    assert handed["marks"].startswith("handoff: ")
    assert "apology: So sorry" in handed["marks"]
    assert (handed["age_seconds"], handed["since_reply_seconds"]) == (str(171000), str(171000 - 1800))
    assert answered["reply_text"] == "Oh no, the oven failed."
    assert answered["agent"].startswith("agent-")


def test_ages(judged: World, ask: Ask) -> None:
    """Each case is in one band, by the age of the complaint."""
    figures = figures_of(judged, ask)
    bands = ["under_1d", "1d_to_3d", "3d_to_7d", "7d_to_30d", "over_30d"]
    assert [figures[f"unresolved_{band}"]["value"] for band in bands] == [1, 1, 1, 1, 0]
    assert figures["unresolved"]["value"] == 4


def test_what_customers_said_in_the_end(judged: World, ask: Ask) -> None:
    """Complaints replied to and not settled elsewhere are parted; whoever merely asked again said nothing of it."""
    figures = figures_of(judged, ask)
    said = [figures[name] for name in ("said_satisfied", "said_not_satisfied", "said_nothing")]
    assert [(one["n"], one["of"]) for one in said] == [(2, 5), (0, 5), (3, 5)]


def test_a_later_complaint_says_no(world: World, ask: Ask) -> None:
    """Whoever complains again after the last reply, or is lost, says that they are not satisfied."""
    one, two = (complaint(at="2026-11-20 10:00", by=name) for name in ("one", "two"))
    world.add(
        one,
        two,
        reply("We have baked a new one for you.", to=one, at="2026-11-20 10:30"),
        post("The new pizza arrived cold too. Terrible!", to=one, at="2026-11-20 12:00", by="one"),
        reply("Could you send us the order number?", to=two, at="2026-11-20 10:30"),
        post("Where do I find the order number?", to=two, at="2026-11-20 12:00", by="two"),
    )
    figures = figures_of(world, ask)
    assert [figures[name]["n"] for name in ("said_satisfied", "said_not_satisfied", "said_nothing")] == [0, 1, 1]


def test_the_morning_page_says_the_same(judged: World, ask: Ask) -> None:
    """What customers said in the end is one set of figures, here and in `report summary`."""
    found = figures_of(judged, ask)
    summary = json.loads(ask("report", "summary", "--json", "--db", judged.path).out)["figures"]
    for name in ("said_satisfied", "said_not_satisfied", "lost", "said_nothing"):
        assert (summary[name]["n"], summary[name]["of"]) == (found[name]["n"], found[name]["of"])


def test_unanswered_complaints_are_no_settled_ones(world: World, ask: Ask) -> None:
    """While a complaint lies without reply, the report says what it is silent about."""
    world.add(complaint(at="2026-11-20 10:00"))
    said = " ".join(ask("report", "unresolved", "--db", world.path).out.split())
    assert "No complaint that was replied to is unsettled." in said
    assert "no reply at all are not in this report; there are 1: `mentionwatch inbox`" in said


def test_it_can_fail_a_check(judged: World, ask: Ask) -> None:
    """`--fail-on` takes its figures."""
    assert ask("report", "unresolved", "--fail-on", "unresolved_3d_to_7d>0", "--db", judged.path).code == 10
    assert ask("report", "unresolved", "--fail-on", "unresolved>4", "--db", judged.path).code == 0


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_it_fits_the_screen(judged: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """No line is wider than the screen, and both texts stand there."""
    monkeypatch.setenv("COLUMNS", str(columns))
    said = ask("report", "unresolved", "--db", judged.path)
    assert max(map(len, said.lines)) <= columns
    assert "last reply: So sorry! Please send us a DM." in " ".join(said.out.split())

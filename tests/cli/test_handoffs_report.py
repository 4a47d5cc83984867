"""`report handoffs`: who was sent elsewhere, with what words, and what was seen of them afterwards."""

from __future__ import annotations

import csv
import io
import json

import pytest

from builders import World, complaint, post, question, reply
from console import Ask

DM = "Sorry about that! Please send us a DM with your order number. ^Jo"


@pytest.fixture
def handed(world: World) -> World:
    """A world of four complaints sent off (silent, satisfied, angry, by mail), one helped, and a question sent off."""
    silent, happy, angry, mailed = (
        complaint(at=f"1{i}:00", by=name) for i, name in enumerate(("ana", "ben", "cyd", "dan"))
    )
    helped, asked = complaint(at="14:00", by="eve"), question(at="15:00", by="fay")
    world.add(
        *(silent, happy, angry, mailed, helped, asked),
        reply(DM, to=silent, at="10:30"),
        reply(DM, to=happy, at="11:30"),
        post("That works now, thank you so much!", to=happy, at="12:00", by="ben"),
        reply(DM, to=angry, at="12:30"),
        post("Nobody reads your DMs. Still no refund, this is awful!", to=angry, at="16:30", by="cyd"),
        reply("Sorry! Please email us at help@acme.example so that we can look.", to=mailed, at="13:30"),
        reply("Oh no, the driver turns round with a hot one now.", to=helped, at="14:30"),
        reply("We open at ten, and for tables please DM us.", to=asked, at="15:30"),
    )
    return world


def told(ask: Ask, world: World, *args: str) -> dict[str, dict[str, object]]:
    """Read the report's figures."""
    found: dict[str, dict[str, object]] = json.loads(
        ask("report", "handoffs", "--json", "--db", world.path, *args).out
    )["figures"]
    return found


def rows(ask: Ask, world: World, *args: str) -> list[dict[str, str]]:
    """Read the report as CSV."""
    return list(csv.DictReader(io.StringIO(ask("report", "handoffs", "--csv", "--db", world.path, *args).out)))


def test_rate_is_of_complaints_replied_to(handed: World, ask: Ask) -> None:
    """Four of the five complaints replied to were sent off; a question sent off stands beside them."""
    said = told(ask, handed)
    assert (said["handoff_rate"]["n"], said["handoff_rate"]["of"]) == (4, 5)
    assert (said["handoffs"]["n"], said["handoffs"]["of"]) == (5, 6)
    assert [said[f"handoff_{channel}"]["n"] for channel in ("dm", "email", "phone", "form")] == [4, 1, 0, 0]


def test_what_followed_adds_up(handed: World, ask: Ask) -> None:
    """Each conversation sent off is angry, satisfied or silent; silence is none of the others."""
    said = told(ask, handed)
    assert {name: said[f"handoff_{name}"]["n"] for name in ("angry", "satisfied", "quiet")} == {
        "angry": 1,
        "satisfied": 1,
        "quiet": 3,
    }
    assert {said[f"handoff_{name}"]["of"] for name in ("angry", "satisfied", "quiet")} == {5}


def test_list_tells_each_case(handed: World, ask: Ask) -> None:
    """Those who came back asking or angry lead; each row has the words, the channel and how long nothing was heard."""
    found = {row["customer"]: row for row in rows(ask, handed)}
    assert list(found) == ["cyd", "ben", "fay", "dan", "ana"]
    assert {row["course"] for row in found.values()} == {
        "came back asking or angry",
        "came back satisfied",
        "said nothing on it since",
    }
    assert found["cyd"]["silent_seconds"] == str(4 * 3600)
    assert found["ana"]["silent_seconds"] == str(47 * 3600)
    assert (found["dan"]["handoff"], found["ana"]["handoff"]) == ("email", "dm")
    assert found["ana"]["told"].lower() in DM.lower()
    assert (found["ana"]["outcome"], found["ben"]["outcome"]) == ("handed_off", "recovered")


def test_conversation_sent_off_twice_is_one_row(world: World, ask: Ask) -> None:
    """Two hand-offs of one conversation are one case, told by the last."""
    asked = complaint(at="10:00")
    again = post("I did. Nobody answers there, this is terrible!", to=asked, at="12:00", by="ana")
    world.add(
        asked, reply(DM, to=asked, at="10:30"), again, reply("Please call us on 030 1234567.", to=again, at="13:00")
    )
    (row,) = rows(ask, world)
    assert (row["handoff"], row["answers_text"]) == ("phone", again.text)
    assert told(ask, world)["handoffs"]["n"] == 1


def test_period_holds_hand_offs_sent_in_it(handed: World, ask: Ask) -> None:
    """A period holds the replies sent in it, and other filters narrow the list as everywhere."""
    assert rows(ask, handed, "--since", "2026-11-21") == []
    assert [row["customer"] for row in rows(ask, handed, "--kind", "question")] == ["fay"]
    assert ask("report", "handoffs", "--db", handed.path, "--fail-on", "handoff_angry>0").code == 10


def test_a_hand_off_is_told_by_what_followed_it(world: World, ask: Ask) -> None:
    """A past period tells what its own hand-off led to, whatever became of a later one."""
    asked = complaint(at="2026-10-21 10:00")
    back = post("Nobody reads your DMs. This is awful!", to=asked, at="2026-10-21 11:30", by="ana")
    world.add(
        *(asked, back),
        reply(DM, to=asked, at="2026-10-21 10:30"),
        reply("Please call us on 030 1234567.", to=back, at="2026-11-10 10:00"),
    )
    october, november = (rows(ask, world, "--since", f"2026-{month}", "--until", f"2026-{month}") for month in (10, 11))
    assert [(row["course"], row["silent_seconds"]) for row in october] == [("came back asking or angry", "3600")]
    assert [row["course"] for row in november] == ["said nothing on it since"]


def test_silence_ends_with_the_next_hand_off(world: World, ask: Ask) -> None:
    """What a customer says after the next hand-off says nothing about the one before."""
    asked = complaint(at="2026-10-21 10:00")
    world.add(
        asked,
        reply(DM, to=asked, at="2026-10-21 11:00"),
        reply("Please call us on 030 1234567.", to=asked, at="2026-11-10 11:00"),
        post("That works now, thank you so much!", to=asked, at="2026-11-10 12:00", by="ana"),
    )
    (row,) = rows(ask, world, "--since", "2026-10", "--until", "2026-10")
    assert (row["course"], row["silent_seconds"]) == ("said nothing on it since", str(20 * 86400))
    (row,) = rows(ask, world, "--since", "2026-11", "--until", "2026-11")
    assert row["course"] == "came back satisfied"


@pytest.mark.parametrize(("between", "course"), [(False, "said nothing on it since"), (True, "came back satisfied")])
def test_bare_thanks(world: World, ask: Ask, between: bool, course: str) -> None:
    """Bare thanks for a hand-off say nothing; for a later reply that helps they do."""
    asked = complaint(at="10:00")
    helped = [reply("The driver turns round with a hot one now.", to=asked, at="11:00")] if between else []
    world.add(asked, reply(DM, to=asked, at="10:30"), *helped, post("Thank you!", to=asked, at="12:00", by="ana"))
    assert [row["course"] for row in rows(ask, world)] == [course]


def test_the_morning_page_says_the_same(handed: World, ask: Ask) -> None:
    """The hand-off rate and how many came back are one figure each, here and in `report summary`."""
    here = told(ask, handed)
    summary = json.loads(ask("report", "summary", "--json", "--db", handed.path).out)["figures"]
    assert (here["handoff_rate"]["n"], here["handoff_angry"]["n"]) == (4, 1)
    for name in ("handoff_rate", "handoff_angry"):
        assert [summary[name][part] for part in ("value", "n", "of")] == [
            here[name][part] for part in ("value", "n", "of")
        ]


@pytest.mark.parametrize("columns", ["120", "80", "40"])
def test_screen_shows_no_agent_by_name(handed: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    """The screen fits its width, and names an agent by a pseudonym."""
    monkeypatch.setenv("COLUMNS", columns)
    said = ask("report", "handoffs", "--db", handed.path)
    assert max(map(len, said.lines)) <= int(columns)
    assert "agent-" in said.out
    assert "Jo" not in said.out.replace("^Jo", "Jo")

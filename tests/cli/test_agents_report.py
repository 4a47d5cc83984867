"""`report agents`: each agent's figures for coaching, no league table, and nobody named without leave."""

from __future__ import annotations

import csv
import io
import re

import pytest

from builders import RULES, World, complaint, post, reply
from console import Ask
from mentionwatch.model import Post
from mentionwatch.reports.agents import ENOUGH, agent_name


def rows_of(world: World, ask: Ask, *args: str) -> list[dict[str, str]]:
    """Give the rows of the report, by agent as printed."""
    return list(csv.DictReader(io.StringIO(ask("report", "agents", "--csv", *args, "--db", world.path).out)))


def printed(name: str) -> str:
    """Give the pseudonym of an agent."""
    return agent_name("Acme", name, RULES) or ""


def talks(name: str, count: int, *, hour: int, text: str = "Oh no, number {}, the oven failed.") -> list[Post]:
    """Make complaints of one hour, each with a reply that an agent signed an hour later."""
    made = []
    for minute in range(count):
        opening = complaint(at=f"{hour:02}:{minute:02}", by=f"{name.lower() or 'x'}{minute}")
        signed = f"{text.format(chr(65 + minute))}{f' ^{name}' if name else ''}"
        made += [opening, reply(signed, to=opening, at=f"{hour + 1:02}:{minute:02}")]
    return made


@pytest.fixture
def team(world: World) -> World:
    """A world of two busy agents, two with a few replies, and some replies without a signature."""
    world.add(
        *talks("BB", ENOUGH, hour=8),
        *talks("AA", ENOUGH + 5, hour=10, text="So sorry, {}! Please DM us."),
        *talks("DD", 3, hour=12),
        *talks("CC", 2, hour=14),
        *talks("", 4, hour=16),
    )
    return world


def test_order_is_by_work_and_never_by_a_rate(team: World, ask: Ask) -> None:
    """Everybody and the unsigned first, then agents by number of replies, then those with few by the name printed."""
    names = [row["agent"] for row in rows_of(team, ask)]
    few = sorted([printed("CC"), printed("DD")])
    assert names == ["everybody", "unsigned", printed("AA"), printed("BB"), *few]


def test_no_rates_of_a_few_replies(team: World, ask: Ask) -> None:
    """Under 20 replies an agent has counts but no rate and no median, and a note says so."""
    rows = {row["agent"]: row for row in rows_of(team, ask)}
    rates = ("replied_wait_median_seconds", "canned_rate", "handoff_rate")
    assert [rows[printed("DD")][name] for name in rates] == ["", "", ""]
    assert rows[printed("DD")]["replies"] == "3"
    assert [rows[printed("BB")][name] for name in rates] == ["3600", "0.9000", "0.0000"]
    out = ask("report", "agents", "--db", team.path).out
    assert "under 20 replies a rate says nothing" in " ".join(out.split())
    assert "ranks nobody by a rate" in " ".join(out.split())


def test_each_row_counts_that_agents_replies(team: World, ask: Ask) -> None:
    """Hand-offs and apologies are counted for whoever wrote them, and everybody's row holds all."""
    rows = {row["agent"]: row for row in rows_of(team, ask)}
    told = [rows[name] for name in (printed("AA"), printed("BB"), "unsigned", "everybody")]
    assert [row["apologies"] for row in told] == ["25", "0", "0", "25"]
    assert [row["handoffs"] for row in told] == ["25", "0", "0", "25"]
    assert [row["replies"] for row in told] == ["25", "20", "4", "54"]


def test_a_recovery_is_of_whoever_replied_last(world: World, ask: Ask) -> None:
    """A complaint that ended in satisfaction is put to the agent of the last reply before the customer said so."""
    opening = complaint(at="10:00")
    first = reply("Which order was it, please? ^AA", to=opening, at="10:30")
    answer = post("Number 12, still no pizza!", at="10:40", to=first, by="ana")
    second = reply("The courier is on the way now. ^BB", to=answer, at="10:50")
    happy = post("It is here and it is great, problem solved, thank you!", at="11:20", to=second, by="ana")
    world.add(opening, first, answer, second, happy)
    rows = {row["agent"]: row["recovered"] for row in rows_of(world, ask)}
    assert rows == {"everybody": "1", printed("AA"): "0", printed("BB"): "1"}


def test_initials_in_any_case_are_one_agent(world: World, ask: Ask) -> None:
    """Whoever signs as AB and as ab, or Anna and ANNA, is one agent; a configured name replaces the initials."""
    replies = RULES.replies.model_copy(update={"show_names": True, "agents": {"AB": "Ann Bell"}})
    world.rules = RULES.model_copy(update={"replies": replies})
    for hour, signed in enumerate(("AB", "ab", "Anna", "ANNA")):
        opening = complaint(at=f"1{hour}:00", by=signed)
        world.add(opening, reply(f"Oh no, the oven failed. ^{signed}", to=opening, at=f"1{hour}:30"))
    told = [(row["agent"], row["replies"]) for row in rows_of(world, ask)]
    assert told == [("everybody", "4"), ("Ann Bell", "2"), ("Anna", "2")]


def test_pseudonyms_tell_apart_and_last() -> None:
    """A pseudonym is the same each time, in any case, and another for another agent or brand."""
    names = [agent_name("Acme", "AB", RULES), agent_name("Acme", "CD", RULES), agent_name("Globex", "AB", RULES)]
    assert all(re.fullmatch("agent-[0-9a-f]{6}", name or "") for name in names)
    assert len(set(names)) == 3
    assert agent_name("Acme", "ab", RULES) == names[0]
    assert agent_name("Acme", None, RULES) is None


def test_brands_are_told_apart(team: World, ask: Ask) -> None:
    """With all brands, each has its own row of everybody."""
    opening = complaint("Globex lost my luggage, terrible.", at="10:00", by="eve")
    answer = reply("We found it. ^AA", to=opening, at="10:30", by="globex", from_brand=True, brand="Globex")
    team.add(opening, answer, brand="Globex")
    rows = rows_of(team, ask, "--brand", "all")
    assert [(row["brand"], row["replies"]) for row in rows if row["agent"] == "everybody"] == [
        ("Acme", "54"),
        ("Globex", "1"),
    ]


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_it_fits_the_screen(team: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """No line is wider than the screen, and each names its agent."""
    monkeypatch.setenv("COLUMNS", str(columns))
    said = ask("report", "agents", "--db", team.path)
    assert max(map(len, said.lines)) <= columns
    assert printed("AA") in said.out


def test_counts_say_of_how_many(team: World, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """On screen a count stands with what it is part of, not as a bare share."""
    monkeypatch.setenv("COLUMNS", "140")
    out = ask("report", "agents", "--db", team.path).out
    line = next(line for line in out.splitlines() if line.startswith(printed("AA")))
    assert "25 of 25" in line
    assert "0 of 25" in line
    assert "%" not in line
    assert "promises due" not in " ".join(out.split())


@pytest.mark.parametrize("columns", [60, 66, 72, 76, 80, 84, 88, 100])
def test_no_praise_goes_before_the_blame(team: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """On no screen does an agent's arguing stand without the apologies."""
    monkeypatch.setenv("COLUMNS", str(columns))
    out = ask("report", "agents", "--db", team.path).out
    assert "argued" not in out or "apologised" in out


def test_a_pseudonym_of_two_is_refused(world: World, ask: Ask) -> None:
    """Where two agents happen to share a pseudonym, it names neither: their own signatures do."""
    seen: dict[str, str] = {}
    for number in range(30000):
        signed = f"Kay{number}"
        other = seen.setdefault(printed(signed), signed)
        if other != signed:
            break
    first, second = complaint(at="10:00"), complaint(at="11:00", by="bob")
    world.add(
        first,
        second,
        reply(f"Oh no, the oven failed. ^{signed}", to=first, at="10:30"),
        reply(f"The courier fell off his bike. ^{other}", to=second, at="11:30"),
    )
    said = ask("report", "replies", "--agent", printed(signed), "--db", world.path)
    assert said.code == 2
    assert "hint: name one by their own signature" in said.err
    rows = ask("report", "replies", "--agent", signed, "--csv", "--db", world.path).lines
    assert len(rows) == 2

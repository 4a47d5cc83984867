"""The reports as commands: what they say, what narrows them, and how they end."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from builders import World, complaint, reply
from console import Ask
from mentionwatch.cli.report import _GROUPS
from mentionwatch.reports.grouping import COLUMNS

REPORTS = ["summary", "missed", "canned", "replies", "agents", "unresolved", "times", "praise"]


def test_first_line_names_brand_period_and_zone(pizza: World, ask: Ask) -> None:
    """A report begins with whom and when it speaks of: seven whole days before today, by default."""
    assert ask("report", "--db", pizza.path).lines[0] == "Acme, 15 to 22 November 2026, Europe/Berlin"


def test_figures_in_plain_words(pizza: World, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The summary says how many were missed, and of how many, in words that a shop owner understands."""
    out = ask("report", "--db", pizza.path).out
    assert re.search(r"missed: late, no reply at all +1 of 3 \(33 %\) +likely 6 to 79 %", out)
    assert re.search(r"Half of the complaints waited longer than .*\n +for a reply +20 min \(n 2\)", out)
    monkeypatch.setenv("COLUMNS", "120")
    full = ask("report", "--full", "--db", pizza.path).out
    assert re.search(r"missed: past its time, no reply at all +1 of 3 \(33 %; likely 6 to 79 %\)", full)
    assert re.search(r"half of the complaints waited longer than +20 min \(n 2; likely over 20 min\)", full)


def test_bare_report_needs_no_name(pizza: World, ask: Ask) -> None:
    """`report` alone is the summary."""
    assert ask("report", "--db", pizza.path) == ask("report", "summary", "--db", pizza.path)


def test_global_options_stand_on_either_side(pizza: World, ask: Ask) -> None:
    """`--db` before the command means the same as after it."""
    assert ask("--db", pizza.path, "report", "missed") == ask("report", "missed", "--db", pizza.path)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_every_report_has_every_form(pizza: World, ask: Ask, name: str, form: str) -> None:
    """Each report ends well in each form, and JSON keeps its envelope."""
    said = ask("report", name, "--db", pizza.path, "--format", form)
    assert (said.code, said.err) == (0, "")
    if form == "json":
        told = json.loads(said.out)
        assert (told["mentionwatch"], told["report"], told["brand"]) == (1, name, "Acme")
        assert told["period"] == {
            "from": "2026-11-14T23:00:00Z",
            "to": "2026-11-22T09:30:00Z",
            "timezone": "Europe/Berlin",
        }
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(said.out)))
        assert {len(row) for row in rows} == {len(rows[0])}
    elif form == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in said.lines)


@pytest.mark.parametrize("name", [*REPORTS, "inbox"])
def test_empty_database_says_so(world: World, ask: Ask, name: str) -> None:
    """Without any mention a report says that there is nothing, and prints no number that is none."""
    world.add()
    said = ask(*([name] if name == "inbox" else ["report", name]), "--db", world.path)
    assert said.code == 0
    assert re.search(r"^(No|Nobody|Nothing) .*\.$", said.out, re.MULTILINE)
    assert not re.search(r"\d %|\(n ", said.out)
    assert not re.search(r"\bnan\b|None|\bnull\b", said.out.replace("none set", ""), re.IGNORECASE)


def test_screen_and_csv_agree(pizza: World, ask: Ask) -> None:
    """The missed list on screen and in CSV holds the same posts."""
    screen = ask("report", "missed", "--db", pizza.path)
    (row,) = csv.DictReader(io.StringIO(ask("report", "missed", "--db", pizza.path, "--csv").out))
    assert row["ref"] == "mastodon:bob-21T1800"
    assert row["waiting_seconds"] == str(15 * 3600 + 1800)
    assert re.search(rf"^ *{row['post']} +complaint +bob .*15 h 30 min +overdue$", screen.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("since", "until", "headline"),
    [
        ("2026-11-20", "2026-11-20", "20 November 2026"),
        ("2026-10", "2026-11", "1 October to 30 November 2026"),
        ("2025-12", "2026-01", "1 December 2025 to 31 January 2026"),
        ("yesterday", "today", "21 to 22 November 2026"),
        ("2w", "7d", "8 to 14 November 2026"),
        ("12h", None, "21 to 22 November 2026"),
        ("2026-11-20T10:00", None, "20 to 22 November 2026"),
    ],
)
def test_periods(pizza: World, ask: Ask, since: str, until: str | None, headline: str) -> None:
    """A period may be written as days, months or a span up to now; its last day belongs to it."""
    end = ["--until", until] if until else []
    said = ask("report", "--db", pizza.path, "--since", since, *end)
    assert said.lines[0] == f"Acme, {headline}, Europe/Berlin"


@pytest.mark.parametrize(
    "args",
    [
        ["--since", "2026-13-01"],
        ["--since", "soon"],
        ["--until", "2026-02-30"],
        ["--since", "9999999d"],
        ["--since", "2026-11-20", "--until", "2026-11-19"],
        ["--since", "2026-12-01"],
    ],
)
def test_wrong_periods_are_refused(pizza: World, ask: Ask, args: list[str]) -> None:
    """A time that is none, and an end before its beginning, are named with the forms that can be written."""
    said = ask("report", "--db", pizza.path, *args)
    assert (said.code, said.out) == (2, "")
    assert re.match(r"error: --(since|until) .*\nhint: write for example 2026-11-22, 2026-10, ", said.err)


def test_a_day_is_that_of_the_brand(world: World, ask: Ask) -> None:
    """A post of half past midnight in Berlin belongs to that day, though UTC still has the day before."""
    world.add(complaint(at="2026-11-20 23:30"))
    columns = ("--since", "2026-11-21", "--until", "2026-11-21", "--json")
    assert json.loads(ask("report", "--db", world.path, *columns).out)["figures"]["mentions"]["value"] == 1


@pytest.mark.parametrize("option", ["--place", "--network", "--feed", "--brand"])
def test_unknown_name_is_a_usage_error(pizza: World, ask: Ask, option: str) -> None:
    """A check on a mistyped name would pass for ever: it ends with 2, and the known names."""
    said = ask("report", "-q", "--db", pizza.path, option, "nowhere", "--fail-on", "missed>0")
    assert said.code == 2
    assert re.match(
        rf"error: there is no {option[2:]} 'nowhere'\nhint: known: (Kreuzberg|mastodon|acme-mastodon|Acme)\n", said.err
    )


def test_names_match_whatever_their_case(pizza: World, ask: Ask) -> None:
    """`--place kreuzberg` finds Kreuzberg, and only its posts."""
    said = ask("report", "--db", pizza.path, "--place", "kreuzberg", "--json")
    assert json.loads(said.out)["figures"]["mentions"]["value"] == 1


def test_own_brand_first(pizza: World, ask: Ask) -> None:
    """Beside a rival's conversations the report speaks of the user's brand, says so, and `all` means all."""
    rival = complaint("Globex lost my luggage, terrible.", at="10:00", by="eve")
    pizza.add(rival, brand="Globex")
    own, both = (ask("report", "--db", pizza.path, "--json", *args) for args in ([], ["--brand", "all"]))
    told, all_told = json.loads(own.out), json.loads(both.out)
    assert "--brand all" in own.err
    assert "Globex" in own.err
    assert (told["brand"], all_told["brand"]) == ("Acme", None)
    assert all_told["figures"]["mentions"]["value"] > told["figures"]["mentions"]["value"]
    assert ask("report", "--db", pizza.path, "--brand", "all").lines[0].startswith("all brands, ")


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("missed>0", 10),
        ("missed > 1", 0),
        ("missed>30%", 10),
        ("missed>=0.34", 0),
        ("mentions_complaint>=50%", 10),
        ("complaint_frt_median_seconds>=20m", 10),
        ("complaint_frt_median_seconds>1h", 0),
        ("complaint_frt_p90_seconds>30d", 10),
        ("praise_ignored=0", 10),
    ],
)
def test_fail_on(pizza: World, ask: Ask, limit: str, code: int) -> None:
    """`--fail-on` ends with 10 if the figure is so, by cases, share or time; a median not reached exceeds any."""
    said = ask("report", "--db", pizza.path, "--fail-on", limit)
    assert said.code == code
    assert "Where it fails" in said.out


def test_fail_on_names_the_figures(pizza: World, ask: Ask) -> None:
    """A figure that the report lacks is refused before anything is printed, with the names of those it has."""
    said = ask("report", "missed", "--db", pizza.path, "--fail-on", "mised>0")
    assert (said.code, said.out) == (2, "")
    assert "hint: it has missed, missed_share, canned_only, cannot_know" in said.err
    assert ask("report", "--db", pizza.path, "--fail-on", "missed").code == 2


def test_by_groups(pizza: World, ask: Ask) -> None:
    """`--by` takes each grouping, by one thing or two, and is refused for reports that have none."""
    assert set(_GROUPS) == set(COLUMNS)
    rows = list(csv.DictReader(io.StringIO(ask("report", "times", "--by", "day", "--csv", "--db", pizza.path).out)))
    assert [row["group"] for row in rows] == ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"]
    twice = ask("report", "times", "--by", "network", "--by", "day", "--csv", "--db", pizza.path)
    assert twice.lines[0].startswith("group,group_2,waits,")
    assert ask("report", "canned", "--by", "day", "--db", pizza.path).code == 2
    assert ask("report", "times", *("--by", "day", "--by", "kind", "--by", "place"), "--db", pizza.path).code == 2


def test_limit_says_what_it_leaves_out(world: World, ask: Ask) -> None:
    """A long list ends after 20 rows with the number of the others; `--limit 0` and files show all."""
    world.add(*(complaint(at=f"10:{minute:02}", by=f"c{minute}") for minute in range(25)))
    short, whole, rows, few = (
        ask("report", "missed", "--db", world.path, *args)
        for args in ([], ["--limit", "0"], ["--csv"], ["--limit", "3", "--csv"])
    )
    assert "... and 5 more: --limit 0 or --csv" in short.out
    assert len(re.findall(r" overdue$", whole.out, re.MULTILINE)) == 25
    assert (len(rows.lines), len(few.lines)) == (26, 4)


def test_rows_list_each_case(world: World, ask: Ask) -> None:
    """`report canned --rows` lists each stock text with what the customer wrote."""
    posts = [complaint(at=f"1{hour}:00", by=f"c{hour}") for hour in range(4)]
    stock = "Thank you for your feedback, we have passed it on to the team."
    world.add(*posts, *(reply(stock, to=post, at=f"1{hour}:30") for hour, post in enumerate(posts)))
    rows = list(csv.DictReader(io.StringIO(ask("report", "canned", "--rows", "--csv", "--db", world.path).out)))
    assert [row["customer"] for row in rows] == ["c2", "c3"]
    assert {row["text"] for row in rows} == {stock}

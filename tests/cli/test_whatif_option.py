"""`report --what-if`: every report as if something else held, and said so wherever it is printed."""

from __future__ import annotations

import csv
import io
import json

import pytest

from builders import World, complaint
from console import Ask
from mentionwatch.cli.report import _REPORTS
from mentionwatch.config import BrandAccount, BusinessHours

_EVERY = (
    "--what-if",
    "complaint=30m",
    "--what-if",
    "auto_reply_within=25m",
    "--what-if",
    "hours=mon-fri 09:00-17:00",
)


@pytest.mark.parametrize("name", sorted(_REPORTS))
def test_every_report_says_what_was_supposed(name: str, pizza: World, ask: Ask) -> None:
    """On screen it stands in the title, in JSON first among the notes, and for CSV beside the data."""
    words = "as if complaint = 30 min, auto_reply_within = 25 min, the clock ran in mon-fri 09:00-17:00 only"
    report = ("report", name, "--db", pizza.path, *_EVERY)
    screen, data, table = ask(*report), ask(*report, "--json"), ask(*report, "--csv")
    assert (screen.code, data.code, table.code) == (0, 0, 0), screen.err + data.err + table.err
    assert words in " ".join(screen.out.split())
    assert json.loads(data.out)["notes"][0].startswith(words)
    assert words not in table.out
    assert words in table.err


def test_a_shorter_promise_is_kept_less_often(pizza: World, ask: Ask) -> None:
    """The complaint was answered after 20 minutes: in time for the hour that is promised, late for 15 minutes."""
    kept = {}
    for promise in ("1h", "15m"):
        said = ask("report", "late", "--db", pizza.path, "--json", "--what-if", f"complaint={promise}")
        kept[promise] = json.loads(said.out)["figures"]["complaint_attainment"]["n"]
    assert kept == {"1h": 1, "15m": 0}


def test_another_limit_makes_another_reply_the_first(pizza: World, ask: Ask) -> None:
    """If replies under half an hour were sent by machines, nobody has answered the complaint."""
    report = ("report", "missed", "--db", pizza.path, "--csv", "--since", "7d")
    before, after = (
        ask(*report).out,
        ask(*report, "--what-if", "auto_reply_within=30m").out,
    )
    customers = [[row["customer"] for row in csv.DictReader(io.StringIO(out))] for out in (before, after)]
    assert customers == [["bob"], ["ana", "bob"]]


def test_the_cases_of_a_figure_are_those_it_counts(pizza: World, ask: Ask) -> None:
    """The command beside a figure supposes the same, so that it lists as many cases."""
    said = ask("report", "late", "--db", pizza.path, "--json", "--since", "7d", "--what-if", "complaint=15m")
    figure = json.loads(said.out)["figures"]["late"]
    assert figure["n"] == 1
    assert "--what-if complaint=15m" in figure["rows"]
    listed = ask(*figure["rows"].split()[1:], "--db", pizza.path, "--csv")
    assert [row["standing"] for row in csv.DictReader(io.StringIO(listed.out))] == ["late"]


def test_the_rows_of_the_summary_suppose_the_same_too(pizza: World, ask: Ask) -> None:
    """Its rows in CSV and JSON name the commands that stand beside its figures in JSON."""
    report = ("report", "--db", pizza.path, "--since", "7d", "--what-if", "complaint=15m")
    told = json.loads(ask(*report, "--json").out)
    commands = {name: one["rows"] for name, one in told["figures"].items()}
    assert any(command.endswith("--what-if complaint=15m") for command in commands.values())
    assert {row["figure"]: row["rows"] for row in told["rows"]} == commands
    rows = csv.DictReader(io.StringIO(ask(*report, "--csv").out))
    assert {row["figure"]: row["rows"] for row in rows} == commands


def test_in_business_hours_an_open_wait_stands_still_at_night(pizza: World, ask: Ask) -> None:
    """Bob's complaint of Saturday evening is not due before Monday; until then nobody has missed it."""
    pizza.rules = pizza.rules.model_copy(update={"business_hours": BusinessHours(week="mon-fri 09:00-17:00")})
    pizza.add()
    hours = ("--what-if", "hours=business")
    said = ask("report", "times", "--rows", "--db", pizza.path, "--csv", "--since", "7d", *hours)
    (bob,) = (row for row in csv.DictReader(io.StringIO(said.out)) if row["customer"] == "bob")
    assert (bob["waiting_seconds"], bob["due_at"], bob["standing"]) == ("0", "2026-11-23T09:00:00Z", "due")
    assert "nights and weekends included" not in ask("report", "times", "--db", pizza.path, *hours).out
    missed = ask("report", "missed", "--db", pizza.path, "--csv", *hours)
    assert list(csv.DictReader(io.StringIO(missed.out))) == []


def test_the_median_in_business_hours_stands_beside_the_customers_own(pizza: World, ask: Ask) -> None:
    """Where hours are set it is a figure and a column; where they are not there is none."""
    report = ("report", "times", "--db", pizza.path, "--since", "7d")
    assert "business" not in ask(*report, "--json").out
    pizza.rules = pizza.rules.model_copy(update={"business_hours": BusinessHours(week="mon-fri 11:10-17:00")})
    pizza.add()
    told = json.loads(ask(*report, "--json").out)
    figure = told["figures"]["frt_business_median_seconds"]
    assert (figure["value"], figure["n"]) == (600, 4)
    assert {row["group"]: row["frt_business_median_seconds"] for row in told["rows"]}["praise"] == 21000
    listed = ask(*figure["rows"].split()[1:], "--db", pizza.path, "--csv")
    assert len(list(csv.DictReader(io.StringIO(listed.out)))) == figure["n"]
    rows = csv.DictReader(io.StringIO(ask(*report, "--rows", "--csv").out))
    assert {row["customer"]: row["business_seconds"] for row in rows} == {
        "ana": "600",
        "bob": "",
        "cyd": "",
        "dora": "21000",
    }


def test_a_supposed_week_is_every_brands(pizza: World, ask: Ask) -> None:
    """The median in business hours then speaks of a rival's open waits too, as the median itself does."""
    globex = BrandAccount(network="mastodon", handle="globex", brand="Globex")
    pizza.rules = pizza.rules.model_copy(update={"accounts": (*pizza.rules.accounts, globex)})
    pizza.add(complaint("@globex my bag is lost. Awful!", at="12:00", by="bob"), brand="Globex")
    report = ("report", "times", "--db", pizza.path, "--since", "7d", "--brand", "all", "--json")
    figures = json.loads(ask(*report, "--what-if", "hours=mon-fri 09:00-17:00").out)["figures"]
    same = {name: figures[f"frt_{name}median_seconds"] for name in ("", "business_")}
    assert same["business_"]["n"] == same[""]["n"] == 5


def test_what_cannot_be_supposed_is_a_usage_error(pizza: World, ask: Ask) -> None:
    """It is told before the database is looked for, but for hours that are not set."""
    said = ask("report", "--db", "nowhere.db", "--what-if", "complaint=soon")
    assert said.code == 2
    assert "not a duration: 'soon'" in said.err
    said = ask("report", "--db", pizza.path, "--what-if", "hours=business")
    assert said.code == 2
    assert "no business hours are set for Acme" in said.err

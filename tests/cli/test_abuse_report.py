"""`report abuse`: insults stand apart, with a matter or without, and so do the people who do it again."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from builders import World, account, complaint, post, reply
from console import Ask
from mentionwatch.store import open_for_writing
from mentionwatch.store.people import add_link

RUDE = "My parcel is lost for two weeks and nobody answers, you stupid idiots!"
INSULT = "You are such idiots"
FIGURES = (
    "abusive",
    "abusive_with_matter",
    "abusive_replied",
    "abusive_waiting",
    "abusive_without_matter",
    "repeat_offenders",
)


@pytest.fixture
def rude(world: World) -> World:
    """A world with rude complaints, one answered, one open and one handled; bare insults, two of them by bob; and
    a polite complaint."""
    answered = complaint(RUDE, at="2026-11-20 10:00")
    world.add(
        answered,
        reply(to=answered, at="2026-11-20 10:30"),
        complaint(RUDE, at="2026-11-21 10:00", by="cyd"),
        complaint(RUDE, at="2026-11-21 11:00", by="eve"),
        post(INSULT, at="2026-11-01 12:00", by="bob"),
        post(INSULT, at="2026-11-21 12:00", by="bob"),
        post(INSULT, at="2026-11-21 13:00", by="dan"),
        complaint(at="2026-11-21 14:00", by="fay"),
    )
    return world


def told(ask: Ask, world: World, *args: str) -> dict[str, Any]:
    """Give the report as JSON."""
    return json.loads(ask("report", "abuse", "--db", world.path, "--json", *args).out)


def rows(ask: Ask, world: World, *args: str) -> list[dict[str, str]]:
    """Give the report's rows."""
    return list(csv.DictReader(io.StringIO(ask("report", "abuse", "--db", world.path, "--csv", *args).out)))


def numbers(ask: Ask, world: World, *args: str) -> dict[str, tuple[int, int | None]]:
    """Give each figure's (n, of)."""
    return {name: (one["n"], one["of"]) for name, one in told(ask, world, *args)["figures"].items()}


def test_insults_are_told_by_what_became_of_them(rude: World, ask: Ask) -> None:
    """Those with a matter are counted as replied to or waiting; what was handled elsewhere is neither."""
    ask("done", "mastodon:eve-21T1100", "--by", "phone", "--db", rude.path)
    assert numbers(ask, rude) == {
        "abusive": (5, None),
        "abusive_with_matter": (3, 5),
        "abusive_replied": (1, 3),
        "abusive_waiting": (1, 3),
        "abusive_without_matter": (2, 5),
        "repeat_offenders": (1, 5),
    }
    courses = {row["customer"]: row["course"] for row in rows(ask, rude, "--rows")}
    assert courses == {
        "ana": "replied",
        "cyd": "waiting",
        "eve": "handled elsewhere",
        "bob": "no matter",
        "dan": "no matter",
    }


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("period", [(), ("--since", "2026-11-01"), ("--since", "2026-11-21", "--kind", "other")])
def test_each_figure_lists_as_many_rows_as_it_counts(
    rude: World, ask: Ask, figure: str, period: tuple[str, ...]
) -> None:
    """The command beside a figure lists as many rows as its n."""
    one = told(ask, rude, *period)["figures"][figure]
    said = ask(*one["rows"].split()[1:], "--csv", "--db", rude.path)
    assert len(list(csv.DictReader(io.StringIO(said.out)))) == one["n"]


def test_people_who_did_it_again_stand_first(rude: World, ask: Ask) -> None:
    """Of each person the list says how often, in all and in the period; earlier insults count, later ones do not."""
    first = rows(ask, rude)[0]
    assert (first["customer"], first["times"], first["in_period"]) == ("bob", "2", "1")
    assert numbers(ask, rude, "--until", "2026-11-10", "--since", "2026-11-01")["repeat_offenders"] == (0, 1)


def test_linked_accounts_are_one_person(rude: World, ask: Ask) -> None:
    """Two insults from two accounts of one person make somebody who did so more than once."""
    rude.add(post(INSULT, at="2026-11-21 15:00", by=account("danny", network="forum")))
    assert numbers(ask, rude)["repeat_offenders"] == (1, 6)
    with open_for_writing(rude.path) as store, store.transaction() as db:
        add_link(db, "mastodon:dan", "forum:danny")
    assert numbers(ask, rude)["repeat_offenders"] == (2, 5)


def test_insults_are_complaints_only_where_they_complain(rude: World, ask: Ask) -> None:
    """Rude complaints count among the complaints like polite ones; bare insults in no other figure and no inbox."""
    summary = json.loads(ask("report", "--db", rude.path, "--json").out)["figures"]
    assert summary["mentions_complaint"]["n"] == 4
    assert summary["mentions_other"]["n"] == 2
    inbox = csv.DictReader(io.StringIO(ask("inbox", "--db", rude.path, "--csv").out))
    assert {row["customer"] for row in inbox} == {"cyd", "eve", "fay"}


def test_a_persons_word_decides(rude: World, ask: Ask) -> None:
    """What somebody labels as no insult leaves the report, and what they label as one enters it."""
    ask("label", "mastodon:cyd-21T1000", "abusive=no", "--db", rude.path)
    ask("label", "mastodon:fay-21T1400", "abusive=yes", "--db", rude.path)
    assert {row["customer"] for row in rows(ask, rude)} == {"ana", "eve", "bob", "dan", "fay"}


def test_insults_are_grouped(rude: World, ask: Ask) -> None:
    """`--by kind` counts the mentions in groups."""
    assert {row["group"]: row["cases"] for row in rows(ask, rude, "--by", "kind")} == {"complaint": "3", "other": "2"}


@pytest.mark.parametrize("by", ["day", "network", "feed", "place", "topic", "agent", "reach", "brand"])
def test_every_group_is_known(rude: World, ask: Ask, by: str) -> None:
    """Each way to group works, and no mention is lost."""
    assert sum(int(row["cases"]) for row in rows(ask, rude, "--by", by)) >= 5


def test_where_nobody_insults(world: World, ask: Ask) -> None:
    """A period without insults says so."""
    world.add(complaint(at="10:00"))
    assert "Nobody insulted anybody in this period." in ask("report", "abuse", "--db", world.path).out

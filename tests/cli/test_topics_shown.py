"""Topics as the commands show them: in lists and files, counted, filtered by, and with the words that gave them."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from builders import NOW, RULES, World, complaint, reply
from console import Ask
from mentionwatch.config import JudgeRules, Rules

LOST = "My parcel is lost and your courier laughed at me, awful"
BILLED = "You billed me twice, this is a disgrace"
RUDE = "Still waiting, and the clerk was rude again"


@pytest.fixture
def shop(world: World) -> World:
    """A world with three complaints: two topics in the first, of which a second post adds one; one is answered."""
    lost = complaint(LOST, at="2026-11-20 10:00")
    billed = complaint(BILLED, at="2026-11-21 18:00", by="bob")
    world.add(
        lost,
        complaint("Hello? My refund is not here either, this is terrible", at="2026-11-20 12:00", to=lost),
        billed,
        complaint("This is awful, awful, awful!", at="2026-11-21 19:00", by="cyd"),
        reply("Sorry, we will look into it.", to=billed, at="2026-11-21 18:30"),
    )
    return world


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


def test_files_carry_the_topics(shop: World, ask: Ask) -> None:
    """A list is joined by `; ` in CSV; a conversation has those of all posts of its customer, a wait its opening's."""

    def told(*command: str) -> dict[str, str]:
        return {row.get("customer") or row["author"]: row["topics"] for row in rows(ask(*command).out)}

    db = ("--db", str(shop.path))
    assert told("export", "waits", *db) == {"ana": "delivery", "bob": "price", "cyd": ""}
    assert told("export", "conversations", *db) == {"ana": "delivery; price", "bob": "price", "cyd": ""}
    assert told("export", "responses", *db) == {"bob": "price"}
    assert told("inbox", "--csv", *db) == {"ana": "delivery", "cyd": ""}
    (first, *_) = json.loads(ask("report", "missed", "--json", *db).out)["rows"]
    assert first["topics"] == ["delivery"]


def test_the_summary_counts_what_complaints_are_about(shop: World, ask: Ask) -> None:
    """Each topic stands with its count, its share and the missed among them, and so do complaints without one."""
    assert re.search(r"Topics of 3 complaints\n.* delivery \(1 missed\) +1\b", ask("report", "--db", shop.path).out)
    out = ask("report", "--full", "--db", shop.path).out
    assert re.search(r"delivery \(1 missed\) +1 of 3 \(33 %; likely 6 to 79 %\)", out)
    assert re.search(r"price +1 of 3 \(33 %; likely 6 to 79 %\)", out)
    assert re.search(r"no topic named \(1 missed\) +1 of 3 \(33 %; likely 6 to 79 %\)", out)
    assert ask("report", "--db", shop.path, "--fail-on", "topic_delivery>0").code == 10


def test_topics_in_any_script_are_counted_apart(shop: World, ask: Ask) -> None:
    """Each topic has a figure of its own that `--fail-on` can name, be it written in Latin letters or not."""
    shop.rules = replace_topics(курьер=("courier",), счёт=("twice",))
    shop.add()
    figures = json.loads(ask("report", "--db", shop.path, "--json").out)["figures"]
    assert (figures["topic_курьер"]["n"], figures["topic_счёт"]["n"]) == (1, 1)
    assert ask("report", "--db", shop.path, "--fail-on", "topic_счёт>0").code == 10


@pytest.mark.parametrize(
    "figure", ["topic_policy", "topic_no_topic_named", "mentions_unjudged", "cannot_know_in_period"]
)
def test_a_limit_holds_where_nothing_is_counted(world: World, ask: Ask, figure: str) -> None:
    """A figure that counts nothing is left out on screen, but can be limited: no mistake is made of a good week."""
    world.add(complaint("My parcel is lost, awful", at="2026-11-21 19:00"))
    assert ask("report", "--db", world.path, "--fail-on", f"{figure}>0").code == 0
    assert figure in json.loads(ask("report", "--db", world.path, "--json").out)["figures"]
    assert "policy" not in ask("report", "--db", world.path).out


def test_without_a_topic_the_summary_has_no_such_section(world: World, ask: Ask) -> None:
    """Where no complaint names a topic, nothing is said of topics."""
    world.add(complaint("This is awful, awful, awful!", at="2026-11-21 19:00"))
    assert "complaints are about" not in ask("report", "--db", world.path).out


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("inbox", 1),
        ("report missed", 1),
        ("report times --rows", 1),
        ("report praise", 0),
        ("export mentions", 1),
        ("export waits", 1),
        ("export conversations", 1),
        ("export customers", 1),
        ("export responses", 0),
    ],
)
def test_a_topic_narrows_every_list(shop: World, ask: Ask, command: str, found: int) -> None:
    """`--topic` leaves what is about it, in any case."""
    said = ask(*command.split(), "--db", shop.path, "--topic", "DELIVERY", "--format", "csv")
    assert (said.code, len(rows(said.out))) == (0, found)


def test_an_unknown_topic_is_refused_with_those_known(shop: World, ask: Ask) -> None:
    """A mistyped topic ends with code 2 and names those there are, the user's own too and none switched off."""
    shop.rules = replace_topics(parking=("valet",), app=())
    shop.add()
    said = ask("report", "--db", shop.path, "--topic", "delivry")
    assert (said.code, said.out) == (2, "")
    assert "there is no topic 'delivry'" in said.err
    assert "known: delivery, waiting time, staff, product, price, policy, parking" in said.err


def test_new_words_judge_again_what_is_held(shop: World, ask: Ask) -> None:
    """A topic that is added to the rules is found in the posts of yesterday."""
    shop.rules = replace_topics(mood=("laugh*",))
    shop.add()
    (row,) = rows(ask("export", "waits", "--db", shop.path, "--topic", "mood").out)
    assert row["topics"] == "delivery; mood"


def test_explain_and_show_name_the_words(shop: World, ask: Ask) -> None:
    """Each topic stands with the words of the post that gave it."""
    assert '- delivery ("parcel", "courier")' in ask("explain", "1", "--db", shop.path).out
    assert 'about delivery ("parcel", "courier")' in ask("show", "1", "--db", shop.path).out


def test_a_deleted_post_keeps_its_topics(shop: World, ask: Ask) -> None:
    """Where the text is gone the names stay, without words."""
    shop.add(replace(shop.posts[0], text="", deleted_at=NOW))
    assert "- delivery\n" in ask("explain", "1", "--db", shop.path).out


@pytest.mark.parametrize("columns", [20, 40, 80, 120, 200])
def test_lists_keep_their_width(shop: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """Topics make no line longer than the screen, and stand there where it is wide enough; else they are named."""
    monkeypatch.setenv("COLUMNS", str(columns))
    out = ask("inbox", "--db", shop.path).out
    assert max(map(len, out.splitlines())) <= columns
    assert ("delivery" in out.replace("for delivery", "")) == (columns != 80)
    assert ("also: posted, about, network; --csv has all" in out) == (columns == 80)


def replace_topics(**topics: tuple[str, ...]) -> Rules:
    return RULES.model_copy(update={"judge": JudgeRules(topics=topics)})

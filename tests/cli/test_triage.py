"""The day's work: who waits, one conversation, why, and a person's word on it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from builders import World, complaint, instant, post, reply
from console import Ask
from mentionwatch.labelling import VALUES
from mentionwatch.model import Outcome
from mentionwatch.store import queries

MISSED = "mastodon:bob-21T1800"
REPLY = "mastodon:acme-20T1020-to-ana-20T1000"


def outcome(world: World, ref: str) -> str | None:
    """Give the outcome of the conversation that a post opened."""
    with world.open() as store:
        row = store.db.execute("SELECT outcome FROM conversations_view WHERE ref = ?", [ref]).fetchone()
        return row["outcome"] if row else None


def test_inbox_puts_the_most_urgent_first(pizza: World, ask: Ask) -> None:
    """The overdue complaint stands before the question that is still in time."""
    rows = list(csv.DictReader(io.StringIO(ask("inbox", "--db", pizza.path, "--csv").out)))
    assert [(row["customer"], row["standing"]) for row in rows] == [("bob", "overdue"), ("cyd", "due")]


def test_inbox_holds_open_posts_of_any_age(world: World, ask: Ask) -> None:
    """Somebody who has waited for three weeks is still in the inbox, unless a period is named."""
    world.add(complaint(at="2026-11-01 10:00"))
    assert "ana" in ask("inbox", "--db", world.path).out
    assert "Nobody is waiting." in ask("inbox", "--db", world.path, "--since", "7d").out


@pytest.mark.parametrize("form", ["id", "ref", "url"])
def test_any_name_of_any_post_shows_its_conversation(world: World, ask: Ask, form: str) -> None:
    """A conversation is told alike by the number, ref or URL of the customer's post or of the brand's reply."""
    opening = complaint(at="10:00", url="https://mast.example/1")
    answer = reply(to=opening, at="12:15", url="https://mast.example/2")
    world.add(opening, answer)
    names = {"id": ["1", "2"], "ref": [opening.ref, answer.ref], "url": [opening.url, answer.url]}[form]
    first, second = (ask("show", name, "--db", world.path) for name in names)
    assert first == second
    assert first.code == 0
    assert "ana and Acme on mastodon" in first.lines[0]
    assert re.search(r"^20 Nov 13:15, 2 h 15 min later: acme \(Acme\)$", first.out, re.MULTILINE)
    assert first.out.index(opening.text) < first.out.index("Oh no, that is far too long.")


def test_explain_gives_reasons(pizza: World, ask: Ask) -> None:
    """`explain` says what was found in the words, the strongest first, and how the conversation stands."""
    out = ask("explain", MISSED, "--db", pizza.path).out
    points = [float(number) for number in re.findall(r"\(\+([\d.]+) complaint\)", out)]
    assert out.startswith("complaint to Acme")
    assert points == sorted(points, reverse=True)
    assert points
    assert "conversation: waiting" in out


def test_explain_shows_the_evidence_for_a_stock_text(world: World, ask: Ask) -> None:
    """Of a stock text `explain` names the earlier customers who got the same words."""
    posts = [complaint(at=f"1{hour}:00", by=f"c{hour}") for hour in range(3)]
    stock = "Thank you for your feedback, we have passed it on to the team."
    answers = [reply(stock, to=post, at=f"1{hour}:30") for hour, post in enumerate(posts)]
    world.add(*posts, *answers)
    out = ask("explain", answers[2].ref, "--db", world.path).out
    assert out.startswith("canned reply")
    assert "went to c0" in out
    assert "went to c1" in out


@pytest.mark.parametrize("command", ["show", "explain"])
@pytest.mark.parametrize("name", ["999", "mastodon:nobody", "", "' OR 1=1 --", "9" * 40])
def test_unknown_posts_are_named(pizza: World, ask: Ask, command: str, name: str) -> None:
    """An ID that names nothing is a usage error that says where IDs come from."""
    said = ask(command, name, "--db", pizza.path)
    assert (said.code, said.out) == (2, "")
    assert "hint: name it by the id that reports print" in said.err


def test_label_wins_at_once_and_is_undone(pizza: World, ask: Ask) -> None:
    """A person's word on a post moves it out of the missed complaints; undone, it is back."""
    assert ask("label", MISSED, "kind=other", "--db", pizza.path, "--by", "jo", "--note", "spam").code == 0
    assert "bob" not in ask("report", "missed", "--db", pizza.path).out
    assert "kind = other (jo, 22 Nov 10:30)" in ask("explain", MISSED, "--db", pizza.path).out
    assert ask("label", MISSED, "kind", "--undo", "--db", pizza.path).code == 0
    assert "bob" in ask("report", "missed", "--db", pizza.path).out


def test_outcome_is_said_of_the_conversation(pizza: World, ask: Ask) -> None:
    """An outcome may be said by naming the brand's reply, and taken back by naming the customer's post."""
    opening = "mastodon:ana-20T1000"
    assert ask("label", REPLY, "outcome=lost", "--db", pizza.path).code == 0
    assert outcome(pizza, opening) == "lost"
    assert ask("label", opening, "outcome", "--undo", "--db", pizza.path).code == 0
    assert outcome(pizza, opening) == "answered"


@pytest.mark.parametrize(
    ("name", "said", "hint"),
    [
        (MISSED, "kind=rant", "kind= and one of complaint, praise, question, other"),
        (MISSED, "kind", "kind= and one of"),
        (MISSED, "mood=bad", "label kind, abusive, outcome"),
        (REPLY, "kind=complaint", "name the customer's post"),
    ],
)
def test_what_cannot_be_said(pizza: World, ask: Ask, name: str, said: str, hint: str) -> None:
    """Unknown fields and values, and a kind for the brand's own post, are refused with what can be said."""
    refused = ask("label", name, said, "--db", pizza.path)
    assert refused.code == 2
    assert hint in refused.err
    with pizza.open() as store:
        assert queries.refs_with_labels(store.db, [MISSED, REPLY]) == []


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in (Outcome.SATISFIED, Outcome.LOST)])
def test_an_outcome_that_follows_from_posts_cannot_be_said(pizza: World, ask: Ask, outcome: str) -> None:
    """Of a conversation a person says satisfied, lost or open; what follows from posts alone is refused."""
    refused = ask("label", MISSED, f"outcome={outcome}", "--db", pizza.path)
    assert (refused.code, refused.err.splitlines()[-1]) == (2, "hint: write outcome= and one of satisfied, lost, open")


def test_show_says_who_ended_a_wait(world: World, ask: Ask) -> None:
    """A wait without a reply was ended by the customer's thanks, or by deleting the post: `show` says which."""
    first, second = complaint(at="10:00"), complaint(at="10:00", by="bob")
    answer = reply(to=first, at="10:10")
    again = complaint("Still cold, this is awful!", at="10:20", to=answer)
    thanks = post("All sorted, it works now, thank you!", at="10:50", to=again)
    world.add(first, answer, again, thanks, second, replace(second, text="", deleted_at=instant("11:00")))
    shown = [" ".join(ask("show", one.ref, "--db", world.path).out.split()) for one in (first, second)]
    assert "ended after 30 min by the customer's own thanks" in shown[0]
    assert "ended after 1 h by the customer, who deleted the post" in shown[1]


@pytest.mark.parametrize("field", list(VALUES))
def test_every_value_can_be_said(pizza: World, ask: Ask, field: str) -> None:
    """Each value that the help names is taken, and the findings follow without a fault."""
    for value in VALUES[field]:
        assert ask("label", MISSED, f"{field}={value}", "--db", pizza.path).code == 0


def test_done_leaves_the_inbox(pizza: World, ask: Ask) -> None:
    """A matter handled by phone is neither waiting nor missed, and is both again once undone."""
    done = ask("done", MISSED, "--by", "phone", "--note", "refunded", "--db", pizza.path)
    assert "handled elsewhere, by phone" in done.err
    assert outcome(pizza, MISSED) == "handled_elsewhere"
    assert "bob" not in ask("inbox", "--db", pizza.path).out
    assert "bob" not in ask("report", "missed", "--db", pizza.path).out
    assert ask("done", MISSED, "--undo", "--db", pizza.path).code == 0
    assert "bob" in ask("inbox", "--db", pizza.path).out


def test_done_needs_a_channel_and_a_conversation(pizza: World, ask: Ask) -> None:
    """`done` says how, and of what: without a channel, or for a post in no conversation, it is refused."""
    pizza.add(post("Good morning, Berlin!", at="07:00", by="acme", address=None))
    assert "hint: say how it was handled" in ask("done", MISSED, "--db", pizza.path).err
    refused = ask("done", "mastodon:acme-20T0700", "--by", "dm", "--db", pizza.path)
    assert (refused.code, "is in no conversation" in refused.err) == (2, True)


def test_label_makes_no_database(ask: Ask, tmp_path: Path) -> None:
    """A word on a database that does not exist is an error, and makes no file."""
    assert ask("label", "1", "kind=praise", "--db", tmp_path / "none.db").code == 5
    assert not (tmp_path / "none.db").exists()

"""`report replies`: each reply beside what it answers, what to look at first, one agent's replies, and a sample."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from builders import RULES, World, complaint, instant, post, praise, question, reply
from console import Ask, Said
from mentionwatch.cli.report import _MARKS
from mentionwatch.model import Mark, Post
from mentionwatch.store import facts, open_for_writing

STOCK = "Thank you for your feedback, we have passed it on to the team in charge."
SINCE = ("--since", "2026-11-01")


def rows_of(said: Said) -> list[dict[str, str]]:
    """Read what came as CSV."""
    assert said.code == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def figures_of(said: Said) -> dict[str, dict[str, object]]:
    """Read the figures of what came as JSON."""
    assert said.code == 0, said.err
    return json.loads(said.out)["figures"]


def answered(text: str, *, at: str, by: str) -> tuple[Post, Post]:
    """Make a complaint and the reply to it half an hour later."""
    opening = complaint(at=f"{at}:00", by=by)
    return opening, reply(text, to=opening, at=f"{at}:30")


@pytest.fixture
def busy(world: World) -> World:
    """A world whose replies give a lead something to read: one of each sort, the worst neither first nor last."""
    again = complaint("My pizza was burnt. Awful.", at="14:00", by="ann")
    first = reply("Oh no, we will bake you a new pizza, Ann. Where do you live?", to=again, at="14:30")
    asks = post("Hello? The pizza was awful!", at="14:40", by="ann", to=first)
    second = reply("Oh no, we will bake you a new pizza, Ann. Where do you live?", to=asks, at="14:50")
    world.add(
        *answered("So sorry! The oven failed, and your pizza waited. ^AB", at="09", by="ida"),
        *answered(STOCK, at="10", by="c1"),
        *answered(STOCK, at="11", by="c2"),
        *answered(STOCK, at="12", by="c3"),
        *answered("As we already told you, we close at ten. You should have read the sign. ^JK", at="13", by="ben"),
        again,
        first,
        asks,
        second,
        *answered("You can find our policies here: https://acme.example/faq", at="15", by="dan"),
        *answered("The courier fell off his bike on the way to you, Eve. ^AB", at="16", by="eve"),
        *answered("Dear Fay, our driver took the wrong turn at the bridge.", at="17", by="fay"),
    )
    return world


def test_what_to_read_first(busy: World, ask: Ask) -> None:
    """The same text twice to one person stands first, then canned, arguing and mere links, then the latest."""
    rows = rows_of(ask("report", "replies", "--csv", "--db", busy.path))
    assert [row["customer"] for row in rows[:4]] == ["ann", "c3", "ben", "dan"]
    assert [row["customer"] for row in rows[4:6]] == ["fay", "eve"]
    assert (rows[0]["repeats"], rows[1]["is_canned"], rows[1]["touches"]) == ("1", "1", "")
    assert len(rows) == 10


def test_an_exempt_text_is_no_repeat(busy: World, ask: Ask) -> None:
    """A text that may be repeated does not stand on top, nor in the figure, for being sent to one person twice."""
    again = rows_of(ask("report", "replies", "--csv", "--db", busy.path))[0]["ref"]
    assert ask("templates", "exempt", again, "--db", busy.path).code == 0
    said = ask("report", "replies", "--json", "--db", busy.path)
    assert figures_of(said)["repeated"]["n"] == 0
    assert rows_of(ask("report", "replies", "--csv", "--db", busy.path))[0]["customer"] == "c3"


def test_a_second_courtesy_is_no_repeat(world: World, ask: Ask) -> None:
    """Thanks sent twice to somebody who praises is neither counted as said again nor put on top."""
    kind, again = praise(at="10:00", by="pia"), praise(at="11:00", by="pia")
    thanks = "How lovely of you to say so, that makes our whole day here."
    asked = complaint(at="08:00", by="bob")
    world.add(
        kind,
        again,
        asked,
        reply(thanks, to=kind, at="10:30"),
        reply(thanks, to=again, at="11:30"),
        reply("You can find our policies here: https://acme.example/faq", to=asked, at="08:30"),
    )
    figures = figures_of(ask("report", "replies", "--json", "--db", world.path))
    rows = rows_of(ask("report", "replies", "--csv", "--db", world.path))
    assert figures["repeated"]["n"] == 0
    assert (rows[0]["customer"], max(row["repeats"] for row in rows)) == ("bob", "1")


def test_deleted_texts_say_so(world: World, ask: Ask) -> None:
    """Of a reply or a customer's post that was deleted, the report says that its text is gone."""
    opening = complaint(at="10:00")
    answer = reply("Oh no, the oven failed.", to=opening, at="10:30")
    world.add(opening, answer)
    for gone in (opening, answer):
        with open_for_writing(world.path) as store:
            with store.transaction() as db:
                facts.mark_deleted(db, gone.ref, instant("12:00"))
            world.refresh(store)
    (row,) = rows_of(ask("report", "replies", "--csv", "--db", world.path))
    assert (row["answers_text"], row["text"]) == ("(deleted)", "(deleted)")
    assert "(deleted)" in ask("explain", answer.ref, "--db", world.path).out
    (case,) = rows_of(ask("report", "unresolved", "--csv", "--db", world.path))
    assert case["reply_text"] == "(deleted)"


def test_commands_list_what_was_asked_for(busy: World, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands beside the figures carry the report's own options, and name the database that was named."""
    monkeypatch.setenv("COLUMNS", "500")
    out = ask("report", "replies", *SINCE, "--agent", "AB", "--kind", "complaint", "--db", busy.path).out
    lines = {line.split("  ")[0]: line for line in out.splitlines()}
    of = f"mentionwatch --db {busy.path} report replies --rows --figure"
    assert lines["apologised"].endswith(f"{of} replies_apology --since 2026-11-01 --kind complaint --agent AB")
    everybody = ask("report", "replies", *SINCE, "--db", busy.path).out
    assert re.search(f"were stock texts .* {of} canned_rate --since 2026-11-01\n", everybody)


def test_each_reply_beside_what_it_answers(busy: World, ask: Ask) -> None:
    """A reply comes with the customer's words, how long they waited, what it does, and how it ended."""
    row = next(row for row in rows_of(ask("report", "replies", "--csv", "--db", busy.path)) if row["customer"] == "ida")
    assert row["answers_text"] == "The pizza arrived cold and an hour late. Terrible!"
    assert row["wait_seconds"] == "1800"
    assert row["marks"] == "apology: So sorry"
    assert "pizza" in row["touches"]
    assert row["outcome"] == "answered"


@pytest.mark.parametrize("columns", ["40", "80", "120"])
def test_texts_are_there_to_read(busy: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    """On any screen both texts are printed whole, within its width."""
    monkeypatch.setenv("COLUMNS", columns)
    said = ask("report", "replies", "--db", busy.path)
    words = " ".join(said.out.split())
    assert "they wrote: The pizza arrived cold and an hour late. Terrible!" in words
    assert "they got: Dear Fay, our driver took the wrong turn at the bridge." in words
    assert max(map(len, said.lines)) <= int(columns)


def test_figures(busy: World, ask: Ask) -> None:
    """The figures count what replies do, each of how many, and what they took up of complaints and questions."""
    figures = figures_of(ask("report", "replies", "--json", "--db", busy.path))
    counts = {name: (one["n"], one["of"]) for name, one in figures.items()}
    assert figures["replies"]["value"] == 10
    assert counts["canned_rate"] == (1, 10)
    assert counts["repeated"] == (1, 10)
    assert counts["replies_apology"] == (1, 10)
    assert counts["replies_argues"] == (1, 10)
    assert counts["replies_deflects"] == (1, 10)
    assert counts["replies_touching_nothing"][1] == 10
    assert figures["reply_wait_median_seconds"]["value"] == 1800


def test_marks_narrow_the_list_alone(busy: World, ask: Ask) -> None:
    """`--mark` lists the replies with any of the marks named; the figures still speak of all."""
    both = ("--mark", "argues", "--mark", "apology")
    rows = rows_of(ask("report", "replies", "--csv", *both, "--db", busy.path))
    figures = figures_of(ask("report", "replies", "--json", *both, "--db", busy.path))
    assert sorted(row["customer"] for row in rows) == ["ben", "ida"]
    assert figures["replies"]["value"] == 10


def test_every_mark_can_be_asked_for() -> None:
    """The marks that the option knows are those that a reply can have."""
    assert set(_MARKS) == set(Mark)


def test_automatic_replies_are_counted_apart(world: World, ask: Ask) -> None:
    """A reply faster than anybody types is in no list and no share, but its number is told."""
    opening = complaint(at="10:00")
    robot = reply("We have got your message.", to=opening, at="10:00", created_at=instant("10:00:03"), ref="mastodon:r")
    world.add(opening, robot, reply(to=opening, at="10:30"))
    figures = figures_of(ask("report", "replies", "--json", "--db", world.path))
    assert (figures["replies"]["value"], figures["automatic"]["value"]) == (1, 1)
    assert len(rows_of(ask("report", "replies", "--csv", "--db", world.path))) == 1


def test_a_period_holds_the_replies_sent_in_it(world: World, ask: Ask) -> None:
    """What counts is when the reply was sent, not when the customer wrote."""
    opening = complaint(at="2026-11-18 10:00")
    world.add(opening, reply(to=opening, at="2026-11-20 10:00"))
    days = [("--since", day, "--until", day) for day in ("2026-11-18", "2026-11-20")]
    assert [len(rows_of(ask("report", "replies", "--csv", *day, "--db", world.path))) for day in days] == [0, 1]


def promising(world: World, *, follow_up: str | None) -> None:
    """Make a reply of 20 November, noon, that promises to come back, and perhaps what followed."""
    opening = complaint(at="10:00")
    promise = reply("We will look into it and get back to you tomorrow.", to=opening, at="12:00")
    later = [reply("It was our oven; a new one comes on Monday.", to=opening, at=follow_up)] if follow_up else []
    world.add(opening, promise, *later)


@pytest.mark.parametrize(
    ("follow_up", "now", "state", "counts"),
    [
        ("2026-11-21 09:00", "2026-11-22T09:30:00Z", "kept", (1, 1)),
        ("2026-11-21 18:00", "2026-11-22T09:30:00Z", "not kept", (0, 1)),
        (None, "2026-11-22T09:30:00Z", "not kept", (0, 1)),
        (None, "2026-11-21T09:00:00Z", "pending", (0, 0)),
    ],
)
def test_promises(
    world: World,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
    follow_up: str | None,
    now: str,
    state: str,
    counts: tuple[int, int],
) -> None:
    """A promise to come back is kept by a follow-up within a day, not kept past it, and pending before."""
    promising(world, follow_up=follow_up)
    monkeypatch.setenv("MENTIONWATCH_NOW", now)
    args = ("report", "replies", "--mark", "promises", "--db", world.path)
    assert [row["promise"] for row in rows_of(ask(*args, "--csv"))] == [state]
    kept = figures_of(ask(*args, "--json"))["promises_kept"]
    assert (kept["n"], kept["of"]) == counts


def test_a_promise_nobody_watched_cannot_be_known(world: World, ask: Ask) -> None:
    """Where no feed shows the brand's replies up to then, nobody says that a promise was broken."""
    opening = complaint(at="10:00")
    promise = reply("We will look into it and get back to you tomorrow.", to=opening, at="12:00")
    world.add(opening, promise, is_covered=False)
    (row,) = rows_of(ask("report", "replies", "--csv", "--db", world.path))
    assert row["promise"] == "cannot know"


def test_a_sample_is_the_same_for_everybody(busy: World, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--sample` draws so many replies by time, the same ones later too, and another set for another period."""
    period = (*SINCE, "--until", "2026-11-21")
    args = ("report", "replies", "--sample", "4", "--db", busy.path)
    rows = rows_of(ask(*args, *period, "--csv"))
    assert len(rows) == 4
    assert [row["created_at"] for row in rows] == sorted(row["created_at"] for row in rows)
    monkeypatch.setenv("MENTIONWATCH_NOW", "2026-11-24T08:00:00Z")
    assert rows_of(ask(*args, *period, "--csv")) == rows
    others = [
        [row["ref"] for row in rows_of(ask(*args, "--since", f"2026-11-0{day}", "--until", "2026-11-21", "--csv"))]
        for day in range(1, 8)
    ]
    assert len({tuple(refs) for refs in others}) > 1


def test_a_sample_is_a_fair_one(busy: World, ask: Ask) -> None:
    """Over many periods every reply is drawn at some time."""
    drawn = {
        row["ref"]
        for day in range(1, 20)
        for row in rows_of(
            ask("report", "replies", "--sample", "4", "--since", f"2026-11-{day:02}", "--csv", "--db", busy.path)
        )
    }
    assert len(drawn) == 10


def test_a_sample_is_printed_whole(world: World, ask: Ask) -> None:
    """A sample of more than 20 is not cut on screen."""
    for minute in range(30):
        opening = complaint(at=f"10:{minute:02}", by=f"c{minute}")
        world.posts += [opening, reply(f"Oh no, number {minute}!", to=opening, at=f"11:{minute:02}")]
    world.add(*world.posts)
    said = ask("report", "replies", "--sample", "25", "--db", world.path)
    assert len(re.findall(r"^ +they got: ", said.out, re.MULTILINE)) == 25
    assert "25 of 30 replies, drawn at random" in said.out
    assert "more: --limit" not in said.out


@pytest.mark.parametrize("option", [("--mark", "asks"), ("--agent", "ab"), ("--sample", "3")])
def test_what_narrows_replies_is_for_replies_alone(pizza: World, ask: Ask, option: tuple[str, str]) -> None:
    """Another report refuses an option that it would not heed."""
    said = ask("report", "missed", *option, "--db", pizza.path)
    assert said.code == 2
    assert said.err.startswith(f"error: {option[0]} is for `report replies`, not for missed\n")


def test_an_agent_beside_everybody(busy: World, ask: Ask) -> None:
    """`--agent` lists one agent's replies, by pseudonym or initials in any case, their figures beside everybody's."""
    args = ("report", "replies", "--db", busy.path)
    by_initials = rows_of(ask(*args, "--agent", "ab", "--csv"))
    assert sorted(row["customer"] for row in by_initials) == ["eve", "ida"]
    pseudonym = by_initials[0]["agent"]
    assert re.fullmatch("agent-[0-9a-f]{6}", pseudonym)
    assert rows_of(ask(*args, "--agent", pseudonym.upper(), "--csv")) == by_initials
    assert rows_of(ask(*args, "--agent", "^AB", "--csv")) == by_initials
    out = ask(*args, "--agent", "AB").out
    assert re.search(
        r"^apologised +1 of 2 \(50 %; likely 9 to 91 %\)\n +everybody 1 of 10 \(10 %\)$", out, re.MULTILINE
    )
    assert ask(*args, "--agent", "ab", "--fail-on", "everybody_replies_argues>0").code == 10


def test_unsigned_replies_can_be_read_too(busy: World, ask: Ask) -> None:
    """`--agent unsigned` lists what nobody signed."""
    rows = rows_of(ask("report", "replies", "--agent", "unsigned", "--csv", "--db", busy.path))
    assert len(rows) == 7
    assert {row["agent"] for row in rows} == {""}


def test_unknown_agent(busy: World, ask: Ask) -> None:
    """A name that nobody signs with is refused with the names that reports print, never with real ones."""
    said = ask("report", "replies", "--agent", "ZZ", "--db", busy.path)
    assert said.code == 2
    assert re.match(r"error: there is no agent 'ZZ'\nhint: known: agent-\w{6}, agent-\w{6}, unsigned\n", said.err)


def test_names_stay_out_unless_shown(busy: World, ask: Ask) -> None:
    """Neither initials nor the signature in the text are printed, in any form, unless the configuration shows names."""
    args = ("report", "replies", "--mark", "argues", "--db", busy.path)
    for form in ("table", "csv", "json", "jsonl"):
        assert "JK" not in ask(*args, "--format", form).out
    replies = RULES.replies.model_copy(update={"show_names": True, "agents": {"jk": "Jo Kay"}})
    busy.rules = RULES.model_copy(update={"replies": replies})
    with open_for_writing(busy.path) as store:
        with store.transaction() as db:
            facts.mark_all_stale(db)
        busy.refresh(store)
    out = ask(*args).out
    assert "Jo Kay" in out
    assert "^JK" in out


def test_a_reply_to_praise_owes_no_echo(world: World, ask: Ask) -> None:
    """Only replies to complaints and questions are asked to take up what the customer said."""
    thanked, asked = praise(at="10:00"), question(at="11:00", by="bob")
    world.add(thanked, asked, reply("So kind!", to=thanked, at="12:00"), reply("At noon.", to=asked, at="12:10"))
    nothing = figures_of(ask("report", "replies", "--json", "--db", world.path))["replies_touching_nothing"]
    assert (nothing["n"], nothing["of"]) == (1, 1)


def test_the_export_has_the_same_findings(busy: World, ask: Ask) -> None:
    """`export responses` names what the report names, with the text as it was posted."""
    columns = ("repeats", "is_canned", "likeness", "template", "marks", "touches", "agent", "outcome")
    listed = {row["ref"]: row for row in rows_of(ask("report", "replies", "--csv", "--db", busy.path))}
    exported = {row["id"]: row for row in rows_of(ask("export", "responses", "--db", busy.path))}
    assert {ref: [row[name] for name in columns] for ref, row in listed.items()} == {
        ref: [row[name] for name in columns] for ref, row in exported.items()
    }
    assert any(row["text"].endswith("^JK") for row in exported.values())

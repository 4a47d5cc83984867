"""`explain` and `show` of a brand's reply: what is found in it, and the earlier replies that prove a stock text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import RULES, World, complaint, post, reply
from console import Ask, Said
from mentionwatch.replies.canned import signature
from mentionwatch.reports.agents import unsigned

STOCK = "We are sorry that your pizza was cold, please send us the order number and we will look into what went wrong."
NEAR = "We are sorry your pizza was cold, please send us the order number and we will look into what went wrong today."


def words(said: Said) -> str:
    """Give what was said as one line."""
    assert said.code == 0, said.err
    return " ".join(said.out.split())


@pytest.fixture
def stock(world: World) -> World:
    """A world in which three customers got alike texts, the last of them twice."""
    asked = [complaint(at=f"1{hour}:00", by=f"c{hour}") for hour in range(3)]
    texts = (f"{STOCK} ^AB", f"{NEAR} ^CD", f"{STOCK} ^EF")
    answers = [
        reply(text, to=one, at=f"1{hour}:30", url=f"https://mast.example/{hour}")
        for hour, (one, text) in enumerate(zip(asked, texts, strict=True))
    ]
    more = post("My pizza was cold again!", at="14:00", by="c2", to=answers[2])
    world.add(*asked, *answers, more, reply(f"{STOCK} ^EF", to=more, at="14:30"))
    return world


def test_evidence_can_be_compared(stock: World, ask: Ask) -> None:
    """Each earlier reply is named with whom it went to, when and where; of a near one how alike, and its text."""
    out = words(ask("explain", "mastodon:acme-20T1230-to-c2-20T1200", "--db", stock.path))
    assert out.startswith("canned reply")
    assert "the same text went to c0 on 20 Nov 11:30: https://mast.example/0" in out
    near = re.search(r'a text (\d\d)% alike went to c1 on 20 Nov 12:30: https://mast.example/1: "(.*?)"', out)
    assert near is not None
    assert 78 <= int(near[1]) < 100
    assert near[2] == NEAR


def test_what_a_reply_is_taken_for(stock: World, ask: Ask) -> None:
    """A text that a person exempted is a stock text, not a personal reply; what was found stands apart from why."""
    ref = "mastodon:acme-20T1230-to-c2-20T1200"
    before = ask("explain", ref, "--db", stock.path).out
    assert before.splitlines()[0] == "canned reply"
    because, found = before.split("\nfound\n")
    assert "\nbecause\n" in because
    assert "takes up" in found
    assert "takes up" not in because
    assert ask("templates", "exempt", ref, "--db", stock.path).code == 0
    after = ask("explain", ref, "--db", stock.path).out
    assert after.splitlines()[0] == "stock text, not held against you"


def test_a_repeat_is_told(stock: World, ask: Ask) -> None:
    """The second of two alike replies to one person says so, in `explain` and in `show`."""
    sentence = "the same customer had got this text, or one like it, once before"
    ref = "mastodon:acme-20T1430-to-c2-20T1400-to-acme-20T1230-to-c2-20T1200"
    assert sentence in words(ask("explain", ref, "--db", stock.path))
    assert words(ask("show", ref, "--db", stock.path)).count(sentence) == 1


def test_nobody_is_named(stock: World, ask: Ask) -> None:
    """Texts, evidence and findings hold a pseudonym, no initials."""
    for command in ("show", "explain"):
        out = ask(command, "mastodon:acme-20T1230-to-c2-20T1200", "--db", stock.path).out
        assert re.search("signed by agent-[0-9a-f]{6}", out)
        assert not re.search(r"\^|\b(AB|CD|EF)\b", out)


def test_names_are_shown_where_the_configuration_says_so(world: World, ask: Ask) -> None:
    """With `show_names` the text is whole, and the agent stands by name."""
    world.rules = RULES.model_copy(update={"replies": RULES.replies.model_copy(update={"show_names": True})})
    opening = complaint(at="10:00")
    world.add(opening, reply("Oh no, the oven failed. ^AB", to=opening, at="10:30"))
    out = words(ask("show", opening.ref, "--db", world.path))
    assert "Oh no, the oven failed. ^AB" in out
    assert "signed by AB" in out


def test_what_a_reply_does(world: World, ask: Ask) -> None:
    """Marks with their words, what it takes up, its promise and whether it settled the matter are told."""
    opening = complaint("The pizza arrived cold and an hour late. Terrible!", at="10:00")
    answer = reply("So sorry about the cold pizza! We will get back to you tomorrow.", to=opening, at="10:30")
    thanks = complaint("Rude courier, awful!", at="11:00", by="bob")
    curt = reply("As we already told you, we close at ten.", to=thanks, at="11:30")
    world.add(opening, answer, thanks, curt)
    out = words(ask("explain", answer.ref, "--db", world.path))
    assert out.startswith("personal reply")
    assert '"So sorry" apologises' in out
    assert "takes up the customer's " in out
    assert re.search(r"its promise to come back, due 21 Nov 11:30: not kept", out)
    harsh = words(ask("explain", curt.ref, "--db", world.path))
    assert "contradicts or blames the customer" in harsh
    assert "takes up nothing that the customer said" in harsh


def test_a_settling_reply_is_told(world: World, ask: Ask) -> None:
    """The last reply before the customer said that all is well is named as such."""
    opening = complaint(at="10:00")
    answer = reply("The courier is on the way now.", to=opening, at="10:30")
    happy = post("It is here and it is great, problem solved, thank you!", at="11:20", to=answer, by="ana")
    world.add(opening, answer, happy)
    sentence = "after it the customer said that they are satisfied"
    assert sentence in words(ask("explain", answer.ref, "--db", world.path))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Please send us a DM. ^AB", "Please send us a DM."),
        ("Please send us a DM. ^AB https://a.example/AB", "Please send us a DM. https://a.example/AB"),
        ("See https://a.example/Ann -Ann", "See https://a.example/Ann"),
        ("The oven failed. *QB (1/2)", "The oven failed. (1/2)"),
        ("The oven failed, we will see. Ann", "The oven failed, we will see."),
        ("Bread &amp; wine. ^O’Neil", "Bread &amp; wine."),
        ("The oven failed. =QB", "The oven failed."),
        ("The oven failed. ^AB shop.example/AB", "The oven failed. shop.example/AB"),
        ("The oven failed, see you. Thanks, Rahul - Acme Social Team.", "The oven failed, see you. Thanks,"),
        ("Nobody signed this.", "Nobody signed this."),
        ("", ""),
    ],
)
def test_a_signature_comes_off(text: str, rest: str) -> None:
    """What stands before a signature, and a link behind it, stay as they were posted."""
    assert unsigned(text) == rest


@given(st.text(), st.sampled_from("^-*/~."), st.text(max_size=31), st.text(max_size=9))
def test_no_signature_is_left(body: str, mark: str, name: str, tail: str) -> None:
    """Whatever a reply looks like, its signature is not where it was, and a reply without one is untouched."""
    text = f"{body} {mark}{name}{tail}"
    signed = signature(text)
    rest = unsigned(text)
    assert len(rest) <= len(text)
    if signed is None:
        assert rest == text
    else:
        assert rest.count(signed) < text.count(signed) or signed not in rest

"""`report canned`: how often stock texts are sent, to whom, what they take up, and what comes of them."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from builders import DAY, RULES, World, complaint, post, praise, reply
from console import Ask
from mentionwatch.config import ReplyRules
from mentionwatch.model import Post

STOCK = "We are sorry that your visit did not go as planned, and we have passed your comments on to the whole team."
OTHER = "Please have a look at the delivery policy on our website, where you will find all that there is to know."
THANKS = "Thank you so much for your kind words, we hope to see you again very soon in one of our shops."


def asked(count: int, *, day: str = DAY, name: str = "c") -> list[Post]:
    """Make complaints of as many customers, one every ten minutes."""
    return [complaint(at=f"{day} {10 + i // 6}:{i % 6}0", by=f"{name}{i}") for i in range(count)]


def answer(to: Post, text: str, **more: object) -> Post:
    """Answer a post after five minutes."""
    at = to.created_at.replace(minute=to.created_at.minute + 5)
    return reply(text, to=to, at=f"{at:%Y-%m-%d %H:%M}", **more)


def rows(ask: Ask, world: World, *args: str) -> list[dict[str, str]]:
    """Read the report as CSV."""
    return list(csv.DictReader(io.StringIO(ask("report", "canned", "--csv", "--db", world.path, *args).out)))


def figures(ask: Ask, world: World, *args: str) -> dict[str, dict[str, object]]:
    """Read the report's figures."""
    found: dict[str, dict[str, object]] = json.loads(ask("report", "canned", "--json", "--db", world.path, *args).out)[
        "figures"
    ]
    return found


def test_counts_what_is_canned_and_who_got_it(world: World, ask: Ask) -> None:
    """Two got the text before it was stock, two after: they are the customers who got a canned reply."""
    posts = asked(4)
    personal = complaint(at="18:00", by="zoe")
    world.add(*posts, personal, *(answer(one, STOCK) for one in posts), answer(personal, "Zoe, a new oven came today."))
    said = figures(ask, world)
    assert (said["canned_rate"]["n"], said["canned_rate"]["of"]) == (2, 5)
    assert said["canned_customers"]["value"] == 2
    assert (said["automatic"]["n"], said["automatic"]["of"]) == (0, 5)


def test_what_takes_up_nothing_is_told_apart(world: World, ask: Ask) -> None:
    """A stock text in which a word of the customer's own comes back touches on something; the others on nothing."""
    posts = [*asked(3), complaint("My comments about the cold pizza went unread, terrible.", at="17:00", by="dan")]
    world.add(*posts, *(answer(one, STOCK) for one in posts))
    said = figures(ask, world)
    assert (said["touching_nothing"]["n"], said["touching_nothing"]["of"]) == (1, 2)
    by_customer = {row["customer"]: row for row in rows(ask, world, "--rows")}
    assert by_customer["c2"]["touching_nothing"] == "1"
    assert (by_customer["dan"]["touching_nothing"], by_customer["dan"]["touches"]) == ("0", "comments")


def test_same_text_again_ranks_first_canned_or_not(world: World, ask: Ask) -> None:
    """Whoever got the same text twice leads both lists, though the text was not stock yet."""
    posts = asked(4)
    first, again = complaint(at="15:00", by="eve"), complaint("Cold again, and late. Awful!", at="16:00", by="eve")
    world.add(*posts, first, again, *(answer(one, STOCK) for one in posts), answer(first, OTHER), answer(again, OTHER))
    said = figures(ask, world)
    assert (said["repeated_customers"]["n"], said["repeated_customers"]["of"]) == (1, 5)
    uses = rows(ask, world, "--rows")
    assert [(row["customer"], row["repeats"], row["is_canned"]) for row in uses] == [
        ("eve", "1", "0"),
        ("c2", "0", "1"),
        ("c3", "0", "1"),
    ]
    assert uses[0]["answers_text"] == "Cold again, and late. Awful!"


def test_exempt_text_may_be_repeated(world: World, ask: Ask) -> None:
    """A text that a person exempted is no repeat either: it may be sent to one customer twice."""
    posts = [complaint(at=at, by="eve") for at in ("10:00", "12:00")]
    answers = [answer(one, OTHER) for one in posts]
    world.add(*posts, *answers)
    assert figures(ask, world)["repeated_customers"]["n"] == 1
    ask("templates", "exempt", answers[0].ref, "--db", world.path)
    assert figures(ask, world)["repeated_customers"]["n"] == 0
    assert rows(ask, world, "--rows") == []


def test_template_with_a_repeat_precedes_one_used_more(world: World, ask: Ask) -> None:
    """A template that one person got twice stands before one with more canned uses."""
    posts, others = asked(5), asked(3, day="2026-11-19", name="d")
    again = complaint("Cold again, and late. Awful!", at="17:00", by="d2")
    world.add(
        *posts,
        *others,
        again,
        *(answer(one, STOCK) for one in posts),
        *(answer(one, OTHER) for one in [*others, again]),
    )
    found = rows(ask, world)
    assert [(row["canned"], row["repeated"], row["text"]) for row in found] == [("2", "1", OTHER), ("3", "0", STOCK)]
    assert [row["uses"] for row in found] == ["4", "5"]


def test_courtesy_on_praise_is_a_template_and_not_held_against(world: World, ask: Ask) -> None:
    """Thanking three people with the same words is not canned; the text is listed, without canned uses."""
    posts = [praise(at=f"1{i}:00", by=f"p{i}") for i in range(3)]
    world.add(*posts, *(answer(one, THANKS) for one in posts))
    assert figures(ask, world)["canned_rate"]["n"] == 0
    (row,) = rows(ask, world)
    assert (row["uses"], row["canned"], row["needing"]) == ("3", "0", "0")
    assert rows(ask, world, "--rows") == []


def test_satisfaction_after_few_cases_is_not_told(world: World, ask: Ask) -> None:
    """Under ten cases the share after a stock text is too few to tell; from ten on it has its interval."""
    posts, helped = asked(12), asked(11, day="2026-11-19", name="h")
    thanks = [post("That fixed it, thank you so much!", at=f"1{i}:58", by=f"h{i}", to=helped[i]) for i in range(2)]
    own = "Number {0} comes now."  # too short to be stock
    world.add(
        *posts[:11],
        *helped,
        *thanks,
        *(answer(one, STOCK) for one in posts[:11]),
        *(answer(one, own.format(i)) for i, one in enumerate(helped)),
    )
    said = figures(ask, world)
    assert said["satisfied_after_canned"]["value"] is None
    assert (said["satisfied_after_canned"]["n"], said["satisfied_after_canned"]["of"]) == (0, 9)
    assert re.search(
        r"satisfied after a stock text +too few to tell \(0 of 9\)", ask("report", "canned", "--db", world.path).out
    )
    world.add(posts[11], answer(posts[11], STOCK))
    said = figures(ask, world)
    told = {"value": 0.0, "unit": "share", "n": 0, "of": 10, "low": 0.0, "high": 0.2775}
    assert told.items() <= said["satisfied_after_canned"].items()
    assert said["satisfied_after_personal"]["n"] == 2


def test_configured_template_says_so(world: World, ask: Ask) -> None:
    """A text that the configuration names is canned from its first use on, and stands in the list as configured."""
    world.rules = RULES.model_copy(update={"replies": ReplyRules(templates=(STOCK,))})
    only = complaint(at="10:00")
    world.add(only, answer(only, STOCK))
    (row,) = rows(ask, world)
    assert (row["canned"], row["decision"]) == ("1", "configured")


@pytest.mark.parametrize("columns", ["120", "80", "40"])
def test_signatures_are_not_printed(world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    """Where names are not shown, no text of a reply carries its signature: not on any screen, nor in files."""
    monkeypatch.setenv("COLUMNS", columns)
    posts = asked(4)
    world.add(*posts, *(answer(one, f"{STOCK} ^Jo") for one in posts))
    for args in ([], ["--rows"], ["--csv"], ["--rows", "--json"]):
        assert "Jo" not in ask("report", "canned", "--db", world.path, "--limit", "0", *args).out


def test_a_courtesy_on_praise_repeats_nothing(world: World, ask: Ask) -> None:
    """An alike text counts as said again where it answers a complaint or question, as in `report replies`."""
    first, thanked = complaint(at="10:00"), praise(at="12:00")
    world.add(first, thanked, answer(first, THANKS), answer(thanked, THANKS))
    assert (figures(ask, world)["repeated_customers"]["n"], figures(ask, world)["repeated_customers"]["of"]) == (0, 1)

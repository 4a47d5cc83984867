"""`export recoveries`: what marketing may ask to quote, the best first, and nothing that nobody should."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from builders import RULES, World, complaint, instant, post, praise, reply
from console import Ask
from mentionwatch.config import BrandAccount
from mentionwatch.model import Post, Visibility
from mentionwatch.reports.quotes import CONSENT

WARM = "The new Margherita came in ten minutes, hot and perfect. You saved our evening, thank you!"


def rows_of(world: World, ask: Ask, *args: str) -> list[dict[str, str]]:
    """Give the rows of the export."""
    said = ask("export", "recoveries", *args, "--db", world.path)
    assert said.code == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def won_back(name: str, thanks: str, *, day: int = 1, **more: object) -> tuple[Post, Post, Post]:
    """Make a complaint, the brand's answer an hour later and the customer's thanks after another."""
    at = f"2026-11-{day:02}"
    first = complaint(at=f"{at} 10:00", by=name, url=f"https://social.example/{name}/1", **more)
    answer = reply(to=first, at=f"{at} 11:00", url=f"https://social.example/acme/{name}")
    return first, answer, post(thanks, at=f"{at} 12:00", to=answer, by=name, url=f"https://social.example/{name}/2")


def test_a_row_quotes_all_three(world: World, ask: Ask) -> None:
    """A row holds complaint, reply and thanks whole, with where each stands, how long it took, and room for consent."""
    world.add(*won_back("ana", WARM))
    [row] = rows_of(world, ask)
    assert row["text"].startswith("The pizza arrived cold")
    assert row["reply_text"].startswith("Oh no")
    assert row["thanks_text"] == WARM
    links = [row[column] for column in ("url", "reply_url", "thanks_url")]
    assert links == [f"https://social.example/{end}" for end in ("ana/1", "acme/ana", "ana/2")]
    assert (row["author"], row["network"], row["seconds"], row["consent"]) == ("ana", "mastodon", "7200", "")


def test_a_public_post_is_no_permission(world: World, ask: Ask) -> None:
    """Whoever takes the quotes away is told to ask first: on stderr beside any form, and in the head of the JSON."""
    world.add(*won_back("ana", WARM))
    assert ask("export", "recoveries", "--db", world.path).err == f"{CONSENT}\n"
    told = json.loads(ask("export", "recoveries", "--json", "--db", world.path).out)
    assert told["notes"] == [CONSENT]


def test_the_best_to_quote_come_first(world: World, ask: Ask) -> None:
    """Warm thanks in own words stand before bare ones, and each row says for what it has its points."""
    world.add(*won_back("bare", "Works now, thanks", day=3), *won_back("warm", WARM, day=2))
    rows = rows_of(world, ask)
    assert [row["author"] for row in rows] == ["warm", "bare"]
    points = [int(part) for part in re.findall(r"\(\+(\d+)\)", rows[0]["reasons"])]
    assert sum(points) == int(rows[0]["points"]) > int(rows[1]["points"])
    assert "in words of their own: margherita" in rows[0]["reasons"]


def _deleted(case: tuple[Post, Post, Post]) -> list[Post]:
    return [*case, replace(case[2], text="", deleted_at=instant("2026-11-02 10:00"))]


def _insulting(case: tuple[Post, Post, Post]) -> list[Post]:
    return [replace(case[0], text="You are a bunch of idiots, the pizza was cold!"), *case[1:]]


def _private(case: tuple[Post, Post, Post]) -> list[Post]:
    return [*case[:2], replace(case[2], visibility=Visibility.PRIVATE)]


@pytest.mark.parametrize("make", [_deleted, _insulting, _private])
def test_what_nobody_should_quote_is_left_out(
    world: World, ask: Ask, make: Callable[[tuple[Post, Post, Post]], list[Post]]
) -> None:
    """Deleted thanks, complaints that insult somebody, and what was said in private stand in no row."""
    world.add(*won_back("kept", WARM), *make(won_back("gone", WARM)))
    assert [row["author"] for row in rows_of(world, ask)] == ["kept"]


def test_edited_words_are_marked(world: World, ask: Ask) -> None:
    """A post that its author edited says so, for what was quoted may not be what was liked."""
    first, answer, thanks = won_back("ana", WARM)
    world.add(first, answer, thanks, replace(thanks, text=f"{WARM} Really.", edited_at=instant("2026-11-01 13:00")))
    assert [row["edited"] for row in rows_of(world, ask)] == ["thanks"]


def test_more_stars_quote_both_words_of_a_review(world: World, ask: Ask) -> None:
    """Of a review that got better, the complaint is what it said at first, and the thanks what it says now."""
    review = complaint(at="2026-11-01 10:00", rating=1.0, ref="mastodon:review")
    better = replace(
        review, text="They made it good, lovely people!", rating=5.0, edited_at=instant("2026-11-03 10:00")
    )
    world.add(review, reply(to=review, at="2026-11-01 11:00"), better)
    [row] = rows_of(world, ask)
    assert (row["text"], row["thanks_text"]) == (review.text, better.text)
    assert (row["stars_before"], row["stars"], row["edited"]) == ("1", "5", "complaint; thanks")
    assert "from 1 to 5 stars (+20)" in row["reasons"]


def test_rivals_customers_are_never_quoted(world: World, ask: Ask) -> None:
    """A rival's recoveries stand in no row, and asking for them is refused with the reason."""
    rivals = BrandAccount(network="mastodon", handle="globex", brand="Globex")
    world.rules = RULES.model_copy(update={"accounts": (*RULES.accounts, rivals)})
    world.add(*won_back("ana", WARM))
    first = complaint(at="2026-11-04 10:00", by="eve")
    answer = reply(to=first, at="2026-11-04 11:00", by="globex")
    world.add(first, answer, praise(at="2026-11-05 12:00", by="eve", to=answer), brand="Globex")
    config = world.path.parent / "mentionwatch.yaml"
    config.write_text(
        "brand: Acme\ndatabase: acme.db\nfeeds:\n"
        "  - {name: acme-mastodon, network: files, accounts: [acme], options: {path: a.jsonl, network: mastodon}}\n"
        "  - {name: globex-mastodon, brand: Globex, network: files, accounts: [globex], "
        "options: {path: b.jsonl, network: mastodon}}\n",
        encoding="utf-8",
    )
    for brand in ((), ("--brand", "all"), ("--brand", "acme")):
        said = ask("export", "recoveries", *brand, "-c", config)
        assert [row["brand"] for row in csv.DictReader(io.StringIO(said.out))] == ["Acme"], said.err
    refused = ask("export", "recoveries", "--brand", "Globex", "-c", config)
    assert (refused.code, refused.out) == (2, "")
    assert "Globex is not your brand" in refused.err

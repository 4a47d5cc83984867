"""`templates`: the texts found, and what a person decides on them: a fact that covers alike texts and every rebuild."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from itertools import pairwise

import pytest

from builders import NOW, RULES, World, complaint, praise, reply
from console import Ask
from dump import findings
from mentionwatch.config import ReplyRules
from mentionwatch.model import Post
from mentionwatch.refresh import refresh
from mentionwatch.replies.canned import canonical
from mentionwatch.replies.likeness import likeness
from mentionwatch.store import open_for_writing

STOCK = "We are sorry that your visit did not go as planned, and we have passed your comments on to the whole team."
NEAR = "We are sorry that your visit did not go as you planned, and we passed your comments on to the whole team."
CHAIN = (
    STOCK,
    "We are sorry that your visit did not go well at all, and we have passed your comments on to the kitchen team.",
    "We hear that your visit did not go well at all, so we have passed your comments on to the kitchen team today.",
)
"""The first and the last are not alike, but both are like the second."""
OTHER = "Please have a look at the delivery policy on our website, where you will find all that there is to know."


def talk(world: World, *texts: str, day: str = "2026-11-20", name: str = "c") -> list[Post]:
    """Answer the complaints of as many customers, one an hour, and give the answers."""
    asked = [complaint(at=f"{day} {10 + i}:00", by=f"{name}{i}") for i in range(len(texts))]
    answers = [
        reply(text, to=one, at=f"{day} {10 + i}:30") for i, (one, text) in enumerate(zip(asked, texts, strict=True))
    ]
    world.add(*asked, *answers)
    return answers


def listed(ask: Ask, world: World, *args: str) -> list[dict[str, str]]:
    """Read the list as CSV."""
    said = ask("templates", "--csv", "--db", world.path, *args)
    assert said.code == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def canned(world: World) -> list[int]:
    """Say of each reply, in order of time, whether it is held against the brand."""
    with world.open() as store:
        return [row[0] for row in store.db.execute("SELECT is_canned FROM responses ORDER BY created_at, ref")]


def test_list_names_texts_with_their_uses(world: World, ask: Ask) -> None:
    """The list holds each text with its uses, its customers and how many are held against the brand, of any age."""
    talk(world, STOCK, STOCK, STOCK, NEAR, day="2026-09-01")
    talk(world, OTHER, OTHER, name="d")
    found = listed(ask, world)
    assert [(row["uses"], row["customers"], row["canned"], row["text"], row["decision"]) for row in found] == [
        ("4", "4", "2", STOCK, ""),
        ("2", "2", "0", OTHER, ""),
    ]
    assert ask("templates", "--db", world.path).lines[0].startswith("Acme, 22 Nov ")
    assert ask("templates", "list", "--csv", "--db", world.path) == ask("templates", "--csv", "--db", world.path)


def test_short_texts_are_marked(world: World, ask: Ask) -> None:
    """A text too short to be held against anybody says so."""
    posts = [praise(at=f"1{i}:00", by=f"p{i}") for i in range(3)]
    world.add(*posts, *(reply("Thanks for stopping by!", to=one, at=f"1{i}:30") for i, one in enumerate(posts)))
    (row,) = listed(ask, world)
    assert (row["decision"], row["canned"]) == ("too short to be held against", "0")


def test_exempt_clears_and_forget_restores(world: World, ask: Ask) -> None:
    """An exempt text is held against nobody, alike ones included; forgetting brings all back as it was."""
    talk(world, STOCK, STOCK, STOCK, NEAR)
    before = findings(world.path)
    name = listed(ask, world)[0]["template"]
    said = ask("templates", "exempt", name, "--db", world.path)
    assert (said.code, said.out) == (0, "")
    assert said.err == (
        f"{name}: may be repeated; never held against you\nof 4 replies 2 were held against Acme, 0 are now\n"
    )
    assert canned(world) == [0, 0, 0, 0]
    assert listed(ask, world)[0]["decision"] == "exempt"
    assert "as computed again" in ask("templates", "forget", name, "--db", world.path).err
    assert canned(world) == [0, 0, 1, 1]
    assert findings(world.path) == before
    assert "nothing to forget" in ask("templates", "forget", name, "--db", world.path).err


def test_accept_holds_the_first_use_too(world: World, ask: Ask) -> None:
    """An accepted text is canned from its first use on; it is in the list, though one customer only has had it."""
    (answer,) = talk(world, STOCK)
    assert listed(ask, world) == []
    assert ask("templates", "accept", answer.ref, "--db", world.path).code == 0
    assert canned(world) == [1]
    (row,) = listed(ask, world)
    assert (row["uses"], row["canned"], row["decision"]) == ("1", "1", "accepted")
    (template,) = csv.DictReader(io.StringIO(ask("report", "canned", "--csv", "--db", world.path).out))
    assert (template["template"], template["decision"]) == (row["template"], "accepted")
    ask("templates", "forget", row["template"], "--db", world.path)
    assert (canned(world), listed(ask, world)) == ([0], [])


@pytest.mark.parametrize(("action", "now"), [("exempt", [0, 0, 0, 0, 0]), ("accept", [1, 1, 1, 1, 0])])
def test_late_alike_reply_is_covered(world: World, ask: Ask, action: str, now: list[int]) -> None:
    """A reply that comes later and is alike is covered by what was said before; another text is not."""
    talk(world, STOCK, STOCK)
    ask("templates", action, listed(ask, world)[0]["template"], "--db", world.path)
    talk(world, NEAR, STOCK, OTHER, day="2026-11-21", name="d")
    assert canned(world) == now


@pytest.mark.parametrize("action", ["accept", "exempt"])
def test_survives_rebuild(world: World, ask: Ask, action: str) -> None:
    """Computed all again, findings are the same: a decision is a fact, and touches neither rules nor lessons."""
    talk(world, STOCK, NEAR, STOCK, OTHER)
    with world.open() as store:
        rules = [tuple(row) for row in store.db.execute("SELECT * FROM rules")]
    ask("templates", action, listed(ask, world)[0]["template"], "--db", world.path)
    kept = findings(world.path)
    with open_for_writing(world.path) as store:
        refresh(store, world.rules, now=NOW, everything=True)
        assert [tuple(row) for row in store.db.execute("SELECT * FROM rules")] == rules
        assert store.db.execute("SELECT COUNT(*) FROM lessons").fetchone()[0] == 0
    assert findings(world.path) == kept


def test_last_word_on_alike_texts_holds(world: World, ask: Ask) -> None:
    """What was said of an alike text gives way: one word for a text and those like it."""
    answers = talk(world, STOCK, STOCK, NEAR)
    name = listed(ask, world)[0]["template"]
    ask("templates", "accept", answers[2].ref, "--db", world.path)
    ask("templates", "exempt", name, "--db", world.path)
    assert canned(world) == [0, 0, 0]
    with world.open() as store:
        assert [row["value"] for row in store.db.execute("SELECT value FROM labels")] == ["exempt"]


def test_what_merely_chains_is_not_covered(world: World, ask: Ask) -> None:
    """A text that is alike to an alike one only stands in the same template, and is not covered."""
    like = [likeness(canonical(one).form, canonical(other).form) for one, other in pairwise((*CHAIN, STOCK))]
    assert (like[0] > 0, like[1] > 0, like[2]) == (True, True, 0)
    answers = talk(world, *CHAIN)
    (row,) = listed(ask, world)
    assert row["uses"] == "3"
    ask("templates", "accept", answers[0].ref, "--db", world.path)
    assert canned(world) == [1, 1, 0]
    ask("templates", "accept", answers[2].ref, "--db", world.path)
    assert canned(world) == [1, 1, 1]
    ask("templates", "forget", answers[2].ref, "--db", world.path)
    assert canned(world) == [1, 1, 0]


def test_word_is_found_though_an_earlier_text_leads_now(world: World, ask: Ask) -> None:
    """An earlier alike reply that comes late renames the template; the word holds, and is taken back by that name."""
    talk(world, STOCK, STOCK)
    old = listed(ask, world)[0]["template"]
    ask("templates", "accept", old, "--db", world.path)
    talk(world, NEAR, day="2026-11-19", name="e")
    (row,) = listed(ask, world)
    assert row["template"] != old
    assert (canned(world), row["decision"]) == ([1, 1, 1], "accepted")
    assert ask("templates", "forget", old, "--db", world.path).code == 2
    ask("templates", "forget", row["template"], "--db", world.path)
    assert canned(world) == [0, 0, 1]


def test_note_and_name_are_kept(world: World, ask: Ask) -> None:
    """Who said so, and why, stands in the label and in the list."""
    talk(world, STOCK, STOCK)
    name = listed(ask, world)[0]["template"]
    ask("templates", "exempt", name, "--note", "opening\nhours\x1b[31m", "--by", "Jo", "--db", world.path)
    with world.open() as store:
        row = store.db.execute("SELECT * FROM labels").fetchone()
    assert (row["target"], row["field"], row["value"], row["by"]) == ("template", "template", "exempt", "Jo")
    assert row["ref"].startswith(name[:7])
    assert row["note"].startswith("opening")
    (line,) = listed(ask, world)
    assert (line["by"], line["note"]) == ("Jo", "opening\nhours[31m")


@pytest.mark.parametrize("how", ["id", "ref", "url", "beginning", "capitals"])
def test_names(world: World, ask: Ask, how: str) -> None:
    """A text is named by its name, a beginning of it, or any of its replies."""
    asked = [complaint(at=f"1{i}:00", by=f"c{i}") for i in range(3)]
    world.add(
        *asked, *(reply(STOCK, to=one, at=f"1{i}:30", url=f"https://acme.example/{i}") for i, one in enumerate(asked))
    )
    template = listed(ask, world)[0]["template"]
    with world.open() as store:
        post_id, ref = store.db.execute("SELECT post_id, ref FROM responses ORDER BY created_at").fetchone()
    name = {"id": str(post_id), "ref": ref, "url": "https://acme.example/2", "beginning": template[:4]}.get(
        how, template.upper()
    )
    assert ask("templates", "exempt", name, "--db", world.path).code == 0
    assert canned(world) == [0, 0, 0]


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (["exempt"], "error: exempt needs the NAME of a template\nhint: "),
        (["exempt", "ffffffff"], "error: there is no template 'ffffffff'\nhint: "),
        (["exempt", "no such\x1b[31m text"], "error: there is no template 'no such"),
        (["exempt", "mastodon:c0-20T1000"], "error: mastodon:c0-20T1000 is no reply of a brand\nhint: "),
        (["list", "ffff"], "error: the list takes no NAME"),
        (["--note", "why"], "error: the list takes no NAME and no --note"),
        (["exempt", "ffff", "--csv"], "error: --format, --limit and -o are for the list, not for exempt"),
        (["bless", "ffff"], "error: "),
        (["exempt", "ffff", "--brand", "Globex"], "error: there is no brand 'Globex'"),
    ],
)
def test_wrong_use_changes_nothing(world: World, ask: Ask, args: list[str], error: str) -> None:
    """Wrong use ends with 2 and a hint, and writes nothing."""
    talk(world, STOCK, STOCK, STOCK)
    said = ask("templates", *args, "--db", world.path)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(error)
    assert "\x1b" not in said.err
    assert canned(world) == [0, 0, 1]


def test_a_reply_without_words_is_refused(world: World, ask: Ask) -> None:
    """A reply of emoji alone has no words to compare."""
    (answer,) = talk(world, "👍")
    said = ask("templates", "accept", answer.ref, "--db", world.path)
    assert said.code == 2
    assert re.match(r"error: mastodon:\S+ has no words to compare with others\nhint: ", said.err)


def test_configured_text_is_listed(world: World, ask: Ask) -> None:
    """A text that the configuration names is listed as configured; a person's word wins over it."""
    world.rules = RULES.model_copy(update={"replies": ReplyRules(templates=(STOCK,))})
    talk(world, STOCK)
    (row,) = listed(ask, world)
    assert (row["decision"], row["canned"]) == ("configured", "1")
    ask("templates", "exempt", row["template"], "--db", world.path)
    assert canned(world) == [0]


def test_json_counts_what_was_decided(world: World, ask: Ask) -> None:
    """In JSON the figures stand beside the list."""
    talk(world, STOCK, STOCK, OTHER, OTHER)
    ask("templates", "accept", listed(ask, world)[0]["template"], "--db", world.path)
    told = json.loads(ask("templates", "--json", "--db", world.path).out)
    assert (told["report"], told["period"]["from"], len(told["rows"])) == ("templates", None, 2)
    assert {name: figure["value"] for name, figure in told["figures"].items()} == {
        "templates": 2,
        "exempt": 0,
        "accepted": 1,
        "configured": 0,
    }


def test_each_count_lists_its_templates(world: World, ask: Ask) -> None:
    """The command beside each figure lists as many templates as it counts, those so decided and no others."""
    talk(world, STOCK, STOCK, OTHER, OTHER)
    ask("templates", "accept", listed(ask, world)[0]["template"], "--db", world.path)
    figures = json.loads(ask("templates", "--json", "--db", world.path).out)["figures"]
    for name, figure in figures.items():
        program, *args = shlex.split(figure["rows"])
        assert program == "mentionwatch"
        rows = json.loads(ask(*args, "--json", "--db", world.path).out)["rows"]
        assert len(rows) == figure["value"], name
        assert name == "templates" or {row["decision"] for row in rows} <= {name}
    refused = ask("templates", "exempt", "1", "--decision", "exempt", "--db", world.path)
    assert (refused.code, "--decision is for the list" in refused.err) == (2, True)


def test_nothing_found_says_so(world: World, ask: Ask) -> None:
    """Without templates the list says so."""
    world.add()
    assert "No templates yet" in ask("templates", "--db", world.path).out

"""Rivals' customers are stored under pseudonyms; our own customers, and the brands, as they are."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOW, RULES, World, complaint, instant, post, praise, reply
from console import Ask
from dump import findings
from mentionwatch.config import BrandAccount, JudgeRules
from mentionwatch.model import Account, Post
from mentionwatch.store import open_for_writing

HOST = "https://social.example"
TWO = RULES.model_copy(
    update={
        "accounts": (*RULES.accounts, BrandAccount(network="mastodon", handle="globex@social.example", brand="Globex"))
    }
)


def person(name: str, *, followers: int | None = None) -> Account:
    """Make an account as Mastodon shows it: its name is in its ref and its profile."""
    return Account(
        ref=f"mastodon:{HOST}/users/{name}",
        network="mastodon",
        handle=f"{name}@social.example",
        name=f"{name.title()} Miller",
        url=f"{HOST}/@{name}",
        followers=followers,
    )


def status(author: str, number: int, text: str, *, at: str, to: Post | None = None, **more: object) -> Post:
    """Make a post as Mastodon shows it: its author's name is in its ref and its link."""
    return replace(
        post(text, at=at, by=person(author), to=to),
        ref=f"mastodon:{HOST}/users/{author}/statuses/{number}",
        url=f"{HOST}/@{author}/{number}",
        **{"address": None if author in ("acme", "globex") else post(text, at=at).address, **more},
    )


COMPLAINT = status("wilma", 1, f"@globex Awful, it broke! See {HOST}/@wilma/7", at="10:00")
ANSWER = status("globex", 2, "@wilma So sorry! Which model is it?", at="10:20", to=COMPLAINT)
AGAIN = status("wilma", 3, "@globex Still broken, terrible.", at="11:00", to=ANSWER)
FRIEND = status("fred", 4, "@wilma @globex same here, awful", at="11:05", to=COMPLAINT)
ALL = [COMPLAINT, ANSWER, AGAIN, FRIEND]


@pytest.fixture
def two(world: World) -> World:
    """A world that watches Acme, its own brand, and Globex, a rival."""
    world.rules = TWO
    return world


def all_text(path: Path) -> str:
    """Give all that the database holds as text."""
    with open_for_writing(path) as store:
        return "\n".join(store.db.iterdump()).lower()


def people_of(world: World, brand: str = "Globex") -> list[str]:
    """Name the customers of a brand's conversations, in order of opening."""
    with world.open() as store:
        rows = store.db.execute(
            "SELECT customer FROM conversations_view WHERE brand = ? ORDER BY opened_at, ref", [brand]
        )
        return [row["customer"] for row in rows]


def test_nothing_names_a_rivals_customer(two: World) -> None:
    """Handle, name, profile, tags, links and addresses of posts: none gives a customer of the rival away."""
    two.add(*ALL, brand="Globex")
    held = all_text(two.path)
    assert "wilma" not in held
    assert "fred" not in held
    assert "miller" not in held.replace("globex miller", "")
    assert "globex@social.example" in held


def test_conversations_are_as_they_would_be_under_names(two: World, tmp_path: Path) -> None:
    """Who waits how long and who answered whom is the same as if the rival's brand were ours."""
    plain = World(tmp_path / "plain.db", rules=TWO.model_copy(update={"brand": "Globex"}))
    plain.add(*ALL, brand="Globex")
    two.add(*ALL, brand="Globex")
    columns = "brand, kind, outcome, handoff, opened_at, last_at, waiting_since, first_reply_at"
    waits = "ordinal, kind, opened_at, due_at, closed_at, seconds"
    for query in (f"SELECT {columns} FROM conversations_view ORDER BY 5", f"SELECT {waits} FROM waits_view ORDER BY 3"):
        with plain.open() as one, two.open() as other:
            told = [tuple(row) for row in one.db.execute(query)]
            assert told == [tuple(row) for row in other.db.execute(query)]
            assert told
    names = people_of(two)
    assert len(names) == 2
    assert all(name.startswith("customer-") and len(name) == 15 for name in names)


def test_texts_tag_the_pseudonym(two: World) -> None:
    """The brand's answer tags the customer by the pseudonym, so that it is still seen whom it answers."""
    two.add(*ALL, brand="Globex")
    wilma = people_of(two)[0]
    with two.open() as store:
        texts = [row["text"] for row in store.db.execute("SELECT text FROM posts ORDER BY created_at")]
    assert texts[0] == f"@globex Awful, it broke! See {HOST}/@{wilma}/7"
    assert texts[1] == f"@{wilma} So sorry! Which model is it?"


def test_links_stay_where_they_hold_no_name(two: World) -> None:
    """Bluesky's links hold an id; X's lead to the same post without the name; Mastodon's go."""
    urls = {
        "https://bsky.app/profile/did:plc:abc/post/1": "https://bsky.app/profile/did:plc:abc/post/1",
        "https://bsky.app/profile/wilma.example/post/2": None,
        "https://x.com/wilma/status/3": "https://x.com/i/status/3",
        "https://www.twitter.com/wilma/status/4": "https://www.twitter.com/i/status/4",
        f"{HOST}/@wilma/5": None,
        "https://forum.example/t/wilma/6": None,
        "https://forum.example/t/7": "https://forum.example/t/7",
    }
    posts = [
        complaint("It broke, awful", at=f"10:0{n}", by="wilma", url=url, ref=f"mastodon:{n}")
        for n, url in enumerate(urls)
    ]
    two.add(*posts, brand="Globex")
    with two.open() as store:
        held = [row["url"] for row in store.db.execute("SELECT url FROM posts ORDER BY created_at")]
    assert held == list(urls.values())


def test_our_own_customers_and_ignored_accounts_stay(two: World) -> None:
    """Acme's customers keep their names, and a bot that the rules ignore is still known as one."""
    two.rules = TWO.model_copy(update={"judge": JudgeRules(ignore=("newsbot",))})
    bot = complaint("Globex is awful, says everyone", at="10:00", by="newsbot")
    two.add(bot, brand="Globex")
    two.add(complaint(at="10:00", by="ana"))
    assert people_of(two, "Acme") == ["ana"]
    with two.open() as store:
        assert store.db.execute("SELECT role FROM accounts WHERE handle = 'newsbot'").fetchone()[0] == "ignored"


@pytest.mark.parametrize("order", ["ours first", "theirs first"])
def test_what_both_bring_is_ours(two: World, order: str) -> None:
    """A post that our own feed brings too keeps its author, text, link and ref, in either order, and for good."""
    both = replace(COMPLAINT, text="@acme @globex you are both awful, ask @fred", address=None)
    brands = ["Acme", "Globex"] if order == "ours first" else ["Globex", "Acme"]
    for brand in [*brands, *brands]:
        two.add(both, brand=brand)
        two.add(ANSWER, AGAIN, brand="Globex")
    with two.open() as store:
        row = store.db.execute("SELECT ref, text, url FROM posts ORDER BY created_at").fetchone()
        assert tuple(row) == (both.ref, both.text, both.url)
        accounts = [tuple(row) for row in store.db.execute("SELECT handle, name FROM accounts ORDER BY handle")]
        assert store.db.execute("SELECT COUNT(*) FROM versions").fetchone()[0] == 0
    assert accounts == [("globex@social.example", "Globex Miller"), ("wilma@social.example", "Wilma Miller")]
    assert people_of(two) == ["wilma@social.example"]


@settings(max_examples=25, deadline=None)
@given(st.integers())
def test_the_order_of_feeds_does_not_matter(seed: int) -> None:
    """Posts of both feeds, shuffled and page by page: facts and findings come out the same."""
    both = status("barney", 9, "@acme @globex you are both awful, terrible", at="09:00")
    more = status("barney", 10, "@globex and still broken", at="09:30", to=both)
    found = [(one, "Globex") for one in [*ALL, both, more]] + [(both, "Acme"), (complaint(at="08:00"), "Acme")]
    found.append((praise("@acme thanks, best pizza ever!", at="12:00", by=person("fred")), "Acme"))
    with TemporaryDirectory() as folder:
        told = []
        for name, posts in (("one", found), ("two", random.Random(seed).sample(found, len(found)))):
            world = World(Path(folder, f"{name}.db"), rules=TWO)
            with open_for_writing(world.path) as store, store.transaction() as db:
                db.execute("INSERT INTO salt (salt) VALUES ('pepper')")
            for one, brand in posts:
                world.add(one, brand=brand)
            told.append(findings(world.path))
        assert told[0] == told[1]


def test_a_brand_that_is_known_late_is_named(two: World) -> None:
    """Texts that tagged a brand before it was known as one tag it by its name again."""
    two.rules = RULES
    two.add(COMPLAINT, brand="Globex")
    with two.open() as store:
        assert store.db.execute("SELECT text FROM posts").fetchone()[0].startswith("@customer-")
    two.add(replace(ANSWER, from_brand=True, brand="Globex"), brand="Globex")
    with two.open() as store:
        text = store.db.execute("SELECT text FROM posts ORDER BY created_at").fetchone()[0]
    assert text.startswith("@globex@social.example Awful")


def test_people_keep_their_pseudonym_over_threads(two: World) -> None:
    """The same person is the same customer in each thread, whatever the number of followers."""
    later = status("wilma", 20, "@globex Now it leaks, awful", at="15:00", account=person("wilma", followers=9))
    two.add(COMPLAINT, brand="Globex")
    two.add(later, brand="Globex")
    one, other = people_of(two)
    assert one == other
    with two.open() as store:
        assert store.db.execute("SELECT followers FROM accounts").fetchone()[0] == 9


def test_an_edit_and_a_deletion_find_their_post(two: World) -> None:
    """What comes later of a masked post changes that post."""
    two.add(COMPLAINT, brand="Globex")
    two.add(replace(COMPLAINT, text="@globex All fine", edited_at=instant("10:30")), brand="Globex")
    two.add(replace(COMPLAINT, text="", deleted_at=NOW), brand="Globex")
    with two.open() as store:
        assert [tuple(row) for row in store.db.execute("SELECT text, deleted_at IS NULL FROM posts")] == [("", 0)]


def test_an_import_for_a_rival_masks_too(two: World, ask: Ask, tmp_path: Path) -> None:
    """`import --brand Globex` into Acme's database: the file's customers under pseudonyms, Globex as it is."""
    two.add(complaint(at="10:00"))
    rows = [
        {"id": "1", "author": "wilma", "text": "It broke, awful", "created_at": "2026-11-20T10:00:00Z"},
        {
            "id": "2",
            "author": "globex",
            "text": "@wilma which one?",
            "created_at": "2026-11-20T10:10:00Z",
            "in_reply_to": "1",
        },
    ]
    file = tmp_path / "globex.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    said = ask("import", file, "--network", "x", "--account", "globex", "--brand", "Globex", "--db", two.path)
    assert said.code == 0, said.err
    assert "wilma" not in all_text(two.path)
    assert people_of(two)[0].startswith("customer-")


def test_reports_and_labels_work_on_pseudonyms(two: World, ask: Ask) -> None:
    """A masked post is found by its id, labelled, shown and exported like any other."""
    two.add(*ALL, reply("So sorry", to=COMPLAINT, at="13:00", by=person("globex"), ref="mastodon:99"), brand="Globex")
    with two.open() as store:
        ref = store.db.execute("SELECT ref FROM posts ORDER BY created_at").fetchone()[0]
    assert ask("label", ref, "kind=question", "--db", two.path).code == 0
    assert "customer-" in ask("show", ref, "--db", two.path).out
    assert "customer-" in ask("report", "times", "--rows", "--brand", "Globex", "--csv", "--db", two.path).out


def test_a_poll_masks_a_rivals_feed_only(ask: Ask, tmp_path: Path) -> None:
    """Of two feeds, the rival's brings pseudonyms, ours brings names; brands stand side by side as ever."""
    for brand in ("acme", "globex"):
        rows = [
            {
                "id": f"{brand}1",
                "author": f"fan-of-{brand}",
                "text": f"@{brand} awful!",
                "created_at": "2026-11-20T10:00Z",
            },
            {"id": f"{brand}2", "author": brand, "text": "Sorry!", "created_at": "2026-11-20T11:00Z"},
        ]
        rows[1]["in_reply_to"] = f"{brand}1"
        (tmp_path / f"{brand}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    config = tmp_path / "mentionwatch.yaml"
    config.write_text(
        "brand: Acme\ndatabase: acme.db\nfeeds:\n"
        "  - {name: ours, network: files, accounts: [acme], options: {path: acme.jsonl, network: x}}\n"
        "  - {name: theirs, brand: Globex, network: files, accounts: [globex], "
        "options: {path: globex.jsonl, network: x}}\n",
        encoding="utf-8",
    )
    assert ask("poll", "-c", config).code == 0
    held = all_text(tmp_path / "acme.db")
    assert "fan-of-acme" in held
    assert "fan-of-globex" not in held
    compared = ask("report", "compare", "--brand", "all", "-c", config)
    assert compared.code == 0
    assert "Globex" in compared.out

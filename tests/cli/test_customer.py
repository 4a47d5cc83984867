"""`customer`: one person over all conversations and accounts, and which accounts are one person's."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from builders import World, account, complaint, post, praise, question, reply
from console import Ask, Said


@pytest.fixture
def ana(world: World) -> World:
    """A world in which Ana complains, is answered, complains again and waits; on Bluesky she praises."""
    first = complaint(at="2026-11-02 10:00", by=account("ana", name="Ana Berg", followers=100))
    later, bluesky = account("ana", followers=150), account("ana", network="bluesky", followers=2000)
    world.add(
        first,
        reply(to=first, at="2026-11-02 10:20"),
        praise(at="2026-11-10 10:00", by=bluesky),
        complaint("Cold again, terrible! My delivery took hours.", at="2026-11-20 10:00", by=later),
        question(at="2026-11-20 11:00", by="bob"),
    )
    return world


def rows_of(said: Said) -> list[dict[str, str]]:
    """Read CSV."""
    assert said.code == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def test_history(ana: World, ask: Ask) -> None:
    """Each conversation, the latest first: with whom, what it was, how it ended, how long they waited, their mood."""
    rows = rows_of(ask("customer", "mastodon:ana", "--csv", "--db", ana.path))
    assert [(row["opened_at"][:10], row["brand"], row["kind"], row["outcome"], row["waits"]) for row in rows] == [
        ("2026-11-20", "Acme", "complaint", "waiting", "2 d, open"),
        ("2026-11-02", "Acme", "complaint", "answered", "20 min"),
    ]
    assert [row["followers"] for row in rows] == ["150", "100"]
    assert rows[0]["topics"] == "delivery"
    assert rows[0]["mood"].startswith("complaint -")
    assert rows[0]["is_open"] == "1"


def test_history_on_screen(ana: World, ask: Ask) -> None:
    """On 80 columns the history says how long they waited, and names what it leaves out."""
    out = ask("customer", "mastodon:ana", "--db", ana.path).out
    assert "2 d, open" in out
    assert "also: " in out


def test_figures_and_their_rows(ana: World, ask: Ask) -> None:
    """`--figure` lists as many cases as the figure's n, and the figure names that command."""
    told = json.loads(ask("customer", "mastodon:ana", "--json", "--db", ana.path).out)
    figures = told["figures"]
    assert [figures[name]["n"] for name in ("conversations", "complaints", "praise", "replied", "open")] == [
        2,
        2,
        0,
        1,
        1,
    ]
    assert len(told["rows"]) == 2
    for name, figure in figures.items():
        rows = rows_of(ask("customer", "mastodon:ana", "--figure", name, "--csv", "--db", ana.path))
        assert len(rows) == figure["n"], name


def test_what_the_screen_says(ana: World, ask: Ask) -> None:
    """Mood, followers and what is open stand below the conversations."""
    said = " ".join(ask("customer", "mastodon:ana", "--db", ana.path).out.split())
    assert "ana on mastodon (Ana Berg)" in said
    for part in ("Conversations", "Mood, post by post", "Followers", "Open now", "mood, the oldest post first: --"):
        assert part in said
    assert "-|...." in said
    assert "overdue" in said


def test_a_handle_on_two_networks_is_not_guessed(ana: World, ask: Ask) -> None:
    """The error lists the accounts; each of these names is understood."""
    said = ask("customer", "ANA", "--db", ana.path)
    assert said.code == 2
    assert said.err.splitlines() == ["error: 'ANA' is 2 accounts", "hint: name one of them: bluesky:ana, mastodon:ana"]
    assert "ana on bluesky" in ask("customer", "bluesky:ana", "--db", ana.path).out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nobody"], "there is no account 'nobody'"),
        (["acme"], "'acme' speaks for Acme"),
        (["ana", "berg"], "customer takes one HANDLE"),
        (["link", "mastodon:ana"], "link takes 2 accounts"),
        (["links", "mastodon:ana"], "links takes no accounts"),
        (["link", "mastodon:ana", "@mastodon:ana"], "there is no account '@mastodon:ana'"),
        (["link", "mastodon:ana", "mastodon:Ana"], "mastodon:ana is one account"),
        (["link", "mastodon:ana", "acme"], "'acme' speaks for Acme"),
        (["link", "mastodon:ana", "bob", "--csv"], "link takes no options"),
        (["mastodon:ana", "--figure", "nothing"], "has no figure 'nothing'"),
    ],
)
def test_wrong_usage_is_told(ana: World, ask: Ask, args: list[str], message: str) -> None:
    """One sentence and what to do."""
    said = ask("customer", *args, "--db", ana.path)
    assert said.code == 2
    assert message in said.err
    assert "hint: " in said.err


def test_linked_accounts_are_told_together(ana: World, ask: Ask) -> None:
    """History, mood and reach are those of all accounts; unlinked, each is told alone again."""
    linked = ask("customer", "link", "mastodon:ana", "bluesky:ana", "--db", ana.path)
    assert (linked.code, linked.err) == (0, "bluesky:ana, mastodon:ana: one person\n")
    for name in ("mastodon:ana", "bluesky:ana"):
        rows = rows_of(ask("customer", name, "--csv", "--db", ana.path))
        assert [row["network"] for row in rows] == ["mastodon", "bluesky", "mastodon"]
    assert "as was said before" in ask("customer", "link", "bluesky:ana", "mastodon:ana", "--db", ana.path).err
    listed = rows_of(ask("customer", "links", "--csv", "--db", ana.path))
    assert [(row["person"], row["account_ref"], row["other_ref"]) for row in listed] == [
        ("bluesky:ana", "bluesky:ana", "mastodon:ana")
    ]
    assert "no longer one person" in ask("customer", "unlink", "mastodon:ana", "bluesky:ana", "--db", ana.path).err
    assert "nothing to undo" in ask("customer", "unlink", "mastodon:ana", "bluesky:ana", "--db", ana.path).err
    assert len(rows_of(ask("customer", "mastodon:ana", "--csv", "--db", ana.path))) == 2
    assert "No accounts are linked" in ask("customer", "links", "--db", ana.path).out


def test_unlinking_says_what_still_holds(ana: World, ask: Ask) -> None:
    """Two accounts that others still join are one person, and that is said."""
    for one, other in (("mastodon:ana", "bluesky:ana"), ("bluesky:ana", "bob"), ("bob", "mastodon:ana")):
        assert ask("customer", "link", one, other, "--db", ana.path).code == 0
    said = ask("customer", "unlink", "mastodon:ana", "bob", "--db", ana.path).err
    assert "the link between them is gone, but others still make them one person" in said


def test_filters(ana: World, ask: Ask) -> None:
    """A period and a kind narrow the history."""
    ask("customer", "link", "mastodon:ana", "bluesky:ana", "--db", ana.path)
    for args, networks in (
        (("--since", "2026-11-05"), ["mastodon", "bluesky"]),
        (("--kind", "praise"), ["bluesky"]),
        (("--network", "bluesky"), ["bluesky"]),
        (("--limit", "1"), ["mastodon"]),
    ):
        rows = rows_of(ask("customer", "mastodon:ana", "--csv", *args, "--db", ana.path))
        assert [row["network"] for row in rows] == networks


def test_a_deleted_text_is_named_as_such(world: World, ask: Ask) -> None:
    """Where the words are gone, the row says so and keeps what was found."""
    first = complaint(at="10:00")
    world.add(first)
    world.add(replace(first, text="", deleted_at=first.created_at))
    row = rows_of(ask("customer", "ana", "--csv", "--db", world.path))[0]
    assert (row["text"], row["kind"]) == ("(deleted)", "complaint")


def test_mood_marks(world: World, ask: Ask) -> None:
    """The line of moods has a mark for each post: good, bad or neither, the oldest first."""
    first = complaint("Terrible, awful, the worst pizza!", at="10:00")
    world.add(first, post("Do you open at noon?", at="10:10"), praise("Best pizza ever, wonderful!", at="10:20"))
    assert "mood, the oldest post first: -.+" in ask("customer", "ana", "--db", world.path).out


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_it_fits_the_screen(ana: World, ask: Ask, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """No line is wider than the screen."""
    monkeypatch.setenv("COLUMNS", str(columns))
    ask("customer", "link", "mastodon:ana", "bluesky:ana", "--db", ana.path)
    for args in (("mastodon:ana",), ("links",)):
        assert max(map(len, ask("customer", *args, "--db", ana.path).lines)) <= columns

"""What a person says in the interactive inbox: labels, done, satisfied; how it is undone, and what hinders it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seen import Seen, desk_of, watch
from textual import events

from builders import NOW, World, complaint, post
from dump import whole
from mentionwatch.errors import UsageError
from mentionwatch.labelling import Speaker, say
from mentionwatch.refresh import refresh
from mentionwatch.reports import story
from mentionwatch.store import open_for_writing

SAYABLE = (
    ("kind", "complaint"),
    ("kind", "question"),
    ("kind", "praise"),
    ("kind", "other"),
    ("abusive", "yes"),
    ("abusive", "no"),
    ("handled", "phone"),
    ("handled", "in-person"),
    ("outcome", "satisfied"),
)


def labels(world: World) -> list[tuple[str, str, str]]:
    """Give what people said: of which post, and what."""
    with world.open() as store:
        return [tuple(row) for row in store.db.execute("SELECT ref, field, value FROM labels ORDER BY ref, field")]


@pytest.mark.parametrize(
    ("keys", "said", "kept"),
    [
        ("Q", "complaint → question", ("kind", "question")),
        ("p", "complaint → praise", ("kind", "praise")),
        ("o", "complaint → other", ("kind", "other")),
        ("c", "complaint, confirmed", ("kind", "complaint")),
        ("lc", "complaint, confirmed", ("kind", "complaint")),
        ("lq", "complaint → question", ("kind", "question")),
        ("xy", "insults a person", ("abusive", "yes")),
        ("xn", "insults nobody", ("abusive", "no")),
        ("dp", "handled elsewhere, by phone", ("handled", "phone")),
        ("de", "handled elsewhere, by email", ("handled", "email")),
        ("di", "handled elsewhere, in person", ("handled", "in-person")),
        ("dm", "handled elsewhere, by dm", ("handled", "dm")),
    ],
)
def test_every_word_is_kept_and_undone(waiting: World, keys: str, said: str, kept: tuple[str, str]) -> None:
    """Each key keeps its word on the cursor's entry and says so; u leaves every row as it was, on the same entry."""
    before = whole(waiting.path)

    async def script(seen: Seen) -> None:
        await seen.press(*keys)
        assert seen.said == f"bob: {said}; u undoes"
        assert [(field, value) for _, field, value in labels(waiting)] == [kept]
        await seen.press("u")
        assert seen.said == f"bob: undone: {said}"
        assert seen.current == "bob"

    watch(waiting, script)
    assert whole(waiting.path) == before


def test_the_cursor_goes_on_to_the_next(waiting: World) -> None:
    """After each word the cursor stands on the entry that followed, wherever the one before has gone."""

    async def script(seen: Seen) -> None:
        await seen.press("o")
        assert (seen.customers, seen.current) == (["cyd", "dora"], "cyd")
        await seen.press("d", "p")
        assert (seen.customers, seen.current) == (["dora"], "dora")
        await seen.press("o")
        assert "Nobody is waiting." in seen.text
        assert "1 handled elsewhere" in seen.text

    watch(waiting, script)


def test_satisfied(waiting: World) -> None:
    """t says that the customer is satisfied; whoever nobody has replied to waits all the same, and that is said."""
    before = whole(waiting.path)

    async def script(seen: Seen) -> None:
        await seen.press("t")
        assert [(field, value) for _, field, value in labels(waiting)] == [("outcome", "satisfied")]
        assert seen.said == "bob: satisfied, but still without a reply (d takes it out); u undoes"
        assert seen.current == "cyd"
        await seen.press("u")
        assert seen.said == "bob: undone: satisfied"

    watch(waiting, script)
    assert whole(waiting.path) == before


def test_undo_goes_back_level_by_level(waiting: World) -> None:
    """u takes back the last word first, says how many are left, and ends with nothing to undo."""
    before = whole(waiting.path)

    async def script(seen: Seen) -> None:
        await seen.press("o", "d", "p", "p")
        assert len(labels(waiting)) == 3
        await seen.press("u")
        assert seen.said.endswith("u undoes 2 more")
        await seen.press("u", "u")
        assert labels(waiting) == []
        assert seen.customers == ["bob", "cyd", "dora"]
        await seen.press("u")
        assert seen.said == "nothing to undo"

    watch(waiting, script)
    assert whole(waiting.path) == before


def test_undo_brings_an_earlier_word_back(waiting: World) -> None:
    """Where somebody had said something before, u restores it with who said it, when and why."""
    with open_for_writing(waiting.path) as store:
        found = story.find(store.db, "https://mast.example/@bob/1")
        say(store, waiting.rules, found, "kind", value="question", speaker=Speaker(by="kim", note="sure"), at=NOW)
        waiting.refresh(store)
    before = whole(waiting.path)

    async def script(seen: Seen) -> None:
        await seen.press("g", "p")
        assert "question → praise" in seen.said
        await seen.press("u")

    watch(waiting, script)
    assert whole(waiting.path) == before


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(SAYABLE)), min_size=1, max_size=4))
def test_whatever_was_said_can_be_undone(waiting: World, words: list[tuple[int, tuple[str, str]]]) -> None:
    """Any words on any entries, all undone, leave every row of the database as it was."""
    before = whole(waiting.path)
    desk = desk_of(waiting)
    entries = desk.read(is_review=False, by_priority=False).entries
    for place, (field, value) in words:
        desk.say(entries[place], field, value)
    while desk.undo() is not None:
        pass
    assert whole(waiting.path) == before


def test_another_persons_word_is_not_undone(waiting: World) -> None:
    """Where somebody else has spoken since, u tells it, leaves their word, and goes on to the word before."""

    async def script(seen: Seen) -> None:
        await seen.press("j", "o", "g", "p")
        with open_for_writing(waiting.path) as store:
            found = story.find(store.db, "https://mast.example/@bob/1")
            say(store, waiting.rules, found, "kind", value="question", speaker=Speaker(by="kim"), at=NOW)
            refresh(store, waiting.rules, now=NOW)
        await seen.press("u")
        assert "somebody has said otherwise" in seen.words
        assert ("mastodon:bob-21T1800", "kind", "question") in labels(waiting)
        await seen.press("u")
        assert seen.said == "cyd: undone: question → other"

    watch(waiting, script)


def test_esc_says_nothing(waiting: World) -> None:
    """A dialog that is left by Esc, or asked by a key it does not name, keeps nothing."""

    async def script(seen: Seen) -> None:
        await seen.press("d", "z", "y", "escape", "l", "escape", "x", "escape")
        assert labels(waiting) == []
        assert seen.current == "bob"

    watch(waiting, script)


def test_a_thread_without_an_open_matter_can_be_labelled(waiting: World) -> None:
    """In the review list a doubtful post that is in no conversation takes a kind; what it cannot take is told."""
    waiting.add(post("Hm, acme, naja, so la la heute.", at="2026-11-22 09:00", by="uwe"))

    async def script(seen: Seen) -> None:
        await seen.press("r", "g", "o")
        assert "→ other" in seen.said
        assert len(labels(waiting)) == 1

    watch(waiting, script)


def test_a_held_database_is_told(waiting: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds the database a word is refused with the next step, and can be said again after."""
    monkeypatch.setattr("mentionwatch.store.BUSY_SECONDS", 0)

    async def script(seen: Seen) -> None:
        with closing(sqlite3.connect(waiting.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await seen.press("p")
            assert "is held by another program" in seen.words
            assert "try again when it is done" in seen.words
            assert seen.current == "bob"
            assert labels(waiting) == []
            other.execute("ROLLBACK")
        await seen.press("p")
        assert seen.said == "bob: complaint → praise; u undoes"

    watch(waiting, script)


def test_a_held_database_keeps_the_way_back(waiting: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An undo that a held database refuses can be had when it is free."""
    monkeypatch.setattr("mentionwatch.store.BUSY_SECONDS", 0)

    async def script(seen: Seen) -> None:
        await seen.press("p")
        with closing(sqlite3.connect(waiting.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await seen.press("u")
            assert "is held by another program" in seen.words
        await seen.press("u")
        assert labels(waiting) == []

    watch(waiting, script)


def test_a_lost_database_is_told(waiting: World, tmp_path: Path) -> None:
    """A database that has gone is told of, and none is made in its place."""

    async def script(seen: Seen) -> None:
        for path in tmp_path.glob("acme.db*"):
            path.unlink()
        await seen.press("p", "j", "R")
        assert "there is no database at" in seen.words
        assert not waiting.path.exists()

    watch(waiting, script)


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
def test_leaving_at_once_loses_nothing(waiting: World, key: str) -> None:
    """What was said right before the end is kept with its findings, though all keys came at once."""

    async def script(seen: Seen) -> None:
        for typed in ("o", "o", "o", key):
            seen.app.post_message(events.Key(typed, typed if len(typed) == 1 else None))
        while seen.app.is_running:
            await asyncio.sleep(0)

    watch(waiting, script)
    assert [value for *_, value in labels(waiting)] == ["other"] * 3
    with waiting.open() as store:
        assert store.db.execute("SELECT COUNT(*) FROM stale").fetchone()[0] == 0


@pytest.mark.parametrize("keys", ["d", "?", "/"])
def test_ctrl_c_ends_from_everywhere(waiting: World, keys: str) -> None:
    """Ctrl-C ends the program from a dialog, the help and the filter too."""

    async def script(seen: Seen) -> None:
        await seen.press({"?": "question_mark", "/": "slash"}.get(keys, keys))
        await seen.pilot.press("ctrl+c")
        while seen.app.is_running:
            await asyncio.sleep(0)

    watch(waiting, script)


def test_a_word_on_the_brands_own_post_is_refused(world: World) -> None:
    """The desk refuses what `label` refuses, and has nothing to undo then."""
    world.add(complaint(at="10:00"))
    desk = desk_of(world)
    entry = desk.read(is_review=False, by_priority=False).entries[0]
    world.add(post("Hello, Berlin!", at="11:00", by="acme", address=None))
    with pytest.raises(UsageError, match=r"own post"):
        desk.say(replace(entry, ref="mastodon:acme-20T1100"), "kind", "praise")
    assert desk.undo() is None

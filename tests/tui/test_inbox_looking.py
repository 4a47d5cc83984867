"""Looking through the interactive inbox: the list, threads, filters, orders, reasons, and the browser."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from seen import Seen, watch
from textual import events

from builders import NOW, World, complaint, post, reply


def test_the_list_says_who_waits_and_how_long(waiting: World) -> None:
    """Each entry says in words how it stands, of what kind it is, whose, and how urgent."""

    async def script(seen: Seen) -> None:
        assert "inbox: Acme, 22 Nov 10:30  1 overdue, 2 in time" in seen.text
        assert "overdue 14 h 30 min  complaint     bob · mastodon · Kreuzberg" in seen.text
        assert "due in 3 h           question      cyd · mastodon" in seen.text
        assert "urgency 40" in seen.text
        assert "Your Kreuzberg shop sent me a burnt pizza. Awful." in seen.text

    watch(waiting, script)


def test_keys_move(waiting: World) -> None:
    """j, k, the arrows, g and G move the cursor, one entry at a time or to an end."""

    async def script(seen: Seen) -> None:
        for key, customer in (("j", "cyd"), ("down", "dora"), ("k", "cyd"), ("up", "bob"), ("G", "dora"), ("g", "bob")):
            await seen.press(key)
            assert seen.current == customer, key

    watch(waiting, script)


def test_enter_opens_the_thread(world: World) -> None:
    """On a small screen Enter puts the thread in place of the list, and Esc the list in place of the thread."""
    opening = complaint(at="10:00")
    world.add(opening, reply(to=opening, at="12:15"), post("Still nothing!", at="15:00", by="ana", to=opening))

    async def script(seen: Seen) -> None:
        assert "We will send you a fresh one" not in seen.text
        await seen.press("enter")
        assert "ana and Acme on mastodon" in seen.text
        assert "◀ acme (Acme)  20 Nov 13:15, 2 h 15 min later" in seen.text
        assert "We will send you a fresh one" in seen.text
        assert "urgency" in seen.text
        assert "- a complaint (+40)" in seen.text
        await seen.press("escape")
        assert "We will send you a fresh one" not in seen.text

    watch(world, script)


@pytest.mark.parametrize("size", [(140, 40), (90, 44)])
def test_where_there_is_room_the_thread_follows_the_cursor(waiting: World, size: tuple[int, int]) -> None:
    """On a wide or a tall screen the thread stands beside or beneath the list, and is that of the cursor's entry."""

    async def script(seen: Seen) -> None:
        assert "bob and Acme on mastodon, Kreuzberg" in seen.text
        await seen.press("j")
        assert "cyd and Acme on mastodon" in seen.text
        assert "bob · mastodon" in seen.text

    watch(waiting, script, size=size)


def test_the_filter_narrows_as_it_is_typed(waiting: World) -> None:
    """A filter matches customer, text, kind, network and place in any case, all its words; Esc takes it away."""

    async def script(seen: Seen) -> None:
        for words, customers in (
            ("BURN", ["bob"]),
            ("quest", ["cyd"]),
            ("mas d", ["bob", "cyd", "dora"]),
            ("kreuz bo", ["bob"]),
        ):
            await seen.press("slash", *("space" if char == " " else char for char in words))
            assert seen.customers == customers, words
            await seen.press("escape")
            assert seen.customers == ["bob", "cyd", "dora"]

    watch(waiting, script)


def test_a_filter_stays_until_it_is_taken_away(waiting: World) -> None:
    """After Enter the keys are commands again, on what the filter has left; a filter that matches nothing says so."""

    async def script(seen: Seen) -> None:
        await seen.press("slash", "d", "o", "r", "a", "enter", "o")
        assert seen.said == "dora: praise → other; u undoes"
        assert "Nothing matches 'dora'; Esc shows all." in seen.text
        await seen.press("escape")
        assert seen.customers == ["bob", "cyd"]

    watch(waiting, script)


def test_letters_typed_ahead_are_no_commands(waiting: World) -> None:
    """What arrives together with `/` belongs to the filter, though the filter did not stand there yet."""

    async def script(seen: Seen) -> None:
        for key, character in (("slash", "/"), ("c", "c"), ("o", "o"), ("p", "p")):
            seen.app.post_message(events.Key(key, character))
        await seen.settle()
        assert "filter: cop" in seen.text
        with waiting.open() as store:
            assert store.db.execute("SELECT COUNT(*) FROM labels").fetchone()[0] == 0

    watch(waiting, script)


def test_sorting(world: World) -> None:
    """`s` puts the most urgent first within how entries stand, and again the earliest due."""
    world.add(
        complaint("Meh. The crust was dry and the salad was cold.", at="2026-11-20 08:00", by="calm"),
        complaint("I waited two hours. I will never order from you again!", at="2026-11-20 12:00", by="leaving"),
    )

    async def script(seen: Seen) -> None:
        assert seen.customers == ["calm", "leaving"]
        await seen.press("s")
        assert (seen.customers, seen.said) == (["leaving", "calm"], "by priority")
        assert "inbox by priority" in seen.text
        await seen.press("s")
        assert (seen.customers, seen.said) == (["calm", "leaving"], "by due time")

    watch(world, script)


def test_the_review_list(waiting: World) -> None:
    """`r` lists what was judged with doubt or not at all, says how sure, and then the inbox again."""
    waiting.add(post("Wo bleibt denn meine Pizza? Das dauert ja ewig hier.", at="2026-11-22 09:00", by="uwe"))

    async def script(seen: Seen) -> None:
        await seen.press("r")
        assert "uwe" in seen.customers
        assert "bob" not in seen.customers
        assert "waits, not judged" in seen.text
        await seen.press("s")
        assert "one order" in seen.said
        await seen.press("g", "c", "r")
        assert "uwe" in seen.customers

    watch(waiting, script)


def test_an_empty_inbox_is_told(world: World) -> None:
    """Where nobody waits the list says so, and no key that needs an entry does harm."""
    opening = complaint(at="10:00")
    world.add(opening, reply(to=opening, at="10:05"))

    async def script(seen: Seen) -> None:
        assert "Nobody is waiting." in seen.text
        await seen.press(*"cQpoxdltew", "enter", "u")
        assert seen.said == "nothing to undo"

    watch(world, script)


def test_of_two_readings_the_later_is_shown(waiting: World) -> None:
    """A reading that began before another is not shown after it, however long it takes."""
    is_next_held, has_begun, may_end = Event(), Event(), Event()
    later = NOW + timedelta(minutes=1)

    def clock() -> datetime:
        if not is_next_held.is_set():
            return later if has_begun.is_set() else NOW
        is_next_held.clear()
        has_begun.set()
        may_end.wait(60)
        return NOW

    async def script(seen: Seen) -> None:
        is_next_held.set()
        await seen.pilot.press("R")
        assert await asyncio.to_thread(has_begun.wait, 60)
        await seen.pilot.press("R")
        while "22 Nov 10:31" not in seen.text:
            await seen.pilot.pause()
        may_end.set()
        await seen.settle()
        assert "22 Nov 10:31" in seen.text

    watch(waiting, script, clock=clock)


def test_reload_sees_what_came_meanwhile(waiting: World) -> None:
    """R reads the list again; the cursor stays on its entry though others came before it."""

    async def script(seen: Seen) -> None:
        await seen.press("j")
        waiting.add(complaint("My order never came. Where is it?", at="2026-11-19 12:00", by="gil"))
        await seen.press("R")
        assert seen.customers == ["gil", "bob", "cyd", "dora"]
        assert seen.current == "cyd"

    watch(waiting, script)


def test_reasons(waiting: World) -> None:
    """`e` shows why a post was judged as it was, and Esc goes back."""

    async def script(seen: Seen) -> None:
        await seen.press("e")
        assert "Why it was judged so" in seen.text
        assert "complaint to Acme" in seen.text
        assert "because" in seen.text
        await seen.press("escape")
        assert "Why it was judged so" not in seen.text

    watch(waiting, script, size=(80, 40))


def test_help_names_every_key(waiting: World) -> None:
    """`?` tells all keys on a screen of 24 lines."""

    async def script(seen: Seen) -> None:
        await seen.press("question_mark")
        for key in ("j k", "g G", "Enter", "Esc", "/ ", "s ", "r ", "e ", "w ", "R F5", "q Ctrl-C", "c Q p o"):
            assert f"│ {key}" in seen.text, key
        for key in ("l ", "x ", "d ", "t ", "u "):
            assert f"│ {key}" in seen.text, key
        await seen.press("q")
        assert "overdue" in seen.text

    watch(waiting, script)


def test_the_users_browser_gets_the_address(waiting: World, tmp_path: Path) -> None:
    """`w` starts $BROWSER with the post's address as one argument, and no shell between."""
    pipe, browser = tmp_path / "pipe", tmp_path / "my browser"
    os.mkfifo(pipe)
    browser.write_text(f'#!/bin/sh\necho noise\nprintf "%s|%s" "$#" "$1" > "{pipe}"\n')
    browser.chmod(0o755)

    async def script(seen: Seen) -> None:
        await seen.press("w")
        assert pipe.read_text() == "1|https://mast.example/@bob/1"
        assert seen.said == "opened https://mast.example/@bob/1"

    watch(waiting, script, environ={"BROWSER": f"'{browser}'"})


@pytest.mark.parametrize("environ", [{}, {"BROWSER": "/nowhere/firefox"}, {"BROWSER": "w3m"}, {"BROWSER": "'"}])
def test_without_a_browser_the_address_is_shown(waiting: World, environ: dict[str, str]) -> None:
    """Over ssh, or where $BROWSER would need this terminal, `w` shows the address to copy."""

    async def script(seen: Seen) -> None:
        await seen.press("w")
        assert "https://mast.example/@bob/1" in seen.text
        await seen.press("escape", "j", "w")
        assert seen.said == "this post has no web address"

    watch(waiting, script, environ=environ)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "--version",
        "https://",
        "https://a.example/ -x",
        "https://a.example/\x1b]0;x\x07",
        "https://[a.example/",
    ],
)
def test_a_browser_gets_web_addresses_only(world: World, url: str) -> None:
    """What is no plain http or https address is given to no browser."""
    world.add(complaint(at="10:00", url=url))

    async def script(seen: Seen) -> None:
        await seen.press("w")
        assert seen.said == "its address is none for a browser"

    watch(world, script, environ={"BROWSER": "/bin/false"})


def test_a_narrow_screen(waiting: World) -> None:
    """On 40 columns every entry still says how it stands, of what kind, whose and what; no line is wider."""

    async def script(seen: Seen) -> None:
        assert "overdue 14 h 30 min  complaint     40" in seen.text
        assert "  bob: Your Kreuzberg shop sent me a…" in seen.text
        await seen.press("enter")
        assert "bob and Acme on mastodon, Kreuzberg" in seen.text
        await seen.press("question_mark")
        assert "Keys" in seen.text
        await seen.press("escape", "d")
        assert "by phone" in seen.text
        assert max(map(len, seen.lines)) <= 40

    watch(waiting, script, size=(40, 24))


def test_a_resized_screen(waiting: World) -> None:
    """When the terminal grows or shrinks the panes move, and the lines are cut anew."""

    async def script(seen: Seen) -> None:
        await seen.pilot.resize_terminal(140, 40)
        await seen.settle()
        assert "bob and Acme on mastodon, Kreuzberg" in seen.text
        await seen.pilot.resize_terminal(40, 20)
        await seen.settle()
        assert "bob and Acme on mastodon" not in seen.text
        assert seen.current == "bob"

    watch(waiting, script)

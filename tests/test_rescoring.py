"""A changed promise, calendar, account or label changes history, and nothing stays of how it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import NOW, RULES, World, account, complaint, praise, question, reply
from dump import whole
from mentionwatch.clock import from_text
from mentionwatch.config import BrandAccount, BusinessHours, FeedHours, JudgeRules, Place, Rules, Sla
from mentionwatch.labelling import Speaker, find_word, keep_word
from mentionwatch.model import Post
from mentionwatch.refresh import refresh
from mentionwatch.store import facts, open_for_writing, queries
from mentionwatch.store import feeds as feed_rows

HELPER = BrandAccount(network="mastodon", handle="acmehelp", brand="Acme")
HOURS = BusinessHours(week="mon-fri 09:00-17:00", holidays=(date(2026, 11, 20),))
_PASSING = ("rules", "lessons", "stale")
"""Tables that tell of the way here, not of what was found."""


def fill(world: World) -> None:
    """Add a complaint that another account answers, one that a machine answers, praise, and a silent question."""
    first = complaint(at="2026-11-20 10:00:30")
    second = complaint("Your Kreuzberg shop sent me a burnt pizza. Awful.", at="2026-11-18 18:00:10", by="bob")
    old = question(at="2026-10-24 08:30", by="cyd")
    thanks = praise(at="2026-11-19 12:00", by="dora")
    world.add(
        first,
        second,
        old,
        thanks,
        reply(to=first, at="10:20", by="acmehelp"),
        reply("Thank you!", to=thanks, at="12:00"),
        replace(reply(to=second, at="10:00"), created_at=second.created_at + timedelta(seconds=20)),
        reply("Sorry! We will get back to you by tomorrow.", to=second, at="2026-11-19 09:00"),
    )


def found(path: Path) -> dict[str, Any]:
    """Give all that was found."""
    return {name: rows for name, rows in whole(path).items() if name not in _PASSING}


def waits(world: World) -> dict[str, dict[str, Any]]:
    """Give each customer's first wait."""
    with world.open() as store:
        rows = store.db.execute("SELECT * FROM waits_view WHERE ordinal = 1")
        return {row["customer"]: dict(row) for row in rows}


def changed(**rules: Any) -> Rules:
    """Give other rules."""
    return RULES.model_copy(update=rules)


@pytest.mark.parametrize(
    "rules",
    [
        changed(business_hours=HOURS),
        changed(feed_hours=(FeedHours(feed="acme-mastodon", brand="Acme", hours=HOURS),)),
        changed(sla=(Sla(complaint=timedelta(minutes=10), next_reply=timedelta(minutes=10)),)),
        changed(sla=(Sla(), Sla(since=date(2026, 11, 19), complaint=timedelta(minutes=10)))),
        changed(sla=(Sla(auto_reply_within=timedelta(minutes=1)),)),
        changed(sla=(Sla(lapse_after=timedelta(days=3)),)),
        changed(sla=(Sla(lapse_after=timedelta(days=3)), Sla(since=date(2026, 11, 1), lapse_after=timedelta(days=90)))),
        changed(sla=(Sla(about=True, update=timedelta(hours=1)),)),
        changed(accounts=(*RULES.accounts, HELPER)),
        changed(accounts=()),
        changed(places=(Place(name="SO36", terms=("kreuzberg",)),)),
        changed(timezone="Asia/Tokyo", business_hours=HOURS),
        changed(judge=JudgeRules(complaint_words=("sundays",), ignore=("bob",))),
    ],
    ids=lambda rules: ",".join(
        name for name in type(rules).model_fields if getattr(rules, name) != getattr(RULES, name)
    ),
)
def test_other_rules_hold_for_all_of_history(tmp_path: Path, rules: Rules) -> None:
    """The next refresh finds what a new database finds under these rules, and back again; `rebuild` finds the same."""
    world, anew = World(tmp_path / "acme.db"), World(tmp_path / "new.db", rules=rules)
    fill(world)
    fill(anew)
    before = found(world.path)
    assert before != found(anew.path)
    with open_for_writing(world.path) as store:
        refresh(store, rules, now=NOW)
    assert found(world.path) == found(anew.path)
    with open_for_writing(world.path) as store:
        refresh(store, rules, now=NOW, everything=True)
    assert found(world.path) == found(anew.path)
    with open_for_writing(world.path) as store:
        refresh(store, RULES, now=NOW)
    assert found(world.path) == before


@pytest.mark.parametrize(
    ("customer", "field", "value"),
    [
        ("ana", "kind", "other"),
        ("cyd", "kind", "complaint"),
        ("bob", "outcome", "satisfied"),
        ("ana", "outcome", "lost"),
    ],
)
def test_a_label_changes_what_was_found_and_its_removal_changes_it_back(
    world: World, customer: str, field: str, value: str
) -> None:
    """What a person says is in every finding at once, as if computed anew, and goes without a trace."""
    world.rules = changed(accounts=(*RULES.accounts, HELPER))
    fill(world)
    before = found(world.path)
    told = []
    with open_for_writing(world.path) as store:
        ref = next(one.ref for one in world.posts if one.account.handle == customer)
        for said in (value, None):
            with store.transaction() as db:
                post = queries.find_post(db, ref)
                assert post is not None
                keep_word(db, find_word(db, post, field), value=said, speaker=Speaker(by="jo"), at=NOW)
            for everything in (False, True):
                refresh(store, world.rules, now=NOW, everything=everything)
                told.append(found(world.path))
    assert told[0] == told[1] != before
    assert told[2] == told[3] == before


@pytest.mark.parametrize("days", [1, 2, 8, 31, 200])
def test_what_lapses_with_time_is_told_as_if_computed_then(world: World, days: int) -> None:
    """A refresh on a later day, with nothing new, finds what a rebuild on that day finds."""
    fill(world)
    with open_for_writing(world.path) as store:
        for day in range(1, days + 1, max(days // 5, 1)):
            refresh(store, world.rules, now=NOW + timedelta(days=day))
        refresh(store, world.rules, now=NOW + timedelta(days=days))
        then = found(world.path)
        assert refresh(store, world.rules, now=NOW + timedelta(days=days)).threads == 0
        refresh(store, world.rules, now=NOW + timedelta(days=days), everything=True)
    assert found(world.path) == then
    lapsed = {name for name, wait in waits(world).items() if wait["is_lapsed"]}
    assert lapsed == ({"cyd", "ana"} if days >= 31 else {"cyd"})


def test_a_promise_with_a_date_leaves_earlier_waits_as_they_were_judged(world: World) -> None:
    """Without `from` the promise of today holds for all; with it, a wait is judged by what held when it opened."""
    fill(world)
    for sla, minutes in (
        ((Sla(complaint=timedelta(minutes=10)),), {"ana": 10, "bob": 10}),
        ((Sla(), Sla(since=date(2026, 11, 19), complaint=timedelta(minutes=10))), {"ana": 10, "bob": 60}),
        ((Sla(), Sla(since=date(2026, 11, 22), complaint=timedelta(minutes=10))), {"ana": 60, "bob": 60}),
    ):
        with open_for_writing(world.path) as store:
            refresh(store, changed(sla=sla), now=NOW)
        assert {name: waits(world)[name]["due_seconds"] // 60 for name in minutes} == minutes


def test_the_calendar_of_the_feed_that_brought_the_post_holds(tmp_path: Path) -> None:
    """Else the brand's own; a rival has none, unless its own feed has."""
    night = BusinessHours(week="mon-sun 18:00-20:00", timezone="UTC")
    rival = BrandAccount(network="mastodon", handle="globex", brand="Globex")
    feed_hours = (FeedHours(feed="acme-reddit", brand="Acme", hours=night),)
    asked = complaint(at="2026-11-19 08:00")
    other = complaint(
        at="2026-11-19 08:00", by=replace(asked.account, ref="reddit:eve", network="reddit", handle="eve")
    )
    theirs = complaint("@globex my bag is lost. Awful!", at="2026-11-19 08:00", by="bob")
    seconds = {}
    for of_rival in ((), (FeedHours(feed="globex-mastodon", brand="Globex", hours=night),)):
        accounts = (*RULES.accounts, rival, BrandAccount(network="reddit", handle="acme", brand="Acme"))
        rules = changed(accounts=accounts, business_hours=HOURS, feed_hours=(*feed_hours, *of_rival))
        world = World(tmp_path / f"{len(of_rival)}.db", rules=rules)
        world.add(asked, other, *(reply(to=one, at="2026-11-20 08:00") for one in (asked, other)))
        world.add(theirs, reply(to=theirs, at="2026-11-20 08:00", by="globex"), brand="Globex")
        rows = waits(world).values()
        seconds[len(of_rival)] = {(row["brand"], row["network"]): row["business_seconds"] for row in rows}
        assert all(from_text(row["closed_at"]) - from_text(row["opened_at"]) == timedelta(days=1) for row in rows)
    ours = {("Acme", "mastodon"): 8 * 3600, ("Acme", "reddit"): 2 * 3600}
    assert seconds == {0: {**ours, ("Globex", "mastodon"): None}, 1: {**ours, ("Globex", "mastodon"): 2 * 3600}}


def test_a_second_feed_that_brings_a_post_brings_its_calendar(world: World) -> None:
    """Whichever feed comes first, and whenever the other comes, the same calendar holds."""
    hours = (FeedHours(feed="other-mastodon", brand="Acme", hours=HOURS),)
    world.rules = changed(feed_hours=hours)
    asked = complaint(at="2026-11-19 08:00")
    answer = reply(to=asked, at="2026-11-20 08:00")
    world.add(asked, answer)
    assert waits(world)["ana"]["business_seconds"] is None
    _bring(world, "other-mastodon", asked)
    assert waits(world)["ana"]["business_seconds"] == 8 * 3600
    then = found(world.path)
    with open_for_writing(world.path) as store:
        refresh(store, world.rules, now=NOW, everything=True)
    assert found(world.path) == then


def _bring(world: World, feed: str, *posts: Post) -> None:
    with open_for_writing(world.path) as store:
        with store.transaction() as db:
            feed_rows.hold_feed(db, feed, network="mastodon", brand="Acme")
            facts.write_posts(db, posts, feed=feed, seen_at=world.now)
        world.refresh(store)


def test_followers_that_come_later_are_those_of_waits_that_came_without(world: World) -> None:
    """A wait whose post named no followers holds the account's newest number, as a rebuild would find it."""
    world.add(complaint(at="2026-11-19 08:00"))
    for number, followers in enumerate((1_500, None, 20), start=10):
        world.add(question(at=f"2026-11-19 {number}:00", by=account("ana", followers=followers)))
        then = found(world.path)
        with open_for_writing(world.path) as store:
            refresh(store, world.rules, now=NOW, everything=True)
        assert found(world.path) == then
    with world.open() as store:
        assert [row[0] for row in store.db.execute("SELECT followers FROM waits ORDER BY opened_at")] == [
            20,
            1500,
            20,
            20,
        ]

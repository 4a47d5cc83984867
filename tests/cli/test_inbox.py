"""The inbox: who stands in it and in what order, why somebody is urgent, and what leaves it."""

from __future__ import annotations

import csv
import io
import json
import shlex
from datetime import timedelta
from typing import Any

import pytest

from builders import NOW, World, account, complaint, instant, post, praise, question, reply
from console import Ask
from mentionwatch.config import PriorityRules, Sla
from mentionwatch.model import Address
from mentionwatch.reports import waiting
from mentionwatch.store import open_for_writing
from mentionwatch.store.people import add_link

STANDINGS = ("overdue", "due_soon", "due", "cannot_know", "handled_elsewhere")


def listed(ask: Ask, world: World, *args: str) -> list[dict[str, str]]:
    """Give the rows of the inbox."""
    said = ask("inbox", "--db", world.path, "--csv", *args)
    assert said.code == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def who(ask: Ask, world: World, *args: str) -> list[str]:
    """Give the customers of the inbox in order."""
    return [row["customer"] for row in listed(ask, world, *args)]


def figures(ask: Ask, world: World, *args: str) -> dict[str, Any]:
    """Give the figures above the list."""
    return json.loads(ask("inbox", "--db", world.path, "--json", *args).out)["figures"]


@pytest.fixture
def queue(world: World) -> World:
    """A world with two overdue, one due soon, one in time, and one of whom nothing can be known."""
    world.add(
        complaint(at="2026-11-21 10:00", by="early"),
        complaint("Never again! Cold pizza, rude staff.", at="2026-11-21 12:00", by="angry"),
        complaint(at="2026-11-22 08:40", by="soon"),
        question(at="2026-11-22 09:00", by="young"),
    )
    world.add(complaint(at="2026-11-20 10:00", by=account("unseen", network="reviews")), is_covered=False)
    return world


def test_overdue_first_then_by_due_time(queue: World, ask: Ask) -> None:
    """The overdue stand first, then the due soon, those in time, and the unknown; each the earliest due first."""
    assert who(ask, queue) == ["early", "angry", "soon", "young", "unseen"]
    assert [row["standing"] for row in listed(ask, queue)] == ["overdue", "overdue", "due_soon", "due", "cannot_know"]


def test_sort_by_priority_keeps_the_standings(queue: World, ask: Ask) -> None:
    """With --sort priority the most urgent of the overdue stands first; who is in time stays behind them."""
    assert who(ask, queue, "--sort", "priority") == ["angry", "early", "soon", "young", "unseen"]
    assert who(ask, queue, "--sort", "due") == who(ask, queue)


def test_of_those_due_at_once_the_most_urgent_comes_first(world: World, ask: Ask) -> None:
    """Where two fall due in the same second, priority decides, also over who is cut off by --limit."""
    world.add(
        question(at="2026-11-21 07:00", by="calm"),
        complaint(at="2026-11-21 10:00", by="loud"),
        complaint("Never again! Cold pizza.", at="2026-11-21 10:00", by="leaving"),
    )
    assert who(ask, world) == ["leaving", "loud", "calm"]
    assert who(ask, world, "--limit", "1") == ["leaving"]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 9])
def test_a_short_list_is_the_beginning_of_the_long_one(queue: World, ask: Ask, limit: int) -> None:
    """However many rows are asked for, they are the first of all, and the figures stay those of all."""
    for more in ((), ("--sort", "priority")):
        assert who(ask, queue, "--limit", str(limit), *more) == who(ask, queue, *more)[:limit]
    assert figures(ask, queue, "--limit", str(limit)) == figures(ask, queue)


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("narrowed", [(), ("--network", "mastodon"), ("--since", "2026-11-21")])
def test_each_figure_lists_as_many_rows_as_it_counts(
    queue: World, ask: Ask, standing: str, narrowed: tuple[str, ...]
) -> None:
    """The command beside a figure lists its cases, under the same options."""
    ask("done", "mastodon:angry-21T1200", "--by", "phone", "--db", queue.path)
    figure = figures(ask, queue, *narrowed)[standing]
    command = figure["rows"].split()
    assert command[:4] == ["mentionwatch", "inbox", "--standing", standing]
    rows = listed(ask, queue, *command[2:])
    assert len(rows) == figure["n"]
    assert {row["standing"] for row in rows} <= {standing}


def test_the_summary_counts_and_lists_the_same(queue: World, ask: Ask) -> None:
    """`report` has the inbox's figures, and `--rows --figure` lists their cases too."""
    told = json.loads(ask("report", "--db", queue.path, "--json").out)["figures"]
    assert [told[name]["n"] for name in STANDINGS] == [2, 1, 1, 1, 0]
    rows = ask("report", "--rows", "--figure", "overdue", "--csv", "--db", queue.path).out
    assert [row["customer"] for row in csv.DictReader(io.StringIO(rows))] == ["early", "angry"]


@pytest.mark.parametrize("supposed", ["complaint=20h", "hours=mon-sun 00:00-06:00"])
def test_what_is_supposed_moves_the_counts_and_their_lists(queue: World, ask: Ask, supposed: str) -> None:
    """Under --what-if the counts follow, and the command beside each lists as many rows, supposing the same."""
    args = ("report", "--db", queue.path, "--what-if", supposed)
    told = json.loads(ask(*args, "--json").out)["figures"]
    assert [told[name]["n"] for name in STANDINGS] != [2, 1, 1, 1, 0]
    for name in STANDINGS:
        said = ask(*shlex.split(told[name]["rows"])[1:], "--csv", "--db", queue.path)
        rows = list(csv.DictReader(io.StringIO(said.out)))
        assert (len(rows), {row["standing"] for row in rows} <= {name}) == (told[name]["n"], True)


def test_rows_say_when_how_urgent_and_why(queue: World, ask: Ask) -> None:
    """A row holds the due time, the wait so far, the priority, its reasons, and the words for what stands out."""
    row = next(row for row in listed(ask, queue) if row["customer"] == "angry")
    assert (row["due_at"], row["waiting_seconds"], row["priority"]) == ("2026-11-21T13:00:00Z", "77400", "65")
    assert row["reasons"] == 'a complaint (+40); may leave: "never again" (+25)'
    assert row["signs"] == "may leave"
    out = ask("inbox", "--db", queue.path).out
    assert 'due: 21 Nov 14:00; priority: 65; because: a complaint (+40); may leave: "never again"' in " ".join(
        out.split()
    )


def test_done_is_counted_and_undone(queue: World, ask: Ask) -> None:
    """What was handled elsewhere leaves the list and is counted beside it, in the summary and in `report missed`."""
    name = "mastodon:early-21T1000"
    assert figures(ask, queue)["handled_elsewhere"]["n"] == 0
    ask("done", name, "--by", "phone", "--db", queue.path)
    assert who(ask, queue) == ["angry", "soon", "young", "unseen"]
    assert figures(ask, queue)["handled_elsewhere"]["n"] == 1
    assert "handled elsewhere" in ask("report", "--db", queue.path).out
    note = "1 handled elsewhere, as a person said, and not listed here: mentionwatch inbox --standing handled_elsewhere"
    assert note in " ".join(ask("report", "missed", "--db", queue.path).out.split())
    assert [row["handled_by"] for row in listed(ask, queue, "--standing", "handled_elsewhere")] == ["phone"]
    ask("done", name, "--undo", "--db", queue.path)
    assert who(ask, queue)[0] == "early"
    assert figures(ask, queue)["handled_elsewhere"]["n"] == 0
    assert "handled elsewhere" not in ask("inbox", "--db", queue.path).out


def test_whoever_posts_again_is_back(queue: World, ask: Ask) -> None:
    """A matter handled by phone stands in the inbox again as soon as its customer goes on."""
    ask("done", "mastodon:early-21T1000", "--by", "phone", "--db", queue.path)
    queue.now = NOW + timedelta(minutes=5)
    opening = next(one for one in queue.posts if one.account.handle == "early")
    queue.add(complaint("Nobody has called me. Still no pizza!", at="2026-11-22 09:33", by="early", to=opening))
    assert "early" in who(ask, queue)
    assert figures(ask, queue)["handled_elsewhere"]["n"] == 0


def test_the_lapsed_leave_and_come_with_a_period(world: World, ask: Ask) -> None:
    """Who waits for longer than `lapse_after` is listed only where a period is named, even before the next poll."""
    world.rules = world.rules.model_copy(update={"sla": (Sla(lapse_after=timedelta(days=3)),)})
    world.now = instant("2026-11-20 12:00")
    world.add(complaint(at="2026-11-18 10:00", by="old"), complaint(at="2026-11-20 10:00", by="new"))
    assert who(ask, world) == ["new"]
    assert who(ask, world, "--since", "2026-11-01") == ["old", "new"]


def test_regulars_and_repeat_complaints_are_told(world: World, ask: Ask) -> None:
    """Earlier conversations of the same person count, on any linked account, whatever became of them."""
    told = [complaint(at=f"2026-11-0{day} 10:00", by=account("anna", network="forum")) for day in (1, 2)]
    thanked = praise(at="2026-11-03 10:00")
    agent = account("acme", network="forum")
    answers = [reply(to=one, at=f"{one.created_at:%Y-%m-%d} 10:30", by=agent) for one in told]
    world.add(*told, *answers, thanked, reply("Thank you!", to=thanked, at="2026-11-03 10:30"))
    world.add(complaint(at="2026-11-21 10:00"))
    assert [row["signs"] for row in listed(ask, world) if row["customer"] == "ana"] == [""]
    with open_for_writing(world.path) as store, store.transaction() as db:
        add_link(db, "mastodon:ana", "forum:anna")
    row = next(row for row in listed(ask, world) if row["customer"] == "ana")
    assert row["signs"] == "regular; complained before"
    assert row["priority"] == str(40 + 10 + 20)
    assert "complained before: 2 times in the 180 days before (+20)" in row["reasons"]
    assert "regular: 3 conversations on 3 days" in ask("show", "mastodon:ana-21T1000", "--db", world.path).out
    assert "regular: 3 conversations on 3 days" in ask("explain", "mastodon:ana-21T1000", "--db", world.path).out


def test_influence_is_measured_by_the_brands_own_audience(world: World, ask: Ask) -> None:
    """1 500 followers are much among people with 100, and nothing among those with 9 000."""
    star = account("star", followers=1_500)
    world.add(complaint(at="2026-11-21 10:00", by=star))
    world.add(*(complaint(at="2026-11-21 11:00", by=account(f"few{i}", followers=100)) for i in range(5)))
    signs = {row["customer"]: row["signs"] for row in listed(ask, world)}
    assert (signs["star"], signs["few0"]) == ("influential", "")
    world.add(*(complaint(at="2026-11-21 12:00", by=account(f"many{i}", followers=9_000 + i)) for i in range(5)))
    signs = {row["customer"]: row["signs"] for row in listed(ask, world)}
    assert [name for name, said in signs.items() if said] == ["many4"]


def test_the_configuration_says_who_is_influential(world: World, ask: Ask) -> None:
    """A smaller brand may call 200 followers many."""
    world.rules = world.rules.model_copy(
        update={"priority": PriorityRules.model_validate({"influential": {"share": "100%", "followers": 200}})}
    )
    world.add(*(complaint(at="2026-11-21 10:00", by=account(f"c{many}", followers=many)) for many in (100, 200, 300)))
    assert [row["signs"] for row in sorted(listed(ask, world), key=lambda row: row["customer"])] == [
        "",
        "influential",
        "influential",
    ]


def test_what_spreads_is_told_from_what_is_usual(world: World, ask: Ask) -> None:
    """Forty shares in an hour are viral for somebody with quiet posts, and usual for somebody who always spreads."""
    star = account("star")

    def seen(minutes: int, shares: int, *, quiet: int) -> None:
        world.now = NOW - timedelta(hours=2) + timedelta(minutes=minutes)
        world.add(
            complaint(at="2026-11-22 07:30", by="quiet", shares=quiet),
            complaint(at="2026-11-22 07:30", by=star, shares=shares),
        )

    world.now = instant("2026-11-10 11:00")
    world.add(post("Look at my new shoes", at="2026-11-10 10:00", by=star, shares=30))
    seen(10, 2, quiet=2)
    seen(60, 45, quiet=45)
    assert {row["customer"]: row["signs"] for row in listed(ask, world)} == {"quiet": "viral", "star": ""}
    row = next(row for row in listed(ask, world) if row["customer"] == "quiet")
    assert "viral: shared and answered 45 times an hour, usually 0 (+20)" in row["reasons"]


def test_insults_are_marked_and_add_nothing(world: World, ask: Ask) -> None:
    """An abusive complaint stands in the inbox with the points of a complaint; an insult without a matter in none."""
    world.add(
        complaint("My parcel is lost for two weeks and nobody answers, you stupid idiots!", at="2026-11-21 10:00"),
        post("You are such idiots", at="2026-11-21 11:00", by="bob"),
    )
    (row,) = listed(ask, world)
    assert (row["customer"], row["abusive"], row["signs"], row["priority"]) == ("ana", "1", "insults", "40")
    assert "insults a person: yes" in " ".join(ask("inbox", "--db", world.path).out.split())


def test_complaints_that_do_not_tag_the_brand_have_reasons_too(world: World, ask: Ask) -> None:
    """The list below the inbox says how urgent each one is; what was handled elsewhere leaves it as well."""
    about = complaint("Acme lost my parcel, never again!", at="2026-11-21 10:00", address=Address.ABOUT)
    world.add(about)
    out = ask("inbox", "--db", world.path).out
    assert "Complaints about you that do not tag you" in out
    assert 'may leave: "never again" (+25)' in " ".join(out.split())
    ask("done", about.ref, "--by", "dm", "--db", world.path)
    assert "Nobody is waiting." in ask("inbox", "--db", world.path).out


def test_review_is_another_list(queue: World, ask: Ask) -> None:
    """--review cannot be narrowed to a standing or sorted by priority."""
    assert ask("inbox", "--review", "--standing", "due", "--db", queue.path).code == 2


def test_the_lists_leave_out_what_the_inbox_does(world: World, ask: Ask) -> None:
    """What lapsed by the promise in force when it was opened is in no list, and what did not is in all of them."""
    short, long = timedelta(days=3), timedelta(days=90)
    day = instant("2026-11-10 00:00").date()
    promises = (Sla(lapse_after=long), Sla(since=day, lapse_after=short))
    world.rules = world.rules.model_copy(update={"sla": promises})
    world.add(
        complaint(at="2026-10-01 10:00", by="patient"),
        complaint(at="2026-11-12 10:00", by="lapsed"),
        complaint(at="2026-11-21 10:00", by="fresh"),
    )
    said = ask("report", "missed", "--db", world.path, "--csv")
    missed = [row["customer"] for row in csv.DictReader(io.StringIO(said.out))]
    assert sorted(missed) == sorted(who(ask, world)) == ["fresh", "patient"]
    assert "there are 2" in ask("report", "unresolved", "--db", world.path).out


def test_the_most_urgent_are_found_without_a_look_at_all(
    world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few waits are told of at a time, the first by priority are those of the whole list."""
    monkeypatch.setattr(waiting, "_CHUNK", 2)
    texts = ("Never again! Cold pizza, rude staff.", "When do you open on Sundays?", "Cold pizza again. Awful!")
    for number in range(12):
        by = account(f"c{number % 7}", followers=(0, 900, 20_000, 300_000)[number % 4])
        at = f"2026-11-2{1 + number // 10} 0{number % 9}:30"
        world.add(complaint(texts[number % 3], at=at, by=by, shares=(None, 40)[number % 5 == 0]))
    everybody = listed(ask, world, "--sort", "priority")
    assert len({row["priority"] for row in everybody}) > 4
    for limit in range(1, 13):
        assert listed(ask, world, "--sort", "priority", "--limit", str(limit)) == everybody[:limit]

"""What-if: the same rows as if the rules had been so all along, and a file that nobody touched."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from sqlite3 import Connection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import NOW, RULES, World, complaint, post, praise, question, reply
from mentionwatch.clock import from_text
from mentionwatch.config import BrandAccount, BusinessHours, FeedHours, Sla
from mentionwatch.errors import UsageError
from mentionwatch.hours import Calendar
from mentionwatch.store import open_for_writing
from mentionwatch.store.temporary import with_reply_between
from mentionwatch.whatif import read_supposed, suppose

_WAIT_COLUMNS = (
    "conversation_id",
    "brand",
    "ordinal",
    "post_id",
    "reply_id",
    "kind",
    "opened_at",
    "due_at",
    "due_seconds",
    "closed_at",
    "seconds",
    "business_seconds",
    "real_closed_at",
    "real_seconds",
)
_SELECTS = {
    "waits": f"SELECT {', '.join(_WAIT_COLUMNS)}, * FROM waits ORDER BY conversation_id, brand, ordinal",
    "conversations": "SELECT * FROM conversations ORDER BY id, brand",
    "replies": "SELECT * FROM replies ORDER BY post_id",
    "waits_view": """
        SELECT conversation_id, ordinal, due_at, due_seconds, seconds, is_missed, is_canned_only, is_covered, outcome,
               reasons
        FROM waits_view
        ORDER BY conversation_id, brand, ordinal
    """,
    "conversations_view": "SELECT * FROM conversations_view ORDER BY id, brand",
    "responses": "SELECT * FROM responses ORDER BY post_id",
    "mentions": "SELECT * FROM mentions ORDER BY post_id, brand",
}
_PROMISES = (
    Sla(),
    Sla(since=(NOW - timedelta(days=20)).date(), complaint=timedelta(hours=2), auto_reply_within=timedelta(minutes=2)),
)


def rows(db: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Give all that a report could read."""
    return {name: [tuple(row) for row in db.execute(select)] for name, select in _SELECTS.items()}


def supposed(world: World, *texts: str, brand: str | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Read a world as if something else held."""
    with world.open() as store, store.snapshot() as db:
        suppose(db, world.rules, read_supposed(texts), brand=brand, now=world.now)
        return rows(db)


def fill(world: World, random: Random) -> None:
    """Add ten conversations of all kinds, some with a few posts more."""
    draw, posts = random.randrange, []
    made = (complaint, question, praise, post)
    for number in range(10):
        opened = NOW - timedelta(days=draw(50), minutes=draw(1440))
        text = "@acme hm" if number % 4 == 3 else None
        first = made[number % 4](*([text] if text else []), at=f"{opened:%Y-%m-%d %H:%M}", by=f"c{number}")
        first = replace(first, ref=f"mastodon:{number}", created_at=first.created_at + timedelta(seconds=1 + draw(59)))
        posts.append(first)
        at = first.created_at
        for step in range(draw(4)):
            at += timedelta(seconds=(3, 40, 200, 4000, 90_000, 3_000_000)[draw(6)])
            is_brand = draw(2) == 0
            words = ("Sorry! We will get back to you by tomorrow.", "Please send us a DM.", "Sorry about that pizza.")
            said = words[draw(3)] if is_brand else "Still no pizza, and nobody answers. Terrible!"
            next_one = post(said, at="10:00", to=posts[-1], by="acme" if is_brand else f"c{number}")
            posts.append(replace(next_one, ref=f"{first.ref}-{step}", created_at=min(at, NOW)))
    world.add(*posts)


_SUPPOSED = {
    "complaint=30m": {"complaint": timedelta(minutes=30)},
    "question=10h": {"question": timedelta(hours=10)},
    "praise=1h": {"praise": timedelta(hours=1)},
    "next_reply=45m": {"next_reply": timedelta(minutes=45)},
    "update=2h": {"update": timedelta(hours=2)},
    "warn_at=50%": {"warn_at": 0.5},
    "auto_reply_within=30s": {"auto_reply_within": timedelta(seconds=30)},
    "auto_reply_within=1h": {"auto_reply_within": timedelta(hours=1)},
    "auto_reply_within=0s": {"auto_reply_within": timedelta(0)},
    "lapse_after=5d": {"lapse_after": timedelta(days=5)},
    "lapse_after=90d": {"lapse_after": timedelta(days=90)},
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    texts=st.lists(st.sampled_from(sorted(_SUPPOSED)), min_size=1, max_size=3, unique_by=lambda text: text[:6]),
    sla=st.sampled_from([_PROMISES[:1], _PROMISES]),
)
def test_it_is_as_if_the_rules_had_been_so(
    tmp_path_factory: pytest.TempPathFactory, seed: int, texts: list[str], sla: tuple[Sla, ...]
) -> None:
    """Whatever promise or limit is supposed, every row is what a database computed by those rules holds."""
    path = tmp_path_factory.mktemp("whatif") / "acme.db"
    hours = BusinessHours(week="mon-fri 09:00-17:00")
    world = World(path, rules=RULES.model_copy(update={"sla": sla, "business_hours": hours}))
    fill(world, Random(seed))
    found = supposed(world, *texts)
    changes = {key: value for text in texts for key, value in _SUPPOSED[text].items()}
    world.rules = world.rules.model_copy(update={"sla": tuple(one.model_copy(update=changes) for one in sla)})
    with open_for_writing(path) as store:
        world.refresh(store)
    with world.open() as store:
        assert found == rows(store.db)


HOURS = BusinessHours(week="mon-fri 09:00-17:00", holidays=(date(2026, 11, 19),))


def of_waits(found: dict[str, list[tuple[Any, ...]]], *columns: str) -> list[tuple[Any, ...]]:
    """Give some columns of the waits."""
    numbers = [_WAIT_COLUMNS.index(column) for column in columns]
    return [tuple(row[number] for number in numbers) for row in found["waits"]]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_waits_in_business_hours_are_as_long_as_their_business_time(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Lengths become what stood beside them, and the promise falls due when so much business time has passed."""
    path = tmp_path_factory.mktemp("whatif") / "acme.db"
    world = World(path, rules=RULES.model_copy(update={"business_hours": HOURS}))
    fill(world, Random(seed))
    calendar = Calendar(HOURS.week, world.rules.zone, holidays=(date(2026, 11, 19),))
    with world.open() as store:
        stored = rows(store.db)
    for texts in (["hours=business"], ["hours=mon-fri 09:00-17:00"]):
        found = supposed(world, *texts)
        before = of_waits(stored, "business_seconds", "opened_at", "due_seconds", "closed_at")
        after = of_waits(found, "seconds", "opened_at", "due_seconds", "closed_at")
        assert after == before
        dues = of_waits(found, "opened_at", "due_seconds", "due_at")
        assert all(calendar.add(from_text(opened), due) == from_text(at) for opened, due, at in dues)
        reals = of_waits(found, "opened_at", "real_closed_at", "real_seconds")
        for opened, closed, seconds in reals:
            real = calendar.business_seconds(from_text(opened), from_text(closed)) if closed else None
            assert seconds == real


def test_the_file_is_not_touched(world: World) -> None:
    """Not a byte of the database or of what stands beside it changes, also while a writer has it open."""
    fill(world, Random(1))
    world.rules = world.rules.model_copy(update={"business_hours": HOURS})
    every = ["complaint=5m", "update=1h", "auto_reply_within=1h", "lapse_after=2d", "hours=business"]

    def digests() -> dict[str, str]:
        # Any reader makes an empty -wal, and a -shm, which is memory that programs share.
        files = [world.path.with_name(f"acme.db{suffix}") for suffix in ("", "-wal")]
        held = {file.name: file.read_bytes() for file in files if file.exists()}
        return {name: hashlib.sha256(content).hexdigest() for name, content in held.items() if content}

    for is_open in (False, True):
        with open_for_writing(world.path) if is_open else nullcontext() as store:
            if store is not None:
                with store.transaction() as db:
                    db.execute("UPDATE waits SET followers = 7")
                assert world.path.with_name("acme.db-wal").stat().st_size
            before = digests()
            first = supposed(world, *every)
            assert digests() == before
            with world.open() as reader:
                assert rows(reader.db) != first


def test_a_rival_without_hours_is_refused_and_a_week_holds_for_all(world: World) -> None:
    """Our hours are not a rival's; a week that is supposed is everybody's."""
    rival = BrandAccount(network="mastodon", handle="globex", brand="Globex")
    world.rules = RULES.model_copy(
        update={
            "accounts": (*RULES.accounts, rival),
            "feed_hours": (FeedHours(feed="acme-mastodon", brand="Acme", hours=HOURS),),
        }
    )
    world.add(complaint(at="2026-11-20 17:30"))
    world.add(complaint("@globex my bag is lost. Awful!", at="2026-11-20 17:30", by="bob"), brand="Globex")
    with pytest.raises(UsageError, match="no business hours are set for Globex") as caught:
        supposed(world, "hours=business")
    assert "hours='mon-fri 09:00-17:00'" in caught.value.hint
    dues = {row[:2] for row in of_waits(supposed(world, "hours=business", brand="Acme"), "brand", "due_at")}
    assert dues == {("Acme", "2026-11-23T09:00:00Z"), ("Globex", "2026-11-20T18:30:00Z")}
    dues = {row[:2] for row in of_waits(supposed(world, "hours=mon-fri 10:00-16:00"), "brand", "due_at")}
    assert dues == {("Acme", "2026-11-23T10:00:00Z"), ("Globex", "2026-11-23T10:00:00Z")}


def test_only_what_a_limit_touches_is_told_again(world: World) -> None:
    """A conversation whose replies are all slower or faster than both limits is left as it is stored."""
    asked = [complaint(at="10:00", by=name) for name in ("ana", "ben", "cem")]
    asked = [replace(one, created_at=one.created_at + timedelta(seconds=1)) for one in asked]
    gaps = (4, 20, 4000)
    replies = [
        replace(reply(to=one, at="10:00"), created_at=one.created_at + timedelta(seconds=gap))
        for one, gap in zip(asked, gaps, strict=True)
    ]
    world.add(*asked, *replies)
    with world.open() as store, store.snapshot() as db:
        told = with_reply_between(db, 10, 30, since="", until="9")
        assert [thread for thread, _, _ in told] == [asked[1].ref]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("complain=1h", "'complain=1h' cannot be read", "did you mean complaint=...?"),
        ("complaint", "'complaint' cannot be read", "write KEY=VALUE"),
        ("sla=1h", "cannot be read", "the keys are complaint, question"),
        ("complaint=0s", "must be longer than 0s", "write one such as 90s"),
        ("complaint=soon", "not a duration: 'soon'", "write 90s, 5m"),
        ("warn_at=200%", "this is no share", "75%"),
        ("hours=open", "no days of the week: 'open'", "or hours=business"),
    ],
)
def test_what_cannot_be_supposed_is_refused_with_the_way_to_write_it(text: str, message: str, hint: str) -> None:
    """A wrong key names the nearest right one, a wrong value the form of a value."""
    with pytest.raises(UsageError) as caught:
        read_supposed([text])
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_nothing_is_supposed_twice() -> None:
    """Two values of one key cannot both hold."""
    with pytest.raises(UsageError, match="supposes complaint twice"):
        read_supposed(["complaint=1h", "complaint=2h"])


def test_a_promise_that_never_falls_due_is_refused(world: World) -> None:
    """Ten years of business time do not pass in a minute a week."""
    world.add(complaint(at="10:00"))
    with pytest.raises(UsageError, match="so much business time never passes"):
        supposed(world, "complaint=3650d", "hours=sun 12:00-12:01")

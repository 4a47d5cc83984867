"""What-if: the same rows as if the rules had been so all along, and a file that nobody touched."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from sqlite3 import Connection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import NOW, RULES, World, complaint, post, praise, question, reply
from mentionwatch.config import BusinessHours, FeedHours, Rules, Sla
from mentionwatch.errors import UsageError
from mentionwatch.store import open_for_writing
from mentionwatch.whatif import read_supposed, suppose

_SELECTS = {
    "waits": "SELECT * FROM waits ORDER BY conversation_id, brand, ordinal",
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

"""Whose posts stop a customer's clock, and what it is called when none has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scene import Scene

from builders import World, complaint, reply
from mentionwatch.model import Outcome


@pytest.mark.parametrize("by", ["bob", "globex", "ann"])
def test_only_the_brand_stops_the_clock(by: str) -> None:
    """Neither a third party's answer, nor another brand's, nor the customer's own post does."""
    scene = Scene()
    first = scene.complaint("10:00")
    if by == "globex":
        scene.reply("10:10", to=first, by=by)
    else:
        scene.post(None, "10:10", to=first, by=by, text="have you tried to turn it off?")
    story = next(story for story in scene.stories() if story.exchange.brand == "Acme")
    assert (story.outcome, story.first_reply_at) == (Outcome.WAITING, None)
    assert story.open_wait is not None
    assert story.open_wait.post_id == 1


@pytest.mark.parametrize("by", ["acme", "acmehelp"])
def test_any_account_of_the_brand_stops_the_clock(by: str) -> None:
    """Customers do not care which of a brand's accounts answers; the first that does ends their wait."""
    scene = Scene()
    first = scene.complaint("10:00")
    scene.reply("10:10", to=first, by=by)
    scene.reply("10:20", to=first, by="acmehelp" if by == "acme" else "acme")
    (wait,) = scene.story().waits
    assert (wait.seconds, wait.reply_id) == (600, 2)


def test_missed_and_canned_only_are_never_the_same_case(world: World) -> None:
    """Whoever got a stock text was not missed, and whoever was missed got none; a personal reply ends both."""
    text = "We are sorry to hear about your experience and will do better the next time you visit us."
    asked = [complaint(at=f"{hour}:00", by=name) for hour, name in ((10, "ann"), (11, "ben"), (12, "cem"), (13, "dan"))]
    missed = complaint(at="14:00", by="eve")
    stock = [reply(text, to=one, at=f"{one.created_at + timedelta(minutes=20):%H:%M}") for one in asked]
    world.add(*asked, missed, *stock, reply("Dan, I have refunded your 12 euros just now.", to=asked[3], at="15:00"))
    with world.open() as store:
        rows = store.db.execute("SELECT customer, is_missed, is_canned_only, seconds, real_seconds FROM waits_view")
        told = {row["customer"]: tuple(row)[1:] for row in rows}
    assert told == {
        "ann": (0, 0, 1200, 1200),  # the first two to get it got no stock text
        "ben": (0, 0, 1200, 1200),
        "cem": (0, 1, 1200, None),
        "dan": (0, 0, 1200, 7200),
        "eve": (1, 0, None, None),
    }

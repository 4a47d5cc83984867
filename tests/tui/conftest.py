"""What the tests of the interactive inbox share: a small world in which some wait."""

from __future__ import annotations

import pytest

from builders import World, complaint, praise, question, reply


@pytest.fixture
def waiting(world: World) -> World:
    """A world with an overdue complaint, a question and praise in time, and a complaint that was answered."""
    answered = complaint(at="2026-11-20 10:00", by="eve")
    world.add(
        complaint(
            "Your Kreuzberg shop sent me a burnt pizza. Awful.",
            at="2026-11-21 18:00",
            by="bob",
            url="https://mast.example/@bob/1",
        ),
        question(at="2026-11-22 08:30", by="cyd"),
        praise(at="2026-11-21 19:00", by="dora"),
        answered,
        reply(to=answered, at="2026-11-20 10:20"),
    )
    return world

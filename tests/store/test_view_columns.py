"""The views: each column has a sentence, and what goes on stands beside what has ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import NOW, World, complaint, reply
from mentionwatch.model import TimeQuality
from mentionwatch.store.asking import view_columns
from mentionwatch.store.view_columns import _OF_VIEWS, _SHARED, VIEW_SENTENCES, column_sentence
from mentionwatch.store.views import VIEWS


@pytest.fixture
def columns(world: World) -> dict[str, list[str]]:
    """The columns of the views of a new database."""
    world.add(complaint(at="10:00"))
    with world.open() as store:
        return view_columns(store.db)


def test_every_column_has_a_sentence(columns: dict[str, list[str]]) -> None:
    """No column goes without, and no sentence speaks of a column that is not there."""
    assert set(VIEW_SENTENCES) == set(VIEWS)
    for view, names in columns.items():
        assert all(column_sentence(view, name) for name in names)
        assert set(_OF_VIEWS[view]) <= set(names)
    told_by_view = {name for view, names in columns.items() for name in names if name not in _OF_VIEWS[view]}
    assert set(_SHARED) == told_by_view


def test_sentences_are_of_one_form() -> None:
    """Each begins small (or as a name does) and ends without a point, so that pages can set them in tables."""
    for view, told in {**_OF_VIEWS, "": _SHARED}.items():
        for name, text in told.items():
            assert not text.endswith("."), (view, name)
            assert not text[0].isupper() or text.startswith("TextBlob"), (view, name)
            assert "|" not in text


def test_what_goes_on_stands_beside_what_has_ended(world: World) -> None:
    """An open wait has no seconds, and as many so far as it has been seen; whoever was answered has both alike."""
    answered, waiting = complaint(at="10:00"), complaint(at="11:00", by="ben")
    world.add(answered, waiting, reply(to=answered, at="10:20"))
    so_far = (NOW - waiting.created_at) // timedelta(seconds=1)
    with world.open() as store:
        store.db.create_function("unixepoch", 1, lambda at: _unix(at), deterministic=True)
        for query in (
            "SELECT seconds, seconds_so_far FROM waits_view ORDER BY opened_at",
            "SELECT seconds, seconds_so_far FROM mentions ORDER BY created_at",
            "SELECT real_seconds, real_seconds_so_far FROM waits_view ORDER BY opened_at",
            "SELECT first_reply_seconds, first_reply_seconds_so_far FROM conversations_view ORDER BY opened_at",
            "SELECT longest_seconds, longest_seconds_so_far FROM conversations_view ORDER BY opened_at",
        ):
            assert [tuple(row) for row in store.db.execute(query)] == [(1200, 1200), (None, so_far)]
        in_all = store.db.execute("SELECT waited_seconds, waited_seconds_so_far FROM conversations_view ORDER BY 2")
        assert [tuple(row) for row in in_all] == [(1200, 1200), (0, so_far)]


def test_who_is_not_seen_has_no_time(world: World) -> None:
    """Where no feed shows the brand's replies nobody knows how long it took: not even so far."""
    world.add(complaint(at="10:00"), is_covered=False)
    with world.open() as store:
        row = store.db.execute("SELECT seconds_so_far, real_seconds_so_far, is_timed FROM waits_view").fetchone()
    assert tuple(row) == (None, None, 0)


def test_what_is_estimated_is_in_no_time(world: World) -> None:
    """A wait whose time is a guess has its seconds, and is not among those that the reports time."""
    guessed = replace(complaint(at="10:00"), time_quality=TimeQuality.ESTIMATED)
    world.add(guessed, reply(to=guessed, at="10:20"))
    with world.open() as store:
        row = store.db.execute("SELECT seconds_so_far, is_timed, is_unanswered FROM waits_view").fetchone()
    assert tuple(row) == (1200, 0, 0)


def _unix(at: str) -> int | None:
    from mentionwatch.clock import read_instant

    return None if at is None else int((NOW if at == "now" else read_instant(at)).timestamp())

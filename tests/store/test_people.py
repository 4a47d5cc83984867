"""Accounts that people said are one person's."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from builders import World, account, complaint, reply
from mentionwatch.store import open_for_writing, people

_REFS = [f"mastodon:{letter}" for letter in "abcdefgh"]
_PAIRS = st.lists(st.lists(st.sampled_from(_REFS), min_size=2, max_size=2, unique=True), max_size=12)


def said(path: Path, pairs: Iterable[Sequence[str]], *, back: Iterable[Sequence[str]] = ()) -> dict[str, str]:
    """Give the persons after some links were made and others taken back."""
    with open_for_writing(path) as store, store.transaction() as db:
        for one, other in pairs:
            people.add_link(db, one, other)
        for one, other in back:
            people.remove_link(db, one, other)
        return people.persons(db)


def by_hand(pairs: Iterable[Sequence[str]]) -> dict[str, str]:
    """Give the same by joining sets."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched] + [set(pair).union(*touched)]
    return {ref: min(group) for group in groups for ref in group}


@settings(max_examples=40, deadline=None)
@given(_PAIRS, st.integers())
def test_any_order_of_linking_gives_the_same_persons(pairs: list[list[str]], seed: int) -> None:
    """Shuffled, each pair turned round, said twice: a person is all that is linked, named by the smallest ref."""
    again = [pair[::-1] for pair in pairs] + pairs
    random.Random(seed).shuffle(again)
    with TemporaryDirectory() as folder:
        assert said(Path(folder, "one.db"), pairs) == said(Path(folder, "two.db"), again) == by_hand(pairs)


@settings(max_examples=25, deadline=None)
@given(_PAIRS, _PAIRS)
def test_unlinking_leaves_what_the_other_links_say(pairs: list[list[str]], back: list[list[str]]) -> None:
    """A link that is taken back is as if it had never been made; the others go on joining."""
    taken = [set(pair) for pair in back]
    with TemporaryDirectory() as folder:
        left = [pair for pair in pairs if set(pair) not in taken]
        assert said(Path(folder, "one.db"), pairs, back=back) == by_hand(left)


def test_accounts_are_found_by_ref_network_and_handle(world: World) -> None:
    """A ref is one account; a handle is found in any case, with or without @, and without its server."""
    ana = account("ana@example.social")
    world.add(complaint(at="10:00", by=ana), complaint(at="10:01", by=account("Ana", network="bluesky")))
    with world.open() as store:

        def found(name: str) -> list[str]:
            return [row["ref"] for row in people.accounts_named(store.db, name)]

        assert found("mastodon:ana@example.social") == [ana.ref]
        assert found("Mastodon:ANA@example.social") == [ana.ref]
        assert found("ana") == found("@ANA") == ["bluesky:Ana"]
        assert found("bluesky:ana") == ["bluesky:Ana"]
        assert found("nobody") == found("") == found("an") == []
    world.add(complaint(at="10:02", by=account("bea@example.social")))
    with world.open() as store:
        assert [row["handle"] for row in people.accounts_named(store.db, "Bea")] == ["bea@example.social"]


def test_an_export_names_the_person(world: World) -> None:
    """The customers' last column is their own ref, or the smallest ref of all accounts linked with it."""
    first = complaint(at="10:00", by="zoe")
    world.add(first, reply(to=first, at="10:30"), complaint(at="10:01", by=account("ana", network="bluesky")))
    with open_for_writing(world.path) as store, store.transaction() as db:
        people.add_link(db, "mastodon:zoe", "bluesky:ana")
    world.add(complaint(at="10:02", by="bob"))
    with world.open() as store:
        rows = people.customers(store.db, people.Filter())
        assert {row["customer"]: row["person"] for row in rows} == {
            "zoe": "bluesky:ana",
            "ana": "bluesky:ana",
            "bob": "mastodon:bob",
        }
        ids = people.identities(store.db)
        assert len(ids) == 2
        assert all(set(group) == ids.keys() for group in ids.values())

"""When two replies are the same stock text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mentionwatch.replies.likeness import KEYS, keys, likeness

TEXTS = st.text(max_size=200)


@given(TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_likeness_is_symmetric(form: str, other: str) -> None:
    """Two forms are as alike one way as the other, and wholly alike only if they are equal."""
    found = likeness(form, other)
    assert found == likeness(other, form)
    assert 0.0 <= found <= 1.0
    assert (found == 1.0) is (form == other)


@given(TEXTS, st.integers(0, 2**32 - 1))
@settings(max_examples=300, deadline=None)
def test_keys_are_few_and_ascending(form: str, seed: int) -> None:
    """Any text has at most six keys of 32 bits, ascending, and the same ones each time."""
    found = keys(form, seed)
    assert len(found) <= KEYS
    assert list(found) == sorted(set(found))
    assert all(0 <= key < 2**32 for key in found)
    assert keys(form, seed) == found

"""Patterns are tried on few posts only: those that have one of their words."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mentionwatch.judge import closing, patterns
from mentionwatch.judge.signals import find_signals
from mentionwatch.judge.words import Words

_GATES = (
    (patterns.SPAN, patterns.SPAN_WORDS),
    (patterns.FAILING, patterns.FAILING_WORDS),
    (patterns.GOODBYE, patterns.GOODBYE_WORDS),
    (patterns.SARCASM, patterns.SARCASM_WORDS),
    (patterns.DOUBTING, patterns.DOUBTING_WORDS),
    (patterns.SNEERING, patterns.SNEERING_WORDS),
    (patterns.MOCKING, patterns.MOCKING_WORDS),
    (patterns.WISHING, patterns.WISHING_WORDS),
    (patterns.WRONG_GOODS, patterns.WRONG_GOODS_WORDS),
    (closing._SETTLED, closing._SETTLED_WORDS),
    (closing._SETTLED_FIRST, closing._SETTLED_WORDS),
)
_GLUED = re.compile(r"\d[^\W\d]|[^\W\d](?:min|hr|hour|day|week|wks|month|mths|years)|\W'|'\W|[^\W\d]'(?!\w{1,2}\b)")
"""A length and its unit, or an apostrophe that is no letter's: such words run into one another."""


@pytest.mark.parametrize(("pattern", "gate"), _GATES)
@settings(max_examples=20, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_a_pattern_matches_only_posts_with_one_of_its_words(
    pattern: re.Pattern[str], gate: frozenset[str], data: st.DataObject
) -> None:
    """Leaving a pattern out where none of its words stands loses no match, whatever is said."""
    said = data.draw(st.from_regex(pattern, fullmatch=True).map(str.casefold))
    assume(pattern.search(said) and not _GLUED.search(said))

    assert not gate.isdisjoint(Words.of(said).tokens), said


@pytest.mark.parametrize("said", ["an hour's wait", "a day's wages lost", "two week's delay", "a month's worth of it"])
def test_a_length_of_time_may_own_something(said: str) -> None:
    """A length of time is found before 's as well."""
    assert "time" in {signal.key for signal in find_signals(Words.of(said))}

"""Charts of letters: never wider than asked, nothing for nothing, and the most for the most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mentionwatch.render.charts_text import ASCII, BLOCKS, Glyphs, bar, gathered, heights, labels, share_bar, spread

GLYPHS = st.sampled_from((BLOCKS, ASCII))
COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=400)


def _size(drawn: str, glyphs: Glyphs) -> int:
    """Give how much of a bar is filled, in the smallest steps of its letters."""
    return sum(glyphs.across.index(letter) + 1 for letter in drawn)


@given(st.lists(st.integers(0, 10**9), min_size=1), st.integers(0, 200), GLYPHS)
def test_bars(values: list[int], width: int, glyphs: Glyphs) -> None:
    """No bar is wider than asked, more is never shorter, the most is whole, zero is empty and one is not."""
    most = max(values)
    sizes = [_size(bar(value, most, width, glyphs), glyphs) for value in sorted(values)]
    assert all(cell_len(bar(value, most, width, glyphs)) <= width for value in values)
    assert sizes == sorted(sizes)
    assert sizes[-1] == (width * len(glyphs.across) if most else 0)
    assert all((size > 0) == (value > 0 and width > 0) for value, size in zip(sorted(values), sizes, strict=True))


@given(st.floats(0, 1), st.integers(2, 100), GLYPHS)
def test_shares_fill_their_track(share: float, width: int, glyphs: Glyphs) -> None:
    """A share's bar and what is left of its track are as wide as asked; none and all alone are empty and full."""
    filled, track = share_bar(share, width, glyphs)
    assert cell_len(filled + track) == width
    assert (not filled, not track) == (share == 0, share == 1)


@given(COUNTS, GLYPHS)
def test_heights(values: list[int], glyphs: Glyphs) -> None:
    """Each value is one cell, the highest is that of the highest value, and only zero is empty."""
    drawn = heights(values, glyphs)
    steps = [" ", *glyphs.up]
    assert len(drawn) == len(values)
    assert [steps.index(cell) > 0 for cell in drawn] == [value > 0 for value in values]
    assert not max(values) or drawn[values.index(max(values))] == glyphs.up[-1]
    ordered = [steps.index(cell) for _, cell in sorted(zip(values, drawn, strict=True), key=lambda one: one[0])]
    assert ordered == sorted(ordered)


@given(COUNTS, st.integers(1, 200))
def test_gathering_loses_nothing(values: list[int], width: int) -> None:
    """However few columns there are, they hold all values, and where there is room each holds one."""
    sums, each = gathered(values, width)
    assert len(sums) <= width
    assert sum(sums) == sum(values)
    assert each == 1 or len(values) > width


@given(st.lists(st.text("abc!7", max_size=6), max_size=40), st.integers(1, 8), st.integers(0, 120))
def test_labels_stand_beneath_their_columns(words: list[str], each: int, width: int) -> None:
    """Labels never touch nor pass the width, and each that is shown begins where its column does."""
    line = labels(words, each, width)
    assert cell_len(line) <= width
    shown = [place for place, word in enumerate(words) if word and line[place * each :].startswith(word)]
    assert len(line.split()) <= len(shown)


@pytest.mark.parametrize(("each", "drawn"), [(1, "█ ▄"), (2, "█   ▄"), (4, "███     ▄▄▄")])
def test_columns_of_several_cells(each: int, drawn: str) -> None:
    """Columns are drawn as wide as there is room, a space between them."""
    assert spread(heights([2, 0, 1], BLOCKS), each) == drawn

"""Charts as letters: bars, and columns side by side. Nothing is wider than asked, and what is zero is empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The letters that charts are drawn with.

    `across` fill a cell from the left and `up` from the foot, by more and more, the last ones wholly; `track` is the
    rest of a bar that is a share.
    """

    across: str
    up: str
    track: str


BLOCKS = Glyphs(across="▏▎▍▌▋▊▉█", up="▁▂▃▄▅▆▇█", track="░")
ASCII = Glyphs(across="#", up=".:-=+*#", track=".")


def bar(value: float, most: float, width: int, glyphs: Glyphs) -> str:
    """Draw a value as a bar, `width` cells where it is `most`; whatever is not zero can be seen."""
    if value <= 0 or most <= 0 or width <= 0:
        return ""
    steps = len(glyphs.across)
    filled = max(round(min(value / most, 1.0) * width * steps), 1)
    whole, rest = divmod(filled, steps)
    return glyphs.across[-1] * whole + (glyphs.across[rest - 1] if rest else "")


def share_bar(share: float, width: int, glyphs: Glyphs) -> tuple[str, str]:
    """Draw a share as a bar of whole cells and the track that is left of the width: only a whole share leaves none."""
    cells = round(share * width)
    if share > 0:
        cells = max(cells, 1)
    if share < 1:
        cells = min(cells, width - 1)
    filled = glyphs.across[-1] * max(cells, 0)
    return filled, glyphs.track * (width - len(filled))


def heights(values: Sequence[float], glyphs: Glyphs, *, most: float | None = None) -> str:
    """Draw each value as one cell, filled the higher the more it is; the highest is `most`, else of the values."""
    top = max(values, default=0) if most is None else most
    return "".join(_height(value, top, glyphs) for value in values)


def _height(value: float, top: float, glyphs: Glyphs) -> str:
    if value <= 0 or top <= 0:
        return " "
    steps = len(glyphs.up)
    return glyphs.up[max(round(min(value / top, 1.0) * steps), 1) - 1]


def gathered(values: Sequence[int], width: int) -> tuple[list[int], int]:
    """Sum values that stand side by side until no more than `width` are left; say how many each sum holds."""
    each = max(-(-len(values) // max(width, 1)), 1)
    return [sum(values[start : start + each]) for start in range(0, len(values), each)], each


def spread(cells: str, each: int) -> str:
    """Draw each cell several times, one space after it where there is room."""
    wide = max(each - 1, 1)
    return "".join(cell * wide + " " * (each - wide) for cell in cells).rstrip()


def labels(words: Sequence[str], each: int, width: int) -> str:
    """Write words beneath columns that are `each` cells wide, as many as fit without touching."""
    line = ""
    for place, word in enumerate(words):
        start = place * each
        is_free = not line or cell_len(line) < start
        if word and is_free and start + cell_len(word) <= width:
            line = set_cell_size(line, start) + word
    return line

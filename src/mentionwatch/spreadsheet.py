"""What a spreadsheet would run in a cell: marked on the way out, and the marks taken off on the way in."""

from __future__ import annotations

import re

_BEFORE = r"'*(?:[^\S\n\t]|\")*"


def _places(mark: str) -> re.Pattern[str]:
    """Find where a part of a cell that would run begins, with the mark that stands there already."""
    return re.compile(
        rf"(?:^|(?<=\t)){mark}(?={_BEFORE}[=+\-@\t\r＝＋－＠])"
        rf"|(?<=;){mark}(?={_BEFORE}(?:[=+@＝＋＠]|[-－][\w(]))"  # a smile ;-) is none
        rf"|\A{mark}(?='*\s*\n)",
        re.MULTILINE,
    )


_RUNS, _MARKED = _places(""), _places("'")


def neutralise(cell: str) -> str:
    """Put a ' before each part of a cell that a spreadsheet would run, and before one that looks so marked already.

    A part runs that has, after any `'` and then spaces and `"`, `= + - @`, their full-width forms or TAB. Parts begin
    at line ends, tabs and semicolons too: where a spreadsheet takes another separator for granted, they begin cells.
    Behind a semicolon a `-` counts before a word or bracket only. A cell that begins, after these, with a line end is
    marked as well. What looks so marked gets a second ', so that `plain_cell` gives every text as it was.
    """
    return _RUNS.sub("'", cell)


def plain_cell(cell: str) -> str:
    """Take off the marks of `neutralise`, one of each part."""
    return _MARKED.sub("", cell) if "'" in cell else cell

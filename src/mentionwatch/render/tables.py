"""Tables that stay readable on 120, 80, 40 and 20 columns: the less a column matters, the sooner it goes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from mentionwatch.render.cells import FLOWING, NUMBERS, cell_text, is_shown, with_languages
from mentionwatch.render.screen import ALARM, Screen
from mentionwatch.render.words import Words
from mentionwatch.reports import Column, Table, Unit

_GAP = 2
_BENEATH = " " * 4
_BLOCKS_BELOW = 60
_WIDEST = 24
_WIDEST_OF = {"customer": 16, "template": 8}
_NARROWEST_TEXT = 24
_NARROWEST_HEAD = 9
_BLOCK_LINES = 3
_READ = 700
_NAMED = 6

_MATTERS = (
    *("post", "template", "group", "text", "late_seconds", "waiting_seconds", "wait_seconds"),
    *("waits", "customer", "kind", "standing"),
)
"""Columns that go last, the first of them never; all others go from the right."""
_STYLES = {"overdue": ALARM, "due soon": ALARM, "cannot know": "dim"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column on screen with its cells, already text."""

    column: Column
    cells: tuple[str, ...]

    @property
    def is_flowing(self) -> bool:
        return self.column.name in FLOWING

    def width(self) -> int:
        """Give the width it wants: that of its cells and of the longest word over them."""
        widest = max((cell_len(cell) for cell in self.cells), default=0)
        words = max(len(word) for word in self.column.title.split())
        if self.is_flowing:
            return max(min(widest, 60), words)
        return max(
            min(widest, _WIDEST_OF.get(self.column.name, _WIDEST)), words, min(_NARROWEST_HEAD, len(self.column.title))
        )

    def least(self) -> int:
        """Give the width below which it is not worth showing."""
        return min(self.width(), _NARROWEST_TEXT) if self.is_flowing else self.width()


def table_lines(table: Table, screen: Screen, words: Words, *, limit: int | None) -> Iterator[Text]:
    """Give a table as lines: one a row, or a small block a row where the screen is narrow."""
    rows = table.rows[:limit]
    place = {column.name: i for i, column in enumerate(table.columns)}
    columns = [
        _Shown(
            column,
            tuple(
                cell_text(row[i], column, words, of=row[place[column.of]] if column.of else None)
                for row in with_languages(table, rows)
            ),
        )
        for i, column in enumerate(table.columns)
        if is_shown(column)
    ]
    columns = [one for one in columns if any(one.cells) and not _is_one_brand(one)]
    if table.is_to_read:
        yield from _readings(columns, screen, len(rows))
    elif screen.width < _BLOCKS_BELOW:
        yield from _blocks(columns, screen, len(rows))
    else:
        yield from _grid(columns, screen, len(rows))
    total = len(table.rows) if table.total is None else table.total
    if total > len(rows):
        yield from screen.wrapped(f"... and {total - len(rows):,} more: --limit 0 or --csv", style="dim")


def _is_one_brand(shown: _Shown) -> bool:
    return shown.column.name == "brand" and len(set(shown.cells)) == 1


def _by_weight(columns: Sequence[_Shown]) -> list[_Shown]:
    """Order columns by how much they matter."""
    weight = {name: i for i, name in enumerate(_MATTERS)}
    return sorted(columns, key=lambda shown: weight.get(shown.column.name, len(weight)))


def _grid(columns: Sequence[_Shown], screen: Screen, rows: int) -> Iterator[Text]:
    beneath = [one for one in columns if one.column.is_beneath]
    beside = [one for one in columns if not one.column.is_beneath]
    widths = _fitted(beside, screen.width)
    shown = [one for one in beside if one.column.name in widths]
    yield from _heads(shown, widths)
    for i in range(rows):
        line = Text()
        for one in shown:
            line.append(_padded(one, one.cells[i], widths, screen), style=_style(one, i))
            line.append(" " * _GAP)
        line.rstrip()
        yield line
        said = "; ".join(f"{one.column.title}: {one.cells[i]}" for one in beneath if _says(one, i))
        yield from screen.wrapped(said, indent=_BENEATH, style="dim") if said else ()
    left_out = [one.column.title for one in beside if one not in shown]
    if left_out:
        if len(left_out) > _NAMED + 1:
            left_out[_NAMED:] = [f"{len(left_out) - _NAMED} others"]
        yield from screen.wrapped(f"also: {', '.join(left_out)}; --csv has all", style="dim")


def _fitted(columns: Sequence[_Shown], width: int) -> dict[str, int]:
    """Choose the columns that fit, and share what is left among those whose text flows."""
    widths: dict[str, int] = {}
    left = width + _GAP
    is_full = False
    for one in _by_weight(columns):
        fits = one.least() + _GAP <= left
        is_full = is_full or (not fits and one.column.name not in _MATTERS)
        if (fits and not is_full) or not widths:
            widths[one.column.name] = min(one.least(), width)
            left -= widths[one.column.name] + _GAP
    for one in _by_weight(columns):
        if one.is_flowing and one.column.name in widths and left > 0:
            more = min(left, max(one.width(), 0) - widths[one.column.name])
            widths[one.column.name] += more
            left -= more
    return widths


def _heads(shown: Sequence[_Shown], widths: dict[str, int]) -> Iterator[Text]:
    """Give the lines of the column heads, words broken over several lines, the last ones level."""
    heads = [textwrap.wrap(one.column.title, widths[one.column.name]) for one in shown]
    depth = max((len(head) for head in heads), default=0)
    for i in range(depth):
        cells = []
        for one, head in zip(shown, heads, strict=True):
            word = head[i - depth + len(head)] if i >= depth - len(head) else ""
            width = widths[one.column.name]
            cells.append(word.rjust(width) if one.column.unit in NUMBERS else word.ljust(width))
        yield Text((" " * _GAP).join(cells).rstrip(), style="bold")


def _padded(one: _Shown, cell: str, widths: dict[str, int], screen: Screen) -> str:
    width = widths[one.column.name]
    if one.column.unit in NUMBERS and cell_len(cell) < width:
        return " " * (width - cell_len(cell)) + cell
    return screen.fit(cell, width)


def _style(one: _Shown, row: int) -> str:
    return _STYLES.get(one.cells[row], "") if one.column.name == "standing" else ""


def _blocks(columns: Sequence[_Shown], screen: Screen, rows: int) -> Iterator[Text]:
    """Give each row as lines of `title: value`, long texts cut after a few lines."""
    room = screen.width * _BLOCK_LINES
    for i in range(rows):
        if i:
            yield Text()
        for one in _by_weight(columns):
            if one.cells[i] and (_says(one, i) or not one.column.is_beneath):
                text = f"{one.column.title}: {one.cells[i]}"
                yield from screen.wrapped(text if cell_len(text) <= room else screen.fit(text, room).rstrip())


def _readings(columns: Sequence[_Shown], screen: Screen, rows: int) -> Iterator[Text]:
    """Give each row as a line of whom and when, its texts in full, and what is found in them."""
    first = next((i for i, one in enumerate(columns) if one.is_flowing), len(columns))
    about, found = columns[:first], [one for one in columns[first:] if not one.is_flowing]
    for i in range(rows):
        if i:
            yield Text()
        yield from screen.wrapped(", ".join(_in_words(one, i) for one in about if _says(one, i)), style="bold")
        for one in columns:
            if one.is_flowing and one.cells[i]:
                text = f"{one.column.title}: {one.cells[i]}"
                yield from screen.wrapped(screen.fit(text, min(cell_len(text), _READ)), indent="  ")
        said = "; ".join(f"{one.column.title}: {one.cells[i]}" for one in found if _says(one, i))
        if said:
            yield from screen.wrapped(said, indent="  ", style="dim")


def _says(one: _Shown, row: int) -> bool:
    """Say whether a cell is worth its words: not where nothing is known, counted or so."""
    return one.cells[row] not in ("", "-", "0") and (one.column.unit is not Unit.FLAG or one.cells[row] == "yes")


def _in_words(one: _Shown, row: int) -> str:
    """Put a number's title before it; what is a name or a time says itself what it is."""
    return f"{one.column.title} {one.cells[row]}" if one.column.unit in NUMBERS else one.cells[row]

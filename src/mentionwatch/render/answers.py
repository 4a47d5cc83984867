"""Answers to queries on screen and in chats: every column that was asked for, each value as it is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TextIO

from rich.cells import cell_len
from rich.text import Text

from mentionwatch.render.markdown import escaped
from mentionwatch.render.screen import Screen
from mentionwatch.store.functions import Cell
from mentionwatch.text import one_line

_GAP = 2
_LONGEST = 2000
_NARROWEST = 12
_BLOCK_LINES = 4


def print_answer(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, limit: int | None, no_color: bool = False
) -> None:
    """Print the first `limit` rows (None: all) as a grid, or each as a block of lines where they are too wide."""
    screen = Screen(no_color=no_color)
    heads = [one_line(name, width=_LONGEST) for name in columns]
    coming = iter(rows)
    held = list(islice(coming, limit))
    cells = [[_text(value) for value in row] for row in held]
    are_numbers = [
        any(row[i] is not None for row in held) and all(isinstance(row[i], int | float | None) for row in held)
        for i in range(len(heads))
    ]
    widths = _widths(heads, cells, are_numbers, screen.width)
    if not cells:
        screen.line("No rows.")
    elif widths is None:
        screen.lines(_blocks(heads, cells, screen))
    else:
        screen.lines(_grid(heads, cells, are_numbers, widths, screen))
    if next(coming, None) is not None:
        screen.line(f"... and more than these {len(cells):,}: --limit 0 or --csv", "dim")


def write_markdown(out: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows as a table for chats and issues, strangers' words letter by letter."""
    out.write(_markdown_row(columns))
    out.write(_markdown_row("---" for _ in columns))
    out.writelines(_markdown_row(_text(value) for value in row) for row in rows)


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell if cell == '---' else escaped(cell) for cell in cells)} |\n"


def print_schema(
    views: Mapping[str, tuple[str, Mapping[str, str]]], functions: Mapping[str, str], *, no_color: bool = False
) -> None:
    """Print views, each with its sentence and those of its columns, and functions."""
    screen = Screen(no_color=no_color)
    for number, (name, (sentence, columns)) in enumerate(views.items()):
        if number:
            screen.line()
        screen.line(name, "bold")
        screen.line(sentence)
        screen.lines(_sentences(columns, screen))
    if functions:
        screen.line()
        screen.line("Functions", "bold")
        screen.lines(_sentences(functions, screen))


def _text(value: Cell) -> str:
    """Write a value in one safe line; a number to ten digits."""
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else one_line(str(value), width=_LONGEST)


def _widths(
    heads: Sequence[str], cells: Sequence[Sequence[str]], are_numbers: Sequence[bool], width: int
) -> list[int] | None:
    """Share the width among the columns, the widest texts giving way; None where too little is left of them."""
    wanted = [max(cell_len(one) for one in column) for column in zip(heads, *cells, strict=True)]
    room = width - _GAP * (len(wanted) - 1)
    least = [
        one if is_number else max(min(one, _NARROWEST), min(cell_len(head), one))
        for one, head, is_number in zip(wanted, heads, are_numbers, strict=True)
    ]
    if sum(least) > room:
        return None
    most = max(wanted)
    while sum(capped := [max(low, min(one, most)) for low, one in zip(least, wanted, strict=True)]) > room:
        most -= 1
    return capped


def _grid(
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    are_numbers: Sequence[bool],
    widths: Sequence[int],
    screen: Screen,
) -> Iterator[Text]:
    yield Text(_line(heads, are_numbers, widths, screen), style="bold")
    for row in cells:
        yield Text(_line(row, are_numbers, widths, screen))


def _line(cells: Sequence[str], are_numbers: Sequence[bool], widths: Sequence[int], screen: Screen) -> str:
    parts = [
        " " * max(width - cell_len(cell), 0) + cell if is_number else screen.fit(cell, width)
        for cell, is_number, width in zip(cells, are_numbers, widths, strict=True)
    ]
    return (" " * _GAP).join(parts).rstrip()


def _blocks(heads: Sequence[str], cells: Sequence[Sequence[str]], screen: Screen) -> Iterator[Text]:
    """Give each row as lines of `column: value`, long values cut after a few lines."""
    room = screen.width * _BLOCK_LINES
    for number, row in enumerate(cells):
        if number:
            yield Text()
        for head, cell in zip(heads, row, strict=True):
            text = f"{head}: {cell}"
            yield from screen.wrapped(text if cell_len(text) <= room else screen.fit(text, room).rstrip())


def _sentences(named: Mapping[str, str], screen: Screen) -> Iterator[Text]:
    """Give names with their sentences beside them, or beneath where there is no room."""
    indent = max(map(len, named), default=0) + 2 * _GAP
    is_narrow = screen.width < indent + 3 * _NARROWEST
    for name, sentence in named.items():
        if is_narrow:
            yield from screen.wrapped(name, indent=" " * _GAP)
            yield from screen.wrapped(sentence, indent=" " * 2 * _GAP, style="dim")
            continue
        for number, line in enumerate(screen.broken(sentence, screen.width - indent)):
            yield Text.assemble(((" " * _GAP + name if not number else "").ljust(indent)), (line, "dim"))

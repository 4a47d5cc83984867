"""Pages of the docs on the screen: plain words in lines that fit, without a table's borders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from mentionwatch.render.manual import Block, Chapter, Figure, Found, Sort
from mentionwatch.render.screen import Screen

_INDENT, _DEEPER = "  ", "    "
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_MARKED = re.compile(r"(\*\*|(?<![\w*])\*(?=\S))(.+?)\1(?!\w)")
_CODE = re.compile(r"(`[^`]*`)")


def print_chapters(chapters: Sequence[Chapter], *, no_color: bool = False) -> None:
    """Print a page."""
    screen = Screen(no_color=no_color)
    for chapter in chapters:
        screen.lines(_chapter(chapter, screen))


def print_found(found: Found, *, no_color: bool = False) -> None:
    """Print what a page says of a figure or word: the definitions first."""
    screen = Screen(no_color=no_color)
    screen.lines(_figures(found.figures, screen))
    if found.figures and found.chapters:
        screen.line()
    for chapter in found.chapters:
        screen.lines(_chapter(chapter, screen))


def _figures(figures: Iterable[Figure], screen: Screen) -> Iterator[Text]:
    for figure in figures:
        yield from screen.wrapped(figure.name, style="bold")
        yield from screen.wrapped(plain(figure.definition), indent=_INDENT)
        yield from screen.wrapped(f"in {plain(figure.where)}", indent=_INDENT, style="dim")


def _chapter(chapter: Chapter, screen: Screen) -> Iterator[Text]:
    yield from screen.wrapped(plain(chapter.title), style="bold")
    yield Text("-" * min(len(plain(chapter.title)), screen.width))
    for block in chapter.blocks:
        yield from _block(block, screen)
        yield Text("")


def _block(block: Block, screen: Screen) -> Iterator[Text]:
    if block.sort is Sort.CODE:
        yield from (Text(_INDENT + line) for line in block.lines)
    elif block.sort is Sort.TABLE:
        head, *rows = block.rows
        for row in rows:
            yield from _row([plain(cell) for cell in head], [plain(cell) for cell in row], screen)
    elif block.sort is Sort.LIST:
        for item in block.lines:
            yield from _hanging(plain(item), screen)
    else:
        yield from screen.wrapped(plain(block.lines[0]), indent=_INDENT)


def _row(head: Sequence[str], row: Sequence[str], screen: Screen) -> Iterator[Text]:
    """Write a row of a table as a sentence: its first cell, and what is said of it."""
    said = row[1:] if len(row) == 2 else [f"{name}: {cell}" for name, cell in zip(head[1:], row[1:], strict=False)]
    yield from _hanging(f"{row[0]}: {'; '.join(said)}", screen)


def _hanging(text: str, screen: Screen) -> Iterator[Text]:
    """Break a text into lines of which all but the first stand deeper."""
    first, *rest = screen.broken(text, screen.width - len(_DEEPER))
    yield Text(_INDENT + first)
    yield from (Text(_DEEPER + line) for line in rest)


def plain(text: str) -> str:
    """Give a line of Markdown as plain words: no stars, and of a link its words."""
    parts = _CODE.split(_LINK.sub(_link, text))
    return "".join(part if part.startswith("`") else _unmarked(part) for part in parts)


def _link(found: re.Match[str]) -> str:
    return f"{found[1]} ({found[2]})" if found[2].startswith("http") else found[1]


def _unmarked(text: str) -> str:
    return _MARKED.sub(lambda found: found[2], text).replace("\\|", "|")

"""Blocks of lines of a given width, beneath and beside each other: what a page of figures is put together of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TypeAlias

from rich.cells import cell_len
from rich.text import Text

from mentionwatch.render.charts_text import ASCII, BLOCKS, Glyphs, bar, share_bar
from mentionwatch.render.screen import CALM, Screen

Block: TypeAlias = list[Text]

INDENT = "  "
GAP = 2
_BAR, _LEAST_BAR = 10, 5
_LEAST_TEXT = 20


@dataclass(frozen=True, slots=True)
class Page:
    """Where a block stands: on which screen, and how wide it may be."""

    screen: Screen
    width: int

    @property
    def glyphs(self) -> Glyphs:
        """The letters to draw with."""
        return ASCII if self.screen.is_ascii else BLOCKS

    def within(self, width: int) -> Page:
        """Give a narrower part of the page."""
        return replace(self, width=width)

    def cut(self, text: str, room: int) -> str:
        """Cut safe text to so many cells, but never to a mere few."""
        return text if cell_len(text) <= room else self.screen.fit(text, max(room, _LEAST_TEXT)).rstrip()

    def broken(self, text: str, *, indent: str = "", style: str = "") -> Block:
        """Break safe text between words into lines that fit, each behind an indent."""
        lines = self.screen.broken(text, self.width - len(indent)) if text else []
        return [Text.assemble(indent, (line, style)) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure: its words, its value, the bar that shows it (part of the longest), and what else there is to say.

    The first remark is kept on every page; the others where there is room.
    """

    label: str
    value: str
    bar: float | None = None
    has_track: bool = False
    remarks: tuple[tuple[str, str], ...] = ()


def head(title: str, page: Page, *, commands: str = "") -> Block:
    """Give the title of a section, and at its right how its rows are listed."""
    room = page.width - cell_len(title) - GAP
    if commands and cell_len(commands) <= room:
        space = " " * (page.width - cell_len(title) - cell_len(commands))
        return [Text.assemble((title, "bold"), space, (commands, "dim"))]
    return [*page.broken(title, style="bold"), *page.broken(commands, indent=INDENT, style="dim")]


def figures(lines: Sequence[Line], page: Page) -> Block:
    """Set figures beneath each other, words and values in columns; on a narrow page each is a small paragraph."""
    label = max((cell_len(line.label) for line in lines), default=0)
    value = max((cell_len(line.value) for line in lines), default=0)
    left = page.width - len(INDENT) - label - GAP - value
    if left < 0:
        return [text for line in lines for text in _paragraph(line, page)]
    remark = max((cell_len(line.remarks[0][0]) for line in lines if line.remarks), default=0)
    has_bars = any(line.bar is not None for line in lines)
    room = min(_BAR, left - GAP - (GAP + remark if remark else 0))
    wide = room if has_bars and room >= _LEAST_BAR else 0
    return [text for line in lines for text in _columns(line, page, label=label, value=value, wide=wide)]


def _columns(line: Line, page: Page, *, label: int, value: int, wide: int) -> Block:
    text = Text(INDENT + line.label + " " * (label - cell_len(line.label) + GAP))
    text.append(line.value, "bold")
    text.append(" " * (value - cell_len(line.value)))
    if wide and line.bar is not None:
        text.append(" " * GAP)
        text.append_text(_bar(line, page, wide))
    separator, left = " " * GAP, page.width - text.cell_len
    more: Block = []
    for place, (remark, style) in enumerate(line.remarks):
        if left >= len(separator) + cell_len(remark):
            text.append(separator)
            text.append(remark, style)
            left -= len(separator) + cell_len(remark)
            separator = "; "
        elif place == 0:
            more = page.broken(remark, indent=INDENT * 2, style=style)
    text.rstrip()
    return [text, *more]


def _bar(line: Line, page: Page, wide: int) -> Text:
    if not line.has_track:
        drawn = bar(line.bar or 0, 1.0, wide, page.glyphs)
        return Text.assemble((drawn, CALM), " " * (wide - len(drawn)))
    drawn, track = share_bar(line.bar or 0, wide, page.glyphs)
    return Text.assemble((drawn, CALM), (track, "dim"))


def _paragraph(line: Line, page: Page) -> Iterator[Text]:
    yield from page.broken(line.label, indent=INDENT)
    lines = page.broken(line.value, indent=INDENT * 2, style="bold")
    for place, (remark, style) in enumerate(line.remarks):
        if page.width - lines[-1].cell_len >= GAP + cell_len(remark):
            lines[-1].append(" " * GAP).append(remark, style)
        elif place == 0:
            lines += page.broken(remark, indent=INDENT * 2, style=style)
    yield from lines


def stacked(*blocks: Block) -> Block:
    """Set blocks beneath each other, an empty line between; empty blocks take no room."""
    lines: Block = []
    for block in filter(None, blocks):
        lines += [Text(), *block] if lines else block
    return lines


def beside(left: Block, right: Block, *, width: int) -> Block:
    """Set two blocks beside each other, the left one as wide as said; alone, a block stands at the left."""
    if not left or not right:
        return left or right
    lines = []
    for one, other in zip_longest(left, right):
        line = one.copy() if one is not None else Text()
        if other is not None:
            line.append(" " * max(width - line.cell_len, 0))
            line.append_text(other)
        line.rstrip()
        lines.append(line)
    return lines

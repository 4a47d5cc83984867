"""The pages of the docs that come with the program: where they are, what is in them, and what tells of a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
PLACES = (_PACKAGE / "docs", _PACKAGE.parents[1] / "docs")
"""Where the pages are: in the package, or beside `src` in a clone."""
_HEADING = re.compile(r"(#{1,6}) +(.*)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_FIGURES = "*Figures:*"
_INDEX = "Every figure by its name"
_BRAND = re.compile(r"_\d+$")
_EVERYBODY = "everybody_"
_NAMED_BY_DATA = re.compile(r"(topic|spike)_.+")
"""Figures that bear a word of the data: the page calls them topic_NAME and spike_NAME."""


class Sort(StrEnum):
    """What a block of a page is."""

    TEXT = "text"
    TABLE = "table"
    LIST = "list"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a page that belong together: of a text one, of a list and a table one for each row."""

    sort: Sort
    lines: tuple[str, ...]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, its head first."""
        cells = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in self.lines]
        return [[cell.strip() for cell in row] for at, row in enumerate(cells) if at != 1]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of a page with what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a page says of a figure: its name in files, its definition, and which commands print it."""

    name: str
    definition: str
    where: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a page says of a word: the figures so named, and the chapters or parts of them that tell of it."""

    figures: tuple[Figure, ...]
    chapters: tuple[Chapter, ...]


def find_page(name: str) -> Path | None:
    """Give a page's file, None where this installation holds none."""
    return next((place / f"{name}.md" for place in PLACES if (place / f"{name}.md").is_file()), None)


def read_page(text: str) -> list[Chapter]:
    """Read a page's headings and what stands under them."""
    chapters: list[Chapter] = []
    title, lines = "", list[str]()
    is_code = False
    for line in [*re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL).splitlines(), "# "]:
        is_code ^= line.lstrip().startswith("```")
        heading = None if is_code else _HEADING.match(f"{line} " if line == "#" else line)
        if heading is None:
            lines.append(line)
            continue
        if title or any(lines):
            chapters.append(Chapter(title, tuple(_blocks(lines))))
        title, lines = heading[2].strip(), []
    return chapters


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Part lines into blocks: at empty lines, where a table or list begins, and around code."""
    held: list[str] = []
    is_code = False
    for line in [*lines, ""]:
        if line.lstrip().startswith("```"):
            if is_code:
                yield Block(Sort.CODE, tuple(held))
            elif held:
                yield _block(held)
            held, is_code = [], not is_code
        elif is_code:
            held.append(line)
        elif not line.strip():
            if held:
                yield _block(held)
            held = []
        else:
            held.append(line)


def _block(lines: Sequence[str]) -> Block:
    if lines[0].startswith("|"):
        return Block(Sort.TABLE, tuple(lines))
    if re.match(r"\s*([-*]|\d+\.) ", lines[0]):
        return Block(Sort.LIST, tuple(_items(lines)))
    if lines[0].startswith("    "):
        return Block(Sort.CODE, tuple(line.removeprefix("    ") for line in lines))
    return Block(Sort.TEXT, (" ".join(line.strip() for line in lines),))


def _items(lines: Sequence[str]) -> Iterator[str]:
    item = ""
    for line in lines:
        if re.match(r"\s*([-*]|\d+\.) ", line):
            if item:
                yield item
            item = line.strip()
        else:
            item += f" {line.strip()}"
    yield item


def figures_of(chapters: Sequence[Chapter]) -> list[Figure]:
    """Give all figures that a page lists by name."""
    rows = [
        row
        for chapter in chapters
        if chapter.title == _INDEX
        for block in chapter.blocks
        if block.sort is Sort.TABLE
        for row in block.rows[1:]
    ]
    return [Figure(row[0].strip("`"), row[1], row[2]) for row in rows]


def base_name(name: str) -> str:
    """Give the name under which a page tells of a figure: without the brand's number, or the word of the data."""
    name = _BRAND.sub("", name.lower()).removeprefix(_EVERYBODY)
    return _NAMED_BY_DATA.sub(r"\1_name", name)


def find(chapters: Sequence[Chapter], word: str) -> Found | None:
    """Find what a page says of a figure, by its name in files, or of a word; None if it says nothing."""
    wanted = " ".join(word.lower().replace("-", " ").split())
    known, told = figures_of(chapters), [chapter for chapter in chapters if chapter.title != _INDEX]
    name = base_name(word)
    figures = [one for one in known if one.name.lower() == name]
    explaining = [chapter for chapter in told if name in _listed(chapter)]
    if not figures and not explaining:
        parts = set(wanted.replace("_", " ").split())
        figures = [one for one in known if parts and parts <= set(one.name.lower().split("_"))]
    passages = [passage for one in told if one not in explaining and (passage := _passage(one, wanted))]
    found = Found(tuple(figures), (*explaining, *passages))
    return found if found.figures or found.chapters else None


def near_words(chapters: Sequence[Chapter], word: str) -> list[str]:
    """Give figures and words of a page that look like one that it does not hold."""
    words = {one.name for one in figures_of(chapters)} | {term for chapter in chapters for term in _terms(chapter)}
    return get_close_matches(word.lower(), sorted(words), n=3)


def _listed(chapter: Chapter) -> set[str]:
    """Name the figures that a chapter says it tells of."""
    lists = [block.lines[0] for block in chapter.blocks if block.lines[0].startswith(_FIGURES)]
    return {name.lower() for line in lists for name in re.findall(r"`(\w+)`", line)}


def _passage(chapter: Chapter, word: str) -> Chapter | None:
    """Give what a chapter says of a word: all where its heading holds it, else the parts that explain it."""
    whole = re.compile(rf"\b{re.escape(word)}s?\b", re.IGNORECASE)
    if whole.search(chapter.title):
        return chapter
    kept = tuple(filter(None, (_part(block, whole) for block in chapter.blocks)))
    return Chapter(chapter.title, kept) if kept else None


def _part(block: Block, word: re.Pattern[str]) -> Block | None:
    if block.sort is Sort.TEXT:
        return block if any(word.search(term) for term in _BOLD.findall(block.lines[0])) else None
    if block.sort is Sort.TABLE:
        rows = [line for line in block.lines[2:] if word.search(line.strip().strip("|").split("|")[0])]
        return Block(Sort.TABLE, (*block.lines[:2], *rows)) if rows else None
    return None


def _terms(chapter: Chapter) -> Iterator[str]:
    yield chapter.title.lower()
    for block in chapter.blocks:
        if block.sort is Sort.TABLE and chapter.title != _INDEX:
            yield from (row[0].lower() for row in block.rows[1:])
        elif block.sort is Sort.TEXT:
            yield from (term.lower() for term in _BOLD.findall(block.lines[0]))

"""Tables and lists as a page shows them: what is long stands beneath the text, and each order is sorted beforehand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from mentionwatch.render.cells import FLOWING, NUMBERS, Row, cell_text, is_shown, with_languages
from mentionwatch.render.words import Words
from mentionwatch.reports import Column, Table, Unit, Value
from mentionwatch.text import is_web_address, one_line

_BESIDE = frozenset({"kind", "customer", "standing"})
"""Columns that keep a place of their own beside a text; others than numbers and the first time go beneath it."""
_ABOUT = ("post", "opened_at", "created_at", "sent_at", "network", "place", "customer", "kind")
_LANGUAGE = re.compile("[a-z]{2,3}", re.ASCII)
_FEWEST_TO_SORT = 4
_HIGHEST = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: its words, the class and title of its column, and where it leads. `beneath` stands under its words."""

    text: str
    kind: str
    title: str
    href: str = ""
    beneath: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A row to be read: whom and when, its texts under their titles, and what was found in them."""

    about: str
    href: str
    texts: tuple[tuple[str, str], ...]
    found: str


@dataclass(frozen=True, slots=True)
class Order:
    """The rows of a table in one order: cells, or readings."""

    words: str
    rows: tuple[tuple[Cell, ...], ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A table as a page shows it. `left_out` is how many rows it leaves out; `heads` are of cells without words."""

    title: str
    heads: tuple[Cell, ...]
    orders: tuple[Order, ...]
    left_out: int
    has_text: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is no row."""
        return not (self.orders[0].rows or self.orders[0].readings)


_Key: TypeAlias = Callable[[Row], float]


def shown(table: Table, words: Words, *, limit: int | None = None, longest: int = 700, orders: bool = True) -> Shown:
    """Give a table in each order that helps, the report's own first; a text is cut after `longest` letters.

    `limit` rows of each order are shown (None: all), the first of all rows in that order.
    """
    rows = with_languages(table, table.rows)
    maker = _Maker(table, words, rows, longest)
    sorted_rows = [("as listed", rows)]
    if orders and len(rows) >= _FEWEST_TO_SORT:
        sorted_rows += _sortings(table.columns, rows)
    total = len(rows) if table.total is None else table.total
    kept = len(rows[:limit])
    return Shown(
        title=one_line(table.title),
        heads=() if table.is_to_read else maker.heads(),
        orders=tuple(maker.order(name, some[:limit], is_to_read=table.is_to_read) for name, some in sorted_rows),
        left_out=max(total - kept, 0),
        has_text=maker.has_text,
    )


def _sortings(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[tuple[str, Sequence[Row]]]:
    """Sort by the first time, and by the first length or else the first count, where that is another order."""
    seen = [i for i, column in enumerate(columns) if column.name != "post" and is_shown(column)]
    of_unit = {unit: [i for i in seen if columns[i].unit is unit] for unit in Unit}
    found = [(of_unit[Unit.INSTANT][:1], "latest first")]
    length, count = of_unit[Unit.DURATION][:1], of_unit[Unit.COUNT][:1]
    found.append((length, "longest first") if length else (count, "most first"))
    for at, words in found:
        if at:
            ordered = sorted(rows, key=_by(at[0]), reverse=True)
            if ordered != list(rows):
                title = one_line(columns[at[0]].title)
                yield f"{title}: {words}", ordered


def _by(at: int) -> _Key:
    """Give what sorts rows by a column; what is missing is the least."""

    def key(row: Row) -> float:
        value = row[at]
        if isinstance(value, datetime):
            return value.timestamp()
        return value if isinstance(value, int | float) else -_HIGHEST

    return key


class _Maker:
    """Makes cells and readings of the rows of a table."""

    def __init__(self, table: Table, words: Words, rows: Sequence[Row], longest: int) -> None:
        self._words, self._longest = words, longest
        self._place = {column.name: i for i, column in enumerate(table.columns)}
        brands = {row[self._place["brand"]] for row in rows} if "brand" in self._place else set()
        self._shown = [
            (i, column)
            for i, column in enumerate(table.columns)
            if is_shown(column)
            and not (column.name == "brand" and len(brands) == 1)
            and any(row[i] is not None and row[i] not in ("", ()) for row in rows)
        ]
        self.has_text = any(column.name in FLOWING and column.unit is Unit.TEXT for _, column in self._shown)
        self._beside = [one for one in self._shown if not self.has_text or self._is_beside(one)]
        beside = {i for i, _ in self._beside}
        self._beneath = [one for one in self._shown if one[0] not in beside]

    def _is_beside(self, shown: tuple[int, Column]) -> bool:
        i, column = shown
        if column.is_beneath:
            return False
        first_time = next((j for j, other in self._shown if other.unit is Unit.INSTANT), -1)
        is_text = column.name in FLOWING and column.unit is Unit.TEXT
        is_number = column.unit in (Unit.COUNT, Unit.DURATION)
        return i in (self._shown[0][0], first_time) or is_text or is_number or column.name in _BESIDE

    def heads(self) -> tuple[Cell, ...]:
        """Give the heads of the columns."""
        return tuple(Cell(text="", kind=_class(column), title=one_line(column.title)) for _, column in self._beside)

    def order(self, words: str, rows: Sequence[Row], *, is_to_read: bool) -> Order:
        """Make the rows of one order."""
        if is_to_read:
            return Order(words, readings=tuple(self._reading(row) for row in rows))
        return Order(words, rows=tuple(self._cells(row) for row in rows))

    def _cells(self, row: Row) -> tuple[Cell, ...]:
        cells = []
        beneath = self._said(row, self._beneath)
        for i, column in self._beside:
            kind = _class(column)
            is_text = kind == "text"
            cells.append(
                Cell(
                    text=self._text(row, i, column),
                    kind=kind,
                    title=one_line(column.title),
                    href=self._href(row) if column.name == "post" else "",
                    beneath=beneath if is_text else "",
                    lang=self._lang(row) if column.name == "text" else "",
                )
            )
            if is_text:
                beneath = ""
        return tuple(cells)

    def _reading(self, row: Row) -> Reading:
        texts = [one for one in self._shown if _class(one[1]) == "text"]
        about = [one for one in self._shown if one[1].name in _ABOUT]
        known = {i for i, _ in (*texts, *about)}
        return Reading(
            about=", ".join(self._named(row, i, column) for i, column in about if self._says(row, i, column)),
            href=self._href(row),
            texts=tuple(
                (one_line(column.title), self._text(row, i, column))
                for i, column in texts
                if self._says(row, i, column)
            ),
            found=self._said(row, [one for one in self._shown if one[0] not in known]),
        )

    def _named(self, row: Row, i: int, column: Column) -> str:
        text = self._text(row, i, column)
        return f"{one_line(column.title)} {text}" if column.unit in NUMBERS else text

    def _said(self, row: Row, columns: Sequence[tuple[int, Column]]) -> str:
        said = [
            f"{one_line(column.title)}: {self._text(row, i, column)}"
            for i, column in columns
            if self._says(row, i, column)
        ]
        return "; ".join(said)

    def _says(self, row: Row, i: int, column: Column) -> bool:
        """Say whether a value is worth its words: not where nothing is known, counted or so."""
        return bool(row[i]) and self._text(row, i, column) not in ("", "-")

    def _text(self, row: Row, i: int, column: Column) -> str:
        of = row[self._place[column.of]] if column.of else None
        text = cell_text(row[i], column, self._words, of=of)
        return one_line(text, width=self._longest) if len(text) > self._longest else text

    def _href(self, row: Row) -> str:
        url = self._get(row, "url")
        return url if isinstance(url, str) and is_web_address(url) else ""

    def _lang(self, row: Row) -> str:
        language = self._get(row, "language")
        return language if isinstance(language, str) and _LANGUAGE.fullmatch(language) else ""

    def _get(self, row: Row, name: str) -> Value:
        return row[self._place[name]] if name in self._place else None


def _class(column: Column) -> str:
    """Name the class of a column's cells."""
    if column.unit in NUMBERS:
        return "number"
    if column.name in FLOWING and column.unit is Unit.TEXT:
        return "text"
    if column.unit is Unit.INSTANT:
        return "time"
    return column.name if column.name in _BESIDE else "word"

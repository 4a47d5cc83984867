"""Reports as Markdown for chats and issues: figures in plain words, lists as tables, and strangers' words as they are.

What a stranger posts stays text: no emphasis, link, image, mention or HTML of theirs. The @ of a name becomes ＠, which
calls nobody in any chat, and an address stands in a code span, which no chat opens to look into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TextIO

from mentionwatch.render.cells import NUMBERS, cell_text, is_shown, with_languages
from mentionwatch.render.outline import head, is_empty, nothing, shown_tables
from mentionwatch.render.parts import LABELS
from mentionwatch.render.promise import unset_promise
from mentionwatch.render.words import Words, before_text, figure_text
from mentionwatch.reports import Column, Figure, Report, Table, Unit
from mentionwatch.text import one_line

_LONGEST_CELL = 160
_SHORT = {"overdue", "due_soon", "mentions", "mentions_complaint", "mentions_question", "mentions_praise", *LABELS}
"""The figures of the summary that fit a message; the other reports have few enough."""
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[^\s`|<>]+", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\`*{}\[\]<>|~$&#]|(?<![^\W_])_|_(?![^\W_])")


def write_markdown(out: TextIO, report: Report, limit: int | None) -> None:
    """Write a report as Markdown; each table ends after `limit` rows (None: never) with the number of those left."""
    out.writelines(f"{line}\n" for line in _lines(report, limit))


def escaped(text: str) -> str:
    """Make a text one line that Markdown shows letter by letter, but for ＠, and without a link."""
    return "".join(_code(part) if is_address else _plain(part) for part, is_address in _parts(one_line(text)))


def _parts(line: str) -> Iterator[tuple[str, bool]]:
    """Part a line into addresses and what is between them."""
    at = 0
    for match in _ADDRESS.finditer(line):
        yield line[at : match.start()], False
        yield match[0], True
        at = match.end()
    yield line[at:], False


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text).replace("@", "＠")


def _code(text: str) -> str:
    return f"`{text.replace('@', '＠')}`"


def _lines(report: Report, limit: int | None) -> Iterator[str]:
    words = Words(report.request.rules.zone, report.request.now)
    yield f"**{escaped(head(report, words))}**"
    yield ""
    yield escaped(report.title)
    if promise := unset_promise(report):
        yield ""
        yield escaped(promise)
    if is_empty(report):
        yield ""
        yield escaped(nothing(report))
    else:
        yield from _figure_lines(report)
        for table in shown_tables(report):
            yield from _table_lines(table, words, title=table.title != report.title, limit=limit)
    for note in report.notes:
        yield ""
        yield f"Note: {escaped(words.sentence(note))}"


def _figure_lines(report: Report) -> Iterator[str]:
    for section in report.sections:
        figures = [one for one in section.figures if not one.is_hidden and _is_told(report, one)]
        if not figures:
            continue
        yield ""
        if len(report.sections) > 1:
            yield f"**{escaped(section.title)}**"
            yield ""
        for figure in figures:
            yield f"- {escaped(figure.title)}: **{escaped(figure_text(figure))}**{escaped(_more(figure))}"


def _is_told(report: Report, figure: Figure) -> bool:
    has_cases = bool(figure.value or figure.n or figure.of)
    return has_cases and (report.name != "summary" or figure.name in _SHORT or len(report.sections) == 1)


def _more(figure: Figure) -> str:
    """Give what stands beside a figure: one to compare it with, and what it was before."""
    beside = figure.beside and f"{figure.beside.title} {figure_text(replace(figure.beside, low=None, high=None))}"
    return "".join(f"; {text}" for text in (beside, before_text(figure)) if text)


def _table_lines(table: Table, words: Words, *, title: bool, limit: int | None) -> Iterator[str]:
    yield ""
    if not table.rows:
        yield f"{escaped(table.title)}: none"
        return
    if title:
        yield f"**{escaped(table.title)}**"
        yield ""
    columns, rows = _shown(table, words, limit)
    yield _row(column.title for column in columns)
    yield _row("---:" if column.unit in NUMBERS else "---" for column in columns)
    yield from (_row(row) for row in rows)
    total = len(table.rows) if table.total is None else table.total
    if total > len(rows):
        yield ""
        yield f"... and {total - len(rows):,} more"


def _shown(table: Table, words: Words, limit: int | None) -> tuple[list[Column], list[list[str]]]:
    """Give the columns that say anything, and their cells."""
    place = {column.name: i for i, column in enumerate(table.columns)}
    rows = with_languages(table, table.rows[:limit])
    cells = {
        i: [
            escaped(
                one_line(
                    cell_text(row[i], column, words, of=row[place[column.of]] if column.of else None),
                    width=_LONGEST_CELL,
                )
            )
            for row in rows
        ]
        for i, column in enumerate(table.columns)
        if is_shown(column) and not column.is_beneath and column.unit is not Unit.LIST
    }
    is_one_brand = len(set(cells.get(place.get("brand", -1), ()))) == 1
    kept = [i for i, said in cells.items() if any(said) and not (is_one_brand and table.columns[i].name == "brand")]
    return [table.columns[i] for i in kept], [[cells[i][number] for i in kept] for number in range(len(rows))]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"

"""Reports on screen: a first line of who and when, figures in plain words, lists, and what limits them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from rich.text import Text

from mentionwatch.render.morning import morning_lines
from mentionwatch.render.outline import head, is_empty, nothing, shown_tables
from mentionwatch.render.screen import Screen
from mentionwatch.render.tables import table_lines
from mentionwatch.render.words import Words, before_text, figure_text
from mentionwatch.reports import Figure, Report, Section, Table
from mentionwatch.text import one_line

_SENTENCES_BELOW = 76
_COMMANDS_FROM = 100
_WIDEST_TITLE = 44
_GAP = 2


def print_report(
    report: Report,
    *,
    no_color: bool = False,
    limit: int | None = 20,
    is_full: bool = False,
    program: str = "mentionwatch",
    options: str = "",
) -> None:
    """Print a report; each list ends after `limit` rows (None: never) with the number of those left out.

    The summary is one screen unless it `is_full` or grouped. `program` and `options` stand around the commands that
    the user may copy.
    """
    screen = Screen(no_color=no_color)
    if report.name == "summary" and report.table.is_for_files and not (is_full or report.request.by):
        screen.lines(morning_lines(report, screen, program=program, options=options))
        return
    words = Words(report.request.rules.zone, report.request.now)
    screen.line(head(report, words), "bold")
    screen.line(one_line(report.title))
    if is_empty(report):
        screen.line()
        screen.line(nothing(report))
    else:
        for section in report.sections:
            screen.lines(_section_lines(section, screen, is_only=len(report.sections) == 1))
        for table in shown_tables(report):
            title = "" if table.title == report.title else one_line(table.title)
            screen.lines(_titled(title, table, screen, words, limit=limit))
    screen.lines(_note_lines(report.notes, screen, words))


def _section_lines(section: Section, screen: Screen, *, is_only: bool) -> Iterator[Text]:
    figures = [figure for figure in section.figures if not figure.is_hidden]
    if not figures:
        return
    yield Text()
    if not is_only:
        yield from screen.wrapped(one_line(section.title), style="bold")
    indent = "" if is_only else "  "
    if screen.width < _SENTENCES_BELOW:
        for figure in figures:
            yield from screen.wrapped(f"{one_line(figure.title)} {_value_text(figure)}", indent=indent)
        return
    room = _room(figures, screen.width - len(indent) - _GAP)
    for figure in figures:
        yield from _figure_lines(figure, screen, indent=indent, room=room)


def _room(figures: Sequence[Figure], width: int) -> int:
    """Give the width of the titles: the longest, if the values still fit beside it, but never a mere few words."""
    longest = max((len(one_line(figure.title)) for figure in figures), default=0)
    values = max((len(part) for figure in figures for part in _value_parts(figure)), default=0)
    return min(longest, max(width - values, _WIDEST_TITLE))


def _figure_lines(figure: Figure, screen: Screen, *, indent: str, room: int) -> Iterator[Text]:
    """Give a figure's words and its value beside them, each broken where it is long."""
    titles = screen.broken(one_line(figure.title), room)
    width = screen.width - len(indent) - room - _GAP
    value_text = _value_text(figure)
    parts = [value_text] if len(value_text) <= width else _value_parts(figure)
    values = [line for part in parts for line in screen.broken(part, width)]
    beside = [""] * (len(titles) - 1) + values
    for title, value in zip_longest(titles, beside, fillvalue=""):
        text = Text(f"{indent}{title.ljust(room + _GAP)}")
        text.append(value, style="bold")
        if value == values[-1] and screen.width >= max(_COMMANDS_FROM, len(text) + len(figure.rows) + 4):
            text.append(f"  {figure.rows}", style="dim")
        yield text


def _value_text(figure: Figure) -> str:
    """Write a figure's value, and behind it the ones to compare it with."""
    return "; ".join(_value_parts(figure))


def _value_parts(figure: Figure) -> list[str]:
    parts = [figure_text(figure)]
    if figure.beside is not None:
        parts.append(f"{one_line(figure.beside.title)} {figure_text(replace(figure.beside, low=None, high=None))}")
    if before := before_text(figure):
        parts.append(before)
    return parts


def _titled(title: str, table: Table, screen: Screen, words: Words, *, limit: int | None) -> Iterator[Text]:
    yield Text()
    if not table.rows:
        yield from screen.wrapped(f"{title or 'list'}: none")
        return
    if title:
        yield from screen.wrapped(title, style="bold")
    yield from table_lines(table, screen, words, limit=limit)


def _note_lines(notes: Sequence[str], screen: Screen, words: Words) -> Iterator[Text]:
    if notes:
        yield Text()
    for note in notes:
        yield from screen.wrapped(f"Note: {words.sentence(note)}", style="dim")

"""Reports on screen: a first line of who and when, figures in plain words, lists, and what limits them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from mentionwatch.render.morning import morning_lines
from mentionwatch.render.outline import head, is_empty, nothing, shown_tables
from mentionwatch.render.promise import unset_promise
from mentionwatch.render.screen import Screen
from mentionwatch.render.sections import sections_lines
from mentionwatch.render.tables import table_lines
from mentionwatch.render.words import Words
from mentionwatch.reports import Report, Table
from mentionwatch.text import one_line


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
    if promise := unset_promise(report):
        screen.line(promise)
    if is_empty(report):
        screen.line()
        screen.line(nothing(report))
    else:
        screen.lines(sections_lines(report.sections, screen, program=program))
        for table in shown_tables(report):
            title = "" if table.title == report.title else one_line(table.title)
            screen.lines(_titled(title, table, screen, words, limit=limit))
    screen.lines(_note_lines(report.notes, screen, words))


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

"""What of a table people see, and the words in each cell: the same on screen and on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from mentionwatch.render.words import Words
from mentionwatch.reports import UNJUDGED, Column, Table, Unit, Value, kind_in_words

Row: TypeAlias = tuple[Value, ...]

FLOWING = frozenset({"text", "answers_text", "reply_text", "thanks_text", "reasons", "title", "last_error"})
"""The columns of long texts."""
NUMBERS = frozenset({Unit.COUNT, Unit.DURATION, Unit.SHARE})
_FOR_FILES = frozenset({"language", "url", "ref", "due_at", "wait", "priority", "definition", "figure", "unit"})
_OUR_WORDS = frozenset({"standing", "outcome"})


def is_shown(column: Column) -> bool:
    """Say whether people see a column."""
    return column.is_beneath or (column.name not in _FOR_FILES and not column.is_for_files)


def with_languages(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    """Write an unjudged post's language beside its kind: on screen it has no column of its own."""
    names = [column.name for column in table.columns]
    if "language" not in names or "kind" not in names:
        return rows
    kind, language = names.index("kind"), names.index("language")
    return [
        (*row[:kind], kind_in_words(str(row[kind]), str(row[language] or "")), *row[kind + 1 :])
        if row[kind] == UNJUDGED
        else row
        for row in rows
    ]


def cell_text(value: Value, column: Column, words: Words, *, of: Value) -> str:
    """Put a value into words, as a part of a larger count where its column says so."""
    if column.unit in NUMBERS and (value is None or of == 0):
        return "-"
    text = words.value(value, column.unit)
    if of is not None:
        return f"{text} of {words.value(of, column.unit)}"
    return text.replace("_", " ") if column.name in _OUR_WORDS else text


def whole(value: Value) -> int:
    """Give a count out of a table, 0 where there is none."""
    return value if isinstance(value, int) else 0

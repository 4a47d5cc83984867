"""Values as cells: what a CSV file and JSON hold, and nothing that a spreadsheet would run.

The importer (`mentionwatch.feeds.tables`) takes off the marks, and puts the @names back.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TypeAlias

from mentionwatch.clock import to_text
from mentionwatch.reports import Value
from mentionwatch.spreadsheet import neutralise
from mentionwatch.text import safe_text

Json: TypeAlias = str | int | float | bool | list[str] | None

_LEADING_NAMES = re.compile(r"((?:@[\w.-]+(?:@[\w.-]+)? )+)(?=\S)")
_LIKE_NULL = frozenset({"nan", "null", "none"})


def split_names(text: str) -> tuple[str, str]:
    """Take the @names that begin a text off it: (`acme bob`, the rest), with one space after each name only.

    A single name that importers read as "no value" stays where it is.
    """
    match = _LEADING_NAMES.match(text)
    if match is None:
        return "", text
    names = " ".join(name[1:] for name in match[1].split(" ") if name)
    return ("", text) if names.lower() in _LIKE_NULL else (names, text[match.end() :])


def csv_cell(value: Value) -> str:
    """Write a value as a cell: ISO times, raw seconds, 0..1 with four decimals, flags 1 and 0, lists with `; `."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, datetime):
        return to_text(value)
    return neutralise(safe_text("; ".join(value) if isinstance(value, tuple) else value))


def json_value(value: Value) -> Json:
    """Write a value for JSON: times as ISO text, shares with four decimals."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, tuple):
        return [safe_text(item) for item in value]
    return safe_text(value) if isinstance(value, str) else value

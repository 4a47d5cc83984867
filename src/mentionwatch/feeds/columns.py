"""Where a row holds a field that is no column of its own: in several columns put together, or within an object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_APART = "/"


def parts_of(column: str) -> tuple[str, ...]:
    """Name the columns that `A+B` puts together."""
    return tuple(part.strip() for part in column.split("+"))


def look_up(row: Mapping[str, Any], column: str) -> Any:
    """Give what a row holds beneath `A+B` or `a.b`; None where a part of it is missing."""
    if column in row:
        return row[column]
    parts = parts_of(column)
    if len(parts) == 1:
        return _within(row, column)
    values = [look_up(row, part) for part in parts]
    return _APART.join(map(str, values)) if all(value not in (None, "") for value in values) else None


def _within(row: Mapping[str, Any], path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value

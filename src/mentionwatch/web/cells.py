"""How Datasette shows a cell."""

from __future__ import annotations

from datasette import hookimpl

from mentionwatch.clock import duration_text
from mentionwatch.text import safe_text


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def render_cell(value: object, column: str) -> str | None:
    """Write a duration in words beside its seconds, and a text without what could hide in it; None: as it is."""
    if isinstance(value, int | float) and "seconds" in column:
        return f"{duration_text(value)} ({value:.10g})"
    if isinstance(value, str) and (safe := safe_text(value)) != value:
        return safe
    return None

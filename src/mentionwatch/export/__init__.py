"""Reports and data as files: CSV, JSON and JSON lines from the same objects that the screen shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TextIO

from mentionwatch.export.cells import json_value
from mentionwatch.export.formats import Format, envelope, write_rows
from mentionwatch.reports import Figure, Report
from mentionwatch.text import safe_text


def write_csv(out: TextIO, report: Report, limit: int | None) -> None:
    """Write a report's table as CSV."""
    _write(out, report, limit, Format.CSV)


def write_json(out: TextIO, report: Report, limit: int | None) -> None:
    """Write a report's table as JSON, which carries its figures, notes and period too."""
    _write(out, report, limit, Format.JSON)


def write_json_lines(out: TextIO, report: Report, limit: int | None) -> None:
    """Write a report's table as JSON lines."""
    _write(out, report, limit, Format.JSONL)


def _write(out: TextIO, report: Report, limit: int | None, form: Format) -> None:
    write_rows(out, report.table.columns, report.table.rows[:limit], form=form, head=_head(report))


def _head(report: Report) -> dict[str, Any]:
    which = report.request.which
    seen = replace(which, until_at=which.until_at or report.request.now)
    figures = {figure.name: _figure(figure) for figure in report.figures()}
    return {
        **envelope(report.name, seen, timezone=report.request.rules.timezone),
        "figures": figures,
        "notes": [safe_text(note) for note in report.notes],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    before = figure.before
    return {
        "value": json_value(figure.value),
        "unit": figure.unit.value,
        "n": figure.n,
        "of": figure.of,
        "low": json_value(figure.low),
        "high": json_value(figure.high),
        "before": {"value": json_value(before.value), "n": before.n, "of": before.of} if before else None,
        "trend": figure.trend,
        "title": safe_text(figure.title),
        "definition": figure.definition,
        "rows": safe_text(figure.rows),
    }

"""The forms of a report: which there are, which of them a file's ending means, and who writes each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from mentionwatch.errors import UsageError

if TYPE_CHECKING:
    from mentionwatch.cli.app import App
    from mentionwatch.cli.options import Asked
    from mentionwatch.reports import Report

TABLE = "table"
_WRITERS = {
    "csv": "export:write_csv",
    "json": "export:write_json",
    "jsonl": "export:write_json_lines",
}
"""Who writes each form of text: a function of the stream, the report and the most rows of a list (None: all)."""
REPORT_FORMS = (TABLE, *_WRITERS)
EXPORT_FORMS = ("csv", "json", "jsonl")
"""The forms of each command; the first is the usual one."""
_ENDINGS = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
}
"""What the ending of a file's name says of its form."""


def settle_form(named: str | None, output: Path | None, forms: Sequence[str]) -> str:
    """Give the form to write: the one named, else what the file's ending means, else the usual one.

    Raises UsageError for an ending that means a form which is none of `forms`.
    """
    meant = None if output is None else _ENDINGS.get(output.suffix.lower())
    if named is not None or meant is None:
        return named or forms[0]
    if meant not in forms:
        known = ", ".join(form for form in forms if form != TABLE)
        raise UsageError(f"{output} means {meant}, which this command does not write", hint=f"it writes {known}")
    return meant


@dataclass(frozen=True, slots=True)
class Made:
    """A report, and where and how the user wants it."""

    report: Report
    asked: Asked

    def write(self, app: App) -> None:
        """Print the report, or write it to a file."""
        asked = self.asked
        if asked.form == TABLE:
            self._print(app)
            return
        from mentionwatch.export.files import open_output

        module, _, name = _WRITERS[asked.form].partition(":")
        write = getattr(import_module(f"mentionwatch.{module}"), name)
        with open_output(asked.output, force=asked.force) as out:
            write(out, self.report, asked.most_rows)

    def _print(self, app: App) -> None:
        asked = self.asked
        if asked.output is not None and str(asked.output) != "-":
            hint = "end its name in .csv, .json or another form, or add --format"
            raise UsageError(f"{asked.output} does not say its form", hint=hint)
        from mentionwatch.render.terminal import print_report

        print_report(self.report, no_color=app.no_color, limit=asked.most_rows)

"""The forms of a report: which there are, which of them a file's ending means, and who writes each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentionwatch.errors import UsageError

if TYPE_CHECKING:
    from mentionwatch.cli.app import App
    from mentionwatch.cli.options import Asked
    from mentionwatch.reports import Report

TABLE = "table"
HTML = "html"
MARKDOWN = "markdown"
XLSX = "xlsx"
_WRITERS = {
    "csv": "export:write_csv",
    "json": "export:write_json",
    "jsonl": "export:write_json_lines",
    MARKDOWN: "render.markdown:write_markdown",
    HTML: "render.html:write_html",
}
"""Who writes each form of text: a function of the stream, the report and the most rows of a list (None: all)."""
REPORT_FORMS = (TABLE, *_WRITERS, XLSX)
EXPORT_FORMS = ("csv", "json", "jsonl", XLSX)
"""The forms of each command; the first is the usual one."""
_ENDINGS = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xlsx": XLSX,
}
"""What the ending of a file's name says of its form."""


def schema_option(name: str) -> Callable[[Any], Any]:
    """Add --schema, which prints the JSON Schema of that name and ends."""

    def print_schema(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
        if is_asked and not ctx.resilient_parsing:
            from importlib import resources

            file = resources.files("mentionwatch.export") / f"{name}.schema.json"
            click.echo(file.read_text(encoding="utf-8"), nl=False)
            ctx.exit()

    return click.option(
        "--schema",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=print_schema,
        help="Print the JSON Schema of --json, and end.",
    )


def settle_form(named: str | None, output: Path | None, forms: Sequence[str]) -> str:
    """Give the form to write: the one named, else what the file's ending means, else the usual one.

    Raises UsageError for an ending that means a form which is none of `forms`, and for a file that would hold a screen.
    """
    meant = None if output is None else _ENDINGS.get(output.suffix.lower())
    if named is None and meant is not None and meant not in forms:
        known = ", ".join(form for form in forms if form != TABLE)
        raise UsageError(f"{output} means {meant}, which this command does not write", hint=f"it writes {known}")
    form = named or meant or forms[0]
    if form == TABLE and output is not None and str(output) != "-":
        hint = "end its name in .csv, .json or another form, or add --format"
        raise UsageError(f"{output} does not say its form", hint=hint)
    return form


@dataclass(frozen=True, slots=True)
class Made:
    """A report, and where and how the user wants it."""

    report: Report
    asked: Asked

    def write(self, app: App) -> None:
        """Print the report, or write it to a file."""
        if self.asked.form == TABLE:
            self._print(app)
        elif self.asked.form == XLSX:
            self._write_workbook()
        else:
            self._write_text()

    def _write_text(self) -> None:
        from mentionwatch.export.files import open_output

        asked = self.asked
        module, _, name = _WRITERS[asked.form].partition(":")
        write = getattr(import_module(f"mentionwatch.{module}"), name)
        with open_output(asked.output, force=asked.force) as out:
            write(out, self.report, asked.most_rows)

    def _write_workbook(self) -> None:
        from mentionwatch.export.files import open_binary_output
        from mentionwatch.export.workbooks import write_report

        with open_binary_output(self.asked.output, force=self.asked.force) as out:
            write_report(out, self.report, self.asked.most_rows)

    def _print(self, app: App) -> None:
        from mentionwatch.render.terminal import print_report

        asked = self.asked
        print_report(
            self.report,
            no_color=app.no_color,
            limit=asked.most_rows,
            is_full=asked.is_full,
            program=app.program(),
            options=asked.as_written,
        )

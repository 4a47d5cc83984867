"""The command for questions of one's own."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.forms import MARKDOWN, TABLE
from mentionwatch.cli.options import Asked, file_options, format_options, limit_option, take_asked
from mentionwatch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mentionwatch.store.functions import Cell, Meaning

_FORMS = (TABLE, "csv", "json", "jsonl", MARKDOWN)


@click.command(
    epilog="Examples: mentionwatch sql 'SELECT kind, km_median(seconds_so_far, is_unanswered) FROM waits_view WHERE "
    "ordinal = 1 AND is_timed GROUP BY kind'; mentionwatch sql --schema waits_view; mentionwatch sql --file own.sql "
    "-o own.csv"
)
@click.argument("query", required=False)
@click.option("--file", "file", metavar="FILE", type=click.Path(path_type=Path), help="Read the query from a file.")
@click.option(
    "--schema", "wants_schema", is_flag=True, help="List the views, or the one named, with what each column holds."
)
@click.option(
    "--timeout",
    "most_seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="End a query that takes longer. Default: none; Ctrl-C ends it.",
)
@limit_option
@format_options(*_FORMS)
@file_options
@global_options
@pass_app
def sql(
    app: App, /, query: str | None, file: Path | None, wants_schema: bool, most_seconds: float | None, **options: Any
) -> None:
    """Ask the database a question of your own. It is only read, whatever the query says.

    QUERY is one SELECT; - reads it from standard input. Beside SQLite's functions there are median(x),
    percentile(x, p), km_median(seconds_so_far, is_unanswered), km_percentile, local_time(at) and local_week(at).
    docs/sql.md says which columns to ask, and which question leaves out whoever was ignored.
    """
    asked = take_asked(options, _FORMS)
    if wants_schema:
        if file is not None:
            raise UsageError("--schema asks no query", hint="leave --file out")
        _give_schema(app, asked, query)
        return
    text = _read_query(query, file)
    from mentionwatch.store.asking import asked as ask

    with ask(app.database(), text, meaning=read_meaning(app), most_seconds=most_seconds) as answer:
        if asked.form == TABLE:
            from mentionwatch.render.answers import print_answer

            print_answer(answer.columns, answer.rows, limit=asked.most_rows, no_color=app.no_color)
        else:
            _write(asked, answer.columns, answer.rows)


def read_meaning(app: App) -> Meaning:
    """Read what our SQL functions mean under the rules in force."""
    from mentionwatch.reports.agents import agent_name
    from mentionwatch.store.functions import Meaning

    with app.open_for_reading() as store:
        rules = app.rules(store)
    return Meaning(zone=rules.zone, now=app.said_now(), name_agent=lambda brand, agent: agent_name(brand, agent, rules))


def _read_query(query: str | None, file: Path | None) -> str:
    """Give the query. Raises UsageError where there is none, or more than one."""
    if (query is None) == (file is None):
        hint = "mentionwatch sql 'SELECT ...', or --file FILE, or - for standard input"
        raise UsageError("there must be one query", hint=hint)
    if file is not None:
        try:
            return file.read_text(encoding="utf-8-sig", errors="replace")
        except OSError as error:
            raise UsageError(f"{file} cannot be read", cause=error.strerror or "", hint="name another file") from None
    return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace") if query == "-" else query or ""


def _write(asked: Asked, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    from mentionwatch.export.files import open_output
    from mentionwatch.export.formats import VERSION, Format, write_rows
    from mentionwatch.reports import Column

    rows = islice(rows, asked.most_rows)
    head = {"mentionwatch": VERSION, "report": "sql"}
    with open_output(asked.output, force=asked.force) as out:
        if asked.form == MARKDOWN:
            from mentionwatch.render.answers import write_markdown

            write_markdown(out, columns, rows)
            return
        named = [Column(name, name) for name in columns]
        write_rows(out, named, rows, form=Format(asked.form), head=head)


def _give_schema(app: App, asked: Asked, view: str | None) -> None:
    """List the views, or one of them. Raises UsageError where it is none."""
    from mentionwatch.store.asking import view_columns
    from mentionwatch.store.functions import FUNCTIONS
    from mentionwatch.store.view_columns import VIEW_SENTENCES, column_sentence

    with app.open_for_reading() as store:
        columns = view_columns(store.db)
    _check_view(view, columns)
    views = {
        name: (VIEW_SENTENCES[name], {column: column_sentence(name, column) for column in columns[name]})
        for name in VIEW_SENTENCES
        if view in (None, name)
    }
    if asked.form != TABLE:
        rows = [(name, column, text) for name, (_, of) in views.items() for column, text in of.items()]
        _write(asked, ("view", "column", "holds"), rows)
        return
    from mentionwatch.render.answers import print_schema

    print_schema(views, FUNCTIONS if view is None else {}, no_color=app.no_color)


def _check_view(view: str | None, columns: Mapping[str, Sequence[str]]) -> None:
    if view is not None and view not in columns:
        from difflib import get_close_matches

        near = get_close_matches(view, columns, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(columns)}"
        raise UsageError(f"there is no view {view[:60]!r}", hint=hint)

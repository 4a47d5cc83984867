"""The command that gives all data to take away."""

from __future__ import annotations

from typing import Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.forms import EXPORT_FORMS
from mentionwatch.cli.options import file_options, filter_options, format_options, read_filter, take_asked

_EXPORTS = ("mentions", "responses", "conversations", "waits", "customers")


@click.command(epilog="Example: mentionwatch export mentions --since 2026-10 --until 2026-10 -o october.csv")
@click.argument("name", metavar="DATA", type=click.Choice(_EXPORTS))
@filter_options
@format_options(*EXPORT_FORMS)
@file_options
@global_options
@pass_app
def export(app: App, /, name: str, **options: Any) -> None:
    """Write data to take away: everything, unless options narrow it.

    DATA is mentions, responses, conversations, waits or customers. Rows are in order of time; the same database
    gives the same bytes. docs/csv.md tells each column.
    """
    from mentionwatch.export.datasets import read_dataset
    from mentionwatch.export.files import open_output
    from mentionwatch.export.formats import Format, envelope, write_rows

    asked = take_asked(options, EXPORT_FORMS)
    with app.open_for_reading() as store:
        rules = app.rules(store)
        with store.snapshot() as db:
            which = read_filter(app, asked, db, rules=rules, now=app.now(), default_since=None)
            columns, rows = read_dataset(db, name, which, rules=rules)
            with open_output(asked.output, force=asked.force) as out:
                head = envelope(name, which, timezone=rules.timezone)
                write_rows(out, columns, rows, form=Format(asked.form), head=head)

"""The command that gives all data to take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.forms import EXPORT_FORMS, XLSX, schema_option
from mentionwatch.cli.options import Asked, file_options, filter_options, format_options, read_filter, take_asked
from mentionwatch.errors import UsageError

if TYPE_CHECKING:
    from mentionwatch.export.excel import Data

_EXPORTS = ("mentions", "responses", "conversations", "waits", "customers", "recoveries")
EXCEL = "excel"
_DELIMITERS = {",": ",", ";": ";", "tab": "\t"}
_LABELLED = "mentions"
"""The data whose posts a person can label in a spreadsheet."""


@click.command(
    epilog="Examples: mentionwatch export mentions --since 2026-10 --until 2026-10 -o october.csv; "
    "mentionwatch export recoveries -o quotes.csv; mentionwatch export mentions --for excel -o to-label.xlsx"
)
@click.argument("name", metavar="DATA", type=click.Choice(_EXPORTS))
@filter_options
@click.option(
    "--pseudonymous",
    "is_pseudonymous",
    is_flag=True,
    help="Nobody's name, link or address: lasting pseudonyms for people and posts, and texts without those.",
)
@click.option(
    "--for",
    "reader",
    type=click.Choice([EXCEL]),
    help="CSV as Excel opens it: local times, minutes for seconds, and in mentions an empty column `label`, which "
    "`label --import` takes back when you have filled it. XLSX is so too.",
)
@click.option(
    "--delimiter",
    type=click.Choice(list(_DELIMITERS)),
    help="What separates the cells for Excel. With `;`, which it expects in much of Europe, numbers have decimal "
    "commas. Default: a comma.",
)
@format_options(*EXPORT_FORMS)
@file_options
@schema_option("export")
@global_options
@pass_app
def export(
    app: App,
    /,
    name: str,
    is_pseudonymous: bool,
    reader: str | None,
    delimiter: str | None,
    **options: Any,
) -> None:
    """Write data to take away: everything, unless options narrow it.

    DATA is mentions, responses, conversations, waits, customers or recoveries: complaints that ended in thanks, the
    best to quote first. The others are in order of time; the same database gives the same bytes. docs/csv.md (`help
    csv`) tells each column.
    """
    from mentionwatch.export.datasets import DATASETS, read_dataset
    from mentionwatch.export.disguise import Disguise
    from mentionwatch.export.excel import Data, with_label
    from mentionwatch.export.formats import envelope

    asked = take_asked(options, EXPORT_FORMS)
    _check(asked.form, reader=reader, delimiter=delimiter)
    salt = _salt(app) if is_pseudonymous else None
    with app.open_for_reading() as store:
        rules = app.rules(store)
        with store.snapshot() as db:
            which = read_filter(app, asked, db, rules=rules, now=app.now(), default_since=None)
            disguise = Disguise(db, rules, salt=salt) if salt is not None else None
            columns, rows = read_dataset(db, name, which, rules=rules, disguise=disguise)
            if name == _LABELLED and not is_pseudonymous and (reader == EXCEL or asked.form == XLSX):
                columns, rows = with_label(columns, rows)
            notes = DATASETS[name].notes
            data = Data(name, columns, rows, rules.zone)
            head = envelope(name, which, timezone=rules.timezone) | _more_of_head(notes, is_pseudonymous)
            _write(data, asked, delimiter=_DELIMITERS[delimiter or ","] if reader else None, head=head)
    for note in notes:
        app.say(note)


def _check(form: str, *, reader: str | None, delimiter: str | None) -> None:
    if reader and form not in ("csv", XLSX):
        raise UsageError(f"--for excel is for CSV and XLSX, not for {form}", hint="name one of these two")
    if delimiter and (not reader or form == XLSX):
        raise UsageError("--delimiter is for CSV for Excel", hint="--for excel --delimiter ';' -o FILE.csv")


def _write(data: Data, asked: Asked, *, delimiter: str | None, head: dict[str, Any]) -> None:
    """Write data in the form asked for; a delimiter says that CSV is for Excel."""
    from mentionwatch.export.excel import write_excel_csv, write_workbook
    from mentionwatch.export.files import open_binary_output, open_output
    from mentionwatch.export.formats import Format, write_rows

    if asked.form == XLSX:
        with open_binary_output(asked.output, force=asked.force) as book:
            write_workbook(book, data)
        return
    with open_output(asked.output, force=asked.force) as out:
        if delimiter is not None:
            write_excel_csv(out, data, delimiter=delimiter)
        else:
            write_rows(out, data.columns, data.rows, form=Format(asked.form), head=head)


def _more_of_head(notes: Sequence[str], is_pseudonymous: bool) -> dict[str, Any]:
    return {**({"pseudonymous": True} if is_pseudonymous else {}), **({"notes": list(notes)} if notes else {})}


def _salt(app: App) -> str:
    """Give the secret of the database that pseudonyms hang on; it is made where there is none yet."""
    from mentionwatch.store.pseudonyms import get_salt, hold_salt

    with app.open_for_reading() as store:
        held = get_salt(store.db)
    if held is not None:
        return held
    with app.open_for_writing() as store, store.transaction() as db:
        return hold_salt(db)

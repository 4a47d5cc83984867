"""The command that gives all data to take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.forms import EXPORT_FORMS
from mentionwatch.cli.options import file_options, filter_options, format_options, read_filter, take_asked

_EXPORTS = ("mentions", "responses", "conversations", "waits", "customers", "recoveries")


@click.command(
    epilog="Examples: mentionwatch export mentions --since 2026-10 --until 2026-10 -o october.csv; "
    "mentionwatch export recoveries -o quotes.csv"
)
@click.argument("name", metavar="DATA", type=click.Choice(_EXPORTS))
@filter_options
@click.option(
    "--pseudonymous",
    "is_pseudonymous",
    is_flag=True,
    help="Nobody's name, link or address: lasting pseudonyms for people and posts, and texts without those.",
)
@format_options(*EXPORT_FORMS)
@file_options
@global_options
@pass_app
def export(app: App, /, name: str, is_pseudonymous: bool, **options: Any) -> None:
    """Write data to take away: everything, unless options narrow it.

    DATA is mentions, responses, conversations, waits, customers or recoveries: complaints that ended in thanks, the
    best to quote first. The others are in order of time; the same database gives the same bytes. docs/csv.md (`help
    csv`) tells each column.
    """
    from mentionwatch.export.datasets import DATASETS, read_dataset
    from mentionwatch.export.disguise import Disguise
    from mentionwatch.export.files import open_output
    from mentionwatch.export.formats import Format, envelope, write_rows

    asked = take_asked(options, EXPORT_FORMS)
    salt = _salt(app) if is_pseudonymous else None
    with app.open_for_reading() as store:
        rules = app.rules(store)
        with store.snapshot() as db:
            which = read_filter(app, asked, db, rules=rules, now=app.now(), default_since=None)
            disguise = Disguise(db, rules, salt=salt) if salt is not None else None
            columns, rows = read_dataset(db, name, which, rules=rules, disguise=disguise)
            with open_output(asked.output, force=asked.force) as out:
                notes = DATASETS[name].notes
                head = envelope(name, which, timezone=rules.timezone) | _more_of_head(notes, is_pseudonymous)
                write_rows(out, columns, rows, form=Format(asked.form), head=head)
    for note in notes:
        app.say(note)


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

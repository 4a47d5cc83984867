"""The commands by which a person has a say: label, of what was judged, and done, of what was handled elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.learned import lesson_line
from mentionwatch.cli.poll import BAD_LINES_SHOWN, counted, progress_bar
from mentionwatch.errors import UsageError
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from mentionwatch.labelling import LabelResult, Speaker
    from mentionwatch.store import Store

_MANY = 100
"""A bar for fewer threads would only flicker."""

_note = click.option("--note", metavar="TEXT", help="Why, in your words.")


@click.command(
    epilog="Examples: mentionwatch label 129 kind=question; mentionwatch label 129 kind --undo; "
    "mentionwatch label --import labels.csv"
)
@click.argument("name", metavar="ID", required=False)
@click.argument("said", metavar="FIELD=VALUE", required=False)
@click.option("--undo", is_flag=True, help="Take your word back.")
@click.option(
    "--import",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Take many labels from a CSV or XLSX file: columns id (or url) and label, as docs/csv.md tells.",
)
@click.option("--sheet", metavar="NAME", help="With --import: the sheet of an XLSX workbook. Default: its first.")
@click.option("--strict", is_flag=True, help="With --import: keep nothing at all if a line is bad.")
@_note
@click.option("--by", metavar="WHO", envvar="USER", help="Who says so. Default: $USER.")
@global_options
@pass_app
def label(
    app: App,
    name: str | None,
    said: str | None,
    undo: bool,
    file: Path | None,
    sheet: str | None,
    strict: bool,
    note: str | None,
    by: str | None,
) -> None:
    """Correct or confirm what was judged; a person's word wins, now and after every rebuild.

    FIELD=VALUE is kind=complaint, praise, question or other; abusive=yes or no; or outcome=satisfied, lost or open,
    which speaks of the whole conversation. From 50 kinds of English posts on, the judge learns from them, and judges
    everything again where that makes it better. A bad line of FILE is told and left out (exit code 3).
    """
    from mentionwatch.labelling import Speaker

    speaker = Speaker(by=by, note=note)
    if file is not None:
        if name or said or undo:
            raise UsageError("--import takes no ID, no FIELD=VALUE and no --undo", hint="the file says all of it")
        _import(app, file, speaker, sheet=sheet, is_strict=strict)
        return
    if name is None or said is None:
        raise UsageError("a label needs an ID and FIELD=VALUE", hint="`mentionwatch label --help` shows examples")
    if strict or sheet:
        raise UsageError(f"--{'strict' if strict else 'sheet'} is for --import FILE", hint="leave it out")
    field, value = _read_said(said, is_undo=undo)
    with writable(app) as store:
        _keep(app, store, name, field, value=value, speaker=speaker)


@click.command(epilog="Example: mentionwatch done 129 --by phone --note 'refunded'")
@click.argument("name", metavar="ID")
@click.option("--by", type=click.Choice(["phone", "email", "in-person", "dm"]), help="How it was handled.")
@click.option("--undo", is_flag=True, help="It was not handled after all.")
@_note
@global_options
@pass_app
def done(app: App, name: str, by: str | None, undo: bool, note: str | None) -> None:
    """Note that a matter was handled elsewhere: it leaves the inbox, and is in no figure of public replies.

    ID names the conversation by any of its posts.
    """
    from mentionwatch.labelling import Speaker

    if by is None and not undo:
        raise UsageError("--by is missing", hint="say how it was handled: --by phone, email, in-person or dm")
    with writable(app) as store:
        _keep(app, store, name, "handled", value=None if undo else by, speaker=Speaker(note=note))


def _read_said(said: str, *, is_undo: bool) -> tuple[str, str | None]:
    """Read FIELD=VALUE, or FIELD alone to take a word back."""
    from mentionwatch.labelling import VALUES

    field, separator, value = (part.strip().lower() for part in said.partition("="))
    if field not in VALUES:
        raise UsageError(f"there is no field {field!r} to label", hint=f"label {', '.join(VALUES)}")
    if is_undo:
        return field, None
    if not separator or value not in VALUES[field]:
        what = f"{field} cannot be {value!r}" if separator else f"{field} needs a value"
        raise UsageError(what, hint=f"write {field}= and one of {', '.join(VALUES[field])}")
    return field, value


def _keep(app: App, store: Store, name: str, field: str, *, value: str | None, speaker: Speaker) -> None:
    """Write a word down, or with no value take it back, and bring the findings up to date."""
    from mentionwatch.labelling import say
    from mentionwatch.refresh import refresh
    from mentionwatch.reports import story
    from mentionwatch.store import queries

    now, rules = app.now(), app.rules(store)
    post = story.find(store.db, name)
    kept = say(store, rules, post, field, value=value, speaker=speaker, at=now)
    with progress_bar("judging", least=_MANY) as progress:
        refreshed = refresh(store, rules, now=now, progress=progress)
    app.say(f"{post['ref']}: {_in_words(field, value, has_removed=bool(kept.before))}")
    for row in queries.conversations_of(store.db, post):
        app.say(f"its conversation with {row['brand']}: {(row['outcome'] or 'nothing to answer').replace('_', ' ')}")
    if refreshed.lesson is not None:
        app.say(lesson_line(refreshed.lesson))


def _in_words(field: str, value: str | None, *, has_removed: bool) -> str:
    if value is None and not has_removed:
        return f"nobody has said anything on {field}; nothing to undo"
    if field == "handled":
        return f"handled elsewhere, by {value}" if value else "no longer handled elsewhere"
    return f"{field} is {value}" if value else f"{field} is as computed again"


def _import(app: App, file: Path, speaker: Speaker, *, sheet: str | None, is_strict: bool) -> None:
    """Take the labels of a file, and end with the code that tells how it went."""
    from mentionwatch.labelling import import_labels

    with writable(app) as store, progress_bar("judging") as progress:
        result = import_labels(
            store,
            app.rules(store),
            file,
            speaker=speaker,
            now=app.now(),
            sheet=sheet,
            is_strict=is_strict,
            progress=progress,
        )
    _tell(app, file, result)
    raise SystemExit(result.exit_code)


def _tell(app: App, file: Path, result: LabelResult) -> None:
    empty = f"; {counted(result.empty, 'line')} without one" if result.empty else ""
    app.say(f"{counted(result.kept, 'label')} kept, {result.known:,} said before{empty}")
    for line in result.bad[:BAD_LINES_SHOWN]:
        app.say(f"{one_line(str(file))}, line {line.number}: {one_line(line.reason, width=300)}")
    if result.bad:
        app.say(f"{counted(len(result.bad), 'bad line')} left out; the rest is kept")
    if result.refreshed.lesson is not None:
        app.say(lesson_line(result.refreshed.lesson))


@contextmanager
def writable(app: App) -> Iterator[Store]:
    """Open a database that must exist already for writing."""
    app.open_for_reading().close()
    with app.open_for_writing() as store:
        yield store

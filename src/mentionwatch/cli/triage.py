"""The commands of the day's work: who waits, one conversation, why, and what a person says about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.options import file_options, filter_options, format_options, limit_option, take_asked
from mentionwatch.errors import UsageError
from mentionwatch.model import Kind, Outcome

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

    from mentionwatch.store import Store

_VALUES = {
    "kind": tuple(kind.value for kind in Kind),
    "abusive": ("yes", "no"),
    "outcome": tuple(outcome.value for outcome in Outcome),
}
"""What a person can say: `kind` and `abusive` of a customer's post, `outcome` of a conversation."""

_id = click.argument("name", metavar="ID")
_note = click.option("--note", metavar="TEXT", help="Why, in your words.")


@click.command(epilog="Examples: mentionwatch inbox --place Kreuzberg; mentionwatch inbox --review --csv")
@click.option("--review", is_flag=True, help="List what to look at instead: posts judged with doubt, or not at all.")
@filter_options
@limit_option
@format_options("table", "csv", "json", "jsonl")
@file_options
@global_options
@pass_app
def inbox(app: App, /, review: bool, **options: Any) -> None:
    """List who is waiting now, the most urgent first.

    Overdue first, by urgency, then by due time; whatever their age, unless --since says otherwise. `show ID`
    tells a whole conversation. With --review: the waiting first, then the least sure; `label ID kind=...` corrects.
    """
    from mentionwatch.cli.report import make_report

    make_report(app, "review" if review else "inbox", asked=take_asked(options)).write(app)


@click.command(epilog="Example: mentionwatch show 129")
@_id
@global_options
@pass_app
def show(app: App, name: str) -> None:
    """Tell one conversation in order of time.

    ID is the number or the network:id that lists print, or the post's URL; any post of a conversation names it.
    """
    from mentionwatch.render.story import print_conversations
    from mentionwatch.reports import story

    now = app.now()
    with app.open_for_reading() as store, store.snapshot() as db:
        rules = app.rules(store)
        told = story.show(db, name, rules=rules, now=now)
    print_conversations(told, zone=rules.zone, now=now, no_color=app.no_color)


@click.command(epilog="Example: mentionwatch explain 129")
@_id
@global_options
@pass_app
def explain(app: App, name: str) -> None:
    """Say why a post was judged as it was, or why a reply counts as a stock text.

    ID is the number or the network:id that lists print, or the post's URL.
    """
    from mentionwatch.render.story import print_explanations
    from mentionwatch.reports import story

    now = app.now()
    with app.open_for_reading() as store, store.snapshot() as db:
        rules = app.rules(store)
        found = story.explain(db, name, rules=rules)
    print_explanations(found, zone=rules.zone, now=now, no_color=app.no_color)


@click.command(epilog="Examples: mentionwatch label 129 kind=question; mentionwatch label 129 kind --undo")
@_id
@click.argument("said", metavar="FIELD=VALUE")
@click.option("--undo", is_flag=True, help="Take your word back.")
@_note
@click.option("--by", metavar="WHO", envvar="USER", help="Who says so. Default: $USER.")
@global_options
@pass_app
def label(app: App, name: str, said: str, undo: bool, note: str | None, by: str | None) -> None:
    """Correct what was judged; a person's word wins, now and after every rebuild.

    FIELD=VALUE is kind=complaint, praise, question or other; abusive=yes or no; or outcome=OUTCOME, which speaks
    of the whole conversation.
    """
    field, value = _read_said(said, is_undo=undo)
    with _writable(app) as store:
        word = _find_word(store.db, name, field)
        _keep(app, store, word, value=value, note=note, by=by)


@click.command(epilog="Example: mentionwatch done 129 --by phone --note 'refunded'")
@_id
@click.option("--by", type=click.Choice(["phone", "email", "in-person", "dm"]), help="How it was handled.")
@click.option("--undo", is_flag=True, help="It was not handled after all.")
@_note
@global_options
@pass_app
def done(app: App, name: str, by: str | None, undo: bool, note: str | None) -> None:
    """Note that a matter was handled elsewhere: it leaves the inbox, and is in no figure of public replies.

    ID names the conversation by any of its posts.
    """
    if by is None and not undo:
        raise UsageError("--by is missing", hint="say how it was handled: --by phone, email, in-person or dm")
    with _writable(app) as store:
        word = _find_word(store.db, name, "handled")
        _keep(app, store, word, value=None if undo else by, note=note, by=None)


@dataclass(frozen=True, slots=True)
class _Word:
    """What a person's word is about: the post they named, and under which refs older words on it may stand."""

    post: Row
    field: str
    target: str
    refs: Sequence[str]


def _read_said(said: str, *, is_undo: bool) -> tuple[str, str | None]:
    """Read FIELD=VALUE, or FIELD alone to take a word back."""
    field, separator, value = (part.strip().lower() for part in said.partition("="))
    if field not in _VALUES:
        raise UsageError(f"there is no field {field!r} to label", hint=f"label {', '.join(_VALUES)}")
    if is_undo:
        return field, None
    if not separator or value not in _VALUES[field]:
        what = f"{field} cannot be {value!r}" if separator else f"{field} needs a value"
        raise UsageError(what, hint=f"write {field}= and one of {', '.join(_VALUES[field])}")
    return field, value


def _find_word(db: Connection, name: str, field: str) -> _Word:
    """Find what a word on a field is about. Raises UsageError for a post that it cannot be about."""
    from mentionwatch.reports import story
    from mentionwatch.store import queries

    post = story.find(db, name)
    if field in ("kind", "abusive"):
        if post["role"] == "brand":
            raise UsageError(
                f"{post['ref']} is the brand's own post: {field} speaks of customers' posts",
                hint="name the customer's post; `mentionwatch show` lists a conversation's posts",
            )
        return _Word(post, field, "post", [post["ref"]])
    conversations = queries.conversations_of(db, post)
    if not conversations:
        raise UsageError(f"{post['ref']} is in no conversation with a brand", hint="`mentionwatch explain` says more")
    refs = {one["ref"] for row in conversations for one in queries.timeline(db, row["id"], row["brand"])}
    return _Word(post, field, "conversation", sorted(refs | {post["ref"]}))


def _keep(app: App, store: Store, word: _Word, *, value: str | None, note: str | None, by: str | None) -> None:
    """Write a word down, or with no value take it back, and bring the findings up to date."""
    from mentionwatch.refresh import refresh
    from mentionwatch.store import labels, queries
    from mentionwatch.text import clean_text

    now, ref = app.now(), word.post["ref"]
    with store.transaction() as db:
        removed = labels.remove_label(db, target=word.target, refs=list(word.refs), field=word.field)
        if value is not None:
            labels.set_label(
                db,
                target=word.target,
                ref=ref,
                field=word.field,
                value=value,
                by=clean_text(by) if by else None,
                note=clean_text(note) if note else None,
                at=now,
            )
    refresh(store, app.rules(store), now=now)
    app.say(f"{ref}: {_in_words(word.field, value, has_removed=removed > 0)}")
    for row in queries.conversations_of(store.db, word.post):
        app.say(f"its conversation with {row['brand']}: {(row['outcome'] or 'nothing to answer').replace('_', ' ')}")


def _in_words(field: str, value: str | None, *, has_removed: bool) -> str:
    if value is None and not has_removed:
        return f"nobody has said anything on {field}; nothing to undo"
    if field == "handled":
        return f"handled elsewhere, by {value}" if value else "no longer handled elsewhere"
    return f"{field} is {value}" if value else f"{field} is as computed again"


@contextmanager
def _writable(app: App) -> Iterator[Store]:
    """Open a database that must exist already for writing."""
    app.open_for_reading().close()
    with app.open_for_writing() as store:
        yield store

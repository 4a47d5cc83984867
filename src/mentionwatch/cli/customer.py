"""The command for one person: what they wrote, on all their accounts, and which accounts are theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.forms import REPORT_FORMS
from mentionwatch.cli.options import Asked, file_options, filter_options, format_options, limit_option, take_asked
from mentionwatch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

    from mentionwatch.reports import Report, Request

_ACTIONS = {"link": 2, "unlink": 2, "links": 0}
"""What can be done beside telling of a person, and how many accounts each names."""


@click.command(
    epilog="Examples: mentionwatch customer ana; mentionwatch customer mastodon:ana@example.social --csv; "
    "mentionwatch customer link mastodon:ana bluesky:ana.example"
)
@click.argument("words", nargs=-1, required=True, metavar="HANDLE | link A B | unlink A B | links")
@click.option("--figure", metavar="NAME", help="List the cases behind this figure instead.")
@filter_options
@limit_option
@format_options(*REPORT_FORMS)
@file_options
@global_options
@pass_app
def customer(app: App, /, words: tuple[str, ...], figure: str | None, **options: Any) -> None:
    """Tell of one person: their conversations, followers and mood over time, and what is open now.

    HANDLE is a handle, network:handle, or an account's ref. `link A B` says that two accounts are one person's: their
    history, repeat complaints and recovery are then told together. `unlink A B` takes it back, `links` lists all. A
    handle that is one of these words: write network:link.
    """
    asked = take_asked(options)
    action, names = (words[0], words[1:]) if words[0] in _ACTIONS else (None, words)
    if action is None:
        if len(names) != 1:
            raise UsageError("customer takes one HANDLE", hint="put a handle that holds spaces into quotes")
        _print(app, asked, lambda db, request: _person(db, request, names[0]), figure=figure)
        return
    if len(names) != _ACTIONS[action]:
        raise UsageError(f"{action} takes {_ACTIONS[action] or 'no'} accounts", hint="mentionwatch customer link A B")
    if figure is not None or (action != "links" and asked != Asked()):
        raise UsageError(f"{action} takes no options", hint="leave them out")
    if action == "links":
        from mentionwatch.reports.person import links

        _print(app, asked, links)
    else:
        _link(app, *names, is_undo=action == "unlink")


def _person(db: Connection, request: Request, name: str) -> Report:
    from mentionwatch.reports.person import find_account, person

    return person(db, request, ref=find_account(db, name)["ref"])


def _print(
    app: App, asked: Asked, build: Callable[[Connection, Request], Report], *, figure: str | None = None
) -> None:
    """Build a report from one state of the database, and print it or write it to a file."""
    from mentionwatch.cli.forms import Made
    from mentionwatch.cli.options import read_filter
    from mentionwatch.reports import Request
    from mentionwatch.reports.cases import with_cases

    now = app.now()
    with app.open_for_reading() as store:
        rules = app.rules(store)
        with store.snapshot() as db:
            which = read_filter(app, asked, db, rules=rules, now=now, default_since=None)
            report = build(db, Request(rules=rules, now=now, which=which))
            if figure is not None:
                report = with_cases(db, report, figure)
    Made(report, asked).write(app)


def _link(app: App, one: str, other: str, *, is_undo: bool) -> None:
    """Note that two accounts are one person's, or take it back, and say what follows."""
    from mentionwatch.cli.label import writable
    from mentionwatch.reports.person import find_account
    from mentionwatch.store import people

    with writable(app) as store:
        first, second = (find_account(store.db, name)["ref"] for name in (one, other))
        if first == second:
            raise UsageError(f"{first} is one account", hint="name two")
        with store.transaction() as db:
            is_new = people.remove_link(db, first, second) if is_undo else people.add_link(db, first, second)
        group = [row["ref"] for row in people.accounts_of(store.db, first)]
    if is_undo:
        app.say(_unlinked(first, second, group, is_new=is_new))
    else:
        app.say(f"{', '.join(group)}: one person" + ("" if is_new else ", as was said before"))


def _unlinked(one: str, other: str, group: list[str], *, is_new: bool) -> str:
    if not is_new and other not in group:
        return f"{one} and {other} were not linked; nothing to undo"
    if other not in group:
        return f"{one} and {other}: no longer one person"
    how = "the link between them is gone, but" if is_new else "nobody linked these two, but"
    return f"{how} others still make them one person: {', '.join(group)}; `mentionwatch customer links` lists them"

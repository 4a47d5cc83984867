"""The command for stock texts: which were found, and which of them a person accepts or exempts."""

from __future__ import annotations

from typing import Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.forms import REPORT_FORMS
from mentionwatch.cli.options import Asked, file_options, format_options, limit_option, take_asked
from mentionwatch.errors import UsageError

_LIST = "list"
_DECISIONS = {"accept": "accepted", "exempt": "exempt", "forget": None}
"""What is decided by each action; None takes the word back."""
_DECIDED = ("exempt", "accepted", "configured")
_MANY = 100
"""A bar for fewer threads would only flicker."""


@click.command(epilog="Examples: mentionwatch templates; mentionwatch templates exempt 5e1f20aa --note 'opening hours'")
@click.argument("action", metavar="[ACTION]", type=click.Choice([_LIST, *_DECISIONS]), default=_LIST)
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--brand", metavar="NAME", help="This brand only; `all` for every brand.")
@click.option("--decision", type=click.Choice(_DECIDED), help="List only those of which this was decided.")
@click.option("--note", metavar="TEXT", help="Why, in your words.")
@click.option("--by", metavar="WHO", envvar="USER", help="Who says so. Default: $USER.")
@limit_option
@format_options(*REPORT_FORMS)
@file_options
@global_options
@pass_app
def templates(
    app: App,
    /,
    action: str,
    name: str | None,
    decision: str | None,
    note: str | None,
    by: str | None,
    **options: Any,
) -> None:
    """List the texts that several customers got, or say of one whether it may be repeated.

    ACTION is list; exempt (a good text: never held against you); accept (a stock text: canned from its first use
    on); or forget, which takes your word back. NAME is the first column of the list, or a unique beginning of it,
    or the id or URL of any reply with that text. Your word covers this text and those like it, earlier and later
    ones, now and after every rebuild.
    """
    asked = take_asked(options)
    if action == _LIST:
        _list(app, asked, name=name, decision=decision, note=note)
        return
    if name is None:
        raise UsageError(f"{action} needs the NAME of a template", hint="`mentionwatch templates` lists them")
    if asked != Asked(brand=asked.brand) or decision is not None:
        what = "--decision is" if decision is not None else "--format, --limit and -o are"
        raise UsageError(f"{what} for the list, not for {action}", hint="leave them out")
    _decide(app, name, action, brand=asked.brand, by=by, note=note)


def _list(app: App, asked: Asked, *, name: str | None, decision: str | None, note: str | None) -> None:
    from mentionwatch.cli.report import Wanted, make_report

    if name is not None or note is not None:
        raise UsageError("the list takes no NAME and no --note", hint="accept NAME, exempt NAME or forget NAME")
    make_report(app, "templates", asked=asked, wanted=Wanted(decision=decision)).write(app)


def _decide(app: App, name: str, action: str, *, brand: str | None, by: str | None, note: str | None) -> None:
    """Write down what is decided, bring the findings up to date, and say what that changed."""
    from mentionwatch.cli.label import writable
    from mentionwatch.cli.options import read_filter
    from mentionwatch.cli.poll import progress_bar
    from mentionwatch.deciding import Decision, find_template, keep_decision
    from mentionwatch.judge import version_of
    from mentionwatch.refresh import refresh
    from mentionwatch.store import reply_queries

    value = _DECISIONS[action]
    with writable(app) as store:
        now, rules = app.now(), app.rules(store)
        version_of(rules.judge)  # a language that nothing can judge is told before anything is kept
        which = read_filter(app, Asked(brand=brand), store.db, rules=rules, now=now)
        template = find_template(store.db, name, brand=which.brand)
        before = reply_queries.uses_like(store.db, template.brand, template.form.id)
        with store.transaction() as db:
            had_said = keep_decision(
                db, rules, template, decision=Decision(value) if value else None, at=now, by=by, note=note
            )
        with progress_bar("judging", least=_MANY) as progress:
            refresh(store, rules, now=now, progress=progress)
        after = reply_queries.uses_like(store.db, template.brand, template.form.id)
    app.say(f"{template.name}: {_in_words(action, had_said=had_said)}")
    held = f"{before['canned']:,} were held against {template.brand}, {after['canned']:,} are now"
    app.say(f"of {after['uses']:,} replies {held}")


def _in_words(action: str, *, had_said: bool) -> str:
    if action == "forget":
        return "as computed again" if had_said else "nobody has said anything on it; nothing to forget"
    return "canned from its first use on" if action == "accept" else "may be repeated; never held against you"

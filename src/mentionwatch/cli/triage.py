"""The commands of the day's reading: who waits, one conversation, and why a post was judged as it was."""

from __future__ import annotations

from typing import Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.forms import REPORT_FORMS
from mentionwatch.cli.options import file_options, filter_options, format_options, limit_option, take_asked
from mentionwatch.errors import UsageError

_id = click.argument("name", metavar="ID")


_STANDINGS = ("overdue", "due_soon", "due", "cannot_know", "handled_elsewhere")


@click.command(epilog="Examples: mentionwatch inbox --place Kreuzberg; mentionwatch inbox --review --csv")
@click.option("-i", "--interactive", is_flag=True, help="Work through the list: read, label, mark done, undo; ? helps.")
@click.option("--review", is_flag=True, help="List what to look at instead: posts judged with doubt, or not at all.")
@click.option("--standing", type=click.Choice(_STANDINGS), help="List what stands so only.")
@click.option(
    "--sort",
    type=click.Choice(["due", "priority"]),
    help="What comes first within the overdue, the due soon and so on: the earliest due (usual), or the most urgent.",
)
@filter_options
@limit_option
@format_options(*REPORT_FORMS)
@file_options
@global_options
@pass_app
def inbox(app: App, /, interactive: bool, review: bool, standing: str | None, sort: str | None, **options: Any) -> None:
    """List who is waiting now, the most pressing first.

    Overdue first, then due soon, then in time, each by due time and priority; whatever their age, unless --since
    says otherwise. Each row says what makes it urgent; `show ID` tells a whole conversation, `done ID` takes it
    out. With --review: the waiting first, then the least sure; `label ID kind=...` corrects. With --interactive:
    the same on one screen with each thread, to label, mark as done and undo by a key (docs/inbox.md).
    """
    from mentionwatch.cli.report import Wanted, make_report

    if review and (standing or sort):
        raise UsageError("--review takes no --standing and no --sort", hint="it lists the waiting first")
    wanted, asked = Wanted(standing=standing, sort=sort), take_asked(options)
    if interactive:
        from mentionwatch.cli.interactive import run_inbox

        run_inbox(app, asked=asked, wanted=wanted, is_review=review)
        return
    make_report(app, "review" if review else "inbox", asked=asked, wanted=wanted).write(app)


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
        found = story.explain(db, name, rules=rules, now=now)
    print_explanations(found, zone=rules.zone, now=now, no_color=app.no_color)

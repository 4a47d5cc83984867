"""The interactive inbox on the user's terminal, or why it cannot be had."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mentionwatch.cli.app import App
from mentionwatch.cli.options import Asked, read_filter
from mentionwatch.cli.report import Wanted
from mentionwatch.errors import UsageError

if TYPE_CHECKING:
    from mentionwatch.reports import Request

MOST_ENTRIES = 1000
_NO_TERMINALS = ("", "dumb", "unknown")


def run_inbox(app: App, *, asked: Asked, wanted: Wanted, is_review: bool) -> None:
    """Let the user work through the inbox. Raises UsageError where that cannot be, and what reading a list raises."""
    _check(asked)
    from mentionwatch.labelling import Speaker
    from mentionwatch.reports.waiting import BY_PRIORITY
    from mentionwatch.tui.app import InboxApp
    from mentionwatch.tui.desk import Desk

    speaker = Speaker(by=os.environ.get("USER"))
    desk = Desk(app.database(), _request(app, asked, wanted), rules=app.rules, clock=app.now, speaker=speaker)
    by_priority = wanted.sort == BY_PRIORITY
    listed = desk.read(is_review=is_review, by_priority=by_priority)
    if app.no_color:
        os.environ["NO_COLOR"] = "1"
    shown = InboxApp(desk, listed, environ=os.environ, is_review=is_review, by_priority=by_priority)
    shown.run()
    if shown.return_code:
        sys.exit(shown.return_code)


def _request(app: App, asked: Asked, wanted: Wanted) -> Request:
    """Say what is asked for, once: the lists are read again and again."""
    from mentionwatch.reports import Request

    now = app.now()
    with app.open_for_reading() as store, store.snapshot() as db:
        rules = app.rules(store)
        which = read_filter(app, asked, db, rules=rules, now=now)
    return Request(
        rules=rules,
        now=now,
        which=which,
        is_default_period=asked.since is None and asked.until is None,
        limit=MOST_ENTRIES if asked.limit is None else asked.most_rows,
        standing=wanted.standing,
    )


def _check(asked: Asked) -> None:
    if asked.form != "table" or asked.output is not None or asked.force:
        raise UsageError("--interactive writes no file", hint="leave out --interactive, or the form and the file")
    if find_spec("textual") is None:
        raise UsageError("--interactive needs textual, which is not installed", hint="pip install 'mentionwatch[tui]'")
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in _NO_TERMINALS
    if not is_terminal:
        raise UsageError("--interactive needs a terminal", hint="`mentionwatch inbox` prints the list")

"""The command that brings in a feed's older posts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.periods import read_period
from mentionwatch.cli.poll import counted, one_at_a_time, progress_bar
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from mentionwatch.backfill import BackfillResult, Share

_STEPS = 1000


@click.command(epilog="Example: mentionwatch backfill --feed acme-mastodon --since 2026-01-01")
@click.option("--feed", "name", required=True, metavar="NAME", help="The feed whose older posts to fetch.")
@click.option("--since", required=True, metavar="DATE", help="How far back: 2026-01-31, or the month 2026-01.")
@global_options
@pass_app
def backfill(app: App, name: str, since: str) -> None:
    """Fetch a feed's older posts and the brand's replies to them, back to a day.

    When it is cut off (by a limit, a fault, or you), the same command goes on where it stopped. Older posts are in
    every report, and never alerted. Exit codes: 0 all is read, 3 it is to be run again, 4 the feed failed.
    """
    from mentionwatch.backfill import backfill as run
    from mentionwatch.poll import chosen_feeds, told_to_wait
    from mentionwatch.store import open_for_writing

    config, now = app.config(), app.now()
    (feed,) = chosen_feeds(config, [name])
    since_at = read_period(since, None, now=now, zone=config.rules().zone)[0] or now
    with one_at_a_time(app.database(), now), open_for_writing(app.database()) as store:
        waits_until = told_to_wait(store, feed.name, now=now)
        if waits_until is not None:
            app.say(f"{feed.name}: told to wait until {waits_until:%H:%M:%S} UTC; run it again then")
            sys.exit(3)
        with _bar(feed.name) as on_share, progress_bar("judging") as progress:
            result = run(
                config,
                store,
                feed,
                since=since_at,
                now=now,
                environ=os.environ,
                on_share=on_share,
                progress=progress,
            )
    _tell(app, result, name=feed.name, since=since)
    sys.exit(result.exit_code)


@contextmanager
def _bar(label: str) -> Iterator[Share | None]:
    """Give a callback that draws how much is read on a terminal, and nothing off it."""
    with progress_bar(one_line(label)) as progress:
        yield None if progress is None else lambda share: progress(round(share * _STEPS), _STEPS)


def _tell(app: App, result: BackfillResult, *, name: str, since: str) -> None:
    feed = result.feed
    if feed is None:
        app.say(f"{name}: nothing to do, all since {since} has been read")
        return
    if app.is_verbose or feed.is_finished:
        for reason in (
            feed.skipped if app.is_verbose else [text for text in feed.skipped if "could not be read" in text]
        ):
            app.say(f"{name}: {reason}")
    app.say(f"{name}: {feed.added:,} new, {feed.changed:,} changed, of {counted(feed.fetched, 'post')} read")
    if feed.error is not None:
        app.print_error(feed.error, prefix=name)
    if feed.limited_until is not None:
        app.say(f"{name}: told to wait until {feed.limited_until:%H:%M:%S} UTC")
    if not feed.is_finished:
        app.say(f"{name}: not all is read yet; the same command goes on from here")
    for ref in result.refreshed.failed if result.refreshed else ():
        app.say(f"error: the judge failed on {ref}; it is stored, and will be tried again")

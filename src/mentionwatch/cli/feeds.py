"""The commands for the feeds themselves: their state, one more of them, and what they show when tried."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.expiring import ending
from mentionwatch.cli.forms import REPORT_FORMS
from mentionwatch.cli.options import Asked, file_options, format_options, take_asked
from mentionwatch.cli.poll import counted
from mentionwatch.cli.setup import add_feed, feed_options, new_asker
from mentionwatch.errors import ExitCode, Limited, UsageError
from mentionwatch.text import one_line, safe_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mentionwatch.cli.trying import Tried
    from mentionwatch.config import FeedConfig
    from mentionwatch.model import Post

_SKIPPED_SHOWN = 3


@click.group(
    invoke_without_command=True,
    epilog="Examples: mentionwatch feeds --json; mentionwatch feeds add mastodon; mentionwatch feeds test",
)
@format_options(*REPORT_FORMS)
@file_options
@global_options
@click.pass_context
def feeds(ctx: click.Context, /, **options: Any) -> None:
    """Show each feed: its last good poll, what it has covered, its gaps and failures; or add and try feeds."""
    from mentionwatch.cli.report import make_report

    asked = take_asked(options)
    if ctx.invoked_subcommand is None:
        app = ctx.ensure_object(App)
        make_report(app, "feeds", asked=asked).write(app)
    elif asked != Asked():
        hint = "leave them out"
        raise UsageError(f"the options of the list say nothing to `feeds {ctx.invoked_subcommand}`", hint=hint)


@feeds.command(epilog="Example: mentionwatch feeds add mastodon --account acme@mastodon.social --login")
@click.argument("network")
@click.option("--brand", metavar="NAME", help="Whose feed it is. Default: your own brand's.")
@feed_options
@click.option("--force", is_flag=True, help="Replace the secret's file that is there.")
@global_options
@pass_app
def add(app: App, /, *, force: bool, no_test: bool, **flags: Any) -> None:
    """Add a feed to the configuration, behind the last one; every other byte of it stays.

    Says beforehand what the network costs, who must approve and what it does not show. Asks for what the options leave
    open; off a terminal, every answer must come from an option or has a default.
    """
    add_feed(app, new_asker(app), force=force, no_test=no_test, **flags)


@feeds.command(epilog="Example: mentionwatch feeds test acme-mastodon")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print what came as JSON.")
@global_options
@pass_app
def test(app: App, /, names: tuple[str, ...], *, as_json: bool) -> None:
    """Try a feed, or all: one page of each stream is fetched, and none stored.

    Says how many posts of customers and of the brand came, how new they are, what the feed cannot see, when its token
    ends and how long it took. Exit codes: 0 all answered, 3 some failed, 4 all failed.
    """
    from mentionwatch.cli.login import find_feed
    from mentionwatch.cli.trying import as_data, try_streams

    config = app.config()
    chosen = [find_feed(config, name) for name in names] if names else list(config.feeds)
    if not chosen:
        raise UsageError("there is no feed yet", hint="`mentionwatch feeds add NETWORK` adds one")
    failed = 0
    found = []
    for feed in chosen:
        tried = asyncio.run(try_streams(config, feed, now=app.now(), environ=os.environ))
        has_failed = tried.error is not None and not isinstance(tried.error, Limited)
        failed += has_failed
        found.append(as_data(feed, tried))
        for line in () if as_json else _lines(feed, tried, app.now()):
            click.echo(line)
        if tried.error is not None and has_failed:
            app.print_error(tried.error, prefix=feed.name)
    if as_json:
        click.echo(json.dumps({"mentionwatch": 1, "feeds": found}, indent=2))
    if failed:
        sys.exit(ExitCode.ALL_FAILED if failed == len(chosen) else ExitCode.SOME_FAILED)


def _lines(feed: FeedConfig, tried: Tried, now: datetime) -> Iterator[str]:
    from mentionwatch.cli.trying import in_words

    yield f"{safe_text(feed.name)} ({one_line(feed.network)})"
    if tried.pages or tried.error is None:
        yield f"  of customers: {_found(tried.customers)}"
        yield f"  of the brand: {_found(tried.own)}" if feed.accounts else "  of the brand: no `accounts` are named"
    if tried.skipped:
        yield f"  could not use {counted(len(tried.skipped), 'item')}"
        for reason in tried.skipped[:_SKIPPED_SHOWN]:
            yield f"    {one_line(reason, width=200)}"
    if tried.sees is not None:
        yield f"  {in_words(tried.sees)}"
    if tried.expiry is not None and tried.expiry.at is not None:
        yield f"  {ending(tried.expiry.at, now)}{'; it renews itself' if tried.expiry.renews else ''}"
    if isinstance(tried.error, Limited):
        yield f"  {one_line(tried.error.message)}"
    yield f"  {counted(tried.pages, 'page')} in {tried.seconds:.1f} s"


def _found(posts: Sequence[Post]) -> str:
    if not posts:
        return "no posts"
    newest = max(post.created_at for post in posts)
    return f"{counted(len(posts), 'post')}, the newest of {newest:%Y-%m-%d %H:%M} UTC"

"""The commands that poll: poll itself and demo; and rebuild, which computes all findings again."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.expiring import ending, renewing
from mentionwatch.cli.learned import lesson_line
from mentionwatch.errors import ExitCode, PollRunning, UsageError
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from datetime import datetime

    from mentionwatch.config import Config
    from mentionwatch.poll import FeedResult, PollResult
    from mentionwatch.refresh import Progress

_SILENT_FOR = timedelta(minutes=15)
BAD_LINES_SHOWN = 10


@click.command(epilog="Example: mentionwatch poll --feed acme-mastodon -v")
@click.option("--feed", "names", multiple=True, metavar="NAME", help="Fetch this feed only, now; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Fetch every feed now, whatever its schedule.")
@click.option("--dry-run", is_flag=True, help="Fetch and judge on a copy of the database, then throw it away.")
@click.option("--loop", is_flag=True, help="Go on: sleep until the next feed is due, and poll again, until stopped.")
@global_options
@pass_app
def poll(app: App, names: tuple[str, ...], everything: bool, dry_run: bool, loop: bool) -> None:
    """Fetch the feeds that are due, and judge and measure what they bring.

    Made for cron: prints nothing off a terminal while all is well. A limit set by a network is obeyed, and is
    no error. Exit codes: 0 fine, 3 some feeds failed, 4 all failed, 5 database, 6 another poll is running.
    """
    config = app.config()
    database = app.database()
    now = app.now()
    if loop:
        _loop(app, config, is_plain=not (names or everything or dry_run))
    with one_at_a_time(database, now):
        if dry_run:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder, "dry-run.db")
                _copy(database, copy)
                result = _poll(app, config, copy, names=names, everything=everything, now=now)
        else:
            result = _poll(app, config, database, names=names, everything=everything, now=now)
    _tell(app, result)
    if dry_run and not app.is_quiet:
        click.echo("dry run: nothing was stored", err=True)
    sys.exit(result.exit_code)


def _loop(app: App, config: Config, *, is_plain: bool) -> None:
    from mentionwatch.cli.looping import poll_for_ever

    if not is_plain:
        raise UsageError("--loop fetches what is due", hint="leave out --feed, --all and --dry-run")
    database = app.database()
    poll_for_ever(
        app, config, lambda now: _tell(app, _poll(app, config, database, names=(), everything=False, now=now))
    )


def _poll(
    app: App, config: Config, database: Path, *, names: tuple[str, ...], everything: bool, now: datetime
) -> PollResult:
    from mentionwatch.poll import poll as run
    from mentionwatch.store import open_for_writing

    is_by_itself = not (names or everything or sys.stderr.isatty())
    with open_for_writing(database) as store, progress_bar("judging") as progress:
        return run(
            config,
            store,
            now=now,
            environ=os.environ,
            names=names,
            everything=everything,
            spread=config.http.jitter if is_by_itself else timedelta(0),
            progress=progress,
        )


def _copy(database: Path, copy: Path) -> None:
    """Copy a database that others may be writing, if there is one."""
    from mentionwatch.store import copy_database

    if database.exists():
        copy_database(database, copy)


@contextmanager
def one_at_a_time(database: Path, now: datetime) -> Iterator[None]:
    """Hold the poll's lock. Off a terminal, a poll that has just begun elsewhere is nothing to tell."""
    from mentionwatch.store.lock import only_poll

    try:
        with only_poll(database, now=now):
            yield
    except PollRunning as running:
        is_fresh = running.started_at is not None and now - running.started_at < _SILENT_FOR
        if is_fresh and not sys.stderr.isatty():
            sys.exit(running.exit_code)
        raise


def _tell(app: App, result: PollResult) -> None:
    """Say how the poll went: on a terminal or with -v all of it, else only what cron should mail."""
    is_watched = (sys.stderr.isatty() or app.is_verbose) and not app.is_quiet
    for feed in result.feeds:
        if feed.error is not None and (is_watched or feed.is_news):
            app.print_error(feed.error, prefix=feed.name)
        elif is_watched:
            click.echo(_line(feed), err=True)
        if feed.ends_at is not None:  # told once, so even where quiet is wanted
            words = f"{ending(feed.ends_at, app.now())}: {renewing(feed.name)}"
            click.echo(f"warning: {one_line(feed.name)}: {words}", err=True)
        if app.is_verbose:
            for reason in feed.skipped:
                click.echo(f"{one_line(feed.name)}: skipped {one_line(reason, width=300)}", err=True)
    if is_watched and not result.feeds:
        waiting = (
            f" ({one_line(', '.join(result.not_due))} not due yet; --all fetches all the same)"
            if result.not_due
            else ""
        )
        click.echo(f"nothing to fetch{waiting}", err=True)
    if is_watched and result.refreshed.lesson is not None:
        click.echo(lesson_line(result.refreshed.lesson), err=True)
    for ref in result.refreshed.failed:
        click.echo(f"error: the judge failed on {one_line(ref)}; it is stored, and will be tried again", err=True)


def _line(feed: FeedResult) -> str:
    if feed.limited_until is not None:
        return f"{one_line(feed.name)}: told to wait until {feed.limited_until:%H:%M:%S} UTC"
    text = f"{one_line(feed.name)}: {feed.added} new, {feed.changed} changed, of {feed.fetched} read"
    text += f"; {counted(len(feed.skipped), 'item')} skipped" if feed.skipped else ""
    for gap in feed.gaps:
        text += f"; could not reach {gap.from_at:%Y-%m-%d %H:%M} to {gap.to_at:%Y-%m-%d %H:%M} UTC"
    return text


@contextmanager
def progress_bar(label: str, *, least: int = 1) -> Iterator[Progress | None]:
    """Give a callback that draws a bar of at least so many steps on a terminal, and nothing off it."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    with ExitStack() as stack:
        bars: list[Any] = []

        def progress(done: int, total: int) -> None:
            if total < least:
                return
            if not bars:
                bars.append(stack.enter_context(click.progressbar(length=total, label=label, file=sys.stderr)))
            bars[0].update(done - bars[0].pos)

        yield progress


def counted(number: int, noun: str) -> str:
    """Write a number of things."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


@click.command(epilog="Example: mentionwatch demo --directory pizza")
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the sample's files, configuration and database there, to try the other commands on.",
)
@global_options
@pass_app
def demo(app: App, directory: Path | None) -> None:
    """Run the whole job on an invented pizza chain, offline: poll, judge, report."""
    with tempfile.TemporaryDirectory() if directory is None else nullcontext(directory) as folder:
        _demo(app, Path(folder), is_kept=directory is not None)
    if not app.is_quiet:
        click.echo(_what_next(directory), err=True)


def _demo(app: App, folder: Path, *, is_kept: bool) -> None:
    from mentionwatch.cli.report import print_report
    from mentionwatch.config import load
    from mentionwatch.demo import prepare

    now = app.now()
    try:
        path = prepare(folder, now=now)
    except FileExistsError:
        raise UsageError(f"{folder} holds a mentionwatch.yaml already", hint="name an empty directory") from None
    except OSError as error:
        hint = "name another --directory"
        raise UsageError(f"{one_line(str(folder))} cannot be used", cause=error.strerror or "", hint=hint) from None
    config = load(path)
    database = app.db or config.database
    result = _poll(app, config, database, names=(), everything=True, now=now)
    if result.exit_code is not ExitCode.FINE:
        _tell(app, result)
        sys.exit(result.exit_code)
    posts = sum(feed.fetched for feed in result.feeds)
    if not app.is_quiet:
        click.echo(f"{posts} invented posts of {config.brand} polled from {len(result.feeds)} feeds\n", err=True)
    if is_kept:
        app.config_path = path
    print_report(app, "summary", rules=config.rules(), database=database)


def _what_next(directory: Path | None) -> str:
    program = "mentionwatch" if shutil.which("mentionwatch") else one_line(sys.argv[0])
    if directory is None:
        return f"\nTo look closer: {program} demo --directory pizza, then {program} -c pizza/mentionwatch.yaml inbox"
    return f"\nTo look closer: {program} -c {one_line(str(directory / 'mentionwatch.yaml'))} inbox"


@click.command(epilog="Example: mentionwatch rebuild -c acme.yaml")
@global_options
@pass_app
def rebuild(app: App) -> None:
    """Compute all findings again from the stored facts: verdicts, conversations, waits, stock texts.

    The next poll does the same by itself after an upgrade or a change of the configuration.
    """
    from mentionwatch.refresh import refresh
    from mentionwatch.store import open_for_writing

    database = app.database()
    with (
        one_at_a_time(database, app.now()),
        open_for_writing(database) as store,
        progress_bar("judging") as progress,
    ):
        done = refresh(store, app.rules(store), now=app.now(), everything=True, progress=progress)
    app.say(f"{done.threads:,} threads computed again")
    if done.lesson is not None:
        app.say(lesson_line(done.lesson))
    sys.exit(ExitCode.SOME_FAILED if done.failed else ExitCode.FINE)

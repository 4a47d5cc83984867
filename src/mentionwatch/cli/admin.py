"""The command that looks after the tool itself: doctor."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.checking import Check, failed, feed_checks
from mentionwatch.errors import ExitCode, MentionwatchError
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from mentionwatch.config import Config, Rules
    from mentionwatch.model import Expiry
    from mentionwatch.store import Store

_OLD = timedelta(hours=1)
_GONE_AFTER = 3


@click.command(epilog="Example: mentionwatch doctor --cron")
@click.option("--offline", is_flag=True, help="Do not try the feeds.")
@click.option("--cron", is_flag=True, help="Look as cron would: with an empty environment.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@global_options
@pass_app
def doctor(app: App, offline: bool, cron: bool, as_json: bool) -> None:
    """Check the configuration, its secrets, the database, the clock and each feed.

    Each line says ok, warn or fail, with the fix. Exit codes: 0 nothing failed, 3 something did.
    """
    environ: Mapping[str, str] = {} if cron else os.environ
    checks = list(_checks(app, environ, is_offline=offline))
    if as_json:
        click.echo(json.dumps({"mentionwatch": 1, "checks": [asdict(check) for check in checks]}, indent=2))
    else:
        for check in checks:
            click.echo(f"{check.state:<4}  {one_line(check.what)}: {one_line(check.found)}")
            if check.fix:
                click.echo(f"      {one_line(check.fix)}")
    has_failed = any(check.state == "fail" for check in checks)
    sys.exit(ExitCode.SOME_FAILED if has_failed else ExitCode.FINE)


def _checks(app: App, environ: Mapping[str, str], *, is_offline: bool) -> Iterator[Check]:
    try:
        config = app.config()
    except MentionwatchError as error:
        yield failed("configuration", error)
        return
    yield Check("ok", "configuration", str(config.path))
    if config.path is not None:
        yield from _private("configuration", config.path, wanted="only you should read it if secrets stand in it")
    yield from _languages(config, taught=_taught(app, config))
    yield from _database(app, config.rules())
    for feed in config.feeds:
        stored = _stored_expiry(app, feed.name)
        yield from feed_checks(config, feed, environ, now=app.now(), is_offline=is_offline, stored=stored)


def _stored_expiry(app: App, name: str) -> Expiry | None:
    """Give when a feed's token ends, as the last poll or login learned it; None where no database can be read."""
    from mentionwatch.store import feeds as feed_rows
    from mentionwatch.store import open_for_reading, tokens

    try:
        with open_for_reading(app.database()) as store:
            row = feed_rows.get_feed(store.db, name)
            return tokens.expiry_of(row) if row is not None else None
    except MentionwatchError:
        return None


def _taught(app: App, config: Config) -> str:
    """Say what corrections have taught the judge of English; nothing where no database can be read."""
    from mentionwatch.learning import standing
    from mentionwatch.store import open_for_reading

    try:
        with open_for_reading(app.database()) as store, store.snapshot() as db:
            return standing(db, config.judge)
    except MentionwatchError:
        return ""


def _languages(config: Config, *, taught: str) -> Iterator[Check]:
    """Name who judges each language, and which others could be judged; `taught` replaces the name of our English."""
    from mentionwatch.judge.classifiers import chosen, languages
    from mentionwatch.judge.dispatch import find_english
    from mentionwatch.judge.languages import primary

    for tag in config.judge.languages:
        try:
            judges = chosen([tag])
        except MentionwatchError as error:
            yield failed(f"language {tag}", error)
            continue
        for language, classifier in judges.items():
            is_taught = taught and classifier is find_english(config.judge)
            yield Check("ok", f"language {language}", f"judged by {taught if is_taught else classifier.name}")
    others = sorted({*languages()} - {primary(tag) for tag in config.judge.languages})
    if others:
        yield Check("ok", "languages", f"{', '.join(others)} can be judged too: `judge.languages` names those that are")


def _private(what: str, path: Path, *, wanted: str) -> Iterator[Check]:
    """Warn if others may write or read a file."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o022:
        yield Check("fail", what, f"others may write {path} ({mode:o})", f"chmod 600 {path}")
    elif mode & 0o044:
        yield Check("warn", what, f"others may read {path} ({mode:o}); {wanted}", f"chmod 600 {path}")


def _database(app: App, rules: Rules) -> Iterator[Check]:
    from mentionwatch.store import open_for_reading

    path = app.database()
    if not path.exists():
        yield Check("warn", "database", f"{path} does not exist yet", "run `mentionwatch poll`")
        return
    try:
        with open_for_reading(path) as store:
            yield from _inside(store, path, app.now())
            yield from _in_force(store, rules)
    except MentionwatchError as error:
        yield failed("database", error)
        return
    yield from _private("database", path, wanted="customers' posts stand in it")


def _in_force(store: Store, rules: Rules) -> Iterator[Check]:
    """Warn if the configuration says other rules than those by which the findings were computed."""
    from mentionwatch.store.rules import is_by_rules

    if not is_by_rules(store.db, rules):
        yield Check(
            "warn", "rules", "the findings are by rules that have changed since", "`mentionwatch rebuild`, or poll"
        )


def _inside(store: Store, path: Path, now: datetime) -> Iterator[Check]:
    from mentionwatch.clock import from_text
    from mentionwatch.store import queries
    from mentionwatch.store.feeds import cursor_of

    damage = store.find_damage()
    if damage:
        yield Check("fail", "database", f"{path} is damaged: {damage}", "restore a backup")
        return
    counts = queries.counts(store.db)
    yield Check("ok", "database", f"{path}: {counts['posts']:,} posts, {counts['conversations']:,} conversations")
    if counts["stale"]:
        yield Check("warn", "database", f"{counts['stale']} threads wait to be judged", "the next poll does it")
    if counts["failed"]:
        yield Check("warn", "judge", f"failed on {counts['failed']} posts", "they are stored, and stand as unjudged")
    last = counts["last_poll_at"]
    if last is None:
        yield Check("warn", "last poll", "never", "run `mentionwatch poll`, then put it into your crontab")
    elif now - from_text(last) > _OLD:
        yield Check("warn", "last poll", last, "is the cron job running? `mentionwatch poll -v` tells more")
    elif from_text(last) > now + timedelta(minutes=5):
        yield Check("fail", "clock", f"the last poll was at {last}, which is to come", "set this machine's clock")
    else:
        yield Check("ok", "last poll", last)
    for feed in queries.feeds(store.db):
        if feed["failures"]:
            state = "fail" if feed["failures"] >= _GONE_AFTER else "warn"
            found = f"failures in a row: {feed['failures']}; the last: {feed['last_error']}"
            yield Check(state, f"feed {feed['name']}", found, "`mentionwatch poll --all -v` tells more")
        if spent := (cursor_of(feed) or {}).get("spent"):
            at_most = f", at most {spent['at_most']:,}" if "at_most" in spent else ""
            found = f"{spent['count']:,} {spent['unit']} spent in {spent['period']}{at_most}"
            yield Check("ok", f"feed {feed['name']}", found)

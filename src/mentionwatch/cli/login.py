"""The `login` command: a browser or a pasted code gives a feed its token, which goes to a file of its own."""

from __future__ import annotations

import asyncio
import os
import select
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.asking import slug
from mentionwatch.cli.needs import NEEDS
from mentionwatch.cli.private import beside
from mentionwatch.errors import UsageError
from mentionwatch.text import one_line, safe_text

if TYPE_CHECKING:
    from mentionwatch.config import Config, FeedConfig
    from mentionwatch.feeds.logins import Granted, Invitation, Login

REDIRECT = "http://127.0.0.1:8484"


@click.command(epilog="Example: mentionwatch login acme-mastodon")
@click.argument("name", metavar="FEED")
@click.option("--code", metavar="CODE", help="What the browser gave, in a later run; `-` reads it from standard input.")
@click.option("--redirect", metavar="URL", default=REDIRECT, show_default=True, help="Where the browser comes back to.")
@click.option("--force", is_flag=True, help="Replace a secret's file that the feed does not name.")
@global_options
@pass_app
def login(app: App, name: str, code: str | None, redirect: str, force: bool) -> None:
    """Log a feed in: Mastodon, Reddit, Google Business Profile, Facebook, Instagram.

    Prints an address to open in any browser, also on another machine, and takes what the browser gives: by itself
    where it comes back to this machine, else pasted. The secret goes to a file beside the configuration that only you
    can read, or to the file that the feed names; it is never shown. Off a terminal, call it twice: the second time with
    --code.
    """
    config = app.config()
    feed = find_feed(config, name)
    run = _Run(config, feed, _way_of(feed), redirect=redirect, now=app.now())
    place = _place(config, feed, run.way.option)
    if place.is_new and place.path.exists() and not force:
        hint = f"put `{place.line}` under the feed's options to use it, or --force replaces it"
        raise UsageError(f"{safe_text(str(place.path))} exists already, and the feed does not name it", hint=hint)
    granted = run.finish(_read_line() if code == "-" else code) if code is not None else run.whole()
    _write_secret(place.path, granted.secret)
    run.forget()
    if not app.is_quiet:
        _tell(feed, granted, place)
    _note(app, config, feed, granted)


def find_feed(config: Config, name: str) -> FeedConfig:
    """Give the feed of a name. Raises UsageError."""
    for feed in config.feeds:
        if feed.name == name:
            return feed
    names = ", ".join(sorted(feed.name for feed in config.feeds)) or "none yet: `mentionwatch feeds add NETWORK`"
    raise UsageError(f"there is no feed called {one_line(name)!r}", hint=f"the feeds are {safe_text(names)}")


def _way_of(feed: FeedConfig) -> type[Login]:
    from mentionwatch.feeds.logins import find_login

    way = find_login(feed.network)
    if way is not None:
        return way
    needs = NEEDS.get(feed.network)
    if needs is None:
        hint = "docs/feeds.md, or the package that brings the network, says what it needs"
    elif needs.login:
        question = one_line(needs.login_question, width=300)
        hint = f"{question}: put it into a file, mode 0600, and write {needs.login}: file:PATH under the feed's options"
    else:
        hint = "it needs no login, or takes its keys as options: docs/feeds.md"
    raise UsageError(f"nobody logs in to {feed.network} by a browser or a code", hint=hint)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the secret goes. `line` is what the feed's options need, empty where they have it."""

    path: Path
    line: str

    @property
    def is_new(self) -> bool:
        return bool(self.line)


def _place(config: Config, feed: FeedConfig, option: str) -> _Place:
    base = config.path.parent if config.path else Path.cwd()
    held = str(feed.options.get(option) or "")
    if held.startswith("file:"):
        return _Place(Path(os.path.realpath(base / Path(held.removeprefix("file:").strip()).expanduser())), "")
    name = f"{slug(feed.name)}.secret"
    return _Place(base / name, f"{option}: file:{name}")


class _Run:
    """One login of one feed. What must be known when the code comes is kept beside the database until then."""

    def __init__(self, config: Config, feed: FeedConfig, way: type[Login], *, redirect: str, now: datetime) -> None:
        from mentionwatch.feeds.kept import kept_path

        self.way = way
        self._config = config
        others = {name: value for name, value in feed.options.items() if name != way.option}
        self._feed = feed.model_copy(update={"options": others})
        self._redirect = redirect
        self._now = now
        self._path = kept_path(config.database.parent, "login", feed.name)

    def whole(self) -> Granted:
        """Print the address, wait for what the browser gives, and trade it. Raises UsageError off a terminal."""
        from mentionwatch.feeds.kept import save_kept

        invitation = asyncio.run(self._begin())
        save_kept(self._path, invitation.kept)
        click.echo(f"open this address in a browser, and log in:\n\n  {safe_text(invitation.url)}\n")
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            name = self._feed.name
            hint = f"bring {invitation.asks}: mentionwatch login {one_line(name)} --code CODE (or --code - to pipe it)"
            raise UsageError("no terminal to paste on", hint=hint)
        return self.finish(_wait(invitation))

    def finish(self, brought: str) -> Granted:
        """Trade what the browser gave. Raises FeedError."""
        from mentionwatch.feeds.kept import load_kept

        if not (brought := brought.strip()):
            raise UsageError("there is no code", hint="paste what the browser gave, or --code - reads it from a pipe")
        return asyncio.run(self._finish(load_kept(self._path) or {}, brought))

    def forget(self) -> None:
        """Let go of what was kept: a code is good for one use."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    async def _begin(self) -> Invitation:
        from mentionwatch.poll import reach

        async with reach(self._config, self._feed, now=self._now, environ=os.environ) as (spec, around):
            return await self.way(spec, around, self._redirect).begin()

    async def _finish(self, kept: Mapping[str, str], brought: str) -> Granted:
        from mentionwatch.poll import reach

        async with reach(self._config, self._feed, now=self._now, environ=os.environ) as (spec, around):
            return await self.way(spec, around, self._redirect).finish(kept, brought)


def _wait(invitation: Invitation) -> str:
    """Wait for a line on the terminal or for the browser, whichever comes first."""
    from mentionwatch.feeds.landing import Landing

    if invitation.is_secret:
        return str(click.prompt(f"paste {invitation.asks} (it is not shown)", hide_input=True))
    with ExitStack() as stack:
        try:
            landing = stack.enter_context(Landing(invitation.redirect, state=invitation.kept.get("state", "")))
        except OSError:
            return str(click.prompt(f"paste {invitation.asks}"))
        click.echo(f"waiting for the browser; if it ends at an error, paste {invitation.asks}:")
        while True:
            ready, _, _ = select.select([sys.stdin, landing], [], [])
            if sys.stdin in ready:
                return _read_line()
            if (found := landing.take()) is not None:
                return found


def _read_line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise UsageError("nothing was pasted", hint="call `mentionwatch login` again")
    return line


def _write_secret(path: Path, secret: str) -> None:
    with beside(path, hint="let the feed's option name a file that you can write: file:PATH") as staged:
        staged.write_text(secret + "\n", encoding="utf-8")
        staged.replace(path)


def _note(app: App, config: Config, feed: FeedConfig, granted: Granted) -> None:
    """Keep when the token ends; the end of the one before says nothing any more."""
    from mentionwatch.model import Expiry
    from mentionwatch.store import feeds as feed_rows
    from mentionwatch.store import open_for_writing, tokens

    with open_for_writing(app.database()) as store, store.transaction() as db:
        feed_rows.hold_feed(db, feed.name, network=feed.posts_network, brand=feed.brand or config.brand)
        tokens.note_expiry(db, feed.name, Expiry(granted.ends_at))


def _tell(feed: FeedConfig, granted: Granted, place: _Place) -> None:
    click.echo(f"{safe_text(feed.name)}: logged in as {one_line(granted.account)}")
    if granted.remark:
        click.echo(f"note: {one_line(granted.remark, width=300)}")
    click.echo(f"wrote {safe_text(str(place.path))}: the secret, readable by you alone")
    if granted.ends_at is not None:
        click.echo(f"it ends at {granted.ends_at:%Y-%m-%d %H:%M} UTC; you are told a week ahead")
    lines = [*([place.line] if place.line else []), *(f"{name}: {value}" for name, value in granted.options.items())]
    if lines:
        click.echo(f"put this under the options of the feed {safe_text(feed.name)}:")
        for line in lines:
            click.echo(f"  {one_line(line)}")
    click.echo(f"then try it: mentionwatch feeds test {safe_text(feed.name)}")

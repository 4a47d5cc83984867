"""The `init` command: asks, tests the connection, and writes a configuration or adds a feed to one."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.asking import Asker, ask_feed, check_duration, local_zone, slug
from mentionwatch.cli.blocks import FeedBlock, new_config, with_feed
from mentionwatch.cli.private import beside
from mentionwatch.errors import MentionwatchError, UsageError
from mentionwatch.text import one_line, safe_text

if TYPE_CHECKING:
    from mentionwatch.config import Config, FeedConfig


_AnyCommand = TypeVar("_AnyCommand", bound=Callable[..., Any])
_FEED_OPTIONS = (
    click.option(
        "--account", "accounts", multiple=True, metavar="HANDLE", help="Who speaks for the brand; repeatable."
    ),
    click.option("--term", "terms", multiple=True, metavar="TEXT", help="Finds posts about the brand; repeatable."),
    click.option("--identifier", metavar="HANDLE", help="Bluesky: the handle that logs in."),
    click.option("--server", metavar="HOST", help="Mastodon: the account's server."),
    click.option("--url", metavar="URL", help="RSS: the feed's address."),
    click.option("--path", metavar="FILE", help="Files: the file of posts."),
    click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="Another option of it; repeatable."),
    click.option("--secret-file", metavar="FILE", help="A file that holds the password or token."),
    click.option("--secret-env", metavar="NAME", help="The environment variable that holds it."),
    click.option("--login", is_flag=True, help="Log in by a browser afterwards: `mentionwatch login`."),
    click.option("--public", is_flag=True, help="Bluesky, Mastodon: no login, public posts only."),
    click.option("--allow-private", is_flag=True, help="The server is inside your own network."),
    click.option("--name", metavar="NAME", help="The feed's name. Default: made of brand and network."),
    click.option("--no-test", is_flag=True, help="Do not try the connection."),
)


def feed_options(command: _AnyCommand) -> _AnyCommand:
    """Add the options that answer what is asked of a feed."""
    for option in reversed(_FEED_OPTIONS):
        command = option(command)
    return command


@click.command(epilog="Example: mentionwatch init --brand Acme --network bluesky --account acme.com --public")
@click.option("--brand", metavar="NAME", help="The brand. A rival's name, with --network on an existing file.")
@click.option("--network", metavar="NAME", help="The network to watch; adds a feed where --output exists.")
@feed_options
@click.option("--sla", metavar="DURATION", help="The longest a customer may wait for a reply. Default: 1h.")
@click.option("--timezone", metavar="ZONE", help="The zone of the reports. Default: this machine's.")
@click.option("--database", metavar="FILE", help="Where the posts are kept. Default: the user's data directory.")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="What to write. Default: --config's.")
@click.option("--force", is_flag=True, help="Replace the file and the secret that are there.")
@global_options
@pass_app
def init(app: App, /, *, output: Path | None, force: bool, no_test: bool, **flags: Any) -> None:
    """Write a configuration by asking, or add a feed to one.

    Asks for what the flags leave open; off a terminal, every answer must come from a flag or has a default.
    Secrets are kept in a file of their own (mode 0600), never in the configuration. Without --output and
    --config the file is mentionwatch.yaml.
    """
    output = output or app.config_path or Path("mentionwatch.yaml")
    flags["database"] = flags["database"] or (str(app.db.absolute()) if app.db else None)
    path = Path(os.path.realpath(output))
    is_new = force or not path.exists()
    if not is_new and not flags["network"]:
        hint = "--force replaces it; --network NAME adds a feed to it"
        raise UsageError(f"{safe_text(str(path))} exists already", hint=hint)
    asker = new_asker(app)
    draft = _draft_new(path, flags, asker) if is_new else _draft_addition(path, flags, asker)
    config = _finish(draft, asker, force=force, no_test=no_test)
    if not app.is_quiet:
        _tell(draft, config)


def add_feed(app: App, asker: Asker, *, force: bool, no_test: bool, **flags: Any) -> None:
    """Add a feed to the configuration in use, and say so. Raises ConfigError, UsageError and the feed's own errors."""
    config = app.config()
    path = Path(os.path.realpath(config.path or Path("mentionwatch.yaml")))
    draft = _draft_addition(path, {"sla": None, "timezone": None, "database": None, **flags}, asker)
    _finish(draft, asker, force=force, no_test=no_test)
    if not app.is_quiet:
        _tell_written(draft)
        name = safe_text(shlex.quote(draft.feed))
        click.echo(f"next: mentionwatch {'login' if draft.is_login_due else 'feeds test'} {name}")


def new_asker(app: App) -> Asker:
    """Make what asks on the terminal, if there is one."""
    return Asker(sys.stdin.isatty() and sys.stdout.isatty(), is_quiet=app.is_quiet)


def _finish(draft: _Draft, asker: Asker, *, force: bool, no_test: bool) -> Config:
    _check_free(draft, force)
    return _write(draft, no_test=no_test or draft.is_login_due, is_terminal=asker.is_terminal)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What will be written: the configuration's text and, where one was typed, the secret and its file.

    `is_login_due`: the secret comes by `mentionwatch login`.
    """

    path: Path
    text: str
    feed: str
    secret: str
    secret_path: Path
    is_new: bool
    is_login_due: bool


def _draft_new(path: Path, flags: Mapping[str, Any], asker: Asker) -> _Draft:
    from mentionwatch.config.values import check_zone

    brand = asker.ask(flags["brand"], "--brand", "The name of your brand")
    feed, secret = ask_feed(flags, asker, brand=brand, taken=())
    question = "The longest a customer may wait for a reply"
    sla = asker.ask(flags["sla"], "--sla", question, default="1h", check=check_duration)
    zone = asker.ask(flags["timezone"], "--timezone", "Your time zone", default=local_zone(), check=check_zone)
    usual = str(_data_directory() / f"{slug(brand)}.db")
    database = asker.ask(flags["database"], "--database", "Where the posts are kept", default=usual)
    asker.finish()
    database = str(Path.cwd() / Path(database).expanduser())
    text = new_config(brand=brand, database=database, timezone=zone, sla=sla, feed=feed)
    return _draft(path, text, feed, secret, is_new=True)


def _draft_addition(path: Path, flags: Mapping[str, Any], asker: Asker) -> _Draft:
    from mentionwatch.config import load
    from mentionwatch.config.reader import Document

    if misplaced := [f"--{name}" for name in ("sla", "timezone", "database") if flags[name]]:
        hint = f"change it in {safe_text(str(path))}, or leave {', '.join(misplaced)} out"
        raise UsageError("a new feed changes nothing else in the configuration", hint=hint)
    config, document = load(path), Document(path)
    brand = one_line(flags["brand"] or "") or config.brand
    feed, secret = ask_feed(
        flags, asker, brand=brand, taken=tuple(feed.name for feed in config.feeds), own=config.brand
    )
    asker.finish()
    text = with_feed(path.read_bytes().decode("utf-8-sig"), document, feed)
    return _draft(path, text, feed, secret, is_new=False)


def _draft(path: Path, text: str, feed: FeedBlock, secret: str, *, is_new: bool) -> _Draft:
    place = _secret_path(path, feed.name)
    is_login_due = not secret and f"file:{place.name}" in feed.options.values() and not place.exists()
    return _Draft(
        path=path,
        text=text,
        feed=feed.name,
        secret=secret,
        secret_path=place,
        is_new=is_new,
        is_login_due=is_login_due,
    )


def _data_directory() -> Path:
    from platformdirs import user_data_path

    return user_data_path("mentionwatch")


def _secret_path(path: Path, name: str) -> Path:
    return path.parent / f"{slug(name)}.secret"


def _check_free(draft: _Draft, force: bool) -> None:
    if draft.secret and draft.secret_path.exists() and not force:
        hint = "--force replaces it; --secret-file FILE uses the secret in it"
        raise UsageError(f"{safe_text(str(draft.secret_path))} exists already", hint=hint)


def _write(draft: _Draft, *, no_test: bool, is_terminal: bool) -> Config:
    """Write the files beside their places, read and try them, and only then put them there."""
    from mentionwatch.config import load

    hint = "choose another --output"
    with beside(draft.path, hint=hint) as staged, beside(draft.secret_path, hint=hint) as staged_secret:
        staged.write_bytes(draft.text.encode())
        staged_secret.write_text(draft.secret + "\n", encoding="utf-8")
        config = load(staged)
        if not no_test:
            _try(config, draft, staged_secret, is_terminal=is_terminal)
        if draft.secret:
            staged_secret.replace(draft.secret_path)
        if not draft.is_new:
            shutil.copymode(draft.path, staged)
        staged.replace(draft.path)
    return load(draft.path)


def _try(config: Config, draft: _Draft, secret: Path, *, is_terminal: bool) -> None:
    """Fetch a little from the new feed. Raises the feed's error unless the user goes on all the same."""
    import asyncio

    feed = next(feed for feed in config.feeds if feed.name == draft.feed)
    if draft.secret:
        feed = feed.model_copy(update={"options": _with_secret(feed.options, draft.secret_path, secret)})
    click.echo(f"trying {safe_text(feed.network)} ...")
    try:
        count = asyncio.run(_fetch_a_little(config, feed))
    except MentionwatchError as error:
        if is_terminal and click.confirm(f"It failed: {one_line(str(error))}. Write the configuration all the same?"):
            return
        error.hint = "; ".join(filter(None, [error.hint, "--no-test writes the configuration without trying it"]))
        raise
    click.echo(f"it answers: {count} posts of the last day on the first pages")


def _with_secret(options: dict[str, Any], named: Path, staged: Path) -> dict[str, Any]:
    reference = f"file:{named.name}"
    return {name: f"file:{staged}" if value == reference else value for name, value in options.items()}


async def _fetch_a_little(config: Config, feed: FeedConfig) -> int:
    import asyncio
    from datetime import UTC, datetime, timedelta

    from mentionwatch.errors import Unavailable
    from mentionwatch.poll import connect

    _make_private(config.database.parent)
    small = feed.model_copy(update={"history": timedelta(days=1), "max_pages": 1})
    seconds = config.http.deadline.total_seconds()
    try:
        async with (
            asyncio.timeout(seconds),
            connect(config, small, now=datetime.now(UTC), environ=os.environ) as source,
        ):
            return sum([len(page.posts) async for page in source.fetch(None)])
    except TimeoutError:
        raise Unavailable(f"no answer within {seconds:.0f} s", feed=feed.name) from None


def _make_private(directory: Path) -> None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"{safe_text(str(directory))} cannot be made: {error.strerror}"
        raise UsageError(message, hint="choose another --database") from None


def _tell(draft: _Draft, config: Config) -> None:
    _make_private(config.database.parent)
    program = shutil.which(sys.argv[0])
    command = shlex.quote(os.path.abspath(program)) if program else f"{shlex.quote(sys.executable)} -m mentionwatch"
    command += f" -c {shlex.quote(str(draft.path))}"
    cron = f"*/5 * * * * {command} poll".replace("%", r"\%")
    _tell_written(draft)
    login = f"\n  {safe_text(command)} login {safe_text(shlex.quote(draft.feed))}" if draft.is_login_due else ""
    click.echo(f"\nnext:{login}\n  {safe_text(command)} poll\n  {safe_text(command)} report")
    click.echo(f"\nto poll every five minutes, add this line with `crontab -e`:\n  {safe_text(cron)}")
    feed = next(feed for feed in config.feeds if feed.name == draft.feed)
    if variables := [value for value in feed.options.values() if str(value).startswith("$")]:
        names, it = safe_text(", ".join(map(str, variables))), "it" if len(variables) == 1 else "them"
        click.echo(f"cron knows no {names}: set {it} in the crontab, or write file:PATH (--secret-file)")


def _tell_written(draft: _Draft) -> None:
    click.echo(f"wrote {safe_text(str(draft.path))}: the feed {safe_text(draft.feed)}")
    if draft.secret:
        click.echo(f"wrote {safe_text(str(draft.secret_path))}: its secret, readable by you alone")

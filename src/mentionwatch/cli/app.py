"""What all commands share: the global options, and how they find configuration, database, rules and the time."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mentionwatch import __version__
from mentionwatch.errors import ConfigError, MentionwatchError, StoreError, UsageError
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from mentionwatch.config import Config, Rules
    from mentionwatch.store import Store

_LONGEST_LINE = 1000
_AnyCommand = TypeVar("_AnyCommand", bound=Callable[..., Any])


@dataclass(slots=True)
class App:
    """What the user said before or after the command, and all that follows from it."""

    config_path: Path | None = None
    db: Path | None = None
    is_verbose: bool = False
    is_quiet: bool = False
    is_debug: bool = False
    no_color: bool = False

    def program(self) -> str:
        """Write how this program was called, as a command to copy begins: `mentionwatch -c acme.yaml`."""
        given = (("-c", self.config_path), ("--db", self.db))
        return " ".join(("mentionwatch", *(f"{name} {quote(one_line(str(path)))}" for name, path in given if path)))

    def config(self) -> Config:
        """Give the configuration in use. Raises ConfigError if there is none."""
        config = self.get_config()
        if config is None:
            raise ConfigError(
                "there is no configuration", hint="run `mentionwatch init`, or name a file with --config FILE"
            )
        return config

    def get_config(self) -> Config | None:
        """Give the configuration in use, None if there is none. Raises ConfigError for one that cannot be used.

        A configuration that nobody named counts for its own database only: with --db, another's rules must not
        judge what stands there.
        """
        from mentionwatch.config import find, load

        path = find(self.config_path, environ=os.environ, cwd=Path.cwd())
        database = self._named_database()
        if path is None:
            return None
        if database is None or self.config_path or os.environ.get("MENTIONWATCH_CONFIG"):
            return load(path)
        try:
            config = load(path)
        except ConfigError:
            return None
        return config if config.database.absolute() == database.absolute() else None

    def database(self) -> Path:
        """Give the path of the database: --db, $MENTIONWATCH_DB, else what the configuration says."""
        database = self._named_database()
        if database is not None:
            return database
        config = self.get_config()
        if config is None:
            raise UsageError(
                "no database is named",
                hint="name one with --db FILE or a configuration with --config FILE, or run `mentionwatch init`",
            )
        return config.database

    def _named_database(self) -> Path | None:
        named = os.environ.get("MENTIONWATCH_DB")
        return self.db or (Path(named) if named else None)

    def rules(self, store: Store, *, default_brand: str = "") -> Rules:
        """Give the rules: the configuration's, else those that the database holds, else plain ones for a brand."""
        config = self.get_config()
        if config is not None:
            return config.rules()
        return stored_rules(store, default_brand=default_brand)

    def open_for_reading(self) -> Store:
        """Open the database, which must exist."""
        from mentionwatch.store import open_for_reading

        return open_for_reading(self.database())

    def open_for_writing(self) -> Store:
        """Open the database, or make it."""
        from mentionwatch.store import open_for_writing

        return open_for_writing(self.database())

    def now(self) -> datetime:
        """Give the time: $MENTIONWATCH_NOW, for output that can be had again, else the clock's. Whole seconds, UTC."""
        return self.said_now() or datetime.now(UTC).replace(microsecond=0)

    def said_now(self) -> datetime | None:
        """Give the time that $MENTIONWATCH_NOW says, None if it says none."""
        said = os.environ.get("MENTIONWATCH_NOW")
        if not said:
            return None
        from mentionwatch.clock import read_instant

        try:
            return read_instant(said)
        except ValueError as error:
            raise UsageError(
                "$MENTIONWATCH_NOW cannot be read", cause=str(error), hint="write 2026-11-22T09:30:00Z"
            ) from None

    def print_error(self, error: MentionwatchError, *, prefix: str = "") -> None:
        """Say on stderr what went wrong, why, and what to do."""
        message = f"{prefix}: {error.message}" if prefix else error.message
        for word, text in (("error", message), ("cause", error.cause), ("hint", error.hint)):
            if text:
                click.echo(f"{word}: {one_line(text, width=_LONGEST_LINE)}", err=True)

    def say(self, text: str) -> None:
        """Say something about the data on stderr, unless the user wants quiet."""
        if not self.is_quiet:
            click.echo(one_line(text, width=_LONGEST_LINE), err=True)


def stored_rules(store: Store, *, default_brand: str = "") -> Rules:
    """Give the rules that the database holds, or plain ones for a brand in a database that holds none."""
    from mentionwatch.config import Rules
    from mentionwatch.store.rules import latest_rules

    held = latest_rules(store.db)
    if held is None:
        return Rules(brand=default_brand)
    try:
        return Rules.from_text(held["yaml"])
    except ValueError as error:
        raise StoreError(
            f"the rules kept in {store.path} cannot be read",
            cause=str(error),
            hint="name the configuration with --config FILE",
        ) from None


pass_app = click.make_pass_decorator(App, ensure=True)


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Note a global option; what stands further right wins."""
    if value and param.name:
        setattr(ctx.ensure_object(App), param.name, value)


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"mentionwatch {__version__}")
        ctx.exit()


def _option(*names: str, **more: Any) -> Callable[[_AnyCommand], _AnyCommand]:
    return click.option(*names, expose_value=False, callback=_keep, **more)


_FILE = click.Path(path_type=Path)
_GLOBAL_OPTIONS = (
    _option("-c", "--config", "config_path", type=_FILE, metavar="FILE", help="The configuration to use."),
    _option("--db", "db", type=_FILE, metavar="FILE", help="The database to use, over the configuration's."),
    _option("-v", "--verbose", "is_verbose", is_flag=True, help="Say more."),
    _option("-q", "--quiet", "is_quiet", is_flag=True, help="Say nothing but data and errors."),
    _option("--debug", "is_debug", is_flag=True, help="Show where an error comes from."),
    _option("--no-color", "no_color", is_flag=True, help="No colours, as with $NO_COLOR."),
    click.option(
        "--version",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_print_version,
        help="Print the version and end.",
    ),
    click.help_option("-h", "--help", help="Show this and end."),
)


def global_options(command: _AnyCommand) -> _AnyCommand:
    """Add the options that stand before or after every command; `pass_app` hands their values on."""
    for option in reversed(_GLOBAL_OPTIONS):
        command = option(command)
    return command

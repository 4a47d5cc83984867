"""The options that reports, lists and exports share, and what they ask for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mentionwatch.cli.app import App
from mentionwatch.cli.forms import HTML, MARKDOWN, REPORT_FORMS, TABLE, settle_form
from mentionwatch.errors import UsageError
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from sqlite3 import Connection

    from mentionwatch.config import Rules
    from mentionwatch.store.queries import Filter

ALL = "all"
SCREEN_LIMIT = 20
MESSAGE_LIMIT = 10
PAGE_LIMIT = 100
KINDS = ("complaint", "question", "praise", "other", "unjudged")
_DEFAULT_SINCE = "7d"
_AnyCommand = TypeVar("_AnyCommand", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the shared options say; None is what the user left open. `limit` 0 is no limit."""

    since: str | None = None
    until: str | None = None
    brand: str | None = None
    place: str | None = None
    network: str | None = None
    feed: str | None = None
    kind: str | None = None
    topic: str | None = None
    form: str = TABLE
    output: Path | None = None
    force: bool = False
    limit: int | None = None
    is_full: bool = False

    @property
    def narrowing(self) -> dict[str, str]:
        """The options given that say which rows are meant, as a user writes them."""
        names = ("since", "until", "brand", "place", "network", "feed", "kind", "topic")
        return {f"--{name}": value for name in names if (value := getattr(self, name)) is not None}

    @property
    def as_written(self) -> str:
        """The options that narrow, as they stand on a command line."""
        return " ".join(f"{name} {quote(one_line(value))}" for name, value in self.narrowing.items())

    @property
    def most_rows(self) -> int | None:
        """The most rows to give where the user does not say: of a screen, a message and a page few, of files all."""
        if self.limit is None:
            return {TABLE: SCREEN_LIMIT, MARKDOWN: MESSAGE_LIMIT, HTML: PAGE_LIMIT}.get(self.form)
        return self.limit or None


def _together(*options: Callable[[Any], Any]) -> Callable[[_AnyCommand], _AnyCommand]:
    def add(command: _AnyCommand) -> _AnyCommand:
        for option in reversed(options):
            command = option(command)
        return command

    return add


filter_options = _together(
    click.option("--since", metavar="WHEN", help="From here on: 2026-11-22, 2026-10, today, 7d, 12h. Days are local."),
    click.option("--until", metavar="WHEN", help="Up to here; a day or month named here belongs to the period."),
    click.option("--brand", metavar="NAME", help="This brand only; `all` for every brand."),
    click.option("--place", metavar="NAME", help="This shop, route or branch only."),
    click.option("--network", metavar="NAME", help="This network only."),
    click.option("--feed", metavar="NAME", help="What this feed brought only."),
    click.option("--kind", type=click.Choice(KINDS), help="This kind of post only."),
    click.option("--topic", metavar="NAME", help="Posts about this only: delivery, staff, or a topic of your own."),
)
file_options = _together(
    click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Write to a file, in the form that its ending names; - is stdout.",
    ),
    click.option("--force", is_flag=True, help="Replace the file if it exists."),
)


def format_options(*forms: str) -> Callable[[_AnyCommand], _AnyCommand]:
    """Add --format with its short forms; the first form is the usual one (`take_asked` settles which it is)."""
    usual = f"How to write it. Default: what the ending of -o FILE says, else {forms[0]}."
    return _together(
        click.option("--format", "form", type=click.Choice(forms), help=usual),
        click.option("--csv", "form", flag_value="csv", help="Short for --format csv."),
        click.option("--json", "form", flag_value="json", help="Short for --format json."),
    )


limit_option = click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"The most rows of a list; 0 for all. Default: {SCREEN_LIMIT} on screen, {MESSAGE_LIMIT} in "
    f"Markdown, {PAGE_LIMIT} on a page, else all.",
)


def read_filter(
    app: App, asked: Asked, db: Connection, *, rules: Rules, now: datetime, default_since: str | None = _DEFAULT_SINCE
) -> Filter:
    """Turn what the user asks for into a filter; names match in any case. Raises UsageError for unknown ones."""
    from mentionwatch.cli.periods import read_period
    from mentionwatch.config.topics import topic_names
    from mentionwatch.store import queries
    from mentionwatch.store.queries import Filter

    since = default_since if asked.since is None and asked.until is None else asked.since
    since_at, until_at = read_period(since, asked.until, now=now, zone=rules.zone)
    names = ("place", "network", "feed", "topic")
    given = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    if given:
        known = queries.known(db) | {"topic": list(topic_names(rules.judge.topics))}
        known["place"] = sorted({*known["place"], *(place.name for place in rules.places)})
        given = {name: _match(name, value, known[name]) for name, value in given.items()}
    brand = _brand(app, asked.brand, rules, queries.brands(db), is_open=default_since is None)
    return Filter(since_at=since_at, until_at=until_at, brand=brand, kind=asked.kind, **given)


def _match(what: str, value: str, known: Iterable[str]) -> str:
    """Give the known name that a value means. Raises UsageError: a check on a mistyped name would pass for ever."""
    names = list(known)
    found = next((name for name in names if name.casefold() == value.casefold()), None)
    if found is None:
        hint = f"known: {', '.join(names)}" if names else "none is known yet"
        raise UsageError(f"there is no {what} {value[:60]!r}", hint=hint)
    return found


def _brand(app: App, asked: str | None, rules: Rules, known: list[str], *, is_open: bool) -> str | None:
    """Choose the brand: the one asked for, else the user's own; None for all, which `is_open` makes the default."""
    if asked is not None:
        named = dict.fromkeys([*known, rules.brand, *(account.brand for account in rules.accounts)])
        return None if asked.casefold() == ALL else _match("brand", asked, filter(None, named))
    if is_open:
        return None
    if not known:
        return rules.brand or None
    if len(known) == 1:
        return known[0]
    if rules.brand not in known:
        return None
    others = ", ".join(name for name in known if name != rules.brand)
    app.say(f"{rules.brand} only; --brand NAME or --brand all shows others: {others}")
    return rules.brand


def take_asked(options: dict[str, Any], forms: Sequence[str] = REPORT_FORMS) -> Asked:
    """Take the shared options out of a command's options, and settle in which of its forms to write."""
    names = {field.name for field in dataclasses.fields(Asked)}
    taken = {name: options.pop(name) for name in list(options) if name in names}
    return Asked(**taken | {"form": settle_form(taken.get("form"), taken.get("output"), forms)})

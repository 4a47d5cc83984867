"""The command that brings posts in from files."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.cli.poll import BAD_LINES_SHOWN, counted, progress_bar
from mentionwatch.errors import UsageError
from mentionwatch.text import one_line

if TYPE_CHECKING:
    from mentionwatch.config import Config
    from mentionwatch.feeds.files import RowRules
    from mentionwatch.imports import ImportResult


@click.command(
    "import",
    epilog="Example: mentionwatch import posts.csv --network twitter --account acme --map text=Message --db acme.db",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--network", metavar="NAME", help="The network the posts stand on, where rows do not say it.")
@click.option("--account", "accounts", multiple=True, metavar="HANDLE", help="An account of the brand; repeatable.")
@click.option("--brand", metavar="NAME", help="The brand the posts are about. Default: that of the first --account.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Read FIELD from COLUMN, `id=A+B` from two; `from_brand=!inbound`, `from_brand=direction:out`. Repeatable.",
)
@click.option("--sheet", metavar="NAME", help="The sheet of an XLSX workbook. Default: its first.")
@click.option("--strict", is_flag=True, help="Import nothing at all if a line is bad.")
@global_options
@pass_app
def import_(
    app: App,
    files: tuple[Path, ...],
    network: str | None,
    accounts: tuple[str, ...],
    brand: str | None,
    mapping: tuple[str, ...],
    sheet: str | None,
    strict: bool,
) -> None:
    """Import posts from CSV, JSON lines or XLSX, in any order and as often as you like.

    Fields: id, author, text, created_at and (or --network) network are required; author_id, author_name,
    followers, from_brand, brand, in_reply_to, thread, url, lang, rating, location, likes, shares, replies,
    visibility, edited_at and deleted are optional. A bad line is told and left out (exit code 3).
    """
    from mentionwatch.imports import check_files, import_files
    from mentionwatch.store import open_for_writing

    how = replace(_row_rules(app, network, accounts, brand, mapping), sheet=sheet)
    check_files(files, how=how, now=app.now(), is_strict=strict)
    with open_for_writing(app.database()) as store, progress_bar("judging") as progress:
        rules = app.rules(store, default_brand=how.brand or "")
        result = import_files(store, rules, files, how=how, now=app.now(), progress=progress)
    _tell_import(app, result, how)
    sys.exit(result.exit_code)


def _row_rules(
    app: App, network: str | None, accounts: tuple[str, ...], brand: str | None, mapping: tuple[str, ...]
) -> RowRules:
    """Put the flags, and the configuration's accounts on that network, into the rules for reading rows."""
    from mentionwatch.feeds.files import RowRules

    columns = {}
    for pair in mapping:
        name, separator, column = pair.partition("=")
        if not separator or not name.strip() or not column.strip():
            raise UsageError(f"--map {pair!r} is not FIELD=COLUMN", hint="write for example --map text=Message")
        columns[name.strip()] = column.strip()
    config = app.get_config()
    if config is not None and not accounts and brand in (None, config.brand):
        theirs = [one for one in config.rules().accounts if network in (None, one.network)]
        accounts = tuple(one.handle for one in theirs if one.brand == config.brand)
        brand = config.brand
    if brand is None and accounts:
        brand = _brand_of(accounts[0].lstrip("@"), config)
    return RowRules(network=network, accounts=accounts, brand=brand, mapping=columns)


def _brand_of(handle: str, config: Config | None) -> str:
    """Give the brand that the configuration knows by an account or so names itself, else the account's name."""
    if config is None:
        return handle
    rules = config.rules()
    known = {one.handle.lstrip("@").casefold(): one.brand for one in rules.accounts}
    known |= {name.casefold(): name for name in (*known.values(), config.brand)}
    return known.get(handle.casefold(), handle)


def _tell_import(app: App, result: ImportResult, how: RowRules) -> None:
    if app.is_quiet:
        return
    click.echo(f"{counted(result.read, 'post')} read: {result.added:,} new, {result.changed:,} changed", err=True)
    for name, count in sorted(result.unused.items()):
        click.echo(f"{counted(count, 'value')} of {name} could not be used, and left empty", err=True)
    for path, line in result.bad[:BAD_LINES_SHOWN]:
        click.echo(f"{one_line(str(path))}, line {line.number}: {one_line(line.reason, width=300)}", err=True)
    if result.bad:
        click.echo(f"{counted(len(result.bad), 'bad line')} left out; the rest is in", err=True)
    if result.read and not result.of_brands:
        who = f"by {one_line(', '.join(how.accounts))}" if how.accounts else "by a brand"
        click.echo(f"hint: no post is {who}, so no reply is seen and nothing can be called missed", err=True)
    if result.read and result.of_no_brand == result.read:
        click.echo("hint: no post is of any brand, so no report shows them; name --account or --brand", err=True)

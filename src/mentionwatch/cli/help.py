"""The command that explains: commands, figures, and the pages of the docs that come with the program."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from difflib import get_close_matches

import click

from mentionwatch.cli.app import App, global_options, pass_app
from mentionwatch.errors import MentionwatchError, UsageError

_METRICS = "metrics"
PAGES = {_METRICS: "metrics", "csv": "csv", "networks": "feeds", "operations": "operations"}
"""The pages by the word that asks for each."""


@click.command(
    "help",
    epilog="Examples: mentionwatch help metrics; mentionwatch help metrics missed_share; mentionwatch help report",
)
@click.argument("topic", metavar="[TOPIC]", required=False)
@click.argument("words", metavar="[NAME]", nargs=-1)
@click.option("--pager", "is_paged", is_flag=True, help="Show it in $PAGER.")
@global_options
@pass_app
@click.pass_context
def help_(ctx: click.Context, /, app: App, topic: str | None, words: tuple[str, ...], is_paged: bool) -> None:
    """Explain a command, or a page of the docs.

    TOPIC is a command; metrics (what each figure means, exactly), with NAME one figure by its name in files or by a
    word, such as missed_share, frt or median; csv (the columns of files); networks (what each needs and cannot see);
    or operations (running it).
    """
    if not is_paged:
        _tell(ctx, app, topic, words)
        return
    told = io.StringIO()
    with redirect_stdout(told):
        _tell(ctx, app, topic, words)
    click.echo_via_pager(told.getvalue())


def _tell(ctx: click.Context, app: App, topic: str | None, words: Sequence[str]) -> None:
    root = ctx.find_root()
    if topic in PAGES:
        _tell_page(app, topic, " ".join(words))
    else:
        click.echo(_help_of(root, [topic, *words] if topic else []))


def _help_of(parent: click.Context, names: Sequence[str]) -> str:
    """Give what `--help` of a command prints, or of one beneath it. Raises UsageError for a name that is none."""
    group = parent.command
    if not names or not isinstance(group, click.Group):
        return parent.get_help()
    name, *more = names
    child = group.get_command(parent, name)
    if child is None:
        near = get_close_matches(name, [*group.list_commands(parent), *PAGES], n=3)
        hint = f"did you mean {', '.join(near)}?" if near else f"`{parent.command_path} --help` says what there is"
        raise UsageError(f"there is no help for {name[:60]!r}", hint=hint)
    with click.Context(child, info_name=name, parent=parent, max_content_width=parent.max_content_width) as ctx:
        return _help_of(ctx, more)


def _tell_page(app: App, topic: str, word: str) -> None:
    from mentionwatch.render import manual
    from mentionwatch.render.manual_print import print_chapters, print_found

    path = manual.find_page(PAGES[topic])
    if path is None:
        raise MentionwatchError(
            f"the page on {topic} is not in this installation",
            hint=f"docs/{PAGES[topic]}.md in the source holds it; installing again brings it back",
        )
    chapters = manual.read_page(path.read_text(encoding="utf-8"))
    if not word:
        print_chapters(chapters, no_color=app.no_color)
        return
    found = manual.find(chapters, word)
    if found is None:
        near = ", ".join(manual.near_words(chapters, word))
        hint = f"did you mean {near}?" if near else f"`mentionwatch help {topic}` prints the whole page"
        raise UsageError(f"the page on {topic} says nothing of {word[:60]!r}", hint=hint)
    print_found(found, no_color=app.no_color)

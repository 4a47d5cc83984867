"""The command line: commands that load when they are called, and the one place that turns errors into exit codes."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn, TextIO

import click

from mentionwatch.cli.app import App, global_options
from mentionwatch.errors import ExitCode, MentionwatchError, UsageError
from mentionwatch.text import one_line

_PACKAGE = "mentionwatch.cli"
_PLAIN = {
    "is not a valid integer range": "is no whole number",
    "is not a valid float range": "is no number",
    "'[REPORT]'": "REPORT",
    "'DATA'": "DATA",
}
"""Words of click that only a programmer understands."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})

COMMANDS = {
    "Begin": {
        "demo": ("poll:demo", "Run the whole job on an invented pizza chain, offline."),
        "init": ("setup:init", "Ask a few questions and write a configuration."),
        "login": ("login:login", "Log a feed in by a browser or a pasted code."),
        "doctor": ("admin:doctor", "Check configuration, secrets, database, clock and feeds."),
        "help": ("help:help_", "Explain a command, or with `help metrics` what each figure means."),
    },
    "Bring posts in": {
        "poll": ("poll:poll", "Fetch the feeds that are due, judge and measure."),
        "backfill": ("backfill:backfill", "Fetch a feed's older posts, back to a day."),
        "import": ("bringing:import_", "Import posts from CSV, JSON lines or XLSX."),
    },
    "Every day": {
        "inbox": ("triage:inbox", "Who is waiting now, the most urgent first."),
        "report": ("report:report", "How customers are answered: summary, missed, canned, replies, agents and more."),
        "show": ("triage:show", "One conversation as a timeline."),
        "explain": ("triage:explain", "Why a post was judged as it was."),
        "customer": ("customer:customer", "One person: history, reach and mood; which accounts are theirs."),
        "label": ("label:label", "Correct what was judged; your word wins."),
        "done": ("label:done", "Note that a matter was handled elsewhere: by phone, by mail, in the shop."),
        "templates": ("templates:templates", "The texts that several customers got; accept or exempt them."),
    },
    "Run it": {
        "export": (
            "export:export",
            "Write mentions, responses, conversations, waits, customers or recoveries to a file.",
        ),
        "sql": ("sql:sql", "Ask the database a question of your own, in SQL."),
        "web": ("web:web", "Look through the database in a browser."),
        "feeds": ("feeds:feeds", "The state of each feed: last good poll, cover, failures; `add` and `test`."),
        "rebuild": ("poll:rebuild", "Compute all findings again."),
    },
}
"""The commands by group: where each one is, and its line in the help."""

_TARGETS = {name: target for group in COMMANDS.values() for name, (target, _) in group.items()}


class _LazyGroup(click.Group):
    """Knows its commands by name, and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_TARGETS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = _TARGETS.get(cmd_name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command: click.Command = getattr(import_module(f"{_PACKAGE}.{module}"), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _TARGETS and not name.startswith("-"):
            near = get_close_matches(name, _TARGETS, n=1)
            hint = f"did you mean {near[0]}?" if near else "`mentionwatch --help` lists them"
            raise UsageError(f"there is no command {name!r}", hint=hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for group, commands in COMMANDS.items():
            with formatter.section(group):
                formatter.write_dl([(name, text) for name, (_, text) in commands.items()])


@click.group(
    cls=_LazyGroup,
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"max_content_width": 100},
    epilog="`mentionwatch COMMAND --help` says more, with an example.",
)
@global_options
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Watch what customers say about a brand in public, and how the brand answers."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


class Terminated(SystemExit):
    """SIGTERM came. A SystemExit, because asyncio swallows any other exception that a signal raises."""


def main() -> NoReturn:
    """Run the program and end it with the exit code that tells the truth (docs/operations.md lists them)."""
    _hold_streams()
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(run(sys.argv[1:]))


def run(args: Sequence[str]) -> int:
    """Run one command and give its exit code, having said on stderr what went wrong.

    A reader that goes away (`mentionwatch report | head -1`) has had what it wanted: no word, and code 0.
    """
    _settle_encoding()
    app = App()
    try:
        code = _invoke(args, app)
        _flush()
        return code
    except BrokenPipeError:
        _let_go_of_streams()
        return ExitCode.FINE
    except (KeyboardInterrupt, Terminated) as stop:
        return _say_stopped(stop)
    except MentionwatchError as error:
        return _say(app, error, error.exit_code)
    except OSError as error:
        if error.errno not in _NO_ROOM or error.filename is not None:
            return _say_bug(app, error)
        _drop(sys.stdout)
        return _say(app, MentionwatchError("the output cannot be written", cause=error.strerror or ""), ExitCode.BUG)
    except Exception as error:
        return _say_bug(app, error)


def _invoke(args: Sequence[str], app: App) -> int:
    """Run the command that the arguments name; give the code it ends with."""
    try:
        with cli.make_context("mentionwatch", list(args), obj=app) as ctx:
            cli.invoke(ctx)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        raise _as_ours(error) from None
    except Terminated:
        raise
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return ExitCode.FINE


def _as_ours(error: click.ClickException) -> MentionwatchError:
    """Put what click says about wrong usage into our form."""
    if isinstance(error, click.NoSuchOption):
        near = f"did you mean {error.possibilities[0]}? " if error.possibilities else ""
        return UsageError(f"there is no option {error.option_name}", hint=near + _see_help(error))
    message = error.format_message().rstrip(".")
    for words, plain in _PLAIN.items():
        message = message.replace(words, plain)
    return UsageError(message[:1].lower() + message[1:], hint=_near_choice(error) + _see_help(error))


def _near_choice(error: click.ClickException) -> str:
    """Ask whether a value was meant that is nearly the one given, where there are a few to choose from."""
    choices = getattr(getattr(error, "param", None), "type", None)
    given = re.search(r"'([^']*)' is not one of ", error.format_message())
    if given is None or not isinstance(choices, click.Choice):
        return ""
    near = get_close_matches(given[1], [str(choice) for choice in choices.choices], n=1)
    return f"did you mean {near[0]}? " if near else ""


def _see_help(error: click.ClickException) -> str:
    ctx = getattr(error, "ctx", None)
    return f"`{ctx.command_path if ctx else 'mentionwatch'} --help` says more"


def _say(app: App, error: MentionwatchError, code: ExitCode) -> int:
    if app.is_debug:
        _print_traceback()
    with suppress(OSError):
        _flush()
    _quietly(lambda: app.print_error(error))
    return code


def _say_bug(app: App, error: Exception) -> int:
    hint = "this is a bug in mentionwatch; run it again with --debug and report what it prints"
    text = f"unexpected {type(error).__name__}: {error}" if str(error) else f"unexpected {type(error).__name__}"
    return _say(app, MentionwatchError(text, hint="" if app.is_debug else hint), ExitCode.BUG)


def _say_stopped(stop: BaseException) -> int:
    is_terminated = isinstance(stop, Terminated)
    _drop(sys.stdout)  # a reader that has stopped reading must not keep us
    _quietly(lambda: click.echo("terminated" if is_terminated else "interrupted", err=True))
    return ExitCode.TERMINATED if is_terminated else ExitCode.INTERRUPTED


def _print_traceback() -> None:
    import traceback

    for line in traceback.format_exc().splitlines():
        click.echo(" " * (len(line) - len(line.lstrip())) + one_line(line), err=True)


def _terminate(_: int, __: FrameType | None) -> None:
    raise Terminated(ExitCode.TERMINATED)


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


def _quietly(say: Callable[[], Any]) -> None:
    """Say something, if there is still somebody to say it to."""
    try:
        say()
    except OSError:
        _let_go_of_streams()


def _let_go_of_streams() -> None:
    """Drop the streams that cannot be written to, so that the last flush says nothing either."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _drop(stream)


def _drop(stream: TextIO) -> None:
    """Point a stream to the null device, with all that it still holds."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _hold_streams() -> None:
    """Open the null device for standard streams that are closed: no other file may take their number.

    They stay open until the program ends.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  (held until the end)


def _settle_encoding() -> None:
    """Let characters that the terminal's encoding lacks be replaced: they must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")

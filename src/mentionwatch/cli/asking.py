"""The questions of `init`: answers from flags or from the terminal, each checked as it is given."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeAlias
from unicodedata import normalize

import click

from mentionwatch.cli.blocks import FeedBlock
from mentionwatch.cli.needs import FLAGS, NEEDS, Needs
from mentionwatch.clock import read_duration
from mentionwatch.errors import UsageError
from mentionwatch.text import one_line

Check: TypeAlias = Callable[[str], str]
"""Gives an answer back, or raises ValueError."""


@dataclass(slots=True)
class Asker:
    """Takes answers from flags, else from the terminal; without one it collects what is missing."""

    is_terminal: bool
    is_quiet: bool = False
    missing: list[str] = field(default_factory=list)

    def ask(self, given: str | None, flag: str, question: str, *, default: str = "", check: Check | None = None) -> str:
        """Give one answer, checked and on one line; empty where it is missing."""
        if given is not None:
            return _checked(one_line(given), check, flag)
        if self.is_terminal:
            return str(click.prompt(question, default=default or None, value_proc=_asked(check)))
        if not default:
            self.missing.append(flag)
        return default

    def ask_many(self, given: tuple[str, ...], flag: str, question: str) -> tuple[str, ...]:
        """Give several answers, which the terminal separates by commas."""
        texts = given or self.ask(None, flag, question).split(",")
        return tuple(filter(None, (one_line(text) for text in texts)))

    def finish(self) -> None:
        """Raise one UsageError for all that is missing."""
        if self.missing:
            raise UsageError("no terminal to ask on, and answers are missing", hint="give " + ", ".join(self.missing))


def _checked(text: str, check: Check | None, flag: str) -> str:
    if not text:
        raise UsageError(f"{flag} is empty", hint=f"give {flag} a value")
    try:
        return check(text) if check else text
    except ValueError as error:
        raise UsageError(f"{flag}: {one_line(str(error))}", hint=getattr(error, "hint", "")) from None


def _asked(check: Check | None) -> Callable[[str], str]:
    """Make a check that asks again where an answer cannot be."""

    def answer(text: str) -> str:
        try:
            return _checked(one_line(text), check, "the answer")
        except UsageError as error:
            raise click.BadParameter(f"{error.message} ({error.hint})" if error.hint else error.message) from None

    return answer


def ask_feed(
    flags: Mapping[str, Any], asker: Asker, *, brand: str, taken: tuple[str, ...], own: str | None = None
) -> tuple[FeedBlock, str]:
    """Ask for one feed; gives its block, and the secret where one was typed."""
    from mentionwatch.feeds import networks

    question = f"The network to watch ({', '.join(networks())})"
    network = asker.ask(flags["network"], "--network", question, check=_check_network)
    needs = NEEDS.get(network)
    if needs and needs.note and not asker.is_quiet:
        click.echo(f"{network}: {needs.note}", err=True)
    accounts, terms = flags["accounts"], flags["terms"]
    if needs is None or needs.has_accounts:
        handles = asker.ask_many(accounts, "--account", "The brand's handles there, separated by commas")
        accounts = [handle.removeprefix("@") for handle in handles]
    if needs and needs.asks_terms:
        terms = asker.ask_many(terms, "--term", "Words that a post about the brand holds, separated by commas")
    name = _free_name(one_line(flags["name"] or "") or f"{slug(brand)}-{network}", taken, is_given=bool(flags["name"]))
    account = accounts[0] if accounts else ""
    options, secret = _ask_options(needs, flags, asker, network=network, name=name, account=account)
    return (
        FeedBlock(
            name=name,
            network=network,
            brand=brand if own not in (None, brand) else None,
            accounts=accounts,
            terms=[one_line(term) for term in terms],
            options=options,
            allow_private=flags["allow_private"],
            note=needs.note if needs else "",
            example=needs.example if needs else (),
        ),
        secret,
    )


def _ask_options(
    needs: Needs | None, flags: Mapping[str, Any], asker: Asker, *, network: str, name: str, account: str
) -> tuple[dict[str, str], str]:
    given = {**(needs.usual if needs else {}), **dict(map(_read_option, flags["options"]))}
    if needs is None:
        return given, ""
    if flags["public"] and needs.login and not needs.is_public_too:
        raise UsageError(f"{network} shows nothing without a login", hint="leave --public out")
    options = {
        option: _ask_option(option, question, flags.get(option) or given.get(option), asker, account=account)
        for option, question in needs.asks.items()
        if not (option == "identifier" and flags["public"])
    }
    if flags["login"]:
        return {**given, **options, _login_option(network): f"file:{slug(name)}.secret"}, ""
    if not needs.login or flags["public"] or needs.login in given:
        return {**given, **options}, ""
    reference, secret = _ask_secret(needs, flags, asker, network=network, name=name)
    return {**given, **options, needs.login: reference}, secret


def _ask_option(option: str, question: str, given: str | None, asker: Asker, *, account: str) -> str:
    usual = {
        "identifier": account,
        "server": account.partition("@")[2],
        "user": account,
        "countries": "us",
    }.get(option, "")
    flag = f"--{option}" if option in FLAGS else f"--option {option}=..."
    answer = asker.ask(given, flag, question, default=usual)
    return os.path.abspath(answer) if option == "path" and answer else answer


def _read_option(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.isidentifier() or not value.strip():
        raise UsageError(f"--option {one_line(text, width=40)} is no option", hint="write --option NAME=VALUE")
    return name, one_line(value)


def _login_option(network: str) -> str:
    """Name the option that `mentionwatch login` fills. Raises UsageError where it fills none."""
    from mentionwatch.feeds.logins import find_login, login_networks

    way = find_login(network)
    if way is None:
        hint = f"leave --login out; `mentionwatch login` knows {', '.join(login_networks())}"
        raise UsageError(f"nobody logs in to {network} by a browser", hint=hint)
    return way.option


def _ask_secret(needs: Needs, flags: Mapping[str, Any], asker: Asker, *, network: str, name: str) -> tuple[str, str]:
    """Give how the configuration names the secret, and the secret itself where it was typed.

    Where a browser can log in, it may be left out: `mentionwatch login` brings it.
    """
    from mentionwatch.feeds.logins import login_networks

    may_wait = network in login_networks()
    if flags["secret_env"]:
        return "$" + _checked(flags["secret_env"].removeprefix("$"), _check_variable, "--secret-env"), ""
    if flags["secret_file"]:
        return f"file:{os.path.abspath(os.path.expanduser(flags['secret_file']))}", ""
    if not asker.is_terminal:
        ways = ["--secret-file", "--secret-env", *["--login"] * may_wait, *["--public"] * needs.is_public_too]
        asker.missing.append(f"one of {', '.join(ways)}")
        return "", ""
    question = f"{needs.login_question}; nothing, to log in by a browser later" if may_wait else needs.login_question
    usual = "" if may_wait else None
    typed = str(click.prompt(question, hide_input=True, default=usual, show_default=False)).strip()
    return f"file:{slug(name)}.secret", typed


def _check_network(name: str) -> str:
    from mentionwatch.feeds import networks

    if name in networks():
        return name
    near = get_close_matches(name.lower(), networks(), n=1)
    choice = f"did you mean {near[0]}?" if near else "the networks are " + ", ".join(networks())
    raise ValueError(f"no feed for the network {name[:40]!r}; {choice}")


def check_duration(text: str) -> str:
    """Give a duration back if it is one, and longer than nothing. Raises ValueError."""
    if not read_duration(text):
        raise ValueError("the duration must be longer than 0s")
    return text


def _check_variable(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        raise ValueError("write the name of the variable, not the secret")
    return name


def slug(text: str) -> str:
    """Make a text fit for file names: small letters, digits and hyphens."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:40].strip("-") or "brand"


def _free_name(name: str, taken: tuple[str, ...], *, is_given: bool) -> str:
    if name not in taken:
        return name
    if is_given:
        raise UsageError(f"there is a feed called {name!r} already", hint="give --name another value")
    return next(other for number in range(2, len(taken) + 3) if (other := f"{name}-{number}") not in taken)


def local_zone() -> str:
    """Name this machine's time zone, or UTC where it does not say."""
    from mentionwatch.config.values import check_zone

    name = os.environ.get("TZ", "").lstrip(":") or os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    try:
        return check_zone(name) if name else "UTC"
    except ValueError:
        return "UTC"

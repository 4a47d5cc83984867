"""Logins by a browser or a pasted code: what a user is asked to do, and the secret that comes of it.

A network whose users are wont to log in so has a line in `_LOGINS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from mentionwatch.feeds import FeedSpec, Surroundings

_LOGINS = {
    "facebook": "mentionwatch.feeds.login_meta:FacebookLogin",
    "google-business": "mentionwatch.feeds.login_google:GoogleLogin",
    "instagram": "mentionwatch.feeds.login_meta:InstagramLogin",
    "mastodon": "mentionwatch.feeds.login_mastodon:MastodonLogin",
    "reddit": "mentionwatch.feeds.login_reddit:RedditLogin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What the user does in a browser: opens `url`, and brings back what `asks` names.

    `kept` is what must be known when that comes, perhaps in another run. `redirect` is where the browser goes in the
    end, if it does. `is_secret`: what comes back must not be shown.
    """

    url: str
    asks: str
    kept: Mapping[str, str] = field(default_factory=dict)
    redirect: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A login that was granted: the secret, whose it is, and when it ends (None: nobody says, or never).

    `options` should stand in the feed as well. `remark` is what the user should know of it, such as that it is
    nobody's who speaks for the brand.
    """

    secret: str
    account: str
    ends_at: datetime | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""


class Login(Protocol):
    """One network's way to log in. `option` is the feed's option that the secret belongs to."""

    option: str

    def __init__(self, spec: FeedSpec, around: Surroundings, redirect: str) -> None: ...

    async def begin(self) -> Invitation:
        """Say where the user logs in. Raises FeedError and ConfigError."""
        ...

    async def finish(self, kept: Mapping[str, str], brought: str) -> Granted:
        """Make the secret of what the user brought back. Raises FeedError, ConfigError and UsageError."""
        ...


def login_networks() -> tuple[str, ...]:
    """Name the networks with a way to log in by a browser."""
    return tuple(_LOGINS)


def find_login(network: str) -> type[Login] | None:
    """Give a network's way to log in by a browser, None where there is none."""
    target = _LOGINS.get(network)
    if target is None:
        return None
    module, _, name = target.partition(":")
    return cast(type[Login], getattr(import_module(module), name))

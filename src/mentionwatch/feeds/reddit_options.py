"""The options of a Reddit feed: how it logs in, and which subreddits it reads."""

from __future__ import annotations

import re

from mentionwatch.errors import ConfigError
from mentionwatch.feeds import FeedSpec

OPTIONS = ("client_id", "client_secret", "username", "password", "refresh_token", "subreddits")

_SUBREDDIT = re.compile(r"\w{2,30}", re.ASCII)


def login_of(spec: FeedSpec) -> dict[str, str]:
    """Give the form that logs in, empty without keys. Raises ConfigError for half of it."""
    given = {name: str(spec.options.get(name) or "") for name in OPTIONS if name != "subreddits"}
    if not any(given.values()):
        return {}
    if not given["client_id"] or not given["client_secret"]:
        hint = "write client_id and client_secret, from reddit.com/prefs/apps, or none of a login's options"
        raise ConfigError(f"the feed {spec.name!r} has half a login", hint=hint)
    if given["refresh_token"]:
        return {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    if given["password"]:
        return {"grant_type": "password", "username": given["username"], "password": given["password"]}
    return {"grant_type": "client_credentials"}


def subreddits_of(spec: FeedSpec) -> tuple[str, ...]:
    """Give the names of the subreddits to read. Raises ConfigError for what is none."""
    given = spec.options.get("subreddits") or []
    names = re.split(r"[,+\s]+", given) if isinstance(given, str) else given
    found = tuple(str(name).strip().strip("/").removeprefix("r/") for name in names)
    if not all(map(_SUBREDDIT.fullmatch, found)):
        raise ConfigError(f"the subreddits of the feed {spec.name!r} are no list of names", hint="write [acme, flying]")
    return found

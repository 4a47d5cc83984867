"""What `doctor` says of each feed: secrets, reachability, what it shows, when its token ends, who must approve."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mentionwatch.cli.expiring import ending, renewing
from mentionwatch.cli.needs import IMPORT, NEEDS
from mentionwatch.errors import Denied, Limited, MentionwatchError

if TYPE_CHECKING:
    from mentionwatch.cli.trying import Tried
    from mentionwatch.config import Config, FeedConfig
    from mentionwatch.model import Expiry


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `state` is ok, warn or fail; `fix` is the next step."""

    state: str
    what: str
    found: str
    fix: str = ""


def failed(what: str, error: MentionwatchError) -> Check:
    """Make the check that an error failed."""
    found = f"{error.message} ({error.cause})" if error.cause else error.message
    return Check("fail", what, found, error.hint)


def feed_checks(
    config: Config,
    feed: FeedConfig,
    environ: Mapping[str, str],
    *,
    now: datetime,
    is_offline: bool,
    stored: Expiry | None,
) -> Iterator[Check]:
    """Resolve a feed's secrets and, unless offline, read its first page; `stored` is when its token was said to end."""
    from mentionwatch.cli.trying import try_first_page
    from mentionwatch.config import resolve_options

    what = f"feed {feed.name}"
    try:
        resolve_options(feed, environ=environ, base=config.path.parent if config.path else Path.cwd())
        if not feed.accounts and _has_speakers(feed.network):
            yield Check("warn", what, "no accounts", "name who speaks for the brand, or no reply can be seen")
        if is_offline:
            asyncio.run(_build(config, feed, environ, now))
            yield Check("ok", what, f"{feed.network}, not tried")
            yield from _token(feed, stored, now)
            return
    except MentionwatchError as error:
        yield from _refused(feed, error)
        return
    tried = asyncio.run(try_first_page(config, feed, now=now, environ=environ))
    yield from _answered(feed, tried) if tried.error is None else _refused(feed, tried.error)
    yield from _token(feed, tried.expiry or stored, now)


def _has_speakers(network: str) -> bool:
    """Say whether accounts tell who speaks for the brand; of networks from elsewhere nobody knows better."""
    needs = NEEDS.get(network)
    return needs is None or needs.has_speakers


def _answered(feed: FeedConfig, tried: Tried) -> Iterator[Check]:
    from mentionwatch.cli.trying import in_words

    if tried.sees is not None:
        found = f"{feed.network} answers, {len(tried.customers)} posts on the first page; {in_words(tried.sees)}"
        yield Check("ok", f"feed {feed.name}", found)


def _refused(feed: FeedConfig, error: MentionwatchError) -> Iterator[Check]:
    """Say what failed. A limit is no failure; a refusal may be that of somebody who has to approve first."""
    what = f"feed {feed.name}"
    if isinstance(error, Limited):
        yield Check("warn", what, error.message, "nothing to do: the next poll after that goes on")
        return
    yield failed(what, error)
    needs = NEEDS.get(feed.network)
    if isinstance(error, Denied) and needs is not None and needs.approver:
        yield Check("warn", what, f"{needs.approver} may still have to approve your app or key", IMPORT)


def _token(feed: FeedConfig, expiry: Expiry | None, now: datetime) -> Iterator[Check]:
    from mentionwatch.store.tokens import ends_soon

    what = f"feed {feed.name}"
    if expiry is None or expiry.at is None:
        return
    if ends_soon(expiry, now):
        state = "fail" if expiry.at <= now else "warn"
        yield Check(state, what, ending(expiry.at, now), renewing(feed.name))
    elif expiry.renews:
        yield Check("ok", what, f"its login renews itself; the present one ends at {expiry.at:%Y-%m-%d %H:%M} UTC")
    else:
        yield Check("ok", what, ending(expiry.at, now))


async def _build(config: Config, feed: FeedConfig, environ: Mapping[str, str], now: datetime) -> None:
    """Make a feed without asking its network: its name and options are checked. Raises ConfigError."""
    from mentionwatch.poll import connect

    async with connect(config, feed, now=now, environ=environ):
        pass

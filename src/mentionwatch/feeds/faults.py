"""What went wrong with a request, as the error that a feed raises. No secret stands in any message."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

import httpx

from mentionwatch.clock import to_text
from mentionwatch.errors import Broken, Denied, FeedError, Limited, Missing, Unavailable
from mentionwatch.feeds.answer import Answer, host_of, is_limit, parse_reset, redact
from mentionwatch.feeds.wire import PrivateAddress, find_tls_refusal
from mentionwatch.text import one_line

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_FeedError = TypeVar("_FeedError", Broken, Denied, Missing, Unavailable)


class Faults:
    """Makes the errors of one feed. `now` is what reset times are counted from."""

    def __init__(self, feed: str, *, now: datetime, secrets: Collection[str]) -> None:
        self._feed = feed
        self._now = now
        self._secrets = set(secrets)

    def keep_secret(self, secret: str) -> None:
        """Mask one more secret from now on."""
        self._secrets.add(secret)

    def is_told(self, address: str) -> bool:
        """Say whether an address holds a secret."""
        return redact(address, self._secrets) != address

    def mask(self, text: str) -> str:
        """Make a text fit for a message: on one line, without a secret."""
        return one_line(redact(text, self._secrets), width=300)

    def error(self, kind: type[_FeedError], message: str, *, cause: str = "", hint: str = "") -> _FeedError:
        """Make an error whose words are masked."""
        return kind(self.mask(message), feed=self._feed, cause=self.mask(cause), hint=self.mask(hint))

    def by_status(self, answer: Answer) -> FeedError:
        """Make the error that an answer's status means; redirects are the caller's."""
        status, host, cause = answer.status, answer.host, answer.words
        if is_limit(status, answer.headers):
            until = parse_reset(answer.headers, self._now)
            return Limited(f"{host} asks us to wait until {to_text(until)}", until=until, feed=self._feed)
        if status in (401, 403):
            login = f"`mentionwatch login {shlex.quote(self._feed)}` does it or says how"
            hint = f"renew the feed's token ({login}), then run `mentionwatch doctor`"
            return self.error(Denied, f"{host} refuses us (status {status})", cause=cause, hint=hint)
        if status in (404, 410):
            return self.error(Missing, f"{host} no longer has what was asked for (status {status})", cause=cause)
        if status >= 500:
            return self.error(Unavailable, f"{host} has a fault (status {status})", cause=cause)
        return self.error(Broken, f"{host} answered with status {status}", cause=cause)

    def private(self, request: httpx.Request, error: PrivateAddress) -> FeedError:
        """Make the error for an address that is not public."""
        hint = "if that is meant, set `allow_private: true` on the feed; `init` and `feeds add` take --allow-private"
        return self.error(Broken, f"refused to fetch from {name_of(request)}: {error}", hint=hint)

    def no_answer(self, request: httpx.Request, error: httpx.TransportError) -> FeedError:
        """Make the error for a request that came to nothing."""
        host = name_of(request)
        if (refusal := find_tls_refusal(error)) is not None:
            hint = "if the server's certificate is your own authority's, set `ca_file` on the feed"
            return self.error(Broken, f"the certificate of {host} cannot be trusted", cause=refusal, hint=hint)
        if isinstance(error, httpx.ProtocolError) and "disconnected" not in str(error):
            return self.error(Broken, f"{host} answered something that is no HTTP", cause=str(error))
        hint = "check the address, and this machine's network"
        return self.error(Unavailable, f"{host} cannot be reached", cause=words_of(error), hint=hint)


def name_of(request: httpx.Request) -> str:
    """Name the host that is asked."""
    return host_of(str(request.url))


def words_of(error: Exception) -> str:
    """Say what a library's error is about."""
    return str(error) or type(error).__name__

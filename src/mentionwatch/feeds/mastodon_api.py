"""Mastodon's client API as one feed asks it: its server, its token, its accounts and its pages.

https://docs.joinmastodon.org/methods/accounts/ https://docs.joinmastodon.org/api/guidelines/#pagination
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from mentionwatch.errors import Broken, ConfigError, Missing
from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.http import Answer, Client
from mentionwatch.feeds.shape import Unreadable, all_unreadable, need_id, need_text

_NEXT = re.compile(r'<([^>]+)>\s*;[^,]*\brel="?next"?')


class Api:
    """One server, asked with or without a token."""

    def __init__(self, spec: FeedSpec, http: Client) -> None:
        """Find out which server is asked. Raises ConfigError."""
        self._base = base_of(spec)
        self.host = urlsplit(self._base).netloc
        token = spec.options.get("token")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = http

    @property
    def has_token(self) -> bool:
        """Whether a token is sent."""
        return bool(self._headers)

    async def get(self, path: str, params: Sequence[tuple[str, str]] | None = None) -> Answer:
        """Ask for anything. Raises FeedError."""
        return await self._http.get(self._base + path, params=params, headers=self._headers)

    async def page(self, path: str, first: list[tuple[str, str]], token: str | None) -> Answer:
        """Ask for the first page of a list, or for the one that a token names. Raises FeedError."""
        return await self.get(path, first if token is None else parse_qsl(token))

    async def status(self, native_id: str, *, part: str = "") -> Any:
        """Ask for one status, or for a part of what belongs to it. Raises FeedError."""
        return (await self.get(f"/api/v1/statuses/{quote(native_id, safe='')}{part}")).json()

    async def my_id(self) -> str:
        """Give the id of the token's own account. Raises FeedError."""
        try:
            return need_id((await self.get("/api/v1/accounts/verify_credentials")).json(), "id")
        except Unreadable as reason:
            raise all_unreadable(self.host, [str(reason)]) from None

    async def find_account(self, handle: str) -> tuple[str, str]:
        """Give the server's id of an account and its name there. Raises FeedError."""
        name = account_name(handle)
        try:
            account = (await self.get("/api/v1/accounts/lookup", [("acct", name)])).json()
            return need_id(account, "id"), need_text(account, "acct")
        except (Missing, Unreadable):
            hint = "write the feed's accounts as name or name@server"
            raise Broken(f"{self.host} knows no account {name}", hint=hint) from None

    def next_page(self, answer: Answer) -> tuple[str | None, bool]:
        """Give the token of the next page, and whether the link to it leads to another host."""
        match = _NEXT.search(answer.headers.get("link", ""))
        if match is None:
            return None, False
        target = urlsplit(match[1])
        if target.netloc and target.netloc.lower() != self.host.lower():
            return None, True
        return target.query, False


def base_of(spec: FeedSpec) -> str:
    """Give the address of the feed's server. Raises ConfigError."""
    server = str(spec.options.get("server") or "").strip().rstrip("/")
    if not server:
        raise ConfigError(f"the feed {spec.name} has no server", hint="write options: {server: mastodon.social}")
    return server if "://" in server else f"https://{server}"


def account_name(handle: str) -> str:
    """Read `name`, `@name@server` or an account's address."""
    if "://" in handle:
        parts = urlsplit(handle)
        return f"{parts.path.rstrip('/').rpartition('/')[2].lstrip('@')}@{parts.netloc}"
    return handle.lstrip("@")

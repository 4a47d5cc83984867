"""Logging in to Facebook and Instagram: a person's short-lived token becomes the token of their Page, which lasts.

https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mentionwatch.errors import Broken, Denied, FeedError, Limited
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.graph import Graph
from mentionwatch.feeds.graph_token import end_of
from mentionwatch.feeds.logins import Granted, Invitation
from mentionwatch.feeds.oauth import exchange, need_options
from mentionwatch.feeds.shape import get_map, get_text, need_list

EXPLORER = "https://developers.facebook.com/tools/explorer/"
MOST_PAGES = 20  # of the list of Pages

_HINT = "write app_id and app_secret, from your app's page at developers.facebook.com: Settings > Basic"
_OWN = "choose `User Token` there, not a Page's, and allow pages_show_list, pages_read_engagement and the rest"


class FacebookLogin:
    """The token of the Page that the feed's accounts name."""

    option = "token"
    fields = "id,name,username,access_token"

    def __init__(self, spec: FeedSpec, around: Surroundings, redirect: str) -> None:
        self._spec = spec
        self._http = around.http
        self._id, self._secret = need_options(spec, "app_id", "app_secret", hint=_HINT)

    async def begin(self) -> Invitation:
        """Send the user to the Graph API Explorer, which makes tokens of themselves."""
        return Invitation(url=EXPLORER, asks="the User Token that `Generate Access Token` gives", is_secret=True)

    async def finish(self, kept: Mapping[str, str], brought: str) -> Granted:
        """Trade the token for one that lasts, and that for the Page's."""
        self._http.keep_secret(brought)
        form = {
            "grant_type": "fb_exchange_token",
            "client_id": self._id,
            "client_secret": self._secret,
            "fb_exchange_token": brought,
        }
        said = await exchange(self._http, f"{self._graph(brought).base}/oauth/access_token", form)
        page = self._choose(await self._pages(str(said["access_token"])))
        token = str(page["access_token"])
        self._http.keep_secret(token)
        return Granted(secret=token, account=f"the Page {get_text(page, 'name')}", ends_at=await self._end(token))

    def _graph(self, token: str) -> Graph:
        return Graph(self._http, replace(self._spec, options={**self._spec.options, "token": token}))

    async def _pages(self, token: str) -> list[Any]:
        """List the Pages that a person looks after, each with its own token."""
        graph, pages, after = self._graph(token), [], None
        for _ in range(MOST_PAGES):
            try:
                body = await graph.get("me/accounts", self.fields, token=after, limit=100)
            except Broken as error:
                error.hint = error.hint or _OWN
                raise
            pages += need_list(body, "data", graph.host)
            after, _ = graph.next_page(body)
            if after is None:
                break
        return [page for page in pages if get_text(page, "access_token")]

    def _choose(self, pages: list[Any]) -> Any:
        """Give the one Page that `accounts` names, or the only one where it names none. Raises Denied."""
        wanted = {account.removeprefix("@").casefold() for account in self._spec.accounts}
        found = [page for page in pages if not wanted or wanted & self.names(page)]
        if len(found) == 1:
            return found[0]
        names = ", ".join(get_text(page, "name") or "without a name" for page in pages) or "none"
        hint = "name one of them in the feed's `accounts`" if pages else _OWN
        raise Denied("the token is of no Page that `accounts` names", cause=f"its Pages: {names}", hint=hint)

    def names(self, page: Any) -> set[str]:
        """Give all by which `accounts` may name a Page."""
        return {name.casefold() for field in ("id", "name", "username") if (name := get_text(page, field))}

    async def _end(self, token: str) -> datetime | None:
        try:
            return end_of(await self._graph(token).look_at(token)).at
        except Limited:
            raise
        except FeedError:  # the first poll asks again
            return None


class InstagramLogin(FacebookLogin):
    """The token of the Page that stands behind an Instagram account."""

    fields = "id,name,access_token,instagram_business_account{id,username}"

    def names(self, page: Any) -> set[str]:
        """Give the names of the account behind a Page."""
        account = get_map(page, "instagram_business_account")
        return {name.casefold() for field in ("id", "username") if (name := get_text(account, field))}

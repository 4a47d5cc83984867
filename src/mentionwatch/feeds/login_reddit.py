"""Logging in to Reddit: a refresh token of the brand's account for the app whose keys the feed has.

https://github.com/reddit-archive/reddit/wiki/OAuth2
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from mentionwatch.errors import Denied
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.logins import Granted, Invitation
from mentionwatch.feeds.oauth import ask_url, code_of, exchange, need_options, new_state
from mentionwatch.feeds.reddit import API
from mentionwatch.feeds.reddit_post import WEB, account_name
from mentionwatch.feeds.shape import get_text

SCOPES = "identity read history privatemessages"

_HINT = "write client_id and client_secret, from reddit.com/prefs/apps"


class RedditLogin:
    """A refresh token of one account, which does not end by itself."""

    option = "refresh_token"

    def __init__(self, spec: FeedSpec, around: Surroundings, redirect: str) -> None:
        self._spec = spec
        self._http = around.http
        self._redirect = redirect
        self._id, self._secret = need_options(spec, "client_id", "client_secret", hint=_HINT)

    async def begin(self) -> Invitation:
        """Send the user to Reddit; the app's own page there must name the same redirect."""
        state = {"state": new_state()["state"], "redirect": self._redirect}
        params = {
            "client_id": self._id,
            "redirect_uri": self._redirect,
            "state": state["state"],
            "duration": "permanent",
            "scope": SCOPES,
        }
        url = ask_url(f"{WEB}/api/v1/authorize", params)
        return Invitation(url=url, asks="the address that it ends at", kept=state, redirect=self._redirect)

    async def finish(self, kept: Mapping[str, str], brought: str) -> Granted:
        """Trade the code for a refresh token, and see whose it is."""
        code = code_of(brought, kept)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": kept["redirect"]}
        keys = b64encode(f"{self._id}:{self._secret}".encode()).decode()
        headers = {"Authorization": f"Basic {keys}"}
        said = await exchange(self._http, f"{WEB}/api/v1/access_token", form, headers=headers)
        refresh = get_text(said, "refresh_token")
        if refresh is None:
            raise Denied("Reddit gives no refresh token", hint="let the app be of the type `script` or `web app`")
        bearer = {"Authorization": f"Bearer {said['access_token']}"}
        account = get_text((await self._http.get(f"{API}/api/v1/me", headers=bearer)).json(), "name") or "unknown"
        is_ours = account.casefold() in map(account_name, self._spec.accounts)
        has_name = str(self._spec.options.get("username") or "").casefold() == account.casefold()
        return Granted(
            secret=refresh,
            account=f"u/{account}",
            options={} if has_name else {"username": account},
            remark="" if is_ours else "`accounts` does not name it, so the feed has no inbox",
        )

"""Logging in to a Mastodon server: an app of our own is registered there, and the user brings its code.

https://docs.joinmastodon.org/client/token/ https://docs.joinmastodon.org/methods/apps/
"""

from __future__ import annotations

from collections.abc import Mapping

from mentionwatch.errors import Broken
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.expiry import end_of_life
from mentionwatch.feeds.logins import Granted, Invitation
from mentionwatch.feeds.mastodon_api import account_name, base_of
from mentionwatch.feeds.oauth import ask_url, challenge, code_of, exchange, new_state
from mentionwatch.feeds.shape import Unreadable, need_text

SCOPE = "read:accounts read:notifications read:search read:statuses"
SHOWN = "urn:ietf:wg:oauth:2.0:oob"
"""In place of a redirect: the server shows the code, to be copied."""


class MastodonLogin:
    """An access token of one account, which may read and nothing else."""

    option = "token"

    def __init__(self, spec: FeedSpec, around: Surroundings, redirect: str) -> None:
        self._spec = spec
        self._http = around.http
        self._now = around.now
        self._base = base_of(spec)
        self._host = self._base.partition("://")[2]

    async def begin(self) -> Invitation:
        """Register an app at the server; the user allows it to read."""
        form = {"client_name": "mentionwatch", "redirect_uris": SHOWN, "scopes": SCOPE}
        answer = await self._http.post(f"{self._base}/api/v1/apps", form=form)
        app = answer.json()
        state = new_state()
        try:
            keys = {name: need_text(app, name) for name in ("client_id", "client_secret")}
        except Unreadable as reason:
            raise Broken(f"{answer.host} registers an app with {reason}") from None
        params = {
            "client_id": keys["client_id"],
            "redirect_uri": SHOWN,
            "scope": SCOPE,
            "state": state["state"],
            **challenge(state["verifier"]),
        }
        url = ask_url(f"{self._base}/oauth/authorize", params)
        return Invitation(url=url, asks="the code that it shows", kept={**state, **keys})

    async def finish(self, kept: Mapping[str, str], brought: str) -> Granted:
        """Trade the code for a token, and see whose it is."""
        form = {
            "grant_type": "authorization_code",
            "code": code_of(brought, kept),
            "redirect_uri": SHOWN,
            "scope": SCOPE,
            **{name: kept[name] for name in ("client_id", "client_secret")},
            "code_verifier": kept["verifier"],
        }
        self._http.keep_secret(kept["client_secret"])
        said = await exchange(self._http, f"{self._base}/oauth/token", form)
        token = str(said["access_token"])
        headers = {"Authorization": f"Bearer {token}"}
        answer = await self._http.get(f"{self._base}/api/v1/accounts/verify_credentials", headers=headers)
        try:
            name = need_text(answer.json(), "acct")
        except Unreadable as reason:
            raise Broken(f"{answer.host} answers with {reason}") from None
        account = f"{name}@{self._host}"
        return Granted(
            secret=token,
            account=account,
            ends_at=end_of_life(said, "expires_in", self._now),
            remark="" if self._speaks(account) else "`accounts` does not name it, so the feed has no inbox",
        )

    def _speaks(self, account: str) -> bool:
        names = (account_name(handle).casefold() for handle in self._spec.accounts)
        return account.casefold() in {name if "@" in name else f"{name}@{self._host}".casefold() for name in names}

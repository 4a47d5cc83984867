"""Logging in to Google: a refresh token for the OAuth client whose keys the feed has.

https://developers.google.com/identity/protocols/oauth2/native-app
"""

from __future__ import annotations

from collections.abc import Mapping

from mentionwatch.errors import Denied
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.expiry import end_of_life
from mentionwatch.feeds.json_presets import PRESETS
from mentionwatch.feeds.logins import Granted, Invitation
from mentionwatch.feeds.oauth import ask_url, challenge, code_of, exchange, need_options, new_state
from mentionwatch.feeds.shape import get_text

AUTHORIZE = "https://accounts.google.com/o/oauth2/v2/auth"
SCOPE = "https://www.googleapis.com/auth/business.manage"

_HINT = "write client_id and client_secret, of an OAuth client of the type Desktop app (console.cloud.google.com)"


class GoogleLogin:
    """A refresh token of an account that looks after the shops."""

    option = "refresh_token"

    def __init__(self, spec: FeedSpec, around: Surroundings, redirect: str) -> None:
        self._http = around.http
        self._now = around.now
        self._redirect = redirect
        self._id, self._secret = need_options(spec, "client_id", "client_secret", hint=_HINT)
        self._url = str(spec.options.get("refresh_url") or PRESETS[spec.network]["refresh_url"])

    async def begin(self) -> Invitation:
        """Send the user to Google, which comes back to this machine."""
        state = new_state()
        params = {
            "client_id": self._id,
            "redirect_uri": self._redirect,
            "scope": SCOPE,
            "state": state["state"],
            "access_type": "offline",
            "prompt": "consent",  # else a second login gives no refresh token
            **challenge(state["verifier"]),
        }
        kept = {**state, "redirect": self._redirect}
        asks = "the address that it ends at"
        return Invitation(url=ask_url(AUTHORIZE, params), asks=asks, kept=kept, redirect=self._redirect)

    async def finish(self, kept: Mapping[str, str], brought: str) -> Granted:
        """Trade the code for a refresh token."""
        form = {
            "grant_type": "authorization_code",
            "code": code_of(brought, kept),
            "redirect_uri": kept["redirect"],
            "client_id": self._id,
            "client_secret": self._secret,
            "code_verifier": kept["verifier"],
        }
        said = await exchange(self._http, self._url, form)
        refresh = get_text(said, "refresh_token")
        if refresh is None:
            raise Denied("Google gives no refresh token", hint="make an OAuth client of the type Desktop app")
        end = end_of_life(said, "refresh_token_expires_in", self._now)
        remark = "take the consent screen out of its Testing state, and log in again" if end else ""
        return Granted(secret=refresh, account="the account that said yes", ends_at=end, remark=remark)

"""How a `json` feed proves who it is: a token, or access tokens that are got for a longer-lived one and kept.

https://www.rfc-editor.org/rfc/rfc6749#section-6 https://developers.google.com/identity/protocols/oauth2/service-account
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import Broken, ConfigError, Denied
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.answer import Answer, read_json
from mentionwatch.feeds.expiry import end_of_life
from mentionwatch.feeds.json_paths import fill
from mentionwatch.feeds.json_plan import Plan
from mentionwatch.feeds.kept import kept_path, load_kept, save_kept
from mentionwatch.feeds.shape import Unreadable, get_count, get_text, need_text
from mentionwatch.model import Expiry

_EARLY = timedelta(minutes=1)
_USUAL_LIFE = 3600
_GOOGLE_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_GOOGLE_HINT = "give the key file of a service account: credentials: file:service-account.json"

Form: TypeAlias = dict[str, str]


class Access:
    """The headers of a feed's requests. Where its tokens can be renewed, the current one is kept from poll to poll."""

    def __init__(self, spec: FeedSpec, plan: Plan, around: Surroundings) -> None:
        self._plan = plan
        self._http = around.http
        self._now = around.now
        self._note_expiry = around.note_expiry
        self._name = spec.name
        self._path = self._kept_path(spec.state_dir)
        self._token: str | None = None
        self.can_renew = plan.options.auth in ("oauth2_refresh", "google_service_account")

    async def headers(self) -> dict[str, str]:
        """Give the headers that the plan names; one whose option was not given is left out. Raises FeedError."""
        words = {name: str(value) for name, value in self._plan.values.items()}
        templates = dict(self._plan.options.headers)
        if self.can_renew:
            words["token"] = self._token or self._load() or await self.renew()
        places = (*templates.values(), *self._plan.options.params.values())
        if self._plan.options.auth and not any("{token}" in template for template in places):
            templates["Authorization"] = "Bearer {token}"
        filled = {name: fill(template, words, self._plan.names) for name, template in templates.items()}
        return {name: value for name, value in filled.items() if value is not None}

    async def renew(self) -> str:
        """Get a new access token. Raises FeedError, and ConfigError for credentials that are none."""
        kept, refused = load_kept(self._path), self._token
        if (fresh := self._load()) and fresh != refused:  # another feed was faster
            return fresh
        if self._plan.options.auth == "google_service_account":
            url, form = self._google_form()
        else:
            url, form = self._plan.options.refresh_url, self._refresh_form(get_text(kept, "refresh"))
        answer = await self._http.post(url, form=form, accept=(400, 401))
        if answer.status >= 400:
            hint = "get a new one and put it where the old one was, then run `mentionwatch doctor`"
            raise Denied(
                f"{answer.host} no longer takes the feed's credentials", feed=self._name, cause=answer.words, hint=hint
            )
        return self._keep(answer, kept)

    def _refresh_form(self, kept: str | None) -> Form:
        if kept:
            self._http.keep_secret(kept)
        ours = {name: str(self._plan.values[name]) for name in ("client_id", "client_secret", "refresh_token")}
        return {"grant_type": "refresh_token", **ours, **({"refresh_token": kept} if kept else {})}

    def _google_form(self) -> tuple[str, Form]:
        try:
            from google.auth import crypt, jwt  # an extra: most feeds never need it
        except ImportError:
            hint = "install it: pip install 'mentionwatch[google]'"
            raise ConfigError(f"the feed {self._name!r} needs google-auth for its service account", hint=hint) from None
        try:
            account = read_json(str(self._plan.values["credentials"]).encode())
            self._http.keep_secret(need_text(account, "private_key"))
            signer = crypt.RSASigner.from_service_account_info(account)
            url = need_text(account, "token_uri")
            claims = {
                "iss": need_text(account, "client_email"),
                "scope": self._plan.options.scopes,
                "aud": url,
                "iat": int(self._now.timestamp()),
                "exp": int((self._now + timedelta(hours=1)).timestamp()),
            }
            assertion = jwt.encode(signer, claims).decode("ascii")
        except (ValueError, RecursionError, Unreadable):
            message = f"the feed {self._name!r}: the credentials are no service account's key"
            raise ConfigError(message, hint=_GOOGLE_HINT) from None
        self._http.keep_secret(assertion)
        return url, {"grant_type": _GOOGLE_GRANT, "assertion": assertion}

    def _keep(self, answer: Answer, before: Any) -> str:
        said = answer.json()
        try:
            token = need_text(said, "access_token")
        except Unreadable as reason:
            raise Broken(f"{answer.host} answers with {reason}") from None
        life = timedelta(seconds=min(get_count(said, "expires_in") or _USUAL_LIFE, 30 * 86_400))
        fresh = get_text(said, "refresh_token")
        refresh = fresh or get_text(before, "refresh")
        if end := end_of_life(said, "refresh_token_expires_in", self._now):
            self._note_expiry(Expiry(end, renews=fresh is not None))
        kept: Mapping[str, Any] = {"access": token, "expires_at": to_text(self._now + life - _EARLY)}
        save_kept(self._path, {**kept, **({"refresh": refresh} if refresh else {})})
        return self._use(token)

    def _load(self) -> str | None:
        kept = load_kept(self._path)
        token, expires_at = get_text(kept, "access"), get_text(kept, "expires_at")
        is_fresh = bool(token and expires_at) and self._is_to_come(expires_at or "")
        return self._use(token) if token and is_fresh else None

    def _is_to_come(self, text: str) -> bool:
        try:
            instant: datetime = from_text(text)
            return self._now < instant
        except (ValueError, TypeError):
            return False

    def _use(self, token: str) -> str:
        self._http.keep_secret(token)
        self._token = token
        return token

    def _kept_path(self, state_dir: Path | None) -> Path | None:
        """Name the file by the credentials: those that were changed begin anew."""
        parts = [str(self._plan.values.get(name, "")) for name in ("client_id", "refresh_token", "credentials")]
        return kept_path(state_dir, "json", self._plan.base, *parts)

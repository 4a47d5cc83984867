"""A Bluesky login that lasts: tokens kept in a private file, refreshed rather than made anew.

A server allows 300 logins a day, so a poll each minute must not log in each time.
https://docs.bsky.app/docs/api/com-atproto-server-create-session
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mentionwatch.errors import Broken
from mentionwatch.feeds import Surroundings
from mentionwatch.feeds.answer import read_json
from mentionwatch.feeds.expiry import jwt_end
from mentionwatch.feeds.http import Answer
from mentionwatch.feeds.kept import kept_path, load_kept, save_kept
from mentionwatch.feeds.shape import Unreadable, get_text, need_text
from mentionwatch.model import Expiry

_EXPIRED = frozenset({"ExpiredToken", "InvalidToken"})
_REFUSED = (400, 401)


@dataclass(frozen=True, slots=True)
class _Tokens:
    did: str
    access: str
    refresh: str


class Session:
    """One account's login at `service`. `state_dir` None keeps the tokens in memory only."""

    def __init__(
        self, around: Surroundings, service: str, *, identifier: str, password: str, state_dir: Path | None
    ) -> None:
        self._http = around.http
        self._note_expiry = around.note_expiry
        self._service = service
        self._identifier = identifier
        self._password = password
        self._path = kept_path(state_dir, "bluesky", service, identifier)
        self._tokens: _Tokens | None = None

    async def did(self) -> str:
        """Give the account's own id, logging in if need be. Raises FeedError."""
        return (self._tokens or await self._first_tokens()).did

    async def get(self, method: str, params: Sequence[tuple[str, str]]) -> Answer:
        """Call a method as the account; a token that has expired is renewed once. Raises FeedError."""
        tokens = self._tokens or await self._first_tokens()
        answer = await self._ask(method, params, tokens)
        if error_of(answer) in _EXPIRED:
            answer = await self._ask(method, params, await self._renew(tokens))
        self._http.check(answer)
        return answer

    async def _ask(self, method: str, params: Sequence[tuple[str, str]], tokens: _Tokens) -> Answer:
        url = f"{self._service}/xrpc/{method}"
        return await self._http.get(url, params=params, headers=_bearer(tokens.access), accept=_REFUSED)

    async def _first_tokens(self) -> _Tokens:
        kept = self._load()
        return self._use(kept) if kept else await self._log_in()

    async def _renew(self, tokens: _Tokens) -> _Tokens:
        kept = self._load()
        if kept and kept != tokens:  # another feed of this poll was faster
            return self._use(kept)
        url = f"{self._service}/xrpc/com.atproto.server.refreshSession"
        answer = await self._http.post(url, headers=_bearer(tokens.refresh), accept=_REFUSED)
        return await self._log_in() if answer.status in _REFUSED else self._keep(answer)

    async def _log_in(self) -> _Tokens:
        url = f"{self._service}/xrpc/com.atproto.server.createSession"
        return self._keep(await self._http.post(url, json={"identifier": self._identifier, "password": self._password}))

    def _keep(self, answer: Answer) -> _Tokens:
        said = answer.json()
        try:
            tokens = _Tokens(need_text(said, "did"), need_text(said, "accessJwt"), need_text(said, "refreshJwt"))
        except Unreadable as reason:
            raise Broken(f"{answer.host} answers a login with {reason}") from None
        save_kept(self._path, asdict(tokens))
        return self._use(tokens)

    def _use(self, tokens: _Tokens) -> _Tokens:
        self._http.keep_secret(tokens.access)
        self._http.keep_secret(tokens.refresh)
        self._tokens = tokens
        if end := jwt_end(tokens.refresh):
            self._note_expiry(Expiry(end, renews=True))
        return tokens

    def _load(self) -> _Tokens | None:
        kept = load_kept(self._path)
        try:
            return _Tokens(*(need_text(kept, name) for name in ("did", "access", "refresh")))
        except Unreadable:  # none yet, or a damaged one
            return None


def error_of(answer: Answer) -> str:
    """Give the name of the error that an answer of status 400 or 401 bears, else nothing."""
    if answer.status not in _REFUSED:
        return ""
    try:
        said: Mapping[str, Any] = read_json(answer.body)
    except (ValueError, RecursionError):
        return ""
    return get_text(said, "error") or ""


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}

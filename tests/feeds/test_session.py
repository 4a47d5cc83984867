"""A Bluesky login lasts: tokens are refreshed, shared between feeds, and made anew only at the last."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from contract import complaint
from networks import FakeBluesky

from mentionwatch.errors import Broken, Denied


class Server(FakeBluesky):
    """A server whose tokens run out when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.valid = {"access-0"}
        self.can_refresh = True
        self.logins: list[str] = []
        self.say(complaint(1, minutes_ago=5))

    def route(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition(".")[2]
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if method in ("createSession", "refreshSession"):
            self.logins.append(method)
            return self._login(method, token)
        if method == "listNotifications" and token not in self.valid:
            return httpx.Response(400, json={"error": "ExpiredToken", "message": "Token has expired"})
        return super().route(request)

    def _login(self, method: str, token: str) -> httpx.Response:
        if method == "refreshSession" and not (self.can_refresh and token.startswith("refresh-")):
            return httpx.Response(401, json={"error": "ExpiredToken"})
        number = len(self.logins) - 1
        self.valid.add(f"access-{number}")
        tokens = {"did": "did:plc:acme", "accessJwt": f"access-{number}", "refreshJwt": f"refresh-{number}"}
        return self.answer("login", 1, tokens)


def test_expired_token_is_refreshed_within_a_poll(tmp_path: Path) -> None:
    """A token that has run out is refreshed, the call made again, and nothing is lost."""
    server = Server()
    server.poll(state_dir=tmp_path)
    server.valid.clear()
    assert len(server.poll(state_dir=tmp_path).refs) == 1
    assert server.logins == ["createSession", "refreshSession"]


def test_login_is_made_anew_if_the_refresh_is_refused(tmp_path: Path) -> None:
    """Where the refresh token has run out too, the password is used again."""
    server = Server()
    server.poll(state_dir=tmp_path)
    server.valid.clear()
    server.can_refresh = False
    assert len(server.poll(state_dir=tmp_path).refs) == 1
    assert server.logins == ["createSession", "refreshSession", "createSession"]


def test_token_that_is_refused_even_when_new_ends_the_poll() -> None:
    """A server that refuses its own new token is an error after one renewal, not an endless loop."""
    server = Server()
    server.valid = frozenset()  # type: ignore[assignment] # takes no token, ever
    server._login = lambda method, token: server.answer(  # type: ignore[method-assign] # the fake's answers
        "login", 1, {"did": "did:plc:acme", "accessJwt": "access-x", "refreshJwt": "refresh-x"}
    )
    with pytest.raises(Broken, match="status 400"):
        server.poll()
    assert server.logins == ["createSession", "refreshSession"]


def test_tokens_that_another_feed_renewed_are_taken_over(tmp_path: Path) -> None:
    """Where two feeds share a login and one has renewed it, the other uses what was kept."""
    server = Server()
    server.poll(state_dir=tmp_path)
    (kept,) = tmp_path.iterdir()
    plain = server.route

    def route(request: httpx.Request) -> httpx.Response:
        response = plain(request)
        if response.status_code == 400:
            server.valid.add("access-9")
            kept.write_text(json.dumps({"did": "did:plc:acme", "access": "access-9", "refresh": "refresh-9"}))
        return response

    server.valid.clear()
    server.route = route  # type: ignore[method-assign] # the other feed renews at the worst time
    assert len(server.poll(state_dir=tmp_path).refs) == 1
    assert server.logins == ["createSession"]


@pytest.mark.parametrize("tokens", [{}, {"did": "d", "accessJwt": 7, "refreshJwt": "r"}, []])
def test_login_without_tokens_is_broken(tokens: object) -> None:
    """A login that is answered without tokens is Broken, not a crash."""
    server = Server()
    server.faults["login", 1] = lambda response: httpx.Response(200, json=tokens)
    with pytest.raises(Broken, match="answers a login with no"):
        server.poll()


def test_no_token_is_told() -> None:
    """An error that quotes a session's token is masked: the tokens are secrets from the moment they are known."""
    server = Server()
    server.faults["inbox", 1] = lambda response: httpx.Response(403, json={"error": "Bad", "message": "<access-0>"})
    with pytest.raises(Denied) as caught:
        server.poll()
    assert caught.value.cause == "Bad: <***>"

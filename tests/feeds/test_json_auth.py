"""How a `json` feed gets in: tokens in headers, tokens that are renewed and kept, a service account's key."""

from __future__ import annotations

import base64
import json
import stat
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from api import Api
from contract import NOW
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from mentionwatch.clock import to_text
from mentionwatch.errors import Broken, ConfigError, Denied

POST = {"id": "id", "author": "by", "text": "body", "created_at": "at"}
ITEM = {"id": 1, "by": "ann", "body": "my order never came", "at": to_text(NOW)}
OAUTH = {
    "auth": "oauth2_refresh",
    "refresh_url": "https://login.example/token",
    "client_id": "acme-app",
    "client_secret": "CANARY-SECRET",
    "refresh_token": "CANARY-R0",
}


class Login:
    """A login server that gives numbered tokens, and an API that takes the newest one only."""

    def __init__(self, *, rotates: bool = False) -> None:
        self.given = 0
        self.forms: list[dict[str, list[str]]] = []
        self.rotates = rotates
        self.refusal: httpx.Response | None = None

    def token(self, request: httpx.Request) -> httpx.Response:
        self.forms.append(parse_qs(request.content.decode()))
        if self.refusal:
            return self.refusal
        self.given += 1
        more = {"refresh_token": f"CANARY-R{self.given}"} if self.rotates else {}
        return httpx.Response(200, json={"access_token": f"CANARY-A{self.given}", "expires_in": 3600} | more)

    def posts(self, request: httpx.Request) -> httpx.Response:
        is_ours = request.headers.get("authorization") == f"Bearer CANARY-A{self.given}"
        return httpx.Response(200, json=[ITEM]) if is_ours else httpx.Response(401, json={"error": "expired"})

    def api(self, **options: Any) -> Api:
        told = {"base": "https://api.example", "streams": {"inbox": {"url": "/posts"}}, "post": POST}
        return Api({"/token": self.token, "/posts": self.posts}, options=told | options)


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        ({"auth": "token", "token": "CANARY"}, {"authorization": "Bearer CANARY"}),
        ({"auth": "token", "token": "CANARY", "headers": {"X-Api-Key": "{token}"}}, {"x-api-key": "CANARY"}),
        ({"headers": {"X-Api-Key": "CANARY{x}"}}, {"x-api-key": "CANARY{x}"}),
        ({"headers": {"X-Api-Key": "{token}"}}, {}),
        ({"auth": "token", "token": "CANARY", "params": {"apikey": "{token}"}}, {}),
    ],
)
def test_token_goes_into_its_header(options: dict[str, Any], headers: dict[str, str]) -> None:
    """A token is a bearer's, or goes where the options say; a header without its value is not sent."""
    told = {"base": "https://api.example", "streams": {"inbox": {"url": "/posts"}}, "post": POST}
    site = Api({"/posts": [ITEM]}, options=told | options)
    site.poll()
    sent = {name: value for name, value in site.asked[0].headers.items() if name in ("authorization", "x-api-key")}
    assert sent == headers


def test_token_is_got_once_and_kept(tmp_path: Path) -> None:
    """The access token is asked for once, kept in a private file until it expires, and asked for again then."""
    login = Login()
    site = login.api(**OAUTH)
    site.spec = {"state_dir": tmp_path}
    for minutes in (0, 30, 58):
        assert len(site.poll(now=NOW + timedelta(minutes=minutes)).posts) == 1
    assert login.given == 1
    site.poll(now=NOW + timedelta(minutes=61))
    assert login.given == 2
    (kept,) = tmp_path.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    form = {name: values[0] for name, values in login.forms[0].items()}
    assert form == {
        "grant_type": "refresh_token",
        "client_id": "acme-app",
        "client_secret": "CANARY-SECRET",
        "refresh_token": "CANARY-R0",
    }


def test_token_that_was_forgotten_is_renewed(tmp_path: Path) -> None:
    """A 401 before the token's time gets a new one and asks again, once."""
    login = Login()
    site = login.api(**OAUTH)
    site.spec = {"state_dir": tmp_path}
    site.poll()
    login.given = 7
    assert len(site.poll().posts) == 1
    login.posts = lambda request: httpx.Response(401)  # type: ignore[method-assign] # the fake's answer
    with pytest.raises(Denied):
        Login.api(login, **OAUTH).poll()


def test_refresh_token_that_changes_is_kept(tmp_path: Path) -> None:
    """Where each renewal gives a new refresh token, the next renewal sends that; a new one configured begins anew."""
    login = Login(rotates=True)
    site = login.api(**OAUTH)
    site.spec = {"state_dir": tmp_path}
    for hours in range(3):
        site.poll(now=NOW + timedelta(hours=2 * hours))
    assert [form["refresh_token"][0] for form in login.forms] == ["CANARY-R0", "CANARY-R1", "CANARY-R2"]
    site.poll(now=NOW + timedelta(hours=9), options=site.options | {"refresh_token": "CANARY-NEW"})  # type: ignore[operator] # two dicts
    assert login.forms[-1]["refresh_token"] == ["CANARY-NEW"]


def test_refused_refresh_says_what_to_do() -> None:
    """A refresh token that was withdrawn is a refusal that names the login's host, and no secret."""
    login = Login()
    login.refusal = httpx.Response(400, json={"error": "invalid_grant", "error_description": "CANARY-R0 was revoked"})
    with pytest.raises(Denied, match=r"login\.example") as caught:
        login.api(**OAUTH).poll()
    login.refusal = httpx.Response(200, json={"token": "x"})
    with pytest.raises(Broken, match="access_token"):
        login.api(**OAUTH).poll()
    assert "CANARY" not in f"{caught.value} {caught.value.hint}"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    """A service account's key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def credentials(key: rsa.RSAPrivateKey) -> str:
    """Write the key file of a service account, as Google gives it."""
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    account = {
        "type": "service_account",
        "private_key_id": "1",
        "private_key": pem.decode(),
        "client_email": "watch@acme.example",
        "token_uri": "https://login.example/token",
    }
    return json.dumps(account)


def part(text: str) -> Any:
    """Read one part of a signed token."""
    return json.loads(base64.urlsafe_b64decode(text + "=="))


def test_service_account_signs_its_claim(key: rsa.RSAPrivateKey) -> None:
    """The claim names account, scope and hour, is signed with the account's key, and is answered with a token."""
    login = Login()
    site = login.api(auth="google_service_account", credentials=credentials(key), scopes="https://scope.example/x")
    assert len(site.poll().posts) == 1
    assert login.forms[0]["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    head, claims, signature = login.forms[0]["assertion"][0].split(".")
    assert part(head)["alg"] == "RS256"
    assert part(claims) == {
        "iss": "watch@acme.example",
        "scope": "https://scope.example/x",
        "aud": "https://login.example/token",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 3600,
    }
    signed = base64.urlsafe_b64decode(signature + "==")
    key.public_key().verify(signed, f"{head}.{claims}".encode(), padding.PKCS1v15(), SHA256())


@pytest.mark.parametrize("text", ["", "no json", "{}", '{"private_key": "CANARY", "client_email": "a"}', "[" * 9_999])
def test_credentials_that_are_none_are_refused(text: str) -> None:
    """A file that is no service account's key is an error of the configuration, and its words are not shown."""
    with pytest.raises(ConfigError) as caught:
        Login().api(auth="google_service_account", credentials=text).poll()
    assert "CANARY" not in str(caught.value)


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, key: rsa.RSAPrivateKey) -> None:
    """Without google-auth the error says what to install."""
    monkeypatch.setitem(sys.modules, "google.auth", None)
    with pytest.raises(ConfigError) as caught:
        Login().api(auth="google_service_account", credentials=credentials(key)).poll()
    assert "mentionwatch[google]" in caught.value.hint

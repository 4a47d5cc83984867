"""Secrets stay out of every message and every log."""

from __future__ import annotations

import logging

import pytest
from badserver import BadServer
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.errors import Denied, FeedError
from mentionwatch.feeds.http import redact


@pytest.mark.fault("F46")
@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("https://x.example/?access_token=abc&page=2", "https://x.example/?access_token=***&page=2"),
        ("/?q=1&API_KEY=abc", "/?q=1&API_KEY=***"),
        ("/?apikey=abc#x", "/?apikey=***#x"),
        ("?client_secret=a%20b;", "?client_secret=***"),
        ("http://me:pw@proxy.example:80/", "http://***@proxy.example:80/"),
        ("header Authorization: Bearer abcdefgh.ijk", "header Authorization: Bearer ***"),
        ("monkey=1 keyboard=2", "monkey=1 keyboard=2"),
    ],
)
def test_token_like_parts_are_masked(text: str, safe: str) -> None:
    """Parameters that look like tokens, and credentials in addresses, are masked without being known."""
    assert redact(text) == safe


@pytest.mark.fault("F46")
@given(secret=st.text(min_size=4, max_size=20), around=st.text(max_size=10))
def test_known_secret_never_survives(secret: str, around: str) -> None:
    """Whatever a secret is made of, it does not survive beside other text."""
    safe = redact(f"{around} {secret} {around}", [secret])
    assert secret not in safe.replace("***", "") or secret in around


@pytest.mark.fault("F46")
@pytest.mark.parametrize(
    "path",
    [
        "/401",
        "/404",
        "/500",
        "/429",
        "/html",
        "/reset",
        "/garbage",
        "/gztrunc",
        "/bighdr",
        "/found?to=/CANARY",
        "/loop",
    ],
)
def test_no_error_or_log_holds_a_secret(server: BadServer, path: str, caplog: pytest.LogCaptureFixture) -> None:
    """With the most talkative logging, an error's words and the log hold no token of header or address."""
    caplog.set_level(logging.DEBUG)
    call = {
        "headers": {"Authorization": "Bearer CANARY", "X-Api-Key": "CANARY"},
        "params": [("token", "CANARY"), ("q", "CANARY")],
        "follow": path == "/loop",
    }
    with pytest.raises(FeedError) as caught:
        server.get(path, call=call, secrets=["CANARY"]).json()
    error = caught.value
    assert "CANARY" not in f"{error.message} {error.cause} {error.hint} {caplog.text}"
    assert {record.name.partition(".")[0] for record in caplog.records} <= {"asyncio"}


@pytest.mark.fault("F46")
def test_credentials_in_an_address_are_sent_as_a_header(server: BadServer) -> None:
    """`user:password@` in an address becomes a header, and does not come back in the answer's address."""
    address = server.base.replace("//", "//me:CANARY@") + "/echo"
    answer = server.run(lambda http: http.get(address))
    assert answer.json()["authorization"] == "Basic bWU6Q0FOQVJZ"
    assert "CANARY" not in answer.url


@pytest.mark.fault("F46")
@pytest.mark.parametrize("token", ["CANARY\n", "CANARY\x00", "CANARY\u201d"])
def test_token_that_no_header_can_carry_is_denied(server: BadServer, token: str) -> None:
    """A token with a line end or a curly quotation mark is refused before it is sent, and not told."""
    with pytest.raises(Denied, match="no header can carry") as caught:
        server.get("/echo", call={"headers": {"Authorization": f"Bearer {token}"}})
    assert "CANARY" not in str(caught.value)


@pytest.mark.fault("F33")
def test_no_control_character_reaches_a_message(server: BadServer) -> None:
    """What a server says in its error, and an address with control characters, come out as one safe line."""
    with pytest.raises(FeedError) as caught:
        server.run(lambda http: http.get("http://x\x1b]0;title\x07.example/\x9b31m"))
    assert caught.value.message.isprintable()
    assert caught.value.cause.isprintable()

"""Secrets in the configuration: named, never written out, resolved when a feed needs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mentionwatch.config import FeedConfig, load, resolve_options
from mentionwatch.config.values import is_secret
from mentionwatch.errors import ConfigError

ENVIRON = {"APP_PASSWORD": "canary-123", "EMPTY": ""}


def feed(network: str = "rss", **options: Any) -> FeedConfig:
    return FeedConfig(name="one", network=network, options=options)


def test_names_become_the_secrets_they_stand_for(tmp_path: Path) -> None:
    """Variables and files are replaced at any depth, plain values stay, and each secret is listed once."""
    (tmp_path / "token").write_text("canary-456\n")
    options, secrets = resolve_options(
        feed(
            identifier="acme.example",
            password="$APP_PASSWORD",
            token=f"file:{tmp_path}/token",
            headers={"X-Api-Key": ["${APP_PASSWORD}", "file:token"]},
            price="$5",
            limit=3,
        ),
        environ=ENVIRON,
        base=tmp_path,
    )
    assert options == {
        "identifier": "acme.example",
        "password": "canary-123",
        "token": "canary-456",
        "headers": {"X-Api-Key": ["canary-123", "canary-456"]},
        "price": "$5",
        "limit": 3,
    }
    assert secrets == ("canary-123", "canary-456")


def test_secrets_within_an_address_are_known(tmp_path: Path) -> None:
    """The password and the token of a URL are secrets too, so that they can be struck out where it is printed."""
    url = "https://user:p%40ss@x.example/feed?access_token=t0k&page=2"
    options, secrets = resolve_options(feed(url=url, other="http://[bad"), environ={}, base=tmp_path)
    assert options["url"] == url
    assert set(secrets) == {"p%40ss", "p@ss", "t0k"}


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (
            {"password": "$MISSING"},
            "password needs the environment variable MISSING, which is not set",
            "export MISSING",
        ),
        ({"password": "${EMPTY}"}, "password needs the environment variable EMPTY", "file:PATH"),
        ({"token": "file:nowhere"}, "token cannot be read from file:nowhere: No such file", "permissions"),
        ({"token": "file:"}, "token cannot be read", "permissions"),
        ({"token": "file:empty"}, "token is empty in file:empty", "holds the secret"),
        ({"token": "file:binary"}, "token cannot be read from file:binary: not a text file", "permissions"),
        ({"token": "file:\x00"}, "token cannot be read", "permissions"),
        ({"token": "canary-789"}, "token holds a secret in plain text", "write token: $NAME or token: file:PATH"),
        ({"headers": {"api_key": ["canary-789"]}}, "api_key holds a secret in plain text", "$NAME"),
        ({"password": 12345}, "password holds a secret in plain text", "$NAME"),
    ],
)
def test_a_secret_that_cannot_be_had_is_an_error(
    tmp_path: Path, options: dict[str, Any], message: str, hint: str
) -> None:
    """The error names the feed, the option and the fix, and never the secret."""
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError) as caught:
        resolve_options(feed(**options), environ=ENVIRON, base=tmp_path)
    assert "feed 'one': " + message in str(caught.value)
    assert hint in caught.value.hint
    assert "canary" not in str(caught.value) + caught.value.hint


def test_faults_name_the_line_of_the_option(tmp_path: Path) -> None:
    """A secret written out is refused on loading, a missing variable on use; both name the line."""
    path = tmp_path / "mentionwatch.yaml"
    text = "brand: Acme\ndatabase: a.db\nfeeds:\n- name: one\n  network: rss\n  options:\n    url: x\n    token: {}\n"
    path.write_text(text.format("canary-1"))
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert (caught.value.line, "canary" in str(caught.value)) == (8, False)
    path.write_text(text.format("$MISSING"))
    with pytest.raises(ConfigError) as caught:
        resolve_options(load(path).feeds[0], environ={}, base=tmp_path)
    assert (caught.value.path, caught.value.line) == (path, 8)


@pytest.mark.fault("F46")
@pytest.mark.parametrize(
    "secret", ["@canary-1", "#canary-1", "`canary-1", "%canary-1", "[canary-1", "'canary-1", "*canary-1"]
)
@pytest.mark.parametrize(
    "form", ["    token: {}\n", "    headers: {{X-Api-Key: {}}}\n", "    headers:\n      'api_key' : {}\n"]
)
def test_no_fault_shows_a_secret(tmp_path: Path, secret: str, form: str) -> None:
    """A secret that was written out, and that even YAML refuses, is not quoted in the error."""
    path = tmp_path / "mentionwatch.yaml"
    path.write_text("brand: A\ndatabase: a\nfeeds:\n- name: one\n  network: rss\n  options:\n" + form.format(secret))
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert caught.value.line is not None
    assert "canary" not in str(caught.value) + caught.value.hint


def test_paths_of_a_file_feed_are_taken_from_the_configuration(tmp_path: Path) -> None:
    """The path of a `files` feed is relative to the configuration's directory; no other network's is."""
    assert resolve_options(feed("files", path="in/*.csv"), environ={}, base=tmp_path)[0] == {
        "path": str(tmp_path / "in/*.csv")
    }
    assert resolve_options(feed("rss", path="in/*.csv"), environ={}, base=tmp_path)[0] == {"path": "in/*.csv"}


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("password", True),
        ("api_key", True),
        ("API-KEY", True),
        ("accessToken", True),
        ("client_secret", True),
        ("key", True),
        ("keywords", False),
        ("monkey", False),
        ("tokenizer", False),
        ("identifier", False),
        ("", False),
    ],
)
def test_secrets_are_known_by_their_names(name: str, secret: bool) -> None:
    """The words of the name decide, not letters that happen to stand in it."""
    assert is_secret(name) is secret

"""No secret of a configuration comes out anywhere: not in any command's words, nor in the database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from badserver import BadServer

CANARY = "CANARY123"


ON_THE_NETWORK = [["doctor"], ["poll", "-v", "--all"], ["login", "f", "--code", f"{CANARY}-code"]]
OTHERS = [
    ["feeds", "test"],
    ["login", "m"],
    ["feeds", "--format", "json"],
    ["report"],
    ["report", "--json"],
    ["inbox"],
    ["export", "mentions"],
    ["rebuild"],
    ["show", "nothing"],
    ["import", "none.csv", "--network", "x"],
]


@pytest.mark.fault("F46")
@pytest.mark.parametrize("path", ["/401", "/500", "/html", "/reset", "/302", "/deepjson"])
def test_no_secret_comes_out(tmp_path: Path, server: BadServer, path: str) -> None:
    """Tokens, passwords, secrets in addresses and in files: whatever fails, and with --debug, they stay in."""
    secret = tmp_path / "secret"
    secret.write_text(f"{CANARY}-file\n")
    secret.chmod(0o600)
    host = server.base.removeprefix("http://")
    base = {"allow_private": "true"}
    feeds = [
        {**base, "name": "m", "network": "mastodon", "accounts": ["acme"]}
        | {"options": {"server": server.base + path, "token": "$TOKEN"}},
        {**base, "name": "b", "network": "bluesky", "accounts": ["acme.example"]}
        | {"options": {"service": server.base + path, "identifier": "acme.example", "password": f"file:{secret}"}},
        {**base, "name": "j", "network": "json"}
        | {
            "options": {
                "base": server.base + path,
                "auth": "token",
                "token": "$TOKEN",
                "headers": {"X-Api-Key": "$TOKEN"},
                "params": {"key": f"file:{secret}"},
                "streams": {"inbox": {"url": ""}},
                "post": {"id": "id", "author": "by", "text": "text", "created_at": "at"},
            }
        },
        {**base, "name": "r", "network": "rss", "options": {"url": "$FEED_URL"}},
        {**base, "name": "f", "network": "facebook"}
        | {
            "options": {
                "api": server.base + path,
                "token": "$TOKEN",
                "app_id": "1384",
                "app_secret": f"file:{secret}",
            }
        },
    ]
    config = tmp_path / "mentionwatch.yaml"
    config.write_text(json.dumps({"brand": "Acme", "database": "acme.db", "feeds": feeds}))
    environ = {
        **os.environ,
        "TOKEN": f"{CANARY}-token",
        "FEED_URL": f"http://user:{CANARY}-password@{host}{path}?access_token={CANARY}-query",
    }
    for words in ON_THE_NETWORK + (OTHERS if path == "/401" else []):
        done = subprocess.run(
            [sys.executable, "-m", "mentionwatch", "--debug", *words, "-c", str(config)],
            env=environ,
            capture_output=True,
            check=False,
        )
        assert CANARY.encode() not in done.stdout + done.stderr, words
    kept = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    assert [name for name, content in kept.items() if CANARY.encode() in content] == ["secret"]
    assert "acme.db" in kept

"""What a feed keeps beside the database is private and whole."""

from __future__ import annotations

import asyncio
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from mentionwatch.feeds.http import Client
from mentionwatch.feeds.kept import kept_path, load_kept, save_kept


def test_kept_value_comes_back_from_a_private_file(tmp_path: Path) -> None:
    """What is saved is read again; the file is its owner's alone, and nothing else lies beside it."""
    path = kept_path(tmp_path / "state", "tokens", "acme", "social.example")
    save_kept(path, {"token": "t"})
    save_kept(path, {"token": "u"})
    assert load_kept(path) == {"token": "u"}
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_damaged_file_is_none(tmp_path: Path) -> None:
    """No file, no place for one, or half a file: nothing is kept."""
    path = kept_path(tmp_path, "tokens", "acme")
    assert path is not None
    assert load_kept(path) is load_kept(kept_path(None, "tokens")) is None
    path.write_text('{"tok')
    assert load_kept(path) is None


def test_form_is_sent_as_a_form() -> None:
    """A POST with `form` sends its fields as a browser would."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    async def run() -> None:
        now, transport = datetime(2026, 11, 22, tzinfo=UTC), httpx.MockTransport(handle)
        async with Client(feed="f", deadline=timedelta(seconds=5), now=now, transport=transport) as http:
            await http.post("https://a.example/token", form={"grant_type": "x y", "scope": "a&b"})

    asyncio.run(run())
    assert sent[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert sent[0].content == b"grant_type=x+y&scope=a%26b"

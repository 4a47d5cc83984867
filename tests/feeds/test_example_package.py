"""The package of docs/feeds.md, "A network of your own", works as it stands there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from recordings import Headers, Query, Recorded, serving

from builders import World
from mentionwatch.config import Config, FeedConfig
from mentionwatch.feeds import find, networks
from mentionwatch.poll import poll
from mentionwatch.store import open_for_writing

PACKAGE = Path(__file__).parents[2] / "docs" / "examples" / "mentionwatch-example"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASK = {"id": "b1", "author": "ann", "text": "@acme my order never came, awful!", "at": "2026-11-22T09:00:00Z"}
REPLY = {"id": "b2", "author": "acme", "text": "Sorry, we look into it.", "at": "2026-11-22T09:30:00Z", "answers": "b1"}


@pytest.fixture
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install the package by pip, without network, into a directory that this test alone sees."""
    source = tmp_path / "source"
    (source / "src").mkdir(parents=True)
    for name in ("pyproject.toml", "src/mentionwatch_example.py"):
        (source / name).write_bytes((PACKAGE / name).read_bytes())
    target = tmp_path / "site"
    how = ("--no-deps", "--no-build-isolation", "--no-index", "--no-cache-dir", "--no-compile", "--quiet")
    command = [sys.executable, "-m", "pip", "install", *how, "--target", str(target), str(source)]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    monkeypatch.syspath_prepend(str(target))
    yield
    sys.modules.pop("mentionwatch_example", None)


def board(path: str, query: Query, headers: Headers) -> Recorded:
    """Answer as the board does: newest first, nothing before the oldest."""
    if headers.get("authorization") != "Bearer secret":
        return 401, {}, {}
    posts = [] if "before" in query else [ASK if path == "/mentions" else REPLY]
    return 200, {}, {"posts": posts}


@pytest.mark.usefixtures("_installed")
def test_package_is_a_network(tmp_path: Path) -> None:
    """Once installed, its network is known by name; a poll of it stores, judges and times an exchange."""
    assert "example" in networks()
    assert find("example").__module__ == "mentionwatch_example"
    database = tmp_path / "a.db"
    with serving(board) as base, open_for_writing(database) as store:
        options = {"url": base, "token": "$BOARD"}
        feed = FeedConfig(name="board", network="example", accounts=("acme",), allow_private=True, options=options)
        config = Config(brand="Acme", database=database, feeds=(feed,))
        for added in (2, 0):
            (result,) = poll(config, store, now=NOW, environ={"BOARD": "secret"}, everything=True).feeds
            assert (result.error, result.added, result.skipped) == (None, added, [])
    with World(database).open() as store:
        rows = store.db.execute("SELECT kind, seconds FROM waits").fetchall()
    assert [tuple(row) for row in rows] == [("complaint", 1800)]


def test_package_is_short() -> None:
    """A network takes one module of some sixty lines."""
    assert len((PACKAGE / "src" / "mentionwatch_example.py").read_text().splitlines()) <= 68

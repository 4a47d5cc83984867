"""Whole polls of Reddit, Hacker News, YouTube and X over recorded answers: stored, judged, timed, and nothing twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from recordings import DATA, Headers, Query, Recorded, serving
from recordings import recorded as read_answer
from test_poll_recordings import check

from builders import World
from mentionwatch.config import FeedConfig
from mentionwatch.feeds import hackernews, reddit, reddit_atom, x_api, youtube_api

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EMPTY = {"x": {"meta": {"result_count": 0}}, "hackernews": {"hits": [], "nbPages": 0, "nbHits": 0}}


def route(network: str, path: str, query: Query) -> Recorded:
    """Say which recorded answer belongs to a request."""
    last = path.rpartition("/")[2]
    names = {
        "reddit": {"inbox": "inbox", "overview": "overview", "search": "search", "access_token": "access_token"},
        "hackernews": {"search_by_date": "author" if "author" in query.get("tags", [""])[0] else "search"},
        "youtube": {
            "channels": "channels-statistics" if query.get("part") == ["statistics"] else "channels",
            "commentThreads": "commentThreads-one" if "id" in query else "commentThreads",
            "comments": "comments-busy" if "Busy" in query.get("parentId", [""])[0] else "comments-ask",
        },
        "x": {"by": "users-by", "mentions": "mentions", "tweets": "tweets", "recent": "search"},
    }[network]
    if network == "x" and ("since_id" in query or "ids" in query):
        return 200, {}, EMPTY["x"]
    if network == "reddit" and path.startswith("/comments/"):
        return read_answer(DATA / "reddit", "comments")
    if network == "reddit" and path.startswith("/api/"):
        names |= {"morechildren": "morechildren", "info": "search"}
    if network == "hackernews" and "/items/" in path:
        names = {last: f"item-{last}"}
    if not (DATA / network / f"{names[last]}.json").exists():
        return 404, {}, {"error": "Not Found"}
    return read_answer(DATA / network, names[last])


@contextmanager
def served(network: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve a network's recorded answers at loopback, and let its feed ask there."""

    def answer(path: str, query: Query, headers: Headers) -> Recorded:
        return route(network, path, query)

    with serving(answer) as base:
        for module, name in (
            (reddit, "API"),
            (reddit, "WEB"),
            (reddit_atom, "WEB"),
            (hackernews, "API"),
            (youtube_api, "API"),
            (x_api, "API"),
        ):
            monkeypatch.setattr(module, name, base)
        yield


FEEDS: dict[str, dict[str, Any]] = {
    "reddit": {
        "accounts": ("u/Acme",),
        "terms": ("acme air",),
        "options": {
            "client_id": "id",
            "client_secret": "$PASSWORD",
            "username": "Acme",
            "password": "$PASSWORD",
        },
    },
    "hackernews": {"accounts": ("acme_jo",), "terms": ("acme air",)},
    "youtube": {"accounts": ("@acmeair",), "options": {"api_key": "$TOKEN"}},
    "x": {"accounts": ("acmeair",), "terms": ("acme air",), "options": {"token": "$TOKEN"}},
}


@pytest.mark.parametrize(("network", "seconds"), [("reddit", 2_400), ("youtube", 2_400), ("x", 2_400)])
def test_exchange_is_stored_and_timed(
    network: str, seconds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complaint, reply and thanks are one conversation with its response time; later polls add nothing."""
    with served(network, monkeypatch):
        feed = FeedConfig(name=network, network=network, allow_private=True, **FEEDS[network])
        check(tmp_path / "a.db", feed, now=NOW)
    with World(tmp_path / "a.db").open() as store:
        waits = store.db.execute("SELECT seconds FROM waits WHERE closed_at IS NOT NULL").fetchall()
        (cursor,) = store.db.execute("SELECT cursor FROM feeds").fetchone()
    assert seconds in [wait["seconds"] for wait in waits]
    assert network not in ("youtube", "x") or json.loads(cursor)["spent"]["count"] > 0


def test_hacker_news_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of the brand is stored with what the brand answered, and later polls add nothing."""
    with served("hackernews", monkeypatch):
        feed = FeedConfig(name="hackernews", network="hackernews", allow_private=True, **FEEDS["hackernews"])
        check(tmp_path / "a.db", feed, now=NOW)
    with World(tmp_path / "a.db").open() as store:
        refs = {row["ref"] for row in store.db.execute("SELECT ref FROM posts")}
    assert {f"hackernews:{number}" for number in (7000, 7001, 7002, 7003, 7004, 7005)} <= refs

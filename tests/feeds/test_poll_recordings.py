"""Whole polls over recorded answers of real servers: stored, judged and timed; a second poll adds nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from recordings import BLUESKY, MASTODON, Headers, Query, Recorded, Routes, bluesky_routes, mastodon_routes, serving

from builders import World
from mentionwatch.config import Config, FeedConfig
from mentionwatch.poll import PollResult, poll
from mentionwatch.store import open_for_writing

SHARED = Path(__file__).resolve().parents[3] / "shared" / "recordings"
YEARS = timedelta(days=3600)
SECRETS = {"TOKEN": "recorded-token", "PASSWORD": "recorded"}

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="recordings of real people are not ours to ship")


def run(database: Path, *feeds: FeedConfig, now: datetime) -> PollResult:
    """Poll feeds once."""
    with open_for_writing(database) as store:
        return poll(Config(brand="Acme", database=database, feeds=feeds), store, now=now, environ=SECRETS)


def feed(network: str, account: str, options: dict[str, Any], **more: Any) -> FeedConfig:
    """Make a feed that asks loopback."""
    return FeedConfig(name=network, network=network, accounts=(account,), options=options, allow_private=True, **more)


def on_mastodon(base: str, account: str, **more: Any) -> FeedConfig:
    """Make a Mastodon feed of a recorded server."""
    return feed("mastodon", account, {"server": base, "token": "$TOKEN"}, **more)


def on_bluesky(base: str, account: str, **more: Any) -> FeedConfig:
    """Make a Bluesky feed of a recorded server."""
    options = {"service": base, "public": base, "identifier": account, "password": "$PASSWORD"}
    return feed("bluesky", account, options, **more)


def check(database: Path, *feeds: FeedConfig, now: datetime) -> None:
    """Poll three times: posts are stored once, no wait is negative, no time is to come, nothing is left stale."""
    first = run(database, *feeds, now=now)
    assert [(result.name, result.error) for result in first.feeds] == [(one.name, None) for one in feeds]
    assert all(result.added > 0 for result in first.feeds)
    for later in (5, 10):
        again = run(database, *feeds, now=now + timedelta(minutes=later))
        assert [result.added for result in again.feeds] == [0] * len(feeds)
        assert [result.error for result in again.feeds] == [None] * len(feeds)
    with World(database).open() as store:
        latest, negative, stale = store.db.execute(
            """
            SELECT (SELECT MAX(created_at) FROM posts), (SELECT COUNT(*) FROM waits WHERE seconds < 0),
                   (SELECT COUNT(*) FROM stale)
            """
        ).fetchone()
    assert datetime.fromisoformat(latest) <= now
    assert (negative, stale) == (0, 0)


def test_an_exchange_on_mastodon(tmp_path: Path) -> None:
    """Complaint, hand-off, return, reply, thanks: one conversation with both replies, though all in one second."""
    with serving(mastodon_routes(MASTODON)) as base:
        check(tmp_path / "a.db", on_mastodon(base, "acmebank"), now=datetime(2026, 11, 22, 3, tzinfo=UTC))
    with World(tmp_path / "a.db").open() as store:
        (told,) = store.db.execute(
            """
            SELECT v.opened_at, (SELECT COUNT(*) FROM replies r WHERE r.conversation_id = v.id)
            FROM conversations_view v
            WHERE v.customer LIKE 'ann@%' AND v.kind = 'complaint'
            """
        ).fetchall()
    assert tuple(told) == ("2026-11-22T02:48:58Z", 2)


def test_exchanges_on_bluesky(tmp_path: Path) -> None:
    """The inbox and the outbox of a recorded network give conversations with replies."""
    with serving(bluesky_routes(BLUESKY)) as base:
        check(tmp_path / "a.db", on_bluesky(base, "acmebank.test"), now=datetime(2026, 11, 22, 3, tzinfo=UTC))
    with World(tmp_path / "a.db").open() as store:
        assert store.db.execute("SELECT COUNT(*) FROM replies").fetchone()[0] > 0


def recorded(name: str) -> Recorded:
    """Read an answer of a real server."""
    kept = json.loads((SHARED / name).read_text(encoding="utf-8"))
    answer = kept.get("response", kept)
    return answer["status"], answer.get("headers", {}), answer["body"]


def real_mastodon(path: str, query: Query, headers: Headers) -> Recorded:
    """Route to the answers of mastodon.social and a test server."""
    if query.keys() & {"max_id", "min_id"}:
        return 200, {}, []
    names = {
        "/api/v1/accounts/lookup": "account_lookup.02",
        "/api/v1/accounts/verify_credentials": "account_lookup.00",
        "/api/v1/notifications": "real_notification.00",
        "/api/v2/search": "real_searchv2.02",
        "/api/v1/timelines/tag/hoot": "timeline_tag.00",
    }
    ends = {"statuses": "pagination_link_headers.01", "context": "real_context.00"}
    name = names.get(path) or ends.get(path.rpartition("/")[2], "status_404.00")
    return recorded(f"mastodon/{name}.json")


def real_bluesky(path: str, query: Query, headers: Headers) -> Recorded:
    """Route to the answers of the public network."""
    method = path.rpartition(".")[2]
    if method == "createSession":
        return 200, {}, {"did": "did:plc:recorded", "handle": "us.example", "accessJwt": "a", "refreshJwt": "r"}
    if "cursor" in query:
        return 200, {}, {"notifications": [], "feed": [], "posts": []}
    return recorded(f"bluesky/{method.replace('getProfiles', 'getProfile')}.00.json")


@needs_shared
@pytest.mark.parametrize(
    ("routes", "make", "account", "term"),
    [
        (real_mastodon, on_mastodon, "mastodonpy_test", "halcy"),
        (real_bluesky, on_bluesky, "chriskenny.bsky.social", "redistricting"),
    ],
)
def test_real_recordings(tmp_path: Path, routes: Routes, make: Any, account: str, term: str) -> None:
    """Null statuses, back-dated posts, reposts and likes of real people: each is kept once, or counted as skipped."""
    with serving(routes) as base:
        recorded_feed = make(base, account, terms=(term,), history=YEARS)
        check(tmp_path / "a.db", recorded_feed, now=datetime(2026, 9, 1, tzinfo=UTC))


@contextmanager
def files_served(folder: Path) -> Iterator[str]:
    """Serve the files of a folder on loopback; give the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = (folder / self.path.lstrip("/")).read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


RSS_FILES = [
    "reader/full.rss",
    "reader/full.atom",
    "reader/full.json",
    "reader/relative.atom",
    "miniflux/large_rss.xml",
    "miniflux/small_atom.xml",
    "miniflux/rdf_UTF8.xml",
    "miniflux/urdu_UTF8.xml",
    "miniflux/encoding_WINDOWS-1251.xml",
    "miniflux/no_encoding_ISO-8859-1.xml",
]


@needs_shared
def test_real_feeds(tmp_path: Path) -> None:
    """RSS, Atom, RDF and JSON Feed in old encodings: each item is kept once."""
    with files_served(SHARED / "feeds") as base:
        feeds = [
            FeedConfig(name=name, network="rss", allow_private=True, history=YEARS, options={"url": f"{base}/{name}"})
            for name in RSS_FILES
        ]
        check(tmp_path / "a.db", *feeds, now=datetime(2026, 11, 1, tzinfo=UTC))

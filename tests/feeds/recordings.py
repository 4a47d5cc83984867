"""A loopback server that gives recorded answers of real servers as their endpoints do.

A test of a whole poll uses it so (from a test in `tests/`: `from feeds.recordings import ...`):

    with serving(mastodon_routes(MASTODON)) as base:
        options = {"server": base, "token": "recorded-token"}        # accounts: [acmebank]
    with serving(bluesky_routes(BLUESKY)) as base:                   # accounts: [acmebank.test]
        options = {"service": base, "public": base, "identifier": "acmebank.test", "password": "recorded"}

and `allow_private: true` on the feed. The recorded posts are of 2026-11-22, about 02:48 UTC on Mastodon and
00:51 to 02:52 on Bluesky; a poll needs a `now` after that.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import pytest

DATA = Path(__file__).parents[1] / "data"
MASTODON = DATA / "mastodon"
BLUESKY = DATA / "bluesky"
TOKEN = "recorded-token"

Query: TypeAlias = Mapping[str, list[str]]
Headers: TypeAlias = Mapping[str, str]
Recorded: TypeAlias = tuple[int, dict[str, str], Any]
Routes: TypeAlias = Callable[[str, Query, Headers], Recorded]

SHARED = Path(os.environ.get("MENTIONWATCH_SHARED") or Path(__file__).parents[3] / "shared")
needs_recordings = pytest.mark.skipif(
    not (SHARED / "recordings").is_dir(), reason="the recordings of real servers are not on this machine"
)

GONE: Recorded = (404, {}, {"error": "Record not found"})


def recorded(folder: Path, name: str) -> Recorded:
    """Read one recorded answer: status, headers, body."""
    answer = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return answer["status"], answer["headers"], answer["body"]


def found_in(folder: str, marks: set[str]) -> list[dict[str, Any]]:
    """Find every object, however deep, in a folder's recorded answers that has the fields of a post."""
    found: list[dict[str, Any]] = []
    for path in sorted((SHARED / "recordings" / folder).glob("*.json")):
        pending = [json.loads(path.read_text(encoding="utf-8"))]
        while pending:
            item = pending.pop()
            pending += item.values() if isinstance(item, dict) else item if isinstance(item, list) else []
            found += [item] if isinstance(item, dict) and marks <= item.keys() else []
    return found


def mastodon_routes(folder: Path) -> Routes:
    """Route the requests of a Mastodon feed to recorded answers."""
    me = recorded(folder, "verify_credentials-acmebank")
    lists = {
        "/api/v1/notifications": recorded(folder, "notifications"),
        f"/api/v1/accounts/{me[2]['id']}/statuses": recorded(folder, "account-statuses"),
        "/api/v1/timelines/tag/acmefail": recorded(folder, "timeline-tag"),
    }
    status = recorded(folder, "status")
    descendants = recorded(folder, "context")[2]["descendants"]
    statuses = {each["id"]: each for each in (status[2], *descendants)}

    def route(path: str, query: Query, headers: Headers) -> Recorded:
        if path == "/api/v1/accounts/lookup":
            return me if query["acct"] == ["acmebank"] else GONE
        if path in lists and (query.keys() & {"max_id", "min_id"}):
            return 200, {}, []
        if path in ("/api/v1/accounts/verify_credentials", "/api/v1/notifications", "/api/v2/search"):
            if headers.get("authorization") is None:
                return recorded(folder, "notifications-noauth")
            if headers["authorization"] != f"Bearer {TOKEN}":
                return recorded(folder, "notifications-badtoken")
        if path in lists:
            return lists[path]
        if path.endswith("verify_credentials"):
            return me
        if path == "/api/v2/search":
            return recorded(folder, "search-v2")
        name = path.removeprefix("/api/v1/statuses/").removesuffix("/context")
        if name not in statuses:
            return GONE
        return recorded(folder, "context") if path.endswith("/context") else (200, {}, statuses[name])

    return route


def bluesky_routes(folder: Path) -> Routes:
    """Route the requests of a Bluesky feed to recorded answers."""
    profiles = [recorded(folder, "getProfile")[2], *recorded(folder, "getProfiles")[2]["profiles"]]
    first = recorded(folder, "createSession")
    second = recorded(folder, "refreshSession")
    tokens = {"Bearer first-access": first, "Bearer second-access": second}
    expired: set[str] = set()

    def login(answer: Recorded, word: str) -> Recorded:
        body = answer[2] | {"accessJwt": f"{word}-access", "refreshJwt": f"{word}-refresh"}
        return answer[0], {}, body

    def route(path: str, query: Query, headers: Headers) -> Recorded:
        method = path.removeprefix("/xrpc/")
        token = headers.get("authorization", "")
        if method == "com.atproto.server.createSession":
            return login(first, "first")
        if method == "com.atproto.server.refreshSession":
            return login(second, "second") if token.endswith("-refresh") else recorded(folder, "createSession-wrong")
        if method == "test.expire":
            expired.add("Bearer first-access")
            return 200, {}, {}
        if method in ("app.bsky.notification.listNotifications", "app.bsky.feed.searchPosts"):
            if not token:
                return recorded(folder, "listNotifications-noauth")
            if token not in tokens or token in expired:
                return recorded(folder, "listNotifications-badtoken")
        if method == "app.bsky.actor.getProfiles":
            asked = query["actors"]
            return 200, {}, {"profiles": [each for each in profiles if {each["did"], each["handle"]} & set(asked)]}
        if method == "app.bsky.feed.getPostThread":
            answer = recorded(folder, "getPostThread")
            is_known = query["uri"][0] == answer[2]["thread"]["post"]["uri"]
            return answer if is_known else recorded(folder, "getPostThread-notfound")
        names = {"listNotifications": "listNotifications-reasons", "getAuthorFeed": "getAuthorFeed"}
        return recorded(folder, names.get(method.rpartition(".")[2], "searchPosts"))

    return route


@contextmanager
def serving(routes: Routes) -> Iterator[str]:
    """Serve recorded answers on loopback; give the server's address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65_536  # head and body in one packet

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, kept, body = routes(url.path, parse_qs(url.query), headers)
            content = json.dumps(body).encode()
            self.send_response(status)
            for name in ("Link", "Retry-After", "X-Ratelimit-Remaining", "X-Ratelimit-Reset"):
                if name in kept:
                    self.send_header(name, kept[name].replace("http://localhost:8081", base))
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield base
        finally:
            server.shutdown()
            thread.join()

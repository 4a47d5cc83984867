"""A real Bluesky network on loopback, as its users use it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from program import INSTALLED, find_program, free_port, serving

IS_INSTALLED = (
    (INSTALLED / "bluesky" / "node_modules").exists()
    and find_program("redis-server") is not None
    and any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
)
PASSWORD = "only-on-loopback"

_UNLIMITED = {"x-ratelimit-bypass": "seeding"}


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    handle: str
    did: str
    token: str


@dataclass(frozen=True)
class Said:
    """A post, with what a reply to it must name."""

    by: Person
    uri: str
    cid: str
    root: Mapping[str, str]

    @property
    def target(self) -> dict[str, str]:
        """The post, as a record names it."""
        return {"uri": self.uri, "cid": self.cid}


@dataclass(frozen=True)
class Network:
    """The server of all accounts (PDS), the AppView, and a way to wait until the second has seen the first."""

    pds: str
    appview: str
    control: str
    http: httpx.Client

    def join(self, name: str) -> Person:
        """Make an account."""
        told = {"handle": f"{name}.test", "email": f"{name}@example.test", "password": PASSWORD}
        said = self.call("com.atproto.server.createAccount", told)
        return Person(f"{name}.test", said["did"], said["accessJwt"])

    def say(
        self,
        by: Person,
        text: str,
        *,
        minutes_ago: float,
        tag: Person | None = None,
        answers: Said | None = None,
        quotes: Said | None = None,
    ) -> Said:
        """Post, with a time of one's own claim; `tag` is tagged where the text has their handle."""
        record: dict[str, Any] = {"text": text, "createdAt": _ago(minutes_ago), "langs": ["en"]}
        if tag:
            start = text.encode().index(f"@{tag.handle}".encode())
            span = {"byteStart": start, "byteEnd": start + len(tag.handle) + 1}
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": tag.did}
            record["facets"] = [{"index": span, "features": [feature]}]
        if answers:
            record["reply"] = {"root": answers.root, "parent": answers.target}
        if quotes:
            record["embed"] = {"$type": "app.bsky.embed.record", "record": quotes.target}
        said = self.add(by, "app.bsky.feed.post", record)
        root = answers.root if answers else {"uri": said["uri"], "cid": said["cid"]}
        return Said(by, said["uri"], said["cid"], root)

    def add(self, by: Person, collection: str, record: Mapping[str, Any]) -> dict[str, str]:
        """Add a record of any kind to somebody's."""
        told = {"repo": by.did, "collection": collection, "record": {"$type": collection, **record}}
        said: dict[str, str] = self.call("com.atproto.repo.createRecord", told, by.token)
        return said

    def delete(self, post: Said) -> None:
        """Delete a post."""
        told = {"repo": post.by.did, "collection": "app.bsky.feed.post", "rkey": post.uri.rpartition("/")[2]}
        self.call("com.atproto.repo.deleteRecord", told, post.by.token)

    def block(self, by: Person, whom: Person) -> None:
        """Let somebody block another."""
        self.add(by, "app.bsky.graph.block", {"subject": whom.did, "createdAt": _ago(0)})

    def settle(self) -> None:
        """Wait until the AppView has seen everything."""
        assert self.http.post(f"{self.control}/settle").is_success

    def call(self, method: str, told: Any, token: str = "") -> Any:
        """Call a method of the PDS, without a limit."""
        headers = _UNLIMITED | ({"Authorization": f"Bearer {token}"} if token else {})
        answer = self.http.post(f"{self.pds}/xrpc/{method}", json=told, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    def feed(self, login: Person | None, *accounts: Person, **more: Any) -> dict[str, Any]:
        """Configure a feed of accounts, with a login or without one."""
        keys = {"identifier": login.handle, "password": "$BLUESKY_PASSWORD"} if login else {}
        options = {"service": self.pds, "public": self.appview, **keys}
        handles = [account.handle for account in accounts]
        return {"name": "acme", "network": "bluesky", "accounts": handles, "options": options, **more}


@contextmanager
def running(log: Path, *, is_limited: bool = False) -> Iterator[Network]:
    """Run a network; with the limits of Bluesky's own servers where `is_limited`."""
    postgres, redis = free_port(), free_port()
    directory = Path("/tmp") / f"mentionwatch-bluesky-{postgres}"  # the user postgres must be able to enter it
    command = [Path(__file__).with_name("bluesky.sh"), directory, str(postgres), str(redis)]
    try:
        with (
            serving(
                command, lambda: bool(_addresses(log)), log=log, seconds=180, RATE_LIMITS="1" if is_limited else ""
            ),
            httpx.Client(trust_env=False, timeout=60) as http,
        ):
            yield Network(**_addresses(log), http=http)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _addresses(log: Path) -> dict[str, str]:
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    found: dict[str, str] = json.loads(lines[0]) if lines else {}
    return found


def _ago(minutes: float) -> str:
    instant = datetime.now(UTC) - timedelta(minutes=minutes)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")

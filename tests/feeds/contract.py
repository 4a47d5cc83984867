"""What every network's feed must do, told by a fake network that holds posts in memory.

A new network joins the contract with one adapter: a subclass of FakeNetwork that answers its API's
requests (`route`), writes a post as the API does (`wire`), and names a post (`ref`); then one line in
`networks.py`. `FakeNetwork` keeps what was said, cuts it into pages, and spoils the pages a test names.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from mentionwatch.errors import Broken, Denied, FeedError, Unavailable
from mentionwatch.feeds import Feed, FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client
from mentionwatch.model import Address, Cursor, Gap, Gone, Page, Post

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BRAND = "acme"


@dataclass(frozen=True)
class Said:
    """One post on a fake network: who said what, when, and to which post."""

    id: str
    author: str
    text: str
    at: datetime
    parent: str | None = None
    is_to_brand: bool = True


@dataclass
class Poll:
    """All that one poll of a feed gave."""

    pages: list[Page] = field(default_factory=list)

    @property
    def posts(self) -> list[Post]:
        return [post for page in self.pages for post in page.posts]

    @property
    def refs(self) -> list[str]:
        return [post.ref for post in self.posts]

    @property
    def gaps(self) -> list[Gap]:
        return [page.gap for page in self.pages if page.gap]

    @property
    def skipped(self) -> list[str]:
        return [reason for page in self.pages for reason in page.skipped]

    @property
    def cursor(self) -> Cursor | None:
        return self.pages[-1].cursor

    @property
    def outbox_from(self) -> datetime | None:
        return self.pages[-1].outbox_from


class FakeNetwork:
    """A network's server in memory. `faults` spoil a page by its stream's name and its number.

    `lacks` names parts of the contract that the network cannot keep, each with the reason. `reach` is what it
    tells of each post: its likes and shares, and its author's followers.
    """

    network: str
    account: str
    options: dict[str, Any]
    terms: tuple[str, ...] = ()
    lacks: Mapping[str, str] = {}
    reach: tuple[int | None, int | None, int | None] = (2, 1, 7)
    address = Address.TO

    def __init__(self, page_size: int = 40) -> None:
        self.page_size = page_size
        self.said: dict[str, Said] = {}
        self.empty: set[str] = set()
        self.faults: dict[tuple[str, int], Callable[[httpx.Response], httpx.Response]] = {}
        self.order: Callable[[list[Said]], list[Said]] = list
        self.asked: list[httpx.Request] = []
        self.answered: Counter[str] = Counter()

    def route(self, request: httpx.Request) -> httpx.Response:
        """Answer one request as the network would."""
        raise NotImplementedError

    def wire(self, said: Said) -> dict[str, Any]:
        """Write a post as the network's API does."""
        raise NotImplementedError

    def ref(self, said: Said) -> str:
        """Give the ref that the feed must give to a post."""
        raise NotImplementedError

    def shown(self, said: Said) -> str:
        """Give the text that the feed must give to a post."""
        return said.text

    def parent_ref(self, said: Said) -> str:
        """Give the ref of the post that the network says a post answers."""
        return self.ref(self.said[said.parent or ""])

    def items(self, body: Any) -> list[Any]:
        """Give the posts in the body of an answer."""
        found: list[Any] = body if isinstance(body, list) else next(iter(body.values()))
        return found

    def visible(self) -> set[str]:
        """Give the refs of all that the network shows."""
        return {self.ref(said) for said in self.said.values()}

    def is_scenery(self, post: Post) -> bool:
        """Say whether a post stands there only so that others can stand beneath it; polls leave it out here."""
        return False

    def needs(self, part: str) -> None:
        """Skip a test of what the network lacks."""
        if part in self.lacks:
            pytest.skip(self.lacks[part])

    def say(self, *posts: Said) -> None:
        """Put posts on the network; an id that is there already is edited."""
        self.said |= {post.id: post for post in posts}

    def inbox(self) -> list[Said]:
        """Give what was said to the brand, newest first."""
        return self._newest_first(post for post in self.said.values() if post.is_to_brand and post.author != BRAND)

    def outbox(self) -> list[Said]:
        """Give what the brand said, newest first."""
        return self._newest_first(post for post in self.said.values() if post.author == BRAND)

    def _newest_first(self, posts: Any) -> list[Said]:
        return sorted(posts, key=lambda post: (post.at, post.id), reverse=True)

    def page(self, posts: list[Said], token: str | None) -> tuple[list[Said], str | None, int]:
        """Cut a page from posts: its items, the token of the next page, its number."""
        start = int(token or 0)
        items = self.order(posts[start : start + self.page_size])
        end = start + self.page_size
        return items, str(end) if end < len(posts) else None, start // self.page_size + 1

    def answer(self, stream: str, number: int, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        """Make an answer, spoilt if a test says so."""
        self.answered[stream] += 1
        response = httpx.Response(200, json=body, headers=headers)
        fault = self.faults.get((stream, number))
        return fault(response) if fault else response

    def feed(self, client: Client, *, now: datetime = NOW, **changes: Any) -> Feed:
        """Make the network's feed."""
        spec = FeedSpec(
            name="feed",
            network=self.network,
            brand="Acme",
            accounts=(self.account,),
            terms=self.terms,
            options=self.options,
        )
        known = changes.pop("find_ref", lambda native_id: None)
        return find(self.network)(replace(spec, **changes), Surroundings(http=client, now=now, find_ref=known))

    def client(self, now: datetime = NOW) -> Client:
        """Make a client whose requests this network answers."""

        def handle(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            return self.route(request)

        transport = httpx.MockTransport(handle)
        return Client(feed="feed", deadline=timedelta(seconds=20), now=now, transport=transport)

    def poll(
        self, cursor: Cursor | None = None, *, now: datetime = NOW, into: Poll | None = None, **changes: Any
    ) -> Poll:
        """Run one poll; what came before an error stands in `into`."""
        result = into or Poll()

        async def run() -> None:
            async with self.client(now) as client:
                async for page in self.feed(client, now=now, **changes).fetch(cursor):
                    posts = tuple(post for post in page.posts if not self.is_scenery(post))
                    result.pages.append(replace(page, posts=posts, mark=deepcopy(page.mark)))

        asyncio.run(run())
        return result

    def thread(self, said: Said, *, native_id: str | None = None) -> list[Post | Gone]:
        """Fetch the thread around a post."""

        async def run() -> list[Post | Gone]:
            async with self.client() as client:
                return [found async for found in self.feed(client).thread(self.ref(said), native_id=native_id)]

        return asyncio.run(run())


def complaint(number: int, *, minutes_ago: float, text: str = "", parent: str | None = None) -> Said:
    """Make a customer's post to the brand. Ids are larger than a database's largest integer."""
    at = NOW - timedelta(minutes=minutes_ago)
    return Said(_id(number), "ann", text or f"my order {number} never came", at, parent)


def reply(number: int, *, to: Said, minutes_ago: float, text: str = "") -> Said:
    """Make a post by the brand that answers another."""
    at = NOW - timedelta(minutes=minutes_ago)
    return Said(_id(number), BRAND, text or f"we look into it, {number}", at, to.id)


def _id(number: int) -> str:
    return str(2**64 + number)


def spoil(status: int, *, headers: dict[str, str] | None = None, body: bytes = b"") -> Callable[[Any], httpx.Response]:
    """Make a fault that answers with something else altogether."""
    return lambda _: httpx.Response(status, headers=headers, content=body)


def cut(response: httpx.Response) -> httpx.Response:
    """Spoil an answer: the second half of its body is missing."""
    return httpx.Response(200, content=response.content[: len(response.content) // 2])


SPOILT: dict[str, tuple[Any, type[FeedError]]] = {
    "401": (spoil(401, body=b'{"error": "AuthenticationRequired"}'), Denied),
    "403 HTML": (spoil(403, headers={"content-type": "text/html"}, body=b"<html>no"), Denied),
    "404": (spoil(404), Broken),
    "410": (spoil(410), Broken),
    "500": (spoil(500), Unavailable),
    "503": (spoil(503), Unavailable),
    "truncated": (cut, Broken),
    "HTML": (spoil(200, headers={"content-type": "text/html"}, body=b"<html>log in"), Broken),
    "empty": (spoil(200), Broken),
    "null": (spoil(200, body=b"null"), Broken),
    "a number": (spoil(200, body=b"7"), Broken),
    "an object": (spoil(200, body=b"{}"), Broken),
    "a wrong list": (spoil(200, body=b'{"notifications": 3, "feed": 3}'), Broken),
    "a redirect": (spoil(302, headers={"location": "https://elsewhere.example/"}), Broken),
}
"""Faults of an answer by their names, each with the error that it must be."""


def as_json(cursor: Cursor | None) -> Cursor:
    """Send a cursor through JSON, as the database does."""
    sent: Cursor = json.loads(json.dumps(cursor))
    return sent


def spread(count: int, *, first_minutes_ago: float, step: float) -> Sequence[Said]:
    """Make complaints, the newest first, `step` minutes apart."""
    return [complaint(n, minutes_ago=first_minutes_ago + n * step) for n in range(count)]

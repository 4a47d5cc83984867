"""Somebody's JSON API, written by a test: what each path answers, and what was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import httpx
from contract import NOW, Poll

from mentionwatch.feeds import Feed, FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client
from mentionwatch.model import Cursor, Gone, Post

Route: TypeAlias = Callable[[httpx.Request], Any] | Any


@dataclass
class Api:
    """Answers each path with a body, a response, or what a function makes of the request; 404 for others."""

    routes: Mapping[str, Route]
    network: str = "json"
    options: Mapping[str, Any] = field(default_factory=dict)
    spec: Mapping[str, Any] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        route = self.routes.get(request.url.path)
        found = route(request) if callable(route) else route
        if isinstance(found, httpx.Response):
            return httpx.Response(found.status_code, headers=found.headers, content=found.content)
        return httpx.Response(404, json={}) if found is None else httpx.Response(200, json=found)

    def feed(self, http: Client, *, now: datetime = NOW, **spec: Any) -> Feed:
        """Make the feed of the API."""
        told = {"name": "feed", "network": self.network, "brand": "Acme", "options": self.options, **self.spec, **spec}
        return find(self.network)(FeedSpec(**told), Surroundings(http=http, now=now))

    def client(self, now: datetime = NOW) -> Client:
        """Make a client whose requests this API answers."""
        transport = httpx.MockTransport(self.handle)
        return Client(feed="feed", deadline=timedelta(seconds=20), now=now, transport=transport)

    def poll(self, cursor: Cursor | None = None, *, now: datetime = NOW, into: Poll | None = None, **spec: Any) -> Poll:
        """Run one poll; what came before an error stands in `into`."""
        result = into or Poll()

        async def run() -> None:
            async with self.client(now) as http:
                async for page in self.feed(http, now=now, **spec).fetch(cursor):
                    result.pages.append(page)

        asyncio.run(run())
        return result

    def thread(self, ref: str, **spec: Any) -> list[Post | Gone]:
        """Fetch the thread around a post."""

        async def run() -> list[Post | Gone]:
            async with self.client() as http:
                return [found async for found in self.feed(http, **spec).thread(ref)]

        return asyncio.run(run())

    def params(self, name: str) -> list[str | None]:
        """Give what each request sent as a parameter."""
        return [request.url.params.get(name) for request in self.asked]

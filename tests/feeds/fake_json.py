"""An API that nobody knows, told to the `json` feed by its options."""

from __future__ import annotations

from html import escape
from typing import Any

import httpx
from contract import BRAND, FakeNetwork, Said


class FakeJson(FakeNetwork):
    """An API that nobody knows, told to the `json` feed by its options."""

    network = "json"
    account = BRAND
    options = {  # noqa: RUF012 (never changed)
        "base": "https://api.example",
        "auth": "token",
        "token": "CANARY",
        "streams": {
            "inbox": {"url": "/mentions", "items": "data", "next": {"cursor": "page.next", "param": "after"}},
            "outbox": {
                "url": "/users/{account}/posts",
                "items": "data",
                "holds": "outbox",
                "next": {"cursor": "page.next", "param": "after"},
            },
        },
        "thread": {"url": "/posts/{id}", "items": ["above", "post", "below"], "tells_gone": True},
        "post": {
            "id": "id",
            "author": "by.name",
            "followers": "by.followers",
            "text": "body",
            "html": True,
            "created_at": "at",
            "in_reply_to": "answers.id",
            "url": "link",
            "likes": "hearts",
            "shares": "passed_on",
        },
    }

    def ref(self, said: Said) -> str:
        return f"json:api.example/{said.id}"

    def wire(self, said: Said) -> dict[str, Any]:
        return {
            "id": int(said.id),
            "by": {"name": said.author, "followers": 7},
            "body": None if said.id in self.empty else f"<p>{escape(said.text)}</p>",
            "at": said.at.timestamp(),
            "answers": {"id": said.parent} if said.parent else None,
            "link": f"https://api.example/{said.author}/{said.id}",
            "hearts": 2,
            "passed_on": 1,
        }

    def route(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/mentions":
            return self._list("inbox", self.inbox(), request)
        if path == f"/users/{BRAND}/posts":
            return self._list("outbox", self.outbox(), request)
        said = self.said.get(path.rpartition("/")[2])
        if said is None:
            return httpx.Response(404, json={"message": "no such post"})
        above = self.said.get(said.parent or "")
        below = [self.wire(each) for each in self.said.values() if each.parent == said.id]
        body = {"above": [self.wire(above)] if above else [], "post": self.wire(said), "below": below}
        return httpx.Response(200, json=body)

    def _list(self, stream: str, posts: list[Said], request: httpx.Request) -> httpx.Response:
        items, token, number = self.page(posts, request.url.params.get("after"))
        return self.answer(stream, number, {"data": [self.wire(item) for item in items], "page": {"next": token}})

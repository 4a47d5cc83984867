"""X in memory, for the contract."""

from __future__ import annotations

from html import escape
from typing import Any

import httpx
from contract import BRAND, FakeNetwork, Said

from mentionwatch.clock import to_text

MISSING = {"title": "Not Found Error", "resource_type": "tweet"}


class FakeX(FakeNetwork):
    """X, which gives what came after a post that is named; an edit is a post of its own."""

    network = "x"
    account = f"@{BRAND}"
    options = {"token": "CANARY", "threads": True}  # noqa: RUF012 (never changed)
    lacks = {"overlap": "what was read is paid for, and not asked for again"}  # noqa: RUF012

    def __init__(self, page_size: int = 40) -> None:
        super().__init__(page_size)
        self.versions: dict[str, list[str]] = {}
        self.came: dict[str, int] = {}

    def say(self, *posts: Said) -> None:
        for post in posts:
            versions = self.versions.setdefault(post.id, [])
            versions.append(f"{post.id}{len(versions) or ''}")
            self.came[versions[-1]] = len(self.came)
        super().say(*posts)

    def ref(self, said: Said) -> str:
        return f"x:{said.id}"

    def wire(self, said: Said) -> dict[str, Any]:
        parent = self.said.get(said.parent or "")
        item: dict[str, Any] = {
            "id": self._latest(said),
            "edit_history_tweet_ids": self.versions.get(said.id, [said.id]),
            "text": escape(said.text, quote=False),
            "author_id": _id(said.author),
            "created_at": to_text(said.at).replace("Z", ".000Z"),
            "conversation_id": self._root(said).id,
            "public_metrics": {"like_count": 2, "retweet_count": 1, "quote_count": 0, "reply_count": 0},
            "lang": "en",
        }
        if said.parent:
            item["referenced_tweets"] = [{"type": "replied_to", "id": said.parent}]
            item["in_reply_to_user_id"] = _id(parent.author) if parent else _id("ann")
        elif said.is_to_brand and said.author != BRAND:
            item["in_reply_to_user_id"] = _id(BRAND)
        if said.id in self.empty:
            del item["text"]
        return item

    def route(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer CANARY"
        path, params = request.url.path.removeprefix("/2"), request.url.params
        if path == "/users/by":
            return self.answer("account", 1, {"data": [_user(BRAND)]})
        if path.endswith("/mentions"):
            return self._list("inbox", self.inbox(), params)
        if path == f"/users/{_id(BRAND)}/tweets":
            return self._list("outbox", self.outbox(), params)
        if path == "/tweets/search/recent":
            root = params["query"].removeprefix("conversation_id:")
            below = [said for said in self.said.values() if said.parent and self._root(said).id == root]
            return self._list("search", below, params)
        found = [self.said[own_id] for own_id in params["ids"].split(",") if own_id in self.said]
        body = {"data": list(map(self.wire, found)), **_users(found)} if found else {"errors": [MISSING]}
        return httpx.Response(200, json=body)

    def _list(self, stream: str, posts: list[Said], params: Any) -> httpx.Response:
        since = self.came.get(params.get("since_id", ""), -1)
        until = self.came.get(params.get("until_id", ""), len(self.came))
        posts = [said for said in posts if since < self.came[self._latest(said)] < until]
        items, token, number = self.page(posts, params.get("pagination_token"))
        meta: dict[str, Any] = {"result_count": len(items)} | ({"next_token": token} if token else {})
        if posts:
            meta["newest_id"] = max(map(self._latest, posts), key=lambda post_id: self.came[post_id])
            meta["oldest_id"] = min(map(self._latest, items), key=lambda post_id: self.came[post_id])
        body = {"data": [self.wire(item) for item in items], **_users(items)} if items else {}
        return self.answer(stream, number, {**body, "meta": meta})

    def _latest(self, said: Said) -> str:
        return self.versions.get(said.id, [said.id])[-1]

    def _root(self, said: Said) -> Said:
        return self._root(self.said[said.parent]) if said.parent in self.said else said


def _users(items: list[Said]) -> dict[str, Any]:
    return {"includes": {"users": [_user(name) for name in sorted({said.author for said in items})]}}


def _user(name: str) -> dict[str, Any]:
    return {"id": _id(name), "username": name, "name": name.title(), "public_metrics": {"followers_count": 7}}


def _id(name: str) -> str:
    return str(sum(name.encode()))

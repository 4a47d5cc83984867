"""Reddit in memory, for the contract."""

from __future__ import annotations

from typing import Any

import httpx
from contract import FakeNetwork, Said


class FakeReddit(FakeNetwork):
    """Reddit, asked as the brand's own app. All is said below a submission whose author has gone."""

    network = "reddit"
    account = "u/Acme"
    options = {  # noqa: RUF012 (never changed)
        "client_id": "id",
        "client_secret": "CANARY-S",
        "username": "acme",
        "password": "CANARY",
    }
    reach = (2, None, None)

    def ref(self, said: Said) -> str:
        return f"reddit:t1_{said.id}"

    def wire(self, said: Said) -> dict[str, Any]:
        is_deleted = said.id in self.empty
        parent = self.said.get(said.parent or "")
        return {
            "name": f"t1_{said.id}",
            "id": said.id,
            "author": None if is_deleted else said.author,
            "body": "[deleted]" if is_deleted else said.text,
            "created_utc": said.at.timestamp(),
            "edited": False,
            "link_id": "t3_abc",
            "parent_id": f"t1_{parent.id}" if parent else "t3_abc",
            "permalink": f"/r/flying/comments/abc/title/{said.id}/",
            "score": 2,
            "replies": "",
        }

    def route(self, request: httpx.Request) -> httpx.Response:
        path, params = request.url.path, request.url.params
        if path.endswith("/access_token"):
            return self.answer("login", 1, {"access_token": "CANARY-T", "token_type": "bearer", "expires_in": 86400})
        if path == "/message/inbox":
            return self._list("inbox", self.inbox(), params, {"type": "username_mention", "was_comment": True})
        if path == "/user/acme/overview":
            return self._list("outbox", self.outbox(), params, {})
        said = self.said.get(path.rpartition("/")[2])
        if path == "/api/info":
            said = self.said.get(params["id"].removeprefix("t1_"))
            return httpx.Response(200, json=_things([self.wire(said)] if said else []))
        return httpx.Response(200, json=[_things([HOME], "t3"), _things([self._tree(said)] if said else [])])

    def items(self, body: Any) -> list[Any]:
        return [child["data"] for child in body["data"]["children"]]

    def _list(self, stream: str, posts: list[Said], params: Any, more: dict[str, Any]) -> httpx.Response:
        items, token, number = self.page(posts, params.get("after"))
        return self.answer(stream, number, _things([self.wire(item) | more for item in items], after=token))

    def _tree(self, said: Said) -> dict[str, Any]:
        above = self.said.get(said.parent or "")
        node = self.wire(said)
        node["replies"] = _things([self.wire(each) for each in self.said.values() if each.parent == said.id]) or ""
        while above:
            node = self.wire(above) | {"replies": _things([node])}
            above = self.said.get(above.parent or "")
        return node


HOME = {"name": "t3_abc", "title": "which airline?", "selftext": "[deleted]", "author": None, "created_utc": 1.7e9}


def _things(items: list[dict[str, Any]], kind: str = "t1", after: str | None = None) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"after": after, "children": [{"kind": kind, "data": each} for each in items]}}

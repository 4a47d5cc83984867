"""YouTube's comments in memory, for the contract."""

from __future__ import annotations

from typing import Any

import httpx
from contract import BRAND, FakeNetwork, Said

from mentionwatch.clock import to_text

INLINE = 5  # replies that come along with the comment they answer


class FakeYoutube(FakeNetwork):
    """YouTube with the brand's channel. What answers a reply stands beside it, and begins with its author's handle."""

    network = "youtube"
    account = "@acme"
    options = {"api_key": "CANARY"}  # noqa: RUF012 (never changed)
    lacks = {"outbox": "the brand's replies come along with the comments they answer"}  # noqa: RUF012
    reach = (2, None, 7)

    def ref(self, said: Said) -> str:
        return f"youtube:{self._id(said)}"

    def parent_ref(self, said: Said) -> str:
        return self.ref(self._first(said))

    def shown(self, said: Said) -> str:
        parent = self.said.get(said.parent or "")
        is_deep = parent is not None and parent.parent is not None
        return f"@{parent.author} {said.text}" if is_deep and parent else said.text

    def wire(self, said: Said) -> dict[str, Any]:
        snippet = {
            "authorDisplayName": f"@{said.author}",
            "authorChannelId": {"value": channel_of(said.author)},
            "textDisplay": self.shown(said),
            "likeCount": 2,
            "publishedAt": to_text(said.at),
            "updatedAt": to_text(said.at),
        }
        if said.parent:
            snippet["parentId"] = self._id(self._first(said))
        if said.id in self.empty:
            del snippet["textDisplay"]
        return {"kind": "youtube#comment", "id": self._id(said), "snippet": snippet}

    def route(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["x-goog-api-key"] == "CANARY"
        what, params = request.url.path.rpartition("/")[2], request.url.params
        if what == "channels":
            return self.answer("account", 1, {"items": [self._channel(params.get("forHandle", "@ann")[1:], params)]})
        if what == "comments":
            return self._list("replies", self._beneath(params["parentId"]), params, self.wire)
        if "id" in params:
            said = self.said.get(params["id"])
            return httpx.Response(200, json={"items": [self._thread(said)] if said else []})
        return self._list("inbox", [said for said in self.inbox() if not said.parent], params, self._thread)

    def items(self, body: Any) -> list[Any]:
        found: list[Any] = body["items"]
        return found

    def _list(self, stream: str, posts: list[Said], params: Any, wire: Any) -> httpx.Response:
        items, token, number = self.page(posts, params.get("pageToken"))
        body = {"items": [wire(item) for item in items]} | ({"nextPageToken": token} if token else {})
        return self.answer(stream, number, {"kind": "youtube#list", **body})

    def _thread(self, said: Said) -> dict[str, Any]:
        replies = self._beneath(said.id)
        snippet = {
            "channelId": channel_of(BRAND),
            "videoId": "v1",
            "topLevelComment": self.wire(said),
            "totalReplyCount": len(replies),
        }
        inline = {"replies": {"comments": [self.wire(each) for each in replies[:INLINE]]}} if replies else {}
        return {"kind": "youtube#commentThread", "id": said.id, "snippet": snippet, **inline}

    def _beneath(self, first: str) -> list[Said]:
        return self._newest_first(each for each in self.said.values() if each.parent and self._first(each).id == first)

    def _first(self, said: Said) -> Said:
        above = self.said.get(said.parent or "")
        return self._first(above) if above else said

    def _id(self, said: Said) -> str:
        return f"{self._first(said).id}.{said.id}" if said.parent else said.id

    def _channel(self, name: str, params: Any) -> dict[str, Any]:
        return {
            "id": channel_of(name),
            "snippet": {"title": name, "customUrl": f"@{name}"},
            "statistics": {"subscriberCount": "7", "hiddenSubscriberCount": False},
        }


def channel_of(name: str) -> str:
    """Give the id of somebody's channel."""
    return f"UC{name:_<22}"

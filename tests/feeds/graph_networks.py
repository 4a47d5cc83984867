"""Fakes of Facebook and Instagram for the contract: what is beneath a post comes inside it, or from its own edge."""

from __future__ import annotations

from typing import Any

import httpx
from contract import BRAND, FakeNetwork, Said

from mentionwatch.clock import to_text
from mentionwatch.model import Gone, Post

GONE = {"error": {"message": "Unsupported get request.", "code": 100, "error_subcode": 33}}
API = "https://graph.example/v26.0"


def account_id(name: str) -> str:
    """Give the id of somebody on the fake network."""
    return str(10**15 + sum(name.encode()))


def graph_time(said: Said) -> str:
    """Write a time as the Graph API does."""
    return to_text(said.at).replace("Z", "+0000")


class FakeGraph(FakeNetwork):
    """What Facebook and Instagram have in common.

    Customers' posts that answer nothing tag the brand; all else is a comment. The brand has an older post of
    its own for each of its comments, without which its own feed would be empty.
    """

    options = {"token": "CANARY", "api": API}  # noqa: RUF012 (never changed)
    edges = ("", "")
    time = ""

    def is_scenery(self, post: Post) -> bool:
        return "_own" in post.ref

    def route(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer CANARY"
        path = request.url.path.removeprefix("/v26.0/")
        tagged, own = self.edges
        if path == "me":
            return self.answer("account", 1, self.me())
        if path.endswith(f"/{tagged}"):
            asks = [self.wire(said) for said in self.inbox() if said.parent is None]
            return self.edge("inbox", asks, request)
        if path.endswith(f"/{own}"):
            return self.edge("outbox", [self.scenery(said) for said in self.outbox()], request)
        object_id, _, edge = path.partition("/")
        said = self.said.get(object_id.rpartition("_")[2])
        if said is None or said.id in self.empty:
            return httpx.Response(400, json=GONE)
        if edge:
            return self.edge("comments", [self.wire(each) for each in self.beneath(said)], request)
        return httpx.Response(200, json=self.wire(said))

    def edge(self, stream: str, items: list[dict[str, Any]], request: httpx.Request) -> httpx.Response:
        """Answer with a page of an edge."""
        body, number = self.cut(request.url.path, items, request.url.params.get("after"))
        return self.answer(stream, number, body)

    def cut(self, path: str, items: list[dict[str, Any]], token: str | None = None) -> tuple[dict[str, Any], int]:
        """Cut a page, whose next link holds the token as the real one does."""
        shown, after, number = self.page(items, token)  # type: ignore[arg-type] # items as they are sent
        link = f"https://graph.example{path}?access_token=CANARY&limit=25&after={after}"
        paging = {"cursors": {"after": after}, "next": link} if after else {"cursors": {}}
        return {"data": shown, "paging": paging}, number

    def beneath(self, said: Said) -> list[Said]:
        """Give all that stands beneath a post, however deep, newest first."""
        direct = [each for each in self.said.values() if each.parent == said.id]
        return self._newest_first([*direct, *(below for each in direct for below in self.beneath(each))])

    def me(self) -> dict[str, Any]:
        """Give the brand's own account."""
        raise NotImplementedError

    def scenery(self, said: Said) -> dict[str, Any]:
        """Give the brand's own post that stands for one of its comments."""
        raise NotImplementedError


class FakeFacebook(FakeGraph):
    """A Page that customers tag."""

    network = "facebook"
    account = "acmepage"
    reach = (2, 1, None)
    edges = ("tagged", "feed")

    def ref(self, said: Said) -> str:
        return f"facebook:{self._id(said)}"

    def _id(self, said: Said) -> str:
        """Name a post PAGE_POST, and a comment POST_COMMENT."""
        return f"{said.parent or account_id(BRAND)}_{said.id}"

    def me(self) -> dict[str, Any]:
        return {"id": account_id(BRAND), "name": "Acme", "username": "acmepage"}

    def scenery(self, said: Said) -> dict[str, Any]:
        return {
            "id": f"{account_id(BRAND)}_own{said.id}",
            "created_time": graph_time(said),
            "message": "Our new thing",
            "from": {"id": account_id(BRAND), "name": "Acme"},
        }

    def wire(self, said: Said) -> dict[str, Any]:
        item: dict[str, Any] = {
            "id": self._id(said),
            "message": said.text,
            "created_time": graph_time(said),
            "from": {"id": account_id(said.author), "name": said.author},
            "permalink_url": f"https://www.facebook.example/{self._id(said)}",
        }
        if said.id in self.empty:
            del item["created_time"]
        comments = [self.wire(each) for each in self.beneath(said)]
        body, _ = self.cut(f"/v26.0/{self._id(said)}/comments", comments)
        item["comments"] = body | {"summary": {"total_count": len(comments)}}
        if said.parent is None:
            return item | {"shares": {"count": 1}, "reactions": {"data": [], "summary": {"total_count": 2}}}
        above = self.said[said.parent]
        parent = {"id": self._id(above), "from": {"id": account_id(above.author)}} if above.parent else None
        return item | ({"parent": parent} if parent else {}) | {"like_count": 2, "comment_count": 0}

    def thread(self, said: Said, *, native_id: str | None = None) -> list[Post | Gone]:
        path = f"{self._id(self.said[said.parent])}/{self._id(said)}" if said.parent else None
        return super().thread(said, native_id=path)


class FakeInstagram(FakeGraph):
    """A professional account that customers tag."""

    network = "instagram"
    account = "acme"
    reach = (2, None, None)
    edges = ("tags", "media")

    def ref(self, said: Said) -> str:
        return f"instagram:{said.id}"

    def me(self) -> dict[str, Any]:
        return {"id": "1", "instagram_business_account": {"id": account_id(BRAND), "username": BRAND}}

    def scenery(self, said: Said) -> dict[str, Any]:
        own_id = f"9_own{said.id}"
        return {"id": own_id, "caption": "Our new thing", "timestamp": graph_time(said), "username": BRAND}

    def beneath(self, said: Said) -> list[Said]:
        return self._newest_first(each for each in self.said.values() if each.parent == said.id)

    def wire(self, said: Said) -> dict[str, Any]:
        words = {"caption" if said.parent is None else "text": said.text}
        item: dict[str, Any] = {"id": said.id, "timestamp": graph_time(said), "like_count": 2, **words}
        item |= {"username": said.author, "from": {"id": account_id(said.author), "username": said.author}}
        if said.id in self.empty:
            del item["timestamp"]
        name = "comments" if said.parent is None else "replies"
        body, _ = self.cut(f"/v26.0/{said.id}/{name}", [self.wire(each) for each in self.beneath(said)])
        permalink = {"permalink": f"https://www.instagram.example/p/{said.id}/"} if said.parent is None else {}
        return item | permalink | ({name: body} if body["data"] else {})

    def thread(self, said: Said, *, native_id: str | None = None) -> list[Post | Gone]:
        path, at = said.id, said
        while at.parent:
            at = self.said[at.parent]
            path = f"{at.id}/{path}"
        return super().thread(said, native_id=path)

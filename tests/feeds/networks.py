"""The networks that keep the contract, each with its fake."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from contract import BRAND, FakeNetwork, Said
from fake_appstore import FakeAppStore
from fake_hackernews import FakeHackernews
from fake_json import FakeJson
from fake_reddit import FakeReddit
from fake_x import FakeX
from fake_youtube import FakeYoutube
from graph_networks import FakeFacebook, FakeInstagram

from mentionwatch.clock import to_text


class FakeMastodon(FakeNetwork):
    """A Mastodon server whose own account is the brand's."""

    network = "mastodon"
    account = BRAND
    options = {"server": "social.example", "token": "CANARY"}  # noqa: RUF012 (never changed)

    def ref(self, said: Said) -> str:
        return f"mastodon:https://social.example/users/{said.author}/statuses/{said.id}"

    def wire(self, said: Said) -> dict[str, Any]:
        parent = self.said.get(said.parent or "")
        return {
            "id": said.id,
            "uri": self.ref(said).removeprefix("mastodon:"),
            "url": f"https://social.example/@{said.author}/{said.id}",
            "created_at": to_text(said.at),
            "edited_at": None,
            "in_reply_to_id": said.parent,
            "in_reply_to_account_id": _account(parent.author)["id"] if parent else None,
            "visibility": "public",
            "language": "en",
            "spoiler_text": "",
            "content": f"<p>{escape(said.text)}</p>",
            "account": _account(said.author),
            "mentions": [_account(BRAND)] if said.is_to_brand and said.author != BRAND else [],
            "tags": [],
            "reblog": None,
            "replies_count": 0,
            "reblogs_count": 1,
            "favourites_count": 2,
        }

    def route(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith(("/accounts/verify_credentials", "/accounts/lookup")):
            return self.answer("account", 1, _account(BRAND))
        if path.endswith("/notifications"):
            return self._list("inbox", self.inbox(), request, self._notification)
        if path.endswith(f"/accounts/{_account(BRAND)['id']}/statuses"):
            return self._list("outbox", self.outbox(), request, self.wire)
        if path.endswith("/search"):
            return httpx.Response(200, json={"statuses": []})
        said = self.said.get(path.split("/")[4])
        if said is None or said.id in self.empty:
            return httpx.Response(404, json={"error": "Record not found"})
        if path.endswith("/context"):
            return httpx.Response(200, json=self._context(said))
        return httpx.Response(200, json=self.wire(said))

    def _notification(self, said: Said) -> dict[str, Any]:
        status = None if said.id in self.empty else self.wire(said)
        return {"id": f"9{said.id}", "type": "mention", "created_at": to_text(said.at), "status": status}

    def _list(self, stream: str, posts: list[Said], request: httpx.Request, wire: Any) -> httpx.Response:
        items, token, number = self.page(posts, request.url.params.get("max_id"))
        link = f'<https://social.example{request.url.path}?max_id={token}>; rel="next", <https://x.example>; rel="prev"'
        return self.answer(stream, number, [wire(item) for item in items], {"link": link} if token else None)

    def _context(self, said: Said) -> dict[str, Any]:
        ancestors, at = [], said
        while at.parent in self.said:
            at = self.said[at.parent]
            ancestors.insert(0, self.wire(at))
        below = [self.wire(each) for each in self.said.values() if each.parent == said.id]
        return {"ancestors": ancestors, "descendants": below}


def _account(name: str) -> dict[str, Any]:
    return {
        "id": str(sum(name.encode())),
        "acct": name,
        "uri": f"https://social.example/users/{name}",
        "url": f"https://social.example/@{name}",
        "display_name": name.title(),
        "followers_count": 7,
    }


class FakeBluesky(FakeNetwork):
    """Bluesky, login and public host in one."""

    network = "bluesky"
    account = "acme.example"
    options = {"identifier": "acme.example", "password": "CANARY"}  # noqa: RUF012 (never changed)

    def ref(self, said: Said) -> str:
        return f"bluesky:{_uri(said)}"

    def wire(self, said: Said) -> dict[str, Any]:
        record: dict[str, Any] = {"text": said.text, "createdAt": to_text(said.at), "langs": ["en"]}
        if said.parent:
            above = self.said.get(said.parent, Said(said.parent, "ann", "", said.at))
            record["reply"] = {"parent": {"uri": _uri(above)}, "root": {"uri": _uri(above)}}
        if said.is_to_brand and said.author != BRAND:
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": _did(BRAND)}
            record["facets"] = [{"index": {"byteStart": 0, "byteEnd": 0}, "features": [feature]}]
        if said.id in self.empty:
            del record["text"]
        return {
            "uri": _uri(said),
            "author": {"did": _did(said.author), "handle": f"{said.author}.example"},
            "record": record,
            "indexedAt": to_text(said.at),
            "likeCount": 2,
            "repostCount": 1,
            "replyCount": 0,
        }

    def route(self, request: httpx.Request) -> httpx.Response:
        method, params = request.url.path.rpartition(".")[2], request.url.params
        if method == "createSession":
            tokens = {"did": _did(BRAND), "accessJwt": "CANARY-A", "refreshJwt": "CANARY-R"}
            return self.answer("login", 1, tokens)
        if method == "getProfiles":
            asked = params.get_list("actors")
            names = [name.removesuffix(".example").removeprefix("did:plc:") for name in asked]
            return self.answer("account", 1, {"profiles": [_profile(name) for name in names]})
        if method == "listNotifications":
            return self._list("inbox", "notifications", self.inbox(), params, self._notification)
        if method == "getAuthorFeed":
            return self._list("outbox", "feed", self.outbox(), params, lambda said: {"post": self.wire(said)})
        if method == "searchPosts":
            return httpx.Response(200, json={"posts": []})
        return self._thread(params["uri"])

    def _notification(self, said: Said) -> dict[str, Any]:
        return self.wire(said) | {"reason": "mention"}

    def _list(self, stream: str, name: str, posts: list[Said], params: Any, wire: Any) -> httpx.Response:
        items, token, number = self.page(posts, params.get("cursor"))
        body = {name: [wire(item) for item in items]} | ({"cursor": token} if token else {})
        return self.answer(stream, number, body)

    def _thread(self, uri: str) -> httpx.Response:
        said = self.said.get(uri.rpartition("/")[2])
        if said is None or said.id in self.empty:
            return httpx.Response(400, json={"error": "NotFound", "message": "Post not found"})
        replies = [{"post": self.wire(each)} for each in self.said.values() if each.parent == said.id]
        node: dict[str, Any] = {"post": self.wire(said), "replies": replies}
        above = node
        while (parent := self.said.get(said.parent or "")) is not None:
            above["parent"] = {"post": self.wire(parent)}
            above, said = above["parent"], parent
        return httpx.Response(200, json={"thread": node})


def _did(name: str) -> str:
    return f"did:plc:{name}"


def _uri(said: Said) -> str:
    return f"at://{_did(said.author)}/app.bsky.feed.post/{said.id}"


def _profile(name: str) -> dict[str, Any]:
    return {"did": _did(name), "handle": f"{name}.example", "followersCount": 7}


def query(request: httpx.Request) -> dict[str, list[str]]:
    """Give a request's parameters."""
    return parse_qs(urlsplit(str(request.url)).query)


NETWORKS: list[type[FakeNetwork]] = [
    FakeMastodon,
    FakeBluesky,
    FakeReddit,
    FakeHackernews,
    FakeYoutube,
    FakeX,
    FakeFacebook,
    FakeInstagram,
    FakeAppStore,
    FakeJson,
]

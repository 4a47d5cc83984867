"""Hacker News's search in memory, for the contract."""

from __future__ import annotations

from html import escape
from typing import Any

import httpx
from contract import BRAND, FakeNetwork, Said

from mentionwatch.clock import to_text
from mentionwatch.model import Address

PAGES_A_QUERY = 10


class FakeHackernews(FakeNetwork):
    """Hacker News, on which nobody is addressed: what is about the brand holds its name."""

    network = "hackernews"
    account = BRAND
    options: dict[str, Any] = {}  # noqa: RUF012 (never changed)
    terms = ("acme air",)
    reach = (2, None, None)
    address = Address.ABOUT

    def ref(self, said: Said) -> str:
        return f"hackernews:{said.id}"

    def shown(self, said: Said) -> str:
        return f"Acme Air: {said.text}" if said.is_to_brand and said.author != BRAND else said.text

    def wire(self, said: Said) -> dict[str, Any]:
        is_comment = said.parent is not None
        return {
            "_tags": ["comment" if is_comment else "story", f"author_{said.author}"],
            "objectID": said.id,
            "author": None if said.id in self.empty else said.author,
            "created_at": to_text(said.at),
            "created_at_i": int(said.at.timestamp()),
            "title": None if is_comment else self.shown(said),
            "comment_text": escape(self.shown(said)) if is_comment else None,
            "story_text": None,
            "parent_id": int(said.parent) if said.parent else None,
            "story_id": int(self._root(said).id),
            "points": 2,
            "num_comments": None,
        }

    def route(self, request: httpx.Request) -> httpx.Response:
        path, params = request.url.path, request.url.params
        if path.endswith("/search_by_date"):
            is_outbox = params["tags"].endswith(f",author_{BRAND}")
            return self._search("outbox", self.outbox(), params) if is_outbox else self._inbox(params)
        said = self.said.get(path.rpartition("/")[2])
        return httpx.Response(200, json=self._tree(said)) if said else httpx.Response(404, json={"error": "Not Found"})

    def _inbox(self, params: Any) -> httpx.Response:
        assert params["query"] == '"acme air"'
        return self._search("inbox", self.inbox(), params)

    def _search(self, stream: str, posts: list[Said], params: Any) -> httpx.Response:
        until = int(params.get("numericFilters", "<=99999999999").partition("<=")[2])
        posts = [post for post in posts if int(post.at.timestamp()) <= until]
        items, token, number = self.page(posts, str(int(params["page"]) * self.page_size))
        pages = min(-(-len(posts) // self.page_size), PAGES_A_QUERY)
        body = {
            "hits": [self.wire(item) for item in items],
            "page": int(params["page"]),
            "nbPages": max(pages, int(params["page"]) + 2 if token and pages < PAGES_A_QUERY else 0),
            "nbHits": len(posts),
            "hitsPerPage": self.page_size,
        }
        return self.answer(stream, number, body)

    def _tree(self, said: Said) -> dict[str, Any]:
        item = self.wire(said)
        text = item.pop("comment_text")
        below = [self._tree(each) for each in self.said.values() if each.parent == said.id]
        return item | {"id": int(item.pop("objectID")), "text": text, "children": below}

    def _root(self, said: Said) -> Said:
        return self._root(self.said[said.parent]) if said.parent in self.said else said

"""Apple's feed of reviews in memory, for the contract."""

from __future__ import annotations

import re
from typing import Any

import httpx
from contract import BRAND, FakeNetwork, Said

_NO_ANSWERS = "the App Store's feed holds no answers of the developer's"


def labelled(text: str) -> dict[str, str]:
    """Wrap a value as the feed does."""
    return {"label": text}


class FakeAppStore(FakeNetwork):
    """The App Store of one country. A post by the brand is not in it."""

    network = "appstore"
    account = "Acme"
    options: dict[str, Any] = {"app": "389801252"}  # noqa: RUF012 (never changed)
    lacks = {"outbox": _NO_ANSWERS, "replies": _NO_ANSWERS, "threads": _NO_ANSWERS}  # noqa: RUF012
    reach = (2, None, None)

    def ref(self, said: Said) -> str:
        return f"appstore:{said.id}"

    def visible(self) -> set[str]:
        return {self.ref(said) for said in self.inbox()}

    def shown(self, said: Said) -> str:
        return f"Hm\n\n{said.text}"

    def items(self, body: Any) -> list[Any]:
        found: list[Any] = body["feed"]["entry"]
        return found

    def wire(self, said: Said) -> dict[str, Any]:
        review = {
            "author": {
                "uri": labelled(f"https://itunes.apple.com/us/reviews/id{sum(said.author.encode())}"),
                "name": labelled(said.author),
                "label": "",
            },
            "updated": labelled(said.at.isoformat()),
            "im:rating": labelled("1"),
            "im:version": labelled("3.2"),
            "id": labelled(said.id),
            "title": labelled("Hm"),
            "content": {"label": said.text, "attributes": {"type": "text"}},
            "link": {"attributes": {"rel": "related", "href": "https://itunes.apple.com/us/review?id=389801252"}},
            "im:voteSum": labelled("2"),
            "im:voteCount": labelled("3"),
        }
        if said.id in self.empty:
            del review["content"]
        return review

    def route(self, request: httpx.Request) -> httpx.Response:
        assert BRAND not in request.url.path
        page = re.fullmatch(
            r"/[a-z]{2}/rss/customerreviews/page=(\d+)/id=389801252/sortby=mostrecent/json", request.url.path
        )
        assert page is not None
        items, _, number = self.page(self.inbox(), str((int(page[1]) - 1) * self.page_size))
        entries: Any = [self.wire(item) for item in items]
        body: dict[str, Any] = {"author": {}, "title": labelled("iTunes Store: Customer Reviews")}
        if entries:
            body["entry"] = entries[0] if len(entries) == 1 else entries
        return self.answer("inbox", number, {"feed": body})

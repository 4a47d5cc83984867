"""Meta's Graph API, which serves Facebook and Instagram: its token, its errors and its pages.

https://developers.facebook.com/docs/graph-api/results /guides/error-handling /overview/rate-limiting
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from mentionwatch.errors import ConfigError
from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.answer import Answer, read_json
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.shape import Unreadable, get_count, get_list, get_map, get_text, get_time
from mentionwatch.feeds.walk import Chunk
from mentionwatch.model import Post

API = "https://graph.facebook.com/v26.0"
UNKNOWN = "unknown"  # the handle of an author that the network does not name

_ERRORS = (400, 401, 403)
_PAGING = frozenset({"after", "until", "since", "offset", "__paging_token"})
_STATUSES = {
    **dict.fromkeys((102, 190, 463, 467), 401),
    **dict.fromkeys((3, 10, 368, *range(200, 300)), 403),
    **dict.fromkeys((4, 17, 32, 341, 613, *range(80000, 80015)), 429),
    **dict.fromkeys((1, 2), 503),
    803: 404,
}
_NO_SUCH_OBJECT = (100, 33)  # code and subcode

Read: TypeAlias = Callable[[Any], Sequence[Post]]
"""Reads one item as a post, or as several that stand in it. Raises Unreadable."""


class Graph:
    """One token's view of the Graph API. The token travels in a header, never in an address."""

    def __init__(self, http: Client, spec: FeedSpec) -> None:
        token = str(spec.options.get("token") or "")
        if not token:
            hint = "write options: {token: $NAME}, the name of an environment variable, or token: file:PATH"
            raise ConfigError(f"the feed {spec.name!r} lacks the option `token`", hint=hint)
        self.base = str(spec.options.get("api") or API).rstrip("/")
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}

    @property
    def host(self) -> str:
        """The host that is asked."""
        return urlsplit(self.base).netloc

    async def get(self, path: str, fields: str, *, token: str | None = None, **more: str | int) -> Any:
        """Ask for an object or an edge; `token` names a later page of it. Raises FeedError."""
        params = {"fields": fields, **more, **dict(parse_qsl(token or ""))}
        url = f"{self.base}/{quote(path)}"
        answer = await self._http.get(url, params=params, headers=self._headers, accept=_ERRORS)
        self._http.check(_as_meant(answer))
        return answer.json()

    async def look_at(self, token: str) -> Any:
        """Ask what a token may do and when it ends. It travels in the body of a POST that stands for a GET."""
        form = {"method": "get", "input_token": token}
        answer = await self._http.post(f"{self.base}/debug_token", form=form, headers=self._headers, accept=_ERRORS)
        self._http.check(_as_meant(answer))
        return answer.json()

    def next_page(self, body: Any) -> tuple[str | None, bool]:
        """Give the query of the next page without the token in it, and whether its link leads to another host."""
        link = get_text(get_map(body, "paging"), "next")
        if link is None:
            return None, False
        try:
            parts = urlsplit(link)
        except ValueError:
            return None, True
        if parts.netloc.lower() != self.host.lower():
            return None, True
        return urlencode([pair for pair in parse_qsl(parts.query) if pair[0] in _PAGING]), False

    def chunk(self, body: Any, items: Sequence[Any], read: Read, *, time: str) -> Chunk:
        """Make a chunk of items; `time` is the field by which they are ordered."""
        posts: list[Post] = []
        reasons = []
        for item in items:
            try:
                posts += read(item)
            except Unreadable as reason:
                reasons.append(f"{(get_text(item, 'id') or 'an item without id')[:100]}: {reason}")
        target, is_astray = self.next_page(body)
        return Chunk(
            posts=tuple(posts),
            times=tuple(at for item in items if (at := get_time(item, time))),
            size=len(items),
            skipped=tuple(reasons),
            next=target,
            is_astray=is_astray,
        )


def find_edge(item: Any, name: str) -> tuple[Mapping[str, Any], list[Any]]:
    """Give an edge that came inside an item, and its items; both empty where there is none."""
    edge = get_map(item, name)
    return edge, get_list(edge, "data")


def total_of(item: Any, name: str) -> int | None:
    """Give the count in the summary of an edge that came inside an item."""
    return get_count(get_map(get_map(item, name), "summary"), "total_count")


def _as_meant(answer: Answer) -> Answer:
    """Give an answer the status that its error means: nearly all errors come with status 400, some with 200."""
    try:
        error = get_map(read_json(answer.body), "error")
    except (ValueError, RecursionError):
        return answer
    if not error:
        return answer
    code = get_count(error, "code")
    if (code, get_count(error, "error_subcode")) == _NO_SUCH_OBJECT:
        return replace(answer, status=404)
    status = _STATUSES.get(code or 0, 503 if error.get("is_transient") is True else max(answer.status, 400))
    if status != 429:
        return replace(answer, status=status)
    return replace(answer, status=status, headers={**_told_wait(answer), **answer.headers})


def _told_wait(answer: Answer) -> dict[str, str]:
    """Say how long to wait, in the header that everybody else uses; Meta tells minutes in JSON of its own."""
    try:
        usage = json.loads(answer.headers.get("x-business-use-case-usage", ""))
    except (ValueError, RecursionError):
        return {}
    lists = [each for each in usage.values() if isinstance(each, list)] if isinstance(usage, dict) else []
    uses = [use for each in lists for use in each]
    minutes = [wait for use in uses if (wait := get_count(use, "estimated_time_to_regain_access"))]
    return {"retry-after": str(60 * max(minutes))} if minutes else {}

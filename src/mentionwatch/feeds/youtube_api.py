"""YouTube's API: each request costs a unit of the day's, and only the body says why one is refused.

https://developers.google.com/youtube/v3/docs https://developers.google.com/youtube/v3/docs/errors
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentionwatch.clock import to_text
from mentionwatch.errors import Denied, Limited
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.answer import LONGEST_BACKOFF, parse_reset, read_json
from mentionwatch.feeds.http import Answer
from mentionwatch.feeds.shape import get_list, get_map, get_text, need_list
from mentionwatch.feeds.spending import Spending

API = "https://www.googleapis.com/youtube/v3"

_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_HASTE = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_BAD_KEY = frozenset({"keyInvalid", "keyExpired", "API_KEY_INVALID"})
_PACIFIC = ZoneInfo("America/Los_Angeles")  # in whose days Google counts
_NOTHING: Mapping[str, Any] = {"items": []}


class Api:
    """YouTube as one feed asks it. The key stands in a header, never in an address."""

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        self._feed = spec.name
        self._http = around.http
        self._now = around.now
        self._headers = {"X-Goog-Api-Key": str(spec.options["api_key"])}
        self.take_up(None)

    def take_up(self, held: Mapping[str, Any] | None) -> None:
        """Go on with the day's count that a cursor holds."""
        self.spending = Spending(held, unit="units", period=f"{self._now.astimezone(_PACIFIC):%Y-%m-%d}")

    async def threads(self, params: Sequence[tuple[str, str]]) -> tuple[list[Any], str | None]:
        """Give threads, and the token of the next page. Where one is asked for by its id there may be none."""
        return await self._list("commentThreads", params)

    async def replies(self, first: str, *, pages: int) -> tuple[list[Any], bool]:
        """Give the replies to a first comment, and whether those are all."""
        found: list[Any] = []
        token: str | None = None
        for _ in range(pages):
            items, token = await self._list("comments", [("part", "snippet"), ("parentId", first), *paged(token)])
            found += items
            if token is None:
                return found, True
        return found, False

    async def channels(self, params: Sequence[tuple[str, str]]) -> list[Any]:
        """Give channels; where none is found, the answer has no list at all."""
        return get_list((await self._get("channels", params)).json(), "items")

    async def _list(self, what: str, params: Sequence[tuple[str, str]]) -> tuple[list[Any], str | None]:
        answer = await self._get(what, params, accept=(404,) if {"id", "parentId"} & dict(params).keys() else ())
        body = answer.json() if answer.status == 200 else _NOTHING
        return need_list(body, "items", answer.host), get_text(body, "nextPageToken")

    async def _get(self, what: str, params: Sequence[tuple[str, str]], *, accept: Sequence[int] = ()) -> Answer:
        self.spending.add(1)
        answer = await self._http.get(f"{API}/{what}", params=params, headers=self._headers, accept=(400, 403, *accept))
        reasons = _reasons(answer) if answer.status in (400, 403) else set()
        if reasons & (_SPENT | _HASTE):
            until = _tomorrow(self._now) if reasons & _SPENT else parse_reset({}, self._now)
            raise Limited(f"YouTube asks us to wait until {to_text(until)}", until=until, feed=self._feed)
        if reasons & _BAD_KEY:
            hint = "make a key at console.cloud.google.com and allow it the YouTube Data API v3"
            raise Denied("YouTube refuses the key", feed=self._feed, cause=answer.words, hint=hint)
        self._http.check(answer, accept)
        return answer


def paged(token: str | None) -> list[tuple[str, str]]:
    """Give the parameters of a page of comments as plain text."""
    return [("maxResults", "100"), ("textFormat", "plainText"), *([("pageToken", token)] if token else [])]


def _reasons(answer: Answer) -> set[str]:
    """Give Google's words for why it refuses."""
    try:
        error = get_map(read_json(answer.body), "error")
    except (ValueError, RecursionError):
        return set()
    told = [*get_list(error, "errors"), *get_list(error, "details")]
    return {reason for each in told if (reason := get_text(each, "reason"))}


def _tomorrow(now: datetime) -> datetime:
    """Give the next midnight in California, or the hour after which any limit is tried anew."""
    midnight = (now.astimezone(_PACIFIC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(midnight.astimezone(UTC), now + LONGEST_BACKOFF)

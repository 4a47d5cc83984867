"""Asking somebody's JSON API: addresses, access, and limits that only the body tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mentionwatch.clock import to_text
from mentionwatch.errors import Broken, Limited
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.answer import LONGEST_BACKOFF, Answer, parse_reset
from mentionwatch.feeds.json_auth import Access
from mentionwatch.feeds.json_model import Stream, Thread
from mentionwatch.feeds.json_paths import fill, fill_address, find, find_word
from mentionwatch.feeds.json_plan import Plan
from mentionwatch.model import Cursor

_SECONDS = re.compile(r"\d{1,9}")


class Source:
    """The API of one feed. `asked` counts the day's requests, where the plan has a limit of them."""

    def __init__(self, spec: FeedSpec, plan: Plan, around: Surroundings) -> None:
        self._plan = plan
        self._http = around.http
        self._now = around.now
        self._name = spec.name
        self._access = Access(spec, plan, around)
        self._words = {name: str(value) for name, value in plan.values.items() if not isinstance(value, list)}
        self._waits: dict[str, datetime] = {}
        self._asked = 0

    def resume(self, cursor: Cursor | None) -> None:
        """Go on counting where the last poll of this day ended."""
        self._asked = int((cursor or {}).get("asked", {}).get(self._today, 0))

    def state(self) -> dict[str, Any]:
        """Give what the next poll must know of the requests."""
        most = self._plan.options.calls_a_day
        if not most:
            return {}
        spent = {"unit": "requests", "period": self._today, "count": self._asked, "at_most": most}
        return {"asked": {self._today: self._asked}, "spent": spent}

    def check_waits(self) -> None:
        """Raise Limited where an answer of this poll asked us to wait, though it was one."""
        if self._waits:
            self._limit(max(self._waits.values()))

    async def ask(
        self, place: Stream | Thread, values: Mapping[str, str], more: Mapping[str, str], link: str | None = None
    ) -> tuple[Answer, Any]:
        """Ask for a page; gives the answer and its body. Raises FeedError, and Unreadable for an odd address."""
        if place.url in self._waits:
            self._limit(self._waits[place.url])
        url = link or self._plan.base + fill_address(place.url, values)
        params = {**self._params(place, values), **more}
        if link:
            held = dict(parse_qsl(urlsplit(link).query))
            params = {name: value for name, value in params.items() if name not in held}
        answer = await self._get(url, params)
        body = answer.json()
        pause = find(body, self._plan.options.backoff) if self._plan.options.backoff else None
        if isinstance(pause, int | float) and pause > 0:
            self._waits[place.url] = self._later(pause)
        return answer, body

    async def _get(self, url: str, params: Mapping[str, str]) -> Answer:
        limits = {limit.status for limit in self._plan.options.limits}
        refused = {401} if self._access.can_renew else set()
        self._count()
        answer = await self._http.get(
            url, params=params, headers=await self._access.headers(), accept=(*limits, *refused)
        )
        if answer.status == 401 and self._access.can_renew:  # the server forgot the token before its time
            await self._access.renew()
            answer = await self._http.get(url, params=params, headers=await self._access.headers(), accept=(*limits,))
        if answer.status in limits:
            self._check_limits(answer)
        self._http.check(answer)
        return answer

    def _check_limits(self, answer: Answer) -> None:
        try:
            body = answer.json()
        except Broken:
            return
        for limit in self._plan.options.limits:
            if answer.status == limit.status and find_word(body, limit.path) in limit.words:
                seconds = _SECONDS.search(find_word(body, limit.told_at) or "")
                self._limit(self._later(int(seconds[0])) if seconds else parse_reset(answer.headers, self._now))

    def _count(self) -> None:
        most = self._plan.options.calls_a_day
        if most and self._asked >= most:
            midnight = (self._now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            self._limit(min(midnight, self._now + LONGEST_BACKOFF))
        self._asked += 1

    def _limit(self, until: datetime) -> None:
        host = urlsplit(self._plan.base).netloc
        raise Limited(f"{host} asks us to wait until {to_text(until)}", until=until, feed=self._name)

    def _later(self, seconds: float) -> datetime:
        return self._now + min(timedelta(seconds=min(seconds, 86_400)), LONGEST_BACKOFF)

    def _params(self, place: Stream | Thread, values: Mapping[str, str]) -> dict[str, str]:
        templates = {name: str(value) for name, value in (self._plan.options.params | place.params).items()}
        words = {**self._words, **values}
        filled = {name: fill(template, words, self._plan.names) for name, template in templates.items()}
        return {name: value for name, value in filled.items() if value is not None}

    @property
    def _today(self) -> str:
        return to_text(self._now)[:10]

"""Reviews of an app in Apple's App Store, one country at a time, from a feed without keys.

https://itunes.apple.com/us/rss/customerreviews/page=1/id=APP/sortby=mostrecent/json (undocumented by Apple)
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from mentionwatch.errors import Broken, ConfigError
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.answer import host_of
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import Unreadable, all_unreadable, get_map, get_web_url, judge_time
from mentionwatch.feeds.times import read_time
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Account, Address, Cursor, Gone, Page, Post, Sees, TimeQuality
from mentionwatch.text import clean_text

API = "https://itunes.apple.com"
LAST_PAGE = 10  # of fifty reviews each; what follows the last review is an empty page

_APP = re.compile(r"(?:.*/id|id)?(\d{6,12})(?:\?.*)?")
_COUNTRY = re.compile(r"[a-z]{2}")
_AUTHOR = re.compile(r"/id(\d+)$")


class AppStore:
    """The reviews of one app. The developer's answers are not in them."""

    sees = Sees(replies=False, edits=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("app", "countries", "api"))
        self._spec = spec
        self._around = around
        self._api = str(spec.options.get("api") or API).rstrip("/")
        self._host = host_of(self._api)
        self._app = _app(spec)
        self._countries = _countries(spec)

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give the newest reviews of each country. A country that had some and now shows none is an error."""
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        streams = {f"inbox:{country}": self._reviews(country) for country in self._countries}
        async for page in walk.pages(streams, is_steady=True):
            yield page
        yield Page(cursor=walk.cursor())

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give nothing: what the developer answers is not shown here."""
        nothing: tuple[Post, ...] = ()
        for post in nothing:
            yield post

    def _reviews(self, country: str) -> Load:
        async def load(token: str | None) -> Chunk:
            number = int(token or 1)
            url = f"{self._api}/{country}/rss/customerreviews/page={number}/id={self._app}/sortby=mostrecent/json"
            answer = await self._around.http.get(url)
            body = get_map(answer.json(), "feed")
            if not body:
                raise Broken(f"the answer of {answer.host} has the wrong shape", cause="no feed of reviews in it")
            reviews = _reviews(body)
            posts, reasons = self._read_all(reviews, country)
            if reviews and not posts:
                raise all_unreadable(answer.host, reasons)
            if not reviews and number == 1:
                reasons.append(f"the App Store of {country} shows no reviews of {self._app}: is the app sold there?")
            return Chunk(
                posts=tuple(posts),
                times=tuple(post.created_at for post in posts if post.time_quality is TimeQuality.EXACT),
                size=len(reviews),
                skipped=tuple(reasons),
                next=str(number + 1) if reviews and number < LAST_PAGE else None,
                is_astray=bool(reviews) and number == LAST_PAGE,  # older ones cannot be asked for
            )

        return load

    def _read_all(self, reviews: Sequence[Any], country: str) -> tuple[list[Post], list[str]]:
        posts, reasons = [], []
        for review in reviews:
            try:
                posts.append(self._read(review, country))
            except Unreadable as reason:
                reasons.append(f"{(_label(review, 'id') or 'a review without id')[:60]}: {reason}")
        return posts, reasons

    def _read(self, review: Any, country: str) -> Post:
        own_id, content = _label(review, "id"), _label(review, "content")
        if not own_id or content is None:
            raise Unreadable("no id" if not own_id else "no content")
        title = _label(review, "title") or ""
        created_at, quality = self._time(review)
        author = get_map(review, "author")
        number = _AUTHOR.search(_label(author, "uri") or "")
        name = _label(author, "name")
        return Post(
            ref=f"appstore:{own_id}",
            account=Account(
                ref=f"appstore:{number[1]}" if number else f"appstore:{own_id}/author",
                network="appstore",
                handle=name or "unknown",
            ),
            text=clean_text(f"{title}\n\n{content}".strip()),
            created_at=created_at,
            time_quality=quality,
            address=Address.TO,
            url=get_web_url(get_map(get_map(review, "link"), "attributes"), "href"),
            rating=_stars(review),
            location=country,
            likes=_votes(review),
        )

    def _time(self, review: Any) -> tuple[datetime, TimeQuality]:
        """Give the time of the review's latest version. Older answers of Apple have none: the poll's stands in."""
        text = _label(review, "updated")
        if text is None:
            return self._around.now, TimeQuality.ESTIMATED
        try:
            instant, quality = read_time(text)
        except ValueError as error:
            raise Unreadable(str(error)) from None
        instant, believed = judge_time(instant, self._around.now)
        return instant, quality if believed is TimeQuality.EXACT else believed


def _label(item: Any, name: str) -> str | None:
    """Give a value, each of which is wrapped in an object of its own."""
    value = get_map(item, name).get("label")
    return clean_text(value) if isinstance(value, str) else None


def _reviews(body: Mapping[str, Any]) -> list[Any]:
    """Give the reviews of a page: one alone is no list; the app itself, which old answers begin with, is none."""
    found = body.get("entry", [])
    entries = found if isinstance(found, list) else [found]
    return [entry for entry in entries if not get_map(entry, "im:artist")]


def _stars(review: Any) -> float | None:
    label = _label(review, "im:rating") or ""
    return float(label) if label in {"1", "2", "3", "4", "5"} else None


def _votes(review: Any) -> int | None:
    label = _label(review, "im:voteSum") or ""
    return int(label) if label.isascii() and label.isdigit() and len(label) < 19 else None


def _app(spec: FeedSpec) -> str:
    found = _APP.fullmatch(str(spec.options.get("app") or "").strip())
    if found is None:
        hint = "write options: {app: 389801252}, the number at the end of the app's address in the App Store"
        raise ConfigError(f"the feed {spec.name!r} lacks the number of the app", hint=hint)
    return found[1]


def _countries(spec: FeedSpec) -> tuple[str, ...]:
    given = spec.options.get("countries") or ["us"]
    names = given.replace(",", " ").split() if isinstance(given, str) else given
    found = [str(name).strip().lower() for name in names] if isinstance(names, list) else []
    if not found or not all(map(_COUNTRY.fullmatch, found)):
        hint = "write them as two letters: countries: [us, gb, de]"
        raise ConfigError(f"the countries of the feed {spec.name!r} cannot be read", hint=hint)
    return tuple(dict.fromkeys(found))

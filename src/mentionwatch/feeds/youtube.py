"""YouTube: the comments beneath a brand's channel and videos, with the replies to them.

https://developers.google.com/youtube/v3/docs
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentionwatch.clock import to_text
from mentionwatch.errors import Broken, ConfigError, Denied, Limited
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.answer import LONGEST_BACKOFF, parse_reset, read_json
from mentionwatch.feeds.http import Answer
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import all_unreadable, get_list, get_map, get_text, need_list
from mentionwatch.feeds.spending import Spending
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.feeds.youtube_post import Reader, Thread
from mentionwatch.model import Account, Address, Cursor, Gone, Page, Post, Sees

API = "https://www.googleapis.com/youtube/v3"
THREADS_A_POLL = 50  # threads whose further replies are fetched
PAGES_A_THREAD = 10
PROFILES_A_CALL = 50
PROFILES_A_POLL = 100  # customers whose subscribers are looked up

_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
_COUNT = re.compile(r"\d{1,18}", re.ASCII)
_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_HASTE = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_BAD_KEY = frozenset({"keyInvalid", "keyExpired", "API_KEY_INVALID"})
_PACIFIC = ZoneInfo("America/Los_Angeles")  # in whose days Google counts


class Youtube:
    """The comments on one brand's channels. Replies come along with the comments they answer."""

    sees = Sees(replies=True, edits=True, deletions=True, reach=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("api_key",))
        if not spec.options.get("api_key") or not spec.accounts:
            hint = "write accounts: ['@acme'] and options: {api_key: $YOUTUBE_API_KEY}"
            raise ConfigError(f"the feed {spec.name!r} needs a channel and a key", hint=hint)
        self._spec = spec
        self._around = around
        self._headers = {"X-Goog-Api-Key": str(spec.options["api_key"])}
        self._reader = Reader(spec, around.now)
        self._followers: dict[str, int | None] = {}
        self._cut: list[Thread] = []
        self._spending = Spending(None, unit="units", period="")

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give the threads of each channel, newest first; then what of their replies did not come along."""
        day = f"{self._around.now.astimezone(_PACIFIC):%Y-%m-%d}"
        self._spending = Spending((cursor or {}).get("spent"), unit="units", period=day)
        await self._find_channels((cursor or {}).get("channels", {}))
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        async for page in walk.pages({f"outbox:{channel}": self._threads(channel) for channel in self._reader.ours}):
            yield replace(page, posts=await self._with_followers(page.posts))
        unread = len(self._cut[THREADS_A_POLL:])
        posts = [post for thread in self._cut[:THREADS_A_POLL] for post in await self._replies(thread.item)]
        yield Page(
            posts=await self._with_followers(posts),
            skipped=(f"the replies to {unread} busy comments were not all read",) if unread else (),
            cursor=walk.cursor(channels=self._reader.ours, spent=self._spending.kept()),
            outbox_from=walk.outbox_from,
        )

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give the thread a comment stands in, with all its replies; or say that the comment is gone."""
        await self._find_channels({})
        first = ref.removeprefix("youtube:").partition(".")[0]
        answer = await self._get(
            "commentThreads", [("part", "snippet"), ("id", first), ("textFormat", "plainText")], accept=(404,)
        )
        items = need_list(answer.json(), "items", answer.host) if answer.status == 200 else []
        threads = self._read(items, answer.host)[0]
        posts = [*threads[0].posts, *await self._replies(threads[0].item)] if threads else []
        if ref not in {post.ref for post in posts}:
            yield Gone(ref)
        for post in posts:
            yield post

    def _threads(self, channel: str) -> Load:
        async def load(token: str | None) -> Chunk:
            params = [("part", "snippet,replies"), ("allThreadsRelatedToChannelId", channel), ("order", "time")]
            answer = await self._get("commentThreads", [*params, *_page(token)])
            body = answer.json()
            items = need_list(body, "items", answer.host)
            threads, reasons = self._read(items, answer.host)
            self._cut += [thread for thread in threads if not thread.is_whole]
            return Chunk(
                posts=tuple(post for thread in threads for post in thread.posts),
                times=tuple(thread.time for thread in threads),
                size=len(items),
                skipped=tuple(reasons),
                next=get_text(body, "nextPageToken"),
            )

        return load

    def _read(self, items: Sequence[Any], host: str) -> tuple[list[Thread], list[str]]:
        threads, reasons = self._reader.read_all(items)
        if items and not threads:
            raise all_unreadable(host, reasons)
        return threads, reasons

    async def _replies(self, thread: Mapping[str, Any]) -> list[Post]:
        """Fetch all replies to a thread's first comment."""
        posts: list[Post] = []
        token: str | None = None
        for _ in range(PAGES_A_THREAD):
            first = get_text(get_map(get_map(thread, "snippet"), "topLevelComment"), "id") or ""
            params = [("part", "snippet"), ("parentId", first), *_page(token)]
            answer = await self._get("comments", params, accept=(404,))
            body = answer.json() if answer.status == 200 else {"items": []}  # 404: deleted meanwhile
            posts += self._reader.read_replies(thread, need_list(body, "items", answer.host), [])
            token = get_text(body, "nextPageToken")
            if token is None:
                break
        return posts

    async def _with_followers(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Add how many subscribe to the customers; one who hides the number has none we know."""
        asked = {post.account.ref for post in posts if post.address in (Address.TO, Address.ABOUT) and post.account.url}
        unknown = sorted(asked - self._followers.keys())[: PROFILES_A_POLL - len(self._followers)]
        for start in range(0, len(unknown), PROFILES_A_CALL):
            batch = unknown[start : start + PROFILES_A_CALL]
            ids = ",".join(ref.removeprefix("youtube:") for ref in batch)
            self._followers |= dict.fromkeys(batch)
            for channel in await self._channels([("part", "statistics"), ("id", ids)]):
                count = get_text(get_map(channel, "statistics"), "subscriberCount") or ""
                self._followers[f"youtube:{get_text(channel, 'id')}"] = int(count) if _COUNT.fullmatch(count) else None
        return tuple(replace(post, account=self._known(post.account)) for post in posts)

    def _known(self, account: Account) -> Account:
        return replace(account, followers=self._followers.get(account.ref))

    async def _find_channels(self, known: Mapping[str, str]) -> None:
        """Learn the ids and handles of the brand's channels, unless an earlier poll has."""
        if self._reader.ours:
            return
        for account in self._spec.accounts:
            name = account.rstrip("/").rpartition("/")[2].removeprefix("@")
            if name.casefold() in {each.casefold() for pair in known.items() for each in pair}:
                continue
            by = ("id", name) if _CHANNEL.fullmatch(name) else ("forHandle", f"@{name}")
            found = await self._channels([("part", "snippet"), by])
            if not found or (channel := get_text(found[0], "id")) is None:
                hint = "write the feed's accounts as handles, such as @acme, or as ids that begin with UC"
                raise Broken(f"YouTube knows no channel {name}", hint=hint)
            handle = get_text(get_map(found[0], "snippet"), "customUrl") or name
            known = {**known, channel: handle.removeprefix("@")}
        self._reader.ours.update(known)

    async def _channels(self, params: Sequence[tuple[str, str]]) -> list[Any]:
        answer = await self._get("channels", [*params, ("maxResults", str(PROFILES_A_CALL))])
        return get_list(answer.json(), "items")  # where nothing is found, there are no items at all

    async def _get(self, what: str, params: Sequence[tuple[str, str]], *, accept: Sequence[int] = ()) -> Answer:
        """Ask, at the cost of one unit. Google says only in the body whether it refuses or wants us to wait."""
        self._spending.add(1)
        answer = await self._around.http.get(
            f"{API}/{what}", params=params, headers=self._headers, accept=(400, 403, *accept)
        )
        reasons = _reasons(answer) if answer.status in (400, 403) else set()
        if reasons & (_SPENT | _HASTE):
            until = _tomorrow(self._around.now) if reasons & _SPENT else parse_reset({}, self._around.now)
            raise Limited(f"YouTube asks us to wait until {to_text(until)}", until=until, feed=self._spec.name)
        if reasons & _BAD_KEY:
            hint = "make a key at console.cloud.google.com and allow it the YouTube Data API v3"
            raise Denied("YouTube refuses the key", feed=self._spec.name, cause=answer.words, hint=hint)
        self._around.http.check(answer, accept)
        return answer


def _page(token: str | None) -> list[tuple[str, str]]:
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

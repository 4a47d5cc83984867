"""YouTube: the comments beneath a brand's channel and videos, with the replies to them.

https://developers.google.com/youtube/v3/docs
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

from mentionwatch.errors import Broken, ConfigError
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import all_unreadable, get_map, get_text
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.feeds.youtube_api import Api, paged
from mentionwatch.feeds.youtube_post import Reader, Thread
from mentionwatch.model import Account, Address, Cursor, Gone, Page, Post, Sees

THREADS_A_POLL = 50  # threads whose further replies are fetched
PAGES_A_THREAD = 10
PROFILES_A_CALL = 50
PROFILES_A_POLL = 100  # customers whose subscribers are looked up

_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
_COUNT = re.compile(r"\d{1,18}", re.ASCII)


class Youtube:
    """The comments on one brand's channels. Replies come along with the comments they answer."""

    sees = Sees(replies=True, edits=True, deletions=True, reach=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("api_key",))
        if not spec.options.get("api_key") or not spec.accounts:
            hint = "write accounts: ['@acme'] and options: {api_key: $YOUTUBE_API_KEY}"
            raise ConfigError(f"the feed {spec.name!r} needs a channel and a key", hint=hint)
        self._spec = spec
        self._api = Api(spec, around)
        self._now = around.now
        self._reader = Reader(spec, around.now)
        self._followers: dict[str, int | None] = {}
        self._busy: dict[str, Thread] = {}
        self._followed = 0

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give the threads of each channel, newest first; then what of their replies did not come along."""
        held = cursor or {}
        walk = Round(cursor, spec=self._spec, now=self._now)
        self._api.take_up(walk.notes.get("spent") or held.get("spent"))
        await self._find_channels(held.get("channels", {}))
        known: dict[str, int] = held.get("replies", {})
        read: dict[str, int] = walk.notes.setdefault("replies", {})
        unread: set[str] = set()
        async for page in walk.pages({f"outbox:{channel}": self._threads(channel) for channel in self._reader.ours}):
            posts, left = await self._busy_replies(known, read)
            unread |= left
            shown = await self._with_followers([*page.posts, *posts])
            walk.notes["spent"] = self._api.spending.kept()
            yield replace(page, posts=shown)
        told = {
            "channels": self._reader.ours,
            "replies": read if self._spec.since is None else known,
            "spent": self._api.spending.kept(),
        }
        yield Page(
            skipped=(f"the replies to {len(unread)} busy comments were not all read",) if unread else (),
            cursor=walk.cursor(**told),
            outbox_from=walk.outbox_from,
            outbox_to=walk.as_of,
        )

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give the thread a comment stands in, with all its replies; or say that the comment is gone."""
        await self._find_channels({})
        own_id = ref.removeprefix("youtube:")
        first = own_id.partition(".")[0]
        items, _ = await self._api.threads([("part", "snippet"), ("id", first), ("textFormat", "plainText")])
        threads, reasons = self._reader.read_all(items)
        if items and not threads:
            raise all_unreadable("YouTube", reasons)
        replies, is_whole = await self._api.replies(first, pages=PAGES_A_THREAD) if items else ([], True)
        if is_whole and own_id not in {get_text(item, "id") for item in (*items, *replies)}:
            yield Gone(ref)
        for thread in threads:
            for post in (*thread.posts, *self._reader.read_replies(thread.item, replies, [])):
                yield post

    def _threads(self, channel: str) -> Load:
        async def load(token: str | None) -> Chunk:
            params = [("part", "snippet,replies"), ("allThreadsRelatedToChannelId", channel), ("order", "time")]
            items, following = await self._api.threads([*params, *paged(token)])
            threads, reasons = self._reader.read_all(items)
            if items and not threads:
                raise all_unreadable("YouTube", reasons)
            self._busy |= {thread.id: thread for thread in threads if not thread.is_whole}
            return Chunk(
                posts=tuple(post for thread in threads for post in thread.posts),
                times=tuple(thread.time for thread in threads),
                size=len(items),
                skipped=tuple(reasons),
                next=following,
            )

        return load

    async def _busy_replies(self, known: Mapping[str, int], read: dict[str, int]) -> tuple[list[Post], set[str]]:
        """Fetch the replies of a page's busy threads that have grown; name the threads that are left for lack of room.

        `known` and `read` count the replies of each by the last poll and by this one.
        """
        posts: list[Post] = []
        left: set[str] = set()
        room = THREADS_A_POLL if self._spec.since is not None else THREADS_A_POLL - self._followed
        for first, thread in self._busy.items():
            if known.get(first) != thread.count and read.get(first) != thread.count:
                if room <= 0:
                    left.add(first)
                    continue
                room -= 1
                self._followed += 1
                posts += await self._replies(first, thread)
            read[first] = thread.count
        self._busy.clear()
        return posts, left

    async def _replies(self, first: str, thread: Thread) -> list[Post]:
        """Fetch those replies to a busy thread's first comment that did not come along."""
        replies, _ = await self._api.replies(first, pages=PAGES_A_THREAD)
        known = {post.ref for post in thread.posts}
        return [post for post in self._reader.read_replies(thread.item, replies, []) if post.ref not in known]

    async def _with_followers(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Add how many subscribe to the customers; one who hides the number has none we know."""
        asked = {post.account.ref for post in posts if post.address in (Address.TO, Address.ABOUT) and post.account.url}
        unknown = sorted(asked - self._followers.keys())[: PROFILES_A_POLL - len(self._followers)]
        for start in range(0, len(unknown), PROFILES_A_CALL):
            batch = unknown[start : start + PROFILES_A_CALL]
            ids = ",".join(ref.removeprefix("youtube:") for ref in batch)
            self._followers |= dict.fromkeys(batch)
            for channel in await self._api.channels([("part", "statistics"), ("id", ids), ("maxResults", "50")]):
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
            same = {
                own: handle for own, handle in known.items() if name.casefold() in (own.casefold(), handle.casefold())
            }
            self._reader.ours.update(same or await self._look_up(name))

    async def _look_up(self, name: str) -> dict[str, str]:
        by = ("id", name) if _CHANNEL.fullmatch(name) else ("forHandle", f"@{name}")
        found = await self._api.channels([("part", "snippet"), by])
        if not found or (channel := get_text(found[0], "id")) is None:
            hint = "write the feed's accounts as handles, such as @acme, or as ids that begin with UC"
            raise Broken(f"YouTube knows no channel {name}", feed=self._spec.name, hint=hint)
        return {channel: (get_text(get_map(found[0], "snippet"), "customUrl") or name).removeprefix("@")}

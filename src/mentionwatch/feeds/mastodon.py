"""Mastodon, and servers that speak its client API: mentions, the brand's statuses, tags and search.

https://docs.joinmastodon.org/methods/notifications/ /accounts/ /timelines/ /search/ /statuses/
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from mentionwatch.errors import ConfigError, Denied, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.http import Answer
from mentionwatch.feeds.mastodon_api import Api
from mentionwatch.feeds.mastodon_parents import LOST_KEPT, Parents
from mentionwatch.feeds.mastodon_status import Reader, Status, named
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import all_unreadable, get_map, get_text, get_time, need_list
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Address, Cursor, Gone, Page, Post, Sees


class Mastodon:
    """One brand as one server sees it. Without a token it has no inbox and no search."""

    sees = Sees(replies=True, private=True, edits=True, deletions=True, reach=True, everywhere=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("server", "token", "tags"))
        self._spec = spec
        self._now = around.now
        self._api = Api(spec, around.http)
        self._host = self._api.host
        self._reader = Reader(spec, self._host, around.now, _tags(spec))
        self._parents = Parents(self._api, self._reader, around)
        self._begins_at = around.now

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give mentions, the brand's statuses, tags and search results; then what waited for a parent."""
        self._parents.lost = list((cursor or {}).get("lost", ()))
        await self._find_accounts()
        if cursor is not None and cursor.get("server", self._host) != self._host:
            cursor = None  # the feed has moved to another server: what was read of the old one says nothing
        walk = Round(cursor, spec=self._spec, now=self._now)
        self._begins_at = walk.begins_at
        async for page in walk.pages(await self._streams()):
            yield page
        posts = await self._parents.settle()
        yield Page(
            posts=posts,
            cursor=walk.cursor(server=self._host, lost=self._parents.lost[-LOST_KEPT:]),
            outbox_from=walk.outbox_from,
            outbox_to=walk.as_of,
        )

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give a status, its ancestors and descendants; or say that it is gone."""
        await self._find_accounts()
        known = self._parents.id_here(ref, native_id)
        if known is None:
            return
        try:
            status = await self._api.status(known)
            around = await self._api.status(known, part="/context")
        except Missing:
            yield Gone(ref)
            return
        except Denied:
            if self._api.has_token:
                raise
            return  # a server that shows threads to its members only
        others = [each for name in ("ancestors", "descendants") for each in need_list(around, name, self._host)]
        read, reasons = self._parents.read_all([status, *others])
        if not read:
            raise all_unreadable(self._host, reasons)
        for each in read:
            yield self._parents.linked(each)

    async def _streams(self) -> dict[str, Load]:
        """Say how each stream is loaded. The inbox is ours only if the token is the brand's."""
        ours = self._reader.ours
        streams: dict[str, Load] = {}
        terms = list(self._spec.terms)
        if self._api.has_token and await self._api.my_id() in ours:
            streams["inbox"] = self._load_inbox
        elif self._api.has_token:
            terms += [f"@{handle}" for handle in ours.values()]
        streams |= {f"outbox:{handle}": self._outbox(native_id) for native_id, handle in ours.items()}
        streams |= {f"tag:{tag}": self._tag(tag) for tag in self._reader.tags}
        if self._api.has_token:
            streams |= {f"search:{term}": self._search(term) for term in terms}
        return streams

    async def _load_inbox(self, token: str | None) -> Chunk:
        first = [("types[]", "mention"), ("limit", "80")]
        answer = await self._api.page("/api/v1/notifications", first, token)
        items = need_list(answer.json(), None, self._host)
        mentions = [item for item in items if get_text(item, "type") in ("mention", None)]
        deleted = [item for item in mentions if _is_deleted(item)]
        statuses = [get_map(item, "status") for item in mentions if not _is_deleted(item)]
        chunk = self._chunk(answer, statuses, size=len(items))
        # A notification's own time orders the stream: a status that came late bears an older one.
        times = tuple(time for item in items if (time := get_time(item, "created_at")))
        gone = tuple(named(item, "its status is deleted") for item in deleted)
        return replace(chunk, times=times, skipped=(*gone, *chunk.skipped))

    def _outbox(self, native_id: str) -> Load:
        path = f"/api/v1/accounts/{quote(native_id, safe='')}/statuses"
        return self._timeline(path, [("limit", "40"), ("exclude_reblogs", "true")])

    def _tag(self, tag: str) -> Load:
        return self._timeline(f"/api/v1/timelines/tag/{quote(tag, safe='')}", [("limit", "40")], is_found=True)

    def _timeline(self, path: str, params: list[tuple[str, str]], *, is_found: bool = False) -> Load:
        async def load(token: str | None) -> Chunk:
            answer = await self._api.page(path, params, token)
            return self._chunk(answer, need_list(answer.json(), None, self._host), is_found=is_found)

        return load

    def _search(self, term: str) -> Load:
        async def load(token: str | None) -> Chunk:
            offset = int(token or 0)
            params = [("q", f'"{term}"'), ("type", "statuses"), ("limit", "40"), ("offset", str(offset))]
            answer = await self._api.get("/api/v2/search", params)
            statuses = need_list(answer.json(), "statuses", self._host)
            chunk = self._chunk(answer, statuses, is_found=True)
            return replace(chunk, next=str(offset + len(statuses)) if len(statuses) == 40 else None)

        return load

    def _chunk(
        self, answer: Answer, statuses: Sequence[Any], *, is_found: bool = False, size: int | None = None
    ) -> Chunk:
        """Make a chunk of the statuses; of found ones only those that truly speak to or of the brand."""
        read, reasons = self._parents.read_all(statuses)
        if statuses and not read and len(reasons) == len(statuses):
            raise all_unreadable(self._host, reasons)
        times = tuple(each.post.created_at for each in read)
        wanted = [each for each in self._young(read) if not is_found or each.post.address is not Address.ASIDE]
        target, is_astray = self._api.next_page(answer)
        return Chunk(
            posts=tuple(self._parents.place(wanted)),
            times=times,
            size=len(statuses) if size is None else size,
            skipped=tuple(reasons),
            next=target,
            is_astray=is_astray,
        )

    def _young(self, statuses: Sequence[Status]) -> Iterator[Status]:
        """Give what is no older than the history; the rest counts as unseen, until a later status answers it."""
        for each in statuses:
            if each.post.created_at >= self._begins_at:
                yield each
            else:
                self._parents.forget(each)

    async def _find_accounts(self) -> None:
        """Learn the server's ids of the brand's accounts."""
        if self._reader.ours:
            return
        for handle in self._spec.accounts:
            native_id, name = await self._api.find_account(handle)
            self._reader.ours[native_id] = self._reader.full_handle(name)


def _tags(spec: FeedSpec) -> tuple[str, ...]:
    tags = spec.options.get("tags") or []
    names = [tags] if isinstance(tags, str) else tags
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError(f"the tags of the feed {spec.name} are no list of words", hint="write tags: [acme, acmefail]")
    return tuple(name.lstrip("#") for name in names)


def _is_deleted(notification: Any) -> bool:
    """Say whether a notification's status was deleted, which leaves null."""
    return isinstance(notification, Mapping) and "status" in notification and notification["status"] is None

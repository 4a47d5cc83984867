"""Mastodon, and servers that speak its client API: mentions, the brand's statuses, tags and search.

https://docs.joinmastodon.org/methods/notifications/ /accounts/ /timelines/ /search/ /statuses/
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from mentionwatch.errors import Broken, ConfigError, Denied, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.http import Answer
from mentionwatch.feeds.mastodon_status import Reader, Status, named
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import (
    Unreadable,
    all_unreadable,
    get_map,
    get_text,
    get_time,
    need_id,
    need_list,
    need_text,
)
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Address, Cursor, Gone, Page, Post, Sees

PARENTS_A_POLL = 40  # statuses fetched one by one because a reply answers them
LOST_KEPT = 500  # ids of parents that are gone, so that no poll asks again

_NEXT = re.compile(r'<([^>]+)>\s*;[^,]*\brel="?next"?')


class Mastodon:
    """One brand as one server sees it. Without a token it has no inbox and no search."""

    sees = Sees(replies=True, private=True, edits=True, deletions=True, reach=True, everywhere=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("server", "token", "tags"))
        self._spec = spec
        self._around = around
        self._base = base_of(spec)
        self._host = urlsplit(self._base).netloc
        token = spec.options.get("token")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._reader = Reader(spec, self._host, around.now, _tags(spec))
        self._refs: dict[str, str] = {}
        self._yielded: set[str] = set()
        self._deferred: list[Status] = []
        self._lost: list[str] = []
        self._begins_at = around.now

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give mentions, the brand's statuses, tags and search results; then what waited for a parent."""
        self._lost = list((cursor or {}).get("lost", ()))
        await self._find_accounts()
        if cursor is not None and cursor.get("server", self._host) != self._host:
            cursor = None  # the feed has moved to another server: what was read of the old one says nothing
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        self._begins_at = walk.begins_at
        async for page in walk.pages(await self._streams()):
            yield page
        posts = await self._settle()
        yield Page(
            posts=posts,
            cursor=walk.cursor(server=self._host, lost=self._lost[-LOST_KEPT:]),
            outbox_from=walk.outbox_from,
            outbox_to=walk.as_of,
        )

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give a status, its ancestors and descendants; or say that it is gone."""
        await self._find_accounts()
        known = self._known_here(native_id) or self._own_id(ref)
        if known is None:
            return
        path = f"/api/v1/statuses/{quote(known, safe='')}"
        try:
            status = (await self._get(path)).json()
            around = (await self._get(f"{path}/context")).json()
        except Missing:
            yield Gone(ref)
            return
        except Denied:
            if self._headers:
                raise
            return  # a server that shows threads to its members only
        others = [each for name in ("ancestors", "descendants") for each in need_list(around, name, self._host)]
        read, reasons = self._read_all([status, *others])
        if not read:
            raise all_unreadable(self._host, reasons)
        for each in read:
            yield replace(each.post, parent_ref=self._parent_ref(each) or self._foreign_ref(each))

    async def _streams(self) -> dict[str, Load]:
        """Say how each stream is loaded. The inbox is ours only if the token is the brand's."""
        ours = self._reader.ours
        streams: dict[str, Load] = {}
        terms = list(self._spec.terms)
        if self._headers and await self._my_id() in ours:
            streams["inbox"] = self._load_inbox
        elif self._headers:
            terms += [f"@{handle}" for handle in ours.values()]
        streams |= {f"outbox:{handle}": self._outbox(native_id) for native_id, handle in ours.items()}
        streams |= {f"tag:{tag}": self._tag(tag) for tag in self._reader.tags}
        if self._headers:
            streams |= {f"search:{term}": self._search(term) for term in terms}
        return streams

    async def _my_id(self) -> str:
        try:
            return need_id((await self._get("/api/v1/accounts/verify_credentials")).json(), "id")
        except Unreadable as reason:
            raise all_unreadable(self._host, [str(reason)]) from None

    async def _load_inbox(self, token: str | None) -> Chunk:
        first = [("types[]", "mention"), ("limit", "80")]
        answer = await self._get("/api/v1/notifications", _params(token, first))
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
            answer = await self._get(path, _params(token, params))
            return self._chunk(answer, need_list(answer.json(), None, self._host), is_found=is_found)

        return load

    def _search(self, term: str) -> Load:
        async def load(token: str | None) -> Chunk:
            offset = int(token or 0)
            params = [("q", f'"{term}"'), ("type", "statuses"), ("limit", "40"), ("offset", str(offset))]
            answer = await self._get("/api/v2/search", params)
            statuses = need_list(answer.json(), "statuses", self._host)
            chunk = self._chunk(answer, statuses, is_found=True)
            return replace(chunk, next=str(offset + len(statuses)) if len(statuses) == 40 else None)

        return load

    def _chunk(
        self, answer: Answer, statuses: Sequence[Any], *, is_found: bool = False, size: int | None = None
    ) -> Chunk:
        """Make a chunk of the statuses; of found ones only those that truly speak to or of the brand."""
        read, reasons = self._read_all(statuses)
        if statuses and not read and len(reasons) == len(statuses):
            raise all_unreadable(self._host, reasons)
        times = tuple(each.post.created_at for each in read)
        wanted = [each for each in self._young(read) if not is_found or each.post.address is not Address.ASIDE]
        target, is_astray = self._next(answer)
        return Chunk(
            posts=tuple(self._place(wanted)),
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
                self._refs.pop(str(each.post.native_id), None)

    def _next(self, answer: Answer) -> tuple[str | None, bool]:
        """Give the query of the next page, and whether the link to it leads to another host."""
        match = _NEXT.search(answer.headers.get("link", ""))
        if match is None:
            return None, False
        target = urlsplit(match[1])
        if target.netloc and target.netloc.lower() != self._host.lower():
            return None, True
        return target.query, False

    def _place(self, statuses: Sequence[Status]) -> list[Post]:
        """Give the posts; those whose parents are not known yet come again when all streams are read."""
        posts = []
        for each in statuses:
            if each.post.ref in self._yielded:
                continue
            self._yielded.add(each.post.ref)
            parent_ref = self._parent_ref(each)
            if each.parent_id and parent_ref is None:
                self._deferred.append(each)
            posts.append(replace(each.post, parent_ref=parent_ref or self._foreign_ref(each)))
        return posts

    async def _settle(self) -> tuple[Post, ...]:
        """Find the parents that no stream held, a bounded number of them on the server, and give what answers them."""
        posts: list[Post] = []
        asked = 0
        for each in self._deferred:
            parent_ref = self._parent_ref(each)
            if parent_ref is None and each.parent_id not in self._lost and asked < PARENTS_A_POLL:
                asked += 1
                posts += await self._fetch_parent(str(each.parent_id))
                parent_ref = self._parent_ref(each)
            if parent_ref is not None:
                posts.append(replace(each.post, parent_ref=parent_ref))
        return tuple(posts)

    async def _fetch_parent(self, native_id: str) -> list[Post]:
        try:
            status = (await self._get(f"/api/v1/statuses/{quote(native_id, safe='')}")).json()
        except (Missing, Denied):  # deleted, or not for us to see
            self._lost.append(native_id)
            return []
        read, _ = self._read_all([status])
        return [replace(each.post, parent_ref=self._parent_ref(each) or self._foreign_ref(each)) for each in read]

    def _read_all(self, statuses: Sequence[Any]) -> tuple[list[Status], list[str]]:
        read, reasons = self._reader.read_all(statuses)
        for each in read:
            self._refs[str(each.post.native_id)] = each.post.ref
        return read, reasons

    def _parent_ref(self, status: Status) -> str | None:
        if status.parent_id is None:
            return None
        parent_id = f"{self._host}/{status.parent_id}"
        return self._refs.get(parent_id) or self._around.find_ref(parent_id)

    def _foreign_ref(self, status: Status) -> str | None:
        """Name a parent that we cannot see by what the server calls it."""
        return f"mastodon:{self._host}/{status.parent_id}" if status.parent_id else None

    def _known_here(self, native_id: str | None) -> str | None:
        """Give the id that this server knows; another server's would name another status here."""
        host, _, own_id = (native_id or "").rpartition("/")
        return own_id if own_id and host in ("", self._host) else None

    def _own_id(self, ref: str) -> str | None:
        """Give the server's id of a post of this very server, which its address ends with."""
        name = ref.removeprefix("mastodon:")
        host = urlsplit(name).netloc or name.partition("/")[0]
        return name.rstrip("/").rpartition("/")[2] if host == self._host else None

    async def _find_accounts(self) -> None:
        """Learn the server's ids of the brand's accounts."""
        if self._reader.ours:
            return
        for handle in self._spec.accounts:
            name = account_name(handle)
            try:
                account = (await self._get("/api/v1/accounts/lookup", [("acct", name)])).json()
                self._reader.ours[need_id(account, "id")] = self._reader.full_handle(need_text(account, "acct"))
            except (Missing, Unreadable):
                hint = "write the feed's accounts as name or name@server"
                raise Broken(f"{self._host} knows no account {name}", hint=hint) from None

    async def _get(self, path: str, params: Sequence[tuple[str, str]] | None = None) -> Answer:
        return await self._around.http.get(self._base + path, params=params, headers=self._headers)


def base_of(spec: FeedSpec) -> str:
    """Give the address of the feed's server. Raises ConfigError."""
    server = str(spec.options.get("server") or "").strip().rstrip("/")
    if not server:
        raise ConfigError(f"the feed {spec.name} has no server", hint="write options: {server: mastodon.social}")
    return server if "://" in server else f"https://{server}"


def _tags(spec: FeedSpec) -> tuple[str, ...]:
    tags = spec.options.get("tags") or []
    names = [tags] if isinstance(tags, str) else tags
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError(f"the tags of the feed {spec.name} are no list of words", hint="write tags: [acme, acmefail]")
    return tuple(name.lstrip("#") for name in names)


def account_name(handle: str) -> str:
    """Read `name`, `@name@server` or an account's address."""
    if "://" in handle:
        parts = urlsplit(handle)
        return f"{parts.path.rstrip('/').rpartition('/')[2].lstrip('@')}@{parts.netloc}"
    return handle.lstrip("@")


def _params(token: str | None, first: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return first if token is None else parse_qsl(token)


def _is_deleted(notification: Any) -> bool:
    """Say whether a notification's status was deleted, which leaves null."""
    return isinstance(notification, Mapping) and "status" in notification and notification["status"] is None

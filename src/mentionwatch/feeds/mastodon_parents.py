"""What statuses answer: a server names a parent by an id of its own, which means nothing elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from mentionwatch.errors import Denied, Missing
from mentionwatch.feeds import Surroundings
from mentionwatch.feeds.mastodon_api import Api
from mentionwatch.feeds.mastodon_status import Reader, Status
from mentionwatch.model import Post

PARENTS_A_POLL = 40  # statuses fetched one by one because a reply answers them
LOST_KEPT = 500  # ids of parents that are gone, so that no poll asks again


class Parents:
    """The statuses of one poll by the server's ids. `lost` are the ids of parents that are gone."""

    def __init__(self, api: Api, reader: Reader, around: Surroundings) -> None:
        self._api = api
        self._reader = reader
        self._find_ref = around.find_ref
        self._refs: dict[str, str] = {}
        self._given: set[str] = set()
        self._deferred: list[Status] = []
        self.lost: list[str] = []

    def read_all(self, statuses: Sequence[Any]) -> tuple[list[Status], list[str]]:
        """Read statuses, note their ids, and say of each unreadable one why it is."""
        read, reasons = self._reader.read_all(statuses)
        for each in read:
            self._refs[str(each.post.native_id)] = each.post.ref
        return read, reasons

    def forget(self, status: Status) -> None:
        """Let a status count as unseen, until a later one answers it."""
        self._refs.pop(str(status.post.native_id), None)

    def place(self, statuses: Sequence[Status]) -> list[Post]:
        """Give the posts, each once a poll; those whose parents are not known yet come again from `settle`."""
        posts = []
        for each in statuses:
            if each.post.ref in self._given:
                continue
            self._given.add(each.post.ref)
            if each.parent_id and self._ref(each) is None:
                self._deferred.append(each)
            posts.append(self.linked(each))
        return posts

    def linked(self, status: Status) -> Post:
        """Give a post with its parent; one that we cannot see is named by what the server calls it."""
        foreign = f"mastodon:{self._api.host}/{status.parent_id}" if status.parent_id else None
        return replace(status.post, parent_ref=self._ref(status) or foreign)

    async def settle(self) -> tuple[Post, ...]:
        """Find the parents that no stream held, a bounded number of them on the server, and give what answers them."""
        posts: list[Post] = []
        asked = 0
        for each in self._deferred:
            if self._ref(each) is None and each.parent_id not in self.lost and asked < PARENTS_A_POLL:
                asked += 1
                posts += await self._fetch(str(each.parent_id))
            if self._ref(each) is not None:
                posts.append(self.linked(each))
        return tuple(posts)

    async def _fetch(self, native_id: str) -> list[Post]:
        try:
            status = await self._api.status(native_id)
        except (Missing, Denied):  # deleted, or not for us to see
            self.lost.append(native_id)
            return []
        return [self.linked(each) for each in self.read_all([status])[0]]

    def _ref(self, status: Status) -> str | None:
        if status.parent_id is None:
            return None
        parent_id = f"{self._api.host}/{status.parent_id}"
        return self._refs.get(parent_id) or self._find_ref(parent_id)

    def id_here(self, ref: str, native_id: str | None) -> str | None:
        """Give the id by which this server knows a post; another server's would name another status here."""
        host, _, own_id = (native_id or "").rpartition("/")
        if own_id and host in ("", self._api.host):
            return own_id
        name = ref.removeprefix("mastodon:")
        host = urlsplit(name).netloc or name.partition("/")[0]
        return name.rstrip("/").rpartition("/")[2] if host == self._api.host else None

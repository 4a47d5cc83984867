"""Any JSON API: addresses, mapping and paging are options (docs/feeds.md), or a preset's (`json_presets`)."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from mentionwatch.clock import to_text
from mentionwatch.errors import Denied, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.json_pages import list_items, next_page, page_params
from mentionwatch.feeds.json_plan import make_plan
from mentionwatch.feeds.json_post import REPLY, Item, Reader
from mentionwatch.feeds.json_presets import PRESETS
from mentionwatch.feeds.json_source import Source
from mentionwatch.feeds.json_streams import lines_of, read_from, rewound
from mentionwatch.feeds.shape import Unreadable, all_unreadable
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Address, Cursor, Gone, Page, Post, Sees

THREADS_A_POLL = 40  # threads read because an item only points at a post in them
FOLLOWED_KEPT = 500  # items whose threads have been read


class JsonFeed:
    """One JSON API as its options describe it. Without a stream or a field for replies it sees none."""

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        self._plan = make_plan(spec, PRESETS.get(spec.network, {}))
        self._spec = replace(spec, history=self._plan.history)
        self._now = around.now
        self._lines = lines_of(spec, self._plan)
        self._source = Source(spec, self._plan, around)
        self._reader = Reader(spec, self._plan, around.now)
        self._yielded: set[str] = set()
        self._followed: list[str] = []
        self._anchors: dict[str, list[str]] = {}
        self._may_follow = THREADS_A_POLL
        fields = (*(line.fields for line in self._lines.values()), self._plan.by_thread)
        self.sees = Sees(
            replies=any(name.startswith("outbox:") for name in self._lines),
            private=any(one.private for one in fields),
            edits=True,
            deletions=self._plan.options.thread is not None and self._plan.options.thread.tells_gone,
            reach=any(one.likes or one.shares or one.replies for one in fields),
            past=not self._plan.options.reach_days and not all(line.stream.window for line in self._lines.values()),
        )

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give each stream's posts; then the cursor, and Limited where the network asked for a pause."""
        self._source.resume(cursor)
        rules = self._rules()
        if cursor is not None and cursor.get("rules") == rules:
            held = rewound(cursor, self._lines, spec=self._spec, now=self._now)
        else:  # what was read elsewhere, or by another mapping, says nothing
            held = None
        self._followed = list((held or {}).get("followed", ()))
        walk = Round(held, spec=self._spec, now=self._now)
        self._anchors = walk.notes.setdefault("anchors", {})
        async for page in walk.pages({name: self._load(name, held) for name in self._lines}):
            yield page
        anchors = (held or {}).get("anchors", {})
        if self._spec.since is None:
            anchors = {**anchors, **{name: own_id for name, (_, own_id) in self._anchors.items()}}
        state = {"rules": rules, "followed": self._followed[-FOLLOWED_KEPT:], "anchors": anchors}
        yield Page(
            cursor=walk.cursor(**state, **self._source.state()),
            outbox_from=walk.outbox_from,
            outbox_to=walk.as_of,
        )
        self._source.check_waits()

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give the thread around a post, or say that it is gone; nothing where the plan names no threads."""
        is_ours = native_id is not None or ref.startswith(self._reader.ref(""))
        if self._plan.options.thread is None or not is_ours or ref.endswith(REPLY):
            return
        try:
            posts = await self._thread(native_id or self._reader.own_id(ref))
        except Missing:
            if not self._plan.options.thread.tells_gone:
                raise
            yield Gone(ref)
            return
        except Denied:
            if self._plan.options.auth:
                raise
            return  # shown to members only
        for post in posts:
            yield Gone(post.ref) if post.deleted_at else post

    def _rules(self) -> str:
        told = self._plan.options.model_dump_json(exclude={"headers", "params"})
        return hashlib.sha256(repr((self._plan.base, self._spec.accounts, told)).encode()).hexdigest()[:16]

    def _load(self, name: str, cursor: Cursor | None) -> Load:
        line, rule = self._lines[name], self._lines[name].stream.next
        anchor = (cursor or {}).get("anchors", {}).get(name)
        since = line.since(read_from(cursor, name, spec=self._spec, now=self._now), anchor)

        async def load(token: str | None) -> Chunk:
            if self._spec.since is not None:  # of a long time, all
                self._may_follow = THREADS_A_POLL
            link = token if rule and (rule.link or rule.header) else None
            answer, body = await self._source.ask(line.stream, line.values, page_params(rule, token) | since, link)
            items = list_items(body, line.stream.items, answer.host, may_lack=line.stream.may_lack)
            is_outbox = line.stream.holds == "outbox"
            read, reasons = self._reader.read_all(items, line.fields, line.values, is_outbox=is_outbox)
            if items and not read and len(reasons) == len(items):
                raise all_unreadable(answer.host, reasons)
            self._note_anchor(name, read)
            posts, lost = (
                await self._follow(read) if line.stream.follow else (self._reader.place(read, line.address), [])
            )
            target, is_astray = next_page(rule, answer, body, items, token)
            return Chunk(
                posts=self._new([post for post in posts if not line.is_found or post.address is not Address.ASIDE]),
                times=tuple(item.post.created_at for item in read),
                size=max(len(items), int(line.may_be_empty or self._plan.options.reach_days is not None)),
                skipped=(*reasons, *lost),
                next=target,
                is_astray=is_astray or len(items) >= (line.stream.window or len(items) + 1),
            )

        return load

    def _new(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Leave out what this poll has given before."""
        new = {post.ref: post for post in posts if post.ref not in self._yielded}
        self._yielded.update(new)
        return tuple(new.values())

    def _note_anchor(self, name: str, items: Sequence[Item]) -> None:
        """Keep the id of the newest post that lies before the next poll's overlap."""
        for item in items:
            at = to_text(item.post.created_at)
            is_old = item.post.created_at < self._now - self._spec.overlap
            if is_old and (name not in self._anchors or at > self._anchors[name][0]):
                self._anchors[name] = [at, str(item.post.native_id)]

    async def _follow(self, items: Sequence[Item]) -> tuple[list[Post], list[str]]:
        """Read the thread of each item that is new. Where that are too many, the item's own excerpt stands in."""
        posts: dict[str, Post] = {}
        lost: list[str] = []
        for item in items:
            mark = hashlib.sha256(f"{item.post.ref}\n{item.post.text}".encode()).hexdigest()[:12]
            if mark in self._followed:
                continue
            if item.post.ref in self._yielded:  # it stood in the topic of another stream's item
                self._followed.append(mark)
                continue
            if item.post.ref not in posts and self._may_follow:
                self._may_follow -= 1
                try:
                    posts |= await self._thread_of_interest(item)
                except (Missing, Denied) as error:
                    lost.append(f"{item.post.native_id}: {error.message}")
            if self._may_follow or item.post.ref in posts:
                self._followed.append(mark)
            else:
                posts |= {post.ref: post for post in self._reader.place([item], None)}
        return list(posts.values()), lost

    async def _thread_of_interest(self, item: Item) -> dict[str, Post]:
        """Give the thread around an item, unless nobody in it is the brand, or speaks to it or of it."""
        found = {post.ref: post for post in await self._thread(str(item.post.native_id))}
        found = found if item.post.ref in found else {**found, item.post.ref: self._reader.place([item], None)[0]}
        return found if any(post.from_brand or post.address is not Address.ASIDE for post in found.values()) else {}

    async def _thread(self, own_id: str) -> list[Post]:
        thread = self._plan.options.thread
        if thread is None:
            return []
        try:
            answer, body = await self._source.ask(thread, {"id": own_id}, {})
        except Unreadable as reason:
            raise Missing(f"{own_id[:60]}: {reason}") from None
        items = list_items(body, thread.items, answer.host)
        read, reasons = self._reader.read_all(items, self._plan.by_thread, {"base": self._plan.base, "id": own_id})
        if not read:
            raise all_unreadable(answer.host, reasons)
        return self._reader.place(read, None)

"""X: mentions, the brand's posts, and search. Each post read costs money, so none is asked for twice.

https://docs.x.com/x-api/posts/timelines/introduction https://docs.x.com/x-api/posts/search/introduction
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from mentionwatch.clock import from_text
from mentionwatch.errors import Broken, ConfigError
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import all_unreadable, get_list, get_map, get_text
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.feeds.x_api import Api, Spent
from mentionwatch.feeds.x_post import Reader, begins, queries, time_of
from mentionwatch.feeds.x_refs import Given
from mentionwatch.model import Address, Cursor, Gone, Page, Post, Sees

SEARCHED = timedelta(days=7) - timedelta(minutes=1)  # how far back a search reaches
PARENTS_A_POLL = 100  # posts looked up because the brand answered them

_LISTED = {"mentions": 800, "tweets": 3_200}  # the most that X lists, however much there is


class X:
    """One brand on X. What it has read it does not read again, and it stops at the month's most."""

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("token", "max_posts_per_month", "threads"))
        if not spec.options.get("token") or not (spec.accounts or spec.terms):
            hint = "write accounts: [acme] and options: {token: $X_TOKEN}"
            raise ConfigError(f"the feed {spec.name!r} needs a token, and something to look for", hint=hint)
        self._spec = spec
        self._around = around
        self._api = Api(spec, around)
        self._reader = Reader(spec, around.now)
        self._newest: dict[str, str] = {}
        self._given = Given(around)
        self._has_threads = str(spec.options.get("threads", "")).lower() in ("true", "yes", "on")
        self.sees = Sees(
            replies=bool(spec.accounts), edits=True, deletions=self._has_threads, reach=True, everywhere=True
        )

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give mentions, the brand's posts and search results since the last poll."""
        held = cursor or {}
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        for spent in (held.get("spent"), walk.notes.get("spent")):
            self._api.take_up(spent)
        await self._find_accounts({**held.get("users", {}), **walk.notes.get("users", {})})
        walk.notes["users"] = self._reader.ours
        self._newest = walk.notes.setdefault("newest", dict(held.get("newest", {})))
        parents: dict[str, None] = dict.fromkeys(walk.notes.get("parents", ()))
        try:
            async for page in walk.pages(self._streams(walk, held)):
                parents |= dict.fromkeys(post.parent_ref for post in page.posts if post.from_brand and post.parent_ref)
                walk.notes |= {"parents": list(parents)[:PARENTS_A_POLL], "spent": self._api.spending.kept()}
                yield replace(page, posts=self._given.new(page.posts))
                if self._spec.since is not None:  # of a long time, all
                    yield Page(posts=await self._answered(parents, walk.begins_at))
                    parents.clear()
            posts = await self._answered(parents, walk.begins_at)
        except Spent:
            if self._spec.since is None:
                yield Page(cursor=self._cursor(walk, held))  # what was read is not paid for again next month
            raise
        yield Page(
            posts=posts,
            cursor=self._cursor(walk, held),
            outbox_from=walk.outbox_from,
            outbox_to=walk.as_of if self._spec.since is None else self._read_from(held),
        )

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give the conversation around a post, of the last seven days, or say that it is gone. Only if asked for."""
        if not self._has_threads:
            return
        await self._find_accounts({})
        asked = await self._look_up([native_id or ref.removeprefix("x:")])
        if not asked:
            yield Gone(ref)
            return
        root = (asked[0].root_ref or asked[0].ref).removeprefix("x:")
        first = await self._look_up([root]) if root != asked[0].native_id else []
        body = await self._api.read("search", "/tweets/search/recent", [("query", f"conversation_id:{root}")])
        for post in (*first, *asked, *self._posts(body)[0]):
            yield self._given.linked(post)

    def _cursor(self, walk: Round, held: Cursor) -> Cursor:
        """Make the cursor; streams that were not read stand where they stood."""
        told = {"newest": self._newest, "users": self._reader.ours, "spent": self._api.spending.kept()}
        walked = walk.cursor(**told)
        return {**walked, "streams": {**held.get("streams", {}), **walked["streams"]}}

    async def _answered(self, parents: Iterable[str], begins_at: datetime) -> tuple[Post, ...]:
        """Look up what the brand answered and no stream has brought: somebody who did not tag it."""
        names = [parent.removeprefix("x:") for parent in parents]
        unknown = [name for name in names if name.isdecimal() and not self._given.find(name)][:PARENTS_A_POLL]
        found: list[Post] = []
        with suppress(Broken):  # odd answers to one question must not cost what the others brought
            found = await self._look_up(unknown) if unknown else []
        asked = {f"x:{name}" for name in unknown}
        return self._given.new([post for post in found if post.created_at >= begins_at or post.ref in asked])

    def _streams(self, walk: Round, held: Cursor) -> dict[str, Load]:
        ours = self._reader.ours
        listed = partial(self._list, walk, held)
        streams = {f"inbox:{native_id}": listed("mentions", f"/users/{native_id}/mentions") for native_id in ours}
        for native_id in ours:
            params = [("exclude", "retweets")]
            streams[f"outbox:{native_id}"] = listed("tweets", f"/users/{native_id}/tweets", params)
        if self._spec.since is None:  # a search reaches back a week, which the polls have read
            for query in queries(self._spec, sorted(ours.values())):
                streams[f"search:{query}"] = listed("search", "/tweets/search/recent", [("query", query)])
        return streams

    def _list(self, walk: Round, held: Cursor, kind: str, path: str, params: Sequence[tuple[str, str]] = ()) -> Load:
        """Load what is newer than the newest post of the last poll; X gives its ids in the order of time."""
        name = f"{kind} {path} {dict(params).get('query', '')}"
        now = walk.as_of
        since = held.get("newest", {}).get(name) if self._spec.since is None else None
        is_old = since is not None and kind == "search" and (time_of(since) or now) < now - SEARCHED
        is_resumed = since is not None and not is_old
        is_short = is_old or (since is None and kind == "search" and self._spec.history > SEARCHED)
        span = [("since_id", str(since))] if is_resumed else self._span(walk, held, kind)
        counts: dict[str, int] = walk.notes.setdefault("listed", {})
        spans: dict[str, dict[str, str]] = walk.notes.setdefault("spans", {})  # a token holds for what it was given to
        oldest: dict[str, str] = walk.notes.setdefault("oldest", {})

        async def load(token: str | None) -> Chunk:
            is_anew = token is None and name in oldest  # X knows the token no more by which this walk was to go on
            if token is not None and not self._api.may_read(kind) and self._spec.since is None:
                return Chunk(posts=(), times=(), size=0, is_astray=True)  # the month's most: what is behind is a gap
            if token is None or name not in spans:
                spans[name] = dict(span) | ({"until_id": oldest[name]} if is_anew else {})
            page = [("pagination_token", token)] if token else []
            body = await self._api.read(kind, path, [*params, *spans[name].items(), *page])
            posts, reasons = self._posts(body)
            meta, items = get_map(body, "meta"), get_list(body, "data")
            if token is None and not is_anew and self._spec.since is None and (newest := get_text(meta, "newest_id")):
                self._newest[name] = newest
            if last := get_text(meta, "oldest_id"):
                oldest[name] = last
            counts[name] = (counts.get(name, 0) if token or is_anew else 0) + len(items)
            following = get_text(meta, "next_token")
            is_cut = following is None and (is_short or counts[name] >= _LISTED.get(kind, counts[name] + 1))
            edge = (now - SEARCHED,) * 2 if is_cut and is_short else ()  # all since then was searched
            return Chunk(
                posts=tuple(post for post in posts if kind != "search" or post.address is not Address.ASIDE),
                times=(*(post.created_at for post in posts), *edge),
                size=len(items) + (is_resumed or is_anew),  # what was read before is there still
                skipped=tuple(reasons),
                next=following,
                is_astray=is_cut,
            )

        return load

    def _span(self, walk: Round, held: Cursor, kind: str) -> list[tuple[str, str]]:
        """Say which time is asked for; of older posts, none that a poll has paid for."""
        if self._spec.since is not None:
            until = self._read_from(held) + timedelta(seconds=1)
            return [("start_time", begins(self._spec.since, timedelta(0))), ("end_time", begins(until, timedelta(0)))]
        reach = min(self._spec.history, SEARCHED) if kind == "search" else self._spec.history
        return [("start_time", begins(walk.as_of, reach))]

    def _read_from(self, held: Cursor) -> datetime:
        """Give the instant since which the polls have read."""
        return from_text(held["begins_at"]) if "begins_at" in held else self._around.now

    def _posts(self, body: Any) -> tuple[list[Post], list[str]]:
        items = get_list(body, "data")
        posts, reasons = self._reader.read_all(items, get_list(get_map(body, "includes"), "users"))
        if items and len(reasons) == len(items):
            raise all_unreadable("X", reasons)
        return posts, reasons

    async def _look_up(self, ids: Sequence[str]) -> list[Post]:
        return self._posts(await self._api.read("ids", "/tweets", [("ids", ",".join(ids))]))[0]

    async def _find_accounts(self, known: Mapping[str, str]) -> None:
        """Learn the ids of the brand's accounts, unless an earlier poll has: that costs as well."""
        names = {account.strip().lstrip("@").casefold() for account in self._spec.accounts}
        self._reader.ours.update({own: name for own, name in known.items() if name.casefold() in names})
        unknown = sorted(names - {name.casefold() for name in self._reader.ours.values()})
        if not unknown:
            return
        self._reader.ours.update(await self._api.find_users(unknown))
        if missing := names - {name.casefold() for name in self._reader.ours.values()}:
            hint = "write the feed's accounts as X prints them, without the @"
            raise Broken(f"X knows no account {min(missing)}", feed=self._spec.name, hint=hint)

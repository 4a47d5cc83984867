"""X: mentions, the brand's posts, and search. Each post read costs money, so none is asked for twice.

https://docs.x.com/x-api/posts/timelines/introduction https://docs.x.com/x-api/posts/search/introduction
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from mentionwatch.errors import Broken, ConfigError, Denied
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.http import Answer
from mentionwatch.feeds.kept import kept_path, load_kept, save_kept
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import all_unreadable, get_count, get_list, get_map, get_text, need_list
from mentionwatch.feeds.spending import Spending
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.feeds.x_post import FIELDS, Reader, begins, queries, time_of
from mentionwatch.model import Address, Cursor, Gone, Page, Post, Sees

API = "https://api.x.com/2"
POSTS_A_MONTH = 10_000  # unless the option says otherwise
SEARCHED = timedelta(days=7) - timedelta(minutes=1)  # how far back a search reaches

_LISTED = {"mentions": 800, "tweets": 3_200}  # the most that X lists, however much there is
_FEWEST = {"mentions": 5, "tweets": 5, "search": 10}  # posts that X lets one ask for


class X:
    """One brand on X. What it has read it does not read again, and it stops at the month's most."""

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("token", "max_posts_per_month", "threads"))
        if not spec.options.get("token") or not (spec.accounts or spec.terms):
            hint = "write accounts: [acme] and options: {token: $X_TOKEN}"
            raise ConfigError(f"the feed {spec.name!r} needs a token, and something to look for", hint=hint)
        self._spec = spec
        self._around = around
        self._headers = {"Authorization": f"Bearer {spec.options['token']}"}
        self._reader = Reader(spec, around.now)
        self._most = _most(spec)
        self._path = kept_path(spec.state_dir, "x", spec.name)
        self._spending = self._spent(None)
        self._newest: dict[str, str] = {}
        self._yielded: set[str] = set()
        self._has_threads = str(spec.options.get("threads", "")).lower() in ("true", "yes", "on")
        self.sees = Sees(replies=bool(spec.accounts), edits=True, deletions=self._has_threads, reach=True)

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give mentions, the brand's posts and search results since the last poll."""
        held = cursor or {}
        self._spending = self._spent(held.get("spent"))
        self._newest = dict(held.get("newest", {}))
        await self._find_accounts(held.get("users", {}))
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        async for page in walk.pages(self._streams()):
            yield replace(page, posts=self._new(page.posts))
        told = {"newest": self._newest, "users": self._reader.ours, "spent": self._spending.kept()}
        yield Page(cursor=walk.cursor(**told), outbox_from=walk.outbox_from)

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give the conversation around a post, of the last seven days, or say that it is gone. Only if asked for."""
        if not self._has_threads:
            return
        await self._find_accounts({})
        asked = await self._look_up(native_id or ref.removeprefix("x:"))
        if not asked:
            yield Gone(ref)
            return
        root = (asked[0].root_ref or asked[0].ref).removeprefix("x:")
        first = await self._look_up(root) if root != asked[0].native_id else []
        body = await self._read("search", "/tweets/search/recent", [("query", f"conversation_id:{root}")])
        for post in (*first, *asked, *self._posts(body)[0]):
            yield self._linked(post)

    def _streams(self) -> dict[str, Load]:
        ours = self._reader.ours
        streams = {f"inbox:{native_id}": self._list("mentions", f"/users/{native_id}/mentions") for native_id in ours}
        for native_id in ours:
            params = [("exclude", "retweets")]
            streams[f"outbox:{native_id}"] = self._list("tweets", f"/users/{native_id}/tweets", params)
        for query in queries(self._spec, sorted(ours.values())):
            streams[f"search:{query}"] = self._list("search", "/tweets/search/recent", [("query", query)])
        return streams

    def _list(self, kind: str, path: str, params: Sequence[tuple[str, str]] = ()) -> Load:
        """Load what is newer than the newest post of the last poll; X gives its ids in the order of time."""
        name = f"{kind} {path} {dict(params).get('query', '')}"
        since = self._newest.get(name)
        reach = min(self._spec.history, SEARCHED) if kind == "search" else self._spec.history
        now = self._around.now
        is_old = since is not None and kind == "search" and (time_of(since) or now) < now - SEARCHED
        is_resumed = since is not None and not is_old
        span = ("since_id", str(since)) if is_resumed else ("start_time", begins(now, reach))
        is_short = is_old or (since is None and reach < self._spec.history)
        count = 0

        async def load(token: str | None) -> Chunk:
            nonlocal count
            body = await self._read(kind, path, [*params, span, *([("pagination_token", token)] if token else [])])
            posts, reasons = self._posts(body)
            meta, items = get_map(body, "meta"), get_list(body, "data")
            if token is None and (newest := get_text(meta, "newest_id")):
                self._newest[name] = newest
            count += len(items)
            following = get_text(meta, "next_token")
            is_cut = following is None and (is_short or count >= _LISTED.get(kind, count + 1))
            edge = (now - SEARCHED,) * 2 if is_cut and is_short else ()  # all since then was searched
            return Chunk(
                posts=tuple(post for post in posts if kind != "search" or post.address is not Address.ASIDE),
                times=(*(post.created_at for post in posts), *edge),
                size=len(items) + is_resumed,  # what was read before is there still
                skipped=tuple(reasons),
                next=following,
                is_astray=is_cut,
            )

        return load

    def _posts(self, body: Any) -> tuple[list[Post], list[str]]:
        items = get_list(body, "data")
        posts, reasons = self._reader.read_all(items, get_list(get_map(body, "includes"), "users"))
        if items and len(reasons) == len(items):
            raise all_unreadable("X", reasons)
        return posts, reasons

    def _new(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Leave out what this poll has given already."""
        new = list({post.ref: post for post in posts if post.ref not in self._yielded}.values())
        self._yielded.update(post.ref for post in new)
        return tuple(map(self._linked, new))

    def _linked(self, post: Post) -> Post:
        """Name a parent that was edited by its first version."""
        parent = self._around.find_ref(post.parent_ref.removeprefix("x:")) if post.parent_ref else None
        return replace(post, parent_ref=parent or post.parent_ref)

    async def _look_up(self, post_id: str) -> list[Post]:
        return self._posts(await self._read("ids", "/tweets", [("ids", post_id)]))[0]

    async def _read(self, kind: str, path: str, params: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
        """Ask for posts and count them, in a file of their own: what a poll that fails has read is paid for as well."""
        fewest, left = _FEWEST.get(kind, 1), self._spending.left
        if left < fewest:
            hint = "raise max_posts_per_month, or wait for the next month: nothing will be left out"
            raise Denied(f"the month's {self._most:,} posts are read", feed=self._spec.name, hint=hint)
        size = [("max_results", str(min(100, left)))] if kind in _FEWEST else []
        answer = await self._ask(path, [*FIELDS.items(), *size, *params])
        body = answer.json()
        is_empty = get_count(get_map(body, "meta"), "result_count") == 0 or _is_gone(body)
        found = [] if is_empty and "data" not in body else need_list(body, "data", answer.host)
        self._spending.add(len(found))
        save_kept(self._path, self._spending.kept())
        return dict(body)

    async def _ask(self, path: str, params: Sequence[tuple[str, str]]) -> Answer:
        http = self._around.http
        answer = await http.get(API + path, params=params, headers=self._headers, accept=(402, 429))
        if answer.status == 402 or "UsageCapExceeded" in answer.words:
            hint = "buy credits or raise the cap in X's developer console"
            raise Denied("X gives no more posts", feed=self._spec.name, cause=answer.words, hint=hint)
        http.check(answer)
        return answer

    def _spent(self, held: Mapping[str, Any] | None) -> Spending:
        """Take up the month's count, from the file or from the cursor, whichever has counted more."""
        period = f"{self._around.now:%Y-%m}"
        kept = get_map({"kept": load_kept(self._path)}, "kept")
        counts = (Spending(each, unit="posts", period=period, at_most=self._most) for each in (kept, held))
        return max(counts, key=lambda one: one.count)

    async def _find_accounts(self, known: Mapping[str, str]) -> None:
        """Learn the ids of the brand's accounts, unless an earlier poll has: that costs as well."""
        names = {account.strip().lstrip("@").casefold() for account in self._spec.accounts}
        self._reader.ours.update({own: name for own, name in known.items() if name.casefold() in names})
        unknown = sorted(names - {name.casefold() for name in self._reader.ours.values()})
        if not unknown:
            return
        answer = await self._ask("/users/by", [("usernames", ",".join(unknown))])
        for user in get_list(answer.json(), "data"):
            if (own := get_text(user, "id")) and (name := get_text(user, "username")):
                self._reader.ours[own] = name
        if missing := names - {name.casefold() for name in self._reader.ours.values()}:
            hint = "write the feed's accounts as X prints them, without the @"
            raise Broken(f"X knows no account {min(missing)}", feed=self._spec.name, hint=hint)


def _is_gone(body: Any) -> bool:
    """Say whether X could not find what was asked for: that is told with status 200."""
    errors = get_list(body, "errors")
    return bool(errors) and all(get_text(error, "title") == "Not Found Error" for error in errors)


def _most(spec: FeedSpec) -> int:
    given = str(spec.options.get("max_posts_per_month", POSTS_A_MONTH)).replace("_", "")
    if not given.isdecimal() or len(given) > 12:
        hint = "write a whole number, such as 10000"
        raise ConfigError(f"the feed {spec.name!r}: max_posts_per_month is no number of posts", hint=hint)
    return int(given)

"""Reddit: the brand's inbox, its own posts, subreddits and search. Without keys, what its Atom shows.

https://www.reddit.com/dev/api/ https://github.com/reddit-archive/reddit/wiki/OAuth2
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from mentionwatch.errors import Denied, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.http import Answer
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.reddit_atom import Atom
from mentionwatch.feeds.reddit_options import OPTIONS, login_of, subreddits_of
from mentionwatch.feeds.reddit_post import NAME, WEB, Reader, account_name, is_gone, link_of, read_things, things_below
from mentionwatch.feeds.shape import all_unreadable, get_list, get_map, get_text, get_time, need_list
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Address, Cursor, Gone, Page, Post, Sees

API = "https://oauth.reddit.com"
LISTED = 1_000  # Reddit lists no more of anything, however much there is
MORE_A_THREAD = 100
INFO_A_CALL = 100

_PATH = re.compile(r"\w+/_/\w+", re.ASCII)


class Reddit:
    """One brand on Reddit. Its replies are seen with the keys of an app only; its inbox with a login as well."""

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, OPTIONS)
        self._spec = spec
        self._around = around
        self._reader = Reader(spec, around.now, frozenset(map(account_name, spec.accounts)))
        self._subreddits = subreddits_of(spec)
        self._login = login_of(spec)
        self._atom = None if self._login else Atom(spec, around, self._reader, self._subreddits)
        self._headers: dict[str, str] = {}
        self._yielded: set[str] = set()
        self.sees = Sees(
            replies=bool(self._login and spec.accounts),
            edits=bool(self._login),
            deletions=bool(self._login),
            everywhere=True,
            past=bool(self._login),
        )

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give the inbox, the brand's posts, search results and subreddits; without keys, one page of Atom."""
        if self._atom:
            yield await self._atom.poll(cursor)
            return
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        parents: dict[str, None] = dict.fromkeys(walk.notes.get("parents", ()))
        async for page in walk.pages(self._streams(walk.notes.setdefault("listed", {}))):
            parents |= dict.fromkeys(post.parent_ref for post in page.posts if post.from_brand and post.parent_ref)
            posts = self._new(page.posts)
            if self._spec.since is not None:  # of a long time, all
                posts += self._new(await self._answered(parents))
                parents.clear()
            walk.notes["parents"] = list(parents)[:INFO_A_CALL]
            yield replace(page, posts=posts)
        yield Page(
            posts=self._new(await self._answered(parents)),
            cursor=walk.cursor(),
            outbox_from=walk.outbox_from,
            outbox_to=walk.as_of,
        )

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give a post, what it answers and what answers it, and what of that is gone. Without keys, nothing."""
        name = ref.removeprefix("reddit:")
        if not self._login or not NAME.fullmatch(name):
            return
        path = name[3:] if name.startswith("t3_") else await self._path_of(name, native_id)
        things = await self._thread(path) if path else []
        if not any(get_text(thing, "name") == name for thing in things):
            yield Gone(ref)
        by_us = (thing for thing in things if (get_text(thing, "author") or "").casefold() in self._reader.ours)
        self._reader.by_us.update(get_text(thing, "name") or "" for thing in by_us)
        for thing in filter(is_gone, things):
            yield Gone(f"reddit:{get_text(thing, 'name')}")
        for post in read_things(self._reader, things)[0]:
            yield post

    def _streams(self, listed: dict[str, int]) -> dict[str, Load]:
        """Say how each stream is loaded. The inbox is ours only if the login is the brand's."""
        streams: dict[str, Load] = {}
        listing = partial(self._listing, listed)
        terms = list(self._spec.terms)
        if account_name(str(self._spec.options.get("username") or "")) in self._reader.ours:
            streams["inbox"] = listing("/message/inbox", [("mark", "false")])
        else:
            terms += [f"u/{name}" for name in sorted(self._reader.ours)]
        streams |= {f"outbox:{name}": listing(f"/user/{name}/overview") for name in sorted(self._reader.ours)}
        for term in terms:
            params = [("q", f'"{term}"'), ("sort", "new"), ("t", "all"), ("type", "link")]
            streams[f"search:{term}"] = listing("/search", params, is_found=True)
        for name in ("new", "comments") if self._subreddits else ():
            streams[f"subreddits:{name}"] = listing(f"/r/{'+'.join(self._subreddits)}/{name}", is_found=True)
        return streams

    def _listing(
        self, listed: dict[str, int], path: str, params: Sequence[tuple[str, str]] = (), *, is_found: bool = False
    ) -> Load:
        """Load a list; `listed` counts what this walk has read of each."""
        name = f"{path}?{dict(params).get('q', '')}"

        async def load(token: str | None) -> Chunk:
            answer = await self._get(path, [("limit", "100"), *params, *([("after", token)] if token else [])])
            listing = get_map(answer.json(), "data")
            nodes = need_list(listing, "children", answer.host)
            listed[name] = (listed.get(name, 0) if token else 0) + len(nodes)
            # What is neither a comment nor a submission is a private message, mostly of a moderator.
            things = [get_map(node, "data") for node in nodes if get_text(node, "kind") in ("t1", "t3", None)]
            posts, reasons = read_things(self._reader, things)
            if things and len(reasons) == len(things):
                raise all_unreadable(answer.host, reasons)
            following = get_text(listing, "after")
            return Chunk(
                posts=tuple(post for post in posts if not is_found or self._is_found(post)),
                times=tuple(time for node in nodes if (time := get_time(get_map(node, "data"), "created_utc"))),
                size=len(nodes),
                skipped=tuple(reasons),
                next=following,
                is_astray=following is None and listed[name] >= LISTED - 20,  # it counts what it hides
            )

        return load

    def _is_found(self, post: Post) -> bool:
        """Say whether a found post is of the brand; in a subreddit without terms to look for, every submission is."""
        return post.address is not Address.ASIDE or (not self._spec.terms and post.parent_ref is None)

    def _new(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Leave out what this poll has given already."""
        new = list({post.ref: post for post in posts if post.ref not in self._yielded}.values())
        self._yielded.update(post.ref for post in new)
        return tuple(new)

    async def _answered(self, parents: Iterable[str]) -> list[Post]:
        """Look up what the brand answered and no stream has brought: somebody who neither tagged nor answered it."""
        names = [ref.removeprefix("reddit:") for ref in parents if ref not in self._yielded][:INFO_A_CALL]
        return read_things(self._reader, await self._info(names))[0] if names else []

    async def _info(self, names: Sequence[str]) -> list[Mapping[str, Any]]:
        answer = await self._get("/api/info", [("id", ",".join(names))])
        return [get_map(node, "data") for node in need_list(get_map(answer.json(), "data"), "children", answer.host)]

    async def _path_of(self, name: str, native_id: str | None) -> str | None:
        """Give the place of a comment: LINK/_/ID, which an inbox or a search of ours has told, or Reddit tells."""
        if native_id and _PATH.fullmatch(native_id):
            return native_id
        things = [thing for thing in await self._info([name]) if not is_gone(thing)]
        return f"{link_of(things[0])}/_/{name[3:]}" if things else None

    async def _thread(self, path: str) -> list[Mapping[str, Any]]:
        """Fetch what stands around a post, and a hundred of the comments that the tree only names."""
        params = [("context", "8"), ("depth", "10"), ("limit", "500"), ("sort", "new")]
        try:
            answer = await self._get(f"/comments/{path}", params)
        except Missing:
            return []
        nodes = list(things_below(need_list(answer.json(), None, answer.host)))
        if not any(node["kind"] == "t3" for node in nodes):  # it stands above every thread, even a deleted one
            raise all_unreadable(answer.host, ["no submission"])
        more = [str(each) for node in nodes if node["kind"] == "more" for each in get_list(node["data"], "children")]
        if more:
            wanted = [("link_id", f"t3_{path.partition('/')[0]}"), ("children", ",".join(more[:MORE_A_THREAD]))]
            said = (await self._get("/api/morechildren", [("api_type", "json"), *wanted])).json()
            nodes += things_below(get_list(get_map(get_map(said, "json"), "data"), "things"))
        return [get_map(node, "data") for node in nodes if node["kind"] != "more"]

    async def _get(self, path: str, params: Sequence[tuple[str, str]]) -> Answer:
        if not self._headers:
            self._headers = {"Authorization": f"Bearer {await self._token()}"}
        return await self._around.http.get(API + path, params=[("raw_json", "1"), *params], headers=self._headers)

    async def _token(self) -> str:
        """Log in. A token lasts a day; one login a poll is well within what Reddit allows."""
        keys = b64encode(f"{self._spec.options['client_id']}:{self._spec.options['client_secret']}".encode()).decode()
        answer = await self._around.http.post(
            f"{WEB}/api/v1/access_token", form=self._login, headers={"Authorization": f"Basic {keys}"}
        )
        said = answer.json()
        token = get_text(said, "access_token")
        if token is None:
            hint = "check the app's keys and the login; an account with two-factor login needs a refresh_token"
            raise Denied("Reddit refuses the login", cause=answer.words, hint=hint)
        self._around.http.keep_secret(token)
        return token

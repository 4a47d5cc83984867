"""Hacker News by Algolia's search: stories and comments that hold a term, the brand's own, and their answers.

https://hn.algolia.com/api
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from mentionwatch.errors import Broken, ConfigError, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.hackernews_post import Reader, id_in, is_gone
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import all_unreadable, get_count, get_list, get_text, need_list
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Address, Cursor, Gone, Page, Post, Sees

API = "https://hn.algolia.com/api/v1"
PARENTS_A_POLL = 40  # items looked up because the brand wrote or answered them

_HITS = 100


class Hackernews:
    """What Hacker News says about a brand, and to it where the brand answers under an account of its own."""

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ())
        if not spec.terms and not spec.accounts:
            raise ConfigError(f"the feed {spec.name!r} has nothing to look for", hint="write terms: [acme air]")
        self._around = around
        self._spec = spec
        self._reader = Reader(spec, around.now)
        self._yielded: set[str] = set()
        self.sees = Sees(replies=bool(spec.accounts), edits=True, deletions=True, everywhere=True)

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give what the brand wrote, what holds a term, and what stands around the brand's own posts."""
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        streams = {f"outbox:{name}": self._search(author=name) for name in self._spec.accounts}
        streams |= {f"inbox:{term}": self._search(term=term) for term in self._spec.terms}
        places: dict[str, None] = dict.fromkeys(walk.notes.get("places", ()))
        async for page in walk.pages(streams):
            places |= dict.fromkeys(_places([post for post in page.posts if post.from_brand]))
            posts = self._new(page.posts)
            if self._spec.since is not None:  # of a long time, all
                posts += await self._around_own(places, walk.begins_at)
                places.clear()
            walk.notes["places"] = list(places)[:PARENTS_A_POLL]
            yield replace(page, posts=posts)
        posts = await self._around_own(list(places)[:PARENTS_A_POLL], walk.begins_at)
        yield Page(posts=posts, cursor=walk.cursor(), outbox_from=walk.outbox_from, outbox_to=walk.as_of)

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give a post, what it answers, what answers it, and what of that is gone."""
        item = await self._item(ref.removeprefix("hackernews:"))
        if item is None:
            yield Gone(ref)
            return
        story = await self._item(id_in(item, "story_id") or "") if id_in(item, "parent_id") else None
        items = [*_ancestors(item, story), *_below(item)]
        self._note_ours(items)
        for gone in filter(is_gone, items):
            yield Gone(f"hackernews:{id_in(gone, 'id')}")
        for post in self._reader.read_all(items)[0]:
            yield post

    def _search(self, *, term: str = "", author: str = "") -> Load:
        """Load what holds a term, or what an author wrote: newest first, a thousand hits for each end of time."""
        seen: set[str] = set()

        async def load(token: str | None) -> Chunk:
            until, _, number = (token or ":0").partition(":")
            params = [("tags", f"(story,comment),author_{author}" if author else "(story,comment)")]
            params += [("query", f'"{term}"')] if term else []
            params += [("numericFilters", f"created_at_i<={until}")] if until else []
            params += [("hitsPerPage", str(_HITS)), ("page", number)]
            answer = await self._around.http.get(f"{API}/search_by_date", params=params)
            body = answer.json()
            hits = need_list(body, "hits", answer.host)
            posts, reasons = self._reader.read_all(hits)
            if hits and not posts:
                raise all_unreadable(answer.host, reasons)
            refs, following = {post.ref for post in posts}, _next(body, posts, until, int(number))
            is_repeated = refs <= seen  # the same page again, whatever we ask for
            seen.update(refs)
            return Chunk(
                # The search is a loose one: what does not truly hold the term is somebody else's.
                posts=tuple(post for post in posts if author or post.address is not Address.ASIDE),
                times=tuple(post.created_at for post in posts),
                size=len(hits),
                skipped=tuple(reasons),
                next=following,
                is_astray=following is not None and is_repeated,
            )

        return load

    async def _around_own(self, places: Iterable[str], begins_at: datetime) -> tuple[Post, ...]:
        """Give what stands around the brand's own posts; of what is older than the history, what they answer."""
        near = [(item_id, post) for item_id in places for post in await self._near(item_id)]
        return self._new(
            [post for item_id, post in near if post.created_at >= begins_at or post.ref == f"hackernews:{item_id}"]
        )

    async def _near(self, item_id: str) -> list[Post]:
        """Give an item of or above the brand's own, and what below it is to or about the brand."""
        item = await self._item(item_id)
        items = list(_below(item)) if item else []
        self._note_ours(items)
        posts = [post for post in self._reader.read_all(items)[0] if not post.from_brand]
        return [post for post in posts if post.address is not Address.ASIDE or post.ref == f"hackernews:{item_id}"]

    def _note_ours(self, items: Sequence[Any]) -> None:
        by_us = [item for item in items if get_text(item, "author") in self._spec.accounts]
        self._reader.by_us.update(filter(None, (id_in(item, "id") for item in by_us)))

    def _new(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """Leave out what this poll has given already."""
        new = list({post.ref: post for post in posts if post.ref not in self._yielded}.values())
        self._yielded.update(post.ref for post in new)
        return tuple(new)

    async def _item(self, item_id: str) -> Mapping[str, Any] | None:
        """Fetch an item with all that is below it; None where there is none."""
        if not item_id.isdecimal():
            return None
        try:
            answer = await self._around.http.get(f"{API}/items/{item_id}")
        except Missing:
            return None
        item = answer.json()
        if not isinstance(item, Mapping) or id_in(item, "id") != item_id:
            raise Broken(f"the answer of {answer.host} has the wrong shape", cause=f"the item {item_id} was due")
        return item


def _next(body: Any, posts: Sequence[Post], until: str, number: int) -> str | None:
    """Give the next page, or where a query's pages end before its hits do, the first one of a query further back."""
    if number + 1 < (get_count(body, "nbPages") or 0):
        return f"{until}:{number + 1}"
    if posts and (get_count(body, "nbHits") or 0) > (number + 1) * (get_count(body, "hitsPerPage") or _HITS):
        return f"{int(min(post.created_at for post in posts).timestamp())}:0"
    return None


def _places(own: Sequence[Post]) -> list[str]:
    """Name the items around which the brand speaks, the newest first: what it answered, or its own stories."""
    newest = sorted(own, key=lambda post: post.created_at, reverse=True)
    return list(dict.fromkeys((post.parent_ref or post.ref).removeprefix("hackernews:") for post in newest))


def _below(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give an item and all below it, however deep, without recursion."""
    pending: list[Any] = [item]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            yield node
            pending += get_list(node, "children")


def _ancestors(item: Mapping[str, Any], story: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Find in a story's tree what an item answers, up to the story itself."""
    known = {id_in(node, "id"): node for node in _below(story)} if story else {}
    found, parent = [], id_in(item, "parent_id")
    while parent in known:
        node = known.pop(parent)
        found.append(node)
        parent = id_in(node, "parent_id")
    return found

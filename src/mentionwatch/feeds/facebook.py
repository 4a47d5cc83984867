"""Facebook Pages: posts that tag the Page, posts on it, and the comments beneath both.

https://developers.facebook.com/docs/graph-api/reference/page/feed/ /page/tagged/ /object/comments/
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from mentionwatch.errors import Broken, Denied, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.facebook_post import COMMENT_FIELDS, POST_FIELDS, Above, Reader, author_id
from mentionwatch.feeds.graph import Graph, find_edge
from mentionwatch.feeds.graph_sight import Sight
from mentionwatch.feeds.graph_token import note_end
from mentionwatch.feeds.graph_wall import Reading, Wall, read_pages
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import Unreadable, all_unreadable, get_map, get_text, need_list
from mentionwatch.feeds.walk import Chunk, Load
from mentionwatch.model import Cursor, Gone, Page, Post, Sees

COMMENTS_A_PAGE = 25

_NEWEST = {"filter": "stream", "order": "reverse_chronological"}
_BENEATH = (
    f"comments.filter(stream).order(reverse_chronological).limit({COMMENTS_A_PAGE}).summary(total_count)"
    f"{{{COMMENT_FIELDS}}}"
)
_REPLIES = f"comments.limit(100){{{COMMENT_FIELDS}}}"
_SEEN = "from{id},comments.filter(stream).order(reverse_chronological).limit(25){from{id}}"
_HINT = "give the Page's own token, with pages_read_engagement and pages_read_user_content"


class Facebook:
    """One Facebook Page, seen with the Page's own token."""

    sees = Sees(replies=True, edits=True, deletions=True, reach=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("token", "api", "app_id", "app_secret"))
        self._spec = spec
        self._around = around
        self._graph = Graph(around.http, spec)
        self._reader = Reader(spec, around.now)
        self._sight = Sight(self._graph, fields=_SEEN, is_customers=self._reader.is_customers)
        self._page_id = ""

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give posts that tag the Page, and all posts on it; each with the comments beneath it."""
        await self._find_page()
        await note_end(self._graph, self._spec, self._around)
        reading = Reading(post=self._reader.read_post, beneath=self._beneath, time="created_time", check=_check_authors)
        wall = Wall(self._graph, reading, cursor, spec=self._spec, now=self._around.now)
        fields = f"{POST_FIELDS},{_BENEATH}"
        inbox = wall.load(f"{self._page_id}/tagged", fields, is_own=False)
        outbox = wall.load(f"{self._page_id}/feed", fields, is_own=True)
        async for page in wall.pages(inbox=inbox, outbox=outbox):
            yield page

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give a post with the comments beneath it, or a comment with those around it; or say that it is gone."""
        await self._find_page()
        post_id, _, comment_id = (native_id or ref.removeprefix("facebook:")).partition("/")
        try:
            found = await (self._around_comment(post_id, comment_id) if comment_id else self._beneath_post(post_id))
        except Missing:
            await self._sight.check(f"{self._page_id}/feed", f"{self._page_id}/tagged")
            yield Gone(ref)
            return
        except Unreadable as reason:
            raise all_unreadable(self._graph.host, [str(reason)]) from None
        for post in found:
            yield post

    def _beneath(self, item: Any) -> Load:
        """Load the comments beneath a post: the newest have come with it."""
        above = self._above(item)

        async def load(token: str | None) -> Chunk:
            body, items = find_edge(item, "comments")
            if token is not None:
                path = f"{above.id}/comments"
                body = await self._graph.get(path, COMMENT_FIELDS, token=token, limit=COMMENTS_A_PAGE, **_NEWEST)
                items = need_list(body, "data", self._graph.host)
            return self._read_comments(body, items, above)

        return load

    def _read_comments(self, body: Any, items: Sequence[Any], above: Above) -> Chunk:
        return self._graph.chunk(
            body, items, lambda item: [self._reader.read_comment(item, above)], time="created_time"
        )

    async def _beneath_post(self, post_id: str) -> list[Post]:
        item = await self._graph.get(post_id, POST_FIELDS)
        above = self._above(item)

        async def load(token: str | None) -> Chunk:
            body = await self._graph.get(f"{post_id}/comments", COMMENT_FIELDS, token=token, limit=100, **_NEWEST)
            return self._read_comments(body, need_list(body, "data", self._graph.host), above)

        return [self._reader.read_post(item), *await read_pages(load)]

    async def _around_comment(self, post_id: str, comment_id: str) -> list[Post]:
        """Read a comment and its post, the comment that it answers, and the replies to either."""
        fields = f"{COMMENT_FIELDS},{_REPLIES},parent{{{COMMENT_FIELDS},{_REPLIES}}}"
        comment = await self._graph.get(comment_id, fields)
        post = await self._graph.get(post_id, POST_FIELDS)
        parent = get_map(comment, "parent")
        edges = [find_edge(item, "comments") for item in (comment, parent)]
        items = [comment, *([parent] if parent else []), *(each for _, inner in edges for each in inner)]
        chunk = self._read_comments({}, items, self._above(post))
        return [self._reader.read_post(post), *{found.ref: found for found in chunk.posts}.values()]

    def _above(self, item: Any) -> Above:
        return Above(get_text(item, "id") or "", author_id(item) in self._reader.ours)

    async def _find_page(self) -> None:
        """Learn which Page the token is of, and see that the feed means the same one."""
        if self._page_id:
            return
        try:
            page = await self._graph.get("me", "id,name,username")
        except Broken as error:  # a person's token, or an app's
            error.hint = error.hint or _HINT
            raise
        self._page_id, name = get_text(page, "id") or "", get_text(page, "name") or ""
        if not self._page_id:
            raise all_unreadable(self._graph.host, ["the token's own Page has no id"])
        names = {self._page_id, name.casefold(), (get_text(page, "username") or "").casefold()}
        accounts = [account.removeprefix("@") for account in self._spec.accounts]
        if accounts and not any(account.casefold() in names for account in accounts):
            hint = "one Page a feed: write its name, user name or id into `accounts`; rivals' Pages cannot be read"
            raise Broken(f"the token is of the Page {name}, which `accounts` does not name", hint=hint)
        self._reader.ours.update({account: name for account in accounts if account.isdigit()} | {self._page_id: name})


def _check_authors(items: Sequence[Any]) -> None:
    if items and not any(map(author_id, items)):
        raise Denied("Facebook names no author of any post on the Page", hint=_HINT)

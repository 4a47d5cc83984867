"""Facebook Pages: posts that tag the Page, posts on it, and the comments beneath both.

https://developers.facebook.com/docs/graph-api/reference/page/feed/ /page/tagged/ /object/comments/
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

from mentionwatch.errors import Broken, Denied, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.facebook_post import COMMENT_FIELDS, POST_FIELDS, Above, Reader, author_id
from mentionwatch.feeds.graph import Comments, Graph, find_edge
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import all_unreadable, get_map, get_text, need_list
from mentionwatch.feeds.walk import Chunk, Load, Round
from mentionwatch.model import Cursor, Gone, Page, Post, Sees

POSTS_A_PAGE = 25
COMMENTS_A_PAGE = 25
THREAD_PAGES = 4  # of a hundred comments

_NEWEST = {"filter": "stream", "order": "reverse_chronological"}
_BENEATH = (
    f"comments.filter(stream).order(reverse_chronological).limit({COMMENTS_A_PAGE}).summary(total_count)"
    f"{{{COMMENT_FIELDS}}}"
)
_REPLIES = f"comments.limit(100){{{COMMENT_FIELDS}}}"
_HINT = "give the Page's own token, with pages_read_engagement and pages_read_user_content"


class Facebook:
    """One Facebook Page, seen with the Page's own token."""

    sees = Sees(replies=True, edits=True, deletions=True, reach=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("token", "api"))
        self._spec = spec
        self._around = around
        self._graph = Graph(around.http, spec)
        self._reader = Reader(spec, around.now)
        self._page_id = ""
        self._yielded: set[str] = set()
        self._comments = Comments(None, spec=spec, now=around.now)

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give posts that tag the Page, and all posts on it; each with the comments beneath it.

        Comments come beneath old posts too: those on the Page are looked at as far back as the history goes.
        """
        await self._find_page()
        walk = Round(cursor, spec=self._spec, now=self._around.now)
        self._comments = Comments((cursor or {}).get("comments"), spec=self._spec, now=self._around.now)
        async for page in walk.pages({"inbox": self._edge("tagged")}):
            yield page
        async for page in walk.pages({"outbox:feed": self._edge("feed")}, overlap=self._spec.history):
            yield page
        if self._comments.gap:
            yield Page(gap=self._comments.gap)
        yield Page(
            cursor=walk.cursor(comments=self._comments.state()),
            outbox_from=max(filter(None, (walk.outbox_from, self._comments.seen_from))),
        )

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give a post with the comments beneath it, or a comment with those around it; or say that it is gone."""
        await self._find_page()
        post_id, _, comment_id = (native_id or ref.removeprefix("facebook:")).partition("/")
        try:
            found = await (self._around_comment(post_id, comment_id) if comment_id else self._beneath_post(post_id))
        except Missing:
            yield Gone(ref)
            return
        for post in found:
            yield post

    def _edge(self, name: str) -> Load:
        async def load(token: str | None) -> Chunk:
            path = f"{self._page_id}/{name}"
            body = await self._graph.get(path, f"{POST_FIELDS},{_BENEATH}", token=token, limit=POSTS_A_PAGE)
            items = need_list(body, "data", self._graph.host)
            if name == "feed" and items and not any(map(author_id, items)):
                raise Denied("Facebook names no author of any post on the Page", hint=_HINT)
            chunk = self._graph.chunk(body, items, lambda item: [self._reader.read_post(item)], time="created_time")
            if items and not chunk.posts:
                raise all_unreadable(self._graph.host, chunk.skipped)
            posts, skipped = self._new(chunk.posts), list(chunk.skipped)
            new = {post.ref for post in posts}
            for item in items:
                if f"facebook:{get_text(item, 'id')}" in new:
                    walked = await self._comments.walk(self._beneath(item))
                    posts += self._new(walked.posts)
                    skipped += walked.skipped
            return replace(chunk, posts=tuple(posts), skipped=tuple(skipped))

        return load

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
        found = [self._reader.read_post(item)]
        token: str | None = None
        for _ in range(THREAD_PAGES):
            body = await self._graph.get(f"{post_id}/comments", COMMENT_FIELDS, token=token, limit=100, **_NEWEST)
            chunk = self._read_comments(body, need_list(body, "data", self._graph.host), self._above(item))
            found += chunk.posts
            token = chunk.next
            if token is None:
                break
        return found

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

    def _new(self, posts: Sequence[Post]) -> list[Post]:
        """Leave out what this poll has given already: a post on the Page may tag it too."""
        new = list({post.ref: post for post in posts if post.ref not in self._yielded}.values())
        self._yielded.update(post.ref for post in new)
        return new

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

"""Instagram's professional accounts: media that tags the account, its own media, and the comments beneath both.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media /ig-user/tags
https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/comments
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from mentionwatch.errors import Broken, Denied, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.graph import Graph, find_edge
from mentionwatch.feeds.graph_sight import Sight
from mentionwatch.feeds.graph_token import note_end
from mentionwatch.feeds.graph_wall import Reading, Wall, read_pages
from mentionwatch.feeds.instagram_post import COMMENT_FIELDS, MEDIA_FIELDS, Above, Reader
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import Unreadable, all_unreadable, get_map, get_text, need_list
from mentionwatch.feeds.walk import Chunk, Load
from mentionwatch.model import Cursor, Gone, Page, Post, Sees

AT_A_TIME = 50  # comments of a media, and replies to a comment: the most that Instagram gives

_REPLIES = f"replies.limit({AT_A_TIME}){{{COMMENT_FIELDS}}}"
_COMMENTS = f"{COMMENT_FIELDS},{_REPLIES}"
_SEEN = f"username,comments.limit({AT_A_TIME}){{username,from{{id,username}}}}"
_HINT = "give a token with instagram_basic and instagram_manage_comments, and the account's id as the option `user`"
_NO_TAGS = "posts that tag the account are left out: the comments beneath them are not shown, so none is seen answered"


class Instagram:
    """One professional account, seen with a token for it."""

    sees = Sees(replies=True, edits=True, deletions=True, reach=True)

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        check_options(spec, ("token", "user", "api", "app_id", "app_secret"))
        self._spec = spec
        self._around = around
        self._graph = Graph(around.http, spec)
        self._reader = Reader(spec, around.now)
        self._sight = Sight(self._graph, fields=_SEEN, is_customers=self._reader.is_customers)
        self._user_id = ""

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give media that tags the account, and its own; each with the comments beneath it."""
        await self._find_account()
        await note_end(self._graph, self._spec, self._around)
        reading = Reading(post=self._reader.read_media, beneath=self._beneath, time="timestamp")
        wall = Wall(self._graph, reading, cursor, spec=self._spec, now=self._around.now)
        fields = f"{MEDIA_FIELDS},comments.limit({AT_A_TIME}){{{_COMMENTS}}}"
        inbox = self._tags(wall.load(f"{self._user_id}/tags", fields, is_own=False))
        outbox = wall.load(f"{self._user_id}/media", fields, is_own=True)
        async for page in wall.pages(inbox=inbox, outbox=outbox):
            yield page

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give media with the comments beneath it, or a comment with the replies to it; or say that it is gone."""
        await self._find_account()
        media_id, *comment_ids = (native_id or ref.removeprefix("instagram:")).split("/")
        try:
            media = await self._graph.get(media_id, MEDIA_FIELDS)
            above = self._reader.beneath(media)
            if comment_ids:
                found = await self._around_comment(comment_ids[0], above)
            else:
                found = await read_pages(lambda token: self._comments(above, token))
            if comment_ids and ref not in {post.ref for post in found}:
                await self._graph.get(comment_ids[-1], "id")  # beyond what was read, or gone
            found.append(self._reader.read_media(media))
        except Missing:
            await self._sight.check(f"{self._user_id}/media", f"{self._user_id}/tags")
            yield Gone(ref)
            return
        except Unreadable as reason:
            raise all_unreadable(self._graph.host, [str(reason)]) from None
        for post in found:
            yield post

    def _tags(self, load: Load) -> Load:
        """Leave tagged posts out where we may not see the comments beneath them, and say so."""

        async def load_tags(token: str | None) -> Chunk:
            try:
                return await load(token)
            except Denied as refusal:
                if token is None and await self._shows_bare_tags():
                    return Chunk(posts=(), times=(), size=0, skipped=(_NO_TAGS,))
                raise refusal

        return load_tags

    async def _shows_bare_tags(self) -> bool:
        try:
            await self._graph.get(f"{self._user_id}/tags", "id", limit=1)
        except Denied:
            return False
        return True

    def _beneath(self, media: Any) -> Load:
        """Load the comments beneath a media: the newest have come with it."""
        above = self._reader.beneath(media)

        async def load(token: str | None) -> Chunk:
            if token is None:
                body, items = find_edge(media, "comments")
                return self._read(body, items, above)
            return await self._comments(above, token)

        return load

    async def _comments(self, above: Above, token: str | None) -> Chunk:
        body = await self._graph.get(f"{above.path[0]}/comments", _COMMENTS, token=token, limit=AT_A_TIME)
        return self._read(body, need_list(body, "data", self._graph.host), above)

    def _read(self, body: Any, items: list[Any], above: Above) -> Chunk:
        chunk = self._graph.chunk(body, items, lambda item: self._reader.read_comments(item, above), time="timestamp")
        crowded = [item for item in items if self._graph.next_page(get_map(item, "replies")) != (None, False)]
        cut = tuple(f"{get_text(item, 'id')}: not all of the replies to it came with it" for item in crowded)
        return replace(chunk, skipped=(*chunk.skipped, *cut))

    async def _around_comment(self, comment_id: str, above: Above) -> list[Post]:
        """Read a comment of the first level with the replies to it, which stand in one row."""
        comment = await self._graph.get(comment_id, COMMENT_FIELDS)
        beneath = self._reader.beneath(comment, above)

        async def load(token: str | None) -> Chunk:
            body = await self._graph.get(f"{comment_id}/replies", COMMENT_FIELDS, token=token, limit=AT_A_TIME)
            return self._read(body, need_list(body, "data", self._graph.host), beneath)

        return [*self._reader.read_comments(comment, above), *await read_pages(load)]

    async def _find_account(self) -> None:
        """Learn the account's id and name: told by `user`, else the one behind the token's Page."""
        if self._user_id:
            return
        user = str(self._spec.options.get("user") or "")
        try:
            if user:
                account = await self._graph.get(user, "id,username")
            else:
                page = await self._graph.get("me", "instagram_business_account{id,username}")
                account = get_map(page, "instagram_business_account")
        except Broken as error:
            error.hint = error.hint or _HINT
            raise
        own_id, name = get_text(account, "id"), get_text(account, "username")
        if not own_id or not name:
            raise all_unreadable(self._graph.host, ["no Instagram account behind the token's Page"])
        accounts = {each.removeprefix("@").casefold() for each in self._spec.accounts}
        if accounts and name.casefold() not in accounts:
            hint = "one account a feed; rivals' accounts cannot be read"
            raise Broken(f"the token is of the account {name}, which `accounts` does not name", hint=hint)
        self._user_id = own_id
        self._reader.ours.update({own_id, name.casefold(), *accounts})

"""YouTube's comments as posts.

https://developers.google.com/youtube/v3/docs/comments https://developers.google.com/youtube/v3/docs/commentThreads
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.shape import (
    Unreadable,
    get_count,
    get_list,
    get_map,
    get_text,
    get_time,
    holds_term,
    judge_time,
    need_map,
    need_text,
)
from mentionwatch.model import Account, Address, Post


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as read: its first comment, and of the `count` replies those that came along.

    `time` is the one that orders the stream.
    """

    id: str
    item: Mapping[str, Any]
    posts: tuple[Post, ...]
    time: datetime
    count: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads comments for one brand. `ours` holds the handles of its channels by their ids."""

    spec: FeedSpec
    now: datetime
    ours: dict[str, str] = field(default_factory=dict)

    def read_all(self, items: Sequence[Any]) -> tuple[list[Thread], list[str]]:
        """Read threads, and say of each thread and reply that cannot be read why."""
        threads: list[Thread] = []
        reasons: list[str] = []
        for item in items:
            try:
                threads.append(self.read_thread(item, reasons))
            except Unreadable as reason:
                reasons.append(_named(item, reason))
        return threads, reasons

    def read_thread(self, item: Any, reasons: list[str]) -> Thread:
        """Read a thread with the replies that came along. Raises Unreadable for the first comment."""
        about = need_map(item, "snippet")
        first = need_map(about, "topLevelComment")
        count = get_count(about, "totalReplyCount") or 0
        post = self.read(first, thread=about, replies=count)
        replies = get_list(get_map(item, "replies"), "comments")
        read = self.read_replies(item, replies, reasons)
        return Thread(need_text(first, "id"), item, (post, *read), post.created_at, count, len(replies) >= count)

    def read_replies(self, item: Any, replies: Sequence[Any], reasons: list[str]) -> list[Post]:
        """Read replies of a thread, and add why others could not be read."""
        thread = get_map(item, "snippet")
        first, posts = get_map(thread, "topLevelComment"), []
        for reply in replies:
            try:
                posts.append(self.read(reply, thread=thread, first=first))
            except Unreadable as reason:
                reasons.append(_named(reply, reason))
        return posts

    def read(
        self, comment: Any, *, thread: Mapping[str, Any], first: Any | None = None, replies: int | None = None
    ) -> Post:
        """Read one comment. Raises Unreadable."""
        own_id, said = need_text(comment, "id"), need_map(comment, "snippet")
        account, text = _account(said, own_id), need_text(said, "textDisplay")
        published, updated = get_time(said, "publishedAt"), get_time(said, "updatedAt")
        if published is None:
            raise Unreadable("no time of posting")
        created_at, quality = judge_time(published, self.now)
        video = get_text(said, "videoId") or get_text(thread, "videoId")
        parent = f"youtube:{need_text(first, 'id')}" if first else None
        is_ours = author_of(comment) in self.ours
        return Post(
            ref=f"youtube:{own_id}",
            account=account,
            text=text,
            created_at=created_at,
            time_quality=quality,
            parent_ref=parent,
            root_ref=parent,
            address=None if is_ours else self._address(text, author_of(comment), thread, first),
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            url=f"https://www.youtube.com/watch?v={video}&lc={own_id}" if video else None,
            edited_at=min(updated, self.now) if updated and updated > published else None,
            likes=get_count(said, "likeCount"),
            replies=replies,
        )

    def _address(self, text: str, author: str | None, thread: Mapping[str, Any], first: Any | None) -> Address:
        """Say how a comment stands to the brand.

        On its own channel a first comment is to it, and so is what the same person adds beneath. Others' replies
        are to it where they answer its comment or name its handle; whom else they answer, YouTube does not say.
        """
        is_own_channel = get_text(thread, "channelId") in self.ours
        begun_by = author_of(first) if first else None
        is_to = begun_by in self.ours or (is_own_channel and (first is None or (author and author == begun_by)))
        if is_to or any(holds_term(text, f"@{handle}") for handle in self.ours.values()):
            return Address.TO
        return Address.ABOUT if any(holds_term(text, term) for term in self.spec.terms) else Address.ASIDE


def author_of(comment: Any) -> str | None:
    """Give the id of a comment's author; a channel that is gone has none."""
    return get_text(get_map(get_map(comment, "snippet"), "authorChannelId"), "value")


def _account(said: Mapping[str, Any], own_id: str) -> Account:
    channel = get_text(get_map(said, "authorChannelId"), "value")
    name = get_text(said, "authorDisplayName")
    if not channel and not name:
        raise Unreadable("no author")
    return Account(
        ref=f"youtube:{channel}" if channel else f"youtube:{own_id}/author",  # lest all nobodies be one customer
        network="youtube",
        handle=(name or channel or "").removeprefix("@"),
        url=f"https://www.youtube.com/channel/{channel}" if channel else None,
    )


def _named(item: Any, reason: Unreadable) -> str:
    return f"{(get_text(item, 'id') or 'an item without id')[:60]}: {reason}"

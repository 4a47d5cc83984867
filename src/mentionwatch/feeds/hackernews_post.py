"""Hacker News's stories and comments as posts.

https://hn.algolia.com/api
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
    get_text,
    get_time,
    holds_term,
    judge_time,
    need_id,
    need_text,
)
from mentionwatch.model import Account, Address, Post
from mentionwatch.text import html_to_text

WEB = "https://news.ycombinator.com"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads search hits and items for one brand. `by_us` holds the ids of what its accounts wrote."""

    spec: FeedSpec
    now: datetime
    by_us: set[str] = field(default_factory=set)

    def read(self, item: Any) -> Post:
        """Read a hit of the search or an item of a thread. Raises Unreadable."""
        own_id, author, text = id_in(item, "objectID") or need_id(item, "id"), need_text(item, "author"), _text(item)
        created_at = get_time(item, "created_at_i")
        if created_at is None:
            raise Unreadable("no time of posting")
        created_at, quality = judge_time(created_at, self.now)
        parent, story = id_in(item, "parent_id"), id_in(item, "story_id")
        is_ours = author in self.spec.accounts
        if is_ours:
            self.by_us.add(own_id)
        return Post(
            ref=f"hackernews:{own_id}",
            account=Account(
                ref=f"hackernews:{author}", network="hackernews", handle=author, url=f"{WEB}/user?id={author}"
            ),
            text=text,
            created_at=created_at,
            time_quality=quality,
            parent_ref=f"hackernews:{parent}" if parent else None,
            root_ref=f"hackernews:{story}" if parent and story else None,
            address=None if is_ours else self._address(parent, text),
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            url=f"{WEB}/item?id={own_id}",
            likes=get_count(item, "points"),
            replies=get_count(item, "num_comments"),
        )

    def read_all(self, items: Sequence[Any]) -> tuple[list[Post], list[str]]:
        """Read items, and say of each unreadable one why it is."""
        posts, reasons = [], []
        for item in items:
            try:
                posts.append(self.read(item))
            except Unreadable as reason:
                reasons.append(f"{id_in(item, 'objectID') or id_in(item, 'id') or 'an item without id'}: {reason}")
        return posts, reasons

    def _address(self, parent: str | None, text: str) -> Address:
        if parent in self.by_us:
            return Address.TO
        return Address.ABOUT if any(holds_term(text, term) for term in self.spec.terms) else Address.ASIDE


def id_in(item: Any, name: str) -> str | None:
    """Give a field if it is an id."""
    try:
        return need_id(item, name)
    except Unreadable:
        return None


def is_gone(item: Mapping[str, Any]) -> bool:
    """Say whether an item was deleted: its place in the tree stays, without an author."""
    return "author" in item and item["author"] is None


def _text(item: Mapping[str, Any]) -> str:
    html = get_text(item, "comment_text") or get_text(item, "story_text") or get_text(item, "text") or ""
    text = "\n\n".join(filter(None, (get_text(item, "title"), html_to_text(html))))
    if not text:
        raise Unreadable("no text")
    return text

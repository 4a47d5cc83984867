"""Facebook's posts and comments as posts.

https://developers.facebook.com/docs/graph-api/reference/pagepost/ /reference/comment/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.graph import UNKNOWN, total_of
from mentionwatch.feeds.shape import (
    Unreadable,
    get_count,
    get_list,
    get_map,
    get_text,
    get_time,
    get_web_url,
    holds_term,
    judge_time,
    need_id,
    need_text,
)
from mentionwatch.model import Account, Address, Post

COMMENT_FIELDS = (
    "id,message,created_time,from{id,name},parent{id,from{id}},like_count,comment_count,permalink_url,message_tags"
)
POST_FIELDS = "id,message,story,created_time,from{id,name},permalink_url,shares,reactions.limit(0).summary(total_count)"


@dataclass(frozen=True, slots=True)
class Above:
    """The post that a comment stands beneath, and whether the brand wrote it."""

    id: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads posts and comments for one brand. `ours` holds the brand's names by the ids of its Page and people."""

    spec: FeedSpec
    now: datetime
    ours: dict[str, str] = field(default_factory=dict)

    def is_customers(self, item: Any) -> bool:
        """Say whether an item names an author who does not speak for the brand."""
        return author_id(item) not in {*self.ours, ""}

    def read_post(self, item: Any) -> Post:
        """Read a post on the Page, or one that tags it. Raises Unreadable."""
        own_id = need_text(item, "id")
        shares = get_count(get_map(item, "shares"), "count")
        likes, replies = total_of(item, "reactions"), total_of(item, "comments")
        return self._post(
            item, own_id, Address.TO, likes=likes, shares=shares, replies=replies, text=get_text(item, "story") or ""
        )

    def read_comment(self, item: Any, above: Above) -> Post:
        """Read a comment, or a reply to one. Raises Unreadable."""
        own_id = need_text(item, "id")
        parent = get_map(item, "parent")
        answers_us = author_id(parent) in self.ours if parent else above.is_ours
        parent_id = get_text(parent, "id") or above.id
        return self._post(
            item,
            own_id,
            Address.TO if answers_us or self._is_tagged(item) else self._found(item),
            native_id=f"{above.id}/{own_id}",
            parent_ref=f"facebook:{parent_id}",
            root_ref=f"facebook:{above.id}",
            likes=get_count(item, "like_count"),
            replies=get_count(item, "comment_count"),
        )

    def _post(self, item: Any, own_id: str, address: Address, *, text: str = "", **more: Any) -> Post:
        created_at = get_time(item, "created_time")
        if created_at is None:
            raise Unreadable("no time of posting")
        created_at, quality = judge_time(created_at, self.now)
        is_ours = author_id(item) in self.ours
        return Post(
            ref=f"facebook:{own_id}",
            account=_account(item, own_id),
            text=get_text(item, "message") or text,  # pictures and stickers have no words
            created_at=created_at,
            time_quality=quality,
            address=None if is_ours else address,
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            url=get_web_url(item, "permalink_url"),
            **more,
        )

    def _is_tagged(self, item: Mapping[str, Any]) -> bool:
        return any(
            str(tag.get("id")) in self.ours for tag in get_list(item, "message_tags") if isinstance(tag, Mapping)
        )

    def _found(self, item: Mapping[str, Any]) -> Address:
        text = get_text(item, "message") or ""
        return Address.ABOUT if any(holds_term(text, term) for term in self.spec.terms) else Address.ASIDE


def author_id(item: Any) -> str:
    """Give the id of an item's author, nothing where the network does not name one."""
    author = get_map(item, "from")
    try:
        return need_id(author, "id")
    except Unreadable:
        return ""


def _account(item: Any, own_id: str) -> Account:
    """Give the author. One that is not named has an account for this item alone, lest all be one customer."""
    author = author_id(item)
    name = get_text(get_map(item, "from"), "name")
    ref = f"facebook:{author}" if author else f"facebook:{own_id}/author"
    return Account(ref=ref, network="facebook", handle=name or author or UNKNOWN)

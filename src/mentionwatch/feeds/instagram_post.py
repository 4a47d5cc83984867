"""Instagram's media and comments as posts.

https://developers.facebook.com/docs/instagram-platform/reference/instagram-media /instagram-comment
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.graph import UNKNOWN, find_edge
from mentionwatch.feeds.shape import (
    Unreadable,
    get_count,
    get_map,
    get_text,
    get_time,
    get_web_url,
    holds_term,
    judge_time,
    need_text,
)
from mentionwatch.model import Account, Address, Post

MEDIA_FIELDS = "id,caption,timestamp,username,permalink,like_count,comments_count"
COMMENT_FIELDS = "id,text,timestamp,username,from{id,username},like_count"


@dataclass(frozen=True, slots=True)
class Above:
    """What a comment stands beneath: the ids from the media down, whether the brand wrote it, and its address."""

    path: tuple[str, ...]
    is_ours: bool
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads media and comments for one brand. `ours` holds its account's id and the user names that speak for it."""

    spec: FeedSpec
    now: datetime
    ours: set[str] = field(default_factory=set)

    def read_media(self, item: Any) -> Post:
        """Read a picture or film: the brand's own, or one that tags it. Raises Unreadable."""
        return self._post(
            item,
            get_text(item, "caption") or "",  # many have none
            Address.TO,
            url=get_web_url(item, "permalink"),
            replies=get_count(item, "comments_count"),
        )

    def read_comments(self, item: Any, above: Above) -> list[Post]:
        """Read a comment, and the replies that stand in it. Raises Unreadable if the comment itself cannot be read."""
        comment = self._read_comment(item, above)
        return [comment, *self._read_replies(item, self.beneath(item, above))]

    def beneath(self, item: Any, above: Above | None = None) -> Above:
        """Make what stands above the comments of a media, or above the replies to a comment."""
        path = (*(above.path if above else ()), get_text(item, "id") or "")
        url = above.url if above else get_web_url(item, "permalink")
        return Above(path, self.is_ours(item), url)

    def is_ours(self, item: Any) -> bool:
        """Say whether the brand wrote an item."""
        names = (_author(item).casefold(), get_text(get_map(item, "from"), "id"))
        return any(name in self.ours for name in names)

    def is_customers(self, item: Any) -> bool:
        """Say whether an item names an author who does not speak for the brand."""
        return bool(_author(item)) and not self.is_ours(item)

    def _read_replies(self, item: Any, above: Above) -> Iterator[Post]:
        for reply in find_edge(item, "replies")[1]:
            try:
                yield self._read_comment(reply, above)
            except Unreadable:
                continue  # one odd reply must not cost its comment

    def _read_comment(self, item: Any, above: Above) -> Post:
        text = item.get("text") if isinstance(item, Mapping) else None
        if not isinstance(text, str):
            raise Unreadable("no text")
        is_about = any(holds_term(text, term) for term in self.spec.terms)
        found = Address.ABOUT if is_about else Address.ASIDE
        return self._post(
            item,
            get_text(item, "text") or "",
            Address.TO if above.is_ours else found,
            url=above.url,
            native_id="/".join((*above.path, need_text(item, "id"))),
            parent_ref=f"instagram:{above.path[-1]}",
            root_ref=f"instagram:{above.path[0]}",
        )

    def _post(self, item: Any, text: str, address: Address, **more: Any) -> Post:
        own_id = need_text(item, "id")
        created_at = get_time(item, "timestamp")
        if created_at is None:
            raise Unreadable("no time of posting")
        created_at, quality = judge_time(created_at, self.now)
        is_ours = self.is_ours(item)
        author = _author(item)
        return Post(
            ref=f"instagram:{own_id}",
            # One who is not named has an account for this item alone, lest all be one customer.
            account=Account(
                ref=f"instagram:{author.casefold() or own_id + '/author'}",
                network="instagram",
                handle=author or UNKNOWN,
                url=f"https://www.instagram.com/{author}/" if author else None,
            ),
            text=text,
            created_at=created_at,
            time_quality=quality,
            address=None if is_ours else address,
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            likes=get_count(item, "like_count"),
            **more,
        )


def _author(item: Any) -> str:
    return get_text(item, "username") or get_text(get_map(item, "from"), "username") or ""

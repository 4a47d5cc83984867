"""Items of somebody's JSON as posts, by the fields that the plan names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape
from typing import Any

from mentionwatch.feeds import FeedSpec, cells
from mentionwatch.feeds.json_model import Fields
from mentionwatch.feeds.json_paths import find, find_text, find_word
from mentionwatch.feeds.json_plan import Plan
from mentionwatch.feeds.json_values import get, is_true, need, plain, read_posted_at, read_stars
from mentionwatch.feeds.shape import Unreadable, holds_term
from mentionwatch.feeds.times import read_time
from mentionwatch.model import Account, Address, Post, TimeQuality, Visibility
from mentionwatch.text import clean_text, html_to_text

REPLY = "/reply"
"""What the ref of a reply ends with that stands within the review it answers, and has no id of its own."""

_PRIVATE = frozenset({"private", "direct", "true"})


@dataclass(frozen=True, slots=True)
class Item:
    """A post as read, the brand's reply that it carries, and the handle of whom it speaks to."""

    post: Post
    reply: Post | None
    addressee: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the items of one feed. `brand_refs` grows by each of the brand's posts that was read."""

    spec: FeedSpec
    plan: Plan
    now: datetime
    brand_refs: set[str] = field(default_factory=set)

    def read_all(
        self, items: Sequence[Any], fields: Fields, stream: Mapping[str, str], *, is_outbox: bool = False
    ) -> tuple[list[Item], list[str]]:
        """Read items but for those that are no posts, and say of each unreadable one why it is."""
        read, reasons = [], []
        for item in items:
            if is_true(find(item, fields.skip, stream)):
                continue
            try:
                read.append(self._read(item, fields, stream, is_outbox))
            except Unreadable as reason:
                name = find_word(item, fields.id, stream)
                reasons.append(f"{name[:60] if name else 'an item without id'}: {reason}")
        self.brand_refs.update(item.post.ref for item in read if item.post.from_brand)
        return read, reasons

    def place(self, items: Sequence[Item], address: Address | None) -> list[Post]:
        """Give the posts, each with how it stands to the brand: as told, else by what it answers and says."""
        posts = []
        for item in items:
            stands = None if item.post.from_brand else address or self._judge(item)
            posts += [replace(item.post, address=stands), *([item.reply] if item.reply else [])]
        return posts

    def ref(self, own_id: str) -> str:
        """Name a post of this feed for all feeds."""
        return f"{self.spec.network}:{self.plan.scope}/{own_id}" if self.plan.scope else f"{self.spec.network}:{own_id}"

    def own_id(self, ref: str) -> str:
        """Give the id that `ref` was made of."""
        return ref.removeprefix(self.ref(""))

    def _judge(self, item: Item) -> Address:
        post = item.post
        if post.parent_ref in self.brand_refs or self._is_ours(item.addressee) or self._tags_us(post.text):
            return Address.TO
        if self.plan.options.own and post.parent_ref is None:
            return Address.TO
        return Address.ABOUT if any(holds_term(post.text, term) for term in self.spec.terms) else Address.ASIDE

    def _is_ours(self, name: str | None) -> bool:
        return bool(name) and plain(name or "") in {plain(account) for account in self.spec.accounts}

    def _tags_us(self, text: str) -> bool:
        return any(holds_term(text, f"@{plain(account)}") for account in self.spec.accounts)

    def _read(self, item: Any, fields: Fields, stream: Mapping[str, str], is_outbox: bool) -> Item:
        own_id = need(item, fields.id, stream, "id")
        created_at, quality = self._time(find(item, fields.created_at, stream), fields)
        author_id, handle = find_word(item, fields.author_id, stream), self._handle(item, fields, stream)
        is_ours = is_outbox or self._is_ours(handle) or self._is_ours(author_id)
        is_ours = is_ours or is_true(find(item, fields.from_brand, stream))
        is_deleted = is_true(find(item, fields.deleted, stream))
        is_private = str(find(item, fields.private, stream)).lower() in _PRIVATE
        rating = read_stars(find(item, fields.rating, stream), fields.stars)
        text = "" if is_deleted else self._text(item, fields, stream, is_wordless=rating is not None)
        parent = find_word(item, fields.in_reply_to, stream)
        root = find_word(item, fields.thread, stream)
        edited_at = get(find(item, fields.edited_at, stream), lambda value: read_time(value)[0])
        followers, likes, shares, replies = (
            get(find(item, where, stream), cells.read_count)
            for where in (fields.followers, fields.likes, fields.shares, fields.replies)
        )
        post = Post(
            ref=self.ref(own_id),
            native_id=own_id,
            account=Account(
                ref=self.ref(f"u/{author_id or handle.casefold()}"),
                network=self.spec.network,
                handle=handle,
                name=find_word(item, fields.author_name, stream),
                url=get(find(item, fields.author_url, stream), cells.read_url),
                followers=followers,
            ),
            text="" if is_private else text,
            created_at=created_at,
            time_quality=quality,
            parent_ref=self.ref(parent) if parent and parent != own_id else None,
            root_ref=self.ref(root) if root and root != own_id else None,
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            url=get(find(item, fields.url, stream), cells.read_url),
            lang=get(find(item, fields.lang, stream), cells.read_language),
            rating=rating,
            location=find_word(item, fields.location, stream),
            visibility=Visibility.PRIVATE if is_private else Visibility.PUBLIC,
            edited_at=min(edited_at, self.now) if edited_at and edited_at > created_at else None,
            deleted_at=self.now if is_deleted else None,
            likes=likes,
            shares=shares,
            replies=replies,
        )
        return Item(post, self._reply(item, fields, stream, post), find_word(item, fields.addressee, stream))

    def _reply(self, item: Any, fields: Fields, stream: Mapping[str, str], to: Post) -> Post | None:
        """Give the brand's reply that a review carries; its time is the earliest that was ever seen, by the store."""
        text = find_text(item, fields.reply.text, stream) if fields.reply else None
        if fields.reply is None or not text:
            return None
        try:
            created_at, quality = self._time(find(item, fields.reply.created_at, stream), fields)
        except Unreadable:  # a reply is there all the same
            created_at, quality = self.now, TimeQuality.ESTIMATED
        usual = self.spec.accounts[0] if self.spec.accounts else self.spec.brand
        handle = find_word(item, fields.reply.author, stream) or usual
        return Post(
            ref=f"{to.ref}{REPLY}",
            native_id=f"{to.native_id}{REPLY}",
            account=Account(ref=self.ref(f"u/{handle.casefold()}"), network=to.network, handle=handle),
            text=self._words(text, fields),
            created_at=created_at,
            time_quality=quality,
            parent_ref=to.ref,
            from_brand=True,
            brand=self.spec.brand,
            location=to.location,
        )

    def _time(self, value: Any, fields: Fields) -> tuple[datetime, TimeQuality]:
        return read_posted_at(value, self.now, is_estimated=fields.estimated)

    def _text(self, item: Any, fields: Fields, stream: Mapping[str, str], *, is_wordless: bool) -> str:
        """Give the parts of a text below each other. A rating needs no words."""
        places = (fields.text,) if isinstance(fields.text, str) else fields.text
        parts = [part for where in places if (part := find_text(item, where, stream)) is not None]
        if not parts and not is_wordless:
            raise Unreadable("no text")
        return "\n\n".join(filter(None, (self._words(part, fields) for part in parts)))

    def _words(self, text: str, fields: Fields) -> str:
        text = html_to_text(text) if fields.html else clean_text(text).strip()
        for pattern in self.plan.options.cut:
            text = re.sub(pattern, "", text).strip()
        return text

    def _handle(self, item: Any, fields: Fields, stream: Mapping[str, str]) -> str:
        """Give the author's handle; where texts are HTML, names are too."""
        handle = need(item, fields.author, stream, "author")
        return (clean_text(unescape(handle)) if fields.html else handle).lstrip("@").strip() or handle

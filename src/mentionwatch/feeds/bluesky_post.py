"""Bluesky's records as posts.

https://docs.bsky.app/docs/advanced-guides/post-richtext
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

_LONGEST_LINK = 2_000
_MENTION = "app.bsky.richtext.facet#mention"
_LINK = "app.bsky.richtext.facet#link"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads posts for one brand. `ours` holds the brand's handles by account id (DID)."""

    spec: FeedSpec
    now: datetime
    ours: dict[str, str] = field(default_factory=dict)

    def read_all(self, views: Sequence[Any]) -> tuple[list[Post], list[str]]:
        """Read posts, and say of each unreadable one why it is."""
        posts, reasons = [], []
        for view in views:
            try:
                posts.append(self.read(view))
            except Unreadable as reason:
                reasons.append(f"{(get_text(view, 'uri') or 'an item without uri')[:100]}: {reason}")
        return posts, reasons

    def read(self, view: Any) -> Post:
        """Read a post view or a notification. Raises Unreadable."""
        author = need_map(view, "author")
        did, uri = need_text(author, "did"), need_text(view, "uri")
        record = need_map(view, "record")
        reply = get_map(record, "reply")
        created_at, quality = judge_time(time_of(view), self.now)
        is_ours = did in self.ours
        return Post(
            ref=f"bluesky:{uri}",
            account=_account(author, did),
            text=text_of(record),
            created_at=created_at,
            time_quality=quality,
            parent_ref=_ref(get_map(reply, "parent")),
            root_ref=_ref(get_map(reply, "root")),
            address=None if is_ours else self._address(record),
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            url=f"https://bsky.app/profile/{did}/post/{uri.rpartition('/')[2]}",
            lang=next((lang for lang in get_list(record, "langs") if isinstance(lang, str)), None),
            likes=get_count(view, "likeCount"),
            shares=get_count(view, "repostCount"),
            replies=get_count(view, "replyCount"),
        )

    def _address(self, record: Mapping[str, Any]) -> Address:
        """Say how a post stands to the brand, by what it tags, answers, says and quotes."""
        parent = get_text(get_map(get_map(record, "reply"), "parent"), "uri")
        if _tagged(record) & self.ours.keys() or did_of(parent) in self.ours:
            return Address.TO
        terms = (*self.spec.terms, *(f"@{handle}" for handle in self.ours.values()))
        is_about = did_of(_quoted(record)) in self.ours or any(holds_term(text_of(record), term) for term in terms)
        return Address.ABOUT if is_about else Address.ASIDE


def is_repost(item: Any) -> bool:
    """Say whether an item of an account's feed is somebody's post that the account repeats."""
    return (get_text(get_map(item, "reason"), "$type") or "").endswith("#reasonRepost")


def time_of(view: Mapping[str, Any]) -> datetime:
    """Give the earlier of what the author claims and when the network saw it. Raises Unreadable."""
    claimed, seen = get_time(get_map(view, "record"), "createdAt"), get_time(view, "indexedAt")
    times = [time for time in (claimed, seen) if time]
    if not times:
        raise Unreadable("no time of posting")
    return min(times)


def text_of(record: Mapping[str, Any]) -> str:
    """Give a record's text, with the full address of each link that is shown shortened.

    Facets count bytes of UTF-8; those that overlap or cut through a character are left alone.
    """
    text = record.get("text")
    if not isinstance(text, str):
        raise Unreadable("no text")
    raw = text.encode(errors="surrogatepass")
    end = len(raw)
    for start, stop, uri in sorted(_links(record), reverse=True):
        if start < stop <= end and raw[start:stop] != uri and _is_whole(raw, start) and _is_whole(raw, stop):
            raw = raw[:start] + uri + raw[stop:]
            end = start
    return raw.decode(errors="replace")


def did_of(uri: str | None) -> str:
    """Give the account in an at-URI, `at://DID/collection/key`."""
    return uri.removeprefix("at://").partition("/")[0] if uri else ""


def _links(record: Mapping[str, Any]) -> list[tuple[int, int, bytes]]:
    links = []
    for facet in get_list(record, "facets"):
        span = get_map(facet, "index")
        start, stop = get_count(span, "byteStart"), get_count(span, "byteEnd")
        for feature in get_list(facet, "features"):
            uri = get_text(feature, "uri")
            is_link = get_text(feature, "$type") == _LINK
            if is_link and start is not None and stop is not None and uri and _is_web(uri):
                links.append((start, stop, uri.encode(errors="surrogatepass")))
    return links


def _is_web(uri: str) -> bool:
    return uri.startswith(("https://", "http://")) and len(uri) <= _LONGEST_LINK


def _is_whole(raw: bytes, at: int) -> bool:
    """Say whether a place lies between two characters, not within one."""
    return at >= len(raw) or raw[at] & 0xC0 != 0x80


def _tagged(record: Mapping[str, Any]) -> set[str]:
    features = [feature for facet in get_list(record, "facets") for feature in get_list(facet, "features")]
    return {get_text(each, "did") or "" for each in features if get_text(each, "$type") == _MENTION}


def _quoted(record: Mapping[str, Any]) -> str | None:
    """Give the address of the post a record quotes, alone or beside a picture."""
    embed = get_map(record, "embed")
    quoted = get_map(embed, "record")
    return get_text(quoted, "uri") or get_text(get_map(quoted, "record"), "uri")


def _ref(target: Mapping[str, Any]) -> str | None:
    uri = get_text(target, "uri")
    return f"bluesky:{uri}" if uri else None


def _account(author: Mapping[str, Any], did: str) -> Account:
    return Account(
        ref=f"bluesky:{did}",
        network="bluesky",
        handle=get_text(author, "handle") or did,
        name=get_text(author, "displayName"),
        url=f"https://bsky.app/profile/{did}",
        followers=get_count(author, "followersCount"),
    )

"""X's posts as ours.

https://docs.x.com/x-api/fundamentals/data-dictionary
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from mentionwatch.clock import read_instant
from mentionwatch.feeds import FeedSpec
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

FIELDS = {
    "tweet.fields": "created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,public_metrics,"
    "edit_history_tweet_ids,note_tweet,lang,entities",
    "expansions": "author_id",
    "user.fields": "name,username,public_metrics",
}

_LONGEST_QUERY = 512
_EPOCH_MS = 1_288_834_974_657  # the instant from which X's ids count


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads posts for one brand. `ours` holds the brand's handles by account id."""

    spec: FeedSpec
    now: datetime
    ours: dict[str, str] = field(default_factory=dict)

    def read_all(self, items: Sequence[Any], users: Sequence[Any]) -> tuple[list[Post], list[str]]:
        """Read posts, reposts left out, and say of each unreadable one why it is. `users` are their authors."""
        authors = {get_text(user, "id"): user for user in users}
        posts, reasons = [], []
        for item in items:
            try:
                if not _referenced(item, "retweeted"):
                    posts.append(self.read(item, get_map(authors, get_text(item, "author_id") or "")))
            except Unreadable as reason:
                reasons.append(f"{(get_text(item, 'id') or 'an item without id')[:60]}: {reason}")
        return posts, reasons

    def read(self, item: Any, author: Mapping[str, Any]) -> Post:
        """Read one post. An edit has an id of its own; all versions go under the first one's. Raises Unreadable."""
        own_id, author_id, text = need_id(item, "id"), need_text(item, "author_id"), _text(item)
        written_at = get_time(item, "created_at")
        if written_at is None:
            raise Unreadable("no time of posting")
        first_id = next((each for each in get_list(item, "edit_history_tweet_ids") if isinstance(each, str)), own_id)
        is_edited = first_id != own_id
        begun_at = time_of(first_id) if is_edited else None
        created_at, quality = judge_time(min(written_at, begun_at or written_at), self.now)
        handle = get_text(author, "username") or author_id
        is_ours = author_id in self.ours
        conversation, metrics = get_text(item, "conversation_id"), get_map(item, "public_metrics")
        parent = _referenced(item, "replied_to")
        shares = [get_count(metrics, name) for name in ("retweet_count", "quote_count")]
        return Post(
            ref=f"x:{first_id}",
            native_id=own_id,
            account=_account(author, author_id, handle),
            text=text,
            created_at=created_at,
            time_quality=quality,
            parent_ref=f"x:{parent}" if parent else None,
            root_ref=f"x:{conversation}" if parent and conversation else None,
            address=None if is_ours else self._address(item, text),
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            url=f"https://x.com/{handle}/status/{own_id}",
            lang=get_text(item, "lang"),
            edited_at=min(written_at, self.now) if is_edited else None,
            likes=get_count(metrics, "like_count"),
            shares=sum(filter(None, shares)) if any(count is not None for count in shares) else None,
            replies=get_count(metrics, "reply_count"),
        )

    def _address(self, item: Any, text: str) -> Address:
        is_answer = get_text(item, "in_reply_to_user_id") in self.ours
        if is_answer or any(holds_term(text, f"@{handle}") for handle in self.ours.values()):
            return Address.TO
        return Address.ABOUT if any(holds_term(text, term) for term in self.spec.terms) else Address.ASIDE


def time_of(post_id: str) -> datetime | None:
    """Tell from an id of X when it was given; None for what is no such id."""
    try:
        return read_instant((int(post_id) >> 22) / 1000 + _EPOCH_MS / 1000) if post_id.isdecimal() else None
    except (ValueError, OverflowError):
        return None


def begins(now: datetime, history: timedelta) -> str:
    """Write the start of a search's span as X reads it."""
    return f"{(now - history).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def queries(spec: FeedSpec, handles: Sequence[str]) -> list[str]:
    """Put the terms into as few searches as hold them, without what mentions and the brand's posts bring anyway."""
    rest = " -is:retweet" + "".join(f" -from:{handle} -@{handle}" for handle in handles)
    found: list[list[str]] = []
    for term in (f'"{term.replace(chr(34), "")}"' for term in spec.terms):
        if found and len(_query([*found[-1], term], rest)) <= _LONGEST_QUERY:
            found[-1].append(term)
        else:
            found.append([term])
    return [_query(terms, rest) for terms in found]


def _query(terms: Sequence[str], rest: str) -> str:
    return f"({' OR '.join(terms)}){rest}"


def _text(item: Mapping[str, Any]) -> str:
    """Give a post's whole text, its links in full; X writes &amp; for &."""
    note = get_map(item, "note_tweet")
    source = note if get_text(note, "text") else item
    text = unescape(need_text(source, "text"))
    for link in get_list(get_map(source, "entities"), "urls"):
        short, full = get_web_url(link, "url"), get_web_url(link, "expanded_url")
        if short and full:
            text = text.replace(short, full)
    return text


def _referenced(item: Any, kind: str) -> str | None:
    """Give the id of the post that a post answers, quotes or repeats."""
    references = get_list(item, "referenced_tweets")
    return next((get_text(each, "id") for each in references if get_text(each, "type") == kind), None)


def _account(author: Mapping[str, Any], author_id: str, handle: str) -> Account:
    return Account(
        ref=f"x:{author_id}",
        network="x",
        handle=handle,
        name=get_text(author, "name"),
        url=f"https://x.com/{handle}",
        followers=get_count(get_map(author, "public_metrics"), "followers_count"),
    )

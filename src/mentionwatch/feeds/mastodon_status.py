"""Mastodon's statuses as posts.

https://docs.joinmastodon.org/entities/Status/
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
    get_web_url,
    holds_term,
    judge_time,
    need_id,
    need_map,
    need_text,
)
from mentionwatch.model import Account, Address, Post, Visibility
from mentionwatch.text import html_to_text

_PRIVATE = frozenset({"direct", "private"})


@dataclass(frozen=True, slots=True)
class Status:
    """A status as read: its post, still without a parent, and the server's id of the status it answers."""

    post: Post
    parent_id: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the statuses of one server for one brand. `ours` holds the brand's handles by account id."""

    spec: FeedSpec
    host: str
    now: datetime
    tags: tuple[str, ...] = ()
    ours: dict[str, str] = field(default_factory=dict)

    def read_all(self, statuses: Sequence[Any]) -> tuple[list[Status], list[str]]:
        """Read statuses, boosts left out, and say of each unreadable one why it is."""
        read, reasons = [], []
        for status in statuses:
            try:
                if not get_map(status, "reblog"):
                    read.append(self.read(status))
            except Unreadable as reason:
                reasons.append(named(status, str(reason)))
        return read, reasons

    def read(self, status: Any) -> Status:
        """Read one status. Raises Unreadable."""
        account = need_map(status, "account")
        text = _text(status)
        created_at, quality = judge_time(_created_at(status), self.now)
        address = self._address(status, text)
        is_private = get_text(status, "visibility") in _PRIVATE
        is_ours = need_id(account, "id") in self.ours
        post = Post(
            ref=f"mastodon:{need_text(status, 'uri')}",
            native_id=f"{self.host}/{need_id(status, 'id')}",
            account=self._account(account),
            text="" if is_private else text,
            created_at=created_at,
            time_quality=quality,
            address=None if is_ours else address,
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            url=get_web_url(status, "url"),
            lang=get_text(status, "language"),
            visibility=Visibility.PRIVATE if is_private else Visibility.PUBLIC,
            edited_at=get_time(status, "edited_at"),
            likes=get_count(status, "favourites_count"),
            shares=get_count(status, "reblogs_count"),
            replies=get_count(status, "replies_count"),
        )
        return Status(post, need_id(status, "in_reply_to_id") if status.get("in_reply_to_id") else None)

    def full_handle(self, acct: str) -> str:
        """Give an account of this server its host, as other servers see it."""
        return acct if "@" in acct else f"{acct}@{self.host}"

    def _account(self, account: Mapping[str, Any]) -> Account:
        return Account(
            ref=f"mastodon:{get_text(account, 'uri') or need_text(account, 'url')}",
            network="mastodon",
            handle=self.full_handle(need_text(account, "acct")),
            name=get_text(account, "display_name"),
            url=get_web_url(account, "url"),
            followers=get_count(account, "followers_count"),
        )

    def _address(self, status: Mapping[str, Any], text: str) -> Address:
        """Say how a status stands to the brand, by what it tags, answers and says."""
        tagged = {str(each.get("id")) for each in get_list(status, "mentions") if isinstance(each, Mapping)}
        if (tagged | {str(status.get("in_reply_to_account_id"))}) & self.ours.keys():
            return Address.TO
        tags = {(get_text(each, "name") or "").casefold() for each in get_list(status, "tags")}
        is_tagged = any(tag.casefold() in tags for tag in self.tags)
        is_about = is_tagged or any(holds_term(text, term) for term in self.spec.terms)
        return Address.ABOUT if is_about else Address.ASIDE


def named(item: Any, reason: str) -> str:
    """Name an item that was left out, with the reason."""
    name = item.get("id") if isinstance(item, Mapping) else None
    return f"{str(name)[:60] if name else 'an item without id'}: {reason}"


def _text(status: Mapping[str, Any]) -> str:
    content = status.get("content")
    if not isinstance(content, str):
        raise Unreadable("no content")
    return "\n".join(filter(None, (get_text(status, "spoiler_text"), html_to_text(content))))


def _created_at(status: Mapping[str, Any]) -> datetime:
    created_at = get_time(status, "created_at")
    if created_at is None:
        raise Unreadable("no time of posting")
    return created_at

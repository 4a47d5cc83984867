"""Reddit's submissions and comments as posts, from its JSON API and from its keyless Atom.

https://www.reddit.com/dev/api/ https://github.com/reddit-archive/reddit/wiki/JSON
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
    need_text,
)
from mentionwatch.feeds.syndication import Item
from mentionwatch.model import Account, Address, Post, TimeQuality

WEB = "https://www.reddit.com"
NAME = re.compile(r"t[13]_\w+", re.ASCII)

_GONE = (None, "[deleted]", "[removed]")
_ANSWERS = frozenset({"comment_reply", "post_reply", "username_mention"})
_LINK = re.compile(r"/comments/(\w+)", re.ASCII)
_FOOTER = re.compile(r"\s*submitted by\s+/u/\S+(?:\s+to\s+r/\S+)?\s*\[link\]\s*\[comments\]\s*$")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads things for one brand. `ours` holds its account names in small letters, `by_us` ids of what it wrote."""

    spec: FeedSpec
    now: datetime
    ours: frozenset[str]
    by_us: set[str] = field(default_factory=set)

    def read(self, thing: Any) -> Post:
        """Read a comment or a submission. Raises Unreadable."""
        name, author, text = _name(thing), _author(thing), _text(thing)
        created_at, quality = judge_time(_created_at(thing), self.now)
        link, parent = link_of(thing), get_text(thing, "parent_id")
        is_ours = author.casefold() in self.ours
        if is_ours:
            self.by_us.add(name)
        return Post(
            ref=f"reddit:{name}",
            native_id=f"{link}/_/{name[3:]}" if link and name.startswith("t1_") else name[3:],
            account=_account(author),
            text=text,
            created_at=created_at,
            time_quality=quality,
            parent_ref=f"reddit:{parent}" if parent and NAME.fullmatch(parent) else None,
            root_ref=f"reddit:t3_{link}" if link and name.startswith("t1_") else None,
            address=None if is_ours else self._address(thing, text),
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            url=_url(thing),
            edited_at=get_time(thing, "edited"),
            likes=get_count(thing, "score"),
            replies=get_count(thing, "num_comments") if name.startswith("t3_") else None,
        )

    def read_item(self, item: Item) -> Post:
        """Read an entry of the keyless Atom, which names no parents. Raises Unreadable."""
        author = item.author.removeprefix("/u/")
        if not NAME.fullmatch(item.guid) or not author or item.created_at is None:
            raise Unreadable("no id, author or time")
        created_at, quality = judge_time(item.created_at, self.now)
        title = "" if item.guid.startswith("t1_") else item.title  # a comment's is only "NAME on TITLE"
        parts = (title, _FOOTER.sub("", item.text))  # of a picture the text is the title again
        text = "\n\n".join(filter(None, dict.fromkeys(parts)))
        is_ours = author.casefold() in self.ours
        return Post(
            ref=f"reddit:{item.guid}",
            account=_account(author),
            text=text,
            created_at=created_at,
            time_quality=quality if item.time_quality is TimeQuality.EXACT else TimeQuality.ESTIMATED,
            address=None if is_ours else self._address({}, text),
            from_brand=is_ours or None,
            brand=self.spec.brand if is_ours else None,
            url=item.link or None,
        )

    def _address(self, thing: Mapping[str, Any], text: str) -> Address:
        """Say how a thing stands to the brand: an answer to it, a tag (u/name), a term."""
        on_ours = (get_text(thing, "link_author") or "").casefold() in self.ours
        is_answer = on_ours and (get_text(thing, "parent_id") or "").startswith("t3_")
        is_answer = is_answer or get_text(thing, "parent_id") in self.by_us or get_text(thing, "type") in _ANSWERS
        if is_answer or any(holds_term(text, f"u/{name}") for name in self.ours):
            return Address.TO
        return Address.ABOUT if any(holds_term(text, term) for term in self.spec.terms) else Address.ASIDE


def account_name(handle: str) -> str:
    """Read `name`, `u/name` or `/u/name`, in small letters: Reddit's names ignore case and never change."""
    return handle.strip().lstrip("/@").removeprefix("u/").casefold()


def things_below(listings: Any) -> Iterator[Mapping[str, Any]]:
    """Give each node of a tree of comments with its kind and data, however deep, without recursion."""
    pending = list(listings) if isinstance(listings, list) else [listings]
    while pending:
        data = get_map(pending[-1], "data")
        node = pending.pop()
        pending += get_list(data, "children") if get_text(node, "kind") == "Listing" else []
        if get_text(node, "kind") in ("t1", "t3", "more"):
            yield node
            pending += [data["replies"]] if isinstance(data.get("replies"), Mapping) else []


def is_gone(thing: Mapping[str, Any]) -> bool:
    """Say whether its author or a moderator has taken a thing away; its place in the tree stays."""
    return ("author" in thing and thing["author"] in _GONE) or _body(thing) in _GONE[1:]


def read_things(reader: Reader, things: Sequence[Any]) -> tuple[list[Post], list[str]]:
    """Read things, and say of each unreadable one why it is."""
    posts, reasons = [], []
    for thing in things:
        try:
            posts.append(reader.read(thing))
        except Unreadable as reason:
            reasons.append(f"{(get_text(thing, 'name') or 'an item without name')[:60]}: {reason}")
    return posts, reasons


def _name(thing: Any) -> str:
    name = need_text(thing, "name")
    if not NAME.fullmatch(name):
        raise Unreadable("no id of a post")
    return name


def _author(thing: Mapping[str, Any]) -> str:
    if is_gone(thing):
        raise Unreadable("deleted")
    return need_text(thing, "author")


def _text(thing: Mapping[str, Any]) -> str:
    title, body = get_text(thing, "title"), _body(thing)
    if not title and not body:
        raise Unreadable("no text")
    return "\n\n".join(filter(None, (title, body)))


def _body(thing: Mapping[str, Any]) -> str | None:
    return get_text(thing, "selftext" if "title" in thing else "body")


def _created_at(thing: Mapping[str, Any]) -> datetime:
    created_at = get_time(thing, "created_utc")
    if created_at is None:
        raise Unreadable("no time of posting")
    return created_at


def link_of(thing: Mapping[str, Any]) -> str | None:
    """Give the id of the submission a comment stands under; the inbox names it only in a path."""
    link = get_text(thing, "link_id")
    if link and NAME.fullmatch(link):
        return link[3:]
    match = _LINK.search(get_text(thing, "context") or "")
    return match[1] if match else None


def _url(thing: Mapping[str, Any]) -> str | None:
    path = (get_text(thing, "permalink") or get_text(thing, "context") or "").partition("?")[0]
    if path.startswith(("/r/", "/user/")):
        return WEB + path
    link = link_of(thing)
    return f"{WEB}/comments/{link}/_/{thing['name'][3:]}/" if link else None


def _account(author: str) -> Account:
    return Account(ref=f"reddit:u/{author.casefold()}", network="reddit", handle=author, url=f"{WEB}/user/{author}")

"""RSS, Atom, RDF and JSON Feed: a window of the newest items, fetched only when it has changed.

https://www.rssboard.org/rss-specification https://www.rfc-editor.org/rfc/rfc4287 (Atom)
https://www.rfc-editor.org/rfc/rfc4685 (thr:in-reply-to) https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import Broken, ConfigError, FeedError, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.answer import Answer, host_of, redact
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.shape import holds_term, judge_time
from mentionwatch.feeds.syndication import Document, Item, read_document
from mentionwatch.model import Account, Address, Cursor, Gap, Gone, Page, Post, Sees, TimeQuality
from mentionwatch.text import clean_text, one_line

KNOWN_KEPT = 500  # hashes of items seen, by which a later poll knows that it has missed none
DOUBLED_KEPT = 500

_OPTIONS = ("url", "urls", "address")
_LONGEST_ID = 500
_NOBODY = frozenset({"anonymous", "anonyme", "anonym", "guest", "gast", "unknown", "unknown author", "n/a"})


class Rss:
    """The items of one address or several. With accounts it is a feed of comments that the brand answers in."""

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        self._spec = spec
        self._around = around
        self._urls = _urls(spec)
        self._address = _address(spec)
        self._accounts = frozenset(account.strip().lstrip("@").casefold() for account in spec.accounts)
        self.sees = Sees(replies=bool(spec.accounts), edits=True, past=False)

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give each address's items; one that fails hides none of the others, and is raised after them."""
        rules = _hash(repr((self._address, sorted(self._accounts), self._spec.terms)))
        held = (cursor or {}).get("urls", {})
        is_same = (cursor or {}).get("rules") == rules
        states: dict[str, dict[str, Any]] = {}
        failure: FeedError | None = None
        for url in self._urls:
            try:
                page, states[_hash(url)] = await self._poll(url, held.get(_hash(url), {}), is_same)
            except FeedError as error:
                failure = failure or error
                states[_hash(url)] = held.get(_hash(url), {})
            else:
                yield page
        if failure:
            yield Page(cursor={"rules": rules, "urls": states})
            raise failure
        starts = [from_text(state["seen_from"]) for state in states.values() if state.get("seen_from")]
        outbox_from = max(starts) if starts and self.sees.replies else None
        yield Page(cursor={"rules": rules, "urls": states}, outbox_from=outbox_from)

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give nothing: a feed has no threads to ask for."""
        nothing: tuple[Post, ...] = ()
        for post in nothing:
            yield post

    async def _poll(self, url: str, held: dict[str, Any], is_same: bool) -> tuple[Page, dict[str, Any]]:
        """Fetch one address; give its page, and what the next poll needs to know."""
        answer = await self._get(url, held if is_same else {})
        moved = (_moved(url, answer.moved_to),) if answer.moved_to else ()
        polled = {"polled_at": to_text(self._around.now)}
        if answer.status == 304 and held:
            return Page(skipped=moved), held | polled
        kind = answer.headers.get("content-type", "")
        # feedparser may take a second: the other feeds go on, and the deadline holds
        document = await asyncio.to_thread(read_document, answer.body, url=answer.url, content_type=kind)
        window = _Window(url, document, held)
        posts = self._posts(window)
        page = Page(posts=posts, gap=window.gap, skipped=(*moved, *document.skipped, *window.wordless))
        return page, window.state() | polled | _validators(answer)

    async def _get(self, url: str, held: dict[str, Any]) -> Answer:
        headers = {"Accept": "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"}
        if "etag" in held:
            headers["If-None-Match"] = held["etag"]
        if "modified" in held:
            headers["If-Modified-Since"] = held["modified"]
        try:
            return await self._around.http.get(url, headers=headers, follow=True)
        except Missing as error:
            error.hint = (
                error.hint or "the feed is gone for good: take it out of the configuration, or find its new address"
            )
            raise

    def _posts(self, window: _Window) -> tuple[Post, ...]:
        posts = (self._post(window, item, own_id) for own_id, item in window.items.items())
        return tuple(post for post in posts if post.from_brand or self._is_asked_for(post))

    def _is_asked_for(self, post: Post) -> bool:
        return not self._spec.terms or any(holds_term(post.text, term) for term in self._spec.terms)

    def _post(self, window: _Window, item: Item, own_id: str) -> Post:
        now = self._around.now
        ref = window.ref(own_id)
        created_at, stands = judge_time(item.created_at or now, now)
        is_exact = item.created_at is not None and item.time_quality is TimeQuality.EXACT is stands
        account = _account(item, window, ref)
        is_ours = bool(item.author) and account.handle.casefold() in self._accounts
        return Post(
            ref=ref,
            account=account,
            text=_text(item),
            created_at=created_at.replace(microsecond=0),
            time_quality=TimeQuality.EXACT if is_exact else TimeQuality.ESTIMATED,
            parent_ref=window.ref(_bounded(item.parent)) if item.parent else None,
            address=None if is_ours else self._address,
            from_brand=is_ours or None,
            brand=self._spec.brand if is_ours else None,
            url=item.link or None,
            edited_at=min(item.edited_at, now) if item.edited_at else None,
        )


class _Window:
    """The items an address shows now, against those it showed before."""

    def __init__(self, url: str, document: Document, held: dict[str, Any]) -> None:
        self.host = host_of(url)
        self._feed = _hash(url)[:8]
        self._held = held
        self._doubled: dict[str, str] = dict(held.get("doubled", {}))
        if not document.items and held.get("known"):
            count = len(held["known"])
            raise Broken(f"the feed of {self.host} is empty; {count} items are known", hint="look at it in a browser")
        worded = [item for item in document.items if item.title or item.text]
        lost = len(document.items) - len(worded)
        self.wordless = (f"{lost} items of {self.host} have no words",) if lost else ()
        self.items = self._by_id(worded)
        times = [item.created_at for item in worded if item.created_at and item.time_quality is TimeQuality.EXACT]
        self._oldest = min(times) if times else None
        self._known = [_hash(own_id) for own_id in self.items]
        self.gap = self._find_gap()

    def ref(self, own_id: str) -> str:
        """Give the ref of an item of this feed."""
        return f"rss:{self._feed}/{own_id}"

    def _by_id(self, items: Sequence[Item]) -> dict[str, Item]:
        """Give each item an id that the same item keeps: two items with one guid are two if they differ.

        Of those the oldest keeps the guid, under which an earlier poll may have seen it alone.
        """
        alike: dict[str, dict[str, Item]] = {}
        for item in items:
            alike.setdefault(_own_id(item), {}).setdefault(_print(item), item)
        found: dict[str, Item] = {}
        for own_id, prints in alike.items():
            if len(prints) > 1:
                self._doubled.setdefault(_hash(own_id), list(prints)[-1])
            first = self._doubled.get(_hash(own_id))
            found |= {own_id if first in (None, mark) else f"{own_id}#{mark}": item for mark, item in prints.items()}
        return found

    def _find_gap(self) -> Gap | None:
        """Say what was missed: a window without any known item does not reach back to the last poll."""
        held = frozenset(self._held.get("known", ()))
        if not held or self._oldest is None or not held.isdisjoint(self._known):
            return None
        last_at = from_text(self._held["polled_at"])
        return Gap(from_at=last_at, to_at=self._oldest) if self._oldest > last_at else None

    def state(self) -> dict[str, Any]:
        """Give what the next poll needs to know of this window."""
        known = list(dict.fromkeys([*self._known, *self._held.get("known", ())]))[:KNOWN_KEPT]
        doubled = dict(list(self._doubled.items())[-DOUBLED_KEPT:])
        return {"known": known, "doubled": doubled, "seen_from": self._seen_from()}

    def _seen_from(self) -> str | None:
        before = self._held.get("seen_from") if not self.gap else None
        starts = [start for start in (before, to_text(self._oldest) if self._oldest else None) if start]
        return min(starts, default=None)


def _own_id(item: Item) -> str:
    return _bounded(item.guid or item.link or _hash(f"{item.title}\n{_when(item.created_at)}"))


def _bounded(own_id: str) -> str:
    return own_id if len(own_id) <= _LONGEST_ID else hashlib.sha256(own_id.encode()).hexdigest()


def _print(item: Item) -> str:
    """Tell items with one id apart: by link and title; where the link is the id, by title and time."""
    return _hash(f"{item.link}\n{item.title}" if item.guid else f"{item.title}\n{_when(item.created_at)}")[:8]


def _when(instant: datetime | None) -> str:
    return to_text(instant) if instant else ""


def _account(item: Item, window: _Window, ref: str) -> Account:
    """Give the author; each item of nobody has an author of its own, lest all nobodies be one customer."""
    handle = item.author.lstrip("@").strip()
    is_nobody = handle.casefold() in _NOBODY or not handle
    own_ref = f"{ref}/author" if is_nobody else window.ref(f"by/{handle.casefold()}")
    return Account(ref=own_ref, network="rss", handle=handle or window.host)


def _text(item: Item) -> str:
    """Give title and text; a title that only repeats how the text begins is left out."""
    begins = item.title.rstrip("….").strip().casefold()
    if " ".join(item.text[: 2 * len(item.title) + 20].split()).casefold().startswith(begins):
        return clean_text(item.text)
    return clean_text(f"{item.title}\n\n{item.text}".strip())


def _validators(answer: Answer) -> dict[str, str]:
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    both = {"etag": etag, "modified": modified}
    return {name: value for name, value in both.items() if value and value.isascii() and value.isprintable()}


def _moved(url: str, new_url: str) -> str:
    target = one_line(redact(new_url), width=300)
    return f"the feed of {host_of(url)} has moved to {target}: change the configuration"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _urls(spec: FeedSpec) -> tuple[str, ...]:
    check_options(spec, _OPTIONS)
    several = spec.options.get("urls") or ()
    urls = (spec.options.get("url"), *([several] if isinstance(several, str) else several))
    found = tuple(dict.fromkeys(str(url).strip() for url in urls if url))
    if not found:
        raise ConfigError(f"the feed {spec.name!r} lacks the option `url`", hint="options: {url: https://...}")
    return found


def _address(spec: FeedSpec) -> Address:
    value = spec.options.get("address", Address.ABOUT)
    if value not in (Address.TO, Address.ABOUT):
        raise ConfigError(f"the feed {spec.name!r}: address is `to` or `about`, not {value!r}")
    return Address(value)

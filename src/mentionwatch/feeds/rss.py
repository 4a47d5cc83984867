"""RSS, Atom, RDF and JSON Feed: a window of the newest items, fetched only when it has changed.

https://www.rssboard.org/rss-specification https://www.rfc-editor.org/rfc/rfc4287 (Atom)
https://www.rfc-editor.org/rfc/rfc4685 (thr:in-reply-to) https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import ConfigError, FeedError, Missing
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.answer import Answer, host_of, redact
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.rss_window import Window, bounded, short_hash
from mentionwatch.feeds.shape import holds_term, judge_time
from mentionwatch.feeds.syndication import Item, read_document
from mentionwatch.model import Account, Address, Cursor, Gone, Page, Post, Sees, TimeQuality
from mentionwatch.text import clean_text, one_line

_OPTIONS = ("url", "urls", "address")
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
        rules = short_hash(repr((self._address, sorted(self._accounts), self._spec.terms)))
        held = (cursor or {}).get("urls", {})
        is_same = (cursor or {}).get("rules") == rules
        states: dict[str, dict[str, Any]] = {}
        failure: FeedError | None = None
        for url in self._urls:
            try:
                page, states[short_hash(url)] = await self._poll(url, held.get(short_hash(url), {}), is_same)
            except FeedError as error:
                failure = failure or error
                states[short_hash(url)] = held.get(short_hash(url), {})
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
        window = Window(url, document, held)
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

    def _posts(self, window: Window) -> tuple[Post, ...]:
        posts = (self._post(window, item, own_id) for own_id, item in window.items.items())
        return tuple(post for post in posts if post.from_brand or self._is_asked_for(post))

    def _is_asked_for(self, post: Post) -> bool:
        return not self._spec.terms or any(holds_term(post.text, term) for term in self._spec.terms)

    def _post(self, window: Window, item: Item, own_id: str) -> Post:
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
            parent_ref=window.ref(bounded(item.parent)) if item.parent else None,
            address=None if is_ours else self._address,
            from_brand=is_ours or None,
            brand=self._spec.brand if is_ours else None,
            url=item.link or None,
            edited_at=min(item.edited_at, now) if item.edited_at else None,
        )


def _account(item: Item, window: Window, ref: str) -> Account:
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
        raise ConfigError(
            f"the feed {spec.name!r}: address is `to` or `about`, not {value!r}",
            hint="`to` where all that it holds was written to the brand, such as reviews",
        )
    return Address(value)

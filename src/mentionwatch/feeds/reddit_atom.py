"""Reddit without keys: its Atom, of which a stranger may fetch one page a minute at most."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from urllib.parse import quote

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import Broken, ConfigError
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.reddit_post import WEB, Reader
from mentionwatch.feeds.shape import Unreadable
from mentionwatch.feeds.syndication import read_document
from mentionwatch.model import Address, Cursor, Gap, Page, Post

PAUSE = timedelta(seconds=60)
FULL = 25  # a page that holds so many may have had more to show


class Atom:
    """The newest posts of some subreddits, and a search for the terms: one of both a poll, in turn."""

    def __init__(self, spec: FeedSpec, around: Surroundings, reader: Reader, subreddits: tuple[str, ...]) -> None:
        self._spec = spec
        self._around = around
        self._reader = reader
        self._paths = _paths(spec, subreddits)
        self._begins_at = around.now - spec.history

    async def poll(self, cursor: Cursor | None) -> Page:
        """Fetch the page whose turn it is, unless the last one was fetched within the minute. Raises FeedError."""
        held = cursor or {}
        now = self._around.now
        if "asked_at" in held and timedelta(0) <= now - from_text(held["asked_at"]) < PAUSE:
            return Page(cursor=held)
        path = self._paths[held.get("turn", 0) % len(self._paths)]
        windows = dict(held.get("windows", {}))
        page, windows[path] = await self._window(path, windows.get(path))
        told = {"turn": (held.get("turn", 0) + 1) % len(self._paths), "asked_at": to_text(now), "windows": windows}
        return Page(posts=page.posts, gap=page.gap, skipped=page.skipped, cursor=told)

    async def _window(self, path: str, read_to: str | None) -> tuple[Page, str]:
        """Fetch one address. `read_to` is the time of the newest post it showed before."""
        answer = await self._around.http.get(WEB + path)
        kind = answer.headers.get("content-type", "")
        document = await asyncio.to_thread(read_document, answer.body, url=answer.url, content_type=kind)
        posts, reasons = [], list(document.skipped)
        for item in document.items:
            try:
                posts.append(self._reader.read_item(item))
            except Unreadable as reason:
                reasons.append(f"{item.guid[:60] or 'an entry without id'}: {reason}")
        if read_to and not document.items and path.startswith("/r/"):
            raise Broken("the subreddits are empty, though they never were before", hint="look at them in a browser")
        times = sorted(post.created_at for post in posts)
        since = from_text(read_to) if read_to else self._begins_at
        is_cut = bool(read_to and times) and len(document.items) >= FULL and times[0] > since
        gap = Gap(from_at=since, to_at=times[0]) if is_cut else None
        wanted = tuple(post for post in posts if self._is_wanted(post))
        return Page(posts=wanted, gap=gap, skipped=tuple(reasons)), to_text(max([since, *times]))

    def _is_wanted(self, post: Post) -> bool:
        """Say whether a post is young enough, and holds what is looked for; without terms every one does."""
        is_found = not self._spec.terms or post.address is not Address.ASIDE
        return post.created_at >= self._begins_at and is_found


def _paths(spec: FeedSpec, subreddits: tuple[str, ...]) -> tuple[str, ...]:
    found = [f"/r/{'+'.join(subreddits)}/new/.rss?limit=100"] if subreddits else []
    if spec.terms:
        terms = " OR ".join(f'"{term}"' for term in spec.terms)
        found.append(f"/search.rss?q={quote(terms)}&sort=new&limit=100")
    if not found:
        hint = "write terms, or options: {subreddits: [...]}, or a login"
        raise ConfigError(f"the feed {spec.name!r} has nothing to look for on Reddit", hint=hint)
    return tuple(found)

"""Files as a feed: CSV or JSON lines of posts that another program writes (docs/feeds.md)."""

from __future__ import annotations

import asyncio
import glob
import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import Broken, ConfigError, Unavailable, UsageError
from mentionwatch.feeds import FeedSpec, Surroundings
from mentionwatch.feeds.options import check_options
from mentionwatch.feeds.rows import BadLine, Notice, RowRules
from mentionwatch.feeds.tables import read_posts
from mentionwatch.model import Cursor, Gone, Page, Post, Sees

__all__ = ["BadLine", "Files", "Notice", "RowRules", "read_posts"]

PAGE_SIZE = 500

_OPTIONS = ("path", "network", "map")


@dataclass(slots=True)
class _Tally:
    """What the files read so far came to."""

    posts: list[Post] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    first_at: datetime | None = None
    last_at: datetime | None = None
    read: int = 0
    has_brand: bool = False

    def add(self, name: str, item: Post | BadLine) -> None:
        """Count in a post or a line that gives none."""
        if isinstance(item, BadLine):
            self.skipped.append(f"{name}, line {item.number}: {item.reason}")
            return
        self.posts.append(item)
        self.read += 1
        self.has_brand = self.has_brand or bool(item.from_brand)
        self.first_at = min(self.first_at or item.created_at, item.created_at)
        self.last_at = max(self.last_at or item.created_at, item.created_at)

    def span(self) -> dict[str, str | None]:
        """Give from when to when the file shows the brand's posts, None where it has none."""
        seen = self.first_at and self.last_at and self.has_brand
        return {
            "outbox_from": to_text(self.first_at) if seen and self.first_at else None,
            "outbox_to": to_text(self.last_at) if seen and self.last_at else None,
        }

    def take_page(self) -> Page:
        """Give what was read since the last page."""
        page = Page(posts=tuple(self.posts), skipped=tuple(self.skipped))
        self.posts, self.skipped = [], []
        return page


class Files:
    """The posts of one file, or of all that a pattern names; a file is read again when it has changed.

    `sees.replies` turns true, at the latest while `fetch` runs, once a row says that the brand wrote it.
    """

    def __init__(self, spec: FeedSpec, around: Surroundings) -> None:
        _check_options(spec)
        self._spec = spec
        self._around = around
        self._rules = RowRules(
            network=spec.options.get("network"),
            accounts=spec.accounts,
            brand=spec.brand,
            mapping=spec.options.get("map") or {},
        )
        self.sees = Sees(
            replies=bool(spec.accounts) or "from_brand" in self._rules.mapping, private=True, edits=True, past=False
        )

    async def fetch(self, cursor: Cursor | None) -> AsyncIterator[Page]:
        """Give the posts of each file that is new or has changed since the cursor.

        The last page's `outbox_from` and `outbox_to` are the earliest and the latest post of all files with
        brand posts in them; an unchanged file says nothing new about how far they reach.
        """
        rules = hashlib.sha256(repr(self._rules).encode()).hexdigest()[:16]
        known = (cursor or {}).get("files", {}) if (cursor or {}).get("rules") == rules else {}
        state: dict[str, dict[str, Any]] = {}
        has_read = False
        for path in self._paths():
            size, mtime = _stat(path)
            held = known.get(str(path))
            if held and (held["size"], held["mtime"]) == (size, mtime):
                state[str(path)] = held
                continue
            tally, has_read = _Tally(), True
            async for full in self._read(path, tally):
                yield full
            state[str(path)] = {"size": size, "mtime": mtime, **tally.span()}
        spans = [held for held in state.values() if held["outbox_from"]]
        if spans:
            self._see_replies()
        is_new = bool(spans) and has_read
        yield Page(
            cursor={"rules": rules, "files": state},
            outbox_from=min(from_text(span["outbox_from"]) for span in spans) if is_new else None,
            outbox_to=max(from_text(span["outbox_to"]) for span in spans) if is_new else None,
        )

    async def thread(self, ref: str, *, native_id: str | None = None) -> AsyncIterator[Post | Gone]:
        """Give nothing: all that a file knows, `fetch` has read."""
        nothing: tuple[Post, ...] = ()
        for post in nothing:
            yield post

    async def _read(self, path: Path, tally: _Tally) -> AsyncIterator[Page]:
        for item in self._items(path):
            if isinstance(item, Notice):
                continue
            tally.add(path.name, item)
            if len(tally.posts) + len(tally.skipped) >= PAGE_SIZE:
                yield tally.take_page()
                await asyncio.sleep(0)  # reading never waits: let the other feeds go on
        if tally.skipped and not tally.read:
            hint = "look at the option `map`, or at the file's format in docs/feeds.md"
            raise Broken(f"nothing in {path} can be read", feed=self._spec.name, cause=tally.skipped[0], hint=hint)
        if tally.posts or tally.skipped:
            yield tally.take_page()

    def _items(self, path: Path) -> Iterator[Post | BadLine | Notice]:
        try:
            yield from read_posts(path, self._rules, now=self._around.now)
        except UsageError as error:
            raise Broken(error.message, feed=self._spec.name, cause=error.cause, hint=error.hint) from None

    def _paths(self) -> list[Path]:
        pattern = Path(str(self._spec.options["path"])).expanduser()
        if pattern.exists():
            return [pattern]
        paths = sorted(Path(name) for name in glob.glob(str(pattern), recursive=True) if Path(name).is_file())
        if not paths:
            hint = "look at the option `path`; a path that does not begin with / starts where the configuration is"
            raise Unavailable(f"there is no file {pattern}", feed=self._spec.name, hint=hint)
        return paths

    def _see_replies(self) -> None:
        self.sees = Sees(replies=True, private=True, edits=True, past=False)


def _stat(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise Unavailable(f"{path} cannot be read", cause=error.strerror or str(error)) from None
    return stat.st_size, stat.st_mtime_ns


def _check_options(spec: FeedSpec) -> None:
    check_options(spec, _OPTIONS)
    if not spec.options.get("path"):
        raise ConfigError(f"the feed {spec.name!r} lacks the option `path`", hint="options: {path: posts.csv}")
    if not isinstance(spec.options.get("map") or {}, dict):
        raise ConfigError(f"the feed {spec.name!r}: the option `map` is no mapping", hint="map: {author: user}")

"""Importing files of posts: the same facts and findings as polling, in any order and any number of times."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mentionwatch.config import Rules
from mentionwatch.errors import ExitCode, UsageError
from mentionwatch.feeds.files import BadLine, Notice, RowRules, read_posts
from mentionwatch.judge import version_of
from mentionwatch.model import Gap, Post
from mentionwatch.refresh import Progress, Refreshed, refresh
from mentionwatch.store import Store, facts
from mentionwatch.store import feeds as feed_rows

if TYPE_CHECKING:
    from sqlite3 import Connection

_BATCH = 1000


@dataclass(slots=True)
class ImportResult:
    """What an import came to: posts `of_brands` are the brands' own, those `of_no_brand` name none.

    `bad` are the lines that gave no post; `unused` counts fields that could not be used.
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    of_brands: int = 0
    of_no_brand: int = 0
    bad: list[tuple[Path, BadLine]] = field(default_factory=list)
    unused: Counter[str] = field(default_factory=Counter)
    refreshed: Refreshed = field(default_factory=Refreshed)

    @property
    def exit_code(self) -> ExitCode:
        """The code that tells the truth about the import."""
        return ExitCode.SOME_FAILED if self.bad or self.refreshed.failed else ExitCode.FINE


@dataclass(slots=True)
class _Span:
    """What one file holds of one network: from when to when, and which brands speak in it."""

    from_at: datetime
    to_at: datetime
    brands: set[str] = field(default_factory=set)


def import_files(
    store: Store,
    rules: Rules,
    paths: Sequence[Path],
    *,
    how: RowRules,
    now: datetime,
    progress: Progress | None = None,
) -> ImportResult:
    """Store the posts of files and refresh the findings. A bad line costs itself only.

    Raises UsageError for a file that cannot be read at all, StoreError for the database, ConfigError for the rules.
    """
    version_of(rules.judge)  # a language that nothing can judge is told before anything is stored
    result = ImportResult()
    for path in paths:
        _import_file(store, rules, path, how=how, result=result, now=now)
    result.refreshed = refresh(store, rules, now=now, progress=progress)
    return result


def check_files(paths: Iterable[Path], *, how: RowRules, now: datetime, is_strict: bool) -> None:
    """See that each file can be read, before anything is stored; all its lines if `is_strict`. Raises UsageError."""
    for path in paths:
        for item in read_posts(path, how, now=now):
            if not is_strict:
                break
            if isinstance(item, BadLine):
                raise UsageError(
                    f"{path}, line {item.number}: {item.reason}",
                    hint="nothing was imported; mend the line, or leave out --strict",
                )


def _import_file(store: Store, rules: Rules, path: Path, *, how: RowRules, result: ImportResult, now: datetime) -> None:
    spans: dict[str, _Span] = {}
    posts = _posts(path, how, result, now)
    while batch := list(islice(posts, _BATCH)):
        with store.transaction() as db:
            for (name, network, brand), group in _by_feed(batch, how).items():
                feed_rows.hold_feed(db, name, network=network, brand=brand)
                written = facts.write_posts(db, group, feed=name, seen_at=now, rules=rules)
                result.added += written.added
                result.changed += written.changed
                if written.brands_changed:
                    facts.mark_all_stale(db)
        result.read += len(batch)
        result.of_brands += sum(bool(post.from_brand) for post in batch)
        result.of_no_brand += sum(post.brand is None for post in batch)
        for post in batch:
            span = spans.setdefault(post.network, _Span(post.created_at, post.created_at))
            span.from_at, span.to_at = min(span.from_at, post.created_at), max(span.to_at, post.created_at)
            if post.from_brand and post.brand:
                span.brands.add(post.brand)
    with store.transaction() as db:
        for network, span in spans.items():
            _cover(db, network, span, is_shared=how.brand is None, now=now)


def _cover(db: Connection, network: str, span: _Span, *, is_shared: bool, now: datetime) -> None:
    """Note the span in which a file shows the replies of the brands that speak in it.

    A file of many brands is an export of the whole network: they share one cover, so that two halves of it
    cover as much as the whole.
    """
    if not span.brands:
        return
    seen = Gap(from_at=span.from_at, to_at=span.to_at)
    if is_shared:
        feed_rows.hold_feed(db, _name(network, None), network=network, brand=None)
        feed_rows.cover_import(db, _name(network, None), seen)
        feed_rows.share_cover(db, _name(network, None), prefix=_name(network, None) + "/")
    else:
        for brand in sorted(span.brands):
            feed_rows.cover_import(db, _name(network, brand), seen)
    feed_rows.note_import(db, prefix=_name(network, None), at=now)


def _posts(path: Path, how: RowRules, result: ImportResult, now: datetime) -> Iterator[Post]:
    for item in read_posts(path, how, now=now):
        if isinstance(item, BadLine):
            result.bad.append((path, item))
        elif isinstance(item, Notice):
            result.unused[item.field] += 1
        else:
            yield item


def _by_feed(posts: Iterable[Post], how: RowRules) -> dict[tuple[str, str, str | None], list[Post]]:
    """Sort posts by the feed row that stands for their import: one for each network and brand."""
    groups: dict[tuple[str, str, str | None], list[Post]] = defaultdict(list)
    for post in posts:
        brand = post.brand or how.brand
        groups[_name(post.network, brand), post.network, brand].append(post)
    return groups


def _name(network: str, brand: str | None) -> str:
    return f"import:{network}/{brand}" if brand else f"import:{network}"

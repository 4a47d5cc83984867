"""Telling how the conversations of a thread went, from what is stored of its posts, all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from sqlite3 import Connection

from mentionwatch.config import Rules
from mentionwatch.conversations import Brands, Entry, Exchange, Thread, link
from mentionwatch.hours import Calendar
from mentionwatch.judge.churn import leaving_words
from mentionwatch.model import Address, Closing, Kind
from mentionwatch.priority import Case, urgency_of
from mentionwatch.store import findings, threads
from mentionwatch.store.threads import Held
from mentionwatch.waits import Judged, Setting, Story, follow
from mentionwatch.waits.calendars import Calendars


class Teller:
    """Tells threads under given rules, seen at `now`."""

    def __init__(self, db: Connection, rules: Rules, *, now: datetime) -> None:
        self.db = db
        self.rules = rules
        self.now = now
        configured = {(one.network, one.handle.lower()): one.brand for one in rules.accounts}
        self._brands = Brands(threads.brand_handles(db) | configured, rules)
        self._brands_seen = threads.brands_seen(db, everywhere=True)
        self._feeds_seen = threads.feeds_seen(db)
        self._calendars = Calendars(rules)

    def link(self, posts: Iterable[Held]) -> Thread:
        """Sort a thread's posts into conversations."""
        return link((post.entry for post in posts), self._brands)

    def tell(
        self,
        thread_ref: str,
        thread: Thread,
        posts: Sequence[Held],
        *,
        only: Container[tuple[int, str]] | None = None,
    ) -> None:
        """Store how a thread's conversations went, or `only` some of them, each named by its opening post and brand."""
        ids = threads.post_ids(posts)
        judged = findings.read_judged(self.db, ids)
        marked = {post_id: findings.marked(row) for post_id, row in findings.read_replies(self.db, ids).items()}
        by_id = {post.entry.id: post for post in posts}
        for exchange in thread.exchanges:
            if only is not None and (exchange.opening.id, exchange.brand) not in only:
                continue
            setting = Setting(
                rules=self.rules,
                now=self.now,
                judged=judged,
                marked=marked,
                addressed=thread.addressed,
                sees_replies=self._sees_replies(exchange, by_id[exchange.opening.id].feeds),
                calendar=partial(self._calendar, exchange.brand, by_id),
            )
            story = follow(exchange, setting, labels=findings.read_labels(self.db, exchange))
            urgency = urgency_of(_case(story, setting))
            findings.write_story(self.db, thread_ref, story, priority=urgency.points, reasons=urgency.reasons)

    def _sees_replies(self, exchange: Exchange, feeds: Iterable[str]) -> bool:
        brand = exchange.brand
        is_everywhere = (brand, exchange.opening.network) in self._brands_seen
        return is_everywhere or any((brand, feed) in self._feeds_seen for feed in feeds)

    def _calendar(self, brand: str, by_id: Mapping[int, Held], post_id: int) -> Calendar | None:
        return self._calendars.of(brand, by_id[post_id].feeds)


def _case(story: Story, setting: Setting) -> Case:
    wait, settled_at = story.open_wait, story.satisfied_at
    said = [post for post in story.exchange.posts if _speaks(post, story.exchange.brand, setting)]
    judged = {post.id: setting.judged.get(post.id, Judged(kind=None)) for post in said}
    unsettled = [post for post in said if settled_at is None or post.at > settled_at]
    return Case(
        kind=wait.kind if wait else story.kind,
        handoff=story.handoff,
        leaving=next((words for post in reversed(unsettled) if (words := _leaving(post, judged[post.id]))), None),
        asked=sum(wait is not None and post.at >= wait.opened_at and _wants(judged[post.id]) for post in said),
    )


def _speaks(post: Entry, brand: str, setting: Setting) -> bool:
    """Say whether a customer's post can be read by all, and concerns the brand."""
    addressing = setting.addressed[post.id].get(brand)
    is_there = post.is_public and post.deleted_at is None
    return is_there and addressing is not None and addressing.address is not Address.ASIDE


def _wants(judged: Judged) -> bool:
    return judged.kind is not Kind.OTHER and judged.closing is Closing.NONE


def _leaving(post: Entry, judged: Judged) -> str | None:
    """Quote the words of a post by which its author threatens to leave; None where there are none."""
    if judged.kind is Kind.PRAISE:
        return None
    words = leaving_words(post.text)
    if words:
        return f'"{words}"'
    return "says goodbye" if judged.goodbye else None

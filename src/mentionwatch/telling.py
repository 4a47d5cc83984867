"""Telling how the conversations of a thread went, from what is stored of its posts, all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from sqlite3 import Connection

from mentionwatch.config import Rules
from mentionwatch.conversations import Brands, Exchange, Thread, link
from mentionwatch.hours import Calendar
from mentionwatch.priority import Case, urgency
from mentionwatch.store import findings, threads
from mentionwatch.store.threads import Held
from mentionwatch.waits import Setting, Story, follow
from mentionwatch.waits.calendars import Calendars


class Teller:
    """Tells threads under given rules, seen at `now`."""

    def __init__(self, db: Connection, rules: Rules, *, now: datetime) -> None:
        self.db = db
        self.rules = rules
        self.now = now
        configured = {(one.network, one.handle.lower()): one.brand for one in rules.accounts}
        self._brands = Brands(threads.brand_handles(db) | configured, rules)
        self._brands_seen = threads.brands_seen(db)
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
                sees_replies=self._sees_replies(exchange),
                calendar=partial(self._calendar, exchange.brand, by_id),
            )
            story = follow(exchange, setting, labels=findings.read_labels(self.db, exchange))
            points, reasons = urgency(_case(story, by_id))
            findings.write_story(self.db, thread_ref, story, priority=points, reasons=reasons)

    def _sees_replies(self, exchange: Exchange) -> bool:
        return (exchange.brand, exchange.opening.network) in self._brands_seen

    def _calendar(self, brand: str, by_id: Mapping[int, Held], post_id: int) -> Calendar | None:
        return self._calendars.of(brand, by_id[post_id].feeds)


def _case(story: Story, by_id: Mapping[int, Held]) -> Case:
    held = [by_id[post.id] for post in story.exchange.posts]
    wait = story.open_wait
    return Case(
        kind=wait.kind if wait else story.kind,
        outcome=story.outcome,
        handoff=story.handoff,
        has_goodbye=story.has_goodbye,
        asked=sum(1 for post in story.exchange.posts if wait and post.at >= wait.opened_at),
        followers=max((post.followers for post in held), default=0),
        echo=max((post.echo for post in held), default=0),
    )

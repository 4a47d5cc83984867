"""Facts to findings: computes again what the stale threads tell, all in the caller's transaction.

The way of a thread: link -> mark replies -> settle which texts are stock -> judge -> follow each exchange. Before
all threads, the judge learns from what people corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from sqlite3 import Connection
from typing import Protocol

from mentionwatch.config import JudgeRules, Rules
from mentionwatch.conversations import Brands, link
from mentionwatch.hours import Calendar
from mentionwatch.judge import judge as judge_post
from mentionwatch.judge import version_of
from mentionwatch.judge.teaching import Lesson
from mentionwatch.learning import learn
from mentionwatch.model import Role, Verdict
from mentionwatch.priority import Case, urgency
from mentionwatch.replies.canned import canonical, equal_to_template, form_hash
from mentionwatch.replies.marks import marks
from mentionwatch.store import Store, accounts, facts, findings, stock, threads
from mentionwatch.store import rules as stored_rules
from mentionwatch.store.threads import Held
from mentionwatch.waits import Setting, Story, follow

_CHUNK = 500
_ATTEMPTS = 3

_VERSION = 1
"""Goes up whenever findings come out otherwise under the same rules and verdicts; all are then computed again."""

Progress = Callable[[int, int], None]
"""Called with how many threads are done, of how many."""


class Judge(Protocol):
    """Says what a customer's post is."""

    def __call__(self, text: str, *, rules: JudgeRules, lang: str | None, rating: float | None) -> Verdict:
        """Give the verdict on a text."""
        ...


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did. `failed` are the refs of posts on which the judge failed; `lesson` is what it learned now."""

    threads: int = 0
    failed: tuple[str, ...] = ()
    lesson: Lesson | None = None


def refresh(
    store: Store,
    rules: Rules,
    *,
    now: datetime,
    everything: bool = False,
    progress: Progress | None = None,
    judge: Judge | None = None,
) -> Refreshed:
    """Bring the findings of all stale threads, or of `everything`, up to date. Raises StoreError and ConfigError.

    New rules, a newer judge, one that corrections have taught, or a changed account make everything stale.
    """
    with store.transaction() as db:
        follows_others = accounts.follow_rules(db, rules)
        learned = learn(db, rules.judge, anew=everything)
        version = f"{version_of(rules.judge, english=learned.english)}+{_VERSION}"
        if stored_rules.hold_rules(db, rules, version=version, now=now) or everything:
            findings.drop_verdicts(db)
            everything = True
        if everything or follows_others:
            facts.mark_all_stale(db)
        done = _Refresh(db, rules, now, judge or partial(judge_post, english=learned.english)).run(progress)
        findings.lapse(db, last_before=now - rules.sla_at(now).lapse_after)
    return replace(done, lesson=learned.lesson)


class _Refresh:
    """One refresh: what its steps share."""

    def __init__(self, db: Connection, rules: Rules, now: datetime, judge: Judge) -> None:
        self.judge = judge
        self.db = db
        self.rules = rules
        self.now = now
        configured = {(one.network, one.handle.lower()): one.brand for one in rules.accounts}
        self.brands = Brands(threads.brand_handles(db) | configured, rules)
        self.brands_seen = threads.brands_seen(db)
        self.templates = {text: form_hash(canonical(text).form) for text in rules.replies.templates}
        self.hours = _calendar(rules)
        self.failed: list[str] = []

    def run(self, progress: Progress | None) -> Refreshed:
        """Work through the list of stale threads."""
        touched: set[tuple[str, str]] = set()
        for _, posts in self._threads(threads.stale_threads(self.db)):
            touched |= self._link_replies(posts)
        for brand, form in sorted(touched):
            self._settle_stock(brand, form)
        refs = threads.stale_threads(self.db)
        threads.clear_stale(self.db, refs)
        for done, (thread_ref, posts) in enumerate(self._threads(refs), start=1):
            self._tell(thread_ref, posts)
            if progress:
                progress(done, len(refs))
        return Refreshed(len(refs), tuple(self.failed))

    def _threads(self, refs: Sequence[str]) -> Iterator[tuple[str, list[Held]]]:
        for start in range(0, len(refs), _CHUNK):
            yield from threads.read_threads(self.db, refs[start : start + _CHUNK])

    def _link_replies(self, posts: Sequence[Held]) -> set[tuple[str, str]]:
        """Store a thread's replies with the forms of their texts; name the (brand, form) pairs that this touches."""
        thread = link((post.entry for post in posts), self.brands)
        ids = threads.post_ids(posts)
        held = findings.read_replies(self.db, ids)
        touched = {(row["brand"], row["form"]) for row in held.values()}
        for exchange in thread.exchanges:
            for response in exchange.responses:
                before = held.pop(response.post.id, None)
                if response.post.text or before is None:
                    form, found = self._form(response.post.text), marks(response.post.text)
                else:
                    form, found = before["form"], findings.marks_of(before)
                findings.write_reply(self.db, exchange, response, form=form, marks=found)
                touched.add((exchange.brand, form))
        findings.drop_replies(self.db, held)
        return {(brand, form) for brand, form in touched if form is not None}

    def _form(self, text: str) -> str | None:
        """Give the form by which a reply is compared: that of the configured template it is, else its own."""
        for template, form in self.templates.items():
            if equal_to_template(text, [template]):
                return form
        canon = canonical(text)
        return form_hash(canon.form) if canon.words >= self.rules.replies.min_words else None

    def _settle_stock(self, brand: str, form: str) -> None:
        """Mark each reply of a form as stock if it was when sent: `min_customers` others had got it before."""
        seen: set[int] = set()
        full_at: str | None = None
        wrong: list[tuple[int, bool]] = []
        for use in stock.uses_of(self.db, brand, form):
            if full_at is not None and use.sent_at > full_at:
                wrong += [(post_id, True) for post_id in stock.not_stock_after(self.db, brand, form, full_at)]
                break
            is_stock = (
                form in self.templates.values() or len(seen - {use.customer_id}) >= self.rules.replies.min_customers
            )
            if is_stock != use.is_stock:
                wrong.append((use.post_id, is_stock))
            seen.add(use.customer_id)
            if full_at is None and len(seen) > self.rules.replies.min_customers:
                full_at = use.sent_at
        for post_id, is_stock in wrong:
            stock.set_stock(self.db, post_id, is_stock=is_stock)
        stock.write_template(self.db, brand, form, min_customers=self.rules.replies.min_customers)

    def _tell(self, thread_ref: str, posts: Sequence[Held]) -> None:
        """Judge a thread's posts and store how its conversations went."""
        thread = link((post.entry for post in posts), self.brands)
        ids = threads.post_ids(posts)
        self._judge(thread_ref, posts, ids)
        findings.write_addresses(self.db, ids, thread)
        findings.drop_conversations(self.db, ids)
        judged = findings.read_judged(self.db, ids)
        marked = {post_id: findings.marked(row) for post_id, row in findings.read_replies(self.db, ids).items()}
        by_id = {post.entry.id: post for post in posts}
        for exchange in thread.exchanges:
            setting = Setting(
                rules=self.rules,
                now=self.now,
                judged=judged,
                marked=marked,
                addressed=thread.addressed,
                sees_replies=(exchange.brand, exchange.opening.network) in self.brands_seen,
                business_seconds=self.hours.business_seconds if self.hours else None,
            )
            story = follow(exchange, setting, labels=findings.read_labels(self.db, exchange))
            points, reasons = urgency(_case(story, by_id))
            findings.write_story(self.db, thread_ref, story, priority=points, reasons=reasons)

    def _judge(self, thread_ref: str, posts: Sequence[Held], ids: str) -> None:
        """Judge the customers' posts that have no verdict yet, or one that failed."""
        held = findings.read_verdicts(self.db, ids)
        for post in posts:
            before = held.get(post.entry.id)
            attempts = before["attempts"] if before is not None and before["status"] == "error" else 0
            if post.entry.role is not Role.CUSTOMER or (before is not None and not 0 < attempts < _ATTEMPTS):
                continue
            try:
                verdict = self.judge(post.entry.text, rules=self.rules.judge, lang=post.lang, rating=post.rating)
            except Exception as error:  # one poisonous post must not keep the others from being judged
                self.failed.append(post.entry.ref)
                findings.write_failed_verdict(self.db, post.entry.id, str(error), attempts=attempts + 1)
                if attempts + 1 < _ATTEMPTS:
                    facts.mark_stale(self.db, [thread_ref])
            else:
                findings.write_verdict(self.db, post.entry.id, verdict)


def _calendar(rules: Rules) -> Calendar | None:
    hours = rules.business_hours
    return Calendar(hours.week, rules.zone, holidays=hours.holidays) if hours else None


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

"""Facts to findings: computes again what the stale threads tell, all in the caller's transaction.

The way of a thread: link -> read replies -> settle which are stock -> judge -> follow each exchange. Before
all threads, the judge learns from what people corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from sqlite3 import Connection, Row
from typing import Protocol

from mentionwatch.clock import to_text
from mentionwatch.config import JudgeRules, Rules
from mentionwatch.conversations import Exchange, Response
from mentionwatch.judge import judge as judge_post
from mentionwatch.judge import version_of
from mentionwatch.judge.teaching import Lesson
from mentionwatch.learning import learn
from mentionwatch.model import Role, Verdict
from mentionwatch.replies.canned import canonical, form_id, signature
from mentionwatch.replies.marks import marks
from mentionwatch.replies.touches import touches
from mentionwatch.settling import Settling
from mentionwatch.store import Store, accounts, facts, findings, forms, threads
from mentionwatch.store import rules as stored_rules
from mentionwatch.store.threads import Held
from mentionwatch.telling import Teller

_CHUNK = 500
_ATTEMPTS = 3

_VERSION = 3
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
            forms.drop_all(db)
            everything = True
        if everything or follows_others:
            facts.mark_all_stale(db)
        threads.mark_lapsed(db, rules, now=now)
        judging = judge or partial(judge_post, english=learned.english)
        done = _Refresh(db, rules, now, judging, anew=everything).run(progress)
    return replace(done, lesson=learned.lesson)


class _Refresh:
    """One refresh: what its steps share."""

    def __init__(self, db: Connection, rules: Rules, now: datetime, judge: Judge, *, anew: bool) -> None:
        self.judge = judge
        self.anew = anew
        self.db = db
        self.rules = rules
        self.now = now
        self.teller = Teller(db, rules, now=now)
        self.failed: list[str] = []

    def run(self, progress: Progress | None) -> Refreshed:
        """Work through the list of stale threads."""
        settling = Settling(self.db, self.rules)
        for _, posts in self._threads(threads.stale_threads(self.db)):
            self._link_replies(posts, settling)
        settling.settle()
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

    def _link_replies(self, posts: Sequence[Held], settling: Settling) -> None:
        """Store a thread's replies with what is read in them; note what changed."""
        thread = self.teller.link(posts)
        held = findings.read_replies(self.db, threads.post_ids(posts))
        responses = [(exchange, response) for exchange in thread.exchanges for response in exchange.responses]
        gone = held.keys() - {response.post.id for _, response in responses}
        findings.drop_replies(self.db, gone)
        for row in (held[post_id] for post_id in sorted(gone)):
            settling.take(row["brand"], row["form"], customer_id=row["customer_id"], sent_at=row["sent_at"])
        for exchange, response in responses:
            self._link_reply(exchange, response, held.get(response.post.id), settling)

    def _link_reply(self, exchange: Exchange, response: Response, before: Row | None, settling: Settling) -> None:
        """Store a reply with what is read in it; of one whose text is gone, keep what was read before."""
        brand, text, sent_at = exchange.brand, response.post.text, to_text(response.post.at)
        masked = canonical(text) if text else None
        if before is not None and masked is None:
            read = findings.read_of(before)
        else:
            said = [post.text for post in exchange.posts if post.rank < response.post.rank]
            read = findings.Read(
                form=form_id(masked.form) if masked is not None and masked.words else None,
                marks=marks(text),
                touches=touches(text, said, names=(brand, response.post.handle, response.answers.handle)),
                agent=self.rules.replies_of(brand).agent(signature(text)),
            )
        findings.write_reply(self.db, exchange, response, read=read)
        now = (brand, read.form, exchange.customer_id, sent_at)
        was = now if before is None else tuple(before[name] for name in ("brand", "form", "customer_id", "sent_at"))
        if before is None or self.anew or was != now:
            if was != now:
                settling.take(was[0], was[1], customer_id=was[2], sent_at=was[3])
            settling.add(brand, read.form, customer_id=exchange.customer_id, sent_at=sent_at, masked=masked)
        if read.form is not None and response.post.deleted_at is not None:
            settling.wipe(brand, read.form)

    def _tell(self, thread_ref: str, posts: Sequence[Held]) -> None:
        """Judge a thread's posts and store how its conversations went."""
        thread = self.teller.link(posts)
        ids = threads.post_ids(posts)
        self._judge(thread_ref, posts, ids)
        findings.write_addresses(self.db, ids, thread)
        findings.drop_conversations(self.db, ids)
        self.teller.tell(thread_ref, thread, posts)

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

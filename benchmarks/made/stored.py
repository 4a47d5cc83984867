"""A database of made replies, and the product's own way from their texts to templates, timed step by step."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from sqlite3 import Connection

from made.replies import Maker, Reply
from made.scores import Score, score_marks, score_pairs
from mentionwatch.clock import to_text
from mentionwatch.config import Rules
from mentionwatch.conversations import Entry, Exchange, Response
from mentionwatch.model import Account, Marks, Post, Role
from mentionwatch.refresh import refresh
from mentionwatch.replies.canned import canonical, form_id
from mentionwatch.settling import Settling
from mentionwatch.store import Store, facts, findings, open_for_writing

BRAND = "Acme"
RULES = Rules(brand=BRAND)
START = datetime(2026, 1, 1, tzinfo=UTC)
_PAGE = 1000
_LAST = 10**9
_ACCOUNT = """
INSERT OR IGNORE INTO accounts (id, ref, network, handle, first_seen_at, updated_at) VALUES (?, ?, 'net', ?, ?, ?)
"""
_POST = """
INSERT INTO posts (id, ref, account_id, thread_ref, text, created_at, first_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(slots=True)
class Timed:
    """Seconds: reading canonical forms, holding and comparing them, and writing the rows of the replies."""

    canonical: float = 0.0
    compared: float = 0.0
    rows: float = 0.0

    @property
    def finder(self) -> float:
        """The whole finder: all but the reply's own row, which is written with or without it."""
        return self.canonical + self.compared


@dataclass(slots=True)
class Stored:
    """A database of made replies, each to its customer and in a thread of its own, with the truth beside it.

    The brand's account and a post of it have the id 1; made replies follow. All answer one post, the last of all.
    """

    store: Store
    maker: Maker
    templates: array[int] = field(default_factory=lambda: array("h"))
    customers: array[int] = field(default_factory=lambda: array("l"))

    @classmethod
    def make(cls, path: Path, maker: Maker) -> Stored:
        """Make the database, with the brand, one post of a customer that all replies answer, and the rules in force."""
        store = open_for_writing(path)
        with store.transaction() as db:
            brand = Account(ref="net:acme", network="net", handle="acme")
            hello = Post(ref="net:hello", account=brand, text="Hello", created_at=START, from_brand=True, brand=BRAND)
            facts.write_posts(db, [hello], feed="f", seen_at=START)
            db.execute(_ACCOUNT, [_LAST, "net:last", "last", to_text(START), to_text(START)])
            db.execute(_POST, [_LAST, "net:last", _LAST, "net:last", "Hello", to_text(START), to_text(START)])
        refresh(store, RULES, now=START)
        return cls(store, maker)

    def add(self, replies: Iterable[Reply], *, on_steps: tuple[Callable[[], int], int] | None = None) -> Timed:
        """Store replies by the page, then find all their templates at once, as poll and refresh do; give the time.

        `on_steps` is called after so many steps that SQLite takes to find them.
        """
        timed = Timed()
        held, left = len(self.customers), iter(replies)
        numbers = array("l")
        while page := list(islice(left, _PAGE)):
            with self.store.transaction() as db:
                self._write_posts(db, page)
            numbers.extend(reply.number for reply in page)
        with self.store.transaction() as db:
            settling = Settling(db, RULES)
            for start in range(0, len(numbers), _PAGE):
                _hold(db, self._read(numbers[start : start + _PAGE], held + start), settling, timed)
            if on_steps:
                db.set_progress_handler(*on_steps)
            start = time.process_time()
            settling.settle()
            timed.compared += time.process_time() - start
            db.set_progress_handler(None, 0)
            db.execute("DELETE FROM stale")  # the rest of a refresh is not this benchmark's matter
        return timed

    def found(self) -> Iterator[tuple[int, bool]]:
        """Give the template (or what stands alone) and the stock mark of each reply, in order."""
        rows = self.store.db.execute(
            """
            SELECT r.post_id, r.stock, f.root
            FROM replies r
            LEFT JOIN forms f ON f.brand = r.brand AND f.id = r.form
            ORDER BY r.post_id
            """
        )
        for row in rows:
            yield (-row["post_id"] if row["root"] is None else row["root"]), bool(row["stock"])

    def score(self) -> Score:
        """Hold what was found against the truth."""
        marked, roots = bytearray(), array("q")
        for root, is_stock in self.found():
            marked.append(is_stock)
            roots.append(root)
        truth = [None if template < 0 else template for template in self.templates]
        precision, recall = score_pairs(truth, roots)
        due, unique = score_marks(truth, self.customers, marked)
        return Score(precision, recall, due, unique)

    def _read(self, numbers: Sequence[int], held: int) -> list[Reply]:
        """Read replies back, without their truth; they are those stored from the place `held` on."""
        replies = []
        for place, number in enumerate(numbers, start=held):
            reply = Reply(number, "", self.customers[place], number * 3, None)
            row = self.store.db.execute("SELECT text FROM posts WHERE id = ?", [_post(reply)]).fetchone()
            replies.append(replace(reply, text=row["text"]))
        return replies

    def _write_posts(self, db: Connection, replies: Sequence[Reply]) -> None:
        self.templates.extend(-1 if reply.template is None else reply.template for reply in replies)
        self.customers.extend(reply.customer for reply in replies)
        at = to_text(START)
        db.executemany(
            _ACCOUNT,
            [(_account(one.customer), f"net:c{one.customer}", f"c{one.customer}", at, at) for one in replies],
        )
        db.executemany(
            _POST,
            [(_post(one), f"net:r{one.number}", 1, f"net:r{one.number}", one.text, _sent(one), at) for one in replies],
        )


def _hold(db: Connection, replies: Sequence[Reply], settling: Settling, timed: Timed) -> None:
    start = time.process_time()
    canons = [canonical(reply.text) for reply in replies]
    read = time.process_time()
    ids = [form_id(canon.form) for canon in canons]
    named = time.process_time()
    for reply, form in zip(replies, ids, strict=True):
        found = findings.Read(form=form, marks=Marks(), touches=(), agent=None)
        findings.write_reply(db, *_exchange(reply), read=found)
    written = time.process_time()
    for reply, form, canon in zip(replies, ids, canons, strict=True):
        settling.add(BRAND, form, customer_id=_account(reply.customer), sent_at=_sent(reply), masked=canon)
    timed.canonical += read - start
    timed.compared += named - read + time.process_time() - written
    timed.rows += written - named


def _exchange(reply: Reply) -> tuple[Exchange, Response]:
    asked = _entry(_LAST, START)
    response = Response(_entry(_post(reply), START + timedelta(seconds=reply.seconds)), asked)
    return Exchange(BRAND, _account(reply.customer), (asked,), (response,)), response


def _entry(post_id: int, at: datetime) -> Entry:
    return Entry(
        id=post_id,
        ref="",
        parent_ref=None,
        account_id=1,
        handle="",
        network="net",
        role=Role.BRAND,
        brand=BRAND,
        text="",
        at=at,
    )


def _post(reply: Reply) -> int:
    return 2 + reply.number


def _account(customer: int) -> int:
    return 2 + customer


def _sent(reply: Reply) -> str:
    return to_text(START + timedelta(seconds=reply.seconds))

"""A database of made replies, and the product's own way from their texts to templates, timed step by step."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from sqlite3 import Connection

from made.replies import Maker, Reply
from made.scores import Score, score_marks, score_pairs
from mentionwatch.clock import to_text
from mentionwatch.config import Rules
from mentionwatch.conversations import Entry, Exchange, Response
from mentionwatch.model import Account, Address, Marks, Post, Role
from mentionwatch.refresh import refresh
from mentionwatch.replies.canned import canonical, form_id
from mentionwatch.settling import Changes, settle
from mentionwatch.store import Store, facts, findings, forms, open_for_writing

BRAND = "Acme"
RULES = Rules(brand=BRAND)
START = datetime(2026, 1, 1, tzinfo=UTC)
_PAGE = 1000
_FIRST_POST, _FIRST_ACCOUNT = 2, 2
"""The rows that are there before any reply: the brand's own, then that of the first customer."""


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
    """A database of made replies, each to its customer and in a thread of its own, with the truth beside it."""

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
            customer = Account(ref="net:first", network="net", handle="first")
            hello = Post(ref="net:hello", account=brand, text="Hello", created_at=START, from_brand=True, brand=BRAND)
            ask = Post(ref="net:ask", account=customer, text="@acme Hello", created_at=START, address=Address.TO)
            facts.write_posts(db, [hello, ask], feed="f", seen_at=START)
        refresh(store, RULES, now=START)
        return cls(store, maker)

    def add(self, replies: Iterable[Reply]) -> Timed:
        """Store replies, find all their templates at once, as a refresh does, and give the time that took."""
        timed = Timed()
        changes = Changes()
        left = iter(replies)
        while page := list(islice(left, _PAGE)):
            with self.store.transaction() as db:
                self._write_posts(db, page)
                _hold(db, page, changes, timed)
        with self.store.transaction() as db:
            start = time.process_time()
            settle(db, RULES.replies, {BRAND: changes})
            timed.compared += time.process_time() - start
            db.execute("DELETE FROM stale")  # the rest of a refresh is not this benchmark's matter
        return timed

    def score(self) -> Score:
        """Hold what was found against the truth."""
        rows = self.store.db.execute(
            "SELECT r.stock, f.root FROM replies r LEFT JOIN forms f ON f.brand = r.brand AND f.id = r.form "
            "ORDER BY r.post_id"
        )
        marked, roots = bytearray(), array("q")
        for stock, root in rows:
            marked.append(stock)
            roots.append(-len(roots) - 1 if root is None else root)
        truth = [None if template < 0 else template for template in self.templates]
        precision, recall = score_pairs(truth, roots)
        due, unique = score_marks(truth, self.customers, marked)
        return Score(precision, recall, due, unique)

    def _write_posts(self, db: Connection, replies: Sequence[Reply]) -> None:
        self.templates.extend(-1 if reply.template is None else reply.template for reply in replies)
        self.customers.extend(reply.customer for reply in replies)
        at = to_text(START)
        db.executemany(
            "INSERT OR IGNORE INTO accounts (id, ref, network, handle, first_seen_at, updated_at) "
            "VALUES (?, ?, 'net', ?, ?, ?)",
            [(_account(one.customer), f"net:c{one.customer}", f"c{one.customer}", at, at) for one in replies],
        )
        db.executemany(
            "INSERT INTO posts (id, ref, account_id, thread_ref, text, created_at, first_seen_at) "
            "VALUES (?, ?, 1, ?, ?, ?, ?)",
            [(_post(one), f"net:r{one.number}", f"net:r{one.number}", one.text, _sent(one), at) for one in replies],
        )


def _hold(db: Connection, replies: Sequence[Reply], changes: Changes, timed: Timed) -> None:
    start = time.process_time()
    canons = [canonical(reply.text) for reply in replies]
    held = time.process_time()
    ids = [form_id(canon.form) for canon in canons]
    for reply, canon, form in zip(replies, canons, ids, strict=True):
        forms.hold_form(db, BRAND, form, form=canon.form, words=canon.words)
        changes.note(form, customer_id=_account(reply.customer), sent_at=_sent(reply))
    changes.held += len(replies)
    noted = time.process_time()
    for reply, form in zip(replies, ids, strict=True):
        read = findings.Read(form=form, marks=Marks(), touches=(), agent=None)
        findings.write_reply(db, *_exchange(reply), read=read)
    timed.canonical += held - start
    timed.compared += noted - held
    timed.rows += time.process_time() - noted


def _exchange(reply: Reply) -> tuple[Exchange, Response]:
    asked = _entry(_FIRST_POST, START)
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
    return _FIRST_POST + 1 + reply.number


def _account(customer: int) -> int:
    return _FIRST_ACCOUNT + 1 + customer


def _sent(reply: Reply) -> str:
    return to_text(START + timedelta(seconds=reply.seconds))

"""What holds of every thread, whoever said what and when, told by the whole way from facts to findings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOW, RULES, account, instant
from dump import findings
from mentionwatch.config import BrandAccount
from mentionwatch.config.model import BusinessHours
from mentionwatch.model import Address, Gap, Post, TimeQuality, Visibility
from mentionwatch.refresh import refresh
from mentionwatch.store import Store, facts, labels, open_for_reading, open_for_writing
from mentionwatch.store import feeds as feed_rows

START = instant("10:00")
STOCK = "We are sorry to hear this, and will pass it on to the team."
SAID = (
    "My parcel never arrived and nobody helps. Terrible service!",
    "Do you deliver on Saturdays as well?",
    "Best pizza I have had in years, I love this place!",
    "It works now, thank you so much!",
    "Thanks, I've sent you a DM",
    "Still broken, this is awful. I am cancelling my account!",
    "Good morning from Kreuzberg",
    "Mein Paket ist immer noch nicht angekommen, was ist da los bei euch?",
)
ANSWERED = (
    STOCK,
    "Please send us a DM with your order number.",
    "We are looking into it and will get back to you.",
    "On it!",
)
RULES = RULES.model_copy(
    update={
        "accounts": tuple(
            BrandAccount(network="mastodon", handle=handle, brand=brand)
            for handle, brand in (("acme", "Acme"), ("acmehelp", "Acme"), ("globex", "Globex"))
        ),
        "business_hours": BusinessHours(week="mon-fri 09:00-17:00; sun 10:00-12:00"),
    }
)
BRANDS = {"acme": "Acme", "acmehelp": "Acme", "globex": "Globex"}


class Said(NamedTuple):
    """One post: by whom, what and whom it tags (numbers into lists), after how many seconds, and in answer to which."""

    by: str
    what: int
    tags: str
    seconds: int
    to: int | None
    is_public: bool
    is_exact: bool
    deleted_after: int | None


SAYING = st.builds(
    Said,
    by=st.sampled_from(["ana", "ben", "acme", "ana", "ben", "acme", "acmehelp", "globex"]),
    what=st.integers(0, 7),
    tags=st.sampled_from(["@acme ", "@acme ", "@globex ", "@acme @globex ", "", "@ana "]),
    seconds=st.one_of(st.integers(0, 20), st.integers(0, 100_000), st.integers(0, 40 * 86_400).map(lambda s: -s)),
    to=st.one_of(st.none(), st.integers(0, 8), st.integers(0, 3)),
    is_public=st.integers(0, 9).map(bool),
    is_exact=st.integers(0, 9).map(bool),
    deleted_after=st.one_of(st.none(), st.none(), st.none(), st.integers(0, 50_000)),
)
Brought: TypeAlias = tuple[str, Post]
"""A post, and the feed that brings it."""
THREADS = st.lists(SAYING, min_size=1, max_size=9)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database to copy, in which the brands' replies have been seen."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    with open_for_writing(path) as store:
        with store.transaction() as db:
            for brand in ("Acme", "Globex"):
                feed_rows.hold_feed(db, brand, network="mastodon", brand=brand)
                feed_rows.cover(db, brand, Gap(from_at=NOW - timedelta(days=60), to_at=NOW))
        refresh(store, RULES, now=NOW)
    return path


@contextmanager
def told(empty: Path, batches: Sequence[Sequence[Brought]], *, done: str | None = None) -> Iterator[Path]:
    """Bring posts batch by batch, each by a feed, and refresh after each; give the database."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "acme.db")
        shutil.copy(empty, path)
        with open_for_writing(path) as store:
            for batch in batches:
                with store.transaction() as db:
                    for feed, post in batch:
                        facts.write_posts(db, [post], feed=feed, seen_at=NOW)
                assert not refresh(store, RULES, now=NOW).failed
            if done is not None:
                handle(store, done)
        yield path


def handle(store: Store, ref: str) -> None:
    """Say that a conversation was handled on the phone."""
    at = START + timedelta(hours=3)
    with store.transaction() as db:
        labels.set_label(db, target="conversation", ref=ref, field="handled", value="phone", by=None, note=None, at=at)
    refresh(store, RULES, now=NOW, everything=True)


def posts_of(thread: Sequence[Said]) -> tuple[list[Brought], list[Brought]]:
    """Make the posts as the feeds bring them, and the tombstones of those that were deleted."""
    made = [make(number, said, len(thread)) for number, said in enumerate(thread)]
    gone = [
        ("Acme", replace(post, text="", deleted_at=min(post.created_at + timedelta(seconds=after), NOW), address=None))
        for post, after in zip(made, (said.deleted_after for said in thread), strict=True)
        if after is not None
    ]
    return [(feed, post) for post in made for feed in feeds_of(post)], gone


def make(number: int, said: Said, count: int) -> Post:
    """Make a post; it may answer itself, or one that answers it, as broken networks have it."""
    texts = ANSWERED if said.by in BRANDS else SAID
    parent = f"mastodon:{said.to % (count + 1)}" if said.to is not None else None
    return Post(
        ref=f"mastodon:{number}",
        account=account(said.by),
        text=said.tags + texts[said.what % len(texts)],
        created_at=START + timedelta(seconds=said.seconds),
        parent_ref=parent,
        address=Address.TO if "acme" in said.tags and said.what % 2 else None,
        visibility=Visibility.PUBLIC if said.is_public else Visibility.PRIVATE,
        time_quality=TimeQuality.EXACT if said.is_exact else TimeQuality.ESTIMATED,
    )


def feeds_of(post: Post) -> list[str]:
    """Say which feeds bring a post: Acme's brings all, Globex's those that speak of it."""
    return ["Acme", "Globex"] if "globex" in post.text or post.account.handle == "globex" else ["Acme"]


def cut_up(data: st.DataObject, posts: list[Brought], gone: list[Brought]) -> list[list[Brought]]:
    """Shuffle posts into batches.

    A tombstone comes in some later batch than its post, whose text nobody would have read else. Of the brand's posts
    it comes last: what was read in them beside the customer's words stays as it was when the words went.
    """
    shuffled = data.draw(st.permutations(posts))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(posts)), max_size=3)) | {0, len(posts)})
    batches = [*(shuffled[start:end] for start, end in pairwise(cuts)), []]
    for feed, post in gone:
        held = min(at for at, batch in enumerate(batches) if any(one.ref == post.ref for _, one in batch))
        is_brand = post.account.handle in BRANDS
        batches[-1 if is_brand else data.draw(st.integers(held + 1, len(batches) - 1))].append((feed, post))
    return batches


@settings(max_examples=60, deadline=None)
@given(thread=THREADS, data=st.data())
def test_any_order_of_arrival_gives_the_same_findings(empty: Path, thread: list[Said], data: st.DataObject) -> None:
    """All at once, or shuffled and in batches with a refresh after each: every finding is the same."""
    posts, gone = posts_of(thread)
    with told(empty, [posts, gone]) as at_once, told(empty, cut_up(data, posts, gone)) as one_by_one:
        assert findings(one_by_one) == findings(at_once)


@settings(max_examples=60, deadline=None)
@given(thread=THREADS, handled=st.one_of(st.none(), st.integers(0, 8)))
def test_waits_and_conversations_hold_together(empty: Path, thread: list[Said], handled: int | None) -> None:
    """Each post has its one conversation, at most one wait is open, no time is below zero, and the sums hold."""
    done = f"mastodon:{handled}" if handled is not None and handled < len(thread) else None
    with told(empty, posts_of(thread), done=done) as path, open_for_reading(path) as store:
        for check in (each_post_in_one_conversation, waits_in_order, sums_of_waits, replies_that_end_waits):
            check(store)


def each_post_in_one_conversation(store: Store) -> None:
    """Assert that each customer's post is in exactly one conversation of each brand that it addresses."""
    rows = store.db.execute(
        """
        SELECT p.ref, d.brand, COUNT(c.id) AS conversations
        FROM posts p
        JOIN accounts a ON a.id = p.account_id
        JOIN addressed d ON d.post_id = p.id
        LEFT JOIN conversations c
          ON c.thread_ref = p.thread_ref AND c.customer_id = p.account_id AND c.brand = d.brand
        WHERE a.role = 'customer' AND d.address IN ('to', 'about')
        GROUP BY p.id, d.brand
        """
    )
    assert {row["conversations"] for row in rows} <= {1}
    unheard = store.db.execute("SELECT id FROM conversations WHERE id NOT IN (SELECT post_id FROM addressed)")
    assert unheard.fetchall() == []


def waits_in_order(store: Store) -> None:
    """Assert that waits follow each other, that only the last may be open, and that none is negative."""
    for conversation in store.db.execute("SELECT * FROM conversations"):
        key = [conversation["id"], conversation["brand"]]
        waits = store.db.execute(
            "SELECT * FROM waits WHERE conversation_id = ? AND brand = ? ORDER BY ordinal", key
        ).fetchall()
        assert [wait["ordinal"] for wait in waits] == list(range(1, len(waits) + 1))
        assert all(wait["closed_at"] is not None for wait in waits[:-1])
        assert conversation["waiting_since"] == next((w["opened_at"] for w in waits if not w["closed_at"]), None)
        for before, after in pairwise(waits):
            assert before["closed_at"] <= after["opened_at"]
        for wait in waits:
            assert wait["due_seconds"] == between(wait["opened_at"], wait["due_at"]) > 0
            assert wait["seconds"] == between(wait["opened_at"], wait["closed_at"])
            assert wait["real_seconds"] == between(wait["opened_at"], wait["real_closed_at"])
            for name in ("seconds", "real_seconds", "business_seconds"):
                assert wait[name] is None or wait[name] >= 0
            has_hours = wait["brand"] == "Acme" and wait["seconds"] is not None
            assert (wait["business_seconds"] is not None) == has_hours
            assert not has_hours or wait["business_seconds"] <= wait["seconds"]


def sums_of_waits(store: Store) -> None:
    """Assert that the requester wait is the sum of the waits, the open one included, and the longest is the longest."""
    rows = store.db.execute(
        """
        SELECT c.waited_seconds, c.longest_seconds, c.waiting_since,
               COALESCE(SUM(w.seconds), 0) AS closed, MAX(w.seconds) AS longest,
               SUM(w.conversation_id IS NOT NULL AND w.closed_at IS NULL) AS is_open, MIN(w.opened_at) AS first_at
        FROM conversations c
        LEFT JOIN waits w ON w.conversation_id = c.id AND w.brand = c.brand
        GROUP BY c.id, c.brand
        """
    )
    for row in rows:
        assert (row["waited_seconds"], row["longest_seconds"]) == (row["closed"], row["longest"])
        assert (row["waiting_since"] is not None) == bool(row["is_open"])
        if row["first_at"]:
            still = between(row["waiting_since"], NOW) if row["waiting_since"] else 0
            assert row["waited_seconds"] + (still or 0) <= (between(row["first_at"], NOW) or 0) + 5 * 60


def replies_that_end_waits(store: Store) -> None:
    """Assert that a wait is ended only by a reply that counts, is the brand's, and is not earlier than its opening."""
    rows = store.db.execute(
        """
        SELECT w.*, r.counts, r.sent_at, r.canned, r.brand AS reply_brand
        FROM waits w
        JOIN replies r ON r.post_id = w.reply_id
        """
    ).fetchall()
    assert len(rows) == store.db.execute("SELECT COUNT(*) FROM waits WHERE reply_id IS NOT NULL").fetchone()[0]
    for row in rows:
        assert row["counts"] == 1
        assert row["reply_brand"] == row["brand"]
        assert row["closed_at"] == row["sent_at"] >= row["opened_at"]
        assert row["real_seconds"] is None or row["real_seconds"] >= row["seconds"]
        assert (row["real_seconds"] == row["seconds"]) or row["canned"] >= 0.5


def between(start: str, end: str | datetime | None) -> int | None:
    """Count the seconds between two instants."""
    if end is None:
        return None
    until = end if isinstance(end, datetime) else datetime.fromisoformat(end)
    return round((until - datetime.fromisoformat(start)).total_seconds())

"""Claim: storing posts that are held and unchanged costs less than half of storing them first, and judges nothing."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mentionwatch.config import Rules
from mentionwatch.model import Account, Address, Post
from mentionwatch.refresh import refresh
from mentionwatch.store import facts, open_for_writing
from mentionwatch.store import feeds as feed_rows

COUNT = 20_000
PAGE = 100
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIMIT = 0.5


def posts() -> list[Post]:
    """Make posts of many customers: complaints, and a reply to every other one."""
    made = []
    for number in range(COUNT // 2):
        at = NOW - timedelta(minutes=number)
        customer = Account(ref=f"net:c{number % 5000}", network="net", handle=f"c{number % 5000}")
        brand = Account(ref="net:acme", network="net", handle="acme")
        ask = Post(
            ref=f"net:{number}",
            account=customer,
            text=f"@acme order {number} is late again, terrible",
            created_at=at,
            address=Address.TO,
        )
        answer = Post(
            ref=f"net:r{number}",
            account=brand,
            text=f"Sorry c{number}, we look into order {number}",
            created_at=at + timedelta(minutes=5),
            parent_ref=ask.ref if number % 2 else None,
            from_brand=True,
            brand="Acme",
        )
        made += [ask, answer]
    return made


def main() -> int:
    """Store the same posts twice; print both times, and the second as a share of the first."""
    made = posts()
    with tempfile.TemporaryDirectory() as folder, open_for_writing(Path(folder, "b.db")) as store:
        with store.transaction() as db:
            feed_rows.hold_feed(db, "f", network="net", brand="Acme")
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            for page in range(0, COUNT, PAGE):
                with store.transaction() as db:
                    facts.write_posts(db, made[page : page + PAGE], feed="f", seen_at=NOW)
            seconds.append(time.perf_counter() - start)
        start = time.perf_counter()
        done = refresh(store, Rules(brand="Acme"), now=NOW)
        judging = time.perf_counter() - start
        idle = refresh(store, Rules(brand="Acme"), now=NOW)
        size = (store.path.stat().st_size + Path(f"{store.path}-wal").stat().st_size) / COUNT
    first, again = seconds
    print(f"store {COUNT:,} posts          {first:6.2f} s   {first / COUNT * 1e6:4.0f} microseconds a post")
    print(f"store them again, unchanged   {again:6.2f} s   {again / first:4.2f}x of the first time")
    print(f"judge {done.threads:,} threads         {judging:6.2f} s   {judging / COUNT * 1e6:4.0f} microseconds a post")
    print(f"threads judged the second time: {idle.threads}; at most {size:.0f} bytes a post on disk")
    return int(again > LIMIT * first or idle.threads > 0)


if __name__ == "__main__":
    sys.exit(main())

"""Claim: comparing a new reply with those held costs the same however many are held, and reads no more rows."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

from made.replies import Form, Maker, Reply
from made.stored import BRAND, RULES, START, Stored

from mentionwatch.model import Account, Address, Post
from mentionwatch.refresh import refresh
from mentionwatch.replies.likeness import likeness
from mentionwatch.store import Store, facts, open_for_writing

SIZES = (10_000, 100_000)
NEW = 100
REPEATS = 7
MILLISECONDS = 0.5
GROWTH = 2.0
STEPS_GROWTH = 1.5
_EVERY = 100


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll's replies took, each: the comparison and the whole refresh in milliseconds, and SQLite's steps.

    A step is an instruction of SQLite's virtual machine: it runs some for each row that it reads.
    """

    compared: float
    refreshed: float
    steps: float


def main() -> int:
    """Fill a database of each size, poll it several times, print medians; fail if they grow."""
    parser = argparse.ArgumentParser(description="Measure what new replies cost beside many that are held.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="numbers of replies held")
    parser.add_argument("--form", type=Form, choices=list(Form), default=Form.HARD)
    parser.add_argument("--child", nargs=2, metavar=("FILE", "NUMBER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        path, first = asked.child
        print(json.dumps(asdict(poll(Path(path), Maker(asked.form), int(first)))))
        return 0
    medians = [(size, measure(asked.form, size)) for size in sorted(asked.sizes)]
    broken = [text for text, holds in limits(medians) if not holds]
    for text in broken:
        print(f"BROKEN: {text}")
    return int(bool(broken))


def measure(form: Form, size: int) -> Polled:
    """Fill a database, and give the medians of polls, each by a process of its own and of other new replies."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "replies.db")
        stored = Stored.make(path, Maker(form))
        stored.add(map(stored.maker.reply, range(size)))
        stored.store.close()
        polls = []
        for number in range(REPEATS):
            command = [sys.executable, __file__, "--form", form, "--child", path, str(size + number * 3 * NEW)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            polls.append(Polled(**json.loads(done.stdout)))
    found = Polled(
        compared=median(one.compared for one in polls),
        refreshed=median(one.refreshed for one in polls),
        steps=median(one.steps for one in polls),
    )
    spread = f"{min(one.compared for one in polls):.3f} to {max(one.compared for one in polls):.3f}"
    print(
        f"{form}, {size:,} held, {NEW} new: comparing {found.compared:.3f} ms a reply ({spread}), "
        f"{found.steps:,.0f} steps of SQLite; the whole refresh {found.refreshed:.2f} ms",
        flush=True,
    )
    return found


def poll(path: Path, maker: Maker, first: int) -> Polled:
    """Bring new replies in three ways: to time the comparison, to count its steps, and to time the whole refresh."""
    timed, counted, whole = (
        list(map(maker.reply, range(first + part * NEW, first + (part + 1) * NEW))) for part in range(3)
    )
    likeness("a form is read so that", "the library of the comparison is loaded")
    with open_for_writing(path) as store:
        stored = Stored(store, maker)
        compared = stored.add(timed).finder
        ticks = [0]

        def tick() -> int:
            ticks[0] += 1
            return 0

        stored.add(counted, on_steps=(tick, _EVERY))
        _write(store, whole[:1])
        refresh(store, RULES, now=_now(whole))  # loads the judge
        _write(store, whole[1:])
        start = time.process_time()
        done = refresh(store, RULES, now=_now(whole))
        refreshed = time.process_time() - start
        if done.threads < NEW - 1:
            raise RuntimeError(f"refreshed {done.threads} threads only")
    return Polled(compared / NEW * 1e3, refreshed / (NEW - 1) * 1e3, ticks[0] * _EVERY / NEW)


def limits(medians: Sequence[tuple[int, Polled]]) -> Iterator[tuple[str, bool]]:
    """Say of each limit whether it holds."""
    for size, one in medians:
        yield f"{size:,}: comparing {one.compared:.3f} ms a reply", one.compared < MILLISECONDS
    for (fewer, before), (more, after) in pairwise(medians):
        grows = f"{fewer:,} to {more:,}:"
        yield (
            f"{grows} comparing takes {after.compared / before.compared:.2f}x",
            after.compared <= GROWTH * before.compared,
        )
        yield f"{grows} {after.steps / before.steps:.2f}x the steps", after.steps <= STEPS_GROWTH * before.steps


def _write(store: Store, replies: Sequence[Reply]) -> None:
    brand = Account(ref="net:acme", network="net", handle="acme")
    posts = []
    for one in replies:
        at = START + timedelta(seconds=one.seconds)
        customer = Account(ref=f"net:w{one.customer}", network="net", handle=f"w{one.customer}")
        ask = Post(
            ref=f"net:a{one.number}",
            account=customer,
            text="@acme it came broken, and nobody answers",
            created_at=at - timedelta(minutes=5),
            address=Address.TO,
        )
        reply = Post(
            ref=f"net:w{one.number}",
            account=brand,
            text=one.text,
            created_at=at,
            parent_ref=ask.ref,
            from_brand=True,
            brand=BRAND,
        )
        posts += [ask, reply]
    with store.transaction() as db:
        facts.write_posts(db, posts, feed="f", seen_at=START)


def _now(replies: Sequence[Reply]) -> datetime:
    return START + timedelta(seconds=replies[-1].seconds + 60)


if __name__ == "__main__":
    sys.exit(main())

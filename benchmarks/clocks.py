"""Claim: percentiles, the inbox and a refresh stay fast beside a million mentions, and grow no faster than these do.

Percentiles by channel and week are held against joining mentions and replies in Python, which must find the same ones.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from made.clocks import RULES, START, Size, counts, make

from mentionwatch.clock import from_text
from mentionwatch.model import Account, Address, Post
from mentionwatch.refresh import refresh
from mentionwatch.reports import Request
from mentionwatch.reports.inbox import inbox
from mentionwatch.reports.times import times_table
from mentionwatch.reports.waits import lengths_by
from mentionwatch.store import Store, facts, open_for_reading, open_for_writing
from mentionwatch.store import inbox as stored
from mentionwatch.store.queries import Filter
from mentionwatch.survival import Lengths, percentiles

SIZES = (100_000, 1_000_000)
FASTER = 10.0
MEGABYTES = 50.0
INBOX_MILLISECONDS = 5.0
REFRESH_SECONDS = 0.2
GROWTH = 1.5
"""How much faster than the mentions the time of the percentiles may grow; what looks at few posts may double."""
TOUCHED = 100
LISTED = 20
REPEATS = 5
_FEED = {network: f"acme-{network}" for network in ("x", "bluesky", "google", "mastodon")}

Percentiles = dict[str, list[int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured beside so many mentions, in seconds and megabytes."""

    mentions: int
    percentiles: float
    percentiles_memory: float
    table: float
    joined: float
    joined_memory: float
    inbox: float
    inbox_report: float
    scanned: float
    refreshed: float
    refreshed_whole: float


def main() -> int:
    """Make a database of each size, measure, print; fail if a limit does not hold."""
    parser = argparse.ArgumentParser(description="Measure the figures of the clocks in a large database.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="numbers of mentions")
    parser.add_argument("--child", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        way, path = asked.child
        print(json.dumps(timed(_WAYS[way], Path(path))))
        return 0
    each_thread = time_of_rebuild()
    measured = [measure(size, each_thread) for size in sorted(asked.sizes)]
    broken = [text for text, holds in limits(measured) if not holds]
    for text in broken:
        print(f"BROKEN: {text}")
    return int(bool(broken))


def measure(mentions: int, each_thread: float) -> Measured:
    """Make a database and measure everything in it."""
    with tempfile.TemporaryDirectory() as folder:
        path, size = Path(folder, "clocks.db"), Size.of(mentions)
        start = time.process_time()
        with make(path, size) as store:
            made = counts(store.db)
        print(f"{dict(made)}: made in {time.process_time() - start:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")
        ours, table, theirs = (child(way, path) for way in _WAYS)
        if not ours["found"] == table["found"] == theirs["found"]:
            raise RuntimeError("joining finds other percentiles")
        with open_for_reading(path) as store:
            listed, report, scanned = time_of_inbox(store, size.now)
        found = Measured(
            mentions=made["mentions"],
            percentiles=ours["seconds"],
            percentiles_memory=ours["megabytes"],
            table=table["seconds"],
            joined=theirs["seconds"],
            joined_memory=theirs["megabytes"],
            inbox=listed,
            inbox_report=report,
            scanned=scanned,
            refreshed=time_of_refresh(path, size.now),
            refreshed_whole=each_thread * TOUCHED,
        )
    print(
        f"percentiles of {len(ours['found'])} channels and weeks: {found.percentiles:.2f} s, "
        f"{found.percentiles_memory:.0f} MB; joining in Python {found.joined:.2f} s, {found.joined_memory:.0f} MB: "
        f"{found.joined / found.percentiles:.1f}x (the whole table of the report {found.table:.2f} s)\n"
        f"the {LISTED} to answer first: {found.inbox * 1e3:.2f} ms; looking at all waits {found.scanned * 1e3:.0f} ms: "
        f"{found.scanned / found.inbox:.0f}x; the whole inbox, everybody counted: {found.inbox_report * 1e3:.0f} ms\n"
        f"refresh after {TOUCHED} posts: {found.refreshed:.3f} s; so many threads of a rebuild "
        f"{found.refreshed_whole:.3f} s",
        flush=True,
    )
    return found


def limits(measured: Sequence[Measured]) -> Iterator[tuple[str, bool]]:
    """Say of each limit whether it holds."""
    last = measured[-1]
    beside = f"beside {last.mentions:,} mentions"
    yield (
        f"percentiles {last.joined / last.percentiles:.1f}x as fast {beside}",
        last.joined >= FASTER * last.percentiles,
    )
    yield f"percentiles in {last.percentiles_memory:.0f} MB {beside}", last.percentiles_memory < MEGABYTES
    yield f"the list in {last.inbox * 1e3:.2f} ms {beside}", last.inbox * 1e3 < INBOX_MILLISECONDS
    yield f"the refresh in {last.refreshed:.3f} s {beside}", last.refreshed < REFRESH_SECONDS
    for before, after in pairwise(measured):
        more = after.mentions / before.mentions
        grows = f"{before.mentions:,} to {after.mentions:,} mentions:"
        ratio = after.percentiles / before.percentiles
        yield f"{grows} percentiles take {ratio:.1f}x", ratio <= GROWTH * more
        ratio = after.inbox_report / before.inbox_report
        yield f"{grows} the whole inbox takes {ratio:.1f}x", ratio <= GROWTH * more
        ratio = after.refreshed / before.refreshed
        yield f"{grows} a refresh takes {ratio:.1f}x", ratio <= 2.0


def child(way: str, path: Path) -> dict[str, object]:
    """Find the percentiles one way in a process of its own, so that its memory can be told."""
    command = [sys.executable, __file__, "--child", way, str(path)]
    return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


def timed(find: Callable[[Path], Percentiles], path: Path) -> dict[str, object]:
    """Find percentiles; give them with the shortest time of a few, and the memory that they took."""
    before = peak_memory()
    took = []
    for _ in range(1 if find is joined_percentiles else 3):
        start = time.process_time()
        found = find(path)
        took.append(time.process_time() - start)
    more = peak_memory() - before
    return {"found": found, "seconds": min(took), "megabytes": more}


def peak_memory() -> float:
    """Give the most memory that this process has held, in megabytes (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def index_percentiles(path: Path) -> Percentiles:
    """Give median and P90 of the first reply by channel and week, as `report times` finds them."""
    with open_for_reading(path) as store:
        lengths = lengths_by(store.db, request(now_of(store), by=("network", "week")))
        return {" ".join(group): percentiles(lengths[group], 0.5, 0.9) for group in sorted(lengths)}


def whole_table(path: Path) -> Percentiles:
    """Give the whole table of `report times`, with shares and promises, cut to the same two columns."""
    with open_for_reading(path) as store:
        table = times_table(store.db, request(now_of(store), by=("network", "week")))
    names = [column.name for column in table.columns]
    median_at, p90_at = names.index("frt_median_seconds"), names.index("frt_p90_seconds")
    return {f"{row[0]} {row[1]}": [row[median_at], row[p90_at]] for row in table.rows}


def joined_percentiles(path: Path) -> Percentiles:
    """Give the same from mentions and replies, joined in Python."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    asked: dict[tuple[str, int], list[sqlite3.Row]] = defaultdict(list)
    answers: dict[tuple[str, int], list[sqlite3.Row]] = defaultdict(list)
    mentions = db.execute(
        "SELECT p.*, a.network, v.kind, v.closing FROM posts p JOIN accounts a ON a.id = p.account_id "
        "JOIN verdicts v ON v.post_id = p.id"
    )
    for row in mentions:
        asked[row["thread_ref"], row["account_id"]].append(row)
    for row in db.execute("SELECT r.*, p.thread_ref FROM replies r JOIN posts p ON p.id = r.post_id"):
        answers[row["thread_ref"], row["customer_id"]].append(row)
    handled = {row["ref"] for row in db.execute("SELECT ref FROM labels WHERE field = 'handled'")}
    gaps = {
        row["feed"]: (from_text(row["from_at"]), from_text(row["to_at"])) for row in db.execute("SELECT * FROM gaps")
    }
    covers = {row["name"]: from_text(row["covered_to"]) for row in db.execute("SELECT * FROM feeds")}
    zone = ZoneInfo(RULES.timezone)
    groups: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for key, posts in asked.items():
        since = min((row["sent_at"] for row in answers[key]), default="9")
        needing = [
            post
            for post in posts
            if post["kind"] != "other" and (post["closing"] == "none" or post["created_at"] < since)
        ]
        if not needing:
            continue
        first = min(needing, key=lambda post: (post["created_at"], post["ref"]))
        opened_at = from_text(first["created_at"])
        later = [row["sent_at"] for row in answers[key] if row["counts"] and row["sent_at"] >= first["created_at"]]
        is_handled = not later and any(post["ref"] in handled for post in posts)
        if first["time_quality"] != "exact" or is_handled:
            continue
        group = f"{first['network']} {opened_at.astimezone(zone):%G-W%V}"
        if later:
            groups[group].append((seconds(from_text(min(later)) - opened_at), True))
            continue
        feed = _FEED[first["network"]]
        gap = gaps.get(feed)
        if gap and gap[0] <= opened_at < gap[1]:
            continue
        seen_to = gap[0] if gap and opened_at < gap[0] else covers[feed]
        groups[group].append((seconds(seen_to - opened_at), False))
    lengths = {group: Lengths.of(groups[group]) for group in sorted(groups)}
    return {group: percentiles(one, 0.5, 0.9) for group, one in lengths.items()}


def time_of_inbox(store: Store, now: datetime) -> tuple[float, float, float]:
    """Time the list of who to answer first, the whole report, and the list by looking at all waits."""
    asked = replace(request(now), limit=LISTED, is_default_period=True)
    silent_since = now - RULES.sla_at(now).lapse_after

    def listed() -> None:
        stored.told(store.db, list(islice(stored.open_waits(store.db, Filter(), silent_since=silent_since), LISTED)))

    def scanned() -> None:
        store.db.execute(
            """
            SELECT *
            FROM waits
            WHERE +closed_at IS NULL AND is_handled = 0 AND is_lapsed = 0
            ORDER BY +due_at
            LIMIT ?
            """,
            [LISTED],
        ).fetchall()

    return median_time(listed), median_time(lambda: inbox(store.db, asked)), median_time(scanned)


def median_time(do: Callable[[], object]) -> float:
    """Give how long something takes once it has been done before."""
    do()
    took = []
    for _ in range(REPEATS):
        start = time.process_time()
        do()
        took.append(time.process_time() - start)
    return median(took)


def time_of_refresh(path: Path, now: datetime) -> float:
    """Time refreshes, each after a poll that brought posts in threads of any age."""
    draw, took = Random(2), []
    with open_for_writing(path) as store:
        touch(store, draw, 0, now)
        refresh(store, RULES, now=now)
        for number in range(1, REPEATS + 1):
            touch(store, draw, number, now)
            start = time.process_time()
            done = refresh(store, RULES, now=now)
            took.append(time.process_time() - start)
            if done.threads < TOUCHED:
                raise RuntimeError(f"{done.threads} threads were refreshed")
    return median(took)


def touch(store: Store, draw: Random, number: int, now: datetime) -> None:
    """Store a poll's posts: half are replies to who waits, half are customers' further posts."""
    rows = store.db.execute(
        "SELECT p.ref, p.thread_ref, a.network, a.ref AS account, a.handle FROM posts p JOIN accounts a "
        "ON a.id = p.account_id JOIN waits w ON w.post_id = p.id ORDER BY random() LIMIT ?",
        [2 * TOUCHED],
    ).fetchall()
    unlike = list({row["thread_ref"]: row for row in rows}.values())[:TOUCHED]
    with store.transaction() as db:
        for at, row in enumerate(unlike):
            network, is_reply = row["network"], at % 2
            by = "acme" if is_reply else row["handle"]
            post = Post(
                ref=f"{network}:t{number}-{at}",
                account=Account(ref=f"{network}:acme" if is_reply else row["account"], network=network, handle=by),
                text="We have found it, and it will be with you tomorrow" if is_reply else "@acme still nothing, awful",
                created_at=now - timedelta(minutes=draw.randrange(1, 600)),
                parent_ref=row["ref"],
                address=None if is_reply else Address.TO,
            )
            facts.write_posts(db, [post], feed=_FEED[network], seen_at=now)


def time_of_rebuild() -> float:
    """Give what a thread costs in a rebuild of a small database."""
    with tempfile.TemporaryDirectory() as folder:
        size = Size(80, blocks=25)
        with make(Path(folder, "small.db"), size) as store:
            refresh(store, RULES, now=size.now)
            start = time.process_time()
            done = refresh(store, RULES, now=size.now, everything=True)
            return (time.process_time() - start) / done.threads


def now_of(store: Store) -> datetime:
    """Give the time up to which everything has been seen."""
    return from_text(store.db.execute("SELECT MAX(covered_to) FROM feeds").fetchone()[0])


def request(now: datetime, by: tuple[str, ...] = ()) -> Request:
    """Ask for the whole time."""
    which = Filter(since_at=START, until_at=now) if by else Filter()
    return Request(rules=RULES, now=now, which=which, is_default_period=not by, by=by)


def seconds(span: timedelta) -> int:
    """Give a span in seconds."""
    return max(round(span.total_seconds()), 0)


_WAYS = {"percentiles": index_percentiles, "table": whole_table, "joined": joined_percentiles}


if __name__ == "__main__":
    sys.exit(main())

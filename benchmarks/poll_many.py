"""Claim: a poll of 20 feeds of 5 late pages each takes at most 1.5 times the slowest one alone, and 120 MB of memory;
a feed whose answer drips costs the others nothing.

The first poll's claim is on the time until all is stored: judging it takes what it takes for each post. The second one
reads the same pages, and is timed to its end.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from made.network import PAGES, POSTS_A_PAGE

FEEDS = 20
LIMIT = 1.5
MEMORY_MB = 120
DRIPPING_LIMIT = 1.15  # of the time without it: what one run differs from the next
POLL = """
import resource, sys, time
for name in ("numpy", "scipy", "pandas", "sklearn"):  # here for training; nltk would load them where they are
    sys.modules[name] = None
from datetime import UTC, datetime
from pathlib import Path
from mentionwatch.config import load
from mentionwatch.poll import poll
from mentionwatch.store import open_for_writing

config = load(Path(sys.argv[1]))
times = [time.time()]
with open_for_writing(config.database) as store:
    for _ in range(2):
        result = poll(config, store, now=datetime.now(UTC).replace(microsecond=0), environ={}, everything=True)
        times.append(time.time())
errors = [feed.name for feed in result.feeds if feed.error]
print(*times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, *errors)
"""


def feed(port: int, name: str) -> dict[str, Any]:
    """Configure a feed of one board."""
    fields = {"id": "id", "author": "by", "text": "text", "created_at": "at", "in_reply_to": "to"}
    stream = {"url": f"/{name}", "items": "posts", "holds": "both", "next": {"cursor": "next", "param": "page"}}
    options = {"base": f"http://127.0.0.1:{port}", "streams": {"posts": stream}, "post": fields}
    told = {"name": name, "network": "json", "accounts": ["acme"], "allow_private": "true", "options": options}
    return {**told, "overlap": "20d"}  # a later poll reads all pages again


@dataclass(frozen=True)
class Polled:
    """Two polls, timed in seconds: until all posts are stored, the first to its end, the second."""

    stored: float
    first: float
    second: float
    memory_mb: int
    failed: tuple[str, ...]


def poll(folder: Path, feeds: list[dict[str, Any]], *, posts: int) -> Polled:
    """Poll twice in a process of its own."""
    folder.mkdir()
    database, config = folder / "acme.db", folder / "mentionwatch.yaml"
    told = {"brand": "Acme", "database": str(database), "http": {"deadline": "4s"}, "feeds": feeds}
    config.write_text(json.dumps(told))
    command = [sys.executable, "-c", POLL, str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "no_proxy": "*"}) as process:
        stored_at = _wait_for(database, posts, process)
        out, _ = process.communicate()
    begun, between, ended, memory, *failed = out.split()
    first, second = float(between) - float(begun), float(ended) - float(between)
    return Polled(stored_at - float(begun), first, second, int(memory), tuple(failed))


def _wait_for(database: Path, posts: int, process: subprocess.Popen[str]) -> float:
    """Give when so many posts were stored."""
    while process.poll() is None:
        if database.exists():
            with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
                try:
                    if db.execute("SELECT COUNT(*) FROM posts").fetchone()[0] >= posts:
                        break
                except sqlite3.OperationalError:  # not there yet
                    pass
        time.sleep(0.02)
    return time.time()


def main() -> int:
    """Poll one feed, all of them, and all with one that drips; print the times, and fail if the claim does not hold."""
    script = Path(__file__).parent / "made" / "network.py"
    each = PAGES * POSTS_A_PAGE
    with (
        tempfile.TemporaryDirectory() as name,
        subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server,
    ):
        folder = Path(name)
        port = int((server.stdout.readline() if server.stdout else "") or 0)
        feeds = [feed(port, f"board{number}") for number in range(FEEDS)]
        few = [poll(folder / f"alone{number}", [feeds[number]], posts=each) for number in range(3)]
        many = poll(folder / "all", feeds, posts=FEEDS * each)
        beside = poll(folder / "beside", [feed(port, "drip"), *feeds], posts=FEEDS * each)
        server.terminate()
    stored, second = max(one.stored for one in few), max(one.second for one in few)
    memory = max(many.memory_mb, beside.memory_mb)
    print(f"one feed alone, all stored           {stored:5.2f} s   (the slowest of three)")
    print(f"{FEEDS} feeds, all stored                  {many.stored:5.2f} s   {many.stored / stored:4.2f}x")
    print(f"one feed alone, polled again         {second:5.2f} s   (the slowest of three)")
    print(f"{FEEDS} feeds, polled again                {many.second:5.2f} s   {many.second / second:4.2f}x")
    print(f"{FEEDS} feeds beside one that drips        {beside.stored:5.2f} s   {beside.stored / many.stored:4.2f}x")
    print(f"judging the {FEEDS * each:,} posts as well       {many.first:5.2f} s; {memory} MB in all")
    is_fine = not many.failed and beside.failed == ("drip",) and beside.stored <= DRIPPING_LIMIT * many.stored
    is_fast = many.stored <= LIMIT * stored and many.second <= LIMIT * second
    return int(not (is_fine and is_fast and memory <= MEMORY_MB))


if __name__ == "__main__":
    sys.exit(main())

"""Claim: on real threads, the figures of the clocks are those that plain rows give when they are reckoned again.

And: of what is taken for satisfaction, at least nine in ten are. That a person must read: `--review` writes
posts out for it. The data are the public research sets that `judge.py` names.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import Any

from real.reckoning import Conversation, Judgement, came_back, converse, handoffs, percentile, read

from judge import find_data
from judge import read as read_csv
from mentionwatch.cli import run

NOW = "2026-01-01T00:00:00Z"
SINCE = ("--since", "2008-01-01")
COLUMNS = (
    *("id=tweet_id", "author=author_id", "from_brand=!inbound"),
    *("in_reply_to=in_response_to_tweet_id",),
)
QUARTER = ("complaint=15m", "question=15m", "praise=15m")
Figures = dict[str, Any]


def main() -> int:
    """Compare all figures of all brands; with `--review`, write posts for reading instead."""
    parser = argparse.ArgumentParser(description="Hold the figures of the clocks against a reckoning from plain rows.")
    parser.add_argument(
        "--review", type=Path, metavar="FILE.csv", help="write follow-ups judged satisfied, for reading"
    )
    parser.add_argument("--judged", choices=["satisfied", "other"], default="satisfied", help="which of them")
    parser.add_argument("--number", type=int, default=200, metavar="N", help="how many, drawn at random")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    asked = parser.parse_args()
    data = find_data()
    if data is None:
        print("skipped: no public threads here (set MENTIONWATCH_SHARED to the directory that holds data/)")
        return 0
    os.environ["MENTIONWATCH_NOW"] = NOW
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "clocks.db")
        if asked.review:
            return review(data / "twcs_spotify_inbound.csv", path, asked)
        return compare(data / "twcs.csv", path)


def compare(file: Path, path: Path) -> int:
    """Import the threads; print each brand's figures; fail if any is not what the reckoning gives."""
    bring(file, path)
    judged = judgements(path)
    conversations = converse(read(read_csv(file)), judged)
    waits = table(path, "export", "waits", "--brand", "all", "--json")
    if first_responses(waits) != reckoned_responses(conversations):
        print("BROKEN: first responses differ")
        return 1
    theirs = reckoned_figures(conversations, judged, until=last_time(file))
    ours = figures(path, waits)
    everybody = [wait["seconds"] for wait in waits if wait["wait"] == 1 and wait["reply"]]
    shown = ", ".join(f"p{share * 100:.0f} {nearest(everybody, share) / 60:.1f} min" for share in (0.1, 0.5, 0.9))
    print(f"{len(conversations)} conversations, {len(ours)} brands; first response of the answered: {shown}")
    broken = 0
    for brand in sorted(ours, key=lambda brand: -ours[brand]["waits"]):
        if brand in theirs and ours[brand]["waits"] >= 20:
            print(f"  {brand}: {json.dumps(ours[brand])}")
        if ours[brand] != theirs.get(brand):
            broken += 1
            print(f"BROKEN: {brand}: {ours[brand]}\n  reckoned: {theirs.get(brand)}")
    broken += len(theirs.keys() - ours.keys())
    print(f"{len(ours) - broken} of {len(ours)} brands agree in all of {len(next(iter(ours.values())))} figures")
    return int(bool(broken))


def bring(file: Path, path: Path) -> None:
    """Import a file, as anybody would."""
    columns = [word for column in COLUMNS for word in ("--map", column)]
    said("import", str(file), "--network", "twitter", "--db", str(path), *columns)


def said(*args: str) -> str:
    """Run the program and give what it printed."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = run(list(args))
    if code:
        raise RuntimeError(f"{args}: {err.buffer.getvalue().decode()}")  # type: ignore[attr-defined]
    return str(out.buffer.getvalue().decode())  # type: ignore[attr-defined]


def told(path: Path, *args: str) -> dict[str, Any]:
    """Give a report or an export in JSON."""
    return dict(json.loads(said(*args, "--db", str(path))))


def table(path: Path, *args: str) -> list[dict[str, Any]]:
    """Give the rows of a report or an export."""
    return list(told(path, *args)["rows"])


def judgements(path: Path) -> dict[str, Judgement]:
    """Read what the product judged of each post by its words: this is given, and not checked here."""
    db = sqlite3.connect(path)
    rows = db.execute(
        "SELECT p.ref, v.kind, v.closing, r.handoff IS NOT NULL, r.marks ->> 'promises' IS NOT NULL FROM posts p "
        "LEFT JOIN verdicts v ON v.post_id = p.id LEFT JOIN replies r ON r.post_id = p.id"
    )
    return {
        ref.partition(":")[2]: Judgement(kind, closing or "none", bool(handoff), bool(promise))
        for ref, kind, closing, handoff, promise in rows
    }


def first_responses(waits: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], tuple[str | None, int | None]]:
    """Give of each first wait, by post and brand, which reply ended it and after how long."""
    return {
        (plain(wait["id"]), wait["brand"]): (plain(wait["reply"]) if wait["reply"] else None, wait["seconds"])
        for wait in waits
        if wait["wait"] == 1 and (wait["reply"] or wait["is_open"])
    }


def reckoned_responses(
    conversations: Sequence[Conversation],
) -> dict[tuple[str, str], tuple[str | None, int | None]]:
    """Give the same as reckoned."""
    firsts = [(one.brand, one.waits[0]) for one in conversations if one.waits]
    return {
        (wait.post.id, brand): (wait.reply.id if wait.reply else None, wait.seconds)
        for brand, wait in firsts
        if wait.reply or wait.closed is None
    }


def plain(ref: str) -> str:
    """Give a tweet's own id."""
    return ref.partition(":")[2]


def figures(path: Path, waits: Sequence[Mapping[str, Any]]) -> dict[str, Figures]:
    """Read each brand's figures from reports and exports."""
    by_brand = ("--brand", "all", "--by", "brand", *SINCE, "--json")
    times = {row["group"]: row for row in table(path, "report", "times", *by_brand)}
    what_if = [word for promise in QUARTER for word in ("--what-if", promise)]
    quarter = {row["group"]: row for row in table(path, "report", "times", *by_brand, *what_if)}
    found = {}
    for brand, row in times.items():
        sent = told(path, "report", "handoffs", "--brand", brand, *SINCE, "--json")["figures"]
        lengths = [wait["seconds"] for wait in waits if wait["brand"] == brand and wait["wait"] == 1 and wait["reply"]]
        found[brand] = {
            "waits": row["waits"],
            "replied": row["replied"],
            "p10_of_answered": nearest(lengths, 0.1),
            "p50_of_answered": row["frt_replied_median_seconds"],
            "p90_of_answered": nearest(lengths, 0.9),
            "median": row["frt_median_seconds"],
            "p90": row["frt_p90_seconds"],
            "within_15m": [quarter[brand]["sla_met"], quarter[brand]["sla_decided"]],
            "within_1h": [rounded(row["within_1h"]), row["within_1h_of"]],
            "handed_off": [sent["handoff_rate"]["n"], sent["handoff_rate"]["of"]],
            "came_back": [sent[f"handoff_{course}"]["n"] for course in ("angry", "satisfied", "quiet")],
        }
    return found


def reckoned_figures(
    conversations: Sequence[Conversation], judged: Mapping[str, Judgement], *, until: datetime
) -> dict[str, Figures]:
    """Reckon the same figures from the conversations; what is after the last row has not been seen."""
    by_brand: dict[str, list[Conversation]] = defaultdict(list)
    for conversation in conversations:
        by_brand[conversation.brand].append(conversation)
    found = {brand: _reckoned(theirs, judged, until) for brand, theirs in by_brand.items()}
    return {brand: one for brand, one in found.items() if one["waits"]}


def _reckoned(conversations: Sequence[Conversation], judged: Mapping[str, Judgement], until: datetime) -> Figures:
    firsts = [one.waits[0] for one in conversations if one.waits]
    seen = {wait.post.id: round((until - wait.post.at).total_seconds()) for wait in firsts}
    replied = sorted(wait.seconds for wait in firsts if wait.seconds is not None)
    cut = [
        ((wait.closed or until) - wait.post.at).total_seconds()
        for wait in firsts
        if not wait.reply and seen[wait.post.id]
    ]
    cases = [(seconds, True) for seconds in replied] + [(round(seconds), False) for seconds in cut]
    late = [wait for wait in firsts if not wait.reply and wait.closed is None and seen[wait.post.id] >= 900]
    hour = [wait for wait in firsts if seen[wait.post.id] >= 3600 and (wait.reply or _is_still(wait, 3600))]
    in_hour = sum(wait.seconds is not None and wait.seconds <= 3600 for wait in hour)
    sent = [one for one in conversations if handoffs(one, judged)]
    courses = [came_back(one, judged) for one in sent]
    return {
        "waits": len(firsts),
        "replied": len(replied),
        "p10_of_answered": nearest(replied, 0.1),
        "p50_of_answered": nearest(replied, 0.5),
        "p90_of_answered": nearest(replied, 0.9),
        "median": percentile(cases, 0.5),
        "p90": percentile(cases, 0.9),
        "within_15m": [sum(seconds <= 900 for seconds in replied), len(replied) + len(late)],
        "within_1h": [rounded(in_hour / len(hour)) if hour else None, len(hour)],
        "handed_off": [
            sum(one.is_complaint(handoffs(one, judged)[-1:]) for one in sent),
            sum(bool(one.counted) and one.is_complaint(one.counted) for one in conversations),
        ],
        "came_back": [courses.count(course) for course in ("angry", "satisfied", "quiet")],
    }


def _is_still(wait: Any, limit: int) -> bool:
    """Whether nobody had taken the question back by then."""
    return wait.closed is None or (wait.closed - wait.post.at).total_seconds() >= limit


def nearest(lengths: Sequence[int], share: float) -> int | None:
    """Give the smallest length that a share does not exceed."""
    ordered = sorted(lengths)
    return next((one for at, one in enumerate(ordered, start=1) if at >= share * len(ordered) - 1e-9), None)


def rounded(share: float | None) -> float | None:
    """Give a share as files print it."""
    return None if share is None else round(share, 4)


def last_time(file: Path) -> datetime:
    """Give the time of the last row."""
    return max(datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S %z %Y") for row in read_csv(file))


def review(file: Path, path: Path, asked: argparse.Namespace) -> int:
    """Write follow-ups drawn at random, of those judged to say that the customer is satisfied or of the others."""
    bring(file, path)
    judged = judgements(path)
    takes: Callable[[Judgement], bool] = (
        is_satisfied if asked.judged == "satisfied" else lambda one: not is_satisfied(one)
    )
    rows = [row for row in read_csv(file) if takes(judged[row["tweet_id"]])]
    drawn = random.Random(asked.seed).sample(rows, min(asked.number, len(rows)))
    with asked.review.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "kind", "closing", "text", "is_satisfied"])
        writer.writerows(_lines(drawn, judged))
    print(f"{len(drawn)} of {len(rows)} posts judged {asked.judged} written to {asked.review}")
    return 0


def is_satisfied(words: Judgement) -> bool:
    """Say whether a follow-up, after a reply that was no hand-off, makes its customer a satisfied one."""
    return words.closing in ("satisfied", "thanks") or (words.closing == "none" and words.kind == "praise")


def _lines(rows: Sequence[Mapping[str, str]], judged: Mapping[str, Judgement]) -> Iterator[list[str | None]]:
    for row in rows:
        words = judged[row["tweet_id"]]
        yield [row["tweet_id"], words.kind, words.closing, " ".join(row["text"].split()), ""]


if __name__ == "__main__":
    sys.exit(main())

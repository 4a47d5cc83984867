from __future__ import annotations

import csv
import json
import random
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from builders import NOW
from dump import findings
from mentionwatch.config import Rules
from mentionwatch.errors import ExitCode, UsageError
from mentionwatch.feeds.files import RowRules
from mentionwatch.imports import ImportResult, check_files, import_files
from mentionwatch.store import open_for_reading, open_for_writing

TWCS = Path(__file__).resolve().parents[2] / "shared" / "data" / "twcs.csv"
TWCS_RULES = RowRules(
    network="twitter",
    mapping={
        "id": "tweet_id",
        "author": "author_id",
        "in_reply_to": "in_response_to_tweet_id",
        "from_brand": "!inbound",
    },
)


def run(database: Path, *paths: Path, how: RowRules, **more: Any) -> ImportResult:
    """Import files into a database."""
    with open_for_writing(database) as store:
        return import_files(store, Rules(brand=how.brand or ""), paths, how=how, now=NOW, **more)


def write(path: Path, *rows: dict[str, Any]) -> Path:
    """Write rows as JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def row(number: int, author: str, text: str, at: str, **more: Any) -> dict[str, Any]:
    """Make a row of the net `x`."""
    return {"id": number, "author": author, "text": text, "created_at": f"2026-11-{at}:00Z", **more}


ACME = RowRules(network="x", accounts=("acme",), brand="Acme")


def scalar(database: Path, sql: str) -> Any:
    """Give the one value that a query finds."""
    with open_for_reading(database) as store:
        return store.db.execute(sql).fetchone()[0]


def test_a_bad_line_costs_itself_only(tmp_path: Path) -> None:
    """It is told with its number and reason, the others go in, and the exit code is 3."""
    path = write(tmp_path / "posts.jsonl", row(1, "ana", "@acme terrible", "20T10:00"))
    path.write_text(path.read_text() + "{broken\n" + json.dumps(row(3, "ben", "@acme cold", "20T10:01")) + "\n")
    result = run(tmp_path / "a.db", path, how=ACME)
    assert [(line.number, result.read) for _, line in result.bad] == [(2, 2)]
    assert result.exit_code is ExitCode.SOME_FAILED


def test_strict_takes_all_or_nothing(tmp_path: Path) -> None:
    """One bad line is found before anything is stored."""
    path = write(tmp_path / "posts.jsonl", row(1, "ana", "@acme terrible", "20T10:00"), {"id": 2})
    with pytest.raises(UsageError, match="line 2"):
        check_files([path], how=ACME, now=NOW, is_strict=True)
    check_files([path], how=ACME, now=NOW, is_strict=False)


def test_an_import_covers_the_span_of_its_file(tmp_path: Path) -> None:
    """A wait is called missed only if its due time lies inside what the file shows."""
    path = write(
        tmp_path / "posts.jsonl",
        row(1, "ana", "@acme terrible, cold and late", "18T10:00"),
        row(2, "ben", "@acme awful, still waiting", "20T09:30"),
        row(3, "cem", "@acme when do you open?", "20T09:00"),
        row(4, "acme", "At ten", "20T10:00", in_reply_to=3),
    )
    run(tmp_path / "a.db", path, how=ACME)
    with open_for_reading(tmp_path / "a.db") as store:
        rows = store.db.execute("SELECT customer, is_open, is_missed FROM waits_view ORDER BY customer").fetchall()
    assert [tuple(one) for one in rows] == [("ana", 1, 1), ("ben", 1, 0), ("cem", 0, 0)]


def test_a_file_without_the_brands_posts_shows_no_replies(tmp_path: Path) -> None:
    """An export of mentions alone says nothing on who was answered: nothing is missed, the outcome cannot be known."""
    path = write(
        tmp_path / "posts.jsonl", row(1, "ana", "@acme terrible, cold", "1T10:00"), row(2, "b", "@acme", "20T10:00")
    )
    run(tmp_path / "a.db", path, how=ACME)
    assert scalar(tmp_path / "a.db", "SELECT SUM(is_missed) FROM waits_view") == 0
    assert scalar(tmp_path / "a.db", "SELECT outcome FROM conversations WHERE kind = 'complaint'") == "cannot_know"


def test_months_that_were_not_imported_are_a_gap(tmp_path: Path) -> None:
    """Files of days far apart leave a gap, a third one fills it; files of neighbouring days adjoin."""
    days = {
        day: write(
            tmp_path / f"{day}.jsonl",
            row(day, "ana", "@acme terrible", f"{day:02}T08:00"),
            row(day + 100, "acme", "Sorry!", f"{day:02}T20:00", in_reply_to=day),
        )
        for day in range(1, 6)
    }
    database = tmp_path / "a.db"
    gaps = "SELECT COUNT(*) FROM gaps"
    run(database, days[1], days[2], how=ACME)
    assert scalar(database, gaps) == 0
    run(database, days[5], how=ACME)
    assert scalar(database, gaps) == 1
    run(database, days[3], days[4], how=ACME)
    assert scalar(database, gaps) == 0
    covered = "SELECT covered_from || ' ' || covered_to FROM feeds WHERE covered_from IS NOT NULL"
    assert scalar(database, covered) == "2026-11-01T08:00:00Z 2026-11-05T20:00:00Z"


def test_without_a_default_each_brand_account_is_a_brand(tmp_path: Path) -> None:
    """A file of many brands: a post belongs to the brand it tags, else that of the account it answers or its thread."""
    path = write(
        tmp_path / "posts.jsonl",
        row(1, "ana", "@acme your app is broken", "20T10:00"),
        row(2, "acme", "Sorry Ana", "20T10:05", in_reply_to=1, from_brand=True),
        row(3, "ben", "my parcel never arrived, terrible", "20T10:00"),
        row(4, "globex", "Ben, which one?", "20T10:07", in_reply_to=3, from_brand=True),
        row(5, "ben", "the blue one", "20T10:09", in_reply_to=4),
    )
    run(tmp_path / "a.db", path, how=RowRules(network="x"))
    with open_for_reading(tmp_path / "a.db") as store:
        rows = store.db.execute("SELECT ref, brand, address FROM mentions ORDER BY ref").fetchall()
    assert [tuple(one) for one in rows] == [("x:1", "acme", "to"), ("x:3", "globex", "to"), ("x:5", "globex", "to")]


needs_twcs = pytest.mark.skipif(
    not TWCS.exists(), reason="needs the real threads in shared/data, which are not ours to ship"
)


@needs_twcs
def test_real_threads_answered_at_any_post_have_a_reply(tmp_path: Path) -> None:
    """Each real thread with a brand's reply to a held post has a conversation with a reply; first waits are exact."""
    run(tmp_path / "a.db", TWCS, how=TWCS_RULES)
    with TWCS.open(newline="") as file:
        rows = {one["tweet_id"]: one for one in csv.DictReader(file)}
    answered = {
        _root(one, rows)
        for one in rows.values()
        if one["inbound"] == "False" and rows.get(one["in_response_to_tweet_id"], {}).get("inbound") == "True"
    }
    with open_for_reading(tmp_path / "a.db") as store:
        found = store.db.execute(
            "SELECT DISTINCT p.thread_ref FROM replies r JOIN posts p ON p.id = r.post_id"
        ).fetchall()
        ours = store.db.execute(
            """
            SELECT p.ref, w.seconds
            FROM waits w
            JOIN posts p ON p.id = w.post_id AND p.parent_ref IS NULL
            JOIN posts r ON r.id = w.reply_id AND r.parent_ref = p.ref
            WHERE w.ordinal = 1
            """
        ).fetchall()
    assert answered <= {one["thread_ref"].removeprefix("twitter:") for one in found}
    first = _first_direct_replies(rows)
    waits = {one["ref"].removeprefix("twitter:"): one["seconds"] for one in ours}
    assert len(waits) > 400
    assert waits == {ref: first[ref] for ref in waits}
    assert median(waits.values()) == median(first[ref] for ref in waits)


def _root(row: dict[str, str], rows: dict[str, dict[str, str]]) -> str:
    seen = {row["tweet_id"]}
    while row["in_response_to_tweet_id"] in rows and row["in_response_to_tweet_id"] not in seen:
        row = rows[row["in_response_to_tweet_id"]]
        seen.add(row["tweet_id"])
    return row["in_response_to_tweet_id"] or row["tweet_id"]


def _first_direct_replies(rows: dict[str, dict[str, str]]) -> dict[str, float]:
    """Compute, apart from our code, how many seconds after each root its first direct reply by a brand came."""
    first: dict[str, float] = {}
    for one in rows.values():
        parent = rows.get(one["in_response_to_tweet_id"])
        if one["inbound"] == "False" and parent and parent["inbound"] == "True":
            seconds = (_time(one) - _time(parent)).total_seconds()
            first[parent["tweet_id"]] = min(seconds, first.get(parent["tweet_id"], seconds))
    return first


def _time(row: dict[str, str]) -> datetime:
    return datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S %z %Y").astimezone(UTC)


@needs_twcs
def test_real_threads_in_any_order_give_the_same_findings(tmp_path: Path) -> None:
    """Shuffled, in halves, and the same file again: the same findings to the last row."""
    run(tmp_path / "straight.db", TWCS, how=TWCS_RULES)
    expected = findings(tmp_path / "straight.db")
    assert run(tmp_path / "straight.db", TWCS, how=TWCS_RULES).added == 0
    assert findings(tmp_path / "straight.db") == expected
    with TWCS.open(newline="") as file:
        header, *rows = csv.reader(file)
    random.Random(7).shuffle(rows)
    halves = [rows[:1300], rows[1300:]]
    for number, half in enumerate(halves):
        with (tmp_path / f"half{number}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([header, *half])
        run(tmp_path / "halves.db", tmp_path / f"half{number}.csv", how=TWCS_RULES)
    assert findings(tmp_path / "halves.db") == expected

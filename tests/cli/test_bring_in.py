"""The commands that bring posts in, and those that look after them: poll, import, demo, rebuild, doctor, feeds."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from console import Ask
from mentionwatch.store import open_for_writing
from mentionwatch.store.feeds import save_cursor

ROWS = [
    {"id": "1", "author": "ana", "text": "@acme cold and late, terrible", "created_at": "2026-11-20T10:00:00Z"},
    {"id": "2", "author": "acme", "text": "Sorry!", "created_at": "2026-11-20T10:30:00Z", "in_reply_to": "1"},
    {"id": "3", "author": "ben", "text": "@acme when do you open?", "created_at": "2026-11-22T09:00:00Z"},
]


def write_posts(folder: Path, *rows: object) -> Path:
    """Write rows as JSON lines."""
    path = folder / "posts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows or ROWS))
    return path


def write_config(folder: Path, **feed: object) -> Path:
    """Write a configuration with one feed, of a file unless told otherwise."""
    path = folder / "mentionwatch.yaml"
    options = {"path": "posts.jsonl", "network": "x"}
    given = {"name": "files", "network": "files", "accounts": ["acme"], "options": options, **feed}
    path.write_text(json.dumps({"brand": "Acme", "database": "acme.db", "feeds": [given]}))
    return path


def test_poll_tells_what_it_did_when_asked(ask: Ask, tmp_path: Path) -> None:
    """With -v a line a feed; what is not due says so; --all fetches all the same."""
    write_posts(tmp_path)
    write_config(tmp_path)
    assert ask("poll", "-v").err == "files: 3 new, 0 changed, of 3 read\n"
    assert "nothing to fetch (files not due yet" in ask("poll", "-v").err
    assert ask("poll", "-v", "--all").err == "files: 0 new, 0 changed, of 0 read\n"


def test_poll_for_trial_stores_nothing(ask: Ask, tmp_path: Path) -> None:
    """--dry-run fetches and judges a copy, and throws it away."""
    write_posts(tmp_path)
    write_config(tmp_path)
    told = ask("poll", "--dry-run", "-v")
    assert (told.code, "3 new" in told.err, "nothing was stored" in told.err) == (0, True, True)
    assert not (tmp_path / "acme.db").exists()


def test_poll_names_the_feeds_if_one_is_unknown(ask: Ask, tmp_path: Path) -> None:
    """A wrong --feed is a usage error that lists the right ones."""
    write_posts(tmp_path)
    write_config(tmp_path)
    told = ask("poll", "--feed", "fils")
    assert told.code == 2
    assert "'fils'" in told.err
    assert "hint: the feeds are files" in told.err


def test_poll_without_a_configuration(ask: Ask) -> None:
    """The error says how to get one."""
    told = ask("poll")
    assert told.code == 2
    assert "mentionwatch init" in told.err


def test_import_needs_no_configuration(ask: Ask, tmp_path: Path) -> None:
    """With --network, --account and --db alone, posts come in and can be reported; again, nothing changes."""
    posts = write_posts(tmp_path)
    words = ["import", posts, "--network", "x", "--account", "@Acme", "--db", tmp_path / "a.db"]
    told = ask(*words)
    assert (told.code, told.out, told.err) == (0, "", "3 posts read: 3 new, 0 changed\n")
    before = ask("export", "waits", "--db", tmp_path / "a.db").out
    assert ask(*words).err == "3 posts read: 0 new, 0 changed\n"
    assert ask("export", "waits", "--db", tmp_path / "a.db").out == before
    rows = list(csv.DictReader(io.StringIO(before)))
    assert [(row["customer"], row["brand"], row["seconds"]) for row in rows] == [
        ("ana", "Acme", "1800"),
        ("ben", "Acme", ""),
    ]


@pytest.mark.parametrize(
    ("account", "brand"),
    [("ACME", "Acme"), ("@acme_help", "Acme"), ("globex", "globex")],
    ids=["name", "account", "other"],
)
def test_import_knows_the_brands_of_the_configuration(ask: Ask, tmp_path: Path, account: str, brand: str) -> None:
    """An account that the configuration names, or its brand in other letters, makes no second brand."""
    write_config(tmp_path, accounts=["acme_help"])
    posts = write_posts(
        tmp_path, {"id": "1", "author": "ana", "text": "late again", "created_at": "2026-11-20T10:00:00Z"}
    )
    assert ask("import", posts, "--network", "x", "--account", account).code == 0
    rows = list(csv.DictReader(io.StringIO(ask("export", "mentions").out)))
    assert [row["brand"] for row in rows] == [brand]


def test_import_tells_bad_lines(ask: Ask, tmp_path: Path) -> None:
    """Number and reason of each, exit code 3, and the others are in."""
    posts = write_posts(tmp_path, *ROWS, {"id": "4", "author": "x"}, {**ROWS[0], "id": "5", "likes": "many"})
    told = ask("import", posts, "--network", "x", "--account", "acme", "--db", tmp_path / "a.db")
    assert told.code == 3
    assert "4 posts read" in told.err
    assert "line 4:" in told.err
    assert "1 value of likes could not be used" in told.err
    assert "1 bad line left out" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.csv", "--network", "x"], "none.csv"),
        (["posts.jsonl", "--network", "x", "--map", "text"], "FIELD=COLUMN"),
        (["posts.jsonl", "--network", "x", "--map", "txt=Message"], "did you mean text=Message"),
        ([], "FILE"),
    ],
)
def test_import_used_wrongly(ask: Ask, tmp_path: Path, words: list[str], said: str) -> None:
    """A missing file, a wrong mapping, no file at all: one clear error, exit code 2."""
    write_posts(tmp_path)
    told = ask("import", *words, "--db", tmp_path / "a.db")
    assert told.code == 2
    assert said in told.err
    assert told.err.startswith("error: ")


def test_demo_runs_the_whole_job(ask: Ask, tmp_path: Path) -> None:
    """The sample brand is polled, judged and reported, offline; the folder it leaves works with every command."""
    told = ask("demo", "--directory", tmp_path / "pizza")
    assert told.code == 0
    assert "Zampalotti" in told.out
    config = tmp_path / "pizza" / "mentionwatch.yaml"
    for words in (["report", "missed"], ["inbox"], ["feeds"], ["report", "canned", "--rows"], ["doctor"]):
        again = ask(*words, "-c", config)
        assert (again.code, again.out != "") == (0, True), words
    assert ask("demo", "--directory", tmp_path / "pizza").code == 2


def test_demo_finds_the_stories_of_its_brand(ask: Ask, tmp_path: Path) -> None:
    """What the sample is made to contain is found: missed complaints, stock replies, recoveries, an angry return."""
    ask("demo", "-q", "--directory", tmp_path / "pizza", "--db", tmp_path / "pizza.db")
    stories = json.loads((Path(__file__).parents[2] / "src/mentionwatch/sample/stories.json").read_text())
    rows = list(csv.DictReader(io.StringIO(ask("export", "conversations", "--db", tmp_path / "pizza.db").out)))
    told = {row["id"]: row for row in rows}
    canned = csv.DictReader(io.StringIO(ask("export", "responses", "--db", tmp_path / "pizza.db").out))
    stock = {row["id"] for row in canned if row["is_canned"] == "1"}
    assert len(stock & set(stories["canned"])) >= 0.8 * len(stories["canned"])
    assert not stock & set(stories["prompt"])
    assert told[stories["handoff_angry"]]["handoff"] == "angry"
    outcomes = [told[ref]["outcome"] for ref in stories["recovered"] if ref in told]
    assert outcomes.count("recovered") >= 0.7 * len(stories["recovered"])
    unanswered = [told[ref] for ref in stories["missed"] if ref in told]
    assert len(unanswered) >= 0.9 * len(stories["missed"])
    assert all(row["first_reply_at"] == "" for row in unanswered)


def test_rebuild_computes_the_same_again(ask: Ask, tmp_path: Path) -> None:
    """Emptied and computed anew, the findings are those that were there."""
    write_posts(tmp_path)
    write_config(tmp_path)
    ask("poll")
    before = [ask("export", name).out for name in ("mentions", "responses", "conversations", "waits")]
    told = ask("rebuild")
    assert (told.code, told.err) == (0, "2 threads computed again\n")
    assert [ask("export", name).out for name in ("mentions", "responses", "conversations", "waits")] == before


def test_doctor_on_a_sound_set_up(ask: Ask, tmp_path: Path) -> None:
    """Configuration, database and feed are ok; JSON says the same."""
    write_posts(tmp_path)
    write_config(tmp_path).chmod(0o600)
    ask("poll")
    told = ask("doctor")
    assert told.code == 0
    assert "ok    feed files: files answers, 3 posts on the first page; shows replies" in told.out
    checks = json.loads(ask("doctor", "--json").out)["checks"]
    assert {check["state"] for check in checks} == {"ok"}


def test_doctor_says_what_a_feed_has_spent(ask: Ask, tmp_path: Path) -> None:
    """What a network counts or charges for is told with its period, and the most that was allowed."""
    write_posts(tmp_path)
    write_config(tmp_path)
    ask("poll")
    spent = {"unit": "posts", "period": "2026-11", "count": 1234, "at_most": 10_000}
    with open_for_writing(tmp_path / "acme.db") as store, store.transaction() as db:
        save_cursor(db, "files", {"spent": spent})
    assert "ok    feed files: 1,234 posts spent in 2026-11, at most 10,000" in ask("doctor").out


def test_doctor_knows_changed_rules(ask: Ask, tmp_path: Path) -> None:
    """After a change of the rules doctor says so, until the findings were computed by them."""
    write_posts(tmp_path)
    config = write_config(tmp_path)
    ask("poll")
    assert "rules" not in ask("doctor").out
    config.write_text(json.dumps({**json.loads(config.read_text()), "replies": {"min_customers": 3}}))
    assert "warn  rules: the findings are by rules that have changed since" in ask("doctor").out
    assert ask("rebuild").code == 0
    assert "rules" not in ask("doctor").out


def test_doctor_says_what_is_wrong(ask: Ask, tmp_path: Path) -> None:
    """A file that is not there, a secret that cron does not have, a config others may write: each with its fix."""
    write_config(tmp_path).chmod(0o666)
    told = ask("doctor")
    assert told.code == 3
    assert "fail  configuration: others may write" in told.out
    assert "fail  feed files:" in told.out
    write_config(tmp_path, network="mastodon", options={"server": "https://m.example", "token": "$NO_SUCH_TOKEN"})
    told = ask("doctor", "--cron")
    assert told.code == 3
    assert "NO_SUCH_TOKEN" in told.out


def test_doctor_without_a_configuration(ask: Ask) -> None:
    """The first check fails, and says how to begin."""
    told = ask("doctor")
    assert told.code == 3
    assert told.out.startswith("fail  configuration:")
    assert "mentionwatch init" in told.out


def test_feeds_shows_cover_and_failures(ask: Ask, tmp_path: Path) -> None:
    """Each feed with what it has seen; one that fails, with its error."""
    posts = write_posts(tmp_path)
    write_config(tmp_path)
    ask("poll")
    posts.unlink()
    ask("poll", "--all")
    (row,) = json.loads(ask("feeds", "--format", "json").out)["rows"]
    assert (row["feed"], row["state"], row["failures"], row["posts"]) == ("files", "failing", 1, 3)
    assert row["covered_from"] == "2026-11-20T10:00:00Z"
    assert "posts.jsonl" in row["last_error"]

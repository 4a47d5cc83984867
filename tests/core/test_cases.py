"""The cases of tests/data/clocks/cases.yaml, worked by hand, told by the whole program: import, export, report."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from mentionwatch.cli import run

FILE = Path(__file__).parent.parent / "data" / "clocks" / "cases.yaml"
CASES = yaml.safe_load(FILE.read_text())
BRANDS = {"acme": "Acme", "acmehelp": "Acme", "globex": "Globex"}
NOW = "24 Nov 12:00"
Case = dict[str, Any]
Run = Callable[..., str]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs the program at a time, in an empty folder, and gives what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("MENTIONWATCH_CONFIG", "MENTIONWATCH_DB", "USER"):
        monkeypatch.delenv(name, raising=False)

    def call(now: str, *args: str) -> str:
        monkeypatch.setenv("MENTIONWATCH_NOW", instant(now))
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err):
            code = run(list(args))
        assert code == 0, err.buffer.getvalue().decode()
        return str(out.buffer.getvalue().decode())

    return call


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_case_worked_by_hand(case: Case, world: Run) -> None:
    """The program's waits, standings and outcomes are those that a hand comes to."""
    now = play(case, world)
    waits = rows(world(now, "export", "waits", "--brand", "all", "--json"))
    standings = {
        (row["ref"], row["brand"]): row["standing"]
        for row in rows(world(now, "report", "times", "--rows", "--since", "2026-01-01", "--brand", "all", "--json"))
    }
    assert [told(wait, standings) for wait in waits] == [expected(wait) for wait in case["waits"]]
    estimated = [plain(wait["id"]) for wait in waits if not wait["is_exact"]]
    assert estimated == case.get("estimated", [])
    conversations = {named(one): one for one in rows(world(now, "export", "conversations", "--brand", "all", "--json"))}
    assert {name: one["outcome"] for name, one in conversations.items()} == case["outcome"]
    satisfied = {name: one["satisfaction_seconds"] for name, one in conversations.items() if one["satisfied_at"]}
    assert satisfied == {name: seconds(text) for name, text in case.get("satisfied", {}).items()}
    handoffs = {name: one["handoff"] for name, one in conversations.items() if one["handoff"] != "none"}
    assert handoffs == case.get("handoff", {})
    responses = rows(world(now, "export", "responses", "--brand", "all", "--json"))
    assert [plain(reply["id"]) for reply in responses if reply["is_automatic"]] == case.get("automatic", [])
    promises = {plain(reply["id"]): promise(reply, now) for reply in responses if reply["promise_due_at"]}
    assert promises == case.get("promises", {})


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_rebuild_tells_the_same(case: Case, world: Run) -> None:
    """Whatever steps led there, the facts alone give the same findings."""
    now = play(case, world)
    data = ("waits", "conversations", "responses", "mentions")
    before = [world(now, "export", one, "--brand", "all") for one in data]
    world(now, "rebuild")
    assert [world(now, "export", one, "--brand", "all") for one in data] == before


def play(case: Case, world: Run) -> str:
    """Bring a case into a database step by step; give the time at which it is looked at."""
    write_config(case)
    steps: list[Case] = [{"posts": case["posts"]}, *case.get("then", [])]
    now = case.get("now", NOW)
    for step in steps:
        now = step.get("now", now)
        if "run" in step:
            command, post, *words = shlex.split(step["run"])
            world(now, command, f"net:{post}", *words)
        else:
            Path("posts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in lines(case, step["posts"], now)))
            world(now, "import", "posts.jsonl", "--network", "net")
    return str(now)


def write_config(case: Case) -> None:
    """Write the configuration that a case speaks of."""
    feeds = [
        {"name": "acme", "network": "files", "accounts": ["acme", "acmehelp"], "terms": case.get("terms", [])},
        {"name": "globex", "network": "files", "accounts": ["globex"], "brand": "Globex"},
    ]
    config: Case = {
        "brand": "Acme",
        "database": "acme.db",
        "timezone": case.get("zone", "UTC"),
        "feeds": [{**feed, "options": {"path": "none.csv", "network": "net"}} for feed in feeds],
    }
    for name, key in (("sla", "sla"), ("hours", "business_hours")):
        if name in case:
            config[key] = case[name]
    Path("mentionwatch.yaml").write_text(yaml.safe_dump(config))


def lines(case: Case, posts: list[Case], now: str) -> Iterator[Case]:
    """Give the rows of an import: the posts, and beside them two of the brand's own between which all was seen."""
    seen = case.get("seen", now)
    for post in posts:
        yield row(post)
    if seen:
        for name, at in (("first", "1 Jan 00:00"), ("last", seen)):
            yield row({"id": f"{name}-{at}", "at": at, "by": "acme", "text": "Have a good day, all of you."})


def row(post: Case) -> Case:
    """Give a post as a row of an import."""
    brand = BRANDS.get(post["by"], post.get("brand"))
    given = {
        "id": post["id"],
        "author": post["by"],
        "text": post["text"],
        "created_at": str(post["day"]) if "day" in post else instant(post["at"]),
        "from_brand": post["by"] in BRANDS,
        "in_reply_to": post.get("to"),
        "brand": brand,
        "rating": post.get("rating"),
        "visibility": post.get("visibility"),
        "edited_at": instant(post["edited_at"]) if "edited_at" in post else None,
        "deleted": instant(post["deleted"]) if "deleted" in post else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def told(wait: Case, standings: dict[tuple[str, str], str]) -> Case:
    """Give a wait as the program tells it, in the words of a case."""
    return {
        "from": plain(wait["id"]),
        "to": plain(wait["reply"]),
        "brand": wait["brand"],
        "kind": wait["kind"],
        "waited": wait["seconds"],
        "real": wait["real_seconds"],
        "business": wait["business_seconds"],
        "standing": standings[wait["id"], wait["brand"]],
    }


def expected(wait: Case) -> Case:
    """Give a wait as a hand tells it, in seconds."""
    return {
        "from": wait["from"],
        "to": wait.get("to"),
        "brand": wait.get("brand", "Acme"),
        "kind": wait["kind"],
        "waited": seconds(wait.get("waited")),
        "real": seconds(wait.get("real")),
        "business": seconds(wait.get("business")),
        "standing": wait["standing"],
    }


def promise(reply: Case, now: str) -> str:
    """Say what became of a promise to come back, as docs/metrics.md has it."""
    due, kept, seen = reply["promise_due_at"], reply["promise_kept_at"], reply["promise_seen_to"]
    if kept and kept <= due:
        return "kept"
    if instant(now) < due:
        return "pending"
    return "not kept" if seen and seen >= due else "cannot know"


def named(conversation: Case) -> str:
    """Name a conversation by its first post; of a rival's, say whose."""
    name = plain(conversation["id"])
    return f"{name}" if conversation["brand"] == "Acme" else f"{name} of {conversation['brand']}"


def rows(text: str) -> list[Case]:
    """Give the rows of a report or an export in JSON."""
    return list(json.loads(text)["rows"])


def plain(ref: str | None) -> str | None:
    """Give a post's name in its case."""
    return ref.removeprefix("net:") if ref else None


def instant(text: str) -> str:
    """Read `20 Nov 10:00`, to the second if need be, as an instant of 2026."""
    form = "%d %b %H:%M:%S" if text.count(":") == 2 else "%d %b %H:%M"
    return datetime.strptime(f"2026 {text}", f"%Y {form}").replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text: str | None) -> int | None:
    """Read `1h 30m 5s` as seconds."""
    if text is None:
        return None
    return sum(int(count) * {"h": 3600, "m": 60, "s": 1}[unit] for count, unit in re.findall(r"(\d+)([hms])", text))

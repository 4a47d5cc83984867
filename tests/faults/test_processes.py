"""The program as cron and a shell run it: in a process of its own, with a real server that never answers."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from badserver import BadServer

from dump import whole

POST = {"id": "1", "author": "ana", "text": "@acme cold, terrible", "created_at": "2026-11-20T10:00:00Z"}


def write_config(folder: Path, *feeds: dict[str, Any], **more: Any) -> Path:
    """Write a configuration (JSON is YAML too) and a file of posts."""
    (folder / "posts.jsonl").write_text(json.dumps(POST) + "\n")
    path = folder / "mentionwatch.yaml"
    plain = {"brand": "Acme", "database": "acme.db", "http": {"jitter": "0s"}, "feeds": feeds}
    path.write_text(json.dumps({**plain, **more}))
    return path


FILES = {
    "name": "files",
    "network": "files",
    "accounts": ["acme"],
    "options": {"path": "posts.jsonl", "network": "x"},
}


def silent(server: BadServer) -> dict[str, Any]:
    """Make a feed whose server takes the request and never answers."""
    return {"name": "silent", "network": "rss", "allow_private": "true", "options": {"url": f"{server.base}/silent"}}


def command(*words: str) -> list[str]:
    """Give the program's command line."""
    return [sys.executable, "-m", "mentionwatch", *words]


def run(*words: str, env: dict[str, str] | None = None, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the program to its end, its output caught."""
    return subprocess.run(command(*words), env=env, capture_output=True, text=True, check=False, **more)


@contextmanager
def polling(config: Path, server: BadServer) -> Iterator[subprocess.Popen[str]]:
    """Run a poll that hangs on its feed; give it once the server has its request."""
    before = server.count("/silent")
    process = subprocess.Popen(
        command("poll", "-c", str(config)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and server.count("/silent") == before:
        pass
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.fault("F10")
@pytest.mark.fault("F12")
def test_cron_hears_nothing_while_all_is_well(tmp_path: Path) -> None:
    """With an empty environment, from the root folder: not one byte, exit code 0, and the post is stored."""
    config = write_config(tmp_path, FILES)
    done = run("poll", "-c", str(config), env={"LC_ALL": "C"}, cwd="/")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert len(whole(tmp_path / "acme.db")["posts"]) == 1


@pytest.mark.fault("F11")
def test_cron_hears_of_a_failure_that_lasts(tmp_path: Path, server: BadServer) -> None:
    """Two failures are silent, with exit code 3; the third is told in three lines, the fourth not again."""
    broken = {"name": "bad", "network": "rss", "allow_private": "true", "options": {"url": f"{server.base}/404"}}
    config = write_config(tmp_path, FILES, broken)
    heard = []
    for _ in range(4):
        done = run("poll", "--all", "-c", str(config))
        assert done.returncode == 3
        heard.append(done.stderr)
    assert [bool(text) for text in heard] == [False, False, True, False]
    assert "bad" in heard[2]
    assert "error:" in heard[2]
    assert "Traceback" not in heard[2]


@pytest.mark.fault("F03")
def test_a_second_poll_ends_at_once(tmp_path: Path, server: BadServer) -> None:
    """It ends with 6 and, off a terminal, in silence; when the first is killed, the next one runs."""
    config = write_config(tmp_path, silent(server))
    with polling(config, server) as first:
        second = run("poll", "-c", str(config))
        assert (second.returncode, second.stdout, second.stderr) == (6, "", "")
        late = run("poll", "-c", str(config), env={**os.environ, "MENTIONWATCH_NOW": "2099-01-01T00:00:00Z"})
        assert late.returncode == 6
        assert f"process {first.pid}" in late.stderr
    write_config(tmp_path, FILES)
    assert run("poll", "-c", str(config)).returncode == 0


@pytest.mark.fault("F05")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_poll_can_be_stopped(tmp_path: Path, server: BadServer, number: int, code: int) -> None:
    """In the midst of a request: one line at most, no traceback, the exit code of the signal, a sound database."""
    config = write_config(tmp_path, silent(server))
    with polling(config, server) as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert process.returncode == code
    assert out == ""
    assert "Traceback" not in err
    assert len(err.splitlines()) <= 1
    done = run("feeds", "-c", str(config))
    assert done.returncode == 0


@pytest.mark.fault("F60")
@pytest.mark.parametrize("feeds", [1, 4])
def test_a_database_that_cannot_be_written_ends_the_poll(tmp_path: Path, feeds: int) -> None:
    """A disk that is full in the midst of the pages: exit code 5 with one error, no hang, no traceback."""
    rows = [{**POST, "id": str(i), "text": "x" * 900} for i in range(1500)]
    several = [{**FILES, "name": f"files{i}"} for i in range(feeds)]
    config = write_config(tmp_path, *several)
    (tmp_path / "posts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from mentionwatch.cli import main; sys.argv[1:] = sys.argv[1:]; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "poll", "-c", str(config)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 5, done.stderr
    assert done.stderr.count("error:") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.fault("F01")
def test_polls_killed_at_random_lose_and_double_nothing(tmp_path: Path) -> None:
    """Ten polls of 2,000 posts, each killed at another time, then one to the end: equal to one that was not killed."""
    chance = random.Random(11)
    rows = [
        {**POST, "id": str(i), "author": f"c{i % 300}", "in_reply_to": str(i - 1) if i % 3 else None}
        for i in range(2000)
    ]
    straight, killed = tmp_path / "straight", tmp_path / "killed"
    for folder in (straight, killed):
        folder.mkdir()
        write_config(folder, FILES)
        (folder / "posts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    now = {**os.environ, "MENTIONWATCH_NOW": "2026-11-22T09:00:00Z"}
    assert run("poll", "-c", str(straight / "mentionwatch.yaml"), env=now).returncode == 0
    for _ in range(10):
        process = subprocess.Popen(command("poll", "--all", "-c", str(killed / "mentionwatch.yaml")), env=now)
        try:
            process.wait(timeout=chance.uniform(0.1, 2.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    assert run("poll", "--all", "-c", str(killed / "mentionwatch.yaml"), env=now).returncode == 0
    mine, theirs = whole(killed / "acme.db"), whole(straight / "acme.db")
    for tables in (mine, theirs):
        del tables["feeds"]  # its cursor names the folder
    assert mine == theirs


@pytest.mark.fault("F26")
def test_a_closed_network_ends_in_one_line_a_feed(tmp_path: Path) -> None:
    """No name resolves: exit code 4, no traceback, and what is stored can still be reported."""
    feed = {"name": "gone", "network": "rss", "options": {"url": "https://feeds.invalid/rss"}}
    config = write_config(tmp_path, feed)
    done = run("poll", "-v", "-c", str(config))
    assert done.returncode == 4
    assert "feeds.invalid" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("report", "-c", str(config)).returncode == 0

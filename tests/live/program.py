"""The program as a user runs it, and servers on loopback that it runs against."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

INSTALLED = Path(__file__).parents[2] / ".cache" / "live"
"""Where install.sh puts what does not come by apt."""


@dataclass(frozen=True)
class Program:
    """The program in a folder of its own, with one configuration and one database."""

    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def configure(self, *feeds: Mapping[str, Any], **more: Any) -> None:
        """Write the configuration. All feeds may read loopback, and are polled for the brand Acme."""
        local = [{"allow_private": True, "accounts": [], **feed} for feed in feeds]
        told = {"brand": "Acme", "database": "acme.db", "timezone": "UTC", "feeds": local, **more}
        (self.folder / "acme.yaml").write_text(yaml.safe_dump(told, sort_keys=False))

    def run(self, *args: str, code: int = 0, **environ: str) -> str:
        """Run a command; give its standard output with what it said behind it."""
        command = [sys.executable, "-m", "mentionwatch", "--config", "acme.yaml", *args]
        env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=env | {"HOME": str(self.folder), "COLUMNS": "100"} | self.environ | environ,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == code, f"{args} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def poll(self, *, code: int = 0, **environ: str) -> str:
        """Poll every feed now, and give what the program told of it."""
        return self.run("poll", "--all", "-v", code=code, **environ)

    def export(self, data: str, *more: str) -> list[dict[str, Any]]:
        """Give the rows of an export."""
        lines = self.run("export", data, "--format", "jsonl", *more)
        return [json.loads(line) for line in lines.splitlines() if line.startswith("{")]

    def report(self, name: str, *more: str) -> Any:
        """Give a report as JSON."""
        said = self.run("report", name, "--json", "-q", *more)
        return json.loads(said)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look into the database."""
        with closing(sqlite3.connect(f"file:{self.folder / 'acme.db'}?mode=ro", uri=True)) as db:
            return db.execute(sql, values).fetchall()

    def texts(self) -> list[str]:
        """Give the texts of all posts that are still there, by time."""
        return [
            text for (text,) in self.ask("SELECT text FROM posts WHERE deleted_at IS NULL ORDER BY created_at, ref")
        ]


def free_port() -> int:
    """Find a port of loopback that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def find_program(name: str) -> str | None:
    """Find a program, among those too that only root has in its path."""
    return shutil.which(name, path=os.environ["PATH"] + os.pathsep + "/usr/sbin")


@contextmanager
def serving(
    command: Sequence[str | Path],
    is_ready: Callable[[], bool],
    *,
    log: Path,
    seconds: float = 30,
    **environ: str,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the test is over; what it says goes into `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(map(str, command)), stdout=output, stderr=subprocess.STDOUT, env=os.environ | environ
        )
        try:
            _wait(process, is_ready, log, seconds)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(url: str) -> bool:
    """Tell whether somebody answers there."""
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code < 500
    except httpx.TransportError:
        return False


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> bool:
    """Wait for a server to do something: how long it takes, nothing but asking again can tell."""
    for _ in range(int(seconds / 0.1)):
        if is_so():
            return True
        time.sleep(0.1)
    return False


def _wait(process: subprocess.Popen[bytes], is_ready: Callable[[], bool], log: Path, seconds: float) -> None:
    is_up = wait_until(lambda: process.poll() is not None or is_ready(), seconds=seconds) and process.poll() is None
    assert is_up, log.read_text(errors="replace")[-3_000:]

"""The bad server, and clients that ask it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina

from mentionwatch.feeds.http import Answer, Client

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class BadServer:
    """The bad server's two hosts, and one call to ask it."""

    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def other(self) -> str:
        return f"http://127.0.0.2:{self.port}"

    def get(self, path: str, *, call: dict[str, Any] | None = None, **client: Any) -> Answer:
        """Fetch a path of the first host as a feed would."""
        return self.run(lambda http: http.get(self.base + path, **(call or {})), **client)

    def run(self, ask: Callable[[Client], Any], **client: Any) -> Any:
        """Ask with a client of its own."""
        made: dict[str, Any] = {"feed": "f", "deadline": timedelta(seconds=20), "now": NOW, "allow_private": True}

        async def run() -> Any:
            async with Client(**(made | client)) as http:
                return await ask(http)

        return asyncio.run(run())

    def count(self, path: str) -> int:
        """Say how often a path has been asked for."""
        return int(self.get("/count", call={"params": {"path": path}}).json())


@pytest.fixture(scope="session")
def server() -> Iterator[BadServer]:
    """Give the bad server, in a process of its own."""
    script = Path(__file__).with_name("server.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield BadServer(int(process.stdout.readline()))
        process.terminate()


@pytest.fixture(autouse=True)
def _retry_without_waiting() -> Iterator[None]:
    """Keep the three tries of a request, but not the pauses between them."""
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's own proxy settings out of the tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)

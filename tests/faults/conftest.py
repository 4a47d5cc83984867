"""The bad server, running."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina
from badserver import BadServer


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

"""mastodon_mock on loopback, as its users use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from program import INSTALLED, answers, free_port, serving

IS_INSTALLED = (INSTALLED / "mastodon_mock" / "bin" / "mastodon_mock").exists()


@dataclass(frozen=True)
class Mock:
    """A server, and what it has been asked."""

    base: str
    log: Path
    http: httpx.Client

    def say(self, who: str, text: str, *, answers: str = "") -> str:
        """Post a status; give its id."""
        told = {"status": text} | ({"in_reply_to_id": answers} if answers else {})
        return str(self._call("POST", "/api/v1/statuses", who, told)["id"])

    def edit(self, who: str, own_id: str, text: str) -> None:
        """Change a status."""
        self._call("PUT", f"/api/v1/statuses/{own_id}", who, {"status": text})

    def delete(self, who: str, own_id: str) -> None:
        """Delete a status."""
        self._call("DELETE", f"/api/v1/statuses/{own_id}", who)

    def like(self, who: str, own_id: str) -> None:
        """Like a status, of which its author is notified."""
        self._call("POST", f"/api/v1/statuses/{own_id}/favourite", who)

    def break_next(self, path: str, **effect: Any) -> None:
        """Let the next request to a path go wrong."""
        self._call("POST", "/api/v1/_mock/faults", "acme", {"match": {"path": path}, "effect": effect, "count": 1})

    def gets(self) -> list[str]:
        """Give the addresses of all GET requests so far."""
        lines = self.log.read_text().splitlines()
        return [line.split('"GET ')[1].split(" HTTP/")[0] for line in lines if '"GET ' in line]

    def _call(self, method: str, path: str, who: str, told: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {who}-token"}
        answer = self.http.request(method, self.base + path, headers=headers, json=told)
        assert answer.is_success, answer.text
        return answer.json()


@contextmanager
def running(folder: Path, *, requests: str = "") -> Iterator[Mock]:
    """Run the server, with so many requests in five minutes for each token."""
    port, log = free_port(), folder / "mock.log"
    base = f"http://127.0.0.1:{port}"
    command = [Path(__file__).with_name("mastodon_mock.sh"), folder / "mock", str(port), requests]
    with (
        serving(command, lambda: answers(f"{base}/api/v1/instance"), log=log, PYTHONUNBUFFERED="1"),
        httpx.Client(trust_env=False, timeout=30) as http,
    ):
        yield Mock(base, log, http)


def feed(base: str, **more: Any) -> dict[str, Any]:
    """Configure the brand's feed of a server."""
    options = {"server": base, "token": "$TOKEN"} | more.pop("options", {})
    return {"name": "acme", "network": "mastodon", "accounts": ["acme"], "options": options, **more}

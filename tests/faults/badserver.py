"""How tests ask the bad server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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

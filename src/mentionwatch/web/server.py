"""Serving the pages until the user has enough."""

from __future__ import annotations

import io
import socket
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from mentionwatch.errors import UsageError
from mentionwatch.text import safe_text

if TYPE_CHECKING:
    from types import ModuleType

    from mentionwatch.store.functions import Meaning
    from mentionwatch.web.gate import Asgi

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The names of this machine that no other one can reach it by."""


def serve(path: Path, meaning: Meaning, *, host: str, port: int, say_url: Callable[[str], None]) -> None:
    """Serve a database until a signal comes; `say_url` is called with the address once it can be asked.

    Port 0 is any free one. Raises UsageError where the extra is missing or the port cannot be had, and StoreError.
    """
    from mentionwatch.web.gate import Gate

    with _listen(host, port) as listening, redirect_stderr(_Letters(sys.stderr)):
        uvicorn, pages = _ready(path, meaning)
        gate = Gate(pages, {*LOOPBACK, host} if host in LOOPBACK else None)
        config = uvicorn.Config(gate, log_level="warning", access_log=False, lifespan="on", server_header=False)
        shown = f"[{host}]" if ":" in host else host
        say_url(f"http://{shown}:{listening.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listening])


def _ready(path: Path, meaning: Meaning) -> tuple[ModuleType, Asgi]:
    """Give the server and what it serves. Raises UsageError where the extra is missing."""
    try:
        import uvicorn

        from mentionwatch.web.pages import make_pages

        return uvicorn, make_pages(path, meaning)
    except ImportError as error:
        hint = "pip install 'mentionwatch[web]'"
        raise UsageError("`web` needs the extra `web`", cause=str(error), hint=hint) from None


class _Letters(io.TextIOBase):
    """A stream that passes on letters only: what visitors ask is repeated in errors, and must not run on a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        """Write safe text."""
        self._out.write(safe_text(text))
        return len(text)

    def flush(self) -> None:
        """Hand on what is held."""
        self._out.flush()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        is_unknown = isinstance(error, OSError) and error.errno in (socket.EAI_NONAME, socket.EAI_AGAIN)
        free = "name another with --port, or --port 0 for any free one"
        hint = "name an address of this machine with --host" if is_unknown else free
        raise UsageError(f"cannot serve on {host} port {port}", cause=str(error), hint=hint) from None

"""Where a browser comes back to from a login: an address of this machine, open while the login lasts."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

_THANKS = b"mentionwatch has what it needs. You may close this window.\n"
_STRANGE = b"This is no answer to the login that mentionwatch waits for.\n"


class Landing:
    """Waits at a loopback address for the answer that bears `state`; all else that comes there is sent away."""

    def __init__(self, redirect: str, *, state: str) -> None:
        """Open the address. Raises OSError where it cannot be opened, or is none of this machine."""
        parts = urlsplit(redirect)
        if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost") or not parts.port:
            raise OSError("no address of this machine")
        self._server = _Server(("127.0.0.1", parts.port), _Handler)
        self._server.state = state

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.server_close()

    def fileno(self) -> int:
        """Give what `select` waits for."""
        return self._server.fileno()

    def take(self) -> str | None:
        """Answer who has come; give the address they came by if it is what we wait for."""
        self._server.handle_request()
        return self._server.found


class _Server(HTTPServer):
    state = ""
    found: str | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that goes away."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 5
    server: _Server

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        is_ours = query.get("state") == [self.server.state]
        if is_ours:
            self.server.found = self.path
        body = _THANKS if is_ours else _STRANGE
        self.send_response(200 if is_ours else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the address holds a code."""

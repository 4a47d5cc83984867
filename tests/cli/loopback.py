"""A server on loopback that answers each path as a test says, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Fields = Mapping[str, str]
Route = Callable[[Fields], Any]


@dataclass
class Site:
    """Answers a path with what its route makes of the fields asked with: a body, or a status and a body."""

    base: str
    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def answer(self, path: str, fields: dict[str, str]) -> tuple[int, Any]:
        """Give status and body."""
        self.asked.append((path, fields))
        if path not in self.routes:
            return 404, {"error": "not found"}
        found = self.routes[path](fields)
        return found if isinstance(found, tuple) else (200, found)

    def fields(self, path: str) -> dict[str, str]:
        """Give what a path was last asked with."""
        return [fields for asked, fields in self.asked if asked == path][-1]


@contextmanager
def running() -> Iterator[Site]:
    """Run a site for as long as a test needs it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            texts = (parts.query, self.rfile.read(length).decode())
            fields = {name: values[0] for text in texts for name, values in parse_qs(text).items()}
            site.paths.append(self.path)
            status, said = site.answer(parts.path, fields | {"": self.headers.get("Authorization") or ""})
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield site
        server.shutdown()
        thread.join()

"""A network on loopback, in a process of its own: boards of five pages, each answer 200 ms late; and one that drips.

Run as a script it prints its port and serves until its input ends.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGES = 5
POSTS_A_PAGE = 40
LATENCY = 0.2
START = datetime.now(UTC) - timedelta(days=2)


def page(board: str, number: int) -> bytes:
    """Make a page of a board: complaints, and the brand's answers to every other one; the newest first."""
    items = []
    for n in range(number * POSTS_A_PAGE, (number + 1) * POSTS_A_PAGE, 2):
        at = START - timedelta(minutes=5 * n)
        ask = f"{board}-{n}"
        text = f"@acme my order {n} of {board} never came, I have waited {n} days. Terrible service!"
        items.append({"id": f"{ask}-a", "by": "acme", "text": f"So sorry, we look into {n}", "at": at, "to": ask})
        items.append({"id": ask, "by": f"customer-{board}-{n % 17}", "text": text, "at": at - timedelta(minutes=2)})
    more = number + 1 if number + 1 < PAGES else None
    return json.dumps({"posts": [item | {"at": item["at"].isoformat()} for item in items], "next": more}).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers `/BOARD?page=N` late, and `/drip` a byte at a time, for ever."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one request."""
        url = urlsplit(self.path)
        if url.path == "/drip":
            self._drip()
            return
        time.sleep(LATENCY)
        content = page(url.path.strip("/"), int(parse_qs(url.query).get("page", ["0"])[0]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        while True:
            self.wfile.write(b" ")
            time.sleep(LATENCY / 2)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Serve one connection until the other end has had enough."""
        try:
            super().handle()
        except OSError:
            return


class Server(ThreadingHTTPServer):
    """Takes as many connections at once as there are feeds."""

    request_queue_size = 64
    daemon_threads = True


def main() -> None:
    """Serve until the input ends."""
    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()

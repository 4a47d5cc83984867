"""What stands between the network and Datasette: who may ask, what, and how its answers go out."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from mentionwatch.spreadsheet import neutralise
from mentionwatch.text import safe_text
from mentionwatch.web.metadata import DATABASE

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Asgi: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]

_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_FIRST = f"/{DATABASE}"
"""The page that stands at the root: Datasette's own counts tables, and all of ours are hidden."""
_INSIDE = "/-/"
_STATIC = "/-/static/"


class Gate:
    """Lets reading requests through, and makes what comes back safe for browsers and spreadsheets.

    `hosts` are the names under which the server may be asked, None: any. A page elsewhere whose name is made to point
    here by its DNS would else read all of it.
    """

    def __init__(self, app: Asgi, hosts: Collection[str] | None) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is not None:
            await _say(send, *refused)
            return
        if scope["path"] == "/":
            scope = {**scope, "path": _FIRST, "raw_path": _FIRST.encode()}
        answer = _Cells(send) if _is_csv(scope) else _Plain(send)
        await self._app(scope, receive, answer.send)

    def _refusal(self, scope: Message) -> tuple[int, str] | None:
        if self._hosts is not None and _host(scope) not in self._hosts:
            return 403, "This server is asked under a name that is not its own."
        if scope["method"] not in ("GET", "HEAD"):
            return 405, "Nothing can be written here."
        if scope["path"].startswith(_INSIDE) and not scope["path"].startswith(_STATIC):
            return 404, "There is no such page."
        return None


class _Plain:
    """Passes an answer on, with the headers that keep a browser to this server."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            theirs = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in dict(_HEADERS)]
            message = {**message, "headers": [*theirs, *_HEADERS]}
        await self._send(message)


class _Cells:
    """Holds a CSV file back until it is whole, and writes its cells as `export` does."""

    def __init__(self, send: Send) -> None:
        self._plain = _Plain(send)
        self._start: Message = {}
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = _neutral(self._body.decode()).encode() if self._start["status"] == 200 else bytes(self._body)
        headers = [(name, value) for name, value in self._start.get("headers", ()) if name.lower() != b"content-length"]
        await self._plain.send({**self._start, "headers": headers})
        await self._plain.send({"type": "http.response.body", "body": body})


def _neutral(text: str) -> str:
    out = io.StringIO(newline="")
    csv.field_size_limit(len(text) + 1)
    rows = csv.reader(io.StringIO(text, newline=""))
    csv.writer(out, lineterminator="\n").writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(cell: str) -> str:
    try:
        float(cell)
    except ValueError:
        return neutralise(safe_text(cell))
    return cell


def _is_csv(scope: Message) -> bool:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("_format", ())
    return bool(scope["path"].endswith(".csv")) or "csv" in asked


def _host(scope: Message) -> str:
    """Give the name that a request asks for, without its port."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    return host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]


async def _say(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})

"""IMAP on the wire: a command, the responses to it with their literals, and what a refusal means.

https://www.rfc-editor.org/rfc/rfc3501 https://www.rfc-editor.org/rfc/rfc5530 (codes of refusals)
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import httpcore

from mentionwatch.errors import Broken, Denied, FeedError, Limited, Unavailable
from mentionwatch.feeds.answer import DEFAULT_BACKOFF
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.wire import LIMIT, TOO_BIG

COMMAND_SECONDS = 30.0

_LITERAL = re.compile(rb"\{(\d{1,9})\+?\}$")
_CODE = re.compile(r"\[([A-Z-]+)")
_BUSY = frozenset({"LIMIT", "OVERQUOTA", "THROTTLED"})
_DOWN = frozenset({"UNAVAILABLE", "INUSE", "SERVERBUG", "CONTACTADMIN"})


@dataclass(slots=True)
class Response:
    """What came for one command: each untagged response as text, and the literal in it."""

    lines: list[tuple[str, bytes]] = field(default_factory=list)

    def find(self, pattern: str) -> int | None:
        """Give the number that a pattern finds in any of the responses."""
        found = (re.search(pattern, text, re.IGNORECASE) for text, _ in self.lines)
        return next((int(match[1]) for match in found if match), None)


class Dialogue:
    """One connection. Every command has a deadline, and all that comes for it at most 8 MB."""

    def __init__(self, http: Client, stream: httpcore.AsyncNetworkStream, *, host: str, now: datetime) -> None:
        self._http = http
        self._stream = stream
        self._host = host
        self._now = now
        self._buffer = bytearray()
        self._count = 0

    async def be_greeted(self) -> None:
        """Wait for the server's greeting. Raises FeedError unless it lets us in."""
        async with self._in_time():
            greeting, _ = await self._line()
        if not greeting.startswith(("* OK", "* PREAUTH")):
            raise self._refused("greeting", greeting)

    async def ask(self, command: str, *, then: str | None = None) -> Response:
        """Send a command; `then` follows when the server asks for more. Raises FeedError unless it says OK."""
        self._count += 1
        tag, response = f"m{self._count}", Response()
        async with self._in_time():
            await self._send(f"{tag} {command}")
            received = 0
            while True:
                text, literal = await self._line()
                received += len(text) + len(literal)
                if received > LIMIT:
                    raise Broken(f"{self._host}: {TOO_BIG}")
                if text.startswith("+") and then is not None:
                    await self._send(then)
                    then = None
                elif text.startswith(f"{tag} "):
                    break
                elif text.upper().startswith("* BYE") and command != "LOGOUT":
                    raise self._refused(command, text)
                else:
                    response.lines.append((text, literal))
        if not text.upper().startswith(f"{tag.upper()} OK"):
            raise self._refused(command, text)
        return response

    async def _line(self) -> tuple[str, bytes]:
        """Read one response: its text, in which {} stands for literals, and the longest literal in it."""
        text, longest = "", b""
        while True:
            line = await self._until_line_end()
            literal = _LITERAL.search(line)
            text += line[: literal.start() if literal else len(line)].decode("utf-8", "replace")
            if literal is None:
                return text, longest
            longest = max(longest, await self._exactly(int(literal[1])), key=len)
            text += "{}"

    async def _until_line_end(self) -> bytes:
        start = 0
        while (end := self._buffer.find(b"\r\n", start)) < 0:
            start = max(len(self._buffer) - 1, 0)
            await self._more(len(self._buffer) + 1)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    async def _exactly(self, size: int) -> bytes:
        await self._more(size)
        part = bytes(self._buffer[:size])
        del self._buffer[:size]
        return part

    async def _more(self, size: int) -> None:
        """Read until so many bytes are there."""
        if size > LIMIT:
            raise Broken(f"{self._host}: {TOO_BIG}")
        while len(self._buffer) < size:
            part = await self._stream.read(65_536, COMMAND_SECONDS)
            if not part:
                raise Unavailable(f"{self._host} closed the connection")
            self._buffer += part

    async def _send(self, line: str) -> None:
        await self._stream.write(line.encode() + b"\r\n", COMMAND_SECONDS)

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                yield
        except (TimeoutError, httpcore.TimeoutException):
            raise Unavailable(f"{self._host} did not answer within {COMMAND_SECONDS:g} s") from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise Unavailable(f"the connection to {self._host} broke") from None

    def _refused(self, command: str, answer: str) -> FeedError:
        """Make the error for an answer that is not OK, by the code in it."""
        said = self._http.mask(answer.partition(" ")[2])
        found = _CODE.search(answer)
        code = found[1] if found else ""
        if code in _BUSY:
            until = self._now + DEFAULT_BACKOFF
            return Limited(f"{self._host} asks us to wait: {said}", until=until)
        if code in _DOWN or said.upper().startswith("BYE"):
            return Unavailable(f"{self._host} cannot answer now", cause=said)
        if command.startswith("AUTHENTICATE"):
            hint = "look at user and password; most providers want an app password, made in the account's settings"
            return Denied(f"{self._host} refuses the login", cause=said, hint=hint)
        return Broken(f"{self._host} refuses {command.partition(' ')[0]}", cause=said)

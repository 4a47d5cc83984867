"""A reader of IMAP mailboxes that changes nothing in them: EXAMINE, SEARCH, and FETCH with BODY.PEEK.

https://www.rfc-editor.org/rfc/rfc3501 https://www.rfc-editor.org/rfc/rfc6154 (\\Sent)
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpcore

from mentionwatch.errors import Broken, Denied, FeedError, Limited, Unavailable
from mentionwatch.feeds.answer import DEFAULT_BACKOFF
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.wire import LIMIT, TOO_BIG

COMMAND_SECONDS = 30.0

_LITERAL = re.compile(rb"\{(\d{1,9})\+?\}$")
_UID = re.compile(r"\bUID (\d{1,10})\b")
_ARRIVED = re.compile(r'\bINTERNALDATE "\s?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"')
_SHORT_BODY = re.compile(r'\bBODY\[\](?:<\d+>)? "((?:[^"\\]|\\.)*)"')
_LISTED = re.compile(r'\* LIST \(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (.*)', re.DOTALL)
_CODE = re.compile(r"\[([A-Z-]+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BUSY = frozenset({"LIMIT", "OVERQUOTA", "THROTTLED"})
_DOWN = frozenset({"UNAVAILABLE", "INUSE", "SERVERBUG", "CONTACTADMIN"})


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it is opened: how many messages it has, and by which numbers they go."""

    validity: int
    count: int
    next_uid: int | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it lies in a folder: its beginning, and when it came there."""

    uid: int
    arrived_at: datetime | None
    raw: bytes


@dataclass(slots=True)
class _Response:
    """What came for one command: each untagged response as text, and the literal in it."""

    lines: list[tuple[str, bytes]] = field(default_factory=list)

    def find(self, pattern: str) -> int | None:
        """Give the number that a pattern finds in any of the responses."""
        found = (re.search(pattern, text, re.IGNORECASE) for text, _ in self.lines)
        return next((int(match[1]) for match in found if match), None)


class Imap:
    """One login. Every command has a deadline, and all that comes for it at most 8 MB."""

    def __init__(self, http: Client, stream: httpcore.AsyncNetworkStream, *, host: str, now: datetime) -> None:
        self._http = http
        self._stream = stream
        self._host = host
        self._now = now
        self._buffer = bytearray()
        self._count = 0

    async def log_in(self, user: str, password: str) -> None:
        """Log in by password. Raises Denied where it is refused."""
        async with self._in_time():
            greeting, _ = await self._line()
        if not greeting.startswith(("* OK", "* PREAUTH")):
            raise self._refused("greeting", greeting)
        plain = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        self._http.keep_secret(plain)
        await self._ask("AUTHENTICATE PLAIN", then=plain)

    async def find_sent(self) -> str | None:
        """Name the folder of sent mail, if the server says which it is or has one called Sent."""
        found = await self._ask('LIST "" "*"')
        names: dict[str, str] = {}
        for text, literal in found.lines:
            listed = _LISTED.match(text)
            if listed is None:
                continue
            name = literal.decode("ascii", "replace") if literal else _unquoted(listed[2].strip())
            names[name] = listed[1].lower()
        marked = [name for name, flags in names.items() if "\\sent" in flags.split()]
        called = [name for name in names if re.split(r"[./]", name)[-1].lower() == "sent"]
        return next(iter([*marked, *called]), None)

    async def examine(self, name: str) -> Folder:
        """Open a folder for reading only. Raises Broken if there is none."""
        try:
            found = await self._ask(f"EXAMINE {_quoted(name)}")
        except Broken as error:
            error.hint = error.hint or "look at the options `folder` and `sent`: write the names as the server has them"
            raise
        validity, count = found.find(r"\[UIDVALIDITY (\d{1,10})"), found.find(r"\* (\d{1,10}) EXISTS")
        if validity is None or count is None:
            raise Broken(f"{self._host} opens a folder without saying what is in it")
        return Folder(validity, count, found.find(r"\[UIDNEXT (\d{1,10})"))

    async def search(self, what: str) -> list[int]:
        """Give the numbers of the messages that a search finds, the newest first."""
        found = await self._ask(f"UID SEARCH {what}")
        texts = [text for text, _ in found.lines if text.upper().startswith("* SEARCH")]
        return sorted({int(word) for text in texts for word in text.split()[2:] if word.isdecimal()}, reverse=True)

    async def fetch(self, uids: Sequence[int], *, size: int) -> list[Letter]:
        """Give the first `size` bytes of messages, without marking them as read."""
        numbers = ",".join(map(str, uids))
        found = await self._ask(f"UID FETCH {numbers} (UID INTERNALDATE BODY.PEEK[]<0.{size}>)")
        return [letter for text, literal in found.lines if (letter := _letter(text, literal))]

    async def log_out(self) -> None:
        """Say goodbye; what is answered does not matter."""
        try:
            await self._ask("LOGOUT")
        except FeedError:
            return

    async def _ask(self, command: str, *, then: str | None = None) -> _Response:
        """Send a command; `then` follows when the server asks for more. Raises FeedError unless it says OK."""
        self._count += 1
        tag, response = f"m{self._count}", _Response()
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


def search_date(instant: datetime) -> str:
    """Write a day as searches want it; a day earlier, as servers reckon in zones of their own."""
    day = instant - timedelta(days=1)
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def encode_name(name: str) -> str:
    """Write a folder's name in IMAP's own kind of UTF-7."""
    parts = []
    for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", name):
        if run.isascii() and run.isprintable():
            parts.append(run.replace("&", "&-"))
        else:
            coded = base64.b64encode(run.encode("utf-16-be", "replace")).decode().rstrip("=")
            parts.append(f"&{coded.replace('/', ',')}-")
    return "".join(parts)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquoted(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name[1:-1]) if name[:1] == name[-1:] == '"' else name


def _letter(text: str, literal: bytes) -> Letter | None:
    uid = _UID.search(text)
    if uid is None or "BODY[]" not in text:  # a change of flags that was not asked for
        return None
    short = _SHORT_BODY.search(text)
    raw = literal or (_unquoted(f'"{short[1]}"').encode() if short else b"")
    return Letter(int(uid[1]), _arrived_at(text), raw)


def _arrived_at(text: str) -> datetime | None:
    found = _ARRIVED.search(text)
    if found is None or found[2].title() not in _MONTHS:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    try:
        local = datetime(
            int(year), _MONTHS.index(month.title()) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
        return local - offset
    except (ValueError, OverflowError):
        return None

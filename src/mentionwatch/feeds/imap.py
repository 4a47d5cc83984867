"""A reader of IMAP mailboxes that changes nothing in them: EXAMINE, SEARCH, and FETCH with BODY.PEEK.

https://www.rfc-editor.org/rfc/rfc3501 https://www.rfc-editor.org/rfc/rfc6154 (\\Sent)
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpcore

from mentionwatch.errors import Broken, FeedError
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.imap_wire import Dialogue

_UID = re.compile(r"\bUID (\d{1,10})\b")
_ARRIVED = re.compile(r'\bINTERNALDATE "\s?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"')
_SHORT_BODY = re.compile(r'\bBODY\[\](?:<\d+>)? "((?:[^"\\]|\\.)*)"')
_LISTED = re.compile(r'\* LIST \(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (.*)', re.DOTALL)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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


class Imap:
    """One login, and what is asked in it."""

    def __init__(self, http: Client, stream: httpcore.AsyncNetworkStream, *, host: str, now: datetime) -> None:
        self._http = http
        self._host = host
        self._wire = Dialogue(http, stream, host=host, now=now)

    async def log_in(self, user: str, password: str) -> None:
        """Log in by password. Raises Denied where it is refused."""
        await self._wire.be_greeted()
        plain = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        self._http.keep_secret(plain)
        await self._wire.ask("AUTHENTICATE PLAIN", then=plain)

    async def find_sent(self) -> str | None:
        """Name the folder of sent mail, if the server says which it is or has one called Sent."""
        found = await self._wire.ask('LIST "" "*"')
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
            found = await self._wire.ask(f"EXAMINE {_quoted(name)}")
        except Broken as error:
            error.hint = error.hint or "look at the options `folder` and `sent`: write the names as the server has them"
            raise
        validity, count = found.find(r"\[UIDVALIDITY (\d{1,10})"), found.find(r"\* (\d{1,10}) EXISTS")
        if validity is None or count is None:
            raise Broken(f"{self._host} opens a folder without saying what is in it")
        return Folder(validity, count, found.find(r"\[UIDNEXT (\d{1,10})"))

    async def search(self, what: str) -> list[int]:
        """Give the numbers of the messages that a search finds, the newest first."""
        found = await self._wire.ask(f"UID SEARCH {what}")
        texts = [text for text, _ in found.lines if text.upper().startswith("* SEARCH")]
        return sorted({int(word) for text in texts for word in text.split()[2:] if word.isdecimal()}, reverse=True)

    async def fetch(self, uids: Sequence[int], *, size: int) -> list[Letter]:
        """Give the first `size` bytes of messages, without marking them as read."""
        numbers = ",".join(map(str, uids))
        found = await self._wire.ask(f"UID FETCH {numbers} (UID INTERNALDATE BODY.PEEK[]<0.{size}>)")
        return [letter for text, literal in found.lines if (letter := _letter(text, literal))]

    async def log_out(self) -> None:
        """Say goodbye; what is answered does not matter."""
        try:
            await self._wire.ask("LOGOUT")
        except FeedError:
            return


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

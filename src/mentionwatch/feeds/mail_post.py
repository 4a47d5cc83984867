"""Mails as posts: who wrote them, when, in answer to what; and which are no customer's words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.imap import Letter
from mentionwatch.feeds.mail_text import text_of
from mentionwatch.feeds.shape import Unreadable, judge_time
from mentionwatch.feeds.times import read_time
from mentionwatch.model import Account, Address, Post, TimeQuality
from mentionwatch.text import clean_text, one_line

LONGEST_ID = 500
LONGEST_WAY = timedelta(days=7)  # that a mail may take from its sender to the mailbox
SKEW = timedelta(minutes=5)

_ID = re.compile(r"<([^<>\s]{1,2000})>")
_NO_REPLY = re.compile(
    r"(?:do[._-]?)?no[nt]?[._-]?(?:reply|answer|response|antwort)|keine?[._-]?antwort|ne[._-]?pas[._-]?repondre"
)
_DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon"})
_LIST = ("List-Id", "List-Post", "List-Unsubscribe")
_ADDRESS = re.compile(r"[^@\s<>\"(),;:]{1,128}@[^@\s<>\"(),;:]{1,255}")


class Unwanted(Exception):
    """A mail that is no customer's; its words are the kind, in the plural."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads mails for one brand. `ours` holds its addresses and, without an @, its domains."""

    spec: FeedSpec
    now: datetime
    ours: frozenset[str] = field(default_factory=frozenset)

    def read(self, letter: Letter, *, is_sent: bool) -> Post:
        """Read a mail of the inbox or of the brand's sent ones. Raises Unreadable and Unwanted."""
        try:
            message = message_from_bytes(letter.raw)
            return self._read(message, letter, is_sent=is_sent)
        except (Unreadable, Unwanted):
            raise
        except Exception as error:  # the standard library lets out anything on hostile mail
            raise Unreadable(f"cannot be read: {type(error).__name__}") from None

    def _read(self, message: Message, letter: Letter, *, is_sent: bool) -> Post:
        _check_automatic(message)
        name, address = self._author(message, is_sent=is_sent)
        created_at = self._time(message, letter, is_sent=is_sent)
        own_id = _own_id(message)
        before = [_bounded(found) for found in _ID.findall(_header(message, "References"))]
        parent = next((_bounded(found) for found in _ID.findall(_header(message, "In-Reply-To"))), None)
        parent = parent or (before[-1] if before else None)
        believed, quality = judge_time(created_at, self.now)
        text = text_of(message)
        if not is_sent and parent is None:
            text = f"{one_line(_header(message, 'Subject'), width=300)}\n\n{text}".strip()
        return Post(
            ref=f"email:{own_id}",
            account=Account(ref=f"email:{address}", network="email", handle=address, name=name or None),
            text=clean_text(text),
            created_at=believed,
            time_quality=quality if believed != created_at else TimeQuality.EXACT,
            parent_ref=f"email:{parent}" if parent and parent != own_id else None,
            root_ref=f"email:{before[0]}" if before and before[0] != own_id else None,
            address=None if is_sent else Address.TO,
            from_brand=is_sent or None,
            brand=self.spec.brand if is_sent else None,
        )

    def _author(self, message: Message, *, is_sent: bool) -> tuple[str, str]:
        """Give name and address of the author. A form's mail is from whom the answer goes to."""
        name, address = _mailbox(message, "From")
        if is_sent:
            return name, address or "unknown"
        is_ours = self.is_ours(address)
        if is_ours or _NO_REPLY.match(address.partition("@")[0]):
            name, address = _mailbox(message, "Reply-To")
            if not address or self.is_ours(address) or _NO_REPLY.match(address.partition("@")[0]):
                raise Unwanted("of our own" if is_ours else "automatic ones")
        elif _header(message, "Auto-Submitted").partition(";")[0].strip().lower() not in ("", "no"):
            raise Unwanted("automatic ones")
        if not address:
            raise Unreadable("no author")
        return name, address

    def is_ours(self, address: str) -> bool:
        """Say whether an address is the brand's; what follows a + in it does not matter."""
        local, _, domain = address.partition("@")
        return bool({f"{local.partition('+')[0]}@{domain}", address, domain} & self.ours)

    def _time(self, message: Message, letter: Letter, *, is_sent: bool) -> datetime:
        """Give the sender's time if it agrees with the time of arrival, else that.

        Our own server notes the arrival in the mail; a folder's time is that of a move, where it was moved.
        """
        sent_at = _date(_header(message, "Date"))
        received = _date(_header(message, "Received").rpartition(";")[2])
        arrived_at = received or letter.arrived_at
        if sent_at is None:
            if arrived_at is None:
                raise Unreadable("no time")
            return arrived_at
        if is_sent or received is None:
            is_odd = sent_at > self.now + SKEW and letter.arrived_at is not None
            return letter.arrived_at if is_odd and letter.arrived_at else sent_at
        return sent_at if received - LONGEST_WAY <= sent_at <= received + SKEW else received


def _check_automatic(message: Message) -> None:
    """Tell lists, bounces and machines' answers from what somebody wrote. Raises Unwanted."""
    if any(message.get(name) for name in _LIST) or _header(message, "Precedence").lower() in ("bulk", "list", "junk"):
        raise Unwanted("of lists")
    _, address = _mailbox(message, "From")
    is_report = message.get_content_type() == "multipart/report"
    if is_report or address.partition("@")[0] in _DAEMONS or _header(message, "Return-Path").strip() == "<>":
        raise Unwanted("bounces")
    if _header(message, "Auto-Submitted").lower().startswith("auto-replied") or message.get("X-Autoreply"):
        raise Unwanted("automatic ones")


def _header(message: Message, name: str) -> str:
    """Give a header as text, the first of several; encoded words are read as far as they can be."""
    raw = message.get(name)
    if raw is None:
        return ""
    text = str(raw)[:20_000]
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError, AssertionError):
        return text


def _mailbox(message: Message, name: str) -> tuple[str, str]:
    """Give the first name and address of a header, the address in small letters; empty where there is none."""
    raw = str(message.get(name) or "")[:2_000]
    for shown, address in getaddresses([raw]):
        if _ADDRESS.fullmatch(address):
            return _name(shown), clean_text(address.lower())
    return "", ""


def _name(shown: str) -> str:
    with suppress(LookupError, ValueError, AssertionError):
        shown = str(make_header(decode_header(shown)))
    return one_line(clean_text(shown), width=100)


def _date(text: str) -> datetime | None:
    try:
        instant, quality = read_time(" ".join(text.split()))
    except ValueError:
        return None
    return instant if quality is TimeQuality.EXACT else None


def _own_id(message: Message) -> str:
    found = _ID.search(_header(message, "Message-ID"))
    if found:
        return _bounded(found[1])
    parts: Iterable[str] = (_header(message, name) for name in ("Date", "From", "To", "Subject"))
    return "none/" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _bounded(own_id: str) -> str:
    own_id = clean_text(own_id)
    return own_id if len(own_id) <= LONGEST_ID else hashlib.sha256(own_id.encode()).hexdigest()

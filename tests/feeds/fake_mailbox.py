"""A small IMAP server on loopback: folders of mails in memory, and the few commands that a reader needs."""

from __future__ import annotations

import base64
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PASSWORD = "recorded"


@dataclass
class Lying:
    """A mail as it lies in a folder."""

    uid: int
    arrived_at: datetime
    raw: bytes


@dataclass
class Mailbox:
    """Folders of mails; `spoil` may change what is answered to a command."""

    folders: dict[str, list[Lying]] = field(default_factory=lambda: {"INBOX": [], "Sent": []})
    validity: int = 7
    asked: list[str] = field(default_factory=list)
    spoil: Callable[[str, bytes], bytes | None] = lambda command, answer: answer
    greeting: bytes = b"* OK ready\r\n"

    def put(self, folder: str, raw: bytes | EmailMessage, *, arrived_at: datetime | None = None) -> None:
        """Lay a mail into a folder."""
        content = raw if isinstance(raw, bytes) else raw.as_bytes()
        lying = self.folders[folder]
        lying.append(Lying(lying[-1].uid + 1 if lying else 1, arrived_at or NOW - timedelta(minutes=1), content))

    def answer(self, command: str, folder: str) -> tuple[bytes, str]:
        """Answer a command; give the folder that is open after it."""
        name, _, rest = command.partition(" ")
        if name == "LIST":
            flags = {"Sent": "\\Sent"}
            lines = [f'* LIST (\\HasNoChildren {flags.get(each, "")}) "/" "{each}"' for each in self.folders]
            return "".join(f"{line}\r\n" for line in lines).encode(), folder
        if name == "EXAMINE":
            folder = rest.strip('"')
            if folder not in self.folders:
                return b"NO", folder
            lying = self.folders[folder]
            following = lying[-1].uid + 1 if lying else 1
            text = (
                f"* {len(lying)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] ok\r\n* OK [UIDNEXT {following}] ok\r\n"
            )
            return text.encode(), folder
        if command.startswith("UID SEARCH"):
            uids = [str(mail.uid) for mail in self._search(self.folders[folder], command[11:])]
            return f"* SEARCH {' '.join(uids)}\r\n".encode(), folder
        if command.startswith("UID FETCH"):
            return self._fetch(self.folders[folder], command), folder
        return b"", folder

    def _search(self, lying: list[Lying], what: str) -> list[Lying]:
        if by_uid := re.fullmatch(r"UID (\d+):\*", what):
            last = lying[-1].uid if lying else 0
            return [mail for mail in lying if mail.uid >= min(int(by_uid[1]), last)]
        since = re.fullmatch(r"OR SINCE (\S+) SENTSINCE \1", what)
        assert since, what
        day = datetime.strptime(since[1], "%d-%b-%Y").replace(tzinfo=UTC)
        return [mail for mail in lying if mail.arrived_at >= day or _sent_at(mail) >= day]

    def _fetch(self, lying: list[Lying], command: str) -> bytes:
        found = re.fullmatch(r"UID FETCH ([\d,]+) \(UID INTERNALDATE BODY\.PEEK\[\]<0\.(\d+)>\)", command)
        assert found, command
        wanted = set(map(int, found[1].split(",")))
        parts = []
        for number, mail in enumerate(lying, 1):
            if mail.uid in wanted:
                raw = mail.raw[: int(found[2])]
                at = mail.arrived_at.strftime("%d-%b-%Y %H:%M:%S +0000")
                head = f'* {number} FETCH (UID {mail.uid} INTERNALDATE "{at}" BODY[]<0> {{{len(raw)}}}\r\n'
                parts += [head.encode(), raw, b")\r\n"]
        return b"".join(parts)


def _sent_at(mail: Lying) -> datetime:
    found = re.search(rb"^Date: (.*)$", mail.raw, re.MULTILINE)
    return parsedate_to_datetime(found[1].decode().strip()) if found else datetime(1970, 1, 1, tzinfo=UTC)


@contextmanager
def serving(mailbox: Mailbox) -> Iterator[int]:
    """Serve a mailbox on loopback; give the port."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = 10

        def handle(self) -> None:
            self.wfile.write(mailbox.greeting)
            folder = ""
            while line := self.rfile.readline().decode().rstrip("\r\n"):
                tag, _, command = line.partition(" ")
                mailbox.asked.append(command)
                if command == "AUTHENTICATE PLAIN":
                    self.wfile.write(b"+ \r\n")
                    given = base64.b64decode(self.rfile.readline())
                    answer = b"" if given.endswith(f"\0{PASSWORD}".encode()) else b"NO"
                else:
                    answer, folder = mailbox.answer(command, folder)
                spoilt = mailbox.spoil(command, answer)
                if spoilt is None:
                    return
                status = b"NO [NONEXISTENT] no" if spoilt == b"NO" else b"OK done"
                self.wfile.write((b"" if spoilt == b"NO" else spoilt) + tag.encode() + b" " + status + b"\r\n")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def mail(
    own_id: str,
    *,
    sender: str = "Ann <ann@example.org>",
    minutes_ago: float = 60,
    text: str = "My order never came.",
    subject: str = "Order 7",
    answers: str = "",
    **headers: str,
) -> EmailMessage:
    """Write a mail. Names of headers are written with _ for -."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "help@acme.example"
    message["Subject"] = subject
    message["Date"] = format_datetime(NOW - timedelta(minutes=minutes_ago))
    message["Message-ID"] = f"<{own_id}>"
    if answers:
        message["In-Reply-To"] = f"<{answers}>"
        message["References"] = f"<{answers}>"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message

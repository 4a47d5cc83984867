"""The mail feed reads a real Dovecot."""

from __future__ import annotations

import asyncio
import imaplib
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "feeds"))
from fake_mailbox import NOW, mail
from program import Program, find_program, free_port, serving

from mentionwatch.clock import to_text
from mentionwatch.errors import Denied
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client
from mentionwatch.model import Cursor, Page

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(find_program("dovecot") is None, reason="Dovecot is not installed (tests/live/install.sh)"),
]

PASSWORD = "only-on-loopback"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run Dovecot on a free port."""
    number = free_port()
    directory = Path("/tmp") / f"mentionwatch-dovecot-{number}"  # sockets need a short path that its user may enter
    command = [Path(__file__).with_name("dovecot.sh"), directory, str(number), PASSWORD]
    try:
        with serving(command, lambda: _greets(number), log=tmp_path_factory.mktemp("dovecot") / "log"):
            yield number
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            return connection.recv(4) == b"* OK"
    except OSError:
        return False


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """Whose mailbox it is: each test has one of its own."""
    return f"{request.node.name}@acme.example"


@pytest.fixture
def box(port: int, user: str) -> Iterator[imaplib.IMAP4]:
    """An empty mailbox to put mails into."""
    with imaplib.IMAP4("127.0.0.1", port, timeout=10) as client:
        client.login(user, PASSWORD)
        yield client


def put(box: imaplib.IMAP4, folder: str, own_id: str, *, arrived_at: datetime, **more: Any) -> None:
    """Lay a mail into a folder, with the time that it bears there."""
    status, _ = box.append(folder, "", imaplib.Time2Internaldate(arrived_at), mail(own_id, **more).as_bytes())
    assert status == "OK"


def poll(port: int, user: str, cursor: Cursor | None = None, *, password: str = PASSWORD) -> list[Page]:
    """Poll the mailbox once."""
    options = {"host": "127.0.0.1", "port": port, "user": user, "password": password, "tls": False}
    spec = FeedSpec(name="mail", network="email", brand="Acme", accounts=(user,), options=options)

    async def run() -> list[Page]:
        async with Client(feed="mail", deadline=timedelta(seconds=20), now=NOW, allow_private=True) as http:
            return [page async for page in find("email")(spec, Surroundings(http=http, now=NOW)).fetch(cursor)]

    return asyncio.run(run())


def refs(pages: list[Page]) -> list[str]:
    return sorted(post.ref for page in pages for post in page.posts)


def test_mailbox_of_a_real_server(box: imaplib.IMAP4, port: int, user: str) -> None:
    """Both folders are read, nothing is marked as read, and a later poll finds only what is new."""
    put(box, "INBOX", "1@example.org", arrived_at=NOW - timedelta(minutes=90), minutes_ago=90)
    sent = {"sender": user, "answers": "1@example.org", "minutes_ago": 60}
    put(box, "Sent", "2@acme.example", arrived_at=NOW - timedelta(minutes=60), **sent)
    first = poll(port, user)
    assert refs(first) == ["email:1@example.org", "email:2@acme.example"]
    assert [post.parent_ref for page in first for post in page.posts] == ["email:1@example.org", None]
    box.select("INBOX", readonly=True)
    assert box.search(None, "UNSEEN")[1] == [b"1"]
    assert refs(poll(port, user, first[-1].cursor)) == []


def test_back_dated_arrival(box: imaplib.IMAP4, port: int, user: str) -> None:
    """A mail that is laid into the folder with a time of last year is found, at the first poll and at a later one."""
    last_year = NOW - timedelta(days=400)
    put(box, "INBOX", "1@example.org", arrived_at=last_year, minutes_ago=30)
    first = poll(port, user)
    assert refs(first) == ["email:1@example.org"]
    put(box, "INBOX", "2@example.org", arrived_at=last_year, minutes_ago=20)
    assert refs(poll(port, user, first[-1].cursor)) == ["email:2@example.org"]


def test_numbers_that_no_longer_hold(box: imaplib.IMAP4, port: int, user: str) -> None:
    """Where the numbers of a folder are no longer those of the last poll, it is read by date, and nothing is lost."""
    cursor = poll(port, user)[-1].cursor
    put(box, "INBOX", "1@example.org", arrived_at=NOW - timedelta(minutes=30), minutes_ago=30)
    held = dict(cursor or {})
    held["folders"] = {name: {**state, "validity": 1} for name, state in held["folders"].items()}
    assert refs(poll(port, user, held)) == ["email:1@example.org"]


def test_wrong_password(port: int, user: str) -> None:
    """A real server's refusal is Denied."""
    with pytest.raises(Denied):
        poll(port, user, password="wrong")


@pytest.fixture
def program(port: int, user: str, tmp_path: Path) -> Program:
    """The program with a feed of the mailbox."""
    options = {"host": "127.0.0.1", "port": port, "user": user, "password": "$MAIL_PASSWORD", "tls": False}
    program = Program(tmp_path, {"MENTIONWATCH_NOW": to_text(NOW), "MAIL_PASSWORD": PASSWORD})
    feed = {"name": "help", "network": "email", "accounts": [user], "options": options | {"folder": "Complaints"}}
    program.configure(feed)
    return program


def test_folder_made_anew(box: imaplib.IMAP4, port: int, user: str, program: Program) -> None:
    """A folder that was made anew numbers its mails anew: none is lost, a back-dated one neither, none comes twice."""
    box.create("Complaints")
    put(box, "Complaints", "1@example.org", arrived_at=NOW - timedelta(minutes=90), minutes_ago=90)
    put(box, "Complaints", "2@example.org", arrived_at=NOW - timedelta(minutes=80), minutes_ago=80)
    assert "2 new" in program.poll()
    before = validity(box, "Complaints")
    box.delete("Complaints")
    box.create("Complaints")
    put(box, "Complaints", "2@example.org", arrived_at=NOW - timedelta(minutes=80), minutes_ago=80)
    put(box, "Complaints", "3@example.org", arrived_at=NOW - timedelta(days=400), minutes_ago=30)
    put(box, "Sent", "4@acme.example", arrived_at=NOW, sender=user, answers="3@example.org", minutes_ago=10)
    assert validity(box, "Complaints") != before
    assert "2 new" in program.poll()
    waited = {row["id"]: row["seconds"] for row in program.export("mentions")}
    assert waited == {"email:1@example.org": None, "email:2@example.org": None, "email:3@example.org": 1200}


def validity(box: imaplib.IMAP4, folder: str) -> str:
    """Ask the server for a folder's UIDVALIDITY."""
    return str(box.status(folder, "(UIDVALIDITY)")[1])

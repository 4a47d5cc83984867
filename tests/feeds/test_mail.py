"""A mailbox as a feed: what is a customer's mail, who wrote it, when, and what of it they wrote."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from contract import Poll, as_json
from fake_mailbox import NOW, PASSWORD, Mailbox, mail, serving
from test_poll_recordings import check

from builders import World
from mentionwatch.config import FeedConfig
from mentionwatch.errors import Broken, ConfigError, Denied, FeedError, Limited, Unavailable
from mentionwatch.feeds import FeedSpec, Surroundings, find, imap_wire
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.imap import Letter, encode_name
from mentionwatch.feeds.mail_post import Reader, Unwanted
from mentionwatch.feeds.shape import Unreadable
from mentionwatch.model import Address, Cursor, Gap, Post, TimeQuality

OURS = ("help@acme.example",)


def poll(
    mailbox: Mailbox,
    cursor: Cursor | None = None,
    *,
    now: datetime = NOW,
    into: Poll | None = None,
    allow_private: bool = True,
    accounts: tuple[str, ...] = OURS,
    options: dict[str, Any] | None = None,
    find_ref: Callable[[str], str | None] = lambda native_id: None,
    **spec: Any,
) -> Poll:
    """Poll a mailbox once."""
    result = into or Poll()

    async def run(port: int) -> None:
        given = {"host": "127.0.0.1", "port": port, "user": OURS[0], "password": PASSWORD, "tls": "no"}
        chosen = given | (options or {})
        told = FeedSpec(name="mail", network="email", brand="Acme", accounts=accounts, options=chosen, **spec)
        limits: Any = {"feed": "mail", "deadline": timedelta(seconds=9), "allow_private": allow_private}
        async with Client(now=now, **limits) as http:
            around = Surroundings(http=http, now=now, find_ref=find_ref)
            async for page in find("email")(told, around).fetch(cursor):
                result.pages.append(page)

    with serving(mailbox) as port:
        asyncio.run(run(port))
    return result


def read(raw: bytes, *, arrived_at: datetime | None = NOW, is_sent: bool = False) -> Post:
    """Read one mail."""
    spec = FeedSpec(name="mail", network="email", brand="Acme")
    return Reader(spec, NOW, frozenset({*OURS, "acme-mail.example"})).read(Letter(1, arrived_at, raw), is_sent=is_sent)


def test_a_conversation() -> None:
    """A complaint, the brand's answer and the customer's next mail are linked, with nobody's quotes in them."""
    box = Mailbox()
    box.put("INBOX", mail("1@example.org", minutes_ago=90))
    box.put("Sent", mail("2@acme.example", sender="Acme <help@acme.example>", minutes_ago=60, answers="1@example.org"))
    again = "Thank you!\n\nOn Sun, 22 Nov 2026 Acme <help@acme.example>\nwrote:\n> My order never came.\n\n-- \nAnn\n"
    box.put("INBOX", mail("3@example.org", minutes_ago=30, answers="2@acme.example", subject="Re: x", text=again))
    found = poll(box)
    posts = {post.ref: post for post in found.posts}
    ask, sorry, thanks = (posts[f"email:{each}"] for each in ("1@example.org", "2@acme.example", "3@example.org"))
    assert (ask.text, thanks.text) == ("Order 7\n\nMy order never came.", "Thank you!")
    assert (sorry.text, sorry.from_brand, sorry.address) == ("My order never came.", True, None)
    assert (sorry.parent_ref, thanks.parent_ref, ask.parent_ref) == (ask.ref, sorry.ref, None)
    assert (ask.account.handle, ask.account.name, ask.address) == ("ann@example.org", "Ann", Address.TO)
    assert ask.created_at == NOW - timedelta(minutes=90)
    assert found.outbox_from == NOW - timedelta(days=30)
    assert found.pages[-1].cursor is not None


def test_mailbox_is_only_read() -> None:
    """No command that changes anything is ever sent, and mails are looked at without being marked as read."""
    box = Mailbox()
    box.put("INBOX", mail("1@example.org"))
    poll(box)
    allowed = ("AUTHENTICATE", "LIST", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT")
    assert all(command.startswith(allowed) for command in box.asked)
    assert all("BODY.PEEK" in command for command in box.asked if "FETCH" in command)


def test_second_poll_reads_only_what_is_new() -> None:
    """A later poll fetches new mails by number, however old the time that they bear in the folder."""
    box = Mailbox()
    box.put("INBOX", mail("1@example.org"))
    box.put("Sent", mail("2@acme.example", sender=OURS[0], answers="1@example.org"))
    first = poll(box)
    again = poll(box, as_json(first.cursor))
    assert (len(first.refs), again.refs, again.outbox_from) == (2, [], first.outbox_from)
    box.put("INBOX", mail("3@example.org", minutes_ago=5), arrived_at=NOW - timedelta(days=400))
    assert poll(box, as_json(again.cursor)).refs == ["email:3@example.org"]


def test_back_dated_arrival_on_the_first_poll() -> None:
    """A mail of today that a move gave an old time in the folder is found by its own date."""
    box = Mailbox()
    box.put("INBOX", mail("1@example.org", minutes_ago=5), arrived_at=NOW - timedelta(days=400))
    box.put("INBOX", mail("2@example.org", minutes_ago=60 * 24 * 300), arrived_at=NOW - timedelta(days=300))
    (post,) = poll(box).posts
    assert post.created_at == NOW - timedelta(minutes=5)


def test_folder_that_was_made_anew_is_read_again() -> None:
    """With a new UIDVALIDITY the old numbers mean nothing: the overlap is read by date, and nothing is lost."""
    box = Mailbox()
    for number in range(5):
        box.put("INBOX", mail(f"{number}@example.org", minutes_ago=50 - number))
    cursor = as_json(poll(box).cursor)
    box.validity += 1
    box.folders["INBOX"].clear()
    box.put("INBOX", mail("new@example.org", minutes_ago=1))
    found = poll(box, cursor)
    assert found.refs == ["email:new@example.org"]
    assert not found.gaps


def test_more_mails_than_pages_is_a_gap() -> None:
    """More new mails than the pages allow: the newest are read, and the span not reached is a gap."""
    box = Mailbox()
    for number in range(250):
        at = NOW - timedelta(minutes=1000 - number)
        box.put("INBOX", mail(f"{number}@example.org", minutes_ago=1000 - number), arrived_at=at)
    found = poll(box, max_pages=2)
    assert len(found.refs) == 200
    assert found.gaps == [Gap(from_at=NOW - timedelta(days=30), to_at=NOW - timedelta(minutes=950))]
    assert not poll(box, as_json(found.cursor)).refs


def test_sent_folder_that_turned_empty_is_suspicious() -> None:
    """Sent mails that are all gone are an error, not a brand that never answered."""
    box = Mailbox()
    box.put("Sent", mail("2@acme.example", sender=OURS[0]))
    cursor = as_json(poll(box).cursor)
    box.folders["Sent"].clear()
    with pytest.raises(Broken, match="empty"):
        poll(box, cursor)


def test_what_is_no_customers_is_left_out_and_counted() -> None:
    """Lists, bounces, machines' answers and our own copies are left out; one line counts them."""
    box = Mailbox()
    for number, headers in enumerate(
        [
            {"List_Id": "<news.example>"},
            {"List_Unsubscribe": "<https://example.org>"},
            {"Precedence": "bulk"},
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated; x=y"},
            {"From": "MAILER-DAEMON@example.org"},
            {"Return_Path": "<>"},
            {"From": "Jo <HELP+7@Acme.example>"},
            {"From": "noreply@shop.example"},
        ]
    ):
        box.put("INBOX", mail(f"{number}@example.org", **headers))
    box.put("INBOX", mail("kept@example.org", Auto_Submitted="no"))
    found = poll(box)
    assert found.refs == ["email:kept@example.org"]
    assert found.skipped == ["9 of the mails in INBOX left out: 3 of lists, 3 automatic ones, 2 bounces, 1 of our own"]


@pytest.mark.parametrize(
    "sender", ["Acme <help@acme.example>", "form@acme-mail.example", "no-reply@shop.example", "Do.Not.Reply@x.example"]
)
def test_contact_form_keeps_its_sender(sender: str) -> None:
    """A form's mail, sent by our own address or one that takes no answers, is from whom the answer goes to."""
    box = Mailbox()
    headers = {"Reply_To": "Ann Baker <Ann@example.org>", "Auto_Submitted": "auto-generated"}
    form = "From: Ann Baker\nSubject: Order\n\nMessage Body:\nMy order never came."
    box.put("INBOX", mail("1@x.example", sender=sender, text=form, **headers))
    (post,) = poll(box, accounts=(*OURS, "acme-mail.example")).posts
    assert (post.account.ref, post.account.name) == ("email:ann@example.org", "Ann Baker")
    assert "My order never came." in post.text


@pytest.mark.parametrize("is_later", [False, True])
def test_no_stranger_speaks_for_the_brand(is_later: bool) -> None:
    """A mail that bears the id of one of ours, which everybody knows who got it, changes nothing of ours."""
    box = Mailbox()
    box.put("Sent", mail("2@acme.example", sender=OURS[0], text="Sorry!", answers="1@example.org"))
    cursor = as_json(poll(box).cursor) if is_later else None
    box.put("INBOX", mail("2@acme.example", sender="eve@example.org", text="Go away!"))
    found = poll(box, cursor, find_ref=lambda native_id: native_id.removeprefix("sent/") if is_later else None)
    assert [post.text for post in found.posts] == ([] if is_later else ["Sorry!"])
    assert found.skipped == ["1 of the mails in INBOX left out: 1 with ids of our own"]


def test_times() -> None:
    """The sender's time holds if the arrival agrees with it; a wrong clock gives way to our own server's note."""
    at = NOW - timedelta(hours=2)
    received = f"from x by mx.acme.example; {at:%a, %d %b %Y %H:%M:%S} +0000 (UTC)"
    right = mail("1@x", minutes_ago=121, Received=received)
    late, early = (
        mail("2@x", minutes_ago=-60, Received=received),
        mail("3@x", minutes_ago=60 * 24 * 90, Received=received),
    )
    none = mail("4@x", Received=received)
    del none["Date"]
    assert read(right.as_bytes()).created_at == NOW - timedelta(minutes=121)
    assert [read(each.as_bytes()).created_at for each in (late, early, none)] == [at, at, at]
    assert read(late.as_bytes()).time_quality is TimeQuality.EXACT
    future = mail("5@x", minutes_ago=-600)
    assert read(future.as_bytes()).created_at == NOW
    assert read(future.as_bytes(), arrived_at=None).time_quality is TimeQuality.ESTIMATED
    del future["Date"]
    with pytest.raises(Unreadable, match="no time"):
        read(future.as_bytes(), arrived_at=None)


def test_html_mail() -> None:
    """A mail of HTML alone gives its words, without the mail that it answers."""
    message = mail("1@x", answers="0@x")
    message.set_content(
        "<p>Still <b>nothing</b> &amp; no answer</p><div class='gmail_quote'>On Monday<blockquote>we do our best"
        "</blockquote></div>",
        subtype="html",
    )
    assert read(message.as_bytes()).text == "Still nothing & no answer"


def test_attachments_are_not_read() -> None:
    """Of a mail with both forms of text and attachments the plain text counts, even if the mail breaks off."""
    message = mail("1@x", text="plain words", answers="0@x")
    message.add_alternative("<p>html words</p>", subtype="html")
    message.add_attachment(b"attached words", maintype="text", subtype="plain", filename="a.txt")
    message.add_attachment(mail("9@x", text="another's words"))
    raw = message.as_bytes()
    assert read(raw).text == "plain words"
    assert read(raw[: raw.index(b"html words")]).text == "plain words"


@pytest.mark.fault("F36")
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: =?x-unknown?b?////?= <a@b.c>\r\nSubject: =?utf-8?q?=ED=A0=BD?=\r\n\r\nx",
        b"From: a@b.c\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff",
        b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 2_000,
        b"From: " + b"(" * 5_000 + b" a@b.c\r\n\r\nx",
        b"From: a@b.c\r\nContent-Transfer-Encoding: base64\r\nDate: x\r\n\r\n====!!!\x00",
        b"From: a@b.c\r\nMessage-ID: "
        + b"<" * 9_000
        + b">" * 9_000
        + b"\r\nReferences: "
        + b"<a@b> " * 5_000
        + b"\r\n\r\nx",
        b"From: a@b.c\r\n\r\n" + b":\r\n" * 20_000,
        b"From: a@b.c\r\n\r\n" + b"On a wrote " * 6_000,
        b"From: a@b.c\r\nContent-Type: text/html\r\n\r\n" + b"<a class=" * 7_000,
    ],
)
def test_hostile_mail_costs_nothing(raw: bytes) -> None:
    """Whatever bytes lie in a mailbox, a mail is read, left out or named; nothing else happens, and nothing hangs."""
    try:
        post = read(raw)
    except (Unreadable, Unwanted):
        return
    assert not {"\x00", "\ud83d"} & set(post.text + post.ref + post.account.handle + (post.account.name or ""))


def test_mail_without_id_keeps_the_one_it_is_given() -> None:
    """A mail without a Message-ID has the same name at each poll, and another mail another."""
    first, second = mail("1@x"), mail("1@x", subject="another")
    for each in (first, second):
        del each["Message-ID"]
    assert read(first.as_bytes()).ref == read(first.as_bytes()).ref != read(second.as_bytes()).ref


@pytest.mark.fault("F27")
def test_wrong_password_is_denied() -> None:
    """A refused login is Denied, with a hint, and the password stands nowhere in it."""
    seen = Poll()
    with pytest.raises(Denied) as caught:
        poll(Mailbox(), options={"password": "CANARY2"}, into=seen)
    assert "app password" in caught.value.hint
    assert "CANARY" not in f"{caught.value} {caught.value.cause} {caught.value.hint}"


@pytest.mark.fault("F17")
@pytest.mark.parametrize("command", ["LIST", "EXAMINE", "UID SEARCH", "UID FETCH"])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (None, Unavailable),
        (b"* BYE too much\r\n", Unavailable),
        (b"* 1 FETCH (UID 1 BODY[] {9000000}\r\n", Broken),
        (b"* 1 FETCH (UID 1 BODY[] {999999999}\r\n", Broken),
        (b"x" * 9_000_000 + b"\r\n", Broken),
    ],
)
def test_fault_moves_no_cursor(command: str, answer: bytes | None, kind: type[FeedError]) -> None:
    """A connection that breaks, or an answer without measure, is a FeedError, and no cursor is given."""
    box = Mailbox()
    box.put("INBOX", mail("1@example.org"))
    box.spoil = lambda asked, usual: answer if asked.startswith(command) else usual
    seen = Poll()
    with pytest.raises(kind):
        poll(box, into=seen)
    assert all(page.cursor is None for page in seen.pages)


@pytest.mark.fault("F15")
def test_server_that_is_busy_is_left_alone() -> None:
    """A server with too many connections is no fault: the feed waits; one that is down is tried again."""
    box = Mailbox(greeting=b"* BYE [LIMIT] too many connections\r\n")
    with pytest.raises(Limited) as caught:
        poll(box)
    assert caught.value.until == NOW + timedelta(minutes=5)
    with pytest.raises(Unavailable):
        poll(Mailbox(greeting=b"* BYE [UNAVAILABLE] later\r\n"))
    with pytest.raises(Broken):
        poll(Mailbox(greeting=b"HTTP/1.1 400 Bad Request\r\n"))


@pytest.mark.fault("F13")
def test_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is never answered ends at its deadline."""
    monkeypatch.setattr(imap_wire, "COMMAND_SECONDS", 0.05)
    with pytest.raises(Unavailable, match="did not answer"):
        poll(Mailbox(greeting=b""))


@pytest.mark.fault("F20")
def test_private_server_needs_leave() -> None:
    """Without `allow_private` no address of a private network is asked, and no password goes out without TLS."""
    with pytest.raises(ConfigError, match="without TLS"):
        poll(Mailbox(), allow_private=False)
    with pytest.raises(Broken, match="private address"):
        poll(Mailbox(), allow_private=False, options={"tls": True})


@pytest.mark.fault("F23")
@pytest.mark.parametrize("is_trusted", [True, False])
def test_certificate_is_checked(tmp_path: Path, is_trusted: bool) -> None:
    """A server whose certificate nobody vouches for is refused; with its authority in `ca_file` it is not."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* BYE [UNAVAILABLE] enough\r\n")
        await writer.drain()
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        options = {"host": "localhost", "port": port, "user": OURS[0], "password": PASSWORD}
        told = FeedSpec(name="mail", network="email", brand="Acme", options=options)
        ca_file = tmp_path / "ca.pem" if is_trusted else None
        limits: Any = {"feed": "mail", "deadline": timedelta(seconds=9), "now": NOW, "allow_private": True}
        async with server, Client(ca_file=ca_file, **limits) as http:
            async for _ in find("email")(told, Surroundings(http=http, now=NOW)).fetch(None):
                pass

    with pytest.raises(Unavailable if is_trusted else Broken) as caught:
        asyncio.run(run())
    assert ("certificate" in str(caught.value)) is not is_trusted


def test_folders_by_name() -> None:
    """Folders go by the names that the feed gives, or by the server's mark; one that is not there is named."""
    box = Mailbox(folders={"INBOX": [], "Gesendete Objekte": [], "Hilfe &- Co": []})
    with pytest.raises(Broken, match="which folder"):
        poll(box)
    poll(box, options={"sent": "Gesendete Objekte", "folder": "Hilfe & Co"})
    with pytest.raises(Broken) as caught:
        poll(box, options={"sent": "Weg"})
    assert "`sent`" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "coded"),
    [
        ("INBOX", "INBOX"),
        ("R&D", "R&-D"),
        ("Entwürfe", "Entw&APw-rfe"),
        ("已发送", "&XfJT0ZAB-"),
        ("a😀b&c", "a&2D3eAA-b&-c"),
    ],
)
def test_names_are_written_as_imap_wants(name: str, coded: str) -> None:
    """A folder's name in any script is written in IMAP's own encoding."""
    assert encode_name(name) == coded


def test_half_a_login_is_named() -> None:
    """Each option that is missing or cannot be is named before anything is asked."""
    for options, words in (({"user": ""}, "`user`"), ({"port": "99999"}, "port"), ({"hots": "x"}, "hots")):
        box = Mailbox()
        with pytest.raises(ConfigError, match=words):
            poll(box, options=options)
        assert not box.asked


def test_whole_polls(tmp_path: Path) -> None:
    """Three polls store each mail once, and the answer stands beside the complaint, with its wait."""
    box = Mailbox()
    box.put("INBOX", mail("1@example.org", minutes_ago=90, text="My order never came. This is a disgrace!"))
    box.put("Sent", mail("2@acme.example", sender=OURS[0], minutes_ago=60, text="Sorry, Ann!", answers="1@example.org"))
    with serving(box) as port:
        options = {"host": "127.0.0.1", "port": port, "user": OURS[0], "password": "$PASSWORD", "tls": False}
        feed = FeedConfig(name="mail", network="email", accounts=OURS, options=options, allow_private=True)
        check(tmp_path / "a.db", feed, now=NOW)
    with World(tmp_path / "a.db").open() as store:
        (wait,) = store.db.execute("SELECT kind, seconds FROM waits").fetchall()
    assert tuple(wait) == ("complaint", 30 * 60)

"""Feed documents: what is read of them, and what is refused before it can harm."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.errors import Broken
from mentionwatch.feeds.syndication import Document, Item, read_document
from mentionwatch.model import TimeQuality

DATA = Path(__file__).parents[1] / "data" / "rss"
SHARED = Path(os.environ.get("MENTIONWATCH_SHARED", Path(__file__).resolve().parents[3] / "shared"))
RECORDED = SHARED / "recordings" / "feeds"
URL = "https://notes.example/feed"


def document(body: str | bytes, content_type: str = "") -> Document:
    return read_document(body if isinstance(body, bytes) else body.encode(), url=URL, content_type=content_type)


def rss(inner: str) -> str:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title>{inner}</channel></rss>"


def item(inner: str) -> Item:
    (found,) = document(rss(f"<item>{inner}</item>")).items
    return found


def test_rss_is_read() -> None:
    """The sample RSS gives text without markup and scripts, full addresses, times in UTC, and names without mail."""
    first, second, third, fourth = document((DATA / "blog.rss").read_bytes()).items
    assert first == Item(
        guid="notes-12",
        link="https://notes.example/acme-air?ref=rss",
        title="Three weeks with Acme Air",
        text="The luggage is still lost.\n\n5 < 6 & so on",
        author="Ann O’Neil",
        created_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )
    assert (second.author, second.link, second.title) == ("Kim", "", "Baking bread")
    assert second.text == "Baking bread again, and not with acme airfryers."
    assert (third.author, third.created_at) == ("", None)  # 05/11: the fifth, or May?
    assert (fourth.created_at, fourth.time_quality) == (datetime(2026, 11, 4, tzinfo=UTC), TimeQuality.ESTIMATED)


def test_atom_is_read() -> None:
    """The sample Atom gives parents, edits, and XHTML as text."""
    reply, ask = document((DATA / "comments.atom").read_bytes()).items
    assert (reply.parent, ask.guid) == (ask.guid, "tag:forum.example,2026:1")
    assert (reply.edited_at, ask.edited_at) == (datetime(2026, 11, 22, 10, 15, tzinfo=UTC), None)
    assert ask.text == "The 7:40 bus never came, again.\n\nThird time."


def test_json_feed_is_read() -> None:
    """The sample JSON Feed is read; an item that is none is named, odd fields are left out."""
    found = document((DATA / "feed.json").read_bytes())
    first, second, third = found.items
    assert (first.guid, first.link, first.author) == ("7", "https://notes.example/7", "Ann")
    assert first.edited_at == datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert (second.text, second.author, second.created_at) == ("5 < 6, acme!", "Ben", None)
    assert third == Item(guid="5")
    assert found.skipped == ("1 items of notes.example are no objects",)


@pytest.mark.parametrize("codec", ["windows-1251", "koi8-r", "utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_declared_encoding_is_honoured(codec: str) -> None:
    """Cyrillic text is read in each encoding that a prolog declares, or that the bytes show."""
    body = f"<?xml version='1.0' encoding='{codec}'?><rss version='2.0'><channel><item><title>Привет</title>"
    assert document((body + "</item></channel></rss>").encode(codec)).items[0].title == "Привет"


@pytest.mark.parametrize(
    ("prolog", "content_type", "codec"),
    [
        ("<?xml version='1.0' encoding='iso-8859-1'?>", "", "utf-8"),
        ("<?xml version='1.0'?>", "text/xml; charset=windows-1251", "windows-1251"),
        ("<?xml version='1.0' encoding='punycode'?>", "", "utf-8"),
        ("<?xml version='1.0' encoding='nonsense'?>", "text/xml; charset=koi8-r", "koi8-r"),
        ("\n <?xml version='1.0' encoding='utf-8'?>", "text/html", "utf-8"),
        ("", "text/plain; charset=iso-8859-1", "utf-8"),
    ],
)
def test_wrong_declaration_does_no_harm(prolog: str, content_type: str, codec: str) -> None:
    """The bytes have the first word, the document the second, the server the last."""
    body = prolog + "<rss version='2.0'><channel><item><title>Привет</title></item></channel></rss>"
    assert document(body.encode(codec), content_type).items[0].title == "Привет"


@pytest.mark.fault("F36")
@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#0;", "&#x110000;", "&#55296;", "&#99999999999;", "\x07", "\ufffe"]
)
def test_character_that_xml_cannot_hold_costs_itself_only(reference: str) -> None:
    """A lone surrogate in one title, written as a reference, becomes U+FFFD; the other items stay."""
    found = document(rss(f"<item><title>a{reference}b</title></item><item><title>c&#x41;</title></item>"))
    assert [each.title for each in found.items] == ["a\ufffdb", "cA"]


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    """Stray ampersands, unclosed tags and a section cut in its midst lose only what is broken."""
    found = document(rss("<item><title>A & B</title></item><item><title>C</title><description><![CDATA[cut"))
    assert [each.title for each in found.items] == ["A & B", "C"]


@pytest.mark.parametrize("title", ["AT&amp;amp;T", "<![CDATA[AT&amp;T]]>", "<![CDATA[<b>AT&amp;T</b>]]>"])
def test_title_is_plain_text(title: str) -> None:
    """Escaped markup in a title is taken off."""
    assert item(f"<title>{title}</title>").title == "AT&T"


@pytest.mark.fault("F42")
@pytest.mark.parametrize(
    ("raw", "created_at"),
    [
        ("Fri, 20 Nov 2026 10:00:00", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 23:59:60 GMT", datetime(2026, 11, 21, tzinfo=UTC)),
        ("20/11/2026 10:00", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026년 11월 20일  10:00:00", None),
        ("05/11/2026 10:00", None),
        ("Fri, 20 Nov 0001 10:00:00 GMT", None),
        ("9999-12-31T23:59:59Z", None),
        ("soon", None),
    ],
)
def test_time_is_read_or_left_open(raw: str, created_at: datetime | None) -> None:
    """A date is read if it is certain, also where feedparser gives up; no date is guessed, also where it does."""
    assert item(f"<title>a</title><pubDate>{raw}</pubDate>").created_at == created_at


ENTITIES = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 9))
BOMBS = {
    "entities": f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{ENTITIES}]>" + rss("<item><title>&l8;</title></item>"),
    "external entity": "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" + rss("<item>&x;</item>"),
    "nested tags": rss("<item>" + "<a>" * 100_000 + "</a>" * 100_000 + "</item>"),
    "many items": rss("<item><title>t</title></item>" * 50_000),
    "many attributes": rss("<item " + " ".join(f"a{n}='>'" for n in range(50_000)) + "/>"),
    "many namespaces": rss("<item>" + "".join(f"<a xmlns:n{n}='u'>" for n in range(12_000))),
    "many tags of an author": rss("<item><author>" + "a<b/>" * 15_000 + "</author></item>"),
    "too large": rss("<item><title>" + "a" * 2**21),
    "entities in UTF-16": ("<!DOCTYPE rss [<!ENTITY a 'b'>]>" + rss("")).encode("utf-16"),
    "deep JSON": '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 500_000,
    "long number": '{"version": "https://jsonfeed.org/version/1", "items": ' + "9" * 5_000 + "}",
}


@pytest.mark.fault("F41")
@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused(name: str) -> None:
    """A document built to cost time or memory is refused before feedparser sees it, and no file is read."""
    with pytest.raises(Broken, match=r"notes\.example"):
        document(BOMBS[name])


@pytest.mark.fault("F41")
def test_harmful_text_is_read_in_one_pass() -> None:
    """Fifty thousand nested divs and endless words in an author's place are text like any other."""
    assert item("<description>" + "&lt;div&gt;" * 50_000 + "deep</description>").text == ""  # cut before the word
    assert item(f"<author>{'a' * 1_000_000}</author>").author == "a" * 64
    assert item(f"<author>{'&#97;' * 200_000}</author>").author == "a" * 64
    assert item(f"<author><![CDATA[{'</a' * 300_000}]]></author><title>t</title>").title == "t"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<!DOCTYPE html><html><body>Access denied", "a web page"),
        ("<html><item>x</item></html>", "a web page"),
        ("", "an empty answer"),
        ("null", "something else"),
        ("Not found", "something else"),
        ("<opml version='2.0'/>", "something else"),
        ('{"items": []}', "JSON that is not a feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": {}}', "JSON that is not a feed"),
    ],
)
def test_what_is_no_feed_is_an_error(body: str, what: str) -> None:
    """A page of a login, a captcha, an error or nothing is never "no items"."""
    with pytest.raises(Broken, match=what):
        document(body)


def test_page_that_names_its_feed_gives_the_hint() -> None:
    """An address of a site instead of its feed is answered with the feed's address."""
    page = "<html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head></html>"
    with pytest.raises(Broken) as caught:
        document(page)
    assert "https://notes.example/feed.xml" in caught.value.hint


pieces = st.sampled_from(
    ["<item>", "</item>", "<title>", "<![CDATA[", "]]>", "<!--", "-->", "&#xD800;", "&lt;", "<a b='", "<author>", "é"]
)


@given(st.lists(pieces, max_size=30).map("".join), st.binary(max_size=30))
def test_no_document_crashes_the_reader(inner: str, tail: bytes) -> None:
    """Any bytes are a document or Broken, and every text of it can be stored."""
    for body in (rss(inner).encode() + tail, inner.encode() + tail, b"{" + tail):
        try:
            found = document(body)
        except Broken:
            continue
        "".join(each.title + each.text + each.author + each.guid for each in found.items).encode()


@pytest.mark.skipif(not RECORDED.exists(), reason="needs shared/recordings/feeds, which are not ours to ship")
def test_recorded_feeds_are_read() -> None:
    """Every recorded feed of other readers' tests is read or refused, and those that are feeds are read."""
    files = [
        path for path in sorted(RECORDED.glob("*/*")) if path.suffix in (".xml", ".rss", ".atom", ".json", ".html")
    ]
    kept, refused = {}, {}
    for path in files:
        try:
            kept[path.name] = len(document(path.read_bytes()).items)
        except Broken as error:
            refused[path.name] = str(error)
    print(f"{len(kept)} feeds with {sum(kept.values())} items, {len(refused)} refused: {refused}")
    assert set(refused) == {"iso88591.xml", "iso88591_utf8_mismatch.xml", "sqlite_releases.html"}  # no feeds
    assert kept["large_rss.xml"] > 20

"""The feed of RSS, Atom and JSON Feed: what it makes of items, and what it remembers between polls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from contract import Poll, as_json

from mentionwatch.errors import Broken, ConfigError, Denied, Missing, Unavailable
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client
from mentionwatch.feeds.syndication import read_document
from mentionwatch.model import Address, Cursor, Gap, Post, TimeQuality

DATA = Path(__file__).parents[1] / "data" / "rss"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://notes.example/feed"
AUTHOR = "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>{}</dc:creator>"


@dataclass
class Site:
    """A site whose feed a test writes. `asked` are the requests it got."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    answer: Callable[[httpx.Request], httpx.Response] | None = None
    asked: list[httpx.Request] = field(default_factory=list)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.answer:
            return self.answer(request)
        if request.headers.get("if-none-match") == self.headers.get("etag", ""):
            return httpx.Response(304)
        return httpx.Response(200, content=self.body, headers=self.headers)

    def write(self, *items: str) -> None:
        """Write the feed anew."""
        inner = "".join(f"<item>{item}</item>" for item in items)
        self.body = f"<rss version='2.0'><channel><title>x</title>{inner}</channel></rss>".encode()

    def poll(self, cursor: Cursor | None = None, *, now: datetime = NOW, into: Poll | None = None, **spec: Any) -> Poll:
        """Run one poll; what came before an error stands in `into`."""
        result = into or Poll()
        told = FeedSpec(name="press", network="rss", brand="Acme", **{"options": {"url": URL}} | spec)

        async def run() -> None:
            transport = httpx.MockTransport(self.handle)
            async with Client(feed="press", deadline=timedelta(seconds=20), now=now, transport=transport) as http:
                async for page in find("rss")(told, Surroundings(http=http, now=now)).fetch(cursor):
                    result.pages.append(page)

        asyncio.run(run())
        return result


def item(number: int, *, at: str = "", more: str = "") -> str:
    """Write an item with a guid, a title and, unless `at` is empty, the time `at` of 22 November."""
    when = f"<pubDate>Sun, 22 Nov 2026 {at}:00 GMT</pubDate>" if at else ""
    return f"<guid>n{number}</guid><title>Note {number}</title><link>https://notes.example/{number}</link>{when}{more}"


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-22T{clock}:00+00:00")


def by_text(found: Poll) -> dict[str, Post]:
    return {post.text.split("\n")[0]: post for post in found.posts}


def test_items_become_posts_about_the_brand() -> None:
    """The sample's items have global refs, one account a name, own accounts for nobodies, and safe addresses."""
    found = Site((DATA / "blog.rss").read_bytes()).poll()
    ann, kim, first, second = found.posts
    assert (ann.ref, ann.account.ref) == ("rss:32a67ef5/notes-12", "rss:32a67ef5/by/ann o’neil")
    assert ann.text == "Three weeks with Acme Air\n\nThe luggage is still lost.\n\n5 < 6 & so on"
    assert (ann.address, ann.account.handle) == (Address.ABOUT, "Ann O’Neil")
    assert (ann.url, kim.url) == ("https://notes.example/acme-air?ref=rss", None)
    assert kim.text == "Baking bread again, and not with acme airfryers."  # the title only repeats the beginning
    assert first.account.handle == second.account.handle == "notes.example"
    assert first.account.ref != second.account.ref
    assert (first.created_at, first.time_quality, first.url) == (NOW, TimeQuality.ESTIMATED, None)
    assert second.time_quality is TimeQuality.ESTIMATED
    assert found.outbox_from is None


def test_terms_choose_items() -> None:
    """With terms, only items that hold one as whole words come, in any case; the others are known all the same."""
    site = Site((DATA / "blog.rss").read_bytes())
    assert [post.ref[-8:] for post in site.poll(terms=("acme air",)).posts] == ["notes-12"]
    assert site.poll(terms=("globex",)).posts == []
    assert not site.poll(as_json(site.poll(terms=("globex",)).cursor)).gaps


def test_comments_hold_the_brands_replies() -> None:
    """With accounts the feed shows replies: parents are known, the brand's own posts too, back to the oldest item."""
    site = Site((DATA / "comments.atom").read_bytes())
    options = {"url": URL, "address": "to"}
    found = site.poll(accounts=("@acme help",), terms=("bus",), options=options)
    reply, ask = found.posts
    assert reply.parent_ref == ask.ref
    assert (reply.from_brand, reply.brand, reply.address) == (True, "Acme", None)
    assert (ask.from_brand, ask.brand, ask.address) == (None, None, Address.TO)
    assert reply.text == "Re: timetable\n\nSorry, Ann. Which line?"
    assert found.outbox_from == at("10:00")


def test_unchanged_feed_is_not_sent_again() -> None:
    """ETag and Last-Modified come back from the cursor; a 304 is one empty page that still says what is covered."""
    site = Site(headers={"etag": '"a"', "last-modified": "Sun, 22 Nov 2026 10:00:00 GMT"})
    site.write(item(1, at="10:00"))
    first = site.poll(accounts=("acme",))
    again = site.poll(as_json(first.cursor), accounts=("acme",), now=NOW + timedelta(hours=1))
    assert site.asked[1].headers["if-none-match"] == '"a"'
    assert site.asked[1].headers["if-modified-since"] == "Sun, 22 Nov 2026 10:00:00 GMT"
    assert (again.posts, again.outbox_from, again.gaps) == ([], at("10:00"), [])
    site.write(item(2, at="12:59"))
    site.headers["etag"] = '"b"'
    later = site.poll(as_json(again.cursor), accounts=("acme",), now=NOW + timedelta(hours=2))
    assert later.gaps == []  # the item is older than the poll that got the 304
    assert later.refs == ["rss:32a67ef5/n2"]


@pytest.mark.fault("F29")
def test_other_terms_ask_for_the_whole_feed() -> None:
    """A change of terms sends no ETag: items left out before may be asked for now."""
    site = Site(headers={"etag": '"a"'})
    site.write(item(1, at="10:00"))
    first = site.poll(terms=("globex",))
    assert site.poll(as_json(first.cursor), terms=("note",)).refs == ["rss:32a67ef5/n1"]


def test_unasked_304_is_broken() -> None:
    """A 304 to a first poll is an error, not an empty feed."""
    with pytest.raises(Broken):
        Site(answer=lambda request: httpx.Response(304)).poll()


@pytest.mark.fault("F31")
def test_window_without_known_items_is_a_gap() -> None:
    """Where the window holds nothing known, the time from the last poll to its oldest item is a gap."""
    site = Site()
    site.write(item(1, at="10:00"))
    cursor = as_json(site.poll(accounts=("acme",)).cursor)
    site.write(item(9, at="15:00"), item(8, at="14:00"))
    found = site.poll(cursor, now=at("16:00"), accounts=("acme",))
    assert found.gaps == [Gap(from_at=NOW, to_at=at("14:00"))]
    assert found.outbox_from == at("14:00")
    site.write(item(10, at="17:00"), item(9, at="15:00"))
    again = site.poll(as_json(found.cursor), now=at("18:00"), accounts=("acme",))
    assert (again.gaps, again.outbox_from) == ([], at("14:00"))


def test_feed_that_turned_empty_is_broken() -> None:
    """No items where there were some is an error; at the first poll it is just an empty feed."""
    site = Site()
    site.write()
    empty = site.poll()
    assert (empty.posts, empty.skipped) == ([], [])
    site.write(item(1, at="10:00"))
    cursor = as_json(site.poll(as_json(empty.cursor)).cursor)
    site.write()
    with pytest.raises(Broken, match="is empty; 1 items are known"):
        site.poll(cursor)


@pytest.mark.fault("F42")
@pytest.mark.fault("F49")
def test_two_items_with_one_guid_are_two() -> None:
    """Each keeps its ref, alone or together, now or later; the same item twice is one."""
    old = "<guid>1</guid><title>Old</title><link>https://notes.example/old</link>"
    new = "<guid>1</guid><title>New</title><link>https://notes.example/new</link>"
    site = Site()
    site.write(old)
    alone = site.poll()
    site.write(new, old, old)
    both = site.poll(as_json(alone.cursor))
    assert len(both.refs) == 2
    assert by_text(both)["Old"].ref == alone.refs[0]
    site.write(new)
    assert site.poll(as_json(both.cursor)).refs == [by_text(both)["New"].ref]
    elsewhere = {"url": "https://other.example/feed"}
    assert not {*site.poll(options=elsewhere).refs} & {*alone.refs, *both.refs}


@pytest.mark.fault("F42")
def test_items_without_guid_keep_their_refs() -> None:
    """The link is the id, else title and date; reviews that all link to one page are told apart by title and date."""
    page = "<link>https://notes.example/product</link>"
    dates = [f"<pubDate>Sun, 22 Nov 2026 0{n}:00:00 GMT</pubDate>" for n in range(4)]
    bare = "<title>Bare</title>"
    site = Site()
    site.write(*(f"<title>Review</title>{page}{date}" for date in dates), bare + dates[0], bare + dates[1])
    first = site.poll()
    assert len(set(first.refs)) == 6
    assert site.poll(as_json(first.cursor)).refs == first.refs


def test_edited_title_keeps_the_ref() -> None:
    """An item whose title changes is the same item, edited."""
    site = Site()
    site.write(item(1, at="10:00"))
    first = site.poll()
    site.write(item(1, at="10:00").replace("Note 1", "Note 1, corrected"))
    again = site.poll(as_json(first.cursor))
    assert again.refs == first.refs
    assert again.posts[0].text == "Note 1, corrected"


@pytest.mark.fault("F42")
def test_dates_that_are_missing_or_ahead_are_estimates() -> None:
    """No date, garbage, or a date hours ahead: the time of the poll, marked as a guess."""
    site = Site()
    site.write(item(1), item(2, more="<pubDate>soon</pubDate>"), item(3, at="18:00"), item(4, at="12:04"))
    posts = by_text(site.poll())
    for number in (1, 2, 3):
        post = posts[f"Note {number}"]
        assert (post.created_at, post.time_quality) == (NOW, TimeQuality.ESTIMATED)
    assert posts["Note 4"].time_quality is TimeQuality.EXACT


@pytest.mark.parametrize("name", ["Anonymous", "guest", " ", "unknown author"])
def test_nobodies_are_not_one_person(name: str) -> None:
    """Two items by "Anonymous" are by two accounts; two by Ann are by one."""
    site = Site()
    site.write(item(1, more=AUTHOR.format(name)), item(2, more=AUTHOR.format(name)))
    assert len({post.account.ref for post in site.poll().posts}) == 2
    site.write(item(1, more=AUTHOR.format("Ann")), item(2, more=AUTHOR.format("ANN")))
    assert len({post.account.ref for post in site.poll().posts}) == 1


def test_items_without_words_are_named() -> None:
    """An item with neither title nor text is skipped, and counted."""
    site = Site()
    site.write(item(1, at="10:00"), "<guid>2</guid>", "<guid>3</guid><title> </title>")
    found = site.poll()
    assert found.skipped == ["2 items of notes.example have no words"]
    assert len(found.posts) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(403, Denied), (404, Missing), (410, Missing), (500, Unavailable), (200, Broken)]
)
def test_error_page_is_an_error(status: int, kind: type[Exception]) -> None:
    """A page of HTML is never a feed, whatever its status; a feed that is gone says what to do."""
    page = b"<!doctype html><html><head><title>Sorry</title></head><body>no"
    site = Site(answer=lambda request: httpx.Response(status, content=page, headers={"content-type": "text/html"}))
    with pytest.raises(kind) as caught:
        site.poll()
    assert kind is not Missing or "configuration" in caught.value.hint  # type: ignore[attr-defined] # a FeedError


def test_one_address_that_fails_hides_no_other() -> None:
    """Of several addresses the good ones' items come first, with their cursor, then the error."""
    site = Site()
    site.write(item(1, at="10:00"))
    good = site.body
    site.answer = lambda request: httpx.Response(*((410,) if "bad" in request.url.host else (200,)), content=good)
    urls = ["https://bad.example/", URL, "https://other.example/"]
    seen = Poll()
    with pytest.raises(Missing, match=r"bad\.example"):
        site.poll(into=seen, options={"urls": urls})
    assert len(seen.refs) == 2
    assert seen.cursor is not None
    assert [bool(state) for state in seen.cursor["urls"].values()] == [False, True, True]
    assert seen.outbox_from is None
    whole = site.poll(options={"urls": urls[1:]}, accounts=("acme",))
    assert (len(whole.refs), whole.outbox_from) == (2, at("10:00"))
    assert not site.poll(as_json(whole.cursor), options={"urls": urls[1:]}).gaps


@pytest.mark.fault("F22")
def test_feed_that_moved_is_followed_and_told() -> None:
    """A permanent redirect is followed, named without its secret, and the refs stay those of the old address."""
    site = Site()
    site.write(item(1, at="10:00"))
    target = "https://notes.example/new?lang=en"

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/feed":
            return httpx.Response(301, headers={"location": target})
        return httpx.Response(200, content=site.body)

    site.answer = answer
    found = site.poll()
    assert found.refs == ["rss:32a67ef5/n1"]
    assert found.skipped == [f"the feed of notes.example has moved to {target}: change the configuration"]


@pytest.mark.parametrize(
    ("options", "words"), [({}, "url"), ({"link": URL}, "link"), ({"url": URL, "address": "aside"}, "address")]
)
def test_option_that_rss_does_not_know_is_refused(options: dict[str, str], words: str) -> None:
    """A missing, misspelt or impossible option is an error of the configuration."""
    with pytest.raises(ConfigError, match=words):
        Site().poll(options=options)


def test_cursor_stays_small() -> None:
    """However many items pass by, the cursor keeps only the last few hundred."""
    site = Site()
    cursor = None
    for start in range(0, 1_600, 400):
        site.write(*(item(number, at="10:00") for number in range(start, start + 500)))
        cursor = as_json(site.poll(cursor).cursor)
    assert cursor is not None
    (state,) = cursor["urls"].values()
    assert len(state["known"]) == 500


@pytest.mark.parametrize("end", ["", "</channel>", "<item><title>late</title>"])
def test_feed_that_breaks_off_is_broken(end: str) -> None:
    """A document without its end is an error, though the first items could be read: nobody knows what is missing."""
    body = f"<rss version='2.0'><channel><item><title>Acme</title></item>{end}"
    with pytest.raises(Broken, match="breaks off"):
        read_document(body.encode(), url="https://press.example/feed")
    whole = read_document(f"<!-- <feed> -->{body}</channel></rss>".encode(), url="https://press.example/feed")
    assert whole.items[0].title == "Acme"

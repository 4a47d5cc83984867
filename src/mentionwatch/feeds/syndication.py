"""RSS, Atom, RDF (read by feedparser) and JSON Feed documents: bytes in, items out, whatever the bytes are."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urljoin

import feedparser

from mentionwatch.errors import Broken
from mentionwatch.feeds.answer import host_of, redact
from mentionwatch.feeds.cells import read_url
from mentionwatch.feeds.markup import LARGEST, MOST_ITEMS, Harmful, breaks_off, decode, mend
from mentionwatch.feeds.shape import get_list, get_map, get_text
from mentionwatch.feeds.times import read_time
from mentionwatch.model import TimeQuality
from mentionwatch.text import STORED_BYTES, clean_text, html_to_text, one_line

_Time: TypeAlias = tuple[datetime, TimeQuality]

_MAIL_AND_NAME = re.compile(r"\S{1,200}@\S{1,200}\s*\((.{1,200})\)")  # as RSS writes it
_NAME_AND_MAIL = re.compile(r"(.{1,200}?)\s*[(<]\S{1,200}@\S{1,200}[)>]")
_HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as its feed wrote it: plain text, "" for what it lacks. `parent` is the guid it answers."""

    guid: str = ""
    link: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    parent: str = ""
    created_at: datetime | None = None
    time_quality: TimeQuality = TimeQuality.EXACT
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A feed's items, in the feed's order, and why others could not be read."""

    items: tuple[Item, ...]
    skipped: tuple[str, ...] = ()


def read_document(body: bytes, *, url: str, content_type: str = "") -> Document:
    """Read a feed's document. `content_type` only helps where the document names no encoding.

    Raises Broken for what is no feed, and for a feed that is too big or built to harm.
    """
    host = host_of(url)
    if len(body) > LARGEST:
        raise Broken(f"the feed of {host} is larger than {LARGEST // 2**20} MB")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _read_json_items(_read_json(body, host), url)
    try:
        raw = decode(body, content_type=content_type)
        text = mend(raw)
    except Harmful as error:
        raise Broken(f"the feed of {host} is refused: it has {error}") from None
    found = _parse(text, url)
    if _HTML.match(text) or not (found.get("version") or found["entries"]):
        raise _no_feed(found, text, url)
    if breaks_off(raw, text):
        raise Broken(f"the feed of {host} breaks off")
    return Document(tuple(_xml_item(entry, url) for entry in found["entries"]))


def _parse(text: str, url: str) -> Any:
    document = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode())  # never a str: it may be a path
    try:
        return feedparser.parse(document, resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # feedparser lets out whatever went wrong inside
        raise Broken(f"the feed of {host_of(url)} cannot be read", cause=type(error).__name__) from None


def _no_feed(found: Any, text: str, url: str) -> Broken:
    """Make the error for a document that is no feed; a web page may name its feed."""
    what = "a web page" if _HTML.match(text) else "an empty answer" if not text else "something else"
    links = found["feed"].get("links", ())
    feeds = [link.get("href", "") for link in links if "rss" in link.get("type", "") or "atom" in link.get("type", "")]
    hint = f"the page names a feed: {one_line(redact(urljoin(url, feeds[0])), width=200)}" if feeds else ""
    return Broken(f"{host_of(url)} answered {what}, not a feed", hint=hint)


def _xml_item(entry: Any, url: str) -> Item:
    guid, link = _short(entry.get("id", "")), entry.get("link", "")
    return Item(
        guid=guid,
        link=_link(url, link) if link != guid or "://" in guid else "",  # feedparser takes any guid for a link
        title=_plain(entry.get("title", ""), entry.get("title_detail")),
        text=_body(entry),
        author=_author(entry),
        parent=_short(entry.get("thr_in-reply-to", {}).get("ref", "")),
        **_times(_time(entry, "published"), _time(entry, "updated")),
    )


def _body(entry: Any) -> str:
    parts = [*entry.get("content", ()), entry.get("summary_detail", {})]
    return next(filter(None, (_plain(part.get("value", ""), part) for part in parts)), "")


def _plain(value: Any, detail: Any) -> str:
    text = _capped(value)
    return html_to_text(_whole_tags(text)) if "html" in (detail or {}).get("type", "") else text.strip()


def _whole_tags(html: str) -> str:
    """Leave out the tag through which a long text was cut."""
    last = html.rfind("<")
    return html[:last] if len(html) == STORED_BYTES and last > html.rfind(">") else html


def _times(published: _Time | None, updated: _Time | None) -> dict[str, Any]:
    """Give an item's times: published, else updated; a later update is an edit."""
    created = published or updated
    if created is None:
        return {}
    edited_at = updated[0] if updated and updated[0] > created[0] else None
    return {"created_at": created[0], "time_quality": created[1], "edited_at": edited_at}


def _time(entry: Any, name: str) -> _Time | None:
    """Read a time as it was written: feedparser's own reading guesses, and so does its `entry["updated"]`."""
    return _read_time(dict.get(entry, name))


def _read_time(raw: object) -> _Time | None:
    try:
        return read_time(raw)
    except ValueError:
        return None


def _author(entry: Any) -> str:
    """Give the author's name; beside it the mail address is nobody's business."""
    author = entry.get("author", "")
    named = _MAIL_AND_NAME.fullmatch(author) or _NAME_AND_MAIL.fullmatch(author)
    return one_line(named[1] if named else author, width=200)


def _link(base: str, link: Any) -> str:
    """Give an item's address in full. Ids are never joined to the feed's address: they must outlive its moves."""
    try:
        return read_url(urljoin(base, link)) if link else ""
    except ValueError:
        return ""


def _short(guid: Any) -> str:
    return clean_text(guid).strip() if isinstance(guid, str) else ""


def _capped(html: Any) -> str:
    return html[:STORED_BYTES] if isinstance(html, str) else ""


def _read_json(body: bytes, host: str) -> dict[str, Any]:
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Broken(f"the feed of {host} is no sound JSON", cause=one_line(str(error), width=120)) from None
    if not str(feed.get("version", "")).startswith("https://jsonfeed.org/") or not isinstance(feed.get("items"), list):
        raise Broken(f"{host} answered JSON that is not a feed", hint="a JSON Feed has `version` and `items`")
    if len(feed["items"]) > MOST_ITEMS:
        raise Broken(f"the feed of {host} has more than {MOST_ITEMS:,} items")
    return dict(feed)


def _read_json_items(feed: dict[str, Any], url: str) -> Document:
    entries = [entry for entry in feed["items"] if isinstance(entry, dict)]
    skipped = len(feed["items"]) - len(entries)
    reasons = (f"{skipped} items of {host_of(url)} are no objects",) if skipped else ()
    return Document(tuple(_json_item(entry, url) for entry in entries), reasons)


def _json_item(entry: dict[str, Any], url: str) -> Item:
    guid = entry.get("id")
    link = get_text(entry, "url") or get_text(entry, "external_url")
    html = _plain(get_text(entry, "content_html"), {"type": "html"})
    authors = [get_text(each, "name") for each in (*get_list(entry, "authors"), get_map(entry, "author"))]
    return Item(
        guid=_short(str(guid) if isinstance(guid, int) and not isinstance(guid, bool) else guid),
        link=_link(url, link or ""),
        title=_capped(get_text(entry, "title")).strip(),
        text=html or _capped(get_text(entry, "content_text") or get_text(entry, "summary")).strip(),
        author=one_line(next(filter(None, authors), None) or "", width=200),
        **_times(_read_time(get_text(entry, "date_published")), _read_time(get_text(entry, "date_modified"))),
    )

"""What strangers would put into a page, a world full of it, and a reader that sees a page as a browser does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

from builders import NOW, RULES, World, account, complaint, praise, reply
from mentionwatch.config import BrandAccount, JudgeRules, Place
from mentionwatch.store import feeds as feed_rows
from mentionwatch.store import open_for_writing, polls

PAYLOADS = (
    "<script>alert(1)</script>",
    "</title><script>alert(2)</script>",
    "</style><script>alert(3)</script>",
    '"><img src=https://evil.example/x.png onerror=alert(4)>',
    "'\" onmouseover='alert(5)' autofocus onfocus=alert(6) x='",
    "<svg><animate onbegin=alert(7) attributeName=x dur=1s>",
    "</svg></figure></details><iframe src=https://evil.example/></iframe>",
    "<a href=javascript:alert(8)>x</a>",
    "&lt;script&gt;alert(9)&lt;/script&gt;",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "<!-- --><base href=https://evil.example/><link rel=stylesheet href=https://evil.example/x.css>",
    "]]><!--<script>alert(10)//",
    "\u202egnp.exe\u202c \u2066x\u2069 zero\u200bwidth \x1b]0;x\x07",
    "url(https://evil.example/x) @import 'https://evil.example/y'",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
)
URLS = (
    "javascript:alert(20)",
    "JaVaScRiPt:alert(21)//https://a.example",
    "data:text/html,<script>alert(22)</script>",
    "vbscript:x",
    "https://a.example/ onmouseover=alert(23)",
    'https://a.example/"onmouseover="alert(24)',
    "//evil.example/",
    "file:///etc/passwd",
    "https://",
    "https://[bad",
    "\x01https://a.example/",
    "https://a.example/\u202e",
)
EVERYTHING = " | ".join(PAYLOADS)
VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})


def hostile_world(path: Path) -> World:
    """Make a world in which every text and every address that comes from outside, or is configured, is hostile."""
    brand = f"Acme {PAYLOADS[0]} {PAYLOADS[4]}"
    world = World(path)
    world.rules = RULES.model_copy(
        update={
            "brand": brand,
            "accounts": (BrandAccount(network="mastodon", handle="acme", brand=brand),),
            "places": (Place(name=f"Kreuzberg {PAYLOADS[3]}", terms=("kreuzberg",)),),
            "judge": JudgeRules(topics={f"cold {PAYLOADS[1]}": ("cold",)}),
        }
    )
    posts = []
    for number, payload in enumerate(PAYLOADS):
        url = URLS[number % len(URLS)]
        author = replace(account(f"c{number}"), handle=f"{payload}{number}", name=payload, url=url)
        at = f"1{number % 8}:{number:02}"
        asked = complaint(f"{payload} awful, cold pizza in Kreuzberg", at=at, by=author, url=url, location=payload)
        posts.append(asked)
        if number % 2:
            sorry = f"So sorry! Please DM us what happened with your order. {payload}"
            posts.append(reply(sorry, to=asked, at=f"19:{number:02}", url=url))
            thanks = f"@acme all solved, thank you so much! {payload}"
            posts.append(complaint(thanks, at=f"20:{number:02}", by=author, to=asked, url=url))
        lover = account(f"l{number}")
        posts.append(
            praise(f"Best pizza ever, thank you! {payload}", at=f"0{number % 8}:{number:02}", by=lover, url=url)
        )
    sound = complaint("Awful, cold pizza again!", at="21:00", by="zoe", url="https://social.example/@zoe/1?a=1&b=2")
    world.add(*posts, sound, brand=brand)
    with open_for_writing(path) as store, store.transaction() as db:
        feed = f"bad {EVERYTHING}"
        feed_rows.hold_feed(db, feed, network="rss", brand=brand)
        polls.poll_failed(db, feed, error=EVERYTHING, next_poll_at=NOW + timedelta(hours=1))
    return world


@dataclass
class Node:
    """An element as it was opened."""

    tag: str
    attrs: dict[str, str]


@dataclass
class Page(HTMLParser):
    """A page as read: its elements, its words outside of script and style, and what is not well formed."""

    nodes: list[Node] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, html: str) -> Page:
        """Read a page."""
        page = cls()
        HTMLParser.__init__(page, convert_charrefs=True)
        page.feed(html)
        page.close()
        page.faults += [f"<{tag}> is left open" for tag in page._open]
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element."""
        self.nodes.append(Node(tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element that is closed at once."""
        self.nodes.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close an element; only the last one opened may be."""
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self._open or self._open[-1] != "style":
            self.parts.append(data)

    @property
    def text(self) -> str:
        """All words, with single spaces."""
        return " ".join("".join(self.parts).split())

    def named(self, *tags: str) -> list[Node]:
        """Give the elements of some kinds."""
        return [node for node in self.nodes if node.tag in tags]

"""The table of docs/feeds.md: of all recorded items, how many each feed keeps, and why it counts the others."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
from api import Api
from contract import NOW
from recordings import SHARED, found_in, needs_recordings

from mentionwatch.errors import Broken
from mentionwatch.feeds import (
    FeedSpec,
    bluesky_post,
    facebook_post,
    hackernews_post,
    instagram_post,
    mastodon_status,
    reddit_post,
    x_post,
    youtube_post,
)
from mentionwatch.feeds.rss_window import Window
from mentionwatch.feeds.shape import Unreadable
from mentionwatch.feeds.syndication import read_document

RECORDINGS = SHARED / "recordings"
DOCS = Path(__file__).parents[2] / "docs" / "feeds.md"

Found = tuple[int, Counter[str]]
"""How many items there are, and of those that were not kept how many for which reason."""


def spec(network: str) -> FeedSpec:
    return FeedSpec(name="f", network=network, brand="B")


def each(items: Sequence[Any], read: Callable[[Any], object]) -> Found:
    """Read items one by one."""
    reasons: Counter[str] = Counter()
    for item in items:
        try:
            read(item)
        except Unreadable as reason:
            reasons[str(reason)] += 1
    return len(items), reasons


def summed(items: Sequence[Any], kept: Sequence[Any], reasons: Sequence[str], other: str) -> Found:
    """Count what a reader of many items gave; what it left out without a word is `other`."""
    found = Counter(reason.partition(": ")[2] or reason for reason in reasons)
    left = len(items) - len(kept) - len(reasons)
    return len(items), found + Counter({other: left})


def mastodon(folder: str) -> Found:
    reader = mastodon_status.Reader(spec("mastodon"), "social.example", NOW)
    items = found_in(folder, {"uri", "content", "account", "visibility"})
    return summed(items, *reader.read_all(items), "a boost")


def bluesky(folder: str) -> Found:
    return each(
        found_in(folder, {"uri", "record", "author", "indexedAt"}), bluesky_post.Reader(spec("bluesky"), NOW).read
    )


def facebook(folder: str) -> Found:
    reader = facebook_post.Reader(spec("facebook"), NOW)
    above = facebook_post.Above("1_1", True)
    return each(
        found_in(folder, {"created_time", "message"}),
        lambda item: reader.read_comment(item, above) if "comment_count" in item else reader.read_post(item),
    )


def instagram(folder: str) -> Found:
    reader = instagram_post.Reader(spec("instagram"), NOW)
    above = instagram_post.Above(("1",), True)
    items = found_in(folder, {"id", "timestamp", "text"}) + found_in(folder, {"id", "timestamp", "media_type"})
    return each(items, lambda item: reader.read_comments(item, above) if "text" in item else reader.read_media(item))


def reddit(folder: str) -> Found:
    reader = reddit_post.Reader(spec("reddit"), NOW, frozenset())
    marks = ({"name", "created_utc", "body"}, {"name", "created_utc", "selftext"})
    items = [item for mark in marks for item in found_in(folder, mark)]
    count, reasons = summed(items, *reddit_post.read_things(reader, items), "left out")
    atoms = [found["body"].encode() for found in found_in(folder, {"status", "body"}) if is_atom(found["body"])]
    atoms += [path.read_bytes() for path in (RECORDINGS / folder).glob("*.xml")]
    entries = [item for atom in atoms for item in read_document(atom, url="https://www.reddit.com/x").items]
    more, others = each(entries, reader.read_item)
    return count + more, reasons + others


def is_atom(body: object) -> bool:
    return isinstance(body, str) and body.startswith("<?xml")


def hackernews(folder: str) -> Found:
    items = [item for item in found_in(folder, {"created_at_i", "author"}) if "karma" not in item]
    return summed(items, *hackernews_post.Reader(spec("hackernews"), NOW).read_all(items), "left out")


def youtube(folder: str) -> Found:
    reader = youtube_post.Reader(spec("youtube"), NOW)
    items = [item for item in found_in(folder, {"id", "snippet"}) if item.get("kind") == "youtube#comment"]
    return each(items, lambda item: reader.read(item, thread={}))


def x(folder: str) -> Found:
    items = [item for item in found_in(folder, {"id", "text"}) if "event_type" not in item]
    return summed(
        items, *x_post.Reader(spec("x"), NOW).read_all(items, found_in(folder, {"id", "username"})), "a repost"
    )


def body_of(name: str) -> Any:
    return json.loads((RECORDINGS / name).read_text(encoding="utf-8"))["response"]["body"]


def discourse(folder: str) -> Found:
    items, kept = [], []
    for name in ("topic", "topic_posts"):
        body = body_of(f"{folder}/{name}.json")
        items += body["post_stream"]["posts"]
        site = Api({"/t/57/1.json": body}, network="discourse", options={"server": "forum.example"})
        kept += site.thread("discourse:forum.example/57/1")
    return summed(items, kept, [], "an action, such as the closing of a topic")


def googleplay(folder: str) -> Found:
    options = {"package": "com.example", "auth": "token", "token": "CANARY", "reach_days": 20_000}
    body = body_of(f"{folder}/reviews_list_docs_sample.json")
    path = "/androidpublisher/v3/applications/com.example/reviews"
    found = Api({path: body}, network="google-play", options=options).poll(history=NOW - NOW.replace(year=1971))
    return summed(body["reviews"], found.posts, found.skipped, "left out")


def github(folder: str) -> Found:
    """Read comments by a mapping of the `json` network."""
    lines = (RECORDINGS / folder / "PullRequest.testGetIssueComments.txt").read_text(encoding="utf-8").splitlines()
    items = next(json.loads(line) for line in lines if re.match(r'\[\{"', line))
    post = {"id": "id", "author": "user.login", "text": "body", "created_at": "created_at"}
    told = {"base": "https://api.example", "streams": {"inbox": {"url": "/list"}}, "post": post}
    site = Api({"/list": httpx.Response(200, json=items)}, options=told)
    found = site.poll(history=NOW - NOW.replace(year=1971))
    return summed(items, found.posts, found.skipped, "left out")


def feeds(folder: str) -> Found:
    count, reasons = 0, Counter[str]()
    names = {".xml", ".rss", ".atom", ".json", ".html"}
    for path in sorted(each for each in (RECORDINGS / folder).rglob("*") if each.suffix in names):
        try:
            document = read_document(path.read_bytes(), url="https://press.example/feed")
        except Broken:
            reasons["documents that are no feed"] += 1
            count += 1
            continue
        window = Window("https://press.example/feed", document, {})
        wordless = sum(not item.title and not item.text for item in document.items)
        doubled = len(document.items) - len(window.items) - wordless
        reasons += Counter({"no words": wordless, "twice in one feed": doubled})
        count += len(document.items)
    return count, reasons


FEEDS: dict[str, Callable[[str], Found]] = {
    "bluesky": bluesky,
    "bluesky-local": bluesky,
    "discourse": discourse,
    "facebook": facebook,
    "feeds": feeds,
    "github": github,
    "googleplay": googleplay,
    "hackernews": hackernews,
    "instagram": instagram,
    "mastodon": mastodon,
    "mastodon-local": mastodon,
    "reddit": reddit,
    "x": x,
    "youtube": youtube,
}


def row_of(folder: str) -> str:
    """Write the table's row of a folder."""
    count, reasons = FEEDS[folder](folder)
    why = ", ".join(f"{number:,} {reason}" for reason, number in sorted(reasons.items()) if number)
    return f"| `{folder}` | {count:,} | {count - reasons.total():,} | {why} |"


@needs_recordings
def test_the_table_says_what_becomes_of_every_recorded_item() -> None:
    """Each folder of recordings is in the table, with as many items kept and counted as the feeds keep and count."""
    text = DOCS.read_text(encoding="utf-8")
    folders = {path.name for path in RECORDINGS.iterdir() if any(path.rglob("*.[!m]*"))}
    assert folders <= FEEDS.keys() | {"appstore"}
    for folder in FEEDS:
        assert row_of(folder) in text

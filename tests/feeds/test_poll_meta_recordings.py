"""Whole polls of Facebook, Instagram and the App Store over recorded answers: stored, judged, timed, nothing twice."""

from __future__ import annotations

from pathlib import Path

from recordings import DATA, GONE, Headers, Query, Recorded, recorded, serving
from test_appstore import FOLDER as APPSTORE
from test_facebook import PAGE
from test_mail import NOW
from test_poll_recordings import check

from builders import World
from mentionwatch.config import FeedConfig

USER = "17841400000000001"


def facebook(path: str, query: Query, headers: Headers) -> Recorded:
    """Route the requests of a Page's feed; a thread is that of the recorded complaint."""
    assert headers["authorization"] == "Bearer recorded-token"
    name = path.removeprefix("/v26.0/")
    first = recorded(DATA / "facebook", "feed")[2]["data"][0]
    objects = {each["id"]: each for each in (first, *first["comments"]["data"])}
    if name == "me":
        return 200, {}, PAGE
    if name in objects:
        return 200, {}, objects[name]
    if name.startswith("700100/"):
        edge = name.removeprefix("700100/")
        return recorded(DATA / "facebook", f"{edge}-2" if "after" in query else edge)
    return (200, {}, {"data": []}) if name.endswith("/comments") else GONE


def instagram(path: str, query: Query, headers: Headers) -> Recorded:
    """Route the requests of an account's feed."""
    name = path.removeprefix(f"/v26.0/{USER}")
    if not name:
        return 200, {}, {"id": USER, "username": "acmebread"}
    return recorded(DATA / "instagram", name.removeprefix("/")) if name in ("/tags", "/media") else GONE


def appstore(path: str, query: Query, headers: Headers) -> Recorded:
    """Route the requests of an app's feed: one page of reviews."""
    return recorded(APPSTORE, "us" if "/page=1/" in path else "empty")


def on_meta(network: str, base: str, **options: str) -> FeedConfig:
    """Make a feed that asks loopback."""
    told = {"api": f"{base}/v26.0", "token": "$TOKEN", **options}
    return FeedConfig(name=network, network=network, accounts=("acmebread",), options=told, allow_private=True)


def test_an_exchange_on_facebook(tmp_path: Path) -> None:
    """A comment beneath the Page's post, the Page's reply and the customer's thanks are one conversation."""
    with serving(facebook) as base:
        check(tmp_path / "a.db", on_meta("facebook", base), now=NOW)
    with World(tmp_path / "a.db").open() as store:
        waits = store.db.execute(
            "SELECT w.seconds FROM waits w JOIN posts p ON p.id = w.post_id WHERE p.ref = 'facebook:9001_5001'"
        ).fetchall()
    assert [tuple(wait) for wait in waits] == [(65 * 60,)]


def test_an_exchange_on_instagram(tmp_path: Path) -> None:
    """A comment beneath the account's picture and the reply in it give a wait of half an hour."""
    with serving(instagram) as base:
        check(tmp_path / "a.db", on_meta("instagram", base, user=USER), now=NOW)
    with World(tmp_path / "a.db").open() as store:
        waits = store.db.execute(
            "SELECT w.seconds FROM waits w JOIN posts p ON p.id = w.post_id WHERE p.ref = 'instagram:17900000000000001'"
        ).fetchall()
    assert [tuple(wait) for wait in waits] == [(30 * 60,)]


def test_reviews_of_an_app_are_never_missed(tmp_path: Path) -> None:
    """A bad review is a complaint that waits, and as no answer can be seen, it is not called missed."""
    with serving(appstore) as base:
        options = {"api": base, "app": "389801252"}
        feed = FeedConfig(name="app", network="appstore", options=options, allow_private=True)
        check(tmp_path / "a.db", feed, now=NOW)
    with World(tmp_path / "a.db").open() as store:
        found = store.db.execute("SELECT is_open, is_missed FROM waits_view WHERE kind = 'complaint'").fetchall()
    assert [tuple(wait) for wait in found] == [(1, 0)]

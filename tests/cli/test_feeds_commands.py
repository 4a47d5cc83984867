"""The commands `feeds add` and `feeds test`, what `doctor` says of feeds, and the warning of tokens that end."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from loopback import Site, running

from builders import NOW
from console import Ask
from mentionwatch.clock import to_text
from mentionwatch.config import load
from mentionwatch.feeds import networks
from mentionwatch.model import Expiry
from mentionwatch.store import feeds as feed_rows
from mentionwatch.store import open_for_writing, tokens

STATUS = {
    "id": "1",
    "uri": "https://social.example/ann/1",
    "created_at": "2026-11-22T09:00:00.000Z",
    "content": "<p>@acme my order never came</p>",
    "account": {"id": "7", "acct": "ann", "username": "ann", "url": "https://social.example/@ann"},
    "mentions": [{"id": "1", "acct": "acme", "username": "acme"}],
    "visibility": "public",
}
REPLY = {
    **STATUS,
    "id": "2",
    "uri": "https://social.example/acme/2",
    "created_at": "2026-11-22T09:10:00.000Z",
    "content": "<p>Sorry!</p>",
    "in_reply_to_id": "1",
    "account": {"id": "1", "acct": "acme", "username": "acme", "url": "https://social.example/@acme"},
    "mentions": [],
}
TEXT = "# ours\nbrand: Acme\ndatabase: acme.db   # here\nfeeds:\n- name: desk\n  network: mastodon   # the first\n"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def site() -> Iterator[Site]:
    """A Mastodon server with one mention, one answer, and a second page of mentions that nobody needs."""
    with running() as found:
        found.routes |= {
            "/api/v1/accounts/lookup": lambda _: {"id": "1", "acct": "acme"},
            "/api/v1/accounts/verify_credentials": lambda _: {"id": "1", "acct": "acme"},
            "/api/v1/notifications": lambda _: [
                {"id": "9", "type": "mention", "created_at": STATUS["created_at"], "status": STATUS},
                {"id": "8", "type": "mention", "created_at": STATUS["created_at"], "status": None},
            ],
            "/api/v1/accounts/1/statuses": lambda _: [REPLY],
        }
        yield found


def write(folder: Path, site: Site, **more: Any) -> Path:
    """Write a configuration with the feed of the site, and perhaps another."""
    options = {"server": site.base, "token": "file:token"}
    feed = {"name": "desk", "network": "mastodon", "accounts": ["acme"], "allow_private": True, "options": options}
    feeds = [feed, *([more] if more else [])]
    path = folder / "mentionwatch.yaml"
    path.write_text(json.dumps({"brand": "Acme", "database": "acme.db", "feeds": feeds}))
    path.chmod(0o600)
    (folder / "token").write_text("CANARY")
    return path


def test_a_feed_is_tried_and_nothing_stored(ask: Ask, tmp_path: Path, site: Site) -> None:
    """What came of customers and of the brand is counted with its newest time; no database is made."""
    write(tmp_path, site)
    said = ask("feeds", "test")
    assert said.code == 0, said.err
    assert said.lines[:3] == [
        "desk (mastodon)",
        "  of customers: 1 post, the newest of 2026-11-22 09:00 UTC",
        "  of the brand: 1 post, the newest of 2026-11-22 09:10 UTC",
    ]
    assert "  could not use 1 item" in said.lines
    assert any(line.startswith("  shows replies, private posts, edits") for line in said.lines)
    assert said.lines[-1].endswith(" s")
    assert not (tmp_path / "acme.db").exists()
    assert sum(path.startswith("/api/v1/notifications") for path in site.paths) == 1
    assert "CANARY" not in said.out + said.err


def test_a_feed_that_fails_is_told(ask: Ask, tmp_path: Path, site: Site) -> None:
    """One failed of two is 3, all failed 4; a limit is no failure; a wrong name is told with the right ones."""
    write(tmp_path, site, name="file", network="files", options={"path": "nowhere.csv", "network": "x"})
    said = ask("feeds", "test")
    assert (said.code, "error: file: " in said.err, "desk (mastodon)" in said.out) == (3, True, True)
    failed = ask("feeds", "test", "file")
    assert (failed.code, "no posts" in failed.out) == (4, False)
    site.routes["/api/v1/accounts/lookup"] = lambda _: (429, {})
    limited = ask("feeds", "test", "desk")
    assert (limited.code, "asks us to wait until" in limited.out) == (0, True)
    unknown = ask("feeds", "test", "dsek")
    assert (unknown.code, "desk, file" in unknown.err) == (2, True)


def test_what_came_stands_in_json(ask: Ask, tmp_path: Path, site: Site) -> None:
    """With --json all of it is one document, errors and limits too, and the exit codes are the same."""
    write(tmp_path, site, name="file", network="files", options={"path": "nowhere.csv", "network": "x"})
    said = ask("feeds", "test", "--json")
    assert said.code == 3
    desk, file = json.loads(said.out)["feeds"]
    assert (desk["feed"], desk["of_customers"]) == ("desk", {"posts": 1, "newest_at": "2026-11-22T09:00:00Z"})
    assert (desk["of_brand"]["posts"], len(desk["skipped"]), desk["error"]) == (1, 1, None)
    assert (desk["sees"]["replies"], desk["token_expires_at"]) == (True, None)
    assert "nowhere.csv" in file["error"]["message"] + file["error"]["cause"]
    site.routes["/api/v1/accounts/lookup"] = lambda _: (429, {})
    limited = json.loads(ask("feeds", "test", "desk", "--json").out)["feeds"][0]
    assert (limited["limited_until"] is not None, limited["error"]) == (True, None)
    assert "CANARY" not in said.out + said.err


def test_a_feed_without_replies_says_what_follows(ask: Ask, tmp_path: Path, site: Site) -> None:
    """Where no answer can be seen, the test says that nothing will be called missed."""
    (tmp_path / "posts.jsonl").write_text('{"id": "1", "author": "ann", "text": "x", "created_at": "2026-11-22"}\n')
    options = {"url": f"{site.base}/feed"}
    write(tmp_path, site, name="press", network="rss", allow_private=True, options=options)
    site.routes["/feed"] = lambda _: {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": []}
    said = ask("feeds", "test", "press")
    assert "nothing in it is ever called missed" in said.out
    assert "of the brand: no `accounts` are named" in said.out


def test_feeds_alone_is_the_list(ask: Ask, tmp_path: Path, site: Site) -> None:
    """Without a word behind it, `feeds` lists; the list's options do not go with `test`."""
    write(tmp_path, site)
    ask("poll")
    (row,) = json.loads(ask("feeds", "--json").out)["rows"]
    assert row["feed"] == "desk"
    refused = ask("feeds", "--json", "test")
    assert (refused.code, "leave them out" in refused.err) == (2, True)


def test_a_feed_is_added(ask: Ask, tmp_path: Path) -> None:
    """The block stands behind the last feed, with what the network needs said beforehand; all else is untouched."""
    path = tmp_path / "mentionwatch.yaml"
    path.write_text(TEXT)
    path.chmod(0o640)
    page = ("--account", "acmepage", "--secret-env", "PAGE_TOKEN", "--no-test")
    said = ask("feeds", "add", "facebook", *page)
    assert said.code == 0, said.err
    assert said.err.startswith("facebook: needs a Page token")
    assert "import" in said.err
    assert "next: mentionwatch feeds test acme-facebook" in said.out
    assert path.read_text().startswith(TEXT + "\n- name: acme-facebook\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [feed.name for feed in load(path).feeds] == ["desk", "acme-facebook"]
    rival = ask("feeds", "add", "bluesky", "--brand", "Globex", "--account", "globex.example", "--public", "--no-test")
    assert (rival.code, load(path).feeds[2].brand) == (0, "Globex")


def test_a_feed_that_is_logged_in_later(ask: Ask, tmp_path: Path) -> None:
    """With --login the block names the file that `mentionwatch login` writes, and nothing is tried."""
    path = tmp_path / "mentionwatch.yaml"
    path.write_text(TEXT)
    said = ask("feeds", "add", "mastodon", "--account", "acme@social.example", "--login", "--name", "second")
    assert said.code == 0, said.err
    assert "next: mentionwatch login second" in said.out
    assert load(path).feeds[1].options == {"server": "social.example", "token": "file:second.secret"}
    refused = ask("feeds", "add", "youtube", "--account", "@acme", "--login")
    assert (refused.code, "mastodon" in refused.err) == (2, True)


def test_adding_needs_a_configuration_and_answers(ask: Ask, tmp_path: Path) -> None:
    """Without a configuration the error says how to begin; off a terminal, what is missing is one error."""
    assert "mentionwatch init" in ask("feeds", "add", "rss").err
    path = tmp_path / "mentionwatch.yaml"
    path.write_text(TEXT)
    missing = ask("feeds", "add", "mastodon")
    assert missing.code == 2
    assert all(flag in missing.err for flag in ("--account", "--server", "--login", "--public"))
    assert "no feed for the network" in ask("feeds", "add", "mastodno").err
    assert path.read_text() == TEXT


def test_a_failing_feed_is_not_added(ask: Ask, tmp_path: Path, site: Site) -> None:
    """The connection is tried first; a feed that fails leaves the configuration as it was."""
    path = tmp_path / "mentionwatch.yaml"
    path.write_text(TEXT)
    said = ask("feeds", "add", "rss", "--url", f"{site.base}/nothing", "--allow-private")
    assert (said.code, "--no-test" in said.err) == (3, True)
    assert path.read_text() == TEXT


def ending(folder: Path, expiry: Expiry) -> None:
    """Note when the feed's token ends."""
    with open_for_writing(folder / "acme.db") as store, store.transaction() as db:
        feed_rows.hold_feed(db, "desk", network="mastodon", brand="Acme")
        tokens.note_expiry(db, "desk", expiry)


@pytest.mark.parametrize(
    ("days", "renews", "state", "words"),
    [
        (6, False, "warn", "its token ends at 2026-11-28 09:30 UTC"),
        (7, False, "warn", "its token ends at 2026-11-29 09:30 UTC"),
        (8, False, "ok  ", "its token ends at 2026-11-30 09:30 UTC"),
        (-1, False, "fail", "its token ended at 2026-11-21 09:30 UTC"),
        (6, True, "ok  ", "its login renews itself; the present one ends at 2026-11-28 09:30 UTC"),
    ],
)
def test_doctor_says_when_a_token_ends(
    ask: Ask, tmp_path: Path, site: Site, days: int, renews: bool, state: str, words: str
) -> None:
    """A week ahead it is a warning with the command that helps, before it is fine, afterwards it fails."""
    write(tmp_path, site)
    ending(tmp_path, Expiry(NOW + timedelta(days=days), renews=renews))
    for arguments in (("doctor",), ("doctor", "--offline")):
        said = ask(*arguments)
        assert f"{state}  feed desk: {words}" in said.out
        assert ("mentionwatch login desk" in said.out) == (state in ("warn", "fail"))


def test_doctor_tries_each_feed(ask: Ask, tmp_path: Path, site: Site) -> None:
    """A feed that answers is told with what it shows; a refusal fails, a limit only warns."""
    write(tmp_path, site)
    assert "ok    feed desk: mastodon answers, 1 posts on the first page; shows replies, private" in ask("doctor").out
    site.routes["/api/v1/accounts/lookup"] = lambda _: (401, {"error": "The access token is invalid"})
    said = ask("doctor")
    assert (said.code, "fail  feed desk: 127.0.0.1" in said.out, "invalid" in said.out) == (3, True, True)
    site.routes["/api/v1/accounts/lookup"] = lambda _: (429, {})
    assert "warn  feed desk: 127.0.0.1" in ask("doctor").out
    assert "ok    feed desk: mastodon, not tried" in ask("doctor", "--offline").out


def test_doctor_misses_accounts_only_where_they_matter(ask: Ask, tmp_path: Path, site: Site) -> None:
    """Reviews carry the brand's answers, or show none: there `accounts` would change nothing, as they do elsewhere."""
    for name, network, options in (
        ("app", "appstore", {"app": "1"}),
        ("tp", "trustpilot", {"business_unit": "1", "token": "file:token"}),
        ("press", "rss", {"url": "https://press.example/feed"}),
    ):
        write(tmp_path, site, name=name, network=network, options=options)
        assert (f"feed {name}: no accounts" in ask("doctor", "--offline").out) == (name == "press")


def test_doctor_names_who_must_approve(ask: Ask, tmp_path: Path, site: Site) -> None:
    """Where a network refuses and somebody may still have to approve, that is said, and `import` offered."""
    options = {"token": "file:token", "api": f"{site.base}/v26.0"}
    write(tmp_path, site, name="page", network="facebook", accounts=["acme"], allow_private=True, options=options)
    refusal = {"error": {"message": "(#10) Application does not have permission", "code": 10}}
    site.routes["/v26.0/me"] = lambda _: (403, refusal)
    said = ask("doctor")
    assert "warn  feed page: Meta may still have to approve your app or key" in said.out
    assert "`mentionwatch import` reads exports" in said.out


def test_a_poll_warns_once(ask: Ask, tmp_path: Path, site: Site) -> None:
    """The end of a token is told on stderr by the first poll of its last week, and again for another end."""
    write(tmp_path, site)
    ending(tmp_path, Expiry(NOW + timedelta(days=3)))
    first = ask("poll", "--all", "-q")
    line = (
        "warning: desk: its token ends at 2026-11-25 09:30 UTC: `mentionwatch login desk` gets a new one, or says how\n"
    )
    assert (first.code, first.err) == (0, line)
    assert ask("poll", "--all").err == ""
    ending(tmp_path, Expiry(NOW + timedelta(days=3)))
    assert ask("poll", "--all").err == ""
    ending(tmp_path, Expiry(NOW + timedelta(days=4)))
    assert "2026-11-26" in ask("poll", "--all").err
    ending(tmp_path, Expiry(NOW + timedelta(days=1), renews=True))
    assert ask("poll", "--all").err == ""
    ending(tmp_path, Expiry(NOW + timedelta(days=30)))
    assert ask("poll", "--all").err == ""


def test_a_good_poll_proves_an_end_wrong(ask: Ask, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that works after its end has been replaced by hand: nobody is warned of it any more."""
    write(tmp_path, site)
    ending(tmp_path, Expiry(NOW + timedelta(days=1)))
    ask("poll", "--all")
    monkeypatch.setenv("MENTIONWATCH_NOW", to_text(NOW + timedelta(days=2)))
    assert "fail  feed desk: its token ended" in ask("doctor", "--offline").out
    ask("poll", "--all")
    assert "its token" not in ask("doctor", "--offline").out
    assert "its token" not in ask("feeds").err + ask("feeds").out


def test_the_list_of_feeds_has_the_end_of_tokens(ask: Ask, tmp_path: Path, site: Site) -> None:
    """The end stands in the data, and within a week of it a note warns."""
    write(tmp_path, site)
    ask("poll")
    ending(tmp_path, Expiry(NOW + timedelta(days=5)))
    said = ask("feeds", "--format", "json")
    assert json.loads(said.out)["rows"][0]["token_expires_at"] == "2026-11-27T09:30:00Z"
    shown = " ".join(ask("feeds").out.split())
    assert "desk: its token ends at 27 Nov 09:30: `mentionwatch login desk`" in shown
    ending(tmp_path, Expiry(NOW + timedelta(days=20)))
    assert "its token ends" not in ask("feeds").out


def test_every_network_says_beforehand_what_it_needs() -> None:
    """Each network has its questions; one that needs an approval or money, or shows no replies, offers `import`."""
    from mentionwatch.cli.needs import NEEDS

    assert set(networks()) == set(NEEDS)
    costly = {"x", "yelp", "trustpilot"}
    blind = {"appstore", "yelp", "rss", "reddit"}
    approved = {network for network, needs in NEEDS.items() if needs.approver}
    assert approved == {"facebook", "google-business", "instagram", "reddit", "trustpilot"}
    for network in costly | blind | approved:
        assert "`mentionwatch import` reads exports" in NEEDS[network].note, network
    for network in blind:
        assert "replies" in NEEDS[network].note, network

"""The RSS feed reads what a real nginx serves: compressed, unchanged, changed, moved, gone and rationed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from program import Program, answers, find_program, free_port, serving

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(find_program("nginx") is None, reason="nginx is not installed (tests/live/install.sh)"),
]

NOW = "2026-02-01T09:30:00Z"
LATER = "2026-02-01T10:30:00Z"
GREETING = ("1", "Acme Air lost my bag 🧳", "Nobody at Acme Air answers & the desk in Zürich is shut.", "08:10")
SECOND = ("2", "Acme Air again", "Two hours on hold with Acme Air <again>.", "10:05")


@dataclass(frozen=True)
class Site:
    """A site that nginx serves, and what it was asked."""

    folder: Path
    base: str

    def publish(self, *items: tuple[str, str, str, str]) -> None:
        """Write the feed anew."""
        entries = "".join(
            f"<item><guid>{own_id}</guid><title>{escape(title)}</title><description>{escape(escape(text))}</description>"
            f"<pubDate>Sun, 01 Feb 2026 {time}:00 GMT</pubDate></item>"
            for own_id, title, text, time in items
        )
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Notes</title>{entries}</channel></rss>'
        (self.folder / "site" / "feed.xml").write_text(feed)
        (self.folder / "site" / "busy.xml").write_text(feed)

    def asked(self) -> list[Sequence[str]]:
        """Give each request: status, address, bytes sent, ETag asked with, encoding."""
        return [line.split("\t") for line in (self.folder / "access.log").read_text().splitlines()]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Run nginx with a feed of one item."""
    port = free_port()
    found = Site(tmp_path / "nginx", f"http://127.0.0.1:{port}")
    (found.folder / "site").mkdir(parents=True)
    found.publish(GREETING)
    command = [Path(__file__).with_name("nginx.sh"), found.folder, str(port)]
    with serving(command, lambda: answers(found.base), log=tmp_path / "nginx.log"):
        (found.folder / "access.log").write_text("")  # what the wait for it has asked
        yield found


@pytest.fixture
def program(site: Site, tmp_path: Path) -> Program:
    """The program with that feed."""
    program = Program(tmp_path)
    program.configure({"name": "press", "network": "rss", "options": {"url": f"{site.base}/feed.xml"}})
    return program


def test_unchanged_feed_is_not_sent_again(site: Site, program: Program) -> None:
    """The first poll gets the feed compressed, the second a 304 of no bytes, the third what has changed."""
    assert "1 new" in program.poll(MENTIONWATCH_NOW=NOW)
    assert "0 new" in program.poll(MENTIONWATCH_NOW=NOW)
    site.publish(SECOND, GREETING)
    assert "1 new" in program.poll(MENTIONWATCH_NOW=LATER)
    first, second, third = site.asked()
    assert (first[0], first[3], first[4]) == ("200", "", "gzip")
    assert (second[0], second[2]) == ("304", "0")
    assert second[3].startswith('W/"')  # a compressed answer's ETag is a weak one
    assert (third[0], third[3], third[4]) == ("200", second[3], "gzip")
    assert [text.splitlines()[0] for text in program.texts()] == [GREETING[1], SECOND[1]]
    assert GREETING[2] in program.texts()[0]


def test_forgotten_validators_double_nothing(site: Site, program: Program) -> None:
    """After a change of the terms the whole feed is fetched once more, and no post is stored twice."""
    program.poll(MENTIONWATCH_NOW=NOW)
    feed = {"name": "press", "network": "rss", "terms": ["acme air"], "options": {"url": f"{site.base}/feed.xml"}}
    program.configure(feed)
    assert "0 new" in program.poll(MENTIONWATCH_NOW=NOW)
    assert [status for status, *_ in site.asked()] == ["200", "200"]
    assert len(program.texts()) == 1


def test_moved_feed_is_followed_and_named(site: Site, program: Program) -> None:
    """A permanent redirect is followed, and the user is told the new address."""
    program.configure({"name": "press", "network": "rss", "options": {"url": f"{site.base}/old.xml"}})
    said = program.poll(MENTIONWATCH_NOW=NOW)
    assert "1 new" in said
    assert f"has moved to {site.base}/feed.xml" in said


def test_feed_that_is_gone(site: Site, program: Program) -> None:
    """A 410 is an error that says what to do, and the other feeds are stored."""
    gone = {"name": "gone", "network": "rss", "options": {"url": f"{site.base}/gone.xml"}}
    press = {"name": "press", "network": "rss", "options": {"url": f"{site.base}/feed.xml"}}
    program.configure(gone, press)
    said = program.poll(code=3, MENTIONWATCH_NOW=NOW)
    assert "status 410" in said
    assert "the feed is gone for good" in said
    assert len(program.texts()) == 1


def test_rationed_feed_is_waited_for(site: Site, program: Program) -> None:
    """nginx's own 429, which names no time, is no error: it is waited five minutes, and not asked before."""
    program.configure({"name": "press", "network": "rss", "options": {"url": f"{site.base}/busy.xml"}})
    program.poll(MENTIONWATCH_NOW=NOW)
    assert "told to wait until 09:35:00 UTC" in program.poll(MENTIONWATCH_NOW=NOW)
    assert "nothing to fetch" in program.poll(MENTIONWATCH_NOW="2026-02-01T09:34:00Z")
    assert [status for status, *_ in site.asked()] == ["200", "429"]

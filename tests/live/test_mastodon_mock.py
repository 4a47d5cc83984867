"""The Mastodon feed reads mastodon_mock: pages of notifications and statuses, replies, edits, deletions and limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mock_server
import pytest
from mock_server import Mock
from program import Program

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not mock_server.IS_INSTALLED, reason="mastodon_mock is not installed (tests/live/install.sh)"),
]

MENTIONS = 95  # at 40 a page, three pages
AT_ONCE = {"auto_reply_within": "0s"}  # here all is said within seconds


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Mock]:
    """Run the server."""
    with mock_server.running(tmp_path) as server:
        yield server


@pytest.fixture
def program(server: Mock, tmp_path: Path) -> Program:
    """The program with the brand's feed."""
    program = Program(tmp_path, {"TOKEN": "acme-token"})
    program.configure(mock_server.feed(server.base), sla=AT_ONCE)
    return program


def test_complaint_reply_edit_and_deletion(server: Mock, program: Program) -> None:
    """A complaint waits until the brand's reply is polled; an edited post is read anew, a deleted one is let go."""
    lost = server.say("ann", "@acme you lost my bag, this is awful")
    late = server.say("bob", "@acme my flight was late again, worst airline ever")
    assert "2 new" in program.poll()
    assert [row["is_open"] for row in program.export("mentions")] == [1, 1]
    server.say("acme", "@ann so sorry, your bag is on its way to you", answers=lost)
    server.edit("bob", late, "@acme my flight was two hours late again, worst airline ever")
    assert "1 new, 2 changed" in program.poll()
    assert [row["is_open"] for row in program.export("mentions")] == [0, 1]
    assert "two hours late" in program.export("mentions")[1]["text"]
    (reply,) = program.export("responses")
    assert reply["in_reply_to"].endswith(f"/{lost}")
    server.delete("bob", late)
    program.poll()
    assert [bool(row["deleted"]) for row in program.export("mentions")] == [False, True]
    assert "0 new, 0 changed" in program.poll()


def test_pages_of_both_streams(server: Mock, program: Program) -> None:
    """Both streams are walked over all their pages, other notifications left out, and nothing comes twice."""
    for number in range(MENTIONS):
        own_id = server.say("ann", f"@acme where is parcel {number}?")
        server.say("acme", f"@ann parcel {number} is on its way", answers=own_id)
    server.like("ann", own_id := server.say("acme", "We fly to Oslo now"))
    assert f"{2 * MENTIONS + 1} new" in program.poll()
    pages = [path.partition("?")[0].rpartition("/")[2] for path in server.gets() if "limit" in path]
    assert (pages.count("notifications"), pages.count("statuses")) == (3, 3)
    assert len(program.export("responses")) == MENTIONS
    assert {row["is_open"] for row in program.export("mentions")} == {0}
    assert program.ask("SELECT count(*) FROM gaps") == [(0,)]
    assert own_id not in str(program.export("mentions"))
    assert "0 new" in program.poll()


def test_walk_that_ends_early_is_a_gap(server: Mock, program: Program) -> None:
    """Where more pages would be needed than a poll may read, a gap is recorded, and nobody is called missed for it."""
    for number in range(MENTIONS):
        server.say("ann", f"@acme where is parcel {number}?")
    program.configure(mock_server.feed(server.base, max_pages=2))
    assert "could not reach" in program.poll()
    assert len(program.texts()) == 80


def test_search_that_ignores_the_offset_ends(server: Mock, program: Program) -> None:
    """A server that gives the same hits for each page of a search is not asked without end, and no hit is doubled."""
    for number in range(45):
        server.say("ann", f'The seats of "Acme Air" are broken, number {number}')
    program.configure(mock_server.feed(server.base, terms=["acme air"], max_pages=5))
    program.poll()
    assert len(program.texts()) == 40
    assert len([path for path in server.gets() if "search" in path]) <= 5


def test_limit_is_obeyed(tmp_path: Path) -> None:
    """The server's own 429 ends the poll, is no error, is waited for; what was read before it is stored."""
    with mock_server.running(tmp_path, requests="4") as server:
        program = Program(tmp_path, {"TOKEN": "acme-token"})
        program.configure(mock_server.feed(server.base), sla=AT_ONCE)
        server.say("ann", "@acme nobody answers your phone")
        server.say("bob", "@acme is the desk open?")
        assert "0 new" not in program.poll()
        asked = len(server.gets())
        assert "told to wait until" in program.poll()
        assert "nothing to fetch" in program.poll()
        assert len(server.gets()) - asked == 1
        assert len(program.texts()) == 2


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ({"type": "malformed"}, "JSON"),
        ({"type": "status", "status": 403, "body": {"error": "no"}}, "refuses us (status 403)"),
        ({"type": "status", "status": 422, "body": {"error": "no"}}, "status 422"),
    ],
)
def test_fault_costs_nothing(server: Mock, program: Program, effect: dict[str, object], said: str) -> None:
    """A poll that fails in the second stream is told as failed, and the next one brings what is missing."""
    server.say("ann", "@acme nobody answers your phone")
    (own_id,) = [path.split("/")[4] for path in _outbox_paths(server, program)]
    server.say("acme", "@bob we do")
    server.break_next(f"/api/v1/accounts/{own_id}/statuses", **effect)
    assert said in program.poll(code=4)
    assert "1 new" in program.poll()
    assert len(program.texts()) == 2


def test_fault_that_passes_is_not_seen(server: Mock, program: Program) -> None:
    """A single 503 is tried again within the poll."""
    server.say("ann", "@acme nobody answers your phone")
    server.break_next("/api/v1/notifications", type="status", status=503)
    assert "1 new" in program.poll()


def _outbox_paths(server: Mock, program: Program) -> list[str]:
    program.poll()
    return [path for path in server.gets() if "/statuses?" in path]

"""Bad answers of a network: each is a typed error in plain words, and never hurts more than its own feed."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from badserver import BadServer

from mentionwatch.errors import Broken, Denied, FeedError, Missing, Unavailable

SOON = timedelta(seconds=0.4)


@pytest.mark.fault("F13")
@pytest.mark.parametrize("path", ["/drip", "/hdrip", "/silent"])
def test_slow_answer_is_given_up_at_the_deadline(server: BadServer, path: str) -> None:
    """A server that drips its body or head byte by byte, or says nothing, is left at the deadline, untried again."""
    before = server.count(path)
    with pytest.raises(Unavailable, match=r"did not answer in full within 0\.4 s"):
        server.get(path, deadline=SOON)
    assert server.count(path) - before == 1


CHILD = """
import asyncio, resource, sys
from datetime import UTC, datetime, timedelta
from mentionwatch.errors import Broken
from mentionwatch.feeds.http import Client

async def main(url):
    async with Client(feed="f", deadline=timedelta(seconds=60), now=datetime.now(UTC), allow_private=True) as http:
        await http.get(sys.argv[1] + "/ok")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            await http.get(sys.argv[1] + sys.argv[2])
        except Broken as error:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
            print(error)

asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.fault("F14")
@pytest.mark.parametrize("path", ["/gzbomb", "/endless", "/toobig"])
def test_huge_body_is_refused_in_little_memory(server: BadServer, path: str) -> None:
    """A gzip bomb of 300 MB, an endless body and one byte too many cost less than 64 MB of memory."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, server.base, path], capture_output=True, text=True, check=True, timeout=120
    )
    grown, message = child.stdout.splitlines()
    assert int(grown) < 64 * 1024
    assert "response too big (limit 8 MB)" in message


def test_body_of_just_the_limit_is_read(server: BadServer) -> None:
    """A body of exactly 8 MB is no error."""
    assert len(server.get("/justright").body) == 8 * 1024 * 1024


@pytest.mark.fault("F16")
def test_server_fault_is_tried_three_times(server: BadServer) -> None:
    """A 503 that is gone at the third try is no error; one that stays is one, after three tries."""
    assert server.get("/flaky").json() == {"fine": True}
    before = server.count("/502")
    with pytest.raises(Unavailable, match="status 502"):
        server.get("/502")
    assert server.count("/502") - before == 3


@pytest.mark.fault("F16")
def test_post_is_never_tried_again(server: BadServer) -> None:
    """A POST that fails is sent once: it may have done its work."""
    before = server.count("/504")
    with pytest.raises(Unavailable):
        server.run(lambda http: http.post(server.base + "/504"))
    assert server.count("/504") - before == 1


@pytest.mark.fault("F17")
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/truncjson", "not JSON"),
        ("/nolength", "not JSON"),
        ("/trunc", "breaks off"),
        ("/truncchunk", "breaks off"),
        ("/gztrunc", "breaks off in the middle of its compressed body"),
        ("/gzbad", "compression is damaged"),
    ],
)
def test_answer_that_breaks_off_is_rejected_whole(server: BadServer, path: str, said: str) -> None:
    """JSON, a body, a chunk or a gzip stream that breaks off is an error, never half a page."""
    with pytest.raises(Broken, match=said):
        server.get(path).json()


def test_gzip_of_several_members_is_read_whole(server: BadServer) -> None:
    """A gzip body, of one member or of several in a row, is read to its end."""
    assert server.get("/gzmembers").json() == server.get("/gzip").json()
    assert len(server.get("/gzip").json()) == 400


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("/html", r"not JSON from 127\.0\.0\.1:\d+ \(got text/html\)", marks=pytest.mark.fault("F18")),
        pytest.param("/empty", r"got an empty answer", marks=pytest.mark.fault("F18")),
        pytest.param("/deepjson", "nested too deep", marks=pytest.mark.fault("F19")),
        pytest.param("/bignum", "not JSON", marks=pytest.mark.fault("F19")),
        pytest.param("/nan", "NaN is no JSON number", marks=pytest.mark.fault("F19")),
        pytest.param("/infinity", "-Infinity is no JSON number", marks=pytest.mark.fault("F19")),
        pytest.param("/doubled", "a name stands twice", marks=pytest.mark.fault("F19")),
        pytest.param("/latin", "not UTF-8", marks=pytest.mark.fault("F19")),
    ],
)
def test_unsound_json_is_named(server: BadServer, path: str, said: str) -> None:
    """What is not sound JSON is an error that names the server and what is wrong."""
    with pytest.raises(Broken) as caught:
        server.get(path).json()
    assert re.search(said, f"{caught.value} {caught.value.cause}")


@pytest.mark.fault("F19")
def test_byte_order_mark_is_no_fault(server: BadServer) -> None:
    """JSON behind a byte order mark is read."""
    assert server.get("/bom").json() == {"a": 1}


@pytest.mark.fault("F25")
@pytest.mark.parametrize(
    ("path", "kind", "tries"),
    [
        ("/reset", Unavailable, 3),
        ("/close", Unavailable, 3),
        ("/garbage", Broken, 1),
        ("/bighdr", Broken, 1),
        ("/manyhdr", Broken, 1),
        ("/brotli", Broken, 1),
    ],
)
def test_broken_protocol_is_a_typed_error(server: BadServer, path: str, kind: type[FeedError], tries: int) -> None:
    """Resets and closed connections are tried again; what is no sound HTTP is not."""
    before = server.count(path)
    with pytest.raises(kind):
        server.get(path)
    assert server.count(path) - before == tries


@pytest.mark.fault("F26")
@pytest.mark.parametrize("url", ["http://no-such-host.invalid/", "http://127.0.0.1:9/", f"http://{'a' * 70}.example/"])
def test_host_that_cannot_be_reached_is_unavailable(server: BadServer, url: str) -> None:
    """A name that does not resolve, a name too long and a closed port are unavailable, in a word on the cause."""
    with pytest.raises(Unavailable, match="cannot be reached") as caught:
        server.run(lambda http: http.get(url))
    assert caught.value.cause
    assert "network" in caught.value.hint


@pytest.mark.fault("F27")
@pytest.mark.parametrize("status", [401, 403])
def test_refused_token_is_not_tried_again(server: BadServer, status: int) -> None:
    """A refused token is Denied at once, with the network's words and the step that mends it."""
    before = server.count(f"/{status}")
    with pytest.raises(Denied) as caught:
        server.get(f"/{status}")
    assert server.count(f"/{status}") - before == 1
    assert (caught.value.feed, caught.value.cause) == ("f", "as asked")
    assert "doctor" in caught.value.hint


@pytest.mark.fault("F28")
@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_missing(server: BadServer, status: int) -> None:
    """404 and 410 have an error of their own, so that a caller can tell a deleted post from a broken server."""
    with pytest.raises(Missing, match="no longer has"):
        server.get(f"/{status}")


@pytest.mark.fault("F29")
def test_not_modified_is_an_answer(server: BadServer) -> None:
    """A 304 comes back with its headers and no body."""
    answer = server.get("/304", call={"headers": {"If-None-Match": '"v7"'}})
    assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", '"v7"')


@pytest.mark.parametrize("accept", [(), (400,)])
def test_accepted_status_is_an_answer(server: BadServer, accept: tuple[int, ...]) -> None:
    """A status that the caller accepts is an answer, else an error with the network's own words."""
    call: dict[str, Any] = {"accept": accept}
    if accept:
        assert server.get("/400", call=call).json() == {"error": "as asked"}
    else:
        with pytest.raises(Broken, match="status 400"):
            server.get("/400", call=call)

"""The Bluesky feed reads a real network: a directory, a server for accounts and an AppView, on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bluesky_network
import httpx
import pytest
from bluesky_network import PASSWORD, Network, Person
from program import Program

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        not bluesky_network.IS_INSTALLED,
        reason="the Bluesky network, PostgreSQL or Redis is not installed (tests/live/install.sh)",
    ),
]

SECONDS = timedelta(seconds=2)  # what rounding may make of two clocks' whole seconds


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Run a network; each test has accounts of its own in it."""
    with bluesky_network.running(tmp_path_factory.mktemp("bluesky") / "log", is_limited=True) as network:
        yield network


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program, without a configuration yet."""
    return Program(tmp_path, {"BLUESKY_PASSWORD": PASSWORD})


def kept_session(program: Program) -> Path:
    """Give the file in which the program keeps its login."""
    (path,) = (path for path in program.folder.glob("**/*bluesky*") if path.is_file())
    return path


def test_complaint_reply_and_deletion(network: Network, program: Program) -> None:
    """A complaint waits until the brand's reply is polled; an angry one that is deleted waits no more."""
    acme, ann, bob = (network.join(f"{name}one") for name in ("acme", "ann", "bob"))
    program.configure(network.feed(acme, acme))
    lost = network.say(ann, "@acmeone.test you lost my bag 🧳, this is awful", minutes_ago=120, tag=acme)
    late = network.say(bob, "Worst airline ever, @acmeone.test. Late again!", minutes_ago=90, tag=acme)
    network.say(bob, "Lovely weather today", minutes_ago=80)
    network.settle()
    assert "2 new" in program.poll()
    assert [(row["author"], row["is_open"]) for row in program.export("mentions")] == [
        ("annone.test", 1),
        ("bobone.test", 1),
    ]
    network.say(acme, "So sorry Ann, your bag is on tonight's flight.", minutes_ago=60, answers=lost)
    network.settle()
    assert "1 new" in program.poll()
    (reply,) = program.export("responses")
    assert (reply["customer"], reply["in_reply_to"]) == ("annone.test", f"bluesky:{lost.uri}")
    assert round(reply["seconds"] / 60) == 60
    assert [row["is_open"] for row in program.export("mentions")] == [0, 1]
    network.delete(late)
    network.settle()
    program.poll()
    assert [(row["is_open"], bool(row["deleted"])) for row in program.export("mentions")] == [(0, False), (0, True)]
    assert "awful" in "".join(program.texts())
    assert "Worst airline" not in str(program.ask("SELECT text FROM posts"))
    assert "0 new" in program.poll()


def test_conversation_that_ends_well(network: Network, program: Program) -> None:
    """An answer to an answer belongs to one conversation, which the customer's thanks end.

    What is said at once may reach the AppView in another order: then it notifies nobody of the answer.
    """
    acme, ann = (network.join(f"{name}two") for name in ("acme", "ann"))
    program.configure(network.feed(acme, acme))
    first = network.say(ann, "@acmetwo.test I was charged twice, this is a scam", minutes_ago=120, tag=acme)
    asked = network.say(acme, "Hi Ann, what is the booking number?", minutes_ago=100, answers=first)
    told = network.say(ann, "It is AB12CD", minutes_ago=90, answers=asked)
    network.settle()
    program.poll()
    fixed = network.say(acme, "I have refunded the second charge, Ann.", minutes_ago=30, answers=told)
    network.say(ann, "Thank you so much, problem solved!", minutes_ago=20, answers=fixed)
    network.settle()
    program.poll()
    (conversation,) = program.export("conversations")
    assert round(conversation["first_reply_seconds"] / 60) == 20
    assert conversation["outcome"] in ("satisfied", "recovered")


def test_late_and_back_dated_posts(network: Network, program: Program) -> None:
    """A mention that claims an hour before the last poll is found by the next one, with the time that it claims."""
    acme, ann = (network.join(f"{name}three") for name in ("acme", "ann"))
    program.configure(network.feed(acme, acme))
    network.say(ann, "@acmethree.test is the desk open?", minutes_ago=5, tag=acme)
    network.settle()
    program.poll()
    network.say(ann, "@acmethree.test nobody answers your phone", minutes_ago=300, tag=acme)
    network.settle()
    assert "1 new" in program.poll()
    assert [row["text"][16:22] for row in program.export("mentions")] == ["nobody", "is the"]


def test_pages_of_both_streams(network: Network, program: Program) -> None:
    """Both streams are walked over all their pages, likes and follows left out, and nothing comes twice."""
    acme, ann = (network.join(f"{name}four") for name in ("acme", "ann"))
    program.configure(network.feed(acme, acme))
    network.add(ann, "app.bsky.graph.follow", {"subject": acme.did, "createdAt": "2026-01-01T00:00:00.000Z"})
    for number in range(105):
        post = network.say(ann, f"@acmefour.test where is parcel {number}?", minutes_ago=400 - number, tag=acme)
        reply = network.say(acme, f"Parcel {number} is on its way", minutes_ago=200 - number, answers=post)
        if number < 3:
            network.add(ann, "app.bsky.feed.like", {"subject": reply.target, "createdAt": "2026-01-01T00:00:00.000Z"})
    network.settle()
    assert "210 new" in program.poll()
    assert {round(row["seconds"] / 60) for row in program.export("responses")} == {200}
    assert {row["is_open"] for row in program.export("mentions")} == {0}
    assert program.ask("SELECT count(*) FROM gaps") == [(0,)]
    assert "0 new" in program.poll()


def test_walk_that_ends_early_is_a_gap(network: Network, program: Program) -> None:
    """Where a poll may read one page of two, the rest is a gap, which backfill closes."""
    acme, ann = (network.join(f"{name}five") for name in ("acme", "ann"))
    program.configure(network.feed(acme, acme, max_pages=1))
    for number in range(105):
        network.say(ann, f"@acmefive.test where is parcel {number}?", minutes_ago=400 - number, tag=acme)
    network.settle()
    assert "could not reach" in program.poll()
    assert len(program.texts()) == 100
    program.run("backfill", "--feed", "acme", "--since", "2d")
    assert len(program.texts()) == 105


def test_search_and_quotes(network: Network, program: Program) -> None:
    """What holds a term or quotes the brand is `about` it; what only looks alike is left out."""
    acme, ann, bob = (network.join(f"{name}six") for name in ("acme", "ann", "bob"))
    program.configure(network.feed(acme, acme, terms=["Acme Air"]))
    news = network.say(acme, "We fly to Oslo now", minutes_ago=200)
    network.say(ann, "They cancelled my flight, look at this", minutes_ago=150, quotes=news)
    network.say(bob, 'Never again "Acme Air", two hours on hold', minutes_ago=100)
    network.say(bob, 'The "Acme Airlines" of old were better', minutes_ago=90)
    network.settle()
    program.poll()
    found = {row["author"]: row["address"] for row in program.export("mentions")}
    assert found == {"annsix.test": "about", "bobsix.test": "about"}
    assert "Airlines" not in " ".join(program.texts())


def test_block_is_no_deletion(network: Network, program: Program) -> None:
    """A customer who blocks the brand is not shown any more: what they wrote is not taken for deleted."""
    acme, ann = (network.join(f"{name}seven") for name in ("acme", "ann"))
    program.configure(network.feed(acme, acme))
    network.say(ann, "@acmeseven.test you lost my bag, this is awful", minutes_ago=100, tag=acme)
    network.settle()
    program.poll()
    network.block(ann, acme)
    network.settle()
    program.poll()
    (row,) = program.export("mentions")
    assert (row["is_open"], row["deleted"]) == (1, None)


def test_rival_without_a_login(network: Network, program: Program) -> None:
    """A rival is seen without a login: its posts, what they answer, and what is answered to them."""
    globex, ann, bob = (network.join(f"{name}eight") for name in ("globex", "ann", "bob"))
    program.configure(network.feed(None, globex, brand="Globex"))
    first = network.say(ann, "@globexeight.test your app is broken", minutes_ago=100, tag=globex)
    network.say(globex, "Sorry! Please try it again now.", minutes_ago=80, answers=first)
    news = network.say(globex, "Our new shop is open", minutes_ago=60)
    network.say(bob, "Terrible. It is shut, and nobody answers the phone!", minutes_ago=50, answers=news)
    network.settle()
    program.poll()
    rows = program.export("mentions", "--brand", "Globex")
    assert [(row["text"][-6:], row["is_open"]) for row in rows] == [("broken", 0), ("phone!", 1)]
    assert "eight.test" not in str([row["author"] for row in rows])  # a rival's customers stay nameless


def test_login_is_kept_and_renewed(network: Network, program: Program) -> None:
    """Polls share one login; a token that the server refuses is renewed, a refresh token too is made anew."""
    acme = network.join("acmenine")
    program.configure(network.feed(acme, acme))
    program.poll()
    path = kept_session(program)
    first = json.loads(path.read_text())
    assert path.stat().st_mode & 0o077 == 0
    program.poll()
    assert json.loads(path.read_text()) == first
    path.write_text(json.dumps(first | {"access": spoilt(first["access"])}))
    program.poll()
    second = json.loads(path.read_text())
    assert second["refresh"] != first["refresh"]
    path.write_text(json.dumps(second | {"access": spoilt(second["access"]), "refresh": spoilt(second["refresh"])}))
    program.poll()
    assert json.loads(path.read_text())["did"] == acme.did


def spoilt(token: str) -> str:
    """Change a token's signature."""
    return token[:-6] + ("AAAAAA" if token[-6:] != "AAAAAA" else "BBBBBB")


def test_wrong_password(network: Network, program: Program) -> None:
    """A refused login fails the feed, says what to do, and shows no password."""
    acme = network.join("acmeten")
    program.configure(network.feed(acme, acme))
    said = program.poll(code=4, BLUESKY_PASSWORD="not-it-at-all")
    assert "refuses us (status 401)" in said
    assert "not-it-at-all" not in said
    program.poll()


def test_doctor_and_trial(network: Network, program: Program) -> None:
    """`doctor` and `feeds test` find everything fine, and store nothing."""
    acme, ann = (network.join(f"{name}eleven") for name in ("acme", "ann"))
    program.configure(network.feed(acme, acme))
    network.say(ann, "@acmeeleven.test you lost my bag", minutes_ago=100, tag=acme)
    network.settle()
    program.run("doctor")
    assert "of customers: 1 post" in program.run("feeds", "test", "acme")


def test_limit_of_logins_is_obeyed(network: Network, program: Program) -> None:
    """After thirty logins in five minutes the network says when to come again: no error, and no request before."""
    acme = network.join("acmetwelve")
    program.configure(network.feed(acme, acme))
    answered = [log_in(network, acme) for _ in range(31)]
    assert [answer.status_code for answer in answered].count(200) == 30
    assert "told to wait until" in program.poll()
    assert abs(waits_until(program) - end_of_limit(answered[-1])) < SECONDS
    assert "nothing to fetch" in program.poll()


def log_in(network: Network, person: Person) -> httpx.Response:
    """Log in as any client would."""
    told = {"identifier": person.handle, "password": PASSWORD}
    url = f"{network.pds}/xrpc/com.atproto.server.createSession"
    return network.http.post(url, json=told)


def end_of_limit(answer: httpx.Response) -> datetime:
    """Give the instant at which the server says that a limit ends."""
    assert answer.status_code == 429
    return datetime.fromtimestamp(int(answer.headers["ratelimit-reset"]), UTC)


def waits_until(program: Program) -> datetime:
    """Give the instant until which the program waits."""
    return datetime.fromisoformat(program.ask("SELECT limited_until FROM feeds")[0][0])


def test_limit_of_requests_is_obeyed(tmp_path: Path, program: Program) -> None:
    """Where the server's 3,000 requests in five minutes are used up, a poll waits; what came before it stays."""
    with bluesky_network.running(tmp_path / "network.log", is_limited=True) as network:
        acme, ann = (network.join(f"{name}air") for name in ("acme", "ann"))
        program.configure(network.feed(acme, acme))
        network.say(ann, "@acmeair.test you lost my bag", minutes_ago=100, tag=acme)
        network.settle()
        assert "1 new" in program.poll()
        url = f"{network.pds}/xrpc/com.atproto.server.describeServer"
        answered = [network.http.get(url) for _ in range(3_001)]
        assert "told to wait until" in program.poll()
        assert abs(waits_until(program) - end_of_limit(answered[-1])) < SECONDS
        assert "nothing to fetch" in program.poll()
        assert len(program.texts()) == 1

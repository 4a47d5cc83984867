"""The `init` command: what it writes loads, nothing is overwritten, and nothing is asked off a terminal."""

from __future__ import annotations

import os
import pty
import select
import shlex
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.cli.blocks import FeedBlock, quoted, with_feed
from mentionwatch.cli.setup import init
from mentionwatch.config import Config, load, resolve_options
from mentionwatch.config.reader import Document
from mentionwatch.errors import ConfigError, FeedError, UsageError
from mentionwatch.feeds import FeedSpec, Surroundings, find
from mentionwatch.feeds.http import Client
from mentionwatch.text import one_line

ACME = ("--brand", "Acme Air", "--network", "bluesky", "--account", "@acme.example", "--public", "--no-test")
RIVAL = ("--brand", "Globex", "--network", "bluesky", "--account", "globex.example", "--public", "--no-test")
FEED = b"""<rss version="2.0"><channel><title>t</title><item><guid>1</guid><title>acme air is late</title></item>
</channel></rss>"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the configuration goes; the user's directories lie in the test's own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "acme.yaml"


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(init, ["--output", str(path), *arguments])


def written(path: Path, *arguments: str) -> Config:
    result = run(path, *arguments)
    assert result.exit_code == 0, result.exception
    return load(path)


def refused(path: Path, *arguments: str) -> UsageError:
    error = run(path, *arguments).exception
    assert isinstance(error, UsageError)
    return error


def test_what_is_written_loads(path: Path, tmp_path: Path) -> None:
    """The answers stand in the configuration, the usual values where nothing was said; only the owner may read it."""
    config = written(path, *ACME, "--sla", "2h", "--timezone", "Europe/Berlin", "--term", "acme's #1: air")
    feed = config.feeds[0]
    assert (config.brand, config.timezone, config.sla[0].complaint) == ("Acme Air", "Europe/Berlin", timedelta(hours=2))
    assert (feed.name, feed.accounts, feed.terms) == ("acme-air-bluesky", ("acme.example",), ("acme's #1: air",))
    assert config.database == tmp_path / "data/mentionwatch/acme-air.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(config.database.parent.stat().st_mode) == 0o700
    assert sorted(tmp_path.iterdir()) == [path, tmp_path / "data"]


def test_the_cron_line_runs_from_anywhere(path: Path) -> None:
    """The line to copy names the program and the configuration by absolute paths."""
    line = next(line for line in run(path, *ACME).output.splitlines() if "*/5" in line)
    words = shlex.split(line)[5:]
    assert words[-1] == "poll"
    assert words[words.index("-c") + 1] == str(path)
    assert Path(words[0]).is_absolute()


def test_secrets_are_named_and_not_copied(path: Path, tmp_path: Path) -> None:
    """A secret's file or variable stands in the configuration; the secret does not."""
    (tmp_path / "token").write_text("canary-1\n")
    login = ("--brand", "Acme", "--network", "mastodon", "--account", "acme@social.example", "--no-test")
    config = written(path, *login, "--secret-file", "token")
    assert "canary" not in path.read_text()
    options, secrets = resolve_options(config.feeds[0], environ={}, base=Path("/"))
    assert (options, secrets) == ({"server": "social.example", "token": "canary-1"}, ("canary-1",))
    config = written(path, *login, "--secret-env", "ACME_TOKEN", "--force")
    assert config.feeds[0].options["token"] == "$ACME_TOKEN"
    assert "not the secret" in str(refused(path, *login, "--secret-env", "can-ary", "--force"))


@pytest.mark.parametrize("network", ["email", "facebook", "youtube", "x", "yelp"])
def test_public_where_a_login_shows_something(path: Path, network: str) -> None:
    """A network that shows nothing without a login takes no --public, and is not offered it."""
    options = ("--option", "host=imap.example", "--option", "user=a", "--option", "business=a")
    error = refused(path, "--brand", "Acme", "--network", network, "--account", "acme", *options, "--public")
    assert (str(error), error.hint) == (f"{network} shows nothing without a login", "leave --public out")
    hint = refused(path, "--brand", "Acme", "--network", network, "--account", "acme", *options).hint
    assert ("--secret-env" in hint, "--public" in hint) == (True, False)
    assert not path.exists()


def test_off_a_terminal_all_that_is_missing_is_one_error(path: Path) -> None:
    """Nothing is asked: the error names every flag that is needed, and nothing is written."""
    error = refused(path)
    assert all(flag in error.hint for flag in ("--brand", "--network", "--account"))
    error = refused(path, "--network", "mastodon")
    assert all(flag in error.hint for flag in ("--brand", "--account", "--server", "--secret-file", "--public"))
    assert not path.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--timezone", "Mars/Base"), "no time zone 'Mars/Base'"),
        (("--sla", "1 hour"), "not a duration: '1 hour'"),
        (("--sla", "0h"), "longer than 0s"),
        (("--network", "blusky"), "did you mean bluesky"),
        (("--brand", "\x1b"), "--brand is empty"),
    ],
)
def test_bad_answers_are_refused(path: Path, arguments: tuple[str, str], words: str) -> None:
    """An answer that cannot be is named with its flag, and nothing is written."""
    error = refused(path, *ACME, *arguments)
    assert words in str(error)
    assert str(error).startswith(arguments[0])
    assert not path.exists()


def test_nothing_is_overwritten_without_force(path: Path) -> None:
    """An existing file stays as it is, byte for byte, until --force."""
    path.write_text("precious")
    assert "--force" in refused(path, "--brand", "Acme").hint
    assert isinstance(run(path, *ACME).exception, ConfigError)  # --network adds to it, but it is no configuration
    assert path.read_text() == "precious"
    assert written(path, *ACME, "--force").brand == "Acme Air"


def test_a_feed_is_added_and_all_else_stays(path: Path) -> None:
    """A rival's block is put behind the last feed; comments, the other keys and the file's mode are untouched."""
    written(path, *ACME)
    before = path.read_text() + "\n# the end\ncomplain_after: 5   # not 3\n"
    path.write_text(before)
    path.chmod(0o640)
    config = written(path, *RIVAL)
    assert [(feed.name, feed.brand) for feed in config.feeds] == [
        ("acme-air-bluesky", None),
        ("globex-bluesky", "Globex"),
    ]
    assert config.complain_after == 5
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    head, _, tail = before.partition("\n# the end")
    assert path.read_text().startswith(head)
    assert path.read_text().endswith("\n\n# the end" + tail)
    assert written(path, *RIVAL).feeds[2].name == "globex-bluesky-2"
    assert "called 'globex-bluesky' already" in str(refused(path, *RIVAL, "--name", "globex-bluesky"))
    assert "--sla" in refused(path, *RIVAL, "--sla", "1h").hint


@pytest.mark.parametrize(
    "text",
    [
        "brand: A\ndatabase: x\n",
        "brand: A\ndatabase: x",
        "feeds:\n- name: one\n  network: rss\nbrand: A\ndatabase: x\n",
        "feeds:\n    - name: one   # first\n      network: rss\n\n# about the brand\nbrand: A\ndatabase: x\n",
        "brand: A\ndatabase: x\nfeeds:\n  - name: one\n    network: rss",
        "brand: A\ndatabase: x\nfeeds:\n  - {name: one, network: rss}\n  # a comment at the end\n",
    ],
)
def test_a_feed_finds_its_place(tmp_path: Path, text: str) -> None:
    """However the list is indented and wherever it stands, the new feed is its last, and every line is kept."""
    path = tmp_path / "any.yaml"
    path.write_text(text)
    count = len(load(path).feeds)
    path.write_text(with_feed(text, Document(path), FeedBlock(name="two", network="rss")))
    assert [feed.name for feed in load(path).feeds][count:] == ["two"]
    assert set(text.splitlines()) <= set(path.read_text().splitlines())


def test_line_ends_are_kept(path: Path) -> None:
    """A file written on another system keeps its own line ends."""
    text = b"brand: A\r\ndatabase: x\r\nfeeds:\r\n- name: one\r\n  network: rss\r\n"
    path.write_bytes(text)
    assert [feed.name for feed in written(path, *RIVAL).feeds] == ["one", "globex-bluesky"]
    assert path.read_bytes().startswith(text)


@pytest.mark.parametrize("feeds", ["[{name: one, network: rss}]", "[]", "\n  [{name: one, network: rss}]"])
def test_feeds_in_brackets_are_left_alone(path: Path, feeds: str) -> None:
    """A list in brackets is not rewritten; the error says how to write it instead."""
    path.write_text(f"brand: A\ndatabase: x\nfeeds: {feeds}\n")
    assert "one feed below the other" in refused(path, *RIVAL).hint


@given(st.text(max_size=30).map(one_line))
def test_any_answer_is_read_as_it_was_given(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever is answered, the loader reads the same text."""
    path = tmp_path_factory.getbasetemp() / "quoted.yaml"
    path.write_text(f"- {quoted(text)}\n- [{quoted(text)}]\n", encoding="utf-8")
    assert Document(path).value == [text, [text]]


class _Feed(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/feed" else 404)
        self.send_header("Content-Length", str(len(FEED)))
        self.end_headers()
        self.wfile.write(FEED)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """A feed on loopback; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Feed) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_the_connection_is_tried(path: Path, tmp_path: Path, server: str) -> None:
    """A feed that answers is written; one that fails is an error of its own, and leaves no file behind."""
    rss = ("--brand", "Acme", "--network", "rss", "--allow-private", "--url")
    error = run(path, *rss, f"{server}/nowhere").exception
    assert isinstance(error, FeedError)
    assert "--no-test" in error.hint
    assert [entry.name for entry in tmp_path.iterdir()] == ["data"]
    error = run(path, *(word for word in rss if word != "--allow-private"), f"{server}/feed").exception
    assert isinstance(error, FeedError)
    assert "--allow-private" in error.hint
    result = run(path, *rss, f"{server}/feed")
    assert "it answers: 1 posts" in result.output
    assert load(path).feeds[0].allow_private


def test_the_terminal_is_asked(path: Path, tmp_path: Path) -> None:
    """On a terminal each open question is asked; a typed secret goes to a file of its own, and is not shown."""
    ours, theirs = pty.openpty()
    program = "from mentionwatch.cli.setup import init; init()"
    arguments = [sys.executable, "-c", program, "--output", str(path), "--no-test", "--network", "bluesky"]
    process = subprocess.Popen(arguments, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    os.write(ours, b"Acme\n@acme.example, help.acme.example\n\n")
    shown = _read_until(ours, b"App passwords")
    os.write(ours, b"canary-1\n")
    shown += _read_until(ours, b"wait for a reply")
    os.write(ours, b"30 minutes\n30m\nEurope/Berlin\n\n")
    shown += _read_until(ours, b"crontab")
    assert process.wait() == 0
    os.close(ours)
    config = load(path)
    assert config.feeds[0].accounts == ("acme.example", "help.acme.example")
    assert config.feeds[0].options == {"identifier": "acme.example", "password": "file:acme-bluesky.secret"}
    assert config.sla[0].complaint == timedelta(minutes=30)
    assert (tmp_path / "acme-bluesky.secret").read_text() == "canary-1\n"
    assert stat.S_IMODE((tmp_path / "acme-bluesky.secret").stat().st_mode) == 0o600
    assert b"not a duration" in shown
    assert b"canary" not in shown


def _read_until(terminal: int, words: bytes) -> bytes:
    shown = b""
    while words not in shown:
        assert select.select([terminal], [], [], 30)[0], shown
        shown += os.read(terminal, 4096)
    return shown


def test_other_options_of_a_network(path: Path) -> None:
    """What no flag is for goes in as NAME=VALUE; the note of what the network needs stands beside it."""
    page = ("--brand", "Acme", "--network", "facebook", "--account", "acmepage", "--secret-env", "TOKEN", "--no-test")
    feed = written(path, *page, "--option", "api=https://graph.example/v26.0").feeds[0]
    assert feed.options == {"api": "https://graph.example/v26.0", "token": "$TOKEN"}
    assert "import" in path.read_text().partition("network: facebook")[2].splitlines()[1]
    assert "NAME=VALUE" in refused(path, *page, "--force", "--option", "api").hint


def test_reviews_of_an_app(path: Path) -> None:
    """An app needs its number alone, and no account; what is not told has its usual value."""
    feed = written(path, "--brand", "Acme", "--network", "appstore", "--option", "app=389801252", "--no-test").feeds[0]
    assert (feed.options, feed.accounts) == ({"app": "389801252", "countries": "us"}, ())


@pytest.mark.parametrize(
    ("network", "flags"),
    [
        ("discourse", ("--account", "acmehelp", "--server", "forum.example.com")),
        ("google-business", ("--secret-env", "REFRESH", "--option", "locations=accounts/1/locations/2")),
        ("google-play", ("--option", "package=com.acme.air", "--option", "credentials=file:key.json")),
        ("json", ("--account", "acmehelp", "--option", "base=https://api.example.com")),
        ("stackexchange", ("--account", "99", "--option", "site=askubuntu")),
        ("trustpilot", ("--secret-env", "KEY", "--option", "business_unit=46d6")),
        ("yelp", ("--secret-env", "KEY", "--option", "business=acme-air-berlin")),
    ],
)
def test_block_of_a_mapped_network_makes_a_feed(path: Path, network: str, flags: tuple[str, ...]) -> None:
    """What init writes for a network that is a mapping is all that its feed needs."""
    feed = written(path, "--brand", "Acme", "--network", network, *flags, "--no-test").feeds[0]
    names = ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "REFRESH", "KEY")
    (path.parent / "key.json").write_text("{}")
    options, _ = resolve_options(feed, environ=dict.fromkeys(names, "secret"), base=path.parent)
    spec = FeedSpec(name=feed.name, network=network, brand="Acme", accounts=feed.accounts, options=options)
    client = Client(feed=feed.name, deadline=timedelta(seconds=1), now=datetime.now(UTC))
    find(network)(spec, Surroundings(http=client, now=datetime.now(UTC)))
    assert "#" in path.read_text().partition(f"network: {network}")[2].splitlines()[1]


@pytest.mark.parametrize(
    ("network", "flags", "missing"),
    [
        ("hackernews", ("--term", "acme air"), "--term"),
        ("reddit", ("--account", "AcmeHelp", "--term", "acme air"), "--term"),
        ("x", ("--account", "acmeair", "--secret-env", "KEY"), "--secret-env"),
        ("youtube", ("--account", "@acmeair", "--secret-env", "KEY"), "--secret-env"),
    ],
)
def test_block_of_a_public_network_makes_a_feed(path: Path, network: str, flags: tuple[str, ...], missing: str) -> None:
    """What init writes is all that the feed needs; what it costs or cannot see is said, and what lacks is named."""
    asked = ("--brand", "Acme", "--network", network, "--no-test")
    feed = written(path, *asked, *flags).feeds[0]
    options, _ = resolve_options(feed, environ={"KEY": "secret"}, base=path.parent)
    spec = FeedSpec(
        name=feed.name, network=network, brand="Acme", accounts=feed.accounts, terms=feed.terms, options=options
    )
    client = Client(feed=feed.name, deadline=timedelta(seconds=1), now=datetime.now(UTC))
    find(network)(spec, Surroundings(http=client, now=datetime.now(UTC)))
    assert "#" in path.read_text().partition(f"network: {network}")[2].splitlines()[1]
    assert missing in refused(path, *asked, "--force").hint


def test_mailbox(path: Path) -> None:
    """A mailbox needs its server; who logs in is the address itself unless another is named."""
    mail = (
        "--brand",
        "Acme",
        "--network",
        "email",
        "--account",
        "help@acme.example",
        "--secret-env",
        "MAIL",
        "--no-test",
    )
    feed = written(path, *mail, "--option", "host=imap.acme.example").feeds[0]
    assert feed.options == {"host": "imap.acme.example", "user": "help@acme.example", "password": "$MAIL"}
    assert "host" in refused(path, *mail, "--force").hint

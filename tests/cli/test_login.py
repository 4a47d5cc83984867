"""The `login` command: codes become secrets in files of their own, and no secret is ever shown."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pty
import re
import select
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import Fields, Site, running

from builders import NOW
from console import Ask, Said
from mentionwatch.clock import to_text
from mentionwatch.store import feeds as feed_rows
from mentionwatch.store import open_for_reading, tokens


@pytest.fixture
def site() -> Iterator[Site]:
    """A network on loopback."""
    with running() as found:
        yield found


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def configured(folder: Path, network: str, *, accounts: tuple[str, ...] = ("acme",), **options: str) -> Path:
    """Write a configuration with one feed."""
    feed = {"name": "desk", "network": network, "accounts": accounts, "allow_private": True, "options": options}
    path = folder / "mentionwatch.yaml"
    path.write_text(json.dumps({"brand": "Acme", "database": "acme.db", "feeds": [feed]}))
    return path


def shown_url(said: Said) -> str:
    """Give the address that was printed."""
    found = re.search(r"^  (https?://\S+)$", said.out, re.MULTILINE)
    assert found, said.out + said.err
    return found[1]


def query_of(url: str) -> dict[str, str]:
    """Give the fields of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def check_file(path: Path, secret: str) -> None:
    """See that a secret stands in a file that its owner alone may read."""
    assert path.read_text() == secret + "\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def mastodon(site: Site, **token: Any) -> None:
    """Let a site be a Mastodon server that takes one code."""

    def trade(form: Fields) -> Any:
        if form.get("code") != "good-code":
            return 400, {"error": "invalid_grant", "error_description": "The code is CANARY-bad"}
        return {"access_token": "CANARY-TOKEN", "token_type": "Bearer", **token}

    site.routes |= {
        "/api/v1/apps": lambda form: {"client_id": "app-1", "client_secret": "CANARY-APP"},
        "/oauth/token": trade,
        "/api/v1/accounts/verify_credentials": lambda _: {"id": "1", "acct": "acme"},
    }


def test_a_code_in_a_second_run(ask: Ask, tmp_path: Path, site: Site) -> None:
    """Off a terminal the first run prints the address and says how to go on; the second trades the code."""
    mastodon(site)
    path = configured(tmp_path, "mastodon", server=site.base)
    before = path.read_bytes()
    first = ask("login", "desk")
    assert (first.code, "no terminal" in first.err, "--code" in first.err) == (2, True, True)
    asked = query_of(shown_url(first))
    assert (asked["client_id"], asked["response_type"]) == ("app-1", "code")
    assert asked["scope"] == "read:accounts read:notifications read:search read:statuses"
    second = ask("login", "desk", "--code", "good-code")
    assert second.code == 0, second.err
    check_file(tmp_path / "desk.secret", "CANARY-TOKEN")
    assert "token: file:desk.secret" in second.out
    assert "logged in as acme@127.0.0.1" in second.out
    assert "accounts" not in second.out
    verifier = site.fields("/oauth/token")["code_verifier"]
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    assert asked["code_challenge"] == digest
    assert path.read_bytes() == before
    assert "CANARY" not in "".join((first.out, first.err, second.out, second.err))
    assert sorted(file.name for file in tmp_path.iterdir() if file.suffix == ".json") == []  # nothing is left over


def test_the_file_that_the_feed_names_is_replaced(ask: Ask, tmp_path: Path, site: Site) -> None:
    """Where the feed names a file, the new secret goes there, whole and private, and no line is asked for."""
    mastodon(site)
    configured(tmp_path, "mastodon", server=site.base, token="file:secrets/mastodon")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/mastodon").write_text("old\n")
    ask("login", "desk")
    said = ask("login", "desk", "--code", "good-code")
    assert said.code == 0, said.err
    check_file(tmp_path / "secrets/mastodon", "CANARY-TOKEN")
    assert [file.name for file in (tmp_path / "secrets").iterdir()] == ["mastodon"]
    assert "put this" not in said.out


def test_a_file_that_the_feed_does_not_name_is_kept(ask: Ask, tmp_path: Path, site: Site) -> None:
    """A secret that is there and belongs to nothing in the feed is not replaced without --force, nor a code spent."""
    mastodon(site)
    configured(tmp_path, "mastodon", server=site.base)
    (tmp_path / "desk.secret").write_text("precious")
    refused = ask("login", "desk", "--code", "good-code")
    assert (refused.code, "--force" in refused.err, site.asked) == (2, True, [])
    assert (tmp_path / "desk.secret").read_text() == "precious"
    ask("login", "desk", "--force")
    assert ask("login", "desk", "--force", "--code", "good-code").code == 0
    check_file(tmp_path / "desk.secret", "CANARY-TOKEN")


def test_codes_that_are_none(ask: Ask, tmp_path: Path, site: Site) -> None:
    """A code without a login, a wrong code, another login's and a refusal are errors; no file is written."""
    mastodon(site)
    configured(tmp_path, "mastodon", server=site.base)
    alone = ask("login", "desk", "--code", "good-code")
    assert (alone.code, "no login was begun" in alone.err) == (2, True)
    state = query_of(shown_url(ask("login", "desk")))["state"]
    for code, number, words in (
        ("bad-code", 3, "takes no such code"),
        ("https://x.example/?code=good-code&state=other", 3, "another login's"),
        (f"https://x.example/?error=access_denied&state={state}", 3, "refused in the browser"),
        (f"https://x.example/?state={state}", 2, "no code in that address"),
        (" ", 2, "no code"),
    ):
        said = ask("login", "desk", "--code", code)
        assert (said.code, words in said.err) == (number, True), said.err
        assert "hint:" in said.err
        assert "bad-code" not in said.err
    assert not (tmp_path / "desk.secret").exists()
    assert ask("login", "desk", "--code", f"https://x.example/?code=good-code&state={state}").code == 0


def test_a_code_from_a_pipe(ask: Ask, tmp_path: Path, site: Site) -> None:
    """`--code -` reads it from standard input, so that it stands in no list of processes."""
    mastodon(site)
    path = configured(tmp_path, "mastodon", server=site.base)
    ask("login", "desk")
    command = [sys.executable, "-m", "mentionwatch", "login", "desk", "--code", "-", "-c", str(path)]
    done = subprocess.run(command, input="good-code\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    check_file(tmp_path / "desk.secret", "CANARY-TOKEN")


def test_the_end_of_a_token_is_kept(ask: Ask, tmp_path: Path, site: Site) -> None:
    """What the server says of a token's life is told and stored; a token without an end takes it back."""
    mastodon(site, expires_in=3 * 86_400)
    configured(tmp_path, "mastodon", server=site.base, token="file:desk.secret", accounts=("somebody",))
    ask("login", "desk")
    said = ask("login", "desk", "--code", "good-code")
    assert "it ends at 2026-11-25 09:30 UTC" in said.out
    assert "has no inbox" in said.out  # the login is nobody's whom `accounts` names
    with open_for_reading(tmp_path / "acme.db") as store:
        row = feed_rows.get_feed(store.db, "desk")
        assert row is not None
        assert tokens.ends_soon(tokens.expiry_of(row), NOW)
    mastodon(site)
    ask("login", "desk")
    ask("login", "desk", "--code", "good-code")
    with open_for_reading(tmp_path / "acme.db") as store:
        row = feed_rows.get_feed(store.db, "desk")
        assert row is not None
        assert row["token_expires_at"] is None


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("bluesky", "An app password of it (Settings > Privacy and security > App passwords)"),
        ("x", "write token: file:PATH"),
        ("youtube", "api_key: file:PATH"),
        ("email", "password: file:PATH"),
        ("rss", "needs no login"),
        ("files", "needs no login"),
    ],
)
def test_networks_without_such_a_login(ask: Ask, tmp_path: Path, network: str, words: str) -> None:
    """Where nobody logs in by a browser, the error says what to do instead."""
    configured(tmp_path, network)
    said = ask("login", "desk")
    assert (said.code, words in said.err, f"nobody logs in to {network}" in said.err) == (2, True, True), said.err


def test_a_feed_that_is_not_there(ask: Ask, tmp_path: Path) -> None:
    """A wrong name is told with the right ones."""
    configured(tmp_path, "rss")
    said = ask("login", "dsek")
    assert (said.code, "the feeds are desk" in said.err) == (2, True)


def google(site: Site, **more: Any) -> None:
    """Let a site be Google's token server."""
    site.routes["/token"] = lambda form: (
        {"access_token": "CANARY-A", "refresh_token": "CANARY-R", "expires_in": 1} | more
    )


def google_feed(folder: Path, site: Site) -> Path:
    """Write a feed of Google Business Profile."""
    (folder / "client").write_text("CANARY-CLIENT")
    keys = {"client_id": "acme-app", "client_secret": "file:client", "refresh_token": "file:desk.secret"}
    return configured(
        folder, "google-business", locations="accounts/1/locations/2", refresh_url=f"{site.base}/token", **keys
    )


def test_google_gives_a_refresh_token(ask: Ask, tmp_path: Path, site: Site) -> None:
    """The address asks for lasting access; the code comes back in the address that the browser ended at."""
    google(site, refresh_token_expires_in=604_799)
    google_feed(tmp_path, site)
    asked = query_of(shown_url(ask("login", "desk", "--redirect", "http://127.0.0.1:9")))
    assert (asked["access_type"], asked["prompt"], asked["client_id"]) == ("offline", "consent", "acme-app")
    ended_at = f"http://127.0.0.1:9/?state={asked['state']}&code=4%2F0good&scope=x"
    said = ask("login", "desk", "--code", ended_at)
    assert said.code == 0, said.err
    form = site.fields("/token")
    assert (form["code"], form["redirect_uri"], form["client_secret"]) == (
        "4/0good",
        "http://127.0.0.1:9",
        "CANARY-CLIENT",
    )
    check_file(tmp_path / "desk.secret", "CANARY-R")
    assert "it ends at 2026-11-29 09:29 UTC" in said.out
    assert "Testing state" in said.out
    assert "CANARY" not in said.out + said.err


def test_google_without_a_refresh_token(ask: Ask, tmp_path: Path, site: Site) -> None:
    """A grant that does not last is refused, and so is a feed that lacks the keys of its app."""
    google(site, refresh_token=None)
    google_feed(tmp_path, site)
    ask("login", "desk")
    said = ask("login", "desk", "--code", "x")
    assert (said.code, "no refresh token" in said.err) == (3, True)
    configured(tmp_path, "google-business", locations="accounts/1/locations/2")
    said = ask("login", "desk")
    assert (said.code, "lacks the option `client_id`" in said.err, "hint:" in said.err) == (2, True, True)


PAGES = [
    {"id": "700100", "name": "Acme Bread", "access_token": "CANARY-PAGE-1"},
    {"id": "700200", "name": "Acme Air", "username": "AcmeAir", "access_token": "CANARY-PAGE-2"},
    {"id": "700300", "name": "Not ours"},
]


def graph(site: Site, pages: Any = PAGES) -> None:
    """Let a site be Meta's Graph API; the list of Pages comes in two parts."""

    def trade(form: Fields) -> Any:
        if (form["fb_exchange_token"], form["client_secret"]) != ("CANARY-SHORT", "CANARY-APP"):
            return 400, {"error": {"message": f"no such token: {form['fb_exchange_token']}", "code": 190}}
        return {"access_token": "CANARY-LONG", "expires_in": 5_183_944}

    def accounts(fields: Fields) -> Any:
        assert fields[""] == "Bearer CANARY-LONG"
        if "after" in fields:
            return {"data": pages[1:]}
        return {
            "data": pages[:1],
            "paging": {"next": f"{site.base}/v26.0/me/accounts?after=1&access_token=CANARY-LONG"},
        }

    def look(form: Fields) -> Any:
        return {"data": {"expires_at": 0, "data_access_expires_at": 1_798_761_600}}

    site.routes |= {
        "/v26.0/oauth/access_token": trade,
        "/v26.0/me/accounts": accounts,
        "/v26.0/debug_token": look,
    }


def page_feed(
    folder: Path, site: Site, network: str = "facebook", *, accounts: tuple[str, ...] = ("@acmeair",)
) -> Path:
    """Write a feed of a Page whose app is known."""
    (folder / "app").write_text("CANARY-APP")
    api = f"{site.base}/v26.0"
    return configured(folder, network, accounts=accounts, api=api, app_id="1384", app_secret="file:app", token="file:t")


def test_facebook_gives_the_token_of_the_page(ask: Ask, tmp_path: Path, site: Site) -> None:
    """A person's short-lived token becomes the lasting one of the Page that the feed names; no address holds one."""
    graph(site)
    page_feed(tmp_path, site)
    assert "tools/explorer" in shown_url(ask("login", "desk"))
    said = ask("login", "desk", "--code", "CANARY-SHORT")
    assert said.code == 0, said.err
    check_file(tmp_path / "t", "CANARY-PAGE-2")
    assert "logged in as the Page Acme Air" in said.out
    assert "it ends at 2027-01-01 00:00 UTC" in said.out
    assert "CANARY" not in said.out + said.err + "".join(site.paths)


def test_facebook_names_the_pages_there_are(ask: Ask, tmp_path: Path, site: Site) -> None:
    """A Page that the token does not reach, or several where none is named, is an error that names those it does."""
    graph(site)
    for accounts in (("elsewhere",), ()):
        page_feed(tmp_path, site, accounts=accounts)
        said = ask("login", "desk", "--code", "CANARY-SHORT")
        assert (said.code, "Acme Bread, Acme Air" in said.err, "Not ours" in said.err) == (3, True, False)
    wrong = ask("login", "desk", "--code", "CANARY-OTHER")
    assert (wrong.code, "takes no such code" in wrong.err, "CANARY" in wrong.err) == (3, True, False)
    assert not (tmp_path / "t").exists()


def test_instagram_takes_the_page_behind_the_account(ask: Ask, tmp_path: Path, site: Site) -> None:
    """For Instagram the Page is chosen by the account that is connected with it."""
    account = {"id": "1784", "username": "acmeair"}
    graph(
        site, [PAGES[0], {"id": "1", "name": "P", "access_token": "CANARY-IG", "instagram_business_account": account}]
    )
    page_feed(tmp_path, site, "instagram")
    said = ask("login", "desk", "--code", "CANARY-SHORT")
    assert said.code == 0, said.err
    check_file(tmp_path / "t", "CANARY-IG")


def test_a_browser_comes_back(tmp_path: Path, site: Site) -> None:
    """On a terminal the answer of the browser is taken by itself; a stranger's visit ends nothing."""
    google(site)
    path = google_feed(tmp_path, site)
    with socket.create_server(("127.0.0.1", 0)) as free:
        redirect = f"http://127.0.0.1:{free.getsockname()[1]}"
    with Terminal("login", "desk", "-c", str(path), "--redirect", redirect) as terminal:
        shown = terminal.read_until("waiting for the browser")
        state = query_of(re.findall(r"https://accounts\S+", shown)[0])["state"]
        assert visit(f"{redirect}/favicon.ico") == 404
        assert visit(f"{redirect}/?state=other&code=evil") == 404
        assert visit(f"{redirect}/?state={state}&code=good") == 200
        shown += terminal.end()
    assert terminal.code == 0, shown
    check_file(tmp_path / "desk.secret", "CANARY-R")
    assert site.fields("/token")["code"] == "good"
    assert "CANARY" not in shown


def test_the_terminal_is_pasted_on(tmp_path: Path, site: Site) -> None:
    """What is pasted counts as well; a token that is pasted is not shown."""
    mastodon(site)
    path = configured(tmp_path, "mastodon", server=site.base)
    with Terminal("login", "desk", "-c", str(path)) as terminal:
        terminal.read_until("paste the code")
        terminal.write("good-code\n")
        terminal.end()
    assert terminal.code == 0
    check_file(tmp_path / "desk.secret", "CANARY-TOKEN")
    graph(site)
    path = page_feed(tmp_path, site)
    with Terminal("login", "desk", "-c", str(path)) as terminal:
        terminal.read_until("it is not shown")
        terminal.write("CANARY-SHORT\n")
        shown = terminal.end()
    assert (terminal.code, "CANARY" in shown) == (0, False)


def visit(url: str) -> int:
    """Open an address as a browser does; give the status."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        env = {**os.environ, "MENTIONWATCH_NOW": to_text(NOW)}
        command = [sys.executable, "-m", "mentionwatch", *arguments]
        self._process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env)
        os.close(theirs)
        self.code: int | None = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def read_until(self, words: str) -> str:
        """Read what is shown until some words come."""
        shown = ""
        while words not in shown:
            assert select.select([self._ours], [], [], 30)[0], shown
            shown += os.read(self._ours, 4096).decode()
        return shown

    def write(self, text: str) -> None:
        """Type a text."""
        os.write(self._ours, text.encode())

    def end(self) -> str:
        """Read until the program ends."""
        shown = ""
        try:
            while part := os.read(self._ours, 4096):
                shown += part.decode()
        except OSError:
            pass  # the other end is closed
        self.code = self._process.wait()
        return shown

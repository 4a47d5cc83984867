"""TLS: a certificate is always checked, and https never turns into http."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import trustme
from badserver import BadServer

from mentionwatch.errors import Broken, ConfigError

AUTHORITY = trustme.CA()


class Handler(BaseHTTPRequestHandler):
    """Answers, or redirects to plain http."""

    def do_GET(self) -> None:
        is_redirect = self.path == "/down"
        self.send_response(302 if is_redirect else 200)
        if is_redirect:
            self.send_header("Location", "http://localhost/ok")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class QuietServer(HTTPServer):
    """A server that does not print what a client's refusal does to it."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def serving(certificate: trustme.LeafCert) -> Iterator[str]:
    """Serve https on loopback with a certificate; give the server's address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with QuietServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"https://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def sound() -> Iterator[str]:
    """Serve with a sound certificate of an authority that nobody knows."""
    yield from serving(AUTHORITY.issue_cert("localhost"))


@pytest.fixture
def expired() -> Iterator[str]:
    """Serve with a certificate that has run out."""
    yield from serving(AUTHORITY.issue_cert("localhost", not_after=datetime(2020, 1, 1, tzinfo=UTC)))


@pytest.fixture
def wrong_host() -> Iterator[str]:
    """Serve with another host's certificate."""
    yield from serving(AUTHORITY.issue_cert("elsewhere.example"))


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    """Write the authority's certificate."""
    path = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(path))
    return path


@pytest.mark.fault("F23")
def test_unknown_authority_is_refused_with_the_fix(server: BadServer, sound: str) -> None:
    """A certificate of an unknown authority is refused, and the hint names `ca_file`."""
    with pytest.raises(Broken, match="cannot be trusted") as caught:
        server.run(lambda http: http.get(sound + "/ok"))
    assert "ca_file" in caught.value.hint


@pytest.mark.fault("F23")
def test_ca_file_makes_its_authority_known(server: BadServer, sound: str, ca_file: Path) -> None:
    """With the authority's certificate in `ca_file`, the same server is trusted."""
    assert server.run(lambda http: http.get(sound + "/ok"), ca_file=ca_file).status == 200


@pytest.mark.fault("F23")
@pytest.mark.parametrize(("name", "cause"), [("expired", "expired"), ("wrong_host", "localhost")])
def test_bad_certificate_is_refused(
    server: BadServer, request: pytest.FixtureRequest, ca_file: Path, name: str, cause: str
) -> None:
    """An expired certificate, or another host's, is refused even from a known authority."""
    address = request.getfixturevalue(name)
    with pytest.raises(Broken, match="cannot be trusted") as caught:
        server.run(lambda http: http.get(address + "/ok"), ca_file=ca_file)
    assert cause in caught.value.cause


@pytest.mark.fault("F24")
def test_redirect_from_https_to_http_is_refused(server: BadServer, sound: str, ca_file: Path) -> None:
    """A redirect that would leave TLS is not followed."""
    with pytest.raises(Broken, match="from https to plain http"):
        server.run(lambda http: http.get(sound + "/down", follow=True), ca_file=ca_file)


def test_unreadable_ca_file_is_a_config_error(server: BadServer, tmp_path: Path) -> None:
    """A `ca_file` that is missing, or holds no certificate, is an error of the configuration."""
    (tmp_path / "empty.pem").write_text("nothing")
    for name in ("missing.pem", "empty.pem"):
        with pytest.raises(ConfigError, match=name):
            server.get("/ok", ca_file=tmp_path / name)

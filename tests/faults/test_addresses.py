"""Where the client goes and where it does not: private addresses, redirects, proxies."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from badserver import NOW, BadServer
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.errors import Broken, Unavailable
from mentionwatch.feeds.http import USER_AGENT, Client
from mentionwatch.feeds.wire import Wire, is_private

SECRETS = {"X-Api-Key": "CANARY1", "Authorization": "Bearer CANARY2", "Cookie": "c=CANARY3"}


@pytest.mark.fault("F20")
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::1]",
        "169.254.169.254",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "[fc00::1]",
        "[fe80::1]",
        "224.0.0.1",
    ],
)
def test_private_address_is_refused(server: BadServer, host: str) -> None:
    """Each way to write a private address is refused, and the message names the host, the address and the fix."""
    with pytest.raises(Broken, match="private address") as caught:
        server.run(lambda http: http.get(f"http://{host}:{server.port}/ok"), allow_private=False)
    assert host.strip("[]") in caught.value.message
    assert "allow_private" in caught.value.hint


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8", "2002:808:808::1"]
)
def test_public_address_is_public(address: str) -> None:
    """Addresses of the public network are not held to be private."""
    assert not is_private(address)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=6, network="fc00::/7"))
def test_private_network_is_private(address: object) -> None:
    """Every address of a private network is private."""
    assert is_private(str(address))


@pytest.mark.fault("F20")
def test_name_is_checked_at_the_address_it_resolves_to(server: BadServer) -> None:
    """A name is refused if the very answer that would be connected to is private, though an earlier one was not."""
    answers = iter([["127.0.0.1"], ["203.0.113.1", "127.0.0.1"]])

    async def resolve(host: str, port: int) -> list[str]:
        return next(answers)

    async def ask(trusted: set[str]) -> None:
        wire = Wire(context=ssl.create_default_context(), trusted=trusted, resolve=resolve)
        async with Client(feed="f", deadline=timedelta(seconds=5), now=NOW, transport=wire) as http:
            await http.get(f"http://rebound.example:{server.port}/ok")

    asyncio.run(ask({"rebound.example"}))
    with pytest.raises(Broken, match=r"rebound\.example stands on the private address"):
        asyncio.run(ask(set()))


@pytest.mark.fault("F20")
@pytest.mark.parametrize("addresses", [["127.0.0.3", "127.0.0.1"], ["127.0.0.1", "127.0.0.3"]])
def test_second_address_is_tried_if_the_first_is_dead(server: BadServer, addresses: list[str]) -> None:
    """Where a host has several addresses, one that refuses us does not make the host unreachable."""

    async def resolve(host: str, port: int) -> list[str]:
        return addresses

    async def ask() -> int:
        wire = Wire(context=ssl.create_default_context(), trusted={"twin.example"}, resolve=resolve)
        async with Client(feed="f", deadline=timedelta(seconds=5), now=NOW, transport=wire) as http:
            return (await http.get(f"http://twin.example:{server.port}/ok")).status

    assert asyncio.run(ask()) == 200


@pytest.mark.fault("F20")
@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.com/", "gopher://x/", "http://", "/x", "http://[::1"]
)
def test_only_http_is_fetched(server: BadServer, url: str) -> None:
    """Nothing but http and https addresses is fetched."""
    with pytest.raises(Broken, match="not an address"):
        server.run(lambda http: http.get(url))


@pytest.mark.fault("F20")
def test_redirect_to_another_private_host_is_refused(server: BadServer) -> None:
    """Leave to ask one private host is no leave for the host that it redirects to."""
    with pytest.raises(Broken, match=r"127\.0\.0\.2 stands on the private address"):
        server.get(f"/found?to={server.other}/ok", call={"follow": True})


@pytest.mark.fault("F21")
def test_redirect_of_an_api_call_is_not_followed(server: BadServer) -> None:
    """An API call that is redirected is an error that names the other host; nothing was sent there."""
    before = server.count("/echo")
    with pytest.raises(Broken, match=r"redirects to 127\.0\.0\.2") as caught:
        server.get(f"/found?to={server.other}/echo", call={"headers": SECRETS})
    assert server.other in caught.value.hint
    assert server.count("/echo") == before


def ask_both(server: BadServer, path: str, secrets: tuple[str, ...] = ()) -> dict[str, str]:
    """Follow a redirect from the first host to the second, both of them trusted."""

    async def ask() -> dict[str, str]:
        wire = Wire(context=ssl.create_default_context(), trusted={"127.0.0.1", "127.0.0.2"})
        client = Client(feed="f", deadline=timedelta(seconds=5), now=NOW, transport=wire, secrets=secrets)
        async with client as http:
            answer = await http.get(server.base + path, headers=SECRETS, params=[("k", "v")], follow=True)
            return {**answer.json(), "url": answer.url}

    return asyncio.run(ask())


@pytest.mark.fault("F21")
def test_redirect_carries_no_secret_to_another_host(server: BadServer) -> None:
    """A redirect to another host brings our own name there, and no header or parameter of the caller."""
    received = ask_both(server, f"/found?to={server.other}/echo")
    assert received["host"] == f"127.0.0.2:{server.port}"
    assert received["user-agent"] == USER_AGENT
    assert "CANARY" not in str(received)
    assert received["url"] == f"{server.other}/echo"


@pytest.mark.fault("F21")
def test_redirect_on_the_same_host_keeps_the_headers(server: BadServer) -> None:
    """A redirect within a host keeps the caller's headers."""
    assert ask_both(server, "/found?to=/echo")["x-api-key"] == "CANARY1"


@pytest.mark.fault("F21")
@pytest.mark.parametrize("query", ["token%3DSECRET", "q%3Dmy-pass%2520word"])
def test_redirect_with_a_secret_in_its_address_is_refused(server: BadServer, query: str) -> None:
    """A host that puts our secret into the address of another host is not followed, nor is the secret told."""
    with pytest.raises(Broken, match="a secret in the address") as caught:
        ask_both(server, f"/found?to={server.other}/echo%3F{query}", ("SECRET", "my-pass word"))
    assert "SECRET" not in str(caught.value)


@pytest.mark.fault("F22")
def test_redirect_loop_ends(server: BadServer) -> None:
    """Five redirects are followed, six are not; a loop is an error."""
    assert server.get("/hops?left=4", call={"follow": True}).json() == {"fine": True}
    for path in ("/hops?left=5", "/loop"):
        with pytest.raises(Broken, match="more than 5 times"):
            server.get(path, call={"follow": True})


@pytest.mark.fault("F22")
@pytest.mark.parametrize(
    ("path", "moved_to"),
    [
        ("/moved?to=/ok", "/ok"),
        ("/found?to=/ok", None),
        ("/moved?to=/found%3Fto%3D/ok", "/found?to=/ok"),
        ("/found?to=/moved%3Fto%3D/ok", None),
        ("/ok", None),
    ],
)
def test_permanent_move_is_reported(server: BadServer, path: str, moved_to: str | None) -> None:
    """What has moved for good is reported, up to the first hop that is not for good."""
    answer = server.get(path, call={"follow": True})
    assert answer.json() == {"fine": True}
    assert answer.moved_to == (moved_to and server.base + moved_to)


@pytest.mark.parametrize("target", ["http://[::1", "file:///etc/passwd", "http://:99999999/"])
def test_redirect_to_nonsense_is_an_error(server: BadServer, target: str) -> None:
    """A redirect to a broken address or to a file is a typed error."""
    with pytest.raises(Broken, match="address"):
        server.get("/found", call={"params": {"to": target}, "follow": True})


class Proxy(threading.Thread):
    """An HTTP proxy that answers each request itself, with the line and headers it received."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.received = ""

    def run(self) -> None:
        with self.listener:
            client, _ = self.listener.accept()
            with client:
                self.received = client.recv(65536).decode()
                client.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """Give a proxy that serves one request."""
    thread = Proxy()
    thread.start()
    yield thread
    with socket.create_connection(thread.listener.getsockname()) if thread.is_alive() else socket.socket():
        thread.join(timeout=5)


@pytest.mark.fault("F32")
def test_proxy_of_the_environment_is_used(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch, server: BadServer, tmp_path: Path
) -> None:
    """The environment's proxy gets the request, with its own credentials; ~/.netrc adds nothing."""
    (tmp_path / ".netrc").write_text("machine shop.example login me password CANARY\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//user:pw@"))
    assert server.run(lambda http: http.get("http://shop.example/x"), allow_private=False).json() == {}
    assert proxy.received.startswith("GET http://shop.example/x HTTP/1.1\r\n")
    assert base64.b64encode(b"user:pw").decode() in proxy.received
    assert "\r\nauthorization:" not in proxy.received.lower()


@pytest.mark.fault("F32")
def test_no_proxy_is_honoured(monkeypatch: pytest.MonkeyPatch, server: BadServer) -> None:
    """A host named by NO_PROXY is asked directly."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert server.get("/ok").status == 200


@pytest.mark.fault("F32")
@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "localhost", "a.localhost"])
def test_proxy_is_no_way_around_the_check(monkeypatch: pytest.MonkeyPatch, server: BadServer, host: str) -> None:
    """Behind a proxy too, an address written as a private one is refused."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with pytest.raises(Broken, match="private address"):
        server.run(lambda http: http.get(f"http://{host}/"), allow_private=False)


@pytest.mark.fault("F32")
def test_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, server: BadServer) -> None:
    """A SOCKS proxy, which we cannot speak to, is an error in plain words without its password."""
    monkeypatch.setenv("http_proxy", "socks5://user:CANARY@127.0.0.1:9")
    with pytest.raises(Unavailable) as caught:
        server.run(lambda http: http.get("http://shop.example/"))
    assert "only http and https" in caught.value.cause
    assert "CANARY" not in caught.value.cause

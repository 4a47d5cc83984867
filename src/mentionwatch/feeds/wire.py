"""The way onto the network: checked addresses, proxies of the environment, and bodies of bounded size."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from mentionwatch.errors import ConfigError
from mentionwatch.text import one_line

LIMIT = 8 * 1024 * 1024  # bytes of a body, compressed or not
TOO_BIG = "response too big (limit 8 MB)"

_CONNECT_SECONDS = 5.0  # for an address that has another after it; the last one has the request's deadline
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
"""Gives the addresses of a host, the best first. Raises OSError."""

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


def new_context(ca_file: Path | None) -> ssl.SSLContext:
    """Make a TLS context; there is no way to switch the check off. Raises ConfigError if `ca_file` cannot be used."""
    context = httpx.create_ssl_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                f"the certificates in {ca_file} cannot be read",
                cause=one_line(str(error)),
                hint="name a file of certificates in PEM form",
            ) from None
    return context


shared_context = lru_cache(maxsize=8)(new_context)
"""Gives one TLS context for all that speak HTTP, which sets it up for that; otherwise as `new_context`."""


class PrivateAddress(Exception):
    """A host that stands on a private address, where we may not go."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} stands on the private address {address}")


def find_tls_refusal(error: BaseException | None) -> str | None:
    """Say why a certificate was refused, if that is what is behind an error."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return None


class BadBody(Exception):
    """A body that broke off or is too large."""


def is_private(address: str) -> bool:
    """Say whether an address is anything but a public one; IPv4 inside IPv6 is looked at as IPv4."""
    found: _Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        found = inner or found
    return not found.is_global or found.is_multicast


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"not a host name: {host[:80]!r}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Backend(httpcore.AsyncNetworkBackend):
    """Resolves a host, checks its addresses, and connects to the very address that was checked.

    TLS still names the host: httpcore takes it from the request, not from the address.
    """

    def __init__(self, trusted: set[str], resolve: Resolve) -> None:
        self._trusted = trusted
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._addresses(host, port)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._inner.connect_tcp(address, port, _CONNECT_SECONDS, local_address, socket_options)
        return await self._inner.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} cannot be resolved: {error.strerror or error}") from error
        if not addresses:
            raise httpcore.ConnectError(f"the name {host} has no address")
        if host not in self._trusted:
            for address in addresses:
                if is_private(address):
                    raise PrivateAddress(host, address)
        return addresses


class Wire(httpx.AsyncBaseTransport):
    """Sends requests straight or by the environment's proxy. Cookies and ~/.netrc play no part.

    `trusted` holds the hosts that may stand on private addresses; the caller may add to it. Behind a proxy
    only the proxy can resolve names, so there only addresses written as such are checked.
    """

    def __init__(self, *, context: ssl.SSLContext, trusted: set[str], resolve: Resolve = resolve) -> None:
        self._context = context
        self._trusted = trusted
        self._resolve = resolve
        self._proxies = getproxies()
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises PrivateAddress and httpx.TransportError."""
        url = request.url
        with _as_httpx():
            answer = await self._pool(url).handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.stream,
                )
            )
        stream = _Stream(answer)
        return httpx.Response(answer.status, headers=answer.headers, stream=stream)

    async def connect(self, host: str, port: int, *, tls: ssl.SSLContext | None) -> httpcore.AsyncNetworkStream:
        """Open a connection for a protocol that is not HTTP; no proxy plays a part.

        Raises PrivateAddress and httpx.TransportError.
        """
        with _as_httpx():
            stream = await _Backend(self._trusted, self._resolve).connect_tcp(host, port)
            return await stream.start_tls(tls, server_hostname=host) if tls else stream

    def _pool(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        proxy = self._proxy(url)
        if proxy and url.host not in self._trusted and (address := _written_address(url.host)):
            raise PrivateAddress(url.host, address)
        if proxy not in self._pools:
            self._pools[proxy] = self._new_pool(proxy)
        return self._pools[proxy]

    def _proxy(self, url: httpx.URL) -> str:
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all") or ""
        if not proxy or proxy_bypass(url.netloc.decode("ascii")):
            return ""
        return proxy if "://" in proxy else f"http://{proxy}"

    def _new_pool(self, proxy: str) -> httpcore.AsyncConnectionPool:
        if not proxy:
            backend = _Backend(self._trusted, self._resolve)
            return httpcore.AsyncConnectionPool(ssl_context=self._context, network_backend=backend)
        url = httpx.URL(proxy)
        if url.scheme not in ("http", "https"):
            raise httpx.ProxyError(f"a proxy of the kind {url.scheme!r} cannot be used; only http and https ones can")
        return httpcore.AsyncHTTPProxy(
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"),
            proxy_auth=(url.username, url.password) if url.username else None,
            ssl_context=self._context,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()


def _written_address(host: str) -> str | None:
    """Give the private address a host is written as, in any form the system reads, else None."""
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    try:
        found = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    return next((str(entry[4][0]) for entry in found if is_private(str(entry[4][0]))), None)


class _Stream(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._answer.aiter_stream():
                yield part

    async def aclose(self) -> None:
        with _as_httpx():
            await self._answer.aclose()


_KINDS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.TimeoutException, httpx.TimeoutException),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.ProxyError, httpx.ProxyError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
    (httpcore.ProtocolError, httpx.ProtocolError),
    (httpcore.NetworkError, httpx.NetworkError),
)


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Raise httpx's errors for httpcore's, as any transport does."""
    try:
        yield
    except tuple(kind for kind, _ in _KINDS) as error:
        raise next(ours for kind, ours in _KINDS if isinstance(error, kind))(str(error)) from error


async def read_body(stream: AsyncIterator[bytes], encoding: str) -> bytes:
    """Read a body of at most 8 MB, plain or gzip, never holding more. Raises BadBody."""
    if encoding in ("", "identity"):
        return await _read_plain(stream)
    if encoding in ("gzip", "x-gzip"):
        return await _read_gzip(stream)
    raise BadBody("the answer is compressed in a way that we did not ask for")


async def _read_plain(stream: AsyncIterator[bytes]) -> bytes:
    body = bytearray()
    async for part in stream:
        body += part
        if len(body) > LIMIT:
            raise BadBody(TOO_BIG)
    return bytes(body)


async def _read_gzip(stream: AsyncIterator[bytes]) -> bytes:
    body = bytearray()
    received = 0
    member = zlib.decompressobj(wbits=31)
    async for part in stream:
        received += len(part)
        try:
            member = _inflate(part, member, body)
        except zlib.error:
            raise BadBody("the answer's compression is damaged") from None
        if received > LIMIT:
            raise BadBody(TOO_BIG)
    if received and not member.eof:
        raise BadBody("the answer breaks off in the middle of its compressed body")
    return bytes(body)


def _inflate(part: bytes, member: zlib._Decompress, body: bytearray) -> zlib._Decompress:
    """Add to the body what a part holds; a gzip body may be several members in a row."""
    while part:
        if member.eof:
            member = zlib.decompressobj(wbits=31)
        body += member.decompress(part, LIMIT + 1 - len(body))
        if len(body) > LIMIT:
            raise BadBody(TOO_BIG)
        part = member.unused_data if member.eof else member.unconsumed_tail
    return member

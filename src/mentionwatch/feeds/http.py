"""The one HTTP client: every feed asks its network through it, and every fault comes out as a FeedError.

A request has one deadline for all of it, an answer at most 8 MB. Faults that pass by themselves are tried
three times in all (never a POST); limits are obeyed, not retried. Redirects are followed only where the
caller says so. No secret stands in any message.
"""

from __future__ import annotations

import asyncio
import logging
from base64 import b64encode
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeAlias, cast
from urllib.parse import unquote

import httpcore
import httpx
import stamina
import stamina.instrumentation

from mentionwatch import __version__
from mentionwatch.errors import Broken, ConfigError, Denied, Unavailable
from mentionwatch.feeds.answer import Answer, host_of, parse_reset, redact
from mentionwatch.feeds.faults import REDIRECTS, Faults, name_of, words_of
from mentionwatch.feeds.wire import (
    BadBody,
    PrivateAddress,
    Wire,
    new_context,
    read_body,
    shared_context,
)
from mentionwatch.text import one_line

__all__ = ["USER_AGENT", "Answer", "Client", "parse_reset", "redact"]

USER_AGENT = f"mentionwatch/{__version__}"
MAX_REDIRECTS = 5

_ATTEMPTS = 3
_PERMANENT = frozenset({301, 308})

# Both would print a line for each request or retry, with addresses that may hold secrets.
logging.getLogger("httpcore").setLevel(logging.WARNING)
stamina.instrumentation.set_on_retry_hooks([])

_OURS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"}

Params: TypeAlias = Mapping[str, str | int] | Sequence[tuple[str, str | int]]


class Client:
    """Asks one feed's network. `deadline` is for one request, its retries and redirects included.

    `secrets` are masked in every message. `ca_file` is trusted beside the usual authorities. `now` is what
    reset times are counted from. `transport` stands in for the network.
    """

    def __init__(
        self,
        *,
        feed: str,
        deadline: timedelta,
        now: datetime,
        allow_private: bool = False,
        ca_file: Path | None = None,
        secrets: Collection[str] = (),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Make a client. Raises ConfigError if `ca_file` cannot be used."""
        self._faults = Faults(feed, now=now, secrets=secrets)
        self._deadline = deadline
        self._allow_private = allow_private
        self._trusted: set[str] = set()
        self._ca_file = ca_file
        self._transport = transport or Wire(context=shared_context(ca_file), trusted=self._trusted)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    def keep_secret(self, secret: str) -> None:
        """Mask one more secret from now on, such as a session's token."""
        self._faults.keep_secret(secret)

    def mask(self, text: str) -> str:
        """Make what a server said fit for a message: on one line, without a secret."""
        return self._faults.mask(text)

    @asynccontextmanager
    async def connect(self, host: str, port: int, *, is_tls: bool) -> AsyncIterator[httpcore.AsyncNetworkStream]:
        """Open a connection for another protocol, checked as those for HTTP are. Raises Unavailable and Broken.

        Without TLS, which shows passwords to all on the way, only a feed inside one's own network is let out: others
        get a ConfigError.
        """
        if not is_tls and not self._allow_private:
            hint = "leave `tls` out, or set `allow_private: true` for a server inside your own network"
            raise ConfigError(f"{one_line(host)} would be sent the password without TLS", hint=hint)
        request = httpx.Request("CONNECT", self._url(f"https://{host}:{port}"))
        if self._allow_private:
            self._trusted.add(request.url.host)
        wire = cast(Wire, self._transport)
        async with self._within(request):
            try:
                stream = await wire.connect(request.url.host, port, tls=new_context(self._ca_file) if is_tls else None)
            except PrivateAddress as error:
                raise self._faults.private(request, error) from None
            except httpx.TransportError as error:
                raise self._faults.no_answer(request, error) from None
        try:
            yield stream
        finally:
            await stream.aclose()

    async def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        follow: bool = False,
    ) -> Answer:
        """Fetch a URL. A status in `accept` comes back as an answer rather than as an error.

        Raises Unavailable, Limited, Denied, Missing and Broken.
        """
        request = self._request("GET", url, params=params, headers=headers)
        async with self._within(request):
            async for attempt in stamina.retry_context(
                on=Unavailable, attempts=_ATTEMPTS, wait_initial=0.5, wait_max=3.0, wait_jitter=0.5
            ):
                with attempt:
                    answer = await (self._follow(request) if follow else self._send(request))
                    self.check(answer, accept)
            return answer

    async def post(
        self,
        url: str,
        *,
        json: Any | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
    ) -> Answer:
        """Send a POST, once, with JSON or the fields of a form. Raises as `get` does."""
        request = self._request("POST", url, json=json, form=form, headers=headers)
        async with self._within(request):
            answer = await self._send(request)
            self.check(answer, accept)
            return answer

    @asynccontextmanager
    async def _within(self, request: httpx.Request) -> AsyncIterator[None]:
        seconds = self._deadline.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            message = f"{name_of(request)} did not answer in full within {seconds:g} s"
            raise self._faults.error(Unavailable, message) from None

    def _request(
        self,
        method: str,
        address: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any | None = None,
        form: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        url = self._url(address)
        if self._allow_private:
            self._trusted.add(url.host)
        ours = {"Authorization": self._credentials(url)} if url.userinfo else {}
        ours |= headers or {}
        if not all(value.isascii() and value.isprintable() for value in ours.values()):
            hint = "look for a line end, a space or a quotation mark around the feed's secret"
            raise self._faults.error(Denied, "the feed's token holds characters that no header can carry", hint=hint)
        url = url.copy_with(username=None, password=None)
        pairs = params.items() if isinstance(params, Mapping) else params or ()
        target = url.copy_merge_params(list(pairs))
        return httpx.Request(method, target, headers=_OURS | ours, json=json, data=form)

    def _url(self, address: str) -> httpx.URL:
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL as error:
            raise self._faults.error(Broken, f"not an address: {address}", cause=str(error)) from None
        if url.scheme not in ("http", "https") or not url.host:
            raise self._faults.error(Broken, f"not an address that can be fetched: {address}", hint="use http(s)://")
        return url

    def _credentials(self, url: httpx.URL) -> str:
        if url.password:
            self.keep_secret(url.password)
        return "Basic " + b64encode(unquote(url.userinfo.decode("ascii")).encode()).decode("ascii")

    async def _send(self, request: httpx.Request) -> Answer:
        try:
            response = await self._transport.handle_async_request(request)
        except PrivateAddress as error:
            raise self._faults.private(request, error) from None
        except httpx.TransportError as error:
            raise self._faults.no_answer(request, error) from None
        body = await self._body(request, response)
        return Answer(response.status_code, response.headers, body, str(request.url))

    async def _body(self, request: httpx.Request, response: httpx.Response) -> bytes:
        stream = cast(httpx.AsyncByteStream, response.stream)
        encoding = response.headers.get("content-encoding", "").strip().lower()
        try:
            return await read_body(aiter(stream), encoding)
        except BadBody as error:
            raise self._faults.error(Broken, f"cannot read the answer of {name_of(request)}: {error}") from None
        except httpx.ProtocolError as error:
            raise self._faults.error(Broken, f"the answer of {name_of(request)} breaks off", cause=str(error)) from None
        except httpx.TransportError as error:
            message = f"the connection to {name_of(request)} broke"
            raise self._faults.error(Unavailable, message, cause=words_of(error)) from None
        finally:
            await stream.aclose()

    def check(self, answer: Answer, accept: Collection[int] = ()) -> None:
        """Raise what an answer's status means to the feed: FeedError, unless it is fine or in `accept`."""
        if answer.status < 300 or answer.status == 304 or answer.status in accept:
            return
        if answer.status not in REDIRECTS:
            raise self._faults.by_status(answer)
        target = self._target(answer)
        host = host_of(str(target))
        hint = f"if that is right, put {target.scheme}://{host} into the feed's configuration"
        raise self._faults.error(Broken, f"{answer.host} redirects to {host}", hint=hint)

    async def _follow(self, request: httpx.Request) -> Answer:
        first, moved, is_permanent = request, None, True
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._send(request)
            if answer.status not in REDIRECTS:
                return replace(answer, moved_to=moved)
            request = self._redirected(request, answer)
            is_permanent = is_permanent and answer.status in _PERMANENT
            moved = str(request.url) if is_permanent else moved
        raise self._faults.error(Broken, f"{name_of(first)} redirects more than {MAX_REDIRECTS} times")

    def _redirected(self, request: httpx.Request, answer: Answer) -> httpx.Request:
        """Make the next request of a redirect: another host gets nothing but our own name."""
        url = self._target(answer)
        if request.url.scheme == "https" and url.scheme != "https":
            raise self._faults.error(Broken, f"{answer.host} redirects from https to plain http, which is not followed")
        if url.host == request.url.host and (url.port == request.url.port or url.scheme != request.url.scheme):
            return httpx.Request("GET", url, headers=request.headers)
        if self._faults.is_told(str(url)):
            raise self._faults.error(Broken, f"{answer.host} redirects to {url.host} with a secret in the address")
        return httpx.Request("GET", url, headers=_OURS)

    def _target(self, answer: Answer) -> httpx.URL:
        try:
            url = httpx.URL(answer.url).join(answer.headers.get("location", ""))
        except httpx.InvalidURL:
            raise self._faults.error(Broken, f"{answer.host} redirects to something that is no address") from None
        return self._url(str(url.copy_with(username=None, password=None)))

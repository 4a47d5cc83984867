"""What a network answered, and how it is read: strict JSON, reset times, and messages without secrets."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from mentionwatch.clock import read_instant
from mentionwatch.errors import Broken
from mentionwatch.text import one_line

DEFAULT_BACKOFF = timedelta(minutes=5)
LONGEST_BACKOFF = timedelta(hours=1)

_RESETS = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset", "ratelimit-resettime")
_EPOCH_STARTS = 1e8  # a larger reset is an instant, a smaller one seconds left
_SECRET_PARAMETERS = re.compile(
    r"(?i)\b((?:[a-z_-]*(?:token|secret|password|passwd|signature)|api_?key|key|sig|auth|authorization|code)=)"
    r"[^&\s#\"'<>]+"
)
_CREDENTIALS = re.compile(r"//[^/@\s]+@")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: status 2xx, 304 or one the caller accepts. `headers` ignore case, `body` is decompressed.

    `moved_to` is where the address has moved for good, if redirects were followed and said so.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved_to: str | None = None

    @property
    def host(self) -> str:
        """The host that answered."""
        return host_of(self.url)

    @property
    def words(self) -> str:
        """The network's own words on an error, if it says them in JSON."""
        try:
            said = read_json(self.body)
        except (ValueError, RecursionError):
            return ""
        if isinstance(said, dict) and isinstance(said.get("error"), dict):
            said = said["error"]
        names = ("error", "message", "error_description", "title", "detail")
        words = [said.get(name) for name in names] if isinstance(said, dict) else []
        return ": ".join(word for word in words if isinstance(word, str))

    def json(self) -> Any:
        """Read the body as JSON. Raises Broken for all that is not one sound JSON document in UTF-8."""
        try:
            return read_json(self.body)
        except (ValueError, RecursionError) as error:
            kind = one_line(self.headers.get("content-type", "").partition(";")[0], width=60) or "no content type"
            got = kind if self.body.strip() else "an empty answer"
            raise Broken(f"not JSON from {self.host} (got {got})", cause=_why_not_json(error)) from None


def read_json(body: bytes) -> Any:
    """Read strict JSON. Raises ValueError or RecursionError; NaN and doubled names are errors too."""
    return json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_unique)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return names


def _why_not_json(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, UnicodeDecodeError):
        return "the text is not UTF-8"
    return one_line(str(error), width=120)


def host_of(url: str) -> str:
    """Give the host of a URL with its port where it is not the usual one, safe to print."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "an address that cannot be read"
    usual = port is None or (parts.scheme, port) in {("http", 80), ("https", 443)}
    return one_line(host if usual else f"{host}:{port}", width=120)


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """Put *** for each known secret, for `user:password@` and for the values of token-like parameters."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        for form in {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}:
            text = text.replace(form, "***")
    text = _CREDENTIALS.sub("//***@", text)
    text = _BEARER.sub(r"\1 ***", text)
    return _SECRET_PARAMETERS.sub(r"\1***", text)


def is_limit(status: int, headers: Mapping[str, str]) -> bool:
    """Say whether an answer asks us to slow down rather than refusing us."""
    if status == 429:
        return True
    return status in (403, 503) and ("retry-after" in headers or _is_spent(headers))


def _is_spent(headers: Mapping[str, str]) -> bool:
    left = headers.get("x-ratelimit-remaining", headers.get("ratelimit-remaining", ""))
    return _number(left) == 0


def parse_reset(headers: Mapping[str, str], now: datetime) -> datetime:
    """Say when we may ask again: always after `now`, within an hour, in five minutes where it is not told.

    Retry-After is seconds or an HTTP date; a rate-limit reset is ISO time, epoch seconds or seconds left. What is
    left is counted from the answer: `now` is when the poll began, which may be minutes ago.
    """
    now = _answered_at(headers, now)
    resets = (headers.get(name) for name in _RESETS)
    candidates = [_retry_after(headers.get("retry-after"), now), *(_reset(value, now) for value in resets)]
    until = next((each for each in candidates if each is not None and each > now), now + DEFAULT_BACKOFF)
    return min(until, now + LONGEST_BACKOFF)


def _answered_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """Give when an answer was sent, by its Date, unless that is before the poll began or long after."""
    sent_at = _http_date(headers.get("date", ""))
    return sent_at if sent_at is not None and now <= sent_at <= now + LONGEST_BACKOFF else now


def _retry_after(value: str | None, now: datetime) -> datetime | None:
    if value is None:
        return None
    seconds = _number(value)
    return _http_date(value) if seconds is None else _later(seconds, now)


def _http_date(value: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(value)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _reset(value: str | None, now: datetime) -> datetime | None:
    if value is None:
        return None
    seconds = _number(value)
    if seconds is not None and seconds < _EPOCH_STARTS:
        return _later(seconds, now)
    try:
        return read_instant(value if seconds is None else seconds)
    except ValueError:
        return None


def _later(seconds: float, now: datetime) -> datetime:
    return now + timedelta(seconds=math.ceil(min(seconds, LONGEST_BACKOFF.total_seconds())))


def _number(value: str) -> float | None:
    """Read a number of at least zero, else None."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if number >= 0 and math.isfinite(number) else None

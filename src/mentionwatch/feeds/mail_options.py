"""What an email feed is told: which mailbox, and which of its folders."""

from __future__ import annotations

from dataclasses import dataclass

from mentionwatch.errors import ConfigError
from mentionwatch.feeds import FeedSpec
from mentionwatch.feeds.options import check_options

_OPTIONS = ("host", "port", "user", "password", "folder", "sent", "tls")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A mailbox, the login to it, and the folders to read. `sent` None leaves it to the server to say."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    sent: str | None
    is_tls: bool


def read_options(spec: FeedSpec) -> Mailbox:
    """Read a feed's options. Raises ConfigError."""
    check_options(spec, _OPTIONS)
    return Mailbox(
        host=_needed(spec, "host"),
        port=_port(spec),
        user=_needed(spec, "user"),
        password=_needed(spec, "password"),
        folder=str(spec.options.get("folder") or "INBOX"),
        sent=str(spec.options["sent"]) if spec.options.get("sent") else None,
        is_tls=str(spec.options.get("tls", True)).lower() not in ("false", "no", "off"),
    )


def _needed(spec: FeedSpec, name: str) -> str:
    value = str(spec.options.get(name) or "").strip()
    if not value:
        hint = "options: {host: imap.example, user: help@acme.example, password: $MAIL_PASSWORD}"
        raise ConfigError(f"the feed {spec.name!r} lacks the option `{name}`", hint=hint)
    return value


def _port(spec: FeedSpec) -> int:
    value = str(spec.options.get("port") or 993)
    if not value.isdecimal() or not 0 < int(value) < 65_536:
        raise ConfigError(
            f"the feed {spec.name!r}: the port is a number up to 65535, not {value[:20]!r}",
            hint="leave `port` out for 993, IMAP over TLS",
        )
    return int(value)

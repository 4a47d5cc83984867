"""Secrets: options that name an environment variable or a file are resolved only when a feed needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mentionwatch.config.model import FeedConfig
from mentionwatch.config.reader import Typed, fault
from mentionwatch.config.values import is_secret
from mentionwatch.errors import ConfigError

_VARIABLE = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})", re.ASCII)
_PATH_OPTIONS = frozenset({"path", "paths", "file", "files"})
_LARGEST = 65_536


def resolve_options(
    feed: FeedConfig, *, environ: Mapping[str, str], base: Path
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give a feed's options with `$NAME`, `${NAME}` and `file:PATH` replaced, and the secrets among them.

    Relative paths are taken from `base`, the configuration's directory. Raises ConfigError for a variable
    that is not set, a file that cannot be read, and a secret that is written out.
    """
    resolver = _Resolver(feed, environ=environ, base=base)
    options = {name: resolver.resolve(value, name) for name, value in feed.options.items()}
    return options, tuple(dict.fromkeys(resolver.secrets))


def check_secrets(feed: FeedConfig) -> None:
    """Check that no secret is written out in a feed's options. Raises ConfigError."""
    for name, value in feed.options.items():
        for key, text in _texts(value, name):
            if is_secret(key) and not _is_reference(text):
                raise _refusal(
                    feed, text, f"{key} holds a secret in plain text", hint=f"write {key}: $NAME or {key}: file:PATH"
                )


def _is_reference(text: str) -> bool:
    return bool(_VARIABLE.fullmatch(text)) or text.startswith("file:")


def _texts(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(item, str(name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, key)
    elif value is not None:
        yield key, value if isinstance(value, str) else str(value)


class _Resolver:
    """Replaces the references in one feed's options, and remembers what they stood for."""

    def __init__(self, feed: FeedConfig, *, environ: Mapping[str, str], base: Path) -> None:
        check_secrets(feed)
        self._feed = feed
        self._environ = environ
        self._base = base
        self.secrets: list[str] = []

    def resolve(self, value: Any, key: str) -> Any:
        """Give the value that an option stands for."""
        if isinstance(value, Mapping):
            return {str(name): self.resolve(item, str(name)) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.resolve(item, key) for item in value]
        return self._text(value, key) if isinstance(value, str) else value

    def _text(self, text: str, key: str) -> str:
        if match := _VARIABLE.fullmatch(text):
            return self._keep(self._variable(text, key, match[1] or match[2]))
        if text.startswith("file:"):
            return self._keep(self._file(text, key))
        self.secrets += _secrets_in_address(text)
        if self._feed.network == "files" and key in _PATH_OPTIONS:
            return str(self._base / Path(text).expanduser())
        return str(text)

    def _keep(self, secret: str) -> str:
        self.secrets.append(secret)
        self.secrets += _secrets_in_address(secret)
        return secret

    def _variable(self, text: str, key: str, name: str) -> str:
        value = self._environ.get(name, "").strip()
        if not value:
            hint = f"set it (export {name}=...), or keep the secret in a file: {key}: file:PATH"
            raise _refusal(
                self._feed, text, f"{key} needs the environment variable {name}, which is not set", hint=hint
            )
        return value

    def _file(self, text: str, key: str) -> str:
        hint = "check the path and its permissions; the file holds the secret and nothing else"
        try:
            path = self._base / Path(text.removeprefix("file:").strip()).expanduser()
            with path.open("rb") as file:
                value = file.read(_LARGEST).decode("utf-8-sig").strip()
        except (OSError, UnicodeDecodeError, RuntimeError, ValueError) as error:
            cause = getattr(error, "strerror", None) or "not a text file"
            raise _refusal(self._feed, text, f"{key} cannot be read from {text}: {cause}", hint=hint) from None
        if not value:
            raise _refusal(self._feed, text, f"{key} is empty in {text}", hint=hint)
        return value


def _refusal(feed: FeedConfig, text: str, message: str, *, hint: str) -> ConfigError:
    path, line = (text.path, text.line) if isinstance(text, Typed) else (None, None)
    return fault(f"feed {feed.name!r}: {message}", path=path, line=line, hint=hint)


def _secrets_in_address(text: str) -> list[str]:
    """Find the password of `scheme://user:password@host` and what a query's secret-looking fields hold."""
    if "://" not in text:
        return []
    try:
        parts = urlsplit(text)
    except ValueError:
        return []
    found = [part for part in (parts.password, unquote(parts.password or "")) if part]
    return found + [value for name, value in parse_qsl(parts.query) if is_secret(name)]

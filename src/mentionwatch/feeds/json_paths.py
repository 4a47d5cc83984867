"""Where a value stands in somebody's JSON, as a configuration says it.

`user.name` is a field of a field; `*` the first of a list that has what follows; a number one of a list;
`a | b` the first of two that is there; `{a}/{b}` text put together, nothing where a part is missing.
`"words"` are themselves, and `stream.NAME` is what the stream's address was made with.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any
from urllib.parse import quote

from mentionwatch.feeds.shape import Unreadable
from mentionwatch.text import clean_text

_PART = re.compile(r"\{([^{}]*)\}")


def find(item: Any, where: str | None, stream: Mapping[str, str] | None = None) -> Any:
    """Give what stands in an item where the configuration says, None for nothing."""
    for choice in where.split("|") if where else ():
        found = _choose(item, choice.strip(), stream or {})
        if found not in (None, "", [], {}):
            return found
    return None


def find_word(item: Any, where: str | None, stream: Mapping[str, str] | None = None) -> str | None:
    """Give a text or a whole number as storable text, None for anything else."""
    found = find(item, where, stream)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return clean_text(found) if isinstance(found, str) else None


def find_text(item: Any, where: str, stream: Mapping[str, str] | None = None) -> str | None:
    """Give a text, which may be empty; None where there is none."""
    found = find(item, where, stream)
    if found is None and "{" not in where:
        held = (_walk(item, choice.strip(), stream or {}) for choice in where.split("|"))
        return next((text for text in held if isinstance(text, str)), None)
    return found if isinstance(found, str) else None


def fill(template: str, values: Mapping[str, str], known: Container[str] | None = None) -> str | None:
    """Put values into a template's braces as they are; None where one is missing.

    Braces around a name that is not `known` are no template's: a secret may hold some.
    """
    names = [name for name in _PART.findall(template) if known is None or name in known]
    if not all(values.get(name) for name in names):
        return None
    return _PART.sub(lambda part: values[part[1]] if part[1] in names else part[0], template)


def fill_address(template: str, values: Mapping[str, str]) -> str:
    """Put values into an address. Raises Unreadable for one that would lead elsewhere on the server."""
    for name in _PART.findall(template):
        if {".", ".."} & set(values[name].split("/")):
            raise Unreadable(f"no {name} that can stand in an address")
    return _PART.sub(lambda part: quote(values[part[1]], safe="/"), template)


def names_in(template: str) -> list[str]:
    """Name what stands in a template's braces."""
    return _PART.findall(template)


def _choose(item: Any, choice: str, stream: Mapping[str, str]) -> Any:
    if choice.startswith('"'):
        return choice.strip('"')
    return _assemble(item, choice, stream) if "{" in choice else _walk(item, choice, stream)


def _assemble(item: Any, template: str, stream: Mapping[str, str]) -> str | None:
    parts = {name: find_word(item, name, stream) or "" for name in _PART.findall(template)}
    return fill(template, parts)


def _walk(item: Any, path: str, stream: Mapping[str, str]) -> Any:
    if path.startswith("stream."):
        return stream.get(path.removeprefix("stream."))
    return walk(item, path)


def walk(item: Any, path: str) -> Any:
    """Give what stands at a plain path, empty or not; None for nothing."""
    return _follow(item, path.split("."))


def _follow(value: Any, names: list[str]) -> Any:
    for index, name in enumerate(names):
        if isinstance(value, Mapping):
            value = value.get(name)
        elif not isinstance(value, list):
            return None
        elif name == "*":
            found = (_follow(each, names[index + 1 :]) for each in value)
            return next((each for each in found if each is not None), None)
        else:
            value = value[int(name)] if name.isdecimal() and int(name) < len(value) else None
    return value

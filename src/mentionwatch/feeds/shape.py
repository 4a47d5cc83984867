"""Reading what strangers' servers send: each value is looked at before it is used."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from mentionwatch.clock import read_instant
from mentionwatch.errors import Broken
from mentionwatch.model import TimeQuality
from mentionwatch.text import clean_text, one_line

FUTURE = timedelta(minutes=5)

_Read = TypeVar("_Read")


class Unreadable(Exception):
    """An item that lacks what a post needs; its words are the reason."""


def need_text(item: Any, name: str) -> str:
    """Give a field that must be a non-empty text, made storable. Raises Unreadable."""
    value = item.get(name) if isinstance(item, Mapping) else None
    if not isinstance(value, str) or not value:
        raise Unreadable(f"no {name}")
    return clean_text(value)


def need_id(item: Any, name: str) -> str:
    """Give an id, which may be a number of any size. Raises Unreadable."""
    value = item.get(name) if isinstance(item, Mapping) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return need_text(item, name)


def need_map(item: Any, name: str) -> Mapping[str, Any]:
    """Give a field that must be an object. Raises Unreadable."""
    value = item.get(name) if isinstance(item, Mapping) else None
    if not isinstance(value, Mapping):
        raise Unreadable(f"no {name}")
    return value


def get_text(item: Any, name: str) -> str | None:
    """Give a field if it is a non-empty text, made storable."""
    value = item.get(name) if isinstance(item, Mapping) else None
    return clean_text(value) if isinstance(value, str) and value else None


def get_map(item: Any, name: str) -> Mapping[str, Any]:
    """Give a field if it is an object, else an empty one."""
    value = item.get(name) if isinstance(item, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def get_list(item: Any, name: str) -> list[Any]:
    """Give a field if it is a list, else an empty one."""
    value = item.get(name) if isinstance(item, Mapping) else None
    return value if isinstance(value, list) else []


def get_count(item: Any, name: str) -> int | None:
    """Give a field if it is a count that a database can hold."""
    value = item.get(name) if isinstance(item, Mapping) else None
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
    return value if is_count else None


def get_web_url(item: Any, name: str) -> str | None:
    """Give a field if it is an http or https address."""
    value = get_text(item, name)
    return value if value and value.startswith(("https://", "http://")) else None


def get_time(item: Any, name: str) -> datetime | None:
    """Give a field if it is a time."""
    value = item.get(name) if isinstance(item, Mapping) else None
    try:
        return read_instant(value) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None


def judge_time(instant: datetime, now: datetime) -> tuple[datetime, TimeQuality]:
    """Take a time more than five minutes ahead of the poll for a wrong one: the poll's time stands in."""
    if instant > now + FUTURE:
        return now, TimeQuality.ESTIMATED
    return instant, TimeQuality.EXACT


def need_list(answer: Any, name: str | None, host: str) -> list[Any]:
    """Give the list an answer is, or holds under a name. Raises Broken."""
    value = answer if name is None else answer.get(name) if isinstance(answer, Mapping) else None
    if not isinstance(value, list):
        got = "nothing of that name" if value is None and name else f"a {type(value).__name__}"
        raise Broken(f"the answer of {host} has the wrong shape", cause=f"a list was due, got {got}")
    return value


def all_unreadable(host: str, reasons: Collection[str]) -> Broken:
    """Make the error for an answer in which no item at all can be read."""
    return Broken(f"nothing in the answer of {host} can be read", cause=one_line("; ".join(reasons), width=200))


def read_each(items: Sequence[Any], read: Callable[[Any], _Read], host: str) -> tuple[list[_Read], list[str]]:
    """Read an answer's items, and say of each unreadable one why it is. Raises Broken if none can be read."""
    found: list[_Read] = []
    reasons = []
    for item in items:
        try:
            found.append(read(item))
        except Unreadable as reason:
            name = item.get("id") if isinstance(item, Mapping) else None
            reasons.append(f"{str(name)[:60] if name else 'an item without id'}: {reason}")
    if items and not found:
        raise all_unreadable(host, reasons)
    return found, reasons


def holds_term(text: str, term: str) -> bool:
    """Say whether a text holds a term as whole words, whatever the case and the spaces between them."""
    words = r"\s+".join(map(re.escape, term.split()))
    return bool(words) and re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE) is not None

"""One value of a row, as text, id, number, truth or address. Each reader raises ValueError with the reason."""

from __future__ import annotations

import math
import re
from typing import Any
from urllib.parse import urlsplit

from mentionwatch.model import Visibility
from mentionwatch.text import clean_text

LONGEST_ID = 2_000

_TRUTHS = {"true": True, "t": True, "yes": True, "y": True, "1": True} | {
    "false": False,
    "f": False,
    "no": False,
    "n": False,
    "0": False,
}
_WHOLE = re.compile(r"[0-9]{1,19}(?:\.0*)?")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,20})?")
_PANDAS_ID = re.compile(r"([0-9]{1,15})\.0")  # exact: a float holds 15 digits
_ROUNDED_ID = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+|[0-9]{16,}\.0")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_LARGEST = 2**63 - 1


def read_string(value: Any) -> str:
    """Read a text; a number is its digits."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("not a text")
    return str(value)


def read_name(value: Any) -> str:
    """Read a name or other short text, without spaces around it. Raises ValueError for an empty one."""
    name = read_string(value).strip()
    if not name:
        raise ValueError("empty")
    return name


def read_handle(value: Any) -> str:
    """Read a handle, without a leading @."""
    return read_name(read_name(value).lstrip("@"))


def read_id(value: Any) -> str:
    """Read an id, which stays as it is: text, or the digits of a whole number.

    What pandas makes of an id (`123.0`) becomes whole again; what a spreadsheet has rounded (`1.2E+17`) is
    refused, because many posts would share it.
    """
    if isinstance(value, float):
        raise ValueError("a number with a fraction cannot be an id")
    name = read_name(value)
    if _ROUNDED_ID.fullmatch(name):
        raise ValueError(f"a spreadsheet has rounded the id {name[:40]}; export the column as text")
    if len(name) > LONGEST_ID:
        raise ValueError(f"an id of more than {LONGEST_ID} characters")
    return name.removesuffix(".0") if _PANDAS_ID.fullmatch(name) else name


def read_count(value: Any) -> int:
    """Read a count that a database can hold."""
    text = read_name(value)
    if not _WHOLE.fullmatch(text) or (count := int(text.partition(".")[0])) > _LARGEST:
        raise ValueError("not a count")
    return count


def read_rating(value: Any) -> float:
    """Read a rating in stars, 0 to 5."""
    text = read_name(value)
    if not _DECIMAL.fullmatch(text) or (stars := float(text)) > 5:
        raise ValueError("not a rating of 0 to 5")
    return stars


def read_url(value: Any) -> str:
    """Read an http or https address."""
    url = read_name(value)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname or len(url.split()) != 1:
        raise ValueError("not a web address")
    return url


def read_truth(value: Any) -> bool:
    """Read true, yes, y, t, 1 and their opposites."""
    if isinstance(value, bool):
        return value
    truth = _TRUTHS.get(read_name(value).lower())
    if truth is None:
        raise ValueError("neither true nor false")
    return truth


def read_language(value: Any) -> str:
    """Read a language's code, such as `en` or `pt-BR`."""
    code = read_name(value)
    if not _LANGUAGE.fullmatch(code):
        raise ValueError("not a language's code")
    return code


def read_visibility(value: Any) -> Visibility:
    """Read `public` or `private`."""
    return Visibility(read_name(value).lower())

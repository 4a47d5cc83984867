"""Exports that name nobody: lasting pseudonyms for people and posts, and texts without what leads back to a person.

A text stays a text: whoever searches the network for its words may find it. Only what names, links or reaches a person
is taken out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from mentionwatch.judge.language_words import COMMON
from mentionwatch.judge.linear import shipped
from mentionwatch.reports import Value
from mentionwatch.reports.agents import unsigned
from mentionwatch.store import named
from mentionwatch.store.masks import local_part
from mentionwatch.store.pseudonyms import speakers
from mentionwatch.text import safe_text

if TYPE_CHECKING:
    from sqlite3 import Connection

    from mentionwatch.config import Rules

_THREADS = 10_000
"""Of so many threads it is kept who is named there."""
_HANDLES = 100_000
_FEWEST_DIGITS = 7
_LABELS = 3
"""From so many on, the last two labels of a handle are a domain: ana.sky.example."""
_PIECE = re.compile(
    r"""
    (?P<mail> (?<![\w.+\-@]) [\w.+\-]++ (?: @ | \s?[\[(]\s?(?i:at)\s?[\])]\s? )
              [\w\-]++ (?: (?: \. | \s?[\[(]\s?(?i:dot)\s?[\])]\s? ) [\w\-]++ )+ )
  | (?P<link> (?<!\w) (?: [A-Za-z][A-Za-z0-9+.\-]{1,20}:// | (?i:www\.|mailto:|tel:|did:plc:|did:web:) ) \S+
            | (?<![\w.\-@]) (?: \w[\w\-]*+\. )+ (?: [a-z]{2,24} | [A-Z]{2,24} ) (?!\w) (?: [/:?\#]\S* )? )
  | (?P<tag> [@＠] \w (?: [\w.\-]*\w )? (?: @ \w (?: [\w.\-]*\w )? )? )
  | (?P<number> \+? \(? \d [\d\s().\-/]{5,40} \d | \d{5,6} )
  | (?P<word> \w+ (?: [.\-]\w+ )* )
    """,
    re.VERBOSE,
)
_LONG_NUMBER = re.compile(r"\d{5}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_LIKE_A_HANDLE = re.compile(r"[\d_.\-]")
_NAMES_IN_A_ROW = re.compile(r"\[name\](?:\s+\[name\])+")
_ORDINARY = frozenset(word for words in COMMON.values() for word in words.split())
"""Words of every day: a person called "the real Ana" takes no "the" and no "real" out of a text."""


class Trace(StrEnum):
    """What in a column leads back to a person: nothing, a name, a ref, words, a brand's signed words, or all of it."""

    NOTHING = "nothing"
    NAME = "name"
    REF = "ref"
    WORDS = "words"
    SIGNED = "signed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class _People:
    """Who posted in a thread: handles by what they are called without a server, and the words of all names."""

    handles: dict[str, str]
    words: frozenset[str]
    unspaced: tuple[str, ...]
    """Names in scripts that put no space between words, nor have capitals."""


_NOBODY = _People({}, frozenset(), ())


class Disguise:
    """Takes out of an export's rows what leads back to a person. The same person and post always look the same.

    What they look like hangs on `salt`, the secret of the database.
    """

    def __init__(self, db: Connection, rules: Rules, *, salt: str) -> None:
        self._db = db
        self._key = salt.encode()
        self._speakers = {name for _, name in speakers(db, (), rules)}
        known = (*self._speakers, *(place.name for place in rules.places))
        self._public_words = {word for name in known for word in _words(name)}
        self._people_of = lru_cache(maxsize=_THREADS)(self._read_people)
        self._is_customer = lru_cache(maxsize=_HANDLES)(lambda handle: named.is_customer(db, handle))

    def row(
        self, values: Sequence[Value], traces: Sequence[Trace], *, network: str, refs: Iterable[str | None]
    ) -> list[Value]:
        """Give a row's values without what leads back; `refs` are posts in whose threads its texts stand."""
        threads = {thread for ref in refs if ref and (thread := named.thread_of(self._db, ref))}
        people = [self._people_of(thread) for thread in sorted(threads)]
        return [self._value(value, trace, network, people) for value, trace in zip(values, traces, strict=True)]

    def name(self, network: str, handle: str) -> str:
        """Give a person's pseudonym."""
        return f"customer-{self._hash(network, _known_by(handle))[:12]}"

    def text(self, text: str, network: str, people: Sequence[_People] = ()) -> str:
        """Give a text without names, links, addresses and long numbers."""
        return _NAMES_IN_A_ROW.sub(
            "[name]", _PIECE.sub(lambda piece: self._piece(piece, network, people), _printed(text))
        )

    def _value(self, value: Value, trace: Trace, network: str, people: Sequence[_People]) -> Value:
        if trace is Trace.NOTHING or value is None:
            return value
        if trace is Trace.ALL:
            return None
        if isinstance(value, tuple):
            return tuple(self.text(item, network, people) for item in value)
        if trace is Trace.NAME:
            return self.name(network, str(value))
        if trace is Trace.REF:
            return f"{str(value).partition(':')[0]}:{self._hash(str(value))[:16]}"
        return self.text(unsigned(str(value)) if trace is Trace.SIGNED else str(value), network, people)

    def _piece(self, found: re.Match[str], network: str, people: Sequence[_People]) -> str:
        piece, kind = found[0], found.lastgroup
        if kind == "mail":
            return "[e-mail]"
        if kind == "link":
            return "[link]"
        if kind == "tag":
            return f"@{self._called(piece[1:], network, people)}"
        if kind == "number":
            is_long = _LONG_NUMBER.search(piece) or sum(map(str.isdigit, piece)) >= _FEWEST_DIGITS
            return "[number]" if is_long else piece
        return self._word(piece, network, people)

    def _word(self, word: str, network: str, people: Sequence[_People]) -> str:
        """Give a word, or what stands for it if it is a handle or holds a name.

        A word that posts use is taken for a handle only where its owner posted: somebody may be called `pizza`.
        """
        folded = word.casefold()
        if folded in self._speakers:
            return word
        if folded not in _ORDINARY:
            may_be_anybodys = bool(_LIKE_A_HANDLE.search(word)) or folded not in shipped().words
            if any(folded in one.handles for one in people) or (may_be_anybodys and self._is_customer(word)):
                return self._called(word, network, people)
        for one in people:
            word = _LETTERS.sub(partial(_unnamed, one.words), word)
            for name in one.unspaced:
                word = word.replace(name, "[name]")
        return word

    def _called(self, name: str, network: str, people: Sequence[_People]) -> str:
        """Give the pseudonym of somebody whom a text names, with or without their server; a brand's name stays."""
        if local_part(name) in self._speakers or name.casefold() in self._speakers:
            return name
        found = (one.handles[local_part(name)] for one in people if local_part(name) in one.handles)
        return self.name(network, next(found, name))

    def _read_people(self, thread_ref: str) -> _People:
        rows = named.people_in(self._db, thread_ref)
        if not rows:
            return _NOBODY
        names = [_printed(name) for row in rows for name in (_own_part(row["handle"]), row["name"]) if name]
        words = {word for name in names for word in _words(name)} - _ORDINARY - self._public_words
        unspaced = {part for name in names for part in _LETTERS.findall(name) if part.lower() == part.upper()}
        return _People(
            {local_part(_printed(row["handle"])).casefold(): _printed(row["handle"]) for row in reversed(rows)},
            frozenset(words),
            tuple(sorted(unspaced, key=lambda name: (-len(name), name))),
        )

    def _hash(self, *parts: str) -> str:
        text = "\n".join(("export", *parts))
        return blake2b(text.encode(errors="replace"), key=self._key, digest_size=16).hexdigest()


def _known_by(handle: str) -> str:
    return _printed(handle).casefold().lstrip("@")


def _own_part(handle: str) -> str:
    """Take off a handle the server or the domain that many share."""
    labels = local_part(handle).split(".")
    return ".".join(labels if len(labels) < _LABELS else labels[: 1 - _LABELS])


def _printed(text: str) -> str:
    """Give a text as it will be printed, its letters in one form: what is hidden in it must not hide a name."""
    return unicodedata.normalize("NFC", safe_text(text))


def _words(name: str) -> Iterable[str]:
    return (word.casefold() for word in _LETTERS.findall(name))


def _unnamed(names: frozenset[str], word: re.Match[str]) -> str:
    return "[name]" if word[0].casefold() in names else word[0]

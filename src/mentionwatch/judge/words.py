"""A post made ready for judging: the person's own words, as tokens, with what stood around them."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple, Self

from mentionwatch.text import JUDGED_CHARS

_LINK = re.compile(r"(?:https?://|www\.)\S{1,2000}|\b(?:t\.co|bit\.ly|goo\.gl|ow\.ly)/\S{1,200}", re.IGNORECASE)
_NAME = re.compile(r"@(?<![\w@]@)[\w.\-]{1,100}(?:@[\w.\-]{1,100})?")
_RETWEET = re.compile(r"(?:^|\s)(?:RT|MT|QT)\s{0,3}:?\s{0,3}@[\w.\-]{1,100}\s{0,3}:?|\bRT:\s", re.ASCII)
_QUOTE_LINE = re.compile(r"^[ \t]{0,8}>(?![:;=.<>_\-\d]|\s\d).*$", re.MULTILINE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_MARK_HEAP = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2,}")
_RUN = re.compile(r"(\S)\1\1")
_PUNCTUATION_RUN = re.compile(r"([^\w\s])\1{2,}")
_LONG_VOWELS = re.compile(r"\b([gc])oo{2,}(?=[dl]+\b)", re.IGNORECASE)
_LONG_LETTERS = re.compile(r"([^\W\d_])\1{2,}")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?!]|\.{2,}")
_ASCII_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|[?!]|\.{2,}")
"""The same on folded ASCII, a quarter faster."""
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "…": "..."})


class Words(NamedTuple):
    """A post's own words. `text` keeps case; `tokens` are case folded, with ?, ! and ... as tokens of their own."""

    text: str
    tokens: tuple[str, ...]
    is_shared: bool
    has_link: bool = False

    @classmethod
    def of(cls, text: str) -> Self:
        """Take text that is made plain already."""
        return cls(text, tuple(_TOKEN.findall(text.casefold())), is_shared=False)

    @property
    def has_words(self) -> bool:
        """Whether anything is left that a person said in words."""
        return any(token[0].isalpha() for token in self.tokens)


def read_words(text: str) -> Words:
    """Read a post: what it repeats from others, links and @names go; spelling for effect is made plain."""
    own, is_shared = _own_part(_plain(text[: 2 * JUDGED_CHARS])[:JUDGED_CHARS])
    own, links = _LINK.subn(" ", own) if "/" in own or "www." in own.lower() else (own, 0)
    own = _NAME.sub(" ", own) if "@" in own else own
    if _RUN.search(own):
        own = _PUNCTUATION_RUN.sub(r"\1\1\1", own)
        own = _LONG_LETTERS.sub(r"\1", _LONG_VOWELS.sub(r"\1oo", own))
    return Words(
        " ".join(own.split()),
        tuple((_ASCII_TOKEN if own.isascii() else _TOKEN).findall(own.casefold())),
        is_shared,
        has_link=links > 0,
    )


def _plain(text: str) -> str:
    """Undo what stands for characters, and what hides or imitates them."""
    if "&" in text:
        text = html.unescape(text)
    if text.isascii():
        return text.replace("`", "'")
    text = _INVISIBLE.sub("", text.translate(_QUOTES))
    return unicodedata.normalize("NFC", _MARK_HEAP.sub("", text))


def _own_part(text: str) -> tuple[str, bool]:
    without_quotes = _QUOTE_LINE.sub("", text) if ">" in text else text
    has_mark = "RT" in without_quotes or "MT" in without_quotes or "QT" in without_quotes
    shared = _RETWEET.search(without_quotes) if has_mark else None
    if shared is None:
        return without_quotes, without_quotes != text
    return without_quotes[: shared.start()], True

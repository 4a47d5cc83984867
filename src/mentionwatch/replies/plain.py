"""The text of a reply as its patterns read it: small letters, simple quotes, and each link one dull word."""

from __future__ import annotations

import html
import re
from typing import NamedTuple, TypeAlias

from mentionwatch.text import JUDGED_CHARS

Span: TypeAlias = tuple[int, int]

LINK = "⟨·{1,5000}⟩"

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "\xa0": " "})
_LINK = re.compile(r"(?:https?://|www\.)[^\s⟨⟩]{0,2000}[\w/=&#%+~\-]")
_ADDRESSED = re.compile(r"(?:[\s.]*@[\w.\-@]{1,160})+[\s,:]*")
_WORD = re.compile("[a-zß-ɏ]+")
_OPENING = re.compile(
    r"(?:@\S+|\(?[1-9]/[1-9]|(?:hi|hello|hey|dear|greetings)\b(?: there| again| \w{1,20})?(?=[,.! ])|\W)*"
)


class Reply(NamedTuple):
    """A reply as a reader sees it, the plain text of the same length (a span fits both), and its words.

    Most patterns are not worth a search where none of the words stands that they need.
    """

    shown: str
    plain: str
    words: frozenset[str]

    def said(self, span: Span) -> str:
        """Give the words of a span on one line."""
        return " ".join(self.shown[span[0] : span[1]].split())


def read_reply(text: str) -> Reply:
    """Read a reply; whom it addresses is left out."""
    shown = text[:JUDGED_CHARS]
    if "&" in shown:
        shown = html.unescape(shown)
    addressed = _ADDRESSED.match(shown)
    if addressed is not None:
        shown = shown[addressed.end() :]
    plain = shown.lower()
    if not plain.isascii():
        if len(plain) != len(shown):
            # A few capitals become two characters ("İ"); these stay as they are.
            plain = "".join(small if len(small := char.lower()) == 1 else char for char in shown)
        plain = plain.translate(_QUOTES)
    if "http" in plain or "www." in plain:
        # What stands inside a link says nothing.
        plain = _LINK.sub(lambda link: f"⟨{'·' * (len(link[0]) - 2)}⟩", plain)
    return Reply(shown, plain, frozenset(_WORD.findall(plain)))


def word_set(words: str) -> frozenset[str]:
    """Part words at the spaces."""
    return frozenset(words.split())


def at_words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that begins at a word: of its many alternatives none is tried within one."""
    return re.compile(rf"\b(?=\w)(?:{pattern})")


def trimmed(plain: str, span: Span) -> Span:
    """Take a greeting and the points around it off a span."""
    start, end = span
    opening = _OPENING.match(plain, start, end)
    start = opening.end() if opening else start
    while end > start and not (plain[end - 1].isalnum() or plain[end - 1] == "⟩"):
        end -= 1
    return start, end

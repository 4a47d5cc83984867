"""Feed documents as bytes: decoded, mended and measured before feedparser sees them.

feedparser lets out any exception and takes any amount of time on hostile input; each limit here stands for
a document with which it did.
"""

from __future__ import annotations

import codecs
import re
from html import escape

LARGEST = 2 * 1024 * 1024
MOST_ITEMS = 5_000
MOST_TAGS = 40_000  # one to three seconds of feedparser's time; escaped HTML has none
MOST_NAMESPACES = 10_000  # time grows with the square of those that are open
MOST_ATTRIBUTES = 200  # of one tag; time grows with their square
MOST_TAGS_IN_AUTHOR = 10
LONGEST_WORD_IN_AUTHOR = 64  # as long as the name in a mail address can be; time grows with the square

_BOMS = {  # the longest first: UTF-32 begins like UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}
_CODECS = ("ascii", "utf-8", "utf-16", "utf-32", "iso8859", "cp", "koi8", "mac", "gb", "big5", "euc", "shift")
_SEVEN_BITS = ("iso2022", "hz")  # valid UTF-8 as they stand, and yet not it
_ENCODING = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERED = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_SECTION = re.compile(r"<!\[CDATA\[|<!--|<\?")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_CROWDED_TAG = re.compile(
    rf"<[^\s<>]++(?:\s++[^\s=<>\"']++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){{{MOST_ATTRIBUTES + 1}}}"
)
_AUTHOR = re.compile(
    r"<((?:[\w.-]+:)?(?:author|contributor|creator|managingeditor|owner|publisher|webmaster))\b[^<>]*>", re.IGNORECASE
)
_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|rdf))(?:\s[^<>]*)?(?<!/)>", re.IGNORECASE)
_LONG_WORD = re.compile(rf"([\w.+-]{{{LONGEST_WORD_IN_AUTHOR}}})[\w.+-]+")


class Harmful(Exception):
    """A document that would cost too much to read; its words are the reason."""


def decode(body: bytes, *, content_type: str = "") -> str:
    """Decode a document by what its bytes are, then by what it says, then by what the server says."""
    for start, codec in _BOMS.items():
        if body.startswith(start):
            return body.decode(codec, errors="replace")
    stated, charset = _ENCODING.search(body[:1024]), _CHARSET.search(content_type)
    declared = _codec(stated[1].decode()) if stated else ""
    served = _codec(charset[1]) if charset else ""
    first = [declared] if declared.startswith(_SEVEN_BITS) else []
    for codec in (*first, "utf-8-sig", declared, served, "cp1252"):
        try:
            return body.decode(codec or "utf-8-sig")
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1")


def _codec(name: str) -> str:
    """Give Python's name of a character set, "" for unknown ones; some codecs are none (zip, punycode)."""
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return ""
    return codec if codec.startswith((*_CODECS, *_SEVEN_BITS)) else ""


def mend(text: str) -> str:
    """Give a document of plain tags and text that means the same, without what XML cannot hold.

    What follows a comment or a section that is never closed is cut off. Raises Harmful.
    """
    text = _NUMBERED.sub(_mend_reference, _NO_XML.sub("\ufffd", text))
    markup = _mend_authors(_without_sections(text)).lstrip()
    _measure(markup)
    return markup


def breaks_off(text: str, markup: str) -> bool:
    """Say whether a document, as text and mended, lacks its end: what is missing may be any number of items."""
    root = _ROOT.search(markup)
    return root is not None and f"</{root[1].lower()}" not in text.lower()


def _mend_reference(reference: re.Match[str]) -> str:
    """Replace a reference to a character that XML cannot hold: feedparser fails on the whole feed for one."""
    hexadecimal, decimal = (digits.lstrip("0")[:8] if digits else "" for digits in reference.groups())
    number = int(hexadecimal or "0", 16) or int(decimal or "0")
    if number > 0x10FFFF or _NO_XML.match(chr(number)):
        return "\ufffd"
    return chr(number) if chr(number).isalnum() else reference[0]


def _without_sections(text: str) -> str:
    """Write CDATA as escaped text, and leave out comments and instructions."""
    parts, start = [], 0
    while section := _SECTION.search(text, start):
        parts.append(text[start : section.start()])
        end = text.find(_ENDS[section[0]], section.end())
        inner = text[section.end() : end if end >= 0 else section.end()]
        parts.append(escape(inner, quote=False) if section[0] == "<![CDATA[" else "")
        start = end + len(_ENDS[section[0]]) if end >= 0 else len(text)
    return "".join([*parts, text[start:]])


def _mend_authors(text: str) -> str:
    """Cut the words of authors that are longer than any name, in which feedparser looks for mail addresses."""
    parts, start = [], 0
    while author := _AUTHOR.search(text, start):
        end = text.find(f"</{author[1]}", author.end())
        end = end if end >= 0 else len(text)
        inner = text[author.end() : end]
        if inner.count("<") > MOST_TAGS_IN_AUTHOR:
            raise Harmful("an author made of many tags")
        parts += [text[start : author.end()], _LONG_WORD.sub(r"\1", inner)]
        start = end
    return "".join([*parts, text[start:]])


def _measure(markup: str) -> None:
    if _ENTITY.search(markup):
        raise Harmful("definitions of entities, which feeds have no need of")
    found = {
        "items": (sum(1 for _ in _ITEM.finditer(markup)), MOST_ITEMS),
        "tags": (markup.count("<"), MOST_TAGS),
        "namespaces": (markup.count("xmlns"), MOST_NAMESPACES),
    }
    for what, (count, most) in found.items():
        if count > most:
            raise Harmful(f"{count:,} {what}; {most:,} are the most we read")
    if _CROWDED_TAG.search(markup):
        raise Harmful(f"a tag with more than {MOST_ATTRIBUTES} attributes")

"""Text at the door and on the way out: cleaning what strangers send, and reading HTML as plain text."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import category
from urllib.parse import urlsplit

STORED_BYTES = 64 * 1024
JUDGED_CHARS = 5_000

_REPLACED = re.compile("[\ud800-\udfff\x00\ufffe\uffff\ufdd0-\ufdef]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad"  # C0 but TAB and LF, DEL, C1, soft hyphen
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # bidi, zero width
    "\U000e0000-\U000e007f\ud800-\udfff]"  # tag characters, lone surrogates
)
_NOT_IN_URLS = re.compile(r'[\s"<>\\^`{|}]')
_MARKS_KEPT = 4
_MAY_BE_MARKS = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MARKS_KEPT + 1},}}")


def clean_text(text: str) -> str:
    """Make text storable: lone surrogates, NUL and non-characters become U+FFFD, line ends LF, 64 KB kept."""
    text = _REPLACED.sub("\ufffd", re.sub("\r\n?", "\n", text))
    if len(text) * 4 <= STORED_BYTES:
        return text
    return text.encode()[:STORED_BYTES].decode(errors="ignore")


def safe_text(text: str) -> str:
    """Make text safe to print anywhere: no control but TAB and LF, no bidi control, no heaps of marks."""
    return _MAY_BE_MARKS.sub(_thin, _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))


def _thin(run: re.Match[str]) -> str:
    """Keep the first few of the marks, joiners and selectors that stand on one character."""
    kept, marks = [], 0
    for char in run[0]:
        marks = marks + 1 if category(char) in ("Mn", "Me", "Cf") else 0
        if marks <= _MARKS_KEPT:
            kept.append(char)
    return "".join(kept)


def one_line(text: str, *, width: int | None = None) -> str:
    """Fold safe text to one line, cut with an ellipsis to `width` characters."""
    text = text.strip()
    kept = text if width is None else text[: 4 * width + 200]
    line = " ".join(safe_text(kept).split())
    if width is None or (len(line) <= width and len(kept) == len(text)):
        return line
    return line[: max(width - 1, 0)].rstrip() + "…"


def is_web_address(url: str | None) -> bool:
    """Say whether a stranger's URL is one that a reader may be sent to: http or https, and nothing odd in it."""
    if url is None or url != one_line(url) or _NOT_IN_URLS.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def html_to_text(html: str) -> str:
    """Read HTML as plain text: paragraphs and breaks become line ends, hidden spans, scripts and tags go."""
    text = "".join(_TextReader(html).read()).replace("\xa0", " ")
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "blockquote", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
_SILENT = frozenset({"template", "head", "title"})
_RAW_END = {tag: re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE) for tag in ("script", "style")}
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source"})
_TAG_START = re.compile("/?[a-zA-Z]")
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""")
_LOOSE_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)>")
_CLASS = re.compile(r"""(?:^|\s)class\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", re.IGNORECASE)
_ALT = re.compile(r"""(?:^|\s)alt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", re.IGNORECASE)


class _TextReader:
    """Collects the visible text in one pass over the HTML.

    The standard library's parser takes minutes over 600 KB of unclosed tags. Here each search that runs into
    the end of the text is the last of its kind, and depth counts stand in for a stack.
    """

    def __init__(self, html: str) -> None:
        self._html = html
        self._parts: list[str] = []
        self._tag = _TAG
        self._hidden_tag = ""
        self._hidden_depth = 0

    def read(self) -> list[str]:
        """Give the pieces of visible text, line ends among them."""
        at = 0
        while (start := self._html.find("<", at)) >= 0:
            self._say(unescape(self._html[at:start]))
            at = self._read_markup(start)
        self._say(unescape(self._html[at:]))
        return self._parts

    def _say(self, text: str) -> None:
        if text and not self._hidden_tag:
            self._parts.append(text)

    def _read_markup(self, start: int) -> int:
        """Read what begins with a `<`, and give the place behind it."""
        following = self._html[start + 1 : start + 3]
        if _TAG_START.match(following):
            return self._read_tag(start)
        if self._html.startswith("<!--", start):
            return self._behind("-->", start + 2)
        if following[:1] in ("!", "?", "/"):
            return self._behind(">", start)
        self._say("<")
        return start + 1

    def _behind(self, mark: str, start: int) -> int:
        end = self._html.find(mark, start)
        return end + len(mark) if end >= 0 else len(self._html)

    def _read_tag(self, start: int) -> int:
        match = self._tag.match(self._html, start)
        if match is None:
            # A quote is left open somewhere behind: from here on a tag ends at its first >.
            self._tag = _LOOSE_TAG
            match = _LOOSE_TAG.match(self._html, start)
        if match is None:
            return self._behind(">", start)
        closing, name, attributes = match[1], match[2].lower(), match[3]
        if closing:
            self._end(name)
        elif name in _RAW_END:
            raw_end = _RAW_END[name].search(self._html, match.end())
            return raw_end.start() if raw_end else len(self._html)
        else:
            self._start(name, attributes)
        return match.end()

    def _start(self, name: str, attributes: str) -> None:
        if self._hidden_tag:
            self._hidden_depth += name == self._hidden_tag
            return
        if name in _BLOCKS:
            self._parts.append("\n")
        if name == "img":
            self._say(_value(_ALT, attributes))
        elif name not in _VOID and (name in _SILENT or "invisible" in _value(_CLASS, attributes).split()):
            self._hidden_tag, self._hidden_depth = name, 1

    def _end(self, name: str) -> None:
        if self._hidden_tag:
            self._hidden_depth -= name == self._hidden_tag
            if self._hidden_depth <= 0:
                self._hidden_tag = ""
        elif name in _BLOCKS and name != "br":
            self._parts.append("\n")


def _value(pattern: re.Pattern[str], attributes: str) -> str:
    match = pattern.search(attributes)
    return unescape(match[match.lastindex or 0]) if match else ""

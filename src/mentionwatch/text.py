"""Text at the door and on the way out: cleaning what strangers send, and reading HTML as plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

STORED_BYTES = 64 * 1024
JUDGED_CHARS = 5_000

_REPLACED = re.compile("[\ud800-\udfff\x00\ufffe\uffff\ufdd0-\ufdef]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but TAB and LF, DEL, C1
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # bidi, zero width, separators
    "\U000e0000-\U000e007f\ud800-\udfff]"  # tag characters, lone surrogates
)
_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_SELECTORS = re.compile("([\ufe00-\ufe0f])[\ufe00-\ufe0f]+")


def clean_text(text: str) -> str:
    """Make text storable: lone surrogates, NUL and non-characters become U+FFFD, line ends LF, 64 KB kept."""
    text = _REPLACED.sub("\ufffd", text.replace("\r\n", "\n"))
    if len(text) * 4 <= STORED_BYTES:
        return text
    return text.encode()[:STORED_BYTES].decode(errors="ignore")


def safe_text(text: str) -> str:
    """Make text safe to print anywhere: no control but TAB and LF, no bidi control, no heaps of marks."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SELECTORS.sub(r"\1", _MARKS.sub(r"\1", text))


def one_line(text: str, *, width: int | None = None) -> str:
    """Fold safe text to one line, cut with an ellipsis to `width` characters."""
    line = " ".join(safe_text(text[: 4 * width + 200] if width else text).split())
    if width is None or len(line) <= width:
        return line
    return line[: max(width - 1, 0)].rstrip() + "…"


def html_to_text(html: str) -> str:
    """Read HTML as plain text: paragraphs and breaks become line ends, hidden spans, scripts and tags go."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    text = "".join(reader.parts).replace("\xa0", " ")
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "blockquote", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
_SILENT = frozenset({"script", "style", "template", "head", "title"})
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "wbr", "area", "base", "col", "embed", "source"})


class _TextReader(HTMLParser):
    """Collects the visible text. Depth counts, rather than a stack, keep 600 KB of nested tags cheap."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden_tag = ""
        self._hidden_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden_tag:
            self._hidden_depth += tag == self._hidden_tag
            return
        if tag in _BLOCKS:
            self.parts.append("\n")
        classes = next((value or "" for name, value in attrs if name == "class"), "")
        if tag not in _VOID and (tag in _SILENT or "invisible" in classes.split()):
            self._hidden_tag, self._hidden_depth = tag, 1
        elif tag == "img":
            self.parts.append(next((value or "" for name, value in attrs if name == "alt"), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS and not self._hidden_tag:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden_tag:
            self._hidden_depth -= tag == self._hidden_tag
            if self._hidden_depth <= 0:
                self._hidden_tag = ""
        elif tag in _BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden_tag:
            self.parts.append(data)

"""What stands in the list, cut to fit: its head, and each entry with how it stands, who it is, and the words."""

from __future__ import annotations

from textual.content import Content

from mentionwatch.tui.desk import Listed
from mentionwatch.tui.entries import ABOUT, Entry

_LESS = "dim"
_STYLES = {"overdue": "ansi_red", "due soon": "ansi_yellow", "cannot know": _LESS, ABOUT: _LESS}
LINES = 2
"""How many lines an entry takes."""
STATE_WIDTH, _KIND_WIDTH = 20, 13
_WHO_FROM = 60
"""From this width on the first line has room for who it is."""
_WORD_FROM = 72
"""From this width on it has room to say what its last number is."""


def entry_content(entry: Entry, width: int) -> Content:
    """Give the two lines of an entry, each cut to `width` cells."""
    state = Content.styled(entry.state or "-", _STYLES.get(entry.standing, ""))
    first = _fit(state, STATE_WIDTH) + Content(" ") + _fit(Content(entry.kind), _KIND_WIDTH)
    text = Content(entry.text)
    customer = Content.styled(entry.customer, "bold")
    if width >= _WHO_FROM:
        where = "".join(f" · {part}" for part in (entry.network, entry.place) if part)
        first += Content.assemble(" ", customer, (where, _LESS))
    else:
        text = Content.assemble(customer, f": {entry.text}")
    word = " urgency" if width >= _WORD_FROM else ""
    urgency = "" if entry.priority is None else f"{word} {entry.priority:,}"
    first = _fit(first, max(width - len(urgency), 0)) + Content.styled(urgency, _LESS)
    return Content("\n").join([_fit(first, width), _fit(Content("  ") + text, width)])


def head_content(listed: Listed, name: str, *, matching: int, width: int) -> Content:
    """Say which list it is, as of when, and what it counts: in one line, or two where that is too long."""
    shown = f"{matching:,} of {listed.total:,} shown" if matching < listed.total else ""
    rest = "; ".join(part for part in (listed.counts, shown) if part)
    title = Content.styled(f"{name}: {listed.head}", "bold")
    fits = title.cell_length + 2 + len(rest) <= width
    return title + Content(("  " if fits else "\n") + rest) if rest else title


def _fit(text: Content, width: int) -> Content:
    """Cut text to a width in cells, with an ellipsis, or fill it up with spaces."""
    return text.truncate(max(width, 0), ellipsis=True, pad=True)

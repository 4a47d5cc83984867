"""The screen: a terminal, or a pipe that gets plain text without one escape byte."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

_NARROWEST = 10
_LONGEST_PARAGRAPH = 20_000
_CHARS_A_CELL = 8  # a letter with its marks, or a joined emoji
ALARM, CALM = "bold color(166)", "color(32)"
"""Orange and blue: told apart by the colour-blind, and legible on dark and on light."""
_LETTERS = str.maketrans({"↑": "^", "↓": "v", "…": "~"})
"""What stands for our own signs on a screen that lacks them, as wide as they are."""
_UNIT = re.compile(r"(?<=\d) (?=%|(?:min|h|d|s)\b)|(?<=\(n) (?=\d)")
_JOINED = "\ue000"


class Screen:
    """Writes lines to standard output. Styles are for terminals only, and never carry meaning alone."""

    def __init__(self, *, no_color: bool = False) -> None:
        is_terminal = sys.stdout.isatty()
        is_plain = no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM", "dumb") in ("dumb", "unknown")
        self.console = Console(
            file=sys.stdout,
            force_terminal=is_terminal,
            color_system="auto" if is_terminal and not is_plain else None,
            markup=False,
            emoji=False,
            highlight=False,
            legacy_windows=False,
        )
        self._has_styles = is_terminal and not is_plain
        self.width = max(self.console.width, _NARROWEST)
        # In these locales Python writes UTF-8 all the same, but tmux and less show other letters as `_` or bytes.
        self.is_ascii = not self.console.encoding.startswith("utf") or os.environ.get("LC_ALL") in ("C", "POSIX")
        self.ellipsis = "..." if self.is_ascii else "…"

    def lines(self, lines: Iterable[Text]) -> None:
        """Write lines as they are; each must fit."""
        for line in lines:
            if self.is_ascii:
                line.plain = line.plain.translate(_LETTERS)
            if self._has_styles:
                self.console.print(line, soft_wrap=True)
            else:
                self.console.file.write(line.plain.rstrip() + "\n")

    def line(self, text: str = "", style: str = "") -> None:
        """Write one line, broken between words where it does not fit."""
        self.lines(self.wrapped(text, style=style))

    def wrapped(self, text: str, *, indent: str = "", style: str = "") -> Iterator[Text]:
        """Break safe text between words into lines that fit, each behind an indent."""
        room = max(self.width - len(indent), 1)
        for paragraph in text[:_LONGEST_PARAGRAPH].split("\n"):
            for line in self.broken(paragraph, room):
                yield Text.assemble(indent, (line, style))

    def broken(self, text: str, width: int) -> list[str]:
        """Break one paragraph between words, but not between a number and its unit."""
        whole = text if _JOINED in text else _UNIT.sub(_JOINED, text)
        lines = [line.plain.rstrip() for line in Text(whole).wrap(self.console, max(width, 1), tab_size=4)]
        return lines if whole is text else [line.replace(_JOINED, " ") for line in lines]

    def fit(self, text: str, width: int) -> str:
        """Cut text to a width in cells, with an ellipsis, or fill it up with spaces."""
        if cell_len(text) <= width:
            return set_cell_size(text, width)
        beginning = text[: width * _CHARS_A_CELL]
        return set_cell_size(beginning, max(width - len(self.ellipsis), 0)) + self.ellipsis[:width]

"""What opens above the inbox: a choice by one key, and words to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from mentionwatch.tui.keys import CHOICE_KEYS, LEAVE


class Choice(ModalScreen[str | None]):
    """Asks for one of a few values, each by its key; Esc gives none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        Binding("escape", "dismiss(None)"),
        *(Binding(key, f"take('{key}')") for key in CHOICE_KEYS),
    ]
    """Not a handler of keys: that would miss what was typed before the dialog stood there."""

    def __init__(self, title: str, options: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        self._title = title
        self._options = options

    def compose(self) -> ComposeResult:
        """Show each key beside its words."""
        keys = [*((key, words) for key, (_, words) in self._options.items()), ("Esc", "nothing")]
        lines = [Content.assemble((key.ljust(5), "bold ansi_cyan"), words) for key, words in keys]
        with Vertical(id="choice") as box:
            box.border_title = self._title
            yield Static(Content("\n").join(lines), markup=False)

    def action_take(self, key: str) -> None:
        """Take the value of a key, if it has one here."""
        if key in self._options:
            self.dismiss(self._options[key][0])


class Reading(ModalScreen[None]):
    """Words to read and scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        LEAVE,
        Binding("escape,q,e,w,enter,question_mark", "dismiss(None)"),
        Binding("j,down", "scroll('down')"),
        Binding("k,up", "scroll('up')"),
        Binding("space,pagedown", "scroll('page_down')"),
        Binding("pageup", "scroll('page_up')"),
        Binding("g,home", "scroll('home')"),
        Binding("G,end", "scroll('end')"),
    ]

    def __init__(self, title: str, content: Content) -> None:
        super().__init__()
        self._title = title
        self._content = content

    def compose(self) -> ComposeResult:
        """Show the words beneath their title."""
        with VerticalScroll(id="reading", can_focus=False) as box:
            box.border_title, box.border_subtitle = self._title, "Esc closes"
            yield Static(self._content, markup=False)

    def action_scroll(self, where: str) -> None:
        """Scroll the words."""
        getattr(self.query_one(VerticalScroll), f"scroll_{where}")(animate=False)

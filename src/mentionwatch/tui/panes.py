"""The two panes of the interactive inbox: the list, and the thread of the entry on which its cursor stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from mentionwatch.tui.entries import Entry, Key
from mentionwatch.tui.keys import LEAVE
from mentionwatch.tui.rows import LINES, STATE_WIDTH, entry_content

_CURSOR = Style(reverse=True)


class EntryList(OptionList):
    """The list, with a cursor that stays on its entry, or near it, when the list is read again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("g", "first", show=False),
        Binding("G", "last", show=False),
        Binding("space", "page_down", show=False),
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id, markup=False)
        self.entries: Sequence[Entry] = ()
        self._nothing = ""

    @property
    def current(self) -> Entry | None:
        """The entry on which the cursor stands."""
        at = self.highlighted
        return self.entries[at] if at is not None and at < len(self.entries) else None

    def show(self, entries: Sequence[Entry], *, nothing: str, is_other: bool = False) -> None:
        """Show entries; the cursor stays on its entry, else on the line where that stood; in another list, on top."""
        at = None if is_other or self.current is None else self._place_of(self.current.key, entries)
        if at is None:
            at = 0 if is_other else self.highlighted or 0
        self.entries, self._nothing = entries, nothing
        self._fill(min(at, len(entries) - 1))

    def go_to(self, key: Key) -> None:
        """Put the cursor on an entry, if it is there."""
        at = self._place_of(key, self.entries)
        if at is not None:
            self.highlighted = at

    def step_past(self, key: Key) -> None:
        """Put the cursor on what follows an entry, if it stands on that."""
        at = self._place_of(key, self.entries)
        if at is not None and at == self.highlighted and at + 1 < len(self.entries):
            self.highlighted = at + 1

    def on_resize(self, event: events.Resize) -> None:
        """Cut the lines to the new width."""
        self._fill(self.highlighted or 0)

    def render_line(self, y: int) -> Strip:
        """Mark the lines of the entry on which the cursor stands, in a way that needs no colour."""
        strip = super().render_line(y)
        options = {one.style.meta.get("option") for one in strip if one.style}
        if self.current is None or self.highlighted not in options:
            return strip
        if self.has_focus:
            return strip.apply_style(_CURSOR)
        marked = STATE_WIDTH if (y + self.scroll_offset.y) % LINES == 0 else 0
        return Strip.join([strip.crop(0, marked).apply_style(_CURSOR), strip.crop(marked)])

    def _fill(self, at: int) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return  # the lines are cut when the screen says how wide it is
        self.clear_options()
        if self.entries:
            self.add_options([Option(entry_content(entry, width)) for entry in self.entries])
            self.highlighted = at
            self.scroll_to_highlight()
        else:
            self.add_option(Option(Content(self._nothing), disabled=True))

    @staticmethod
    def _place_of(key: Key, entries: Sequence[Entry]) -> int | None:
        return next((at for at, entry in enumerate(entries) if entry.key == key), None)


class Filter(Input):
    """The line in which a filter is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [LEAVE]


class ThreadPane(VerticalScroll):
    """The thread; scrolled by the same keys as the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
        Binding("space", "page_down", show=False),
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._words = Static(markup=False)

    def compose(self) -> ComposeResult:
        """Hold the words."""
        yield self._words

    def show(self, content: Content, *, is_other: bool) -> None:
        """Show a thread, from its beginning if it is another."""
        self._words.update(content)
        if is_other:
            self.scroll_home(animate=False)

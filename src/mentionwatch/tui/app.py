"""The interactive inbox: the list and a thread on one screen, and a key for each thing a person can say."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import App, ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from mentionwatch.errors import MentionwatchError
from mentionwatch.text import is_web_address, one_line
from mentionwatch.tui.browser import find_browser, open_in_browser
from mentionwatch.tui.desk import Desk, Listed
from mentionwatch.tui.dialogs import Choice, Reading
from mentionwatch.tui.entries import Entry, Key
from mentionwatch.tui.keys import BINDINGS, CHOICES, help_content, hints
from mentionwatch.tui.panes import EntryList, Filter, ThreadPane
from mentionwatch.tui.rows import head_content
from mentionwatch.tui.timeline import conversations_content, explanations_content

if TYPE_CHECKING:
    from textual.binding import BindingType

_BESIDE_FROM = 110
"""From so many columns on the thread stands beside the list."""
_BENEATH_FROM = 36
"""From so many lines on it stands beneath; else only one of the two is on the screen."""
_STILL_WAITS = ", but still without a reply (d takes it out)"
_LAYOUTS = ("beside", "beneath", "single")


class InboxApp(App[None]):
    """Works through the inbox. It begins with a list that has been read, so that what is wrong is told before."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(
        self, desk: Desk, listed: Listed, *, environ: Mapping[str, str], is_review: bool, by_priority: bool
    ) -> None:
        super().__init__(ansi_color=True)
        self.title = "mentionwatch inbox"
        self._desk = desk
        self._listed = listed
        self._environ = environ
        self._is_review = is_review
        self._by_priority = by_priority
        self._to_tell: Entry | None = None
        self._told: Key | None = None
        self._one_at_a_time = asyncio.Lock()
        self._readings = 0
        self._unwritten = 0
        self._is_leaving = False

    def compose(self) -> ComposeResult:
        """Hold the first line, the two panes, the filter, what was done last, and the keys."""
        yield Static(id="head", markup=False)
        with Container(id="panes"):
            yield EntryList(id="list")
            yield ThreadPane(id="thread")
        with Horizontal(id="filter-line"):
            yield Static("filter:", markup=False)
            yield Filter(id="filter", placeholder="customer, text, kind, network, place", select_on_focus=False)
        yield Static(id="status", markup=False)
        yield Static(id="hints", markup=False)

    def on_mount(self) -> None:
        """Show the list that has been read."""
        self._show_filter(False)
        self._show()
        self.screen.set_focus(self._list)

    def on_resize(self, event: events.Resize) -> None:
        """Put the panes where there is room for them."""
        width, height = event.size
        layout = "beside" if width >= _BESIDE_FROM else "beneath" if height >= _BENEATH_FROM else "single"
        for one in _LAYOUTS:
            self.screen_stack[0].set_class(one == layout, one)
        self._update("hints", hints(width - 2))
        self._show_head(len(self._list.entries))

    def on_key(self, event: events.Key) -> None:
        """Give the filter the letters that were typed before it stood there: here they would be commands."""
        if self.focused is self._filter and event.is_printable and event.character:
            event.prevent_default()
            self._filter.insert_text_at_cursor(event.character)

    @property
    def _list(self) -> EntryList:
        return self.screen_stack[0].query_one(EntryList)

    @property
    def _thread(self) -> ThreadPane:
        return self.screen_stack[0].query_one(ThreadPane)

    @property
    def _filter(self) -> Filter:
        return self.screen_stack[0].query_one(Filter)

    # What is shown

    def _show(self, *, is_other: bool = False) -> None:
        """Show what has been read, as far as it matches the filter."""
        wanted = self._filter.value
        entries = [entry for entry in self._listed.entries if entry.matches(wanted)]
        nothing = "Nothing to look at." if self._is_review else "Nobody is waiting."
        nothing = f"Nothing matches {wanted!r}; Esc shows all." if wanted else nothing
        self._list.show(entries, nothing=nothing, is_other=is_other)
        self._show_head(len(entries))
        if not entries:
            self._to_tell = self._told = None
            self._leave_thread()
            self._thread.show(Content(), is_other=True)

    def _leave_thread(self) -> None:
        self.screen_stack[0].remove_class("reading")
        if self.screen_stack[0].focused is self._thread:
            self.screen_stack[0].set_focus(self._list)

    def _show_filter(self, is_shown: bool) -> None:
        self.screen_stack[0].query_one("#filter-line").display = is_shown

    def _show_head(self, matching: int) -> None:
        name = "to look at" if self._is_review else "inbox by priority" if self._by_priority else "inbox"
        self._update("head", head_content(self._listed, name, matching=matching, width=self.size.width - 2))

    def _update(self, place: str, content: Content) -> None:
        self.screen_stack[0].query_one(f"#{place}", Static).update(content)

    def _tell(self, words: str) -> None:
        """Say in the last line but one what was done."""
        self._update("status", Content(one_line(words, width=500)))

    def _tell_error(self, error: MentionwatchError) -> None:
        self._tell(f"error: {error.message}" + (f"; {error.hint}" if error.hint else ""))

    @on(OptionList.OptionHighlighted)
    def _follow(self) -> None:
        """Tell the thread of the entry on which the cursor stands; of those that it only passed, none."""
        is_telling = self._to_tell is not None
        self._to_tell = self._list.current
        if self._to_tell is not None and not is_telling:
            self.run_worker(self._tell_threads())

    async def _tell_threads(self) -> None:
        while (entry := self._to_tell) is not None:
            try:
                content = conversations_content(*await asyncio.to_thread(self._desk.tell, entry))
            except MentionwatchError as error:
                content = Content(one_line(f"{error.message}; {error.hint}"))
            if self._to_tell is entry:
                self._to_tell = None
                self._thread.show(content, is_other=entry.key != self._told)
                self._told = entry.key

    async def _read(self, *, is_other: bool = False) -> None:
        self._readings += 1
        number = self._readings
        try:
            listed = await asyncio.to_thread(self._desk.read, is_review=self._is_review, by_priority=self._by_priority)
        except MentionwatchError as error:
            self._tell_error(error)
            return
        if number == self._readings:  # else a later reading knows better
            self._listed = listed
            self._show(is_other=is_other)

    # Looking

    @on(OptionList.OptionSelected)
    def action_read(self) -> None:
        """Go into the thread."""
        if self._list.current is not None:
            self.screen.add_class("reading")
            self.screen.set_focus(self._thread)

    def action_to_list(self) -> None:
        """Go back to the list; from there, take the filter away."""
        was_in_thread = self.focused is self._thread
        self._leave_thread()
        self.screen.set_focus(self._list)
        if not was_in_thread:
            self._filter.value = ""
            self._show_filter(False)

    def action_filter(self) -> None:
        """Ask for a filter."""
        self._leave_thread()
        self._show_filter(True)
        self.screen.set_focus(self._filter)

    @on(Input.Changed)
    def _narrow(self) -> None:
        self._show()

    @on(Input.Submitted)
    def _end_filter(self) -> None:
        self._show_filter(bool(self._filter.value))
        self.screen.set_focus(self._list)

    def action_sort(self) -> None:
        """Sort by due time, or by priority."""
        if self._is_review:
            self._tell("this list has one order: the waiting first, then the least sure")
            return
        self._by_priority = not self._by_priority
        self._tell("by priority" if self._by_priority else "by due time")
        self.run_worker(self._read(is_other=True))

    def action_review(self) -> None:
        """List what to look at, or the inbox again."""
        self._is_review = not self._is_review
        self._tell("what to look at; r lists the inbox again" if self._is_review else "the inbox")
        self.run_worker(self._read(is_other=True))

    def action_reload(self) -> None:
        """Read the list again."""
        self._tell("read again")
        self.run_worker(self._read())

    def action_help(self) -> None:
        """Tell all keys."""
        self.push_screen(Reading("Keys", help_content(self.size.width)))

    async def action_explain(self) -> None:
        """Say why the post was judged so."""
        entry = self._list.current
        if entry is None:
            return
        try:
            content = explanations_content(*await asyncio.to_thread(self._desk.explain, entry))
        except MentionwatchError as error:
            self._tell_error(error)
            return
        self.push_screen(Reading("Why it was judged so", content))

    def action_open(self) -> None:
        """Open the post in a browser; where there is none, show its address."""
        entry = self._list.current
        if entry is None:
            return
        if entry.url is None or not is_web_address(entry.url):
            self._tell("this post has no web address" if not entry.url else "its address is none for a browser")
            return
        browser = find_browser(self._environ)
        if browser is not None and open_in_browser(entry.url, browser):
            self._tell(f"opened {entry.url}")
        else:
            self.push_screen(Reading("No browser here: its address", Content(entry.url)))

    # Saying

    def action_choose(self, field: str) -> None:
        """Ask for a value, and say it of the entry."""
        entry = self._list.current
        if entry is None:
            return
        title, options = CHOICES[field]

        def take(value: str | None) -> None:
            if value is not None:
                self._say(entry, field, value)

        self.push_screen(Choice(title, options), take)

    def action_say(self, field: str, value: str) -> None:
        """Say something of the entry, and go on to the next."""
        entry = self._list.current
        if entry is not None:
            self._say(entry, field, value)

    def _say(self, entry: Entry, field: str, value: str) -> None:
        self._list.step_past(entry.key)
        self._write(lambda: self._keep(entry, field, value))

    async def _keep(self, entry: Entry, field: str, value: str) -> None:
        try:
            said = await asyncio.to_thread(self._desk.say, entry, field, value)
        except MentionwatchError:
            self._list.go_to(entry.key)
            raise
        await self._read()
        still = field == "outcome" and not self._is_review and any(one.key == entry.key for one in self._listed.entries)
        self._tell(f"{said}{_STILL_WAITS if still else ''}; u undoes")

    def action_undo(self) -> None:
        """Take back what was said last."""
        self._write(self._undo)

    async def _undo(self) -> None:
        undone = await asyncio.to_thread(self._desk.undo)
        if undone is None:
            self._tell("nothing to undo")
            return
        words, key = undone
        self._tell(words)
        await self._read()
        self._list.go_to(key)

    def _write(self, act: Callable[[], Awaitable[None]]) -> None:
        """Write beside the screen, one thing after the other."""
        self._unwritten += 1
        self.run_worker(self._write_in_turn(act))

    async def _write_in_turn(self, act: Callable[[], Awaitable[None]]) -> None:
        async with self._one_at_a_time:
            try:
                self._tell("keeping ...")
                await act()
            except MentionwatchError as error:
                self._tell_error(error)
            finally:
                self._unwritten -= 1
        if self._is_leaving and not self._unwritten:
            self.exit()

    def action_leave(self) -> None:
        """End, once all that was said is kept."""
        self._is_leaving = True
        if self._unwritten:
            self._tell("keeping what was said, then ending ...")
        else:
            self.exit()

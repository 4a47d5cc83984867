"""The interactive inbox as a test drives it and sees it: by keys, and by the letters on the screen."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from textual.pilot import Pilot

from builders import World
from mentionwatch.labelling import Speaker
from mentionwatch.reports import Request
from mentionwatch.store.queries import Filter
from mentionwatch.tui.app import InboxApp
from mentionwatch.tui.desk import Desk

_SVG = "{http://www.w3.org/2000/svg}"
_CELL = 12.2
"""The width of a cell in the picture of a screen."""


def desk_of(world: World, clock: Callable[[], datetime] | None = None) -> Desk:
    """Give a desk on a world's database, at its time or that of a clock."""
    request = Request(rules=world.rules, now=world.now, which=Filter(brand=world.rules.brand))
    clock = clock or (lambda: world.now)
    return Desk(world.path, request, rules=lambda _: world.rules, clock=clock, speaker=Speaker(by="jo"))


@dataclass
class Seen:
    """A running inbox."""

    pilot: Pilot[None]

    @property
    def app(self) -> InboxApp:
        """The program."""
        assert isinstance(self.pilot.app, InboxApp)
        return self.pilot.app

    async def settle(self) -> None:
        """Wait until all is done that was begun."""
        await self.pilot.pause()
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has done its work."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, without spaces at their ends."""
        svg = ElementTree.fromstring(self.app.export_screenshot(simplify=True))
        found: defaultdict[float, str] = defaultdict(str)
        for one in svg.iter(f"{_SVG}text"):
            if one.get("clip-path"):
                y, column = float(one.get("y", 0)), round(float(one.get("x", 0)) / _CELL)
                found[y] = found[y].ljust(column) + (one.text or "").replace("\xa0", " ")
        return [found[y].rstrip() for y in sorted(found)]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """The whole screen as one line, so that it matters not where a sentence is broken."""
        return " ".join(self.text.split())

    @property
    def said(self) -> str:
        """What the last line but one says was done."""
        return self.lines[-2].strip()

    @property
    def current(self) -> str | None:
        """The customer on whom the cursor stands."""
        entry = self.app._list.current
        return entry.customer if entry else None

    @property
    def customers(self) -> list[str]:
        """The customers in the list, in its order."""
        return [entry.customer for entry in self.app._list.entries]


def watch(
    world: World,
    script: Callable[[Seen], Awaitable[None]],
    *,
    size: tuple[int, int] = (80, 24),
    environ: Mapping[str, str] | None = None,
    is_review: bool = False,
    clock: Callable[[], datetime] | None = None,
) -> None:
    """Open the inbox of a world, and run a script in it."""
    desk = desk_of(world, clock)
    listed = desk.read(is_review=is_review, by_priority=False)
    app = InboxApp(desk, listed, environ=environ or {}, is_review=is_review, by_priority=False)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            seen = Seen(pilot)
            await seen.settle()
            await script(seen)

    asyncio.run(run())

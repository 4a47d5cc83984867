"""A scene: invented posts of one thread with the kinds a person would give them, told by the pure core."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mentionwatch.config import Rules
from mentionwatch.conversations import Brands, Entry, Thread, link
from mentionwatch.model import Address, Channel, Closing, Kind, Role
from mentionwatch.waits import Judged, Labels, Marked, Setting, Story, follow

DAY = datetime(2026, 3, 2, tzinfo=UTC)
HANDLES = {("net", "acme"): "Acme", ("net", "acmehelp"): "Acme", ("net", "globex"): "Globex"}


def clock(at: str) -> datetime:
    """Read `10:00`, `10:00:03` or `2 10:00` (a later day) as an instant."""
    day, _, time = at.rpartition(" ")
    parts = [int(part) for part in time.split(":")]
    hours, minutes, seconds = (*parts, 0)[:3]
    return DAY + timedelta(days=int(day or 0), hours=hours, minutes=minutes, seconds=seconds)


@dataclass
class Scene:
    """Collects posts; `story()` tells the conversation of a customer with a brand."""

    rules: Rules = field(default_factory=lambda: Rules(brand="Acme"))
    entries: list[Entry] = field(default_factory=list)
    judged: dict[int, Judged] = field(default_factory=dict)
    marked: dict[int, Marked] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)

    def _add(self, author: str, text: str, at: str, to: str | None, **more: Any) -> str:
        number = len(self.entries) + 1
        ref = more.pop("ref", f"net:{number}")
        self.entries.append(
            Entry(
                id=number,
                ref=ref,
                parent_ref=to,
                account_id=self.accounts.setdefault(author, len(self.accounts) + 1),
                handle=author,
                network="net",
                role=Role.BRAND if ("net", author) in HANDLES else Role.CUSTOMER,
                brand=HANDLES.get(("net", author)),
                text=text,
                at=clock(at),
                **more,
            )
        )
        return str(ref)

    def post(
        self,
        kind: Kind | None,
        at: str,
        *,
        by: str = "ann",
        to: str | None = None,
        text: str = "@acme look at this",
        closing: Closing = Closing.NONE,
        goodbye: bool = False,
        abusive: bool = False,
        polarity: float | None = None,
        **more: Any,
    ) -> str:
        """Add a customer's post; give its ref."""
        ref = self._add(by, text, at, to, **more)
        self.judged[len(self.entries)] = Judged(
            kind=kind, closing=closing, goodbye=goodbye, abusive=abusive, polarity=polarity
        )
        return ref

    def complaint(self, at: str, **more: Any) -> str:
        """Add a complaint."""
        return self.post(Kind.COMPLAINT, at, **more)

    def thanks(self, at: str, *, to: str, closing: Closing = Closing.THANKS, **more: Any) -> str:
        """Add a customer's thanks."""
        return self.post(Kind.PRAISE, at, to=to, text="@acme thank you", closing=closing, **more)

    def reply(
        self,
        at: str,
        *,
        to: str | None,
        by: str = "acme",
        text: str = "@ann sorry about that",
        stock: bool = False,
        likeness: float = 1.0,
        decision: str | None = None,
        handoff: Channel | None = None,
        promises: bool = False,
        asks: bool = False,
        **more: Any,
    ) -> str:
        """Add a brand's post."""
        ref = self._add(by, text, at, to, **more)
        self.marked[len(self.entries)] = Marked(
            stock=stock, likeness=likeness, decision=decision, handoff=handoff, promises=promises, asks=asks
        )
        return ref

    def link(self) -> Thread:
        """Sort the posts into conversations."""
        return link(self.entries, Brands(HANDLES, self.rules))

    def stories(self, *, now: str = "1 00:00", labels: Labels | None = None, **setting: Any) -> list[Story]:
        """Tell all conversations of the scene."""
        thread = self.link()
        around = Setting(
            rules=self.rules,
            now=clock(now),
            judged=self.judged,
            marked=self.marked,
            addressed=thread.addressed,
            **setting,
        )
        return [follow(exchange, around, labels=labels or Labels()) for exchange in thread.exchanges]

    def story(self, **how: Any) -> Story:
        """Tell the only conversation of the scene."""
        (story,) = self.stories(**how)
        return story

    def address(self, ref: str, brand: str = "Acme") -> Address | None:
        """Say how a post stands to a brand."""
        entry = next(entry for entry in self.entries if entry.ref == ref)
        found = self.link().addressed[entry.id].get(brand)
        return found.address if found else None

    def sight(self, ref: str, *sightings: tuple[str | None, Address | None]) -> None:
        """Say which brands' feeds brought a post, and what they say of its address."""
        self.entries = [replace(one, sightings=sightings) if one.ref == ref else one for one in self.entries]

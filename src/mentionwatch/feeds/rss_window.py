"""The items that an address shows now, against those that it showed before: their ids, and what was missed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mentionwatch.clock import from_text, to_text
from mentionwatch.errors import Broken
from mentionwatch.feeds.answer import host_of
from mentionwatch.feeds.syndication import Document, Item
from mentionwatch.model import Gap, TimeQuality

KNOWN_KEPT = 500  # hashes of items seen, by which a later poll knows that it has missed none
DOUBLED_KEPT = 500

_LONGEST_ID = 500


class Window:
    """The items an address shows now, against those it showed before."""

    def __init__(self, url: str, document: Document, held: dict[str, Any]) -> None:
        self.host = host_of(url)
        self._feed = short_hash(url)[:8]
        self._held = held
        self._doubled: dict[str, str] = dict(held.get("doubled", {}))
        if not document.items and held.get("known"):
            count = len(held["known"])
            raise Broken(f"the feed of {self.host} is empty; {count} items are known", hint="look at it in a browser")
        worded = [item for item in document.items if item.title or item.text]
        lost = len(document.items) - len(worded)
        self.wordless = (f"{lost} items of {self.host} have no words",) if lost else ()
        self.items = self._by_id(worded)
        times = [item.created_at for item in worded if item.created_at and item.time_quality is TimeQuality.EXACT]
        self._oldest = min(times) if times else None
        self._known = [short_hash(own_id) for own_id in self.items]
        self.gap = self._find_gap()

    def ref(self, own_id: str) -> str:
        """Give the ref of an item of this feed."""
        return f"rss:{self._feed}/{own_id}"

    def _by_id(self, items: Sequence[Item]) -> dict[str, Item]:
        """Give each item an id that the same item keeps: two items with one guid are two if they differ.

        Of those the oldest keeps the guid, under which an earlier poll may have seen it alone.
        """
        alike: dict[str, dict[str, Item]] = {}
        for item in items:
            alike.setdefault(_own_id(item), {}).setdefault(_print(item), item)
        found: dict[str, Item] = {}
        for own_id, prints in alike.items():
            if len(prints) > 1:
                self._doubled.setdefault(short_hash(own_id), list(prints)[-1])
            first = self._doubled.get(short_hash(own_id))
            found |= {own_id if first in (None, mark) else f"{own_id}#{mark}": item for mark, item in prints.items()}
        return found

    def _find_gap(self) -> Gap | None:
        """Say what was missed: a window without any known item does not reach back to the last poll."""
        held = frozenset(self._held.get("known", ()))
        if not held or self._oldest is None or not held.isdisjoint(self._known):
            return None
        last_at = from_text(self._held["polled_at"])
        return Gap(from_at=last_at, to_at=self._oldest) if self._oldest > last_at else None

    def state(self) -> dict[str, Any]:
        """Give what the next poll needs to know of this window."""
        known = list(dict.fromkeys([*self._known, *self._held.get("known", ())]))[:KNOWN_KEPT]
        doubled = dict(list(self._doubled.items())[-DOUBLED_KEPT:])
        return {"known": known, "doubled": doubled, "seen_from": self._seen_from()}

    def _seen_from(self) -> str | None:
        before = self._held.get("seen_from") if not self.gap else None
        starts = [start for start in (before, to_text(self._oldest) if self._oldest else None) if start]
        return min(starts, default=None)


def _own_id(item: Item) -> str:
    return bounded(item.guid or item.link or short_hash(f"{item.title}\n{_when(item.created_at)}"))


def bounded(own_id: str) -> str:
    """Give an id, or where it is too long its hash."""
    return own_id if len(own_id) <= _LONGEST_ID else hashlib.sha256(own_id.encode()).hexdigest()


def _print(item: Item) -> str:
    """Tell items with one id apart: by link and title; where the link is the id, by title and time."""
    return short_hash(f"{item.link}\n{item.title}" if item.guid else f"{item.title}\n{_when(item.created_at)}")[:8]


def _when(instant: datetime | None) -> str:
    return to_text(instant) if instant else ""


def short_hash(text: str) -> str:
    """Give a name of sixteen letters for a text of any length."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]

"""What the list of the interactive inbox holds: the rows of a report, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from mentionwatch.clock import duration_text
from mentionwatch.model import Kind
from mentionwatch.render.words import percent
from mentionwatch.reports import Report, kind_in_words
from mentionwatch.text import one_line

Key: TypeAlias = tuple[str, str]
"""What names an entry: the ref of its post, and the brand."""

ABOUT = "about you"
"""How a complaint stands that speaks of the brand, not to it: nobody waits by a clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Somebody who waits, or a post to look at. `state` says how it stands, and since or until when.

    All texts are one safe line.
    """

    ref: str
    brand: str
    url: str | None
    kind: str
    customer: str
    network: str
    place: str
    text: str
    standing: str
    state: str
    priority: int | None

    @property
    def key(self) -> Key:
        """What names it."""
        return self.ref, self.brand

    def matches(self, wanted: str) -> bool:
        """Say whether each word of a filter stands in what the list shows of it, in any case."""
        shown = (self.customer, self.text, self.kind, self.network, self.place, self.state)
        whole = "\n".join(shown).casefold()
        return all(word in whole for word in wanted.casefold().split())


def entries_of(report: Report) -> tuple[Entry, ...]:
    """Give the rows of an inbox or a review, in their order."""
    return tuple(_entries(report))


def _entries(report: Report) -> Iterator[Entry]:
    for table in (report.table, *report.more):
        names = [column.name for column in table.columns]
        for values in table.rows:
            row: dict[str, Any] = dict(zip(names, values, strict=True))
            standing = _standing(table.name, row)
            yield Entry(
                ref=row["ref"],
                brand=row.get("brand") or "",
                url=row["url"],
                kind=kind_in_words(row.get("kind", Kind.COMPLAINT), row.get("language")),
                customer=one_line(row["customer"]),
                network=one_line(row["network"]),
                place=one_line(row["place"] or ""),
                text=one_line(row["text"], width=400) or "(no words)",
                standing=standing,
                state=_state(standing, row, report.request.now),
                priority=row.get("priority"),
            )


def _standing(table: str, row: dict[str, Any]) -> str:
    if table == "about":
        return ABOUT
    if table == "review":
        return "waits" if row["is_waiting"] else ""
    return str(row["standing"]).replace("_", " ")


def _state(standing: str, row: dict[str, Any], now: datetime) -> str:
    """Say how an entry stands: `overdue 2 d 4 h`, `due soon: 12 min`, `waits, 45 % sure`."""
    if "confidence" in row:
        sure = "not judged" if row["confidence"] is None else f"{percent(row['confidence'])} sure"
        return f"{standing}, {sure}" if standing else sure
    if row.get("due_at") is None:
        return standing
    left = duration_text(abs((row["due_at"] - now).total_seconds()))
    words = {"overdue": f"overdue {left}", "due soon": f"due soon: {left}", "due": f"due in {left}"}
    return words.get(standing, standing)

"""What the reports on replies count: what each reply did, what became of its promise, and what it took up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text
from mentionwatch.model import Channel, Mark, Marks
from mentionwatch.reports import Dataset, Figure
from mentionwatch.reports.common import NEEDING
from mentionwatch.reports.figures import cases_in, counted, part_of, waited
from mentionwatch.survival import Lengths

if TYPE_CHECKING:
    from sqlite3 import Row

KEPT, NOT_KEPT, PENDING, CANNOT_KNOW = "kept", "not kept", "pending", "cannot know"
"""What became of a promise to come back."""
EVERYBODY = "everybody"

_DOING = {
    Mark.HANDOFF: ("sent to a DM, mail, phone or form", "that send the customer to another channel"),
    Mark.APOLOGY: ("apologised", "that apologise for the brand"),
    Mark.OFFER: ("offered to make good", "that offer a refund, a voucher, a replacement or the like"),
    Mark.ASKS: ("asked for details", "that ask the customer for what is needed to help"),
    Mark.ARGUES: ("argued", "that contradict or blame the customer"),
    Mark.DEFLECTS: ("only pointed to a page", "that hold nothing but a link to a policy or help page"),
    Mark.PROMISES: ("promised to come back", "that promise to come back"),
}


def marks_of(row: Row) -> Marks:
    """Read a reply's marks, each with the reply's words."""
    words = json.loads(row["marks"])
    return Marks(
        handoff=Channel(row["handoff"]) if row["handoff"] else None,
        words={mark: words[mark] for mark in Mark if mark in words},
    )


def marks_in_list(row: Row) -> tuple[str, ...]:
    """Write a reply's marks as a list: each mark with the reply's words."""
    return tuple(f"{mark}: {words}" if words else str(mark) for mark, words in marks_of(row).words.items())


def promise_of(row: Row, *, now: datetime) -> str | None:
    """Say what became of a reply's promise to come back, None if it made none that is still asked for."""
    if row["promise_due_at"] is None:
        return None
    due_at, kept_at, seen_to = row["promise_due_at"], row["promise_kept_at"], row["promise_seen_to"]
    if kept_at is not None and kept_at <= due_at:
        return KEPT
    if now <= from_text(due_at):
        return PENDING
    return NOT_KEPT if (seen_to or "") >= due_at else CANNOT_KNOW


def needs_answer(row: Row) -> bool:
    """Say whether a reply is to a complaint or question: in the post it answers, or that opened the wait it ended."""
    return row["kind"] in NEEDING


def takes_up_nothing(row: Row) -> bool:
    """Say whether no word of the customer's own comes back in a reply to their complaint or question."""
    return needs_answer(row) and row["touches"] == "[]"


def promises(rows: Sequence[Row], *, now: datetime) -> tuple[int, int]:
    """Count the promises to come back: those kept, and all that are kept or past due."""
    found = [promise_of(row, now=now) for row in rows]
    return found.count(KEPT), found.count(KEPT) + found.count(NOT_KEPT)


def waits_ended(rows: Sequence[Row]) -> list[int]:
    """Give the lengths of the waits that replies ended, in seconds."""
    return [row["seconds"] for row in rows if row["wait"] is not None and row["seconds"] is not None]


def is_repeat(row: Row) -> bool:
    """Say whether a reply to a complaint or question repeats an earlier one to the same customer, and is not exempt."""
    return bool(row["repeats"]) and row["decision"] != "exempt" and needs_answer(row)


def has_mark(mark: Mark) -> Callable[[Row], bool]:
    """Give the test for a mark."""
    key = f'"{mark}":'  # inside a reply's words a quotation mark is escaped, so that only a key looks like this
    return lambda row: key in row["marks"]


def reply_figures(rows: Sequence[Row], *, now: datetime) -> Iterator[Figure]:
    """Give the figures of replies that count, all or those of one agent: what they did, and with what effect."""
    ended = [row for row in rows if row["wait"] is not None and row["seconds"] is not None]
    needing = [row for row in rows if needs_answer(row)]
    due = [row for row in rows if promise_of(row, now=now) in (KEPT, NOT_KEPT)]
    yield counted(
        "replies",
        "replies",
        len(rows),
        "public replies to customers, automatic ones left out",
        cases=cases_in(Dataset.REPLIES, rows),
    )
    yield waited(
        "reply_wait_median_seconds",
        "median of the answered waits",
        Lengths.of((row["seconds"], True) for row in ended),
        0.5,
        "median length of the waits that these replies ended; who still waits is not in it",
        cases=cases_in(Dataset.REPLIES, ended),
    )
    yield _part("canned_rate", "were stock texts", rows, lambda row: row["is_canned"], "canned, of these replies")
    yield _part(
        "repeated",
        "said the same to one person again",
        rows,
        is_repeat,
        "replies to complaints and questions that are like an earlier one to the same customer, canned or not; "
        "exempt texts are left out",
    )
    yield _part(
        "replies_touching_nothing",
        "took up nothing the customer said",
        needing,
        takes_up_nothing,
        "replies to complaints and questions in which no word of the customer's own comes back",
    )
    for mark, (title, definition) in _DOING.items():
        yield _part(f"replies_{mark}", title, rows, has_mark(mark), f"replies {definition}")
    yield _part(
        "promises_kept",
        "kept their promise to come back",
        due,
        lambda row: promise_of(row, now=now) == KEPT,
        "promises to come back that were kept in time, of those kept or past due; whoever was satisfied before, or "
        "whose replies no feed has seen up to then, is left out",
    )


def _part(name: str, title: str, rows: Sequence[Row], test: Callable[[Row], object], definition: str) -> Figure:
    return part_of(name, title, rows, test, definition, of=Dataset.REPLIES)


def beside_everybody(theirs: Sequence[Figure], all_of_them: Sequence[Figure]) -> tuple[Figure, ...]:
    """Put beside each figure of one agent the same one of everybody."""
    return tuple(
        replace(one, beside=replace(other, name=f"{EVERYBODY}_{other.name}", title=EVERYBODY))
        for one, other in zip(theirs, all_of_them, strict=True)
    )

"""The time to a reply in opening hours alone, beside the customer's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mentionwatch.reports import Cases, Dataset, Request
from mentionwatch.reports.grouping import Group, Grouping
from mentionwatch.reports.waits import FIRST, KEY
from mentionwatch.store.cover import Cover
from mentionwatch.store.wait_scan import wait_rows
from mentionwatch.survival import Lengths
from mentionwatch.waits.calendars import Calendars, Clock

if TYPE_CHECKING:
    from sqlite3 import Connection

_COLUMNS = ("brand", "network", "feeds", "opened", "is_replied", "seconds", "business_seconds")


def has_hours(request: Request) -> bool:
    """Say whether opening hours are set, of the brand or of a feed."""
    return bool(request.rules.business_hours or request.rules.feed_hours)


def business_lengths_by(db: Connection, request: Request) -> dict[Group, Lengths]:
    """Collect the lengths of first waits in opening hours, in the groups of `request.by`; see `_lengths`."""
    grouping = Grouping(request)
    found: dict[Group, Lengths] = {}
    for seconds, is_whole, values in _lengths(db, request, grouping.columns):
        for group in grouping.of(values):
            lengths = found.get(group) or found.setdefault(group, Lengths())
            (lengths.whole if is_whole else lengths.cut).append(seconds)
    return found


def business_cases(db: Connection, request: Request) -> Cases:
    """Give the waits that `business_lengths_by` collects."""
    return Cases(Dataset.WAITS, lambda: (tuple(key) for _, _, key in _lengths(db, request, KEY)))


def _lengths(db: Connection, request: Request, more: Sequence[str]) -> Iterator[tuple[int, bool, Sequence[Any]]]:
    """Give the length of each first wait in opening hours, whether it ended by a reply, and its values in `more`.

    One that goes on is as long as has been seen. Those without known hours are left out, as is what is in no time.
    """
    cover, now = Cover(db), int(request.now.timestamp())
    clock = request.clock or Clock(Calendars(request.rules).of)
    condition = f"{FIRST} AND w.is_exact AND NOT w.is_handled"
    rows = wait_rows(db, request.which, (*_COLUMNS, *more), condition=condition)
    for brand, network, feeds, opened, is_replied, seconds, business_seconds, *values in rows:
        if seconds is not None:
            if business_seconds is not None:
                yield business_seconds, bool(is_replied), values
        elif clock.calendar(brand, feeds) is not None:
            seen_to = cover.seen_to(brand, network, feeds, opened)
            if seen_to is not None:
                yield clock.elapsed(brand, feeds, opened, min(now, seen_to)), False, values

"""Whose hours a wait runs in."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from mentionwatch.config import BusinessHours, Rules
from mentionwatch.hours import Calendar


class Calendars:
    """The calendar of each wait: that of the feed that brought its post, else the brand's own."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._made: dict[BusinessHours, Calendar] = {}

    def of(self, brand: str, feeds: Collection[str]) -> Calendar | None:
        """Give the calendar of what some feeds brought; None where no hours are set."""
        hours = self._rules.hours_of(brand, feeds)
        if hours is None:
            return None
        if hours not in self._made:
            zone = hours.zone or self._rules.zone
            self._made[hours] = Calendar(hours.week, zone, holidays=hours.holidays)
        return self._made[hours]


class Clock:
    """A clock that runs in opening hours alone, for what-if questions; where none are known, on the wall.

    `of` gives the calendar of a brand for what some feeds brought. Feeds come as the JSON list that waits hold,
    instants as seconds since 1970 in UTC.
    """

    def __init__(self, of: Callable[[str, Collection[str]], Calendar | None]) -> None:
        self._of = of
        self._found: dict[tuple[str, str], Calendar | None] = {}

    def elapsed(self, brand: str, feeds: str, opened: int, until: int) -> int:
        """Count the seconds between two instants; none if the second is the earlier."""
        calendar = self.calendar(brand, feeds)
        return calendar.open_seconds(opened, until) if calendar else max(until - opened, 0)

    def due(self, brand: str, feeds: str, opened: int, seconds: int) -> int:
        """Give the instant at which so many seconds have passed. Raises OverflowError where that takes too long."""
        calendar = self.calendar(brand, feeds)
        return calendar.open_after(opened, seconds) if calendar else opened + seconds

    def calendar(self, brand: str, feeds: str) -> Calendar | None:
        """Give the calendar of a brand for what some feeds brought."""
        key = brand, feeds
        if key not in self._found:
            self._found[key] = self._of(brand, json.loads(feeds))
        return self._found[key]

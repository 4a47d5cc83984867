"""Whose hours a wait runs in."""

from __future__ import annotations

from collections.abc import Collection

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

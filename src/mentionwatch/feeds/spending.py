"""What a feed has spent of what its network counts or charges for, kept in the feed's cursor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Spending:
    """A count of `unit` in one period, such as posts in 2026-11; with another period it begins at zero.

    `held` is what an earlier poll kept. `at_most` is the most that may be spent in a period.
    """

    def __init__(self, held: Mapping[str, Any] | None, *, unit: str, period: str, at_most: int | None = None) -> None:
        self._unit = unit
        self._period = period
        self._at_most = at_most
        self.count = 0
        if held and (held.get("unit"), held.get("period")) == (unit, period):
            self.count = int(held.get("count", 0))

    @property
    def left(self) -> int:
        """How much more may be spent, where there is a most."""
        return max(0, (self._at_most or 0) - self.count)

    def add(self, count: int) -> None:
        """Note that so much was spent."""
        self.count += count

    def kept(self) -> dict[str, Any]:
        """Give what the cursor keeps, as JSON values."""
        at_most = {} if self._at_most is None else {"at_most": self._at_most}
        return {"unit": self._unit, "period": self._period, "count": self.count, **at_most}

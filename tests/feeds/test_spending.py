"""What a feed has spent is counted by periods."""

from __future__ import annotations

from mentionwatch.feeds.spending import Spending


def test_count_goes_on_within_its_period_and_begins_anew_with_the_next() -> None:
    """A count is that of its unit and period alone; what is left never falls below nothing."""
    spending = Spending(None, unit="posts", period="2026-11", at_most=10)
    spending.add(7)
    kept = spending.kept()
    assert kept == {"unit": "posts", "period": "2026-11", "count": 7, "at_most": 10}
    again = Spending(kept, unit="posts", period="2026-11", at_most=10)
    again.add(5)
    assert (again.count, again.left) == (12, 0)
    assert Spending(kept, unit="posts", period="2026-12", at_most=10).left == 10
    assert Spending(kept, unit="units", period="2026-11").kept() == {"unit": "units", "period": "2026-11", "count": 0}

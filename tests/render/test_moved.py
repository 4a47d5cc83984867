"""Whether a figure moved for the better is said in words."""

from __future__ import annotations

import pytest

from mentionwatch.render.moved import is_better, moved_text
from mentionwatch.reports import Figure, Unit


def _figure(name: str, part: int, *, before: int) -> Figure:
    """Make a share of 100 cases, and what it was before."""
    now, then = (
        Figure(name=name, title=name, value=n / 100, unit=Unit.SHARE, definition="", n=n, of=100)
        for n in (part, before)
    )
    return Figure(name=name, title=name, value=now.value, unit=Unit.SHARE, definition="", n=part, of=100, before=then)


@pytest.mark.parametrize(
    ("name", "part", "before", "text", "better"),
    [
        ("complaint_attainment", 80, 20, "now higher, better ↑", True),
        ("complaint_attainment", 20, 80, "now lower, worse ↓", False),
        ("missed", 80, 20, "now higher, worse ↑", False),
        ("praise_ignored", 20, 80, "now lower, better ↓", True),
        ("topic_delivery", 80, 20, "now higher ↑", None),
        ("missed", 50, 50, "", None),
    ],
)
def test_better_and_worse(name: str, part: int, before: int, text: str, better: bool | None) -> None:
    """More is good for kept promises and bad for the missed; a topic is neither, and chance alone is nothing."""
    figure = _figure(name, part, before=before)
    assert (moved_text(figure), is_better(figure)) == (text, better)


def test_longer_waits_are_worse() -> None:
    """A median that has risen beyond chance is worse."""
    then = Figure(
        name="frt_median_seconds", title="", value=60, unit=Unit.DURATION, definition="", n=50, low=50, high=70
    )
    now = Figure(
        name="frt_median_seconds",
        title="",
        value=600,
        unit=Unit.DURATION,
        definition="",
        n=50,
        low=500,
        high=700,
        before=then,
    )
    assert moved_text(now) == "now higher, worse ↑"

"""A chart shows what its table holds, whatever stands in it: nothing leaves the plot, and words stay words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.render.charts_svg import draw, legend
from mentionwatch.reports import Chart, Column, Shape, Table, Unit, Value
from pages import EVERYTHING

_COLUMNS = {
    Shape.DAYS: ("day", "complaints", "waiting", "is_spike"),
    Shape.LENGTHS: ("up_to_seconds", "answered", "waiting"),
    Shape.WEEK: ("weekday", "hour", "complaints", "replies"),
    Shape.BARS: ("label", "value", "text"),
}
_COUNTS = st.integers(0, 10**6)
_BOUNDS = (300, 900, 1800, 3600, 7200, 86400, None)


def chart(shape: Shape, rows: list[tuple[Value, ...]], *, unit: Unit = Unit.COUNT, promise: int | None = 3600) -> Chart:
    """Make a chart of rows."""
    columns = tuple(Column(name, name, unit if name == "value" else Unit.COUNT) for name in _COLUMNS[shape])
    table = Table(name="any", title="any", columns=columns, rows=tuple(rows))
    return Chart(name="any", title="Any", says="It says.", shape=shape, table=table, promise_seconds=promise)


def days(counts: list[int], *, spikes: frozenset[int] = frozenset()) -> Chart:
    """Make a chart of days, a third of whose complaints still wait."""
    first = date(2026, 1, 1)
    return chart(Shape.DAYS, [(f"{first + timedelta(days=i)}", n, n // 3, i in spikes) for i, n in enumerate(counts)])


def parts(made: Chart, tag: str, kind: str) -> list[dict[str, str]]:
    """Give the attributes of the shapes of one class."""
    root = ElementTree.fromstring(draw(made, "one"))
    return [one.attrib for one in root.iter(tag) if kind in one.attrib.get("class", "").split()]


def number(text: str) -> float:
    """Read a place or size."""
    return float(text.removesuffix("%"))


def total_height(made: Chart) -> float:
    """Add up the heights of all bars."""
    return sum(number(one["height"]) for kind in ("answered", "waiting") for one in parts(made, "rect", kind))


@given(st.lists(_COUNTS, min_size=1, max_size=500))
def test_days_stay_in_the_plot(counts: list[int]) -> None:
    """However many days, at most 92 bars stand side by side within the plot."""
    made = days(counts)
    bars = [one for kind in ("answered", "waiting") for one in parts(made, "rect", kind)]
    assert len({one["x"] for one in bars}) <= 92
    for one in bars:
        assert number(one["x"]) >= 7.9
        assert number(one["x"]) + number(one["width"]) <= 100.1
        assert 0 <= number(one["height"]) <= 150.01
        assert 25.9 <= number(one["y"]) <= 176
    labels = [number(one["x"]) for one in parts(made, "text", "middle")]
    assert labels == sorted(labels)
    assert len(labels) <= 12


@given(st.lists(st.tuples(_COUNTS, _COUNTS), min_size=len(_BOUNDS), max_size=len(_BOUNDS)))
def test_heights_are_counts(counts: list[tuple[int, int]]) -> None:
    """Of lengths, the higher bar is the larger count, and nothing has no bar."""
    rows: list[tuple[Value, ...]] = [(bound, *pair) for bound, pair in zip(_BOUNDS, counts, strict=True)]
    made = chart(Shape.LENGTHS, rows)
    assert len(parts(made, "rect", "answered")) == sum(bool(answered) for answered, _ in counts)
    assert len(parts(made, "rect", "waiting")) == sum(bool(waiting) for _, waiting in counts)
    heights = [number(one["height"]) for one in parts(made, "rect", "answered")]
    found = [answered for answered, _ in counts if answered]
    assert [h for _, h in sorted(zip(found, heights, strict=True))] == sorted(heights)


@pytest.mark.parametrize("n", [1, 7, 31, 365, 2000])
def test_every_span_has_its_days_named(n: int) -> None:
    """A day, a week, a month, a year and all time are drawn with names beneath, none twice side by side."""
    made = days([3] * n)
    names = re.findall(r'y="193">([^<]+)<', draw(made, "one"))
    assert names
    assert all(a != b for a, b in pairwise(names))
    assert total_height(made) > 0


def test_a_spike_has_a_mark_and_words() -> None:
    """A day with far more than usual is marked by a sign, and the legend says what the sign means."""
    made = days([1, 9, 1], spikes=frozenset({1}))
    assert len(parts(made, "text", "spike")) == 1
    assert "far more than usual" in [one.words for one in legend(made)]
    assert parts(days([1, 9, 1]), "text", "spike") == []
    assert "far more than usual" not in [one.words for one in legend(days([1, 9, 1]))]


def test_waiting_is_hatched() -> None:
    """Who still waits is told by a hatching, not by a colour alone."""
    made = chart(Shape.LENGTHS, [(3600, 1, 1), (None, 0, 2)])
    hatched = parts(made, "rect", "waiting")
    assert {one["fill"] for one in hatched} == {"url(#one-hatch)"}
    assert 'id="one-hatch"' in draw(made, "one")


@pytest.mark.parametrize("promise", [300, 3600, 86400])
def test_the_promise_stands_behind_its_bar(promise: int) -> None:
    """The promise's line stands right after the bars of those answered within it, its words within the plot."""
    made = chart(Shape.LENGTHS, [(bound, 1, 0) for bound in _BOUNDS], promise=promise)
    (line,) = parts(made, "line", "promise")
    bars = [number(one["x"]) + number(one["width"]) for one in parts(made, "rect", "answered")]
    assert sum(end <= number(line["x1"]) for end in bars) == _BOUNDS.index(promise) + 1
    assert parts(made, "text", "promise-words")


def test_hours_without_reply_have_no_dot() -> None:
    """An hour of the week is the stronger the more complaints it has, and has a dot exactly if the brand replied."""
    made = chart(
        Shape.WEEK,
        [(day, hour, 10 * (day == 1), int(hour == 5) * day) for day in range(1, 8) for hour in range(24)],
    )
    assert len(parts(made, "circle", "dot")) == 7
    assert len(parts(made, "rect", "s5")) == 24
    assert len(parts(made, "rect", "s0")) == 6 * 24


def test_bars_without_a_value_say_so() -> None:
    """A bar without a value is none, and words stand in its place; shares are drawn of a whole."""
    rows: list[tuple[Value, ...]] = [
        ("Acme", 0.5, "1 of 2"),
        ("Globex", None, "too few to tell"),
        ("Initech", 0, "0 of 9"),
    ]
    made = chart(Shape.BARS, rows, unit=Unit.SHARE)
    (bar,) = parts(made, "rect", "answered")
    (track, *_) = parts(made, "rect", "track")
    assert number(bar["width"]) * 2 == number(track["width"])
    assert "too few to tell" in draw(made, "one")


@pytest.mark.parametrize("value", [0, None])
def test_nothing_is_no_bar(value: int | None) -> None:
    """Bars of nothing at all divide by nothing."""
    assert parts(chart(Shape.BARS, [("Acme", value, "none")]), "rect", "answered") == []


def test_words_stay_words() -> None:
    """Whatever stands in titles and labels is words in the picture, which is well formed."""
    made = chart(Shape.BARS, [(EVERYTHING[i : i + 60], i, EVERYTHING[i : i + 30]) for i in range(0, 600, 30)])
    hostile = Chart(
        name="any", title=EVERYTHING, says=EVERYTHING, shape=made.shape, table=made.table, promise_seconds=None
    )
    root = ElementTree.fromstring(draw(hostile, "one"))
    assert {one.tag for one in root.iter()} <= {"svg", "title", "desc", "rect", "text"}
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]

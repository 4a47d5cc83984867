"""The charts of the morning's page: each day where days are few, and never wider than the page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.render.blocks import Page
from mentionwatch.render.days import days_lines, lengths_lines
from mentionwatch.render.screen import Screen
from mentionwatch.reports import Chart, Column, Shape, Table

BOUNDS = (300, 3600, 14400, 86400, None)


def _chart(shape: Shape, rows: list[tuple[str | int | bool | None, ...]], *, promise: int | None = None) -> Chart:
    table = Table(name="chart", title="A chart", columns=(Column("any", "any"),), rows=tuple(rows))
    return Chart(name="chart", title="A chart", says="", shape=shape, table=table, promise_seconds=promise)


def _days(counts: list[int], *, spikes: tuple[int, ...] = ()) -> Chart:
    """Make the chart of days from 16 November 2026 on, a Monday."""
    first = date(2026, 11, 16)
    rows = [(f"{first + timedelta(days=day)}", count, 0, day in spikes) for day, count in enumerate(counts)]
    return _chart(Shape.DAYS, [tuple(row) for row in rows])


def _plain(chart: Chart, width: int) -> list[str]:
    return [line.plain for line in days_lines(chart, Page(Screen(no_color=True), width))]


def test_few_days_have_names_and_numbers() -> None:
    """A week's days stand there with number and name, and a spike's number has a mark that is explained."""
    assert _plain(_days([4, 0, 40], spikes=(2,)), 40) == [
        "  ▁▁▁▁▁       █████",
        "  4     0     40!",
        "  Mon   Tue   Wed",
        "  ! far more than usual",
    ]


def test_many_days_have_a_span() -> None:
    """Of two months each column is some days, a spike is marked beneath its column, and the busiest day is named."""
    *_, marks, span, more, explained = _plain(_days([1] * 59 + [30], spikes=(59,)), 40)
    assert marks == " " * 31 + "!"
    assert f"{span} {more.strip()}" == "  16 Nov to 14 Jan, at most 30 on 14 Jan; 2 days a column"
    assert explained == "  ! far more than usual"


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=800), st.integers(12, 160))
def test_days_are_never_wider_than_the_page(counts: list[int], width: int) -> None:
    """However many days and complaints there are, no line is wider than the page."""
    lines = _plain(_days(counts, spikes=tuple(range(0, len(counts), 7))), width)
    assert max(map(len, lines)) <= width


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=5, max_size=5), st.integers(12, 160))
def test_lengths_are_never_wider_than_the_page(counts: list[tuple[int, int]], width: int) -> None:
    """Answered and waiting stand above each other, and no line is wider than the page."""
    rows = [(bound, *pair) for bound, pair in zip(BOUNDS, counts, strict=True)]
    chart = _chart(Shape.LENGTHS, [tuple(row) for row in rows], promise=3600)
    lines = [line.plain for line in lengths_lines(chart, Page(Screen(no_color=True), width))]
    assert max(map(len, lines), default=0) <= width


@pytest.mark.parametrize("promise", [300, 3600, 86400])
def test_the_promise_stands_behind_its_bound(promise: int) -> None:
    """A line stands right behind the column of those answered within the promise, in both rows."""
    rows = [(bound, 3, 1) for bound in BOUNDS]
    chart = _chart(Shape.LENGTHS, [tuple(row) for row in rows], promise=promise)
    answered, waiting, *_ = (line.plain for line in lengths_lines(chart, Page(Screen(no_color=True), 80)))
    assert answered.index("|") == waiting.index("|")
    assert answered[: answered.index("|")].count("███") == BOUNDS.index(promise) + 1

"""What is drawn is what was counted: the charts of a report agree with its figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection

import pytest

from builders import NOW, World, complaint, reply
from console import Ask
from mentionwatch.cli import run
from mentionwatch.cli.app import stored_rules
from mentionwatch.clock import from_text, to_text
from mentionwatch.reports import Chart, Report, Request, Shape
from mentionwatch.reports.charts import complaints_a_day, with_charts
from mentionwatch.reports.compare import compare
from mentionwatch.reports.summary import summary
from mentionwatch.store import open_for_reading
from mentionwatch.store.queries import Filter


@pytest.fixture(scope="module")
def pizza(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Connection, Request]]:
    """Give the database of the demo's brand, and what asks for November."""
    folder = tmp_path_factory.mktemp("pizza")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTIONWATCH_NOW", to_text(NOW))
        assert run(["demo", "--quiet", "--directory", str(folder)]) == 0
    with open_for_reading(next(folder.glob("*.db"))) as store:
        rules = stored_rules(store)
        which = Filter(since_at=from_text("2026-11-01T00:00:00Z"), brand=rules.brand)
        with store.snapshot() as db:
            yield db, Request(rules=rules, now=NOW, which=which, is_default_period=False)


@pytest.fixture(scope="module")
def drawn(pizza: tuple[Connection, Request]) -> Report:
    """Give the summary of November with its charts."""
    db, request = pizza
    return with_charts(db, summary(db, request))


def _chart(report: Report, name: str) -> Chart:
    return next(chart for chart in report.charts if chart.name == name)


def _sum(chart: Chart, column: str) -> int:
    at = [one.name for one in chart.table.columns].index(column)
    return sum(row[at] for row in chart.table.rows if isinstance(row[at], int))


def _n(report: Report, name: str) -> int | None:
    figure = report.figure(name)
    assert figure is not None
    return figure.n


def test_days_hold_all_complaints(drawn: Report) -> None:
    """The bars of the days are as many complaints as the report counts, and so are the hours of the week."""
    complaints = _n(drawn, "mentions_complaint")
    assert _sum(_chart(drawn, "complaints_a_day"), "complaints") == complaints
    assert _sum(_chart(drawn, "week"), "complaints") == complaints
    assert len(_chart(drawn, "week").table.rows) == 7 * 24


def test_lengths_hold_all_waits(drawn: Report) -> None:
    """The bars of the lengths are as many complaints as the medians speak of, the unanswered among them."""
    chart = _chart(drawn, "lengths")
    assert _sum(chart, "answered") == _n(drawn, "complaint_frt_replied_median_seconds")
    assert _sum(chart, "answered") + _sum(chart, "waiting") == _n(drawn, "complaint_frt_median_seconds")


@pytest.mark.parametrize("by", [(), ("network",), ("day", "place")])
def test_grouping_changes_no_chart(pizza: tuple[Connection, Request], drawn: Report, by: tuple[str, ...]) -> None:
    """However the summary is grouped, its charts speak of all of the period."""
    db, request = pizza
    assert with_charts(db, summary(db, replace(request, by=by))).charts == drawn.charts


def test_the_promise_is_a_bound(drawn: Report) -> None:
    """Those answered up to the promise are those that kept it, as the report counts them."""
    chart = _chart(drawn, "lengths")
    assert chart.promise_seconds == 3600
    kept = sum(row[1] for row in chart.table.rows if row[0] is not None and row[0] <= 3600)  # type: ignore[operator]
    assert kept == _n(drawn, "complaint_attainment")


def test_stock_texts_are_those_of_the_report(drawn: Report) -> None:
    """The bars of the stock texts are as many replies as the report calls canned."""
    assert _sum(_chart(drawn, "templates"), "value") == _n(drawn, "canned_rate")


def test_a_spike_is_marked(drawn: Report) -> None:
    """The days marked are those of the section on spikes that speaks of all complaints."""
    marked = {row[0] for row in _chart(drawn, "complaints_a_day").table.rows if row[3]}
    told = {figure.name for figure in drawn.figures() if figure.name.startswith("spike_") and len(figure.name) == 14}
    assert {f"spike_{str(day).replace('-', '')}" for day in marked} == told


def test_a_period_without_beginning(pizza: tuple[Connection, Request]) -> None:
    """Of all time, the days begin with the first complaint."""
    db, request = pizza
    chart = complaints_a_day(db, replace(request, which=replace(request.which, since_at=None)))
    assert chart.table.rows[0][1]
    assert _sum(chart, "complaints") == _n(
        summary(db, replace(request, which=Filter(brand=request.which.brand))), "mentions_complaint"
    )


def test_a_period_that_begins_before_all_posts(pizza: tuple[Connection, Request], drawn: Report) -> None:
    """Days of which nothing is known are not drawn as days without complaints."""
    db, request = pizza
    early = replace(request, which=replace(request.which, since_at=from_text("1990-01-01T00:00:00Z")))
    rows = complaints_a_day(db, early).table.rows
    assert len(rows) < 100
    known = _chart(drawn, "complaints_a_day").table.rows
    assert rows[-len(known) :] == known


def test_nothing_is_drawn_of_nothing(pizza: tuple[Connection, Request]) -> None:
    """A period without posts has no charts."""
    db, request = pizza
    empty = replace(
        request,
        which=replace(
            request.which, since_at=from_text("2020-01-01T00:00:00Z"), until_at=from_text("2020-02-01T00:00:00Z")
        ),
    )
    assert with_charts(db, summary(db, empty)).charts == ()


def test_brands_side_by_side(world: World) -> None:
    """Each figure that is drawn has a bar for each brand, as long as the figure says."""
    answered = complaint(at="10:00")
    world.add(answered, reply(to=answered, at="10:20"), complaint(at="12:00", by="bob"))
    world.add(complaint("Globex lost my parcel, terrible!", at="11:00", by="cyd"), brand="Globex")
    request = Request(rules=world.rules, now=NOW, which=Filter(since_at=from_text("2026-11-01T00:00:00Z")))
    with world.open() as store, store.snapshot() as db:
        report = with_charts(db, compare(db, request))
    charts = {chart.name: chart for chart in report.charts}
    assert {chart.shape for chart in charts.values()} == {Shape.BARS}
    assert [row[:2] for row in charts["missed_1"].table.rows] == [("Acme", 0.5), ("Globex", 1.0)]
    for section in report.sections:
        if (chart := charts.get(section.figures[0].name)) is not None:
            assert [row[:2] for row in chart.table.rows] == [(one.title, one.value) for one in section.figures]


def test_an_answer_older_than_what_it_answers(ask: Ask, tmp_path: Path) -> None:
    """A post stamped before its parent waits on the day on which it counts as a complaint."""
    first = {"id": "1", "author": "ana", "text": "cold pizza, terrible", "created_at": "2026-11-19T09:00:00Z"}
    late = {"id": "2", "author": "acme", "text": "New menu!", "created_at": "2026-11-20T09:00:00Z"}
    rows = [{**first, "in_reply_to": "2"}, late]
    (tmp_path / "posts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert ask("import", "posts.jsonl", "--network", "x", "--account", "acme", "--db", "acme.db").code == 0
    with open_for_reading(Path("acme.db")) as store, store.snapshot() as db:
        request = Request(rules=stored_rules(store), now=NOW, which=Filter(brand="acme"))
        rows_drawn = complaints_a_day(db, request).table.rows
    assert rows_drawn == (("2026-11-19", 1, 1, False),)

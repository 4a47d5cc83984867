"""Values in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from builders import NOW, RULES
from mentionwatch.render.words import Words, figure_text, headline, percent
from mentionwatch.reports import Column, Figure, Report, Request, Table, Unit, Value
from mentionwatch.store.queries import Filter

WORDS = Words(ZoneInfo("Europe/Berlin"), NOW)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, Unit.TEXT, ""),
        (7800, Unit.DURATION, "2 h 10 min"),
        (0.825, Unit.SHARE, "82 %"),
        (12345, Unit.COUNT, "12,345"),
        (4.5, Unit.COUNT, "4.50"),
        (True, Unit.FLAG, "yes"),
        (("late", "cold"), Unit.LIST, "late; cold"),
        ("two\nlines\x1b[31m", Unit.TEXT, "two lines[31m"),
        (datetime(2026, 11, 21, 13, 5, tzinfo=UTC), Unit.INSTANT, "21 Nov 14:05"),
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), Unit.INSTANT, "31 Dec 2025 23:59"),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), Unit.INSTANT, "1 Jan 00:00"),
    ],
)
def test_values(value: Value, unit: Unit, text: str) -> None:
    """Each unit reads as people write it; times are local, with the year only if it is another."""
    assert WORDS.value(value, unit) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (0.001, "<1 %"), (0.5, "50 %"), (0.999, ">99 %"), (1.0, "100 %")]
)
def test_percent_keeps_none_and_all_for_what_they_mean(share: float, text: str) -> None:
    """One of a thousand is not 0 %, and all but one is not 100 %."""
    assert percent(share) == text


@pytest.mark.parametrize(
    ("value", "unit", "n", "of", "text"),
    [
        (38 / 46, Unit.SHARE, 38, 46, "38 of 46 (83 %)"),
        (None, Unit.SHARE, 0, 0, "none"),
        (None, Unit.SHARE, 2, 7, "none (2 of 7)"),
        (7800, Unit.DURATION, 48, None, "2 h 10 min (n 48)"),
        (None, Unit.DURATION, 48, None, "none (n 48)"),
        (12, Unit.COUNT, None, None, "12"),
        (12, Unit.COUNT, 40, 40, "12 of 40"),
        (1200, Unit.COUNT, 4000, 4000, "1,200 of 4,000"),
    ],
)
def test_figures(value: float | None, unit: Unit, n: int | None, of: int | None, text: str) -> None:
    """A figure names how many cases it speaks of."""
    figure = Figure(name="f", title="f", value=value, unit=unit, definition="", n=n, of=of, if_none="none")
    assert figure_text(figure) == text


def test_an_interval_stands_behind_its_share() -> None:
    """A share that few cases carry says between what shares it may well lie."""
    figure = Figure(name="f", title="f", value=0.06, unit=Unit.SHARE, definition="", n=1, of=17, low=0.01, high=0.27)
    assert figure_text(figure) == "1 of 17 (6 %; likely 1 to 27 %)"


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        ("2026-11-14T23:00:00+00:00", None, "15 to 22 November 2026"),
        ("2026-11-21T23:00:00+00:00", None, "22 November 2026"),
        ("2026-10-28T23:00:00+00:00", "2026-11-04T23:00:00+00:00", "29 October to 4 November 2026"),
        ("2025-12-27T23:00:00+00:00", "2026-01-03T23:00:00+00:00", "28 December 2025 to 3 January 2026"),
        (None, None, "up to 22 November 2026"),
    ],
)
def test_headline(since: str | None, until: str | None, text: str) -> None:
    """The first line names the brand, the first and the last whole day, and the zone whose days they are."""
    which = Filter(
        brand="Acme",
        since_at=datetime.fromisoformat(since) if since else None,
        until_at=datetime.fromisoformat(until) if until else None,
    )
    table = Table(name="t", title="t", columns=(Column("a", "a"),), rows=())
    report = Report(name="missed", title="t", request=Request(rules=RULES, now=NOW, which=which), table=table)
    assert headline(report) == f"Acme, {text}, Europe/Berlin"
    everyone = replace(report, request=replace(report.request, which=replace(which, brand=None)))
    assert headline(everyone) == f"all brands, {text}, Europe/Berlin"


def test_times_in_sentences_are_local() -> None:
    """A sentence that names an instant as the database holds it is printed with the local time."""
    assert WORDS.sentence("due 2026-11-21T13:05:00Z, late") == "due 21 Nov 14:05, late"

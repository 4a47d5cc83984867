"""The functions that our SQL knows: medians and percentiles as the reports have them, and local time."""

from __future__ import annotations

import math
import sqlite3
import statistics
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import qth_survival_time

from builders import NOW
from mentionwatch.store.functions import FUNCTIONS, Meaning, register

ROUNDING = 1e-9
NUMBERS = st.lists(st.one_of(st.integers(-10_000, 10_000), st.floats(-1e6, 1e6)), min_size=1, max_size=50)
SECONDS = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=50)
WAITS = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


def meaning(*, is_at_now: bool = False) -> Meaning:
    """Give what the functions mean in Berlin, where agents are called by their brand."""
    return Meaning(
        zone=ZoneInfo("Europe/Berlin"),
        name_agent=lambda brand, agent: f"{agent} of {brand}",
        now=NOW if is_at_now else None,
    )


def taught(*, is_at_now: bool = False) -> tuple[sqlite3.Connection, list[str]]:
    """Give a connection that knows the functions, and the list of what they refuse."""
    db = sqlite3.connect(":memory:")
    return db, register(db, meaning(is_at_now=is_at_now))


def value(expression: str, rows: Sequence[Sequence[object]] = (), *, is_at_now: bool = False) -> object:
    """Give an expression over rows of columns a and b."""
    db, _ = taught(is_at_now=is_at_now)
    db.execute("CREATE TABLE rows (a, b)")
    db.executemany("INSERT INTO rows VALUES (?, ?)", [(*row, None)[:2] for row in rows])
    found: object = db.execute(f"SELECT {expression} FROM rows").fetchone()[0]
    db.close()
    return found


@given(NUMBERS, st.randoms())
def test_the_median_is_the_lower_middle_whatever_the_order(numbers: list[float], chance: object) -> None:
    """It is that of Python's statistics, and NULLs and the order of rows change nothing."""
    shuffled: list[float | None] = [*numbers, None, None]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert value("median(a)", [[one] for one in shuffled]) == pytest.approx(statistics.median_low(numbers), abs=0)


@given(SECONDS, st.integers(0, 100))
def test_a_percentile_is_the_smallest_that_so_many_do_not_exceed(numbers: list[int], percent: int) -> None:
    """At least p % of the values are no larger than it, and fewer are where it is taken one step smaller."""
    found = value(f"percentile(a, {percent})", [[one] for one in numbers])
    assert found in numbers
    assert isinstance(found, int)
    share = percent / 100 - ROUNDING
    assert sum(one <= found for one in numbers) / len(numbers) >= share
    assert percent == 0 or sum(one < found for one in numbers) / len(numbers) < share + 2 * ROUNDING


@given(WAITS, st.sampled_from([10, 25, 50, 75, 90]), st.randoms())
def test_kaplan_meier_is_that_of_a_reference_library(
    waits: list[tuple[int, bool]], percent: int, chance: object
) -> None:
    """With many ties and unanswered waits, in any order of rows, each percentile is that of lifelines."""
    fitter = KaplanMeierFitter()
    fitter.fit([seconds for seconds, _ in waits], event_observed=[not is_unanswered for _, is_unanswered in waits])
    wanted = qth_survival_time(1 - percent / 100 + ROUNDING, fitter.survival_function_["KM_estimate"])
    shuffled: list[tuple[int | None, bool]] = [*waits, (None, True)]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert value(f"km_percentile(a, b, {percent})", shuffled) == (None if math.isinf(wanted) else wanted)
    if percent == 50:
        assert value("km_median(a, b)", shuffled) == (None if math.isinf(wanted) else wanted)


@given(SECONDS)
def test_where_all_are_answered_kaplan_meier_is_the_median(numbers: list[int]) -> None:
    """Nobody waits any more: both say the same."""
    rows = [(one, 0) for one in numbers]
    assert value("km_median(a, b)", rows) == value("median(a)", rows)


def test_nothing_has_no_median() -> None:
    """Of no values, and of NULLs alone, every function gives NULL."""
    for rows in ([], [(None, 1)]):
        for call in ("median(a)", "percentile(a, 50)", "km_median(a, 1)", "km_percentile(a, 1, 90)"):
            assert value(call, rows) is None


def test_hours_are_as_good_as_seconds() -> None:
    """Whoever divides by 3600 gets the median in hours."""
    assert value("km_median(a / 3600.0, b)", [(1800, 0), (5400, 0), (9000, 1)]) == 1.5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("median('many')", "median takes numbers, not text"),
        ("percentile(1, 101)", "percentile gives a percentile from 0 to 100"),
        ("percentile(1, NULL)", "percentile gives a percentile from 0 to 100"),
        ("percentile(a, a)", "percentile gives one percentile at a time"),
        ("km_median(1, NULL)", "km_median must know of each row whether it is unanswered: 1 or 0"),
        ("local_week('soon')", "local_time and local_week take an instant as the views hold it: 2026-11-22T09:30:00Z"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(call: str, words: str) -> None:
    """A function never makes a figure up from text, a missing flag or an impossible share."""
    db, said = taught()
    with pytest.raises(sqlite3.OperationalError):
        db.execute(f"SELECT {call} FROM (SELECT 1 AS a UNION ALL SELECT 2)").fetchall()
    db.close()
    assert said == [words]


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("local_time('2026-11-22T23:30:00Z')", "2026-11-23 00:30:00"),
        ("local_time('2026-07-01T22:00:00Z')", "2026-07-02 00:00:00"),
        ("local_week('2026-12-31T23:30:00Z')", "2026-W53"),
        ("local_week(NULL)", None),
        ("agent_name('Acme', 'jo')", "jo of Acme"),
        ("agent_name('Acme', NULL)", None),
    ],
)
def test_local_time_and_agents(call: str, wanted: str | None) -> None:
    """Instants are told as the clock on the wall has them, also in summer, and agents as reports name them."""
    assert value(f"max({call})", [[1]]) == wanted


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("unixepoch('now')", 1795339800),
        ("unixepoch()", 1795339800),
        ("datetime('NOW', '-1 day')", "2026-11-21 09:30:00"),
        ("strftime('%H:%M')", "09:30"),
        ("date('2020-02-28', '+1 day')", "2020-02-29"),
        ("julianday('2000-01-01 12:00')", 2451545.0),
    ],
)
def test_now_can_be_said(call: str, wanted: object) -> None:
    """SQLite's own functions of time take for now what a user says it is, and are otherwise themselves."""
    assert value(f"max({call})", [[1]], is_at_now=True) == wanted


def test_each_function_is_told_of() -> None:
    """The list for the docs names the functions that there are, with as many values as they take."""
    plain = sqlite3.connect(":memory:")
    own = {row[0] for row in plain.execute("SELECT name FROM pragma_function_list")}
    plain.close()
    db, _ = taught()
    held = {(row[0], row[4]) for row in db.execute("SELECT * FROM pragma_function_list") if row[0] not in own}
    db.close()
    assert held == {(name.partition("(")[0], name.count(",") + 1) for name in FUNCTIONS}

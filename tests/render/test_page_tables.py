"""A table on a page: each order holds the same rows, and only plain addresses of the web are links."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW
from mentionwatch.render.page_tables import Shown, shown
from mentionwatch.render.words import Words
from mentionwatch.reports import Column, Table, Unit, Value

_WORDS = Words(ZoneInfo("Europe/Berlin"), NOW)
_COLUMNS = (
    Column("post", "id", Unit.COUNT),
    Column("opened_at", "posted", Unit.INSTANT),
    Column("kind", "kind"),
    Column("language", "language"),
    Column("network", "network"),
    Column("customer", "customer"),
    Column("text", "what they wrote"),
    Column("waiting_seconds", "waited", Unit.DURATION),
    Column("url", "link"),
)


def row(
    post: int, *, ago: int = 60, waited: int | None = 60, url: str | None = None, text: str = "Cold!"
) -> tuple[Value, ...]:
    """Make a row of a list of waits."""
    return (post, NOW - timedelta(minutes=ago), "complaint", "de", "mastodon", "ana", text, waited, url)


def table(*rows: tuple[Value, ...], total: int | None = None, is_to_read: bool = False) -> Table:
    """Make a list of waits."""
    return Table(name="any", title="Any", columns=_COLUMNS, rows=rows, total=total, is_to_read=is_to_read)


def ids(made: Shown) -> list[list[str]]:
    """Give the ids of each order."""
    return [[cells[0].text for cells in order.rows] for order in made.orders]


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(0, 9**5) | st.none()), max_size=20, unique=True))
def test_each_order_is_whole(values: list[tuple[int, int | None]]) -> None:
    """Every order has all rows; the first is the report's own, the others fall."""
    made = shown(table(*(row(i, ago=ago, waited=waited) for i, (ago, waited) in enumerate(values))), _WORDS)
    first, *others = ids(made)
    assert first == [str(i) for i in range(len(values))]
    for order, found in zip(made.orders[1:], others, strict=True):
        assert sorted(found) == sorted(first)
        keys = [values[int(one)][0 if "posted" in order.words else 1] for one in found]
        falling = [-1 if key is None else key for key in keys]
        assert falling == sorted(falling, reverse="waited" in order.words)


def test_a_list_ends_in_each_order_by_itself() -> None:
    """The first of each order are shown, so that the longest wait is there however late it stands in the report."""
    made = shown(table(*(row(i, ago=i, waited=i) for i in range(9)), total=20), _WORDS, limit=3)
    assert ids(made) == [["0", "1", "2"], ["8", "7", "6"]]
    assert made.left_out == 17


def test_short_lists_have_one_order() -> None:
    """A list of a few rows needs no other order."""
    assert len(shown(table(row(1, ago=9), row(2, ago=5)), _WORDS).orders) == 1


def test_no_order_by_what_nobody_sees() -> None:
    """A column that is for files alone gives no order."""
    columns = (*_COLUMNS[:-2], Column("wait", "wait", Unit.COUNT), Column("url", "link"))
    rows = tuple((*row(i, ago=i)[:-2], 9 - i, None) for i in range(5))
    made = shown(Table(name="any", title="Any", columns=columns, rows=rows), _WORDS)
    assert [order.words for order in made.orders] == ["as listed"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", None, "", "https://a.example/ x"])
def test_no_link(url: str | None) -> None:
    """The id of a post links to it only if its address is a plain one of the web."""
    made = shown(table(row(1, url=url)), _WORDS)
    assert made.orders[0].rows[0][0].href == ""
    assert shown(table(row(1, url="https://a.example/1")), _WORDS).orders[0].rows[0][0].href == "https://a.example/1"


def test_what_is_minor_stands_beneath_the_text() -> None:
    """Beside a text stand its time, kind, customer and wait; the rest is a line beneath it."""
    made = shown(table(row(1)), _WORDS)
    assert [one.title for one in made.heads] == ["id", "posted", "kind", "customer", "what they wrote", "waited"]
    (text,) = [one for one in made.orders[0].rows[0] if one.kind == "text"]
    assert (text.text, text.beneath, text.lang) == ("Cold!", "network: mastodon", "de")


def test_long_texts_end() -> None:
    """A text is cut where it is too long for a page."""
    made = shown(table(row(1, text="cold " * 500)), _WORDS, longest=50)
    (text,) = [one.text for one in made.orders[0].rows[0] if one.kind == "text"]
    assert len(text) == 50
    assert text.endswith("…")


def test_rows_to_read() -> None:
    """A row to be read says whom and when, its texts under their titles, and what was found."""
    (one,) = shown(table(row(7, url="https://a.example/7"), is_to_read=True), _WORDS).orders[0].readings
    assert one.about == "id 7, 22 Nov 09:30, complaint, mastodon, ana"
    assert one.href == "https://a.example/7"
    assert one.texts == (("what they wrote", "Cold!"),)
    assert one.found == "waited: 1 min"

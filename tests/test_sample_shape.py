"""What the sample brand is made of: its counts, days, threads and fields."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from mentionwatch.clock import from_text
from mentionwatch.demo import NETWORKS
from sample_rows import END, POSTS, ROWS, STORIES, of, root


def test_counts() -> None:
    """The sample is 355 posts by 112 customers and the brand on four networks."""
    assert Counter(row.network for row in ROWS) == {"mastodon": 103, "bluesky": 137, "reddit": 56, "google": 59}
    assert len({row.customer for row in ROWS if not row.is_brand}) == 112
    assert {row.network for row in ROWS if row.is_brand} == set(NETWORKS)


def test_three_weeks() -> None:
    """Every day of exactly three weeks has posts, in UTC and in the brand's zone."""
    expected = {date(2026, 1, 1) + timedelta(days=day) for day in range(21)}
    assert {row.at.date() for row in ROWS} == expected
    assert {row.at.astimezone(ZoneInfo("Europe/Berlin")).date() for row in ROWS} == expected


def test_busy_times() -> None:
    """Evenings are busier than mornings, and no day is busier than the Saturday in the middle."""
    hours = Counter(row.at.hour for row in ROWS if not row.is_brand)
    assert sum(hours[hour] for hour in range(17, 22)) > 3 * sum(hours[hour] for hour in range(6, 11))
    days = Counter(row.at.date() for row in ROWS)
    assert [day for day, _ in days.most_common(2)] == [date(2026, 1, 10), date(2026, 1, 11)]


def test_ids_are_unique() -> None:
    """No two posts share an id."""
    assert len(POSTS) == len(ROWS)


def test_threads_are_whole() -> None:
    """Every parent is held and older than its reply, every stated thread is the root, no reply count is too low."""
    children = Counter(row.parent for row in ROWS)
    for row in ROWS:
        if row.parent is not None:
            assert POSTS[row.parent].at < row.at, row.ref
        if "thread" in row.raw:
            assert root(row).raw["id"] == row.raw["thread"]
        assert row.raw.get("replies", children[row.ref]) >= children[row.ref]


def test_rows_keep_the_contract() -> None:
    """Every row has the required fields, a time in whole UTC seconds, and no host outside example domains."""
    for row in ROWS:
        assert row.raw["id"]
        assert row.author
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row.raw["created_at"])
        hosts = re.findall(r"https?://([^/\s]+)", row.text + " " + row.raw["url"])
        assert all(host.endswith(".example") for host in hosts), hosts


def test_each_review_has_a_rating_and_a_place() -> None:
    """Each review, and nothing else, has 1 to 5 stars and one of five places; replies stand beneath reviews."""
    rated = [row for row in ROWS if "rating" in row.raw]
    assert rated == [row for row in ROWS if row.network == "google" and not row.is_brand]
    assert {row.raw["rating"] for row in rated} == {1, 2, 3, 4, 5}
    assert len({row.raw["location"] for row in rated}) == 5
    replies = [row for row in ROWS if row.network == "google" and row.is_brand]
    assert len(replies) > 10
    assert all(row.parent in {review.ref for review in rated} for row in replies)


def test_kinds_cover_every_customer_post() -> None:
    """Each customer's post has exactly one kind, and no brand post has any."""
    listed = [ref for refs in STORIES["kinds"].values() for ref in refs]
    assert sorted(listed) == sorted(row.ref for row in ROWS if not row.is_brand)


def test_edited_deleted_and_wordless_posts() -> None:
    """One complaint was edited, one post deleted, one review is a rating alone."""
    assert [row.ref for row in ROWS if "edited_at" in row.raw] == STORIES["edited"]
    assert [row.ref for row in ROWS if "deleted" in row.raw] == STORIES["deleted"]
    assert [row.ref for row in ROWS if not row.text] == [STORIES["rating_only"]]
    for row in (*of("edited"), *of("deleted")):
        assert row.at < from_text(row.raw.get("edited_at") or row.raw["deleted"]) < END


def test_languages() -> None:
    """Most posts are English; several are German or Spanish."""
    languages = Counter(row.raw.get("lang") for row in ROWS)
    assert languages["en"] > 300
    assert languages["de"] >= 5
    assert languages["es"] >= 4

"""The rules kept in the database: written and read back without a change."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.config import (
    BrandAccount,
    BusinessHours,
    Config,
    FeedConfig,
    FeedHours,
    JudgeRules,
    Place,
    ReplyRules,
    Rules,
    Sla,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
NAMES = WORDS.filter(lambda text: re.sub(r"^[@\s]+", "", text).strip())
LISTS = st.lists(WORDS, max_size=3).map(tuple)
SPANS = st.integers(1, 3660 * 86400).map(lambda seconds: timedelta(seconds=seconds))
DAYS = st.dates(date(1970, 1, 1), date(2199, 12, 31))
SLAS = st.builds(
    Sla,
    complaint=SPANS,
    next_reply=SPANS,
    warn_at=st.floats(0, 1, exclude_min=True),
    about=st.booleans(),
    auto_reply_within=st.just(timedelta(0)) | SPANS,
    since=st.none() | DAYS,
)
HOURS = st.builds(
    BusinessHours,
    week=st.sampled_from(["mon-fri 09:00-17:00", "sat 22:00-02:00; sun 00:00-24:00"]),
    holidays=st.sampled_from(["US", "DE-BE"]) | st.lists(DAYS, max_size=3).map(tuple),
    timezone=st.none() | st.just("Asia/Tokyo"),
)
RULES = st.builds(
    Rules,
    brand=NAMES,
    timezone=st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia"]),
    accounts=st.lists(st.builds(BrandAccount, network=WORDS, handle=NAMES, brand=NAMES), max_size=3).map(tuple),
    terms=st.dictionaries(NAMES, LISTS, max_size=3),
    places=st.lists(st.builds(Place, name=NAMES, terms=LISTS, locations=LISTS), max_size=2).map(tuple),
    sla=st.lists(SLAS, min_size=1, max_size=3, unique_by=lambda sla: sla.since).map(tuple),
    business_hours=st.none() | HOURS,
    feed_hours=st.lists(st.builds(FeedHours, feed=NAMES, brand=NAMES, hours=HOURS), max_size=2).map(tuple),
    judge=st.builds(JudgeRules, languages=LISTS, complaint_words=LISTS, praise_words=LISTS, ignore=LISTS),
    replies=st.builds(ReplyRules, templates=LISTS, min_customers=st.integers(1, 99), min_words=st.integers(1, 99)),
)


@given(RULES)
def test_rules_survive_writing_and_reading(rules: Rules) -> None:
    """Any rules are read back equal, written again to the same text, and so keep their name."""
    again = Rules.from_text(rules.to_text())
    assert again == rules
    assert again.to_text() == rules.to_text()
    assert again.hash == rules.hash


@given(RULES, RULES)
def test_other_rules_have_another_name(one: Rules, other: Rules) -> None:
    """Two sets of rules share a name only if they are equal."""
    assert (one.hash == other.hash) == (one == other)


def test_the_promise_in_force_is_that_of_the_day_in_the_zone() -> None:
    """A promise begins at midnight of its day on the brand's own clock."""
    rules = Rules(
        brand="Acme",
        timezone="Pacific/Auckland",
        sla=(Sla(complaint=timedelta(minutes=30), since=date(2026, 7, 1)), Sla()),
    )
    midnight = datetime(2026, 6, 30, 12, tzinfo=UTC)
    assert rules.sla_at(midnight).complaint == timedelta(minutes=30)
    assert rules.sla_at(midnight - timedelta(seconds=1)).complaint == timedelta(hours=1)


def test_before_the_first_promise_the_first_one_holds() -> None:
    """Posts older than every promise are measured by the oldest."""
    rules = Rules(brand="Acme", sla=(Sla(since=date(2026, 7, 1)), Sla(since=date(2027, 1, 1), about=True)))
    assert rules.sla_at(datetime(2020, 1, 1, tzinfo=UTC)) == rules.sla[0]


def test_the_rules_gather_what_the_feeds_say_of_each_brand() -> None:
    """Accounts and terms go to the feed's brand, each term once, and a file's accounts to the network it holds."""
    feeds = (
        FeedConfig(name="a", network="bluesky", accounts=("acme.example",), terms=("acme air", "acmeair")),
        FeedConfig(name="b", network="files", accounts=("Acme",), terms=("acme air",), options={"network": "reviews"}),
        FeedConfig(name="c", network="bluesky", brand="Globex", accounts=("@globex.example",)),
    )
    rules = Config.model_validate({"brand": "Acme", "database": "x", "feeds": feeds}).rules()
    assert [(account.network, account.handle, account.brand) for account in rules.accounts] == [
        ("bluesky", "acme.example", "Acme"),
        ("reviews", "Acme", "Acme"),
        ("bluesky", "globex.example", "Globex"),
    ]
    assert rules.terms == {"Acme": ("acme air", "acmeair"), "Globex": ()}


def test_the_hours_of_a_feed_hold_before_those_of_the_brand() -> None:
    """A rival has no hours but those that its own feed is given; the first feed with hours wins."""
    hours = [BusinessHours(week=f"mon {hour:02}:00-17:00") for hour in range(4)]
    feeds = (
        FeedConfig(name="a", network="bluesky"),
        FeedConfig(name="b", network="mastodon", business_hours=hours[1]),
        FeedConfig(name="c", network="rss", business_hours=hours[2]),
        FeedConfig(name="d", network="bluesky", brand="Globex", business_hours=hours[3]),
    )
    config = Config(brand="Acme", database="x", feeds=feeds, business_hours=hours[0])
    rules = Rules.from_text(config.rules().to_text())
    of_acme = (["a"], ["a", "c"], ["c", "b"], ["d"], [])
    assert [rules.hours_of("Acme", feeds) for feeds in of_acme] == [hours[0], hours[2], hours[1], hours[0], hours[0]]
    assert [rules.hours_of("Globex", feeds) for feeds in (["d"], ["a"], ["b"])] == [hours[3], None, None]


@given(RULES, st.datetimes(datetime(1970, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)))
def test_each_promise_knows_the_time_it_holds_for(rules: Rules, instant: datetime) -> None:
    """At any instant exactly one promise is in force, the one that a wait opened then is judged by."""
    found = [
        sla
        for sla, since_at, until_at in rules.promises()
        if (since_at is None or since_at <= instant) and (until_at is None or instant < until_at)
    ]
    assert found == [rules.sla_at(instant)]

"""Rows as posts: the contract of "Posts as JSON lines", field by field."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.clock import to_text
from mentionwatch.errors import UsageError
from mentionwatch.feeds.rows import BadLine, Notice, RowReader, RowRules
from mentionwatch.model import Address, Post, TimeQuality, Visibility

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROW = {"id": "1", "network": "x", "author": "ann", "text": "no parcel", "created_at": "2026-11-20T10:00:00Z"}


def read(rules: RowRules | None = None, **changes: Any) -> tuple[Post, list[str]]:
    """Read one row with changes; give its post and the fields that were lost."""
    *notices, post = RowReader(rules or RowRules(), now=NOW).read(1, ROW | changes)
    assert isinstance(post, Post), post
    return post, [notice.field for notice in notices if isinstance(notice, Notice)]


def refusal(rules: RowRules | None = None, **changes: Any) -> str:
    """Read one row that must be refused; give the reason."""
    (line,) = RowReader(rules or RowRules(), now=NOW).read(7, ROW | changes)
    assert isinstance(line, BadLine), line
    assert line.number == 7
    return line.reason


def test_all_fields_are_read() -> None:
    """A row with every field becomes a post with every field, and nothing is lost."""
    post, lost = read(
        author="@Ann",
        author_id=17,
        author_name="Ann O.",
        followers="120",
        in_reply_to="0",
        thread="root",
        url="https://social.example/1",
        lang="pt-BR",
        rating="4.5",
        location="locations/7",
        likes=3,
        shares="4",
        replies=5.0,
        edited_at="2026-11-20T11:00:00Z",
        brand="Acme",
    )
    account = post.account
    assert lost == []
    assert (post.ref, post.parent_ref, post.root_ref, post.network) == ("x:1", "x:0", "x:root", "x")
    assert (account.ref, account.handle, account.name, account.followers) == ("x:17", "Ann", "Ann O.", 120)
    assert (post.rating, post.lang, post.location, post.brand) == (4.5, "pt-BR", "locations/7", "Acme")
    assert (post.likes, post.shares, post.replies) == (3, 4, 5)
    assert post.url == "https://social.example/1"
    assert post.edited_at == datetime(2026, 11, 20, 11, tzinfo=UTC)


@pytest.mark.parametrize("name", ["id", "author", "text", "created_at", "network"])
@pytest.mark.parametrize("value", [None, "", "  ", float("nan"), [], {}, True])
def test_required_field_must_be_there(name: str, value: Any) -> None:
    """A required field that is missing, empty or unreadable makes the line bad, and the reason names it."""
    assert name in refusal(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("followers", "many"),
        ("followers", -1),
        ("likes", 2**63),
        ("shares", "1,234"),
        ("replies", float("inf")),
        ("rating", 5.5),
        ("rating", "-1"),
        ("url", "javascript:alert(1)"),
        ("url", "ftp://example"),
        ("url", "https://[bad"),
        ("lang", "English (US)"),
        ("visibility", "secret"),
        ("from_brand", "perhaps"),
        ("edited_at", "later"),
        ("deleted", "soon"),
        ("in_reply_to", 1.5),
        ("in_reply_to", {"id": 1}),
        ("author_name", ["Ann"]),
    ],
)
def test_unusable_optional_field_is_lost_and_counted(name: str, value: Any) -> None:
    """An optional field that cannot be used becomes null, is named, and the post is kept."""
    post, lost = read(**{name: value})
    assert lost == [name]
    assert post == read()[0]


@pytest.mark.fault("F58")
@pytest.mark.parametrize(
    ("given_id", "kept"),
    [(2**70, str(2**70)), (" ab ", "ab"), ("12.0", "12"), (0, "0"), ("1e5", "1e5"), ("x:9", "9"), ("a\0b", "a\ufffdb")],
)
def test_id_stays_what_it_is(given_id: Any, kept: str) -> None:
    """An id is text, or the digits of a number of any size; a ref of our own export is not prefixed again."""
    assert read(id=given_id)[0].ref == f"x:{kept}"


@pytest.mark.fault("F58")
@pytest.mark.parametrize("rounded", [1e20, 12.0, "1.23457E+17", "1,2E+17", "123456789012345678.0", True, "y" * 2001])
def test_id_that_may_stand_for_several_posts_is_refused(rounded: Any) -> None:
    """What a spreadsheet or a float has rounded is no id: posts would swallow one another."""
    assert refusal(id=rounded).startswith("id: ")


@pytest.mark.parametrize("null", ["nan", "NaN", "NULL", "None", "\\N", "<NA>"])
def test_written_null_is_no_parent(null: str) -> None:
    """What databases and pandas write for null is none: else it would be everybody's parent."""
    post, lost = read(in_reply_to=null, author_id=null)
    assert (post.parent_ref, post.account.ref, lost) == (None, "x:ann", [])
    assert read(text=null)[0].text == null


def test_row_wins_over_the_flags() -> None:
    """A row's own network, brand and word on its author hold against the rules."""
    rules = RowRules(network="y", accounts=("ann",), brand="Globex")
    post, _ = read(rules, brand="Acme", from_brand="no")
    assert (post.network, post.brand, post.from_brand) == ("x", "Acme", False)
    assert read(rules, network=None, author="bob")[0].network == "y"


@pytest.mark.parametrize("author", ["ACME", "@acme", " Acme "])
def test_account_speaks_for_the_brand(author: str) -> None:
    """A brand's handle is known in any case, with or without its @; so is its id."""
    assert read(RowRules(accounts=("@Acme",), brand="Acme Inc"), author=author)[0].from_brand is True
    assert read(RowRules(accounts=("B-7",)), author="somebody", author_id="b-7")[0].from_brand is True
    assert read(RowRules(accounts=("@Acme",)), author="ann")[0].from_brand is False


def test_without_a_word_nobody_is_anybody() -> None:
    """Where neither rules nor row know who speaks for the brand, the post does not claim to know."""
    assert (read()[0].from_brand, read()[0].brand) == (None, None)


def test_brand_without_a_name_is_called_by_its_handle() -> None:
    """A brand's post with no brand anywhere belongs to the account that wrote it."""
    assert read(author="acme", from_brand=True)[0].brand == "acme"
    assert read(RowRules(brand="Acme Inc"), author="acme", from_brand=True)[0].brand == "Acme Inc"


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, None),
        ({"in_reply_to": "0"}, None),
        ({"brand": "Acme"}, Address.TO),
        ({"in_reply_to": "0", "brand": "Acme"}, Address.TO),
        ({"from_brand": True}, None),
        ({"from_brand": True, "brand": "Acme"}, None),
    ],
)
def test_address_is_what_the_row_can_know(changes: dict[str, Any], address: Address | None) -> None:
    """A row that names its own brand is to it; of the others, the thread and the tags decide."""
    assert read(**changes)[0].address is address


@pytest.mark.parametrize("truth", [True, 1, "1", "true", "Yes", "T", "y"])
def test_column_can_be_negated(truth: Any) -> None:
    """`from_brand=!inbound` reads the opposite of a truth column, however it writes truth."""
    rules = RowRules(mapping={"from_brand": "!inbound"})
    assert read(rules, inbound=truth)[0].from_brand is False
    assert read(rules, inbound="False")[0].from_brand is True


def test_order_of_day_and_month_can_be_named() -> None:
    """An ambiguous date is refused, and read once the mapping says which comes first."""
    assert "day or month first" in refusal(created_at="03/10/2026 10:00")
    post, _ = read(RowRules(mapping={"created_at": "dmy:day"}), day="03/10/2026 10:00")
    assert to_text(post.created_at) == "2026-10-03T10:00:00Z"


def test_unknown_field_in_a_mapping_is_refused() -> None:
    """A mapping of a field that does not exist names the nearest one that does."""
    with pytest.raises(UsageError, match="auther") as caught:
        RowReader(RowRules(mapping={"auther": "user"}), now=NOW)
    assert "author=user" in caught.value.hint


@pytest.mark.fault("F53")
def test_time_in_the_future_is_not_believed() -> None:
    """More than five minutes ahead becomes the import's time, estimated; edits and deletions never lie ahead."""
    post, _ = read(created_at="2099-01-01T00:00:00Z", edited_at="2099-01-01T00:00:00Z", deleted="2099-01-01")
    assert (post.created_at, post.time_quality) == (NOW, TimeQuality.ESTIMATED)
    assert (post.edited_at, post.deleted_at) == (NOW, NOW)
    ahead = NOW + timedelta(minutes=4)
    assert read(created_at=to_text(ahead))[0].created_at == ahead
    assert read(created_at="2026-11-20")[0].time_quality is TimeQuality.ESTIMATED


def test_private_and_deleted_posts_have_no_words() -> None:
    """A private post's text is not kept, a deleted one's neither, and both may come without any."""
    post, _ = read(visibility="Private", text="my number is 0301234")
    assert (post.visibility, post.text) == (Visibility.PRIVATE, "")
    assert read(visibility="private", text="")[0].text == ""
    post, _ = read(deleted="yes", text="gone")
    assert (post.deleted_at, post.text) == (NOW, "")
    assert read(deleted="false", text="here")[0].deleted_at is None


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["likes", "thread", "to", "deleted", "rating", *ROW]), values))
def test_any_object_is_a_post_or_a_bad_line(row: dict[str, Any]) -> None:
    """Whatever stands in a row's fields, it gives one post that can be stored, or one reason."""
    *notices, last = RowReader(RowRules(network="x"), now=NOW).read(1, ROW | row)
    assert all(isinstance(notice, Notice) for notice in notices)
    if isinstance(last, Post):
        json.dumps([last.ref, last.account.ref, last.account.handle, last.text]).encode()
        "".join([last.ref, last.parent_ref or "", last.account.ref, last.account.handle, last.text]).encode()
        assert not notices or {notice.field for notice in notices} <= set(row)
    else:
        assert isinstance(last, BadLine)


def test_sample_rows_are_read() -> None:
    """The sample of the documented format is read as documented: opaque ids, parents, a review with its shop."""
    reader = RowReader(RowRules(network="mastodon", accounts=("acme",), brand="Acme"), now=NOW)
    lines = (Path(__file__).parents[1] / "data" / "files" / "posts.jsonl").read_text(encoding="utf-8").split("\n")
    found = [post for line in lines if line for post in reader.read(1, json.loads(line)) if isinstance(post, Post)]
    ask, answer, review = found
    assert answer.parent_ref == ask.ref == answer.root_ref == "mastodon:36893488147419103233"
    assert (answer.from_brand, ask.from_brand, ask.account.ref) == (True, False, "mastodon:a-1")
    assert (review.network, review.brand, review.rating, review.location) == (
        *("google", "Acme Kreuzberg"),
        *(2.5, "locations/7"),
    )


def test_a_review_may_be_of_stars_alone() -> None:
    """An empty text is a bad line, but not where a rating speaks."""
    review, _ = read(text="", rating=2)
    assert (review.text, review.rating) == ("", 2.0)
    assert refusal(text="", rating=None) == "no text"

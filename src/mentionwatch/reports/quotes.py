"""The recoveries that a marketer may quote, the best first: the complaint, what the brand did, and the thanks.

Whoever reads them holds what strangers wrote in public, and no permission to advertise with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from mentionwatch.clock import to_text
from mentionwatch.errors import UsageError
from mentionwatch.judge.language_words import COMMON
from mentionwatch.model import Visibility
from mentionwatch.replies.touches import words_of_matter
from mentionwatch.reports.agents import printed_text
from mentionwatch.reports.recovery import Ending, How, endings
from mentionwatch.reports.reply_figures import marks_in_list
from mentionwatch.store import recoveries
from mentionwatch.store.pseudonyms import brands_of_ours

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

    from mentionwatch.config import Rules
    from mentionwatch.store.queries import Filter

CONSENT = (
    "a public post is no permission to advertise with it: ask each author first, and note the answer in the column "
    "`consent`"
)
_SHORT, _LONG = range(5, 41), range(41, 81)
"""How many words of thanks are quoted whole, and how many must be cut."""
_FOR_SHORT, _FOR_LONG = 20, 10
_FOR_A_WORD, _MOST_WORDS = 5, 5
_STRONG, _CLEAR = 0.5, 0.25
_FOR_STRONG, _FOR_CLEAR = 20, 10
_FOR_ANSWERING = 10
_FOR_A_STAR = 5
_FOR_GOODBYE = 20
_BAD, _FOR_BAD = -0.3, 10
_COMMON = frozenset(word for words in COMMON.values() for word in words.split())

Quoted: TypeAlias = Mapping[str, Any]
"""A recovery as a row: values as the database holds them, instants as text and lists as JSON."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A recovered complaint with its thanks, each with what it said."""

    ending: Ending
    complaint: Row
    thanks: Row
    complaint_text: str


def quotes(db: Connection, which: Filter, rules: Rules) -> Iterator[Quoted]:
    """Give the recoveries of the user's own brand in the customers' words, the best to quote first.

    Left out is what nobody should quote: what was deleted, is not public or insults somebody, and what ended well by a
    person's word alone. Raises UsageError where a rival is asked for.
    """
    found = [(pair, _points(pair)) for pair in _pairs(db, which, _own(db, which, rules))]
    found.sort(key=lambda one: one[0].complaint["ref"])
    found.sort(key=lambda one: (_total(one[1]), one[0].ending.said_at), reverse=True)
    return (_row(db, pair, points, rules) for pair, points in found)


def _own(db: Connection, which: Filter, rules: Rules) -> frozenset[str] | None:
    """Name the brands whose customers may be quoted, None for any: a database without rules holds no rival's."""
    if not rules.brand:
        return None
    own = frozenset({rules.brand, *brands_of_ours(db, rules)})
    if which.brand is not None and which.brand not in own:
        raise UsageError(
            f"{which.brand} is not your brand: its customers are not yours to quote",
            hint=f"leave --brand out, or name {rules.brand}",
        )
    return own


def _pairs(db: Connection, which: Filter, own: frozenset[str] | None) -> Iterator[_Pair]:
    said = [(one, one.post["id"]) for one in endings(db, which) if one.post is not None and one.said_at is not None]
    posts = recoveries.judged_posts(db, [post_id for one, thanks in said for post_id in (one.row["id"], thanks)])
    for ending, thanks_id in said:
        complaint, thanks = posts[ending.row["id"]], posts[thanks_id]
        if own is not None and ending.row["brand"] not in own:
            continue
        text = complaint["text"]
        if ending.how is How.STARS:
            text = recoveries.first_text(db, ending.row["stars_id"]) or ""
        if text and _may_be_quoted(complaint) and _may_be_quoted(thanks):
            yield _Pair(ending, complaint, thanks, text)


def _may_be_quoted(post: Row) -> bool:
    is_there = post["deleted_at"] is None and post["visibility"] == Visibility.PUBLIC and bool(post["text"].strip())
    return is_there and not post["abusive"]


def _points(pair: _Pair) -> list[tuple[str, int]]:
    """Say what makes a recovery good to quote, with the points of each part."""
    return [*_points_of_thanks(pair.thanks), *_points_of_way(pair)]


def _points_of_thanks(thanks: Row) -> Iterator[tuple[str, int]]:
    length = sum(not word.startswith("@") for word in thanks["text"].split())
    if length in _SHORT:
        yield f"short enough to quote whole: {length} words", _FOR_SHORT
    elif length in _LONG:
        yield f"short enough to quote in part: {length} words", _FOR_LONG
    own = [word for word in words_of_matter(thanks["text"]) if word not in _COMMON][:_MOST_WORDS]
    if own:
        yield f"in words of their own: {', '.join(own)}", _FOR_A_WORD * len(own)
    polarity = thanks["polarity"] or 0
    if polarity >= _CLEAR:
        is_strong = polarity >= _STRONG
        yield ("strong praise", _FOR_STRONG) if is_strong else ("praise", _FOR_CLEAR)


def _points_of_way(pair: _Pair) -> Iterator[tuple[str, int]]:
    how, row = pair.ending.how, pair.ending.row
    if how in (How.THERE, How.STARS):
        yield "after the brand's own words", _FOR_ANSWERING
    if how is How.STARS:
        before, now = row["stars_before"], pair.thanks["rating"]
        yield f"from {before:g} to {now:g} stars", round(_FOR_A_STAR * (now - before))
    if pair.complaint["goodbye"]:
        yield "they had said goodbye", _FOR_GOODBYE
    if (pair.complaint["polarity"] or 0) <= _BAD:
        yield "after a strong complaint", _FOR_BAD


def _total(points: Sequence[tuple[str, int]]) -> int:
    return sum(number for _, number in points)


def _row(db: Connection, pair: _Pair, points: Sequence[tuple[str, int]], rules: Rules) -> Quoted:
    ending, row, thanks = pair.ending, pair.ending.row, pair.thanks
    reply = recoveries.reply_before(db, row["id"], row["brand"], at=ending.said_at)
    has_stars = ending.how is How.STARS
    edited = [what for what, post in (("complaint", pair.complaint), ("thanks", thanks)) if post["edited_at"]]
    return {
        **{name: row[name] for name in ("ref", "network", "customer", "customer_name", "brand", "url", "place")},
        "text": pair.complaint_text,
        "opened_at": row["opened_at"],
        "topics": row["topics"],
        "reply_ref": reply and reply["ref"],
        "reply_text": reply and printed_text(reply, rules),
        "reply_at": reply and reply["created_at"],
        "reply_url": reply and reply["url"],
        "marks": json.dumps(marks_in_list(reply) if reply else []),
        "thanks_ref": thanks["ref"],
        "thanks_by": thanks["handle"],
        "thanks_text": thanks["text"],
        "thanks_at": to_text(ending.said_at) if ending.said_at else None,
        "thanks_url": thanks["url"],
        "how": ending.how,
        "seconds": ending.seconds,
        "stars_before": row["stars_before"] if has_stars else None,
        "stars": thanks["rating"] if has_stars else None,
        "edited": json.dumps(edited),
        "points": _total(points),
        "reasons": json.dumps([f"{why} (+{number})" for why, number in points]),
        "consent": None,
    }

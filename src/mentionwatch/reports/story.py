"""One conversation as a timeline, and why each post in it was judged as it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mentionwatch.clock import duration_text, from_text
from mentionwatch.errors import UsageError
from mentionwatch.judge.topics import words_by_topic
from mentionwatch.judge.words import read_words
from mentionwatch.learning import lesson_in_words
from mentionwatch.model import Address, Closing
from mentionwatch.priority import Urgency, with_parts
from mentionwatch.reports import kind_in_words
from mentionwatch.reports.agents import printed_text
from mentionwatch.reports.common import DELETED
from mentionwatch.reports.reply_story import reply_evidence, reply_findings, reply_reasons, reply_verdict
from mentionwatch.reports.urgency import Urgencies
from mentionwatch.store import lessons, queries, reply_queries

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

    from mentionwatch.config import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A post in a conversation with what was found in it. `findings` are plain sentences."""

    ref: str
    url: str | None
    at: datetime
    author: str
    is_brand: bool
    text: str
    is_private: bool
    kind: str | None
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One conversation: who with whom, how it stands and why, and its posts in order."""

    ref: str
    brand: str
    customer: str
    network: str
    place: str | None
    kind: str
    outcome: str | None
    priority: int
    reasons: tuple[str, ...]
    waits: tuple[str, ...]
    moments: tuple[Moment, ...]


_CLOSING_IN_WORDS = {Closing.SATISFIED: "says that it is settled", Closing.THANKS: "gives thanks"}
"""What a reader is told of words that end a matter; those that merely go on with it say so themselves."""
_ADDRESS_IN_WORDS = {
    Address.ABOUT: "speaks about the brand, not to it",
    Address.ASIDE: "speaks to others, not to the brand",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why one post is what it is said to be; `found` is what else a reply of the brand's holds."""

    ref: str
    text: str
    is_brand: bool
    verdict: str
    reasons: tuple[str, ...]
    found: tuple[str, ...]
    topics: tuple[str, ...]
    evidence: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def parts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What is said of it, each part with its title; those that hold nothing are left out."""
        titled = (
            ("because", self.reasons),
            ("found", self.found),
            ("about", self.topics),
            ("evidence", self.evidence),
            ("said", self.labels),
        )
        return tuple((title, sentences) for title, sentences in titled if sentences)


def find(db: Connection, name: str) -> Row:
    """Give the post that a person names by id, ref or URL. Raises UsageError if there is none."""
    post = queries.find_post(db, name)
    if post is None:
        raise UsageError(
            f"no post {name!r} in the database",
            hint="name it by the id that reports print (network:id) or by its URL; `mentionwatch inbox` lists some",
        )
    return post


def show(db: Connection, name: str, *, rules: Rules, now: datetime) -> tuple[Told, ...]:
    """Tell the conversations that a post belongs to. Raises UsageError if it is not held or in none."""
    post = find(db, name)
    rows = queries.conversations_of(db, post)
    if not rows:
        raise UsageError(f"{post['ref']} is in no conversation with a brand", hint="`mentionwatch explain` says more")
    return tuple(_told(db, row, rules, now) for row in rows)


def _told(db: Connection, row: Row, rules: Rules, now: datetime) -> Told:
    urgency = _urgency(db, row, rules)
    posts = queries.timeline(db, row["id"], row["brand"])
    deleted_at = {post["id"]: post["deleted_at"] for post in posts}
    waits = queries.waits_of(db, row["id"], row["brand"])
    return Told(
        ref=row["ref"],
        brand=row["brand"],
        customer=row["customer"],
        network=row["network"],
        place=row["place"],
        kind=kind_in_words(row["kind"], row["language"]),
        outcome=row["outcome"],
        priority=urgency.points,
        reasons=with_parts(json.loads(row["reasons"]), urgency),
        waits=tuple(_wait(wait, now, deleted_at=deleted_at.get(wait["post_id"])) for wait in waits),
        moments=tuple(_moment(db, post, rules, now) for post in posts),
    )


def _urgency(db: Connection, conversation: Row, rules: Rules) -> Urgency:
    """Say how urgent a conversation is, with what is known around it."""
    return Urgencies(db, rules).of_conversations([(conversation["id"], conversation["brand"])])[0]


def _wait(wait: Row, now: datetime, *, deleted_at: str | None) -> str:
    """Put a wait into words; `deleted_at` is when the post was deleted that opened it, None if it still stands."""
    what = f"wait {wait['ordinal']} ({kind_in_words(wait['kind'], wait['language'])}, due {wait['due_at']})"
    if wait["is_open"]:
        so_far = (now - from_text(wait["opened_at"])).total_seconds()
        return f"{what}: open for {duration_text(so_far)}"
    ended = f"{what}: ended after {duration_text(wait['seconds'])} by"
    if not wait["reply_ref"]:
        is_gone = deleted_at is not None and deleted_at <= wait["closed_at"]
        return f"{ended} the customer, who deleted the post" if is_gone else f"{ended} the customer's own thanks"
    if wait["real_seconds"] is None:
        return f"{ended} a reply; no real reply yet"
    real = f"; a real reply after {duration_text(wait['real_seconds'])}"
    return f"{ended} a reply{real if wait['real_seconds'] != wait['seconds'] else ''}"


def _moment(db: Connection, post: Row, rules: Rules, now: datetime) -> Moment:
    return Moment(
        ref=post["ref"],
        url=post["url"],
        at=from_text(post["created_at"]),
        author=post["handle"],
        is_brand=post["role"] == "brand",
        text=_text(post, rules),
        is_private=post["visibility"] == "private",
        kind=post["kind"],
        findings=_findings(db, post, rules, now),
    )


def _text(post: Row, rules: Rules) -> str:
    """Give a post's text as it may be shown: of the brand's without its signature, unless names are shown."""
    if post["deleted_at"] is not None:
        return DELETED
    return printed_text(post, rules) if post["role"] == "brand" else post["text"]


def _findings(db: Connection, post: Row, rules: Rules, now: datetime) -> tuple[str, ...]:
    """Say in short what was found in a post."""
    if post["role"] == "brand":
        response = reply_queries.response(db, post["id"])
        found = [] if response is None else [*reply_reasons(response), *reply_findings(response, rules=rules, now=now)]
    else:
        found = [kind_in_words(post["kind"], post["language"])] if post["status"] else []
        found += ["insults a person"] if post["abusive"] else []
        found += ["labelled by a person"] if post["is_labelled"] else []
        found += [f"about {', '.join(topics)}"] if (topics := _topics(post, rules)) else []
        found += [_CLOSING_IN_WORDS[post["closing"]]] if post["closing"] in _CLOSING_IN_WORDS else []
        found += [_ADDRESS_IN_WORDS[post["address"]]] if post["address"] in _ADDRESS_IN_WORDS else []
    if post["edited_at"]:
        found.append(f"edited {post['edited_at']}")
    if post["time_quality"] != "exact":
        found.append("its time is estimated")
    return tuple(found)


def _topics(post: Row, rules: Rules) -> tuple[str, ...]:
    """Name a post's topics, each with the words that gave it: `delivery ("parcel")`; no words of a deleted text."""
    words = words_by_topic(read_words(post["text"]), rules.judge.topics)
    topics = json.loads(post["topics"] or "[]")
    named = [(topic, ", ".join(f'"{word}"' for word in words.get(topic, ()))) for topic in topics]
    return tuple(f"{topic} ({given})" if given else topic for topic, given in named)


def explain(db: Connection, name: str, *, rules: Rules, now: datetime) -> tuple[Explanation, ...]:
    """Say why a post was judged as it was, once for each brand it concerns. Raises UsageError if it is not held."""
    post = find(db, name)
    told = [(row, queries.timeline(db, row["id"], row["brand"])) for row in queries.conversations_of(db, post)]
    moments = [(row, moment) for row, posts in told for moment in posts if moment["id"] == post["id"]]
    if not moments:
        return (_unlinked(post, rules),)
    return tuple(_explanation(db, row, moment, rules, now) for row, moment in moments)


def _unlinked(post: Row, rules: Rules) -> Explanation:
    role = post["role"]
    why = {
        "brand": "the brand's own post, which answers no customer we know of",
        "ignored": "its author is ignored by the configuration",
    }.get(role, "it neither addresses nor names a brand, and no brand answered it")
    return Explanation(
        ref=post["ref"],
        text=_text(post, rules),
        is_brand=role == "brand",
        verdict="in no conversation",
        reasons=(why,),
        found=(),
        topics=(),
        evidence=(),
        labels=(),
    )


def _explanation(db: Connection, conversation: Row, post: Row, rules: Rules, now: datetime) -> Explanation:
    labels = queries.refs_with_labels(db, [post["ref"], conversation["ref"]])
    response = reply_queries.response(db, post["id"]) if post["role"] == "brand" else None
    found: tuple[str, ...] = ()
    if response is not None:
        verdict = reply_verdict(response)
        reasons = [*reply_reasons(response)]
        found = reply_findings(response, rules=rules, now=now)
        evidence = [*reply_evidence(db, response, rules=rules)]
    else:
        kind = kind_in_words(post["kind"], post["language"])
        verdict = f"{kind} {post['address'] or 'to'} {conversation['brand']}, {_judge_of(post)}"
        reasons = json.loads(post["verdict_reasons"] or "[]")
        evidence = [f"conversation: {(conversation['outcome'] or 'nothing to answer').replace('_', ' ')}"]
        evidence += with_parts(json.loads(conversation["reasons"]), _urgency(db, conversation, rules))
        evidence += _lesson(db, post)
    return Explanation(
        ref=post["ref"],
        text=_text(post, rules),
        is_brand=post["role"] == "brand",
        verdict=verdict,
        reasons=tuple(reasons),
        found=found,
        topics=_topics(post, rules),
        evidence=tuple(evidence),
        labels=tuple(_said(row) for row in labels),
    )


def _said(row: Row) -> str:
    note = f": {row['note']}" if row["note"] else ""
    return f"{row['field']} = {row['value']} ({row['by'] or 'somebody'}, {row['at']}){note}"


def _lesson(db: Connection, post: Row) -> list[str]:
    """Tell of the corrections that taught the classifier of a post, if any did."""
    lesson = lessons.read_lesson(db)
    if lesson is None or not lesson.is_kept or post["classifier"] != lesson.name:
        return []
    return [f"{lesson.name}: {lesson_in_words(lesson)}"]


def _judge_of(post: Row) -> str:
    """Say who judged a post: a person, whose word wins, or the classifier."""
    if not post["status"]:
        return "not judged yet"
    computed = "judged by nobody"
    if post["computed_kind"]:
        computed = f"confidence {post['confidence']:.0%}" + (f", by {post['classifier']}" if post["classifier"] else "")
    if not post["is_labelled"]:
        return computed
    return f"as a person said; computed: {kind_in_words(post['computed_kind'], post['language'])}, {computed}"

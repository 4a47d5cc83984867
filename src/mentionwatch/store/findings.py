"""Reading threads for the core, and writing what it found. Every function runs inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection, Row

from mentionwatch.clock import from_text, to_text
from mentionwatch.conversations import Exchange, Response, Thread
from mentionwatch.model import UNDETERMINED, Channel, Closing, Kind, Mark, Marks, Verdict
from mentionwatch.waits import Judged, Labels, Marked, Story, Wait


def read_verdicts(db: Connection, ids: str) -> dict[int, Row]:
    """Give the verdicts of posts, by post id."""
    rows = db.execute("SELECT * FROM verdicts WHERE post_id IN (SELECT value FROM json_each(?))", [ids])
    return {row["post_id"]: row for row in rows}


def read_judged(db: Connection, ids: str) -> dict[int, Judged]:
    """Give what the judge, or a person, says of posts, by post id."""
    rows = db.execute(
        """
        SELECT v.post_id, k.kind, k.abusive, v.closing, v.goodbye, v.polarity, k.is_labelled
        FROM verdicts v
        JOIN post_kinds k ON k.post_id = v.post_id
        WHERE v.post_id IN (SELECT value FROM json_each(?))
        """,
        [ids],
    )
    return {row["post_id"]: _judged(row) for row in rows}


def _judged(row: Row) -> Judged:
    kind = Kind(row["kind"]) if row["kind"] else None
    goes_on = row["is_labelled"] and kind in (Kind.COMPLAINT, Kind.QUESTION)
    return Judged(
        kind=kind,
        abusive=bool(row["abusive"]),
        closing=Closing.NONE if goes_on else Closing(row["closing"]),
        goodbye=bool(row["goodbye"]),
        polarity=row["polarity"],
    )


def write_verdict(db: Connection, post_id: int, verdict: Verdict) -> None:
    """Store a verdict."""
    db.execute(
        """
        INSERT OR REPLACE INTO verdicts (post_id, kind, abusive, topics, confidence, polarity, closing, goodbye,
                                         reasons, classifier, language, status, attempts)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'ok', 1)
        """,
        [
            post_id,
            verdict.kind,
            verdict.abusive,
            _json(verdict.topics),
            verdict.confidence,
            verdict.polarity,
            verdict.closing,
            verdict.goodbye,
            _json(verdict.reasons),
            verdict.classifier,
            verdict.language,
        ],
    )


def write_failed_verdict(db: Connection, post_id: int, error: str, *, attempts: int) -> None:
    """Note that the judge failed on a post, for the `attempts`-th time; the post stays unjudged."""
    db.execute(
        """
        INSERT OR REPLACE INTO verdicts (post_id, confidence, reasons, classifier, language, status, attempts)
        VALUES (?, 0, ?, '', ?, 'error', ?)
        """,
        [post_id, _json([f"the judge failed: {error}"]), UNDETERMINED, attempts],
    )


def drop_verdicts(db: Connection) -> None:
    """Forget all verdicts but those of posts whose text is gone."""
    db.execute("DELETE FROM verdicts WHERE frozen = 0")


def write_addresses(db: Connection, ids: str, thread: Thread) -> None:
    """Store how a thread's posts stand to the brands."""
    db.execute("DELETE FROM addressed WHERE post_id IN (SELECT value FROM json_each(?))", [ids])
    db.executemany(
        "INSERT INTO addressed (post_id, brand, address, place) VALUES (?, ?, ?, ?)",
        [
            (post_id, brand, addressing.address, addressing.place)
            for post_id, brands in thread.addressed.items()
            for brand, addressing in brands.items()
        ],
    )


def read_replies(db: Connection, ids: str) -> dict[int, Row]:
    """Give what is stored of replies and decided on their texts, by post id."""
    rows = db.execute(
        """
        SELECT r.*, f.decision
        FROM replies r
        LEFT JOIN forms f ON f.brand = r.brand AND f.id = r.form
        WHERE r.post_id IN (SELECT value FROM json_each(?))
        """,
        [ids],
    )
    return {row["post_id"]: row for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What is read in a reply's own text: its form, what it does, what it takes up, and who signed it."""

    form: int | None
    marks: Marks
    touches: tuple[str, ...]
    agent: str | None


def write_reply(db: Connection, exchange: Exchange, response: Response, *, read: Read) -> None:
    """Store a reply with what is read in it. Whether it is stock is settled later."""
    db.execute(
        """
        INSERT INTO replies (post_id, brand, conversation_id, customer_id, answers_id, sent_at, form, handoff, marks,
                             touches, agent)
        VALUES (:post_id, :brand, :conversation_id, :customer_id, :answers_id, :sent_at, :form, :handoff, :marks,
                :touches, :agent)
        ON CONFLICT (post_id) DO UPDATE
        SET brand = :brand, conversation_id = :conversation_id, customer_id = :customer_id, answers_id = :answers_id,
            sent_at = :sent_at, form = :form, handoff = :handoff, marks = :marks, touches = :touches, agent = :agent,
            stock = iif(:form IS NULL, 0, stock), likeness = iif(:form IS NULL, NULL, likeness),
            evidence = iif(:form IS NULL, '[]', evidence), repeats = iif(:form IS NULL, 0, repeats)
        """,
        {
            "post_id": response.post.id,
            "brand": exchange.brand,
            "conversation_id": exchange.opening.id,
            "customer_id": exchange.customer_id,
            "answers_id": response.answers.id,
            "sent_at": to_text(response.post.at),
            "form": read.form,
            "handoff": read.marks.handoff,
            "marks": _json(read.marks.words),
            "touches": _json(read.touches),
            "agent": read.agent,
        },
    )


def read_of(row: Row) -> Read:
    """Give what was read in a stored reply."""
    return Read(form=row["form"], marks=marks_of(row), touches=tuple(json.loads(row["touches"])), agent=row["agent"])


def drop_replies(db: Connection, post_ids: Iterable[int]) -> None:
    """Forget replies that answer no customer any more."""
    db.executemany("DELETE FROM replies WHERE post_id = ?", [(post_id,) for post_id in post_ids])


def read_labels(db: Connection, exchange: Exchange) -> Labels:
    """Give what a person said of a conversation, under the ref of any of its posts; the newest word holds."""
    refs = [post.ref for post in exchange.posts] + [response.post.ref for response in exchange.responses]
    rows = db.execute(
        """
        SELECT field, value, at
        FROM labels
        WHERE target = 'conversation' AND ref IN (SELECT value FROM json_each(?))
        ORDER BY at, ref
        """,
        [json.dumps(refs)],
    ).fetchall()
    said = {row["field"]: row for row in rows}
    handled, outcome = said.get("handled"), said.get("outcome")
    return Labels(
        handled_by=handled["value"] if handled else None,
        handled_at=from_text(handled["at"]) if handled else None,
        outcome=outcome["value"] if outcome else None,
    )


def marked(row: Row) -> Marked:
    """Read what is found in a stored reply."""
    marks = marks_of(row)
    return Marked(
        stock=bool(row["stock"]),
        likeness=row["likeness"] or 1.0,
        decision=row["decision"],
        handoff=marks.handoff,
        promises=marks.promises,
        asks=Mark.ASKS in marks.words,
    )


def marks_of(row: Row) -> Marks:
    """Read the marks of a stored reply."""
    found = json.loads(row["marks"])
    return Marks(
        handoff=Channel(row["handoff"]) if row["handoff"] else None,
        words={Mark(name): str(words) for name, words in found.items()},
    )


def drop_conversations(db: Connection, ids: str) -> None:
    """Forget the conversations that any of these posts opened, with their waits."""
    db.execute("DELETE FROM conversations WHERE id IN (SELECT value FROM json_each(?))", [ids])


def write_story(db: Connection, thread_ref: str, story: Story, *, priority: int, reasons: Sequence[str]) -> None:
    """Store a conversation, its waits, and what its replies were worth."""
    exchange = story.exchange
    key = (exchange.opening.id, exchange.brand)
    wait = story.open_wait
    closed = [one.seconds for one in story.waits if one.seconds is not None]
    db.execute(
        """
        INSERT INTO conversations (id, brand, thread_ref, customer_id, kind, outcome, outcome_post_id, handoff,
                                   opened_at, last_at, waiting_since, first_reply_at, first_real_reply_at,
                                   satisfied_at, handled_at, handled_by, waited_seconds, longest_seconds, priority,
                                   reasons)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            *key,
            thread_ref,
            exchange.customer_id,
            story.kind,
            story.outcome,
            story.outcome_post_id,
            story.handoff,
            to_text(exchange.opening.at),
            to_text(story.last_at),
            _at(wait.opened_at if wait else None),
            _at(story.first_reply_at),
            _at(story.first_real_reply_at),
            _at(story.satisfied_at),
            _at(story.labels.handled_at),
            story.labels.handled_by,
            sum(closed),
            max(closed, default=None),
            priority,
            _json([*story.reasons, *reasons]),
        ],
    )
    db.executemany(_WRITE_WAIT, [_wait_values(key, one, story) for one in story.waits])
    db.executemany(
        """
        UPDATE replies
        SET counts = ?, canned = ?, promise_due_at = ?, promise_kept_at = ?, settled = ?, reasons = ?
        WHERE post_id = ?
        """,
        [
            (
                reply.counts,
                reply.marked.likeness if reply.canned else 0.0,
                _at(reply.promise_due_at),
                _at(reply.promise_kept_at),
                reply.settled,
                _json(reply.reasons),
                reply.response.post.id,
            )
            for reply in story.replies
        ],
    )


_WRITE_WAIT = """
INSERT INTO waits (conversation_id, brand, ordinal, post_id, reply_id, kind, opened_at, due_at, due_seconds, closed_at,
                   seconds, business_seconds, real_closed_at, real_seconds, network, place, feeds, followers, is_exact,
                   is_handled, is_lapsed)
SELECT :id, :brand, :ordinal, p.id, r.id, :kind, :opened_at, :due_at, :due_seconds, :closed_at,
       :seconds, :business_seconds, :real_closed_at, :real_seconds, a.network, d.place,
       (SELECT json_group_array(feed) FROM (SELECT feed FROM sightings WHERE post_id = p.id ORDER BY feed)),
       COALESCE(p.followers, a.followers),
       p.time_quality = 'exact' AND COALESCE(r.time_quality, 'exact') = 'exact', :is_handled, :is_lapsed
FROM posts p
JOIN accounts a ON a.id = p.account_id
LEFT JOIN addressed d ON d.post_id = p.id AND d.brand = :brand
LEFT JOIN posts r ON r.id = :reply_id
WHERE p.id = :post_id
"""


def _wait_values(key: tuple[int, str], wait: Wait, story: Story) -> dict[str, object]:
    is_open, handled_at = wait.closed_at is None, story.labels.handled_at
    is_handled = is_open and handled_at is not None and handled_at >= wait.opened_at
    return {
        "id": key[0],
        "brand": key[1],
        "ordinal": wait.ordinal,
        "post_id": wait.post_id,
        "reply_id": wait.reply_id,
        "kind": wait.kind,
        "opened_at": to_text(wait.opened_at),
        "due_at": to_text(wait.due_at),
        "due_seconds": round((wait.due_at - wait.opened_at).total_seconds()),
        "closed_at": _at(wait.closed_at),
        "seconds": wait.seconds,
        "business_seconds": wait.business_seconds,
        "real_closed_at": _at(wait.real_closed_at),
        "real_seconds": wait.real_seconds,
        "is_handled": is_handled,
        "is_lapsed": is_open and story.is_silent and not is_handled,
    }


def _json(values: Sequence[str] | Mapping[Mark, str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _at(instant: datetime | None) -> str | None:
    return to_text(instant) if instant else None

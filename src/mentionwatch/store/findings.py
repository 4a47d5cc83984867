"""Reading threads for the core, and writing what it found. Every function runs inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from sqlite3 import Connection, Row

from mentionwatch.clock import from_text, to_text
from mentionwatch.conversations import Entry, Exchange, Response, Sighting, Thread
from mentionwatch.model import Address, Channel, Closing, Kind, Marks, Role, Verdict
from mentionwatch.waits import Judged, Labels, Marked, Story


@dataclass(frozen=True, slots=True)
class Held:
    """A held post beside what the judge needs of it."""

    entry: Entry
    lang: str | None
    rating: float | None
    is_exact: bool
    followers: int
    echo: int


@dataclass(frozen=True, slots=True)
class Use:
    """One reply with a certain text: who got it, and when."""

    post_id: int
    customer_id: int
    sent_at: str
    ref: str
    is_stock: bool


def stale_threads(db: Connection) -> list[str]:
    """Name the threads whose findings are to be computed again."""
    return [row["thread_ref"] for row in db.execute("SELECT thread_ref FROM stale ORDER BY thread_ref")]


def clear_stale(db: Connection, thread_refs: Iterable[str]) -> None:
    """Take threads off the list."""
    db.executemany("DELETE FROM stale WHERE thread_ref = ?", [(ref,) for ref in thread_refs])


def brand_handles(db: Connection) -> dict[tuple[str, str], str]:
    """Give the brand that each (network, handle in lower case) speaks for."""
    rows = db.execute("SELECT network, handle, brand FROM accounts WHERE role = 'brand' AND brand IS NOT NULL")
    return {(row["network"], row["handle"].lower()): row["brand"] for row in rows}


def brands_seen(db: Connection) -> set[tuple[str, str]]:
    """Name each (brand, network) of which some feed shows the brand's replies."""
    rows = db.execute("SELECT DISTINCT brand, network FROM feeds WHERE brand IS NOT NULL AND covered_from IS NOT NULL")
    return {(row["brand"], row["network"]) for row in rows}


def read_threads(db: Connection, thread_refs: Sequence[str]) -> Iterator[tuple[str, list[Held]]]:
    """Give the posts of each thread that holds any."""
    wanted = json.dumps(list(thread_refs))
    sightings = _sightings(db, wanted)
    rows = db.execute(
        """
        SELECT p.*, a.network, a.handle, a.role, a.brand, a.followers AS account_followers
        FROM posts p
        JOIN accounts a ON a.id = p.account_id
        WHERE p.thread_ref IN (SELECT value FROM json_each(?))
        ORDER BY p.thread_ref, p.id
        """,
        [wanted],
    ).fetchall()
    for thread_ref, posts in groupby(rows, key=lambda row: str(row["thread_ref"])):
        yield thread_ref, [_held(row, sightings.get(row["id"], ())) for row in posts]


def _sightings(db: Connection, wanted: str) -> dict[int, tuple[Sighting, ...]]:
    rows = db.execute(
        """
        SELECT s.post_id, f.brand, s.address
        FROM posts p
        JOIN sightings s ON s.post_id = p.id
        JOIN feeds f ON f.name = s.feed
        WHERE p.thread_ref IN (SELECT value FROM json_each(?))
        """,
        [wanted],
    )
    found: dict[int, tuple[Sighting, ...]] = {}
    for row in rows:
        address = Address(row["address"]) if row["address"] else None
        found[row["post_id"]] = (*found.get(row["post_id"], ()), (row["brand"], address))
    return found


def _held(row: Row, sightings: tuple[Sighting, ...]) -> Held:
    role = Role(row["role"])
    entry = Entry(
        id=row["id"],
        ref=row["ref"],
        parent_ref=row["parent_ref"],
        account_id=row["account_id"],
        handle=row["handle"],
        network=row["network"],
        role=role,
        brand=row["brand"] if role is Role.BRAND else None,
        text=row["text"],
        at=from_text(row["created_at"]),
        deleted_at=from_text(row["deleted_at"]) if row["deleted_at"] else None,
        is_public=row["visibility"] == "public",
        location=row["location"],
        sightings=sightings,
    )
    return Held(
        entry=entry,
        lang=row["lang"],
        rating=row["rating"],
        is_exact=row["time_quality"] == "exact",
        followers=row["followers"] or row["account_followers"] or 0,
        echo=(row["shares"] or 0) + (row["replies"] or 0),
    )


def post_ids(posts: Iterable[Held]) -> str:
    """Write the ids of posts as the JSON list that the queries here take."""
    return json.dumps([post.entry.id for post in posts])


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


def write_verdict(db: Connection, post_id: int, verdict: Verdict, *, classifier: str) -> None:
    """Store a verdict."""
    db.execute(
        """
        INSERT OR REPLACE INTO verdicts (post_id, kind, abusive, topics, confidence, polarity, closing, goodbye,
                                         reasons, classifier, status, attempts)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'ok', 1)
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
            classifier,
        ],
    )


def write_failed_verdict(db: Connection, post_id: int, error: str, *, classifier: str, attempts: int) -> None:
    """Note that the judge failed on a post, for the `attempts`-th time; the post stays unjudged."""
    db.execute(
        """
        INSERT OR REPLACE INTO verdicts (post_id, confidence, reasons, classifier, status, attempts)
        VALUES (?, 0, ?, ?, 'error', ?)
        """,
        [post_id, _json([f"the judge failed: {error}"]), classifier, attempts],
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
    """Give what is stored of replies, by post id."""
    rows = db.execute("SELECT * FROM replies WHERE post_id IN (SELECT value FROM json_each(?))", [ids])
    return {row["post_id"]: row for row in rows}


def write_reply(db: Connection, exchange: Exchange, response: Response, *, form: str | None, marks: Marks) -> None:
    """Store a reply with the form by which its text is compared. Whether it is stock is settled later."""
    db.execute(
        """
        INSERT INTO replies (post_id, brand, conversation_id, customer_id, answers_id, sent_at, form, handoff, marks)
        VALUES (:post_id, :brand, :conversation_id, :customer_id, :answers_id, :sent_at, :form, :handoff, :marks)
        ON CONFLICT (post_id) DO UPDATE
        SET brand = :brand, conversation_id = :conversation_id, customer_id = :customer_id, answers_id = :answers_id,
            sent_at = :sent_at, form = :form, handoff = :handoff, marks = :marks
        """,
        {
            "post_id": response.post.id,
            "brand": exchange.brand,
            "conversation_id": exchange.opening.id,
            "customer_id": exchange.customer_id,
            "answers_id": response.answers.id,
            "sent_at": to_text(response.post.at),
            "form": form,
            "handoff": marks.handoff,
            "marks": _json({"promises": marks.promises, "reasons": marks.reasons}),
        },
    )


def drop_replies(db: Connection, post_ids: Iterable[int]) -> None:
    """Forget replies that answer no customer any more."""
    db.executemany("DELETE FROM replies WHERE post_id = ?", [(post_id,) for post_id in post_ids])


def uses_of(db: Connection, brand: str, form: str) -> Iterator[Use]:
    """Give a brand's replies of one form, the earliest first."""
    rows = db.execute(
        """
        SELECT r.post_id, r.customer_id, r.sent_at, p.ref, r.stock
        FROM replies r
        JOIN posts p ON p.id = r.post_id
        WHERE r.brand = ? AND r.form = ?
        ORDER BY r.sent_at, p.ref
        """,
        [brand, form],
    )
    for row in rows:
        yield Use(row["post_id"], row["customer_id"], row["sent_at"], row["ref"], bool(row["stock"]))


def not_stock_after(db: Connection, brand: str, form: str, sent_at: str) -> list[int]:
    """Name a brand's replies of one form that were sent after an instant and are not marked as stock."""
    rows = db.execute(
        "SELECT post_id FROM replies WHERE brand = ? AND form = ? AND stock = 0 AND sent_at > ?", [brand, form, sent_at]
    )
    return [row["post_id"] for row in rows]


def set_stock(db: Connection, post_id: int, *, is_stock: bool) -> None:
    """Mark a reply as stock or not, and its thread stale."""
    db.execute("UPDATE replies SET stock = ? WHERE post_id = ?", [is_stock, post_id])
    db.execute(
        "INSERT OR IGNORE INTO stale (thread_ref) SELECT thread_ref FROM posts WHERE id = ?",
        [post_id],
    )


def write_template(db: Connection, brand: str, form: str, *, min_customers: int) -> None:
    """Store, bring up to date or drop the template that a form is, once enough customers have got it."""
    found = db.execute(
        """
        SELECT COUNT(*) AS uses, COUNT(DISTINCT customer_id) AS customers, MIN(sent_at) AS first, MAX(sent_at) AS last
        FROM replies
        WHERE brand = ? AND form = ?
        """,
        [brand, form],
    ).fetchone()
    if found["customers"] < min_customers:
        db.execute("DELETE FROM templates WHERE brand = ? AND form = ?", [brand, form])
        return
    first = next(uses_of(db, brand, form))
    template_id = db.execute(
        """
        INSERT INTO templates (brand, form, text, uses, customers, first_used_at, last_used_at)
        SELECT :brand, :form, text, :uses, :customers, :first, :last
        FROM posts
        WHERE id = :post_id
        ON CONFLICT (brand, form) DO UPDATE
        SET text = COALESCE(NULLIF(excluded.text, ''), text), uses = :uses, customers = :customers,
            first_used_at = :first, last_used_at = :last
        RETURNING id
        """,
        {"brand": brand, "form": form, "post_id": first.post_id, **dict(found)},
    ).fetchone()["id"]
    db.execute(
        "UPDATE replies SET template_id = ? WHERE brand = ? AND form = ? AND template_id IS NOT ?",
        [template_id, brand, form, template_id],
    )


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
    return Marked(stock=bool(row["stock"]), handoff=marks.handoff, promises=marks.promises)


def marks_of(row: Row) -> Marks:
    """Read the marks of a stored reply."""
    found = json.loads(row["marks"])
    return Marks(
        handoff=Channel(row["handoff"]) if row["handoff"] else None,
        promises=bool(found.get("promises")),
        reasons=tuple(found.get("reasons", ())),
    )


def drop_conversations(db: Connection, ids: str) -> None:
    """Forget the conversations that any of these posts opened, with their waits."""
    db.execute("DELETE FROM conversations WHERE id IN (SELECT value FROM json_each(?))", [ids])


def write_story(db: Connection, thread_ref: str, story: Story, *, priority: int, reasons: Sequence[str]) -> None:
    """Store a conversation, its waits, and what its replies were worth."""
    exchange = story.exchange
    key = (exchange.opening.id, exchange.brand)
    wait = story.open_wait
    db.execute(
        """
        INSERT INTO conversations (id, brand, thread_ref, customer_id, kind, outcome, outcome_post_id, handoff,
                                   opened_at, last_at, waiting_since, first_reply_at, first_real_reply_at,
                                   satisfied_at, handled_at, handled_by, priority, reasons)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
            priority,
            _json([*story.reasons, *reasons]),
        ],
    )
    db.executemany(
        """
        INSERT INTO waits (conversation_id, brand, ordinal, post_id, reply_id, kind, opened_at, due_at, closed_at,
                           seconds, business_seconds, real_closed_at, real_seconds)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (
                *key,
                one.ordinal,
                one.post_id,
                one.reply_id,
                one.kind,
                to_text(one.opened_at),
                to_text(one.due_at),
                _at(one.closed_at),
                one.seconds,
                one.business_seconds,
                _at(one.real_closed_at),
                one.real_seconds,
            )
            for one in story.waits
        ],
    )
    db.executemany(
        "UPDATE replies SET counts = ?, canned = ?, reasons = ? WHERE post_id = ?",
        [(reply.counts, float(reply.canned), _json(reply.reasons), reply.response.post.id) for reply in story.replies],
    )


def lapse(db: Connection, *, last_before: datetime) -> int:
    """Let conversations lapse that wait, and in which nothing has been said since `last_before`."""
    return db.execute(
        """
        UPDATE conversations
        SET outcome = 'lapsed', outcome_post_id = NULL
        WHERE waiting_since IS NOT NULL AND outcome = 'waiting' AND last_at <= ?
        """,
        [to_text(last_before)],
    ).rowcount


def _json(values: Sequence[str] | Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _at(instant: datetime | None) -> str | None:
    return to_text(instant) if instant else None

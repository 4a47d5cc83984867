"""What the store keeps of each feed: its cursor, where its walks go on, and what it has covered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from sqlite3 import Connection, Row

from mentionwatch.clock import from_text, to_text
from mentionwatch.model import Cursor, Gap
from mentionwatch.store.facts import mark_all_stale

_ADJOINING = timedelta(days=1)


def get_feed(db: Connection, name: str) -> Row | None:
    """Give what is kept of a feed, None if it has never been polled."""
    row: Row | None = db.execute("SELECT * FROM feeds WHERE name = ?", [name]).fetchone()
    return row


def hold_feed(
    db: Connection, name: str, *, network: str, brand: str | None, speakers: Iterable[str] | None = None
) -> None:
    """Make sure that a feed is known, with the network, brand and accounts it has now; None leaves the accounts."""
    db.execute(
        """
        INSERT INTO feeds (name, network, brand, speakers)
        VALUES (?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE
        SET network = excluded.network, brand = excluded.brand, speakers = COALESCE(excluded.speakers, speakers)
        """,
        [name, network, brand, None if speakers is None else _as_list(speakers)],
    )


def _as_list(speakers: Iterable[str]) -> str:
    return json.dumps(sorted({speaker.strip().lstrip("@").casefold() for speaker in speakers}))


def note_reach(db: Connection, name: str, *, is_everywhere: bool) -> None:
    """Note whether a feed shows the brand's replies all over its network, or only those to what it brings."""
    row = db.execute(
        "UPDATE feeds SET is_everywhere = :it WHERE name = :name AND is_everywhere <> :it RETURNING covered_from",
        {"it": is_everywhere, "name": name},
    ).fetchone()
    if row is not None and row["covered_from"] is not None:
        mark_all_stale(db)  # what could be known of other feeds' posts is another thing now


def cursor_of(row: Row | None) -> Cursor | None:
    """Read the cursor of a feed's row."""
    return json.loads(row["cursor"]) if row is not None and row["cursor"] else None


def save_cursor(db: Connection, name: str, cursor: Cursor) -> None:
    """Keep where the feed's next poll goes on, as its walk is over; in the transaction of the rows it covers."""
    db.execute("UPDATE feeds SET cursor = ?, mark = NULL WHERE name = ?", [json.dumps(cursor), name])


def mark_of(row: Row | None, *, key: str) -> Cursor | None:
    """Read where the walk goes on that the last poll did not end; None if the feed was another one then."""
    held = json.loads(row["mark"]) if row is not None and row["mark"] else {}
    return held["mark"] if held.get("key") == key else None


def save_mark(db: Connection, name: str, mark: Cursor, *, key: str) -> None:
    """Keep where a walk goes on if it is cut off; `key` tells what is walked."""
    db.execute("UPDATE feeds SET mark = ? WHERE name = ?", [json.dumps({"key": key, "mark": mark}), name])


def backfill_of(row: Row | None, *, key: str) -> tuple[datetime, Cursor | None] | None:
    """Read back to when older posts were asked for, and where that goes on (None: all is read)."""
    held = json.loads(row["backfill"]) if row is not None and row["backfill"] else {}
    return (from_text(held["since"]), held["mark"]) if held.get("key") == key else None


def save_backfill(db: Connection, name: str, *, since: datetime, mark: Cursor | None, key: str) -> None:
    """Keep how far older posts have been read; `key` tells what is walked."""
    held = {"key": key, "since": to_text(since), "mark": mark}
    db.execute("UPDATE feeds SET backfill = ? WHERE name = ?", [json.dumps(held), name])


def cover(db: Connection, name: str, span: Gap) -> None:
    """Note that a feed has now seen all of the brand's replies in a span; what lies between spans is a gap.

    So is what lies before it, back to the cover's beginning, if an account has been added: its replies were not read.
    """
    row = get_feed(db, name)
    if (
        row is not None
        and row["covered_from"]
        and _has_more_speakers(row)
        and from_text(row["covered_from"]) < span.from_at
    ):
        add_gap(db, name, Gap(from_at=from_text(row["covered_from"]), to_at=span.from_at))
    _widen(db, name, span, adjoining=timedelta(0))
    db.execute("UPDATE feeds SET covered_speakers = speakers WHERE name = ?", [name])


def _has_more_speakers(row: Row) -> bool:
    before, now = (json.loads(row[column]) if row[column] else None for column in ("covered_speakers", "speakers"))
    return before is not None and not set(now or ()) <= set(before)


def cover_past(db: Connection, name: str, span: Gap) -> None:
    """Note a span of which everything has been read once more: it fills gaps."""
    for gap in gaps_of(db, name):
        if gap.from_at < span.to_at and span.from_at < gap.to_at:
            _cut_out(db, name, gap, span, least=timedelta(0))
    _widen(db, name, span, adjoining=timedelta(0))


def cover_import(db: Connection, name: str, span: Gap) -> None:
    """Note what an import covers: it fills gaps, and files of neighbouring days adjoin though no posts touch."""
    for gap in gaps_of(db, name):
        if gap.from_at < span.to_at and span.from_at < gap.to_at:
            _cut_out(db, name, gap, span, least=_ADJOINING)
    _widen(db, name, span, adjoining=_ADJOINING)


def _widen(db: Connection, name: str, span: Gap, *, adjoining: timedelta) -> None:
    row = get_feed(db, name)
    if row is not None and row["covered_from"] is None:
        mark_all_stale(db)  # what could not be known until now can be
    elif row is not None:
        held = Gap(from_at=from_text(row["covered_from"]), to_at=from_text(row["covered_to"]))
        for left, right in ((held, span), (span, held)):
            if right.from_at - left.to_at > adjoining:
                add_gap(db, name, Gap(from_at=left.to_at, to_at=right.from_at))
        span = Gap(from_at=min(held.from_at, span.from_at), to_at=max(held.to_at, span.to_at))
    db.execute(
        "UPDATE feeds SET covered_from = ?, covered_to = ? WHERE name = ?",
        [to_text(span.from_at), to_text(span.to_at), name],
    )


def _cut_out(db: Connection, name: str, gap: Gap, span: Gap, *, least: timedelta) -> None:
    """Take a span out of a gap; of what is left, what is longer than `least` is a gap still."""
    db.execute(
        "DELETE FROM gaps WHERE feed = ? AND from_at = ? AND to_at = ?",
        [name, to_text(gap.from_at), to_text(gap.to_at)],
    )
    for rest in (Gap(from_at=gap.from_at, to_at=span.from_at), Gap(from_at=span.to_at, to_at=gap.to_at)):
        if rest.to_at - rest.from_at > least:
            add_gap(db, name, rest)


def gaps_of(db: Connection, name: str) -> list[Gap]:
    """Give the spans that a feed could not reach, the earliest first."""
    rows = db.execute("SELECT from_at, to_at FROM gaps WHERE feed = ? ORDER BY from_at", [name])
    return [Gap(from_at=from_text(row["from_at"]), to_at=from_text(row["to_at"])) for row in rows]


def add_gap(db: Connection, name: str, gap: Gap) -> None:
    """Note a span that a feed could not reach."""
    db.execute(
        "INSERT OR IGNORE INTO gaps (feed, from_at, to_at) VALUES (?, ?, ?)",
        [name, to_text(gap.from_at), to_text(gap.to_at)],
    )


def share_cover(db: Connection, name: str, *, prefix: str) -> None:
    """Give the cover of this feed, gaps and all, to those whose names begin with `prefix` and whose brand speaks."""
    rows = db.execute(
        """
        SELECT f.name
        FROM feeds f
        WHERE substr(f.name, 1, length(:prefix)) = :prefix
          AND EXISTS (SELECT 1 FROM accounts a
                      WHERE a.role = 'brand' AND a.network = f.network AND a.brand = f.brand)
        """,
        {"prefix": prefix},
    ).fetchall()
    names = [row["name"] for row in rows]
    if any(row["covered_from"] is None for other in names if (row := get_feed(db, other)) is not None):
        mark_all_stale(db)
    for other in names:
        db.execute(
            """
            UPDATE feeds
            SET (covered_from, covered_to) = (SELECT covered_from, covered_to FROM feeds WHERE name = ?)
            WHERE name = ?
            """,
            [name, other],
        )
        db.execute("DELETE FROM gaps WHERE feed = ?", [other])
        for gap in gaps_of(db, name):
            add_gap(db, other, gap)


def note_import(db: Connection, *, prefix: str, at: datetime) -> None:
    """Note when posts were first imported: all that is older is backlog."""
    db.execute(
        """
        UPDATE feeds
        SET first_poll_at = :at
        WHERE first_poll_at IS NULL AND substr(name, 1, length(:prefix)) = :prefix
        """,
        {"prefix": prefix, "at": to_text(at)},
    )


def find_ref(db: Connection, feed: str, native_id: str) -> str | None:
    """Give the ref of a post that a feed brought under a server's own id."""
    row = db.execute(
        """
        SELECT p.ref
        FROM sightings s
        JOIN posts p ON p.id = s.post_id
        WHERE s.feed = ? AND s.native_id = ?
        """,
        [feed, native_id],
    ).fetchone()
    return row["ref"] if row else None

"""Writing facts: posts and accounts as feeds bring them. Every function runs inside a transaction of the caller."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection, Row

from mentionwatch.clock import to_text
from mentionwatch.config import Rules
from mentionwatch.model import Address, Post, TimeQuality
from mentionwatch.store.accounts import write_account
from mentionwatch.store.pseudonyms import as_stored
from mentionwatch.text import clean_text

_STRENGTH = {None: 0, Address.ASIDE: 1, Address.ABOUT: 2, Address.TO: 3}


@dataclass(frozen=True, slots=True)
class Written:
    """What storing some posts came to. `brands_changed`: an account became, or is no longer, a brand's."""

    added: int = 0
    changed: int = 0
    brands_changed: bool = False


def write_posts(
    db: Connection, posts: Sequence[Post], *, feed: str, seen_at: datetime, rules: Rules | None = None
) -> Written:
    """Store posts that a feed brought, in any order and any number of times, and mark their threads stale.

    By the `rules` it is told whether the feed is a rival's, whose customers are stored under pseudonyms.
    """
    if rules is not None:
        posts = as_stored(db, posts, feed=feed, rules=rules)
    held = _held_posts(db, [post.ref for post in posts])
    added = changed = 0
    brands_changed = False
    for post in posts:
        account_id, brand_changed = write_account(db, post, seen_at)
        brands_changed |= brand_changed
        row = held.get(post.ref)
        if row is None:
            held[post.ref] = _insert_post(db, post, account_id, seen_at)
            added += 1
        elif _update_post(db, row, post, seen_at):
            held[post.ref] = _held_posts(db, [post.ref])[post.ref]
            changed += 1
        _write_sighting(db, held[post.ref], post, feed)
    return Written(added, changed, brands_changed)


def _held_posts(db: Connection, refs: Sequence[str]) -> dict[str, Row]:
    rows = db.execute(
        """
        SELECT *
        FROM posts
        WHERE ref IN (SELECT value FROM json_each(?))
        """,
        [json.dumps(refs)],
    )
    return {row["ref"]: row for row in rows}


def _insert_post(db: Connection, post: Post, account_id: int, seen_at: datetime) -> Row:
    thread_ref = _root_of(db, post)
    row: Row = db.execute(
        """
        INSERT INTO posts (ref, account_id, parent_ref, thread_ref, text, lang, url, rating, location, visibility,
                           created_at, time_quality, edited_at, deleted_at, first_seen_at,
                           likes, shares, replies, followers)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        RETURNING *
        """,
        [
            post.ref,
            account_id,
            post.parent_ref,
            thread_ref,
            "" if post.deleted_at else clean_text(post.text),
            post.lang,
            post.url,
            post.rating,
            _cleaned(post.location),
            post.visibility,
            to_text(post.created_at),
            post.time_quality,
            _at(post.edited_at),
            _at(post.deleted_at),
            to_text(seen_at),
            post.likes,
            post.shares,
            post.replies,
            post.account.followers,
        ],
    ).fetchone()
    if post.likes or post.shares or post.replies:
        _write_reach(db, row["id"], post, seen_at)
    _adopt_children(db, post.ref, thread_ref)
    mark_stale(db, [thread_ref])
    return row


def _root_of(db: Connection, post: Post) -> str:
    """Give the furthest known ancestor; a cycle is cut at its smallest ref."""
    parent = _thread_of(db, post.parent_ref)
    if parent is None:
        stated = post.root_ref or post.parent_ref or post.ref
        return _thread_of(db, stated) or stated
    return min(_cycle(db, post)) if parent == post.ref else parent


def _thread_of(db: Connection, ref: str | None) -> str | None:
    row = db.execute("SELECT thread_ref FROM posts WHERE ref = ?", [ref]).fetchone()
    return row["thread_ref"] if row else None


def _cycle(db: Connection, post: Post) -> set[str]:
    """Give the refs above a post up to itself again, or to the furthest that is held."""
    seen = {post.ref}
    ref = post.parent_ref
    while ref is not None and ref not in seen:
        seen.add(ref)
        row = db.execute("SELECT parent_ref FROM posts WHERE ref = ?", [ref]).fetchone()
        ref = row["parent_ref"] if row else None
    return seen


def _adopt_children(db: Connection, ref: str, thread_ref: str) -> None:
    """Bring the posts that came before their ancestor into its thread."""
    rows = db.execute(
        """
        SELECT thread_ref FROM posts WHERE thread_ref = :ref AND thread_ref <> :root
        UNION
        SELECT thread_ref FROM posts WHERE parent_ref = :ref AND thread_ref <> :root
        """,
        {"ref": ref, "root": thread_ref},
    ).fetchall()
    for row in rows:
        db.execute("UPDATE posts SET thread_ref = ? WHERE thread_ref = ?", [thread_ref, row["thread_ref"]])


def _update_post(db: Connection, row: Row, post: Post, seen_at: datetime) -> bool:
    """Bring a held post up to date. Tombstones stay; the first time of a post holds; earlier texts are kept."""
    if row["deleted_at"]:
        return False
    if post.deleted_at:
        mark_deleted(db, post.ref, post.deleted_at)
        return True
    new = _merged(row, post)
    different = {column for column, value in new.items() if row[column] != value}
    if _is_older_copy(row, post):
        _keep_older_copy(db, row, post)
    if not different:
        return False
    if different & {"text", "rating"}:
        _keep_version(db, row)
    if different & {"likes", "shares", "replies"}:
        _write_reach(db, row["id"], post, seen_at)
    db.execute(
        """
        UPDATE posts
        SET text = :text, lang = :lang, url = :url, rating = :rating, location = :location, visibility = :visibility,
            created_at = :created_at, time_quality = :time_quality, edited_at = :edited_at, parent_ref = :parent_ref,
            likes = :likes, shares = :shares, replies = :replies
        WHERE id = :id
        """,
        {**new, "id": row["id"]},
    )
    if different - {"likes", "shares", "replies", "url"}:
        mark_stale(db, [row["thread_ref"]])
    if "parent_ref" in different:
        _move(db, row, post)
    return True


def _merged(row: Row, post: Post) -> dict[str, object]:
    is_older_copy = _is_older_copy(row, post)
    is_exact = post.time_quality is TimeQuality.EXACT
    was_exact = row["time_quality"] == TimeQuality.EXACT
    created_at = to_text(post.created_at)
    if was_exact == is_exact:
        created_at = min(created_at, row["created_at"])
    elif was_exact:
        created_at = row["created_at"]
    return {
        "text": row["text"] if is_older_copy else clean_text(post.text),
        "lang": post.lang or row["lang"],
        "url": post.url or row["url"],
        "rating": row["rating"] if post.rating is None or is_older_copy else post.rating,
        "location": _cleaned(post.location) or row["location"],
        "visibility": post.visibility,
        "created_at": created_at,
        "time_quality": TimeQuality.EXACT if was_exact or is_exact else TimeQuality.ESTIMATED,
        "edited_at": row["edited_at"] if is_older_copy else _at(post.edited_at) or row["edited_at"],
        "parent_ref": post.parent_ref or row["parent_ref"],
        "likes": row["likes"] if post.likes is None else post.likes,
        "shares": row["shares"] if post.shares is None else post.shares,
        "replies": row["replies"] if post.replies is None else post.replies,
    }


def _is_older_copy(row: Row, post: Post) -> bool:
    """Say whether a post was edited after the copy of it that has just come."""
    return row["edited_at"] is not None and (post.edited_at is None or to_text(post.edited_at) < row["edited_at"])


def _keep_older_copy(db: Connection, row: Row, post: Post) -> None:
    """Keep what an edited post said before, where that comes after the edit."""
    text, seen_at = clean_text(post.text), to_text(post.edited_at or post.created_at)
    if text != row["text"] or post.rating not in (None, row["rating"]):
        _write_version(db, row["id"], seen_at=seen_at, text=text, rating=post.rating)


def _keep_version(db: Connection, row: Row) -> None:
    """Keep what a post said up to now; what it says from now on is to be judged."""
    seen_at = row["edited_at"] or row["created_at"]
    _write_version(db, row["id"], seen_at=seen_at, text=row["text"], rating=row["rating"])
    db.execute("DELETE FROM verdicts WHERE post_id = ? AND frozen = 0", [row["id"]])


def _write_version(db: Connection, post_id: int, *, seen_at: str, text: str, rating: float | None) -> None:
    db.execute(
        "INSERT OR IGNORE INTO versions (post_id, seen_at, text, rating) VALUES (?, ?, ?, ?)",
        [post_id, seen_at, text, rating],
    )


def _move(db: Connection, row: Row, post: Post) -> None:
    """Hang a post, whose parent was not known before, into its parent's thread."""
    thread_ref = _root_of(db, post)
    db.execute("UPDATE posts SET thread_ref = ? WHERE thread_ref = ?", [thread_ref, row["thread_ref"]])
    mark_stale(db, [thread_ref])


def _write_reach(db: Connection, post_id: int, post: Post, seen_at: datetime) -> None:
    db.execute(
        "INSERT OR REPLACE INTO reach (post_id, seen_at, likes, shares, replies) VALUES (?, ?, ?, ?, ?)",
        [post_id, to_text(seen_at), post.likes, post.shares, post.replies],
    )


def _write_sighting(db: Connection, row: Row, post: Post, feed: str) -> None:
    """Note which feed brought a post; its strongest word on the address holds, in whatever order they come."""
    held = db.execute("SELECT * FROM sightings WHERE post_id = ? AND feed = ?", [row["id"], feed]).fetchone()
    if held is None:
        db.execute(
            "INSERT INTO sightings (post_id, feed, native_id, address) VALUES (?, ?, ?, ?)",
            [row["id"], feed, post.native_id, post.address],
        )
        mark_stale(db, [row["thread_ref"]])
        if post.native_id is not None:
            _adopt_by_native_id(db, row, post.native_id)
    elif _STRENGTH[post.address] > _STRENGTH[Address(held["address"]) if held["address"] else None]:
        db.execute("UPDATE sightings SET address = ? WHERE post_id = ? AND feed = ?", [post.address, row["id"], feed])
        mark_stale(db, [row["thread_ref"]])


def _adopt_by_native_id(db: Connection, row: Row, native_id: str) -> None:
    """Hang the posts that named their parent by a server's own id, as no more was known of it, beneath that parent."""
    name = f"{row['ref'].partition(':')[0]}:{native_id}"
    children = db.execute("SELECT id, thread_ref FROM posts WHERE parent_ref = ? AND ref <> ?", [name, row["ref"]])
    if name == row["ref"] or not (found := children.fetchall()):
        return
    root = db.execute("SELECT thread_ref FROM posts WHERE id = ?", [row["id"]]).fetchone()["thread_ref"]
    db.execute("UPDATE posts SET parent_ref = ? WHERE parent_ref = ? AND ref <> ?", [row["ref"], name, row["ref"]])
    for child in found:
        db.execute("UPDATE posts SET thread_ref = ? WHERE thread_ref = ?", [root, child["thread_ref"]])
    mark_stale(db, [root])


def mark_deleted(db: Connection, ref: str, deleted_at: datetime) -> bool:
    """Turn a post into a tombstone: texts wiped, its verdict frozen. False if it is not held, or gone already."""
    row = db.execute("SELECT id, thread_ref FROM posts WHERE ref = ? AND deleted_at IS NULL", [ref]).fetchone()
    if row is None:
        return False
    db.execute(
        "UPDATE posts SET deleted_at = MAX(?, created_at), text = '', raw = NULL WHERE id = ?",
        [to_text(deleted_at), row["id"]],
    )
    db.execute("DELETE FROM versions WHERE post_id = ?", [row["id"]])
    db.execute("UPDATE verdicts SET frozen = 1 WHERE post_id = ?", [row["id"]])
    mark_stale(db, [row["thread_ref"]])
    return True


def mark_stale(db: Connection, thread_refs: Iterable[str]) -> None:
    """Put threads on the list whose findings are to be computed again."""
    db.executemany("INSERT OR IGNORE INTO stale (thread_ref) VALUES (?)", [(ref,) for ref in thread_refs])


def mark_all_stale(db: Connection) -> None:
    """Put every thread on the list."""
    db.execute("INSERT OR IGNORE INTO stale (thread_ref) SELECT DISTINCT thread_ref FROM posts")


def _cleaned(text: str | None) -> str | None:
    return clean_text(text) if text else None


def _at(instant: datetime | None) -> str | None:
    return to_text(instant) if instant else None

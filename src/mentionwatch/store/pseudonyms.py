"""Rivals' customers under pseudonyms: how their posts are stored, and how our own feeds bring the names back.

A post that only a rival's feed brings is stored without its author's handle, name and profile. What hangs on the post
(its address, the names it tags, its link) is decided for each post; who is known by name is decided for each person.
Both hang on what was brought, never on the order it came in. Every function runs inside a transaction of the caller.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from sqlite3 import Connection, Row

from mentionwatch.config import Rules
from mentionwatch.model import Account, Post
from mentionwatch.store.masks import Names, local_part, without_name


def as_stored(db: Connection, posts: Sequence[Post], *, feed: str, rules: Rules) -> list[Post]:
    """Give a feed's posts as they are to be stored.

    A rival's feed: its customers under pseudonyms, but for posts and people that a feed of our own brought too.
    A feed of our own: as they are; what stands under a pseudonym already gets its name back.
    """
    if _is_rivals(db, feed, rules):
        names = Names(hold_salt(db), speakers(db, posts, rules))
        ours = _brought_by_us(db, [post.ref for post in posts], rules)
        known = _held_accounts(db, [post.account.ref for post in posts])
        by_brands = [post for post in posts if names.speaks(post)]
        _reveal(db, names, by_brands, refs=[post.ref for post in by_brands])
        return [post if post.ref in ours else _masked(db, post, names, known) for post in posts]
    salt = get_salt(db)
    if salt is not None:
        names = Names(salt, speakers(db, posts, rules))
        _reveal(db, names, posts, refs=_refs(posts))
        _restore_texts(db, names, posts)
    return list(posts)


def reveal_handle(db: Connection, network: str, handle: str) -> None:
    """Let texts name an account that turned out to be a brand's."""
    salt = get_salt(db)
    if salt is None:
        return
    pseudonym = Names(salt, frozenset()).handle(network, handle)
    rows = db.execute(
        """
        SELECT p.id, p.thread_ref
        FROM posts p
        JOIN accounts a ON a.id = p.account_id
        WHERE a.network = ? AND instr(p.text, ?)
        """,
        [network, f"@{pseudonym}"],
    ).fetchall()
    for row in rows:
        db.execute(
            "UPDATE posts SET text = replace(text, ?, ?) WHERE id = ?", [f"@{pseudonym}", f"@{handle}", row["id"]]
        )
        _judge_again(db, row)


def _masked(db: Connection, post: Post, names: Names, known: frozenset[str]) -> Post:
    speaks = names.speaks(post)
    return replace(
        post,
        ref=post.ref if speaks else _ref(db, post.ref, names),
        parent_ref=_ref(db, post.parent_ref, names) if post.parent_ref else None,
        root_ref=_ref(db, post.root_ref, names) if post.root_ref else None,
        text=names.text(post.network, post.text),
        url=post.url if speaks else without_name(post.url, post.account.handle),
        account=post.account if speaks or post.account.ref in known else names.account(post.account),
    )


def _ref(db: Connection, ref: str, names: Names) -> str:
    """Give a ref without a name, unless it is held as it is."""
    masked = names.ref(ref)
    return ref if masked == ref or _held_refs(db, [ref]) else masked


def _is_rivals(db: Connection, feed: str, rules: Rules) -> bool:
    row = db.execute("SELECT brand FROM feeds WHERE name = ?", [feed]).fetchone()
    return bool(row and row["brand"] and rules.brand) and row["brand"].casefold() not in _our_names(rules)


def _our_names(rules: Rules) -> set[str]:
    """Give what our brand may be called: an import without a brand's name takes the first account's."""
    ours = (local_part(one.handle) for one in rules.accounts if one.brand == rules.brand)
    return {rules.brand.casefold(), *ours}


def _brought_by_us(db: Connection, refs: Sequence[str], rules: Rules) -> set[str]:
    """Name those of some posts that a feed of our own, or of many brands, has brought."""
    rows = db.execute(
        """
        SELECT p.ref
        FROM posts p
        JOIN sightings s ON s.post_id = p.id
        JOIN feeds f ON f.name = s.feed
        WHERE p.ref IN (SELECT value FROM json_each(?))
          AND (f.brand IS NULL OR f.brand IN (SELECT value FROM json_each(?)))
        """,
        [json.dumps(refs), json.dumps(brands_of_ours(db, rules))],
    )
    return {row["ref"] for row in rows}


def brands_of_ours(db: Connection, rules: Rules) -> list[str]:
    """Name the brands of our own feeds and imports, as they are written there."""
    ours = _our_names(rules)
    rows = db.execute("SELECT DISTINCT brand FROM feeds WHERE brand IS NOT NULL")
    return [row["brand"] for row in rows if row["brand"].casefold() in ours]


def _held_accounts(db: Connection, refs: Sequence[str]) -> frozenset[str]:
    rows = db.execute("SELECT ref FROM accounts WHERE ref IN (SELECT value FROM json_each(?))", [json.dumps(refs)])
    return frozenset(row["ref"] for row in rows)


def speakers(db: Connection, posts: Iterable[Post], rules: Rules) -> frozenset[tuple[str, str]]:
    """Name the brands' accounts, by handle and by id, and those to ignore (on any network)."""
    configured = {
        (one.network, name) for one in rules.accounts for name in (one.handle.lower(), local_part(one.handle))
    }
    rows = db.execute("SELECT network, handle FROM accounts WHERE role = 'brand'")
    held = {(row["network"], name) for row in rows for name in (row["handle"].lower(), local_part(row["handle"]))}
    speaking = {(post.network, local_part(post.account.handle)) for post in posts if post.from_brand}
    return frozenset(configured | held | speaking | {("", local_part(handle)) for handle in rules.judge.ignore})


def _refs(posts: Iterable[Post]) -> list[str]:
    return [ref for post in posts for ref in (post.ref, post.parent_ref, post.root_ref) if ref]


def _reveal(db: Connection, names: Names, posts: Iterable[Post], *, refs: Iterable[str]) -> None:
    """Give the authors of posts, and the posts that `refs` name, back what stands under a pseudonym."""
    accounts = {names.account_ref(post.account.ref): post.account for post in posts}
    for pseudonym in _held_accounts(db, list(accounts)):
        _reveal_account(db, pseudonym, accounts[pseudonym])
    as_strangers = replace(names, speakers=frozenset())  # whoever is a brand now may not have been known as one
    masked = {as_strangers.ref(ref): ref for ref in refs}
    for held in _held_refs(db, [name for name, ref in masked.items() if name != ref]):
        _reveal_ref(db, held, masked[held])


def _held_refs(db: Connection, refs: Sequence[str]) -> list[str]:
    """Name those of some refs that a post has, or names as its parent or thread."""
    return [
        row["ref"]
        for row in db.execute(
            """
            WITH asked (ref) AS (SELECT value FROM json_each(?))
            SELECT ref
            FROM asked
            WHERE EXISTS (SELECT 1 FROM posts p WHERE p.ref = asked.ref)
               OR EXISTS (SELECT 1 FROM posts p WHERE p.parent_ref = asked.ref)
               OR EXISTS (SELECT 1 FROM posts p WHERE p.thread_ref = asked.ref)
            """,
            [json.dumps(refs)],
        ).fetchall()
    ]


def _reveal_account(db: Connection, pseudonym: str, account: Account) -> None:
    if _held_accounts(db, [account.ref]):
        return
    row = db.execute(
        "UPDATE accounts SET ref = ?, handle = ?, name = ?, url = ? WHERE ref = ? RETURNING id",
        [account.ref, account.handle, account.name, account.url, pseudonym],
    ).fetchone()
    for column in ("account_ref", "other_ref"):
        db.execute(f"UPDATE OR REPLACE links SET {column} = ? WHERE {column} = ?", [account.ref, pseudonym])
    db.execute(
        "INSERT OR IGNORE INTO stale (thread_ref) SELECT DISTINCT thread_ref FROM posts WHERE account_id = ?",
        [row["id"]],
    )


def _reveal_ref(db: Connection, masked: str, ref: str) -> None:
    """Call a post by its own ref, wherever it is named."""
    for column in ("ref", "parent_ref", "thread_ref"):
        db.execute(f"UPDATE OR IGNORE posts SET {column} = ? WHERE {column} = ?", [ref, masked])
    for table in ("stale", "threads"):
        db.execute(f"UPDATE OR REPLACE {table} SET thread_ref = ? WHERE thread_ref = ?", [ref, masked])
    db.execute("UPDATE OR REPLACE labels SET ref = ? WHERE ref = ?", [ref, masked])
    db.execute("INSERT OR IGNORE INTO stale (thread_ref) SELECT thread_ref FROM posts WHERE thread_ref = ?", [ref])


def _restore_texts(db: Connection, names: Names, posts: Iterable[Post]) -> None:
    """Put back the words that a rival's feed brought without the names they hold."""
    for post in posts:
        masked = names.text(post.network, post.text)
        if masked == post.text:
            continue
        row = db.execute(
            "UPDATE posts SET text = ? WHERE ref = ? AND text = ? RETURNING id, thread_ref",
            [post.text, post.ref, masked],
        ).fetchone()
        if row is not None:
            _judge_again(db, row)


def _judge_again(db: Connection, row: Row) -> None:
    db.execute("DELETE FROM verdicts WHERE post_id = ? AND frozen = 0", [row["id"]])
    db.execute("INSERT OR IGNORE INTO stale (thread_ref) VALUES (?)", [row["thread_ref"]])


def get_salt(db: Connection) -> str | None:
    """Give this database's secret, None if it has none yet."""
    row = db.execute("SELECT salt FROM salt").fetchone()
    return row["salt"] if row else None


def hold_salt(db: Connection) -> str:
    """Give this database's secret, made when it is first needed: by a rival's feed, or by an export without names."""
    held = get_salt(db)
    if held is not None:
        return held
    made = secrets.token_hex(16)
    db.execute("INSERT INTO salt (salt) VALUES (?)", [made])
    return made

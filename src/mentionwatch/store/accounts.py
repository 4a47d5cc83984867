"""Who posts, and whose accounts they are. Every function runs inside a transaction of the caller."""

from __future__ import annotations

import json
from datetime import datetime
from sqlite3 import Connection, Row

from mentionwatch.clock import to_text
from mentionwatch.config import Rules
from mentionwatch.model import Account, Post, Role
from mentionwatch.store.pseudonyms import reveal_handle
from mentionwatch.text import clean_text


def write_account(db: Connection, post: Post, seen_at: datetime) -> tuple[int, bool]:
    """Store who wrote a post; the newest word on an account holds, whatever the order it comes in."""
    account = post.account
    as_of = to_text(max(post.created_at, post.edited_at or post.created_at))
    row = db.execute("SELECT * FROM accounts WHERE ref = ?", [account.ref]).fetchone()
    if row is None:
        row = db.execute(
            """
            INSERT INTO accounts (ref, network, handle, name, url, followers, first_seen_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            RETURNING *
            """,
            [
                account.ref,
                account.network,
                clean_text(account.handle),
                _cleaned(account.name),
                account.url,
                account.followers,
                to_text(seen_at),
                as_of,
            ],
        ).fetchone()
    elif as_of >= row["updated_at"]:
        _update_account(db, row, account, as_of)
    return row["id"], _take_import_role(db, row, post)


def _update_account(db: Connection, row: Row, account: Account, as_of: str) -> None:
    new = {
        "handle": clean_text(account.handle),
        "name": _cleaned(account.name) or row["name"],
        "url": account.url or row["url"],
        "followers": row["followers"] if account.followers is None else account.followers,
    }
    if as_of == row["updated_at"] and all(row[column] == value for column, value in new.items()):
        return
    db.execute(
        """
        UPDATE accounts
        SET handle = :handle, name = :name, url = :url, followers = :followers, updated_at = :as_of
        WHERE id = :id
        """,
        {**new, "as_of": as_of, "id": row["id"]},
    )
    if row["role"] == Role.CUSTOMER and new["followers"] != row["followers"]:
        _mark_waits_stale(db, row["id"])


def _mark_waits_stale(db: Connection, account_id: int) -> None:
    """Have the customer's waits told again whose posts came without a number of followers: they hold the account's."""
    db.execute(
        """
        INSERT OR IGNORE INTO stale (thread_ref)
        SELECT p.thread_ref
        FROM posts p
        WHERE p.account_id = ? AND p.followers IS NULL AND EXISTS (SELECT 1 FROM waits w WHERE w.post_id = p.id)
        """,
        [account_id],
    )


def _take_import_role(db: Connection, row: Row, post: Post) -> bool:
    """Let an import's word make an account a brand's, unless the configuration has said so already."""
    if not post.from_brand or post.brand is None or row["role"] == Role.BRAND:
        return False
    db.execute(
        "UPDATE accounts SET role = 'brand', brand = ?, role_from = 'import' WHERE id = ?", [post.brand, row["id"]]
    )
    reveal_handle(db, row["network"], row["handle"])
    return True


def follow_rules(db: Connection, rules: Rules) -> bool:
    """Let the accounts' roles follow the rules. True if any changed; the caller then marks all threads stale.

    Accounts that the rules do not name keep what an import said of them.
    """
    changed = False
    wanted = {(account.network, account.handle.lower().lstrip("@")): account.brand for account in rules.accounts}
    ignored = {handle.lower().lstrip("@") for handle in rules.judge.ignore}
    for row in _accounts_to_check(db, rules, {name for _, name in wanted} | ignored):
        names = [row["handle"].lower(), row["ref"].partition(":")[2].lower()]
        brand = next((wanted[row["network"], name] for name in names if (row["network"], name) in wanted), None)
        role = Role.BRAND if brand else Role.IGNORED if row["handle"].lower() in ignored else Role.CUSTOMER
        if role is Role.CUSTOMER and row["role_from"] != "config":
            continue
        if (row["role"], row["brand"]) == (role, brand) and row["role_from"] == "config":
            continue
        changed |= (row["role"], row["brand"]) != (role, brand)
        source = None if role is Role.CUSTOMER else "config"
        db.execute(
            "UPDATE accounts SET role = ?, brand = ?, role_from = ? WHERE id = ?", [role, brand, source, row["id"]]
        )
        if role is Role.BRAND:
            reveal_handle(db, row["network"], row["handle"])
    return changed


def _accounts_to_check(db: Connection, rules: Rules, names: set[str]) -> list[Row]:
    """Give the accounts that the rules name now, by handle or the network's id, or named before."""
    refs = {f"{one.network}:{name}" for one in rules.accounts for name in (one.handle, one.handle.lower())}
    return db.execute(
        """
        SELECT id, ref, network, handle, role, brand, role_from
        FROM accounts
        WHERE id IN (
          SELECT id FROM accounts WHERE role_from = 'config'
          UNION
          SELECT id FROM accounts WHERE handle COLLATE NOCASE IN (SELECT value FROM json_each(:names))
          UNION
          SELECT id FROM accounts WHERE ref IN (SELECT value FROM json_each(:refs))
        )
        """,
        {"names": json.dumps(sorted(names)), "refs": json.dumps(sorted(refs))},
    ).fetchall()


def _cleaned(text: str | None) -> str | None:
    return clean_text(text) if text else None

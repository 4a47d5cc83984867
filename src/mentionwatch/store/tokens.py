"""What the store keeps of each feed's token: when it ends, and whether the user was told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from sqlite3 import Connection, Row

from mentionwatch.clock import from_text, to_text
from mentionwatch.model import Expiry

AHEAD = timedelta(days=7)
"""How long before its end a token is warned of."""


def note_expiry(db: Connection, name: str, expiry: Expiry) -> None:
    """Note when a feed's token ends; another end than before is to be told of anew."""
    expires_at = to_text(expiry.at) if expiry.at else None
    db.execute(
        """
        UPDATE feeds
        SET token_expires_at = :expires_at, token_renews = :renews, expiry_told_at = NULL
        WHERE name = :name AND (token_expires_at IS NOT :expires_at OR token_renews <> :renews)
        """,
        {"name": name, "expires_at": expires_at, "renews": expiry.renews},
    )


def expiry_of(row: Row) -> Expiry:
    """Read when a feed's token ends; what a later good poll has proved wrong counts as never."""
    at = from_text(row["token_expires_at"]) if row["token_expires_at"] else None
    has_outlived = at is not None and row["last_ok_at"] is not None and from_text(row["last_ok_at"]) > at
    return Expiry(None if has_outlived else at, renews=bool(row["token_renews"]))


def ends_soon(expiry: Expiry, now: datetime) -> bool:
    """Say whether a token ends within a week, or has ended, and somebody must do something about it."""
    return expiry.at is not None and not expiry.renews and expiry.at - now <= AHEAD


def take_untold(db: Connection, names: Collection[str], *, now: datetime) -> dict[str, datetime]:
    """Give the feeds whose tokens end soon and of which nobody was told, and note that this is told now."""
    found = {}
    for row in db.execute("SELECT * FROM feeds WHERE expiry_told_at IS NULL ORDER BY name").fetchall():
        expiry = expiry_of(row)
        if row["name"] in names and expiry.at is not None and ends_soon(expiry, now):
            found[row["name"]] = expiry.at
            db.execute("UPDATE feeds SET expiry_told_at = ? WHERE name = ?", [to_text(now), row["name"]])
    return found

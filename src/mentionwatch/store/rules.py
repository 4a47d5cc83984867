"""The rules in force, kept so that a report needs no configuration."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Connection, Row

from mentionwatch.clock import to_text
from mentionwatch.config import Rules


def hold_rules(db: Connection, rules: Rules, *, version: str, now: datetime) -> bool:
    """Keep the rules in force. True if they, or the `version` of what judges by them, differ from the last."""
    key = f"{rules.hash}/{version}"
    last = latest_rules(db)
    if last is not None and last["hash"] == key:
        return False
    db.execute(
        "INSERT OR REPLACE INTO rules (hash, since, yaml) VALUES (?, ?, ?)", [key, to_text(now), rules.to_text()]
    )
    return True


def is_by_rules(db: Connection, rules: Rules) -> bool:
    """Say whether the last findings were computed by these rules; so it is where there are none."""
    last = latest_rules(db)
    return last is None or str(last["hash"]).partition("/")[0] == rules.hash


def latest_rules(db: Connection) -> Row | None:
    """Give the row of the rules in force, None in a new database."""
    row: Row | None = db.execute("SELECT * FROM rules ORDER BY rowid DESC LIMIT 1").fetchone()
    return row

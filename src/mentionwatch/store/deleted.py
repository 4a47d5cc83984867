"""Which posts were deleted: of these the database holds no text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from sqlite3 import Connection


def deleted_among(db: Connection, refs: Sequence[str]) -> frozenset[str]:
    """Give those of some posts that were deleted, all by ref."""
    rows = db.execute(
        "SELECT ref FROM posts WHERE ref IN (SELECT value FROM json_each(?)) AND deleted_at IS NOT NULL",
        [json.dumps(list(refs))],
    )
    return frozenset(row["ref"] for row in rows)

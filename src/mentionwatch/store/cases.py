"""Reading the cases behind a figure by what names them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from sqlite3 import Connection, Row

_QUERIES = {
    "waits": """
        SELECT v.*
        FROM json_each(:keys) k
        CROSS JOIN waits_view v ON v.conversation_id = k.value ->> 0 AND v.brand = k.value ->> 1
                                   AND v.ordinal = k.value ->> 2
    """,
    "mentions": """
        SELECT v.*
        FROM json_each(:keys) k
        CROSS JOIN mentions v ON v.post_id = k.value ->> 0 AND v.brand = k.value ->> 1
    """,
    "replies": "SELECT v.* FROM json_each(:keys) k CROSS JOIN responses v ON v.post_id = k.value ->> 0",
    "conversations": """
        SELECT v.*
        FROM json_each(:keys) k
        CROSS JOIN conversations_view v ON v.id = k.value ->> 0 AND v.brand = k.value ->> 1
    """,
}


def cases(db: Connection, dataset: str, keys: Sequence[tuple[int | str, ...]]) -> list[Row]:
    """Give the rows of a view that the keys name, in their order."""
    return db.execute(f"{_QUERIES[dataset]} ORDER BY k.key", {"keys": json.dumps(keys)}).fetchall()

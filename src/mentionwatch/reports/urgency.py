"""How urgent conversations are, with what is known around them: read for those that somebody looks at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentionwatch.clock import from_text, to_text
from mentionwatch.model import Kind
from mentionwatch.priority import (
    Around,
    Earlier,
    Urgency,
    least_followers,
    parts_of,
    speed,
    together,
    urgency_around,
    usual,
    window_of,
)
from mentionwatch.store import people, surroundings
from mentionwatch.store.surroundings import Subject

if TYPE_CHECKING:
    from sqlite3 import Connection, Row

    from mentionwatch.config import Rules


class Urgencies:
    """Tells how urgent conversations are, under given rules."""

    def __init__(self, db: Connection, rules: Rules) -> None:
        self.db = db
        self.rules = rules
        self._identities = people.identities(db)
        self._least: dict[str, int | None] = {}

    def of(self, rows: Sequence[Row]) -> list[Urgency]:
        """Say how urgent each conversation is: its `conversation_id`, `brand`, `customer_id`, `began_at`, `priority`,
        `reasons`, and the `kind` and the customer's `followers` at the time of the post that waits.
        """
        priority = self.rules.priority
        subjects = [self._subject(row) for row in rows]
        earlier = surroundings.earlier(self.db, subjects)
        spreads = surroundings.spreads(self.db, subjects)
        told = []
        for place, (row, subject) in enumerate(zip(rows, subjects, strict=True)):
            fastest = max((speed(*spread) for spread in spreads.get(place, ())), default=0.0)
            around = Around(
                kind=Kind(row["kind"]) if row["kind"] else None,
                followers=row["followers"],
                least=self._least_followers(row),
                per_hour=fastest,
                usual_per_hour=self._usual(subject) if fastest > priority.viral.per_hour else 0.0,
                earlier=[Earlier(from_text(at), is_complaint) for at, is_complaint in earlier.get(place, ())],
            )
            reasons = parts_of(json.loads(row["reasons"]))
            told.append(together(Urgency(row["priority"], reasons), urgency_around(around, priority, self.rules.zone)))
        return told

    def of_conversations(self, keys: Sequence[tuple[int, str]]) -> list[Urgency]:
        """Say how urgent conversations are, each named by its opening post and brand."""
        return self.of(surroundings.conversations(self.db, keys))

    def _subject(self, row: Row) -> Subject:
        opened_at = from_text(row["began_at"])
        return Subject(
            conversation_id=row["conversation_id"],
            brand=row["brand"],
            customers=self._identities.get(row["customer_id"], (row["customer_id"],)),
            since=to_text(window_of(opened_at, self.rules.priority)),
            opened_at=row["began_at"],
        )

    def _least_followers(self, row: Row) -> int | None:
        """Give from how many followers on somebody is influential; the audience is read only for whom that may be."""
        brand, rules = row["brand"], self.rules.priority
        if (row["followers"] or 0) < max(rules.influential.followers, 1):
            return None
        if brand not in self._least:
            size, top = surroundings.audience(self.db, brand, least=rules.influential.followers)
            self._least[brand] = least_followers(size, top, rules)
        return self._least[brand]

    def _usual(self, subject: Subject) -> float:
        return usual([speed(*spread) for spread in surroundings.earlier_spreads(self.db, subject)])

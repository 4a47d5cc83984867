"""What the steps of a settling share: one brand's replies, the rules, and what changed among them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from sqlite3 import Connection

from mentionwatch.config import ReplyRules
from mentionwatch.replies.canned import Canonical
from mentionwatch.replies.likeness import keys
from mentionwatch.store import forms

EVER, NEVER = "", "~"
"""Earlier, and later, than any instant."""
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Scope:
    """One brand's replies in the database, and the rules in force."""

    db: Connection
    rules: ReplyRules
    brand: str

    @property
    def enough(self) -> int:
        """Of how many customers the first uses of a form must be known: one of them may be whom a reply went to."""
        return self.rules.min_customers + 1

    def keys(self, masked: Canonical) -> tuple[int, ...]:
        """Give the keys of a form; one too short to be held against anybody has none: its uses are all equal."""
        return keys(masked.form, forms.seed(self.brand)) if masked.words >= self.rules.min_words else ()


@dataclass(slots=True)
class Changes:
    """What changed among a brand's replies: the forms and customers concerned, each with the earliest instant.

    `held` counts the changed replies with a form that are there now; `often` are forms that several of them have, and
    `masked` holds the text of each; `wiped` are forms of which a reply was deleted.
    """

    held: int = 0
    forms: dict[int, str] = field(default_factory=dict)
    often: set[int] = field(default_factory=set)
    customers: dict[int, str] = field(default_factory=dict)
    masked: dict[int, Canonical] = field(default_factory=dict)
    wiped: set[int] = field(default_factory=set)

    def note(self, form: int | None, *, customer_id: int, sent_at: str) -> None:
        """Note that a reply of a form to a customer is new, other or gone."""
        if form is not None:
            before = self.forms.get(form)
            if before is not None:
                self.often.add(form)
            self.forms[form] = sent_at if before is None else min(sent_at, before)
        self.customers[customer_id] = min(sent_at, self.customers.get(customer_id, sent_at))


def chunks(items: Collection[int]) -> Iterator[list[int]]:
    """Part a collection into lists of a size that is settled at once."""
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk

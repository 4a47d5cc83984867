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
from mentionwatch.store.forms import Form

EVER, NEVER = "", "~"
"""Earlier, and later, than any instant."""
CHUNK = 20000
"""How many forms are listed, and settled, at once."""


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
    """What changed among a brand's replies, and what became of the lists of forms by that.

    `since` is the earliest instant of any change; `held` counts the changed replies with a form that are there now;
    `customers` got or lost one. `pending` are the forms to be listed, each with its earliest change, `masked` holds the
    text of those that a reply has now, `often` are those that several have, `wiped` those that may have lost the
    last reply with a text; `short` are the keys from whose full lists a form went. Of the forms listed, `new` were not
    there before (in the order of their rows); `known` were, each with its earliest change; `gone` lost a first use, and
    stand here as they were; `decided` were decided on anew.
    """

    since: str = NEVER
    held: int = 0
    customers: set[int] = field(default_factory=set)
    pending: dict[int, str] = field(default_factory=dict)
    masked: dict[int, Canonical] = field(default_factory=dict)
    often: set[int] = field(default_factory=set)
    wiped: set[int] = field(default_factory=set)
    short: set[int] = field(default_factory=set)
    new: dict[int, None] = field(default_factory=dict)
    known: dict[int, str] = field(default_factory=dict)
    gone: dict[int, Form] = field(default_factory=dict)
    decided: set[int] = field(default_factory=set)

    def note(self, form: int | None, *, customer_id: int, sent_at: str) -> None:
        """Note that a reply of a form to a customer is new, other or gone."""
        self.since = min(sent_at, self.since)
        self.customers.add(customer_id)
        if form is not None:
            before = self.pending.get(form)
            if before is not None:
                self.often.add(form)
            self.pending[form] = sent_at if before is None else min(sent_at, before)


def chunks(items: Collection[int]) -> Iterator[list[int]]:
    """Part a collection into lists of a size that is settled at once."""
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk

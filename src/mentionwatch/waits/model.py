"""The words of a conversation's course: what is known of its posts, its waits, and how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mentionwatch.config import Rules
from mentionwatch.conversations import Addressing, Exchange, Response
from mentionwatch.hours import Calendar
from mentionwatch.model import Channel, Closing, Handoff, Kind, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the judge, or a person, says of a customer's post."""

    kind: Kind | None
    abusive: bool = False
    closing: Closing = Closing.NONE
    goodbye: bool = False
    polarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What is found in a brand's reply.

    `stock`: enough other customers had got an alike text before, or it is decided so; `likeness` is how alike, 0..1.
    `decision` is what the configuration or a person says of the text: `configured`, `accepted`, `exempt`, or None.
    """

    stock: bool = False
    likeness: float = 1.0
    decision: str | None = None
    handoff: Channel | None = None
    promises: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a person said of a conversation."""

    handled_by: str | None = None
    handled_at: datetime | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """From the customer's oldest unanswered post to the brand's next reply that counts.

    A wait that closed without a reply (`reply_id` None) was ended by the customer's thanks or by deletion.
    The real twin runs to the first reply that is not canned.
    """

    ordinal: int
    post_id: int
    kind: Kind | None
    opened_at: datetime
    due_at: datetime
    reply_id: int | None = None
    closed_at: datetime | None = None
    real_closed_at: datetime | None = None
    business_seconds: int | None = None

    @property
    def seconds(self) -> int | None:
        """How long the customer waited; None while they wait."""
        return _between(self.opened_at, self.closed_at)

    @property
    def real_seconds(self) -> int | None:
        """How long the customer waited for a real reply; None while they wait."""
        return _between(self.opened_at, self.real_closed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a reply was worth to its customer.

    `promise_due_at` is when a promised follow-up is due, `promise_kept_at` when it came; both None where nothing was
    promised, or the customer was satisfied before. `settled`: the last reply that counts before they said so.
    """

    response: Response
    counts: bool
    canned: bool
    marked: Marked
    reasons: tuple[str, ...]
    promise_due_at: datetime | None = None
    promise_kept_at: datetime | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How one conversation went. `is_silent`: the customer waits, and nobody has said anything for `lapse_after`."""

    exchange: Exchange
    kind: Kind | None
    outcome: Outcome | None
    outcome_post_id: int | None
    handoff: Handoff
    last_at: datetime
    is_silent: bool
    waits: tuple[Wait, ...]
    replies: tuple[Weighed, ...]
    satisfied_at: datetime | None
    labels: Labels
    reasons: tuple[str, ...]

    @property
    def open_wait(self) -> Wait | None:
        """The wait that goes on, if one does."""
        return next((wait for wait in self.waits if wait.closed_at is None), None)

    @property
    def answers(self) -> tuple[Weighed, ...]:
        """The replies that count, from the first post on that needed one."""
        first = next((post.rank for post in self.exchange.posts if self.waits and post.id == self.waits[0].post_id), -1)
        return tuple(reply for reply in self.replies if reply.counts and reply.response.post.rank > first)

    @property
    def first_reply_at(self) -> datetime | None:
        """When the first answer came."""
        return next((reply.response.post.at for reply in self.answers), None)

    @property
    def first_real_reply_at(self) -> datetime | None:
        """When the first answer came that is not canned."""
        return next((reply.response.post.at for reply in self.answers if not reply.canned), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What stands around the exchanges of a thread: the rules, the time, and what is known of each post.

    `calendar` gives the opening hours that hold for what a post asks, by its id; None where none are set.
    """

    rules: Rules
    now: datetime
    judged: Mapping[int, Judged]
    marked: Mapping[int, Marked]
    addressed: Mapping[int, Mapping[str, Addressing]]
    sees_replies: bool = True
    calendar: Callable[[int], Calendar | None] = lambda _: None


def _between(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else round((end - start).total_seconds())

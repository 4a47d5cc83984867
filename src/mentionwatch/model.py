"""The words of the domain: posts and accounts as feeds bring them, and what is found in them.

Instants are aware datetimes in UTC, whole seconds; durations are whole seconds (int).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

Cursor: TypeAlias = Mapping[str, Any]
"""What a feed needs to go on where its last poll ended: plain JSON values."""


class Role(StrEnum):
    """Who an account is to us."""

    CUSTOMER = "customer"
    BRAND = "brand"
    IGNORED = "ignored"


class Kind(StrEnum):
    """What a customer's post is. A post without words we can judge has no kind: it is unjudged."""

    COMPLAINT = "complaint"
    PRAISE = "praise"
    QUESTION = "question"
    OTHER = "other"


class Address(StrEnum):
    """How a post stands to a brand: to it, about it, or aside, among others."""

    TO = "to"
    ABOUT = "about"
    ASIDE = "aside"


class Visibility(StrEnum):
    """Who can read a post."""

    PUBLIC = "public"
    PRIVATE = "private"


class TimeQuality(StrEnum):
    """Whether a post's time is the network's word or our guess; guesses stay out of the SLA figures."""

    EXACT = "exact"
    ESTIMATED = "estimated"


class Channel(StrEnum):
    """Where a hand-off sends the customer."""

    DM = "dm"
    EMAIL = "email"
    PHONE = "phone"
    FORM = "form"


class Handoff(StrEnum):
    """What was seen of the customer after a hand-off."""

    NONE = "none"
    QUIET = "quiet"
    SATISFIED = "satisfied"
    ANGRY = "angry"


class Closing(StrEnum):
    """Whether a customer's words end the matter, as far as the words alone can say.

    `acknowledged` answers a hand-off or a promise ("thanks, I've sent you a DM"); `thanks` is bare thanks,
    which settles a matter unless the reply before it was a hand-off or a promise; `satisfied` says that it
    is settled ("works now, thank you").
    """

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    THANKS = "thanks"
    SATISFIED = "satisfied"


class Outcome(StrEnum):
    """How a conversation stands; the first that holds, in this order (docs/metrics.md)."""

    HANDLED_ELSEWHERE = "handled_elsewhere"
    LOST = "lost"
    RECOVERED = "recovered"
    SATISFIED = "satisfied"
    LAPSED = "lapsed"
    WAITING = "waiting"
    HANDED_OFF = "handed_off"
    CANNED_ONLY = "canned_only"
    ANSWERED = "answered"
    CANNOT_KNOW = "cannot_know"


OPEN = "open"
"""What a person says of a matter that is neither satisfied nor lost: how it stands is then told as for any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who posts. `ref` is `network:id`; `handle` is the printed name without a leading @."""

    ref: str
    network: str
    handle: str
    name: str | None = None
    url: str | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message, the customer's or the brand's, as its feed read it.

    `ref` is `network:id`, the id global to the network; `native_id` is the id by which the feed's own
    server knows the post, where that is another. `root_ref` is the thread's first post where the network
    states it. `address` is what the feed knows of how the post stands to the feed's brand (None: it does
    not say). `from_brand` and `brand` are an import row's own word on its author and brand.
    `rating` is in stars of 5; `likes`, `shares`, `replies` are counts, None where unknown.
    """

    ref: str
    account: Account
    text: str
    created_at: datetime
    parent_ref: str | None = None
    root_ref: str | None = None
    native_id: str | None = None
    address: Address | None = None
    from_brand: bool | None = None
    brand: str | None = None
    url: str | None = None
    lang: str | None = None
    rating: float | None = None
    location: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    time_quality: TimeQuality = TimeQuality.EXACT
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    likes: int | None = None
    shares: int | None = None
    replies: int | None = None

    @property
    def network(self) -> str:
        """The network the post stands on."""
        return self.account.network


@dataclass(frozen=True, slots=True)
class Gone:
    """A post that the network no longer shows."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A span of time whose posts a feed could not reach."""

    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Expiry:
    """When what a feed logs in with ends, None: never. `renews`: the feed gets a new one by itself, without anybody."""

    at: datetime | None
    renews: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Posts that are stored in one transaction.

    `cursor` stands on the last page of a poll only. `outbox_from` stands there too, where the feed shows
    the brand's replies: the instant since which it has now seen all of them, up to `outbox_to` (None: up to
    the poll). `gap` is what could not be reached. `skipped` names each item that could not be read, and why.
    `mark` is where a walk that is cut off after this page goes on, as plain JSON values.
    """

    posts: tuple[Post, ...] = ()
    cursor: Cursor | None = None
    outbox_from: datetime | None = None
    outbox_to: datetime | None = None
    gap: Gap | None = None
    skipped: tuple[str, ...] = ()
    mark: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sees:
    """What a network shows through a feed. Where it shows no replies, nothing is ever called missed.

    `everywhere`: it shows the brand's replies wherever on the network they stand, beneath posts of other feeds too.
    `past`: it can be asked for posts that are older than those of the first poll.
    """

    replies: bool
    private: bool = False
    edits: bool = False
    deletions: bool = False
    reach: bool = False
    everywhere: bool = False
    past: bool = True


REVIEW_BELOW = 0.6
"""A verdict less sure than this is doubtful: a person should look at it."""
UNDETERMINED = "und"
"""The language of a post that nobody could tell, or on which the judge failed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a customer's post is, and why.

    `kind` None is unjudged; `confidence` is 0..1; `polarity` is -1..1, None where it was not measured.
    `goodbye`: the customer says that they leave. `reasons` are plain sentences, the strongest first.
    `classifier` names who judged; `language` is that of the text, None where there are no words.
    """

    kind: Kind | None
    reasons: tuple[str, ...]
    abusive: bool = False
    confidence: float = 0.0
    polarity: float | None = None
    closing: Closing = Closing.NONE
    goodbye: bool = False
    topics: tuple[str, ...] = ()
    classifier: str = ""
    language: str | None = None


class Mark(StrEnum):
    """What a brand's reply can be seen to do."""

    HANDOFF = "handoff"
    APOLOGY = "apology"
    OFFER = "offer"
    ASKS = "asks"
    ARGUES = "argues"
    DEFLECTS = "deflects"
    PROMISES = "promises"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a brand's reply does: each mark with the reply's own words that show it.

    `handoff` is where a hand-off sends the customer; it is set exactly if `words` holds that mark.
    """

    handoff: Channel | None = None
    words: Mapping[Mark, str] = field(default_factory=dict)

    @property
    def promises(self) -> bool:
        """Whether the reply promises to come back."""
        return Mark.PROMISES in self.words

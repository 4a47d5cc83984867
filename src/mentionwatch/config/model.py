"""What a configuration may say, as frozen objects."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mentionwatch.clock import start_of_day
from mentionwatch.config.topics import check_topics
from mentionwatch.config.values import (
    Day,
    Handle,
    Name,
    Refusal,
    Share,
    Span,
    Time,
    Zone,
    check_agents,
    check_week,
    read_holidays,
)


class _Model(BaseModel):
    """A strict, frozen part of the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class BrandAccount(_Model):
    """An account that speaks for a brand; `handle` without a leading @, or the network's own id."""

    network: str
    handle: Handle
    brand: str


class Place(_Model):
    """A shop, route or branch: found by words in the text, or by the network's location."""

    name: Name
    terms: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()


class Sla(_Model):
    """What the brand promises. `since` (in the file: `from`) is the day the promise begins."""

    complaint: Time = timedelta(hours=1)
    question: Time = timedelta(hours=4)
    praise: Time = timedelta(hours=24)
    next_reply: Time = timedelta(hours=4)
    update: Time = timedelta(hours=24)
    warn_at: Share = 0.75
    about: bool = False
    auto_reply_within: Span = timedelta(seconds=10)
    lapse_after: Time = timedelta(days=30)
    since: Day | None = Field(default=None, alias="from")

    def is_set(self, name: str) -> bool:
        """Say whether the user promised this, so that it is not merely what holds where nothing is said."""
        return name in self.model_fields_set


def _one_or_many(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


def _in_order(promises: tuple[Sla, ...]) -> tuple[Sla, ...]:
    if not promises:
        raise Refusal("no promise stands here", hint="write one such as {complaint: 1h, question: 4h}")
    for index, sla in enumerate(promises):
        if any(sla.since == other.since for other in promises[:index]):
            day = f"begin on {sla.since}" if sla.since else "have no `from`"
            raise Refusal(f"two promises {day}", hint="give each one a `from: DATE` of its own", at=(index,))
    return tuple(sorted(promises, key=lambda sla: sla.since or date.min))


Promises = Annotated[tuple[Sla, ...], BeforeValidator(_one_or_many), AfterValidator(_in_order)]


class BusinessHours(_Model):
    """When the brand is open. `holidays` is a code of the holidays library (`DE-BE`) or a list of dates.

    `timezone` None is that of the configuration.
    """

    week: Annotated[str, AfterValidator(check_week)]
    holidays: Annotated[str | tuple[date, ...], BeforeValidator(read_holidays)] = ()
    timezone: Zone | None = None

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone of these hours, None if they are those of the configuration."""
        return ZoneInfo(self.timezone) if self.timezone else None


class FeedHours(_Model):
    """The hours of those who answer what a feed brings, where they are other than the brand's."""

    feed: str
    brand: str
    hours: BusinessHours


class JudgeRules(_Model):
    """What the judge is told: the languages it may judge, and words of this trade."""

    languages: tuple[str, ...] = ("en",)
    complaint_words: tuple[str, ...] = ()
    praise_words: tuple[str, ...] = ()
    topics: Annotated[dict[str, tuple[str, ...]], AfterValidator(check_topics)] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()


class ReplyRules(_Model):
    """What makes a reply canned, and who signs it. `agents` names the agents behind initials."""

    templates: tuple[str, ...] = ()
    min_customers: int = Field(default=2, ge=1)
    min_words: int = Field(default=6, ge=1)
    agents: Annotated[dict[str, str], AfterValidator(check_agents)] = Field(default_factory=dict)
    show_names: bool = False

    def agent(self, signature: str | None) -> str | None:
        """Name the agent behind a signature, in any case: as configured, else as signed."""
        if signature is None:
            return None
        by_signature = {initials.casefold(): name for initials, name in self.agents.items()}
        return by_signature.get(signature.casefold(), signature.upper() if len(signature) <= 3 else signature)


class Influential(_Model):
    """Whose word reaches many: the top `share` of a brand's own audience, with at least so many followers."""

    share: Share = 0.05
    followers: int = Field(default=1000, ge=0)


class Viral(_Model):
    """What spreads: posts shared and answered more than `per_hour` times an hour."""

    per_hour: int = Field(default=10, ge=1)


class Regular(_Model):
    """Who comes again: so many conversations, on as many different days, within `days` days."""

    conversations: int = Field(default=3, ge=1)
    days: int = Field(default=180, ge=1, le=3660)


class PriorityRules(_Model):
    """Whom to answer first, beside those who ask for it by what they write."""

    influential: Influential = Influential()
    viral: Viral = Viral()
    regular: Regular = Regular()


class Rules(_Model):
    """All that decides findings; it is kept in the database, so that a report needs no configuration.

    `terms` are by brand; `business_hours` are those of `brand` alone. `sla` is ordered by `since`, the one without a
    date first.
    """

    brand: str
    timezone: Zone = "UTC"
    accounts: tuple[BrandAccount, ...] = ()
    terms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    places: tuple[Place, ...] = ()
    sla: Promises = (Sla(),)
    business_hours: BusinessHours | None = None
    feed_hours: tuple[FeedHours, ...] = ()
    judge: JudgeRules = JudgeRules()
    replies: ReplyRules = ReplyRules()
    priority: PriorityRules = PriorityRules()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone whose days the reports speak of."""
        return ZoneInfo(self.timezone)

    def hours_of(self, brand: str, feeds: Collection[str]) -> BusinessHours | None:
        """Give a brand's hours for what some feeds brought: the first one's own, else the brand's if they are known."""
        for one in self.feed_hours:
            if one.brand == brand and one.feed in feeds:
                return one.hours
        return self.business_hours if brand == self.brand else None

    def replies_of(self, brand: str) -> ReplyRules:
        """Give what holds for a brand's replies: templates and agents are those of the user's own brand alone."""
        if brand == self.brand or not self.brand:
            return self.replies
        return self.replies.model_copy(update={"templates": (), "agents": {}})

    def sla_at(self, instant: datetime) -> Sla:
        """Give the promise in force at an instant: the last one that began by then, else the first."""
        if len(self.sla) == 1:
            return self.sla[0]
        day = instant.astimezone(self.zone).date()
        begun = [sla for sla in self.sla if sla.since is None or sla.since <= day]
        return begun[-1] if begun else self.sla[0]

    def promises(self) -> Iterator[tuple[Sla, datetime | None, datetime | None]]:
        """Give each promise with the half-open span of time in which it is in force; None is no bound."""
        begins = [None, *(start_of_day(sla.since, self.zone) for sla in self.sla[1:] if sla.since), None]
        return zip(self.sla, begins, begins[1:], strict=False)

    def to_text(self) -> str:
        """Write the rules as one line of JSON (which is YAML too). Of promises it holds only what was promised."""
        told = self.model_dump(mode="json", by_alias=True)
        told["sla"] = [sla.model_dump(mode="json", by_alias=True, exclude_unset=True) for sla in self.sla]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` wrote."""
        return cls.model_validate_json(text)

    @property
    def hash(self) -> str:
        """A short name for exactly these rules."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()[:16]


class FeedConfig(_Model):
    """One feed. `every` is how often a poll may fetch it; `options` are the network's own."""

    name: Name
    network: str
    brand: Name | None = None
    accounts: tuple[Handle, ...] = ()
    terms: tuple[str, ...] = ()
    every: Time = timedelta(minutes=5)
    history: Time = timedelta(days=30)
    overlap: Span = timedelta(hours=24)
    business_hours: BusinessHours | None = None
    max_pages: int = Field(default=50, ge=1)
    allow_private: bool = False
    ca_file: Path | None = None
    options: dict[str, Any] = Field(default_factory=dict)

    @property
    def posts_network(self) -> str:
        """The network the feed's posts stand on: for a file, the one its options name."""
        return str(self.options.get("network", self.network)) if self.network == "files" else self.network


class HttpConfig(_Model):
    """Limits on the network: `deadline` is the most that one request, and one feed's poll, may take.

    `jitter` is how far apart the feeds of a poll may begin that nobody watches.
    """

    deadline: Time = timedelta(seconds=30)
    jitter: Span = timedelta(seconds=10)


class Config(_Model):
    """The whole configuration. `path` is the file it came from."""

    brand: Name
    database: Path
    timezone: Zone = "UTC"
    feeds: tuple[FeedConfig, ...] = ()
    places: tuple[Place, ...] = ()
    sla: Promises = (Sla(),)
    business_hours: BusinessHours | None = None
    judge: JudgeRules = JudgeRules()
    replies: ReplyRules = ReplyRules()
    priority: PriorityRules = PriorityRules()
    http: HttpConfig = HttpConfig()
    complain_after: int = Field(default=3, ge=1)
    path: Path | None = Field(default=None, exclude=True)

    @model_validator(mode="after")
    def _feeds_have_names_of_their_own(self) -> Self:
        names = [feed.name for feed in self.feeds]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise Refusal(
                    f"two feeds are called {name!r}",
                    hint="give each feed a name of its own",
                    at=("feeds", index, "name"),
                )
        return self

    @model_validator(mode="after")
    def _some_language_is_judged(self) -> Self:
        if not self.judge.languages:
            raise Refusal(
                "no language is to be judged, so that no post would have a kind",
                hint="write languages: [en], or leave the key out",
                at=("judge", "languages"),
            )
        return self

    def rules(self) -> Rules:
        """Give the part of the configuration that decides findings."""
        terms: dict[str, tuple[str, ...]] = {}
        for feed in self.feeds:
            brand = feed.brand or self.brand
            terms[brand] = tuple(dict.fromkeys((*terms.get(brand, ()), *feed.terms)))
        return Rules(
            brand=self.brand,
            timezone=self.timezone,
            accounts=tuple(
                BrandAccount(network=feed.posts_network, handle=handle, brand=feed.brand or self.brand)
                for feed in self.feeds
                for handle in feed.accounts
            ),
            terms=terms,
            places=self.places,
            sla=self.sla,
            business_hours=self.business_hours,
            feed_hours=tuple(
                FeedHours(feed=feed.name, brand=feed.brand or self.brand, hours=feed.business_hours)
                for feed in self.feeds
                if feed.business_hours
            ),
            judge=self.judge,
            replies=self.replies,
            priority=self.priority,
        )

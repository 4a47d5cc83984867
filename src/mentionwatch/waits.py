"""The customer's clock: an exchange's waits, what each reply was worth, and how the conversation stands.

Pure functions over judged posts; docs/metrics.md states the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mentionwatch.config import Rules, Sla
from mentionwatch.conversations import Addressing, Entry, Exchange, Response
from mentionwatch.model import Address, Channel, Closing, Handoff, Kind, Outcome

_ANGRIER_BY = 0.3
_ANGRY_BELOW = -0.2


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
    """What is found in a brand's reply. `stock`: enough other customers had got the same text before."""

    stock: bool = False
    handoff: Channel | None = None
    promises: bool = False


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
    """What a reply was worth to its customer."""

    response: Response
    counts: bool
    canned: bool
    marked: Marked
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How one conversation went."""

    exchange: Exchange
    kind: Kind | None
    outcome: Outcome | None
    outcome_post_id: int | None
    handoff: Handoff
    last_at: datetime
    waits: tuple[Wait, ...]
    replies: tuple[Weighed, ...]
    satisfied_at: datetime | None
    has_goodbye: bool
    labels: Labels
    reasons: tuple[str, ...]

    @property
    def open_wait(self) -> Wait | None:
        """The wait that goes on, if one does."""
        return next((wait for wait in self.waits if wait.closed_at is None), None)

    @property
    def first_reply_at(self) -> datetime | None:
        """When the first reply that counts came."""
        return next((reply.response.post.at for reply in self.replies if reply.counts), None)

    @property
    def first_real_reply_at(self) -> datetime | None:
        """When the first reply came that counts and is not canned."""
        return next((reply.response.post.at for reply in self.replies if reply.counts and not reply.canned), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What stands around the exchanges of a thread: the rules, the time, and what is known of each post."""

    rules: Rules
    now: datetime
    judged: Mapping[int, Judged]
    marked: Mapping[int, Marked]
    addressed: Mapping[int, Mapping[str, Addressing]]
    sees_replies: bool = True
    business_seconds: Callable[[datetime, datetime], int] | None = None


def follow(exchange: Exchange, setting: Setting, *, labels: Labels) -> Story:
    """Tell how a conversation went, from its first post to `setting.now`."""
    course = _Course(exchange.brand, setting)
    events: list[Entry | Response] = [*exchange.posts, *exchange.responses]
    for event in sorted(events, key=_rank):
        if isinstance(event, Response):
            course.brand_replies(event)
        else:
            course.customer_posts(event)
    course.end()
    ranks = {post.id: post.rank for post in exchange.posts}
    waits = tuple(_with_twins(wait, ranks[wait.post_id], course) for wait in course.waits)
    story = Story(
        exchange=exchange,
        kind=_kind(exchange, setting),
        outcome=None,
        outcome_post_id=None,
        handoff=course.handoff,
        last_at=max(_time(event) for event in events),
        waits=waits,
        replies=tuple(course.replies),
        satisfied_at=course.settled.at if course.settled else None,
        has_goodbye=course.lost is not None,
        labels=labels,
        reasons=(),
    )
    return _with_outcome(story, course, setting)


def _rank(event: Entry | Response) -> int:
    return event.post.rank if isinstance(event, Response) else event.rank


def _time(event: Entry | Response) -> datetime:
    return event.post.at if isinstance(event, Response) else event.at


def _between(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else round((end - start).total_seconds())


def _kind(exchange: Exchange, setting: Setting) -> Kind | None:
    """Give the kind of the first post that needs a reply, else of the opening."""
    kinds = [setting.judged[post.id].kind for post in exchange.posts if post.id in setting.judged]
    return next((kind for kind in kinds if kind is not Kind.OTHER), Kind.OTHER)


@dataclass(slots=True)
class _Course:
    """Walks through an exchange, post by post."""

    brand: str
    setting: Setting
    waits: list[Wait] = field(default_factory=list)
    replies: list[Weighed] = field(default_factory=list)
    pending: list[Entry] = field(default_factory=list)
    complained: bool = False
    settled: Entry | None = None
    lost: Entry | None = None
    lost_because: str = ""
    handoff: Handoff = Handoff.NONE
    opening_polarity: float | None = None

    def customer_posts(self, post: Entry) -> None:
        """Take a customer's post: it may close the matter, open a wait, or do neither."""
        addressing = self.setting.addressed[post.id].get(self.brand)
        judged = self.setting.judged.get(post.id, Judged(kind=None))
        if not post.is_public or addressing is None or addressing.address is Address.ASIDE:
            return
        closing = self._closing(judged)
        if self.replies and closing is not Closing.NONE:
            self._close_matter(post, closing)
            return
        if judged.kind in (Kind.COMPLAINT, Kind.QUESTION):
            self._matter_goes_on(post, judged)
        sla = self.setting.rules.sla_at(post.at)
        if judged.kind is not Kind.OTHER and (addressing.address is Address.TO or sla.about):
            self.pending.append(post)

    def _closing(self, judged: Judged) -> Closing:
        """Say what a post closes: one that praises, after a complaint and a reply, says that it is settled."""
        if judged.closing is Closing.NONE and judged.kind is Kind.PRAISE and self.complained:
            return Closing.SATISFIED
        return judged.closing

    def _close_matter(self, post: Entry, closing: Closing) -> None:
        if closing is Closing.ACKNOWLEDGED:
            return
        last = self.replies[-1].marked
        if closing is Closing.SATISFIED or not (last.handoff or last.promises):
            self.settled, self.lost = post, None
            if self.handoff is not Handoff.NONE:
                self.handoff = Handoff.SATISFIED
        if self.pending:
            self._close_wait(post.at)

    def _matter_goes_on(self, post: Entry, judged: Judged) -> None:
        self.complained = True
        self.settled = None
        if self.handoff is Handoff.QUIET:
            self.handoff = Handoff.ANGRY
        if judged.goodbye:
            self.lost, self.lost_because = post, "the customer said goodbye"
        elif self.replies and judged.kind is Kind.COMPLAINT and self._is_angrier(judged):
            self.lost, self.lost_because = post, "the customer came back angrier after a reply"
        if self.opening_polarity is None:
            self.opening_polarity = judged.polarity

    def _is_angrier(self, judged: Judged) -> bool:
        if judged.abusive:
            return True
        if judged.polarity is None or self.opening_polarity is None:
            return False
        return judged.polarity < min(_ANGRY_BELOW, self.opening_polarity - _ANGRIER_BY)

    def brand_replies(self, response: Response) -> None:
        """Take a brand's reply: it closes the wait if it counts."""
        marked = self.setting.marked.get(response.post.id, Marked())
        sla = self.setting.rules.sla_at(response.answers.at)
        is_automatic = response.post.at - response.answers.at < sla.auto_reply_within
        counts = response.post.is_public and not is_automatic
        canned = marked.stock and self.complained
        self.replies.append(
            Weighed(
                response=response,
                counts=counts,
                canned=canned,
                marked=marked,
                reasons=_why(response, marked, is_automatic, canned),
            )
        )
        if not counts:
            return
        if self.pending:
            self._close_wait(response.post.at, reply_id=response.post.id)
        if marked.handoff:
            self.handoff = Handoff.QUIET

    def _close_wait(self, at: datetime, *, reply_id: int | None = None) -> None:
        waiting = [post for post in self.pending if post.deleted_at is None or post.deleted_at > at]
        if waiting:
            self._add_wait(waiting[0], closed_at=at, reply_id=reply_id)
        else:
            self._add_withdrawn()
        self.pending = []

    def _add_withdrawn(self) -> None:
        ended = [post.deleted_at for post in self.pending if post.deleted_at]
        self._add_wait(self.pending[0], closed_at=max(ended))

    def _add_wait(self, post: Entry, *, closed_at: datetime | None, reply_id: int | None = None) -> None:
        ordinal = len(self.waits) + 1
        kind = self.setting.judged.get(post.id, Judged(kind=None)).kind
        due_at = post.at + _promised(self.setting.rules.sla_at(post.at), kind, ordinal)
        self.waits.append(
            Wait(
                ordinal=ordinal,
                post_id=post.id,
                kind=kind,
                opened_at=post.at,
                due_at=due_at,
                reply_id=reply_id,
                closed_at=max(closed_at, post.at) if closed_at else None,
            )
        )

    def end(self) -> None:
        """Leave what is unanswered open, unless the customer took it back."""
        if not self.pending:
            return
        waiting = [post for post in self.pending if post.deleted_at is None]
        if waiting:
            self._add_wait(waiting[0], closed_at=None)
        else:
            self._add_withdrawn()


def _promised(sla: Sla, kind: Kind | None, ordinal: int) -> timedelta:
    if ordinal > 1:
        return sla.next_reply
    if kind is Kind.COMPLAINT:
        return sla.complaint
    return sla.praise if kind is Kind.PRAISE else sla.question


def _why(response: Response, marked: Marked, is_automatic: bool, canned: bool) -> tuple[str, ...]:
    reasons = []
    if canned:
        reasons.append("canned: enough other customers had got the same text before")
    elif marked.stock:
        reasons.append("a stock text, but the customer had no complaint or question")
    if is_automatic:
        reasons.append("does not count: it came too fast for a person")
    if not response.post.is_public:
        reasons.append("does not count: it is private")
    return tuple(reasons)


def _with_twins(wait: Wait, rank: int, course: _Course) -> Wait:
    """Add the real twin and the time in business hours to a wait opened by the post of that rank."""
    real_at = next(
        (
            reply.response.post.at
            for reply in course.replies
            if reply.counts and not reply.canned and reply.response.post.rank > rank
        ),
        None,
    )
    business = None
    if course.setting.business_seconds is not None and wait.closed_at is not None:
        business = course.setting.business_seconds(wait.opened_at, wait.closed_at)
    return replace(wait, real_closed_at=real_at, business_seconds=business)


def _with_outcome(story: Story, course: _Course, setting: Setting) -> Story:
    """Decide the outcome: the first that holds, in the order of `Outcome`."""
    outcome, post, reason = _decide(story, course, setting)
    return replace(
        story, outcome=outcome, outcome_post_id=post.id if post else None, reasons=(reason,) if reason else ()
    )


def _decide(story: Story, course: _Course, setting: Setting) -> tuple[Outcome | None, Entry | None, str]:
    labels, wait = story.labels, story.open_wait
    counted = [reply for reply in story.replies if reply.counts]
    last = counted[-1].response.post if counted else None
    if labels.handled_at and not (wait and wait.opened_at > labels.handled_at):
        return Outcome.HANDLED_ELSEWHERE, None, f"a person said: handled by {labels.handled_by}"
    if labels.outcome:
        return Outcome(labels.outcome), None, "a person said so"
    if course.lost:
        return Outcome.LOST, course.lost, course.lost_because
    if course.settled:
        is_recovery = story.kind is Kind.COMPLAINT
        return Outcome.RECOVERED if is_recovery else Outcome.SATISFIED, course.settled, "the customer said so"
    if wait:
        return _decide_open(story, wait, setting)
    if course.handoff is Handoff.QUIET and last:
        channel = next(reply.marked.handoff for reply in reversed(counted) if reply.marked.handoff)
        return Outcome.HANDED_OFF, last, f"the customer was sent to {channel}"
    if last and story.first_real_reply_at is None:
        return Outcome.CANNED_ONLY, last, "every reply was a stock text"
    if last:
        return Outcome.ANSWERED, last, "the brand replied, and the customer said no more"
    return None, None, ""


def _decide_open(story: Story, wait: Wait, setting: Setting) -> tuple[Outcome, Entry | None, str]:
    if not setting.sees_replies:
        return Outcome.CANNOT_KNOW, None, "no feed shows the brand's replies here"
    lapse_after = setting.rules.sla_at(wait.opened_at).lapse_after
    if setting.now - story.last_at >= lapse_after:
        return Outcome.LAPSED, None, f"nothing from either side for {lapse_after.days} days"
    post = next(post for post in story.exchange.posts if post.id == wait.post_id)
    return Outcome.WAITING, post, "the customer waits for a reply"

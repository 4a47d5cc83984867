"""The walk through an exchange, post by post: which waits open and close, and what each reply was worth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mentionwatch.config import Sla
from mentionwatch.conversations import Entry, Response
from mentionwatch.model import OPEN, Address, Closing, Handoff, Kind, Outcome
from mentionwatch.waits.model import Judged, Marked, Setting, Wait, Weighed

_SAME_REPLY = timedelta(minutes=10)
"""A brand's next post within this time goes on with its reply; it is no follow-up."""
_ANGRIER_BY = 0.3
_ANGRY_BELOW = -0.2


@dataclass(slots=True)
class Course:
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
    promised: int | None = None
    settled_by: int | None = None

    @property
    def has_reply(self) -> bool:
        """Whether the brand has given a reply that counts."""
        return any(reply.counts for reply in self.replies)

    def customer_posts(self, post: Entry) -> None:
        """Take a customer's post: it may close the matter, open a wait, or do neither."""
        addressing = self.setting.addressed[post.id].get(self.brand)
        judged = self.setting.judged.get(post.id, Judged(kind=None))
        if not post.is_public or addressing is None or addressing.address is Address.ASIDE:
            return
        closing = self._closing(judged)
        if self.has_reply and closing is not Closing.NONE:
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
        last = next(reply.marked for reply in reversed(self.replies) if reply.counts)
        if closing is Closing.SATISFIED or not (last.handoff or last.promises or last.asks):
            self.settled, self.lost = post, None
            self.settled_by = max(i for i, reply in enumerate(self.replies) if reply.counts)
            self._release_promise()
            if self.handoff is not Handoff.NONE:
                self.handoff = Handoff.SATISFIED
        if self.pending:
            self._close_wait(post.at)

    def _matter_goes_on(self, post: Entry, judged: Judged) -> None:
        self.complained = True
        self.settled = self.settled_by = None
        self.promised = None
        if self.handoff is Handoff.QUIET:
            self.handoff = Handoff.ANGRY
        if judged.goodbye:
            self.lost, self.lost_because = post, "the customer said goodbye"
        elif self.has_reply and judged.kind is Kind.COMPLAINT and self._is_angrier(judged):
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
        is_automatic = self._is_automatic(response)
        counts = response.post.is_public and not is_automatic
        canned = marked.stock and marked.decision != "exempt" and self.complained and self.settled is None
        if counts:
            self._keep_promise(response)
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
        if marked.promises and self.promised is None and self.settled is None:
            self._promise(response)

    def _promise(self, response: Response) -> None:
        at = response.post.at
        self.promised = len(self.replies) - 1
        due_at = at + self.setting.rules.sla_at(at).update
        self.replies[-1] = replace(self.replies[-1], promise_due_at=due_at)

    def _keep_promise(self, response: Response) -> None:
        """Take a brand's post for the promised follow-up: it came unprompted, and is no part of the promising reply."""
        if self.promised is None:
            return
        promise = self.replies[self.promised]
        if response.post.at - promise.response.post.at >= _SAME_REPLY:
            self.replies[self.promised] = replace(promise, promise_kept_at=response.post.at)
            self.promised = None

    def _release_promise(self) -> None:
        """Ask for no follow-up any more: the customer is satisfied."""
        if self.promised is not None:
            self.replies[self.promised] = replace(self.replies[self.promised], promise_due_at=None)
            self.promised = None

    def _is_automatic(self, response: Response) -> bool:
        """Tell whether a reply came faster than a person types; times that were moved or rounded show no speed."""
        post, answered = response.post, response.answers
        gap = post.at - answered.at
        is_rounded = not gap and answered.at.second == 0
        limit = self.setting.rules.sla_at(answered.at).auto_reply_within
        return post.is_exact and answered.is_exact and not is_rounded and gap < limit

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

    def believe(self, outcome: str) -> None:
        """Take back what a person's word on the outcome contradicts: that the customer was satisfied, or lost."""
        if outcome not in (Outcome.SATISFIED, Outcome.RECOVERED):
            self.settled = self.settled_by = None
            self.handoff = Handoff.QUIET if self.handoff is Handoff.SATISFIED else self.handoff
        if outcome in (Outcome.SATISFIED, Outcome.RECOVERED, OPEN):
            self.lost = None

    def end(self) -> None:
        """Leave what is unanswered open, unless the customer took it back; name the reply that settled the matter."""
        if self.settled_by is not None:
            self.replies[self.settled_by] = replace(self.replies[self.settled_by], settled=True)
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


def _why_stock(marked: Marked, canned: bool) -> str:
    """Say why a reply is a stock text, and whether that is held against it."""
    if marked.decision == "exempt":
        return "a stock text, but a person said that it may be repeated"
    if marked.decision:
        by = {"configured": "the configuration names this text", "accepted": "a person said so"}[marked.decision]
    else:
        same = "the same text" if marked.likeness == 1.0 else f"a text {min(marked.likeness, 0.99):.0%} alike"
        by = f"enough other customers had got {same} before"
    return f"canned: {by}" if canned else f"a stock text ({by}), but the customer had no open complaint or question"


def _why(response: Response, marked: Marked, is_automatic: bool, canned: bool) -> tuple[str, ...]:
    reasons = []
    if marked.stock:
        reasons.append(_why_stock(marked, canned))
    if is_automatic:
        reasons.append("does not count: it came too fast for a person")
    if not response.post.is_public:
        reasons.append("does not count: it is private")
    return tuple(reasons)

"""How a conversation stands, and which post decided it."""

from __future__ import annotations

from dataclasses import replace

from mentionwatch.conversations import Entry
from mentionwatch.model import OPEN, Handoff, Kind, Outcome
from mentionwatch.waits.course import Course
from mentionwatch.waits.model import Setting, Story, Wait


def with_outcome(story: Story, course: Course, setting: Setting) -> Story:
    """Decide the outcome: the first that holds, in the order of `Outcome`."""
    outcome, post, reason = _decide(story, course, setting)
    return replace(
        story, outcome=outcome, outcome_post_id=post.id if post else None, reasons=(reason,) if reason else ()
    )


def _decide(story: Story, course: Course, setting: Setting) -> tuple[Outcome | None, Entry | None, str]:
    labels, wait = story.labels, story.open_wait
    counted = story.answers
    last = counted[-1].response.post if counted else None
    if labels.handled_at:
        return Outcome.HANDLED_ELSEWHERE, None, f"a person said: handled by {labels.handled_by}"
    content = Outcome.RECOVERED if story.kind is Kind.COMPLAINT else Outcome.SATISFIED
    if labels.outcome and labels.outcome != OPEN:
        said = Outcome(labels.outcome)
        return content if said is Outcome.SATISFIED else said, None, "a person said so"
    if course.lost:
        return Outcome.LOST, course.lost, course.lost_because
    if course.settled:
        return content, course.settled, "the customer said so"
    if wait:
        return _decide_open(story, wait, setting)
    if course.handoff is Handoff.QUIET and last:
        channel = next((reply.marked.handoff for reply in reversed(counted) if reply.marked.handoff), "elsewhere")
        return Outcome.HANDED_OFF, last, f"the customer was sent to {channel}"
    if last and story.first_real_reply_at is None:
        return Outcome.CANNED_ONLY, last, "every reply was a stock text"
    if last:
        return Outcome.ANSWERED, last, "the brand replied, and the customer said no more"
    return None, None, ""


def _decide_open(story: Story, wait: Wait, setting: Setting) -> tuple[Outcome, Entry | None, str]:
    if not setting.sees_replies:
        return Outcome.CANNOT_KNOW, None, "no feed shows the brand's replies here"
    if story.is_silent:
        return Outcome.LAPSED, None, "the customer waits, and neither side has said anything for `lapse_after`"
    post = next(post for post in story.exchange.posts if post.id == wait.post_id)
    return Outcome.WAITING, post, "the customer waits for a reply"

"""The customer's clock: an exchange's waits, what each reply was worth, and how the conversation stands.

Pure functions over judged posts; docs/metrics.md states the rules.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentionwatch.conversations import Entry, Exchange, Response
from mentionwatch.model import Kind
from mentionwatch.waits.course import Course
from mentionwatch.waits.model import Judged, Labels, Marked, Setting, Story, Wait, Weighed
from mentionwatch.waits.outcomes import with_outcome

__all__ = ["Judged", "Labels", "Marked", "Setting", "Story", "Wait", "Weighed", "follow"]


def follow(exchange: Exchange, setting: Setting, *, labels: Labels) -> Story:
    """Tell how a conversation went, from its first post to `setting.now`.

    What a person handled elsewhere is handled until the customer posts again.
    """
    if labels.handled_at and any(post.is_public and post.at > labels.handled_at for post in exchange.posts):
        labels = replace(labels, handled_at=None, handled_by=None)
    course = Course(exchange.brand, setting)
    events: list[Entry | Response] = [*exchange.posts, *exchange.responses]
    for event in sorted(events, key=_rank):
        if isinstance(event, Response):
            course.brand_replies(event)
        else:
            course.customer_posts(event)
    if labels.outcome:
        course.believe(labels.outcome)
    course.end()
    ranks = {post.id: post.rank for post in exchange.posts}
    waits = tuple(_with_twins(wait, ranks[wait.post_id], course) for wait in course.waits)
    last_at = max(_time(event) for event in events)
    story = Story(
        exchange=exchange,
        kind=_kind(exchange, setting),
        outcome=None,
        outcome_post_id=None,
        handoff=course.handoff,
        last_at=last_at,
        is_silent=any(_has_lapsed(wait, last_at, setting) for wait in waits),
        waits=waits,
        replies=tuple(course.replies),
        satisfied_at=course.settled.at if course.settled else None,
        labels=labels,
        reasons=(),
    )
    return with_outcome(story, course, setting)


def _has_lapsed(wait: Wait, last_at: datetime, setting: Setting) -> bool:
    return wait.closed_at is None and setting.now - last_at >= setting.rules.sla_at(wait.opened_at).lapse_after


def _rank(event: Entry | Response) -> int:
    return event.post.rank if isinstance(event, Response) else event.rank


def _time(event: Entry | Response) -> datetime:
    return event.post.at if isinstance(event, Response) else event.at


def _kind(exchange: Exchange, setting: Setting) -> Kind | None:
    """Give the kind of the first post that needs a reply, else of the opening."""
    kinds = [setting.judged[post.id].kind for post in exchange.posts if post.id in setting.judged]
    return next((kind for kind in kinds if kind is not Kind.OTHER), Kind.OTHER)


def _with_twins(wait: Wait, rank: int, course: Course) -> Wait:
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
    if wait.closed_at is not None and (calendar := course.setting.calendar(wait.post_id)):
        business = calendar.business_seconds(wait.opened_at, wait.closed_at)
    return replace(wait, real_closed_at=real_at, business_seconds=business)

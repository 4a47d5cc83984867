from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scene import Scene, clock

from mentionwatch.config import Rules, Sla
from mentionwatch.model import Channel, Closing, Handoff, Kind, Outcome
from mentionwatch.waits import Labels


def test_the_oldest_unanswered_post_opens_the_wait() -> None:
    """Asking again does not start the clock anew."""
    scene = Scene()
    first = scene.complaint("10:00")
    again = scene.post(Kind.QUESTION, "10:30", to=first, text="@acme hello?")
    scene.reply("11:00", to=again)
    (wait,) = scene.story().waits
    assert (wait.seconds, wait.kind, wait.due_at) == (3600, Kind.COMPLAINT, clock("11:00"))


def test_a_later_wait_is_due_by_the_promise_for_next_replies() -> None:
    """Wait 2 opens at the first post after the reply."""
    scene = Scene()
    first = scene.complaint("10:00")
    answer = scene.reply("10:10", to=first)
    again = scene.complaint("12:00", to=answer)
    scene.reply("15:00", to=again)
    waits = scene.story().waits
    assert [(wait.ordinal, wait.seconds) for wait in waits] == [(1, 600), (2, 10800)]
    assert waits[1].due_at == clock("16:00")


def test_a_stock_reply_stops_the_clock_but_not_its_real_twin() -> None:
    """Canned then personal: 10 minutes to a reply, 3 hours to a real one."""
    scene = Scene()
    first = scene.complaint("10:00")
    scene.reply("10:10", to=first, stock=True)
    scene.reply("13:00", to=first)
    story = scene.story()
    (wait,) = story.waits
    assert (wait.seconds, wait.real_seconds) == (600, 10800)
    assert story.outcome is Outcome.ANSWERED


def test_nothing_but_stock_texts() -> None:
    """A complaint that got only stock texts is canned only, and still waits for a real reply."""
    scene = Scene()
    scene.reply("10:10", to=scene.complaint("10:00"), stock=True)
    story = scene.story()
    assert story.outcome is Outcome.CANNED_ONLY
    assert story.waits[0].real_seconds is None


def test_a_stock_text_on_praise_is_not_held_against_the_brand() -> None:
    """Only a customer with a complaint or question can get a canned reply."""
    scene = Scene()
    scene.reply("10:10", to=scene.post(Kind.PRAISE, "10:00"), stock=True)
    (reply,) = scene.story().replies
    assert not reply.canned


@pytest.mark.parametrize(("at", "counts"), [("10:00:09", False), ("10:00:10", True)])
def test_an_automatic_reply_does_not_count(at: str, counts: bool) -> None:
    """A reply faster than `auto_reply_within` (10 s) stops no clock."""
    scene = Scene()
    scene.reply(at, to=scene.complaint("10:00"))
    story = scene.story()
    assert story.replies[0].counts is counts
    assert (story.open_wait is None) is counts


def test_a_reply_stamped_before_its_complaint_is_not_automatic() -> None:
    """A clock that runs behind, or times in whole minutes, say nothing of speed: the reply counts, after 0 s."""
    for asked, answered in (("10:00:20", "10:00"), ("10:00", "10:00")):
        scene = Scene()
        scene.reply(answered, to=scene.complaint(asked))
        assert scene.story().waits[0].seconds == 0


def test_a_greeting_that_was_answered_answers_no_later_complaint() -> None:
    """What came before the first post that needed a reply is no reply to it."""
    scene = Scene()
    hello = scene.post(Kind.OTHER, "10:00")
    reply = scene.reply("10:10", to=hello, handoff=Channel.DM)
    scene.complaint("11:00", to=reply)
    story = scene.story(now="20:00")
    assert (story.first_reply_at, story.outcome) == (None, Outcome.WAITING)


def test_thanks_for_a_reply_that_does_not_count_end_nothing() -> None:
    """A bot's acknowledgement settles no matter."""
    scene = Scene()
    bot = scene.reply("10:00:03", to=scene.complaint("10:00"))
    scene.thanks("10:05", to=bot)
    story = scene.story(now="20:00")
    assert story.outcome is Outcome.WAITING
    assert story.open_wait is not None


def test_a_private_reply_does_not_count() -> None:
    """From outside, only what stands in public is evidence."""
    scene = Scene()
    scene.reply("10:10", to=scene.complaint("10:00"), is_public=False)
    assert scene.story().outcome is Outcome.WAITING


@pytest.mark.parametrize(
    ("kind", "due"), [(Kind.COMPLAINT, "11:00"), (Kind.QUESTION, "14:00"), (None, "14:00"), (Kind.PRAISE, "1 10:00")]
)
def test_each_kind_has_its_promise(kind: Kind | None, due: str) -> None:
    """An unjudged post carries the question's."""
    scene = Scene()
    scene.post(kind, "10:00")
    assert scene.story(now="10:01").waits[0].due_at == clock(due)


def test_a_promise_holds_from_its_day() -> None:
    """A wait is judged by the promise in force when it opened."""
    sla = (Sla(complaint=timedelta(hours=2)), Sla(complaint=timedelta(minutes=10), since=clock("1 00:00").date()))
    scene = Scene(rules=Rules(brand="Acme", sla=sla))
    scene.complaint("10:00")
    scene.complaint("1 10:00", by="bob")
    assert [story.waits[0].due_at for story in scene.stories()] == [clock("12:00"), clock("1 10:10")]


def test_other_posts_and_posts_about_the_brand_open_no_wait() -> None:
    """Unless the configuration promises an answer to posts about the brand."""
    terms = {"Acme": ("acme air",)}
    for about, waits in ((False, 0), (True, 1)):
        scene = Scene(rules=Rules(brand="Acme", terms=terms, sla=(Sla(about=about),)))
        scene.complaint("10:00", text="acme air is awful")
        scene.post(Kind.OTHER, "10:00", by="bob")
        assert sum(len(story.waits) for story in scene.stories()) == waits


@pytest.mark.parametrize(
    ("closing", "answer", "outcome"),
    [
        (Closing.SATISFIED, {}, Outcome.RECOVERED),
        (Closing.THANKS, {}, Outcome.RECOVERED),
        (Closing.THANKS, {"handoff": Channel.DM}, Outcome.HANDED_OFF),
        (Closing.THANKS, {"promises": True}, Outcome.ANSWERED),
        (Closing.THANKS, {"asks": True}, Outcome.ANSWERED),
        (Closing.SATISFIED, {"handoff": Channel.DM}, Outcome.RECOVERED),
        (Closing.ACKNOWLEDGED, {"handoff": Channel.DM}, Outcome.HANDED_OFF),
        (Closing.ACKNOWLEDGED, {}, Outcome.ANSWERED),
    ],
)
def test_thanks(closing: Closing, answer: dict[str, Any], outcome: Outcome) -> None:
    """Thanks end the matter and open no wait; those for a hand-off, a promise or a question are no satisfaction."""
    scene = Scene()
    reply = scene.reply("10:10", to=scene.complaint("10:00"), **answer)
    scene.thanks("10:20", to=reply, closing=closing)
    story = scene.story()
    assert story.outcome is outcome
    assert len(story.waits) == 1
    assert (story.satisfied_at is not None) is (outcome is Outcome.RECOVERED)


def test_praise_after_a_complaint_and_a_reply_settles_it() -> None:
    """Whoever praises the brand once it has replied is satisfied, and waits for no thanks."""
    scene = Scene()
    reply = scene.reply("10:10", to=scene.complaint("10:00"), handoff=Channel.DM)
    scene.post(Kind.PRAISE, "12:00", to=reply)
    story = scene.story()
    assert (story.outcome, story.handoff, len(story.waits)) == (Outcome.RECOVERED, Handoff.SATISFIED, 1)


def test_thanks_before_any_reply_are_praise() -> None:
    """Closing words close nothing while the brand has said nothing."""
    scene = Scene()
    scene.post(Kind.PRAISE, "10:00", closing=Closing.THANKS)
    assert scene.story(now="10:05").outcome is Outcome.WAITING


def test_thanks_end_an_open_wait_without_a_reply() -> None:
    """The customer asked again, then said that it is settled: nobody waits any more, and nobody replied."""
    scene = Scene()
    reply = scene.reply("10:10", to=scene.complaint("10:00"))
    again = scene.post(Kind.QUESTION, "11:00", to=reply)
    scene.thanks("11:30", to=again, closing=Closing.SATISFIED)
    wait = scene.story().waits[1]
    assert (wait.seconds, wait.reply_id) == (1800, None)


def test_a_new_complaint_after_thanks_reopens_the_matter() -> None:
    """Satisfaction holds until the customer complains again."""
    scene = Scene()
    reply = scene.reply("10:10", to=scene.complaint("10:00"))
    scene.thanks("10:20", to=reply)
    scene.complaint("12:00", to=reply)
    story = scene.story(now="12:30")
    assert story.outcome is Outcome.WAITING
    assert story.satisfied_at is None


def test_hand_offs_are_followed() -> None:
    """Silence after a hand-off is normal; coming back with a complaint or question is not."""
    scene = Scene()
    first = scene.complaint("10:00")
    reply = scene.reply("10:10", to=first, handoff=Channel.DM)
    assert (scene.story().handoff, scene.story().outcome) == (Handoff.QUIET, Outcome.HANDED_OFF)
    again = scene.complaint("3 10:00", to=reply)
    story = scene.story(now="3 11:00")
    assert (story.handoff, story.outcome) == (Handoff.ANGRY, Outcome.WAITING)
    scene.reply("3 12:00", to=again)
    assert scene.story(now="4 00:00").outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"goodbye": True}, Outcome.LOST),
        ({"abusive": True}, Outcome.LOST),
        ({"polarity": -0.9}, Outcome.LOST),
        ({"polarity": -0.3}, Outcome.WAITING),
    ],
)
def test_lost(more: dict[str, Any], outcome: Outcome) -> None:
    """The customer said goodbye, or came back angrier after a reply."""
    scene = Scene()
    reply = scene.reply("10:10", to=scene.complaint("10:00", polarity=-0.2))
    scene.complaint("11:00", to=reply, **more)
    assert scene.story(now="11:30").outcome is outcome


def test_a_lost_customer_can_be_won_back() -> None:
    """The customer's later satisfaction wins over the goodbye."""
    scene = Scene()
    reply = scene.reply("10:10", to=scene.complaint("10:00", goodbye=True))
    assert scene.story().outcome is Outcome.LOST
    scene.thanks("10:20", to=reply, closing=Closing.SATISFIED)
    assert scene.story().outcome is Outcome.RECOVERED


def test_a_wait_lapses_but_stays_open() -> None:
    """Nothing from either side for 30 days is an outcome only."""
    scene = Scene()
    scene.complaint("10:00")
    assert scene.story(now="29 10:00").outcome is Outcome.WAITING
    story = scene.story(now="30 10:00")
    assert story.outcome is Outcome.LAPSED
    assert story.open_wait is not None


def test_where_no_feed_shows_replies_nothing_is_known() -> None:
    """An open wait cannot be called waiting if replies are out of sight."""
    scene = Scene()
    scene.complaint("10:00")
    assert scene.story(sees_replies=False).outcome is Outcome.CANNOT_KNOW


def test_what_a_person_says_wins() -> None:
    """Handled elsewhere holds for what was asked before it was said."""
    scene = Scene()
    first = scene.complaint("10:00", goodbye=True)
    handled = Labels(handled_by="phone", handled_at=clock("12:00"))
    assert scene.story(labels=handled).outcome is Outcome.HANDLED_ELSEWHERE
    assert scene.story(labels=Labels(outcome="satisfied")).outcome is Outcome.RECOVERED
    assert scene.story(labels=Labels(outcome="open")).outcome is Outcome.WAITING
    reply = scene.reply("13:00", to=first)
    assert scene.story(labels=handled, now="14:30").outcome is Outcome.HANDLED_ELSEWHERE
    scene.complaint("14:00", to=reply)
    assert scene.story(labels=handled, now="14:30").outcome is Outcome.LOST


def test_a_deleted_post_ends_its_wait() -> None:
    """The customer took it back: the wait ends then, without a reply; a reply before that stands."""
    scene = Scene()
    scene.complaint("10:00", deleted_at=clock("10:30"))
    wait = scene.story().waits[0]
    assert (wait.seconds, wait.reply_id, wait.closed_at) == (1800, None, clock("10:30"))
    scene.reply("10:20", to="net:1")
    wait = scene.story().waits[0]
    assert (wait.seconds, wait.reply_id) == (1200, 2)


def test_a_wait_goes_on_from_the_next_post_if_the_first_is_deleted() -> None:
    """What was asked again still waits, from when it was asked again."""
    scene = Scene()
    first = scene.complaint("10:00", deleted_at=clock("10:30"))
    scene.complaint("10:20", to=first)
    (wait,) = scene.story(now="11:00").waits
    assert (wait.post_id, wait.closed_at) == (2, None)


def test_a_deleted_reply_still_ended_the_wait() -> None:
    """The customer had an answer, whatever the brand did with it later."""
    scene = Scene()
    scene.reply("10:10", to=scene.complaint("10:00"), deleted_at=clock("12:00"))
    assert scene.story().waits[0].seconds == 600


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["complaint", "question", "praise", "other", "unjudged", "thanks", "reply", "stock", "handoff"]
        ),
        st.integers(0, 600),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)
KINDS = {"complaint": Kind.COMPLAINT, "question": Kind.QUESTION, "praise": Kind.PRAISE, "other": Kind.OTHER}


@given(EVENTS)
def test_waits_hold_together(events: list[tuple[str, int, bool]]) -> None:
    """At most one wait is open, none is negative, none overlap, and each real twin is at least as long."""
    scene = Scene()
    last = scene.complaint("00:00")
    for what, minute, is_deleted in events:
        at = f"{minute // 60:02}:{minute % 60:02}"
        deleted = {"deleted_at": clock("11:00")} if is_deleted else {}
        if what in ("reply", "stock", "handoff"):
            handoff = Channel.DM if what == "handoff" else None
            last = scene.reply(at, to=last, stock=what == "stock", handoff=handoff)
        elif what == "thanks":
            last = scene.thanks(at, to=last)
        else:
            last = scene.post(KINDS.get(what), at, to=last, **deleted)
    story = scene.story()
    assert sum(wait.closed_at is None for wait in story.waits) <= 1
    assert [wait.ordinal for wait in story.waits] == list(range(1, len(story.waits) + 1))
    for before, after in zip(story.waits, story.waits[1:], strict=False):
        assert before.closed_at is not None
        assert before.opened_at <= after.opened_at
    for wait in story.waits:
        assert wait.seconds is None or wait.seconds >= 0
        assert wait.real_seconds is None or wait.reply_id is None or wait.real_seconds >= (wait.seconds or 0)
    assert story.open_wait is None or story.waits[-1] is story.open_wait

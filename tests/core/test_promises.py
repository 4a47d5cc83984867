"""What a reply was worth: was its promise kept, did it settle the matter, is it held against the brand."""

from __future__ import annotations

import pytest
from scene import Scene, clock

from mentionwatch.model import Channel, Closing, Kind
from mentionwatch.waits import Weighed


def replies(scene: Scene) -> tuple[Weighed, ...]:
    """Tell the only conversation, and give its replies."""
    return scene.story(now="3 00:00").replies


def test_a_follow_up_in_time_keeps_the_promise() -> None:
    """The brand's next post, unprompted, is the follow-up; it is due after `sla.update`."""
    scene = Scene()
    ask = scene.complaint("10:00")
    scene.reply("10:30", to=ask, promises=True)
    scene.reply("15:00", to=ask)
    first, second = replies(scene)
    assert (first.promise_due_at, first.promise_kept_at) == (clock("1 10:30"), clock("15:00"))
    assert second.promise_due_at is None


def test_a_late_follow_up_is_told_with_its_time() -> None:
    """That it came late is seen from both instants."""
    scene = Scene()
    ask = scene.complaint("10:00")
    scene.reply("10:30", to=ask, promises=True)
    scene.reply("1 11:00", to=ask)
    first, _ = replies(scene)
    assert first.promise_due_at is not None
    assert first.promise_kept_at == clock("1 11:00") > first.promise_due_at


def test_the_second_half_of_a_reply_is_no_follow_up() -> None:
    """A post within ten minutes goes on with the reply that promised."""
    scene = Scene()
    ask = scene.complaint("10:00")
    scene.reply("10:30", to=ask, promises=True)
    scene.reply("10:31", to=ask)
    assert replies(scene)[0].promise_kept_at is None
    scene.reply("10:41", to=ask)
    assert replies(scene)[0].promise_kept_at == clock("10:41")


def test_two_halves_of_a_reply_promise_once() -> None:
    """A promise that is said again in the second half of a reply is the same: one follow-up keeps it."""
    scene = Scene()
    ask = scene.complaint("10:00")
    scene.reply("10:30", to=ask, promises=True)
    scene.reply("10:31", to=ask, promises=True)
    scene.reply("15:00", to=ask)
    first, second, _ = replies(scene)
    assert (first.promise_kept_at, second.promise_due_at) == (clock("15:00"), None)


def test_an_automatic_reply_keeps_no_promise() -> None:
    """What a machine answers to "thanks" is no follow-up; what a person writes then is."""
    scene = Scene()
    ask = scene.complaint("10:00")
    promise = scene.reply("10:30", to=ask, promises=True)
    thanks = scene.thanks("12:00", to=promise, closing=Closing.ACKNOWLEDGED)
    scene.reply("12:00:03", to=thanks)
    assert replies(scene)[0].promise_kept_at is None
    scene.reply("15:00", to=ask)
    assert replies(scene)[0].promise_kept_at == clock("15:00")


def test_who_has_to_ask_again_was_not_served() -> None:
    """A reply to a customer who asked again was prompted: the promise was not kept."""
    scene = Scene()
    ask = scene.complaint("10:00")
    promise = scene.reply("10:30", to=ask, promises=True)
    again = scene.complaint("14:00", to=promise)
    scene.reply("15:00", to=again)
    assert replies(scene)[0].promise_due_at == clock("1 10:30")
    assert replies(scene)[0].promise_kept_at is None


def test_thanks_are_no_prompt() -> None:
    """A customer who only says "thanks" to the promise has not asked again."""
    scene = Scene()
    ask = scene.complaint("10:00")
    promise = scene.reply("10:30", to=ask, promises=True)
    scene.thanks("10:40", to=promise, closing=Closing.ACKNOWLEDGED)
    scene.reply("15:00", to=ask)
    assert replies(scene)[0].promise_kept_at == clock("15:00")


def test_a_satisfied_customer_waits_for_no_follow_up() -> None:
    """What was promised is no longer due once the customer says that the matter is settled."""
    scene = Scene()
    ask = scene.complaint("10:00")
    promise = scene.reply("10:30", to=ask, promises=True)
    scene.thanks("12:00", to=promise, closing=Closing.SATISFIED)
    (first,) = replies(scene)
    assert (first.promise_due_at, first.promise_kept_at) == (None, None)


def test_a_private_post_keeps_no_promise_in_public() -> None:
    """What cannot be seen by others cannot be told from silence."""
    scene = Scene()
    ask = scene.complaint("10:00")
    scene.reply("10:30", to=ask, promises=True)
    scene.reply("12:00", to=ask, is_public=False)
    assert replies(scene)[0].promise_kept_at is None


def test_the_last_reply_before_the_thanks_settled_the_matter() -> None:
    """It alone is credited, and an automatic one never is."""
    scene = Scene()
    ask = scene.complaint("10:00")
    scene.reply("10:30", to=ask)
    good = scene.reply("11:00", to=ask)
    scene.thanks("12:00", to=good, closing=Closing.SATISFIED)
    assert [one.settled for one in replies(scene)] == [False, True]


def test_a_matter_that_goes_on_was_settled_by_nobody() -> None:
    """A later complaint takes the credit back."""
    scene = Scene()
    ask = scene.complaint("10:00")
    good = scene.reply("11:00", to=ask)
    scene.thanks("12:00", to=good, closing=Closing.SATISFIED)
    scene.complaint("13:00", to=good)
    assert not any(one.settled for one in replies(scene))


@pytest.mark.parametrize(
    ("decision", "canned", "reason"),
    [
        (None, True, "canned: enough other customers had got a text 91% alike before"),
        ("accepted", True, "canned: a person said so"),
        ("configured", True, "canned: the configuration names this text"),
        ("exempt", False, "a stock text, but a person said that it may be repeated"),
    ],
)
def test_decisions(decision: str | None, canned: bool, reason: str) -> None:
    """Whether a stock text is held against the brand, and why, follows what was decided on it."""
    scene = Scene()
    scene.reply("10:30", to=scene.complaint("10:00"), stock=True, likeness=0.91, decision=decision)
    (reply,) = replies(scene)
    assert (reply.canned, reply.reasons) == (canned, (reason,))


def test_a_stock_text_after_the_matter_is_settled_is_not_canned() -> None:
    """Courtesy to a satisfied customer is no stock answer; once they complain again it would be."""
    scene = Scene()
    ask = scene.complaint("10:00")
    good = scene.reply("11:00", to=ask)
    scene.thanks("12:00", to=good, closing=Closing.SATISFIED)
    scene.reply("12:30", to=ask, stock=True)
    scene.complaint("13:00", to=good)
    scene.reply("13:30", to=ask, stock=True)
    assert [one.canned for one in replies(scene)] == [False, False, True]


def test_a_stock_text_to_a_question_is_canned_and_to_praise_is_not() -> None:
    """It is held against the brand where the customer wanted something."""
    for kind, canned in ((Kind.QUESTION, True), (Kind.PRAISE, False), (Kind.OTHER, False)):
        scene = Scene()
        scene.reply("10:30", to=scene.post(kind, "10:00"), stock=True, handoff=Channel.DM)
        assert [one.canned for one in replies(scene)] == [canned]

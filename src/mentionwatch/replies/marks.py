"""What a reply does: hands over, apologises, offers, asks, argues, deflects, promises; and the words that show it."""

from __future__ import annotations

from mentionwatch.model import Channel, Mark, Marks
from mentionwatch.replies.apologies import find_apology
from mentionwatch.replies.arguments import find_argument
from mentionwatch.replies.asks import find_ask
from mentionwatch.replies.clauses import widen
from mentionwatch.replies.deflections import find_deflection
from mentionwatch.replies.handoffs import find_handoff
from mentionwatch.replies.offers import find_offer
from mentionwatch.replies.plain import Span, read_reply
from mentionwatch.replies.promises import find_promise

_CHANNELS = {
    Channel.DM: "private messages",
    Channel.EMAIL: "e-mail",
    Channel.PHONE: "the phone",
    Channel.FORM: "a form",
}
_SENTENCES = {
    Mark.APOLOGY: "apologises",
    Mark.OFFER: "offers to make good",
    Mark.ASKS: "asks the customer for details",
    Mark.ARGUES: "contradicts or blames the customer",
    Mark.DEFLECTS: "points to a link or a policy and says nothing else",
    Mark.PROMISES: "promises to come back",
}
# Quoted with the whole clause around the words found.
_WIDENED = (Mark.OFFER, Mark.ASKS, Mark.ARGUES, Mark.PROMISES)


def marks(text: str) -> Marks:
    """Read what a brand's reply does. A mere mention ("we have answered your DM") is no hand-off.

    A promise that hangs on what the customer does first ("DM us and we'll get back to you") is none: nothing
    more will be seen of it in public.
    """
    reply = read_reply(text)
    handoff = find_handoff(reply)
    channel, handed = handoff or (None, None)
    spans: dict[Mark, Span | None] = {
        Mark.HANDOFF: handed,
        Mark.APOLOGY: find_apology(reply),
        Mark.OFFER: find_offer(reply),
        Mark.ASKS: find_ask(reply),
        Mark.ARGUES: find_argument(reply),
        Mark.PROMISES: find_promise(reply, handed[0] if handed else -1),
    }
    if not any(spans[mark] for mark in (Mark.HANDOFF, Mark.OFFER, Mark.ASKS, Mark.ARGUES, Mark.PROMISES)):
        spans[Mark.DEFLECTS] = find_deflection(reply)
    for mark in _WIDENED:
        if (found := spans[mark]) is not None:
            spans[mark] = widen(reply.plain, found)
    return Marks(channel, {mark: reply.said(span) for mark in Mark if (span := spans.get(mark))})


def in_words(marks: Marks) -> tuple[str, ...]:
    """Say what a reply does, a sentence for each mark with the words that show it."""
    return tuple(f'"{words}" {_said_of(mark, marks.handoff)}' for mark, words in marks.words.items())


def _said_of(mark: Mark, channel: Channel | None) -> str:
    return _SENTENCES[mark] if channel is None or mark in _SENTENCES else f"sends the customer to {_CHANNELS[channel]}"

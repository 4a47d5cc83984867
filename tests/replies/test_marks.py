"""What replies do: hand-offs and promises, and what only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentionwatch.model import Channel
from mentionwatch.replies.marks import marks

HANDOFFS = (
    ("Please DM us your order number", Channel.DM),
    ("Can you send us a private message with your postcode?", Channel.DM),
    ("Sorry about that! DM us and we'll sort it out", Channel.DM),
    ("Could you follow and DM us?", Channel.DM),
    ("Send us your details via direct message please", Channel.DM),
    ("Let's continue in DM", Channel.DM),
    ("Please reach out to us via private message", Channel.DM),
    ("We need more details, please use the link below to send us a DM https://t.co/x", Channel.DM),
    ("Kindly inbox us your number", Channel.DM),
    ("Please email us at help@acme.example", Channel.EMAIL),
    ("Drop us an email at care@acme.example", Channel.EMAIL),
    ("You can reach us at care@acme.example", Channel.EMAIL),
    ("Send an e-mail to our team", Channel.EMAIL),
    ("please write to us at a.b@acme.example", Channel.EMAIL),
    ("Please call us on 0800 123 456", Channel.PHONE),
    ("Give us a call", Channel.PHONE),
    ("Could you phone our team on 0345 111 222?", Channel.PHONE),
    ("You can reach us on 0800 555 111", Channel.PHONE),
    ("Please fill in this form: https://acme.example/f", Channel.FORM),
    ("Drop us a note at https://acme.example/contact", Channel.FORM),
    ("Please contact us here: https://acme.example/help", Channel.FORM),
    ("Get in touch via our contact form", Channel.FORM),
    ("Complete the online form and we will check", Channel.FORM),
)
MENTIONS = (
    "We've replied to your DM",
    "We got your DM, thanks",
    "I have answered your DM, please check your messages",
    "Thanks for your message!",
    "Thanks for the DM",
    "We have just sent you a DM",
    "We will call you tomorrow",
    "We've emailed you",
    "Our phone lines are open",
    "Sorry about the delay, the train leaves at 10",
    "Your email address is shown in the app",
    "We'll send you an email shortly",
    "You can find the steps here: https://acme.example/help",
    "Glad it is sorted!",
    "Thank you for calling us",
    "We have just sent a DM your way. Let us carry on there",
    "The form has changed",
    "Thanks for your email, Ann",
)
PROMISES = (
    "We'll get back to you shortly",
    "I'll let you know as soon as I hear more",
    "We are looking into it and will update you",
    "Our team will contact you within 24 hours",
    "Someone will call you tomorrow",
    "We'll keep you posted",
)
NO_PROMISES = (
    "DM us and we'll get back to you",
    "If you send us a DM we will get back to you",
    "Please DM us so we can follow up",
    "We're sorry for the delay",
    "Let us know how it goes",
    "We will be open on Monday",
    "Please let me know",
    "Once you have filled in the form, we'll contact you",
)


@pytest.mark.parametrize(("text", "channel"), HANDOFFS)
def test_handoffs(text: str, channel: Channel) -> None:
    """A reply that asks the customer to go on elsewhere is a hand-off to that channel, and the words are quoted."""
    found = marks(text)
    assert found.handoff is channel
    assert any(reason.startswith('"') and "sends the customer to" in reason for reason in found.reasons)


@pytest.mark.parametrize("text", MENTIONS)
def test_mentions_are_no_handoffs(text: str) -> None:
    """What the brand did or will do itself, thanks for a message, and help pages are no hand-offs."""
    assert marks(text).handoff is None


def test_private_messages_come_first() -> None:
    """Where a reply names several channels, the private message counts."""
    assert marks("Please DM us your phone number, or email us at care@acme.example").handoff is Channel.DM


def test_a_handoff_beside_a_mention() -> None:
    """Thanks for a message does not hide that another is asked for."""
    assert marks("Thanks for your message. Please DM us your postcode as well").handoff is Channel.DM


@pytest.mark.parametrize("text", PROMISES)
def test_promises(text: str) -> None:
    """A reply that says the brand will come back promises to."""
    found = marks(text)
    assert found.promises
    assert any("promises to come back" in reason for reason in found.reasons)


@pytest.mark.parametrize("text", NO_PROMISES)
def test_no_promises(text: str) -> None:
    """What hangs on the customer's own step, or promises nothing, is no promise."""
    assert not marks(text).promises


def test_typography_does_not_matter() -> None:
    """Typographic apostrophes, entities and capitals are read alike."""
    assert marks("We’ll get back to you").promises
    assert marks("WE&#39;LL GET BACK TO YOU").promises
    assert marks("PLEASE DM US").handoff is Channel.DM


PIECES = (
    "please",
    "DM us",
    "we have replied",
    "your DM",
    "we'll",
    "get back to you",
    "if you",
    "a@b.example",
    "https://a.example",
    ".",
    "\n",
)
REPLIES = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))


@given(REPLIES)
@settings(max_examples=300, deadline=None)
def test_never_raises(text: str) -> None:
    """Whatever the text, each mark has its reason, and nothing else has one."""
    found = marks(text)
    assert len(found.reasons) == (found.handoff is not None) + found.promises
    assert marks(text) == found

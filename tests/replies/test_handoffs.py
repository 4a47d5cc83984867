"""Where replies send the customer, and what only looks like it."""

from __future__ import annotations

import pytest

from mentionwatch.model import Channel, Mark
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
    ("We need to see this. Drop us a few details here: https://acme.example/f", Channel.FORM),
    ("Please share your details here so that we can look: https://acme.example/f", Channel.FORM),
    ("You can reach our chat team here. https://acme.example/chat", Channel.FORM),
    ("Please contact our live chat", Channel.FORM),
    ("Kindly use the link to send us your name", Channel.FORM),
    ("You can ask for a call back from our team", Channel.PHONE),
    ("Please reach us by phone", Channel.PHONE),
    ("Please contact Acme phone support", Channel.PHONE),
    ("Kindly revert to our e-mail", Channel.EMAIL),
    ("Just send us a message", Channel.DM),
    ("DM which model you have", Channel.DM),
    ("Do you mind talking to me through DM?", Channel.DM),
    ("Schick uns bitte eine DM mit deiner Kundennummer", Channel.DM),
    ("Schreiben Sie uns gern eine Direktnachricht", Channel.DM),
    ("Envíanos un mensaje directo con tu número", Channel.DM),
    ("Contáctanos por DM", Channel.DM),
    ("Envoyez-nous un message privé", Channel.DM),
    ("Contactez-nous en DM avec votre numéro", Channel.DM),
    ("Don't DM us, please call 030 1234567", Channel.PHONE),
    ("Rather than email us, call 030 1234567", Channel.PHONE),
    ("If you can't DM us, email us at help@acme.example", Channel.EMAIL),
    ("Don't hesitate to call us on 030 1234567", Channel.PHONE),
    ("Why don't you DM us?", Channel.DM),
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
    "We cannot help with accounts via e-mail",
    "Did you get an answer by e-mail yesterday?",
    "Have you contacted us about it here: https://acme.example/c?",
    "Need anything else? Give us a shout",
    "Our phone support opens at nine",
    "@dm_us the queue is short today",
    "Wir haben deine Nachricht beantwortet",
    "You don't need to email us.",
    "Never DM us your password",
    "We will be in touch by phone today",
    "I'll call the shop and get back to you",
)


@pytest.mark.parametrize(("text", "channel"), HANDOFFS)
def test_handoffs(text: str, channel: Channel) -> None:
    """A reply that asks the customer to go on elsewhere is a hand-off to that channel."""
    found = marks(text)
    assert found.handoff is channel
    assert found.words[Mark.HANDOFF] in text


@pytest.mark.parametrize("text", MENTIONS)
def test_mentions_are_no_handoffs(text: str) -> None:
    """What the brand did or will do itself, thanks for a message, and help pages are no hand-offs."""
    found = marks(text)
    assert found.handoff is None
    assert Mark.HANDOFF not in found.words


def test_private_messages_come_first() -> None:
    """Where a reply names several channels, the private message counts."""
    assert marks("Please DM us your phone number, or email us at care@acme.example").handoff is Channel.DM


def test_a_handoff_beside_a_mention() -> None:
    """Thanks for a message does not hide that another is asked for."""
    assert marks("Thanks for your message. Please DM us your postcode as well").handoff is Channel.DM

"""What replies ask of the customer, and those that only point to a link."""

from __future__ import annotations

import pytest

from mentionwatch.model import Mark
from mentionwatch.replies.marks import marks

ASKS = (
    "Which version are you on?",
    "What happened exactly?",
    "Could you send us a photo of the label?",
    "Please DM us your order number",
    "Can you confirm your postcode",
    "May I have your booking reference",
    "Let us know which store it was",
    "When did you order?",
    "Hi Ann, is it still showing an error?",
    "Just to check, it is the blue one, right?",
    "We need more details to look into it",
    "Would you mind sharing a screenshot",
    "Please tell us what went wrong",
    "Send us a message with the tracking number",
    "How can we help?",
    "Have you tried to restart it?",
    "Please provide some more information",
)
NO_ASKS = (
    "Can you DM us?",
    "Please send us a DM",
    "Okay?",
    "That's great, isn't it?",
    "Is there anything else we can help with?",
    "How cool is that?",
    "Did you know we open on Sundays?",
    "Why not try the soup?",
    "Could you try to restart it?",
    "Please let us know if you need help",
    "Let us know how it goes",
    "We'll share your feedback with the team",
    "We will send your order today",
    "I have confirmed the number with the shop",
)
DEFLECTIONS = (
    "You can find our policies by clicking this link https://acme.example/p",
    "Hi Ann, see our FAQ: https://acme.example/faq",
    "Sorry to hear that! Check this page: https://acme.example/help. Hope this helps",
    "Thanks for reaching out. More info here: https://acme.example/help Let us know how it goes!",
    "Please refer to our terms and conditions",
    "We understand your frustration. You can read our delivery policy on our website. Have a great day!",
    "@ann_example Hello, you'll find the steps here: https://acme.example/s ^AB",
    "We take all feedback seriously. Please visit our help centre",
)
NO_DEFLECTIONS = (
    "The change took place on Monday. From then on each ticket is valid for a week. See https://acme.example/t",
    "See our FAQ: https://acme.example/faq. Which version are you on?",
    "Please see https://acme.example/faq or DM us",
    "Find the terms here: https://acme.example/t. We'll refund you in full",
    "Have a look here: https://acme.example/s. We'll get back to you tomorrow",
    "The soup is back today!",
    "Spring has come to the shop https://acme.example/p.jpg",
    "Please contact us here: https://acme.example/c",
)


@pytest.mark.parametrize("text", ASKS)
def test_asks(text: str) -> None:
    """A reply that wants details, or puts a question that wants an answer, asks."""
    assert marks(text).words[Mark.ASKS] in text


@pytest.mark.parametrize("text", NO_ASKS)
def test_no_asks(text: str) -> None:
    """A bare hand-off, a rhetorical question, advice, or an offer to help asks for nothing."""
    assert Mark.ASKS not in marks(text).words


@pytest.mark.parametrize("text", DEFLECTIONS)
def test_deflections(text: str) -> None:
    """A reply that is courtesy and a link or a policy deflects."""
    assert marks(text).words[Mark.DEFLECTS] in text


@pytest.mark.parametrize("text", NO_DEFLECTIONS)
def test_no_deflections(text: str) -> None:
    """A reply that explains, asks, offers, promises or hands over beside its link does not deflect."""
    assert Mark.DEFLECTS not in marks(text).words

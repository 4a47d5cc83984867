"""What replies undertake: to make good and to come back."""

from __future__ import annotations

import pytest

from mentionwatch.model import Mark
from mentionwatch.replies.marks import marks

OFFERS = (
    "We've put a refund through for you",
    "I'll get that replaced for you right away",
    "You'll get the full amount back",
    "We're refunding everyone affected",
    "Let me make up for this with a voucher",
    "Your money will be refunded",
    "Please accept a 10% voucher for the trouble",
    "I've popped 500 points onto your card as an apology",
    "How about a complimentary night on us?",
    "You can have your money back, of course",
    "We've extended it by a month for free",
    "We'll refund you in full",
    "We will send you a replacement today",
    "I've issued a full refund, it takes three days",
    "Here's a voucher for your next visit",
    "We can give you a 20% discount",
    "Your refund has been processed",
    "You'll be refunded within a week",
    "We'd like to make this right",
    "We would love the opportunity to make it up to you",
    "Your next coffee is on us!",
    "Dessert is on the house next time",
    "Happy to replace it for you",
    "We're waiving the fee",
    "We've added a £5 credit to your account",
    "As a gesture of goodwill we add a month",
    "We can offer you a free breakfast",
    "We'll get a new one out to you",
    "If it has not come by Friday we'll send a replacement",
)
NO_OFFERS = (
    "We will check if a refund was issued",
    "We'll have a look at your credit",
    "The discount ended yesterday",
    "We have free wifi",
    "Sorry, we can't refund you",
    "Unfortunately we are unable to offer a refund",
    "We do not give discounts",
    "Please see our refund policy",
    "For refund info, check the page",
    "Have you asked the seller for a refund?",
    "You can request a refund from the shop",
    "Feel free to tweet us",
    "Replacement buses run from the station",
    "Do you pay by credit card?",
    "If you'd like to exchange it, which size is it?",
    "We will look into your refund request",
    "We provide information about refunds at the till",
    "That's on us, sorry",
    "We won't send you a voucher",
)
PROMISES = (
    "You'll hear from us within the hour",
    "We'll get back to you shortly",
    "I'll let you know as soon as I hear more",
    "We are looking into it and will update you",
    "Our team will contact you within 24 hours",
    "Someone will call you tomorrow",
    "We'll keep you posted",
    "Thanks for the file, we'll get back to you with news",
    "We have your details and will be in touch",
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
    "Please send us the number and we'll get back to you",
    "Our expert will be back in the office on Monday",
    "Stay tuned to our blog",
    "We will not be able to call you",
)


@pytest.mark.parametrize("text", OFFERS)
def test_offers(text: str) -> None:
    """A refund, a replacement or something free that the brand gives or will give is an offer."""
    assert marks(text).words[Mark.OFFER] in text


@pytest.mark.parametrize("text", NO_OFFERS)
def test_no_offers(text: str) -> None:
    """What is refused, asked about, or left to others is no offer."""
    assert Mark.OFFER not in marks(text).words


@pytest.mark.parametrize("text", PROMISES)
def test_promises(text: str) -> None:
    """A reply that says the brand will come back promises to."""
    found = marks(text)
    assert found.promises
    assert found.words[Mark.PROMISES] in text


@pytest.mark.parametrize("text", NO_PROMISES)
def test_no_promises(text: str) -> None:
    """What hangs on the customer's own step, or promises nothing, is no promise."""
    assert not marks(text).promises

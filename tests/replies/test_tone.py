"""How replies meet the customer: apologies and arguments."""

from __future__ import annotations

import pytest

from mentionwatch.model import Mark
from mentionwatch.replies.marks import marks

APOLOGIES = (
    "We're so sorry to hear that",
    "Sorry for the wait!",
    "Our apologies, Ann",
    "I do apologize for the mix-up",
    "We apologise",
    "Please accept our sincere apologies",
    "We regret the delay",
    "Please forgive us",
    "That was our bad",
    "Pardon the inconvenience",
    "We owe you an apology",
    "Das tut uns sehr leid",
    "Entschuldigung für die Wartezeit",
    "Wir bitten um Verzeihung",
    "Lo sentimos mucho",
    "Disculpa las molestias",
    "Nous sommes désolés",
    "Toutes nos excuses",
)
NO_APOLOGIES = (
    "No need to be sorry!",
    "Don't be sorry",
    "You don't have to apologise",
    "No apology needed",
    "Apologies are not necessary",
    "Better safe than sorry",
    "You'll regret missing it",
    "We regret to inform you that it is sold out",
    "The customer wanted an apology",
    "No excuses, just bread",
    "Not too bad",
)
ARGUMENTS = (
    "We did tell you it would take two weeks",
    "The time was stated at checkout",
    "As you were told on Monday, the offer has ended",
    "You were rude to our staff",
    "Our cameras show you left without paying",
    "You got exactly what you ordered",
    "You should've asked for help",
    "Please don't use such language here",
    "It was you who asked for no onions",
    "You signed for the parcel yourself",
    "Nobody promised you a free refill",
    "You never contacted us before you posted this",
    "It says in the description that batteries are extra",
    "You were the one who cancelled the booking",
    "This is not our responsibility",
    "You entered the wrong address, so nothing can be done",
    "We have no record of you ever ordering with us",
    "You must have misunderstood our colleague",
    "I think you'll find that the price includes VAT",
    "Actually, you ordered the large one",
    "We don't appreciate your tone",
    "You knew the conditions when you booked",
    "This was explained to you at the till",
    "You are using it incorrectly",
    "We find your review very unfair",
    "You ignored our letters",
    "It clearly says so on the box",
    "The terms you accepted say otherwise",
    "We have answered this question three times now",
    "As we already told you, the fee applies",
    "As previously explained, we cannot change it",
    "That is not correct.",
    "That's simply not true, Tom",
    "You should have read the description first",
    "You didn't read the terms",
    "It's clearly stated on our website",
    "Our records show you signed for the parcel on Monday",
    "Our system shows that you were notified on 3 May",
    "Sorry, but you failed to check in on time",
    "We never promised a refund",
    "You agreed to our terms when you signed up",
    "That is your own fault",
    "Please mind your language",
    "Your review is simply false",
    "Had you contacted us first, we would have helped",
    "Nobody else has complained about the soup",
    "We told you twice already",
    "Next time read the menu properly before you order",
    "Contrary to what you write, the shop was open",
    "You were clearly informed about the fee",
    "The policy clearly states no refunds",
    "Please refrain from swearing",
    "Sorry Tom, as we have already explained, it is sold out",
    "It is not our fault that the parcel is late",
    "We strongly disagree with your version of events",
    "We can't be held liable for lost keys",
)
NO_ARGUMENTS = (
    "Sorry that nobody told you",
    "If you lost it, we will send another",
    "Our records show you are due a refund",
    "The steps are listed on our website",
    "It looks like you entered the wrong address. Could you check?",
    "You can find the terms you agreed to in your account",
    "You're the one who made our day!",
    "We see you booked the wrong date, no problem, we'll change it",
    "No one should have to wait that long",
    "Please read the steps here first",
    "As soon as you send it we'll check",
    "Actually, you are right",
    "You're not wrong, it was slow today",
    "Sorry you were told that",
    "You should have received an email by now",
    "We're sorry you didn't enjoy your meal",
    "If that is not correct, please tell us",
    "Did you check the spam folder?",
    "You didn't follow the steps?",
    "Thank you, glad you chose to fly with us",
    "We are sorry that this is not accurate",
    "Our records show you were charged twice, we will refund you",
    "You shouldn't have been charged",
    "Thanks for flagging. That's incorrect, we'll fix it",
    "As soon as we hear more we'll tell you",
    "The photo clearly shows the damage, so sorry",
    "You haven't received the parcel yet, let us check",
    "We should have told you earlier",
    "Let us know if you didn't get the code",
    "We already refunded the order",
    "That is our mistake",
    "It was our fault, sorry",
    "It is our fault",
    "We agree with you",
    "You're right, this is wrong",
    "Sorry we didn't tell you sooner",
    "You were charged for an item you didn't order, we will refund it",
    "I understand why you didn't call",
    "Make sure you read the label",
    "You can read the terms here",
    "We hear you and we are working on it",
    "We previously had this in stock",
    "I see you already sent a DM",
    "If you ordered in the app, open the order",
)


@pytest.mark.parametrize("text", APOLOGIES)
def test_apologies(text: str) -> None:
    """A reply in which the brand says that it is sorry apologises, in four languages."""
    assert marks(text).words[Mark.APOLOGY] in text


@pytest.mark.parametrize("text", NO_APOLOGIES)
def test_no_apologies(text: str) -> None:
    """What others are or need not be sorry for, and an announced refusal, are no apologies."""
    assert Mark.APOLOGY not in marks(text).words


@pytest.mark.parametrize("text", ARGUMENTS)
def test_arguments(text: str) -> None:
    """A reply that contradicts, blames or tells off the customer argues."""
    assert marks(text).words[Mark.ARGUES] in text


@pytest.mark.parametrize("text", NO_ARGUMENTS)
def test_no_arguments(text: str) -> None:
    """Pity, thanks, a case that is put, a question and the brand's own fault are no arguments."""
    assert Mark.ARGUES not in marks(text).words

"""What closes a matter, what says goodbye, and what insults a person."""

from __future__ import annotations

import pytest

from mentionwatch.config import JudgeRules
from mentionwatch.judge import judge
from mentionwatch.model import Closing, Kind

RULES = JudgeRules()

CLOSINGS = (
    ("still broken... thanks", Closing.NONE),
    ("That works now, thank you so much!", Closing.SATISFIED),
    ("THANKS YOU GUYS SUCK", Closing.NONE),
    ("thanks for nothing", Closing.NONE),
    ("Thanks in advance", Closing.NONE),
    ("Can you help? Thanks", Closing.NONE),
    ("please fix this, thanks", Closing.NONE),
    ("Thanks but it's still not working", Closing.NONE),
    ("It worked for an hour, then broke again", Closing.NONE),
    ("thanks, but where is my refund?", Closing.NONE),
    ("when will it be fixed", Closing.NONE),
    ("Hope it gets sorted", Closing.NONE),
    ("it is not sorted", Closing.NONE),
    ("I need this resolved", Closing.NONE),
    ("My order number is 123, thanks", Closing.NONE),
    ("I sent you a DM two days ago and still nothing", Closing.NONE),
    ("I sent you a DM hours ago", Closing.NONE),
    ("never worked", Closing.NONE),
    ("thanks for the delay", Closing.NONE),
    ("can't DM you", Closing.NONE),
    ("no thanks", Closing.NONE),
    ("I've emailed you five times. Ridiculous.", Closing.NONE),
    ("please get this sorted", Closing.NONE),
    ("Thanks for replying but that does not help", Closing.NONE),
    ("Is it fixed now?", Closing.NONE),
    ("You said it was fixed but it isn't", Closing.NONE),
    ("I'll never fly with you again", Closing.NONE),
    ("Thanks, I've DM'd you", Closing.ACKNOWLEDGED),
    ("ok will do thanks", Closing.ACKNOWLEDGED),
    ("sent you a DM", Closing.ACKNOWLEDGED),
    ("DM sent", Closing.ACKNOWLEDGED),
    ("just sent you an email, thank you", Closing.ACKNOWLEDGED),
    ("I'll try that, thanks", Closing.ACKNOWLEDGED),
    ("will do", Closing.ACKNOWLEDGED),
    ("okay, I'll wait then", Closing.ACKNOWLEDGED),
    ("Thank you, looking forward to hearing from you", Closing.ACKNOWLEDGED),
    ("thanks, filled in the form", Closing.ACKNOWLEDGED),
    ("Thank you so much!", Closing.THANKS),
    ("thanks", Closing.THANKS),
    ("Thanks for your help", Closing.THANKS),
    ("cheers Ann", Closing.THANKS),
    ("Many thanks for the quick reply", Closing.THANKS),
    ("Appreciate it!", Closing.THANKS),
    ("ok thank you", Closing.THANKS),
    ("thank you 🙏", Closing.THANKS),
    ("Perfect, thanks!", Closing.THANKS),
    ("that worked, thanks!", Closing.SATISFIED),
    ("all sorted now", Closing.SATISFIED),
    ("refund arrived, cheers", Closing.SATISFIED),
    ("It works now, thank you", Closing.SATISFIED),
    ("Problem solved", Closing.SATISFIED),
    ("got my refund today, thanks", Closing.SATISFIED),
    ("it's working again", Closing.SATISFIED),
    ("The parcel finally arrived, thank you for your help", Closing.SATISFIED),
    ("issue resolved, thanks Ben", Closing.SATISFIED),
    ("That did the trick!", Closing.SATISFIED),
    ("thanks for sorting it out", Closing.SATISFIED),
    ("fixed it, thanks", Closing.SATISFIED),
    ("my bag has arrived", Closing.SATISFIED),
    ("you fixed it!", Closing.SATISFIED),
    ("back up and running, thanks guys", Closing.SATISFIED),
    ("thanks, you idiots", Closing.NONE),
    ("It restarted by itself, still the same. I think I found it", Closing.NONE),
    ("Android 14, app 8.1, thanks", Closing.ACKNOWLEDGED),
    ("Thanks! It is a Pixel on Android 14", Closing.ACKNOWLEDGED),
    ("ann@example.org, thank you guys", Closing.ACKNOWLEDGED),
    ("Sent! Thanks!", Closing.ACKNOWLEDGED),
    ("You are the best! I'll DM you in a minute", Closing.ACKNOWLEDGED),
    ("Thank you, I shall do so", Closing.ACKNOWLEDGED),
    ("That is sad. Thanks for the info", Closing.ACKNOWLEDGED),
    ("Thanks! When will the pink one be ready? I love it", Closing.ACKNOWLEDGED),
    ("ok :( thank you", Closing.ACKNOWLEDGED),
    ("pretty cool", Closing.ACKNOWLEDGED),
    ("I take it back. Ninety minutes, and no food", Closing.NONE),
    ("The lamp works fine on my desk. Upstairs it is dark", Closing.NONE),
    ("I changed the bulb twice and nothing has solved the flicker", Closing.NONE),
    ("Thank you so much, we hope you have a great weekend", Closing.THANKS),
    ("Wonderful, it works! Thank you", Closing.THANKS),
    ("This worked for 1 day and then it was gone", Closing.NONE),
    ("Solved, thanks anyway", Closing.SATISFIED),
    ("It seems to be working fine now. Thank you!", Closing.SATISFIED),
    ("The update seems to have fixed the issue", Closing.SATISFIED),
)
LEAVING = (
    "never again",
    "Switching to Globex",
    "I've cancelled my subscription",
    "you lost a customer",
    "last time I order from you",
    "Cancelling my account today, done with you",
    "I'm never flying with you again",
    "Taking my business elsewhere",
    "won't be using you again",
    "I'll never order anything from you again",
    "I closed my account today",
)
STAYING = (
    "how do I cancel my subscription?",
    "You cancelled my order",
    "so glad I switched to you",
    "never had a problem",
    "I moved to Leeds",
    "Never had a bad flight with you, thanks",
    "I tried uninstalling and reinstalling",
    "switching to an incognito window helped",
    "I never use private mode",
    "last time I looked it was blue",
    "Someone cancelled my subscription",
)
INSULTS = (
    "you idiots",
    "your agent is a complete moron",
    "stupid agent",
    "go to hell",
    "You are all useless clowns",
    "fuck you",
    "the driver was an idiot",
    "shut up you clowns",
)
ANGER = (
    "this is a stupid policy",
    "your service is shit",
    "What the fuck is going on with my flight",
    "I feel like an idiot for buying this",
    "treated us like idiots",
    "damn delays again",
    "the worst company ever, useless",
    "this app is fucking useless",
    "you are a joke",
    "don't be fools, avoid this",
    "you guys suck",
)


@pytest.mark.parametrize(("text", "closing"), CLOSINGS)
def test_closing(text: str, closing: Closing) -> None:
    """Words close a matter only when nothing in them takes it back, asks or complains."""
    assert judge(text, rules=RULES).closing is closing


@pytest.mark.parametrize("text", [text for text, closing in CLOSINGS if closing in (Closing.THANKS, Closing.SATISFIED)])
def test_closing_words_are_no_matter(text: str) -> None:
    """A post that thanks or says that it is settled is praise or other, never a new matter."""
    assert judge(text, rules=RULES).kind in (Kind.PRAISE, Kind.OTHER)


@pytest.mark.parametrize("text", LEAVING)
def test_goodbye(text: str) -> None:
    """A customer who says that they leave says goodbye."""
    assert judge(text, rules=RULES).goodbye


@pytest.mark.parametrize("text", STAYING)
def test_no_goodbye(text: str) -> None:
    """Asking how to leave, having come from elsewhere, or praise with "never" is no goodbye."""
    assert not judge(text, rules=RULES).goodbye


@pytest.mark.parametrize("text", INSULTS)
def test_insults(text: str) -> None:
    """An insult aimed at a person is abusive."""
    assert judge(text, rules=RULES).abusive


@pytest.mark.parametrize("text", ANGER)
def test_anger_is_no_abuse(text: str) -> None:
    """Anger, swearing and harsh words about a service or oneself are not abusive."""
    assert not judge(text, rules=RULES).abusive


def test_abuse_beside_a_matter() -> None:
    """An abusive complaint stays a complaint; abuse without a matter is other."""
    with_matter = judge("you idiots lost my suitcase", rules=RULES)
    assert (with_matter.kind, with_matter.abusive) == (Kind.COMPLAINT, True)
    without = judge("you useless idiots, you suck", rules=RULES)
    assert (without.kind, without.abusive) == (Kind.OTHER, True)
    assert any("insults a person" in reason for reason in without.reasons)

"""Who threatens to leave, on invented posts: found by their words, and not found in posts that use the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.config import JudgeRules
from mentionwatch.judge import judge
from mentionwatch.judge.churn import leaving_words

RULES = JudgeRules(languages=("en", "de"))
THREATS = (
    "Never again. An hour late and cold.",
    "I will never order from you again, the parcel came broken.",
    "Third outage this week, switching to Globex tomorrow.",
    "We are switching to another provider, this is ridiculous.",
    "I'm cancelling my subscription, your app loses my data every day.",
    "Cancelling today. The service has been awful for months.",
    "That's it, I am cancelling.",
    "I want to cancel my contract, nobody answers my mails.",
    "If this isn't fixed by Friday I'm leaving for Globex.",
    "Fix this or I'm switching to a competitor.",
    "One more late delivery and I'm gone.",
    "You just lost a customer of ten years.",
    "After 8 years with you I'm moving to Globex.",
    "I'm taking my business elsewhere after this mess.",
    "Last time I order here, the pizza was raw.",
    "Seriously considering leaving you after this bill.",
    "Thinking about cancelling, the app keeps crashing.",
    "I'll be looking for another bank, this is unacceptable.",
    "Won't be coming back, staff ignored us for 40 minutes.",
    "Time to switch to a provider that answers the phone.",
    "I am done with your airline. Bag lost again.",
    "Deleting the app now, it never works.",
    "Closing my account because nobody helps me.",
    "You will not see me in your shop again.",
    "I'll never set foot in your shop again, rude staff.",
    "We won't be renewing our contract, support is useless.",
    "About to cancel my membership, third week without a reply.",
    "Ready to cancel, your internet is down again.",
    "Going to Globex instead from now on. Your train is always late.",
    "This is the last straw, I'm off to Globex.",
    "My next phone will be from somebody else, this one broke twice.",
    "I'd rather walk than book with you again, 5 hours delay.",
    "Not renewing after this. Nobody picked up the phone for two days.",
    "Never ever flying with you again, luggage lost twice.",
    "Cancel my order and my account, I have had enough of waiting.",
    "Enough. You've lost my custom for good.",
    "Me and my family will be flying with Globex next time, thanks for nothing.",
    "If nobody calls me back today I will cancel everything.",
    "I hope you enjoy losing loyal customers like me.",
    "Honestly this is the last time I use this service.",
    "Ten years a member and I'm out.",
    "I swear I'm never ordering from this place again.",
    "Guess who is switching banks on Monday. Me.",
    "I'll cancel my plan if the bill is wrong once more.",
    "We have decided to move to another provider.",
    "I shall not be using your couriers again.",
    "Just cancelled my membership after being ignored for a week.",
    "You can keep your phones, I'm going back to Globex.",
    "Please close my account, I don't want to deal with you any longer.",
    "Never buying a fridge from you guys again!!",
    "Do I really have to switch provider to get an answer?",
    "Cheerio Acme, hello Globex. Three outages in a week.",
    "Wife and I are done with you people.",
    "I am seriously thinking of changing my bank after today.",
    "Never shopping here again, the manager laughed at me.",
    "That's my last order with you.",
    "I'm leaving you for someone who answers emails.",
    "My contract ends in May and I will not renew it.",
    "Have uninstalled your app, it's full of bugs.",
    "No more Acme for me after this.",
    "You've just lost another customer, well done.",
    "Will definitely be cancelling if this goes on.",
    "I won't be ordering again, half was missing.",
    "Off to find a better internet company.",
    "Won't fly with you ever again.",
)
STAYING = (
    "How do I switch to the yearly plan?",
    "Is it possible to cancel an order after paying?",
    "Your driver cancelled my ride twice today, why?",
    "You cancelled my flight without telling me!",
    "My order was cancelled by you and I still paid.",
    "I never got my parcel, where is it?",
    "I've never had better pizza, will order again!",
    "The app never loads again after the update.",
    "Never had a problem again since the fix, thank you.",
    "Switching to dark mode crashes the app.",
    "Switching to wifi does not help, the stream still stops.",
    "Noise cancelling on these headphones is broken.",
    "The train leaving at nine was late again.",
    "I'm leaving my house at 8, will the parcel come before?",
    "I am leaving for the airport, is the flight on time?",
    "Last time I ordered it was perfect, today it is cold.",
    "Switched to Acme last year and never looked back!",
    "Just cancelled my Globex contract to come to you, so happy.",
    "The account page closes itself when I open it.",
    "Can I change my provider for the delivery?",
    "My card was closed by mistake, please help.",
    "Where can I find another shop in Kreuzberg?",
    "We will be back next week, great evening!",
    "Not going anywhere else, you are the best.",
    "I'm done with setup, what comes next?",
    "Why was my refund moved to another account?",
    "When do you open again after the holidays?",
    "Your site logs me out and I lose my cart.",
    "The cancel button does nothing, the page just reloads.",
    "Your rep kept cancelling my appointment, awful service.",
    "Is there a fee for cancelling late?",
    "Someone closed my account without asking me.",
    "I'm off to work without breakfast because you were late.",
    "My package was left at another house.",
    "I moved to a new house, how do I change my address?",
    "The next train leaves in an hour, can I take that one?",
    "Never received a reply to my email.",
    "I have never waited so long, please hurry up.",
    "Are you cancelling the 9.15 to Leeds again?",
    "You keep cancelling trains and nobody says why.",
    "I need to cancel my order, it is the wrong size.",
    "How can I cancel my subscription?",
    "Want to cancel the booking for tonight, who do I call?",
    "Screen goes off and never comes back on.",
    "I'm off today, can I pick it up in the shop?",
    "I lost my card, can you block it?",
    "Lost my bag on your flight, nobody helps.",
    "I'm leaving tomorrow for Rome and my ticket has not come.",
    "My subscription was cancelled and I did not do it.",
    "I am going to the shop now, is it open?",
    "The last time I called you promised a refund.",
    "We are moving to a new house and need internet there.",
    "I'm moving to Munich, can I take my contract with me?",
    "Is the Kreuzberg branch closing?",
    "I've changed my bank, how do I update the details?",
    "Do you have another store near the station?",
    "It won't switch on any more.",
    "Switching it off and on does not help.",
    "I'm done waiting, where is my driver?",
    "Will you be back in stock soon?",
    "I had to delete the app and install it again, still broken.",
    "Your competitor sent me the wrong bill, yours is right.",
    "I'd rather have the blue one than the red one you sent.",
    "Next time please write the flat number on the box.",
    "I switched plans in May and the price is wrong.",
    "Not back yet, the power is still out.",
)
GERMAN_THREATS = (
    "Ihr habt einen Kunden verloren, das Paket kam nie an.",
    "Nie wieder! Drei Stunden gewartet und die Pizza war kalt.",
    "Ich kündige, wenn das Internet morgen nicht läuft.",
    "Ich wechsle zur Konkurrenz, der Service ist furchtbar.",
    "Das war meine letzte Bestellung bei euch, alles kaputt.",
)
GERMAN_STAYING = (
    "Wann öffnet ihr wieder?",
    "Nie wieder Probleme seit dem Update, danke!",
    "Kann ich zu einem anderen Tarif wechseln?",
    "Ihr habt meine Bestellung einfach storniert, warum?",
)


def test_threats_to_leave_are_found() -> None:
    """Of invented threats more than nine in ten are found, whatever kind of post the judge takes them for."""
    found = [text for text in THREATS if leaving_words(text)]
    assert len(found) > 0.9 * len(THREATS)


@pytest.mark.parametrize("text", STAYING)
def test_the_same_words_about_something_else_are_no_threat(text: str) -> None:
    """Switched settings, cancelled orders and a house that is left are no threats."""
    assert leaving_words(text) is None


@pytest.mark.parametrize("text", ["Switching to dark mode crashes the app.", "I'm done with setup, what comes next?"])
def test_a_switched_setting_is_no_goodbye(text: str) -> None:
    """What sounds like a goodbye and is none makes nobody lost."""
    assert not judge(text, rules=RULES, lang=None, rating=None).goodbye


def test_german_goodbyes_are_the_judges_own() -> None:
    """German goodbyes are told by the judge of German, and posts with the same words are none."""
    assert all(judge(text, rules=RULES, lang="de", rating=None).goodbye for text in GERMAN_THREATS)
    assert not any(judge(text, rules=RULES, lang="de", rating=None).goodbye for text in GERMAN_STAYING)


def test_the_words_are_quoted_as_the_reason() -> None:
    """What was found are the customer's own words, in lower case and without the marks around them."""
    assert leaving_words("Cold again. NEVER  AGAIN!") == "never again"
    assert leaving_words("Fix it or I’m switching to Globex!") == "i'm switching to globex"


PIECES = [
    "never",
    "i'm",
    "will",
    "not",
    "be",
    "again",
    "switching",
    "to",
    "my",
    "or",
    ".",
    "than",
    "rather",
    "lost",
    "a",
]


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is posted gives words that it holds, or none."""
    words = leaving_words(text)
    assert words is None or words in " ".join(text.casefold().replace("’", "'").split())

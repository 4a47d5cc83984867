"""Which kind a post is: every hard case in invented posts."""

from __future__ import annotations

import pytest

from mentionwatch.config import JudgeRules
from mentionwatch.judge import judge
from mentionwatch.model import Kind

RULES = JudgeRules()

COMPLAINTS = (
    "Great, another delay",
    "my phone won't turn on",
    "THANKS YOU GUYS SUCK",
    "thanks for nothing",
    "still broken... thanks",
    "Still waiting for my parcel, ordered three weeks ago",
    "worst airline ever",
    "why has my order not arrived yet?",
    "The food was cold and the waiter was rude",
    "I can't log in since the update",
    "Never again.",
    "Thank you for losing my suitcase. Again.",
    "Love waiting 45 minutes on hold",
    "Oh great, my flight is cancelled and nobody at the desk",
    "not great",
    "not happy with the service at all",
    "Your app keeps crashing on my tablet, please fix",
    "I love the app but it keeps crashing",
    "Great food, but we waited an hour and the bill was wrong",
    "I was charged twice for one ticket",
    "No reply to my email for 10 days",
    "you idiots lost my bag",
    "Is anyone there? I've been waiting two hours",
    "You cancelled my subscription without asking!",
    "parcel says delivered but it's not here",
    "How is this acceptable? Third time this month the driver did not show up",
    "well done on delaying the train yet again",
    "where is my order??",
    "where's my refund",
    "I want a refund",
    "screen cracked after two days",
    "you lost a customer today",
    "Switching to Globex, fed up with the outages",
    "I sent you a DM two days ago and still no answer",
    "thanks but it is still not working",
    "Hi, my internet is down again in Leeds",
    "no internet since this morning",
    "this is a joke",
    "Disappointed with the quality of the shoes",
    "ridiculous",
    "Hello? Anyone? No response for a week",
    "so when will you actually answer your phones?",
    "My order arrived with two items missing.",
    "Your website is not loading",
    "Would be nice if you answered your emails",
    "I ordered a large and got a small",
    "The staff at the airport were unhelpful and rude",
    "my card was declined but you took the money anyway",
    "overcharged again :(",
    "Do you even read your messages? I have written five times!",
    "How can I get my money back? The blender broke after a week.",
    "so disappointed. love your shoes normally but these fell apart",
    "broken again!!!",
    "WHY IS THE SITE DOWN",
    "hair in my soup. disgusting",
    "What a shambles",
    "Can you tell me why my bill doubled?",
    "never received my order",
    "App update ruined everything",
    "I've been on hold for 50 minutes, is that normal?",
    "my bag is lost, please help",
    "You guys never answer",
    "Thank you Acme for sucking so much",
    "Thanks again for wasting another hour of mine",
    "not greatly impressed",
)
PRAISE = (
    "Thank you so much!",
    "Love the new app, works great",
    "Best coffee in town!",
    "Shout out to Ann at the Leeds branch, she was amazing",
    "Great service today, thanks",
    "Delicious food and friendly staff",
    "You guys rock!",
    "not bad at all, really good in fact",
    "Can't wait to fly with you again!",
    "I have never had a problem with you, always excellent",
    "Thank you Ben for sorting out my order so quickly",
    "Absolutely love these shoes ❤️",
    "Impressed by how fast the parcel came",
    "Kudos to the driver who found my phone",
    "no complaints, wonderful stay",
    "The new store looks beautiful",
    "It was late but the crew were amazing and so kind, thank you!",
    "that worked, thanks!",
    "Just had the best flight ever",
    "can't thank you enough for your help",
    "5 stars for your support team",
    "Can't wait for the new menu",
)
QUESTIONS = (
    "@acme is it possible to cancel a pre order",
    "hello @acme can i block somebody from sending me invites",
    "@acme I need some help with my login",
    "How do I change my address?",
    "Do you ship to Norway?",
    "What time do you open on Sunday?",
    "Can I bring my dog on the train?",
    "Is there a vegan option?",
    "Which plan includes roaming?",
    "Hi, could you tell me the size of the small box?",
    "do you have this in blue?",
    "anyone know if the shop in Kent is open today?",
    "When will the new phone be in stock?",
    "Can I pay by card on board?",
    "Is the museum shop open on Mondays, and do you sell gift cards?",
    "Does the ticket include breakfast?",
    "quick question: what is the return address?",
)
OTHERS = (
    "I live near the airport",
    "Good morning",
    "On my way to the shop",
    "My order number is 48213",
    "ok will do thanks",
    "sent you a DM",
    "all sorted now",
    "you idiots",
    "Just booked a flight to Rome",
    "Drinking a coffee at the station",
    "RT @acme: our new store opens today",
    "@acme Hello Leeds!!!",
    "My train leaves at six from platform two, many thanks",
)
WITHOUT_WORDS = (
    "",
    "   ",
    "...",
    "😡😡",
    "👍",
    "https://shop.example/a",
    "@acme @help",
    "@acme https://shop.example/a 😡",
    "12 34",
)


@pytest.mark.parametrize("text", COMPLAINTS)
def test_complaints(text: str) -> None:
    """A complaint is one, be it put as a question, in sarcasm, with thanks, or in four words."""
    assert judge(text, rules=RULES).kind is Kind.COMPLAINT


@pytest.mark.parametrize("text", PRAISE)
def test_praise(text: str) -> None:
    """Praise is praise, also where it denies trouble or forgives it."""
    assert judge(text, rules=RULES).kind is Kind.PRAISE


@pytest.mark.parametrize("text", QUESTIONS)
def test_questions(text: str) -> None:
    """A question that complains of nothing is a question."""
    assert judge(text, rules=RULES).kind is Kind.QUESTION


@pytest.mark.parametrize("text", OTHERS)
def test_others(text: str) -> None:
    """What neither complains, praises nor asks is other: answers, news, insults without a matter, bare shares."""
    assert judge(text, rules=RULES).kind is Kind.OTHER


@pytest.mark.parametrize("text", WITHOUT_WORDS)
def test_without_words(text: str) -> None:
    """A post without words is unjudged and says so."""
    verdict = judge(text, rules=RULES)
    assert (verdict.kind, verdict.reasons, verdict.confidence) == (None, ("no words to judge",), 0.0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Love it! RT @ben: the app is broken", Kind.PRAISE),
        ("RT @ben: the app is broken and nobody answers", Kind.OTHER),
        ("Same here, still waiting. RT @ann: thank you, best service ever!", Kind.COMPLAINT),
        ("> the app is broken\nWorks great on my phone, love it", Kind.PRAISE),
        (">:( still waiting for my parcel", Kind.COMPLAINT),
        ("> 3 weeks and still no parcel", Kind.COMPLAINT),
    ],
)
def test_own_words_only(text: str, kind: Kind) -> None:
    """Of a retweet or a quotation only the person's own words are judged."""
    assert judge(text, rules=RULES).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "my parcel never arrived!!!!!!",
        "MY PARCEL NEVER ARRIVED",
        "my parcel nevvvver arrived",
        "my parcel never arrived @acme",
        "@acme @help my parcel never arrived https://shop.example/x",
        "my parcel never&nbsp;arrived",
        "my par\u00adcel never arrived",
        "@acme my parcel never arrived 😡",
        "my parcel never arrived",
    ],
)
def test_spelling_for_effect(text: str) -> None:
    """Shouting, stretched letters, names, links, entities and hidden characters do not change what is said."""
    assert judge(text, rules=RULES).kind is Kind.COMPLAINT

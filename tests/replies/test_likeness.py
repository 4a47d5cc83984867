"""When two replies are the same stock text."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentionwatch.replies.canned import canonical
from mentionwatch.replies.likeness import KEYS, keys, likeness

STOCK = (
    "We are sorry that your parcel is late. Please send us your order number and we will look into it today",
    "Thanks for reaching out! Could you tell us which version of the app runs on your phone and what it says",
    "Our shops are closed on public holidays. You find the hours of the one near you on our website",
    "Please follow us and send a direct message with your full name, so that our team can call you back",
    "The refund was booked this morning. It takes the bank some days until you see it on your card, so bear with us",
    "Have you tried to restart the router by holding its red button until all the lamps go out and come back again",
)
SHARED = (
    "We're sorry to hear that",
    "Thanks for reaching out",
    "Please send us a DM with your order number so we can look into it",
    "We're here to help",
    "Sorry for the inconvenience",
)
MATTERS = (
    "the blue lamp needs a bulb with a small screw cap",
    "cats may travel in the cabin if their box fits under a seat",
    "the last train to Hull is replaced by a bus tonight",
    "our lawyers are still reading the contract of that supplier",
    "only the owner of an account can change who pays",
    "the crew forgot to load hot meals in Lisbon",
    "that discount ended at midnight with the summer sale",
    "rain got into a cabinet that feeds your street",
    "a new battery costs forty pounds and takes an hour to fit",
    "the garage has ordered another windscreen from Germany",
)
WORDS = ("your", "parcel", "app", "refund", "card", "shop", "team", "please", "thanks", "today", "router", "until")
TEXTS = st.text(max_size=200)
REPLIES = st.builds(
    lambda stock, at, gone, added: " ".join([*stock[:at], *added, *stock[at + gone :]]),
    st.sampled_from([canonical(text).form.split() for text in STOCK]),
    st.integers(0, 15),
    st.integers(0, 6),
    st.lists(st.sampled_from([*WORDS, "⟨link⟩", "⟨number⟩", "お客様", "👍"]), max_size=6),
)


def form(text: str) -> str:
    return canonical(text).form


@given(TEXTS | REPLIES, TEXTS | REPLIES)
@settings(max_examples=400, deadline=None)
def test_likeness_is_symmetric(one: str, other: str) -> None:
    """Two forms are as alike one way as the other, and wholly alike only if they are equal."""
    found = likeness(one, other)
    assert found == likeness(other, one)
    assert found == 0.0 or 0.75 <= found <= 1.0
    assert (found == 1.0) is (one == other)


@given(TEXTS | REPLIES, st.integers(0, 2**32 - 1))
@settings(max_examples=300, deadline=None)
def test_keys_are_few_and_ascending(text: str, seed: int) -> None:
    """Any text has at most six keys of 32 bits, ascending, and the same ones each time."""
    found = keys(text, seed)
    assert len(found) <= KEYS
    assert list(found) == sorted(set(found))
    assert all(0 <= key < 2**32 for key in found)
    assert keys(text, seed) == found
    assert found or not text.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # What is filled in, or worded anew.
        (f"Hi Ann, {STOCK[0]} ^AB", f"{STOCK[0]} https://help.example/1 -Jo"),
        (STOCK[0], STOCK[0].replace("parcel", "kitchen table")),
        (STOCK[0], STOCK[0].replace("is late", "came broken")),
        (STOCK[1], STOCK[1].replace("Thanks for reaching out!", "Thank you for getting in touch.")),
        (STOCK[2], STOCK[2].replace("public holidays", "Sundays")),
        (STOCK[3], STOCK[3].replace("Please follow", "Would you please follow")),
        (STOCK[3], STOCK[3] + ". Thanks for your patience"),
        (STOCK[4], STOCK[4].replace("this morning", "12 minutes ago")),
        (STOCK[5], "Hi Ben, have you already" + STOCK[5][8:]),
        ("Your table is ready, so come in anytime today", "Your table is ready, so come in anytime tonight"),
        (
            "田中様、お待たせして申し訳ございません。DMにてご注文番号をお知らせください。",
            "鈴木様、お待たせして申し訳ございません。DMにてご注文番号をお知らせください。",
        ),
        (
            "ขออภัยในความไม่สะดวก กรุณาส่งหมายเลขคำสั่งซื้อทางข้อความ",
            "ขออภัยในความไม่สะดวกค่ะ กรุณาส่งหมายเลขคำสั่งซื้อทางข้อความนะคะ",
        ),
    ],
)
def test_the_same_stock_text(one: str, other: str) -> None:
    """A stock text with other bits filled in, a word more or less, or one phrase worded anew stays the same text."""
    assert likeness(form(one), form(other)) >= 0.75
    assert set(keys(form(one), 7)) & set(keys(form(other), 7))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We are on it and will be back tomorrow", "Sorry, we do not sell these lamps any more"),
        (f"{MATTERS[0]}. {SHARED[2]}", f"{MATTERS[1]}. {SHARED[2]}"),
        (f"{SHARED[0]}. {MATTERS[2]}. {SHARED[2]}", f"{SHARED[0]}. {SHARED[2]}. {MATTERS[3]}"),
        (f"{SHARED[1]}. {SHARED[2]}. {MATTERS[4]}", f"{SHARED[1]}. {SHARED[2]}"),
        ("Is your phone up to date", "What is the date of your flight"),
        (
            "申し訳ございません。昨日の大雨のため、荷物の配達が遅れております。DMにてご注文番号をお知らせください。",
            "申し訳ございません。新しい色のご用意は来月からとなります。DMにてご注文番号をお知らせください。",
        ),
        ("", "We are on it and will be back tomorrow"),
    ],
)
def test_not_the_same_stock_text(one: str, other: str) -> None:
    """Texts of different matters are not the same, however many phrases they share."""
    assert likeness(form(one), form(other)) == 0.0


def test_variants_of_a_stock_text_are_found() -> None:
    """Of texts with one or two words dropped, replaced or swapped, 98 % are alike and share a key."""
    draw = random.Random(1)
    pairs = [(varied(draw, text), varied(draw, text)) for text in STOCK * 500]
    found = sum(likeness(*pair) > 0 and not set(keys(pair[0])).isdisjoint(keys(pair[1])) for pair in pairs)
    assert found >= 0.98 * len(pairs)


def test_shared_phrases_are_not_enough() -> None:
    """No two of many replies that share stock phrases, but each have their own matter, are alike."""
    draw = random.Random(1)
    for _ in range(5000):
        matters = draw.sample(MATTERS, 2)
        phrases = draw.sample(SHARED, draw.randint(1, 4))
        at = draw.randint(0, len(phrases))
        one, other = (form(". ".join([*phrases[:at], matter, *phrases[at:]])) for matter in matters)
        assert likeness(one, other) == 0.0, (one, other)


def varied(draw: random.Random, text: str) -> str:
    words = form(text).split()
    for _ in range(draw.randint(1, 2)):
        at = draw.randrange(len(words) - 1)
        match draw.randrange(3):
            case 0:
                del words[at]
            case 1:
                words[at] = draw.choice(WORDS)
            case 2:
                words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def test_keys_depend_on_the_seed() -> None:
    """Two brands keep different keys of the same form, so that no one of its runs is always the one left out."""
    assert set(keys(form(STOCK[0]), 1)).isdisjoint(keys(form(STOCK[0]), 2))


@pytest.mark.parametrize(
    "text",
    [
        "お" * 40_000,
        "👍 " * 20_000,
        "a " * 30_000,
        "a" * 65_536,
        "\ud800 " * 9,
        "word " * 9_000 + "end",
        "e\u0301" * 999,
    ],
)
def test_any_text_is_compared(text: str) -> None:
    """Huge and odd texts have keys, and are alike to themselves with a letter more."""
    assert keys(text)
    assert likeness(text, text) == 1.0
    assert 0.0 < likeness(text, text + "x") < 1.0


def test_comparing_is_loaded_on_first_use() -> None:
    """Who compares nothing does not load what compares."""
    script = "import sys, mentionwatch.replies.likeness; sys.exit('rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

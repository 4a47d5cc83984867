"""The canonical form of replies: what is filled in goes, what is stock stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentionwatch.replies.canned import Canonical, canonical, form_id, holds, signature

STOCK = "we're sorry to hear that. Please send us your order number so that we can look into it."
FORM = "were sorry to hear that please send us your order number so that we can look into it"


@pytest.mark.parametrize(
    "text",
    [
        f"Hi Ann, {STOCK}",
        f"@ann_k Hi Ann! {STOCK} ^AB",
        f"Hello there, {STOCK} -Jo",
        f"Hey Matt {STOCK} *QB",
        f"Dear Mr. O'Neil, {STOCK} /LS",
        f"Good morning Mary-Jane, {STOCK} ~AT",
        f"1/2 {STOCK} 2/2",
        f"{STOCK} ^AB https://help.example/x",
        f"{STOCK} https://help.example/x ^AB",
        f"{STOCK} - Customer Care Team",
        f"(1/2) {STOCK} ^Tanuj",
        STOCK.upper(),
        STOCK.replace("'", "’"),
        STOCK.replace(" ", "\u00a0 \n"),
        STOCK.replace(".", " !!"),
        f"Hi Ann, {STOCK}".replace("'", "&#39;"),
        f"{STOCK}\u200b",
        f"{STOCK[:24]}, Ben{STOCK[24:]}",
        f"Ann, {STOCK}",
        f"Ann - {STOCK}",
        f"Hello @ann_k {STOCK}",
        f"Guten Tag Frau Weber, {STOCK}",
        f"Buenos días José: {STOCK}",
        f"(1 of 2) {STOCK} ^AB [2/2]",
        f"[1/2] {STOCK[:-1]}.1/2 ^AB",
        f"{STOCK} ^Maximiliana Featherstonehaugh-B",
        f"{STOCK} -Maria-Fernanda de los Santos",
        f"{STOCK} 🙂".replace("🙂", ":) Ann"),
        f"{STOCK} = JJ",
        f"{STOCK}\u202e",
        f"\u202d{STOCK[:9]}\u2066{STOCK[9:]}\u2069",
    ],
)
def test_what_is_filled_in_goes(text: str) -> None:
    """Names, greetings, signatures, part marks, links at the end, case and points leave the same form."""
    assert canonical(text) == Canonical(FORM, 18)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Your order 12345 has left", "Your order 99 has left"),
        ("Your order #98-77X has left", "Your order AB12-34CD has left"),
        ("It arrives on 3 May", "It arrives on December 12th, 2026"),
        ("It arrives 2026-11-22 at 10:30", "It arrives 22.11.2026 at 9:05"),
        ("See https://a.example/1?x=y for more", "See www.b.example for more"),
        ("See short.example/2abc for more", "See HTTPS://a.example for more"),
        ("Write to ann@shop.example today", "Write to b.c+d@mail.shop.example today"),
        ("Ask @shop_help about it", "Ask @shop@social.example about it"),
        ("You get 20% off", "You get 5% off"),
        ("Call 0800 123 456 now", "Call +44 (0) 20 7946 0018 now"),
    ],
)
def test_masks(one: str, other: str) -> None:
    """Numbers, codes, dates, links, addresses and names inside the text are masked, each kind by its own mask."""
    assert canonical(one) == canonical(other)
    assert "⟨" in canonical(one).form


def test_masks_count_as_no_words() -> None:
    """The words are counted after masking."""
    assert canonical("Order 12345 of 3 May: see https://a.example or ask @shop now") == Canonical(
        "order ⟨number⟩ of ⟨date⟩ see ⟨link⟩ or ask ⟨name⟩ now", 6
    )


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ご注文番号12345を確認いたします。", "ご注文番号 ⟨number⟩ を確認いたします"),
        ("नमस्ते, हम आपकी मदद करेंगे", "नमस्ते हम आपकी मदद करेंगे"),
        ("Danke 😊 für die Grüße 👨‍👩‍👧", "danke 😊 für die grüsse 👨‍👩‍👧"),
        ("Мы проверим ваш заказ.", "мы проверим ваш заказ"),
        ("👍", "👍"),
    ],
)
def test_other_scripts_stay_whole(text: str, form: str) -> None:
    """Letters, vowel signs and emoji of every script stay."""
    assert canonical(text).form == form


def test_words_without_spaces_are_counted() -> None:
    """A Japanese reply is not one word, and an emoji is none."""
    assert canonical("お待たせして申し訳ございません").words == 8
    assert canonical("👍 😊").words == 0


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Hi we are sorry, please wait", "we are sorry please wait"),
        ("Hello and welcome back", "and welcome back"),
        ("Thanks, Sorry for that", "thanks sorry for that"),
        ("We are open 24/7", "we are open ⟨number⟩"),
        ("Read our terms - They apply here", "read our terms they apply here"),
        ("Thanks - we are on it", "thanks we are on it"),
        ("Highlights of the week", "highlights of the week"),
        ("Sorry, no refunds. Thanks.", "sorry no refunds thanks"),
        ("Unfortunately, we are closed", "unfortunately we are closed"),
        ("Thanks, Sorry and Please are words", "thanks sorry and please are words"),
        ("Thanks Ann! Sorry, Ben, we are closed", "thanks sorry we are closed"),
        ("We ship to Leeds, York and Hull", "we ship to leeds york and hull"),
        ("Hallo wir prüfen das. Danke", "wir prüfen das danke"),
        ("Type and/or there, or a.m./p.m.", "type and or there or a m p m"),
    ],
)
def test_what_is_no_name_stays(text: str, form: str) -> None:
    """Words that only stand where a name or a signature might are kept."""
    assert canonical(text).form == form


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We are on it ^AB", "AB"),
        ("We are on it.^AB", "AB"),
        ("We are on it -Ann", "Ann"),
        ("We are on it - Ann", "Ann"),
        ("We are on it. -Ann K.", "Ann K"),
        ("We are on it *QB", "QB"),
        ("We are on it /LS", "LS"),
        ("We are on it ~AT 1/2", "AT"),
        ("We are on it ^JW https://a.example", "JW"),
        ("We are on it. Laurence.", "Laurence"),
        ("We are on it-DD", "DD"),
        ("We are on it ^sp .", "sp"),
        ("We are on it 🎃^E", "E"),
        ("We are on it ☺-Sabi", "Sabi"),
        ("We are on it = JJ", "JJ"),
        ("We are on it. KB", "KB"),
        ("We are on it, so please wait. Thanks, AK", "AK"),
        ("We are on it.\nRegards,\nAmy", "Amy"),
        ("Are you there?\nRobin", "Robin"),
        ("We are on it ^SU(1/2)", "SU"),
        ("We are on it - Help Desk Social Care Team", "Help Desk Social Care Team"),
        ("We are on it ^Maximiliana Featherstonehaugh-B", "Maximiliana Featherstonehaugh-B"),
        ("We are on it -Maria-Fernanda de los Santos", "Maria-Fernanda de los Santos"),
        ("We are on it *ABCDEFGHIJKLMNOPQRSTUVWXYZABCDE", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDE"),
        ("We are on it /abcdefghijklmnopqrstuvwxyzabcde", "abcdefghijklmnopqrstuvwxyzabcde"),
        ("We are on it. Best regards\nKunigunde\nAcme Team", "Kunigunde"),
        ("We are on it. – Hildegund, Acme Support", "Hildegund"),
        ("We are on it ^Kasimir #AcmeCares", "Kasimir"),
        ("We are on it ^Ludmilla ^", "Ludmilla"),
        ("We are on it ^Bartholomaeusmaximilianconstantin", "Bartholomaeusmaximilianconstantin"),
        ("We are on it /KM", "KM"),
        ("We are on it -April", "April"),
        ("We are on it", None),
        ("Our app is on iOS. Android", None),
        ("Call us at 12 - Monday", None),
        ("We have it in size - XL", None),
        ("We deliver to three cities - London, Paris", None),
        ("We are on it - Thanks", None),
        ("Half price *Terms And Conditions Apply", None),
        ("Press ^ to go up and then select", None),
        ("We sell it at shop.Com", None),
        ("We are on it. Thanks.", None),
        ("Read and/or write", None),
        ("It is a well-known fault", None),
        ("", None),
    ],
)
def test_signature(text: str, name: str | None) -> None:
    """The agent's initials or name are given as printed, None where a reply is unsigned."""
    assert signature(text) == name


@pytest.mark.parametrize(
    ("text", "is_equal"),
    [
        ("Hi Ann, thank you for your message. You can find our policies by clicking this link. ^AB", True),
        ("Thank you for your message! You can find our policies by clicking this link: https://a.example", True),
        ("Thank you for your message. You can find our policies by clicking this link. Kind regards", True),
        ("Thank you for your message.", False),
        (
            "Thank you for your message. You can find our policies by clicking this link. As for your suitcase, it "
            "has been found in Leeds and will be sent to your home tonight",
            False,
        ),
        ("We have found your suitcase", False),
        ("", False),
    ],
)
def test_templates(text: str, is_equal: bool) -> None:
    """A reply is a template filled in when they are equal once masked, or when it adds a courtesy at most."""
    templates = (
        "Thank you for your message. You can find our policies by clicking this link.",
        " ",
        "https://a.example",
    )
    assert any(holds(canonical(text), canonical(template)) for template in templates) is is_equal


def test_short_templates_must_be_equal() -> None:
    """A template of less than four words is no run to look for."""
    assert holds(canonical("Hi Ann, please DM us"), canonical("Please DM us"))
    assert not holds(canonical("Please DM us today"), canonical("Please DM us"))


def test_form_id() -> None:
    """A form's name is a number that SQLite can hold, equal for equal forms only."""
    assert 0 <= form_id(FORM) < 1 << 63
    assert form_id(canonical(f"Hi Ann, {STOCK} ^AB").form) == form_id(FORM)
    assert form_id(FORM) != form_id(FORM + " now")
    assert form_id("\ud800") != form_id("")


def test_id() -> None:
    """A form's number fits into SQLite's integers, and is equal for equal forms only."""
    assert form_id(FORM) == form_id(canonical(f"Hi Ann, {STOCK} ^AB").form)
    assert form_id(FORM) != form_id(FORM + " now")
    assert all(0 <= form_id(form) < 2**63 for form in ("", FORM, "\ud800", "お客様", "👍"))


PIECES = (
    "Hi Ann,",
    "Hello",
    "we're",
    "sorry",
    "12",
    "https://a.example",
    "a@b.example",
    "@ann",
    "^AB",
    "-Jo",
    "1/2",
    "/",
    "⟨link⟩",
    "&amp;",
    "\n",
    "おはよう",
    "👍🏽",
    "\u0301",
    "3 May",
    ".",
    "-",
    "%",
)
REPLIES = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))


@given(REPLIES)
@settings(max_examples=400, deadline=None)
def test_never_raises(text: str) -> None:
    """Whatever the text, the form is folded, has single spaces, and counts no more words than it can hold."""
    found = canonical(text)
    assert found.form == " ".join(found.form.split())
    assert 0 <= found.words <= len(found.form)
    assert canonical(text) == found
    name = signature(text)
    assert name is None or (0 < len(name) <= 100)
    assert not found.form or holds(found, canonical(text))


@given(
    st.sampled_from(["Ann", "Ben", "Mary-Jane", "Zoë"]),
    st.integers(0, 10**9),
    st.sampled_from(["^AB", "-Jo", "*QB", ""]),
)
@settings(deadline=None)
def test_filled_in_replies_are_equal(name: str, number: int, signed: str) -> None:
    """However a stock text is filled in, its form is the same."""
    text = f"Hi {name}, your parcel {number} is on its way to you. {signed}"
    assert canonical(text).form == "your parcel ⟨number⟩ is on its way to you"


@given(
    st.lists(
        st.sampled_from(["we", "are", "sorry", "for", "your", "order", "⟨link⟩", "⟨number⟩", "お客様", "grüsse"]),
        max_size=12,
    )
)
@settings(deadline=None)
def test_a_form_is_its_own_form(words: list[str]) -> None:
    """Once all that is filled in has gone, nothing more goes but a link at the end."""
    form = canonical(" ".join(["please", *words, "now"])).form
    assert canonical(form).form == form


@pytest.mark.parametrize(
    "text",
    [
        "<b>We</b> are &lt;i&gt;on&lt;/i&gt; it " * 1500,
        "\x1b[31mWe are on it\x1b[0m " * 3000,
        "\u202eti no era eW\u202c " * 3000,
        "W\u200be a\u200bre on it " * 4000,
        "We are on it" + "\u0301" * 65_000,
        "Hi" + " " * 65_000 + "Ann",
        "^AB " * 16_000,
        "1/2 " * 16_000,
        "@ann " * 13_000,
        "お客様" * 22_000,
        "www." * 16_000,
    ],
)
def test_huge_and_hostile_texts(text: str) -> None:
    """Whatever 64 KB hold, a form comes out, and no template is seen in it."""
    assert canonical(text) == canonical(text)
    assert not holds(canonical(text), canonical("We are sorry, please wait for us"))

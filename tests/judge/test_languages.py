"""Which language a post is in, by tag, script and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentionwatch.judge.languages import language_of
from mentionwatch.judge.words import read_words

FOREIGN = {
    "de": (
        "Wo bleibt mein Paket?",
        "Danke schön für die schnelle Hilfe",
        "Ich warte seit drei Wochen auf meine Lieferung",
        "Warum geht die App nicht mehr",
        "eure hotline ist nicht erreichbar",
        "Koennt ihr mir bitte helfen",
    ),
    "fr": (
        "Toujours pas de réponse de votre part",
        "Bonjour, où est mon colis ?",
        "Merci beaucoup pour votre aide",
        "je n'arrive pas a me connecter depuis hier",
        "Votre service client est très mauvais",
    ),
    "es": (
        "¿Cuándo llega mi pedido?",
        "Muchas gracias por la ayuda",
        "llevo dos semanas esperando y nadie responde",
        "No puedo entrar en mi cuenta",
        "El paquete no ha llegado todavía",
    ),
    "it": (
        "Il mio pacco non è ancora arrivato",
        "Grazie mille per la risposta",
        "Perché non rispondete mai?",
        "sto ancora aspettando il rimborso",
    ),
    "pt": (
        "Não consigo entrar na minha conta",
        "Muito obrigada pela ajuda, vocês são ótimos",
        "quando chega o meu pedido?",
        "Ninguém me responde há duas semanas",
    ),
    "nl": (
        "Waar blijft mijn bestelling?",
        "Heel erg bedankt voor jullie hulp",
        "ik wacht al drie weken op antwoord",
        "De app werkt niet meer sinds de update",
    ),
    "id": ("Pesanan saya belum sampai kak", "kenapa aplikasi tidak bisa dibuka", "Terima kasih banyak min"),
    "tr": ("Siparişim hala gelmedi", "Teşekkürler, çok iyi bir hizmet", "neden kimse cevap vermiyor bana"),
    "pl": ("Gdzie jest moja paczka?", "Dziękuję bardzo za pomoc", "aplikacja nie działa od wczoraj"),
    "sv": ("Var är mitt paket?", "Tack så mycket för hjälpen", "jag väntar fortfarande på svar från er"),
    "fi": ("Missä minun paketti on?", "Kiitos paljon hyvä palvelu", "en ole saanut vastausta vielä"),
    "ja": ("注文が届かないのですが", "アプリが開かない", "iPhone15のアプリが起動しない", "ありがとう!"),
    "zh": ("我的包裹在哪里", "谢谢你们的帮助"),
    "ko": ("배송이 너무 늦어요", "감사합니다 Acme"),
    "ru": ("Где мой заказ?", "Спасибо за помощь"),
    "uk": ("Де моє замовлення? Чекаю вже тиждень і ніхто не відповідає",),
    "ar": ("أين طلبي؟ لم يصل حتى الآن",),
    "he": ("איפה החבילה שלי",),
    "el": ("Πού είναι το πακέτο μου;",),
    "th": ("สินค้ายังไม่มาเลย",),
    "hi": ("मेरा ऑर्डर कहाँ है",),
}
ENGLISH = (
    "where is my parcel",
    "Thanks!",
    "ok",
    "Great, another delay",
    "smh u guys r the worst lol",
    "omg ur app is sooo slow rn",
    "gonna be late again, ffs",
    "Flying from München to Málaga with Zoë and Beyoncé on repeat",
    "Had tacos al pastor at Casa de la Luna, so good",
    "Dinner at Le Petit Bistro was lovely, merci!",
    "Gracias for the quick reply",
    "The Schadenfreude is real",
    "The jalapeño poppers and the crème brûlée were cold",
    "Juan Carlos de la Vega at the desk in San Juan was rude",
    "Van der Berg from your Den Haag shop helped me",
    "die battery die",
    "Mario e Luigi",
    "no me gusta the new app, bring the old one back",
    "Te amo Acme, best pizza in town",
    "ETA? ORD to LAX, gate B12",
    "lost bag EWR > SFO",
    "de-icing took an hour",
    "Bahn app works fine here",
    "I ordered ramen ラーメン and it came cold",
    "Acme Deutschland never replies to me",
    "dm me pls",
    "hi",
    "Tks mate",
    "lol nope",
    "Rome in May",
)


def told(text: str, *, lang: str | None = None, judged: tuple[str, ...] = ("en",)) -> str:
    """Tell the language of a post as the judge does."""
    words = read_words(text)
    return language_of(words.text, words.tokens, lang=lang, judged=judged)


@pytest.mark.parametrize(("language", "text"), [(one, text) for one, texts in FOREIGN.items() for text in texts])
def test_short_posts_without_a_tag(language: str, text: str) -> None:
    """A few words are enough to tell one language from another."""
    assert told(text) == language


@pytest.mark.parametrize("text", ENGLISH)
def test_english_posts_stay_english(text: str) -> None:
    """Names, slang, codes and a foreign word or two do not make an English post foreign."""
    assert told(text) == "en"


@pytest.mark.parametrize(("language", "text"), [(one, text) for one in ("de", "es") for text in FOREIGN[one]])
def test_with_several_judged_languages_each_post_goes_to_its_own(language: str, text: str) -> None:
    """The order of the judged languages decides only where the words do not."""
    for judged in (("en", language), (language, "en")):
        assert told(text, judged=judged) == language
        assert told("why has my order not arrived yet?", judged=judged) == "en"
        assert told("lol", judged=judged) == judged[0]


@pytest.mark.parametrize("tag", ["en-GB", "EN", "en_US", "en"])
def test_the_networks_tag_wins(tag: str) -> None:
    """Whatever its region and case, the network's word stands before any guess."""
    assert told("Wo bleibt mein Paket?", lang=tag) == "en"
    assert told("Where is my parcel", lang="nl-BE") == "nl"


@pytest.mark.parametrize("tag", [None, "", "und", "zxx", "mul"])
def test_a_tag_that_says_nothing_leaves_it_to_the_words(tag: str | None) -> None:
    """Tags for an unknown language are as good as none."""
    assert told("Wo bleibt mein Paket?", lang=tag) == "de"
    assert told("where is my parcel", lang=tag) == "en"


def test_a_tag_cannot_belie_the_script() -> None:
    """A post tagged English, as many accounts are by default, that stands in Japanese is Japanese."""
    assert told("なぜ届かないのですか", lang="en") == "ja"
    assert told("где заказ", lang="en") == "ru"
    assert told("где поръчката ми", lang="bg") == "bg"


def test_a_script_we_do_not_know_is_not_english() -> None:
    """Letters of a script without a name here make the language unknown, not judged."""
    assert told("სად არის ჩემი შეკვეთა") == "und"


@given(st.text(max_size=120), st.none() | st.text(max_size=5))
def test_any_text_has_one_language(text: str, tag: str | None) -> None:
    """Telling never fails, gives a name, and gives the same each time."""
    found = told(text, lang=tag)
    assert found
    assert found == told(text, lang=tag)

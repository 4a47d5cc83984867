"""Which language a post is in: the network's word, else a cheap guess from script and common words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_COMMON = {
    "en": "the and you your is are was were my me to for of it it's i'm this that have has been not with on at what "
    "when why how can can't don't please thanks thank they we just from will would get got no still very so but "
    "i a an am yes do does be by or if our all one only more out "
    "up about next now here there who his her it's is",
    "de": "der die das und ist nicht ich sie wir ihr ein eine einen mit auf für von zu dem den auch noch wie was "
    "warum kann mein meine bei seit aber oder schon immer wieder keine kein danke bitte habe wurde sehr",
    "fr": "le la les des est et je vous nous pas ne que qui pour dans une un mon ma mes votre vos avec sur depuis "
    "toujours merci bonjour suis été c'est j'ai mais très plus pourquoi quand comment avez",
    "es": "el los las es y que no de una por para con mi su me se lo como pero más muy está estoy hola gracias "
    "cuando por qué porque desde hace tengo mis sus ustedes servicio todavía nada",
    "it": "il lo gli di che non è una per con sono mi da del della ho ma come più grazie ciao perché quando ancora "
    "mio mia questo avete anche buongiorno sempre",
    "pt": "o os as um uma que não é para com meu minha por mas como mais muito obrigado obrigada vocês já está "
    "estou quando porque ainda isso foi aqui olá",
    "nl": "de het een en is niet ik jullie van voor met op mijn zijn dat maar wat hoe waarom nog al heb hebben bij "
    "graag bedankt wordt kan geen ook",
    "id": "yang dan di saya ini itu tidak nak dengan untuk dari ada sudah belum bisa kenapa mau terima kasih tak "
    "dah kat boleh lagi apa tolong min",
    "tr": "ve bir bu için çok ama değil ne ben neden nasıl var yok daha gibi teşekkürler lütfen mi mı",
    "pl": "nie jest się na do że to jak ale czy mam już dziękuję proszę dlaczego kiedy od",
    "sv": "och är inte jag det att en på för med som ni har men hur varför tack när",
}
_BY_WORD: dict[str, tuple[str, ...]] = {}
for _language, _words in _COMMON.items():
    for _word in dict.fromkeys(_words.split()):
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _language)

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_UNKNOWN_TAGS = frozenset({"", "und", "zxx", "qme", "qst", "qht", "qam", "qct", "art", "mul", "mis"})


def primary(tag: str) -> str:
    """Reduce a language tag to its language: `en-GB` to `en`."""
    return tag.replace("_", "-").split("-")[0].strip().casefold()


def language_of(text: str, tokens: Sequence[str], *, lang: str | None, judged: Sequence[str]) -> str:
    """Name the language of a post by its two letters; a judged one where neither network nor words can tell.

    The network's tag `lang` wins, save over a script it cannot be written in.
    """
    tag = primary(lang or "")
    script = _script_of(text)
    if script is not None:
        return tag if tag not in _UNKNOWN_TAGS and tag not in _COMMON else script
    if tag not in _UNKNOWN_TAGS:
        return tag
    return _by_words(tokens, judged)


def _script_of(text: str) -> str | None:
    if text.isascii():
        return None
    latin = len(_LATIN.findall(text))
    for language, letters in _SCRIPTS:
        if len(letters.findall(text)) > max(latin, 1):
            return language
    return None


def _by_words(tokens: Sequence[str], judged: Sequence[str]) -> str:
    scores: dict[str, int] = {}
    for token in set(tokens):
        for language in _BY_WORD.get(token, ()):
            scores[language] = scores.get(language, 0) + 1
    default = judged[0] if judged else "en"
    if not scores:
        return default
    best = max(scores.values())
    ours = max((scores.get(language, 0) for language in judged), default=0)
    # Short posts share many little words: another language must be clearly ahead.
    if best < 2 or best <= ours:
        return default
    return min(language for language, score in scores.items() if score == best)

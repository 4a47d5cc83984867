"""Which language a post is in: the network's word, else a cheap guess from script, letters and common words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mentionwatch.judge.language_words import COMMON, LETTERS
from mentionwatch.model import UNDETERMINED

_BY_WORD: dict[str, tuple[str, ...]] = {}
for _language, _words in COMMON.items():
    for _word in dict.fromkeys(_words.split()):
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _language)
_BY_LETTER: dict[str, tuple[str, ...]] = {}
for _language, _letters in LETTERS.items():
    for _letter in _letters:
        _BY_LETTER[_letter] = (*_BY_LETTER.get(_letter, ()), _language)
_ONLY_ENGLISH = frozenset(word for word, known in _BY_WORD.items() if known == ("en",))

# In this order: Japanese holds Chinese letters, Ukrainian Russian ones, Persian Arabic ones.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), "[\u3040-\u30ff\u4e00-\u9fff]"),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]"), "[\uac00-\ud7af\u1100-\u11ff]"),
    ("zh", re.compile("[\u3400-\u9fff]"), "[\u3400-\u9fff]"),
    ("th", re.compile("[\u0e00-\u0e7f]"), "[\u0e00-\u0e7f]"),
    ("fa", re.compile("[\u067e\u0686\u0698\u06af\u06cc]"), "[\u0600-\u06ff]"),
    ("ar", re.compile("[\u0600-\u06ff]"), "[\u0600-\u06ff]"),
    ("he", re.compile("[\u0590-\u05ff]"), "[\u0590-\u05ff]"),
    ("hi", re.compile("[\u0900-\u097f]"), "[\u0900-\u097f]"),
    ("el", re.compile("[\u0370-\u03ff]"), "[\u0370-\u03ff]"),
    ("uk", re.compile("[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491]"), "[\u0400-\u04ff]"),
    ("ru", re.compile("[\u0400-\u04ff]"), "[\u0400-\u04ff]"),
)
_LETTERS_OF = {language: re.compile(letters) for language, _, letters in _SCRIPTS}
_FAR = re.compile("[\u0370-\u1dff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefc\uff66-\uffdc]")
"""Letters that are not Latin."""
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_UNKNOWN_TAGS = frozenset({"", UNDETERMINED, "zxx", "qme", "qst", "qht", "qam", "qct", "art", "mul", "mis"})
_LATIN_TAGS = frozenset(COMMON)
_LEAST = 2.0
_OWN_WORD = 1.5
"""What a word counts that one language alone has; a shared one counts 1."""
_LEAST_SHARE = 0.25


@lru_cache(maxsize=1024)
def primary(tag: str) -> str:
    """Reduce a language tag to its language: `en-GB` to `en`."""
    return tag.replace("_", "-").split("-")[0].strip().casefold()


def language_of(text: str, tokens: Sequence[str], *, lang: str | None, judged: Sequence[str]) -> str:
    """Name the language of a post by its two letters; the first judged one where neither network nor words can tell.

    The network's tag `lang` wins, save over a script it cannot be written in; `und` is a script we do not know.
    """
    tag = primary(lang or "")
    script = None if text.isascii() else _script_of(text, tokens)
    if script is not None:
        return tag if tag not in _UNKNOWN_TAGS and tag not in _LATIN_TAGS else script
    if tag not in _UNKNOWN_TAGS:
        return tag
    return _by_words(text, tokens, judged)


def _script_of(text: str, tokens: Sequence[str]) -> str | None:
    """Name the language of a text whose script is not Latin; a few such letters in a Latin text say nothing."""
    far = len(_FAR.findall(text))
    latin = len(_LATIN.findall(text)) if far > 1 else 0
    is_mostly_far = far > latin or (3 * far > latin and not any(token in _BY_WORD for token in tokens))
    if far <= 1 or not is_mostly_far:
        return None
    for language, own, _ in _SCRIPTS:
        if own.search(text) and 2 * len(_LETTERS_OF[language].findall(text)) > far:
            return language
    return UNDETERMINED


def _by_words(text: str, tokens: Sequence[str], judged: Sequence[str]) -> str:
    """Take the language whose words are clearly ahead; short posts share many little words."""
    default = judged[0] if judged else "en"
    if default == "en" and text.isascii():
        english = len(_ONLY_ENGLISH.intersection(tokens))
        if english > 1 and 4 * english >= len(tokens):
            return default
    scores: dict[str, float] = {}
    known: dict[str, int] = {}
    distinct = set(tokens)
    for token in distinct:
        languages = _BY_WORD.get(token, ())
        for language in languages:
            scores[language] = scores.get(language, 0.0) + (1.0 if len(languages) > 1 else _OWN_WORD)
            known[language] = known.get(language, 0) + 1
    for language in _by_letters(text):
        if language in scores:
            scores[language] += 1.0
    if not scores:
        return default
    best = max(scores, key=lambda language: (scores[language], language in judged, language))
    is_ahead = scores[best] > scores.get(default, 0.0) and known[best] > known.get(default, 0)
    words = sum(token[0].isalpha() for token in distinct)
    is_enough = known[best] > 1 or best in _by_letters(text)
    return best if is_ahead and is_enough and scores[best] >= max(_LEAST, _LEAST_SHARE * words) else default


def _by_letters(text: str) -> set[str]:
    """Name the languages whose own letters the text has."""
    if text.isascii():
        return set()
    return {language for letter in set(text.casefold()) for language in _BY_LETTER.get(letter, ())}

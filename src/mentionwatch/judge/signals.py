"""What in a post speaks for or against each kind: cues found, each with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mentionwatch.judge.cues import Tone
from mentionwatch.judge.lexicon import BETWEEN, BY_PHRASE, LONGEST, NEGATIONS, words_of
from mentionwatch.judge.patterns import (
    BAD_SIGNS,
    FAILING,
    GOOD_SIGNS,
    GOODBYE,
    HASHTAG,
    MOCKING,
    SARCASM,
    SHOUTED,
    SPAN,
    WISHING,
    WRONG_GOODS,
)
from mentionwatch.judge.words import Words


@dataclass(frozen=True, slots=True)
class Signal:
    """One cue found in a post. `words` are what showed it; `count` is how strongly, 1 for once."""

    key: str
    says: str
    words: str
    count: float = 1.0


@dataclass(frozen=True, slots=True)
class _Hit:
    """A phrase found at tokens start..end."""

    key: str
    says: str
    tone: Tone
    words: str
    start: int


ILL = frozenset(
    {"waiting", "unanswered", "failure", "trouble", "late", "wronged", "contempt", "dismay", "quality", "failing"}
    | {"bad sign", "denied praise"}
)
"""Cues that speak ill of the brand whatever else is said."""
GOOD = frozenset({"thanks", "delight", "liking"})
TURNS = frozenset({"but", "yet", "however", "although", "though", "except", "unfortunately"})


def find_signals(words: Words) -> list[Signal]:
    """Find every cue in a post's words, in the order of the lists; each cue once, with its first words."""
    lower = words.text.casefold()
    return [*_from_lists(words.tokens), *_from_patterns(lower, words.text), *_from_form(words)]


def _from_lists(tokens: Sequence[str]) -> Iterator[Signal]:
    by_key: dict[str, list[_Hit]] = {}
    found = [_signed_off(_turned(hit, tokens), tokens) for hit in _phrase_hits(tokens)]
    yield from _turn_of_speech(found, tokens)
    for hit in found:
        by_key.setdefault(hit.key, []).append(hit)
    for hits in by_key.values():
        distinct = len({hit.words for hit in hits})
        yield Signal(hits[0].key, hits[0].says, hits[0].words, min(1 + 0.5 * (distinct - 1), 2.0))


def _phrase_hits(tokens: Sequence[str]) -> Iterator[_Hit]:
    at = 0
    while at < len(tokens):
        for length in range(min(LONGEST, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            cue = BY_PHRASE.get(phrase)
            if cue is not None:
                yield _Hit(cue.key, cue.says, cue.tone, phrase, at)
                at += length
                break
        else:
            at += 1


def _turned(hit: _Hit, tokens: Sequence[str]) -> _Hit:
    """Turn what a negation before it denies: "not great" is no praise, "no problems" no trouble."""
    if hit.tone is Tone.PLAIN:
        return hit
    start = hit.start
    reach = 3 if hit.tone is Tone.GOOD else 1
    for back in range(start - 1, max(start - 1 - reach, 0) - 1, -1):
        if back < 0:
            break
        if tokens[back] in NEGATIONS:
            said = " ".join((*tokens[back:start], hit.words))
            if hit.tone is Tone.GOOD:
                return _Hit("denied praise", "denies something good", hit.tone, said, back)
            return _Hit("denied trouble", "denies something bad", hit.tone, said, back)
        if tokens[back] not in BETWEEN:
            break
    return hit


def _turn_of_speech(hits: Sequence[_Hit], tokens: Sequence[str]) -> Iterator[Signal]:
    """Find the "but" on whose far side stands what is meant: praise conceded, or trouble forgiven."""
    at = next((at for at, token in enumerate(tokens) if token in TURNS), None)
    if at is None:
        return
    ill_before, ill_after = (any(hit.key in ILL for hit in side) for side in _sides(hits, at))
    good_before, good_after = (any(hit.key in GOOD for hit in side) for side in _sides(hits, at))
    if good_before and ill_after and not ill_before:
        yield Signal("conceded", "only concedes the praise before it", tokens[at])
    elif ill_before and good_after and not ill_after:
        yield Signal("forgiven", "forgives the trouble before it", tokens[at])


def _sides(hits: Sequence[_Hit], at: int) -> tuple[list[_Hit], list[_Hit]]:
    return [hit for hit in hits if hit.start < at], [hit for hit in hits if hit.start > at]


def _signed_off(hit: _Hit, tokens: Sequence[str]) -> _Hit:
    """Take thanks at the end of a longer post for courtesy: it closes a request as well as praise."""
    if hit.key == "thanks" and hit.start >= 7 and len(tokens) - hit.start <= 4:
        return _Hit("courtesy", "is courtesy", hit.tone, hit.words, hit.start)
    return hit


def _from_patterns(lower: str, text: str) -> Iterator[Signal]:
    for key, says, pattern, subject in (
        ("time", "names a length of time", SPAN, lower),
        ("failing", "says that something does not work", FAILING, lower),
        ("failure", "says that something else came", WRONG_GOODS, lower),
        ("goodbye", "says goodbye", GOODBYE, lower),
        ("sarcasm", "is praise turned round", SARCASM, lower),
        ("mocking", "sounds like praise turned round", MOCKING, lower),
        ("wishing", "says what is wanting", WISHING, lower),
        ("bad sign", "is an unhappy sign", BAD_SIGNS, text),
        ("good sign", "is a happy sign", GOOD_SIGNS, text),
        ("hashtag", "is a hashtag of complaint", HASHTAG, text),
    ):
        found = list(_limited(pattern.finditer(subject), 4))
        if found:
            distinct = len({match[0] for match in found})
            yield Signal(key, says, found[0][0].strip(), min(1 + 0.5 * (distinct - 1), 2.0))


def _limited(matches: Iterator[re.Match[str]], most: int) -> Iterator[re.Match[str]]:
    for _, match in zip(range(most), matches, strict=False):
        yield match


_PERSONAL = words_of("i i'm im i've ive my me we our us i'd i'll mine ")
_ADDRESSED = words_of("you your u ur you're youre you've yours guys y'all ")
_CONTRARY = words_of("but yet however although though except unfortunately instead ")
_DENIALS = NEGATIONS - {"nothing", "less", "zero"}


def _from_form(words: Words) -> Iterator[Signal]:
    tokens = words.tokens
    marks = tokens.count("?")
    if marks:
        yield Signal("question mark", "is a question mark", "?", min(1 + 0.5 * (marks - 1), 2.0))
    shouts = tokens.count("!")
    if shouts:
        yield Signal("exclamation", "is an exclamation mark", "!", min(1 + 0.5 * (shouts - 1), 2.0))
    shouted = SHOUTED.findall(words.text)
    if shouted:
        yield Signal("capitals", "is in capitals", shouted[0], min(1 + 0.5 * (len(shouted) - 1), 2.0))
    for key, says, listed in (
        ("personal", "speaks of the customer's own case", _PERSONAL),
        ("addressed", "speaks to the brand", _ADDRESSED),
        ("contrary", "turns against what was said", _CONTRARY),
        ("denial", "denies", _DENIALS),
    ):
        yield from _listed(key, says, listed, tokens)


def _listed(key: str, says: str, listed: Iterable[str], tokens: Sequence[str]) -> Iterator[Signal]:
    found = [token for token in tokens if token in listed]
    if found:
        yield Signal(key, says, found[0], min(1 + 0.5 * (len(found) - 1), 2.0))

"""What in a post speaks for or against each kind: cues found, each with the words that show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

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
    """A phrase found, and the token it starts at."""

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


_PATTERNS = (
    ("time", "names a length of time", SPAN),
    ("failing", "says that something does not work", FAILING),
    ("failure", "says that something else came", WRONG_GOODS),
    ("goodbye", "says goodbye", GOODBYE),
    ("sarcasm", "is praise turned round", SARCASM),
    ("mocking", "sounds like praise turned round", MOCKING),
    ("wishing", "says what is wanting", WISHING),
    ("bad sign", "is an unhappy sign", BAD_SIGNS),
    ("good sign", "is a happy sign", GOOD_SIGNS),
    ("hashtag", "is a hashtag of complaint", HASHTAG),
)
_TOKENS = (
    ("question mark", "is a question mark", frozenset("?")),
    ("exclamation", "is an exclamation mark", frozenset("!")),
    ("addressed", "speaks to the brand", words_of("you your u ur you're youre you've yours guys y'all")),
    ("contrary", "turns against what was said", TURNS | {"instead"}),
    ("denial", "denies", NEGATIONS - {"nothing", "less", "zero"}),
)
_MOST_MATCHES = 4
_OPENING = 2
"""The words that may stand before a post's first question: a greeting, a name."""


def find_signals(words: Words) -> list[Signal]:
    """Find every cue in a post's words; a cue found several times counts up to twice."""
    hits = [_meant(hit, words.tokens) for hit in _phrase_hits(words.tokens)]
    return [
        *_from_lists(hits),
        *_asking_first(hits),
        *_turn_of_speech(hits, words.tokens),
        *_from_patterns(words.text),
        *_from_tokens(_without_kind_denials(words.tokens, hits)),
    ]


def _signal(key: str, says: str, found: Sequence[str], times: int) -> Signal:
    return Signal(key, says, found[0].strip(), min(1 + 0.5 * (times - 1), 2.0))


def _from_lists(hits: Sequence[_Hit]) -> Iterator[Signal]:
    by_key: dict[str, list[_Hit]] = {}
    for hit in hits:
        by_key.setdefault(hit.key, []).append(hit)
    by_key.pop("plain", None)
    for key, same in by_key.items():
        found = list(dict.fromkeys(hit.words for hit in same))
        yield _signal(key, same[0].says, found, len(found))


def _without_kind_denials(tokens: Sequence[str], hits: Sequence[_Hit]) -> list[str]:
    """Leave out the negations within kind words ("can't wait", "no problem"): they deny nothing good."""
    kind = {
        at
        for hit in hits
        if hit.key in GOOD or hit.key == "denied trouble"
        for at in range(hit.start, hit.start + len(hit.words.split()))
    }
    return [token for at, token in enumerate(tokens) if at not in kind]


def _phrase_hits(tokens: Sequence[str]) -> Iterator[_Hit]:
    """Find the phrases of the lists, the longest first; each token belongs to one phrase only."""
    at = 0
    while at < len(tokens):
        for length in range(min(LONGEST.get(tokens[at], 0), len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            cue = BY_PHRASE.get(phrase)
            if cue is not None:
                yield _Hit(cue.key, cue.says, cue.tone, phrase, at)
                at += length
                break
        else:
            at += 1


def _meant(hit: _Hit, tokens: Sequence[str]) -> _Hit:
    """Turn what is denied ("not great", "no problems"), and take late thanks for courtesy."""
    if hit.key == "thanks" and hit.start >= 7 and len(tokens) - hit.start <= 4:
        return _Hit("courtesy", "is courtesy", hit.tone, hit.words, hit.start)
    denied_at = _denied_at(hit, tokens)
    if denied_at is None:
        return hit
    said = " ".join((*tokens[denied_at : hit.start], hit.words))
    if hit.tone is Tone.GOOD:
        return _Hit("denied praise", "denies something good", hit.tone, said, denied_at)
    return _Hit("denied trouble", "denies something bad", hit.tone, said, denied_at)


def _denied_at(hit: _Hit, tokens: Sequence[str]) -> int | None:
    """Find the negation before a phrase: up to four tokens before praise, two before trouble."""
    reach = {Tone.GOOD: 4, Tone.BAD: 2, Tone.PLAIN: 0}[hit.tone]
    for at in range(hit.start - 1, max(hit.start - 1 - reach, -1), -1):
        if tokens[at] in NEGATIONS:
            return at
        if tokens[at] not in BETWEEN:
            return None
    return None


def _asking_first(hits: Sequence[_Hit]) -> Iterator[Signal]:
    """Find the question that opens a post, which many write without its mark."""
    first = next((hit for hit in hits if hit.key == "asking" and hit.start <= _OPENING), None)
    if first is not None:
        yield Signal("asking first", "opens the post", first.words)


def _turn_of_speech(hits: Sequence[_Hit], tokens: Sequence[str]) -> Iterator[Signal]:
    """Find the "but" on whose far side stands what is meant: praise conceded, or trouble forgiven."""
    at = next((at for at, token in enumerate(tokens) if token in TURNS), None)
    if at is None:
        return
    before = {hit.key for hit in hits if hit.start < at}
    after = {hit.key for hit in hits if hit.start > at}
    if before & GOOD and after & ILL and not before & ILL:
        yield Signal("conceded", "only concedes the praise before it", tokens[at])
    elif before & ILL and after & GOOD and not after & ILL:
        yield Signal("forgiven", "forgives the trouble before it", tokens[at])


def _from_patterns(text: str) -> Iterator[Signal]:
    lower = text.casefold()
    for key, says, pattern in _PATTERNS:
        found = [match[0] for match in islice(pattern.finditer(lower), _MOST_MATCHES)]
        if found:
            yield _signal(key, says, found, len(set(found)))
    shouted = SHOUTED.findall(text)
    if shouted:
        yield _signal("capitals", "is in capitals", shouted, len(shouted))


def _from_tokens(tokens: Sequence[str]) -> Iterator[Signal]:
    for key, says, listed in _TOKENS:
        found = [token for token in tokens if token in listed]
        if found:
            yield _signal(key, says, found, len(found))

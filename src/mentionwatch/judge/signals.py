"""What in a post speaks for or against each kind: cues found, each with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from mentionwatch.judge.abuse import insult_in, rough_cues
from mentionwatch.judge.cues import Signal, Tone
from mentionwatch.judge.lexicon import BETWEEN, BY_PHRASE, LENGTHS, NEGATIONS, words_of
from mentionwatch.judge.patterns import (
    BAD_FACES,
    BAD_SIGNS,
    DOUBTING,
    DOUBTING_WORDS,
    FAILING,
    FAILING_WORDS,
    GOOD_FACES,
    GOOD_SIGNS,
    GOODBYE,
    GOODBYE_WORDS,
    HASHTAG,
    IRONY,
    IRONY_WORDS,
    MOCKING,
    MOCKING_WORDS,
    SARCASM,
    SARCASM_WORDS,
    SHOUTED,
    SNEERING,
    SNEERING_WORDS,
    SNEERS,
    SPAN,
    SPAN_WORDS,
    WISHING,
    WISHING_WORDS,
    WRONG_GOODS,
    WRONG_GOODS_WORDS,
)
from mentionwatch.judge.words import Words


class _Hit(NamedTuple):
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
_PRAISING = GOOD | {"good sign", "courtesy"}
_MOCKING = ("mocking", "irony", "sneer")
"""What turns praise round: beside trouble, or for a sneering sign, beside praise itself."""
_BLUNT = frozenset({"contempt", "failure", "failing", "waiting", "unanswered", "wronged", "denied praise"})
TURNS = frozenset({"but", "yet", "however", "although", "though", "except", "unfortunately"})


_SPAN = ("time", "names a length of time", SPAN)
_PATTERNS = (
    (*_SPAN, SPAN_WORDS),
    ("failing", "says that something does not work", FAILING, FAILING_WORDS),
    ("failure", "says that something else came", WRONG_GOODS, WRONG_GOODS_WORDS),
    ("goodbye", "says goodbye", GOODBYE, GOODBYE_WORDS),
    ("sarcasm", "is praise turned round", SARCASM, SARCASM_WORDS),
    ("sarcasm", "doubts that they care", DOUBTING, DOUBTING_WORDS),
    ("sarcasm", "sneers", SNEERING, SNEERING_WORDS),
    ("mocking", "sounds like praise turned round", MOCKING, MOCKING_WORDS),
    ("irony", "may be meant the other way", IRONY, IRONY_WORDS),
    ("wishing", "says what is wanting", WISHING, WISHING_WORDS),
)
"""A pattern is tried only on posts with one of the words without which it cannot match."""
_TRIED: dict[str, list[int]] = {}
for _at, _pattern in enumerate(_PATTERNS):
    for _word in _pattern[3]:
        _TRIED.setdefault(_word, []).append(_at)
_WELL, _PLAIN = Tone.GOOD, Tone.PLAIN
_GLUED = re.compile(r"\d[hmdwy]")
_CAPITALS = re.compile("[A-Z]{4}")
_HASHTAG = ("hashtag", "is a hashtag of complaint", HASHTAG)
_SIGNS = (
    ("bad sign", "is an unhappy sign", BAD_SIGNS),
    ("good sign", "is a happy sign", GOOD_SIGNS),
)
_FACES = (
    ("bad sign", "is an unhappy sign", BAD_FACES),
    ("good sign", "is a happy sign", GOOD_FACES),
)
_SNEER = ("sneer", "is a sneering sign", SNEERS)
_SIGN_MARKS = re.compile("[:;=<]")
_TOKENS = {
    "question mark": ("is a question mark", frozenset("?")),
    "exclamation": ("is an exclamation mark", frozenset("!")),
    "addressed": ("speaks to the brand", words_of("you your u ur you're youre you've yours guys y'all")),
    "contrary": ("turns against what was said", TURNS | {"instead"}),
    "denial": ("denies", NEGATIONS - {"nothing", "less", "zero"}),
}
_KEY_OF = {token: key for key, (_, listed) in _TOKENS.items() for token in listed}
_MOST_MATCHES = 4
_STRENGTHS = (0.0, 1.0, 1.5, 2.0)
"""What a cue counts by how often it was found, at most the last."""
_OPENING = 2
"""The words that may stand before a post's first question: a greeting, a name."""


def find_signals(words: Words) -> list[Signal]:
    """Find every cue in a post's words; a cue found several times counts up to twice."""
    hits = _phrase_hits(words.tokens)
    found = _from_lists(hits)
    found += _asking_first(hits)
    found += _turn_of_speech(hits, words.tokens)
    found += _from_patterns(words)
    found += _from_tokens(_without_kind_denials(words.tokens, hits))
    return found


def find_cues(words: Words) -> list[Signal]:
    """Find what the model weighs: every cue, in agreement with those beside it, and the post's shape."""
    found = _in_agreement(find_signals(words))
    found += rough_cues(words)
    insult = insult_in(words)
    if insult is not None:
        found.append(Signal("insult", "insults a person", insult))
    found += _shape(words)
    return found


def _in_agreement(signals: list[Signal]) -> list[Signal]:
    """Let cues that stand side by side agree on how the praise among them is meant."""
    keys = {signal.key for signal in signals}
    if "sarcasm" in keys:
        return [signal for signal in signals if signal.key not in _PRAISING]
    for mocking in _MOCKING:
        if mocking in keys and not keys.isdisjoint(ILL if mocking != "sneer" else GOOD):
            return _renamed([signal for signal in signals if signal.key not in _PRAISING], mocking, "sarcasm")
    if "wishing" in keys:
        signals = [signal for signal in signals if signal.key != "liking"]
    # Many a complaint thanks in advance, or out of habit.
    return signals if keys.isdisjoint(_BLUNT) else _renamed(signals, "thanks", "courtesy")


def _renamed(signals: list[Signal], key: str, new: str) -> list[Signal]:
    return [signal._replace(key=new) if signal.key == key else signal for signal in signals]


def _shape(words: Words) -> Iterator[Signal]:
    yield Signal("length", "is of this length", "", min(len(words.tokens), 40) / 20)
    if words.has_link:
        yield Signal("link", "gives a link", "")
    if "#" in words.text:
        yield Signal("hashtags", "has hashtags", "", min(words.text.count("#"), 3) / 2)


def _signal(key: str, says: str, words: str, times: int) -> Signal:
    return Signal(key, says, words, _STRENGTHS[times] if times < len(_STRENGTHS) else _STRENGTHS[-1])


def _from_lists(hits: Sequence[_Hit]) -> list[Signal]:
    by_key: dict[str, dict[str, str]] = {}
    for key, says, _, words, _ in hits:
        if key != "plain":
            by_key.setdefault(key, {}).setdefault(words, says)
    return [_signal(key, next(iter(found.values())), next(iter(found)), len(found)) for key, found in by_key.items()]


def _without_kind_denials(tokens: Sequence[str], hits: Sequence[_Hit]) -> Sequence[str]:
    """Leave out the negations within kind words ("can't wait", "no problem"): they deny nothing good."""
    kind: set[int] = set()
    for key, _, _, words, start in hits:
        if key in GOOD or key == "denied trouble":
            kind.update(range(start, start + words.count(" ") + 1))
    return [token for at, token in enumerate(tokens) if at not in kind] if kind else tokens


def _phrase_hits(tokens: Sequence[str]) -> list[_Hit]:
    """Find the phrases of the lists, the longest first; each token belongs to one phrase only."""
    found, free_at, end = [], 0, len(tokens)
    for at, token in enumerate(tokens):
        if token not in LENGTHS or at < free_at:
            continue
        longer = LENGTHS[token]
        phrase = _phrase_at(at, tokens) if at + 1 < end and tokens[at + 1] in longer else token
        if phrase in BY_PHRASE:
            cue = BY_PHRASE[phrase]
            found.append(_meant(_Hit(cue.key, cue.says, cue.tone, phrase, at), tokens))
            free_at = at + phrase.count(" ") + 1
    return found


def _phrase_at(at: int, tokens: Sequence[str]) -> str:
    """Give the longest phrase of the lists that begins at a token; where there is none, the token."""
    for length in LENGTHS[tokens[at]][tokens[at + 1]]:
        phrase = " ".join(tokens[at : at + length])
        if phrase in BY_PHRASE:
            return phrase
    return tokens[at]


def _meant(hit: _Hit, tokens: Sequence[str]) -> _Hit:
    """Turn what is denied ("not great", "no problems"), and take late thanks for courtesy."""
    if hit.key == "thanks" and hit.start >= 7 and len(tokens) - hit.start <= 4:
        return _Hit("courtesy", "is courtesy", hit.tone, hit.words, hit.start)
    denied_at = _denied_at(hit, tokens)
    if denied_at is None:
        return hit
    said = " ".join((*tokens[denied_at : hit.start], hit.words))
    if hit.tone is _WELL:
        return _Hit("denied praise", "denies something good", hit.tone, said, denied_at)
    return _Hit("denied trouble", "denies something bad", hit.tone, said, denied_at)


def _denied_at(hit: _Hit, tokens: Sequence[str]) -> int | None:
    """Find the negation before a phrase: up to four tokens before praise, three before trouble."""
    if hit.tone is _PLAIN:
        return None
    reach = 4 if hit.tone is _WELL else 3
    for at in range(hit.start - 1, max(hit.start - 1 - reach, -1), -1):
        if tokens[at] in NEGATIONS:
            return at
        if tokens[at] not in BETWEEN:
            return None
    return None


def _asking_first(hits: Sequence[_Hit]) -> Iterator[Signal]:
    """Find the question that opens a post, which many write without its mark."""
    for key, _, _, words, start in hits:
        if start > _OPENING:
            return
        if key == "asking":
            yield Signal("asking first", "opens the post", words)
            return


def _turn_of_speech(hits: Sequence[_Hit], tokens: Sequence[str]) -> Iterator[Signal]:
    """Find the "but" on whose far side stands what is meant: praise conceded, or trouble forgiven."""
    if TURNS.isdisjoint(tokens):
        return
    at = next(at for at, token in enumerate(tokens) if token in TURNS)
    before = {hit.key for hit in hits if hit.start < at}
    after = {hit.key for hit in hits if hit.start > at}
    if before & GOOD and after & ILL and not before & ILL:
        yield Signal("conceded", "only concedes the praise before it", tokens[at])
    elif before & ILL and after & GOOD and not after & ILL:
        yield Signal("forgiven", "forgives the trouble before it", tokens[at])


def _from_patterns(words: Words) -> list[Signal]:
    lower = words.text.casefold()
    asked = {at for token in words.tokens if token in _TRIED for at in _TRIED[token]}
    tried = [_PATTERNS[at][:3] for at in sorted(asked)]
    if 0 not in asked and _GLUED.search(lower):
        tried.append(_SPAN)
    if not lower.isascii():
        tried += _SIGNS
    elif _SIGN_MARKS.search(lower):
        tried += _FACES
    if not lower.isascii():
        tried.append(_SNEER)
    if "#" in lower:
        tried.append(_HASHTAG)
    signals = []
    for key, says, pattern in tried:
        found = [match[0] for match in islice(pattern.finditer(lower), _MOST_MATCHES)]
        if found:
            signals.append(_signal(key, says, found[0].strip(), len(set(found))))
    shouted = SHOUTED.findall(words.text) if _CAPITALS.search(words.text) else ()
    if shouted:
        signals.append(_signal("capitals", "is in capitals", shouted[0], len(shouted)))
    return signals


def _from_tokens(tokens: Sequence[str]) -> list[Signal]:
    by_key: dict[str, list[str]] = {}
    for token in tokens:
        if token in _KEY_OF:
            by_key.setdefault(_KEY_OF[token], []).append(token)
    return [_signal(key, _TOKENS[key][0], found[0], len(found)) for key, found in by_key.items()]

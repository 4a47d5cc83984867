"""German posts: a weighted sum of cues from word lists. It comes in by the door that is open to every package."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mentionwatch.judge.cues import Tone
from mentionwatch.judge.german_ill_words import ILL_CUES
from mentionwatch.judge.german_patterns import (
    ADVANCE,
    ASKING_FIRST,
    BETWEEN,
    INSULT,
    NEGATIONS,
    SENT,
    SETTLED,
    TAKEN_BACK,
    THANKS,
    TURNS,
    UNREAL,
)
from mentionwatch.judge.german_words import KIND_CUES, Weight, folded
from mentionwatch.judge.own_words import own_word_in
from mentionwatch.judge.stars import kind_of_stars
from mentionwatch.model import Closing, Kind, Verdict

if TYPE_CHECKING:
    from mentionwatch.config import JudgeRules
    from mentionwatch.judge.words import Words

_START = Weight(complaint=-1.4, praise=-0.8, question=-1.3)
_ORDER = (Kind.COMPLAINT, Kind.PRAISE, Kind.QUESTION)
_PUNCTUATION = re.compile(r"[^\w\s.!?:;()'-]|(?<=\w)[.](?=\w)")
_MARKS = re.compile(r"([.!?])[.!?]*")
_ILL = frozenset({"waiting", "unanswered", "failure", "harsh", "dismay", "quality", "bad sign", "denied praise"})
_GOOD = frozenset({"delight", "liking"})
_OPEN = _ILL | {"question mark", "why", "absurd", "demand", "time", "sarcasm", "goodbye", "money"}
_BITTER = frozenset({"question mark", "sarcasm", "goodbye", "bad sign", "dismay", "why", "absurd"})
_PRAISE_NEEDS = _GOOD | {"thanks", "good sign", "own praise word", "many stars", "denied trouble"}
_MATTER = _ILL | {"time", "money", "why", "absurd", "again", "goodbye", "sarcasm", "own complaint word", "few stars"}
_COURTESY = Weight(-0.2, 0.6)
_STEEPNESS = 0.7
_SUREST_OTHER = 0.55
"""Lists of words know too few to be sure that nothing is meant: of posts they find nothing in, half mean something."""
_REASONS = 6
_MOST_OF_A_KIND = 2.0
_MOST_COMPLAINT = 1.5
"""What the news that it is settled may still say of the trouble there was."""
_LONGEST_THANKS = 16
_LONGEST_CLOSING = 30


@dataclass(frozen=True, slots=True)
class _Found:
    """A cue found: what it says, the words that show it, where they begin, and what it weighs."""

    key: str
    says: str
    words: str
    at: int
    weight: Weight


class German:
    """The classifier of German posts."""

    name = "lexicon-de/1"

    def judge(self, words: Words, *, rules: JudgeRules, rating: float | None) -> Verdict:
        """Judge a post by its words and stars."""
        line = _line(words.text)
        found = _in_accord([*_given(words.text, rules, rating), *_cues(line)], line)
        scores = _scores(found)
        insult = INSULT.search(line)
        closing = Closing.NONE if insult else _closing(line, found, scores)
        keys = {one.key for one in found}
        kind = _kind(scores, keys, closing, has_matter=insult is None or bool(keys & _MATTER))
        return Verdict(
            kind=kind,
            reasons=_reasons(kind, found, closing, insult[0] if insult else None),
            abusive=insult is not None,
            confidence=_confidence(kind, scores, closing),
            closing=closing,
            goodbye=kind in (Kind.COMPLAINT, Kind.OTHER) and "goodbye" in keys,
        )


GERMAN = German()


def _line(text: str) -> str:
    """Fold the text to one line of words, with only the marks that end a sentence between them."""
    return " ".join(_MARKS.sub(r" \1 ", _PUNCTUATION.sub(_kept_sign, folded(text))).split())


def _kept_sign(found: re.Match[str]) -> str:
    """Keep what may be a sign of mood; all other punctuation parts words."""
    return f" {found[0]} " if ord(found[0]) > 0x2000 else " "


def _given(text: str, rules: JudgeRules, rating: float | None) -> Iterator[_Found]:
    """Find what stars and the brand's own words say; each decides nearly alone."""
    stars = kind_of_stars(rating)
    if stars is Kind.COMPLAINT:
        yield _Found("few stars", f"{rating:g} of 5 stars", "", 0, Weight(3.0, -3.0, -1.5))
    elif stars is Kind.PRAISE:
        yield _Found("many stars", f"{rating:g} of 5 stars", "", 0, Weight(-2.0, 3.0))
    if word := own_word_in(text, rules.complaint_words):
        yield _Found("own complaint word", "is a complaint word of this brand", word, 0, Weight(3.0, -1.0))
    if word := own_word_in(text, rules.praise_words):
        yield _Found("own praise word", "is a praise word of this brand", word, 0, Weight(-1.0, 3.0))


def _cues(line: str) -> Iterator[_Found]:
    """Find the cues of the lists, each as it is meant where it stands."""
    harmless = [match.span() for cue in KIND_CUES if cue.key == "plain" for match in cue.pattern.finditer(line)]
    for cue in (*ILL_CUES, *KIND_CUES):
        if cue.key == "plain":
            continue
        for match in cue.pattern.finditer(line):
            if cue.tone is Tone.GOOD and any(start <= match.start() < end for start, end in harmless):
                continue
            denied = _denial(line[: match.start()], cue.tone)
            said = f"{denied} {match[0]}" if denied else match[0]
            if denied is None:
                yield _Found(cue.key, cue.says, match[0], match.start(), cue.weight)
            elif cue.tone is Tone.GOOD:
                yield _Found("denied praise", "denies something good", said, match.start(), Weight(2.0, -1.4))
            else:
                yield _Found("denied trouble", "denies something bad", said, match.start(), Weight(0.0, 1.4))
    if first := ASKING_FIRST.search(line):
        yield _Found("asking first", "opens the post", first[0].split()[-1], 0, Weight(0.0, -0.5, 0.9))


def _denial(before: str, tone: Tone) -> str | None:
    """Give the words from a negation up to what it denies; None where nothing is denied."""
    if tone is Tone.PLAIN:
        return None
    words = before.split()[-4 if tone is Tone.GOOD else -2 :]
    for at in range(len(words) - 1, -1, -1):
        if words[at] in NEGATIONS:
            return " ".join(words[at:])
        if words[at] not in BETWEEN:
            return None
    return None


def _in_accord(found: list[_Found], line: str) -> list[_Found]:
    """Let cues that stand side by side agree on how the praise among them is meant."""
    keys = {one.key for one in found}
    ill_at = [one.at for one in found if one.key in _ILL]
    if "sarcasm" in keys:
        return [one for one in found if one.key not in _GOOD | {"thanks", "exclamation", "good sign"}]
    # "super langsam": what strengthens an ill word is no praise.
    kept = [one for one in found if one.key not in _GOOD or one.at + len(one.words) + 1 not in ill_at]
    turn = next((match.start() for match in re.finditer(r"\w+", line) if match[0] in TURNS), None)
    if turn is not None and ill_at:
        good_after = any(one.at > turn for one in kept if one.key in _GOOD)
        if good_after and max(ill_at) < turn:
            return [one for one in kept if one.at > turn or one.key not in _ILL | {"time", "demand"}]
        if min(ill_at) > turn and not good_after:
            kept = [one for one in kept if one.key not in _GOOD]
    is_courtesy = bool({one.key for one in kept} & (_ILL | {"question mark", "asking", "request"})) or bool(
        ADVANCE.search(line)
    )
    return [_as_courtesy(one) if one.key == "thanks" and is_courtesy else one for one in kept]


def _as_courtesy(one: _Found) -> _Found:
    return _Found("courtesy", "is courtesy", one.words, one.at, _COURTESY)


def _scores(found: Sequence[_Found]) -> Weight:
    """Add up the cues; one that is found with several words counts up to twice."""
    by_key: dict[str, list[_Found]] = {}
    for one in found:
        by_key.setdefault(one.key, []).append(one)
    totals = list(_START)
    for same in by_key.values():
        times = min(1 + 0.5 * (len({one.words for one in same}) - 1), _MOST_OF_A_KIND)
        for at in range(len(totals)):
            totals[at] += times * same[0].weight[at]
    return Weight(*(round(total, 6) for total in totals))


def _kind(scores: Weight, keys: set[str], closing: Closing, *, has_matter: bool) -> Kind:
    """Take the first kind that holds, in the order of the English classifier."""
    praises = scores.praise > 0 and bool(keys & _PRAISE_NEEDS)
    if closing is Closing.ACKNOWLEDGED:
        return Kind.OTHER
    if closing is not Closing.NONE:
        return Kind.PRAISE if praises else Kind.OTHER
    if scores.complaint > 0 and scores.complaint >= max(scores.praise, scores.question - 1):
        return Kind.COMPLAINT if has_matter else Kind.OTHER
    if praises and scores.praise >= scores.question:
        return Kind.PRAISE
    return Kind.QUESTION if scores.question > 0 else Kind.OTHER


def _closing(line: str, found: Sequence[_Found], scores: Weight) -> Closing:
    """Say whether the words end the matter: the first of satisfied, acknowledged, thanks that holds."""
    keys = {one.key for one in found}
    words = len(line.split())
    if words > _LONGEST_CLOSING:
        return Closing.NONE
    settled = SETTLED.search(line)
    if (
        settled is not None
        and scores.complaint <= _MOST_COMPLAINT
        and not keys & {"question mark", "sarcasm", "goodbye", "bad sign", "dismay", "why"}
    ):
        before, after = line[: settled.start()], line[settled.end() :]
        is_firm = settled[0] != "funktioniert" or "thanks" in keys
        if is_firm and not UNREAL.search(before) and not TAKEN_BACK.search(after):
            return Closing.SATISFIED
    if keys & _OPEN or scores.complaint > 0 or ADVANCE.search(line):
        return Closing.NONE
    if SENT.search(line):
        return Closing.ACKNOWLEDGED
    thanked = THANKS.search(line)
    wants = keys & {"asking", "asking first", "request"}
    if thanked is not None and not wants and words <= _LONGEST_THANKS and len(line[: thanked.start()].split()) <= 5:
        return Closing.THANKS
    return Closing.NONE


def _confidence(kind: Kind, scores: Weight, closing: Closing) -> float:
    """Give 0.5..1, growing with the distance between the kind taken and the next best; less where a rule overruled."""
    by_kind = dict(zip(_ORDER, scores, strict=True))
    own = by_kind.pop(kind, 0.0)
    margin = own - max(*by_kind.values(), 0.0 if kind is not Kind.OTHER else -9.0)
    sure = round(1 / (1 + math.exp(-_STEEPNESS * max(min(margin, 30.0), -30.0))), 3)
    return min(sure, _SUREST_OTHER) if kind is Kind.OTHER and closing is Closing.NONE else sure


def _reasons(kind: Kind, found: Sequence[_Found], closing: Closing, insult: str | None) -> tuple[str, ...]:
    toward = Kind.COMPLAINT if kind is Kind.OTHER else kind
    at = _ORDER.index(toward)
    weighed = {(one.words, one.says): one.weight[at] for one in found if abs(one.weight[at]) >= 0.15}
    ordered = sorted(weighed.items(), key=lambda pair: -abs(pair[1]))
    said = [f"{_quoted(words)}{says} ({weight:+.1f} {toward})" for (words, says), weight in ordered][:_REASONS]
    if closing is not Closing.NONE:
        said.insert(0, f"the words close the matter ({closing})")
    if insult is not None:
        said.append(f'"{insult}" insults a person')
    return tuple(said) or ("nothing in it points to a complaint, praise or question",)


def _quoted(words: str) -> str:
    return f'"{words}" ' if words else ""

"""The clause around the words that a pattern found: what is quoted of a reply."""

from __future__ import annotations

import re

from mentionwatch.replies.plain import Span, trimmed

# About so many characters are quoted; the clause may begin so many before the words found.
_LONGEST = 80
_BEFORE = 60

_NEW_CLAUSE = (
    r"(?:and|but|so|or|then)(?= (?:we|i|you|it|they|he|she|please|pls|can|could|would|let|your|the|our|my|that|this|"
    r"there|"
    r"here|as|if|don't|a|an|for|thanks|thank|someone|have|next)\b| (?:we|i|you|it|they|that|he|she)')"
)
_STARTS = re.compile(rf"[.!?…;:()\n⟩^~|]|(?<=\s)[-–—*](?=\s|\w)|,(?=\s)|\b{_NEW_CLAUSE}")
_ENDS = re.compile(
    r"[!?…\n⟨]|(?<!\bmr)(?<!\bmrs)(?<!\bno)(?<!\bst)(?<!\bp\.m)(?<!\ba\.m)\.(?!\w)|\s(?:[\^~*|#/]|"
    r"[-–—=]\s?\w{1,12}\s*$)"
    r"|[^\w\s.,;:'\"()£$€%&/@+\-–—]"
)
_PAUSES = re.compile(
    r"[,;:(]|\s[-–—]\s|\s(?=(?:and|but|so|or|then|because|which|if|when|until|(?<!soon )(?<!well )(?<!long )as|where|"
    r"once|before|after|while|please|that)\b)"
)
_PARTS = re.compile(r"\b(?:that|which|because|as|where|when|whose|who)\b")
_DANGLING = re.compile(
    r"(?:[\s,]+(?:the|an?|to|of|in|on|for|with|via|and|or|but|so|your|our|my|by|at|from|is|are|was|will|be|that|this|"
    r"we|you|i|if|as))+\s*$"
)


def widen(plain: str, span: Span) -> Span:
    """Give the clause that holds a span, from its first word to its natural end or about 80 characters on."""
    start = _start(plain, span[0])
    end = _end(plain, start, span[1])
    first, last = trimmed(plain, (start, end))
    return (first, last) if first < last else span


def _start(plain: str, found: int) -> int:
    earliest = max(found - _BEFORE, 0)
    start = earliest
    for stop in _STARTS.finditer(plain, earliest, found + 30):
        if stop.end() <= found:
            start = stop.end()
    if start > earliest or earliest == 0:
        return start
    # A clause that begins farther off is quoted from the part that holds the words.
    parts = [part.start() for part in _PARTS.finditer(plain, earliest, found)]
    return parts[-1] if parts else found


def _end(plain: str, start: int, found: int) -> int:
    stop = _ENDS.search(plain, found - 1 if plain[found - 1 : found].isspace() else found)
    end = len(plain) if stop is None else stop.start()
    if end - start > _LONGEST:
        return _not_dangling(plain, found, _cut(plain, start + _LONGEST, found))
    return _not_dangling(plain, found, end) if plain.startswith("⟨", end) else end


def _cut(plain: str, latest: int, found: int) -> int:
    pauses = [pause.start() for pause in _PAUSES.finditer(plain, found, max(latest, found))]
    if pauses:
        return pauses[-1]
    return max(plain.rfind(" ", found, latest), found)


def _not_dangling(plain: str, found: int, end: int) -> int:
    dangling = _DANGLING.search(plain, max(found, end - 40), end)
    return dangling.start() if dangling else end

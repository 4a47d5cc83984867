"""How friendly a text's words are, by TextBlob's lexicon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

_DENIED = -0.5
_REACH = 3
_NEGATIONS = frozenset(
    [
        "no",
        "not",
        "never",
        "nothing",
        "without",
        "hardly",
        "cannot",
        "don't",
        "doesn't",
        "didn't",
        "won't",
        "wouldn't",
        "can't",
        "couldn't",
        "shouldn't",
        "isn't",
        "aren't",
        "wasn't",
        "weren't",
        "hasn't",
        "haven't",
        "hadn't",
        "ain't",
        "mustn't",
        "needn't",
        "mightn't",
    ]
)


def polarity_of(tokens: Sequence[str]) -> float:
    """Give the mean polarity, -1..1, of the words that TextBlob's lexicon knows; 0 where it knows none.

    A negation up to three words before turns a word round, as TextBlob does it. TextBlob's own `.sentiment`
    reads the text for its parts of speech and emoticons too, which costs ten times as much.
    """
    lexicon = _lexicon()
    found = [
        lexicon[token] if _NEGATIONS.isdisjoint(tokens[max(at - _REACH, 0) : at]) else lexicon[token] * _DENIED
        for at, token in enumerate(tokens)
        if token in lexicon
    ]
    return round(sum(found) / len(found), 4) if found else 0.0


@cache
def _lexicon() -> Mapping[str, float]:
    from textblob.en import sentiment

    sentiment("")  # it reads its lexicon at first use
    known = {word: float(by_part[None][0]) for word, by_part in sentiment.items() if by_part.get(None, [0])[0]}
    return {word: polarity for word, polarity in known.items() if word not in _NEGATIONS}

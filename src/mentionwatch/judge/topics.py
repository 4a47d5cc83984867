"""What a post is about: the topics whose words it holds. A post may name several, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from mentionwatch.config.topics import all_topics
from mentionwatch.judge.memo import Memo
from mentionwatch.judge.words import Words, read_words

Topics: TypeAlias = Mapping[str, tuple[str, ...]]
"""Words by topic, as a user adds them."""


class _Pattern(NamedTuple):
    """One word of the list; `is_stem`: any word that begins so."""

    word: str
    is_stem: bool

    def fits(self, word: str) -> bool:
        return word.startswith(self.word) if self.is_stem else word == self.word


class _Phrase(NamedTuple):
    """What must follow the first words of a phrase, and the place of its topic in the list."""

    rest: tuple[_Pattern, ...]
    topic: int


class _Begun(NamedTuple):
    """What a word may begin: the topics it names alone, and phrases by their second word."""

    topics: tuple[int, ...]
    by_word: dict[str, list[_Phrase]]
    by_stem: tuple[tuple[str, _Phrase], ...]


def topics_of(words: Words, added: Topics) -> tuple[str, ...]:
    """Name the topics of a post, in the order of the list; `added` is what the user's rules add to it."""
    index = _index(tuple(added.items()))
    found = {topic for topic, _, _ in index.hits(words.tokens)}
    return tuple(index.names[topic] for topic in sorted(found))


def words_by_topic(words: Words, added: Topics) -> dict[str, tuple[str, ...]]:
    """Give the topics of a post with the words that name each, in the order of the list and of the text."""
    index = _index(tuple(added.items()))
    found: dict[int, dict[str, None]] = {}
    for topic, begin, end in index.hits(words.tokens):
        found.setdefault(topic, {})[" ".join(words.tokens[begin:end])] = None
    return {index.names[topic]: tuple(found[topic]) for topic in sorted(found)}


class _Index:
    """The list made ready: what a token may begin is found once for each token, then remembered."""

    def __init__(self, listed: Mapping[str, tuple[str, ...]]) -> None:
        self.names = tuple(listed)
        self._words: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        for topic, entries in enumerate(listed.values()):
            for first, *rest in filter(None, map(_patterns, entries)):
                begun = self._stems if first.is_stem else self._words
                begun.setdefault(first.word, []).append(_Phrase(tuple(rest), topic))
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._begun_by = Memo(self._find_begun_by)

    def hits(self, tokens: Sequence[str]) -> list[tuple[int, int, int]]:
        """Find where topics are named: the place of the topic in the list, the first token, and the one after."""
        found = []
        for at, begun in enumerate(map(self._begun_by.__getitem__, tokens), start=1):
            if begun is None:
                continue
            topics, by_word, by_stem = begun
            if topics:
                found += [(topic, at - 1, at) for topic in topics]
            if at == len(tokens) or not (by_word or by_stem):
                continue
            following = _plain(tokens[at])
            for rest, topic in by_word.get(following, ()):
                if _follow(tokens, at + 1, rest):
                    found.append((topic, at - 1, at + 1 + len(rest)))
            for stem, (rest, topic) in by_stem:
                if following.startswith(stem) and _follow(tokens, at + 1, rest):
                    found.append((topic, at - 1, at + 1 + len(rest)))
        return found

    def _find_begun_by(self, token: str) -> _Begun | None:
        word = _plain(token)
        topics: list[int] = []
        by_word: dict[str, list[_Phrase]] = {}
        by_stem: list[tuple[str, _Phrase]] = []
        for rest, topic in self._phrases(word):
            if not rest:
                topics.append(topic)
            elif rest[0].is_stem:
                by_stem.append((rest[0].word, _Phrase(rest[1:], topic)))
            else:
                by_word.setdefault(rest[0].word, []).append(_Phrase(rest[1:], topic))
        return _Begun(tuple(topics), by_word, tuple(by_stem)) if topics or by_word or by_stem else None

    def _phrases(self, word: str) -> Iterator[_Phrase]:
        yield from self._words.get(word, ())
        for length in self._lengths:
            if length <= len(word):
                yield from self._stems.get(word[:length], ())


@lru_cache(maxsize=16)
def _index(added: tuple[tuple[str, tuple[str, ...]], ...]) -> _Index:
    return _Index(all_topics(dict(added)))


def _patterns(entry: str) -> list[_Pattern]:
    """Read a word or phrase of the list the way posts are read."""
    patterns = []
    for part in entry.split():
        tokens = [_plain(token) for token in read_words(part).tokens]
        patterns += [_Pattern(token, is_stem=False) for token in tokens[:-1]]
        patterns += [_Pattern(token, is_stem=part.endswith("*")) for token in tokens[-1:]]
    return patterns


def _plain(token: str) -> str:
    """Read `driver's` as `driver`, and `won't` as many type it: `wont`."""
    return token.removesuffix("'s").replace("'", "") if "'" in token else token


def _follow(tokens: Sequence[str], at: int, rest: tuple[_Pattern, ...]) -> bool:
    """Whether the words of `rest` stand in the tokens from `at` on."""
    following = tokens[at : at + len(rest)]
    return len(following) == len(rest) and all(
        pattern.fits(_plain(token)) for token, pattern in zip(following, rest, strict=True)
    )

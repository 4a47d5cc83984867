"""What is remembered of words: found once, and never more than fits."""

from __future__ import annotations

from mentionwatch.judge import memo
from mentionwatch.judge.memo import Memo


def test_a_word_is_found_once() -> None:
    """What a word was found to be is not looked for again."""
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    known = Memo(length)
    assert [known["late"], known["late"], known["refund"]] == [4, 4, 6]
    assert asked == ["late", "refund"]


def test_a_memo_never_outgrows_its_bound() -> None:
    """Texts full of words that nobody used before fill no memory."""
    known = Memo(len)
    for number in range(memo._MOST + 10):
        assert known[str(number)] == len(str(number))
        assert len(known) <= memo._MOST

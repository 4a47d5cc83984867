"""Where a reply offers to make good, or says that it has."""

from __future__ import annotations

import re

from mentionwatch.replies.amends import OFFERS
from mentionwatch.replies.plain import Reply, Span, at_words, word_set

# A sum, a credit, a treat.
_GIVEN = (
    word_set("credited back invite free"),
    None,
    at_words(
        r"\b(?:the|your) (?!artist|author|photo|writer|singer|composer|source|creator|image|picture|song|video|driver|"
        r"player|team)[\w\-']{2,15} (?:is|has been|was) (?:now |already |just |fully )?credited(?=[.,!]| (?:back|to "
        r"you|to your|in full|and)\b|$)"
        r"|\b(?:giv(?:es?|ing|en)|gave|gets?|getting) you (?:the |your |those |that )?[£$€]?\d[\d.,]{0,8} ?(?:€|euros?|"
        r"pounds|dollars|eur|usd|gbp)? ?back\b"
        r"|\b(?:may|can|could|let) (?:i|we|me|us) invite you (?:back |over |round |in )?(?:for|to) (?:an?|another|"
        r"some) (?:(?:proper|free|fresh|new|hot|nice|good|second|better) ){0,2}(?:one|drink|coffee|pizza|meal|beer|"
        r"dessert|round|lunch|dinner|breakfast|tea|cake|cocktail)\b"
        r"|\b(?:we|i)(?:'ll| will|'ve| have) [^.?!\n]{3,60}, free,? of course\b"
    ),
)
# Refused, put as a case, told of another's words, hoped for.
_REFUSED = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|could not|won't|will not|wouldn't|would not|do not|does not|did not|is not|"
    r"are not|not able|not possible|unable|never|no longer|don't|doesn't|didn't|isn't|aren't|decline|"
    r"refuse)\b[^.!?,;\n]{0,30}$"
    r"|\b(?:you|they)(?:'d| would| can| may)?(?: like| want)? $|\b(?:if|whether|once|when|unless|before|until) "
    r"(?:it |this |that )?$"
    r"|\b(?:you|they|he|she) (?:\w{1,8} )?(?:said|say|wrote|write|asked|ask|claim|claimed|mentioned|mention|believe|"
    r"think|"
    r"thought|told)\b[^.?!\n]{0,60}$"
    r"|\b(?:hope|hoping|wish|check|see|find out|know|decides?|depends?) (?:that |if |whether )?[^.?!,;\n]{0,25}$"
    r"|\bwhether\b[^.?!,;\n]{0,40}$|\b(?:if|had) (?:only )?(?:you|it|the)(?: had|'d)?\b[^.?!\n]{0,50} (?:had|bought|"
    r"booked|"
    r"been)\b[^.?!\n]{0,60}$|\bhad you\b[^.?!\n]{0,90}$"
)
_IN_CASE = re.compile(
    r"[^.?!\n]{0,60}?\b(?:(?:only )?if (?:approved|eligible|the|it|they|your|you (?:qualify|are eligible|had|have|were|"
    r"bought)|you'd|we (?:had|find))|had you|unless|provided|as long as|depending|only (?:if|when|after))\b"
)
_ASKED_OF = re.compile(r"\b(?:was|were|is|are|has|have|did|do|does|will)(?:n't)? (?:\w{1,12} ){0,3}$")
_QUESTION = re.compile(r"[^.?!\n]{0,60}\?")


def find_offer(reply: Reply) -> Span | None:
    """Find what a reply offers to make good: a refund, a replacement, something free; a refusal is none."""
    plain, words = reply.plain, reply.words
    for given, done, pattern in (*OFFERS, _GIVEN):
        if given.isdisjoint(words) or (done and done.isdisjoint(words)):
            continue
        for found in pattern.finditer(plain):
            if not _is_refused(plain, found.span()):
                return found.span()
    return None


def _is_refused(plain: str, span: Span) -> bool:
    start, end = span
    if _REFUSED.search(plain, max(start - 110, 0), start) or _IN_CASE.match(plain, end):
        return True
    return bool(_QUESTION.match(plain, end) and _ASKED_OF.search(plain, max(start - 40, 0), start))

"""Where a reply argues: it contradicts the customer, or blames them."""

from __future__ import annotations

import re

from mentionwatch.replies.blames import BLAMES
from mentionwatch.replies.contradictions import CONTRADICTIONS
from mentionwatch.replies.plain import Reply, Span

# Said in pity or in thanks ("sorry you were told that", "glad you chose to stay"), in case, or of a thing.
_NOT_ARGUED = re.compile(
    r"\b(?:if(?! you(?:'ll)? (?:look|check|read|see|go to))|(?:sorry|apolog\w{0,6}) (?:that|to|if|you|about|for|it|"
    r"this|the|when|your|as you|we|i|our)|regret|hear|"
    r"unless|in case|why|once|until|till|before|assuming|whether|where|hope|concern\w{0,3}|frustrat\w{0,4}|reason|"
    r"worry|though|because (?:we|i)|sad|shame|ensure|make sure|so that|who|anyone|should you|as if|wish|"
    r"disappoint\w{0,4}|upset|imagine|feel like|to see|in the event|to know|looks like|(?:can|i|we) see|understand|"
    r"thank\w{0,3}|glad|happy|great|love|pleased|delighted|appreciate|you (?:say|said|wrote|write|mention|mentioned|"
    r"report|reported|tell us|told (?:us|me)|felt|feel)|i was told|we were told)\b[^.?!\n]{0,100}$"
    r"|\b(?:sorry|items?|something|anything|things?|products?|charges?|subscription|what|which|that) $"
)
# After such a word the pity is over.
_TURN = re.compile(r"\b(?:but|however|nevertheless|nonetheless|that said)\b|;")
# Where the brand takes it on itself, no word of the reply blames the customer.
_OWNED = re.compile(
    r"\byou(?:'re| are| were)(?: \w{1,12})? right\b|(?<!not )(?<!n't )(?<!never )(?<!is that )(?<!is this )(?<!how is "
    r"it )\b(?:our|my) "
    r"(?:own )?(?:mistake|fault|error|bad|mix-?up|slip)\b|\bwrong of (?:us|me)\b|\bwe (?:got|had) (?:it|this|that) "
    r"wrong\b|\bwe (?:do )?believe "
    r"you\b|\b(?:we|i) should(?:n't)? have\b|\bshould(?:n't| not) (?:have )?happen"
)
_STOP = re.compile(r"[.!?\n]")


def find_argument(reply: Reply) -> Span | None:
    """Find where a reply contradicts or blames the customer; pity, a case that is put and a question are none."""
    plain = reply.plain
    for words, pattern in CONTRADICTIONS + BLAMES:
        if not words.isdisjoint(reply.words):
            for found in pattern.finditer(plain):
                before = _TURN.split(plain[max(found.start() - 120, 0) : found.start()])[-1]
                if not _NOT_ARGUED.search(before) and not _is_question(plain, found.end()):
                    return None if _OWNED.search(plain) else found.span()
    return None


def _is_question(plain: str, at: int) -> bool:
    stop = _STOP.search(plain, at)
    return stop is not None and stop[0] == "?"

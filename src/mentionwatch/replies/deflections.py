"""Where a reply only points to a link or a policy."""

from __future__ import annotations

import re

from mentionwatch.replies.plain import LINK, Reply, Span, trimmed, word_set

_POINTS = re.compile(
    r"\bhere\W{0,6}⟨|\blook (?:at|here)(?: (?:this|our|the)(?: \w{1,12}){0,2})?\W{0,4}⟨"
    r"|\b(?:(?:right|click|find out(?: how)?) here|links?|pages?|articles?|guides?|faqs?|steps|tips|polic(?:y|ies)|"
    r"website|site|help ?(?:cent(?:er|re)|page|section)|instructions|tutorial|document(?:ation)?|forums?|community|"
    r"blog|visit|see(?! if)|check(?! if)|read|view|learn|refer|review|find|click|head|go to|go onto|info|information|"
    r"details|terms|follow|feedback|suggestions?|feature request|idea|vote)\b"
)
_ALONE = re.compile(
    r"\b(?:find|see|read|view|check(?: out)?|visit|refer to|consult|review|look at|(?:explained|listed|outlined|"
    r"covered) (?:in|on)) (?:\w{1,12} ){0,4}?(?:our|the) (?:\w{1,12} ){0,3}?(?:faqs?|polic(?:y|ies)|terms(?: (?:and|"
    r"&) conditions| of (?:use|service))?|t&cs|website|help ?(?:cent(?:er|re)|pages?|section)|support (?:pages?|"
    r"site))\b"
    r"|\b(?:our|the) (?:\w{1,12} ){0,3}(?:faqs?|polic(?:y|ies)|terms|help ?(?:cent(?:er|re)|pages?)) (?:by|on|at|via|"
    r"through) (?:clicking|following|visiting|this|the|our)\b|\bclick(?:ing)? (?:on )?(?:this|the) link\b"
)
_POINTING = word_set("link faq faqs policy policies terms t website help support")
# A link and no word beside it but a greeting and a signature.
_BARE_LINK = re.compile(
    rf"\W{{0,4}}(?:(?:hi|hello|hey|dear)\b(?: \w{{1,20}}){{0,2}}[,.!:]?\s*)?(?P<link>{LINK})(?:\s*{LINK})*"
    r"\s*(?:[\^~*/\-–—]\s?[\w.]{1,30})?\s*"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…]) +|\n+|(?<=⟩)")
# Says nothing on the matter: a greeting, thanks, pity, an invitation to write again.
_COURTESY = re.compile(
    r"\b(?:thanks|thank you|thx|cheers|welcome|sorry|apolog\w{1,6}|regret|appreciate|hope|hopefully|let (?:us|me) "
    r"know|keep us (?:posted|updated)|happy to help|glad to (?:help|assist)|here (?:to help|for you|if you)|like to "
    r"(?:help|assist)|love to (?:help|assist)|want to help|help's here|help is here|can help|no (?:problem|worries)|"
    r"don't (?:worry|hesitate)|feel free|any (?:other |further |more )?(?:questions|queries|issues|concerns)|(?:we|i) "
    r"(?:understand|hear you|get (?:it|you|that|where))|understand (?:your|the|how|that|where)|frustrat\w{1,4}|"
    r"inconvenience|have a (?:great|good|nice|lovely)|take care|stay safe|best (?:wishes|regards)|regards|assist you|"
    r"pleasure|good (?:morning|afternoon|evening|day)|not (?:good|cool|ideal)|(?:doesn't|does not) sound|that's "
    r"(?:strange|odd|weird)|great (?:question|idea)|important to us|take (?:this|these|all|your|that) "
    r"[^.!?]{0,40}seriously|value your|feedback is|patience)\b"
)
_WORD = re.compile(r"[^\W_]{2,}")
# So many words beside the pointer explain something; so many in its own sentence do too.
_EXPLAINS = 8
_EXPLAINS_WITHIN = 25
# A longer courtesy says something else as well.
_COURTEOUS = 16


def find_deflection(reply: Reply) -> Span | None:
    """Find the words that point to a link or a policy, where a reply says nothing else of substance.

    Ask only of a reply that neither asks, offers, argues, promises nor hands over.
    """
    plain = reply.plain
    if "⟨" not in plain and _POINTING.isdisjoint(reply.words):
        return None
    bare = _BARE_LINK.fullmatch(plain)
    if bare is not None:
        return bare.span("link")
    sentences = [sentence for sentence in _SENTENCE_END.split(plain) if sentence]
    pointers = [sentence for sentence in sentences if (_POINTS if "⟨" in sentence else _ALONE).search(sentence)]
    if not pointers:
        return None
    explained = sum(_words_explaining(sentence, is_pointer=sentence in pointers) for sentence in sentences)
    at = plain.index(pointers[0])
    return None if explained >= _EXPLAINS else trimmed(plain, (at, at + len(pointers[0])))


def _words_explaining(sentence: str, *, is_pointer: bool) -> int:
    words = len(_WORD.findall(sentence))
    if is_pointer:
        return words if words > _EXPLAINS_WITHIN else 0
    return words if words > _COURTEOUS or _COURTESY.search(sentence) is None else 0

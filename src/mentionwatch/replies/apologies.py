"""Where a reply says that the brand is sorry."""

from __future__ import annotations

import re

from mentionwatch.replies.plain import Reply, Span, word_set

_APOLOGY = re.compile(
    r"\b(?:(?:we|i)(?:'re| are|'m| am)? )?(?:(?:so|very|really|truly|terribly|deeply|extremely|sincerely|incredibly|"
    r"genuinely|do) ){0,3}(?:sorry|sry|soz|apologi[sz]es?|apologi[sz]ing|regret(?! to (?:inform|advise|tell|say|"
    r"announce)))\b"
    r"|\b(?:(?:our|my|sincere|sincerest|deepest|humble|many|full|heartfelt) ){0,3}apolog(?:y|ies)\b"
    r"|\b(?:forgive (?:us|me)|(?:our|my) bad|mea culpa|pardon (?:us|me|the|our|my|any))\b"
    r"|\btut (?:uns|mir) (?:\w{1,12} ){0,2}leid\b|\bentschuldig(?:e|ung|en)\b|\bverzeihung\b"
    r"|\bwir bedauern\b"
    r"|\b(?:lo (?:sentimos|siento|lamentamos)|lamentamos|sentimos (?:mucho|las?|los?|el|que)|(?:pedimos|mil|nuestras) "
    r"(?:disculpas|perd[oó]n)|disculpa[ns]? (?:por|las?|los?|el))\b"
    r"|\b(?:d[eé]sol[eé]e?s?|navr[eé]e?s?|(?:nos|mes) (?:plus )?(?:sinc[eè]res )?excuses|nous regrettons|"
    r"excusez[ -](?:nous|moi))\b"
)
_SORRY = word_set(
    "sorry sry soz apologise apologize apologises apologizes apologising apologizing apology apologies regret "
    "forgive bad culpa pardon leid entschuldige entschuldigung entschuldigen verzeihung bedauern sentimos siento "
    "lamentamos disculpas disculpa disculpan perdón perdon désolé désolée désolés désolées desole desolee desoles "
    "desolees navré navrée navrés navrées navre navree excuses excusez regrettons"
)
# Nobody is sorry in "no need to be sorry", "your apology" or "you'll regret it".
_OTHERS_SORRY = re.compile(
    r"(?:\b(?:no|not|never|needn't|don't|you'll|than|they|he|she|customer|your|without|wants?|wanted|asked|"
    r"demand(?:ed)?|deserve|get|got)|n't) (?:(?:need|reason|have|feel|be|to|for|say|an|the|you|any|their|a) )*$"
)
_NEEDLESS = re.compile(r" (?:is |are )?(?:not )?(?:needed|necessary|required|accepted)\b")


def find_apology(reply: Reply) -> Span | None:
    """Find the words in which the brand says that it is sorry."""
    if _SORRY.isdisjoint(reply.words):
        return None
    plain = reply.plain
    for found in _APOLOGY.finditer(plain):
        before = plain[max(found.start() - 40, 0) : found.start()]
        if not _OTHERS_SORRY.search(before) and not _NEEDLESS.match(plain, found.end()):
            return found.span()
    return None

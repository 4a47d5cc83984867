"""Threats to leave: the words by which customers say that they go, or will unless something happens.

They do not decide what a post is, and prove nobody lost: they say whom to answer first. Every repeat is bounded, so
that hostile text stays cheap.
"""

from __future__ import annotations

import re

_LONGEST = 5000
_ASKING_REACH = 30
"""How far before the words a "how can I" may begin, which only asks."""
_AM = r"(?:i'm|im|i am|we're|we are)"
_THEY = r"(?:i'm|im|i am|i'll be|i will be|we're|we are|we'll be|we will be)(?: \w{1,12})?"
_AT_FIRST = r"(?:^|[.!?,;:] ?|\bor |\band |\bso )"
_WILL_NOT = r"(?:won't|wont|will not|shall not|shan't)"
_DOING = (
    r"(?:fly|buy|us|order|shop|book|eat|go|com|stay|deal|purchas|return|visit|do|spend|travel|rid|renew)"
    r"(?:e|ing|ling|ping)?"
)
_FIRM = (
    r"(?:provider|company|competitor|competition|bank|airline|carrier|supplier|operator|network|insurer|gym|shop|store|"
    r"brand|service|isp|hotel|restaurant)s?\b"
)
_ANOTHER_FIRM = rf"(?:an?|another|a different|the|your)(?: \w{{1,15}})? {_FIRM}"
_RIVAL = (
    r"(?!(?:an?|the|my|your|our|this|that|incognito|wifi|wi-fi|web|offline|online|safe|private|another|mobile|data|dark|"
    r"light|night|manual|english|german|airplane|monthly|yearly|annual|paper|bed|work|school|home|get|see|it)\b)"
    r"\w[\w.'-]{0,30}"
)
_MY_DEAL = (
    r"(?:my|our) (?:order and my |\w{1,15} )?"
    r"(?:subscription|account|membership|contract|plan|policy|broadband|insurance|card)s?\b"
)
_NO_ORDER = r"(?! (?:an?|the|this|that|my|our|one) (?:order|booking|flight|appointment|ticket|trip|ride|reservation))\b"
_WANT_TO = (
    r"(?:about|ready|going|gonna|want|wants|wanted|would like|tempted|have|need|planning|forced|time|will|i'll|we'll)"
    r"(?: to)?(?: just| now)?"
)
_NOT_AGAIN = (
    r"\bnever(?: ever)? again\b",
    rf"\bnever(?: ever)? {_DOING} (?:[\w'-]{{1,20}} ){{0,6}}again\b",
    r"\bnever(?: ever)? (?:set|setting) foot\b",
    r"\byou(?:'ll| will)? (?:won't|wont|not|never) see (?:me|us)\b|\byou have seen the last of (?:me|us)\b",
    rf"(?:\b(?:i|we)(?:'m| am|'re| are)? |{_AT_FIRST})(?:{_WILL_NOT}|will never|not|never)(?: ever)? be "
    r"(?:back|coming back|returning|renewing|buying|ordering|booking|flying|shopping|using (?:you|your))\b",
    rf"(?:\b(?:i|we) (?:\w{{1,12}} )?|{_AT_FIRST}){_WILL_NOT} (?:be )?{_DOING}(?: [\w'-]{{1,20}}){{0,5}} "
    r"(?:again|any ?more)\b",
    rf"\b(?:i|we) (?:\w{{1,12}} )?{_WILL_NOT} (?:be )?renew(?:ing)?\b",
    rf"(?:\b{_AM} |{_AT_FIRST})not (?:renewing|coming back|returning|ordering again)\b",
    r"\blast (?:time|order|visit|flight|purchase|booking) (?:(?:i|we)(?:'ll| will)?(?: ever)? "
    r"(?:order|buy|book|fly|eat|shop|come|use|go|visit|spend)|with you|from (?:you|me|us))\b",
    r"\brather (?:[\w']{1,15} ){1,5}than (?:[\w']{1,15} ){1,4}(?:with you|again)\b",
    r"\bno more [\w'-]{2,20} for (?:me|us)\b|\bboycotting\b|\bgood riddance\b|\bbye forever\b",
)
_TO_ANOTHER = (
    rf"\b(?:{_THEY}|time to|gonna|going to|will|i'll|we'll|have|i've|we've|thinking (?:of|about)|considering) "
    rf"switch(?:ing|ed)?(?: over)? to (?:{_RIVAL}|{_ANOTHER_FIRM})",
    rf"(?:{_AT_FIRST}|\bweek, |\bday, )switching to (?:{_RIVAL}|{_ANOTHER_FIRM})",
    rf"\b(?:switch|switching|change|changing) (?:my |our )?{_FIRM}",
    rf"\b{_THEY} leaving(?: you\b| this {_FIRM}| for {_RIVAL}| ?(?:[.!]|$))",
    rf"\b{_THEY} (?:gone|out) ?(?:[.!]|$)|\b{_AM} off to {_RIVAL}",
    rf"\b(?:{_THEY}|are) (?:done|through|finished) with (?:you|your|this {_FIRM})\b",
    r"\b(?:going|moving|off|back) to [\w'-]{2,20}(?: [\w'-]{2,20})? from now on\b",
    rf"\b(?:i'll go|i will go|{_THEY} (?:going|moving)|{_AT_FIRST}going) to {_RIVAL} instead\b",
    rf"\bmov(?:e|ing) to (?:a new {_FIRM}|{_ANOTHER_FIRM})|\bwith you (?:[\w']{{1,12}} ){{0,3}}moving to {_RIVAL}",
    rf"\blooking (?:for|at) (?:an?other|a new|a different|new|other|an alternative) ?(?:{_FIRM}|to you\b)",
    r"\b(?:thinking (?:of|about)|considering|consider) (?:leaving|switching|quitting|cancell?ing|a switch)\b",
    r"\b(?:take|taking|spend|spending|bring)(?: \w{1,15}){1,3} elsewhere\b",
    rf"\b(?:{_AM}|will|i'll|we'll) (?:now )?(?:shop|shopping|go|going|look|looking) elsewhere\b",
    r"\bmy next (?:\w{1,15} )?\w{1,15} (?:will|won't|is|is going to) (?:not )?(?:be )?(?:from )?"
    r"(?:somebody|someone|another|a different|one of yours|yours|a competitor)\b",
)
_ENDING_IT = (
    rf"\b{_WANT_TO} cancel{_NO_ORDER}",
    rf"\b(?:{_AM}|will be|be) cancell?ing{_NO_ORDER}",
    rf"{_AT_FIRST}cancell?ing (?:today|now|tomorrow|everything|with you|{_MY_DEAL})",
    rf"{_AT_FIRST}(?:please |i |we |i've |we've |just )?(?:cancell?(?:ed)?|close) {_MY_DEAL}",
    rf"(?:{_AT_FIRST}|\b{_THEY} |\bi |\bi've )clos(?:ing|ed) {_MY_DEAL}",
    rf"(?:{_AT_FIRST}|\b{_THEY} |\bi |\bi've |\bhave )(?:delet|uninstall)(?:ing|ed) (?:the|your|this|my) "
    r"(?:\w{1,15} )?(?:app|account)\b(?!.{0,60}\bre-?install)",
    r"\b(?:lost|lose|losing) (?:me|us|a|an|another|this|our|my)(?: [\w-]{1,15}){0,3} "
    r"(?:customer|client|subscriber|custom|business)\b",
    r"\b(?:lost|losing) (?:my|our) (?:business|custom)\b|\blosing (?:\w{1,12} )?customers\b",
)
_LEAVING = re.compile("|".join((*_NOT_AGAIN, *_TO_ANOTHER, *_ENDING_IT)))
_GATE = re.compile(
    r"\b(?:never|won't|wont|not|shan't|no more|switch|leav|gone|out|done|through|finished|off|going|mov|looking|"
    r"consider|cancel|clos|delet|uninstall|los[te]|losing|elsewhere|last|next|rather|boycott|riddance|forever|chang|back|thinking)"
)
_STAYING = re.compile(
    r"\bswitching to (?:dark|light|night|manual|english|german|airplane|monthly|yearly|annual|paper)\b"
    r"|\bleaving (?:my|the|our) (?:house|home|flat|office|hotel|door)\b"
    r"|\bleaving (?:\w{1,12} )?for (?:the|my|work|school|home)\b"
    r"|\bdone with (?:the )?(?:setup|set-up|installation|installing|form|registration|onboarding)\b"
    r"|\b(?:someone|somebody|you|they|he|she|it|rep|agent|system|bank)(?: have| has|'ve| just)? "
    r"(?:closed|cancelled|canceled|deleted) my\b"
    r"|\bto (?:come|switch|move) (?:over )?to you\b|\bto join you\b"
)
_ASKING_HOW = re.compile(r"\b(?:how|where|when|can|could|may) (?:do|can|could|would|does|i|we|to)(?: \w{1,8})?$")


def leaving_words(text: str) -> str | None:
    """Give the words by which an English post threatens to leave; None where there are none."""
    plain = _plain(text)
    if not _GATE.search(plain) or _STAYING.search(plain):
        return None
    for found in _LEAVING.finditer(plain):
        if not _ASKING_HOW.search(plain[max(0, found.start() - _ASKING_REACH) : found.start()].rstrip()):
            return found[0].strip(" .!?,;:")
    return None


def stays(text: str) -> bool:
    """Whether words that sound like a goodbye are about something else: a switched setting, a house that is left."""
    return _STAYING.search(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(text[:_LONGEST].casefold().replace("’", "'").split())

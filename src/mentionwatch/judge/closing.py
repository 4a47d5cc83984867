"""What ends a matter: thanks, news that it is settled, an answer to a hand-off; and goodbyes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mentionwatch.judge.signals import Signal, find_signals
from mentionwatch.judge.words import Words
from mentionwatch.model import Closing

_THANKS = re.compile(
    r"\b(?:thanks|thank you|thank u|thankyou|thanku|thx|thnx|thanx|thks|tks|tysm|tyvm|ty|cheers|much appreciated|"
    r"appreciate (?:it|that|you|your|the|this)|really appreciate|appreciated|grateful)\b"
)
_THINGS = (
    r"(?:refund|replacement|parcel|package|order|item|items|bag|bags|luggage|suitcase|money|delivery|email|code|card|"
    r"voucher|credit|confirmation|payment|ticket|book|shoes|phone|food|it|they|everything)"
)
_SETTLED = re.compile(
    r"\b(?:(?:that|it|this|which|reset|restart|reinstall|update|reinstalling|restarting|resetting|link) (?:has |"
    r"seems to have |have )?(?:just |totally |finally |actually )?worked|"
    r"worked (?:perfectly|a treat|like a charm|great|fine|now|out|thanks|thank you|cheers)|"
    r"(?:works|working|work) (?:now|again|fine|perfectly|great|well|like a charm|properly|as it should)|"
    r"(?:all|now|finally|got it|get it|gotten it|is|was|been|it's|its|that's|everything's|everything is|you|we|i|"
    r"they|he|she|problem|issue|issues) "
    r"(?:all |now |just |been |got |have |has |is |it )?(?:sorted|fixed|resolved|solved|rectified)|"
    r"(?:all|everything(?: is|'s)?|we're|we are|i'm|i am) (?:good|set|ok|okay|working|fine|well|done|"
    r"better)(?: now)?(?= *(?:$|[!.,;)]|now|thanks|thank|cheers))|"
    r"sorted(?: out)?(?= *(?:$|[!.,]|now|thanks|thank|cheers|it))|did the trick|does the trick|problem solved|"
    r"issue solved|"
    r"(?:got|managed to get) it (?:working|sorted|fixed|to work)|back to normal|up and running|running again|"
    r"working again|"
    r"(?:is|are|am|i'm|it's|we're) back (?:on|up|online|in)|no longer an? (?:issue|problem)|"
    + _THINGS
    + r" (?:has |have |is |was |are )?(?:just |now |finally |safely |already )?(?:arrived|came|come through|gone through|went through|received|here|turned up|shown up|showed up|delivered|in my account|back)|"
    r"(?:got|received|have) (?:my|the|our|a) (?:\w+ )?(?:refund|replacement|money back|parcel|package|order|bag|"
    r"bags|luggage|credit|code)|"
    r"been refunded|refunded me|found it|fixed it|solved it|sorted it|resolved it|fixed my|solved my|sorted my|"
    r"resolved my|"
    r"(?:for|on) (?:fixing|sorting|resolving|solving|getting (?:this|that|it|my \w+) (?:sorted|fixed|resolved|"
    r"done|back|working)|the (?:refund|replacement|quick fix)|refunding|replacing|finding))\b"
)
_SENT = re.compile(
    r"\b(?:(?:i've |i have |have |just |i just |we've |i )?(?:dm'd|dmed|dm'ed|dmd|pm'd|pmed|messaged|emailed|"
    r"e-mailed|inboxed|"
    r"dm you|dming|messaging|emailing)(?: you| u| ya| it| them| now| back| my)?|"
    r"(?:sent|send|sending|dropped|drop|replied|replying|responded|responding|shot|filled|filling|"
    r"submitted)(?: you| u| ya)?(?: guys)?(?: in| to| with| via| by| the| a| an| my| your| another| it)*"
    r"(?: private| direct| quick| details)? ?(?:dm|dms|pm|message|messages|email|mail|form|details|info|inbox|"
    r"survey|info over|msg)|"
    r"(?:dm|pm|message|email|form|details|info) (?:has been |is |just |have been )?(?:sent|done|submitted|"
    r"on its way)|just sent|sent it|sent over|"
    r"will do|i'll (?:do|try|dm|message|send|email|call|wait|check|keep|let|give|ring|contact|be|have|get|see|"
    r"look|report|follow)|"
    r"i will (?:do|try|dm|message|send|email|call|wait|check|keep|let|give|contact)|"
    r"(?:gonna|going to) (?:try|dm|message|send|email|call|do)|will (?:try|dm|message|send|email|call|wait|check|"
    r"let you know|keep you)|"
    r"look(?:ing)? forward to (?:hearing|your|it|that)|on it|done|noted|will be in touch|keep me (?:posted|"
    r"updated|informed)|let me try)\b"
)
_UNREAL = re.compile(
    r"(?:\bnot|n't|\bnever|\buntil|\btil|\bif|\bwhen|\bunless|\bonce|\bstill|\bwhy|\bhope|\bhoping|\bwish|\bwant|"
    r"\bneed|\bneeds|\bplease|\bbefore|\bshould|"
    r"\bwould|\bcould|\bto be|\bget|\bcan|\bsays|\bsaid|\bsupposed|\bwhere|\bwhile|\bafter|\bcannot|\bwaiting|"
    r"\bno)\b[^.!?]{0,24}$"
)
_TAKEN_BACK = re.compile(r"\b(?:but|however|although|though|except|only for|for (?:a|one|an) \w+|until|then)\b")
_ADVANCE = re.compile(
    r"\bin advance\b|\badvance thanks\b|\bno thanks\b|\bno thank you\b|\bthanks to (?:you|your|this|the|them)\b"
)

_BITTER = frozenset({"contempt", "dismay", "sarcasm", "goodbye", "unanswered", "denied praise", "bad sign", "hashtag"})
_UNSETTLED = _BITTER | {"waiting", "failure", "trouble", "late", "money", "quality", "failing", "why", "warning"}
_ASKS = frozenset({"question mark", "why"})
_WANTS = _ASKS | {"asking", "demand"}
_LONGEST_THANKS = 32


def closing_of(words: Words, signals: Sequence[Signal]) -> Closing:
    """Say whether a customer's words end the matter: the strongest of satisfied, acknowledged, thanks."""
    text = words.text.casefold()
    keys = {signal.key for signal in signals}
    if _is_settled(text, keys):
        return Closing.SATISFIED
    if keys & _UNSETTLED or keys & _ASKS or _ADVANCE.search(text):
        return Closing.NONE
    if _SENT.search(text) and len(words.tokens) <= _LONGEST_THANKS:
        return Closing.ACKNOWLEDGED
    if _is_thanks(text, len(words.tokens), keys):
        return Closing.THANKS
    return Closing.NONE


def _is_settled(text: str, keys: set[str]) -> bool:
    """Whether the words say it is settled, and nothing before or after takes that back."""
    settled = _SETTLED.search(text)
    if settled is None or keys & (_BITTER | _ASKS):
        return False
    before, after = text[: settled.start()], text[settled.end() :]
    if _UNREAL.search(before[-40:]) or _TAKEN_BACK.search(after):
        return False
    return not {signal.key for signal in find_signals(Words.of(after))} & _UNSETTLED


def _is_thanks(text: str, length: int, keys: set[str]) -> bool:
    """Whether the post is thanks and little else: thanks come first, or the post is short or warm."""
    thanked = _THANKS.search(text)
    if thanked is None or keys & _WANTS or length > _LONGEST_THANKS:
        return False
    return len(text[: thanked.start()].split()) <= 5 or "delight" in keys

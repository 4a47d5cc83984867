"""What ends a matter: thanks, news that it is settled, an answer to a hand-off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mentionwatch.judge.cues import Signal
from mentionwatch.judge.lexicon import words_of
from mentionwatch.judge.signals import find_signals
from mentionwatch.judge.words import Words
from mentionwatch.model import Closing

_THANKS = re.compile(
    r"\b(?:thanks|thank you|thank u|thankyou|thanku|thx|thnx|thanx|thks|tks|tysm|tyvm|ty|cheers|much appreciated|"
    r"appreciate (?:it|that|you|your|the|this)|really appreciate|appreciated|grateful)\b"
)
_THINGS = (
    r"(?:refund|replacement|parcel|package|order|item|items|bag|bags|luggage|suitcase|money|delivery|code|card|"
    r"voucher|credit|confirmation|payment|ticket|book|shoes|phone|food|it|they|everything)"
)
_SETTLED = re.compile(
    r"\b(?:(?:that|it|this|which|reset|restart|reinstall|update|reinstalling|restarting|resetting|link) (?:has |"
    r"seems to have |have )?(?:just |totally |finally |actually )?worked|"
    r"worked (?:perfectly|a treat|like a charm|great|fine|now|out|thanks|thank you|cheers)|"
    r"(?<!\bat )(?:works|working|work) (?:now|again|fine|perfectly|great|well|like a charm|properly|as it should)|"
    r"(?:all|now|finally|got it|is|was|been|it's|its|that's|everything's|everything is|you|we|i|"
    r"they|he|she|problem|issue|issues) "
    r"(?:all |now |just |been |got |have |has |is |it )?(?:sorted|fixed|resolved|solved|rectified)|"
    r"(?:all|everything(?: is|'s)?|we're|we are|i'm|i am) (?:good|set|ok|okay|working|fine|well|better|"
    r"(?<!i'm )(?<!i am )done)(?: now)?(?= *(?:$|[!.,;)]|now|thanks|thank|cheers))|"
    r"sorted(?: out)?(?= *(?:$|[!.,]|now|thanks|thank|cheers|it))|did the trick|does the trick|problem solved|"
    r"issue solved|"
    r"(?:got|managed to get) it (?:working|sorted|fixed|to work)|back to normal|up and running|running again|"
    r"working again|works for me|all (?:is |was )?(?:forgiven|well)|happy with how|"
    r"how you (?:fix|solve|handle) (?:it|an?|things)|"
    r"(?:is|are|am|i'm|it's|we're) back (?:on|up|online|in)|no longer an? (?:issue|problem)|"
    + _THINGS
    + r" (?:has |have |is |was |are )?(?:just |now |finally |safely |already )?(?:arrived|come through|"
    r"gone through|went through|received|turned up|shown up|showed up|delivered)|"
    + _THINGS
    + r" (?:(?:has|have|is|was|are|just|now|finally|safely|already) ){1,2}(?:here|in my account|back|through)|"
    r"(?:got|received) (?:my|the|our|a) (?:full |new )?(?:refund|replacement|money back|parcel|package|order|bag|"
    r"bags|luggage|credit|code)|"
    r"been refunded|refunded me|found it(?= *(?:$|[!.,]|now|thank))|fixed it|fixed itself|(?:solved|fixed|"
    r"resolved|sorted) (?:the|this|my|that) (?:\w{1,15} )?(?:issue|problem)|(?:seems to have|has|have) worked|"
    r"solved it|sorted it|resolved it|fixed my|solved my|sorted my|"
    r"resolved my|"
    r"(?:for|(?:job|work|good) on) (?:fixing|sorting|resolving|solving|getting (?:this|that|it|my \w+) (?:sorted|fixed|"
    r"resolved|done|back|working)|the (?:refund|replacement|quick fix)|refunding|replacing|finding))\b"
)
_SETTLED_WORDS = words_of(
    "worked works working work sorted fixed resolved solved rectified good set ok okay fine well done better trick "
    "back running forgiven happy how longer arrived through received here up delivered account got refunded found "
    "fixing sorting resolving solving getting the refunding replacing finding"
)
"""Without one of these words nothing says that it is settled."""
_SETTLED_FIRST = re.compile(r"^\W{0,5}(?:all |now |issue |problem )?(?:solved|fixed|sorted|resolved)\b")
_SENT = re.compile(
    r"\b(?:(?:i've |i have |have |just |i just |we've |i |and )(?:dm'd|dmed|dm'ed|dmd|pm'd|pmed|messaged|emailed|"
    r"e-mailed|inboxed)|"
    r"(?:dm'd|dmed|pm'd|messaged|emailed|dming|messaging|emailing) (?:you|u|ya|it|now)|"
    r"(?:sent|sending|dropped|shot|submitted|filled (?:in|out))(?: you| u| ya)?(?: guys| all)?(?: in| to| with|"
    r" via| by| the| a| an| my| your| another| it)*"
    r"(?: private| direct| quick)? ?(?:dm|dms|pm|message|messages|email|mail|form|details|inbox|survey|msg|them)|"
    r"(?:dm|pm|message|email|form|details|info) (?:has been |is |just |have been )?(?:sent|submitted|on its way)|"
    r"just sent|sent it|"
    r"will do|(?:i'll|i will|ill|gonna|will) (?:do that|do so|do it|try|dm|message|send|email|call|wait|check|"
    r"keep you|let you know|give (?:it|that|them)|"
    r"ring|contact|look|report back|follow|have a look|take a look|see)|let me try|"
    r"look(?:ing)? forward to (?:hearing|your|it|that)|sounds good|keep me (?:posted|updated|informed))\b"
    r"|^(?:(?:done|noted|got it|understood|fair enough)\b(?=[\s.,!]*(?:$|thanks|thank|thx|cheers|check|and|it))|"
    r"(?:ok|okay|k|sure|i see|right|alright)\b(?=[\s.,!]*(?:$|will|done|dm|sent|i'll|got)))"
)
_UNREAL = re.compile(
    r"(?:\bnot|n't|\bnever|\buntil|\btil|\bif|\bwhen|\bunless|\bonce|\bstill|\bwhy|\bhope|\bhoping|\bwish|\bwant|"
    r"\bneed|\bneeds|\bplease|\bbefore|\bshould|"
    r"\bwould|\bcould|\bget|\bcan|\bsays|\bsaid|\bsupposed|\bwhere|\bwhile|\bafter|\bcannot|\bwaiting|"
    r"\bno|\bnothing|\bnone|\bnobody|\bneither|\bolder|\bprefer)\b[^.!?]{0,24}$"
)
_ELSEWHERE = re.compile(r"^ (?:(?:on|with|in|w/?|from|for|through) (?!now\b)|when|without|w/o)")
"""What works fine on one thing does not on another."""
_TAKEN_BACK = re.compile(
    r"\b(?:but|however|although|though|except|only|before|for (?:an?|one|two|\d+) \w+|until|then|still|same|"
    r"not the|that's not)\b"
)
_STILL = re.compile(r"\b(?:still|same (?:thing|issue|problem))\b")
_ADVANCE = re.compile(
    r"\bin advance\b|\badvance thanks\b|\bno thanks\b|\bno thank you\b|\bthanks to (?:you|your|this|the|them|my|"
    r"our|an?)\b|\bappreciated? (?:it )?if\b"
)

_DETAILS = re.compile(
    r"^\W*https?://|\S@\S+\.\w|\d\.\d|\d{4,}|\b(?:iphone|ipad|ipod|android|samsung|galaxy|huawei|pixel|nokia|"
    r"motorola|macbook|imac|macos|ios|windows|chromebook|firmware|device|version|attached|screenshots?|user ?name)\b"
)
"""What a customer hands over who was asked for it."""
_HANDED_OVER = re.compile(
    r"^\W*(?:\w+\W+){0,2}(?:sent|replied|responded|emailed|e-mailed|dm'?e?d|pm'?e?d|messaged|submitted|forwarded|done|"
    r"posted|did)\b|\b(?:had|have|already|just) (?:also |already )?(?:sent|replied|emailed|messaged|posted)\b|"
    r"\b(?:dm|pm|message|form) (?:opened|sent|done)\b"
)
_GOES_ON = re.compile(
    r"\b(?:i'?ll|i will(?! (?:always|never))|i shall|we'?ll|we will|(?:he|she|they)'?ll|i'm going to|gonna|sending|"
    r"let you know|responding|talk to you|wait(?:ing)?|have to|patient|dms?|pm|(?:direct|private) messages?|below|"
    r"for example|here(?:'s| is| are| you go)|hopefully|hoping|wish|hope (?!you (?:have|all|guys|are|get))|asap|"
    r"if only|until|would (?:be|make|love|like)|i ?'?d (?:love|like)|unfortunately|sadly|sad|shame|bummer|too? bad|"
    r"somewhere else|instead|however|but|just that|no amount|nothing|i mean|aware|problems?|issues?|bugs?|broken|"
    r"errors?|unclear|odd|annoying|should|maybe|please|needs? to|can'?t wait|fingers crossed|wonder(?:ed|ing)?|"
    r"already (?:have|sent|did)|at the moment|again today|feedback|suggest\w*|tweak|profile is|"
    r"(?:did|do|does|is|are|was|wo)n'?t)\b|:\(|:-\(|:'\(|:/(?!/)"
)
"""What says that the customer has something to do, to wait for, or to regret."""
_WORKS = re.compile(
    r"\b(?:(?:it|that|this|everything|which)(?: all| now| finally)? (?:works|worked)|"
    r"re(?:setting|starting|installing|booting)\b[^.!?]{0,20} worked|figured (?:it )?out|better now)\b"
)

_THANKS_BUT = re.compile(
    r"^\W*(?:@\w+\W+)*(?:ok(?:ay)? |many |hi |yes |well,? )?(?:thanks|thank you|thx|cheers|appreciate it)\b"
    r"[^.!?]{0,40}?\b(?:but|however)\b(?P<rest>.*)",
    re.DOTALL,
)
_FAILS = re.compile(
    r"(?<!\bi )(?<!\bwe )(?<!\byou )\b(?:(?:is|are|was|were|does|did|has|have)(?:n't| not| still)|"
    r"still (?!love|like))\b"
)
"""What says that the matter goes on; "I haven't tried yet" says it of the customer alone."""

_WARM = re.compile(
    r"\b(?:great|love|best|awesome|amazing|brilliant|perfect|excellent|wonderful|fantastic|lovely|delicious|helpful|"
    r"good (?:job|work)|rocks?|impressed|respect|sweet|happy|pleased|delighted)\b"
)

_BITTER = frozenset({"contempt", "dismay", "sarcasm", "goodbye", "unanswered", "denied praise", "bad sign", "hashtag"})
_NOT_SETTLED = _BITTER | {"question mark", "why"}
_UNSETTLED = _BITTER | {"waiting", "failure", "trouble", "late", "quality", "failing", "wronged", "why", "warning"}
_OPEN = _UNSETTLED | {"question mark", "contrary", "time"}
_WANTS = frozenset({"asking", "demand", "wishing", "few stars"})
_MOST_COMPLAINT = 2.5
"""What the news that it is settled may still say of the trouble there was."""
_LONGEST = 32
_LONGEST_THANKS = 20
_NEAR_START = 6


def closing_of(words: Words, signals: Sequence[Signal], *, complaint: float) -> Closing:
    """Say whether a customer's words end the matter: the first of satisfied, acknowledged, thanks that holds.

    `complaint` is the post's score as a complaint: words that complain on the whole close nothing.
    """
    if complaint > _MOST_COMPLAINT:
        return Closing.NONE
    keys = {signal.key for signal in signals}
    if not keys.isdisjoint(_NOT_SETTLED):
        return Closing.NONE
    text = words.text.casefold()
    if not _SETTLED_WORDS.isdisjoint(words.tokens) and _is_settled(text):
        return Closing.SATISFIED
    if complaint > 0 or not keys.isdisjoint(_OPEN) or len(words.tokens) > _LONGEST or _ADVANCE.search(text):
        return Closing.NONE
    sent = _SENT.search(text)
    if sent is not None and "denial" not in keys and _is_early(text, sent):
        return Closing.ACKNOWLEDGED
    thanked = _THANKS.search(text)
    is_short = len(words.tokens) <= _LONGEST_THANKS
    if thanked is not None and not keys & _WANTS and ("delight" in keys or (is_short and _opens(text, thanked))):
        return Closing.THANKS
    return Closing.NONE


def closing_of_praise(words: Words, signals: Sequence[Signal], closing: Closing) -> Closing:
    """Say what praise or thanks close, which after a complaint and a reply would mean that all is well.

    They close nothing where the customer hands over what was asked for, asks, or still has to wait or to do something;
    nor where no word thanks or praises ("sure thing!").
    """
    if closing in (Closing.SATISFIED, Closing.ACKNOWLEDGED):
        return closing
    text = words.text.casefold()
    if _find_settled(text) or _WORKS.search(text):
        return closing
    is_unsettled = "?" in text or any(one.search(text) for one in (_DETAILS, _HANDED_OVER, _GOES_ON))
    is_cold = not (_THANKS.search(text) or _WARM.search(text) or "delight" in {signal.key for signal in signals})
    return Closing.ACKNOWLEDGED if is_unsettled or is_cold else closing


def takes_back_thanks(words: Words) -> bool:
    """Say whether a post thanks only to say that the matter goes on ("thanks, but the refund isn't there")."""
    found = _THANKS_BUT.search(words.text.casefold())
    return found is not None and _FAILS.search(found["rest"]) is not None


def _is_settled(text: str) -> bool:
    """Whether the words say it is settled, and nothing before or after takes that back."""
    settled = _find_settled(text)
    if settled is None or _TAKEN_BACK.search(text[settled.end() :]):
        return False
    return not {signal.key for signal in find_signals(Words.of(text[settled.end() :]))} & _UNSETTLED


def _find_settled(text: str) -> re.Match[str] | None:
    """Find the words that say it is settled, unless those before them, or where it is so, say otherwise."""
    settled = _SETTLED_FIRST.search(text) or _SETTLED.search(text)
    if settled is None:
        return None
    before, after = text[: settled.start()], text[settled.end() :]
    is_elsewhere = settled[0].startswith("work") and "now" not in settled[0] + after and _ELSEWHERE.search(after)
    return None if is_elsewhere or _UNREAL.search(before[-40:]) or _STILL.search(before) else settled


def _opens(text: str, thanked: re.Match[str]) -> bool:
    """Whether thanks open the post; after figures they only end what was asked for ("iOS 17.2, thanks")."""
    return _is_early(text, thanked) and not any(letter.isdigit() for letter in text[: thanked.start()])


def _is_early(text: str, found: re.Match[str]) -> bool:
    """Whether the words stand at the start, as an answer does, rather than at the end of a longer matter."""
    return len(text[: found.start()].split()) <= _NEAR_START

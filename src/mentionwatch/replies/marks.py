"""What a reply does: hands the customer over to another channel, or promises to come back."""

from __future__ import annotations

import html
import re

from mentionwatch.model import Channel, Marks
from mentionwatch.text import JUDGED_CHARS

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_DM = (
    r"(?:dms?|d\.m\.?|pms?|direct[ -]?messages?|private[ -]?messages?|priv(?:ate)? msg|inbox(?:es)?|private chat|"
    r"messenger)"
)
_LINK = re.compile(r"(?:https?://|www\.)\S{1,2000}")
_LINKED = "⟨link⟩"
_ASKED = (
    r"(?:send|sending|drop|dropping|shoot|pop|forward|provide|share|sharing|give|write|submit|slide|pass|confirm|"
    r"get|include|post|need|leave|tell|reach|contact|message|chat|let|sent|continue|connect|discuss|follow|start|"
    r"initiate|open|click|take|move|join|meet|head|come|hit|respond|reply|verify|help you|assist you|"
    r"work with you|speak|talk)"
)
_HANDOFFS = (
    (
        Channel.DM,
        re.compile(
            rf"\b(?:dm|pm|direct message|private message|privately message|message|msg|inbox) (?:us|me|it|them|"
            rf"@\w{{1,30}})\b"
            r"|\bdm (?:your(?! way)|the|a|an|any|with|over|details|full|more|through|via|at|so|and|for|to|here|using)\b"
            r"|\b(?:please|pls|plz|kindly|and|can you|could you|would you|you can|can u) (?:dm|pm)\b"
            rf"|\b{_ASKED}\b[^.?!\n]{{0,80}}?\b(?:via|by|through|over|in|to|into|a|an|our|the|your|or|and|with|us|"
            rf"using|my|me|for|per|on|quick|some|these|new|another) {_DM}\b"
            rf"|\bvia (?:a |our )?{_DM}\b"
            r"|\bprivate (?:secured? )?link\b"
        ),
    ),
    (
        Channel.EMAIL,
        re.compile(
            r"\b(?:please|pls|kindly|can you|could you|you can|or|and|to) e-?mail (?:us|me|our|the|your|at|to|"
            r"[\w.+\-]{1,64}@)"
            r"|\be-?mail (?:us|me|our)\b"
            r"|\b(?:send|drop|shoot|pop|write)(?: (?:us|me|over|it|them|this|through))? (?:an |a |in an |to our |"
            r"through )"
            r"(?:quick )?e-?mail\b(?! address)"
            rf"|\b(?:{_ASKED}|touch|at|via|to|on) (?:[^\s]{{1,20}} ){{0,6}}?[\w.+\-]{{1,64}}@[\w\-]{{1,63}}\.\w"
            r"|\b(?:via|by|through|over) e-?mail\b"
        ),
    ),
    (
        Channel.PHONE,
        re.compile(
            r"\b(?:call|phone|ring|telephone|dial) (?:us|me|our|them|in|into|the (?:store|shop|team|number|"
            r"hotline|helpline|branch|customer)|customer|reservations|support|\+?[\d(])"
            r"|\b(?:give|giving) (?:us|me|our \w{1,12}|them|customer \w{1,12}) a (?:quick )?(?:call|ring|bell|"
            r"buzz|shout)\b"
            r"|\b(?:contact|reach|speak|talk|get in touch|touch)\b[^.?!\n]{0,60}\b(?:by phone|by telephone|"
            r"over the phone|on|at|via|:) ?\(?\+?\d[\d ()\-]{5,18}\d"
            r"|\bby (?:phone|telephone)\b|\bover the phone\b"
        ),
    ),
    (
        Channel.FORM,
        re.compile(
            r"\b(?:fill(?:ing)?|complete|completing|submit|use|using|via|through)(?: (?:in|out|up))? (?:this|the|"
            r"our|a|an|that|your)(?: \w{1,15}){0,3} (?:form|ticket|webform)\b"
            r"|\bcontact form\b|\bweb ?form\b"
            rf"|\b(?:drop|send|leave|shoot) (?:us|me|our \w{{1,15}}) (?:a|your|some|the|more|"
            rf"an)[^.?!\n]{{0,60}}?{_LINKED}"
            rf"|\b(?:contact|reach|get in touch|get in contact|touch base|write|report|chat|connect|reach out|"
            rf"talk|speak)\b[^.?!\n]{{0,80}}?(?:here|link|at|via|through|form|page|using|by|on|below|chat|⟩|"
            rf"website|to us|us)\b[^.?!\n]{{0,40}}?[.:!]? ?{_LINKED}"
        ),
    ),
)
_DONE = re.compile(
    rf"\b(?:we|i|we've|i've|we have|i have|have|just|we just|i just|already|team has|"
    rf"has) (?:\w{{1,10}} ){{0,2}}?(?:sent|replied|responded|answered|got|received|seen|read|messaged|dm'd|dmed|"
    rf"emailed|e-mailed|followed up|reached out|written|contacted|called|shared|"
    rf"resent)\b(?:[^.?!\n]{{0,60}}?\b(?:{_DM}|e-?mail|call|message|form|phone)\b)?"
    rf"|\b(?:thanks|thank you|thx|cheers) for (?:\w{{1,10}} ){{0,2}}?(?:dm|dms|dming|pm|messaging|message|"
    rf"messages|e-?mail|e-?mailing|sending|calling|contacting|reaching|filling|writing|the (?:dm|pm|message|"
    rf"e-?mail|call)|your (?:dm|pm|message|e-?mail|call))[^.?!\n]{{0,60}}"
    rf"|\b(?:we|i|we'll|i'll|we will|i will|we can|i can|team will) (?:\w{{1,10}} ){{0,2}}?(?:send|reply|respond|"
    rf"dm|pm|message|e-?mail|call|ring|phone|contact|drop|answer|reach out|get back) (?:to )?(?:you|your|"
    rf"u)\b[^.?!\n,]{{0,40}}"
    rf"|\b(?:your|the) {_DM} (?:was|has|have|is|are)\b|\bcheck(?:ed)? (?:your|the|our) (?:{_DM}|messages|"
    rf"e-?mail)[^.?!\n]{{0,10}}|\b(?:replied|responded|response|reply|answer|"
    rf"answered) (?:\w{{1,10}} ){{0,3}}(?:to|in|via|by|on|through|with) (?:your |a |the |our )?(?:{_DM}|e-?mail)"
)
_PROMISE = re.compile(
    r"\b(?:we'll|i'll|we will|i will|we shall|will|they'll|they will|team will|someone will|somebody will|"
    r"colleague will|he'll|she'll|gonna|going to) "
    r"(?:\w{1,12} ){0,4}?(?:get back|getting back|follow up|following up|be in touch|be in contact|be contacting|"
    r"be reaching out|update you|be updating|let you know|"
    r"keep you (?:posted|updated|informed|in the loop)|contact you|reach out|call you|ring you|e-?mail you|"
    r"message you|dm you|come back to you|"
    r"respond to you|reply to you|reply shortly|respond shortly|reply soon|revert|share an update|send an update|"
    r"post an update|provide an update|be back|send you|have an (?:update|answer)|get in touch|touch base|"
    r"write back|write to you)\b"
    r"|\b(?:stay tuned|watch this space|bear with (?:us|me) while|hold tight while|more (?:info|news|"
    r"details) (?:to follow|soon)|update (?:to follow|soon|you (?:soon|shortly|as soon))|keep you (?:posted|"
    r"updated|informed)|"
    r"get back to you (?:soon|shortly|asap|as soon|within|in|by|on|with|once|when)|be in touch (?:soon|shortly|"
    r"as soon)|(?:looking|checking) into (?:it|this|that) and (?:will|we'll|i'll))\b"
)
_HANGS = re.compile(
    r"\b(?:if|once|when|whenever|so (?:that )?(?:we|i)|after) (?:you|u|we (?:get|have|receive)|i (?:get|have|"
    r"receive)|your|they|it)\b[^.?!\n]{0,120}$|\bso (?:that )?$"
)
_SENTENCE_END = re.compile(r"[.?!](?=\s|$)|\n")


def marks(text: str) -> Marks:
    """Read what a brand's reply does. A mere mention ("we have answered your DM") is no hand-off.

    A promise that hangs on what the customer does first ("DM us and we'll get back to you") is none: nothing
    more will be seen of it in public.
    """
    plain = _plain(text)
    handoff, said_handoff, asked_at = _handoff(plain)
    promise = _promise(plain, asked_at)
    reasons = []
    if handoff is not None:
        reasons.append(f'"{said_handoff}" sends the customer to {_NAMES[handoff]}')
    if promise is not None:
        reasons.append(f'"{promise}" promises to come back')
    return Marks(handoff=handoff, promises=promise is not None, reasons=tuple(reasons))


_NAMES = {
    Channel.DM: "private messages",
    Channel.EMAIL: "e-mail",
    Channel.PHONE: "the phone",
    Channel.FORM: "a form",
}


def _plain(text: str) -> str:
    text = text[:JUDGED_CHARS]
    if "&" in text:
        text = html.unescape(text)
    folded = text.casefold() if text.isascii() else text.translate(_QUOTES).casefold()
    # A link is one word here: what stands inside it says nothing.
    return _LINK.sub(_LINKED, folded)


def _handoff(plain: str) -> tuple[Channel | None, str, int]:
    found = _asked(plain)
    # What has been done already is no hand-off; it is rare enough to look for only now.
    return found if found[0] is None else _asked(_DONE.sub(lambda done: "." * len(done[0]), plain))


def _asked(plain: str) -> tuple[Channel | None, str, int]:
    for channel, pattern in _HANDOFFS:
        found = pattern.search(plain)
        if found is not None:
            return channel, found[0].strip(), found.start()
    return None, "", -1


def _promise(plain: str, asked_at: int) -> str | None:
    for found in _PROMISE.finditer(plain):
        before = plain[max(found.start() - 160, 0) : found.start()]
        hangs = _HANGS.search(before) or (
            0 <= asked_at < found.start() and not _SENTENCE_END.search(plain[asked_at : found.start()])
        )
        if not hangs:
            return found[0]
    return None

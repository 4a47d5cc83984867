"""Where a reply sends the customer: the words that ask to go on by private message, e-mail, phone or form."""

from __future__ import annotations

import re

from mentionwatch.model import Channel
from mentionwatch.replies.plain import LINK, Reply, Span, word_set

_DM = r"(?:dms?|pms?|direct[ -]?messages?|private[ -]?messages?|priv(?:ate)? msg|inbox(?:es)?|private chat|messenger)"
_ASKED = (
    r"(?:send|sending|drop|dropping|shoot|pop|forward|provide|share|sharing|give|write|submit|slide|pass|confirm|get|"
    r"include|post|need|leave|tell|reach|contact|message|chat|let|sent|continue|connect|discuss|follow|start|initiate|"
    r"open|click|take|move|join|meet|head|come|hit|respond|reply|verify|talking|chatting|help you|assist you|work "
    r"with you|speak|talk)"
)
_PRIVATE = re.compile(
    r"\b(?:dm|pm|direct message|private message|privately message|message|msg|inbox) (?:us|me|it|them|@\w{1,30})\b"
    r"|\bdm (?:your(?! way)|the|a|an|any|with|over|details|full|more|through|via|at|so|and|for|to|here|using|what|"
    r"which|when|where)\b"
    r"|\b(?:please|pls|plz|kindly|and|can you|could you|would you|you can|can u) (?:dm|pm)\b"
    rf"|\b{_ASKED}\b[^.?!\n]{{0,80}}?\b(?:via|by|through|over|in|to|into|a|an|our|the|your|or|and|with|us|using|my|me|"
    rf"for|per|on|quick|some|these|new|another) {_DM}\b|\bvia (?:a |our )?{_DM}\b"
    r"|\b(?:send|drop|shoot|pop|leave) (?:us|me) a (?:quick )?(?:message|msg)\b|\bprivate (?:secured? )?link\b"
)
_PRIVATE_ABROAD = re.compile(
    r"\b(?:schick|schicke|schicken sie|schickt|sende|senden sie|sendet|schreib|schreibe|schreiben sie|schreibt) "
    r"(?:uns|mir) [^.?!\n]{0,60}?\b(?:dm|pn|direktnachricht|privatnachricht|private nachricht|direct message)\b"
    r"|\bper (?:dm|pn|direktnachricht|privatnachricht|privater nachricht)\b(?= (?:schicken|senden|zu|an uns|mit)|"
    r"[.!?]|$)"
    r"|\b(?:env[ií]a|env[ií]e|manda|m[aá]nda|m[aá]nde|escr[ií]be|escr[ií]ba|cont[aá]cta|cont[aá]cte)(?:nos|me|"
    r"lo)\b[^.?!\n]{0,60}?\b(?:por|un|al|via|v[ií]a|en) (?:dm|md|mensaje (?:directo|privado)|privado)\b"
    r"|\b(?:envoyez|[eé]crivez|contactez|envoie|[eé]cris|contacte|rejoignez)[ -](?:nous|moi)\b[^.?!\n]{0,60}?\b(?:un|"
    r"en|par|via) (?:dm|mp|message priv[eé]|priv[eé])\b"
)
_EMAIL = re.compile(
    r"\b(?:please|pls|kindly|can you|could you|you can|or|and|to) e-?mail (?:us|me|our|the|your|at|to|[\w.+\-]{1,64}@)"
    r"|\be-?mail (?:us|me|our)\b"
    r"|\b(?:send|drop|shoot|pop|write)(?: (?:us|me|over|it|them|this|through))? (?:an |a |in an |to our |through "
    r")(?:quick )?e-?mail\b(?! address)"
    r"|\b(?:write|reply|respond|revert) (?:back )?to (?:the|our) e-?mail\b|\b(?:via|by|through|over) e-?mail\b"
    r"|\b(?:schick|schreib|sende)(?:e|t|en sie)? (?:uns|mir) [^.?!\n]{0,30}?\be-?mail\b"
)
_ADDRESS = re.compile(
    rf"\b(?:{_ASKED}|touch|at|via|to|on) (?:[^\s]{{1,20}} ){{0,6}}?[\w.+\-]{{1,64}}@[\w\-]{{1,63}}\.\w{{1,20}}"
)
_PHONE = re.compile(
    r"\b(?:call|phone|ring|telephone|dial) (?:us|me|our|them|in|into|the (?:store|shop|team|number|hotline|helpline|"
    r"branch|customer)|customer|reservations|\+?[\d(][\d() \-]{0,20})|\bcall support\b"
    r"|\b(?:contact|reach|call)(?:ing)? (?:\w{1,15} ){0,3}?phone support\b|\breach phone support\b"
    r"|\bcall (?:our |the )?(?:\w{1,15} ){1,4}(?:at|on) \+?\(?\d[\d() \-]{6,20}"
    r"|\b(?:give|giving) (?:us|me|our \w{1,12}|them|customer \w{1,12}) a (?:quick )?(?:call|ring|bell|buzz)\b"
    r"|\b(?:contact|reach|speak|talk|in touch|assist|help)\b[^.?!\n]{0,60}\b(?:(?:by|via|over the|on the) "
    r"(?:tele)?phone\b|(?:on|at|via|:) ?\(?\+?\d[\d ()\-]{5,18}\d)"
    r"|\b(?:request|ask for|arrange|schedule|book) (?:a )?(?:call[ -]?back|(?:phone )?call from)\b"
)
_FORM = re.compile(
    r"\b(?:fill(?:ing)?|complete|completing|submit|use|using|via|through)(?: (?:in|out|up))? (?:this|the|our|a|an|"
    r"that|your)(?: \w{1,15}){0,3} (?:form|ticket|webform)\b"
    r"|\b(?:member of (?:my|our) (?:\w{1,15} )?team|look into (?:this|it|that) with you|help you "
    rf"here)\b[^.?!\n]{{0,60}}?{LINK}|\bcontact form\b|\bweb ?form\b"
    r"|\b(?:contact|reach|reaching)(?: out)?(?: to)? (?:our|the) (?:live )?chat\b"
    r"|\buse (?:the|this|our) link\b[^.?!\n]{0,30}\b(?:send|share|provide|submit|report|reach|contact)\b"
    r"|\b(?:reach|contact|write to) (?:out to )?(?:us|me) (?:via|through|using|from|at|on) (?:the|this) link\b"
    r"|\b(?:provide|share|send)(?: us)? (?:them|it|(?:your|the|more|further)(?: \w{1,15}){0,2}) (?:via|through|using|"
    r"at) (?:the|this|our) link\b"
    rf"|\b(?:drop|send|leave|shoot) (?:us|me|our \w{{1,15}}) (?:a|your|some|the|more|an)[^.?!\n]{{0,60}}?{LINK}"
    r"|\b(?:share|sharing|provide|submit|send|give|leave|enter|log)\b[^.?!\n]{0,30}? (?:details|information|"
    rf"info)\b[^.?!\n]{{0,80}}?{LINK}"
    r"|\b(?:send|drop|leave) us a (?:message|note) (?:by|via|through|using|at|on)\b[^.?!\n]{0,30}?\blink\b"
    r"|\b(?:contact(?:ing)?|reach(?:ing)?|get(?:ting)? in touch|get(?:ting)? in contact|touch base|write|"
    r"report(?:ed)?|chat|connect|talk|talking|speak|speaking)\b[^.?!\n]{0,80}?(?:here|link|at|via|through|form|page|"
    rf"using|by|on|below|chat|⟩|website|to us|us|team)\b[^.?!\n]{{0,70}}?[.:!]? ?{LINK}"
)
# One of the words has to stand in a reply for the pattern to be worth a search: most replies hold none.
_CHANNELS = tuple(
    (channel, pattern, word_set(words))
    for channel, pattern, words in (
        (Channel.DM, _PRIVATE, "dm dms pm pms message messages msg inbox inboxes private privately messenger"),
        (
            Channel.DM,
            _PRIVATE_ABROAD,
            "uns mir per nous moi envíanos mándanos escríbenos contáctanos envíenos escríbanos contáctenos mándenos",
        ),
        (Channel.EMAIL, _EMAIL, "email e mail emails"),
        (
            Channel.PHONE,
            _PHONE,
            "call phone ring telephone dial reach reaching contact touch speak talk assist help callback",
        ),
        (Channel.FORM, _FORM, "form webform ticket link chat"),
    )
)
_DONE = re.compile(
    r"\b(?:we|i|we've|i've|we have|i have|have|just|we just|i just|already|team has|has) (?:\w{1,10} ){0,2}?(?:sent|"
    r"replied|responded|answered|got|received|seen|read|messaged|dm'd|dmed|emailed|e-mailed|followed up|reached out|"
    rf"written|contacted|called|shared|resent)\b(?:[^.?!\n]{{0,60}}?\b(?:{_DM}|e-?mail|call|message|form|phone)\b)?"
    r"|\b(?:thanks|thank you|thx|cheers) for (?:\w{1,10} ){0,2}?(?:dm|dms|dming|pm|messaging|message|messages|e-?mail|"
    r"e-?mailing|sending|calling|contacting|reaching|filling|writing|the (?:dm|pm|message|e-?mail|call)|your (?:dm|pm|"
    r"message|e-?mail|call))[^.?!\n]{0,60}"
    r"|\b(?:we|i|we'll|i'll|we will|i will|we can|i can|team will) (?:\w{1,10} ){0,2}?(?:send|reply|respond|dm|pm|"
    r"message|e-?mail|call|ring|phone|contact|drop|answer|reach out|get back) (?:to )?(?:you|your|u)\b[^.?!\n,]{0,40}"
    rf"|\b(?:your|the) {_DM} (?:was|has|have|is|are)\b"
    rf"|\bcheck(?:ed)? (?:your|the|our) (?:{_DM}|messages|e-?mail)[^.?!\n]{{0,10}}"
    r"|\b(?:replied|responded|response|reply|answer|answered) (?:\w{1,10} ){0,3}(?:to|in|via|by|on|through|with) "
    rf"(?:your |a |the |our )?(?:{_DM}|e-?mail)"
    r"|\b(?:we|i|they|he|she|someone|somebody|team|colleague|manager|agent)(?:'ll| will) (?:\w{1,10} ){0,2}?(?:be|get) "
    r"(?:back )?in (?:touch|contact)\b[^.?!\n,]{0,40}"
    r"|\b(?:we|i)(?:'ll| will) (?:\w{1,10} ){0,2}?(?:call|ring|phone|e-?mail|contact|message|dm|text) (?:the|our|my|"
    r"them|him|her)\b"
    # What the customer need not or must not do.
    r"|\b(?:don't|do not|needn't|need not|never|can't|cannot|no need|not necessary|no longer|rather than|instead of) "
    r"(?:(?:have|need) )?(?:to )?(?:dm|pm|dming|e-?mail|e-?mailing|call|calling|phone|ring|message|messaging|text|"
    r"write|contact|send|fill)\b(?:(?! (?:but|please|pls|just|instead|rather|if|as|unless|when|until|without|before|"
    r"and)\b)[^.?!,;:\n]){0,60}"
    r"|\b(?:not|unable|cannot|can't|won't|couldn't) [^.?!\n]{0,60}?\b(?:via|by|over|through) (?:the )?(?:e-?mail|"
    r"phone|dm)\b|\bwill send an e-?mail\b"
    r"|\b(?:did|have|has|were|was|had) (?:you|they|it|the \w{1,15}) [^.?!\n]{0,80}?\?"
)


def find_handoff(reply: Reply) -> tuple[Channel, Span] | None:
    """Find where a reply sends the customer, the private message first; what was done already is no hand-off."""
    found = _asked(reply.plain, reply.words)
    # What has been done already is rare enough to look for only now.
    return found and _asked(_DONE.sub(lambda done: "." * len(done[0]), reply.plain), reply.words)


def _asked(plain: str, words: frozenset[str]) -> tuple[Channel, Span] | None:
    for channel, pattern, needed in _CHANNELS:
        if not needed.isdisjoint(words) or (pattern is _FORM and "⟨" in plain):
            found = pattern.search(plain)
            if found is not None:
                return channel, found.span()
        if pattern is _EMAIL and "@" in plain:
            found = _ADDRESS.search(plain)
            if found is not None:
                return channel, found.span()
    return None

"""Where a reply promises to come back."""

from __future__ import annotations

import re

from mentionwatch.replies.plain import Reply, Span, at_words, word_set

_HOW = (
    r"(?:also|then|now|just|certainly|definitely|of course|personally|surely|always|soon|shortly|both|either|try "
    r"to|be able to|make sure to|be sure to|do (?:my|our) best to)"
)
_SOON = (
    r"(?:soon|shortly|asap|as soon|once|when|within|by|before|in (?:a|an|the|\d|one|two|few)|on|at|today|tonight|"
    r"tomorrow|later|this|next|first thing|after|during|over the|straight|right|here)\b"
)
_NEWS = (
    r"(?:(?:an?|the|your|some|more|any|our|final|proper|full|new|further|another|good|quick|written|clear) "
    r"){0,3}(?:answers?|replies|reply|response|updates?|news|feedback|results?|outcome|decision|verdict|word "
    r"from)\b(?! (?:form|policy|page|survey|section))"
)
_MESSAGE = r"(?:an? )?(?:\w{1,12} )?(?:call(?:[ -]?back)?|e-?mail|letter|message|text|dm|sms)"
_POSTED = r"(?:posted|updated|informed|in the loop|up to date|in the picture)"
# Whom the news is for.
_YOU = (
    r"(?:you(?: all| both| guys)?|everyone|everybody|all of you|(?:this|the|our) (?:thread|post|page|tweet|account|"
    r"feed)|customers|passengers|travellers)"
)
_RETURN = (
    r"(?:get back(?: (?:to|with|on|in|here|soon|shortly|asap|as|within|by)\b|$|[.,!])|come back (?:to you|here|with)|"
    r"circle back|report back|write back|call back|follow (?:this |it |that )?up(?! (?:there|on (?:twitter|insta)))|"
    r"make sure (?:that )?(?:someone|somebody|they|he|she|(?:our|the|a|my) \w{1,12}) (?:calls|contacts|gets back|"
    r"rings|reaches out|"
    rf"answers|replies|writes|follows up)|be (?:back|right back) (?:to|with|soon|shortly|in (?:touch|a (?:min|mo|"
    rf"sec)))|(?:be|get|stay|keep) in (?:touch|"
    rf"contact)\b|reach (?:back )?out(?! for)|update (?:{_YOU}|here)\b|(?:post|share|send|give|provide|have|get|tweet|"
    rf"put|bring)(?: {_YOU})? {_NEWS}|post (?:here|it here|the (?:result|outcome|times?))|let {_YOU}(?: here)? know|"
    rf"keep {_YOU}(?: here)? {_POSTED}|(?:contact|call|ring|phone|e-?mail|message|dm|text|notify|inform|answer) "
    r"you(?!r)\b|(?:write|respond|reply|revert|speak|talk) (?:back )?to you\b|write you\b|report(?=[.,!]|$)|tell "
    r"you(?=[.,!]|$)|(?:call|ring|phone|try) (?:you )?again (?:today|this|tomorrow|later|soon|at|in)\b|"
    rf"(?:respond|reply|answer) in (?:full|detail)\b|announce (?:it|the|them|when)\b[^.?!\n]{{0,30}} (?:here|soon|"
    rf"today|tomorrow|shortly)\b|"
    rf"(?:share|post|send|have|give)(?: {_YOU})? (?:more|further) (?:details|info\w*)\b|(?:get|send|give|find) you "
    rf"(?:the|your|an?) "
    rf"(?:\w{{1,12}} )?(?:dates?|number|times?|results?|details|info\w*|link|list|report|document|name|reference|"
    rf"address) {_SOON}|(?:respond|reply|answer|"
    r"tweet|post) "
    rf"(?:again )?(?:{_SOON}|here|in (?:this|the) (?:thread|post))|(?:reply|respond) to your\b|answer your\b|drop you "
    rf"a (?:line|note|message)|return "
    rf"to you\b|be right back\b|keep (?:posting|sharing|sending|tweeting)\b|give you (?:a (?:quick )?(?:call|ring|"
    rf"bell|buzz|shout)|an? (?:update|answer))\b|send you an? "
    r"(?:\w{1,10} )?(?:e-?mail|message|dm|text|answer|reply|update)\b|touch base|tell you (?:what (?:they|we|he|she|"
    r"it|the|"
    r"happened|went)|more|here|when|whether|if|how (?:it|long|things|this)|as soon|once|by|tomorrow|today|tonight|"
    r"later|the|where)\b|(?:confirm|clarify) (?:this|that|it|the|what|when|whether|here|back|with you|to you)\b|have "
    r"(?:more|something) (?:for you|to share|to tell)|(?:revert|get in touch|get back to you|come back to you)\b)"
)
_RETURNING = (
    rf"be (?:getting back|coming back to you|following (?:this |it )?up|reaching out|updating {_YOU}|contacting you|"
    r"calling you|ringing you|phoning you|e-?mailing you|messaging you|writing (?:back )?to you|posting (?:an )?"
    r"updates?|replying|responding|letting you know|sending you an? (?:e-?mail|update|answer|reply))\b"
)
_DOES = rf"(?:(?:{_HOW} ){{0,3}}(?:{_RETURN}|{_RETURNING}))"
# Something on the way to it: "I'll check with the shop and ...". What the customer does is no such thing.
_FIRST = (
    r"(?:(?!\b(?:not|never|if|unless|once you|when you|after you|you can|you could|please)\b)[^.?!\n]){1,90}?"
    r"(?: and|,| then| to|;| so (?:we|i) can) "
)
_SHALL = (
    r"\b(?:(?:we|i|they|he|she|someone|somebody)'ll|(?:will|shall)(?<!you will)(?<!it will)(?<!this will)(?<!app will)"
    r"(?<!which will)(?<!bot will)(?<!what will)|going to|gonna|(?:we|i) promise to|let (?:me|us(?! know)))"
)
_PROMISES = (
    (
        word_set(
            "will ll shall going gonna promise let looking checking asking chasing investigating speaking talking on"
        ),
        word_set(
            "back touch contact reach update updates posted updated informed loop know call ring phone e email mail "
            "message "
            "dm text notify inform answer write respond reply revert speak talk tell confirm clarify news response "
            "feedback "
            "follow following up replying responding calling contacting messaging ringing phoning writing posting "
            "reaching "
            "updating emailing letting sending buzz bell shout post share pass announce tweet drop return find calls "
            "contacts gets rings "
            "answers replies writes keep report again details"
        ),
        at_words(
            rf"{_SHALL} {_DOES}"
            rf"|(?:{_SHALL}|\b(?:we|i)(?:'re|'m| are| am) "
            rf"(?:now |just |already |currently |still )?(?:checking|looking|asking|chasing|trying|investigating|"
            rf"speaking|"
            rf"talking|working|on it|finding out|going to)) {_FIRST}(?:(?:will |we'll |i'll |then ){{0,2}}{_DOES}|"
            rf"back in an? "
            r"(?:minute|moment|sec|second|bit|few))"
            rf"|{_SHALL} (?:have|get|ask|arrange for) (?:someone|somebody|an?|our|the|my|them|him|her)(?: "
            rf"\w{{1,12}}){{0,3}}? "
            r"(?:to )?(?:reach out|get back|come back|follow up|(?:contact|call|ring|phone|e-?mail|message|update|"
            r"answer) "
            r"you(?!r)|get in touch|be in touch|(?:reply|respond|write|speak|talk) to you)\b"
            r"|\b(?:will|i'll|we'll|let me|let us) find out(?: (?:for you|now|why|what|more|today)\b|(?=[.,!;]|$)|(?: "
            r"\w{1,12}){0,6} and (?:tell|let|inform) "
            r"(?:you|everyone)\b)"
            r"|\b(?:as soon as|once|when) (?:we|i) (?:have|know|hear|get|find)(?:(?!\byour\b)[^.?!\n]){0,50}(?:we'll|"
            r"i'll|we will|i will) "
            r"(?:post|share|tell|send|pass|let|update|write|announce)\b"
            r"|\b(?:checking|looking|on it)\b[^.?!\n]{0,30}, back (?:shortly|soon|asap|in an?)\b"
        ),
    ),
    (
        word_set("you everyone"),
        word_set(
            "hear answer answers reply replies response update updates news feedback call callback email mail letter "
            "message "
            "hearing result results outcome decision verdict word text dm sms contacted notified informed updated "
            "called know expect"
        ),
        at_words(
            rf"\byou(?:'ll| will| should| can expect to) (?:\w{{1,10}} )?(?:be hearing from|hear (?:back )?(?:from "
            rf"(?:us|me|our|them|him|her|"
            rf"the|a|someone|\w{{2,12}} (?:soon|shortly|by|within|today|tomorrow))|{_SOON})|(?:have|get|receive|see) "
            rf"{_NEWS}|(?:get|receive|have) {_MESSAGE} (?:back )?(?:from|{_SOON})|be (?:contacted|notified|informed|"
            r"updated|called(?: back)?)\b(?! (?:of|about) (?:our|all|new))|be (?:the |among the )?first to know|know "
            r"(?:more|as soon|by|first|the moment))"
            r"|\bas soon as (?:we|i|the \w{2,12}|our \w{2,12}|they) [^.?!,\n]{2,40}, (?:so will you|you(?:'ll| will) "
            r"(?:know|"
            r"hear))\b"
        ),
    ),
    (
        word_set(
            "more news update updates answer reply feedback next tuned space bear tight expect details info back touch"
        ),
        word_set(
            "to soon shortly coming follow follows when once within by at in on around before tomorrow tonight tuned "
            "space "
            "while follow expect today later posted updated asap"
        ),
        at_words(
            rf"\bexpect (?:{_NEWS}|{_MESSAGE} (?:back )?(?:from|{_SOON}))"
            r"|\b(?:more|news|updates?|answer|reply|feedback|details|info) (?:to follow|to come|coming|will follow|"
            r"follows|"
            r"soon|shortly|as soon as (?:we|i)|when (?:we|i) (?:have|know|hear)|once (?:we|i) (?:have|know|hear)|"
            r"within (?:the|"
            r"an|\d)|by (?:\d|noon|six|tonight|tomorrow|\w{3,6}day))\b"
            r"|\bnext (?:update|news|report) (?:at|by|in|on|around|before|tomorrow|tonight)\b"
            r"|\b(?:news|updates?|info|details) (?:at|by|around) (?:\d|noon|midnight|(?:one|two|three|four|five|six|"
            r"seven|eight|nine|ten|eleven|"
            r"twelve)\b)"
            r"|\b(?:stay tuned(?! to\b)|watch this space|bear with (?:us|me) while|hold tight while)\b"
            rf"|(?:^|(?<=[.!?,:;\-] )|\band )(?:get back to you|be in touch|update you|back to you|keep you (?:posted|"
            rf"updated)) {_SOON}"
        ),
    ),
)
# The words go with the customer's own step, or tell of another's word, a hope or a refusal.
_HANGS = re.compile(
    r"\b(?:if|once|when|whenever|so (?:that )?(?:we|i)|after|as soon as) (?:you|u|we (?:get|have|receive)|i (?:get|"
    r"have|"
    r"receive)|your|they|it)\b[^.?!\n]{0,120}$|\bso (?:that )?$"
    r"|(?:^|[.!?] |\b(?:please|pls|kindly|can you|could you|just) (?:\w{1,10} )?)(?:send|share|provide|dm|tell|give(?! "
    r"(?:us|me) (?:an?|some|until|till|the|\d{1,3}|one|two|three|five|ten|fifteen|twenty|thirty|a few) (?:\w{1,8} "
    r")?(?:time|hours?|minutes?|moment|days?|sec|second|"
    r"bit|noon|tomorrow|night)\b)|let us know|confirm|e-?mail|reply|contact|call|text|write|message|ring|phone|fill|"
    r"submit|click|sign up|subscribe|"
    r"register|join|drop|pop|follow us|turn on|install|download|leave(?! (?:it|this|that) with))\b[^.?!\n]{0,120}"
    r"(?:\band|,|so) $"
    r"|\b(?:you|they|were|was|been|colleague|team|staff|driver|agent) (?:\w{1,8} )?(?:said|say|wrote|told|promised|"
    r"claim|claimed|heard)\b[^.?!\n]{0,60}$"
    r"|\b(?:won't|will not|cannot|can't|couldn't|didn't|unable|not|never)(?: (?:be|able|going|to|always|promise|"
    r"guarantee|we|will|that|"
    r"always|really|even)){0,5} $"
    r"|\b(?:hope|hoping|wish|whether|can't promise|cannot promise|sorry (?:that|if|you|nobody|no one)|nobody|no "
    r"one)\b[^.?!,\n]{0,60}$"
)
_HANGS_AFTER = re.compile(
    r"[^.?!\n]{0,80}?\b(?:if|once|when|as soon as|after) (?:you|u)(?:'ve| have)? (?:sent|send|dm|reply|replied|share|"
    r"shared|provide|provided|contact|contacted|fill|filled|submit|submitted|confirm|confirmed|tell|told|let us|"
    r"e-?mail|"
    r"e-?mailed|call|give|gave|given|sign|signed|follow|subscribe|register|turn on|enable|download)"
)
# What is promised by phone, mail or private message cannot be seen in public, unless it says "here".
_VERB = r"(?:call|ring|phone|e-?mail|mail|message|dm|pm|text)"
_IN_PRIVATE = re.compile(
    rf"\b{_VERB}(?:s|ing|ed)? (?:you\b|back\b|again\b)|\bgive you (?:\w{{1,10}} ){{1,2}}(?:call|ring|bell|buzz)\b"
    r"|\b(?:send|drop|write|get|receive|have|expect)(?: you)?(?: back)? (?:an?|our|the) (?:\w{1,10} )?(?:e-?mail|mail|"
    r"message|dm|text|sms|letter|line|note|(?:phone )?call(?:[ -]?back)?)\b|\bbe called\b"
    r"|\b(?:by|via|through|over|in|on|per)(?: (?:an?|the|your|our))?(?: (?:private|direct))? (?:dms?|pms?|"
    r"(?:tele)?phone|e-?mails?|mail|messages?|sms|text|letter|inbox|post(?= (?:today|tomorrow|soon)|[.,!]|$))\b"
    r"|\bto your (?:dms?|e-?mails?|mail|letter|inbox)\b|\b(?:in private|privately)\b"
)
_IN_PUBLIC = re.compile(r"\b(?:here|thread|in public|publicly|this (?:post|page)|posted|updated)\b")
_CLAUSE = re.compile(
    r"(?:(?!,? (?:and|but|once|when|as soon as|after) )[^.?!;,\n]){0,60}(?:, (?:by|via|in|over)\b[^.?!\n,]{0,20})?"
)
_SENTENCE_END = re.compile(r"[.?!](?=\s|$)|\n")
_QUESTION = re.compile(r"[^.?!\n]{0,120}\?")


def find_promise(reply: Reply, asked_at: int) -> Span | None:
    """Find where a reply promises to come back in public; one that hangs on what the customer does first is none."""
    plain, words = reply.plain, reply.words
    for said, done, pattern in _PROMISES:
        if said.isdisjoint(words) or done.isdisjoint(words):
            continue
        for found in pattern.finditer(plain):
            if not _is_private(plain, found.span()) and not _hangs(plain, found.span(), asked_at):
                return found.span()
    return None


def _is_private(plain: str, span: Span) -> bool:
    start, end = span
    rest = _CLAUSE.match(plain, end)
    said = plain[start : rest.end() if rest else end]
    return bool(_IN_PRIVATE.search(said)) and not _IN_PUBLIC.search(said)


def _hangs(plain: str, span: Span, asked_at: int) -> bool:
    start, end = span
    if 0 <= asked_at < end and not _SENTENCE_END.search(plain[min(asked_at, start) : start]):
        return True
    before = plain[max(start - 160, 0) : start]
    return bool(_HANGS.search(before) or _HANGS_AFTER.match(plain, end) or _QUESTION.match(plain, end))

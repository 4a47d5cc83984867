"""What a reply wants of the customer: details, or an answer."""

from __future__ import annotations

import re

from mentionwatch.replies.plain import Reply, Span, trimmed, word_set

_NOUN = (
    r"(?:numbers?|no|#|names?|address(?:es)?|post ?code|postal code|zip(?: ?code)?|codes?|e-?mails?|account|details?|"
    r"info|information|contact|phone|mobile|usernames?|gamertag|id|ids|ref|reference|bookings?|orders?|tickets?|"
    r"receipts?|screen ?shots?|photos?|pics?|pictures?|images?|videos?|recording|versions?|models?|serial|device|os|"
    r"location|store|branch|dates?|times?|flights?|pnr|locator|confirmation|bar ?code|tracking|error(?: messages?)?|"
    r"urls?|links?|dob|birth|region|country|city|specs|specifications|steps|logs?|files?|query|question|issue|problem|"
    r"concerns?|experience|situation|specifics|train|route|journey|make|colou?r|size|sku|item|product|wording|"
    r"symptoms)"
)
# Words that may stand between "your" and what is asked for; none that begins another clause.
_OF = r"(?:(?!(?:so|if|to|that|we|i|you|can|when|because|for|but|will)\b)[\w'&#/.\-]{1,25},? (?:& )?){0,5}?"
_MORE = (
    r"(?:(?:(?:some|any|a few|a little|a bit) )?(?:more|further|additional|extra|full|specific|all (?:the|of the|"
    r"your)|any|some|a few|exact|relevant|the following|as (?:much|many))(?: [\w'\-]{1,15}){0,2}? (?:details?|info|"
    r"information|context|specifics|screen ?shots?|data)|details|info|more about|more)"
)
_WHAT = (
    r"(?:exactly )?(?:what|which|when|where|why|who|whose|whether|how (?:many|much|long|often|old|far|you|it "
    r"(?:happened|looks)|this happened|did|are))\b(?! we can| (?:you )?(?:think|works)| happens (?:next|after|then))"
)
_DETAIL = (
    rf"(?:{_MORE}\b|(?:your|the|us your|of the) {_OF}{_NOUN}(?!\w)(?:(?:[ /]| and | or )(?:your )?{_NOUN}\b){{0,3}}|"
    rf"{_WHAT}(?: [\w'/\-]{{1,20}}){{0,6}}|(?:a|an|any) (?:[\w\-]{{1,15}} ){{0,2}}?(?:screen ?shots?|screen ?grab|"
    r"photos?|pics?|pictures?|images?|videos?|recording|number|copy|link)\b)"
)
_TELL = (
    r"(?:confirm|provide|share|send|tell|verify|specify|include|supply|dm|pm|(?:direct |private )?message|msg|e-?mail|"
    r"inbox|give|drop|forward|pass|fire|state|indicate|clarify|describe|explain|elaborate|advise|attach|quote|submit|"
    r"reply|respond|let (?:us|me) know|shoot|pop|leave)"
)
_WAY = (
    r"(?:(?: (?:us|me|over|back|here|across|along|it|on|this|with|via|by|in|through|using|to|at|and|a|an|our|the|"
    r"quick|link|dms?|pms?|direct|private|message|e-?mail|tweet|note|include|provide|confirm|follow|reply|know|both|"
    r"also|@\w{1,30})){0,8}|(?: (?:us|me))? ⟨·{1,5000}⟩(?: us)?)"
)
_TOLD_TO = re.compile(rf"\b{_TELL}\b{_WAY} {_DETAIL}")
# What stands right before a verb that is asked of the customer; at "we'll " or "to " it is somebody else's.
_PLEASE = (
    ". ", "! ", "? ", ": ", "; ", ", ", ") ", "⟩ ", "- ", "~ ", "\n", ".", "!", "?", ",", "-", ", and ", ", or ",
    ", so ", ", then ", ". then ", ". so ", ". or ", "please ", "pls ", "plz ", "kindly ", "also ", "just ", "simply ",
    "instead ", "can you ", "could you ", "will you ", "can u ", "could u ", "you possibly ", "you perhaps ",
    "you both ", "you all ", "need you to ", "ask you to ", "want you to ", "like you to ", "invite you to ",
    "request you to ", "require you to ", "be able to ", "ahead and ", "if you can ", "if you could ", "if you would ",
    "if you first ", "link to ", "link and ", "below to ", "below and ", "here to ", "here and ", "provided to ",
    "us and ", "us to ", "dm and ",
)  # fmt: skip
_WANTED = re.compile(
    rf"\bmind (?:sharing|sending|providing|telling|confirming|clarifying|giving|dming|letting)\b{_WAY} {_DETAIL}"
    r"|\b(?:we|i)(?:'d| would| will|'ll)?(?: also| just| really)? (?:need|require|like|love) (?:(?:to )?(?:know|see|"
    rf"get|gather|have|learn|hear|find out|understand) )?(?:{_MORE}\b(?! than| of)|your {_OF}{_NOUN}\b|(?:what|which|"
    r"when|where) you\b)"
    r"|\b(?:verify|confirm) (?:if|whether) (?:you|this|it|that|your|the)\b"
    r"|\b(?:may|can|could|might) (?:i|we) (?:please |just |also |kindly )?(?:have|get|take|grab|see|know|ask (?:for|"
    r"what|which|when|where|how|if|why|whether)|confirm|check (?:what|which|when|where|if|whether))\b[^.?!\n]{3,80}"
)
_WANTING = word_set("mind need require like love verify confirm may can could might")
_REQUESTED = word_set(
    "confirm provide share send tell verify specify include supply dm "
    "dming pm message msg email mail inbox give drop forward pass fire state indicate clarify clarifying "
    "describe explain elaborate advise attach quote submit reply respond know may can could might need require "
    "shoot pop leave"
)
_DETAILED = word_set(
    "number numbers no name names address addresses postcode post postal zip code codes email e account detail "
    "details info information contact phone mobile username usernames gamertag id ids ref reference booking "
    "bookings order orders ticket tickets receipt receipts screenshot screenshots screen photo photos pic pics "
    "picture pictures image images video videos recording version versions model models serial device os location "
    "store branch date dates time times flight flights pnr locator confirmation barcode bar tracking error url link "
    "links dob birth region country city specs specifications steps log logs file files query question issue "
    "problem concern concerns experience situation specifics context data train route journey make color colour "
    "size sku item product wording symptoms copy more what which when where why who whose whether if how"
)
_OPEN_QUESTION = re.compile(
    r"\b(?:what|which|whose|how|(?:when|where|why|who) (?:do|does|did|is|are|was|were|have|has|had|can|could|would|"
    r"will|should|on|in|exactly)\b|(?:when|where|who)'s\b)(?! (?:we can|to)\b)"
)
_CLOSED_QUESTION = re.compile(
    r"(?:^|[,;:)\-–] ?|\b(?:and|but|or|so|also|then|there|hey|please) )(?:@\S{1,40} )?(?:do|does|did|is|are|was|were|"
    r"have|has|had|am|will|any)(?:n't)? [\w'\"]"
    r"|\bjust to (?:check|confirm|clarify|be sure|make sure)\b"
)
# What ends in a question mark and asks for nothing that the brand has to know.
_RHETORIC = re.compile(
    r"\b(?:(?:anything|something|what) (?:else|more)|(?:anything|any way|something)\b[^?]{0,40} (?:we|i) can (?:help|"
    r"do|assist)|did you know|who doesn't|who wouldn't|who (?:needs|said|knew)|what's not to|what are you waiting|how "
    r"(?:cool|cute|great|good|awesome|amazing|about|sweet|nice|lovely|adorable|fun|beautiful|exciting)\b|why (?:not|"
    r"don't)|(?:is|does) (?:that|this|it) (?:okay|ok|alright|all right|fair|fine|make sense|sound (?:good|ok|okay|"
    r"fair))|what (?:would|could) be better|what better|are you ready|guess what|do you want (?:us|me) to|do you mind|"
    r"have you (?:seen|heard|checked out|met|tried our)|can you believe|will you be (?:my|our)|are you sitting|"
    r"(?:which|what) is why)\b"
    r"|\b(?:isn't|aren't|doesn't|don't|wasn't|hasn't|won't|didn't) (?:it|that|they|we|he|she|this|you) ?\?"
)
_STOP = re.compile(r"[.!?…]+(?:\s+|$)|[?]|\n+")


def find_ask(reply: Reply) -> Span | None:
    """Find what a reply asks the customer: for details, or a question that wants an answer."""
    question = _find_question(reply.plain) if "?" in reply.plain else None
    if question is not None:
        return question
    return _find_request(reply) or _find_want(reply)


def _find_request(reply: Reply) -> Span | None:
    if _REQUESTED.isdisjoint(reply.words) or _DETAILED.isdisjoint(reply.words):
        return None
    plain = reply.plain
    for found in _TOLD_TO.finditer(plain):
        start = found.start()
        if start == 0 or plain.endswith(_PLEASE, 0, start):
            return trimmed(plain, found.span())
    return None


def _find_want(reply: Reply) -> Span | None:
    found = None if _WANTING.isdisjoint(reply.words) else _WANTED.search(reply.plain)
    return found and trimmed(reply.plain, found.span())


def _find_question(plain: str) -> Span | None:
    start = 0
    for stop in _STOP.finditer(plain):
        if stop[0].startswith("?"):
            sentence = plain[start : stop.start() + 1]
            found = _OPEN_QUESTION.search(sentence) or _CLOSED_QUESTION.search(sentence)
            if found is not None and _RHETORIC.search(sentence) is None:
                return trimmed(plain, (start + found.start(), stop.start()))
        start = stop.end()
    return None

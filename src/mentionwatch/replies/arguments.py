"""Where a reply argues: it contradicts the customer, or blames them."""

from __future__ import annotations

import re

from mentionwatch.replies.plain import Reply, Span, word_set

_TOLD = (
    r"(?:said|told|stated|mentioned|explained|advised|informed|communicated|pointed out|clarified|outlined|notified|"
    r"warned)"
)
_SHOWN = (
    r"(?:stated|written|shown|marked|mentioned|displayed|labell?ed|indicated|listed|explained|outlined|posted|printed|"
    r"communicated|advertised|specified|set out)"
)
# What a customer is blamed for not having done; to receive, get or enjoy is the brand's doing.
_DUTY = (
    r"(?:read|check(?:ed)?|tell us|told us|asked?|contact(?:ed)?|call(?:ed)?|notice|noticed|look(?:ed)?|pay|paid|"
    r"book(?:ed)?|complain(?:ed)?|report(?:ed)?|mention(?:ed)?|inform(?:ed)?|cancel(?:l?ed)?|order(?:ed)?|"
    r"follow(?:ed)?|arrived?|opt(?:ed)?|choose|chosen|raised?|spoken|speak|bring|brought|return(?:ed)?|be(?:en)? "
    r"(?:more )?(?:aware|careful)|provided?|give|given|reply|replied|respond(?:ed)?|completed?|check(?:ed)? in|"
    r"turn(?:ed)? up|attend(?:ed)?|select(?:ed)?|confirm(?:ed)?|verify|verified|updated?|enter(?:ed)?|tick(?:ed)?|"
    r"bother(?:ed)?|let us know|ma[dk]e us aware|say anything|said anything|sho[wp](?:n|ped)? (?:up|around)|"
    r"collect(?:ed)?|answer(?:ed)?|kept|keep|submit(?:ted)?|known|realised|realized|waited|come to|ask(?:ed)? for)"
)
# "Our records show you were charged twice" takes the customer's side.
_RECORDED = (
    r"(?:were (?:notified|informed|told|warned|offered|given|refunded|compensated|sent|present|late)|did|didn't|"
    r"failed|already|opted|agreed|signed|accepted|declined|refused|chose|selected|entered|used|received|cancell?ed|"
    r"missed|redeemed)"
)
_WOULD = r"(?=[^.?!\n]{0,120}\b(?:would|could|might|wouldn't)\b)"
_ARGUMENTS = tuple(
    (word_set(words), pattern)
    for words, pattern in (
        (  # It has been said before.
            "already previously repeatedly clearly earlier explained told informed advised stated said pointed "
            "warned written outlined shown advertised described specified mentioned",
            re.compile(
                r"\bas (?:(?:we|i)(?:'ve| have|'d| had)? )?(?:already|previously|repeatedly|clearly|earlier) "
                rf"{_TOLD}\b"
                r"|\bas (?:we|i)(?:'ve| have|'d| had)? (?:told|explained|said|stated|informed|advised|pointed out|"
                r"warned)\b"
                rf"|\bas {_TOLD} (?:to )?(?:you )?(?:already|previously|earlier|before|above|(?:multiple|several|"
                r"many) times|in (?:our|my) (?:last|previous|earlier|first))\b"
                r"|\bas (?:stated|written|explained|outlined|shown|advertised|described|specified) (?:in|on) (?:the|"
                r"our|your)\b"
                r"|\b(?:we|i)(?:'ve| have)? (?:already|previously|repeatedly|clearly) (?:told you|(?:explained|said|"
                r"stated|clarified)(?: to you)? (?:this|that|it|why|how)|(?:informed|advised|warned) you|made (?:it|"
                r"this|that) clear)\b"
                r"|\b(?:we|i)(?:'ve| have)? (?:told|informed|advised|warned) you (?:\w{1,12} ){0,3}?(?:already|before|"
                r"times|twice|repeatedly|previously)\b"
            ),
        ),
        (  # It is not so.
            "correct incorrect true untrue accurate inaccurate factual happened happen misleading lie false "
            "mistaken misinformed misread misunderstood misinterpreted lying exaggerating exaggerated "
            "misrepresenting unfair unreasonable rude dishonest obviously evidently clearly disagree differ "
            "dispute refute reject deny never say promise state claim guarantee tell occur occurred unfounded "
            "baseless wrong defamatory unjustified justified fair contrary despite respect nobody else said",
            re.compile(
                r"\b(?:that|this|it|what you (?:say|said|wrote|claim|describe))(?:'s| is) (?:simply |just |factually |"
                r"absolutely |completely |entirely |actually )?(?:not (?:quite |entirely )?(?:correct|true|accurate|"
                r"factual)|incorrect|untrue|inaccurate|a lie|false(?! (?:alarm|"
                r"positive)))\b(?![^.?!\n]{0,60}\b(?:we'll|we will|fix|correct|update|amend|sorry|apolog))"
                r"|\b(?:that|this|it)(?:'s| is| was) not (?:what (?:happened|we said|i said|was said)|how it "
                r"happened)\b"
                r"|\b(?:that|this|it) (?:isn't|wasn't) (?:true|what (?:happened|we said|i said))\b"
                r"|\b(?:you're|you are|you were|you must be|you seem to be) (?:simply |just )?(?:mistaken|incorrect|"
                r"misinformed|lying|exaggerating|misrepresenting|being (?:unfair|unreasonable|rude|dishonest))\b"
                r"|\byou(?:'ve| have)? (?:clearly |obviously |simply |seem to have |appear to have )?(?:misread|"
                r"misunderstood|misinterpreted)\b"
                r"|\byou (?:clearly|obviously|evidently) (?:didn't|did not|haven't|have not|never) (?:even |actually "
                rf")?{_DUTY}\b"
                r"|\b(?:we|i) (?:strongly|respectfully|completely|totally|must|have to|would|beg to) (?:disagree|"
                r"differ)\b"
                r"|\bdisagree with (?:you|your|that|this|what)\b"
                r"|\b(?:we|i) (?:strongly |firmly )?(?:dispute|refute|reject|deny) (?:your|that|this|the|these|any|"
                r"all)\b"
                r"|\b(?:we|i|our (?:team|staff|driver|agent)) never (?:said|promised|stated|claimed|told you|agreed|"
                r"guaranteed|advertised|suggested)\b"
                r"|\b(?:we|i) (?:did not|didn't) (?:say|promise|state|claim|guarantee|tell you)\b"
                r"|\b(?:that|this|it) (?:never|did not|didn't) (?:happen|take place|occur)(?:ed)?\b(?! (?:to|again|"
                r"for|on|in|at))"
                r"|\byour (?:\w{1,12} )?(?:review|comment|claim|statement|allegation|accusation|complaint|version|"
                r"post|tweet|story|assertion)s? (?:of events )?(?:is|are|was|were) (?:simply |completely |totally |"
                r"factually |just |very |highly )?(?:false|untrue|inaccurate|incorrect|misleading|unfair|unfounded|"
                r"baseless|wrong|defamatory|unjustified|exaggerated|not (?:true|accurate|correct|fair|justified))\b"
                r"|\bcontrary to (?:what you|your)\b"
                r"|\bdespite (?:what you (?:say|claim|wrote)|your claim)|\bwith (?:all )?due respect\b"
                r"|\b(?:no one|nobody) else (?:has |have )?(?:ever )?(?:complained|had (?:this|that|a|any) (?:issue|"
                r"problem))|\b(?:unfair|unreasonable) of you\b"
            ),
        ),
        (  # It could be read.
            "clearly explicitly plainly agreed read",
            re.compile(
                r"\b(?:it|this|that|which|policy|policies|prices?|fees?|terms|information|info|charges?|rules?|times?|"
                r"website|page)(?:'s| is| was| are| were| has been| have been) (?:very |quite |all |also )?(?:clearly|"
                rf"plainly|explicitly) {_SHOWN}\b"
                rf"|\b(?:is|was|are) {_SHOWN} (?:very |quite )?clearly\b"
                r"|\b(?:website|site|page|policy|policies|terms|conditions|contract|listing|description|signs?|label|"
                r"menu|rules|ticket|receipt|e-?mail|confirmation|offer|advert|app) (?:\w{1,12} ){0,3}?(?:clearly|"
                r"explicitly|plainly) (?:states?|says?|shows?|indicates?|specif(?:y|ies)|mentions?)\b"
                r"|\bagreed to (?:it )?(?:during|at|on|when|upon) (?:the )?(?:check ?out|sign|booking|purchas|order)"
                r"|\bread (?:our|the) (?:terms|t&cs?|conditions|descriptions?|policy|policies|small print|fine print|"
                r"contract|menu|listing|instructions)[^.?!\n]{0,30}? (?:before|properly|carefully|next time)\b"
            ),
        ),
        (  # The customer is to blame.
            "should didn did failed never neglected forgot refused haven had bothered only agreed "
            "accepted signed chose opted ticked decided told warned informed advised notified aware given offered "
            "compensated asked refunded",
            re.compile(
                rf"\byou should(?:n't| not)? (?:really |at least |first )?have (?:first |really |just )?{_DUTY}\b"
                r"|\byou should(?:n't| not) have (?:opened|used|clicked|shared|given|left|signed|removed|accepted|"
                r"bought)\b"
                r"|\byou (?:did not|didn't|failed to|never|neglected to|forgot to|refused to) (?:even |actually |"
                rf"bother to |first |properly )?{_DUTY}\b"
                r"|\byou (?:haven't|have not) (?:even )?(?:read|paid|followed)\b"
                rf"|\bhad you (?:only |just |actually |simply )?{_DUTY}\b{_WOULD}"
                r"|\bif you(?: had|'d) (?:only |just |actually |simply |bothered to |taken the time to "
                rf")?{_DUTY}\b{_WOULD}"
                r"|\bif you (?:actually|bothered to|only) (?:read|checked|looked|listened)\b"
                r"|\byou (?:\w{1,10} )?(?:agreed to (?:the|our|these|this|those|all)|accepted (?:the|our|these) "
                r"(?:terms|t&cs?|conditions|policy|fees?|charges?)|signed (?:the|our|a) (?:contract|agreement|waiver|"
                r"terms)|chose (?:to|not to)|opted (?:to|for|not)|ticked|decided (?:to|not to))\b"
                r"|\byou were (?:clearly |already |previously |explicitly |repeatedly )(?:told|warned|informed|"
                r"advised|notified|made aware|given|offered|compensated|asked|refunded)\b"
                r"|\byou were (?:told|warned|informed|made aware|notified) (?:of|about) (?:the|this|our|it) "
                r"[^.?!\n]{0,60}?(?:before|when you|at the time|prior)\b"
            ),
        ),
        (  # The records say otherwise, and it is not the brand's fault.
            "record records log logs system systems cctv tracking data file files gps camera cameras recording "
            "recordings fault mistake error responsibility doing choice negligence misuse failure responsible "
            "liable accountable",
            re.compile(
                r"\b(?:our|the|my) (?:records?|logs?|systems?|cctv|tracking|data|files?|gps|cameras?|call "
                r"recordings?)(?: \w{1,12})? (?:clearly )?(?:shows?|indicates?|confirms?|says?|states?) (?:clearly "
                r")?(?:that )?(?:otherwise|differently|a different (?!\w+ for)|no (?:contact|call|complaint|such)|"
                rf"you(?:'ve| have|'d| had)? (?:already |not |never |also |previously )?{_RECORDED})\b"
                r"|\baccording to (?:our|the|my) (?:records?|logs?|systems?|cctv|tracking|data|files?),? (?:that "
                rf")?you (?:already |never |also )?{_RECORDED}\b"
                r"|\b(?:isn't|wasn't|not|never) (?:actually |really )?(?:our|my) (?:fault|mistake|error|doing)\b"
                r"|\byour own (?:fault|responsibility|mistake|error|doing|negligence|choice)\b"
                r"|\b(?:is|was) (?:entirely |solely )?your (?:fault|mistake|error|responsibility)\b"
                r"|\b(?:caused|due|down) (?:by|to) (?:your (?:own )?|customer |user )(?:error|mistake|negligence|"
                r"misuse|failure)\b"
                r"|\b(?:fault|error|mistake) (?:is|lies|was) (?:with you|yours|on your (?:end|side|part))\b"
                r"|\b(?:can't|cannot|can not|won't) be held (?:responsible|liable|accountable)\b"
            ),
        ),
        (  # The customer's manners.
            "language tone abuse abusive rude rudeness swearing swear insults insulting cursing profanity calm "
            "aggressive sarcastic sarcasm",
            re.compile(
                r"\b(?:stop|refrain from|avoid|n[o']t appreciate|mind|watch|moderate|tone down|tolerate|accept) "
                r"(?:(?:the|your|using|any|such|this|that|use|of|being|type|kind|sort|abusive|foul|bad|offensive|"
                r"rude) ){0,7}(?:language|swearing|tone|abuse|insults|rudeness|cursing|profanity|rude|abusive|"
                r"swear\w{0,5})\b"
                r"|\bno (?:need|reason) (?:to be|for you to be|for being|for the|for your) (?:so )?(?:rude|abusive|"
                r"aggressive|insult\w{0,4}|sarcas\w{0,4}|language|swearing|tone|abuse)\b"
                r"|\b(?:please|you need to|you should) calm down\b"
            ),
        ),
    )
)
# Said in pity or in thanks ("sorry you were told that", "glad you chose to stay"), in case, or of a thing.
_NOT_ARGUED = re.compile(
    r"\b(?:if|(?:sorry|apolog\w{0,6}) (?:that|to|if|you|about|for|it|this|the|when|your|as you|we|i|our)|regret|hear|"
    r"unless|in case|why|once|until|till|before|assuming|whether|where|hope|concern\w{0,3}|frustrat\w{0,4}|reason|"
    r"worry|though|because (?:we|i)|sad|shame|ensure|make sure|so that|who|anyone|should you|as if|wish|"
    r"disappoint\w{0,4}|upset|imagine|feel like|to see|in the event|to know|it looks like|thank\w{0,3}|glad|happy|"
    r"great|love|pleased|delighted|appreciate)\b[^.?!\n]{0,100}$"
    r"|\b(?:sorry|items?|something|anything|things?|products?|charges?|subscription|what|which|that) $"
)
_STOP = re.compile(r"[.!?\n]")


def find_argument(reply: Reply) -> Span | None:
    """Find where a reply contradicts or blames the customer; pity, a case that is put and a question are none."""
    plain = reply.plain
    for words, pattern in _ARGUMENTS:
        if not words.isdisjoint(reply.words):
            for found in pattern.finditer(plain):
                before = plain[max(found.start() - 120, 0) : found.start()]
                if not _NOT_ARGUED.search(before) and not _is_question(plain, found.end()):
                    return found.span()
    return None


def _is_question(plain: str, at: int) -> bool:
    stop = _STOP.search(plain, at)
    return stop is not None and stop[0] == "?"

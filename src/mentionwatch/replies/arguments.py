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
    r"(?:read|check(?:ed)?|tell us|told (?:us|the)|asked?|contact(?:ed)?|call(?:ed)?|notice|noticed|look(?:ed)?|pay|"
    r"paid|book(?:ed)?|complain(?:ed)?|report(?:ed)?|mention(?:ed)?|inform(?:ed)?|cancel(?:l?ed)?|order(?:ed)?|"
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
    r"missed|redeemed|left|walked)"
)
_WOULD = r"(?=[^.?!\n]{0,120}\b(?:would|could|might|wouldn't)\b)"
_ARGUMENTS = tuple(
    (word_set(words), pattern)
    for words, pattern in (
        (  # It has been said before.
            "answered addressed communicated did repeat already previously repeatedly clearly earlier explained "
            "told informed advised stated said pointed warned written outlined shown advertised described specified "
            "mentioned",
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
                r"|\b(?:we|i) did (?:tell|inform|advise|warn) you\b"
                r"|\bas you (?:were|have been) (?:already )?(?:told|informed|advised)\b"
                r"|\b(?:we|i)(?:'ve| have) (?:told|informed|advised|warned) you (?:before|of this|of that|about "
                r"(?:this|that))\b|\b(?:can|could|must) only repeat\b"
                r"|\b(?:we|i) (?:told|informed|advised|warned) you (?:on the phone|at the time|when you|by e-?mail|in "
                r"(?:our|the|my) )"
                r"|\b(?:we|i)(?:'ve| have)? (?:already )?(?:answered|addressed|explained|replied to|responded to) "
                r"(?:this|that|your|the same)(?: question| issue| point| complaint)? (?:already|before|(?:\w+ )?times|"
                r"twice|repeatedly)\b"
                r"|\b(?:was|were|has been) (?:clearly |already |also )?(?:explained|communicated|pointed out|made "
                r"clear) to you\b"
                r"|\b(?:we|i)(?:'ve| have)? (?:told|informed|advised|warned) you (?:\w{1,12} ){0,3}?(?:already|before|"
                r"times|twice|repeatedly|previously)\b"
            ),
        ),
        (  # It is not so.
            "correct incorrect true untrue accurate inaccurate factual happened happen misleading lie false "
            "mistaken misinformed misread misunderstood misinterpreted lying exaggerating exaggerated "
            "misrepresenting unfair unreasonable rude dishonest obviously evidently clearly disagree differ dispute "
            "refute reject deny never say promise state claim guarantee tell occur occurred unfounded baseless "
            "wrong defamatory unjustified justified fair find exactly mixing confusing promised missed confused "
            "mixed actually incorrectly wrongly contrary despite respect nobody else said",
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
                r"|\byou(?:'re| are) wrong\b"
                r"|\bexactly what you (?:ordered|asked for|booked|paid for|chose)\b"
                r"|\b(?:mixing us up|confusing us) with\b"
                r"|\b(?:nobody|no one) promised you\b"
                r"|\byou must have (?:misread|misunderstood|missed|confused|mixed up)\b|\bthink you'll find\b"
                r"|\bactually,? you (?:ordered|were|did|didn't|had|said|asked|chose|arrived|paid|cancel)"
                r"|\bfind your (?:review|comment|complaint|rating|post|tone)s? (?:\w{1,12} )?(?:unfair|unjust|"
                r"unreasonable|unkind)\b"
                r"|\bnothing wrong with (?:the|our) (?:product|item|food|order|service|device|room|soup|meal|"
                r"delivery)\b"
                r"|\byou(?:'re| are) (?:simply |just )?using it (?:incorrectly|wrong|wrongly)\b"
                r"|\bcontrary to (?:what you|your)\b"
                r"|\bdespite (?:what you (?:say|claim|wrote)|your claim)|\bwith (?:all )?due respect\b"
                r"|\b(?:no one|nobody) else (?:has |have )?(?:ever )?(?:complained|had (?:this|that|a|any) (?:issue|"
                r"problem))|\b(?:unfair|unreasonable) of you\b"
            ),
        ),
        (  # It could be read.
            "stated written mentioned print clearly explicitly plainly agreed read says states terms check",
            re.compile(
                r"\b(?:it|this|that|which|policy|policies|prices?|fees?|terms|information|info|charges?|rules?|times?|"
                r"website|page)(?:'s| is| was| are| were| has been| have been) (?:very |quite |all |also )?(?:clearly|"
                rf"plainly|explicitly) {_SHOWN}\b"
                rf"|\b(?:is|was|are) {_SHOWN} (?:very |quite )?clearly\b"
                r"|\b(?:website|site|page|policy|policies|terms|conditions|contract|listing|description|signs?|label|"
                r"menu|rules|ticket|receipt|e-?mail|confirmation|offer|advert|app) (?:\w{1,12} ){0,3}?(?:clearly|"
                r"explicitly|plainly) (?:states?|says?|shows?|indicates?|specif(?:y|ies)|mentions?)\b"
                r"|\b(?:it|that|which) (?:clearly|plainly|explicitly) (?:says|states)\b"
                r"|\b(?:it|which) (?:says|states) (?:so |this )?(?:in|on) (?:the|our|your) (?:description|box|label|"
                r"menu|website|site|terms|listing|sign|ticket|page|policy|packaging|confirmation|contract|receipt)\b"
                r"|\bterms (?:that |which )?you (?:accepted|agreed to|signed) (?:clearly |do not |don't )?(?:say|"
                r"state|allow|cover|exclude|include)"
                r"|\bnext time,? (?:please )?(?:read|check) (?:the|our)\b"
                r"|\bread (?:our|the) (?:\w{1,15} ){1,4}before you (?:order|book|buy|complain|post|write|judge)"
                r"|\b(?:was|were) (?:also )?(?:stated|written|mentioned) (?:at|in|on|during) (?:the |our |your "
                r")?(?:check ?out|booking|terms|website|page|listing|description|menu|contract|polic|confirmation|"
                r"invoice|ticket|small|fine|e-?mail)"
                r"|\b(?:small|fine) print (?:that |which )?you\b"
                r"|\bagreed to (?:it )?(?:during|at|on|when|upon) (?:the )?(?:check ?out|sign|booking|purchas|order)"
                r"|\bread (?:our|the) (?:terms|t&cs?|conditions|descriptions?|policy|policies|small print|fine print|"
                r"contract|menu|listing|instructions)[^.?!\n]{0,30}? (?:before|properly|carefully|next time)\b"
            ),
        ),
        (  # The customer is to blame.
            "rude abusive aggressive disrespectful offensive shouting drunk late who that broke damaged lost should "
            "didn did failed never neglected forgot refused haven had bothered only agreed accepted signed chose "
            "opted ticked decided told warned informed advised notified aware given offered compensated asked "
            "refunded one knew ignored obviously evidently clearly entered gave provided typed selected picked used "
            "ordered booked",
            re.compile(
                r"\byou should(?:n't| not)?(?: really| at least| first)?(?: have|'ve) (?:first |really |just "
                rf")?{_DUTY}\b"
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
                r"|\byou were (?:told|warned|informed|made aware|notified|advised) (?:at the time|when (?:you "
                r")?(?:book|order|sign|purchas|check|buy))"
                r"|\byou were (?:rude|abusive|aggressive|disrespectful|offensive|shouting|drunk|late)\b"
                r"|\bit was you (?:who|that)\b"
                r"|\byou (?:broke|damaged|signed for|lost) (?:it|this|that|the)\b(?! on)"
                r"|\byou(?:'re| are| were) the one (?:who|that) (?:cancell?ed|asked|ordered|booked|chose|wanted|"
                r"requested|refused|changed|missed|signed|agreed|decided)\b"
                r"|\byou (?:knew (?:the|that|about|very|full|what)|ignored (?:our|my|us|the|all))\b"
                r"|\byou(?:'ve| have) (?:clearly|obviously|evidently) not\b"
                r"|\byou (?:entered|gave|provided|typed|chose|selected|picked|used|ordered|booked) (?:\w{1,10} "
                r"){0,2}(?:wrong|incorrect)\b"
                r"|\byou were (?:told|warned|informed|made aware|notified) (?:of|about) (?:the|this|our|it) "
                r"[^.?!\n]{0,60}?(?:before|when you|at the time|prior)\b"
            ),
        ),
        (  # The records say otherwise, and it is not the brand's fault.
            "blamed record records log logs system systems cctv tracking data file files gps camera cameras "
            "recording recordings fault mistake error responsibility doing choice negligence misuse failure "
            "responsible liable accountable",
            re.compile(
                r"\b(?:our|the|my) (?:records?|logs?|systems?|cctv|tracking|data|files?|gps|cameras?|call "
                r"recordings?)(?: \w{1,12})? (?:clearly )?(?:shows?|indicates?|confirms?|says?|states?) (?:clearly "
                r")?(?:that )?(?:otherwise|differently|a different (?!\w+ for)|no (?:contact|call|complaint|such)|"
                rf"you(?:'ve| have|'d| had)? (?:already |not |never |also |previously )?{_RECORDED})\b"
                r"|\baccording to (?:our|the|my) (?:records?|logs?|systems?|cctv|tracking|data|files?),? (?:that "
                rf")?you (?:already |never |also )?{_RECORDED}\b"
                r"|\b(?:isn't|wasn't|not|never) (?:actually |really )?(?:our|my) (?:fault|mistake|error|doing|"
                r"responsibility)\b"
                r"|\byour own (?:fault|responsibility|mistake|error|doing|negligence|choice)\b"
                r"|\b(?:is|was) (?:entirely |solely )?your (?:fault|mistake|error|responsibility)\b"
                r"|\b(?:caused|due|down) (?:by|to) (?:your (?:own )?|customer |user )(?:error|mistake|negligence|"
                r"misuse|failure)\b"
                r"|\b(?:fault|error|mistake) (?:is|lies|was) (?:with you|yours|on your (?:end|side|part))\b"
                r"|\bno record of you (?:ever|contacting|calling|visiting|ordering|complaining|being|having)\b"
                r"|\b(?:can't|cannot|can not|won't) be (?:held (?:responsible|liable|accountable)|blamed)\b"
            ),
        ),
        (  # The customer's manners.
            "language tone abuse abusive rude rudeness swearing swear insults insulting cursing profanity calm "
            "aggressive sarcastic sarcasm",
            re.compile(
                r"\b(?:stop|refrain from|avoid|don't (?:appreciate|use)|do not (?:appreciate|use)|mind|watch|moderate|"
                r"tone down|tolerate|accept) (?:(?:the|your|using|any|such|this|that|use|of|being|type|kind|sort|"
                r"abusive|foul|bad|offensive|rude) ){0,7}(?:language|swearing|tone|abuse|insults|rudeness|cursing|"
                r"profanity|rude|abusive|swear\w{0,5})\b"
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
    r"disappoint\w{0,4}|upset|imagine|feel like|to see|in the event|to know|looks like|(?:can|i|we) see|understand|"
    r"thank\w{0,3}|glad|happy|great|love|pleased|delighted|appreciate)\b[^.?!\n]{0,100}$"
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

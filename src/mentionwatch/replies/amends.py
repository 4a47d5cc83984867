"""How replies make good: the words for what is given, and for giving it."""

from __future__ import annotations

from mentionwatch.replies.plain import at_words, word_set

_AMENDS = (
    r"(?:refunds?|vouchers?|replacements?|reimbursements?|compensation|discounts?|coupons?|credits?|exchange|new one|"
    r"gift (?:card|voucher|certificate)s?|goodwill|gesture of goodwill|bonus miles|travel funds|freebies?|money back|"
    r"cash ?back|(?:free|complimentary) (?!to\b|trial|of\b|app\b|plan|account|version|wi-?fi|number|call|help|support|"
    r"space|up\b|from\b|for\b|and\b|if\b|webinar|guide|demo|advice|quote|consultation|download|event|tour|shipping on)"
    r"\w{2,15})\b(?! (?:card|check|score|team|report|union|line|limit|polic|request|status|info|form|department|option|"
    r"link|process|page|claim|case|guideline|terms|code(?! for)|rules?|desk|question)|'s)"
)
_WE = r"(?:we|i|our team|our \w{2,12} team|the team|my colleagues?|the store|the shop|our \w{2,12}|my \w{2,12}|they)"
_WILL = (
    r"(?!(?:'d| would| could| should| might)(?:n't)? (?:have|'ve)\b)"
    r"(?:'ll|'d| will| would| can| could| shall|'re| are|'m| am|'ve| have| has|'s)(?: (?:gladly|happily|of course|also|"
    r"certainly|definitely|just|now|already|then|absolutely|instead|been|be|more than|very|only|today|gone ahead and|"
    r"fully|personally|since|both)){0,3}(?: (?:happy|glad|delighted|pleased|able|going|love|like|willing|want) to)?"
)
_GIVE = (
    r"(?:offer(?:ing|ed)?|give|giving|given|send(?:ing)?|sent|issu(?:e|ing|ed)|process(?:ing|ed)?|arrang(?:e|ing|ed)|"
    r"provid(?:e|ing|ed)|pop(?:ping|ped)?|put(?:ting)?|post|invite|add(?:ing|ed)?|apply|applying|applied|get(?:ting)?|"
    r"organi[sz](?:e|ing|ed)|approved?|authori[sz](?:e|ing|ed)|raised?|sort|credit(?:ed)?|posted|set up|initiat(?:e|"
    r"ing|ed)|do|have|order(?:ed)?|ship(?:ped)?|made|make|start(?:ed)?|drop(?:ped)?|bring|hand)"
)
_MEND = (
    r"(?:refund(?:ing|ed)?|replac(?:e|ing|ed)|reimburs(?:e|ing|ed)|compensat(?:e|ing|ed)|waiv(?:e|ing|ed)|"
    r"credit(?:ing|ed)?|exchang(?:e|ing|ed)|swap(?:ping|ped)?|(?:resend(?:ing)?|resent)(?! (?:it|(?:the|your|that|"
    r"this|an?) (?:\w{1,12} )?(?:dm|e-?mails?|links?|codes?|message|invoice|request|form|confirmation|invitation|text|"
    r"file|password)))|reship(?:ping|ped)?|redo|remake|"
    r"pay(?:ing)? back|paid back|pa(?:y|id)(?= you back))"
)
# What may stand between "we'll send" and "a refund", without making it a word about refunds.
_A = (
    r"(?:(?!(?:about|regarding|info|information|details|update|help|polic|link|steps|question|if|how|feedback|team|to|"
    r"for|department|any|no|not|look|on (?:the|your)|that|your (?:own|request)|email|request|away)\b)[^\s.?!⟨]{1,20} "
    r"){0,6}?"
)
_IT = r"(?:(?:you|it|this|that|them|those|these|the|your|any|all|in|for|half|both|every(?:one|body)|what)\b|[£$€\d])"
_RIGHT = r"make (?:(?:this|it|that|things|everything|matters) (?:right|up to you)|up for (?:this|that|it|the|your))"
_CHARGE = (
    r"(?:charges?|fees?|fines?|bill|payment|amount|costs?|penalty|surcharge|fare|deposit|price|postage|money|total|"
    r"difference|delivery|shipping|subscription|(?:£|\$|€)\d[\d.,]*)"
)
_FREE = (
    r"(?:for free|free of charge|for nothing|at no (?:extra |additional |further )?(?:cost|charge)|without (?:extra |"
    r"any |an? )?(?:charge|fee|cost)|as an? (?:small )?(?:apology|thank you)|by way of (?:an )?apology|to (?:say "
    r"sorry|apologi[sz]e|make up "
    r"for)|on the house|at our (?:own )?(?:cost|expense))\b"
)
_SUM = (
    r"(?:[£$€] ?\d[\d.,]*|\d[\d.,]* ?(?:gb|mb|%|points|miles|minutes|days|weeks|months|euros?|pounds|dollars|p\b|eur|"
    r"usd)|"
    r"(?:a|one|two|three|\w{3,6}) (?:free )?(?:month|week|year)s?)"
)
# What is sent anew and makes nothing good.
_NO_GOODS = (
    r"(?!(?:\w{1,12} )?(?:link|password|pin|code|e-?mails?|message|dm|invite|invitation|invoice|form|requests?|version|"
    r"update|confirmation|statement|reset|notification|address|tracking|instructions|details|documents?|contract|"
    r"number|reminder|survey|try|attempt|look|go|call|chance|question|check|"
    r"visit|week|day|driver|dm|engineer|technician|agent|colleague|person|"
    r"rep|time|date|letter|feature|release|season|album|song|episode|tweet|photo|picture|menu|store|shop|way|team|"
    r"dates|"
    r"appointment|booking|timetable|collection|range|look|design|model|product|flavou?r)s?\b)"
)
_NEW = (
    r"(?:another|(?:an?|some|the|two|your) (?:brand )?(?:new|fresh|correct|right|missing|proper|spare)) "
    rf"{_NO_GOODS}[\w\-]{{2,15}}"
)
# Of each set one word has to stand in a reply for the pattern to be worth a search.
OFFERS = (
    (
        word_set(
            "treat posted dispatched shipped off owe extend extended extending consider waiting pay paid "
            "refund refunds refunded refunding voucher vouchers replacement replacements replace replaced replacing "
            "reimburse reimbursed reimbursement reimbursements reimbursing compensate compensated compensating "
            "compensation discount discounts coupon coupons credit credits credited crediting gift goodwill bonus "
            "funds free complimentary freebie freebies cash cashback waive waived waiving exchange exchanged "
            "exchanging swap swapped swapping resend resending resent reship redo remake make money right"
        ),
        None,
        at_words(
            rf"\b{_WE}{_WILL} (?:{_GIVE} {_A}{_AMENDS}|{_MEND} {_IT}|{_RIGHT}\b)"
            rf"|\b{_WE}(?:{_WILL})? (?:asked|told) (?:the|our|my) (?:\w{{1,12}} ){{1,2}}to (?:{_MEND} {_IT}|{_GIVE} "
            rf"{_A}{_AMENDS})"
            r"|\bconsider (?:it|that|this|yourself) (?:already )?(?:refunded|waived|replaced)\b"
            r"|\bthere(?:'s| is) (?:now )?(?:an?|some) (?:[\w£$€.%]{1,10} ){0,3}(?:voucher|credit|refund|discount|"
            r"gift card)\b[^.?!\n]{0,15} (?:in your|on "
            r"your|waiting|for you)\b"
            rf"|\byou(?:'ll| will| can) (?:get|have) {_SUM} off (?:your next|your bill|the bill|this)"
            rf"|\b(?:decided|agreed|want) to (?:{_RIGHT}\b|{_MEND} {_IT}|{_GIVE} {_A}{_AMENDS})"
            r"|(?:^|(?<=[.!?,] ))(?:want (?:an?|your) (?:refund|new one|replacement|money back)\b|(?:refunding|"
            r"replacing|"
            r"resending) (?:you|it|your|this|that)\b)"
            r"|\bour treat\b|\byour (?:new|replacement) (?:\w{1,12} ){1,2}(?:was|has been) (?:posted|shipped|sent out|"
            r"dispatched|sent to you)\b"
            r"|\byour (?:\w{1,12} ){1,2}(?:is|are) (?:now |already |fully |being ){0,2}refunded\b(?! (?:if|when|only|"
            r"unless|within|by the))"
            r"|\b(?:it|that|this|yours)(?: has|'s) been replaced\b(?! (?:by|with))"
            r"|\bcode \w{2,15} for (?:an?|your) (?:free|\d{1,2} ?%|discount)"
            r"|\b(?:free|complimentary) (?:\w{1,12} ){1,2}(?:is |are )?waiting for you\b"
            rf"|\b(?:an?|the|your) (?:[\w£$€.]{{1,10}} ){{0,3}}(?:voucher|gift card|coupon|refund|credit) (?:is|are|"
            rf"has been|will be) (?:already |now )?"
            r"(?:in your|on your|waiting|with you|sent|e-?mailed)"
            r"|\bowe you (?:an? |some )(?:\w{1,10} )?(?:drink|coffee|pizza|meal|beer|dessert|round|lunch|dinner|"
            r"refund|voucher|new one)\b"
            r"|\bextend(?:ed|ing)? your (?:\w{1,14} ){1,2}by\b"
            rf"|\b{_WE}{_WILL} (?:get|have|got|had) (?:it|this|that|these|those|them|you|(?:your|the) \w{{1,15}}) "
            rf"(?:replaced|"
            r"refunded|exchanged|swapped|reimbursed|credited|resent|waived)\b"
            # It is refunded; "items are refunded" is a rule.
            r"|\b(?:it|that|this|everything|all)(?:'s| is|'s been| has been| has now been|'s now| was| will be|'ll "
            r"be) (?:all |now "
            r"|already |just |been |fully |being ){0,2}(?:refunded|reimbursed|credited (?:to|back)|replaced(?: (?:by|"
            r"with|for|free|today|"
            r"tomorrow)\b))(?! (?:if|when|only|unless|within|in full if))"
            r"|\b(?:the|your|all|both|those|these) (?:[\w\-'.,€]{1,15} ){0,3}?(?:(?:has|have) (?:now |already |just |"
            r"all |both )?been|was|were|will be|is being|are being) (?:now |already |just |all |both |fully )?"
            r"(?:refunded|reimbursed|resent)\b"
            r"|\b(?:full |partial )?refunds? (?:is|are|has been|was|will be)? ?(?:now |already )?(?:done|on (?:its|"
            r"the|their) way|all "
            r"done|gone through|coming your way)\b|(?:^|(?<=[.!?,:;] ))(?:full |partial )?refund (?:issued|processed|"
            r"sent|"
            r"approved|made)\b"
            r"|\b(?:let us|let me|like to|love to|happy to) (?:\w{1,12} ){1,5}?with (?:a|an|some) (?:\w{1,12} "
            rf")?{_AMENDS}"
            r"|\byou can (?:still )?have (?:your money back|(?:a|your) (?:full |free )?(?:refund|replacement|new one|"
            r"voucher))\b"
            rf"|\b{_WE} (?:just |already |also )?(?:issued|processed|sent|arranged|added|credited|approved|applied|"
            rf"initiated|"
            rf"offer you|give you) {_A}{_AMENDS}|\b(?:we|i) (?:just |already |also )?(?:refunded|replaced|reimbursed) "
            rf"(?:you|your|the|it)\b"
            r"|\b(?:let us|let me|allow (?:us|me) to|happy to|glad to|love to|like to|able to|(?:opportunity|chance) "
            r"to|going "
            rf"to|(?:can|may|could|shall|should) (?:we|i)) (?:perhaps |maybe |please |just )?(?:{_RIGHT}\b|{_MEND} "
            rf"{_IT}|{_GIVE} "
            rf"{_A}{_AMENDS})"
            rf"|\b(?:would you (?:like|accept|prefer|take|rather have|be (?:happy|ok|okay) with)|do you want|would|"
            rf"how about|what "
            rf"about|is|are you happy with) (?:us to (?:{_MEND} {_IT}|{_GIVE} {_A}{_AMENDS})|(?:an?|your|the) "
            rf"(?:\w{{1,12}} "
            rf"){{0,2}}?(?:refund|replacement|voucher|gift card|exchange|discount|credit|new one|money back)\b(?! "
            rf"(?:form|policy|code "
            r"work|possible|available|request|issued))(?= (?:be|help|or|for|instead|work|do|make|cheer|all right|of|"
            r"as|by)\b|\?))"
            r"|\byou(?:'ll| will|'re| are|'ve)(?: (?:be|been|also|now|shortly|soon|still|then|receive|be getting|"
            r"getting|get|have|due|"
            r"entitled to|eligible for|a|an|your|the|our|full|in|with|of|back)){0,6} (?:refunded|reimbursed|"
            r"compensated|"
            r"credited|refund|voucher|replacement|compensation|cash ?back|money back|gift card)\b(?! (?:from|polic|"
            r"info|"
            r"request))"
            r"|\b(?:see to it|make sure|ensure) (?:that )?you(?:'ll| will)? (?:get|receive|are|have) (?:your money "
            r"back|(?:an? |your "
            r")?(?:full )?(?:refund(?:ed)?|replacement|reimbursed))\b"
            r"|\b(?:your|a|the) (?:\w{1,10} )?(?:refund|replacement|voucher|compensation|credit|gift card|new one) "
            r"(?:has been|have been|was|is being|will be|is) (?:now |already |just )?(?:issued|processed|approved|sent|"
            r"arranged|on (?:its|the) way|added|applied|dispatched|shipped|offered|in your)\b"
            r"|\b(?:here is|here's|please (?:accept|enjoy|take)|how about)(?: [\w%£€$]{1,12}){0,3}? (?:voucher|coupon|"
            r"discount|"
            r"gift card|refund|credit|compensation|free \w{2,15}|\d{1,2} ?% off)\b"
            r"|\b(?:as|by way of) an? (?:gesture of good ?will|good ?will gesture)\b"
            r"|\b(?:use|enter|with) (?:the |this |our |your )?(?:discount |voucher |promo )?code\b[^.?!\n]{0,40}?\d "
            r"?% (?:off|"
            r"discount)"
        ),
    ),
    (
        word_set(
            "euros euro pounds dollars fares fees paid pay charge charges fee fine bill payment amount cost costs "
            "penalty surcharge fare deposit price postage money total difference delivery shipping subscription taxi "
            "cab hotel meal meals repair repairs return expenses damage tow ride ticket tickets parking room invoice "
            "order account balance booking cash"
        ),
        word_set(
            "charge no won lowered reduced halved lower reduce halve pick picking don do entitled due owed given give "
            "giving is are be has have had got reversed reverse reversing removed remove removing cancel canceled "
            "cancelled dropped drop waived waive waiving take taken taking took knock knocked struck write written "
            "return returned returning transferred send sent cover covered covering pay paid paying bear absorb "
            "deduct deducted refunded credited reimbursed back foot meet get off"
        ),
        at_words(
            r"\bpick(?:ing)? up (?:the|your) (?:\w{1,12} )?(?:bill|tab|costs?)\b"
            r"|\b(?:lowered|reduced|halved|lower|reduce|halve) your (?:\w{1,12} )?(?:bill|fee|price|fare|rent|charge)\b"
            r"|\byou(?:'ll| will)? get (?:half )?(?:the|your) (?:full |whole )?(?:amount|money|fee|price|fare|"
            r"deposit) back\b"
            r"|\byou (?:don't|do not) (?:need|have) to pay (?:for )?(?:the|that) (?:broken|damaged|wrong|cold|extra|"
            r"lost|burnt)\b"
            rf"|\b(?:we|i)(?: (?:won't|will not)|'ll not) (?:charge|bill) you\b|\bthere(?:'ll| will|'s| is) (?:be )?no "
            rf"charge (?:for|to) (?:the|this|that|you|"
            rf"your)|\byou (?:won't|will not|needn't) (?:have to |need to )?pay (?:for )?(?:this|that|the|it|a|any)"
            rf"|\b(?:have|get|had|got) (?:the|that|this|your) (?:\w{{1,12}} ){{0,2}}?{_CHARGE} (?:taken off|removed|"
            rf"waived|reversed|refunded|cancell?ed)\b"
            rf"|\b{_CHARGE} (?:of (?:the|your) \w{{1,12}} )?(?:is|are|will be|was|were) (?:paid|covered|met|borne) by "
            rf"us\b|\bat our (?:own )?(?:cost|expense)\b"
            rf"|\b{_CHARGE} (?:is|are|will be|should be) (?:now |already )?back (?:on|in) your\b"
            r"|\b(?:giv(?:e|ing)|given|pay(?:ing)?|send(?:ing)?|sent|hand) (?:you|everyone|everybody|"
            r"all)\b[^.?!\n]{0,25}? (?:back (?:what you|your|the|all)|"
            r"(?:your|their|the) (?:money|fares?|fees?|deposits?|payments?) back)\b"
            rf"|\byou(?:'re| are) (?:entitled to|due|owed|getting) {_SUM} (?!ago|left|late)"
            rf"|\b{_WE}(?:{_WILL})? (?:just |already |now )?(?:revers(?:e|ed|ing)|remov(?:e|ed|ing)|cancel(?:l?ed|"
            rf"l?ing)?|drop(?:ped|"
            r"ping)?|waiv(?:e|ed|ing)|tak(?:e|en|ing)|took|knock(?:ed|ing)?|struck|writ(?:e|ten) off|return(?:ed|"
            r"ing)?|transfer(?:red)?|"
            rf"sen[dt]|cover(?:ed|ing)?|pa(?:y|id|ying)(?: for| back)?|bear|absorb|deduct(?:ed)?|half|halved) (?:back "
            rf")?(?:the|that|this|"
            rf"your|any|all|both|half)(?: the| of the)? (?:(?!(?:request|option)\b)[\w\-'£$€%]{{1,14}} "
            rf"){{0,2}}?{_CHARGE}\b(?! "
            r"(?:method|details|option|page|info|by|via|on (?:file|our)|plan|card|will)|\w)"
            rf"|\b{_WE}{_WILL} (?:cover(?:ing)?|pay(?:ing)?(?: for)?|foot|meet) (?:the|your|any|all) "
            rf"(?:[\w\-']{{1,12}} ){{0,3}}?(?:taxi|"
            r"cab|hotel|meals?|repairs?|return|postage|expenses|damage|dry[ -]?cleaning|cleaning|tow|ride|tickets?|"
            r"parking|room)\b"
            rf"|\b{_WE}(?:{_WILL})? (?:take|taken|taking|took|knock|knocked|deduct|deducted) [^.?!\n]{{1,30}}? (?:off|"
            rf"from) (?:the|your|this|"
            r"that|it)(?: \w{1,10}){0,2}? (?:bill|order|invoice|price|total|account|balance|fare|booking|payment)\b"
            rf"|\b(?:the|your|that|this|all|both|any) (?:[\w\-']{{1,14}} ){{0,3}}?{_CHARGE} (?:(?:has|have) (?:now |"
            rf"already |just |all )?"
            r"been|was|were|is being|are being) (?:now |already |just |all |fully )?(?:removed|waived|reversed|taken "
            r"off|"
            r"cancell?ed|refunded|credited|dropped|returned|paid back|reimbursed|back\b|sent back|written off)"
            rf"|\b(?:money|amount|payment|deposit|fare|fee|cash) (?:is|will be|should be) (?:already |now |back "
            rf")?(?:on (?:its|the) way|"
            r"back (?:in|on|with)|returned|coming back)"
        ),
    ),
    (
        word_set("added put given gave add give popped credited offer offered gift gifted find see get have receive"),
        word_set("wallet account card app balance plan trouble wait free gb mb points miles extra your"),
        at_words(
            rf"\byou(?:'ll| will) (?:find|see|get|have|receive) (?:an extra )?{_SUM}[^.?!\n]{{0,20}} (?:in|on|to) "
            rf"your (?:\w{{1,10}} "
            r")?(?:wallet|account|card|app|balance|plan)\b"
            rf"|\b{_WE}(?:{_WILL})? (?:added|put|given|gave|add|give|popped|credited|offer(?:ed)?|gift(?:ed)?)(?: "
            rf"you)?(?: an)?(?: "
            rf"(?:extra|another))? {_SUM} (?:extra |off |back )?(?:to|onto|on|in|into|for) (?:your|the trouble|the "
            rf"wait|free)\b"
        ),
    ),
    (
        word_set("free nothing charge cost apology apologise apologize sorry thank expense house up"),
        word_set(
            "send sent offer offering give giving given add adding added put extend extended upgrade upgraded repair "
            "repaired fix fixed redeliver rebook rebooked book deliver delivered move moved change changed clean "
            "cleaned install installed fit collect throw bring get getting arrange arranged post posted provide "
            "organise organize issue issued show next waiting reserved yours aside ship shipped do sort have made "
            "make"
        ),
        at_words(
            rf"\b{_WE}{_WILL} (?:{_GIVE}|extend(?:ed)?|upgraded?|repair(?:ed)?|fix(?:ed)?|redeliver|re-?book(?:ed)?|"
            rf"deliver(?:ed)?|"
            rf"mov(?:e|ed)|chang(?:e|ed)|clean(?:ed)?|install(?:ed)?|fit|collect|throw in|upgrade) [^.!?\n⟨]{{1,60}}? "
            rf"{_FREE}"
            rf"|\b(?:will|\w{{1,5}}'ll) (?:bring|send|deliver|fit|install|fix|repair|get) (?:you|your|it|this|a) "
            rf"[^.?!\n⟨]{{0,60}}? {_FREE}"
            r"|\bshow (?:this|that|them this|us this)[^.?!\n]{0,50} (?:for|and get|to get) (?:a|an|one|two|your) "
            r"(?:free|complimentary|"
            r"\d)|\bfree (?:\w{1,12} ){1,2}(?:is|are) (?:waiting for|reserved for|yours|set aside)"
            r"|\b(?:your|the|a) next (?:\w{1,12} ){1,3}?(?:is|will be|are) (?:free|half price|on the house)\b"
        ),
    ),
    (
        word_set("another new fresh correct right missing proper spare replacement"),
        None,
        at_words(
            rf"\b(?:{_WE}(?:{_WILL})?|let (?:us|me)) (?:send(?:ing)?|sent|post(?:ing|ed)?|ship(?:ping|ped)?|"
            rf"deliver(?:ing|ed)?|"
            rf"dispatch(?:ed|ing)?|get(?:ting)?|mak(?:e|ing)|made|bak(?:e|ing)|cook(?:ing)?|order(?:ed)?|arrang(?:e|"
            rf"ed)|bring(?:ing)?|"
            rf"giv(?:e|ing)|given|put)(?: out| off)?(?: (?:you|round|over))? {_NEW}\b"
            r"|\b(?:a|an|your|the) (?:brand )?(?:(?:new|fresh|replacement|another|right|correct|missing) ){1,2}"
            rf"{_NO_GOODS}[\w\-]{{2,15}} (?:is|are|will be|has been|was|'s) (?:already |now )?(?:on (?:its|the|their) "
            rf"way (?:to|out|over)|"
            r"in the post|sent out|coming to you|being sent|waiting for you|with you)"
            rf"|\b(?:another|(?:an?|the|your) (?:new|fresh|replacement|second)) {_NO_GOODS}[\w\-]{{2,15}} (?:goes|"
            rf"went|is going|will go|leaves|ships|shipped) "
            r"(?:out )?(?:to you|today|tonight|tomorrow|this (?:morning|afternoon|evening|week)|our|now)\b"
            r"|\b(?:asked|told) (?:the|our|my) (?:\w{1,12} ){1,2}to (?:make|send|bring|give|bake|post|ship) (?:you "
            r")?(?:an? (?:new|fresh)|another)\b"
            r"|\b(?:the )?(?:right|new|fresh|correct|missing) (?:ones?|pair|set|parts?|item|order) (?:is|are|will be) "
            r"(?:already |now )?"
            r"(?:on (?:its|the|their) way|in the post|being sent)"
        ),
    ),
    (
        word_set("us house"),
        word_set("on"),
        at_words(
            r"\b(?:your|the|this|next|a) (?:next )?(?!(?:\w{1,10} )?(?:blame|fault|mistake|delay|error|onus|"
            r"responsibility|problem|mess|"
            r"mix|issue|failure|slip))(?:[\w\-]{2,12} ){1,2}(?:is|are|will be|'s) on us\b|\bone(?:'s)? (?:is |will be "
            r")?on us\b"
            r"|\b(?:drinks?|meal|dessert|coffee|round|one|lunch|dinner|visit|pizza|delivery|shipping|treat|night|stay|"
            r"ticket)(?: is|'s| are)? on us\b|\bon the house\b"
        ),
    ),
)

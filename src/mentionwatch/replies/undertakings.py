"""What a reply undertakes: to make good, or to come back."""

from __future__ import annotations

import re

from mentionwatch.replies.plain import Reply, Span, word_set

_AMENDS = (
    r"(?:refunds?|vouchers?|replacements?|reimbursements?|compensation|discounts?|coupons?|credits?|exchange|new one|"
    r"gift (?:card|voucher|certificate)s?|goodwill|gesture of goodwill|bonus miles|travel funds|freebies?|money back|"
    r"cash ?back|(?:free|complimentary) (?!to\b|trial|of\b|app\b|plan|account|version|wi-?fi|number|call|help|support|"
    r"space|up\b|from\b|for\b|and\b|if\b)\w{2,15})\b(?! (?:card|check|score|team|report|union|line|limit|polic|"
    r"request|status|info|form|department|option|link|process|page|claim|case|guideline|terms|code(?! for))|'s)"
)
_WE = r"(?:we|i|our team|our \w{2,12} team|the team|my colleagues?|the store)"
_WILL = (
    r"(?:'ll|'d| will| would| can| could| shall|'re| are|'m| am|'ve| have)(?: (?:gladly|happily|of course|also|"
    r"certainly|definitely|just|now|already|then|absolutely|instead|been|be|more than|very|only)){0,3}(?: (?:happy|"
    r"glad|delighted|pleased|able|going|love|like|willing|want) to)?"
)
_GIVE = (
    r"(?:offer(?:ing|ed)?|give|giving|given|send(?:ing)?|sent|issu(?:e|ing|ed)|process(?:ing|ed)?|arrang(?:e|ing|ed)|"
    r"provid(?:e|ing|ed)|pop(?:ping|ped)?|put(?:ting)?|post|invite|add(?:ing|ed)?|apply|applying|applied|get(?:ting)?|"
    r"organi[sz](?:e|ing|ed)|approved?|authori[sz](?:e|ing|ed)|raised?|sort|credit(?:ed)?|posted|set up|initiat(?:e|"
    r"ing|ed)|do|have)"
)
_MEND = (
    r"(?:refund(?:ing|ed)?|replac(?:e|ing|ed)|reimburs(?:e|ing|ed)|compensat(?:e|ing|ed)|waiv(?:e|ing|ed)|"
    r"credit(?:ing|ed)?|exchang(?:e|ing|ed)|swap(?:ping|ped)?|resend(?:ing)?|resent|reship(?:ping|ped)?|redo|remake)"
)
# What may stand between "we'll send" and "a refund", without making it a word about refunds.
_A = (
    r"(?:(?!(?:about|regarding|info|information|details|update|help|polic|link|steps|question|if|how|feedback|team|to|"
    r"for|department|any|no|look|on (?:the|your)|that)\b)[^\s.?!⟨]{1,20} ){0,6}?"
)
_IT = r"(?:(?:you|it|this|that|them|those|these|the|your|any|all|in|for|half|both|every(?:one|body))\b|[£$€\d])"
_RIGHT = r"make (?:this|it|that|things|everything|matters) (?:right|up to you)"
_OFFER = re.compile(
    rf"\b{_WE}{_WILL} (?:{_GIVE} {_A}{_AMENDS}|{_MEND} {_IT}|{_RIGHT}\b)"
    rf"|\b{_WE}{_WILL} (?:{_GIVE}|extend(?:ed)?|upgraded?|repair(?:ed)?|redeliver) [^.!?\n⟨]{{1,40}} (?:for free|free "
    r"of charge|at no (?:extra )?(?:cost|charge)|as an? (?:small )?(?:apology|thank you))\b"
    rf"|\b{_WE}{_WILL} (?:get|have|got|had) (?:it|this|that|these|those|them|you|your \w{{1,15}}) (?:replaced|"
    r"refunded|exchanged|swapped|reimbursed|credited|resent)\b"
    r"|\byou(?:'ll| will) get (?:the|your|a) (?:full |whole )?(?:amount|money|fee|price|fare|deposit) back\b"
    r"|\b(?:let us|let me|like to|love to|happy to) (?:\w{1,12} ){1,5}?with (?:a|an|some) (?:\w{1,12} "
    rf")?{_AMENDS}"
    r"|\byour (?:money|fee|fare|deposit|payment|order) (?:will be|has been|was|is being) (?:fully )?refunded\b"
    r"|\byou can have (?:your money back|(?:a|your) (?:full )?(?:refund|replacement))\b"
    rf"|\b{_WE} (?:just |already |also )?(?:issued|processed|sent|arranged|added|credited|approved|applied|initiated|"
    rf"offer you|give you) {_A}{_AMENDS}"
    r"|\b(?:let us|let me|allow (?:us|me) to|happy to|glad to|love to|like to|able to|(?:opportunity|chance) to|going "
    rf"to|can we) (?:{_RIGHT}\b|{_MEND} {_IT}|{_GIVE} {_A}{_AMENDS})"
    r"|\byou(?:'ll| will|'re| are|'ve)(?: (?:be|been|also|now|shortly|soon|still|then|receive|be getting|get|have|due|"
    r"entitled to|eligible for|a|an|your|the|our|full|in|with|of|back)){0,6} (?:refunded|reimbursed|compensated|"
    r"credited|refund|voucher|replacement|compensation|cash ?back|money back|gift card)\b(?! (?:from|polic|info|"
    r"request))"
    r"|\b(?:your|a|the) (?:full |partial )?(?:refund|replacement|voucher|compensation|credit|gift card|new one) "
    r"(?:has been|have been|was|is being|will be|is) (?:now |already |just )?(?:issued|processed|approved|sent|"
    r"arranged|on (?:its|the) way|added|applied|dispatched|shipped|offered)\b"
    r"|\b(?:here is|here's|please (?:accept|enjoy)|how about)(?: [\w%£€$]{1,12}){0,3}? (?:voucher|coupon|discount|"
    r"gift card|refund|credit|compensation|free \w{2,15}|\d{1,2} ?% off)\b"
    r"|\b(?:drinks?|meal|dessert|coffee|round|one|lunch|dinner|visit|pizza|delivery|shipping|treat|night|stay|"
    r"ticket)(?: is|'s| are)? on us\b|\bon the house\b"
    r"|\bas an? (?:gesture of good ?will|good ?will gesture)\b"
    r"|\b(?:use|enter|with) (?:the |this |our |your )?(?:discount |voucher |promo )?code\b[^.?!\n]{0,40}?\d ?% (?:off|"
    r"discount)"
)
_OFFERED = word_set(
    "amount fee price fare deposit resent refund refunds refunded refunding voucher vouchers replacement "
    "replacements replace replaced replacing reimburse reimbursed reimbursement reimbursing compensate compensated "
    "compensation discount discounts coupon coupons credit credits credited crediting gift goodwill gesture bonus "
    "funds free complimentary freebie freebies cash cashback waive waived waiving apology thank charge cost "
    "exchange exchanged exchanging swap swapped resend resending reship redo remake house make money off"
)
_REFUSED = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|could not|won't|will not|wouldn't|would not|do not|does not|did not|is not|"
    r"are not|not able|not possible|unable|never|no longer|don't|doesn't|didn't|isn't|aren't|decline|"
    r"refuse)\b[^.!?,;\n]{0,30}$"
    r"|\b(?:you|they)(?:'d| would| can| may)?(?: like| want)? $|\b(?:if|whether|once|when|unless|before) $"
)

_PROMISE = re.compile(
    r"\b(?:we'll|i'll|we will|i will|we shall|will|they'll|they will|team will|someone will|somebody will|colleague "
    r"will|he'll|she'll|gonna|going to) (?:(?!not|never)\w{1,12} ){0,4}?(?:get back|getting back|follow up(?! there)|"
    r"following up|be in touch|be in contact|be contacting|be reaching out|update you|be updating|let you know|keep "
    r"you (?:posted|updated|informed|in the loop)|contact you|reach out|call you|ring you|e-?mail you|message you|dm "
    r"you|come back to you|respond to you|reply to you|reply shortly|respond shortly|reply soon|revert|share an "
    r"update|send an update|post an update|provide an update|be back (?:to|with|soon|shortly|in touch)|send you(?! "
    rf"(?:an? |the |your |some |our )?(?:full |new |free )?{_AMENDS})|have an (?:update|answer)|get in touch|touch "
    r"base|write back|write to you)\b"
    r"|\byou(?:'ll| will) hear (?:back )?from (?:us|me|our|them)\b"
    r"|\b(?:stay tuned(?! to\b)|watch this space|bear with (?:us|me) while|hold tight while|more (?:info|news|"
    r"details) (?:to follow|soon)|update (?:to follow|soon|you (?:soon|shortly|as soon))|keep you (?:posted|updated|"
    r"informed)|get back to you (?:soon|shortly|asap|as soon|within|in|by|on|with|once|when)|be in touch (?:soon|"
    r"shortly|as soon)|(?:looking|checking) into (?:it|this|that) and (?:will|we'll|i'll))\b"
)
_PROMISED = word_set(
    "ll will shall gonna going hear tuned space bear tight follow soon posted updated informed shortly touch back "
    "update looking checking more"
)
_HANGS = re.compile(
    r"\b(?:if|once|when|whenever|so (?:that )?(?:we|i)|after) (?:you|u|we (?:get|have|receive)|i (?:get|have|receive)|"
    r"your|they|it)\b[^.?!\n]{0,120}$|\bso (?:that )?$"
    r"|(?:^|[.!?] |\b(?:please|pls|kindly|can you|could you|just) (?:\w{1,10} )?)(?:send|share|provide|dm|tell|give|"
    r"let us know|confirm|e-?mail|reply|contact|call|fill|submit|click)\b[^.?!\n]{0,120}(?:\band|,|so) $"
)
_SENTENCE_END = re.compile(r"[.?!](?=\s|$)|\n")


def find_offer(reply: Reply) -> Span | None:
    """Find what a reply offers to make good: a refund, a replacement, something free; a refusal is none."""
    plain = reply.plain
    if _OFFERED.isdisjoint(reply.words) and " on us" not in plain and "new one" not in plain:
        return None
    for found in _OFFER.finditer(plain):
        if not _REFUSED.search(plain, max(found.start() - 60, 0), found.start()):
            return found.span()
    return None


def find_promise(reply: Reply, asked_at: int) -> Span | None:
    """Find where a reply promises to come back; one that hangs on what the customer does first is none."""
    if _PROMISED.isdisjoint(reply.words):
        return None
    plain = reply.plain
    for found in _PROMISE.finditer(plain):
        hangs = _HANGS.search(plain[max(found.start() - 160, 0) : found.start()]) or (
            0 <= asked_at < found.start() and not _SENTENCE_END.search(plain[asked_at : found.start()])
        )
        if not hangs:
            return found.span()
    return None

"""Patterns for what no list of words can say. Every repeat is bounded, so that hostile text stays cheap."""

from __future__ import annotations

import re

SPAN = re.compile(
    r"\b(?:\d{1,4}|one|two|three|four|five|six|several|couple of|few|an|a) ?\+?(?:st|nd|rd|th)? ?(?:full |whole |"
    r"business |working )?"
    r"(?:min|mins|minutes|hr|hrs|hour|hours|day|days|week|weeks|wks|month|months|mths|years)\b"
)
FAILING = re.compile(
    r"\b(?:won't|wont|will not|can't|cant|cannot|can not|couldn't|could not|doesn't|doesnt|does not|don't|didn't|"
    r"did not|isn't|is not|"
    r"isnt|aren't|are not|not|never|unable to|not able to|failed to|fails to|refuses to|refusing to|trying to|"
    r"tried to|nothing|nowhere) (?:\w{1,12} ){0,2}"
    r"(?:let|lets|letting|turn|turns|turning|work|works|worked|working|load|loads|loading|connect|connecting|log|"
    r"login|open|"
    r"opens|opening|play|plays|playing|get|getting|access|arrive|arrived|show|shows|showing|showed|start|starts|"
    r"charge|charges|charging|update|updating|updated|sync|syncing|download|downloading|install|installed|"
    r"install|respond|"
    r"responding|reply|send|sent|receive|received|receiving|delivered|deliver|find|see|hear|use|using|sign|reach|"
    r"contact|book|check|change|recognise|recognize|accept|accepting|accepted|help|helping|helped|honor|honour|"
    r"fit|stop|care|"
    r"available|possible|appear|appearing|happen|happening|stream|streaming|pay|order|print|boot|"
    r"detect|recording|record|resolved|fixed|solved|answer|answering|call|called|told|given|loaded|able|"
    r"even|understand|explain|make|add|give|complete|verify|reset)\b"
)
GOODBYE = re.compile(
    r"\bnever (?:ever )?(?:fly|buy|us|order|shop|book|eat|go|com|stay|deal|purchas|return|visit|do|giv|spend|"
    r"travel|rid)"
    r"(?:e|ing|ling|ping)? (?:[\w'-]{1,20} ){0,6}again\b"
    r"|\bswitching to (?!an? |the |my |your |incognito|wifi|wi-fi|web|offline|safe|private|another |mobile|data)\w"
    r"|\b(?=c|end)(?<!you )(?<!they )(?<!someone )(?<!somebody )(?<!has )(?<!about )(?<!how )(?:cancelled|canceled|"
    r"cancelling|canceling|"
    r"closed|closing|ended|ending) my (?:\w{1,15} )?(?:subscription|account|membership|contract|plan)\b"
)
SARCASM = re.compile(
    r"\b(?:thanks?|thx|ty|cheers)(?: you| u)? (?:[\w'-]{1,15} ){0,3}for (?:[\w'-]{1,15} ){0,6}(?:losing|wasting|"
    r"sucking|ruining|killing|wiping|vanishing|smashing|"
    r"bricking|bricked|deleting|crashing|breaking|screwing|ignoring|overcharging|stranding|delaying)\b|"
    r"\b(?:thanks?|thx|ty|cheers)(?: you| u)? (?:so much |very much |a lot |a bunch )?(?:for|4) (?:nothing|nothin|"
    r"nowt|(?:absolutely |precisely )(?:nothing|zero|no)\b|(?:the |your |a |"
    r"another |all the )?"
    r"(?:delay|delays|wait|bad|terrible|awful|worst|poor|horrible|lousy|crap|crappy|shit|shitty|lack|wrong|late|"
    r"cold|broken|"
    r"wasted|waste|stress|headache|inconvenience|canned|automated|standard reply|third|fourth)|"
    r"(?:never|ruining|wasting|cancelling|canceling|losing|ignoring|breaking|delaying|screwing|lying|forgetting|"
    r"stealing|"
    r"hanging up|overcharging|messing|letting (?:me|us) down|being (?:so )?(?:rude|useless|late)|"
    r"leaving (?:me|us)|keeping (?:me|us) (?:waiting|on hold|in the dark)|"
    r"not (?:responding|replying|answering|helping|getting|letting|caring|calling|delivering|telling|showing|"
    r"honoring|giving)))\b"
)
DOUBTING = re.compile(
    r"\b(?:do|does|did|are|is|will|have|has) (?:you|u|anyone|anybody|it|they) (?:guys |people |all )?(?:even|"
    r"actually|ever)\b"
)
SNEERING = re.compile(
    r"\b(?:how hard (?:is|can) it|is (?:it|that) too much|call yourselves?|what kind of|thanks to you (?:we|i)|"
    r"(?:great|nice|good) way to (?:treat|lose|run|ruin|welcome|reward|thank|waste)|"
    r"(?:thought|said|claim) (?:you|you guys|you all|y'all) were)\b"
    r"|\b(?=so much)(?<!thanks )(?<!thank you )(?<!thx )(?<!thank u )(?<!you so )so much for\b"
)
IRONY = re.compile(
    r"\b(?:(?:gotta|got to) love|don't you (?:just )?love|nothing says|big round of applause|chef's kiss|truly living|"
    r"genius (?:move|business)|impeccable timing|fantastic timing|great timing|what a treat|my compliments|"
    r"(?:award|medal|trophy) for|if you (?:enjoy|love) (?:being|waiting|talking|watching|paying|listening)|"
    r"love (?:how|it when|that (?:you|your|the))|my (?:favou?rite|fave) (?:part|thing) (?:of|about|is)|"
    r"another brand new (?:way|one)|so (?:glad|happy|pleased) i (?:pay|paid)|"
    r"(?:super|really|very|so) helpful that)\b"
)
MOCKING = re.compile(
    r"\b(?:great|nice|lovely|awesome|fantastic|brilliant|wonderful|cool|good|well done|congrats|"
    r"congratulations|love|yay|"
    r"excellent|perfect|super|amazing|bravo|kudos|fun|impressive|classy)\b"
    r"(?<!not great)(?<!not good)(?<!not nice)(?<!not fun)(?<!not cool)"
    r"(?: job| work| start| stuff| customer service| service| experience| response)?"
    r"(?:\W{1,4}(?:another|yet another|so now|now|still|when|how|that|cancel\w{0,9}|delay\w{0,5}|just|no|not|"
    r"to be|being|"
    r"having|getting|waiting|sitting|on|at|\d+)\b|\.{3})"
    r"|\b(?:thanks?|thx)(?: you| u)? (?:so much |very much |a lot )?for (?:telling|making|having|allowing|"
    r"showing|calling|giving|"
    r"sending|putting|another|the (?!quick|prompt|fast|speedy|help|response|reply|effort|credit|great|support|"
    r"info|update|refund|heads|good|kind|offer|tip|link|awesome|amazing|excellent|assist|follow|upgrade|ride|"
    r"feedback|service)|charging|not|all|helping me (?:miss|lose))\b|\bway to go\b"
)
WISHING = re.compile(
    r"\b(?:would(?:'ve| have)? be(?:en)? (?:nice|great|good|cool|helpful|wonderful|lovely|awesome|amazing|better|"
    r"appreciated)|would love|would like|'d love|"
    r"i'd like|used to (?:be|love|like)|wish|if only|not exactly|hardly|hopefully|hoping|supposedly|so called|"
    r"almost|better (?:be|not|hurry|fix))\b"
)
WRONG_GOODS = re.compile(
    r"\b(?:ordered|bought|booked|asked for|paid for|requested) (?:[\w'-]{1,20} ){1,8}?(?:and|but) (?:i |we |"
    r"they )?(?:only |just )?"
    r"(?:got|get|received|was given|were given|was sent|gave|sent)\b"
)
BAD_FACES = re.compile("[:=;]['’]?-?[(\\[/\\\\|]+(?!\\w)|\\bd:")
"""Signs in plain letters: all that a text of those can have."""
BAD_SIGNS = re.compile("[😡😠🤬😤👎💩🙄😒😞😔😢😭😩😫☹🙁😣😖🤮🤢😑🤦💔😾😥😓🖕💔🤡😐😕😟😱🤯]|" + BAD_FACES.pattern)
SNEERS = re.compile("[🙄😒🖕🤡🙃😑🤬]")
GOOD_FACES = re.compile("[:=;]['’]?-?[)\\]d]+(?!\\w)|<3")
GOOD_SIGNS = re.compile("[😍🥰😊😀😃😄😁🙂❤♥💕💖💙💚💛💜🧡👍👏🙌🎉🥳😘🤩😎🙏💯⭐🌟✨🔥😋]|" + GOOD_FACES.pattern)
SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
HASHTAG = re.compile(
    r"#\w{0,40}(?:fail|worst|suck|never|boycott|disappoint|terrible|bad|awful|rubbish|joke|scam|poor|horrible|pathetic|"
    r"unacceptable|unhappy|angry|fedup|notok|nothappy|frustrat|annoy|disgrace|stranded|delay|nightmare|wtf|help|"
    r"ridiculous)\w{0,40}",
    re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Each pattern needs one of its words: a look at a post's words is ten times as fast as the pattern.
SPAN_WORDS = _words(
    "min mins minutes hr hrs hour hours day days week weeks wks month months mths years hour's day's week's month's"
)
FAILING_WORDS = _words(
    "won't wont can't cant cannot couldn't doesn't doesnt don't didn't isn't isnt aren't not never unable failed fails "
    "refuses refusing trying tried nothing nowhere"
)
GOODBYE_WORDS = _words("never switching cancelled canceled cancelling canceling closed closing ended ending")
SARCASM_WORDS = _words("thanks thank thx ty cheers")
DOUBTING_WORDS = _words("even actually ever")
SNEERING_WORDS = _words("hard much yourself yourselve yourselves kind way thought said claim thanks")
IRONY_WORDS = _words(
    "love says applause chef's truly genius timing treat compliments award medal trophy enjoy favourite favorite fave "
    "brand pay paid helpful"
)
MOCKING_WORDS = _words(
    "great nice lovely awesome fantastic brilliant wonderful cool good well congrats congratulations love yay "
    "excellent perfect super amazing bravo kudos fun impressive classy thanks thank thx way"
)
WISHING_WORDS = _words(
    "would would've used wish only hardly hopefully hoping supposedly called almost better exactly love like"
)
WRONG_GOODS_WORDS = _words("ordered bought booked asked paid requested")

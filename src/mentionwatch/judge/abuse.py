"""Insults aimed at a person. Anger, swearing and harsh words about a service are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mentionwatch.judge.cues import Signal
from mentionwatch.judge.lexicon import words_of
from mentionwatch.judge.memo import Memo
from mentionwatch.judge.words import Words

_PLAIN_INSULTS = (
    "idiot moron imbecile asshole arsehole bastard bitch cunt dickhead prick wanker twat scumbag retard dumbass "
    "shithead fuckwit fucker motherfucker cretin halfwit dimwit nitwit twit tosser bellend jackass douchebag muppet "
    "dumbfuck whore slut"
)
"""What names a person only."""
_OTHER_INSULTS = "a-hole dick scum loser fool clown numpty numpties douche pig monkey vermin trash hack parasite jerk"
"""What names a person where it is said of one."""


def _any(words: str, *more: str) -> str:
    plain = "|".join(f"{re.escape(word)}{'(?:e?s)?' if word[-1] != 's' else ''}" for word in words.split())
    return f"(?:{'|'.join((plain, *more))})"


_INSULT = _any(
    _PLAIN_INSULTS + " " + _OTHER_INSULTS, "a-holes", "dumb fucks?", "pieces? of (?:shit|crap|trash|garbage)"
)
_PERSON_INSULT = _any(_PLAIN_INSULTS + " loser clown", "numpt(?:y|ies)", "dumb fucks?")
_SURE_INSULT = _any(_PLAIN_INSULTS)
_HARSH = (
    r"(?:stupid|dumb|idiotic|moronic|retarded|brain ?dead|brainless|ugly|fat|useless|pathetic|worthless|incompetent|"
    r"lazy|lying|talentless|greedy|rude|fucking|fkn|f\*+ing|bloody|damn|absolute|total|complete|utter|disgusting|"
    r"ignorant|thick|such|all|guys|people|lot|a|an|bunch of|pack of|load of|bunch|just|really|so|fuckin|little|big|"
    r"old|right)"
)
_PERSON = (
    r"(?:agents?|reps?|representatives?|employees?|drivers?|cashiers?|waiters?|waitress|managers?|woman|lady|man|"
    r"guys?|girls?|bitch|attendants?|clerks?|operators?|pilots?|stewardess|stewards?|receptionists?|baristas?|"
    r"couriers?|engineers?|crew|staff|team|boss|ceo|he|she|they|fanboys?)"
)
_ABUSE = re.compile(
    rf"\b(?:you|u|ya|your|you're|ur|youre|you are|u r|ye)(?: are| r)?(?: {_HARSH}){{0,4}} {_INSULT}\b(?! show)"
    rf"|\b(?:stupid|dumb|idiot|idiotic|moronic|moron|retarded|brain ?dead|braindead|dumbass|ugly|thick) {_PERSON}\b"
    rf"|\b{_PERSON}(?: [\w']{{1,15}}){{0,2}} (?:is|was|'s|were|are|r)(?: {_HARSH}){{1,4}} {_INSULT}\b(?! show)"
    rf"|\b{_PERSON} (?:is|was|were|are|r)(?: {_HARSH}){{0,2}} (?:{_SURE_INSULT}|brain ?dead|brainless|"
    rf"dumb|thick as|monkeys)\b"
    rf"|\b(?:absolute|complete|total|utter|brainless|lying|bunch of|pack of|load of|which|what kind of|listen)"
    rf"(?: {_HARSH}){{0,2}} {_PERSON_INSULT}\b(?! show)"
    rf"|(?<!the )(?<!for )\b(?:(?:bunch|pack|load) of )?{_SURE_INSULT[:-1]})\b(?<=s)(?<!ss)"
    r"|\b(?:fuck|f\*+k?|f\*\*\*|screw) (?:you|u|off)\b(?! up| over| around)|\bgo to hell\b|\b(?:burn|rots?) in hell\b|"
    r"\bkill your ?sel(?:f|ves)\b|\bkys\b|\b(?:go|should) (?:go )?(?:and )?die\b"
    r"|\b(?:hope|wish) (?:you|u|they|he|she|your \w{1,12})(?: all| both)? "
    r"(?:die|dies|get cancer|rot|rots|burn|suffer)\b"
    r"|\bdrop dead\b|\bshut (?:the (?:fuck|hell) )?up\b(?! and take)|\b(?:right|such a|what a|total) bitch\b"
    rf"|\b(?:you|you're|you are|u r|ur)(?: all| guys| people| lot| are)? (?:a |so |too |really |just |fucking |"
    rf"such a )?(?:stupid|dumb|retarded|brain ?dead|brainless|"
    rf"pathetic (?:\w{{1,10}} )?people|disgusting people|moronic|thick)"
    rf"\b(?! \w+ (?:app|policy|site|website|system|rule))"
)
_SAID_OF = re.compile(
    r"\b(?:like|as|call|calls|called|calling|i'm|im|i am|i was|i feel|me|myself|think|thinks|thought|treat|"
    r"treats|treated|treating|us|not|n't|customers?(?: are)?)(?: \w{1,10}){0,3} $"
)
"""Before words that quote an insult, or turn it on the writer ("treated like idiots", "I'm such an idiot")."""
_ABUSE_WORDS = frozenset(
    {
        *(word + ending for word in (_PLAIN_INSULTS + " " + _OTHER_INSULTS).split() for ending in ("", "s", "es")),
        *[
            "fuck",
            "screw",
            "die",
            "dies",
            "hell",
            "kill",
            "kys",
            "dead",
            "shut",
            "stupid",
            "dumb",
            "idiotic",
            "moronic",
            "retarded",
            "brain",
            "braindead",
            "brainless",
            "ugly",
        ],
        *[
            "thick",
            "pieces",
            "piece",
            "f",
            "rot",
            "rots",
            "burn",
            "cancer",
            "suffer",
            "fucks",
            "disgusting",
            "pathetic",
            "hole",
            "holes",
        ],
    }
)
_SWEARING = re.compile(
    r"fuck|fck|shit|bitch|retard|asshole|arsehole|^ass$|...ass$|bastard|^cunt|whore|slut|faggot|nigg|pussy|"
    r"^dicks?$|^dickhead|douche|wank|^cock|^twat|prick$|piss|^bs$|goddamn|motherf|^stfu$|^wtf$|^fu$|^kys$|^suck|"
    r"^damn|^hell$|^crap|^arse"
)
_INSULTING = re.compile(
    r"idiot|moron|stupid|dumb(?!bell|o)|scum|^(?:liar|coward|hypocrite|loser|clown|fool|thug|criminal|crook|traitor|"
    r"terrorist|racist|fascist|nazi|bigot|pig|rat|snake|witch|creep|pervert|rapist|lunatic|psycho|puppet|trash|"
    r"garbage|parasite|monster|devil|cuck|snowflake|libtard|troll|hag|tramp|weirdo|nutjob|nut|crackpot|dolt|buffoon|"
    r"bully|goon|punk|hater)s?$|^(?:foolish|hypocrisy|disgusting|pathetic|ugly|ignorant|racism|evil|sick|vile|crazy|"
    r"insane|corrupt|brainless|clueless|spineless|worthless|despicable|crooked|filthy|nasty|creepy|deranged|"
    r"delusional|hateful|shameless|sexist|lame|lying|fake|gross|demented|senile|twisted|shame|mentally|imbecile)$"
)
_AT_SOMEBODY = frozenset(
    [
        "you",
        "you're",
        "your",
        "youre",
        "u",
        "ur",
        "ya",
        "he",
        "he's",
        "his",
        "she",
        "she's",
        "her",
        "they",
        "they're",
        "their",
        "them",
        "these",
        "those",
        "guy",
        "woman",
        "man",
        "girl",
        "people",
        "such",
        "what",
        "bunch",
        "piece",
        "is",
        "are",
        "am",
        "as",
        "lying",
        "another",
        "shut",
        "go",
        "fuck",
        "kiss",
        "stupid",
        "dumb",
    ]
)
_REACH = 3
_SERVICE = words_of(
    "app apps service services website site page policy policies flight flights plane order orders ordered delivery "
    "deliver delivered parcel package product products phone phones internet wifi network signal connection update "
    "updates game games server servers account bill billing price prices fee fees refund customer customers support "
    "store shop shops train trains bus bank card payment subscription contract ticket tickets luggage bag bags airline "
    "airport seat food pizza coffee meal restaurant hotel room laptop computer screen battery charger router broadband "
    "software version bug login password email inbox driver drivers form system machine upgrade download install "
    "stream streaming playlist songs music ad ads company brand staff hold call calls line queue gate waiting "
    "reservation booking booked match level lag suck sucks sucked"
)
_STARRED = re.compile(r"\b[a-z]{1,3}[*#$@]{2,}[a-z]{0,4}|\b[fsb][*]\w{1,4}")
_ROUGH_SIGNS = re.compile("[🖕🤬]")


def insult_in(words: Words) -> str | None:
    """Find the words that insult a person; None where there are none."""
    if _ABUSE_WORDS.isdisjoint(words.tokens):
        return None
    text = words.text.casefold()
    for found in _ABUSE.finditer(text):
        if not _SAID_OF.search(text[max(0, found.start() - 40) : found.start()]):
            return found[0]
    return None


def speaks_of_service(words: Words) -> bool:
    """Whether a post names what a company sells or does: rough words in it may be aimed at that."""
    return not _SERVICE.isdisjoint(words.tokens)


def rough_cues(words: Words) -> Iterator[Signal]:
    """Find swearing and insulting words, whoever they are aimed at."""
    rough = [(at, kind) for at, kind in enumerate(map(_ROUGHNESS.__getitem__, words.tokens)) if kind]
    if rough:
        for key, says in (("swearing", "swears"), ("insulting", "is an insulting word")):
            found = dict.fromkeys(words.tokens[at] for at, kind in rough if kind == key)
            if found:
                yield Signal(key, says, next(iter(found)))
        if len({words.tokens[at] for at, _ in rough}) > 1:
            yield Signal("rough", "is one of several rough words", words.tokens[rough[-1][0]])
        aimed = next(
            (at for at, _ in rough if not _AT_SOMEBODY.isdisjoint(words.tokens[max(0, at - _REACH) : at])), None
        )
        if aimed is not None:
            said = " ".join(words.tokens[max(0, aimed - _REACH) : aimed + 1])
            yield Signal("aimed", "aims a rough word at somebody", said)
    starred = _STARRED.search(words.text.casefold()) if "*" in words.text or "#" in words.text else None
    starred = starred or (_ROUGH_SIGNS.search(words.text) if not words.text.isascii() else None)
    if starred:
        yield Signal("starred", "hides a swear word", starred[0])


def _roughness(token: str) -> str:
    if _SWEARING.search(token):
        return "swearing"
    return "insulting" if _INSULTING.search(token) else ""


_ROUGHNESS = Memo(_roughness)

"""What in a post speaks for or against each kind: cues found, each with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mentionwatch.judge.lexicon import BETWEEN, BY_PHRASE, LONGEST, NEGATIONS, Tone, words_of
from mentionwatch.judge.words import Words


@dataclass(frozen=True, slots=True)
class Signal:
    """One cue found in a post. `words` are what showed it; `count` is how strongly, 1 for once."""

    key: str
    says: str
    words: str
    count: float = 1.0


@dataclass(frozen=True, slots=True)
class _Hit:
    """A phrase found at tokens start..end."""

    key: str
    says: str
    tone: Tone
    words: str
    start: int


_SPAN = re.compile(
    r"\b(?:\d{1,4}|one|two|three|four|five|six|several|couple of|few|an|a) ?\+?(?:st|nd|rd|th)? ?(?:full |whole |"
    r"business |working )?"
    r"(?:min|mins|minutes|hr|hrs|hour|hours|day|days|week|weeks|wks|month|months|mths|years)\b"
)
_FAILING = re.compile(
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
_SARCASM = re.compile(
    r"\bthanks?(?: you| u)? (?:so much |very much |a lot |a bunch )?for (?:nothing|(?:the |your |a |another |all the )?"
    r"(?:delay|delays|wait|bad|terrible|awful|worst|poor|horrible|lousy|crap|crappy|shit|shitty|lack|wrong|late|"
    r"cold|broken|wasted|waste|losing|ruin|stress|headache|inconvenience|non|no)|(?:not|never|ruining|wasting|"
    r"cancelling|canceling|making|losing|leaving|charging|keeping|ignoring|letting|breaking|messing|delaying|"
    r"screwing|lying|forgetting|hanging|nothing|stealing|overcharging|being (?:so )?(?:rude|useless|late)))\b"
    r"|\b(?:great|nice|lovely|awesome|fantastic|brilliant|wonderful|cool|good|well done|congrats|way to go|love|yay|"
    r"excellent|perfect|super|amazing)\W{0,3} ?(?:another|yet another|more delays|so now|now (?:my|the|i)|"
    r"when (?:you|your|my|the|a)|how (?:you|your|my|the|it takes|they)|that (?:you|your|my|"
    r"the) (?:\w+ ){0,2}(?:not|never|can't|cancel|delay)|"
    r"for (?:ruining|losing|wasting|cancelling|canceling|making|nothing))\b"
    r"|\b(?:way to go|nice going|great way to|nice way to|good way to|great start|nice try|slow clap|oh great|oh good|"
    r"oh joy|gee thanks|thanks a lot for|thanks a bunch|thanks but no thanks|no thanks to|so much for|just great|"
    r"just what i needed|just wonderful|just perfect|just fantastic|just brilliant|just lovely|yeah right|sure thanks|"
    r"how hard (?:is|can) it|is it too much|is that too much|must be nice|would be nice|would be great|"
    r"would be good|would be helpful|"
    r"would be appreciated|would love to|used to be|used to love|wish|if only|not exactly|hardly|call yourself|"
    r"what kind of|some service)\b"
)
_BAD_SIGNS = re.compile("[😡😠🤬😤👎💩🙄😒😞😔😢😭😩😫☹🙁😣😖🤮🤢😑🤦💔😾😥😓]|[:=;]['’]?-?[(\\[/\\\\|]+(?!\\w)|\\bd:")
_GOOD_SIGNS = re.compile(
    "[😍🥰😊😀😃😄😁🙂❤♥💕💖💙💚💛💜🧡👍👏🙌🎉🥳😘🤩😎🙏💯⭐🌟✨🔥😋]|[:=;]['’]?-?[)\\]D]+(?!\\w)|<3"
)
_SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
_HASHTAG = re.compile(
    r"#\w{0,40}(?:fail|worst|suck|never|boycott|disappoint|terrible|bad|awful|rubbish|joke|scam|poor|horrible|pathetic|"
    r"unacceptable|unhappy|angry|fedup|notok|nothappy|frustrat|annoy|disgrace|stranded|delay|nightmare|wtf|help|"
    r"ridiculous)\w{0,40}",
    re.IGNORECASE,
)


def find_signals(words: Words) -> list[Signal]:
    """Find every cue in a post's words, in the order of the lists; each cue once, with its first words."""
    lower = words.text.casefold()
    return [*_from_lists(words.tokens), *_from_patterns(lower, words.text), *_from_form(words)]


def _from_lists(tokens: Sequence[str]) -> Iterator[Signal]:
    by_key: dict[str, list[_Hit]] = {}
    for hit in _phrase_hits(tokens):
        found = _turned(hit, tokens)
        by_key.setdefault(found.key, []).append(found)
    for hits in by_key.values():
        distinct = len({hit.words for hit in hits})
        yield Signal(hits[0].key, hits[0].says, hits[0].words, min(1 + 0.5 * (distinct - 1), 2.0))


def _phrase_hits(tokens: Sequence[str]) -> Iterator[_Hit]:
    at = 0
    while at < len(tokens):
        for length in range(min(LONGEST, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            cue = BY_PHRASE.get(phrase)
            if cue is not None:
                yield _Hit(cue.key, cue.says, cue.tone, phrase, at)
                at += length
                break
        else:
            at += 1


def _turned(hit: _Hit, tokens: Sequence[str]) -> _Hit:
    """Turn what a negation before it denies: "not great" is no praise, "no problems" no trouble."""
    if hit.tone is Tone.PLAIN:
        return hit
    start = hit.start
    reach = 3 if hit.tone is Tone.GOOD else 1
    for back in range(start - 1, max(start - 1 - reach, 0) - 1, -1):
        if back < 0:
            break
        if tokens[back] in NEGATIONS:
            said = " ".join((*tokens[back:start], hit.words))
            if hit.tone is Tone.GOOD:
                return _Hit("denied praise", "denies something good", hit.tone, said, back)
            return _Hit("denied trouble", "denies something bad", hit.tone, said, back)
        if tokens[back] not in BETWEEN:
            break
    return hit


def _from_patterns(lower: str, text: str) -> Iterator[Signal]:
    for key, says, pattern, subject in (
        ("time", "names a length of time", _SPAN, lower),
        ("failing", "says that something does not work", _FAILING, lower),
        ("sarcasm", "is praise turned round", _SARCASM, lower),
        ("bad sign", "is an unhappy sign", _BAD_SIGNS, text),
        ("good sign", "is a happy sign", _GOOD_SIGNS, text),
        ("hashtag", "is a hashtag of complaint", _HASHTAG, text),
    ):
        found = list(_limited(pattern.finditer(subject), 4))
        if found:
            distinct = len({match[0] for match in found})
            yield Signal(key, says, found[0][0].strip(), min(1 + 0.5 * (distinct - 1), 2.0))


def _limited(matches: Iterator[re.Match[str]], most: int) -> Iterator[re.Match[str]]:
    for _, match in zip(range(most), matches, strict=False):
        yield match


_PERSONAL = words_of("i i'm im i've ive my me we our us i'd i'll mine ")
_ADDRESSED = words_of("you your u ur you're youre you've yours guys y'all ")
_CONTRARY = words_of("but yet however although though except unfortunately instead ")
_DENIALS = NEGATIONS - {"nothing", "less", "zero"}


def _from_form(words: Words) -> Iterator[Signal]:
    tokens = words.tokens
    marks = tokens.count("?")
    if marks:
        yield Signal("question mark", "is a question mark", "?", min(1 + 0.5 * (marks - 1), 2.0))
    shouts = tokens.count("!")
    if shouts:
        yield Signal("exclamation", "is an exclamation mark", "!", min(1 + 0.5 * (shouts - 1), 2.0))
    shouted = _SHOUTED.findall(words.text)
    if shouted:
        yield Signal("capitals", "is in capitals", shouted[0], min(1 + 0.5 * (len(shouted) - 1), 2.0))
    for key, says, listed in (
        ("personal", "speaks of the customer's own case", _PERSONAL),
        ("addressed", "speaks to the brand", _ADDRESSED),
        ("contrary", "turns against what was said", _CONTRARY),
        ("denial", "denies", _DENIALS),
    ):
        yield from _listed(key, says, listed, tokens)


def _listed(key: str, says: str, listed: Iterable[str], tokens: Sequence[str]) -> Iterator[Signal]:
    found = [token for token in tokens if token in listed]
    if found:
        yield Signal(key, says, found[0], min(1 + 0.5 * (len(found) - 1), 2.0))

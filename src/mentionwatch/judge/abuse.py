"""Insults aimed at a person. Anger, swearing and harsh words about a service are none."""

from __future__ import annotations

import re

_INSULT = (
    r"(?:idiots?|morons?|imbeciles?|assholes?|arseholes?|a-holes?|bastards?|bitch(?:es)?|cunts?|dicks?|"
    r"dickheads?|pricks?|"
    r"wankers?|twats?|scumbags?|scum|retards?|dumbass(?:es)?|dumb ?fucks?|losers?|shitheads?|fuckwits?|fuckers?|"
    r"motherfuckers?|whores?|sluts?|fools?|clowns?|cretins?|halfwits?|dimwits?|numpt(?:y|ies)|tossers?|bellends?|"
    r"jackass(?:es)?|"
    r"douchebags?|douches?|pigs?|vermin|trash|pieces? of (?:shit|crap|trash|garbage))"
)
_PLURAL_INSULT = (
    r"(?:idiots|morons|imbeciles|assholes|arseholes|bastards|bitches|cunts|dickheads|pricks|wankers|twats|scumbags|"
    r"retards|dumbasses|dumb ?fucks|shitheads|fuckwits|fuckers|motherfuckers|cretins|halfwits|tossers|bellends|"
    r"douchebags)"
)
_HARSH = (
    r"(?:stupid|dumb|idiotic|moronic|retarded|brain ?dead|ugly|fat|useless|pathetic|worthless|incompetent|lazy|fucking|"
    r"fkn|f\*+ing|bloody|damn|absolute|total|complete|utter|disgusting|ignorant|thick|such|all|guys|people|lot|a|an|"
    r"bunch of|pack of|load of|bunch|just|really|so|fuckin|little|big|old)"
)
_PERSON = (
    r"(?:agent|agents|rep|reps|representative|employee|driver|drivers|cashier|waiter|waitress|manager|woman|"
    r"lady|man|guy|girl|bitch|attendant|clerk|operator|pilot|stewardess|steward|receptionist|barista|courier)"
)
_ABUSE = re.compile(
    rf"\b(?:you|u|ya|your|you're|ur|youre|you are|u r|ye)(?: are| r)?(?: {_HARSH}){{0,4}} {_INSULT}\b"
    rf"|\b(?:stupid|dumb|idiot|idiotic|moronic|moron|retarded|brain ?dead|dumbass|ugly|thick) {_PERSON}\b"
    rf"|\b{_PERSON} (?:is|was|'s|were|are)(?: {_HARSH}){{1,3}} {_INSULT}\b"
    rf"|(?<!like )(?<!as )(?<!the )(?<!for )\b(?:(?:bunch|pack|load) of )?{_PLURAL_INSULT}\b"
    r"|\b(?:fuck|screw) (?:you|u|off)\b(?! up| over| around)|\bgo to hell\b|\bburn in hell\b|"
    r"\bkill your ?sel(?:f|ves)\b|\bkys\b"
    r"|\b(?:hope|wish) (?:you|u|they|he|she|your \w{1,12})(?: all| both)? (?:die|dies|get cancer|rot|burn|suffer)\b"
    r"|\bdrop dead\b|\bshut (?:the (?:fuck|hell) )?up\b(?! and take)"
    rf"|\b(?:you|you're|you are|u r|ur)(?: all| guys| people| lot)? (?:a |so |too |really |just |fucking |"
    rf"such a )?(?:stupid|dumb|retarded|brain ?dead|disgusting people|moronic|thick)\b(?! \w+ (?:app|policy|site|"
    rf"website|system|rule))"
)


def insult_in(text: str) -> str | None:
    """Find the words that insult a person; None where there are none."""
    found = _ABUSE.search(text.casefold())
    return found[0] if found else None

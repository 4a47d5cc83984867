"""The German word lists: what words speak of, and what they weigh toward each kind.

Phrases are parted by slashes; `*` stands for any ending. Umlauts and ß may be written either way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from mentionwatch.judge.cues import Tone

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Weight(NamedTuple):
    """What one cue adds to the score of each kind."""

    complaint: float = 0.0
    praise: float = 0.0
    question: float = 0.0


@dataclass(frozen=True, slots=True)
class GermanCue:
    """Words that say the same, and what they weigh."""

    key: str
    says: str
    tone: Tone
    weight: Weight
    pattern: re.Pattern[str]


def folded(text: str) -> str:
    """Fold case, umlauts and ß, so that one spelling stands for all."""
    return text.casefold().translate(_SPELLED_OUT)


def any_of(phrases: str) -> str:
    """Make the pattern of a list of phrases, whole words only."""
    listed = sorted((" ".join(phrase.split()) for phrase in folded(phrases).split("/")), key=len, reverse=True)
    return r"(?<!\w)(?:" + "|".join(re.escape(one).replace(r"\*", r"\w*") for one in listed if one) + r")(?!\w)"


def cue(key: str, says: str, tone: Tone, weight: Weight, phrases: str, *patterns: str) -> GermanCue:
    """Make a cue of a list of phrases and of patterns, which are in folded spelling."""
    listed = (any_of(phrases),) if phrases else ()
    return GermanCue(key, says, tone, weight, re.compile("|".join((*patterns, *listed))))


KIND_CUES = (
    cue(
        "thanks",
        "says thanks",
        Tone.PLAIN,
        Weight(-1.0, 2.6),
        "danke / dankeschön / vielen dank / herzlichen dank / tausend dank / besten dank / lieben dank / "
        "grossen dank / dank an / bedanke / bedanken / dankbar / ein lob / grosses lob / lob an / kompliment* / thx / "
        "merci",
    ),
    cue(
        "delight",
        "is warm praise",
        Tone.GOOD,
        Weight(-1.1, 2.4),
        "super / toll* / klasse / spitze / spitzenmässig* / grossartig* / fantastisch* / phantastisch* / wunderbar* / "
        "hervorragend* / ausgezeichnet* / genial* / perfekt* / begeistert* / beste / besten / bester / bestes / "
        "geil* / mega / hammer / top / 1a / erstklassig* / vorbildlich* / lecker* / köstlich* / weiterempfehlen / "
        "empfehle / daumen hoch / weiter so / sensationell* / überragend* / traumhaft* / herrlich* / überglücklich / "
        "gern wieder / gerne wieder / jederzeit wieder / glücklich / hut ab / chapeau / respekt / cool* / prima / "
        "bravo / wow / ich liebe / wir lieben / liebt / wunderschön* / hält was * verspricht / einmalig* / "
        "unglaublich gut / unglaublich lecker* / sagenhaft* / brillant* / exzellent* / meisterhaft* / grandios* / "
        "fabelhaft* / entzückend* / zauberhaft* / ein fest / hat gerockt / rockt / 10 von 10 / zehn von zehn / "
        "fünf sterne / 5 sterne / volle punktzahl / liebe euch / liebe es / lieben euch / lebensretter / gerettet / "
        "unschlagbar* / ein traum / ein genuss / ein lob / positiv überrascht / immer wieder gern / "
        "immer wieder gerne / spass / freu mich / freue mich / verliebt / stolz / läuft rund / alles rund / "
        "zeit genommen / sehr bemüht / zu empfehlen / nie wieder ohne / nie wieder woanders / wahnsinnig gut",
    ),
    cue(
        "liking",
        "is friendly",
        Tone.GOOD,
        Weight(-0.6, 1.5),
        "gut / gute / guter / guten / gutes / schön / schöne / schöner / schönes / schönen / nett* / freundlich* / "
        "hilfsbereit* / kompetent* / schnell / schnelle / schneller / schnelles / zuverlässig* / pünktlich* / "
        "unkompliziert* / reibungslos* / problemlos* / einwandfrei* / zufrieden / freuen / freut / gefällt / "
        "gefallen / flott / sauber* / bequem* / gemütlich* / praktisch* / fair* / aufmerksam* / empfehlenswert* / "
        "herzlich* / liebevoll* / zuvorkommend* / geduldig* / bemüht / gepflegt* / frisch* / günstig* / "
        "sympathisch* / passt perfekt / passt super / hat gepasst / macht freude / angenehm* / hilfreich* / "
        "endlich mal / kein problem / keine probleme / besser / super schnell",
    ),
    cue(
        "plain",
        "is said of anything",
        Tone.PLAIN,
        Weight(),
        "guten tag / guten morgen / guten abend / gute nacht / gute besserung / guten rutsch / gute frage / "
        "guten hunger / schönen tag / schönen abend / schönes wochenende / schönen sonntag / schönen feierabend / "
        "schöne grüsse / beste grüsse / am besten / im besten fall / freundliche grüsse / freundlichen grüssen / "
        "mit besten grüssen / mit freundlichen grüssen / ganz schön / na gut / wie schnell / so schnell wie möglich / "
        "schnellstmöglich / schöne bescherung / gut dass / alles gute / zum besten / wie gut / herzlichen dank / "
        "herzlichen glückwunsch / herzliche grüsse / gut und böse / würde mich freuen / würden uns freuen / "
        "schnelle hilfe bitte / so gut wie / gut und schön / schön wäre / wäre schön / besser wäre / wäre besser / "
        "super markt / gefallen lassen / einen gefallen / bitte schnell / schneller geht / noch schneller / "
        "beste freundin / bester freund / besten freund / früher war / schon gut",
    ),
    cue(
        "good sign",
        "is a happy sign",
        Tone.PLAIN,
        Weight(-1.1, 1.6),
        "",
        "[😍❤😊👍🙏🥰😀😃😄😁🤩💪🎉💚💙👏☺]|(?<!\\w)[:;]-?[)D](?!\\w)",
    ),
    cue(
        "bad sign",
        "is an unhappy sign",
        Tone.PLAIN,
        Weight(1.4, -1.2),
        "",
        "[😡🤬👎😤😠🙄😒😞😢😭🤮🤦]|(?<!\\w):-?[(](?!\\w)",
    ),
    cue("exclamation", "is an exclamation mark", Tone.PLAIN, Weight(-0.1, 0.4), "", "!"),
    cue("question mark", "is a question mark", Tone.PLAIN, Weight(0.2, -1.3, 1.7), "", r"\?"),
    cue(
        "asking",
        "asks for something",
        Tone.PLAIN,
        Weight(-0.2, -0.8, 1.1),
        "wie kann ich / wie kann man / wie können wir / wie geht / wie lange / wie viel / wieviel / wie weit / "
        "wie oft / kann ich / kann man / können wir / könnt ihr / könntet ihr / können sie / könnten sie / gibt es / "
        "gibt's / habt ihr / hättet ihr / haben sie / nehmt ihr / macht ihr / bietet ihr / seid ihr / wisst ihr / "
        "weiss jemand / hat jemand / kennt jemand / wann kommt / wann ist / wann gibt / wann öffnet / ab wann / "
        "wo finde / wo kann / wo gibt / wo ist / was kostet / was kosten / was ist / welche / welcher / welches / "
        "eine frage / kurze frage / bis wann / frage zu / würde gerne wissen / möchte wissen / wüsste gern* / "
        "darf ich / darf man / dürfen wir / muss ich / ist es möglich / sagen wo / sagen ob / sagen wann / ob man / "
        "wie kündige ich / wie funktioniert",
    ),
    cue(
        "request",
        "asks for something to be done",
        Tone.PLAIN,
        Weight(0.0, -0.6, 1.4),
        "bitte um info / bitte um information* / bitte um auskunft / bitte um hilfe / bitte um rückmeldung / "
        "bitte um antwort / brauche hilfe / bräuchte hilfe / bräuchte / benötige / helft mir / hilfe bitte / "
        "hätte eine frage / habe eine frage / hab eine frage / hab ne frage / hätte da eine frage / bitte meldet / "
        "bitte schickt / bitte schreibt / bitte ruft / könnte mir jemand",
    ),
)

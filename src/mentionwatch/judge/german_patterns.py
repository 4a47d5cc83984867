"""German turns of speech: how a question opens, what insults, denies, turns, and closes a matter."""

from __future__ import annotations

import re

from mentionwatch.judge.german_words import any_of

ASKING_FIRST = re.compile(
    r"^(?:(?:hallo|hi|hey|moin|servus|guten (?:tag|morgen|abend)|liebes?r?(?: \w+){1,3}|sagt mal|mal ne frage)[ .,!]*)?"
    r"(?:wann|wo|wie|was|wer|welche[rsnm]?|wieviel|kann|koennt|koennen|habt|gibt|ist|sind|hat|darf|muss|nehmt|kommt|"
    r"weiss|ab wann|macht|bietet|seid|gilt|kostet)(?!\w)"
)
INSULT = re.compile(
    any_of(
        "ihr idioten / du idiot / vollidioten / idiotenhaufen / ihr deppen / ihr trottel / ihr arschlöcher / "
        "du arschloch / arschlöcher / ihr penner / ihr spinner / ihr versager / ihr pfeifen / ihr wichser / wichser / "
        "hurensöhne / hurensohn / fickt euch / fick dich / fick euch / verpisst euch / verpiss dich / leckt mich / "
        "leck mich / haltet die fresse / halt die fresse / halt's maul / haltet das maul / missgeburt* / dumme kuh / "
        "blöde kuh / dumme sau / drecksau / dumme mitarbeiter* / blöde mitarbeiter* / volltrottel / vollpfosten / "
        "geht sterben / krepiert / schlampe / ihr affen / ihr clowns / ihr hirnlosen / hackfressen"
    )
    + r"|(?<!\w)(?:ihr|du|sie) (?:seid|bist|sind)(?: (?:doch|alle|so|einfach|echt|nur|ja|absolute|komplette|voellige|"
    r"ein|eine|totale|solche|verdammte|richtige))* (?:idioten|idiot|deppen|depp|trottel|arschloecher|arschloch|penner|"
    r"versager|spinner|dumm|strohdumm|bloed|bescheuert|hirnlos|abschaum|pack|vollidioten|clowns|wichser)(?!\w)"
    r"|(?<!\w)ihr(?: \w+)? (?:idioten|vollidioten|deppen|trottel|arschloecher|penner|wichser|hurensoehne)(?!\w)"
)
NEGATIONS = frozenset(
    {"nicht", "kein", "keine", "keinen", "keiner", "keines", "keinem", "nie", "niemals", "ohne", "kaum", "weder"}
    | {"wenig", "nix"}
)
BETWEEN = frozenset(
    {"besonders", "sehr", "so", "ganz", "wirklich", "gerade", "allzu", "mehr", "ein", "eine", "einen", "einer", "der"}
    | {"die", "das", "den", "mal", "auch", "ueberhaupt", "echt", "richtig", "wahnsinnig", "unbedingt"}
)
"""Words that may stand between a negation and what it denies ("nicht besonders gut")."""
TURNS = frozenset({"aber", "jedoch", "allerdings", "trotzdem", "leider", "doch", "obwohl", "dennoch"})

SETTLED = re.compile(
    any_of(
        "hat geklappt / hat alles geklappt / hat nun geklappt / hat jetzt geklappt / klappt jetzt / klappt nun / "
        "klappt wieder / klappt jetzt wieder / funktioniert wieder / funktioniert jetzt / funktioniert nun / "
        "funktioniert alles / funktioniert / geht wieder / geht jetzt / geht nun / läuft wieder / läuft jetzt / "
        "hat funktioniert / hat geholfen / hat sich erledigt / hat sich geklärt / hat sich gelöst / ist gelöst / "
        "ist geklärt / ist erledigt / ist behoben / problem gelöst / problem behoben / alles gut jetzt / "
        "jetzt alles gut / alles wieder gut / alles geklärt / alles erledigt / wieder online / erledigt / "
        "gefunden danke / konnte gelöst werden / hat sich alles geklärt"
    )
    + r"|(?<!\w)(?:paket|lieferung|bestellung|geld|erstattung|rueckerstattung|ersatz|koffer|brief|ware|gutschein|code|"
    r"mail|es|sie|er|pizza|essen|alles|gepaeck|gutschrift)(?: (?:ist|sind|wurde|kam))?(?: (?:heute|jetzt|nun|eben|"
    r"gerade|endlich|inzwischen|mittlerweile|gestern|morgen|frueh|auch|doch|noch|gut|heil|schon))* (?:angekommen|da|"
    r"eingetroffen|gekommen|erhalten|zurueck|geliefert|eingegangen)(?!\w)"
)
UNREAL = re.compile(
    any_of(
        "nicht / wenn / falls / bis / ob / hoffe / hoffentlich / sobald / nie / soll / sollte / wann / warum / seit / "
        "hätte / hätten / möchte / möchten / will / wollen / bitte / brauche / fordere / verlange / erwarte"
    )
    + r"[^.!?]{0,30}$"
)
TAKEN_BACK = re.compile(any_of("aber / jedoch / leider / nicht / immer noch / trotzdem / bis / kein* / nur"))
SENT = re.compile(
    r"(?<!\w)(?:dm|pn|nachricht|mail|email|e mail|formular|daten|infos?|bilder|fotos?|foto|nummer|alles)"
    r"(?: (?:ist|sind|an euch|an sie|soeben|eben|gerade|schon|jetzt|auch|euch|ihnen|per \w+))*"
    r" (?:geschickt|geschrieben|gesendet|abgeschickt|verschickt|raus|unterwegs|ausgefuellt|gemailt)(?!\w)|"
    + any_of(
        "mache ich / mach ich / wird gemacht / werde ich machen / werde ich tun / werde ich probieren / "
        "werde ich versuchen / werd ich machen / probiere ich / probier ich / versuche ich / schicke euch / "
        "schicke ich / schick euch / schicke ihnen / schreibe euch / schreibe ich euch / melde mich per / "
        "melde mich dann / euch geschrieben / euch geschickt / ihnen geschrieben / ihnen geschickt / "
        "euch angeschrieben / ok danke / okay danke / alles klar"
    )
)
ADVANCE = re.compile(any_of("im voraus / vorab danke / danke vorab / schon mal danke / danke schon mal"))
THANKS = re.compile(
    any_of("danke / dankeschön / vielen dank / herzlichen dank / tausend dank / besten dank / lieben dank")
)

"""The German words that speak ill of the brand."""

from __future__ import annotations

from mentionwatch.judge.cues import Tone
from mentionwatch.judge.german_words import Weight, cue

_SOME = r"(?: \w+){0,4}"
_COUNT = (
    r"(?:\d+|einer|einem|eine|ein|zwei|drei|vier|fuenf|sechs|sieben|acht|zehn|mehreren|vielen|etlichen|paar|"
    r"einigen|ueber)"
)
_UNIT = r"(?:minuten?|min|stunden?|std|tag|tagen?|wochen?|monat|monaten?|jahr|jahren?|ewigkeit(?:en)?)"
_FINE = (
    r"(?:super|toll|tolle|klasse|prima|herrlich|wunderbar|grossartig|perfekt|danke|bravo|spitze|schoen|genial|"
    r"glueckwunsch)"
)

ILL_CUES = (
    cue(
        "waiting",
        "speaks of waiting",
        Tone.BAD,
        Weight(1.7, -1.2),
        "warte / warten / wartet / wartete / gewartet / warteschleife / warteschlange / wartezeit* / wartezimmer / "
        "immer noch / noch immer / immernoch / bis heute / dauert ewig / ewig gedauert / wo bleibt / wo bleiben / "
        "stundenlang* / wochenlang* / tagelang* / monatelang* / angestanden / anstehen / lange schlange* / "
        "ewig lange / vertröstet / hingehalten / hinhalte* / kommt nichts",
    ),
    cue("not yet", "says that it has not come yet", Tone.PLAIN, Weight(0.5, -0.4), "noch nicht"),
    cue(
        "time",
        "names a length of time",
        Tone.PLAIN,
        Weight(0.9, -0.5),
        "seit gestern / seit heute / seit tagen / seit wochen / seit monaten / seit stunden / seit ewigkeiten / "
        "seit montag / seit dienstag / seit mittwoch / seit donnerstag / seit freitag / seit samstag / seit sonntag",
        rf"(?<!\w)(?:seit|vor|erst nach|ueber) {_COUNT}(?: {_COUNT})? {_UNIT}(?!\w)",
        rf"(?<!\w){_COUNT} {_UNIT} (?:zu spaet|verspaetung|gewartet|in der|am telefon)(?!\w)",
    ),
    cue(
        "unanswered",
        "says that nobody answers",
        Tone.BAD,
        Weight(1.7, -0.9),
        "keine antwort / keinerlei antwort / keine rückmeldung / keine reaktion / nichts gehört / keiner hilft / "
        "niemand hilft / ignoriert* / ignorieren / nicht erreichbar / niemanden erreicht / keiner erreichbar / "
        "niemand erreichbar / ohne antwort / funkstille / hin und her / von einer abteilung zur * / nur ein bot / "
        "nur einen bot / weiterverbunden / rausgeworfen / abgewürgt / aufgelegt / keine info / keine infos / "
        "keine information*",
        r"(?<!\w)(?:null|keinerlei|0) (?:reaktion|antwort|rueckmeldung|info|hilfe|support|service)(?!\w)",
        r"(?<!\w)am (?:schalter|telefon|empfang|tisch) (?:\w+ ){0,2}(?:keiner|niemand)(?!\w)",
        r"(?<!\w)(?:niemand|keiner|keine sau)(?: \w+){0,3} (?:antwortet|ran|telefon|weiss|zustaendig|reagiert|"
        r"geantwortet|meldet|gemeldet|interessiert)(?!\w)",
        r"(?<!\w)(?:niemand|keiner) (?:antwortet|meldet|reagiert|weiss|kuemmert|geht)(?!\w)",
        r"(?<!\w)(?:antwortet|meldet|reagiert)(?: \w+){0,2} (?:nicht|niemand|keiner|nie)(?!\w)",
        r"(?<!\w)(?:antwortet|meldet|reagiert) (?:sich )?(?:nicht|niemand|keiner|nie)(?!\w)",
    ),
    cue(
        "failure",
        "says that something fails",
        Tone.BAD,
        Weight(1.8, -1.4),
        "kaputt* / defekt* / fehlermeldung* / fehler* / fehlerhaft* / störung* / gestört / ausfall / ausfälle / "
        "ausgefallen / abgestürzt / abgebrochen / stürzt ab / stürzt / stürzen / abstürze / absturz / flackert / "
        "hängt sich auf / friert ein / verloren gegangen / verloren / verschwunden / beschädigt* / zerbrochen / "
        "zerkratzt* / zerrissen* / falsch* / verspätet / verspätung* / zu spät / storniert / gestrichen / gecancelt / "
        "kein netz / kein internet / kein empfang / keine verbindung / kein signal / kein strom / keine heizung / "
        "kein ersatz / gesperrt / fehlt / fehlen / verpasst / nie angekommen / nie bekommen / nie geliefert / "
        "nicht erschienen / nicht gekommen / nicht bearbeitet / nicht zurück / nicht auffindbar / nicht erstattet / "
        "zweimal denselben / zweimal berechnet / doppelt berechnet / zu viel berechnet / eingelaufen / ausgelaufen / "
        "durchgefallen / fällt aus / fiel aus / wieder aus / verbrannt / unbenutzbar / nimmt meine karte nicht / "
        "verpassten / verpasster / überbucht / überzogen / unvollständig* / unleserlich* / nicht lesbar / gerissen / "
        "geplatzt / geknickt / verbogen / verschimmelt / undurchsichtig* / verbuggt / bug / bugs / buggy / "
        "lahmgelegt / down / zusammengebrochen / liegen gelassen / liegengeblieben / verschlampt / verschleppt / "
        "vertauscht / verwechselt / abgestellt / abgeschaltet / geklaut / gestohlen / geöffnet angekommen / "
        "eingedellt / zerdrückt / tropft / klemmt / spinnt / streikt / wackelt / bricht ab / hängt / ruckelt* / "
        "hakt / leer ausgegangen / undicht / läuft aus / abgelehnt / gar nichts mehr / gar nix mehr / nix geht / "
        "nichts geht / geht nix / ausser betrieb / gekündigt / eiskalt / war kalt / kam kalt / kalt und / kalte / "
        "kaltes / löscht / gelöscht",
        rf"(?<!\w)(?:geht|gehen|ging|klappt|klappte|funktioniert|funktionieren|funktionierte|laeuft|laedt|startet|"
        rf"oeffnet|speichert|verbindet|laesst sich|lassen sich|kommt|kam|kamen|ladet){_SOME} "
        rf"(?:nicht|nichts|nie|nix|kaum)(?!\w)",
        rf"(?<!\w)(?:kann|koennen|konnte|konnten)(?: (?:ich|wir|man|mich|uns))+{_SOME} "
        rf"(?:nicht|nichts|nie|kein|keine|keinen)(?!\w)",
        rf"(?<!\w)(?:ich|wir|man) (?:kann|koennen|konnte|konnten|komme|kommen){_SOME} "
        rf"(?:nicht|nichts|nie|kein|keine|keinen)(?!\w)(?! nur)",
        r"(?<!\w)(?:nicht|nie)(?: \w+){0,1} (?:angekommen|geliefert|zugestellt|erhalten|bekommen|funktioniert|geklappt|"
        r"erstattet|abgeholt|gekommen|gebucht|da|moeglich|verfuegbar|einloggen|anmelden)(?!\w)",
    ),
    cue(
        "money",
        "speaks of money",
        Tone.BAD,
        Weight(1.0, -0.3),
        "erstattung / rückerstattung / geld zurück / doppelt abgebucht / abgebucht / doppelt berechnet / überteuert / "
        "preiserhöhung* / teurer / kosten mich / zu teuer / teuer / mahnung / inkasso / gebühren",
    ),
    cue(
        "harsh",
        "is a harsh judgement",
        Tone.BAD,
        Weight(2.0, -1.8),
        "schlecht* / schlimm* / furchtbar* / schrecklich* / katastroph* / miserabel / miserable* / grottig* / "
        "unterirdisch* / mies / miese* / frech / freche / frecher / frechheit* / unverschämt* / dreist* / peinlich* / "
        "lächerlich* / skandal* / sauerei / saftladen / drecksladen / schweinerei / abzocke* / abzocker / betrug / "
        "betrüg* / betrogen / verarsch* / scheiss* / kacke / dreck / drecks* / mist / unfähig* / inkompetent* / "
        "unprofessionell* / unfreundlich* / unmöglich* / inakzeptabel / inakzeptable* / unzumutbar* / armselig* / "
        "geht gar nicht / das letzte / ein witz / schlechter scherz / nicht euer ernst / euer ernst / unbrauchbar* / "
        "nutzlos* / wertlos* / finger weg / nicht normal / respektlos* / ekelhaft* / eklig* / widerlich* / lahm* / "
        "langsam / langsame / langsamer / unsäglich* / desaster / chaos / chaotisch* / zumutung / armutszeugnis / "
        "schande / rücksichtslos* / angeschrien / angeschnauzt / angepöbelt / angemotzt / beleidigt / "
        "rausgeschmissen / jenseits von gut und böse / wucher / wucherpreise / halsabschneider / lustlos* / "
        "gleichgültig* / arrogant* / patzig* / pampig* / ruppig* / überfordert* / planlos* / ahnungslos* / lieblos* / "
        "trostlos* / nie im leben / mangelhaft* / ungenügend / minderwertig* / bodenlos* / beschissen* / schrott / "
        "müll / schund / lachnummer / kundenverarsche / rip off / ein graus / grausam / grauenvoll* / grauenhaft* / "
        "fürchterlich* / erbärmlich* / traurige* / unter aller sau / unter aller kanone / nachgelassen / "
        "lässt zu wünschen übrig / ohne ankündigung / ohne vorwarnung / im stich gelassen / allein gelassen / "
        "haar in / haare in / lüge* / lügt / gelogen / wozu habt ihr / servicewüste / kundenunfreundlich* / "
        "dilettant* / stümper* / hält keine / hält nicht / unzuverlässig* / abgewimmelt / ausgenutzt / nie wieder",
    ),
    cue(
        "dismay",
        "speaks of dismay",
        Tone.BAD,
        Weight(1.9, -1.5),
        "enttäuscht* / enttäuschend* / enttäuschung / sauer / stinksauer / wütend / genervt* / nervt / nervig* / "
        "ärgerlich* / ärgert / ärger / verärgert / frustriert* / frustrierend* / frust / kotzt / kotzen / traurig / "
        "schade / unzufrieden* / fassungslos / reicht es mir / mir reicht es / reicht's / reicht es jetzt / "
        "es reicht / reicht langsam / die nase voll / schnauze voll / geplatzt vor wut / nie zufrieden / "
        "enttäuschender / bitter / ernüchternd* / verärgert* / satt / verzweifel* / entsetzt / hasse / bereue",
    ),
    cue(
        "quality",
        "speaks of poor quality",
        Tone.BAD,
        Weight(1.3, -0.8),
        "schmutzig* / dreckig* / versalzen* / ungeniessbar* / verdorben* / verbrannt* / schimmel* / verschimmelt* / "
        "abgelaufen* / zu laut / laut / stickig* / billig verarbeitet / schlampig* / stinkt / stank / überfüllt* / "
        "unübersichtlich* / umständlich* / kompliziert / zu klein / zu eng / matschig* / vergessen / "
        "unverschämt teuer / verschlechtert",
    ),
    cue(
        "again",
        "says that it is not the first time",
        Tone.PLAIN,
        Weight(0.8, -0.4),
        "schon wieder / mal wieder / wieder mal / wiedermal / erneut / jedes mal / ständig / dauernd / andauernd / "
        "zum zweiten mal / zum dritten mal / zum vierten mal / zum wiederholten mal / ein weiteres mal / jeden tag / "
        "und wieder / zweimal / dreimal / fünfmal / zum x* mal / zigmal / wieder kein / wieder keine / wieder nicht",
    ),
    cue(
        "why",
        "asks for the cause",
        Tone.PLAIN,
        Weight(1.3, -0.8, 0.4),
        "warum / wieso / weshalb / wozu / was soll der / kann nicht sein / kann es nicht sein",
    ),
    cue(
        "absurd",
        "asks how that can be",
        Tone.PLAIN,
        Weight(1.8, -1.0),
        "wie kann es sein / wie kann das sein / kann es sein dass / kann doch nicht / was soll das / was ist das denn",
    ),
    cue(
        "denial",
        "denies",
        Tone.PLAIN,
        Weight(0.8, -0.7, -0.2),
        "",
        r"(?<!\w)(?:nicht|nichts|nix|nie|kein|keine|keinen|keiner|keinerlei)(?!\w)(?! (?:nur|schlecht|schlimm|"
        r"problem\w*|wieder|zu vergessen|wahr|beschweren))",
    ),
    cue(
        "demand",
        "demands something",
        Tone.PLAIN,
        Weight(0.9, -0.6, 0.3),
        "was ist da los / was ist los / kriegt ihr / ich erwarte / ich will mein / ich will meine / "
        "wir wollen unser / ich fordere / ich verlange / kümmert euch / bitte um klärung / bringt das in ordnung / "
        "wann kommt endlich / wann endlich / wird das noch was / beschwerde / beschweren / wo ist mein / "
        "wo ist meine / endlich mein / endlich meine / endlich meinen / leider",
    ),
    cue(
        "goodbye",
        "says goodbye",
        Tone.PLAIN,
        Weight(2.0, -1.8),
        "nie mehr / niemals wieder / zum letzten mal / das letzte mal / bin raus / wir sind raus / bin weg / "
        "kunden verloren / kundin verloren / einen kunden weniger / eine kundin weniger / gehe zur konkurrenz / "
        "gehe woanders hin / auf nimmerwiedersehen / habe gekündigt / hab gekündigt / vertrag gekündigt / "
        "nicht mehr bei euch / nicht mit mir / letzter besuch / letzte bestellung / letzter einkauf / letzter flug / "
        "suche mir einen anderen / suche mir was anderes",
        r"(?<!wie )(?<!wo )(?<!\w)kuendige(?! ich (?:am|das|den|meinen|meine|mein|richtig|bei)\b.*\?)(?!\w)",
        r"(?<!\w)(?:werde|werden)(?: \w+){0,4} kuendigen(?!\w)",
        r"(?<!\w)(?:ich|wir) (?:wechsle|wechsel|wechsele|wechseln)(?!\w)",
        r"(?<!\w)(?:wechsle|wechseln) (?:ich|wir|jetzt|nun|zum?|zur|den)(?! euch)(?!\w)",
        r"(?<!\w)nie wieder(?! (?:ohne|woanders|was anderes|etwas anderes|probleme|aerger|hunger))(?!\w)",
    ),
    cue(
        "sarcasm",
        "is praise turned round",
        Tone.PLAIN,
        Weight(2.4, -3.0),
        "danke für nichts / danke für nix / danke für gar nichts / na toll / na super / na prima / na bravo / "
        "na klasse / na herrlich / na danke / na wunderbar / na dann danke / ganz grosses kino / grosses kino / "
        "vielen dank auch / schönen dank auch / glanzleistung / meisterleistung / echt toll gemacht / "
        "respekt dafür nicht / wieder typisch / mal wieder typisch / typisch / schon toll wenn / schön wenn man / "
        "danke fürs warten lassen / läuft bei euch / das läuft ja super / klasse service nicht",
        r"(?<!\w)danke(?: \w+){0,2} fuer (?:den|die|das|eine?n?)(?: \w+)? (?:verpassten?|verspaetung|verspaetete\w*|"
        r"verlorenen?|kaputten?|kalte\w*|ausfall|stau|wartezeit|stunde|stunden|streit)(?!\w)",
        r"^(?:bravo|glueckwunsch|respekt)(?: \w+){1,6} (?:aus|zu|kaputt|weg|leer|dicht|"
        r"ausgefallen|gestrichen|verloren)(?!\w)",
        rf"(?<!\w){_FINE}(?: \w+)? (?:schon wieder|wieder mal|mal wieder|wieder kein\w*|wieder nicht)(?!\w)",
    ),
)

"""The canonical form of a reply: what is left of a stock text when all that is filled in has gone."""

from __future__ import annotations

import html
import re
import string
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b

from mentionwatch.replies.plain import word_set
from mentionwatch.text import STORED_BYTES

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "…": "...", "\xa0": " "})
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_MARK_HEAP = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)

# Patterns begin with a letter or a class where they can, and look back from there: that is the fast way to search.
_LINK = re.compile(r"[HhWw](?:[Tt][Tt][Pp][Ss]?://|[Ww][Ww]\.)[^\s<>\"]{1,2000}")
_BARE_LINK = re.compile(r"(?<![\w.\-@])[A-Za-z][\w\-]{0,62}(?:\.[\w\-]{1,63}){0,3}\.[A-Za-z]{2,12}/[^\s<>\"]{1,2000}")
_MAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_NAME = re.compile(r"(?<![\w@])@[\w.\-]{0,99}\w(?:@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4})?")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?\.?"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)\b(?:,? \d{{4}}\b)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![A-Za-z\d])#?(?=[A-Za-z\d]{0,40}\d)[A-Za-z\d]+(?:[.,:/\-–][A-Za-z\d]*\d[A-Za-z\d]*)*(?:\s?[%€£$])?"
)
_DIGIT = re.compile(r"\d")
_MASKS = re.compile(r"⟨(\w+)⟩(?:[\s.,;:#()/+\-–&]*⟨\1⟩)+")
# Not a class of \w: the vowel signs of Indic scripts are no \w, and emoji must stay.
_TOKEN = re.compile(
    "[^!-/:-@\\[-`{-~\u00a1-\u00bf\u1680\u2000-\u200a\u2010-\u202f\u2030-\u205f\u3000-\u3003\u3008-\u3011\u3014-\u301f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\x00-\x20\x7f-\xa0]+"
)
_WORD = re.compile(r"[^\W_]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")

_LEADING = re.compile(
    r"^(?:[\s.,:]*(?:@[\w.\-@]{1,160}|[(\[]?[1-9]/[1-9][)\]]?(?=[\s:])|[(\[][1-9] of [1-9][)\]]))+[\s,.:]*"
)
_GREETING = re.compile(
    r"^\W{0,4}(?:hi|hello|hey|hiya|heya|howdy|hallo|hola|dear|greetings|good (?:morning|afternoon|evening|day)|"
    r"morning|afternoon|evening|bonjour|salut|ciao|olá|moin|servus|hej|lieber?|guten (?:tag|morgen|abend)|"
    r"buen[oa]s (?:d[ií]as|tardes|noches)|buongiorno|bom dia|boa (?:tarde|noite))"
    r"(?: there| again| all| everyone)*(?![\w'])",
    re.IGNORECASE,
)
_GREETED = re.compile(
    r"^[\s,]*(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?(?P<name>(?:[^\s,.!?:;]{1,30} ?){1,3}?) ?(?:[,.!:;–—]|\s-\s|\n|$)|"
    r"^[\s,]+(?P<bare>[A-Z][\w'\-]{1,20})(?=\s)"
)
_ADDRESSED = re.compile(r"\W{0,4}(?P<name>[A-Z][\w'\-]{1,20})(?:,| [\-–—]) ")
_VOCATIVE = re.compile(
    r"(?P<name>[A-Z](?:(?<=[a-z], .)|(?<=hanks .)|(?<=hank you .)|(?<=orry .)|(?<=heers .)|(?<=problem .)|(?<=orries .)"
    r"|(?<=elcome .))[a-z'\-]{1,20})(?=[.!?,;]|\s*$)"
)
_CAPITALISED = (
    "i i'm i've i'd i'll im we we're we've we'd we'll you your you're it it's its this that there they the a an "
    "thanks thank please sorry apologies so if can could would will have has is are do does did what when where "
    "which who why how no not yes sure let let's to for from in on at and but our my just unfortunately as with by "
    "all each us me here then cheers regards great good glad happy hope hopefully ok okay now today tomorrow "
    "yesterday monday tuesday wednesday thursday friday saturday sunday dm check click follow use send visit drop "
    "give contact call email oh ah aw hmm welcome np also however additionally meanwhile otherwise moreover "
    "furthermore therefore although though while since because actually currently usually normally typically "
    "generally basically honestly ideally sadly regrettably luckily fortunately thankfully absolutely certainly "
    "definitely exactly finally lastly firstly secondly alternatively first second third next last later soon again "
    "still once until before after during regarding concerning aww ahh ohh ooh uh um hm wow whoa woah yay yikes "
    "ouch oops whoops yep yup yeah nope nah gotcha alright right well cool awesome perfect excellent fantastic "
    "amazing brilliant wonderful lovely nice fabulous superb impressive congrats congratulations correct true noted "
    "understood agreed indeed curious enjoy thx pls plz fyi btw link note faq asap uk usa eta pin app tv id pm am "
    "est pst cst gmt bst et pt ct utc cet wait hold question answer update info important reminder tip ps re rgds "
    "danke bitte viele merci gracias grazie obrigado obrigada bedankt tack saludos grüße gruß lg vg mfg cordialement"
)
_COURTESIES = frozenset(("thanks", "thank you", "thx", "cheers", "regards", "kind regards", "best regards", "please"))
_NOT_NAMES = frozenset(_CAPITALISED.split())

_TAIL = 120
_ENDING = (
    string.whitespace
    + "\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u205f\u3000.,;:…"
    + "".join(map(chr, range(0x2000, 0x200B)))
)
_PART = re.compile(r"(?:[(\[][1-9] ?(?:/|of) ?[1-9][)\]]|(?<![\w/])[1-9] ?(?:/|of) ?[1-9])$")
_FURTHER = r"(?: (?:[A-Z&][\w'.\-]{0,29}|d[aei]|del|der|van|von|la|le|los|bin|al|el|y)){0,4}"
_SIGNED = re.compile(
    r"[\^*~/=\-–—](?:"
    rf"(?<=\^) ?(?P<caret>[^\W_][\w'.&/\-]{{0,30}}{_FURTHER})"
    rf"|(?<=[\s.!?,)\"'][*~]) ?(?P<star>[^\W\d_][\w'.\-]{{0,30}}(?: [A-Z][\w'.\-]{{0,29}})?)"
    r"|(?<=[\s.!?,)\"']/) ?(?P<slash>[^\W\d_][\w']{0,30})"
    r"|(?<=\s=) ?(?P<equals>[A-Z]{2,3})"
    r"|(?<=[a-z]-)(?P<initials>[A-Z]{2,3})"
    rf"|(?<=[^\w\-–—][\-–—])[\-–—]? ?(?P<dash>[A-Z][\w'.\-]{{0,30}}{_FURTHER})"
    r")[\s.]*$"
)
_BARE_SIGNED = re.compile(
    r"[.!?)\n⟩,](?:(?<=[!?)\n⟩])\s*|(?:(?<=\.)|(?<=hanks,)|(?<=[Tt]hx,)|(?<=egards,)|(?<=[Rr]gds,)|(?<=ncerely,))\s+)"
    r"(?P<bare>[A-Z][a-z]{1,14}|[A-Z]{2,3})[\s.]*$"
)
# Rarer endings, tried where those above find nothing: "^Ann #AcmeCares", "- Ann, Acme Support".
_CARET = re.compile(
    rf"\^ ?(?P<caret>[^\W_][\w'.&/\-]{{0,60}}{_FURTHER})(?:,(?: [A-Z][\w&'.\-]{{0,20}}){{1,4}})?"
    r"(?:\s*#\w{1,30}|\s*\^)*[\s.]*$"
)
_OF_TEAM = re.compile(
    r"(?<=[\s.!?])[\-–—]{1,2} ?(?P<dash>[A-Z][\w'\-]{1,20}(?: [A-Z][\w'.\-]{0,20})?)(?:,| from| @)"
    r"(?: [A-Z][\w&'.\-]{0,20}){0,3} (?:[A-Z]\w{0,20})?(?:Support|Team|Cares?|Services?|Desk)[\s.]*$"
)
# The name stands on a line of its own, and the team below it.
_CLOSED = re.compile(
    r"(?i:regards|wishes|sincerely|yours|cheers|greetings)[,.!]?\s{0,3}\n\s{0,3}[\-–—]? ?"
    r"(?P<line>[A-Z][\w'.\-]{0,30}(?: [A-Z][\w'.\-]{0,30}){0,2})"
    r"(?:[ ,]{0,3}\n\s{0,3}[A-Z][^\n.!?:]{0,30}){0,2}[\s.]*$"
)
_RARE_TAIL = 100
# After a dash or a full stop these end the sentence, and sign nothing.
_NO_SIGNATURES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february july september october november "
    "december android ios iphone ipad windows mac macos linux chrome safari firefox edge spotify instagram facebook "
    "twitter youtube whatsapp google apple amazon netflix paypal mastercard bluetooth wifi online"
)
# After a dash in mid sentence these do not either, though they could be a name or initials.
_NOT_WITHIN = _NO_SIGNATURES | word_set(
    "march april may june august xs xl xxl xxs am pm gmt utc cet cest est edt pst pdt bst usb sim pdf faq tv pc gps "
    "nfc vpn cd dvd usa uk eu uae nyc gb mb kg km cm mm ac dc id eur usd gbp vat sms app"
)


@dataclass(frozen=True, slots=True)
class Canonical:
    """What a reply is once masked. `words` counts what is left; in scripts without spaces two letters are a word."""

    form: str
    words: int


def canonical(text: str) -> Canonical:
    """Reduce a reply to its stock part: names, greeting, signature, links, numbers, dates, case and points go."""
    body, _ = _body(text)
    body = _mask(_ungreeted(body)).casefold().replace("'", "")
    tokens = _TOKEN.findall(body)
    return Canonical(" ".join(tokens), sum(_words_in(token) for token in tokens))


def signature(text: str) -> str | None:
    """Give the agent's initials or name as printed at the end of a reply ("AB", "Ann"); None if unsigned."""
    return _body(text)[1]


def form_id(form: str) -> int:
    """Name a canonical form by a non-negative integer of 63 bits, which SQLite can store."""
    return int.from_bytes(blake2b(form.encode(errors="surrogatepass"), digest_size=8).digest()) >> 1


def holds(reply: Canonical, template: Canonical) -> bool:
    """Say whether a reply is a template, filled in.

    It is when their forms are equal, or when the template's form of at least four words stands in the reply as a run of
    whole words and all the rest is at most a quarter as long (a name or a courtesy).
    """
    if reply.form == template.form:
        return bool(reply.form)
    if template.words < 4 or reply.words - template.words > template.words // 4:
        return False
    return f" {template.form} " in f" {reply.form} "


def _body(text: str) -> tuple[str, str | None]:
    """Part a reply, links masked, from what stands around it, and from its signature."""
    text = text[:STORED_BYTES]
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = _MARK_HEAP.sub(r"\1", _INVISIBLE.sub("", text.translate(_QUOTES)))
        text = unicodedata.normalize("NFC", text)
    text = _LINK.sub(" ⟨link⟩ ", text)
    if "/" in text:
        text = _BARE_LINK.sub(" ⟨link⟩ ", text)
    return _unsigned(_untrailed(_LEADING.sub("", text)))


def _untrailed(text: str) -> str:
    text = text.rstrip(_ENDING)
    kept, tail = text[:-_TAIL], text[-_TAIL:]
    while True:
        if tail.endswith("⟨link⟩"):
            tail = tail[: -len("⟨link⟩")].rstrip(_ENDING)
        elif (part := _PART.search(tail, max(len(tail) - 10, 0))) is not None:
            tail = tail[: part.start()].rstrip(_ENDING)
        else:
            return kept + tail


def _unsigned(text: str) -> tuple[str, str | None]:
    tail_at = max(len(text) - 40, 0)
    tail = text[tail_at:]
    signed = _SIGNED.search(tail)
    if signed is None:
        rare_at = max(len(text) - _RARE_TAIL, 0)
        signed = _rarely_signed(text[rare_at:])
        if signed is not None:
            tail_at = rare_at
    if signed is None:
        signed = _BARE_SIGNED.search(tail)
        if signed is not None and signed["bare"].casefold() in _NOT_NAMES:
            signed = None
    if signed is None:
        return text, None
    kind = signed.lastgroup or ""
    name = signed[kind].strip(" .")
    cut = tail_at + (signed.start(kind) if kind in ("bare", "line") else signed.start())
    if name.casefold() in _COURTESIES or (kind != "caret" and _ends_sentence(text[:cut], signed[0], name.casefold())):
        return text, None
    return _untrailed(text[:cut]), name or None


def _rarely_signed(tail: str) -> re.Match[str] | None:
    if "^" in tail:
        return _CARET.search(tail)
    if "\n" in tail:
        signed = _CLOSED.search(tail)
        if signed is not None:
            return signed if signed["line"].split()[0].casefold() not in _NOT_NAMES else None
    return (
        _OF_TEAM.search(tail)
        if tail.endswith(("Support", "Team", "Care", "Cares", "Service", "Services", "Desk"))
        else None
    )


def _ends_sentence(before: str, signed: str, last: str) -> bool:
    if last in _NO_SIGNATURES:
        return True
    # "/KM" and "-KM" are initials.
    return last in _NOT_WITHIN and signed[1:2] == " " and signed[0] in "-–—" and before.rstrip()[-1:].isalnum()


def _ungreeted(text: str) -> str:
    greeting, named = _GREETING.match(text), _ADDRESSED.match(text)
    if greeting is not None:
        text = text[greeting.end() :]
        handle = _LEADING.match(text)
        text = text[handle.end() :] if handle else text
        named = None if handle else _GREETED.match(text)
    if named is not None and _is_name(named[named.lastgroup or 0]):
        text = text[named.end() :]
    return _VOCATIVE.sub(lambda found: found[0] if found["name"].casefold() in _NOT_NAMES else "", text)


def _is_name(text: str) -> bool:
    words = text.split()
    if len(words) > 1 and any(word[0].islower() for word in words):
        return False
    return not any(word.casefold() in _NOT_NAMES for word in words)


def _mask(text: str) -> str:
    if "@" in text:
        text = _MAIL.sub(" ⟨mail⟩ ", _NAME.sub(" ⟨name⟩ ", text))
    if _DIGIT.search(text):
        text = _NUMBER.sub(" ⟨number⟩ ", _DATE.sub(" ⟨date⟩ ", text))
    return _MASKS.sub(r" ⟨\1⟩ ", text) if "⟨" in text else text


def _words_in(token: str) -> int:
    if token.isascii():
        return 1
    if token.startswith("⟨"):
        return 0
    unspaced = len(_UNSPACED.findall(token))
    if unspaced:
        return (unspaced + 1) // 2
    return 1 if _WORD.search(token) else 0

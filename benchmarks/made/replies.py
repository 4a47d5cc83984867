"""Makes the replies of one brand, each by its number alone, and says which template each was written from.

Six of ten replies use one of 200 templates; four are unique. What a reply is about is a code word over the slots of
`phrases.SLOTS`: two code words agree in at most two slots (a quadratic over a prime field takes each value at most
twice; templates are lines and agree in at most one). A unique text fills at least five slots, and their words are at
least half of its words, so that no unique text is a variant of another text, whatever stock phrases they share. Half
of the unique texts have the very opener, closing and sentence pattern of a template.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from made.phrases import (
    CLOSINGS,
    FIRST_NAMES,
    LAST_NAMES,
    MATTERS,
    OPENERS,
    SHORT_MATTERS,
    SLOTS,
    SYNONYMS,
)

TEMPLATES = 200
LONGEST = 35
_BLOCK, _UNIQUE = 5, 2
_PRIME = 79
_LINES = _PRIME**2
_CURVES = _PRIME**3 - _LINES
MOST = _CURVES // _UNIQUE * _BLOCK
"""How many replies can be made before a unique text would come again."""
_STRIDE = 300_007  # without a common factor with _CURVES, so that ordinals go to all curves, in a mixed order

_SENTENCE = re.compile(r"(?:^|(?<=[.?!:] ))[a-z]")
_SLOT = re.compile(r"\{(\w+)\}")
_NUMBER_OF = {slot: number for number, slot in enumerate(SLOTS)}
_CORE = re.compile(r"^(\W*)(.*?)(\W*)$")


class Form(StrEnum):
    """How far the uses of a template stray from it: in what is filled in only, or in their words too."""

    EASY = "easy"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Reply:
    """One made reply. `template` is the truth: the template's number, or None for a unique text."""

    number: int
    text: str
    customer: int
    seconds: int
    template: int | None


@dataclass(frozen=True, slots=True)
class Frame:
    """The stock part of a text and the pattern by which it tells its matter."""

    opener: str
    matter: str
    closing: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a text is made of: its frame, and the code word that fills the slots of its matter."""

    frame: Frame
    code: tuple[int, ...]

    @property
    def own(self) -> list[str]:
        """The phrases that fill the slots."""
        return [_phrase(slot, self.code) for slot in _SLOT.findall(self.frame.matter)]

    @property
    def text(self) -> str:
        """The text before anything is filled in or edited."""
        matter = _SLOT.sub(lambda found: _phrase(found[1], self.code), self.frame.matter)
        matter = _SENTENCE.sub(lambda found: found[0].upper(), matter)
        return " ".join(filter(None, (self.frame.opener, matter, self.frame.closing)))


class Maker:
    """Makes replies; the same seed, form and number give the same reply."""

    def __init__(self, form: Form, *, seed: int = 1) -> None:
        self.form = form
        self.seed = seed
        self.templates = [_template(self._random(number, salt=1), number) for number in range(TEMPLATES)]
        draw = self._random(0, salt=2)
        self.agents = [_signature(draw) for _ in range(60)]

    def reply(self, number: int) -> Reply:
        """Make one reply."""
        if not 0 <= number < MOST:
            raise ValueError(f"replies have numbers from 0 to {MOST - 1}")
        draw = self._random(number, salt=3)
        template, plan = self.plan(number, draw)
        body = _edited(plan.text, draw) if template is not None and self.form is Form.HARD else plan.text
        text = self._dressed(body, draw)
        return Reply(number, text, self._customer(number), number * 3, template)

    def plan(self, number: int, draw: Random | None = None) -> tuple[int | None, Plan]:
        """Give the template that a reply uses, None if it is unique, and the plan of its text."""
        draw = draw or self._random(number, salt=3)
        block, place = divmod(number, _BLOCK)
        unique = sorted(self._random(block, salt=4).sample(range(_BLOCK), _UNIQUE))
        if place in unique:
            return None, self._unique(block * _UNIQUE + unique.index(place), draw)
        template = int(TEMPLATES * draw.random() ** 1.5)  # some are used far more often than others
        return template, self.templates[template]

    def _random(self, number: int, *, salt: int) -> Random:
        return Random(((self.seed * 8 + salt) << 40) + number)

    def _unique(self, ordinal: int, draw: Random) -> Plan:
        code = code_word(_LINES + ordinal * _STRIDE % _CURVES)
        frame = draw.choice(self.templates).frame
        matter = frame.matter if frame.matter in MATTERS else draw.choice(MATTERS)
        if draw.random() < 0.5:
            matter = draw.choice(MATTERS)
            frame = Frame(_skewed(OPENERS, draw), matter, _skewed(CLOSINGS, draw))
        alone = Plan(Frame("", matter, ""), code)
        most = min(2 * _words(*alone.own), LONGEST) - _words(alone.text)
        opener = frame.opener if _words(frame.opener) <= most else ""
        closing = frame.closing if _words(opener, frame.closing) <= most else ""
        if not opener and not closing and (short := [one for one in OPENERS if _words(one) <= most]):
            opener = draw.choice(short)
        return Plan(Frame(opener, matter, closing), code)

    def _customer(self, number: int) -> int:
        """Give a new customer to most replies; one in twenty goes to somebody who got one before."""
        while number:
            draw = self._random(number, salt=5)
            if draw.random() >= 0.05:
                break
            number = draw.randrange(number)
        return number

    def _dressed(self, body: str, draw: Random) -> str:
        name = draw.choice(FIRST_NAMES)
        if draw.random() < 0.15:
            body = re.sub(r"(?<=[a-z])([.!]) ", rf", {name}\1 ", body, count=1)
        text = _filled(body, draw)
        chance = draw.random()
        if chance < 0.55:
            text = f"{_greeting(name, draw)} {text}"
        if draw.random() < 0.4:
            text = f"@{_handle(name, draw)} {text}"
        part = draw.choice(("1/2", "2/2", "(1/2)", "(2/2)", "1/3")) if draw.random() < 0.08 else ""
        if part and draw.random() < 0.3:
            text, part = f"{part} {text}", ""
        tail = [draw.choice(self.agents) if draw.random() < 0.7 else "", part]
        if draw.random() < 0.12:
            tail.insert(draw.randrange(3), _link(draw))
        return " ".join((text, *filter(None, tail)))


def code_word(message: int) -> tuple[int, ...]:
    """Make the code word of a message: the values of a quadratic over the prime field, one for each slot."""
    rest, constant = divmod(message, _PRIME)
    square, slope = divmod(rest, _PRIME)
    return tuple((constant + slope * at + square * at * at) % _PRIME for at in range(len(SLOTS)))


def _phrase(slot: str, code: Sequence[int]) -> str:
    return SLOTS[slot][code[_NUMBER_OF[slot]]]


def _words(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)


def _template(draw: Random, number: int) -> Plan:
    """Draw a frame for a template of 10 to 35 words, of which four of ten or more are its own."""
    code = code_word(number)
    while True:
        opener = _skewed(OPENERS, draw) if draw.random() < 0.85 else ""
        closing = _skewed(CLOSINGS, draw) if draw.random() < 0.85 else ""
        plan = Plan(Frame(opener, draw.choice(SHORT_MATTERS if number % 3 == 0 else MATTERS), closing), code)
        words = _words(plan.text)
        if (opener or closing) and 10 <= words <= LONGEST and _words(*plan.own) >= 0.4 * words:
            return plan


def _skewed(phrases: Sequence[str], draw: Random) -> str:
    return phrases[int(len(phrases) * draw.random() ** 1.5)]


def _edited(body: str, draw: Random) -> str:
    """Drop, swap or replace a word or two, as agents do; what is filled in stays."""
    words = body.split()
    for _ in range(draw.choices((0, 1, 2), weights=(15, 45, 40))[0]):
        at = draw.randrange(len(words) - 1)
        if "{" in words[at] or "{" in words[at + 1]:
            continue
        chance = draw.random()
        if chance < 0.35:
            del words[at]
        elif chance < 0.7:
            words[at], words[at + 1] = words[at + 1], words[at]
        else:
            words[at] = _replaced(words[at], draw)
    return " ".join(words)


def _replaced(word: str, draw: Random) -> str:
    before, core, after = _CORE.match(word).groups()  # type: ignore[union-attr]
    return before + draw.choice(SYNONYMS.get(core.casefold(), ("really", "certainly", "actually"))) + after


def _filled(body: str, draw: Random) -> str:
    return _SLOT.sub(lambda found: _FILL[found[1]](draw), body)


def _digits(draw: Random, count: int) -> str:
    return str(draw.randrange(10 ** (count - 1), 10**count))


def _letters(draw: Random, count: int) -> str:
    return "".join(draw.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=count))


def _order_code(draw: Random) -> str:
    return draw.choice(
        (
            f"#{_digits(draw, 2)}-{_digits(draw, 2)}{_letters(draw, 1)}",
            f"{_letters(draw, 2)}{_digits(draw, 2)}-{_digits(draw, 2)}{_letters(draw, 2)}",
            _digits(draw, 8),
            f"#{_digits(draw, 6)}",
            f"{_letters(draw, 3)}{_digits(draw, 7)}",
            f"{_digits(draw, 3)} {_digits(draw, 4)}",
        )
    )


_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "August", "Sep", "October", "November", "December")


def _date(draw: Random) -> str:
    day, month, year = draw.randint(1, 28), draw.randrange(12), draw.randint(2024, 2026)
    return draw.choice(
        (
            f"{day} {_MONTHS[month]}",
            f"{_MONTHS[month]} {day}th, {year}",
            f"{year}-{month + 1:02}-{day:02}",
            f"{day:02}/{month + 1:02}/{year}",
            f"{day} {_MONTHS[month][:3]}",
        )
    )


def _link(draw: Random) -> str:
    path = _letters(draw, 6).lower()
    return draw.choice((f"https://help.example/{path}", f"www.shop.example/{path}?id={_digits(draw, 4)}"))


def _handle(name: str, draw: Random) -> str:
    plain = re.sub(r"[^a-z]", "", name.casefold()) or "user"
    return draw.choice((plain, f"{plain}{_digits(draw, 2)}", f"{plain}_{_letters(draw, 1).lower()}", f"the_{plain}"))


_FILL = {
    "code": _order_code,
    "date": _date,
    "link": _link,
    "account": lambda draw: f"@{draw.choice(('shop_help', 'shop_news', 'shop.status'))}",
    "mail": lambda draw: f"{draw.choice(('care', 'help', 'hello'))}@{draw.choice(('shop', 'mail'))}.example",
    "phone": lambda draw: draw.choice((f"0800 {_digits(draw, 3)} {_digits(draw, 3)}", f"+44 20 {_digits(draw, 8)}")),
    "amount": lambda draw: f"{draw.choice('£€$')}{_digits(draw, 2)}{draw.choice(('', '.50', '.99'))}",
}


def _greeting(name: str, draw: Random) -> str:
    if draw.random() < 0.1:
        name = f"{name} {draw.choice(LAST_NAMES)}"
    return draw.choice(
        (
            f"Hi {name},",
            f"Hello {name}!",
            f"Hey {name} -",
            f"Hi {name}.",
            f"Dear {name},",
            f"Good morning {name},",
            "Hi there,",
            "Hello!",
            f"Hi {name}",
            f"Dear {draw.choice(('Mr', 'Ms', 'Dr.'))} {draw.choice(LAST_NAMES)},",
        )
    )


def _signature(draw: Random) -> str:
    first, last = draw.choice([name for name in FIRST_NAMES if name.isalpha()]), draw.choice(LAST_NAMES)
    initials = first[0] + last[0]
    return draw.choice(
        (
            f"^{initials}",
            f"-{first}",
            f"*{initials}",
            f"/{initials}",
            f"~{initials}",
            f"- {first} {last[0]}",
            f"^{first}",
        )
    )

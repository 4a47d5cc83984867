"""What the reports say, as plain data: the terminal, CSV and JSON all print these objects, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import inf
from typing import TypeAlias

from mentionwatch.config import Rules
from mentionwatch.store.queries import Filter
from mentionwatch.store.unsettled import Alive
from mentionwatch.survival import wilson
from mentionwatch.waits.calendars import Clock

UNJUDGED = "unjudged"
"""What stands for the kind of a post that has none."""

Value: TypeAlias = str | int | float | bool | datetime | tuple[str, ...] | None


class Unit(StrEnum):
    """What a value is: how to print it, and what it is in files.

    `instant` is an aware datetime in UTC, `duration` whole seconds, `share` 0..1, `list` a tuple of strings.
    """

    TEXT = "text"
    INSTANT = "instant"
    DURATION = "duration"
    SHARE = "share"
    COUNT = "count"
    FLAG = "flag"
    LIST = "list"


def kind_in_words(kind: str | None, language: str | None) -> str:
    """Name a kind; of an unjudged post say its language, or that it has no words: `unjudged (de)`."""
    return kind if kind and kind != UNJUDGED else f"{UNJUDGED} ({language or 'no words'})"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files, its words on screen, and what its values are.

    `of` names the column of the larger count that its counts are parts of: on screen they read `2 of 24`.
    `is_for_files`: the screen says it otherwise, or does without. `is_beneath`: on screen it stands in a line beneath
    its row, so that it needs no width.
    """

    name: str
    title: str
    unit: Unit = Unit.TEXT
    of: str = ""
    is_for_files: bool = False
    is_beneath: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns. `name` is a word for files, `title` the words on screen.

    `is_to_read`: it holds texts to be read whole, so that on screen each row is a few lines, not one. `total` is how
    many rows there are in all, where it holds only the first. `is_for_files`: the screen says it otherwise.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    is_to_read: bool = False
    total: int | None = None
    is_for_files: bool = False


class Dataset(StrEnum):
    """What a case is: how it is named, and which columns tell of it.

    A wait is named by (conversation, brand, ordinal), a mention by (post, brand), a reply by (post,), a conversation
    by (opening post, brand).
    """

    WAITS = "waits"
    MENTIONS = "mentions"
    REPLIES = "replies"
    CONVERSATIONS = "conversations"


Key: TypeAlias = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases behind a figure: what they are, and what names them when somebody asks."""

    of: Dataset
    keys: Callable[[], Iterable[Key]]


class Trend(StrEnum):
    """How a figure moved against the previous period, where chance alone would hardly have moved it."""

    UP = "up"
    DOWN = "down"


FEWEST = 10
"""How many cases a figure needs that is compared with another."""
FEW = 30
"""Under so many cases, a figure says between what values many more may put it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with all that is needed to trust it.

    `title` are plain words; `value` None is shown as `if_none`; `n` is how many cases it speaks of, `of` the
    larger number it is a share of; `definition` is one sentence; `rows` is the command that lists the `cases`, as many
    as its n (of a count, its value). `low` and `high` are where many more cases may put it (95 %): a share, or a time
    (None then: no such time can be told). `comparable` is (part, whole) of what is old enough to be compared with an
    earlier period, if that is not (n, of). `before` is the same figure of the previous period.
    `is_hidden`: it counts nothing that is worth a line on screen; files and `--fail-on` know it all the same.
    `beside` is a figure to compare it with, printed beside it. `listed` holds the first of its cases, for a page.
    """

    name: str
    title: str
    value: int | float | None
    unit: Unit
    definition: str
    n: int | None = None
    of: int | None = None
    if_none: str = "-"
    rows: str = ""
    low: float | None = None
    high: float | None = None
    is_hidden: bool = False
    beside: Figure | None = None
    cases: Cases | None = None
    listed: Table | None = None
    comparable: tuple[int, int] | None = None
    before: Figure | None = None

    @property
    def trend(self) -> Trend | None:
        """How it moved since the previous period; None where cases are few, or both may well be the same."""
        before = self.before
        if before is None or self.unit not in (Unit.SHARE, Unit.DURATION):
            return None
        now, then = self._range(), before._range()
        if now is None or then is None or (now[0] <= then[1] and then[0] <= now[1]):
            return None
        return Trend.UP if now[0] > then[1] else Trend.DOWN

    def _range(self) -> tuple[float, float] | None:
        """Give between what many more cases may put it; None where there are too few."""
        if self.unit is Unit.DURATION:
            if (self.n or 0) < FEWEST or self.low is None:
                return None
            return self.low, inf if self.high is None else self.high
        part, whole = self.comparable or (self.n or 0, self.of or 0)
        return wilson(part, whole) if whole >= FEWEST else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Figures that belong together."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: which rows, seen at `now`, under which rules.

    `is_default_period` says that the user named no period: open items of any age then belong to a list.
    `limit` is the most rows a list shows; `by` groups the figures, by one thing and then another; `rows` asks for the
    cases behind them.
    `clock` is what customers' waits are supposed to run on, None: the wall's.
    `standing` asks for the waits that stand so, `sort` for another order (both of the inbox); `decision` for the
    templates of which that was decided.
    Of replies, `marks` asks for those with any of them, `agent` (as the user names them) for those of one agent, and
    `sample` for so many drawn at random.
    """

    rules: Rules
    now: datetime
    which: Filter
    is_default_period: bool = True
    by: tuple[str, ...] = ()
    limit: int | None = None
    rows: bool = False
    marks: tuple[str, ...] = ()
    agent: str | None = None
    sample: int | None = None
    standing: str | None = None
    sort: str | None = None
    decision: str | None = None
    clock: Clock | None = None

    def elapsed(self, brand: str, feeds: str, opened: int, until: int) -> int:
        """Count the seconds that a wait has lasted; instants are seconds since 1970, feeds those that brought it."""
        if self.clock is not None:
            return self.clock.elapsed(brand, feeds, opened, until)
        return max(until - opened, 0)

    @property
    def alive_since(self) -> datetime:
        """Since when a conversation must have heard something not to have lapsed."""
        return self.now - self.rules.sla_at(self.now).lapse_after

    @property
    def alive(self) -> Alive:
        """Since when the conversations of a list of open cases must have heard something not to have lapsed."""
        since = [(begin, self.now - sla.lapse_after) for sla, begin, _ in self.rules.promises()]
        return Alive(self.open_of_any_age, since)

    @property
    def open_of_any_age(self) -> Filter:
        """The same rows, but without a beginning if the user named none."""
        if not self.is_default_period:
            return self.which
        return replace(self.which, since_at=None)

    @property
    def previous(self) -> Request | None:
        """The same of as long a period right before it, seen as of now too; None where the period has no beginning."""
        since_at, until_at = self.which.since_at, self.which.until_at or self.now
        if since_at is None:
            return None
        return replace(self, which=replace(self.which, since_at=since_at - (until_at - since_at), until_at=since_at))


class Shape(StrEnum):
    """How a chart is drawn, and so which columns its table has.

    `DAYS`: day (ISO), complaints, waiting, is_spike. `LENGTHS`: up_to_seconds (None: longer), answered, waiting.
    `WEEK`: weekday (1 Monday), hour, complaints, replies. `BARS`: label, value, text (the value in words).
    """

    DAYS = "days"
    LENGTHS = "lengths"
    WEEK = "week"
    BARS = "bars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of a table, which holds every number that is drawn.

    `says` is one sentence for whoever does not see it; `promise_seconds` is where a promise is drawn among lengths.
    """

    name: str
    title: str
    says: str
    shape: Shape
    table: Table
    promise_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. `table` is what files hold; `more` are further tables that the screen shows.

    `charts` are drawn on screen and on a page only.
    """

    name: str
    title: str
    request: Request
    table: Table
    sections: tuple[Section, ...] = ()
    more: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()

    def figures(self) -> Iterator[Figure]:
        """Give all figures, each followed by the one beside it."""
        for section in self.sections:
            for figure in section.figures:
                yield figure
                if figure.beside is not None:
                    yield figure.beside

    def figure(self, name: str) -> Figure | None:
        """Give a figure by its name."""
        return next((one for one in self.figures() if one.name == name), None)

"""What the reports say, as plain data: the terminal, CSV and JSON all print these objects, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from mentionwatch.config import Rules
from mentionwatch.store.queries import Filter

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
    `is_for_files`: the screen says it otherwise, or does without.
    """

    name: str
    title: str
    unit: Unit = Unit.TEXT
    of: str = ""
    is_for_files: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns. `name` is a word for files, `title` the words on screen.

    `is_to_read`: it holds texts to be read whole, so that on screen each row is a few lines, not one.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    is_to_read: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with all that is needed to trust it.

    `title` are plain words; `value` None is shown as `if_none`; `n` is how many cases it speaks of, `of` the
    larger number it is a share of; `definition` is one sentence; `rows` is the command that lists the cases.
    `low` and `high` are where many more cases may put a share (95 %), for a share that few cases carry.
    `is_hidden`: it counts nothing that is worth a line on screen; files and `--fail-on` know it all the same.
    `beside` is a figure to compare it with, printed beside it.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Figures that belong together."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: which rows, seen at `now`, under which rules.

    `is_default_period` says that the user named no period: open items of any age then belong to a list.
    `limit` is the most rows a list shows; `by` groups the figures; `rows` asks for the cases behind them.
    Of replies, `marks` asks for those with any of them, `agent` (as the user names them) for those of one agent, and
    `sample` for so many drawn at random.
    """

    rules: Rules
    now: datetime
    which: Filter
    is_default_period: bool = True
    by: str | None = None
    limit: int | None = None
    rows: bool = False
    marks: tuple[str, ...] = ()
    agent: str | None = None
    sample: int | None = None

    @property
    def alive_since(self) -> datetime:
        """Since when a conversation must have heard something not to have lapsed."""
        return self.now - self.rules.sla_at(self.now).lapse_after

    @property
    def open_of_any_age(self) -> Filter:
        """The same rows, but without a beginning if the user named none."""
        if not self.is_default_period:
            return self.which
        return replace(self.which, since_at=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. `table` is what files hold; `more` are further tables that the screen shows."""

    name: str
    title: str
    request: Request
    table: Table
    sections: tuple[Section, ...] = ()
    more: tuple[Table, ...] = ()
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

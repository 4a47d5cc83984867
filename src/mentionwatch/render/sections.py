"""The figures of a report in full: their words, their values, what they were before, and how their cases are listed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from rich.text import Text

from mentionwatch.render.screen import Screen
from mentionwatch.render.words import before_text, figure_text
from mentionwatch.reports import Figure, Section
from mentionwatch.text import one_line

_GAP = 2
_BENEATH = "  "
_MANY_SECTIONS = 10
_PROGRAM = "mentionwatch "
_NAMED = re.compile(r"(?P<before>.* --(?:figure|standing) )(?P<name>\S+)(?P<after>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure in words; `beside` is what to compare it with."""

    title: str
    value: str
    beside: str
    command: str


def sections_lines(sections: Sequence[Section], screen: Screen, *, program: str) -> Iterator[Text]:
    """Give the figures of each section, and how their cases are listed; commands to copy begin with `program`."""
    are_many = len(sections) > _MANY_SECTIONS
    for section in sections:
        told = [_told(figure, program) for figure in section.figures if not figure.is_hidden]
        if told:
            yield Text()
            indent = ""
            if len(sections) > 1:
                yield from screen.wrapped(one_line(section.title), style="bold")
                indent = _BENEATH
            yield from _section_lines(told, screen, indent=indent, has_commands=not are_many)
    if are_many:
        yield Text()
        found = (figure for section in sections for figure in section.figures)
        commands = [_told(figure, program).command for figure in found if figure.rows]
        yield from screen.wrapped(_pattern(commands), style="dim")


def _told(figure: Figure, program: str) -> _Told:
    beside = []
    if figure.beside is not None:
        other = replace(figure.beside, low=None, high=None)
        beside.append(f"{one_line(other.title)} {figure_text(other)}")
    beside += filter(None, [before_text(figure)])
    command = figure.rows if figure.n else ""
    if command.startswith(_PROGRAM):
        command = f"{program} {command.removeprefix(_PROGRAM)}"
    return _Told(one_line(figure.title), figure_text(figure), "; ".join(beside), command)


def _section_lines(told: Sequence[_Told], screen: Screen, *, indent: str, has_commands: bool) -> Iterator[Text]:
    """Set figures in columns: as many of title, value, what was before and the command as fit on each line."""
    widths = [
        max(map(len, column)) for column in zip(*((one.title, one.value, one.beside) for one in told), strict=True)
    ]
    title, value, beside = widths
    room = screen.width - len(indent) - title - _GAP - value
    if room < 0:
        yield from _paragraphs(told, screen, indent=indent)
    elif beside and room < _GAP + beside:
        yield from _two_columns(told, screen, indent=indent, title=title)
    else:
        command = max(len(one.command) for one in told) if has_commands else 0
        room -= (_GAP + beside if beside else 0) + _GAP + command
        is_aligned = command > 0 and room >= 0
        yield from _columns(told, widths, indent=indent, has_commands=is_aligned)
        has_commands = has_commands and not is_aligned
    if has_commands:
        yield from _commands_lines(told, screen, indent=indent)


def _columns(told: Sequence[_Told], widths: Sequence[int], *, indent: str, has_commands: bool) -> Iterator[Text]:
    title, value, beside = widths
    for one in told:
        text = Text(indent + one.title.ljust(title + _GAP))
        text.append(one.value.ljust(value + _GAP), "bold")
        text.append(one.beside.ljust(beside + (_GAP if beside else 0)))
        text.append(one.command if has_commands else "", "dim")
        text.rstrip()
        yield text


def _two_columns(told: Sequence[_Told], screen: Screen, *, indent: str, title: int) -> Iterator[Text]:
    """Give each figure's value, and what was before behind it or beneath it."""
    room = screen.width - len(indent) - title - _GAP
    for one in told:
        is_short = len(one.value) + len("; ") + len(one.beside) <= room
        parts = [f"{one.value}; {one.beside}" if one.beside else one.value] if is_short else [one.value, one.beside]
        lines = [line for part in parts for line in screen.broken(part, room)]
        for name, line in zip_longest([one.title], lines, fillvalue=""):
            yield _stressed(Text(indent + name.ljust(title + _GAP) + line), one.value)


def _paragraphs(told: Sequence[_Told], screen: Screen, *, indent: str) -> Iterator[Text]:
    """Give each figure's words, and its value on lines of its own."""
    for one in told:
        yield from screen.wrapped(one.title, indent=indent)
        said = f"{one.value}; {one.beside}" if one.beside else one.value
        for line in screen.wrapped(said, indent=indent + _BENEATH):
            yield _stressed(line, one.value)


def _stressed(line: Text, value: str) -> Text:
    """Stress a figure's value in a line, where it stands there whole."""
    start = line.plain.find(value)
    if start >= 0:
        line.stylize("bold", start, start + len(value))
    return line


def _commands_lines(told: Sequence[_Told], screen: Screen, *, indent: str) -> Iterator[Text]:
    """Say beneath a section how the cases of its figures are listed, in one sentence for commands that are alike."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in told:
        match = _NAMED.fullmatch(one.command)
        if match:
            alike[match["before"], match["after"]].append(match["name"])
        elif one.command:
            alike[one.command, ""] = []
    for (before, after), names in alike.items():
        if len(names) < 2:
            said = before + "".join(names) + after
        else:
            said = f"{before}NAME{after}, where NAME is {', '.join(names[:-1])} or {names[-1]}"
        yield from screen.wrapped(f"rows: {said}", indent=indent, style="dim")


def _pattern(commands: Sequence[str]) -> str:
    """Say how the cases of any of very many figures are listed."""
    match = next((found for command in commands if (found := _NAMED.fullmatch(command))), None)
    if match is None:
        return ""
    return f"rows: {match['before']}NAME{match['after']}; --json tells the name of each figure"

"""What complaints are about: how many name each topic, and how many of these were missed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mentionwatch.config.topics import NO_TOPIC, figure_of, topic_names
from mentionwatch.model import Kind
from mentionwatch.reports import Cases, Dataset, Figure, Request
from mentionwatch.reports.figures import share
from mentionwatch.reports.waits import FIRST, facts, is_missed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from mentionwatch.reports import Key

_COMPLAINTS = f"{FIRST} AND w.kind = '{Kind.COMPLAINT}'"


@dataclass(slots=True)
class _Named:
    """How many complaints name a topic, and how many of them were missed."""

    complaints: int = 0
    missed: int = 0


def complaint_topics(db: Connection, request: Request) -> tuple[Figure, ...]:
    """Count the complaints that name each topic, the most named first; all is hidden where none names any."""
    named = {topic: _Named() for topic in topic_names(request.rules.judge.topics)}
    unnamed, total = _Named(), 0
    for wait, (topics,) in facts(db, request, ("topics",), condition=_COMPLAINTS):
        total += 1
        for one in [named.setdefault(topic, _Named()) for topic in json.loads(topics)] or [unnamed]:
            one.complaints += 1
            one.missed += is_missed(wait)
    ordered = sorted(named.items(), key=lambda item: (-item[1].complaints, item[0]))
    figures = [_figure(topic, found, of=total, cases=_cases(db, request, topic)) for topic, found in ordered]
    rest = _figure(NO_TOPIC, unnamed, of=total, cases=_cases(db, request, None))
    return (*figures, replace(rest, is_hidden=unnamed.complaints in (0, total)))


def _figure(topic: str, found: _Named, *, of: int, cases: Cases) -> Figure:
    figure = share(
        figure_of(topic),
        f"{topic} ({found.missed} missed)" if found.missed else topic,
        found.complaints,
        of,
        "complaints that name it, some of them more than one topic; missed: past its time, no reply at all",
        cases=cases,
    )
    return replace(figure, is_hidden=not found.complaints)


def _cases(db: Connection, request: Request, topic: str | None) -> Cases:
    """Give the complaints that name a topic; None: that name none."""

    def keys() -> Iterator[Key]:
        columns = ("topics", "conversation_id", "brand", "ordinal")
        for _, (topics, *key) in facts(db, request, columns, condition=_COMPLAINTS):
            held = json.loads(topics)
            if topic in held or (topic is None and not held):
                yield tuple(key)

    return Cases(Dataset.WAITS, keys)

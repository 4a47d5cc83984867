"""What complaints are about: how many name each topic, and how many of these were missed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from mentionwatch.config.topics import NO_TOPIC, figure_of
from mentionwatch.model import Kind
from mentionwatch.reports import Figure, Section
from mentionwatch.reports.common import WaitRow, first_waits, share


def complaint_topics(waits: Iterable[WaitRow], known: Collection[str]) -> Section:
    """Count the complaints that name each topic, the most named first; all is hidden where none names any."""
    complaints = first_waits(waits, Kind.COMPLAINT)
    by_topic: dict[str, list[WaitRow]] = {topic: [] for topic in known}
    unnamed = []
    for wait in complaints:
        topics = json.loads(wait.row["topics"])
        for topic in topics:
            by_topic.setdefault(topic, []).append(wait)
        unnamed += [] if topics else [wait]
    ordered = sorted(by_topic.items(), key=lambda item: (-len(item[1]), item[0]))
    figures = [_figure(topic, found, of=len(complaints), rows=_rows(topic)) for topic, found in ordered]
    rest = _figure(NO_TOPIC, unnamed, of=len(complaints))
    rest = replace(rest, is_hidden=not unnamed or len(unnamed) == len(complaints))
    return Section(title="What complaints are about", figures=(*figures, rest))


def _figure(topic: str, found: Sequence[WaitRow], *, of: int, rows: str = "") -> Figure:
    missed = sum(bool(wait.row["is_missed"]) for wait in found)
    figure = share(
        figure_of(topic),
        f"{topic} ({missed} missed)" if missed else topic,
        len(found),
        of,
        "complaints that name it, some of them more than one topic; missed: past its time, no reply at all",
        rows=rows,
    )
    return replace(figure, is_hidden=not found)


def _rows(topic: str) -> str:
    return f"mentionwatch report times --rows --kind complaint --topic {shlex.quote(topic)}"

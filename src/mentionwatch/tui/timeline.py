"""One conversation as a timeline, and why a post was judged as it was, in letters only: no markup is ever read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content

from mentionwatch.clock import duration_text
from mentionwatch.render.words import Words
from mentionwatch.reports.story import Explanation, Moment, Told
from mentionwatch.text import one_line, safe_text

_LONGEST = 20_000
_HEAD = "bold"
_NOTE = "dim"


def conversations_content(told: Sequence[Told], words: Words) -> Content:
    """Tell each conversation: how it stands and why, then its posts in order."""
    return Content("\n\n").join(Content("\n").join(_conversation(one, words)) for one in told)


def _conversation(told: Told, words: Words) -> Iterator[Content]:
    place = f", {one_line(told.place, width=80)}" if told.place else ""
    who = f"{one_line(told.customer, width=80)} and {one_line(told.brand, width=80)}"
    yield _styled(f"{who} on {one_line(told.network)}{place}", _HEAD)
    outcome = one_line((told.outcome or "nothing to answer").replace("_", " "))
    yield Content(f"{told.kind}: {outcome}; urgency {told.priority}")
    for sentence in (*told.reasons, *told.waits):
        yield _styled(f"- {words.sentence(sentence)}", _NOTE)
    last_at: datetime | None = None
    for moment in told.moments:
        yield Content()
        yield from _moment(moment, last_at, told, words)
        last_at = moment.at


def _moment(moment: Moment, last_at: datetime | None, told: Told, words: Words) -> Iterator[Content]:
    later = f", {duration_text((moment.at - last_at).total_seconds())} later" if last_at else ""
    role = f" ({one_line(told.brand, width=80)})" if moment.is_brand else ""
    private = ", in private" if moment.is_private else ""
    mark = "◀" if moment.is_brand else "▶"
    when = f"{words.instant(moment.at)}{later}{private}"
    style = "bold ansi_cyan" if moment.is_brand else _HEAD
    yield _styled(f"{mark} {one_line(moment.author, width=80)}{role}", style) + _styled(f"  {when}", _NOTE)
    yield _body(moment.text)
    for finding in moment.findings:
        yield _styled(f"- {words.sentence(finding)}", _NOTE)
    yield _styled(one_line(moment.url or moment.ref), _NOTE)


def explanations_content(found: Sequence[Explanation], words: Words) -> Content:
    """Say why a post is what it is said to be: reasons strongest first, evidence, and what people said."""
    return Content("\n\n").join(Content("\n").join(_explanation(one, words)) for one in found)


def _explanation(one: Explanation, words: Words) -> Iterator[Content]:
    yield _styled(words.sentence(one.verdict), _HEAD)
    yield _body(one.text)
    for title, sentences in one.parts:
        yield Content()
        yield _styled(title, _HEAD)
        for sentence in sentences:
            yield Content(f"- {words.sentence(sentence)}")
    yield Content()
    yield _styled(one_line(one.ref), _NOTE)


def _body(text: str) -> Content:
    return Content(safe_text(text[:_LONGEST]).strip().expandtabs(4) or "(no words)")


def _styled(text: str, style: str) -> Content:
    return Content.styled(text, style)

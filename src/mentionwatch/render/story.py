"""One conversation as a timeline, and why a post was judged as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from mentionwatch.clock import duration_text
from mentionwatch.render.screen import Screen
from mentionwatch.render.words import Words
from mentionwatch.reports.story import Explanation, Moment, Told
from mentionwatch.text import one_line, safe_text

_INDENT = "  "


def print_conversations(told: Sequence[Told], *, zone: ZoneInfo, now: datetime, no_color: bool = False) -> None:
    """Print each conversation: how it stands, then its posts in order."""
    screen, words = Screen(no_color=no_color), Words(zone, now)
    for i, one in enumerate(told):
        if i:
            screen.line()
        _print_standing(one, screen, words)
        last_at: datetime | None = None
        for moment in one.moments:
            screen.line()
            _print_moment(moment, last_at, one, screen, words)
            last_at = moment.at


def _print_standing(told: Told, screen: Screen, words: Words) -> None:
    where = f", {one_line(told.place, width=80)}" if told.place else ""
    screen.line(
        f"{one_line(told.customer, width=80)} and {one_line(told.brand, width=80)} on {one_line(told.network)}{where}",
        "bold",
    )
    outcome = (told.outcome or "nothing to answer").replace("_", " ")
    screen.line(f"{told.kind}: {one_line(outcome)}; urgency {told.priority}")
    for sentence in (*told.reasons, *told.waits):
        screen.lines(screen.wrapped(words.sentence(sentence), indent=_INDENT))
    screen.line(one_line(told.ref), "dim")


def _print_moment(moment: Moment, last_at: datetime | None, told: Told, screen: Screen, words: Words) -> None:
    later = f", {duration_text((moment.at - last_at).total_seconds())} later" if last_at else ""
    who = one_line(moment.author, width=80)
    role = f" ({one_line(told.brand, width=80)})" if moment.is_brand else ""
    private = ", in private" if moment.is_private else ""
    screen.line(f"{words.instant(moment.at)}{later}: {who}{role}{private}", "bold")
    text = safe_text(moment.text).strip() or "(no words)"
    screen.lines(screen.wrapped(text, indent=_INDENT))
    for finding in moment.findings:
        screen.lines(screen.wrapped(f"- {words.sentence(finding)}", indent=_INDENT, style="dim"))
    screen.lines(screen.wrapped(one_line(moment.url or moment.ref), indent=_INDENT, style="dim"))


def print_explanations(found: Sequence[Explanation], *, zone: ZoneInfo, now: datetime, no_color: bool = False) -> None:
    """Print why a post is what it is said to be: reasons strongest first, evidence, and what people said."""
    screen, words = Screen(no_color=no_color), Words(zone, now)
    for i, one in enumerate(found):
        if i:
            screen.line()
        screen.line(words.sentence(one.verdict), "bold")
        screen.lines(screen.wrapped(safe_text(one.text).strip() or "(no words)", indent=_INDENT))
        for title, sentences in one.parts:
            screen.line(title)
            for sentence in sentences:
                screen.lines(screen.wrapped(f"- {words.sentence(sentence)}", indent=_INDENT))
        screen.line(one_line(one.ref), "dim")

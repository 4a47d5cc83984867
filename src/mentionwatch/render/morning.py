"""The page to read each morning: one screen of what needs you, how the promise was kept, and where it was not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rich.text import Text

from mentionwatch.clock import duration_text
from mentionwatch.render.blocks import INDENT, Block, Line, Page, beside, figures, head, stacked
from mentionwatch.render.days import days_lines, lengths_lines
from mentionwatch.render.needs import LINES_FROM, needs_lines
from mentionwatch.render.outline import nothing
from mentionwatch.render.parts import chart_of, counted, figures_of, line_of, rows_of, table_of
from mentionwatch.render.promise import promise_text
from mentionwatch.render.screen import ALARM, Screen
from mentionwatch.render.words import Words, figure_text, headline
from mentionwatch.reports import Figure, Report
from mentionwatch.reports.feeds import FAILING, FORGOTTEN, IMPORT, UNPOLLED
from mentionwatch.reports.review import COMMAND as REVIEW
from mentionwatch.reports.summary import TITLE
from mentionwatch.text import one_line

_WIDEST = 160
_RIGHT, _BETWEEN = 40, 4
_PAIRS_FROM = 76
_LEFT_OF_PAIR = 36
_TOPICS = 4
_SPIKES = 2
_NOTES = 4
_NOTE_LINES = 2
_QUOTE = 300
_QUOTE_LINES = 2

_MENTIONS = tuple(f"mentions_{kind}" for kind in ("complaint", "question", "praise", "other", "unjudged"))
_PROMISE = ("complaint_attainment", "question_attainment", "praise_attainment")
_WAITS = (
    "complaint_frt_median_seconds",
    "complaint_frt_real_median_seconds",
    "complaint_frt_replied_median_seconds",
)
_FAILURES = ("missed", "canned_only", "left_waiting", "canned_rate", "praise_ignored")
_ALL_WORK = {1: "the feed works", 2: "both feeds work"}
_UNKNOWN = "cannot_know_in_period"
"""It is told where it is most of them; else the count of those who wait tells it."""
_ENDINGS = ("said_satisfied", "lost")
_MORE_PENDING = re.compile(r"\((\S+ more may be)\)")


def morning_lines(report: Report, screen: Screen, *, program: str, options: str) -> Block:
    """Put the summary on one screen. `program` and `options` stand around the commands that the user may copy."""
    page = Page(screen, min(screen.width, _WIDEST))
    words = Words(report.request.rules.zone, report.request.now)
    wide = page.width >= LINES_FROM
    left = page.within(page.width - _RIGHT - _BETWEEN) if wide else page
    right = page.within(_RIGHT) if wide else page
    kept, failed = _promise(report, left), _failures(report, left)
    told = [[*kept, *_waits(report, left)], [*failed, *_endings(report, left, words)]]
    feeds = _feeds(report, right, words)
    if wide:
        drawn = [_days(report, right), _topics(report, right)]
        body = [beside(stacked(*told), stacked(*drawn, feeds), width=left.width + _BETWEEN)]
    elif page.width >= _PAIRS_FROM:
        pair = page.within(_LEFT_OF_PAIR), page.within(page.width - _LEFT_OF_PAIR - _BETWEEN)
        charts = beside(_days(report, pair[0]), _topics(report, pair[1]), width=_LEFT_OF_PAIR + _BETWEEN)
        body = [*told, charts, feeds]
    else:
        body = [*told, _days(report, page), _topics(report, page), feeds]
    top = _opening(report, page)
    return stacked(top, needs_lines(report, page), *body, _commands(page, program=program, options=options))


def _opening(report: Report, page: Page) -> Block:
    """Say of whom and when, what is promised, and who wrote how much."""
    rules = report.request.rules
    lines = page.broken(headline(report), style="bold")
    lines += page.broken(one_line(report.title.removeprefix(TITLE).removeprefix(", ")), style=ALARM)
    lines += page.broken(f"Promise: {promise_text(rules, report.request.now)}")
    mentions = report.figure("mentions")
    if mentions is None or not mentions.n:
        return [*lines, Text(), *page.broken(nothing(report))]
    found = [figure for name in _MENTIONS if (figure := report.figure(name)) is not None and figure.n]
    kinds = ", ".join(counted(one.n or 0, one_line(one.title)) for one in found)
    said = f"{counted(mentions.n, mentions.title)}: {kinds}"
    before = f"; before {mentions.before.n:,}" if mentions.before and mentions.before.n else ""
    return [*lines, *page.broken(said + before if len(said + before) <= page.width else said)]


def _promise(report: Report, page: Page) -> Block:
    lines = []
    for figure in figures_of(report, _PROMISE):
        line = line_of(figure, bar=figure.value, has_track=True)
        canned = report.figure(figure.name.replace("_attainment", "_met_canned"))
        more = [] if canned is None or not canned.n else [(f"{canned.n:,} by a stock text", "")]
        more += [(found[1], "dim")] if (found := _MORE_PENDING.search(figure.title)) else []
        lines.append(replace(line, remarks=(*line.remarks, *more)))
    return _section("Promise kept", lines, page, commands="report late")


def _waits(report: Report, page: Page) -> Block:
    lines = [line_of(figure) for figure in figures_of(report, _WAITS)]
    chart = chart_of(report, "lengths")
    block = _section("Half of the complaints waited longer than", lines, page, commands="report times --kind complaint")
    return [*block, *(lengths_lines(chart, page) if chart and block else ())]


def _failures(report: Report, page: Page) -> Block:
    lines = [line_of(figure) for figure in figures_of(report, _FAILURES)]
    missed, unknown = report.figure("missed"), report.figure(_UNKNOWN)
    if unknown is not None and (unknown.n or 0) > ((missed.of if missed else 0) or 0):
        lines.append(line_of(unknown))
    return _section("Where it fails", lines, page, commands="report missed; report canned; report praise")


def _endings(report: Report, page: Page, words: Words) -> Block:
    lines = [line_of(figure) for figure in figures_of(report, _ENDINGS)]
    commands = "report recovered; report unresolved"
    block = _section("How complaints ended", lines, page, commands=commands)
    table = table_of(report, "recovered")
    if not block or table is None:
        return block
    row = rows_of(table)[0]
    said_at = row["said_at"]
    when = f", {words.instant(said_at).rpartition(' ')[0]}" if isinstance(said_at, datetime) else ""
    who = f" - {one_line(str(row['customer'] or ''), width=30)}{when}"
    quote = f'"{one_line(str(row["thanks_text"] or ""), width=_QUOTE)}"'
    return [*block, *page.broken(page.cut(quote, _room(page, _QUOTE_LINES) - len(who)) + who, indent=INDENT)]


def _room(page: Page, lines: int) -> int:
    """Give how many cells of text fit in so many lines, with what breaking between words leaves empty."""
    return (page.width - len(INDENT)) * lines - page.width // 6


def _days(report: Report, page: Page) -> Block:
    """Draw the complaints of each day, and name the spikes."""
    chart = chart_of(report, "complaints_a_day")
    lines = [*head("Complaints a day", page, commands="report --by day"), *days_lines(chart, page)] if chart else []
    found = [figure for figure in report.figures() if figure.name.startswith("spike_")]
    if found and not lines:
        lines = head("Spikes", page)
    for figure in found[:_SPIKES]:
        lines += page.broken(f"{figure_text(figure)} on {one_line(figure.title)}", indent=INDENT)
    left = len(found) - _SPIKES
    return [*lines, *page.broken(f"... and {left} more: report --full" if left > 0 else "", indent=INDENT, style="dim")]


def _topics(report: Report, page: Page) -> Block:
    """Draw what complaints are about, the most named first."""
    section = next((one for one in report.sections if any(_is_topic(figure) for figure in one.figures)), None)
    found = [one for one in section.figures if _is_topic(one) and not one.is_hidden and one.n] if section else []
    most = max((figure.n or 0 for figure in found), default=0)
    lines = [
        Line(label=one_line(figure.title, width=30), value=f"{figure.n:,}", bar=(figure.n or 0) / most)
        for figure in found[:_TOPICS]
    ]
    of = counted(found[0].of or 0, "complaints") if found else ""
    block = _section(f"Topics of {of}", lines, page, commands="")
    left = len(found) - _TOPICS
    return [*block, *page.broken(f"... and {left} more: report --full" if left > 0 else "", indent=INDENT, style="dim")]


def _is_topic(figure: Figure) -> bool:
    return figure.name.startswith("topic_")


def _feeds(report: Report, page: Page, words: Words) -> Block:
    """Say how the feeds stand, and what limits the figures."""
    health, style = _health(report)
    lines = page.broken(health, indent=INDENT, style=style)
    notes = [note for note in report.notes if not note.endswith(REVIEW)]
    room = page.width - len(INDENT) if len(notes) > _NOTES else _room(page, _NOTE_LINES)
    for note in notes[:_NOTES]:
        lines += page.broken(page.cut(words.sentence(note), room), indent=INDENT)
    left = len(notes) - _NOTES
    lines += page.broken(f"... and {left} more notes: report --full" if left > 0 else "", indent=INDENT, style="dim")
    return [*head("Feeds and limits", page, commands="feeds"), *lines] if lines else []


def _health(report: Report) -> tuple[str, str]:
    """Say how the feeds stand, and with what stress."""
    table = table_of(report, "feeds")
    rows = rows_of(table) if table is not None else []
    states = Counter(str(row["state"]) for row in rows)
    times = [at for row in rows if row["state"] != IMPORT and isinstance(at := row["last_ok_at"], datetime)]
    last = f"; last good poll {duration_text((report.request.now - max(times)).total_seconds())} ago" if times else ""
    polled = sum(states.values()) - states[IMPORT] - states[FORGOTTEN]
    if not polled:
        if states[FORGOTTEN]:
            return f"no feed has been polled lately{last}", ALARM
        return "all posts are imported: no feed is polled" if rows else "", ""
    bad = [(states[FAILING], "failing"), (states[UNPOLLED], "never polled")]
    works = polled - sum(count for count, _ in bad)
    if works == polled:
        return _ALL_WORK.get(polled, f"all {polled:,} feeds work") + last, ""
    said = "".join(f", {count} {how}" for count, how in bad if count)
    return f"{works} of {counted(polled, 'feeds')} working{said}{last}", ALARM


def _commands(page: Page, *, program: str, options: str) -> Block:
    """Say how to use the commands at the right of the sections."""
    narrowed = f", with {options}" if options else ""
    after, full = f"Commands go after {program}{narrowed}", "all figures: report --full"
    if len(after) + len(full) + 2 <= page.width:
        return page.broken(f"{after}; {full}", style="dim")
    return [*page.broken(after, style="dim"), *page.broken(full, style="dim")]


def _section(title: str, lines: Sequence[Line], page: Page, *, commands: str) -> Block:
    return [*head(title, page, commands=commands), *figures(lines, page)] if lines else []

"""The page to read each morning: one screen of what needs you, how the promise was kept, and where it was not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rich.cells import cell_len
from rich.text import Text

from mentionwatch.clock import duration_text
from mentionwatch.render.blocks import GAP, INDENT, Block, Line, Page, beside, figures, head, stacked
from mentionwatch.render.days import days_lines, lengths_lines
from mentionwatch.render.moved import is_better
from mentionwatch.render.promise import promise_text
from mentionwatch.render.screen import ALARM, CALM, Screen
from mentionwatch.render.words import Words, figure_text, headline, number, percent
from mentionwatch.reports import Chart, Figure, Report, Table, Trend, Unit, Value
from mentionwatch.reports.feeds import FAILING, FORGOTTEN, IMPORT
from mentionwatch.reports.review import COMMAND as REVIEW
from mentionwatch.reports.summary import TITLE
from mentionwatch.text import one_line

_WIDEST = 160
_TWO_COLUMNS_FROM = 110
_RIGHT, _BETWEEN = 40, 4
_PAIRS_FROM = 76
_LEFT_OF_PAIR = 36
_BLOCKS_BELOW = 70
_TOP, _TOP_WIDE = 3, 4
_CELLS, _CUSTOMER = 4, 18
_TOPICS = 4
_SPIKES = 2
_NOTES = 4
_NOTE_LINES = 2
_QUOTE = 300
_QUOTE_LINES = 2

NO_MENTIONS = "No mentions yet in this period."
LABELS = {
    "complaint_attainment": "complaints",
    "question_attainment": "questions",
    "praise_attainment": "praise",
    "complaint_frt_median_seconds": "for a reply",
    "complaint_frt_real_median_seconds": "for a real reply",
    "complaint_frt_replied_median_seconds": "those answered alone",
    "missed": "missed: late, no reply at all",
    "canned_only": "got nothing but stock texts",
    "left_waiting": "asked again, and overdue",
    "canned_rate": "replies that were stock texts",
    "praise_ignored": "praise that nobody thanked",
    "cannot_know_in_period": "cannot know: replies unseen",
    "said_satisfied": "ended satisfied",
    "lost": "lost: angrier, or goodbye",
}
"""The words for a figure where its section says the rest."""
_MENTIONS = tuple(f"mentions_{kind}" for kind in ("complaint", "question", "praise", "other", "unjudged"))
_PROMISE = ("complaint_attainment", "question_attainment", "praise_attainment")
_WAITS = (
    "complaint_frt_median_seconds",
    "complaint_frt_real_median_seconds",
    "complaint_frt_replied_median_seconds",
)
_FAILURES = ("missed", "canned_only", "left_waiting", "canned_rate", "praise_ignored")
_UNKNOWN = "cannot_know_in_period"
"""It is told where it is most of them; else the count of those who wait tells it."""
_ENDINGS = ("said_satisfied", "lost")
_STANDINGS = ("overdue", "due_soon", "due", "cannot_know", "handled_elsewhere", "review")
_MORE_PENDING = re.compile(r"\((\S+ more may be)\)")


def morning_lines(report: Report, screen: Screen, *, program: str, options: str) -> Block:
    """Put the summary on one screen. `program` and `options` stand around the commands that the user may copy."""
    page = Page(screen, min(screen.width, _WIDEST))
    words = Words(report.request.rules.zone, report.request.now)
    wide = page.width >= _TWO_COLUMNS_FROM
    left = page.within(page.width - _RIGHT - _BETWEEN) if wide else page
    right = page.within(_RIGHT) if wide else page
    told = [_promise(report, left), _waits(report, left), _failures(report, left), _endings(report, left, words)]
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
    return stacked(top, _needs(report, page, words), *body, _commands(page, program=program, options=options))


def _opening(report: Report, page: Page) -> Block:
    """Say of whom and when, what is promised, and who wrote how much."""
    rules = report.request.rules
    lines = page.broken(headline(report), style="bold")
    lines += page.broken(one_line(report.title.removeprefix(TITLE).removeprefix(", ")), style=ALARM)
    lines += page.broken(f"Promise: {promise_text(rules, report.request.now)}")
    mentions = report.figure("mentions")
    if mentions is None or not mentions.n:
        return [*lines, Text(), *page.broken(NO_MENTIONS)]
    found = [figure for name in _MENTIONS if (figure := report.figure(name)) is not None and figure.n]
    kinds = ", ".join(_counted(one.n or 0, one_line(one.title)) for one in found)
    said = f"{_counted(mentions.n, mentions.title)}: {kinds}"
    before = f"; before {mentions.before.n:,}" if mentions.before and mentions.before.n else ""
    return [*lines, *page.broken(said + before if len(said + before) <= page.width else said)]


def _counted(count: int, many: str) -> str:
    """Write a count of what has a plural in s, or none."""
    return f"{count:,} {many.removesuffix('s') if count == 1 else many}"


def _needs(report: Report, page: Page, words: Words) -> Block:
    """Count those who wait, and list the most urgent of them."""
    table = _table(report, "inbox")
    counts = [figure for name in _STANDINGS if (figure := report.figure(name)) is not None and figure.n]
    if table is None and not counts:
        return page.broken("Nobody is waiting.")
    rows = [] if table is None else _rows(table)[: _TOP_WIDE if page.width >= _TWO_COLUMNS_FROM else _TOP]
    commands = ["inbox", *(["inbox --review"] if counts and counts[-1].name == "review" else [])]
    commands += [f"show {rows[0]['post']}"] if rows else []
    lines = head("What needs you now", page, commands="; ".join(commands))
    return [*lines, *_counts(counts, page), *_top(rows, page, report.request.now)]


def _counts(counts: Sequence[Figure], page: Page) -> Block:
    lines = page.broken(", ".join(f"{figure.n:,} {_standing(figure)}" for figure in counts), indent=INDENT)
    for line in lines:
        line.highlight_regex(r"[\d,]+ overdue", ALARM)
    return lines


def _standing(figure: Figure) -> str:
    return "doubtful or not judged" if figure.name == "review" else one_line(figure.title)


def _top(rows: Sequence[Mapping[str, Value]], page: Page, now: datetime) -> Block:
    """Tell of the first of those who wait: which, since when, who, what they wrote, and what stands out."""
    told = [_cells(row, page, now) for row in rows]
    widths = [max(cell_len(cells[place]) for cells in told) for place in range(_CELLS)] if told else []
    lines: Block = []
    for cells, row in zip(told, rows, strict=True):
        text = one_line(str(row["text"] or ""), width=600) or "(no words)"
        style = ALARM if row["standing"] in ("overdue", "due soon") else ""
        if page.width < _BLOCKS_BELOW:
            number_, due, kind, customer = cells
            lines += page.broken(f"{number_}  {due}", indent=INDENT, style=style)
            lines += page.broken(_cut(f"{kind}, {customer}: {text}", page, page.width * 2), indent=INDENT * 2)
            continue
        line = Text(INDENT)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            line.append(page.screen.fit(cell, width), style if place == 1 else "")
            line.append(" " * GAP)
        if page.width >= _TWO_COLUMNS_FROM:
            lines.append(_ended(line, text, page))
            continue
        lines.append(_ended(line, one_line(", ".join(_signs(row))), page, style="dim"))
        lines.append(_ended(Text(" " * (len(INDENT) + widths[0] + GAP)), text, page))
    return lines


def _ended(line: Text, text: str, page: Page, *, style: str = "") -> Text:
    """Fill a line up with as much of a text as fits."""
    line.append(page.screen.fit(text, page.width - line.cell_len), style)
    line.rstrip()
    return line


def _cells(row: Mapping[str, Value], page: Page, now: datetime) -> tuple[str, str, str, str]:
    customer = one_line(str(row["customer"] or ""), width=80)
    shown = customer if cell_len(customer) <= _CUSTOMER else page.screen.fit(customer, _CUSTOMER)
    return str(row["post"]), _due(row, now), one_line(str(row["kind"])), shown


def _signs(row: Mapping[str, Value]) -> tuple[str, ...]:
    return row["signs"] if isinstance(row["signs"], tuple) else ()


def _due(row: Mapping[str, Value], now: datetime) -> str:
    standing, due_at = str(row["standing"]).replace("_", " "), row["due_at"]
    if not isinstance(due_at, datetime) or standing not in ("overdue", "due soon", "due"):
        return standing
    seconds = (now - due_at).total_seconds()
    return f"overdue since {duration_text(seconds)}" if standing == "overdue" else f"due in {duration_text(-seconds)}"


def _promise(report: Report, page: Page) -> Block:
    lines = []
    for figure in _found(report, _PROMISE):
        line = _line(figure, bar=figure.value, has_track=True)
        canned = report.figure(figure.name.replace("_attainment", "_met_canned"))
        more = [] if canned is None or not canned.n else [(f"{canned.n:,} by a stock text", "")]
        more += [(found[1], "dim")] if (found := _MORE_PENDING.search(figure.title)) else []
        lines.append(replace(line, remarks=(*line.remarks, *more)))
    return _section("Promise kept", lines, page, commands="report late")


def _waits(report: Report, page: Page) -> Block:
    lines = [_line(figure) for figure in _found(report, _WAITS)]
    chart = _chart(report, "lengths")
    block = _section("Half of the complaints waited longer than", lines, page, commands="report times --kind complaint")
    return [*block, *(lengths_lines(chart, page) if chart and block else ())]


def _failures(report: Report, page: Page) -> Block:
    lines = [_line(figure) for figure in _found(report, _FAILURES)]
    missed, unknown = report.figure("missed"), report.figure(_UNKNOWN)
    if unknown is not None and (unknown.n or 0) > ((missed.of if missed else 0) or 0):
        lines.append(_line(unknown))
    return _section("Where it fails", lines, page, commands="report missed; report canned; report praise")


def _endings(report: Report, page: Page, words: Words) -> Block:
    lines = [_line(figure) for figure in _found(report, _ENDINGS)]
    commands = "report recovered; report unresolved"
    block = _section("How complaints ended", lines, page, commands=commands)
    table = _table(report, "recovered")
    if not block or table is None:
        return block
    row = _rows(table)[0]
    said_at = row["said_at"]
    when = f", {words.instant(said_at)}" if isinstance(said_at, datetime) else ""
    who = f" - {one_line(str(row['customer'] or ''), width=30)}{when}"
    quote = f'"{one_line(str(row["thanks_text"] or ""), width=_QUOTE)}"'
    return [*block, *page.broken(_cut(quote, page, _room(page, _QUOTE_LINES) - len(who)) + who, indent=INDENT)]


def _room(page: Page, lines: int) -> int:
    """Give how many cells of text fit in so many lines, with what breaking between words leaves empty."""
    return (page.width - len(INDENT)) * lines - page.width // 6


def _cut(text: str, page: Page, room: int) -> str:
    return text if Text(text).cell_len <= room else page.screen.fit(text, max(room, GAP * 10)).rstrip()


def _days(report: Report, page: Page) -> Block:
    """Draw the complaints of each day, and name the spikes."""
    chart = _chart(report, "complaints_a_day")
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
    of = _counted(found[0].of or 0, "complaints") if found else ""
    block = _section(f"Topics of {of}", lines, page, commands="")
    left = len(found) - _TOPICS
    return [*block, *page.broken(f"... and {left} more: report --full" if left > 0 else "", indent=INDENT, style="dim")]


def _is_topic(figure: Figure) -> bool:
    return figure.name.startswith("topic_")


def _feeds(report: Report, page: Page, words: Words) -> Block:
    """Say how the feeds stand, and what limits the figures."""
    lines = page.broken(_health(report, words), indent=INDENT)
    notes = [note for note in report.notes if not note.endswith(REVIEW)]
    for note in notes[:_NOTES]:
        lines += page.broken(_cut(words.sentence(note), page, _room(page, _NOTE_LINES)), indent=INDENT)
    left = len(notes) - _NOTES
    lines += page.broken(f"... and {left} more notes: report --full" if left > 0 else "", indent=INDENT, style="dim")
    return [*head("Feeds and limits", page, commands="feeds"), *lines] if lines else []


def _health(report: Report, words: Words) -> str:
    table = _table(report, "feeds")
    rows = _rows(table) if table is not None else []
    states = Counter(str(row["state"]) for row in rows)
    polled = sum(n for state, n in states.items() if state not in (IMPORT, FORGOTTEN))
    if not rows:
        return ""
    times = [at for row in rows if row["state"] != IMPORT and isinstance(at := row["last_ok_at"], datetime)]
    ago = report.request.now - max(times) if times else None
    last = f"; last good poll {duration_text(ago.total_seconds())} ago" if ago is not None else ""
    if polled:
        failing = states[FAILING]
        works = f"all {polled} feeds work" if polled > 1 else "the feed works"
        return (f"{polled - failing} of {polled} feeds work, {failing} fail" if failing else works) + last
    return f"no feed has been polled lately{last}" if states[FORGOTTEN] else "all posts are imported: no feed is polled"


def _commands(page: Page, *, program: str, options: str) -> Block:
    """Say how to use the commands at the right of the sections."""
    narrowed = f", with {options}" if options else ""
    return page.broken(f"Commands go after {program}{narrowed}; all figures: report --full", style="dim")


def _section(title: str, lines: Sequence[Line], page: Page, *, commands: str) -> Block:
    return [*head(title, page, commands=commands), *figures(lines, page)] if lines else []


def _found(report: Report, names: Iterable[str]) -> Iterator[Figure]:
    """Give the figures that speak of any case."""
    for name in names:
        figure = report.figure(name)
        if figure is not None and not figure.is_hidden and (figure.n or figure.of or _was_any(figure)):
            yield figure


def _was_any(figure: Figure) -> bool:
    return figure.unit is Unit.COUNT and figure.before is not None and bool(figure.before.n)


def _line(figure: Figure, *, bar: float | None = None, has_track: bool = False) -> Line:
    value = figure_text(replace(figure, low=None, high=None))
    return Line(
        label=LABELS[figure.name], value=value, bar=bar, has_track=has_track, remarks=tuple(_remarks(figure, value))
    )


def _remarks(figure: Figure, value: str) -> Iterator[tuple[str, str]]:
    """Say what the figure was before, and between what values many more cases may put it."""
    before = figure.before
    if before is not None and (before.value is not None or before.n):
        shown = one_line(before.if_none) if before.value is None else _short(before.value, before.unit)
        shown = "the same" if before.value is None and value.startswith(shown) else shown
        yield f"{_moved(figure)}before {shown}", _style(figure)
    likely = figure_text(figure).removeprefix(value[:-1]).removeprefix("; ").removesuffix(")")
    if figure.low is not None and likely.startswith("likely"):
        yield likely, "dim"


def _short(value: float, unit: Unit) -> str:
    return percent(value) if unit is Unit.SHARE else number(value, unit)


def _moved(figure: Figure) -> str:
    if figure.trend is None:
        return ""
    arrow, word = ("↑", "higher") if figure.trend is Trend.UP else ("↓", "lower")
    return f"{arrow} { ({True: 'better', False: 'worse', None: word}[is_better(figure)]) }, "


def _style(figure: Figure) -> str:
    return {True: CALM, False: ALARM, None: ""}[is_better(figure)]


def _chart(report: Report, name: str) -> Chart | None:
    return next((chart for chart in report.charts if chart.name == name), None)


def _table(report: Report, name: str) -> Table | None:
    return next((table for table in report.more if table.name == name and table.rows), None)


def _rows(table: Table) -> list[dict[str, Value]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]

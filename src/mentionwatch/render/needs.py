"""What needs you now, on the morning's page: how many wait, and the most urgent of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from rich.cells import cell_len
from rich.text import Text

from mentionwatch.clock import duration_text
from mentionwatch.measure import Standing
from mentionwatch.render.blocks import GAP, INDENT, Block, Page, head
from mentionwatch.render.parts import rows_of, table_of
from mentionwatch.render.screen import ALARM
from mentionwatch.reports import Figure, Report, Value
from mentionwatch.text import one_line

_STANDINGS = ("overdue", "due_soon", "due", "cannot_know", "handled_elsewhere", "review")
_TOP, _TOP_WIDE = 3, 4
_BLOCKS_BELOW, LINES_FROM = 70, 110
"""Each who waits is a small paragraph on a narrow page, two lines on a usual one, and one on a wide one."""
_CUSTOMER = 16
_READ = 600

_Cells: TypeAlias = tuple[str, str, str, str]


def needs_lines(report: Report, page: Page) -> Block:
    """Count those who wait, and list the most urgent of them."""
    table = table_of(report, "inbox")
    counts = [figure for name in _STANDINGS if (figure := report.figure(name)) is not None and figure.n]
    if table is None and not counts:
        return page.broken("Nobody is waiting.")
    rows = [] if table is None else rows_of(table)[: _TOP_WIDE if page.width >= LINES_FROM else _TOP]
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
    widths = [max(map(cell_len, column)) for column in zip(*told, strict=True)]
    lines: Block = []
    for cells, row in zip(told, rows, strict=True):
        text = one_line(str(row["text"] or ""), width=_READ) or "(no words)"
        style = ALARM if row["standing"] in (Standing.OVERDUE, Standing.DUE_SOON) else ""
        if page.width < _BLOCKS_BELOW:
            lines += _paragraph(cells, text, page, style=style)
            continue
        line = Text(INDENT)
        for cell, width, of_cell in zip(cells, widths, ("", style, "", ""), strict=True):
            line.append(page.screen.fit(cell, width), of_cell)
            line.append(" " * GAP)
        if page.width >= LINES_FROM:
            lines.append(_ended(line, text, page))
        else:
            lines.append(_ended(line, one_line(", ".join(_signs(row))), page, style="dim"))
            lines.append(_ended(Text(" " * (len(INDENT) + widths[0] + GAP)), text, page))
    return lines


def _paragraph(cells: _Cells, text: str, page: Page, *, style: str) -> Block:
    post, due, kind, customer = cells
    first = page.broken(f"{post}  {due}", indent=INDENT, style=style)
    return [*first, *page.broken(page.cut(f"{kind}, {customer}: {text}", page.width * 2), indent=INDENT * 2)]


def _ended(line: Text, text: str, page: Page, *, style: str = "") -> Text:
    """Fill a line up with as much of a text as fits."""
    line.append(page.screen.fit(text, page.width - line.cell_len), style)
    line.rstrip()
    return line


def _cells(row: Mapping[str, Value], page: Page, now: datetime) -> _Cells:
    customer = one_line(str(row["customer"] or ""), width=80)
    shown = customer if cell_len(customer) <= _CUSTOMER else page.screen.fit(customer, _CUSTOMER)
    return str(row["post"]), _due(row, now), one_line(str(row["kind"])), shown


def _signs(row: Mapping[str, Value]) -> tuple[str, ...]:
    return row["signs"] if isinstance(row["signs"], tuple) else ()


def _due(row: Mapping[str, Value], now: datetime) -> str:
    standing, due_at = row["standing"], row["due_at"]
    if not isinstance(due_at, datetime) or standing not in (Standing.OVERDUE, Standing.DUE_SOON, Standing.DUE):
        return one_line(str(standing)).replace("_", " ")
    seconds = (now - due_at).total_seconds()
    is_overdue = standing == Standing.OVERDUE
    return f"overdue since {duration_text(seconds)}" if is_overdue else f"due in {duration_text(-seconds)}"

"""Markdown for chats: a stranger's words stay words, whatever they hold, and lists end where they are told to."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builders import NOW, RULES
from mentionwatch.render.markdown import escaped, write_markdown
from mentionwatch.reports import Column, Figure, Report, Request, Section, Table, Unit
from mentionwatch.store.queries import Filter
from mentionwatch.text import one_line

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PAYLOADS = [
    "@channel @everyone @here <!channel> <@U123>",
    "[click](https://evil.example) ![x](https://evil.example/a.png)",
    "<img src=x onerror=alert(1)> <https://evil.example> &lt;b&gt;",
    "a | b \\| c ``` `code` ~~gone~~ **bold** __b__ _i_ $x$ :skull:",
    "https://evil.example/`a`|b_(c) www.evil.example mailto:a@evil.example",
    "# head\n- item\n1. one\n> quote\n---\n| a |\n|---|",
    "\\",
    "ends with \\ | and \\",
]
TEXTS = st.text(st.one_of(st.sampled_from("@|`\\<>[]()!*_~#&;$:/.w -\n"), st.characters()), max_size=60)


def report(*texts: str, total: int | None = None) -> Report:
    """Make a report that lists these texts."""
    columns = (Column("post", "id", Unit.COUNT), Column("text", "what they wrote"))
    rows = tuple((number, text) for number, text in enumerate(texts, start=1))
    figure = Figure(name="any", title="missed", value=len(texts), unit=Unit.COUNT, definition="all", n=len(texts))
    return Report(
        name="missed",
        title="Missed",
        request=Request(rules=RULES, now=NOW, which=Filter(brand="Acme")),
        table=Table(name="missed", title="Who", columns=columns, rows=rows, total=total),
        sections=(Section(title="missed", figures=(figure,)),),
    )


def written(made: Report, limit: int | None = None) -> str:
    """Give a report as Markdown."""
    out = io.StringIO()
    write_markdown(out, made, limit)
    return out.getvalue()


@pytest.mark.fault("F39")
@given(st.one_of(st.sampled_from(PAYLOADS), TEXTS))
def test_a_reader_of_markdown_shows_each_text_as_it_is(text: str) -> None:
    """A cell is shown letter by letter but for ＠: no tag, link or image comes of it, and no cell more."""
    html = READER.render(written(report(text, "next")))
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)
    assert len(cells) == 4
    assert set(re.findall(r"</?(\w+)", cells[1])) <= {"code"}
    shown = re.sub("</?code>", "", cells[1])
    assert " ".join(unescape(shown).split()) == one_line(text, width=160).replace("@", "＠")
    assert not re.search(r"<(a|img|h\d|li|em|del|script)\b", cells[1])


@given(TEXTS)
def test_nobody_is_called_and_nothing_is_opened(text: str) -> None:
    """No @ is left to call anybody with, and an address stands in a code span, where no chat makes a link of it."""
    said = escaped(text)
    assert "@" not in said
    assert not re.search(r"https?://|www\.\w", re.sub(r"`[^`]*`", "", said), re.IGNORECASE)


def test_a_list_ends_with_the_number_of_those_left() -> None:
    """After `limit` rows the number of those left out is told; without a limit all are there."""
    made = report("one", "two", "three")
    assert "| 2 | two |\n\n... and 1 more\n" in written(made, 2)
    assert "more" not in written(made)
    assert "... and 7 more" in written(replace(made, table=replace(made.table, total=10)))


def test_figures_are_a_list_in_plain_words() -> None:
    """Each figure is a line of its title and value, under whom and when they speak of."""
    lines = written(report("one")).splitlines()
    assert lines[0].startswith("**Acme, up to 22 November 2026, Europe/Berlin**")
    assert "- missed: **1**" in lines


def test_nothing_is_said_in_words() -> None:
    """A report of nothing says so, and holds no empty table."""
    assert written(report()).splitlines()[-1] == "Nothing was missed in this period."

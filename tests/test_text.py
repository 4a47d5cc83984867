"""Text at the door and on the way out: what strangers send does no harm, and stays readable."""

from __future__ import annotations

import re
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentionwatch.text import STORED_BYTES, clean_text, html_to_text, one_line, safe_text

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = (
    st.text()
    | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp", "Nd", "Ll"]))
    | st.text(st.sampled_from(BIDI + "a \r\n\t\x00\x1b\x9b\u0301\u0e49\u200d\ufe0f\u2028\ud83d👩❤"))
)
TAGS = st.lists(
    st.sampled_from(["<", ">", "</", "/>", "<p", "<p>", "</p>", "<br/>", "<!--", "-->", "<![CDATA[", "<!", "<?", "'"])
    | st.sampled_from(
        ['"', "<script>", "</script>", "<span class='invisible'>", "</span>", "&", "&#xD800;", "&lt;", "x"]
    )
).map("".join)


def marks_on_one_character(text: str) -> int:
    """Count the longest heap of marks and joiners."""
    kinds = "".join("m" if category(char) in ("Mn", "Me", "Cf") else "." for char in text)
    return max(map(len, re.findall("m+", kinds)), default=0)


@pytest.mark.fault("F33")
@pytest.mark.fault("F35")
@given(HOSTILE)
@example("a\r\r\nb")
@example("e" + "\u0301" * 4 + "\u200b" + "\u0301" * 4)
def test_safe_text_holds_nothing_that_acts(text: str) -> None:
    """No control but TAB and LF, no surrogate, no bidi control, few marks; and a second pass changes nothing."""
    safe = safe_text(text)
    assert all(char in "\t\n" or category(char) not in ("Cc", "Cs", "Zl", "Zp") for char in safe)
    assert not set(safe) & set(BIDI)
    assert marks_on_one_character(safe) <= 4
    assert safe_text(safe) == safe


@pytest.mark.fault("F36")
@given(HOSTILE)
@example("a\r\r\nb")
def test_clean_text_can_be_stored(text: str) -> None:
    """What is cleaned can be written as UTF-8, holds no NUL and no lone CR, and a second pass changes nothing."""
    clean = clean_text(text)
    assert "\x00" not in clean
    assert "\r" not in clean
    assert len(clean.encode()) <= STORED_BYTES
    assert clean_text(clean) == clean


@given(HOSTILE, st.integers(1, 40))
def test_one_line_is_one_line_of_its_width(text: str, width: int) -> None:
    """The line holds no line end and no TAB, is never wider than asked, and a second pass changes nothing."""
    line = one_line(text, width=width)
    assert len(line) <= width
    assert len(line.splitlines()) <= 1
    assert "\t" not in line
    assert one_line(line, width=width) == line


@given(HOSTILE | TAGS)
@example("<a href='")
@example("<![foo")
@example("<é> and more")
def test_any_html_is_read(html: str) -> None:
    """No input makes the reader fail, and what it gives needs no second trimming."""
    text = html_to_text(html)
    assert text == text.strip()
    assert "\n\n\n" not in text


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="<&\xa0"), max_size=80))
def test_text_without_markup_is_kept(text: str) -> None:
    """Plain words go through unchanged, but for the spaces."""
    assert html_to_text(text).split() == text.split()


@pytest.mark.parametrize(
    "text",
    [
        "👩‍❤️‍👨 and 👨‍👩‍👧‍👦",
        "👍🏽 1️⃣ 🏳️‍🌈",
        "می‌خواهم",
        "Tiếng Việt, क्षत्रिय, שָׁלוֹם",
        "a\tb\nc",
        "\ue000",  # a private character of some font
    ],
)
def test_honest_text_is_left_alone(text: str) -> None:
    """Joined emoji, skin tones, joiners and accents of real languages survive."""
    assert safe_text(text) == clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b]0;title\x07x", "]0;titlex"),
        ("\x9b31mred", "31mred"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u2028b\x85c", "a\nb\nc"),
        ("pay \u202egnp.exe", "pay gnp.exe"),
        ("in\u200bvi\u2060si\xadble\U000e0041", "invisible"),
        ("z" + "\u0301" * 9 + "w\u0e49\u0e49\u0e49\u0e49\u0e49", "z\u0301\u0301\u0301\u0301w\u0e49\u0e49\u0e49\u0e49"),
    ],
)
def test_what_acts_is_taken_out(text: str, safe: str) -> None:
    """Sequences lose the character that starts them, line ends become LF, heaps of marks are thinned."""
    assert safe_text(text) == safe


def test_what_cannot_be_stored_is_replaced() -> None:
    """Lone surrogates, NUL and non-characters become the replacement character; long text is cut between characters."""
    assert clean_text("a\ud83d\x00\uffffb") == "a\ufffd\ufffd\ufffdb"
    assert clean_text("é" * STORED_BYTES) == "é" * (STORED_BYTES // 2)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("short", "short"),
        (" two\n\n lines\t", "two lines"),
        ("exactly ten", "exactly t…"),
        ("\n" * 1000 + "late", "late"),
        ("a" + " " * 1000 + "b", "a…"),
    ],
)
def test_a_long_line_ends_in_an_ellipsis(text: str, line: str) -> None:
    """The ellipsis stands wherever something was left out, and only there."""
    assert one_line(text, width=10) == line


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>three<br/>four</p>", "One\n\nTwo\nthree\nfour"),
        ("I &lt;3 you &amp; you&nbsp;too &#x1F600;", "I <3 you & you too 😀"),
        ("I <3 you", "I <3 you"),
        ('<a href="https://x.example/1"><span class="invisible">https://</span>x.example<span class="a invisible">/1'
         "</span></a>", "x.example"),
        ('<span class="invisible"><span>in<br></span>side</span>out', "out"),
        ("<SCRIPT>if (a<b) '</p>'</SCRIPT >after<style>p>a{}</style>", "after"),
        ("<script>never closed", ""),
        ("a<!-- <p>b</p> -->c<!-- never closed", "ac"),
        ("<![CDATA[x]]>y<?php z ?>", "y"),
        ('<a title="a > b">link</a>', "link"),
        ('<a href="never closed>one</a> <b>two</b>', "one two"),
        ('<img alt=":wave:" src=x> <img src=x alt=hi data-alt=no>', ":wave: hi"),
        ("<title>head</title>&#xD800;&#0;", "\ufffd\ufffd"),
        ("<p>cut of<a hre", "cut of"),
        ("<p data-class='invisible'>seen</p>", "seen"),
        ("<é>", "<é>"),
    ],
)  # fmt: skip
def test_html_becomes_plain_text(html: str, text: str) -> None:
    """Blocks end lines, entities are read, and what a browser hides is hidden."""
    assert html_to_text(html) == text


@pytest.mark.fault("F35")
@pytest.mark.fault("F41")
@pytest.mark.parametrize(
    ("hostile", "text"),
    [
        ("<div>" * 120_000 + "x", "x"),
        ("<a" * 300_000, ""),
        ("<!--" * 150_000, ""),
        ("</a" * 200_000, ""),
        ('<a href="' * 66_667, ""),
        ("<script>x</script" * 35_000, ""),
        ("e" + "\u0301" * 500_000, "e" + "\u0301" * 4),
        ("e" + "\u200d\u0301" * 250_000, "e" + "\u200d\u0301" * 2),
    ],
)
def test_hostile_heaps_are_read_in_one_pass(hostile: str, text: str) -> None:
    """600 KB of nested or unclosed tags and half a million marks end; a parser that starts over takes minutes."""
    assert safe_text(html_to_text(hostile)) == text

"""The page of a report: it says what the other forms say, and nothing that strangers write does anything in it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from test_figures import _figure

from builders import NOW, World, complaint
from console import Ask
from mentionwatch.cli import run
from mentionwatch.cli.report import _REPORTS
from mentionwatch.clock import to_text
from mentionwatch.render.words import figure_text
from mentionwatch.text import is_web_address
from pages import PAYLOADS, URLS, Page, hostile_world

_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "div", "footer"),
    *("p", "h1", "h2", "h3", "ul", "ol", "li", "b", "span", "a", "q", "code", "figure", "figcaption", "blockquote"),
    *("details", "summary", "fieldset", "legend", "label", "input", "table", "thead", "tbody", "tr", "th", "td"),
    *("svg", "desc", "defs", "pattern", "rect", "line", "text", "circle"),
}
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@pytest.fixture(scope="module")
def pizza_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the configuration of the demo's brand, polled, judged and measured."""
    folder = tmp_path_factory.mktemp("pizza")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTIONWATCH_NOW", to_text(NOW))
        assert run(["demo", "--quiet", "--directory", str(folder)]) == 0
    return folder / "mentionwatch.yaml"


@pytest.fixture(scope="module")
def hostile_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database in which every text is hostile."""
    return hostile_world(tmp_path_factory.mktemp("hostile") / "acme.db").path


def page_of(ask: Ask, *args: str | Path) -> str:
    """Give a report's page."""
    said = ask("report", *args, "--format", "html")
    assert said.code == 0, said.err
    return said.out


def check(html: str) -> Page:
    """Read a page; nothing in it runs, leads astray, asks for anything or is out of order."""
    page = Page.read(html)
    assert page.faults == []
    assert {node.tag for node in page.nodes} <= _TAGS
    for node in page.nodes:
        assert not [
            name for name in node.attrs if name.startswith("on") or name in ("src", "style", "srcset", "action")
        ]
        if "href" in node.attrs:
            assert node.tag == "a"
            assert urlsplit(node.attrs["href"]).scheme in ("http", "https")
            assert node.attrs["rel"] == "noopener noreferrer nofollow"
            assert node.attrs["referrerpolicy"] == "no-referrer"
    ids = [node.attrs["id"] for node in page.nodes if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    named = [name for node in page.nodes for name in node.attrs.get("aria-labelledby", "").split()]
    assert set(named) <= set(ids)
    levels = [int(node.tag[1]) for node in page.named("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not _FORBIDDEN.findall(html)
    assert len(html.encode()) < 2_000_000
    return page


def test_policy_allows_its_own_style_alone(pizza_config: Path, ask: Ask) -> None:
    """The page's policy forbids everything but the one style in it, which it names by its hash."""
    html = page_of(ask, "-c", pizza_config)
    page = Page.read(html)
    policy = next(node.attrs["content"] for node in page.named("meta") if "http-equiv" in node.attrs)
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(http" not in style[1]
    assert "@import" not in style[1]
    assert page.named("html")[0].attrs["lang"] == "en"


@pytest.mark.parametrize("name", _REPORTS)
def test_every_figure_stands_on_the_page(pizza_config: Path, ask: Ask, name: str) -> None:
    """The page of each report has every figure of its JSON, hidden ones too: title, value in words, and meaning."""
    span = ("-c", pizza_config, "--since", "2026-11-01")
    text = check(page_of(ask, name, *span)).text
    told: dict[str, Any] = json.loads(ask("report", name, *span, "--json").out)["figures"]
    for one in told.values():
        if one["value"] is not None:
            assert f"{one['title']} {figure_text(_figure(one))} " in text, one
            assert " ".join(one["definition"].split()) in text, one


@pytest.mark.parametrize("name", [*_REPORTS, "times --rows", "canned --rows", "summary --by network", "times --by day"])
def test_strangers_do_nothing(hostile_db: Path, ask: Ask, name: str) -> None:
    """What strangers write stands on the page of any report letter by letter, and nothing of it runs or links."""
    page = check(page_of(ask, *name.split(), "--db", hostile_db, "--brand", "all"))
    links = {node.attrs["href"] for node in page.named("a")}
    assert links <= {"https://social.example/@zoe/1?a=1&b=2"}


@pytest.mark.parametrize(
    "command", ["inbox", "inbox --review", "templates", "feeds", "customer mastodon:zoe", "customer links"]
)
def test_lists_are_pages_too(hostile_db: Path, ask: Ask, command: str) -> None:
    """The other lists can be pages as well, and are as harmless."""
    said = ask(*command.split(), "--db", hostile_db, "--format", "html")
    assert said.code == 0, said.err
    assert check(said.out).text


def test_payloads_are_letters(hostile_db: Path, ask: Ask) -> None:
    """A list shows hostile posts as they were typed."""
    text = check(page_of(ask, "missed", "--db", hostile_db, "--brand", "all", "--limit", "0")).text
    assert PAYLOADS[0] in text
    assert PAYLOADS[9] in text
    assert 'rel="stylesheet"' not in text


@pytest.mark.parametrize("url", URLS)
def test_no_such_link(url: str) -> None:
    """Nobody is sent to an address that is not a plain one of the web."""
    assert not is_web_address(url)
    assert is_web_address("https://social.example/@zoe/1?a=1&b=2")


def test_same_bytes(pizza_config: Path, ask: Ask) -> None:
    """One database and one time give the same page, byte by byte."""
    assert page_of(ask, "-c", pizza_config) == page_of(ask, "-c", pizza_config)


def test_the_ending_names_the_form(pizza_config: Path, ask: Ask, tmp_path: Path) -> None:
    """`-o page.html` writes the page that --format html prints."""
    assert ask("-c", pizza_config, "report", "-o", tmp_path / "page.html").code == 0
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page_of(ask, "-c", pizza_config)


def test_lists_end(pizza_config: Path, ask: Ask) -> None:
    """A list on a page ends where --limit says, and says how many it leaves out."""
    text = Page.read(page_of(ask, "missed", "-c", pizza_config, "--limit", "2")).text
    total = len(json.loads(ask("report", "missed", "-c", pizza_config, "--json").out)["rows"])
    assert f"and {total - 2} more: --limit 0 shows all" in text
    assert "shows all" not in Page.read(page_of(ask, "missed", "-c", pizza_config, "--limit", "0")).text


def test_one_figure_alone(pizza_config: Path, ask: Ask) -> None:
    """The page of a figure holds that, and each of its cases once in each order."""
    span = ("-c", pizza_config, "--since", "2026-11-01", "--figure", "mentions_question")
    html = page_of(ask, *span)
    page = check(html)
    found = json.loads(ask("report", *span, "--json").out)
    assert found["rows"]
    assert not page.named("svg", "blockquote")
    for row in found["rows"]:
        assert page.text.count(" ".join(row["text"].split())) == len(page.named("input")), row["text"]


def test_a_list_in_each_order(pizza_config: Path, ask: Ask) -> None:
    """A list stands on the page once in each order, with a button for each, the report's own chosen."""
    html = page_of(ask, "missed", "-c", pizza_config)
    buttons = [node.attrs for node in Page.read(html).named("input")]
    assert [("checked" in one) for one in buttons] == [True, *[False] * (len(buttons) - 1)]
    lists = re.findall('<div class="order o[0-9]">(.*?)\n</div>\n', html, re.DOTALL)
    ids = [re.findall(r'<td class="number" data-title="id">(?:<a [^>]*>)?(\d+)', one) for one in lists]
    assert len(ids) == len(buttons) == 3
    assert len({tuple(one) for one in ids}) == 3
    assert len({frozenset(one) for one in ids}) == 1


def test_nothing_to_tell(world: World, ask: Ask) -> None:
    """A period without posts is one sentence."""
    world.add(complaint(at="10:00"))
    page = check(page_of(ask, "--db", world.path, "--since", "2026-10-01", "--until", "2026-10-02"))
    assert "No mentions yet in this period." in page.text
    assert not page.named("svg")


def test_each_chart_has_words(pizza_config: Path, ask: Ask) -> None:
    """Each chart has a title, a description and a table of its numbers."""
    html = page_of(ask, "-c", pizza_config)
    charts = re.findall('<figure class="chart">(.*?)</figure>', html, re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        page = Page.read(chart)
        assert len(page.named("title")) == len(page.named("desc")) == len(page.named("table")) == 1
        assert page.named("svg")[0].attrs["role"] == "img"


def test_quotes_are_those_to_quote(pizza_config: Path, ask: Ask) -> None:
    """The summary quotes the customers whose words the export of recoveries puts first."""
    span = ("-c", pizza_config, "--since", "2026-11-01")
    html = page_of(ask, *span)
    best = [json.loads(line) for line in ask("export", "recoveries", *span, "--format", "jsonl").out.splitlines()][:3]
    quoted = [Page.read(one).text for one in re.findall("<blockquote[^>]*>.*?</blockquote>", html, re.DOTALL)]
    assert len(quoted) == 3
    assert quoted == [" ".join(one["thanks_text"].split()) for one in best]

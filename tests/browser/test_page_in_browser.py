"""The page of a report in a browser: it asks for nothing, runs nothing, complains of nothing, and shuts nobody out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import NOW
from mentionwatch.cli import run
from mentionwatch.clock import to_text
from pages import hostile_world

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_ROOT = Path(__file__).parents[2]
_AXE = _ROOT / ".cache/axe/node_modules/axe-core/axe.min.js"
_CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_REPORTS = ("summary", "missed", "canned", "replies", "recovered", "customers", "times", "compare", "abuse")
_SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    """Start Chromium, when the pages are written: beside it no event loop of ours could run."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: make browser installs it")
    if not Path(_CHROMIUM).exists():
        pytest.skip("chromium is missing: make browser installs it")
    with api.sync_playwright() as playwright:
        args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        started = playwright.chromium.launch(executable_path=_CHROMIUM, args=args)
        yield started
        started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the pages of the demo's brand, and of one whose every text is hostile."""
    folder = tmp_path_factory.mktemp("pages")
    hostile = hostile_world(folder / "hostile.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTIONWATCH_NOW", to_text(NOW))
        assert run(["demo", "--quiet", "--directory", str(folder / "pizza")]) == 0
        for brand, where in (
            ("pizza", ["-c", str(folder / "pizza" / "mentionwatch.yaml"), "--since", "2026-11-21", "--limit", "9"]),
            ("hostile", ["--db", str(hostile.path), "--brand", "all"]),
        ):
            for name in _REPORTS:
                assert run(["report", name, *where, "-o", str(folder / f"{brand}-{name}.html")]) == 0
    return folder


@dataclass
class Seen:
    """What a page did when it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


def see(browser: Browser, file: Path, **screen: Any) -> Seen:
    """Open a page, open all that can be opened in it, and watch it."""
    page = browser.new_context(**screen).new_page()
    seen = Seen(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.mouse.move(200, 200)
    page.keyboard.press("Tab")
    return seen


@pytest.mark.parametrize("name", _REPORTS)
def test_hostile_posts_do_nothing(browser: Browser, folder: Path, name: str) -> None:
    """With hostile posts the page shows no dialog, asks for nothing but itself, and the console stays empty."""
    file = folder / f"hostile-{name}.html"
    seen = see(browser, file)
    assert seen.dialogs == []
    assert seen.said == []
    assert seen.requests == [file.as_uri()]
    assert seen.page.evaluate("document.scripts.length") == 0
    seen.page.context.close()


@pytest.mark.parametrize("screen", _SCREENS)
@pytest.mark.parametrize("name", ["pizza-summary", "pizza-missed", "pizza-replies", "pizza-times", "hostile-missed"])
def test_nobody_is_shut_out(browser: Browser, folder: Path, name: str, screen: str) -> None:
    """axe finds nothing serious or critical: light, dark, on a phone, with everything opened."""
    if not _AXE.exists():
        pytest.skip("axe-core is missing: make browser installs it")
    seen = see(browser, folder / f"{name}.html", **_SCREENS[screen])
    seen.page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = seen.page.evaluate("axe.run()")["violations"]
    grave = [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    assert grave == []
    seen.page.context.close()


@pytest.mark.parametrize("name", [f"{brand}-{name}" for brand in ("pizza", "hostile") for name in _REPORTS])
def test_fits_a_phone(browser: Browser, folder: Path, name: str) -> None:
    """On a phone no page is wider than the screen: a wide table scrolls within itself."""
    seen = see(browser, folder / f"{name}.html", **_SCREENS["phone"])
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.page.context.close()


def test_one_order_at_a_time(browser: Browser, folder: Path) -> None:
    """Without script a list is shown in one order, and in another at the touch of its button or by the keyboard."""
    page = see(browser, folder / "pizza-missed.html").page
    assert page.locator(".order:visible").count() == 1
    first = page.locator(".order:visible").inner_text()
    page.get_by_role("radio", name="waited: longest first").check()
    assert page.locator(".order:visible").count() == 1
    assert page.locator(".order:visible").inner_text() != first
    page.keyboard.press("ArrowUp")
    assert page.get_by_role("radio", name="posted: latest first").is_checked()
    page.context.close()

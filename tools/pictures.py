"""Take the pictures of the docs: the morning's report in a terminal, and the page, both of the demo's brand.

Needs the group `browser` and Debian's chromium (or $CHROMIUM): `make pictures`.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
NOW = "2026-11-22T19:30:00Z"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
MOST_BYTES = 300_000
"""What all pictures may weigh together."""
_COLOURS = 32
_MARGIN = 24
_THEME = TerminalTheme(
    (24, 27, 33),
    (222, 226, 230),
    [
        (24, 27, 33),
        (224, 108, 90),
        (126, 176, 110),
        (222, 170, 80),
        (97, 160, 224),
        (180, 130, 200),
        (90, 180, 186),
        (222, 226, 230),
    ],
    [
        (110, 118, 129),
        (236, 130, 110),
        (150, 200, 130),
        (240, 190, 100),
        (130, 185, 245),
        (200, 150, 220),
        (110, 205, 210),
        (255, 255, 255),
    ],
)
_TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: {background}; }}
pre {{ display: inline-block; margin: 0; padding: 18px 22px; color: {foreground}; background: {background};
  font: 14px/1.32 "DejaVu Sans Mono", monospace; }}
</style><pre>{code}</pre>"""


def main() -> None:
    """Write all pictures, and say what each weighs."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        run(["demo", "-q", "--directory", folder], cwd=folder)
        page = Path(folder) / "page.html"
        run(["report", "-o", str(page)], cwd=folder)
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        for width in (80, 120):
            terminal(browser, f"terminal-{width}.png", ["report"], width=width, cwd=folder)
        shot(browser, "page.png", page, width=1120, height=1010)
        shot(browser, "page-phone.png", page, width=390, height=1000)
        shot(browser, "page-dark.png", page, width=1120, height=1010, scheme="dark", part="section:has(> #charts)")
        browser.close()
    sizes = {path.name: path.stat().st_size for path in sorted(PICTURES.glob("*.png"))}
    for name, size in sizes.items():
        print(f"{name:20} {size / 1000:6.0f} kB")
    if sum(sizes.values()) > MOST_BYTES:
        sys.exit(f"{sum(sizes.values()) / 1000:.0f} kB in all: more than {MOST_BYTES / 1000:.0f}")


def run(args: list[str], *, cwd: str) -> None:
    """Run the program at NOW in a folder."""
    command = [sys.executable, "-m", "mentionwatch", *args]
    subprocess.run(command, env={**os.environ, "MENTIONWATCH_NOW": NOW}, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def terminal(browser: Browser, name: str, args: list[str], *, width: int, cwd: str) -> None:
    """Take a picture of what a command prints on a terminal of some width."""
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(on_terminal(args, width=width, cwd=cwd)))
    template = (
        _TERMINAL.format(background=_THEME.background_color.hex, foreground=_THEME.foreground_color.hex, code="{code}")
        .replace("{ ", "{{ ")
        .replace("; }", "; }}")
    )
    html = console.export_html(theme=_THEME, inline_styles=True, code_format=template)
    view = browser.new_page()
    view.set_content(html)
    keep(name, view.locator("pre").screenshot())
    view.close()


def on_terminal(args: list[str], *, width: int, cwd: str) -> str:
    """Run the program on a terminal of its own, and give all that it wrote there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    environ = {
        **os.environ,
        "MENTIONWATCH_NOW": NOW,
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "COLUMNS": str(width),
    }
    environ.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "mentionwatch", *args]
    with subprocess.Popen(command, env=environ, cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        written = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return written.decode().replace("\r\n", "\n").rstrip("\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""


def shot(
    browser: Browser, name: str, page: Path, *, width: int, height: int, scheme: str = "light", part: str = ""
) -> None:
    """Take a picture of the page's first screen, or of a part of it."""
    view = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    view.goto(page.as_uri())
    box = view.locator(part).bounding_box() if part else None
    around = {"x": 0, "y": box["y"] - _MARGIN, "width": width, "height": box["height"] + 2 * _MARGIN} if box else None
    keep(name, view.screenshot(clip=around, full_page=True) if around else view.screenshot())  # type: ignore[arg-type]
    view.close()


def keep(name: str, png: bytes) -> None:
    """Write a picture with as few colours as it needs."""
    picture = (
        Image.open(io.BytesIO(png))
        .convert("RGB")
        .quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    )
    picture.save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    main()

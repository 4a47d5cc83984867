"""Opening a post in the user's browser, where there is one to be seen."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from threading import Thread

_OF_TERMINALS = frozenset({"lynx", "w3m", "links", "links2", "elinks", "www-browser"})
"""Browsers that would need the terminal on which the inbox stands."""


def find_browser(environ: Mapping[str, str]) -> list[str] | None:
    """Give the command of the user's browser: $BROWSER, else that of the desktop; None where there is no screen."""
    for named in environ.get("BROWSER", "").split(os.pathsep):
        command = _split(named)
        if command and os.path.basename(command[0]) not in _OF_TERMINALS and shutil.which(command[0]):
            return command
    if sys.platform == "darwin" and "SSH_CONNECTION" not in environ:
        return ["open"]
    has_screen = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return ["xdg-open"] if has_screen and shutil.which("xdg-open") else None


def _split(named: str) -> list[str]:
    try:
        return shlex.split(named)
    except ValueError:  # a quote is left open
        return []


def open_in_browser(url: str, command: Sequence[str]) -> bool:
    """Start a browser with a URL that `is_web_address`; it says nothing on our terminal. False if it cannot start."""
    has_place = any("%s" in part for part in command)
    args = [part.replace("%s", url) for part in command] if has_place else [*command, url]
    try:
        process = subprocess.Popen(  # noqa: S603  (no shell, and the user's own browser)
            args,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    Thread(target=process.wait, daemon=True).start()  # or it would stay on as a zombie
    return True

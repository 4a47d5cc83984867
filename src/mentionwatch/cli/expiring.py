"""How the end of a feed's token is told."""

from __future__ import annotations

import shlex
from datetime import datetime

from mentionwatch.text import safe_text


def ending(at: datetime, feed: str, now: datetime) -> str:
    """Say when a feed's token ends, or that it has, and what to do."""
    verb = "ended" if at <= now else "ends"
    return f"its token {verb} at {at:%Y-%m-%d %H:%M} UTC: {renewing(feed)}"


def renewing(feed: str) -> str:
    """Name the command that gets a new token."""
    return f"`mentionwatch login {safe_text(shlex.quote(feed))}` gets a new one"

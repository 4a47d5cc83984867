"""How the end of a feed's token is told."""

from __future__ import annotations

import shlex
from datetime import datetime

from mentionwatch.text import safe_text


def ending(at: datetime, now: datetime) -> str:
    """Say when a feed's token ends, or that it has."""
    return f"its token {'ended' if at <= now else 'ends'} at {at:%Y-%m-%d %H:%M} UTC"


def renewing(feed: str) -> str:
    """Name the command that gets a new token."""
    return f"`mentionwatch login {safe_text(shlex.quote(feed))}` gets a new one, or says how"

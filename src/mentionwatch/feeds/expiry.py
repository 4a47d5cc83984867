"""When a token ends, as those who give tokens say it.

https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4 https://www.rfc-editor.org/rfc/rfc6749#section-5.1
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from typing import Any

from mentionwatch.feeds.answer import read_json
from mentionwatch.feeds.shape import get_count, get_time

_LONGEST = 100 * 365 * 86_400  # some servers say a hundred years, or more, for "never"


def jwt_end(token: str) -> datetime | None:
    """Give the end that a JSON Web Token bears, None where it bears none; its signature is not our matter."""
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        return get_time(read_json(urlsafe_b64decode(payload + "=" * (-len(payload) % 4))), "exp")
    except (ValueError, RecursionError):
        return None


def end_of_life(said: Any, name: str, now: datetime) -> datetime | None:
    """Give the end of what lives for so many seconds from now, None where that is not said, or said to be nothing."""
    seconds = get_count(said, name)
    return now + timedelta(seconds=seconds) if seconds and seconds < _LONGEST else None

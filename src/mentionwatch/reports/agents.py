"""Who of the brand wrote a reply: by a name that tells agents apart without naming them, unless names are shown."""

from __future__ import annotations

import html
import re
import unicodedata
from hashlib import blake2b
from typing import TYPE_CHECKING

from mentionwatch.replies.canned import signature
from mentionwatch.text import safe_text

if TYPE_CHECKING:
    from sqlite3 import Row

    from mentionwatch.config import Rules

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MARKS = "^*~/-–—"
_QUOTES = "['’‘ʼ`´]"


def agent_name(brand: str, agent: str | None, rules: Rules) -> str | None:
    """Name an agent as reports print it: by a lasting pseudonym, unless the configuration shows names."""
    if agent is None or rules.replies.show_names:
        return agent
    name = f"{brand}\n{agent.casefold()}".encode(errors="surrogatepass")
    return f"agent-{blake2b(name, digest_size=2).hexdigest()}"


def printed_text(row: Row, rules: Rules) -> str:
    """Give a reply's text as reports print it: without its signature, unless the configuration shows names."""
    text: str = row["text"]
    return text if rules.replies.show_names else unsigned(text)


def unsigned(text: str) -> str:
    """Take the agent's signature out of a reply; what stands behind it, such as a link, stays."""
    name = signature(text)
    if name is None:
        return text
    for held in (text, unicodedata.normalize("NFC", safe_text(html.unescape(text)))):
        found = _last(name, held)
        if found is not None:
            start, end = found
            return f"{held[:start].rstrip()} {held[end:].lstrip(' .')}".strip()
    return "…"  # signed in a way that cannot be cut out: rather no words than a name


def _last(name: str, text: str) -> tuple[int, int] | None:
    """Find where a signature begins and ends: the last place of the name that is in no link."""
    blank = _LINK.sub(lambda link: "\0" * len(link[0]), text)
    places = list(re.finditer(re.escape(name).replace("'", _QUOTES), blank))
    if not places:
        return None
    return len(blank[: places[-1].start()].rstrip().rstrip(_MARKS)), places[-1].end()
